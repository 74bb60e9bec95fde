"""Worth of stamps: what one more stamp is worth on the way to a full card, and the pull of nearness to it."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from simulator.chance import normal_share_below
from simulator.customers.awareness import comprehension
from simulator.customers.choice import goal_pull, goal_step_value, last_step_value, noticed
from simulator.customers.rewarding import effort_gain, effort_kept
from simulator.customers.stamping import cards_used_up, last_of_year
from simulator.customers.state import NEVER
from simulator.customers.switching import current_pace
from simulator.program.table import FIRM
from simulator.rule import compiled, rule

USUAL_HEAD_START = 0.2  # share of a card that the number of `endowed_commitment` is stated for


@rule
def share_of_baskets(usual: float, least: float, spread: float) -> float:
    """Return the share of a customer's orders that reach an amount, 0-1.

    Units: usual basket (a mean) and amount in minor units, spread as sd of log.
    Source: [derived] lognormal baskets, as they are drawn; under the gamma law an approximation.
    """
    if least <= 0.0:
        return 1.0
    if spread <= 0.0:
        return 1.0 if usual >= least else 0.0
    return 1.0 - normal_share_below(math.log(least / usual) / spread + 0.5 * spread)


@rule
def orders_in_time(orders: float, weeks: float, rate: float) -> float:
    """Return the chance that so many orders come within some weeks, 0-1.

    Units: orders, weeks, orders a week.
    Source: [assumption] Poisson orders by the normal approximation with continuity.
    """
    if orders <= 0.0:
        return 1.0
    mean = rate * weeks
    if mean <= 0.0:
        return 0.0
    return normal_share_below((mean - orders + 0.5) / math.sqrt(mean))


@rule
def commitment(weight: float, endowed: int, needed: int) -> float:
    """Return what a head start adds: `weight` for a fifth of a card, in proportion to its share of the card.

    Units: of `weight`; stamps given and stamps that fill a card.
    Source: [published in part] endowed progress, Nunes & Dreze 2006; form and size calibrated, not emergent.
    """
    return weight * endowed / (USUAL_HEAD_START * needed)


@compiled
def knows_card(s: Any, p: Any) -> bool:
    """Tell whether a member knows how full the card is: it shows it, or the account is known."""
    return bool(p.stamps_shown != 0 or s.knows_balance != 0)


@compiled
def _weeks_left(s: Any, p: Any, week: int) -> int:
    if not knows_card(s, p) or s.card_week == NEVER:
        return int(p.stamps_valid)
    return int(p.stamps_valid) - (week - int(s.card_week))


@compiled
def _pace(t: Any, s: Any, p: Any, b: Any, week: int) -> float:
    """Return the stamps a week that a member's own pace leads to."""
    pace = max(current_pace(np.float64(s.pace), week - int(s.last_week)), 0.25 * np.float64(t.rate))
    return float(pace * share_of_baskets(np.float64(t.basket), float(p.stamps_minimum), b.basket_within))


@compiled
def stamp_worth(t: Any, p: Any, b: Any) -> float:
    """Return a stamp's even part of the reward on a usual order, minor units."""
    share = share_of_baskets(np.float64(t.basket), float(p.stamps_minimum), b.basket_within)
    return float(share * p.stamps_worth / p.stamps_buy)


@compiled
def stamps_pull(t: Any, s: Any, p: Any, b: Any, page: Any, day: int, scale: float) -> float:
    """Return the pull of the stamp that this order would give, logits.

    The stamp counts as a step to a reward that renews itself, but for the last one that a year has, and as
    far as the card can be filled in time;
    nearness counts against what the member is used to; a head start binds while the first card lasts.
    """
    if p.stamps_worth == 0 or cards_used_up(s, p, page, day):
        return 0.0
    basket = np.float64(t.basket)
    week = int(page.week)
    needed = float(p.stamps_buy)
    reward = float(p.stamps_worth)
    told = knows_card(s, p)
    held = float(max(0, int(s.stamps))) if told else 0.0
    share = share_of_baskets(basket, float(p.stamps_minimum), b.basket_within)
    pace = _pace(t, s, p, b, week)
    known = 1.0 if p.stamps_shown != 0 else comprehension(int(s.knows_value), b.uncomprehended, 0.0)
    seen = noticed(reward / needed, basket, b.noticing) / (reward / needed) * known * share
    if last_of_year(s, p, page, day):
        step = last_step_value(reward, needed, held, pace, b.impatience)
    else:
        step = goal_step_value(reward, needed, held, pace, b.impatience)
    if p.stamps_valid > 0:
        step *= orders_in_time(needed - held - 1.0, float(_weeks_left(s, p, week)), pace)
    felt = 0.0
    if told and pace * 104.0 > needed:
        kept, usual = effort_kept(s, b), np.float64(s.card_nearness)
        felt = goal_pull(b.goal_gradient * seen, min(1.0, held / needed), usual, reward, basket, kept)
        felt += effort_gain(t, b) * seen
    if s.first_card != 0 and s.stamps > 0:  # a head start is handed over: no balance must be known for it
        bond = commitment(b.endowed_commitment, int(p.stamps_endowed), int(p.stamps_buy))
        felt += bond * seen * min(1.0, reward / basket)
    return float((scale * step * seen / basket + felt) * b.points_weight)


@compiled
def card_at_stake(s: Any, p: Any, b: Any) -> float:
    """Return what leaving forfeits of a card that is known of, minor units: more after a head start."""
    if not knows_card(s, p) or s.stamps <= 0:
        return 0.0
    bond = commitment(b.endowed_commitment, int(p.stamps_endowed), int(p.stamps_buy)) * s.first_card
    return float(p.stamps_worth * int(s.stamps) / p.stamps_buy * (1.0 + bond) * b.points_weight)


@compiled
def card_obligation(t: Any, s: Any, p: Any, b: Any, week: int) -> int:
    """Return what the stamps of a card are expected to cost the firm, minor units.

    Each stamp costs its part of the reward, as far as the card will be filled in time at the own pace.
    """
    if s.attached == 0 or s.stamps <= 0:
        return 0
    cost = p.stamps_cost * int(s.stamps) / p.stamps_buy * (p.stamps_funding[FIRM] / 1000.0)
    if p.stamps_valid > 0:
        left = int(p.stamps_valid)
        if s.card_week != NEVER:
            left -= week - int(s.card_week)
        cost *= orders_in_time(float(p.stamps_buy - int(s.stamps)), float(left), _pace(t, s, p, b, week))
    return int(cost + 0.5)
