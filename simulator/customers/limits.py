"""Limits: what of an amount a member still earns under the caps of a day and of a month.

The week and the worked cases both count through this function; records are named as in account.py.
"""

from __future__ import annotations

from typing import Any

from simulator.program.caps import under_cap
from simulator.rule import compiled

FAR = 10**6  # added to days, so that a fresh counter of 0 is of no day


@compiled
def within_caps(p: Any, ring: Any, purse: int, source: int, day: int, month: int, amount: int) -> int:
    """Return what of an amount is earned for a PURSE_* by a SOURCE_* on a day, and count it."""
    if p.cap_at[purse, source] < 0 or amount <= 0:
        return amount
    at = int(p.counters_at + p.cap_at[purse, source])
    earned = amount
    if p.cap_day[purse, source] > 0:
        if ring[at] != day + FAR:
            ring[at] = day + FAR
            ring[at + 1] = 0
        earned = under_cap(earned, int(ring[at + 1]), int(p.cap_day[purse, source]))
    if p.cap_month[purse, source] > 0:
        if ring[at + 2] != month:
            ring[at + 2] = month
            ring[at + 3] = 0
        earned = under_cap(earned, int(ring[at + 3]), int(p.cap_month[purse, source]))
        ring[at + 3] += earned
    if p.cap_day[purse, source] > 0:  # what has no cap is not summed: it could outgrow a counter
        ring[at + 1] += earned
    return earned


@compiled
def earn_event(
    p: Any, ring: Any, purse: int, event: int, source: int, times: int, day: int, month: int
) -> int:
    """Return what an EVENT_* that came so many times on a day earns for a PURSE_*, and count it."""
    each = p.points_event[event] if purse == 0 else p.status_event[event]
    return within_caps(p, ring, purse, source, day, month, times * int(each))
