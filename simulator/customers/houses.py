"""Houses: rivals with a program of their own, whose accounts live by the same rules as the firm's.

Order of parts: the arrays, what a rival's program adds to a choice, an order from a rival.
A rival has no desk, no returns and nobody leaves it for good: its service is told in `experience_rival`. What
customers have lived with it is the record in `World.rivals`; the account holds what its program counts.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from simulator import chance
from simulator.accounts import chart
from simulator.accounts.chart import CUSTOMER_WIDTH
from simulator.chance import uniform
from simulator.customers.belonging import hear_of_clubs
from simulator.customers.buying import draw_basket
from simulator.customers.checkout import cut_price, member_checkout
from simulator.customers.enrolling import consider_paying, join, may_join
from simulator.customers.goals import foresee_goals
from simulator.customers.page import PAGE_RECORD, place
from simulator.customers.state import STATE_RECORD, TRAIT_RECORD, Halves, Records
from simulator.customers.switching import current_pace
from simulator.customers.trust import trust_after_breach
from simulator.customers.valuing import program_pull
from simulator.rule import compiled


class Houses(NamedTuple):
    """Accounts at rivals with a program; the first axis is 0 where no rival ever has one."""

    traits: Records  # (rivals, N): the people, with the orders a week that tastes alone bring to the rival
    accounts: Records  # (rivals, N)
    rings: Halves  # (rivals, N, length of the longest program's rings)
    programs: Records  # (rivals,): exists = 0 until the rival's program begins
    pages: Records  # (rivals,)


def no_houses(program: np.dtype[np.void]) -> Houses:
    """Return the accounts of a market in which no rival has a program."""
    return Houses(
        np.zeros((0, 0), TRAIT_RECORD),
        np.zeros((0, 0), STATE_RECORD),
        np.zeros((0, 0, 0), np.int32),
        np.zeros(0, program),
        np.zeros(0, PAGE_RECORD),
    )


@compiled
def write_houses_pulls(houses: Houses, b: Any, page: Any, i: int, day: int) -> None:
    """Write on the page what each rival's program adds to its utility on an occasion, logits."""
    for j in range(houses.programs.shape[0]):
        p, a = houses.programs[j], houses.accounts[j, i]
        page.house_pull[j] = 0.0
        if p.exists == 0 or a.member == 0:
            continue
        own = houses.pages[j]
        t = houses.traits[j, i]
        if p.goals != 0:
            foresee_goals(t, a, p, b, houses.rings[j, i], own, day)
        page.house_pull[j] = program_pull(t, a, p, b, own, day)


@compiled
def order_from_house(
    t: Any, a: Any, r: Any, p: Any, b: Any, ring: Any, own: Any, key: Any, day: int, count: int
) -> int:
    """Live through the program's part of an order from a rival; return the goods, minor units.

    `own` is the rival's page, `r` what the customer has lived with it.
    """
    for column in range(CUSTOMER_WIDTH):
        own.own[column] = 0
    own.moves = 0
    own.cases = 0
    own.effects = 0
    place(own, a, t)
    if may_join(t, a, p, b, own, key, count):
        join(t, a, p, b, own, key, day)
    if p.fee_weeks > 0:
        consider_paying(t, a, p, b, own, key, day, count)
    if p.clubs != 0 and a.member != 0:
        hear_of_clubs(t, a, p, b, own)
    goods: int = draw_basket(t, a, p, b, own, key, count)
    own.tally[own.at, chart.ORDERS] += 1
    own.tally[own.at, chart.GOODS] += goods
    if a.member != 0:
        cut, due, broken = cut_price(a, p, own, key, day, count, goods, False)
        asked, denied = member_checkout(t, a, p, b, ring, own, key, day, count, goods - cut, False)
        due, broken = due + asked, broken + denied
        if broken > 0:
            felt = b.promise_salience * broken / due
            r.trust = trust_after_breach(np.float64(r.trust), b.trust_gain, b.trust_ratio, felt)
        _remember(a, b, own, key, count)
    a.pace = current_pace(np.float64(a.pace), own.week - int(a.last_week)) + 1.0 / 26.0
    if a.orders == 0:
        a.first_week = own.week
    a.orders = int(a.orders) + 1
    a.last_week = own.week
    return goods


@compiled
def _remember(a: Any, b: Any, own: Any, key: Any, count: int) -> None:
    """Learn from an order what a point is worth and how many there are."""
    if uniform(key, own.week, chance.LEARN_VALUE, count) < b.order_exposure * b.learn_value:
        a.knows_value = 1
    if uniform(key, own.week, chance.LEARN_BALANCE, count) < b.order_exposure * b.learn_balance:
        a.knows_balance = 1
