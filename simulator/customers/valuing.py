"""Valuing: what the program adds to this choice, as the member perceives it, entered once.

Order of parts: privileges, points and cash, tiers, their sum. Stocks (balance, remaining term) do not
enter here: they hold customers back from leaving only.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from simulator.customers.awareness import comprehension
from simulator.customers.choice import goal_pull, goal_step_value, noticed, novelty_weight
from simulator.customers.climbing import (
    believed_rate,
    gain_of_order,
    gain_without_deadline,
    shopping_days_chance,
)
from simulator.customers.complaining import complaint_chance
from simulator.customers.switching import current_pace
from simulator.program.table import (
    DOWN_ONE_LEVEL,
    DOWN_TO_BASE,
    EVENT_LOGIN,
    EVENT_REVIEW,
    EVENT_SHOPPING_DAYS,
    REDEEM_AUTOMATIC,
    REDEEM_NONE,
    WINDOW_CALENDAR,
    WINDOW_LIFETIME,
    WINDOW_NONE,
    WINDOW_ROLLING,
    WINDOW_TIER_TERM,
)
from simulator.program.tiers import level_for
from simulator.rule import compiled

WEEKS_A_YEAR = 52.0
WEEKS_A_MONTH = 52.0 / 12.0
ROLLING_WEEKS = 4.0  # a rolling window is reviewed each month: no level is safe for longer
LEAST_PULL = 1e-3  # logits: a level whose whole worth pulls less is not worked out


@compiled
def cases_per_order(t: Any, p: Any, b: Any) -> float:
    """Return the desk cases that a customer expects of an order; 0 where the program promises nothing there.

    Failures times the own chance to complain of a middling one, at neutral trust.
    """
    if p.on_cases == 0:
        return 0.0
    likely = complaint_chance(
        b.complaint_base, b.complaint_severity, 0.5, b.complaint_hassle * np.float64(t.time_cost),
        b.complaint_trust, b.trust_reference, np.float64(t.complaining),
    )  # fmt: skip
    return float(b.failure_rate * likely)


@compiled
def order_worth(t: Any, p: Any, b: Any, level: int) -> float:
    """Return the expected worth of a level's privileges on one usual order, minor units.

    A return and a desk case count as often as an order leads to them.
    """
    basket = np.float64(t.basket)
    worth = p.level_fixed[level] + basket * p.level_percent[level] + b.return_rate * p.level_return[level]
    worth += cases_per_order(t, p, b) * p.level_case[level]
    for n in range(p.conditionals):
        k = p.conditional[n]
        if p.privilege_levels[k, level] != 0 and basket >= p.privilege_over[k]:
            part = p.privilege_share[k] * p.privilege_kept[k]
            worth += part * (p.privilege_worth[k] + basket * p.privilege_percent[k] / 1000.0)
    return float(worth)


@compiled
def member_cut(p: Any, page: Any, level: int, day: int) -> float:
    """Return the share by which a level's price is cut on a day, as it is expected, 0 to 1."""
    cut = p.level_percent[level] + page.day_percent[day - page.first_day, level] / 1000.0
    return float(min(0.99, cut))


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
def points_per_order(p: Any, level: int, basket: float) -> float:
    """Return the points that a usual order earns at a level, without the day's multiplier."""
    return float(earning_part(p, level, basket) * p.points_rate / 1e6 * (p.level_points[level] / 1000.0))


@compiled
def point_worth(p: Any) -> float:
    """Return what a point is worth to a member: its value at checkout, else its part of the first reward."""
    if p.redeem_kind != REDEEM_NONE:
        return float(p.point_value / 1e6)
    if p.items > 0 and p.catalogue_points[0] > 0:
        return float(p.catalogue_worth[0] / p.catalogue_points[0])
    return 0.0


@compiled
def term_worth(t: Any, p: Any, b: Any, level: int, rate: float) -> float:
    """Return what a year at a level is worth to a member who orders `rate` times a week, minor units."""
    basket = np.float64(t.basket)
    orders = rate * WEEKS_A_YEAR
    each = order_worth(t, p, b, level) * b.privilege_weight
    each += points_per_order(p, level, basket) * point_worth(p) * redemption_belief(t, p, b) * b.points_weight
    status = b.status_premium * basket * np.float64(t.status) * level / max(1, p.levels - 1)
    return float(orders * (each + status) + p.level_year[level] * b.privilege_weight)


