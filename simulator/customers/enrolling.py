"""Enrolling: whether a customer becomes a member with this order, and what the new member knows."""

from __future__ import annotations

from typing import Any

import numpy as np

from simulator import chance
from simulator.accounts import chart
from simulator.chance import uniform
from simulator.customers.account import open_account
from simulator.customers.buying import OWN_PROGRAM_COST
from simulator.customers.joining import joining_chance
from simulator.customers.level import match_level
from simulator.customers.page import place
from simulator.customers.paying import start_paying
from simulator.customers.referring import friends_worth
from simulator.customers.subscribing import buys_membership
from simulator.customers.valuing import offered_worth
from simulator.program.membership import is_invited
from simulator.program.table import JOIN_AUTOMATIC, JOIN_INVITATION, JOIN_PAID
from simulator.rule import compiled

PROMPT_WEEKS = 13


@compiled
def _knows(t: Any, s: Any, p: Any, b: Any, page: Any, key: Any, count: int) -> bool:
    """Tell whether a customer knows of the program, perhaps since this checkout."""
    if np.float64(t.reached) >= p.reach:
        return False
    if s.aware == 0 and uniform(key, page.week, chance.LEARN_PROGRAM, count) < b.order_exposure:
        s.aware = 1  # told at checkout
    return bool(s.aware != 0)


@compiled
def _is_asked(s: Any, p: Any, page: Any) -> bool:
    """Tell whether a customer has what an invitation takes, and is told of the program by it."""
    weeks = page.week - int(s.term_week)
    orders, spent = int(s.term_orders), int(s.status)
    if not is_invited(orders, spent, weeks, int(p.invite_orders), int(p.invite_spend), int(p.invite_weeks)):
        return False
    s.aware = 1
    return True


@compiled
def count_towards_invitation(t: Any, s: Any, p: Any, page: Any, goods: int) -> None:
    """Count a kept order of somebody who is no member: its number and its goods, anew when the time is over.

    Until there is a membership, its term's fields hold the count. Who cannot be reached is not counted.
    """
    if np.float64(t.reached) >= p.reach:
        return
    if page.week - int(s.term_week) >= p.invite_weeks:
        s.term_week = page.week
        s.term_orders = 0
        s.status = 0
    s.term_orders = int(s.term_orders) + 1
    s.status = int(s.status) + goods


@compiled
def may_join(t: Any, s: Any, p: Any, b: Any, page: Any, key: Any, count: int) -> bool:
    """Tell whether a customer enrols with this order, before it earns."""
    if p.exists == 0 or s.member != 0 or p.join_kind == JOIN_PAID:
        return False
    if p.join_kind == JOIN_INVITATION and not _is_asked(s, p, page):
        return False
    if not _knows(t, s, p, b, page, key, count):
        return False
    if p.join_kind == JOIN_AUTOMATIC:
        return True
    if np.float64(t.joiner) < b.never_join or page.week - int(s.prompted_week) < PROMPT_WEEKS:
        return False
    s.prompted_week = page.week
    orders = 52.0 * np.float64(t.rate)
    # The effort is made once, and weighs on the orders of the first year.
    effort = p.join_hassle * np.float64(t.physical_cost) / max(1.0, orders)
    if s.referred != 0:  # what comes once weighs as the effort does
        effort -= friends_worth(t, s, p, b) / max(1.0, orders)
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
    if p.match_level != 0 and uniform(key, page.week, chance.MATCH_STATUS, 0) < p.match_share:
        match_level(s, p, page, day)
    place(page, s, t)
    s.knows_value = 1 if uniform(key, page.week, chance.LEARN_VALUE, 200) < b.known_at_joining else 0
    s.knows_balance = 1 if uniform(key, page.week, chance.LEARN_BALANCE, 200) < b.known_at_joining else 0
    page.tally[page.at, chart.JOINS] += 1
    page.tally[page.at, chart.ENROLMENT_COST] += p.enrolment_cost
    page.own[OWN_PROGRAM_COST] += p.enrolment_cost


@compiled
def consider_paying(t: Any, s: Any, p: Any, b: Any, page: Any, key: Any, day: int, count: int) -> None:
    """Buy the paid membership with this order or not; where nobody joins otherwise, it makes a member."""
    if s.member == 0 and (p.join_kind != JOIN_PAID or not _knows(t, s, p, b, page, key, count)):
        return
    if buys_membership(t, s, p, b, page, key, count):
        if s.member == 0:
            join(t, s, p, b, page, key, day)
        start_paying(s, p, page, day)
