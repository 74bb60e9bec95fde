"""Worth of tiers: what a level is worth for a year, and the pull of the next and of the one held."""

from __future__ import annotations

from typing import Any

import numpy as np

from simulator.customers.activities import weekly_activities
from simulator.customers.awareness import comprehension
from simulator.customers.belonging import group_multiplier, group_order_worth, group_year_worth
from simulator.customers.bundling import visits_a_day
from simulator.customers.choice import noticed
from simulator.customers.climbing import (
    believed_rate,
    gain_of_order,
    gain_without_deadline,
    shopping_days_chance,
)
from simulator.customers.dates import status_times
from simulator.customers.goals import goals_per_order
from simulator.customers.ladders import held_for_life
from simulator.customers.qualifying import (
    orders_for,
    orders_missing,
    reached_level,
    weeks_of_tenure_missing,
)
from simulator.customers.standing import standing
from simulator.customers.worth_of_points import (
    WEEKS_A_MONTH,
    earning_part,
    expected_on_order,
    expected_under_caps,
    point_worth,
    points_per_order,
    redemption_belief,
)
from simulator.customers.worth_of_privileges import usual_worth
from simulator.program.table import (
    DOWN_ONE_LEVEL,
    DOWN_TO_BASE,
    EVENT_LOGIN,
    EVENT_REVIEW,
    EVENT_SHOPPING_DAYS,
    PURSE_STATUS,
    SOURCE_LOGIN,
    SOURCE_REVIEW,
    WINDOW_CALENDAR,
    WINDOW_LIFETIME,
    WINDOW_NONE,
    WINDOW_ROLLING,
    WINDOW_TIER_TERM,
)
from simulator.rule import compiled

WEEKS_A_YEAR = 52.0
ROLLING_WEEKS = 4.0  # a rolling window is reviewed each month: no level is safe for longer
LEAST_PULL = 1e-3  # logits: a level whose whole worth pulls less is not worked out


@compiled
def term_worth(t: Any, s: Any, p: Any, b: Any, page: Any, level: int, rate: float) -> float:
    """Return what a year at a standing is worth to a member who orders `rate` times a week, minor units."""
    return float(term_worth_with(t, p, b, page, level, rate, int(s.clubs)))


@compiled
def term_worth_with(t: Any, p: Any, b: Any, page: Any, level: int, rate: float, groups: int) -> float:
    """Return the same with some clubs and levels of further ladders, as bits."""
    basket = np.float64(t.basket)
    orders = rate * WEEKS_A_YEAR
    used, year, times = usual_worth(t, p, b, level), np.float64(p.level_year[level]), 1.0
    if groups != 0:
        used += group_order_worth(t, p, b, level, groups, p.event_share[level])
        year += group_year_worth(p, level, groups)
        times = group_multiplier(p, groups) / 1000.0
    each = used * b.privilege_weight
    each += (
        points_per_order(p, level, basket, times, rate)
        * point_worth(t, p, b)
        * redemption_belief(t, p, b)
        * b.points_weight
    )
    status = b.status_premium * basket * np.float64(t.status) * page.level_rank[level % p.levels]
    return float(orders * (each + status) + year * b.privilege_weight)


@compiled
def term_left(s: Any, p: Any, week: int) -> float:
    """Return how much of a year the level held is still promised at the opening of a week, 0-1.

    A lifetime level is promised for good, and so is one that no review can take: a year of it counts.
    """
    if p.lasting != 0 and s.level <= held_for_life(s, p):
        return 1.0
    left = _reviewed_in(s, p, week)
    if s.kept != 0 and s.kept == s.level and p.keep_until > 7 * week:
        left = max(left, min(1.0, (p.keep_until - 7 * week) / 364.0))
    return left


@compiled
def _reviewed_in(s: Any, p: Any, week: int) -> float:
    """Return how much of a year is left until a review may take the level, 0-1."""
    if p.match_level != 0 and s.match_day > 7 * week:
        return float(min(1.0, (int(s.match_day) - 7 * week) / 364.0))
    if p.window == WINDOW_LIFETIME or (p.window == WINDOW_TIER_TERM and p.reviewed[s.level] == 0):
        return 1.0
    if p.grace != 0 and s.grace_day > 7 * week:
        return float(min(1.0, (int(s.grace_day) - 7 * week) / 364.0))
    if p.window == WINDOW_ROLLING:
        return float(min(1.0, (ROLLING_WEEKS + p.grace / 7.0) / WEEKS_A_YEAR))
    return float(min(1.0, max(0.0, (int(s.term_day) + p.grace - 7 * week) / 364.0)))