@compiled
def term_left(s: Any, p: Any, week: int) -> float:
    """Return how much of a year the level held is still promised at the opening of a week, 0-1.

    A lifetime level is promised for good, and so is one that no review can take: a year of it counts.
    """
    if p.window == WINDOW_LIFETIME or (p.window == WINDOW_TIER_TERM and p.level_from[s.level] == 0):
        return 1.0
    if p.window == WINDOW_ROLLING:
        return ROLLING_WEEKS / WEEKS_A_YEAR
    return min(1.0, max(0.0, (int(s.term_day) - 7 * week) / 364.0))


@compiled
def points_pull(t: Any, s: Any, p: Any, b: Any, times: float, week: int, scale: float) -> float:
    """Return the pull of points and cash back on this choice, logits.

    Linear points count as accrual times worth times the expected use; a catalogue alone is a threshold
    reward with renewal. Never both.
    """
    basket = np.float64(t.basket)
    value = noticed(basket * p.cash_back / 1e6, basket, b.noticing)
    belief = redemption_belief(t, p, b)
    earned = points_per_order(p, int(s.level), basket) * times
    gradient = 0.0
    if p.redeem_kind != REDEEM_NONE:
        known = (
            1.0
            if p.redeem_kind == REDEEM_AUTOMATIC
            else comprehension(int(s.knows_value), b.uncomprehended, 0.0)
        )
        value += noticed(earned * (p.point_value / 1e6), basket, b.noticing) * belief * known
    elif p.items > 0 and earned > 0.0 and belief > 0.0:
        pace = max(current_pace(np.float64(s.pace), week - int(s.last_week[0])), 0.25 * np.float64(t.rate))
        reward = np.float64(p.catalogue_worth[0])
        price = np.float64(p.catalogue_points[0])
        needed = price / earned
        held = 0.0
        if s.knows_balance != 0:
            points = (int(s.usable) + int(s.pending)) % p.catalogue_points[0]
            held = points / earned
        known = comprehension(int(s.knows_value), b.uncomprehended, 0.0)
        step = goal_step_value(reward, needed, held, pace, b.impatience)
        seen = noticed(reward / needed, basket, b.noticing) / (reward / needed)
        value += step * seen * known
        if s.knows_balance != 0 and pace * 104.0 > needed:
            nearness = min(1.0, held / needed)
            gradient = goal_pull(
                b.goal_gradient * seen * known, nearness, np.float64(s.nearness), reward, basket
            )
    return float((scale * value / basket + gradient) * b.points_weight)


@compiled
def status_forecast(t: Any, s: Any, p: Any, b: Any, basket: float, rate: float) -> tuple[float, float]:
    """Return what a member expects a usual order to bring towards the tiers, and events each week.

    A rating that is seen counts as it stands; a hidden one as the member has come to expect it.
    """
    actual = p.rating_levels[s.rating] / 1000.0
    believed = actual
    if p.rating_visible == 0:
        learnt = np.float64(s.credited)
        expected = learnt if learnt >= 0.0 else p.rating_levels[p.rating_start] / 1000.0
        believed = b.hidden_weight * expected + (1.0 - b.hidden_weight) * actual
    level = int(s.level)
    order = earning_part(p, level, basket) * p.status_rate / 1e6 * (p.level_status[level] / 1000.0) * believed
    digital = np.float64(t.digital)
    order += p.status_event[EVENT_REVIEW] * min(1.0, b.review_rate * digital / b.login_rate)
    weekly = 7.0 * digital * p.status_event[EVENT_LOGIN]
    days = p.status_event[EVENT_SHOPPING_DAYS]
    if days > 0:
        weekly += days * shopping_days_chance(rate * WEEKS_A_MONTH, p.shopping_days) / WEEKS_A_MONTH
    return float(order), float(weekly)


@compiled
def fallen_to(s: Any, p: Any) -> int:
    """Return the level that a member would hold after missing the review with the balance of today."""
    level = int(s.level)
    if p.downgrade == DOWN_TO_BASE:
        return 0
    if p.downgrade == DOWN_ONE_LEVEL:
        return level - 1
    left = max(0, int(s.status) - int(p.level_deduct[level]) * int(p.carried))
    reached = level_for(left, int(s.kept_orders), p.level_from[: p.levels], p.level_orders[: p.levels])
    return min(level - 1, int(reached))


