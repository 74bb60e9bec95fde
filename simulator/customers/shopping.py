"""One occasion: choose, then buy, earn, experience and feel at the firm, or buy elsewhere.

Order of parts: joining, what an order earns, the order from the firm, the occasion.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from simulator import chance
from simulator.accounts import chart
from simulator.chance import uniform
from simulator.customers.account import earn_points, earn_status, open_account, use_points
from simulator.customers.buying import (
    OWN_AFTER,
    OWN_CONTRIBUTION,
    OWN_FIRST_HALF,
    OWN_GOODS,
    OWN_ORDERS,
    OWN_POINTS,
    OWN_PROGRAM_COST,
    catalogue_item,
    draw_basket,
    points_for_order,
    post_benefit,
    share_of,
)
from simulator.customers.choice import reference_after
from simulator.customers.choosing import choose
from simulator.customers.experiencing import experience_order, experience_rival, use_privileges
from simulator.customers.joining import joining_chance
from simulator.customers.orders import post_order, post_refusal, post_return
from simulator.customers.page import place
from simulator.customers.state import FOCAL, OUTSIDE, RIVAL
from simulator.customers.switching import current_pace
from simulator.customers.trust import trust_after_breach
from simulator.customers.valuing import offered_worth
from simulator.program.rewards import face_value, price_cut
from simulator.program.table import (
    BASIS_ORDER,
    BASIS_RETURN,
    EVENT_REVIEW,
    JOIN_AUTOMATIC,
)
from simulator.rule import compiled

PROMPT_WEEKS = 13


@compiled
def may_join(t: Any, s: Any, p: Any, b: Any, page: Any, key: Any, count: int) -> bool:
    """Tell whether a customer enrols with this order, before it earns."""
    if p.exists == 0 or s.member != 0 or np.float64(t.reached) >= p.reach:
        return False
    if s.aware == 0 and uniform(key, page.week, chance.LEARN_PROGRAM, count) < b.order_exposure:
        s.aware = 1  # told at checkout
    if s.aware == 0:
        return False
    if p.join_kind == JOIN_AUTOMATIC:
        return True
    if np.float64(t.joiner) < b.never_join or page.week - int(s.prompted_week) < PROMPT_WEEKS:
        return False
    s.prompted_week = page.week
    orders = 52.0 * np.float64(t.rate)
    # The effort is made once, and weighs on the orders of the first year.
    effort = p.join_hassle * np.float64(t.physical_cost) / max(1.0, orders)
    likely = joining_chance(
        b.join_base,
        b.join_rate,
        orders,
        b.join_value,
        offered_worth(t, p, b, orders) - effort,
        np.float64(t.basket),
        b.join_unfair * p.unfair,
    )
    return bool(uniform(key, page.week, chance.DECIDE_JOIN, count) < likely)


@compiled
def join(t: Any, s: Any, p: Any, b: Any, page: Any, key: Any, day: int) -> None:
    """Enrol a customer, who then knows balance and worth or does not."""
    open_account(s, p, page, day)
    place(page, s, t)
    s.knows_value = 1 if uniform(key, page.week, chance.LEARN_VALUE, 200) < b.known_at_joining else 0
    s.knows_balance = 1 if uniform(key, page.week, chance.LEARN_BALANCE, 200) < b.known_at_joining else 0
    page.tally[page.at, chart.JOINS] += 1
    page.tally[page.at, chart.ENROLMENT_COST] += p.enrolment_cost
    page.own[OWN_PROGRAM_COST] += p.enrolment_cost


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
            earn_points(s, p, ring, page, int(p.points_event[EVENT_REVIEW]))
            earn_status(s, p, ring, int(p.status_event[EVENT_REVIEW]), month)
    rating = p.rating_levels[s.rating] / 1000.0
    points, status = post_order(s, p, ring, page, day, price, used)
    if price >= max(1, p.minimum_order):
        _notice_credit(s, p, b, rating)
    if returned:
        blamed = uniform(key, page.week, chance.EXPERIENCE_BLAME, count) < b.blamed_returns
        if blamed and p.rating_down_return != 0:
            _feel_penalty(s, b)
        post_return(s, p, ring, page, day, points, status, used, int(page.week), month, blamed)


@compiled
def _feel_penalty(s: Any, b: Any) -> None:
    """Feel that a right which was used cost standing: the same whether the rule is hidden or seen."""
    if s.knows_balance != 0:
        s.trust[0] = trust_after_breach(
            np.float64(s.trust[0]), b.trust_gain, b.trust_ratio, b.penalty_salience
        )


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
            s.trust[0] = trust_after_breach(
                np.float64(s.trust[0]), b.trust_gain, b.trust_ratio, shortfall * b.hidden_weight
            )
    s.credited = rating if expected < 0.0 else expected + b.surprise_gain * (rating - expected)


@compiled
def _own_order(page: Any) -> None:
    page.own[OWN_ORDERS] += 1
    if page.first_half != 0:
        page.own[OWN_FIRST_HALF] += 1
    if page.after != 0:
        page.own[OWN_AFTER] = 1


@compiled
def _post_sale(c: Any, page: Any, goods: int, returned: bool) -> None:
    """Post an order: goods, what is taken back, cost or sellers' proceeds, delivery and handling."""
    page.tally[page.at, chart.GOODS] += goods
    page.tally[page.at, chart.FULFILMENT] += c.fulfilment
    page.own[OWN_GOODS] += goods
    page.own[OWN_CONTRIBUTION] -= c.fulfilment
    if returned:
        page.tally[page.at, chart.RETURNS] += 1
        page.tally[page.at, chart.RETURNED_GOODS] += goods
        page.tally[page.at, chart.RETURNS_COST] += c.handling
        page.own[OWN_CONTRIBUTION] -= c.handling
        page.own[OWN_GOODS] -= goods
        return
    rest = share_of(goods, 1000 - int(c.margin))
    page.own[OWN_CONTRIBUTION] += goods - rest
    if c.marketplace != 0:
        page.tally[page.at, chart.SELLER_PROCEEDS] += rest
        page.tally[page.at, chart.SELLER_COST_OF_GOODS] += share_of(goods, int(c.seller_cost))
    else:
        page.tally[page.at, chart.COST_OF_GOODS] += rest


