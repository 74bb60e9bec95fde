"""Gifts by chance: small chances that weigh more than they are, and a delight that fades once expected."""

from __future__ import annotations

import pytest

from simulator.accounts import chart, ledger
from simulator.customers.choice import noticed
from simulator.customers.gifting import delight, gifts_with_order, lottery_freshness, weighted_chance
from simulator.engine.kernel import Kernel
from tests.accounts.books import Ints
from tests.builders_program import Tree
from tests.customers.test_valuing import CATALOGUE, NUMBERS, POINTS, WEEK, Member, member
from tests.engine.worlds import live, world_with

PRIZE: Tree = {"entry": "order", "chance": "0.1%", "worth": "500 CNY", "cost": "480 CNY"}
SWEET: Tree = {"chance": "100% of orders", "worth": "75 CNY", "cost": "20 CNY"}


def with_lottery(more: Tree | None = None, values: dict[str, float] | None = None, **state: float) -> Member:
    return member({"rewards": {"lotteries": {"one": {**PRIZE, **(more or {})}}}}, values, **state)


def with_surprise(more: Tree | None = None, values: dict[str, float] | None = None, **state: float) -> Member:
    return member({"rewards": {"surprises": {"one": {**SWEET, **(more or {})}}}}, values, **state)


@pytest.mark.parametrize(("likely", "weight"), [(0.01, 0.055), (0.05, 0.132), (0.5, 0.421), (0.99, 0.912)])
def test_chances_weigh_as_tversky_and_kahneman_found(likely: float, weight: float) -> None:
    # w(p) = p^.61 / (p^.61 + (1 - p)^.61)^(1 / .61), to three digits.
    assert weighted_chance(likely, 0.61) == pytest.approx(weight, abs=5e-4)
    assert weighted_chance(likely, 1.0) == pytest.approx(likely)
    assert (weighted_chance(0.0, 0.61), weighted_chance(1.0, 0.61)) == (0.0, 1.0)


def test_a_lottery_draws_by_its_weighted_prize_and_fades_fast() -> None:
    left = 0.1 + 0.9 * 2.718281828**-5  # 20 weeks of a fading of 4
    hoped = 50_000.0 * weighted_chance(0.001, 0.61) * left
    by_hand = NUMBERS.price_weight * noticed(hoped, 15_000.0, NUMBERS.noticing) / 15_000.0
    assert with_lottery().pull() == pytest.approx(by_hand, rel=1e-6)
    assert with_lottery(joined_day=7 * WEEK).pull() > 4.0 * with_lottery().pull()
    assert lottery_freshness(0.1, 0, 4.0) == 1.0
    assert with_lottery(values={"privilege_weight": 0.0}).pull() == 0.0


@pytest.mark.parametrize("more", [{"entry": "login"}, {"at_most": "1 per year"}])
def test_what_this_order_cannot_win_does_not_draw(more: Tree) -> None:
    one = with_lottery(more, gift_year=2014)
    one.state.gifts[0] = 1
    assert one.pull() == 0.0


def test_a_surprise_has_no_pull_and_is_no_reason_to_join() -> None:
    assert with_surprise().pull() == 0.0


def order_with_gifts(one: Member, count: int = 0) -> float:
    """Live through the gifts of an order; return the quality that they add."""
    world = one.world
    one.world.page[0].delight = 0.0
    gifts_with_order(
        world.traits[0], world.state[0], world.program[0], world.numbers[0], world.rings[0], world.page[0],
        one.state.key, 7 * WEEK, count,
    )  # fmt: skip
    return float(world.page[0].delight)


def test_delight_is_by_worth_against_the_basket_and_fades_as_gifts_are_expected() -> None:
    one = with_surprise()
    first = order_with_gifts(one)
    assert first == pytest.approx(NUMBERS.gift_delight * 7_500.0 / 15_000.0)
    later = [order_with_gifts(one, count) for count in range(1, 12)]
    assert later == sorted(later, reverse=True)
    # Each gift moves what is expected by a fifth of the rest.
    assert later[0] == pytest.approx(0.8 * first, rel=1e-6)
    assert later[-1] < 0.1 * first
    assert delight(0.3, 30_000.0, 15_000.0, 0.0) == 0.3


def test_a_gift_that_came_with_every_order_is_missed_when_it_stays_away() -> None:
    spoilt, fresh = (with_surprise({"at_most": "1 per year"}, gift_expected=held) for held in (1.0, 0.0))
    for one in (spoilt, fresh):
        one.state.gift_year, one.state.gifts[0] = 2014, 1
        assert order_with_gifts(one) == 0.0
    assert float(spoilt.state.promised) == pytest.approx(NUMBERS.promise_level)
    assert float(fresh.state.promised) == 0.0


