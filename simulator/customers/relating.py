"""Relating: what ties a member to people at the firm, a community or a clerk of his own.

Order of parts: the community, the clerk, the tie of both.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from simulator import chance
from simulator.accounts import chart
from simulator.chance import uniform
from simulator.customers.awareness import whole_part
from simulator.customers.buying import OWN_PROGRAM_COST, post_benefit, share_of
from simulator.customers.page import place
from simulator.customers.satisfaction import experience_weight, kept_each_week, missed_promise, moved
from simulator.customers.tenure import tenure_share
from simulator.customers.trust import trust_after_breach
from simulator.rule import compiled, rule

WEEKS_A_YEAR = 52
MOST_CLERK_ORDERS = 30_000  # what the state holds; the bond is whole long before


@rule
def belonging_after(belonging: float, gain: float) -> float:
    """Return the sense of belonging after a visit to the community, 0-1.

    Units: 0-1; gain is the share of what is missing that a visit brings.
    Source: [published in part] community raises the relational tie, Algesheimer, Dholakia & Herrmann 2005
    (sign); form and size assumptions.
    """
    return belonging + min(1.0, gain) * (1.0 - belonging)


@rule
def community_cost(most: float, trust: float, belonging: float) -> float:
    """Return what leaving the community behind would cost, logits, 0 to `most`.

    Units: trust and belonging 0-1. Source: [published in part] as the relational switching cost of which it
    is a part (Burnham, Frels & Mahajan 2003, personal relationship loss); size an assumption.
    """
    return most * trust * belonging


@compiled
def fade_belonging(s: Any, b: Any) -> None:
    """Let the sense of belonging fade for a week without a visit."""
    if s.belonging > 0.0:
        s.belonging = np.float64(s.belonging) * kept_each_week(b.belonging_half_life)


@compiled
def enjoy_access(s: Any, b: Any) -> None:
    """Enjoy a lounge: satisfaction as by an order so much better than expected."""
    level = np.float64(s.satisfaction)
    gain = b.access_lift * (b.quality_weight + b.positive_disconfirmation)
    s.satisfaction = moved(level, level + gain, experience_weight(int(s.orders), b.satisfaction_step))


@rule
def clerk_share(orders: int, scale: float) -> float:
    """Return how far the bond to a clerk has grown after so many orders with him, 0-1.

    Units: orders since the clerk came, scale in orders.
    Source: [assumption] the form of tenure's relational cost, by orders with one person.
    """
    return 1.0 - math.exp(-orders / scale)


@rule
def clerk_tie(most: float, trust: float, grown: float) -> float:
    """Return what leaving the own clerk would cost, logits, 0 to `most`.

    Units: trust and growth of the bond 0-1. Source: [published in part] strength of personal ties, Blut et
    al. 2015 (relational costs link most to repurchase); that one to a person is stronger than one to a firm
    is an assumption.
    """
    return most * trust * grown


@compiled
def served_by_clerk(
    s: Any, p: Any, page: Any, key: Any, count: int, goods: int, price: int, returned: bool
) -> int:
    """Buy from the own clerk or not; return the price cut, at most `price`. Kept orders feed the bond."""
    if uniform(key, page.week, chance.CLERK_SERVES, count) >= p.clerk_served:
        return 0
    if not returned:
        s.clerk_orders = min(MOST_CLERK_ORDERS, int(s.clerk_orders) + 1)
    off = min(price, share_of(goods, int(p.clerk_discount)))
    post_benefit(page, chart.PRICE_DISCOUNT, off, p.clerk_funding)
    return off


@compiled
def keep_clerk(s: Any, p: Any, b: Any, page: Any) -> bool:
    """Pay the clerk for a week, who may leave: the bond starts again. Return whether something was paid."""
    key, week = s.key, page.week
    leaves = p.clerk_leaves * page.staff_leaving
    if p.clerk_leaves > 0.0 and uniform(key, week, chance.CLERK_LEAVES, 0) < leaves:
        _lose_clerk(s, p, b)
        page.tally[page.at, chart.CLERKS_LOST] += 1
    if p.clerk_cost == 0 or week - int(s.last_week) > WEEKS_A_YEAR:
        return False
    cost = whole_part(p.clerk_cost / WEEKS_A_YEAR, uniform(key, week, chance.CLERK_COST, 0))
    page.tally[page.at, chart.CLERK_COST] += cost
    page.own[OWN_PROGRAM_COST] += cost
    return True


@compiled
def _lose_clerk(s: Any, p: Any, b: Any) -> None:
    """Feel that the own clerk has left, as far as there was a bond, and begin with another."""
    felt = b.clerk_loss * min(1.0, p.clerk_bond * clerk_share(int(s.clerk_orders), b.clerk_scale))
    s.clerk_orders = 0
    _miss(s, b, felt)


@compiled
def miss_seller(t: Any, s: Any, b: Any, c: Any, page: Any) -> None:
    """Lose the own seller or not, who leaves the marketplace: tenure's bond begins again, and it is felt."""
    key, week = s.key, page.week
    if uniform(key, week, chance.SELLER_LEAVES, 0) >= c.seller_leaves:
        return
    if uniform(key, 0, chance.SELLER_BOUND, 0) >= c.seller_bound:  # the same people for good
        return
    place(page, s, t)
    page.tally[page.at, chart.SELLERS_LOST] += 1
    _miss(s, b, b.seller_loss * tenure_share(week - int(s.first_week), b.relational_weeks))
    s.first_week = week


@compiled
def _miss(s: Any, b: Any, felt: float) -> None:
    """Feel the loss of a person one was bound to, as such a part of a promise that is broken."""
    s.trust = trust_after_breach(np.float64(s.trust), b.trust_gain, b.trust_ratio, felt)
    loss = missed_promise(
        b.broken_promise_depth, b.quality_weight, b.positive_disconfirmation, b.disconfirmation_ratio
    )
    level = np.float64(s.satisfaction)
    weight = experience_weight(int(s.orders), b.satisfaction_step)
    s.satisfaction = moved(level, level - felt * loss, weight)


@compiled
def tie(s: Any, p: Any, b: Any) -> float:
    """Return the member's relational cost beside that of tenure with the firm, logits."""
    if s.member == 0:
        return 0.0
    trust = np.float64(s.trust)
    total = 0.0
    if p.community != 0:
        total += community_cost(b.community_bond, trust, np.float64(s.belonging))
    if p.clerk_levels[s.level] != 0:
        grown = clerk_share(int(s.clerk_orders), b.clerk_scale)
        total += clerk_tie(b.clerk_bond * p.clerk_bond, trust, grown)
    return float(total)
