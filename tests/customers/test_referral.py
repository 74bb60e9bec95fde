"""Referral: who brings friends, who hears of it and joins, and what both sides get."""

from __future__ import annotations

import copy
import datetime
from functools import cache
from typing import Any

import numpy as np
import pytest

from simulator.accounts import chart, ledger
from simulator.customers.referring import kept_chance, referring_chance
from simulator.engine.clock import Clock
from simulator.engine.kernel import Kernel
from simulator.engine.run import Manner, measure
from simulator.engine.setting import Span
from simulator.program.referral import referral_counts, rewarded_again
from tests.builders_program import Tree
from tests.engine.worlds import Life, live, program_of, table_of, world_with

PEOPLE, WEEKS = 300, 40
# Few have heard of the program by themselves, and those who have refer much.
BUSY = {"orders_per_year": 40.0, "order_exposure": 0.1, "refer_rate": 0.3, "hazard_mean": 0.02}
FRIENDS: Tree = {
    "minimum_order": "50 CNY",
    "within": "26 weeks",
    "referrer": {"worth": "20 CNY", "cost": "15 CNY", "funded": {"firm": "60%", "partner": "40%"}},
    "referred": {"amount": "20 CNY", "funded": {"seller": "100%"}},
}


def program(referral: Tree | None, reach: str = "100%") -> Tree:
    tree: Tree = {"title": "A", "currency": "CNY", "communication": {"reach": reach}}
    tree["points"] = {"earn": {"purchase": {"rate": "1 per CNY"}}, "value": "0.01 CNY"}
    tree["rewards"] = {"checkout": {"use": "choice"}}
    return tree | ({"referral": copy.deepcopy(referral)} if referral else {})


def lived(
    referral: Tree | None,
    values: dict[str, float] | None = None,
    reach: str = "100%",
    off: tuple[str, ...] = (),
) -> Life:
    world = world_with(program(referral, reach), BUSY | (values or {}), off, customers=PEOPLE, weeks=WEEKS)
    return live(world, Kernel(world), WEEKS)


def total(life: Life, column: int) -> int:
    return int(life.tally[..., column].sum())


@cache
def with_friends() -> Life:
    return lived(FRIENDS)


@cache
def without() -> Life:
    return lived(None)


# ---- neutral laws ---------------------------------------------------------------------------------------


def test_where_nobody_refers_the_clause_is_none() -> None:
    for values, off in (({"refer_rate": 0.0}, ()), ({}, ("referral",))):
        assert lived(FRIENDS, values, off=off).digests == without().digests


def test_a_program_that_reaches_nobody_has_no_friends() -> None:
    plain, other = (lived(referral, reach="0%") for referral in (None, FRIENDS))
    assert other.digests == plain.digests


def test_friends_come_from_the_market_alone() -> None:
    life = with_friends()
    assert total(life, chart.REFERRALS) > 0
    assert total(life, chart.REFERRALS_HEARD) <= PEOPLE  # each hears of it once
    assert total(life, chart.REFERRALS_KEPT) <= total(life, chart.REFERRALS_HEARD)
    customers = life.tally[..., chart.CUSTOMERS].sum(axis=(1, 2))
    assert (customers == customers[0]).all()


# ---- who comes and what both sides get ------------------------------------------------------------------


def test_more_join_and_more_come_back() -> None:
    for column in (chart.JOINS, chart.COMEBACKS, chart.ORDERS):
        assert total(with_friends(), column) > total(without(), column)


def test_without_a_first_member_nobody_is_brought() -> None:
    life = lived(FRIENDS, {"order_exposure": 0.0, "talk_rate": 0.0})
    assert total(life, chart.REFERRALS) == total(life, chart.JOINS) == 0


def test_members_are_rewarded_for_about_as_many_friends_as_came() -> None:
    life = with_friends()
    kept, rewarded = total(life, chart.REFERRALS_KEPT), total(life, chart.REFERRALS_REWARDED)
    assert kept > 30
    assert rewarded == pytest.approx(kept, rel=0.25)
    assert total(life, chart.REWARDS_GIVEN) == rewarded


def test_what_it_costs_is_posted_on_its_lines_with_who_pays() -> None:
    world = world_with(program(FRIENDS), BUSY, customers=PEOPLE, weeks=WEEKS)
    span = Span(0, WEEKS, datetime.date(2014, 1, 6))
    table = table_of(program_of(program(FRIENDS)), span, PEOPLE)
    outcome = measure(world, table, WEEKS, True, Manner())
    tally = outcome.tally

    def posted(column: int) -> int:
        return int(tally[..., column].sum())

    ledger.check(tally, outcome.opening)
    kept, rewarded = posted(chart.REFERRALS_KEPT), posted(chart.REFERRALS_REWARDED)
    assert posted(chart.PRIVILEGE_GIFTS) == 1_500 * rewarded > 0
    assert posted(chart.PRIVILEGE_GIFTS_PARTNER) == 600 * rewarded
    assert posted(chart.REWARDS_WORTH) == 2_000 * rewarded
    assert posted(chart.PRICE_DISCOUNT) == posted(chart.PRICE_DISCOUNT_SELLER) == 2_000 * kept > 0
    own = world.books.customers[:, chart.CUSTOMER_COLUMNS.index("program_cost")].sum()
    assert own == posted(chart.FUNDED_FIRM) + posted(chart.COMMUNICATION_COST)


