"""Taking a reward: which of the catalogue a member wants, and handing it out.

Order of parts: what a member may take, handing out, the wish with an order.
The week and the worked cases both hand out through `hand_out`.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from simulator import chance
from simulator.accounts import chart
from simulator.chance import customer_key, normal_quantile, uniform
from simulator.customers.account import use_points
from simulator.customers.buying import OWN_POINTS, post_benefit, redemption_wanted
from simulator.customers.experiencing import miss_promise
from simulator.customers.market_counts import ITEMS_AT, WISHES_AT
from simulator.customers.offering import count_taken, limit_reached
from simulator.customers.rewarding import note_reward
from simulator.customers.satisfaction import moved
from simulator.customers.vouchers import hold_voucher, room_for_voucher, voucher_share
from simulator.rule import compiled, rule

AFTER_CHECKOUTS = 64  # count of the wish for a reward, apart from that to pay the same order with points


@compiled
def may_take(s: Any, p: Any, k: int, week: int, month: int) -> bool:
    """Tell whether a reward is open: points pay for it, its limit allows it, a voucher has room."""
    if p.item_price[k] > s.usable or limit_reached(s, p, k, month):
        return False
    return bool(p.catalogue_voucher[k] == 0 or room_for_voucher(s, week) >= 0)


@compiled
def dearest(s: Any, p: Any, week: int, month: int) -> int:
    """Return the dearest reward that is open to a member, -1 when none is."""
    best = -1
    for k in range(p.items):
        if may_take(s, p, k, week, month) and (best < 0 or p.item_price[k] >= p.item_price[best]):
            best = k
    return best


@compiled
def hand_out(s: Any, p: Any, ring: Any, page: Any, k: int, month: int) -> None:
    """Hand out a reward: points are used, its cost is posted or a voucher held, its limit counts it."""
    points = int(p.item_price[k])
    use_points(s, p, ring, page, points)
    if p.catalogue_voucher[k] > 0:
        hold_voucher(s, p, k, int(page.week))  # it costs when it is used
    else:
        post_benefit(page, chart.CATALOGUE_COST, int(p.catalogue_cost[k]), p.catalogue_funding[k])
    page.tally[page.at, chart.REDEMPTIONS] += 1
    page.own[OWN_POINTS] += points
    count_taken(s, p, k, month)


@compiled
def liking(t: Any, k: int) -> float:
    """Return how a reward suits a customer's taste, as a normal score: for good, whatever the design."""
    own = customer_key(np.uint64(np.float64(t.reached) * 4294967296.0), int(t.identity))
    return float(normal_quantile(uniform(own, 0, chance.TRAIT_REWARD_FIT, k)))


@compiled
def take_reward(t: Any, s: Any, p: Any, b: Any, ring: Any, page: Any, key: Any, day: int, count: int) -> None:
    """Take the dearest reward that is open, if the member wants one with this order."""
    month = int(page.month[day - page.first_day])
    k = dearest(s, p, int(page.week), month)
    if k < 0:
        return
    worth = float(p.catalogue_worth[k])
    if p.catalogue_voucher[k] > 0:
        worth *= voucher_share(t, p, b, k, p.catalogue_voucher[k] + 1.0)
    fit = b.redeem_fit * liking(t, k)
    if not redemption_wanted(t, s, p, b, ring, page, key, count + AFTER_CHECKOUTS, worth, fit):
        return
    page.taken[WISHES_AT + k] += 1
    if p.catalogue_stock[k] >= 0 and not _served(s, p, b, page, key, count, k):
        return
    page.taken[ITEMS_AT + k] += 1
    hand_out(s, p, ring, page, k, month)
    note_reward(t, s, b, worth, int(page.week))
    if p.catalogue_experience[k] != 0:
        _live_through(t, s, b, float(p.catalogue_worth[k]))


@compiled
def _live_through(t: Any, s: Any, b: Any, worth: float) -> None:
    """Live through a reward that is an experience: it lifts satisfaction and trust, which fade as ever."""
    weight = experience_lift(b.experience_bump, worth, np.float64(t.basket))
    s.satisfaction = moved(np.float64(s.satisfaction), 1.0, weight)
    s.trust = moved(np.float64(s.trust), 1.0, weight)


@rule
def experience_lift(bump: float, worth: float, basket: float) -> float:
    """Return the part of the way to full satisfaction and trust that an experience takes a member, 0-1.

    Units: `bump` share of the way of one worth a usual order or more; worth and usual order in minor units.
    Source: [published in part] experiences make happier than goods, Van Boven & Gilovich 2003 (sign); form
    and size assumptions.
    """
    return bump * min(1.0, worth / basket)


@compiled
def _served(s: Any, p: Any, b: Any, page: Any, key: Any, count: int, k: int) -> bool:
    """Tell whether a scarce reward is there for a wish; one that is sold out is a promise that is broken."""
    page.tally[page.at, chart.PROMISES] += 1
    if uniform(key, page.week, chance.REWARD_SERVED, count) < p.item_served[k]:
        return True
    page.tally[page.at, chart.PROMISES_BROKEN] += 1
    miss_promise(s, b)
    return False