@compiled
def cut_price(
    s: Any, p: Any, page: Any, key: Any, day: int, count: int, goods: int, returned: bool
) -> tuple[int, int, int]:
    """Use what day and level promise on an order; return (price cut, promises due, promises broken).

    A price cut on an order that comes back is undone with it.
    """
    cut = 0
    if not returned:
        cut = price_cut(goods, int(page.day_percent[day - page.first_day, s.level]))
        post_benefit(page, chart.PRICE_DISCOUNT, cut, p.day_percent_funding)
    price = 0 if returned else goods - cut
    due, broken, more = use_privileges(s, p, page, key, count, BASIS_ORDER, goods, price)
    return cut + more, due, broken


@compiled
def order_from_firm(
    t: Any, s: Any, p: Any, b: Any, c: Any, ring: Any, page: Any, key: Any, day: int, count: int
) -> None:
    """Live through one order from the firm, from the basket to what is told of it."""
    if may_join(t, s, p, b, page, key, count):
        join(t, s, p, b, page, key, day)
    page.tally[page.at, chart.ORDERS] += 1
    if s.orders[0] > 0:
        page.tally[page.at, chart.REPEAT_ORDERS] += 1
    if s.last_week[0] != page.week:
        page.tally[page.at, chart.BUYERS] += 1
    _own_order(page)
    goods = draw_basket(t, s, p, b, page, key, count)
    paid = 1.0
    if uniform(key, page.week, chance.EXPERIENCE_REFUSAL, count) < b.refusal_rate:
        page.tally[page.at, chart.REFUSALS] += 1
        page.tally[page.at, chart.FULFILMENT] += c.fulfilment
        page.tally[page.at, chart.RETURNS_COST] += c.handling
        page.own[OWN_CONTRIBUTION] -= c.fulfilment + c.handling
        if s.member != 0 and uniform(key, page.week, chance.EXPERIENCE_BLAME, count) < b.blamed_returns:
            if p.rating_down_refusal != 0:
                _feel_penalty(s, b)
            post_refusal(s, p, page, day)
    else:
        returned = uniform(key, page.week, chance.EXPERIENCE_RETURN, count) < b.return_rate
        cut, due, broken = 0, 0, 0
        if s.member != 0:
            cut, due, broken = cut_price(s, p, page, key, day, count, goods, returned)
            page.tally[page.at, chart.BENEFIT_SALES] += goods
        _post_sale(c, page, goods, returned)
        if s.member != 0:
            asked, denied = _member_checkout(t, s, p, b, ring, page, key, day, count, goods - cut, returned)
            due, broken = due + asked, broken + denied
        experience_order(t, s, p, b, c, page, key, count, due, broken)
        paid = max(0.01, (goods - cut) / goods)
    _after_order(t, s, b, page, key, count, paid)


