"""A member's standing: which row of every benefit is the member's own."""

from __future__ import annotations

from typing import Any

import numpy as np

from simulator.rule import compiled

FREE, IN_TRIAL, IN_PAID_TERM = range(3)


@compiled
def standing(s: Any, p: Any) -> int:
    """Return the row of the member in all that levels are given: price cuts, multipliers, privileges.

    It is the level, and behind all levels the same one of members who pay or try.
    """
    return int(s.level) if s.paying == FREE else int(s.level) + int(p.levels)


@compiled
def enjoys(s: Any, p: Any, held: int, k: int) -> bool:
    """Tell whether a member has a privilege: by standing or further ladder, and by club where it asks."""
    by_level = p.privilege_levels[k, held] != 0
    if not by_level and (p.ladders == 0 or int(s.clubs) & int(p.privilege_rungs[k, held]) == 0):
        return False
    return bool(p.privilege_clubs[k] == 0 or int(s.clubs) & int(p.privilege_clubs[k]) != 0)


@compiled
def enjoy(s: Any, worth: float) -> None:
    """Note the worth of what a member has only for the fee, minor units."""
    s.enjoyed = np.float64(s.enjoyed) + worth


@compiled
def enjoy_privilege(s: Any, p: Any, k: int, off: int) -> None:
    """Note the worth of a privilege that was kept, if it is for paying members; `off` minor units saved."""
    if s.paying != FREE and not enjoys(s, p, int(s.level), k):
        enjoy(s, float(p.privilege_worth[k] + off))
