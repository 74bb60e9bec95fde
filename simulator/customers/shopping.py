"""One occasion: choose, then buy, earn, experience and feel at the firm, or buy elsewhere."""

from __future__ import annotations

from typing import Any

import numpy as np

from simulator import chance
from simulator.accounts import chart
from simulator.chance import uniform
from simulator.customers.belonging import hear_of_clubs
from simulator.customers.buying import (
    OWN_AFTER,
    OWN_CONTRIBUTION,
    OWN_FIRST_HALF,
    OWN_GOODS,
    OWN_ORDERS,
    draw_basket,
    share_of,
)
from simulator.customers.checkout import cut_of_day, cut_price, feel_penalty, member_checkout
from simulator.customers.choice import reference_after, stated_intent
from simulator.customers.choosing import choose
from simulator.customers.couponing import use_coupon
from simulator.customers.enrolling import consider_paying, count_towards_invitation, join, may_join
from simulator.customers.experiencing import experience_order, experience_rival
from simulator.customers.goals import foresee_goals
from simulator.customers.houses import order_from_house, write_houses_pulls
from simulator.customers.market_counts import MEMBER_ORDERS_AT, ORDERS_AT
from simulator.customers.orders import post_refusal
from simulator.customers.referring import friends_cut, live_referral
from simulator.customers.sharing import live_household
from simulator.customers.splitting import FIRST_PART, SECOND_COUNT, SECOND_PART, WHOLE, splits_order
from simulator.customers.state import FOCAL, OUTSIDE, RIVAL
from simulator.customers.switching import current_pace
from simulator.customers.talking import tell_of_order
from simulator.program.table import JOIN_INVITATION
from simulator.rule import compiled

AGAIN_WEEKS = 13  # within which an order after another counts as coming again


@compiled
def _count_order(s: Any, page: Any) -> None:
    """Count an order before it is remembered: whether it is the first, and whether it comes after another."""
    row = page.tally[page.at]
    row[chart.ORDERS] += 1
    if s.orders > 0:
        row[chart.REPEAT_ORDERS] += 1
    if s.last_week == page.week:
        return
    row[chart.BUYERS] += 1
    if page.week - int(s.last_week) <= AGAIN_WEEKS:
        row[chart.AGAIN] += 1
        if s.failed_week == s.last_week:
            row[chart.AGAIN_AFTER_FAILURE] += 1


@compiled
def _own_order(s: Any, c: Any, page: Any) -> None:
    if c.logistics != 0:
        page.taken[ORDERS_AT] += 1
        page.taken[MEMBER_ORDERS_AT] += int(s.member)
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
def _cut_for_customer(
    s: Any, p: Any, page: Any, key: Any, day: int, count: int, goods: int, returned: bool
) -> tuple[int, int, int]:
    """Cut the price for a member or for anybody; return (price cut, promises due, promises broken)."""
    cut, due, broken = 0, 0, 0
    if s.member != 0:
        cut, due, broken = cut_price(s, p, page, key, day, count, goods, returned)
        page.tally[page.at, chart.BENEFIT_SALES] += goods
    elif p.exists != 0 and not returned:
        cut = cut_of_day(s, p, page, day, goods)
    if s.coupon != 0 and not returned:  # one used on an order that comes back would be good again
        off = use_coupon(s, p, page, goods, goods - cut)
        if off > 0 and s.member == 0:
            page.tally[page.at, chart.BENEFIT_SALES] += goods
        cut += off
    if s.referred != 0 and not returned:
        cut += friends_cut(s, p, page, day, goods, goods - cut)
    return cut, due, broken


@compiled
def order_from_firm(
    t: Any, s: Any, p: Any, b: Any, c: Any, ring: Any, page: Any, key: Any, day: int, count: int
) -> None:
    """Live through one order from the firm, from the basket to what is told of it."""
    if may_join(t, s, p, b, page, key, count):
        join(t, s, p, b, page, key, day)
    if p.fee_weeks > 0:
        consider_paying(t, s, p, b, page, key, day, count)
    if p.clubs != 0 and s.member != 0:
        hear_of_clubs(t, s, p, b, page)
    _count_order(s, page)
    _own_order(s, c, page)
    goods = draw_basket(t, s, p, b, page, key, count)
    paid = 1.0
    page.felt = b.satisfaction_reference
    if uniform(key, page.week, chance.EXPERIENCE_REFUSAL, count) < b.refusal_rate:
        page.tally[page.at, chart.REFUSALS] += 1
        page.tally[page.at, chart.FULFILMENT] += c.fulfilment
        page.tally[page.at, chart.RETURNS_COST] += c.handling
        page.own[OWN_CONTRIBUTION] -= c.fulfilment + c.handling
        if s.member != 0 and uniform(key, page.week, chance.EXPERIENCE_BLAME, count) < b.blamed_returns:
            if p.rating_down_refusal != 0:
                feel_penalty(s, b)
            post_refusal(s, p, page, day)
    else:
        returned = uniform(key, page.week, chance.EXPERIENCE_RETURN, count) < b.return_rate
        page.effects = 0
        cut, due, broken = _cut_for_customer(s, p, page, key, day, count, goods, returned)
        _post_sale(c, page, goods, returned)
        if p.join_kind == JOIN_INVITATION and s.member == 0 and not returned:
            count_towards_invitation(t, s, p, page, goods)
        if s.member != 0:
            asked, denied = member_checkout(t, s, p, b, ring, page, key, day, count, goods - cut, returned)
            due, broken = due + asked, broken + denied
        experience_order(t, s, p, b, c, page, key, count, due, broken)
        intent = stated_intent(np.float64(s.satisfaction), b.satisfaction_steps, b.satisfaction_willing)
        page.tally[page.at, chart.INTENT] += int(intent * 10000.0 + 0.5)
        page.tally[page.at, chart.ASKED_INTENT] += 1
        paid = max(0.01, 1.0 - b.privilege_weight * cut / goods)  # what is not felt sets no reference
    _after_order(t, s, b, page, key, count, paid)
    live_referral(t, s, p, b, ring, page, key, day, count)
    if p.household_orders > 0.0:
        live_household(t, s, p, b, ring, page, key, day, count)