@compiled
def status_forecast(
    t: Any, s: Any, p: Any, b: Any, basket: float, rate: float, times: float
) -> tuple[float, float, float]:
    """Return what a usual order is expected to bring towards the tiers, this one, and events each week.

    Units: orders a week; `times` is the multiplier of the day at hand, which this order alone has.

    A rating that is seen counts as it stands; a hidden one as the member has come to expect it.
    """
    actual = p.rating_levels[s.rating] / 1000.0
    believed = actual
    if p.rating_visible == 0:
        learnt = np.float64(s.credited)
        expected = learnt if learnt >= 0.0 else p.rating_levels[p.rating_start] / 1000.0
        believed = b.hidden_weight * expected + (1.0 - b.hidden_weight) * actual
    level = standing(s, p)
    part = earning_part(p, level, basket)
    multiplier = p.level_status[level] / 1000.0
    digital = np.float64(t.digital)
    reviews = min(1.0, b.review_rate * digital / b.login_rate)
    amount = np.float64(p.status_event[EVENT_REVIEW])
    reviews *= expected_under_caps(p, PURSE_STATUS, SOURCE_REVIEW, amount, rate * reviews)
    if p.earn_plainly[PURSE_STATUS] != 0:
        order = part * p.status_rate / 1e6 * multiplier * believed + reviews
        today = order * times
    else:
        each = p.status_rate / 1e6
        order = expected_on_order(p, PURSE_STATUS, part, basket, each, multiplier * believed, rate) + reviews
        today = expected_on_order(p, PURSE_STATUS, part, basket, each, multiplier * believed * times, rate)
        today += reviews
    amount = np.float64(p.status_event[EVENT_LOGIN])
    visits = 7.0 * visits_a_day(t, p, b)
    weekly = visits * expected_under_caps(p, PURSE_STATUS, SOURCE_LOGIN, amount, visits)
    if p.goals != 0:
        order += goals_per_order(p, b, PURSE_STATUS, basket, rate)
    if p.events_earn + p.partners_earn != 0:
        weekly += weekly_activities(t, p, b, PURSE_STATUS)
    days = p.status_event[EVENT_SHOPPING_DAYS]
    if days > 0:
        weekly += days * shopping_days_chance(rate * WEEKS_A_MONTH, p.shopping_days) / WEEKS_A_MONTH
    return float(order), float(today), float(weekly)


@compiled
def fallen_to(s: Any, p: Any, day: int) -> int:
    """Return the level that a member would hold after missing the review with the balance of today."""
    level = int(s.level)
    if p.match_level != 0 and s.match_day > day:
        return int(min(level - 1, reached_level(s, p, int(s.status), day, 0)))
    if p.downgrade == DOWN_TO_BASE:
        return int(held_for_life(s, p)) if p.lasting != 0 else 0
    if p.downgrade == DOWN_ONE_LEVEL:
        return level - 1
    left = max(0, int(s.status) - int(p.level_deduct[level]) * int(p.carried))
    return int(min(level - 1, reached_level(s, p, left, day, level)))


@compiled
def weeks_to_review(s: Any, p: Any, page: Any, day: int) -> float:
    """Return the weeks until the level is reviewed, 0 or more; in a grace until that is over."""
    if p.grace != 0 and s.grace_day > day:
        return (int(s.grace_day) - day) / 7.0
    if p.window == WINDOW_ROLLING:
        return ROLLING_WEEKS
    if p.window == WINDOW_CALENDAR and p.own_year == 0:
        return float(max(0.0, (365 - page.day_of_year[day - page.first_day]) / 7.0))
    return float(max(0.0, (int(s.term_day) - day) / 7.0))


@compiled
def _gain_of_more(
    t: Any, s: Any, p: Any, b: Any, day: int, level: int, missing: float, lasting: float, keeps: bool,
    order: float, weekly: float, rate: float, weeks_left: float, step: float, within: float,
) -> float:  # fmt: skip
    """Return how much one more order helps to reach or keep a level that asks for more than value and orders.

    `missing` is its qualifying value, `lasting` the share of spend and visits that counts at the review.
    Of `any` of them tenure comes by itself: the level is worth an effort only for the time until then. Where
    all are asked, an order is of no use while the tenure is what is waited for.
    """
    if keeps and p.window == WINDOW_LIFETIME and s.match_day <= day:  # it is never reviewed
        return 0.0
    wait = weeks_of_tenure_missing(s, p, level, day)
    open_end = p.carried != 0 or p.window in (WINDOW_ROLLING, WINDOW_LIFETIME)
    lapsing = missing > 0.0 or s.spent < p.level_spend[level] or s.visits < p.level_visits[level]
    dated = keeps or (lapsing and not open_end)
    worth = 1.0
    if p.level_any[level] != 0 and p.level_tenure[level] > 0:
        if dated and wait <= weeks_left:
            return 0.0
        worth = min(1.0, wait / WEEKS_A_YEAR)
    if dated:
        if wait > weeks_left:
            return 0.0
        needed = orders_missing(t, s, p, level, orders_for(missing - weekly * weeks_left, order), lasting)
        return float(worth * gain_of_order(needed, step, rate * weeks_left, within))
    needed = orders_missing(t, s, p, level, orders_for(missing, order + weekly / rate), 1.0)
    if p.level_any[level] == 0 and needed <= wait * rate:
        return 0.0
    return float(worth * gain_without_deadline(needed, 1.0, rate, b.impatience))


