"""Sharing an account: orders of others in the household, which earn on it and use what it has.

The others are nobody in the panel. What they buy they would buy anyway, so their goods are posted nowhere and
no program is credited with them; what their orders earn, use and cost on the account is.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from simulator import chance
from simulator.accounts import chart
from simulator.chance import customer_key, normal_quantile, uniform
from simulator.customers.awareness import whole_part
from simulator.customers.buying import basket_amount
from simulator.customers.checkout import cut_price
from simulator.customers.orders import post_order
from simulator.customers.standing import FREE
from simulator.customers.subscribing import has_household, note_points
from simulator.rule import compiled


@compiled
def may_share(s: Any, p: Any) -> bool:
    """Tell whether others may order on a member's account now."""
    return bool(p.household_orders > 0.0 and (p.household_paid == 0 or s.paying != FREE))


@compiled
def order_of_household(
    s: Any, p: Any, ring: Any, page: Any, key: Any, day: int, count: int, goods: int
) -> int:
    """Post an order of somebody else on the account: it earns and uses what the account has, but no points.

    It is none of the member's own orders, by which he knows his pace. Return the points that it earned.
    """
    cut, _, _ = cut_price(s, p, page, key, day, count, goods, False)
    points, _ = post_order(s, p, ring, page, day, goods - cut, 0, -1, -1)
    s.term_orders = max(0, int(s.term_orders) - 1)  # none of a term that the order itself began
    page.tally[page.at, chart.HOUSEHOLD_ORDERS] += 1
    return int(points)


@compiled
def live_household(
    t: Any, s: Any, p: Any, b: Any, ring: Any, page: Any, key: Any, day: int, count: int
) -> None:
    """Let the others of a household order with a member's order, as often as the program says on average."""
    if s.member == 0 or not may_share(s, p) or not has_household(key, p):
        return
    number = whole_part(p.household_orders, uniform(key, page.week, chance.HOUSEHOLD_ORDERS, count))
    luck = customer_key(key, chance.HOUSEHOLD_LUCK)
    for _ in range(number):
        luck = customer_key(luck, chance.HOUSEHOLD_LUCK)  # each has luck of its own
        score = normal_quantile(uniform(luck, page.week, chance.BUY_BASKET, count))
        goods = basket_amount(np.float64(t.basket), score, b.basket_within, b.basket_law)
        points = order_of_household(s, p, ring, page, luck, day, count, goods)
        if s.paying != FREE:
            note_points(t, s, p, b, points)