@compiled
def _after_order(t: Any, s: Any, b: Any, page: Any, key: Any, count: int, paid: float) -> None:
    """Remember an order: pace, tenure, habit, price, exposure to the program; perhaps tell others."""
    s.pace = current_pace(np.float64(s.pace), page.week - int(s.last_week)) + 1.0 / 26.0
    if s.orders == 0:
        s.first_week = page.week
    s.orders = int(s.orders) + 1
    s.last_week = page.week
    s.last_choice = FOCAL
    s.reference_price = reference_after(np.float64(s.reference_price), page.price * paid, b.reference_memory)
    if s.member != 0:
        if uniform(key, page.week, chance.LEARN_VALUE, count) < b.order_exposure * b.learn_value:
            s.knows_value = 1
        if uniform(key, page.week, chance.LEARN_BALANCE, count) < b.order_exposure * b.learn_balance:
            s.knows_balance = 1
    tell_of_order(t, s, b, page, key, count)
    # BG/NBD: each repeat order may be the last one, the first order never is.
    drop = np.float64(t.dropout) if s.orders > 1 else 0.0
    if drop > 0.0 and uniform(key, page.week, chance.DECIDE_DROPOUT, count) < drop:
        s.attached = 0
        page.tally[page.at, chart.LAPSES] += 1


@compiled
def _buy_from_rival(
    r: Any, b: Any, page: Any, key: Any, day: int, count: int, j: int, houses: Any, i: int
) -> None:
    """Live through an order from rival `j`, and what its program makes of it where it has one."""
    if j == 1:
        page.tally[page.at, chart.RIVAL_2_ORDERS] += 1
    elif j == 2:
        page.tally[page.at, chart.RIVAL_3_ORDERS] += 1
    if houses.programs.shape[0] > 0 and houses.programs[j].exists != 0:
        account = houses.accounts[j, i]
        order_from_house(
            houses.traits[j, i], account, r, houses.programs[j], b, houses.rings[j, i],
            houses.pages[j], account.key, day, count,
        )  # fmt: skip
    experience_rival(r, b, page, key, count)
    r.orders = int(r.orders) + 1
    r.last_week = page.week


@compiled
def occasion(
    t: Any,
    s: Any,
    r: Any,
    p: Any,
    b: Any,
    c: Any,
    ring: Any,
    page: Any,
    key: Any,
    day: int,
    count: int,
    focal_only: bool,
    houses: Any,
    i: int,
) -> bool:
    """Live through one occasion of customer `i`; return whether it went to the firm."""
    if c.verification != 0:
        seller = FOCAL if s.attached != 0 else OUTSIDE
    else:
        if p.goals != 0 and s.member != 0:
            foresee_goals(t, s, p, b, ring, page, day)
        if houses.programs.shape[0] > 0:
            write_houses_pulls(houses, b, page, i, day)
        seller = choose(t, s, r, p, b, page, key, day, count, focal_only)
    if not focal_only:
        page.tally[page.at, chart.OCCASIONS] += 1
    usual = int(np.float64(t.basket) + 0.5)
    if seller != OUTSIDE or not focal_only:
        page.tally[page.at, chart.CATEGORY_SPEND] += usual
    if seller == FOCAL:
        page.tally[page.at, chart.FOCAL_SPEND] += usual
        if splits_order(s, p, b, page, key, count):
            page.split_of = count
            page.part = FIRST_PART
            order_from_firm(t, s, p, b, c, ring, page, key, day, count)
            page.part = SECOND_PART
            order_from_firm(t, s, p, b, c, ring, page, key, day, SECOND_COUNT)
            page.part = WHOLE
        else:
            order_from_firm(t, s, p, b, c, ring, page, key, day, count)
        return True
    if seller != OUTSIDE:
        page.tally[page.at, chart.RIVAL_ORDERS] += 1
        page.tally[page.at, chart.RIVAL_GOODS] += usual
        _buy_from_rival(r[seller - RIVAL], b, page, key, day, count, seller - RIVAL, houses, i)
    elif not focal_only:
        page.tally[page.at, chart.OUTSIDE_ORDERS] += 1
    if not focal_only:
        s.last_choice = seller
    return False
