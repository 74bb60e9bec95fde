"""Worth of points and cash: what an order earns, what a point is worth to a member, and the pull of both."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from simulator.customers.awareness import comprehension
from simulator.customers.choice import goal_pull, goal_step_value, noticed
from simulator.customers.offering import first_reward
from simulator.customers.rewarding import effort_gain, effort_kept
from simulator.customers.standing import standing
from simulator.customers.switching import current_pace
from simulator.customers.vouchers import voucher_share
from simulator.customers.worth_of_partners import best_at_partners
from simulator.program.table import PURSE_POINTS, REDEEM_AUTOMATIC, REDEEM_NONE, SOURCE_ORDER, SOURCE_PURCHASE
from simulator.rule import compiled

WEEKS_A_MONTH = 52.0 / 12.0


@compiled
def redemption_belief(t: Any, p: Any, b: Any) -> float:
    """Return the share of points that this member expects to use, 0-1."""
    if p.redeem_kind == REDEEM_AUTOMATIC:
        return 1.0
    if np.float64(t.redeemer) < b.never_redeem:
        return 0.0
    return float(b.redemption_belief)


@compiled
def earning_part(p: Any, level: int, basket: float) -> float:
    """Return the part of a usual order that earns, minor units; nothing if it is too small."""
    if basket < p.minimum_order:
        return 0.0
    excluded = p.excluded_share / 1000.0 if p.excluded_levels[level] != 0 else 0.0
    return float(basket * (1.0 - excluded))


@compiled
def points_per_order(p: Any, level: int, basket: float, times: float, rate: float) -> float:
    """Return the points that a usual order earns at a level, with the day's multiplier.

    Units: orders a week, which caps of a month are spread over.
    """
    multiplier = p.level_points[level] / 1000.0
    part = earning_part(p, level, basket)
    if p.earn_plainly[PURSE_POINTS] != 0:
        return float(part * p.points_rate / 1e6 * multiplier * times)
    return expected_on_order(p, PURSE_POINTS, part, basket, p.points_rate / 1e6, multiplier * times, rate)


@compiled
def expected_on_order(
    p: Any, purse: int, part: float, basket: float, each: float, multiplier: float, rate: float
) -> float:
    """Return what a usual order is expected to bring for a PURSE_*, by its purchase and as an order.

    Units: the part that earns and the usual order in minor units; `each` is points per minor unit or step,
    `rate` orders a week. Rounding to the nearest or up counts as the half or the whole point that it mostly
    adds to rounding down.
    """
    earned = 0.0
    if part > 0.0 and basket >= p.earn_minimum[purse]:
        units = part if p.earn_step[purse] == 1 else float(math.floor(part / p.earn_step[purse]))
        earned = units * each * multiplier * p.earn_times[purse]
        if earned > 0.0:
            earned += 0.5 * p.earn_rounding[purse]
        if p.cap_order[purse] > 0:
            earned = min(earned, np.float64(p.cap_order[purse]))
        earned = expected_under_caps(p, purse, SOURCE_PURCHASE, earned, rate)
    if basket >= max(int(p.order_minimum[purse]), int(p.minimum_order)):
        earned += expected_under_caps(p, purse, SOURCE_ORDER, np.float64(p.order_amount[purse]), rate)
    return float(earned)


@compiled
def expected_under_caps(p: Any, purse: int, source: int, amount: float, rate: float) -> float:
    """Return what of an amount is expected under the caps of a SOURCE_* that comes `rate` times a week.

    The cap of a month is spread over the times that are expected in it.
    """
    expected = amount
    if p.cap_day[purse, source] > 0:
        expected = min(expected, np.float64(p.cap_day[purse, source]))
    if p.cap_month[purse, source] > 0:
        expected = min(expected, p.cap_month[purse, source] / max(1.0, rate * WEEKS_A_MONTH))
    return float(expected)


@compiled
def point_worth(t: Any, p: Any, b: Any) -> float:
    """Return what a point is worth to members: its value at checkout, else its part of the first reward.

    Who deals with a partner where points are worth more counts them at that.
    """
    if p.redeem_kind != REDEEM_NONE:
        return _at_best(t, p, float(p.point_value / 1e6))
    return _at_best(t, p, _part_of_reward(t, p, b, int(p.first)))


@compiled
def own_point_worth(t: Any, s: Any, p: Any, b: Any) -> float:
    """Return what a point is worth to one member, for whom a limit may have closed rewards."""
    if p.redeem_kind != REDEEM_NONE:
        return _at_best(t, p, float(p.point_value / 1e6))
    return _at_best(t, p, _part_of_reward(t, p, b, first_reward(s, p)))


@compiled
def _at_best(t: Any, p: Any, own: float) -> float:
    """Return the worth of a point in its best use; points that are used by themselves wait for no partner."""
    if p.partners_burn == 0 or p.redeem_kind == REDEEM_AUTOMATIC:
        return own
    return float(max(own, best_at_partners(t, p)))


@compiled
def _part_of_reward(t: Any, p: Any, b: Any, k: int) -> float:
    if k < 0:
        return 0.0
    return float(reward_worth(t, p, b, k) / p.item_price[k])


@compiled
def reward_worth(t: Any, p: Any, b: Any, k: int) -> float:
    """Return what a customer expects of a reward: as far as it is to be had, and a voucher to be used."""
    worth = p.catalogue_worth[k] * p.item_believed[k]
    if p.catalogue_voucher[k] > 0:
        worth *= voucher_share(t, p, b, k, p.catalogue_voucher[k] + 1.0)
    return float(worth)


@compiled
def points_pull(t: Any, s: Any, p: Any, b: Any, own: int, times: float, week: int, scale: float) -> float:
    """Return the pull of points and cash back on this choice, logits.

    Linear points count as accrual times worth times the expected use; a catalogue alone is a threshold
    reward with renewal. Never both: who deals with a partner where points are used goes by the better.
    """
    basket = np.float64(t.basket)
    value = noticed(basket * p.cash_back / 1e6, basket, b.noticing)
    belief = redemption_belief(t, p, b)
    earned = points_per_order(p, standing(s, p), basket, times, np.float64(t.rate))
    gradient = 0.0
    if p.redeem_kind != REDEEM_NONE:
        known = (
            1.0
            if p.redeem_kind == REDEEM_AUTOMATIC
            else comprehension(int(s.knows_value), b.uncomprehended, 0.0)
        )
        each = _at_best(t, p, float(p.point_value / 1e6))
        value += noticed(earned * each, basket, b.noticing) * belief * known
    elif (p.items > 0 or p.partners_burn != 0) and earned > 0.0 and belief > 0.0:
        worth = 0.0
        if p.items > 0:
            worth, gradient = _reward_pull(t, s, p, b, earned, week)
        if p.partners_burn != 0:
            known = comprehension(int(s.knows_value), b.uncomprehended, 0.0)
            there = noticed(earned * best_at_partners(t, p), basket, b.noticing) * belief * known
            if there > worth:  # used at a partner, and no reward is saved for
                worth, gradient = there, 0.0
        value += worth
    return float((scale * value / basket + gradient) * b.points_weight)


@compiled
def _reward_pull(t: Any, s: Any, p: Any, b: Any, earned: float, week: int) -> tuple[float, float]:
    """Return what this order is worth on the way to the first reward, and the pull of being near it.

    Units: minor units and logits; `earned` points.
    """
    first = first_reward(s, p)
    if first < 0:
        return 0.0, 0.0
    basket = np.float64(t.basket)
    pace = max(current_pace(np.float64(s.pace), week - int(s.last_week)), 0.25 * np.float64(t.rate))
    reward = reward_worth(t, p, b, first)
    if reward <= 0.0:
        return 0.0, 0.0
    price = np.float64(p.item_price[first])
    needed = price / earned
    held = 0.0
    if s.knows_balance != 0:
        points = (int(s.usable) + int(s.pending)) % p.item_price[first]
        held = points / earned
    known = comprehension(int(s.knows_value), b.uncomprehended, 0.0)
    step = goal_step_value(reward, needed, held, pace, b.impatience)
    seen = noticed(reward / needed, basket, b.noticing) / (reward / needed)
    if s.knows_balance == 0 or pace * 104.0 <= needed:
        return float(step * seen * known), 0.0
    nearness = min(1.0, held / needed)
    kept, weight = effort_kept(s, b), b.goal_gradient * seen * known
    gradient = goal_pull(weight, nearness, np.float64(s.nearness), reward, basket, kept)
    gradient += effort_gain(t, b) * seen * known
    return float(step * seen * known), float(gradient)
