"""Time: the clock, the compiled kernel, the agents, and a run from its start to its record."""