def lived(rewards: Tree, values: dict[str, float] | None = None, **clauses: Tree) -> Ints:
    program = {"title": "A", "currency": "CNY", "membership": {"join": "automatic"}, **clauses}
    world = world_with({**program, "rewards": rewards}, values, customers=150, weeks=30)
    tally = live(world, Kernel(world), 30).tally
    ledger.check(tally, tally[0, 0, 0] * 0)
    sums: Ints = tally.sum(axis=(0, 1, 2))
    return sums


def test_surprises_raise_satisfaction_and_stand_on_the_line_of_gifts() -> None:
    gift = {**SWEET, "chance": "20% of orders", "funded": {"firm": "50%", "partner": "50%"}}
    with_gifts, without = lived({"surprises": {"one": gift}}), lived({"surprises": {}})
    assert with_gifts[chart.SATISFACTION] > without[chart.SATISFACTION]
    given = with_gifts[chart.REWARDS_GIVEN]
    assert with_gifts[chart.PRIVILEGE_GIFTS] == 2_000 * given == 2 * with_gifts[chart.FUNDED_PARTNER] > 0
    assert with_gifts[chart.REWARDS_WORTH] == 7_500 * given
    # A fifth of the members' kept orders: not of those that were refused or sent back.
    orders = with_gifts[chart.ORDERS] - with_gifts[chart.RETURNS] - with_gifts[chart.REFUSALS]
    assert 0.15 * orders < given < 0.25 * orders


def test_a_milestone_comes_once_to_whoever_gets_so_far() -> None:
    gift = {"worth": "75 CNY", "cost": "20 CNY"}
    first, second, never = (lived({"milestones": {"one": {"order": n, **gift}}}) for n in (1, 2, 900))
    assert first[chart.REWARDS_GIVEN] > second[chart.REWARDS_GIVEN] > never[chart.REWARDS_GIVEN] == 0
    # One for each member, and one more where a first order that was sent back is made again.
    assert first[chart.JOINS] * 0.9 < first[chart.REWARDS_GIVEN] < first[chart.JOINS] * 1.2
    assert first[chart.PRIVILEGE_GIFTS] == 2_000 * first[chart.REWARDS_GIVEN]
    assert first[chart.SATISFACTION] > never[chart.SATISFACTION]


def test_without_delight_a_surprise_only_costs() -> None:
    still = {"gift_delight": 0.0, "promise_level": 0.0}
    gift, nothing = lived({"surprises": {"one": SWEET}}, still), lived({"surprises": {}}, still)
    assert gift[chart.ORDERS] == nothing[chart.ORDERS]
    assert gift[chart.SATISFACTION] == nothing[chart.SATISFACTION]
    assert gift[chart.FUNDED_FIRM] > nothing[chart.FUNDED_FIRM]


def test_a_lottery_for_points_spends_them_and_its_prizes_stand_with_what_points_buy() -> None:
    wheel = {"entry": "100 points", "chance": "20%", "worth": "200 CNY", "cost": "150 CNY"}
    rewards: Tree = {"catalogue": {"car": {**CATALOGUE["mug"], "points": 100_000}}}
    entered, not_entered = (
        lived({**rewards, "lotteries": {"one": wheel}}, points=POINTS),
        lived(rewards, points=POINTS),
    )
    assert not_entered[chart.POINTS_REDEEMED] == 0
    assert entered[chart.POINTS_REDEEMED] == 100 * entered[chart.REDEMPTIONS] > 0
    assert entered[chart.CATALOGUE_COST] % 15_000 == 0
    assert 0 < entered[chart.CATALOGUE_COST] / 15_000 < 0.4 * entered[chart.REDEMPTIONS]
    assert entered[chart.REWARDS_GIVEN] == 0


def test_a_lottery_by_login_is_won_as_often_as_people_log_in() -> None:
    daily = {"entry": "login", "chance": "5%", "worth": "20 CNY", "cost": "10 CNY"}
    sums = lived({"lotteries": {"one": daily}})
    assert 0.03 * sums[chart.LOGINS] < sums[chart.REWARDS_GIVEN] < 0.07 * sums[chart.LOGINS]
    assert sums[chart.PRIVILEGE_GIFTS] == 1_000 * sums[chart.REWARDS_GIVEN]
