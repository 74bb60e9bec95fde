"""Qualifying: what a member has of all that a level asks for, and what is still missing of it.

Order of parts: what counts in the window, the level reached, what is missing.
Records are named as in account.py.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from simulator import chance
from simulator.accounts import chart
from simulator.chance import uniform
from simulator.customers.ladders import held_for_life
from simulator.customers.market_counts import WAITING_AT
from simulator.program.qualification import qualifies
from simulator.program.table import THOUSAND, WINDOW_ROLLING
from simulator.program.tiers import level_for
from simulator.rule import compiled, rule

OUT_OF_REACH = 1e9  # orders: no number of them brings what is missing


@compiled
def count_spend(s: Any, p: Any, ring: Any, paid: int, month: int) -> None:
    """Add money paid, under a rolling window also to its calendar month."""
    s.spent = int(s.spent) + paid
    if p.window == WINDOW_ROLLING:
        ring[p.spend_at + month % p.month_slots] += paid


@compiled
def take_back_spend(s: Any, p: Any, ring: Any, page: Any, paid: int, month: int) -> None:
    """Take back the money of an order that came back, as far as its window still holds it."""
    part = paid
    if p.window == WINDOW_ROLLING:
        slot = p.spend_at + month % p.month_slots
        part = min(paid, int(ring[slot])) if month > page.month[0] - p.window_months else 0
        ring[slot] -= part
    s.spent = max(0, int(s.spent) - part)


@compiled
def count_visit(s: Any, p: Any, ring: Any, month: int) -> None:
    """Count a day with a kept order, under a rolling window also in its calendar month."""
    s.visits = min(65_000, int(s.visits) + 1)
    if p.window == WINDOW_ROLLING:
        ring[p.visits_at + month % p.month_slots] += 1


@compiled
def leave_month(s: Any, p: Any, ring: Any, slot: int) -> None:
    """Take from spend and visits the month that leaves a rolling window."""
    s.spent = max(0, int(s.spent) - int(ring[p.spend_at + slot]))
    s.visits = max(0, int(s.visits) - int(ring[p.visits_at + slot]))
    ring[p.spend_at + slot] = 0
    ring[p.visits_at + slot] = 0


@compiled
def reached_level(s: Any, p: Any, status: int, day: int, holds: int) -> int:
    """Return the highest level that a member reaches with a qualifying balance on a day.

    Up to the level that he `holds` the thresholds to keep count, above it those to enter.
    """
    orders = int(s.kept_orders)
    if p.asks_besides == 0 and holds == 0:
        reached = int(level_for(status, orders, p.level_from[: p.levels], p.level_orders[: p.levels]))
        return max(reached, int(held_for_life(s, p))) if p.lasting != 0 else reached
    reached = 0
    for level in range(1, p.levels):
        value = int(p.level_keep[level]) if level <= holds else int(p.level_from[level])
        if _has(s, p, status, value, day, level):
            reached = level
    return reached


@compiled
def _has(s: Any, p: Any, status: int, value: int, day: int, level: int) -> bool:
    """Tell whether a member has what a level asks for, `value` of qualifying value among it.

    Who holds it for life has all of it.
    """
    if p.lasting != 0 and level <= held_for_life(s, p):
        return True
    return bool(
        qualifies(
            status, value, int(s.kept_orders), int(p.level_orders[level]),
            int(s.spent), int(p.level_spend[level]), int(s.visits), int(p.level_visits[level]),
            day - int(s.joined_day), int(p.level_tenure[level]), int(p.level_any[level]),
        )
    )  # fmt: skip


@compiled
def level_with_room(s: Any, p: Any, page: Any, reached: int, day: int) -> int:
    """Return the highest level, up to one that is reached, into which there is room to climb."""
    if p.capped == 0:
        return reached
    for level in range(reached, int(s.level), -1):
        if not _has(s, p, int(s.status), int(p.level_from[level]), day, level):
            continue
        if p.level_share[level] >= THOUSAND or found_room(s, page, level):
            return level
    return int(s.level)


@compiled
def found_room(s: Any, page: Any, level: int) -> bool:
    """Tell whether a member finds room in a level this week; those who wait draw lots."""
    return bool(uniform(s.key, page.week, chance.CLIMB_LOT, level) < page.room[level])


@compiled
def held_by_switch(s: Any, left: int) -> int:
    """Return the level held after a review that left so much, where a switch has promised one for a time."""
    held = max(left, int(s.kept))
    s.below = held - left
    return held


@compiled
def end_keep(s: Any, p: Any, page: Any) -> None:
    """Let a member whose level was kept for a time fall to what reviews left, or to what he has reached."""
    level = int(s.level)
    left = level - int(s.below)
    own = max(left, reached_level(s, p, int(s.status), int(page.first_day), left))
    if s.below > 0 and own < level:
        s.level = own
        page.tally[page.at, chart.DOWNGRADES] += 1
    s.kept = 0
    s.below = 0


@compiled
def count_waiting(s: Any, p: Any, page: Any) -> None:
    """Count a member as waiting for each level that he has all for and found no room in."""
    for level in range(int(s.level) + 1, p.levels):
        capped = p.level_share[level] < THOUSAND
        if capped and _has(s, p, int(s.status), int(p.level_from[level]), int(page.first_day) + 6, level):
            page.taken[WAITING_AT + level] += 1


@rule
def orders_for(missing: float, each: float) -> float:
    """Return the usual orders that bring what is missing, 0 or less when nothing is.

    Units: both in the same unit, what is missing and what an order brings. Source: [derived] arithmetic.
    """
    if missing <= 0.0:
        return 0.0
    return missing / each if each > 0.0 else 1e9


@compiled
def orders_missing(t: Any, s: Any, p: Any, level: int, by_value: float, lasting: float) -> float:
    """Return the usual orders that a member still needs for a level; 0 or less when nothing is missing.

    `by_value` are those that its qualifying value needs, `lasting` is the share of spend and visits so far
    that counts. Of all that is asked the most counts, of any the least. A visit is taken for an order.
    """
    short = np.float64(int(p.level_orders[level]) - int(s.kept_orders))
    any_of = p.level_any[level] != 0
    needed = OUT_OF_REACH if any_of else 0.0
    money = orders_for(p.level_spend[level] - lasting * int(s.spent), np.float64(t.basket))
    visits = p.level_visits[level] - lasting * int(s.visits)
    for asked, missing in (
        (int(p.level_from[level]), by_value),
        (int(p.level_orders[level]), short),
        (int(p.level_spend[level]), money),
        (int(p.level_visits[level]), visits),
    ):
        if asked > 0:
            needed = min(needed, missing) if any_of else max(needed, missing)
    return float(needed)


@compiled
def weeks_of_tenure_missing(s: Any, p: Any, level: int, day: int) -> float:
    """Return the weeks until the tenure that a level asks for is over, 0 when it is or none is asked."""
    if p.level_tenure[level] == 0:
        return 0.0
    return max(0.0, (int(p.level_tenure[level]) - (day - int(s.joined_day))) / 7.0)
