"""Step 4 of the week: one occasion goes to the firm, to the rival, or elsewhere."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from simulator import chance
from simulator.accounts import chart
from simulator.chance import uniform
from simulator.customers.bundling import held_by_login
from simulator.customers.choice import (
    acted_on,
    choice_elasticity,
    doubt,
    focal_share_inside,
    habit_pull,
    inclusive_value,
    inside_share,
    price_pull,
    satisfaction_pull,
    which_rival,
)
from simulator.customers.contacting import nudge
from simulator.customers.couponing import coupon_pull, coupon_share
from simulator.customers.effort import dearer_effort
from simulator.customers.referring import referral_pull
from simulator.customers.relating import tie
from simulator.customers.state import FOCAL, OUTSIDE, RIVAL
from simulator.customers.switching import procedural_cost, relational_cost, satisfaction_damping
from simulator.customers.trust import counted_trust
from simulator.customers.valuing import program_pull
from simulator.customers.worth_of_privileges import expected_cut
from simulator.rule import compiled


@compiled
def _pull_of_satisfaction(b: Any, satisfaction: float, trust: float) -> float:
    acted = acted_on(
        satisfaction,
        b.satisfaction_power,
        b.satisfaction_steps,
        b.satisfaction_willing,
        b.satisfaction_acting,
    )
    return satisfaction_pull(b.satisfaction_weight, acted, trust, b.trust_moderation)


@compiled
def _habit(t: Any, s: Any, b: Any, seller: int) -> float:
    """Return the pull of a seller on whoever made the last choice there, logits; none on others."""
    if s.last_choice != seller:
        return 0.0
    return habit_pull(b.state_dependence, b.variety_pull, (int(t.variety) + 0.5) / 256.0 < b.variety_share)


@compiled
def note_choice(page: Any, weight: float, share: float, inside: float, nest: float, chosen: bool) -> None:
    """Note how a choice between all stood: how close it was, which seller was ahead, and the price's part.

    Units: weight of log price in logits; the firm's share of the sellers and chance of either seller, 0-1.
    """
    row = page.tally[page.at]
    row[chart.CHOICES] += 1
    row[chart.DOUBT] += int(doubt(inside * share, inside) * 10000.0 + 0.5)
    if share > 0.5:
        row[chart.FIRM_AHEAD] += 1
    if chosen:
        row[chart.CHOSEN] += 1
        row[chart.ELASTICITY] += int(choice_elasticity(weight, share, inside, nest) * 1000.0 + 0.5)


@compiled
def choose(
    t: Any, s: Any, r: Any, p: Any, b: Any, page: Any, key: Any, day: int, count: int, focal_only: bool
) -> int:
    """Choose firm, rival or elsewhere for one occasion; a dated stimulus asks firm or nothing.

    `r` is what the customer has lived with each rival.
    """
    attached = s.attached != 0
    focal = 0.0
    if attached:
        procedural = procedural_cost(b.procedural, int(s.orders), b.procedural_orders)
        if p.platform != 0 and s.member != 0:
            procedural *= held_by_login(p, b)
        tenure = page.week - int(s.first_week) if s.orders > 0 else 0
        relied = counted_trust(np.float64(s.trust), b.trust_reference, b.trust_counts)
        relational = relational_cost(b.relational, relied, tenure, b.relational_weeks)
        if p.ties != 0:
            relational += tie(s, p, b)
        pull = _pull_of_satisfaction(b, np.float64(s.satisfaction), np.float64(s.trust))
        focal = b.intercept_focal + b.taste_sd * b.taste_scale * np.float64(t.taste_focal)
        focal += pull * satisfaction_damping(b.switching_damping, procedural, relational, 0.0)
        focal += procedural + relational
        focal -= b.price_weight * np.float64(t.price) * dearer_effort(t, b)
        cut = expected_cut(s, p, page, day) * b.privilege_weight if p.exists != 0 else 0.0
        if s.coupon != 0:
            share = coupon_share(t, s, p, b, int(page.week))
            focal += coupon_pull(t, b, share)
            cut = min(0.99, cut + share * b.privilege_weight)
        focal += referral_pull(t, s, p, b, day) if s.referred != 0 else 0.0
        focal += price_pull(
            b.price_weight * np.float64(t.price),
            page.price,
            page.price * (1.0 - cut),
            np.float64(s.reference_price),
            b.reference_weight,
            b.loss_ratio,
        )
        focal += _habit(t, s, b, FOCAL)
        if p.reminder_after > 0 and s.member != 0:
            focal += nudge(s, b, page.week)
        if s.member != 0:
            focal += program_pull(t, s, p, b, page, day)
    u = uniform(key, page.week, chance.CHOOSE_SELLER, count)
    if focal_only:
        if not attached:
            return OUTSIDE
        return FOCAL if u < 1.0 / (1.0 + math.exp(-min(30.0, max(-30.0, focal)))) else OUTSIDE
    rivals = _rivals(t, s, r, b, page)
    inside = inside_share(focal, rivals, b.nest, attached)
    first = 0.0
    if attached:
        share = focal_share_inside(focal, rivals, b.nest)
        first = inside * share
        note_choice(page, b.price_weight * np.float64(t.price), share, inside, b.nest, u < first)
    if u < first:
        return FOCAL
    return (
        RIVAL + which_rival(page.rival_pull, r.shape[0], rivals, b.nest, (u - first) / (inside - first))
        if u < inside
        else OUTSIDE
    )


@compiled
def _rivals(t: Any, s: Any, r: Any, b: Any, page: Any) -> float:
    """Write the utility of each rival on the page; return what they come to together, logits."""
    top = -1e300
    for j in range(r.shape[0]):
        procedural = procedural_cost(b.procedural, int(r[j].orders), b.procedural_orders)
        pull = _pull_of_satisfaction(b, np.float64(r[j].satisfaction), np.float64(r[j].trust))
        utility = intercept_rival(b, j) + b.taste_sd * b.taste_scale * np.float64(t.taste_rival[j])
        utility += pull * satisfaction_damping(b.switching_damping, procedural, 0.0, 0.0) + procedural
        if page.rival_price[j] != 1.0:
            utility -= b.price_weight * np.float64(t.price) * math.log(page.rival_price[j])
        utility += _habit(t, s, b, RIVAL + j)
        utility += page.house_pull[j]
        page.rival_pull[j] = utility
        top = max(top, utility)
    return inclusive_value(page.rival_pull, r.shape[0], top, b.nest)


@compiled
def intercept_rival(b: Any, rival: int) -> float:
    """Return the mean taste for a rival, logits."""
    if rival == 0:
        return float(b.intercept_rival)
    return float(b.intercept_rival_2 if rival == 1 else b.intercept_rival_3)
