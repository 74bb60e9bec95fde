"""Coupons: who gets one and keeps it in mind, what it draws while it is valid, and its use with an order.

Of the coupons sent to a customer only one that is kept in mind moves anything; the newest takes the place of
an older one. It is used with the next order that it holds for. `s.coupon` is its number from 1, 0 without.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from simulator import chance
from simulator.accounts import chart
from simulator.chance import uniform
from simulator.customers.buying import post_benefit
from simulator.customers.choice import noticed
from simulator.customers.disclosing import feel_understood, shares_data
from simulator.customers.page import place
from simulator.customers.worth_of_stamps import share_of_baskets
from simulator.program.coupons import coupon_cut
from simulator.program.rewards import price_cut
from simulator.rule import compiled, rule


@rule
def kept_in_mind(targeted: int, generic: float, relevant: float, proneness: float) -> float:
    """Return the chance that a coupon which is sent is kept in mind, 0-1.

    Units: 1 for a targeted coupon; chances of a generic and of a targeted one; deal proneness, mean 1.
    Source: [published in part] relevance drives redemption (Tesco Clubcard, as told in the trade); in
    proportion to deal proneness, an assumption.
    """
    return min(1.0, (relevant if targeted != 0 else generic) * proneness)


@compiled
def gets_coupon(s: Any, p: Any, k: int) -> bool:
    """Tell whether a coupon is meant for a customer."""
    return bool(p.coupon_public[k] != 0 or (s.member != 0 and p.coupon_levels[k, s.level] != 0))


@compiled
def keep_coupon(s: Any, p: Any, week: int, k: int) -> None:
    """Keep a coupon in mind from a week on, in the place of any other."""
    s.coupon = k + 1
    s.coupon_week = week + p.coupon_valid[k]


@compiled
def receive_coupons(t: Any, s: Any, p: Any, b: Any, page: Any, key: Any) -> None:
    """Send the week's coupons to a customer within reach, who keeps one in mind or does not."""
    for k in range(p.coupons):
        if not gets_coupon(s, p, k) or uniform(key, page.week, chance.COUPON_SENT, k) >= p.coupon_sent[k]:
            continue
        place(page, s, t)
        page.tally[page.at, chart.COUPONS_SENT] += 1
        chosen = p.coupon_targeted[k] != 0 and shares_data(t, np.float64(s.trust), p, b)
        likely = kept_in_mind(1 if chosen else 0, b.coupon_generic, b.coupon_targeted, np.float64(t.deal))
        if uniform(key, page.week, chance.COUPON_KEPT, k) < likely:
            keep_coupon(s, p, int(page.week), k)
            if chosen:
                feel_understood(s, b)


@compiled
def use_coupon(s: Any, p: Any, page: Any, goods: int, left: int) -> int:
    """Use the coupon at hand on an order; return what it takes off, of what other price cuts leave."""
    if s.coupon == 0 or page.week > s.coupon_week:
        return 0
    k = int(s.coupon) - 1
    cut = int(p.coupon_amount[k]) + price_cut(goods, int(p.coupon_percent[k]))
    off = coupon_cut(goods, left, cut, int(p.coupon_over[k]))
    if off > 0:
        s.coupon = 0
        page.tally[page.at, chart.COUPONS_USED] += 1
        post_benefit(page, chart.PRICE_DISCOUNT, off, p.coupon_funding[k])
    return off


@compiled
def _usual_cut(t: Any, p: Any, b: Any, k: int) -> float:
    """Return what a coupon takes off an order on average, minor units: where the basket reaches its least."""
    basket = np.float64(t.basket)
    off = min(basket, p.coupon_amount[k] + basket * p.coupon_percent[k] / 1000.0)
    return float(off * share_of_baskets(basket, float(p.coupon_over[k]), b.basket_within))


@compiled
def coupon_share(t: Any, s: Any, p: Any, b: Any, week: int) -> float:
    """Return the part of a usual order that the coupon at hand takes off, 0 to 1; nothing once it is past."""
    if s.coupon == 0 or week > s.coupon_week:
        return 0.0
    return float(_usual_cut(t, p, b, int(s.coupon) - 1) / np.float64(t.basket))


@compiled
def coupon_pull(t: Any, b: Any, share: float) -> float:
    """Return the pull of the coupon at hand on this choice, logits; `share` of a usual order."""
    basket = np.float64(t.basket)
    scale = b.price_weight * np.float64(t.price)
    return float(scale * noticed(share * basket, basket, b.noticing) / basket * b.privilege_weight)


@compiled
def offered_coupons(t: Any, p: Any, b: Any, orders: float) -> float:
    """Return what the coupons of the base level are worth an order to somebody asked to join, minor units."""
    return coupons_at(t, p, b, 0, orders)


@compiled
def coupons_at(t: Any, p: Any, b: Any, level: int, orders: float) -> float:
    """Return what the coupons of a level are worth an order, minor units.

    Only those that not everybody gets; `orders` a year, of which each may use one.
    """
    worth = 0.0
    for k in range(p.coupons):
        if p.coupon_public[k] == 0 and p.coupon_levels[k, level] != 0:
            chosen = p.coupon_targeted[k] != 0 and shares_data(t, b.trust_reference, p, b)
            kept = kept_in_mind(1 if chosen else 0, b.coupon_generic, b.coupon_targeted, np.float64(t.deal))
            used = min(1.0, 52.0 * p.coupon_sent[k] * kept / max(1.0, orders))
            worth += used * _usual_cut(t, p, b, k)
    return float(worth)
