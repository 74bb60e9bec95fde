"""The promise: a loyalty program, one file a clause, and the flat table that the engine reads."""