def test_points_on_both_sides_are_issued() -> None:
    points: Tree = {"referrer": {"points": "300 points"}, "referred": {"points": "150 points"}}
    still = {"points_weight": 0.0}  # so that the points move nobody to order
    world = world_with(program(points), BUSY | still, customers=PEOPLE, weeks=WEEKS)
    life = live(world, Kernel(world), WEEKS)
    few: Tree = {"referrer": {"points": "1 points"}, "referred": {"points": "1 points"}}
    plain = lived(few, still)
    kept, rewarded = total(life, chart.REFERRALS_KEPT), total(life, chart.REFERRALS_REWARDED)
    assert (kept, rewarded) == (total(plain, chart.REFERRALS_KEPT), total(plain, chart.REFERRALS_REWARDED))
    more = total(life, chart.POINTS_ISSUED) - total(plain, chart.POINTS_ISSUED)
    # What is used at checkout earns nothing: the larger balances lower what later orders earn a little.
    assert more == pytest.approx(299 * rewarded + 149 * kept, rel=0.05)


def test_points_for_friends_are_on_the_ledger() -> None:
    points: Tree = {"referrer": {"points": "300 points"}, "referred": {"points": "150 points"}}
    world = world_with(program(points), BUSY, customers=PEOPLE, weeks=WEEKS)
    table = table_of(program_of(program(points)), Span(0, WEEKS, datetime.date(2014, 1, 6)), PEOPLE)
    outcome = measure(world, table, WEEKS, True, Manner())
    tally, opening = outcome.tally, outcome.opening
    ledger.check_vintages(world.books.vintages, outcome.opening_vintages, tally, opening)
    ledger.check(tally, opening)
    assert tally[..., chart.REFERRALS_KEPT].sum() > 30


def test_the_limit_of_a_year_holds_for_each_member() -> None:
    world = world_with(program(FRIENDS | {"at_most": "1 per year"}), BUSY, customers=PEOPLE, weeks=WEEKS)
    life = live(world, Kernel(world), WEEKS)
    assert world.state["referral_count"].max() == 1
    assert 0 < total(life, chart.REFERRALS_REWARDED) == world.state["referral_count"].sum()
    assert total(life, chart.REFERRALS_REWARDED) < total(with_friends(), chart.REFERRALS_REWARDED)


def test_who_met_the_condition_is_nobodys_friend_any_more() -> None:
    world = world_with(program(FRIENDS | {"within": None, "minimum_order": None}), BUSY, customers=PEOPLE)
    life = live(world, Kernel(world), WEEKS)
    open_referrals = int((world.state["referred"] != 0).sum())
    assert set(np.unique(world.state["referred"])) <= {0, 1}
    assert open_referrals + total(life, chart.REFERRALS_KEPT) == total(life, chart.REFERRALS_HEARD)


def test_a_reward_on_either_side_brings_more_referrals() -> None:
    little: Tree = {"referred": {"amount": "0.01 CNY"}}
    plain = total(lived(little), chart.REFERRALS)
    assert plain > 0  # without a reward worth the name friends are referred too
    for side in ("referrer", "referred"):
        assert total(lived({side: FRIENDS[side]}), chart.REFERRALS) > 1.1 * plain


@pytest.mark.parametrize(
    ("number", "value"),
    [
        ("refer_feeling", 0.0),
        ("refer_trusting", 0.0),
        ("refer_bonus", 0.0),
        ("refer_half", 1.0),
        ("refer_for_friend", 0.0),
        ("refer_reach", 2.0),
        ("refer_trust", 0.5),
        ("refer_return", 1.0),
        ("refer_tie", 0.5),
    ],
)
def test_every_number_moves_something(number: str, value: float) -> None:
    assert lived(FRIENDS, {number: value}).digests != with_friends().digests


def test_what_is_outstanding_is_found_again_with_fresh_books() -> None:
    # As from a start that was kept: the state of members goes on, what the region counted does not.
    world = world_with(program(FRIENDS), BUSY, customers=PEOPLE, weeks=2 * WEEKS)
    kernel = Kernel(world)
    live(world, kernel, WEEKS)
    outstanding = int(world.state["referrals"].sum())
    assert outstanding > 0
    world.books.heard[...] = 0
    world.books.talk[...] = 0
    life = Life(np.array(after(world, kernel)), {})
    assert total(life, chart.REFERRALS_REWARDED) > 0
    assert int(world.state["referrals"].sum()) == (
        outstanding + total(life, chart.REFERRALS) - total(life, chart.REFERRALS_REWARDED)
    )


def after(world: Any, kernel: Kernel) -> list[Any]:
    """Live on for half as long again, and return the tallies."""
    tallies: list[Any] = []
    Clock(kernel, WEEKS, lambda now, _week: tallies.append(now.books.tally.copy())).run(WEEKS // 2)
    return tallies


# ---- rules ----------------------------------------------------------------------------------------------


def test_rules_of_referral() -> None:
    assert [kept_chance(*of) for of in ((0, 0), (3, 0), (3, 12), (9, 3))] == [0.0, 0.0, 0.25, 1.0]
    assert [referral_counts(price, 100, days, 56) for price, days in ((99, 0), (100, 56), (100, 57))] == [
        False,
        True,
        False,
    ]
    assert referral_counts(0, 0, 5_000, 0)
    assert [rewarded_again(taken, 2) for taken in (0, 1, 2)] == [True, True, False]
    assert rewarded_again(250, 0)
    assert referring_chance(0.02, 0.0, 1.0, 0.0, 0.1) == 0.02
    assert referring_chance(0.02, 0.0, 1.0, 0.1, 0.1) == pytest.approx(0.03)
    assert referring_chance(0.02, 1.0, 1.0, 0.0, 0.1) == pytest.approx(0.02 * np.e)
    assert referring_chance(0.0, 4.0, 2.0, 9.0, 0.1) == 0.0
    assert referring_chance(1.0, 4.0, 2.0, 9.0, 0.1) == 1.0
