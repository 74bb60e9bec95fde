"""Caps of orders, days and months: what members expect of them, and that a run never passes them."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest

from simulator.accounts import chart
from simulator.customers.limits import within_caps
from simulator.engine.kernel import Kernel
from simulator.engine.setting import Span
from simulator.program import Program
from simulator.program.caps import under_cap
from simulator.program.counters import cap_places, counters
from simulator.program.table import PURSE_POINTS, SOURCE_PURCHASE
from tests.builders_program import Tree
from tests.engine.worlds import live, table_of, world_with
from tests.program.test_order_kinds import earning
from tests.program.test_purchases import PLAIN, pull

PURCHASE = {"rate": "1 per CNY"}


def test_a_cap_leaves_what_is_not_yet_earned() -> None:
    assert [under_cap(30, earned, 50) for earned in (0, 20, 21, 50, 70)] == [30, 30, 29, 0, 0]
    assert under_cap(30, 1_000, 0) == 30


def test_members_expect_no_more_than_the_caps_leave_of_a_usual_order() -> None:
    # 150 CNY every second week are 150 points an order, and 325 a month.
    half = pull({"purchase": {"rate": "0.5 per CNY"}})
    assert pull({"purchase": {**PURCHASE, "most_per_order": 75}}) == half
    assert pull({"purchase": {**PURCHASE, "most_per_day": 75}}) == half
    assert pull({"purchase": {**PURCHASE, "most_per_month": 325}}) == PLAIN
    assert pull({"purchase": {**PURCHASE, "most_per_month": 200}}) == pytest.approx(
        pull({"order": {"amount": 92}}), rel=0.01
    )
    assert pull({"order": {"amount": 150, "most_per_day": 75}}) == half
    assert pull({"order": {"amount": 150, "most_per_month": 163}}) < PLAIN


def test_only_programs_with_caps_count_for_them() -> None:
    def width(tree: Tree) -> int:
        return counters(table_of(Program.model_validate(tree), Span(0, 10, date(2014, 1, 6)), 10))

    assert width(earning()) == 0
    assert width(earning(purchase={**PURCHASE, "most_per_order": 5})) == 0
    assert width(earning(purchase={**PURCHASE, "most_per_day": 5})) == 4
    both = earning(
        purchase={**PURCHASE, "most_per_day": 5}, approved_review={"amount": 3, "most_per_month": 5}
    )
    assert width(both) == 8


def test_places_of_counters_do_not_meet() -> None:
    tree = earning(
        purchase={**PURCHASE, "most_per_day": 5},
        order={"amount": 2, "most_per_month": 9},
        first_login_of_day={"amount": 3, "most_per_month": 5},
    )
    places = cap_places(table_of(Program.model_validate(tree), Span(0, 10, date(2014, 1, 6)), 10))
    held = sorted(int(place) for place in places.ravel() if place >= 0)
    assert held == [0, 4, 8]


def test_logins_of_a_month_earn_no_more_than_their_cap() -> None:
    program = earning(purchase={"rate": "0 per CNY"}, first_login_of_day={"amount": 5, "most_per_month": 12})
    people = 60
    world = world_with(program, customers=people, weeks=9)  # 6 January to 9 March 2014: three months
    issued = live(world, Kernel(world), 9).tally[..., chart.POINTS_ISSUED].sum()
    members = int(np.sum(world.state["member"]))
    assert 0 < issued <= 3 * 12 * members


def test_a_cap_of_days_sums_no_month() -> None:
    world = world_with(earning(purchase={**PURCHASE, "most_per_day": 10**9}), customers=1, regions=1)
    p, ring = world.program[0], world.rings[0]
    for day in range(5):
        assert within_caps(p, ring, PURSE_POINTS, SOURCE_PURCHASE, day, 24_168, 2 * 10**9) == 10**9
    assert within_caps(p, ring, PURSE_POINTS, SOURCE_PURCHASE, 4, 24_168, 1) == 0
