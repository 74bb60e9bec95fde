"""Further ladders of a member: what counts towards them, the level held on each, and what is held for life.

Order of parts: reading the level held, what counts, the climb and the new year.
The level held on each ladder is a bit of `clubs`, behind those of the clubs, so that what gives something to
the members of a club gives it to those of a level too. Records are named as in account.py.
"""

from __future__ import annotations

from typing import Any

from simulator.program.ladders import balance_with
from simulator.program.sizes import MOST_CLUBS, MOST_STEPS
from simulator.program.table import LADDER_ORDERS, LADDER_SPEND, THOUSAND
from simulator.rule import compiled

STEPS = (1 << MOST_STEPS) - 1  # the bits of one ladder, moved to the lowest place


@compiled
def step_on(groups: int, ladder: int) -> int:
    """Return the level held on a further ladder, from 1; 0 for none."""
    bits = (groups >> (MOST_CLUBS + MOST_STEPS * ladder)) & STEPS
    step = 0
    while bits != 0:
        bits >>= 1
        step += 1
    return step


@compiled
def with_step(groups: int, ladder: int, step: int) -> int:
    """Return the groups of a member who holds another level of a further ladder, 0 for none."""
    at = MOST_CLUBS + MOST_STEPS * ladder
    left = groups & ~(STEPS << at)
    return left | (1 << (at + step - 1)) if step > 0 else left


@compiled
def step_reached(s: Any, p: Any, ladder: int) -> int:
    """Return the level of a further ladder that its balance reaches, from 1; 0 for none."""
    reached = 0
    for step in range(MOST_STEPS):
        asked = int(p.ladder_from[ladder, step])
        if asked > 0 and int(s.ladders[ladder]) >= asked:
            reached = step + 1
    return reached


@compiled
def ladders_multiplier(p: Any, groups: int) -> int:
    """Return the largest multiplier on points of the levels held on further ladders, thousandths."""
    largest = THOUSAND
    for ladder in range(p.ladders):
        step = step_on(groups, ladder)
        if step > 0:
            largest = max(largest, int(p.ladder_points[ladder, step - 1]))
    return largest


@compiled
def held_for_life(s: Any, p: Any) -> int:
    """Return the level of the main ladder that a member holds for life by a further one, 0 for none."""
    held = 0
    for ladder in range(p.ladders):
        step = step_on(int(s.clubs), ladder)
        if step > 0:
            held = max(held, int(p.ladder_holds[ladder, step - 1]))
    return held


@compiled
def years_left(p: Any, groups: int) -> float:
    """Return for how long the longest of some levels of further ladders is promised, years, to a month.

    A level for life counts for a year, as every lifetime level does.
    """
    left = 0.0
    for ladder in range(p.ladders):
        if step_on(groups, ladder) > 0:
            left = max(left, (12 - p.month % 12) / 12.0 if p.ladder_yearly[ladder] != 0 else 1.0)
    return left


@compiled
def count_for_ladders(s: Any, p: Any, metric: int, amount: int) -> None:
    """Count an amount of a LADDER_* metric towards the ladders that go by it; below 0 it is taken back."""
    for ladder in range(p.ladders):
        if p.ladder_metric[ladder] == metric:
            s.ladders[ladder] = balance_with(int(s.ladders[ladder]), amount)


@compiled
def count_order(s: Any, p: Any, paid: int) -> None:
    """Count a kept order and the money paid for it, minor units."""
    count_for_ladders(s, p, LADDER_SPEND, paid // int(p.ladder_unit))
    count_for_ladders(s, p, LADDER_ORDERS, 1)


@compiled
def take_back_order(s: Any, p: Any, status: int, paid: int, this_year: bool) -> None:
    """Take back what an order counted; from a calendar year's balance only if the order is of that year."""
    amounts = (status, paid // int(p.ladder_unit), 1)
    for ladder in range(p.ladders):
        if this_year or p.ladder_yearly[ladder] == 0:
            amount = amounts[int(p.ladder_metric[ladder])]
            s.ladders[ladder] = balance_with(int(s.ladders[ladder]), -amount)


@compiled
def climb_ladders(s: Any, p: Any) -> None:
    """Raise the member to the level of each further ladder that its balance reaches; never down."""
    for ladder in range(p.ladders):
        reached = step_reached(s, p, ladder)
        if reached > step_on(int(s.clubs), ladder):
            s.clubs = with_step(int(s.clubs), ladder, reached)


@compiled
def renew_ladders(s: Any, p: Any) -> None:
    """Close a calendar year: its balance says which level holds in the new one, and starts again at 0."""
    for ladder in range(p.ladders):
        if p.ladder_yearly[ladder] != 0:
            s.clubs = with_step(int(s.clubs), ladder, step_reached(s, p, ladder))
            s.ladders[ladder] = 0


@compiled
def leave_ladders(s: Any) -> None:
    """Let go of all further ladders, which begin anew."""
    for ladder in range(s.ladders.shape[0]):
        s.clubs = with_step(int(s.clubs), ladder, 0)
        s.ladders[ladder] = 0