@compiled
def _gain_of_climbing(
    t: Any, s: Any, p: Any, b: Any, day: int, order: float, weekly: float, rate: float, weeks_left: float,
    step: float, within: float,
) -> float:  # fmt: skip
    """Return how much one more order helps to reach the next level, 0 to 1."""
    target = int(s.level) + 1
    missing = np.float64(p.level_from[target] - int(s.status))
    if p.asks_besides != 0:
        return float(
            _gain_of_more(
                t, s, p, b, day, target, missing, 1.0, False, order, weekly, rate, weeks_left, step, within
            )
        )
    short = np.float64(p.level_orders[target] - int(s.kept_orders))  # kept orders never lapse
    if missing <= 0.0 or p.carried != 0 or p.window in (WINDOW_ROLLING, WINDOW_LIFETIME):
        needed = max(short, missing / (order + weekly / rate))
        return float(gain_without_deadline(needed, 1.0, rate, b.impatience))
    needed = max(short, (missing - weekly * weeks_left) / order)
    return float(gain_of_order(needed, step, rate * weeks_left, within))


@compiled
def _gain_of_keeping(
    t: Any, s: Any, p: Any, b: Any, day: int, order: float, weekly: float, rate: float, weeks_left: float,
    step: float, within: float,
) -> float:  # fmt: skip
    """Return how much one more order helps to keep the level at its review, 0 to 1."""
    level = int(s.level)
    missing = np.float64(p.level_keep[level] - int(s.status))
    lasting = 1.0
    if p.match_level != 0 and s.match_day > day:  # a granted level is kept by what enters it
        missing = np.float64(p.level_from[level] - int(s.status))
    elif p.carried != 0:
        missing += p.level_deduct[level]
    elif p.window == WINDOW_ROLLING:
        missing += int(s.status) // p.window_months  # about what the oldest month takes away
        lasting = 1.0 - 1.0 / p.window_months
    if p.asks_besides != 0:
        return float(
            _gain_of_more(
                t, s, p, b, day, level, missing, lasting, True, order, weekly, rate, weeks_left, step, within
            )
        )
    needed = (missing - weekly * weeks_left) / order
    return float(gain_of_order(needed, step, rate * weeks_left, within))


@compiled
def weeks_kept(s: Any, p: Any, day: int, left: float) -> float:
    """Return the weeks for which the level is held anyway, of which `left` are those until the review."""
    if p.match_level != 0 and s.match_day > day:
        left = (int(s.match_day) - day) / 7.0
    elif p.grace != 0 and s.grace_day <= day:  # what a grace brings counts too
        left += p.grace / 7.0
    if s.kept != 0 and s.kept == s.level:  # nobody falls so soon after a switch
        left = max(left, (p.keep_until - day) / 7.0)
    return left


@compiled
def tier_pull(t: Any, s: Any, p: Any, b: Any, page: Any, day: int, scale: float) -> float:
    """Return the pull of the next level and of keeping the level held, logits."""
    if p.window == WINDOW_NONE or p.levels < 2:
        return 0.0
    basket = np.float64(t.basket)
    level = int(s.level)
    own = standing(s, p)
    rate = believed_rate(int(s.term_orders), page.week - int(s.term_week), np.float64(t.rate), b.tier_memory)
    times = status_times(s, p, page, day - page.first_day) / 1000.0
    order, today, weekly = status_forecast(t, s, p, b, basket, rate, times)
    step = 1.0
    if order > 0.0:
        step = times if p.earn_plainly[PURSE_STATUS] != 0 and p.goals == 0 else today / order
        if p.goals != 0:
            step += page.goal_gain[PURSE_STATUS] / order
    elif p.asks_besides == 0:
        return 0.0
    hidden = b.hidden_weight * p.hidden
    within = b.basket_within * b.basket_within + hidden * hidden
    spend = rate * WEEKS_A_YEAR * basket
    held = term_worth(t, s, p, b, page, own, rate)
    left = weeks_to_review(s, p, page, day)
    value = 0.0
    if level + 1 < p.levels:
        up = noticed(term_worth(t, s, p, b, page, own + 1, rate) - held, spend, b.noticing)
        if p.capped != 0:  # members are told how full it is
            up *= page.room[level + 1]
        if scale * up >= LEAST_PULL * basket:
            value += up * _gain_of_climbing(t, s, p, b, day, order, weekly, rate, left, step, within)
    if level > 0 and p.reviewed[level] != 0 and (p.lasting == 0 or level > held_for_life(s, p)):
        keep = noticed(
            held - term_worth(t, s, p, b, page, own - level + fallen_to(s, p, day), rate), spend, b.noticing
        )
        if scale * keep >= LEAST_PULL * basket:
            left = weeks_kept(s, p, day, left)
            value += keep * _gain_of_keeping(t, s, p, b, day, order, weekly, rate, left, step, within)
    seen = comprehension(int(s.knows_balance), b.uncomprehended, hidden)
    return float(scale * value * seen / basket * b.tier_weight)
