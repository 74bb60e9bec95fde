"""Why: what each mechanism adds to the effect of a design, and why single customers stayed or left."""
