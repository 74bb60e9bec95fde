"""Offering: what the catalogue offers in a week, to everybody and to one member.

Order of parts: the week's offer, a member's limits, the reward that a member saves for.
"""

from __future__ import annotations

from typing import Any

from simulator.program.table import LIMIT_MONTH, LIMIT_YEAR
from simulator.rule import compiled


@compiled
def open_offer(p: Any, page: Any) -> None:
    """Write the offer of a week into the program's record."""
    p.month = page.month[0]


# ---- a member's limits ----------------------------------------------------------------------------------


@compiled
def limit_is_over(s: Any, p: Any, k: int, month: int) -> bool:
    """Tell whether what a member took of a reward lies before the month or year of its limit."""
    span = p.catalogue_limit_span[k]
    last = int(s.items_month)
    return bool((span == LIMIT_MONTH and last < month) or (span == LIMIT_YEAR and last // 12 < month // 12))


@compiled
def limit_reached(s: Any, p: Any, k: int, month: int) -> bool:
    """Tell whether a member has taken all that the limit of a reward allows by a month."""
    limit = p.catalogue_limit[k]
    return bool(limit > 0 and s.items_taken[k] >= limit and not limit_is_over(s, p, k, month))


@compiled
def count_taken(s: Any, p: Any, k: int, month: int) -> None:
    """Count a reward against its limit; counts whose month or year is over start again."""
    if p.catalogue_limit[k] == 0:
        return
    for one in range(p.items):
        if limit_is_over(s, p, one, month):
            s.items_taken[one] = 0
    s.items_month = month
    s.items_taken[k] += 1


# ---- the reward that a member saves for -----------------------------------------------------------------


@compiled
def first_reward(s: Any, p: Any) -> int:
    """Return the cheapest reward that is open to a member, -1 when none is.

    What a limit has closed counts for nothing until its month or year is over.
    """
    if p.limits == 0:
        return int(p.first)
    for k in range(p.items):
        if not limit_reached(s, p, k, int(p.month)):
            return k
    return -1
