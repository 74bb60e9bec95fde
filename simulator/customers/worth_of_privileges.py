"""Worth of privileges: what a level promises on an order, as the member expects to use it."""

from __future__ import annotations

from typing import Any

import numpy as np

from simulator.customers.bundling import bundle_worth
from simulator.customers.complaining import complaint_chance
from simulator.customers.dates import percent_off
from simulator.customers.standing import enjoys, standing
from simulator.rule import compiled


@compiled
def cases_per_order(t: Any, p: Any, b: Any) -> float:
    """Return the desk cases that a customer expects of an order; 0 where no promise hangs on them.

    Failures times the own chance to complain of a middling one, at neutral trust.
    """
    if p.on_cases == 0 and p.on_failures == 0:
        return 0.0
    likely = complaint_chance(
        b.complaint_base, b.complaint_severity, 0.5, b.complaint_hassle * np.float64(t.time_cost),
        b.complaint_trust, b.trust_reference, np.float64(t.complaining),
    )  # fmt: skip
    return float(b.failure_rate * likely)


@compiled
def order_worth(t: Any, p: Any, b: Any, level: int) -> float:
    """Return the expected worth of a level's privileges on one usual order, minor units.

    A return, a desk case and a failure without one count as often as an order leads to them.
    """
    basket = np.float64(t.basket)
    worth = p.level_fixed[level] + basket * p.level_percent[level] + b.return_rate * p.level_return[level]
    cases = cases_per_order(t, p, b)
    worth += cases * p.level_case[level]
    if p.on_failures != 0:
        worth += (b.failure_rate - cases) * p.level_failure[level]
    if p.platform != 0:
        worth += bundle_worth(t, p, b)
    for n in range(p.conditionals):
        k = p.conditional[n]
        if p.privilege_levels[k, level] != 0 and basket >= p.privilege_over[k]:
            part = p.privilege_share[k] * p.privilege_kept[k]
            worth += part * (p.privilege_worth[k] + basket * p.privilege_percent[k] / 1000.0)
    return float(worth)


@compiled
def event_worth(p: Any, page: Any, level: int, weekday: int) -> float:
    """Return the expected worth of a level's privileges on an order on a dated event, minor units."""
    if p.on_events == 0 or page.day_event[weekday, level] == 0:
        return 0.0
    return float(p.level_event[level])


@compiled
def usual_worth(t: Any, p: Any, b: Any, level: int) -> float:
    """Return the same of an order on any day of the year, its part of dated events among it."""
    return float(order_worth(t, p, b, level) + p.event_share[level] * p.level_event[level])


@compiled
def _cut_of_clubs(s: Any, p: Any) -> float:
    """Return the share by which the member's clubs and further ladders cut the price, as expected, 0 to 1.

    As with levels, a cut for large orders alone is not counted on.
    """
    held, cut = standing(s, p), 0.0
    for k in range(p.privileges):
        by_level = p.privilege_clubs[k] == 0 and p.privilege_levels[k, held] != 0
        if not by_level and p.privilege_over[k] == 0 and enjoys(s, p, held, k):
            cut += p.privilege_share[k] * p.privilege_kept[k] * p.privilege_percent[k] / 1000.0
    return float(cut)


@compiled
def expected_cut(s: Any, p: Any, page: Any, day: int) -> float:
    """Return the share by which the price is cut for a customer on a day, as it is expected, 0 to 1."""
    cut = percent_off(s, p, page, day - page.first_day) / 1000.0
    if s.member != 0:
        cut += p.level_percent[standing(s, p)]
        if s.clubs != 0:
            cut += _cut_of_clubs(s, p)
    return float(min(0.99, cut))