@compiled
def weeks_to_review(s: Any, p: Any, page: Any, day: int) -> float:
    """Return the weeks until the level is reviewed, 0 or more."""
    if p.window == WINDOW_ROLLING:
        return ROLLING_WEEKS
    if p.window == WINDOW_CALENDAR:
        return float(max(0.0, (365 - page.day_of_year[day - page.first_day]) / 7.0))
    return float(max(0.0, (int(s.term_day) - day) / 7.0))


@compiled
def tier_pull(t: Any, s: Any, p: Any, b: Any, page: Any, day: int, scale: float) -> float:
    """Return the pull of the next level and of keeping the level held, logits."""
    if p.window == WINDOW_NONE or p.levels < 2:
        return 0.0
    basket = np.float64(t.basket)
    level = int(s.level)
    rate = believed_rate(int(s.term_orders), page.week - int(s.term_week), np.float64(t.rate), b.tier_memory)
    order, weekly = status_forecast(t, s, p, b, basket, rate)
    if order <= 0.0:
        return 0.0
    step = page.day_status[day - page.first_day, level] / 1000.0
    hidden = b.hidden_weight * p.hidden
    within = b.basket_within * b.basket_within + hidden * hidden
    spend = rate * WEEKS_A_YEAR * basket
    held = term_worth(t, p, b, level, rate)
    weeks_left = weeks_to_review(s, p, page, day)
    orders = rate * weeks_left
    brought = weekly * weeks_left
    value = 0.0
    if level + 1 < p.levels:
        missing = np.float64(p.level_from[level + 1] - int(s.status))
        short = np.float64(p.level_orders[level + 1] - int(s.kept_orders))  # kept orders never lapse
        up = noticed(term_worth(t, p, b, level + 1, rate) - held, spend, b.noticing)
        if scale * up < LEAST_PULL * basket:
            up = 0.0
        elif missing <= 0.0 or p.carried != 0 or p.window in (WINDOW_ROLLING, WINDOW_LIFETIME):
            needed = max(short, missing / (order + weekly / rate))
            value += up * gain_without_deadline(needed, 1.0, rate, b.impatience)
        else:
            value += up * gain_of_order(max(short, (missing - brought) / order), step, orders, within)
    if level > 0 and p.level_from[level] > 0:
        missing = np.float64(p.level_from[level] - int(s.status))
        if p.carried != 0:
            missing += p.level_deduct[level]
        elif p.window == WINDOW_ROLLING:
            missing += int(s.status) // p.window_months  # about what the oldest month takes away
        keep = noticed(held - term_worth(t, p, b, fallen_to(s, p), rate), spend, b.noticing)
        if scale * keep >= LEAST_PULL * basket:
            value += keep * gain_of_order((missing - brought) / order, step, orders, within)
    seen = comprehension(int(s.knows_balance), b.uncomprehended, hidden)
    return float(scale * value * seen / basket * b.tier_weight)


@compiled
def offered_worth(t: Any, p: Any, b: Any, orders: float) -> float:
    """Return what the base level offers on an order to somebody who is asked to join, minor units.

    Privileges of a year are spread over its orders; points count as far as newcomers will know their worth.
    """
    basket = np.float64(t.basket)
    used = order_worth(t, p, b, 0) + p.level_year[0] / max(1.0, orders)
    worth = noticed(used, basket, b.noticing) * b.privilege_weight
    known = b.known_at_joining + (1.0 - b.known_at_joining) * b.uncomprehended
    points = noticed(points_per_order(p, 0, basket) * point_worth(p), basket, b.noticing)
    cash = noticed(basket * p.cash_back / 1e6, basket, b.noticing)
    worth += (points * known * redemption_belief(t, p, b) + cash) * b.points_weight
    return float(worth)


@compiled
def program_pull(t: Any, s: Any, p: Any, b: Any, page: Any, day: int) -> float:
    """Return all that the program adds to the firm's utility on this occasion, logits."""
    basket = np.float64(t.basket)
    level = int(s.level)
    weekday = day - page.first_day
    scale = b.price_weight * np.float64(t.price)
    cut = page.day_percent[weekday, level] / 1000.0
    used = order_worth(t, p, b, level) + basket * cut
    privileges = scale * noticed(used, basket, b.noticing) / basket * b.privilege_weight
    points = points_pull(t, s, p, b, page.day_points[weekday, level] / 1000.0, int(page.week), scale)
    tier = tier_pull(t, s, p, b, page, day, scale)
    fresh = novelty_weight(b.novelty, page.week - int(s.joined_day) // 7, b.novelty_weeks)
    return float((privileges + points) * fresh + min(b.tier_cap, tier * fresh))
