"""Subscribing: who buys a paid membership, who renews it, who asks for the fee back.

Order of parts: the rule, what paying is expected to bring, buying, renewing, leaving.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from simulator import chance
from simulator.chance import uniform
from simulator.customers.awareness import comprehension
from simulator.customers.belonging import club_multiplier, club_order_worth, club_year_worth
from simulator.customers.choice import noticed
from simulator.customers.paying import (
    cancel,
    close_term,
    next_fee,
    refundable,
    renews_itself,
    trial_is_offered,
)
from simulator.customers.standing import FREE, IN_PAID_TERM, IN_TRIAL, enjoy, standing
from simulator.customers.switching import current_pace
from simulator.customers.worth_of_points import point_worth, points_per_order, redemption_belief
from simulator.customers.worth_of_privileges import order_worth
from simulator.rule import compiled, rule

OFFER_WEEKS = 13
PACE_WEEKS = 26.0  # the memory of a customer's pace


@rule
def paying_chance(readiness: float, weight: float, net: float, basket: float) -> float:
    """Return the chance to pay for a membership when asked, 0-1.

    Units: readiness in logits; weight in logits per share of a usual order; what the membership brings beyond
    its fee and effort, and the usual order, in minor units. Source: [assumption] forward value test, as in
    the demand for two-part tariffs; form and sizes.
    """
    logit = readiness + weight * net / basket
    return 1.0 / (1.0 + math.exp(-min(30.0, max(-30.0, logit))))


@compiled
def _worth_of_order(t: Any, s: Any, p: Any, b: Any, held: int) -> float:
    """Return what a standing is worth on one usual order, as it is noticed, minor units."""
    basket = np.float64(t.basket)
    used = order_worth(t, p, b, held) + basket * p.standing_cut[held]
    times = 1.0
    if s.clubs != 0:
        used += club_order_worth(t, s, p, b, held, p.event_share[held])
        times = club_multiplier(s, p) / 1000.0
    earned = points_per_order(p, held, basket, times, np.float64(t.rate))
    points = noticed(earned * point_worth(t, p, b), basket, b.noticing)
    known = comprehension(int(s.knows_value), b.uncomprehended, 0.0)
    worth = noticed(used, basket, b.noticing) * b.privilege_weight
    return float(worth + points * known * redemption_belief(t, p, b) * b.points_weight)


@compiled
def has_household(key: Any, p: Any) -> bool:
    """Tell whether a customer has others who would order on his account: the same in every week."""
    return bool(uniform(key, 0, chance.HOUSEHOLD, 0) < p.household_share)


@compiled
def worth_of_paying(t: Any, s: Any, p: Any, b: Any, week: int) -> float:
    """Return what a term would bring at the own pace, minor units: orders to come, and what comes each year.

    Those who have ordered little go by what their tastes make of them.
    """
    free = int(s.level)
    paid = free + int(p.levels)
    recent = PACE_WEEKS * current_pace(np.float64(s.pace), week - int(s.last_week))
    pace = (recent + b.tier_memory * np.float64(t.rate)) / (PACE_WEEKS + b.tier_memory)
    with_fee, without = 1.0, 1.0
    if p.household_orders > 0.0 and has_household(s.key, p):
        with_fee += p.household_orders
        without += p.household_orders * (1 - p.household_paid)
    each = with_fee * _worth_of_order(t, s, p, b, paid) - without * _worth_of_order(t, s, p, b, free)
    year = (p.level_year[paid] - p.level_year[free]) * b.privilege_weight
    if s.clubs != 0:
        year += (club_year_worth(s, p, paid) - club_year_worth(s, p, free)) * b.privilege_weight
    return float(p.fee_weeks * (pace * each + year / 52.0))


@compiled
def buys_membership(t: Any, s: Any, p: Any, b: Any, page: Any, key: Any, count: int) -> bool:
    """Tell whether a customer who orders pays for membership, or takes the trial; asked once a quarter."""
    if s.paying != FREE or np.float64(t.joiner) < b.never_join:
        return False
    if page.week - int(s.offered_week) < OFFER_WEEKS:
        return False
    s.offered_week = page.week
    net = worth_of_paying(t, s, p, b, page.week) - next_fee(s, p)
    net -= p.fee_hassle * np.float64(t.physical_cost)
    readiness = b.fee_base + (b.trial_ease if trial_is_offered(s, p) else 0.0)
    weight = b.fee_value * b.price_weight * np.float64(t.price)
    likely = paying_chance(readiness, weight, net, np.float64(t.basket))
    return bool(uniform(key, page.week, chance.DECIDE_FEE, count) < likely)


@compiled
def end_of_term(t: Any, s: Any, p: Any, b: Any, page: Any) -> None:
    """Close a term or trial that is over: some give it no thought, the others judge by what it brought."""
    key = s.key
    if s.cancelled != 0:
        renewed = False
    elif uniform(key, page.week, chance.DECIDE_RENEWAL_THOUGHT, 0) < b.renewal_inertia:
        renewed = renews_itself(s, p)
    elif s.attached == 0:
        renewed = False
    else:
        brought = np.float64(s.enjoyed)
        if s.paying == IN_TRIAL:
            brought *= p.fee_weeks / p.fee_trial_weeks
        feeling = np.float64(s.satisfaction) - b.satisfaction_reference
        feeling += np.float64(s.trust) - b.trust_reference
        weight = b.fee_value * b.price_weight * np.float64(t.price)
        likely = paying_chance(
            b.renewal_base + b.renewal_feeling * feeling,
            weight,
            brought - next_fee(s, p),
            np.float64(t.basket),
        )
        renewed = bool(uniform(key, page.week, chance.DECIDE_RENEWAL, 0) < likely)
    close_term(s, p, page, renewed)


@compiled
def leave_membership(s: Any, p: Any, b: Any, page: Any) -> None:
    """Cancel when the firm is left, for the fee or to stop the next one: some give it no thought."""
    if uniform(s.key, page.week, chance.DECIDE_REFUND, 0) >= b.renewal_inertia:
        cancel(s, p, page, int(page.first_day) + 6)


@compiled
def fee_at_stake(s: Any, p: Any, day: int) -> int:
    """Return the part of a fee that would be lost by leaving, minor units: not used and not given back."""
    if s.paying != IN_PAID_TERM:
        return 0
    return max(0, int(s.unearned) - refundable(s, p, day))


@compiled
def note_points(t: Any, s: Any, p: Any, b: Any, points: int) -> None:
    """Note what an order's points are worth beyond those that it would have earned without paying."""
    more = 1.0 - p.level_points[s.level] / max(1, p.level_points[standing(s, p)])
    if more > 0.0:
        enjoy(s, points * more * point_worth(t, p, b) * redemption_belief(t, p, b))
