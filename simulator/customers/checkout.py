"""A member's checkout: price cuts, points used, rewards taken, and what the order earns."""

from __future__ import annotations

from typing import Any

import numpy as np

from simulator import chance
from simulator.accounts import chart
from simulator.chance import uniform
from simulator.customers.account import earn_points, earn_status, use_points
from simulator.customers.buying import OWN_POINTS, points_for_order, post_benefit
from simulator.customers.choice import nearness_felt, usual_nearness
from simulator.customers.dates import percent_of_row, percent_off, spend_budget
from simulator.customers.experiencing import use_privileges
from simulator.customers.expiring import reinstate_points, wants_back
from simulator.customers.gifting import gifts_with_order
from simulator.customers.limits import earn_event
from simulator.customers.offering import first_reward
from simulator.customers.orders import post_order, post_return
from simulator.customers.relating import served_by_clerk
from simulator.customers.rewarding import effort_kept, note_reward
from simulator.customers.stamping import give_stamp, grow_used_to_card, take_back_stamp
from simulator.customers.standing import FREE, enjoy, standing
from simulator.customers.state import NEVER
from simulator.customers.subscribing import note_points
from simulator.customers.taking import take_reward
from simulator.customers.trust import trust_after_breach
from simulator.customers.vouchers import use_voucher
from simulator.program.rewards import cash_back_on, face_value, price_cut
from simulator.program.table import (
    BASIS_EVENT,
    BASIS_ORDER,
    BASIS_RETURN,
    EVENT_REVIEW,
    PURSE_POINTS,
    PURSE_STATUS,
    REDEEM_AUTOMATIC,
    SOURCE_REVIEW,
)
from simulator.rule import compiled


@compiled
def cut_of_day(s: Any, p: Any, page: Any, day: int, goods: int) -> int:
    """Cut the price of an order by what the date holds for the customer, member or not; return the cut."""
    weekday = day - page.first_day
    cut = price_cut(goods, percent_off(s, p, page, weekday))
    post_benefit(page, chart.PRICE_DISCOUNT, cut, p.day_percent_funding)
    if p.budgets > 0:
        spend_budget(s, p, page, weekday, cut)
    return int(cut)


@compiled
def cut_price(
    s: Any, p: Any, page: Any, key: Any, day: int, count: int, goods: int, returned: bool
) -> tuple[int, int, int]:
    """Use what day and level promise on an order; return (price cut, promises due, promises broken).

    A price cut on an order that comes back is undone with it.
    """
    cut = 0
    if not returned:
        cut = cut_of_day(s, p, page, day, goods)
        if s.paying != FREE:
            free = percent_of_row(p, page, day - page.first_day, int(s.level))
            enjoy(s, float(cut - price_cut(goods, free)))
    price = 0 if returned else goods - cut
    due, broken, more = use_privileges(s, p, page, key, count, BASIS_ORDER, goods, price)
    if p.on_events != 0 and page.day_event[day - page.first_day, standing(s, p)] != 0:
        asked, denied, _ = use_privileges(s, p, page, key, count, BASIS_EVENT, goods, 0)
        due, broken = due + asked, broken + denied
    if p.clerk != 0 and p.clerk_levels[s.level] != 0:
        more += served_by_clerk(s, p, page, key, count, goods, price - more, returned)
    return cut + more, due, broken


@compiled
def member_checkout(
    t: Any,
    s: Any,
    p: Any,
    b: Any,
    ring: Any,
    page: Any,
    key: Any,
    day: int,
    count: int,
    price: int,
    returned: bool,
) -> tuple[int, int]:
    """Use and earn points; return the promises about returns that fell due, and those not kept."""
    used, due, broken = 0, 0, 0
    if p.reinstate_weeks > 0 and wants_back(t, s, p, b, page):
        reinstate_points(s, p, ring, page)
    if returned:
        due, broken, _ = use_privileges(s, p, page, key, count, BASIS_RETURN, price, 0)
    else:
        # Points and vouchers used on an order that comes back are given back: such an order uses none.
        if p.vouchers != 0:
            price -= use_voucher(s, p, page, price)
        used = points_for_order(t, s, p, b, ring, page, key, count, price)
        if used > 0:
            use_points(s, p, ring, page, used)
            post_benefit(
                page, chart.CHECKOUT_REDEEMED, face_value(used, int(p.point_value)), p.checkout_funding
            )
            page.tally[page.at, chart.REDEMPTIONS] += 1
            page.own[OWN_POINTS] += used
            if p.redeem_kind != REDEEM_AUTOMATIC:  # what is taken off by itself is no reward
                note_reward(t, s, b, float(face_value(used, int(p.point_value))), int(page.week))
        back = cash_back_on(price - face_value(used, int(p.point_value)), int(p.cash_back))
        post_benefit(page, chart.CASH_BACK, back, p.cash_back_funding)
        if p.items > 0:
            take_reward(t, s, p, b, ring, page, key, day, count)
        if p.gifts > 0:
            gifts_with_order(t, s, p, b, ring, page, key, day, count)
    _earn(t, s, p, b, ring, page, key, day, count, price, used, returned)
    first = first_reward(s, p) if p.items > 0 else -1
    if first >= 0:
        price_in_points = int(p.item_price[first])
        held = (int(s.usable) + int(s.pending)) % price_in_points / price_in_points
        usual = np.float64(s.nearness)
        s.nearness = usual_nearness(usual, nearness_felt(held, usual, effort_kept(s, b)), b.goal_gain)
    return due, broken


