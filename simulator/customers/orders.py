"""Whole orders on one member's account: kept, refused at the door, or returned.

Order of parts: counting for the rating and the shopping days, posting.
The week and the worked cases both post through these functions; records are named as in account.py.
"""

from __future__ import annotations

from typing import Any

from simulator.customers.account import (
    earn_points,
    earn_status,
    give_back_points,
    take_back_points,
    take_back_status,
)
from simulator.customers.belonging import club_multiplier
from simulator.customers.dates import points_times, status_times
from simulator.customers.goals import advance_challenges, advance_streak
from simulator.customers.ladders import count_order, take_back_order
from simulator.customers.level import climb
from simulator.customers.limits import within_caps
from simulator.customers.qualifying import count_spend, count_visit, take_back_spend
from simulator.customers.standing import standing
from simulator.program.caps import under_cap
from simulator.program.earning import earning_base, points_on_purchase
from simulator.program.order_kinds import multiplied
from simulator.program.rewards import face_value
from simulator.program.status import rating_after_fault, rating_after_order, status_on_purchase
from simulator.program.table import (
    EVENT_SHOPPING_DAYS,
    PURSE_POINTS,
    PURSE_STATUS,
    RETURN_TAKE_BACK,
    SOURCE_ORDER,
    SOURCE_PURCHASE,
)
from simulator.rule import compiled


@compiled
def _count_order(s: Any, page: Any) -> None:
    s.kept_orders = int(s.kept_orders) + 1
    s.active_week = page.week
    s.term_orders = int(s.term_orders) + 1


@compiled
def count_kept_order(s: Any, p: Any, ring: Any, page: Any, day: int) -> bool:
    """Count a kept order and its shopping day. Return whether the day completes the month's number.

    The rating rises with the order that completes a row, after its own earning.
    """
    _count_order(s, page)
    in_row = int(s.kept_in_row) + 1
    risen = rating_after_order(int(s.rating), in_row, int(p.rating_up_orders), int(p.ratings) - 1)
    s.kept_in_row = 0 if risen != s.rating else in_row
    s.rating = risen
    month = page.month[day - page.first_day]
    if s.shopping_month != month:
        s.shopping_month = month
        s.shopping_days = 0
        s.shopping_day = day - 1
    if s.shopping_days == 0 or s.shopping_day != day:
        s.shopping_day = day
        s.shopping_days = min(200, int(s.shopping_days) + 1)
        if p.asks_besides != 0:
            count_visit(s, p, ring, int(month))
        return bool(s.shopping_days == p.shopping_days)
    return False


@compiled
def count_fault(s: Any, p: Any, is_return: bool) -> None:
    """Count a return (the order is no longer kept) or a refusal: the row of kept orders starts again.

    The rating falls a step where the program says so.
    """
    if is_return:
        s.kept_orders = max(0, int(s.kept_orders) - 1)
    s.kept_in_row = 0
    falls = p.rating_down_return if is_return else p.rating_down_refusal
    s.rating = rating_after_fault(int(s.rating), int(falls))


