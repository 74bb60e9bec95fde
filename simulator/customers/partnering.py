"""Partnering: members' visits to partners, and the points that they earn and use there.

Order of parts: earning and using points, the week's visits. Who deals with whom is in worth_of_partners.py.
`s` is the member's state record, `p` the program's, `page` the week's. The week and the worked cases earn and
use points through the same functions.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from simulator import chance
from simulator.accounts import chart
from simulator.chance import normal_quantile, poisson_count, uniform
from simulator.customers.account import earn_points, earn_status, use_points
from simulator.customers.buying import (
    OWN_PARTNER_INCOME,
    OWN_POINTS,
    OWN_PROGRAM_COST,
    basket_amount,
    redemption_wanted,
)
from simulator.customers.level import climb
from simulator.customers.market_counts import PARTNERS_AT
from simulator.customers.worth_of_partners import deals_with
from simulator.program.partners import exchanged, paid_for_points, points_at_partner
from simulator.program.rewards import face_value
from simulator.rule import compiled

MOST_VISITS = (
    7  # of one partner in a week: more than three times the most that a program may state on average
)
AT_PARTNERS = 32  # count of the first wish to use points at a partner, above those of own orders


# ---- earning and using points ---------------------------------------------------------------------------


@compiled
def earn_at_partner(s: Any, p: Any, ring: Any, page: Any, k: int, spent: int, day: int) -> None:
    """Issue the points of a visit, and post what the partner pays for them, if it has not paid in advance."""
    if p.partner_rate[k] == 0:
        return
    points = points_at_partner(spent, int(p.partner_rate[k]), int(p.partner_step[k]))
    earn_points(s, p, ring, page, points)
    page.tally[page.at, chart.PARTNER_POINTS] += points
    page.taken[PARTNERS_AT + k] += points
    if p.partner_block[k] < 0:
        paid = paid_for_points(points, int(p.partner_pays[k]))
        page.tally[page.at, chart.PARTNER_INCOME] += paid
        page.own[OWN_PARTNER_INCOME] += paid
    if p.partner_qualifies[k] != 0:
        earn_status(s, p, ring, points, int(page.month[day - page.first_day]))


@compiled
def may_burn(s: Any, p: Any, k: int) -> bool:
    """Tell whether a member has the points that a partner asks for."""
    return bool(p.partner_worth[k] > 0 and s.usable > 0 and s.usable >= p.partner_minimum[k])


@compiled
def worth_at_partner(p: Any, k: int, points: int) -> int:
    """Return what points are worth to a member who uses them at a partner, minor units, rounded down."""
    return face_value(exchanged(points, int(p.partner_exchange[k])), int(p.partner_worth[k]))


@compiled
def burn_at_partner(s: Any, p: Any, ring: Any, page: Any, k: int, points: int) -> None:
    """Use points at a partner, and post what the firm pays the partner for them."""
    use_points(s, p, ring, page, points)
    settled = paid_for_points(points, int(p.partner_settle[k]))
    page.tally[page.at, chart.PARTNER_SETTLEMENT] += settled
    page.tally[page.at, chart.PARTNER_POINTS_USED] += points
    page.tally[page.at, chart.REDEMPTIONS] += 1
    page.own[OWN_PROGRAM_COST] += settled
    page.own[OWN_POINTS] += points


# ---- the week's visits ----------------------------------------------------------------------------------


@compiled
def visit_partners(t: Any, s: Any, p: Any, b: Any, ring: Any, page: Any) -> bool:
    """Visit partners in the opening of a week; return whether there was a visit."""
    key = s.key
    day = int(page.first_day)
    visited = False
    for k in range(p.partners):
        mean = p.partner_use[k]
        u = uniform(key, page.week, chance.PARTNER_VISIT, k)
        if u <= 1.0 - mean or not deals_with(t, p, k):  # exp(-m) >= 1 - m: no visit comes
            continue
        for n in range(poisson_count(u, mean, MOST_VISITS)):
            count = MOST_VISITS * k + n
            score = normal_quantile(uniform(key, page.week, chance.PARTNER_SPEND, count))
            spent = basket_amount(np.float64(p.partner_spend[k]), score, b.basket_within, b.basket_law)
            if may_burn(s, p, k):
                points = int(s.usable)
                worth = float(worth_at_partner(p, k, points))
                if redemption_wanted(t, s, p, b, ring, page, key, AT_PARTNERS + count, worth, 0.0):
                    burn_at_partner(s, p, ring, page, k, points)
            earn_at_partner(s, p, ring, page, k, spent, day)
            _see_program(s, b, page, key, count)
            visited = True
    if visited:
        climb(s, p, page, day)
    return visited


@compiled
def _see_program(s: Any, b: Any, page: Any, key: Any, count: int) -> None:
    """Be reminded of a point's worth and the balance, as an own order does."""
    if uniform(key, page.week, chance.LEARN_AT_PARTNER, count) < b.order_exposure * b.learn_value:
        s.knows_value = 1
    if uniform(key, page.week, chance.LEARN_AT_PARTNER, 128 + count) < b.order_exposure * b.learn_balance:
        s.knows_balance = 1
