"""The world: what customers are like, what the firm is, and what it earns with."""