@compiled
def _units_that_earn(p: Any, purse: int, base: int, price: int) -> int:
    """Return what a purchase earns on, for a PURSE_*: minor units, or full steps; 0 where it is too small."""
    if price < p.earn_minimum[purse]:
        return 0
    return int(base // p.earn_step[purse])


@compiled
def _multiplier(p: Any, purse: int, of_level_and_day: int, category: int, channel: int) -> int:
    """Return the multiplier on a purchase for a PURSE_*, thousandths; of level and day in millionths."""
    multiplier = of_level_and_day // 1000
    if category >= 0:
        multiplier = multiplied(multiplier, int(p.category_times[purse, category]))
    if channel >= 0:
        multiplier = multiplied(multiplier, int(p.channel_times[purse, channel]))
    return multiplier


@compiled
def _purchase_within_caps(p: Any, ring: Any, purse: int, day: int, month: int, earned: int) -> int:
    """Return what a purchase earns for a PURSE_* under the caps of its order, day and month."""
    return within_caps(
        p, ring, purse, SOURCE_PURCHASE, day, month, under_cap(earned, 0, int(p.cap_order[purse]))
    )


@compiled
def _amount_of_order(p: Any, ring: Any, purse: int, day: int, month: int, price: int) -> int:
    """Return the flat amount that an order of a price earns for a PURSE_*, under its caps."""
    if price < p.order_minimum[purse]:
        return 0
    return within_caps(p, ring, purse, SOURCE_ORDER, day, month, int(p.order_amount[purse]))


@compiled
def post_order(
    s: Any, p: Any, ring: Any, page: Any, day: int, price: int, used: int, category: int, channel: int
) -> tuple[int, int]:
    """Post an order that is kept: what it earns, then the climb.

    Parameters
    ----------
    day
        Day of the order, within the page's week.
    price
        Price after price cuts, minor units, in money and points.
    used
        Points used on it (already redeemed).
    category, channel
        Its category and channel among those that the program names; -1 for any other.

    Returns
    -------
    Points and qualifying value earned.
    """
    weekday = day - page.first_day
    level = standing(s, p)
    face = face_value(used, int(p.point_value))
    base = earning_base(
        price - face, face, int(p.points_on_redeemed), int(p.excluded_share), int(p.excluded_levels[level]),
        int(p.minimum_order), price,
    )  # fmt: skip
    of_points = int(p.level_points[level]) * points_times(s, p, page, weekday)
    if s.clubs != 0:
        of_points = of_points // 1000 * club_multiplier(s, p)
    points = points_on_purchase(
        _units_that_earn(p, PURSE_POINTS, base, price),
        int(p.points_rate),
        _multiplier(p, PURSE_POINTS, of_points, category, channel),
        int(p.earn_rounding[PURSE_POINTS]),
    )
    status = status_on_purchase(
        _units_that_earn(p, PURSE_STATUS, base, price),
        int(p.status_rate),
        _multiplier(
            p, PURSE_STATUS, int(p.level_status[level]) * status_times(s, p, page, weekday), category, channel
        ),
        int(p.rating_levels[s.rating]),
        int(p.earn_rounding[PURSE_STATUS]),
    )
    month = int(page.month[weekday])
    points = _purchase_within_caps(p, ring, PURSE_POINTS, day, month, points)
    status = _purchase_within_caps(p, ring, PURSE_STATUS, day, month, status)
    if price < p.minimum_order:
        _count_order(s, page)
    else:
        points += _amount_of_order(p, ring, PURSE_POINTS, day, month, price)
        status += _amount_of_order(p, ring, PURSE_STATUS, day, month, price)
        if p.goals != 0:
            points += advance_streak(p, ring, page, PURSE_POINTS, 0)
            points += advance_challenges(p, ring, page, PURSE_POINTS, weekday, price)
            status += advance_streak(p, ring, page, PURSE_STATUS, 0)
            status += advance_challenges(p, ring, page, PURSE_STATUS, weekday, price)
        if count_kept_order(s, p, ring, page, day):
            points += int(p.points_event[EVENT_SHOPPING_DAYS])
            status += int(p.status_event[EVENT_SHOPPING_DAYS])
    earn_points(s, p, ring, page, points)
    earn_status(s, p, ring, status, month)
    if p.invites != 0:
        s.year_spent = int(s.year_spent) + price - face
    if p.ladders != 0:
        count_order(s, p, price - face)
    if p.asks_besides != 0:
        count_spend(s, p, ring, price - face, month)
    climb(s, p, page, day)
    return points, status


@compiled
def post_refusal(s: Any, p: Any, page: Any, day: int) -> None:
    """Post an order that is refused at the door: it never earned anything."""
    count_fault(s, p, False)
    climb(s, p, page, day)


@compiled
def post_return(
    s: Any,
    p: Any,
    ring: Any,
    page: Any,
    day: int,
    points: int,
    status: int,
    used: int,
    paid: int,
    earned_week: int,
    earned_month: int,
    blamed: bool,
) -> None:
    """Post the return of a kept order, in full; the level stays until it is reviewed.

    Parameters
    ----------
    day
        Day of the return, within the page's week.
    points, status
        What the order earned, in `earned_week` and `earned_month`.
    used
        Points used on it.
    paid
        Money paid for it, minor units.
    blamed
        Whether the firm holds the return against the member: only then the rating falls.
    """
    if p.points_returns == RETURN_TAKE_BACK and points > 0:
        take_back_points(s, p, ring, page, points, earned_week)
    if p.status_returns == RETURN_TAKE_BACK and status > 0:
        take_back_status(s, p, ring, page, status, earned_month)
    this_year = earned_month // 12 == page.month[day - page.first_day] // 12
    if p.invites != 0 and this_year:
        s.year_spent = max(0, int(s.year_spent) - paid)
    if p.ladders != 0:
        take_back_order(s, p, status if p.status_returns == RETURN_TAKE_BACK else 0, paid, this_year)
    if p.asks_besides != 0:
        take_back_spend(s, p, ring, page, paid, earned_month)
    if used > 0:
        give_back_points(s, p, ring, page, used)
    if blamed:
        count_fault(s, p, True)
    else:
        s.kept_orders = max(0, int(s.kept_orders) - 1)
        s.kept_in_row = max(0, int(s.kept_in_row) - 1)
    climb(s, p, page, day)
