"""The people: their traits and state, one file per faculty, and the order of their week."""
