"""A member's standing: which row of every benefit is the member's own."""

from __future__ import annotations

from typing import Any

from simulator.rule import compiled


@compiled
def standing(s: Any, p: Any) -> int:
    """Return the row of the member in all that levels are given: price cuts, multipliers, privileges."""
    return int(s.level)