@compiled
def kind_of_order(shares: Any, u: float) -> int:
    """Return which of some shares of orders a uniform falls on, -1 for the rest of orders."""
    below = 0.0
    for kind in range(shares.shape[0]):
        below += shares[kind]
        if u < below:
            return kind
    return -1


@compiled
def _earn(
    t: Any,
    s: Any,
    p: Any,
    b: Any,
    ring: Any,
    page: Any,
    key: Any,
    day: int,
    count: int,
    price: int,
    used: int,
    returned: bool,
) -> None:
    """Earn points and qualifying value with an order, and give them back when it comes back."""
    month = int(page.month[day - page.first_day])
    if (
        uniform(key, page.week, chance.EARN_REVIEW, count)
        < b.review_rate * np.float64(t.digital) / b.login_rate
    ):
        page.tally[page.at, chart.REVIEWS] += 1
        if not returned:
            earned = earn_event(p, ring, PURSE_POINTS, EVENT_REVIEW, SOURCE_REVIEW, 1, day, month)
            earn_points(s, p, ring, page, earned)
            earned = earn_event(p, ring, PURSE_STATUS, EVENT_REVIEW, SOURCE_REVIEW, 1, day, month)
            earn_status(s, p, ring, earned, month)
    rating = p.rating_levels[s.rating] / 1000.0
    category, channel = -1, -1
    if p.categories > 0:
        u = uniform(key, page.week, chance.EARN_CATEGORY, count)
        category = kind_of_order(p.category_share[: p.categories], u)
    if p.channels > 0:
        u = uniform(key, page.week, chance.EARN_CHANNEL, count)
        channel = kind_of_order(p.channel_share[: p.channels], u)
    points, status = post_order(s, p, ring, page, day, price, used, category, channel)
    if s.paying != FREE and not returned:
        note_points(t, s, p, b, points)
    begun = give_stamp(s, p, page, day, price)
    if begun != NEVER and s.card_week == NEVER and not returned:
        note_reward(t, s, b, float(p.stamps_worth), int(page.week))
    if price >= max(1, p.minimum_order):
        _notice_credit(s, p, b, rating)
    if returned:
        blamed = uniform(key, page.week, chance.EXPERIENCE_BLAME, count) < b.blamed_returns
        if blamed and p.rating_down_return != 0:
            feel_penalty(s, b)
        # No points are used on an order that comes back: its price was paid in money.
        post_return(s, p, ring, page, day, points, status, used, price, int(page.week), month, blamed)
        take_back_stamp(s, p, page, begun)
    if p.stamps_buy > 0:
        grow_used_to_card(s, p, b)


@compiled
def feel_penalty(s: Any, b: Any) -> None:
    """Feel that a right which was used cost standing: the same whether the rule is hidden or seen."""
    if s.knows_balance != 0:
        s.trust = trust_after_breach(np.float64(s.trust), b.trust_gain, b.trust_ratio, b.penalty_salience)


@compiled
def _notice_credit(s: Any, p: Any, b: Any, rating: float) -> None:
    """Compare the rating that an order was credited at with the expected one: a hidden shortfall is felt.

    All else that changes what an order earns (a day, a level, points used) is published, and no surprise.
    """
    if p.ratings < 2 or p.status_rate == 0:
        return
    expected = np.float64(s.credited)
    if expected > 0.0 and s.knows_balance != 0:
        # Against full credit too: what the member no longer expects is no longer missed.
        shortfall = max(0.0, expected - rating) / max(expected, 1.0)
        if shortfall > b.surprise_floor and p.rating_visible == 0:
            s.trust = trust_after_breach(
                np.float64(s.trust), b.trust_gain, b.trust_ratio, shortfall * b.hidden_weight
            )
    s.credited = rating if expected < 0.0 else expected + b.surprise_gain * (rating - expected)