@compiled
def _member_checkout(
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
    if returned:
        due, broken, _ = use_privileges(s, p, page, key, count, BASIS_RETURN, price, 0)
    else:
        # Points used on an order that comes back are given back: such an order uses none.
        used = points_for_order(t, s, p, b, ring, page, key, count, price)
        if used > 0:
            use_points(s, p, ring, page, used)
            post_benefit(
                page, chart.CHECKOUT_REDEEMED, face_value(used, int(p.point_value)), p.checkout_funding
            )
            page.tally[page.at, chart.REDEMPTIONS] += 1
            page.own[OWN_POINTS] += used
        back = int((price - face_value(used, int(p.point_value))) * p.cash_back // 1_000_000)
        post_benefit(page, chart.CASH_BACK, back, p.cash_back_funding)
        item = catalogue_item(t, s, p, b, ring, page, key, count) if p.items > 0 else -1
        if item >= 0:
            use_points(s, p, ring, page, int(p.catalogue_points[item]))
            post_benefit(page, chart.CATALOGUE_COST, int(p.catalogue_cost[item]), p.catalogue_funding[item])
            page.tally[page.at, chart.REDEMPTIONS] += 1
            page.own[OWN_POINTS] += int(p.catalogue_points[item])
    _earn(t, s, p, b, ring, page, key, day, count, price, used, returned)
    if p.items > 0 and p.catalogue_points[0] > 0:
        held = (int(s.usable) + int(s.pending)) % int(p.catalogue_points[0]) / p.catalogue_points[0]
        usual = np.float64(s.nearness)
        s.nearness = held * held if usual < 0.0 else usual + b.goal_gain * (held * held - usual)
    return due, broken


@compiled
def _after_order(t: Any, s: Any, b: Any, page: Any, key: Any, count: int, paid: float) -> None:
    """Remember an order: pace, tenure, habit, price, exposure to the program; perhaps tell others."""
    s.pace = current_pace(np.float64(s.pace), page.week - int(s.last_week[0])) + 1.0 / 26.0
    if s.orders[0] == 0:
        s.first_week = page.week
    s.orders[0] = int(s.orders[0]) + 1
    s.last_week[0] = page.week
    s.last_choice = FOCAL
    s.reference_price = reference_after(np.float64(s.reference_price), page.price * paid, b.reference_memory)
    if s.member != 0:
        if uniform(key, page.week, chance.LEARN_VALUE, count) < b.order_exposure * b.learn_value:
            s.knows_value = 1
        if uniform(key, page.week, chance.LEARN_BALANCE, count) < b.order_exposure * b.learn_balance:
            s.knows_balance = 1
    if uniform(key, page.week, chance.TELL_TALK, count) < b.talk_rate * np.float64(t.sociability):
        page.tally[page.at, chart.TALKS] += 1
        page.talk[0] += 1
        page.talk[1] += int(np.float64(s.satisfaction[0]) * 10000.0 + 0.5)
        page.talk[2] += s.member
    # BG/NBD: each repeat order may be the last one, the first order never is.
    drop = np.float64(t.dropout) if s.orders[0] > 1 else 0.0
    if drop > 0.0 and uniform(key, page.week, chance.DECIDE_DROPOUT, count) < drop:
        s.attached = 0
        page.tally[page.at, chart.LAPSES] += 1


@compiled
def occasion(
    t: Any,
    s: Any,
    p: Any,
    b: Any,
    c: Any,
    ring: Any,
    page: Any,
    key: Any,
    day: int,
    count: int,
    focal_only: bool,
) -> bool:
    """Live through one occasion; return whether it went to the firm."""
    if c.verification != 0:
        seller = FOCAL if s.attached != 0 else OUTSIDE
    else:
        seller = choose(t, s, p, b, page, key, day, count, focal_only)
    if not focal_only:
        page.tally[page.at, chart.OCCASIONS] += 1
    usual = int(np.float64(t.basket) + 0.5)
    if seller != OUTSIDE or not focal_only:
        page.tally[page.at, chart.CATEGORY_SPEND] += usual
    if seller == FOCAL:
        page.tally[page.at, chart.FOCAL_SPEND] += usual
        order_from_firm(t, s, p, b, c, ring, page, key, day, count)
        return True
    if seller == RIVAL:
        page.tally[page.at, chart.RIVAL_ORDERS] += 1
        page.tally[page.at, chart.RIVAL_GOODS] += usual
        experience_rival(s, b, page, key, count)
        s.orders[1] = int(s.orders[1]) + 1
        s.last_week[1] = page.week
    elif not focal_only:
        page.tally[page.at, chart.OUTSIDE_ORDERS] += 1
    if not focal_only:
        s.last_choice = seller
    return False
