"""What a catalogue's terms do to members' choices: only what they can really have draws them."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest

from simulator.accounts import chart
from simulator.customers.market_counts import ITEMS_AT, WISHES_AT
from simulator.customers.offering import count_taken, first_reward
from simulator.customers.page import open_page
from simulator.customers.taking import experience_lift
from simulator.customers.vouchers import lose_vouchers
from simulator.customers.world import World
from simulator.engine.clock import Clock
from simulator.engine.kernel import Kernel
from tests.builders_program import Tree
from tests.customers.test_valuing import POINTS, WEEK, Member, member
from tests.engine.worlds import live, world_with

PEN: Tree = {"points": 100, "worth": "20 CNY", "cost": "8 CNY"}
MUG: Tree = {"points": 400, "worth": "60 CNY", "cost": "25 CNY"}


def program(**items: Tree) -> Tree:
    """Return a program that everybody joins, whose points buy rewards alone."""
    return {
        "title": "Rewards",
        "currency": "CNY",
        "membership": {"join": "automatic"},
        "points": {"earn": {"purchase": {"rate": "1 per CNY"}}, "value": "0.01 CNY"},
        "rewards": {"catalogue": items},
        "communication": {"reach": "100%", "contacts": "4 per month"},
    }


def saver(items: Tree, values: dict[str, float] | None = None, **state: Any) -> Member:
    """Return a member of a program with these rewards alone, in January 2014."""
    return member({"points": POINTS, "rewards": {"catalogue": items}}, values, **state)


def month_of(one: Member) -> int:
    return int(one.world.page[0].month[0])


def test_a_reward_that_a_limit_has_closed_draws_no_more() -> None:
    one = saver({"pen": {**PEN, "at_most": "1 per year"}})
    assert one.pull() > 0.0
    count_taken(one.state, one.world.program[0], 0, month_of(one))
    assert one.pull() == 0.0


def test_a_member_who_has_had_the_first_reward_saves_for_the_next() -> None:
    one = saver({"pen": {**PEN, "at_most": "1 ever"}, "mug": MUG})
    assert first_reward(one.state, one.world.program[0]) == 0
    count_taken(one.state, one.world.program[0], 0, month_of(one))
    assert first_reward(one.state, one.world.program[0]) == 1
    assert one.pull() == pytest.approx(saver({"mug": MUG}).pull())


def test_points_that_buy_nothing_more_hold_nobody_back() -> None:
    one = saver({"pen": {**PEN, "at_most": "1 ever"}}, usable=500)
    # 500 points at a fifth of a yuan each, as far as redeemers expect to use them.
    assert one.stake() == pytest.approx(500 * 20.0 * one.world.numbers[0].redemption_belief)
    count_taken(one.state, one.world.program[0], 0, month_of(one))
    assert one.stake() == 0.0


@pytest.mark.parametrize(
    ("limit", "months", "open_again"),
    [("1 per month", 1, True), ("1 per year", 1, False), ("1 per year", 12, True), ("1 ever", 12, False)],
)
def test_a_limit_is_over_with_its_month_or_year(limit: str, months: int, *, open_again: bool) -> None:
    one = saver({"pen": {**PEN, "at_most": limit}})
    count_taken(one.state, one.world.program[0], 0, month_of(one) - months)
    assert (first_reward(one.state, one.world.program[0]) == 0) == open_again


# ---- stock ----------------------------------------------------------------------------------------------


def market(world: World, *, served: int, wished: int) -> None:
    """Let the market know how many of the first reward were handed out and wished for, all of last week."""
    world.books.known[:, ITEMS_AT] = served
    world.books.known[:, WISHES_AT] = wished
    open_page(world, WEEK)


def test_a_scarce_reward_draws_as_far_as_wishes_were_served() -> None:
    one = saver({"pen": {**PEN, "stock": "10 per month"}}, {"goal_gradient": 0.0, "noticing": 0.0})
    plain = one.pull()
    assert plain == saver({"pen": PEN}, {"goal_gradient": 0.0, "noticing": 0.0}).pull()
    market(one.world, served=4, wished=9)  # (4 + 1) / (9 + 1)
    assert one.pull() == pytest.approx(0.5 * plain)


def test_members_save_for_the_next_reward_when_the_first_is_hardly_to_be_had() -> None:
    one = saver({"pen": {**PEN, "stock": "1 per year"}, "mug": MUG})
    market(one.world, served=1, wished=9)  # a fifth: 500 points for a pen against 400 for a mug
    assert first_reward(one.state, one.world.program[0]) == 1


@pytest.mark.parametrize(("stock", "served", "wished", "share"), [
    ("1000 per month", 0, 0, 1.0), ("1000 per month", 1, 1, 1.0), ("1000 per month", 1, 4, 0.25),
    ("1000 per month", 2, 4, 0.0), ("1000 per week", 2, 4, 0.5), ("1000 per year", 1, 2, 0.5),
    ("200 per year", 0, 1, 0.0),
])  # fmt: skip
def test_wishes_are_served_as_far_as_last_weeks_would_have_been(
    stock: str, served: int, wished: int, share: float
) -> None:
    """Two customers have 1 in 500 of a stock per 1,000; what a week had is of no concern to the next."""
    one = saver({"pen": {**PEN, "stock": stock}})
    market(one.world, served=served, wished=wished)
    assert one.world.program[0].item_served[0] == share


def test_a_wish_that_is_not_served_is_a_promise_broken() -> None:
    none_left = world_with(program(pen={**PEN, "stock": "0 per year"}), customers=120, weeks=30)
    life = live(none_left, Kernel(none_left), 30)
    columns = life.tally.sum(axis=(0, 1, 2))
    assert columns[chart.PROMISES] == columns[chart.PROMISES_BROKEN] > 0
    assert columns[chart.REDEMPTIONS] == columns[chart.CATALOGUE_COST] == columns[chart.POINTS_REDEEMED] == 0


def trust_of(item: Tree, ratio: float) -> int:
    """Return all trust at the end where nothing but broken promises takes any, at so many times its gain."""
    world = world_with(program(pen=item), {"trust_ratio": ratio}, ["failures"], customers=120, weeks=30)
    return int(live(world, Kernel(world), 30).tally[-1][..., chart.TRUST].sum())


def test_a_wish_that_is_not_served_costs_trust() -> None:
    none_left = {**PEN, "stock": "0 per year"}
    assert trust_of(none_left, 4.0) < trust_of(none_left, 0.0)
    assert trust_of(PEN, 4.0) == trust_of(PEN, 0.0)


def test_no_more_is_handed_out_than_there_is_once_the_demand_is_known() -> None:
    world = world_with(program(pen={**PEN, "stock": "25 per week"}), customers=200, weeks=60)
    taken: list[int] = []
    clock = Clock(
        Kernel(world), 0, lambda now, _: taken.append(int(now.books.tally[..., chart.REDEMPTIONS].sum()))
    )
    clock.run(60)
    late = taken[20:]  # 5 a week for 200 customers
    assert 4.0 < sum(late) / len(late) < 6.0
    assert sum(taken) > 100


# ---- dynamic prices -------------------------------------------------------------------------------------

SHOW: Tree = {"points": 200, "worth": "40 CNY", "cost": "20 CNY", "price": "dynamic", "from": 150, "to": 500}


@pytest.mark.parametrize(("normal", "wished", "price"), [
    ("1000 per week", 3, 300), ("1000 per week", 1, 150), ("1000 per week", 9, 500),
    ("1000 per week", 2, 200), ("1300 per week", 3, 231),
])  # fmt: skip
def test_a_price_is_in_proportion_to_last_weeks_wishes(normal: str, wished: int, price: int) -> None:
    """Two customers, of whom 2 (or 2.6) wishes a week are normal."""
    one = saver({"show": {**SHOW, "normal": normal}})
    market(one.world, served=wished, wished=wished)
    assert one.world.program[0].item_price[0] == price


def test_a_stock_is_the_normal_demand_where_none_is_stated() -> None:
    one = saver({"show": {**SHOW, "stock": "2000 per week"}})  # 4 for two customers
    market(one.world, served=4, wished=6)
    assert one.world.program[0].item_price[0] == 300


def test_a_dearer_price_draws_less_and_holds_less() -> None:
    normal = {**SHOW, "normal": "1000 per week"}
    cheap, dear = (saver({"show": normal}, {"goal_gradient": 0.0}, usable=600) for _ in range(2))
    market(cheap.world, served=1, wished=1)
    market(dear.world, served=4, wished=4)
    assert cheap.pull() > dear.pull() > 0.0
    assert dear.stake() == pytest.approx(cheap.stake() * 150 / 400)


def test_members_turn_to_the_reward_that_has_become_cheaper() -> None:
    one = saver({"show": {**SHOW, "normal": "1000 per week"}, "mug": MUG})
    market(one.world, served=2, wished=2)
    assert first_reward(one.state, one.world.program[0]) == 0  # 200 against 400
    market(one.world, served=5, wished=5)
    assert first_reward(one.state, one.world.program[0]) == 1  # 500 against 400


def test_points_used_are_the_price_of_the_week() -> None:
    world = world_with(program(show={**SHOW, "normal": "50 per week"}), customers=120, weeks=40)
    used: list[tuple[int, int, int]] = []

    def look(now: World, _week: int) -> None:
        columns = now.books.tally.sum(axis=(0, 1))
        price = int(now.program[0].item_price[0])
        used.append((int(columns[chart.REDEMPTIONS]), int(columns[chart.POINTS_REDEEMED]), price))

    Clock(Kernel(world), 0, look).run(40)
    assert all(points == rewards * price for rewards, points, price in used)
    assert len({price for rewards, _, price in used if rewards}) > 3


# ---- vouchers -------------------------------------------------------------------------------------------

TEN_OFF: Tree = {"gives": "voucher", "points": 200, "worth": "20 CNY", "over": "150 CNY", "valid": "9 weeks"}


def test_a_voucher_draws_as_far_as_it_will_be_used() -> None:
    flat = {"goal_gradient": 0.0, "noticing": 0.0, "impatience": 0.0}
    plain = saver({"gift": {"points": 200, "worth": "20 CNY", "cost": "20 CNY"}}, flat).pull()
    # Half an order a week for 10 weeks; over its own median of exp(-sd^2 / 2) less than half are that large.
    sd = saver({"off": TEN_OFF}).world.numbers[0].basket_within
    fits = 0.5 * math.erfc(0.5 * sd / math.sqrt(2.0))
    one = saver({"off": TEN_OFF}, flat)
    assert one.pull() == pytest.approx(plain * (1.0 - math.exp(-5.0 * fits)), rel=1e-6)
    longer, smaller = {**TEN_OFF, "valid": "52 weeks"}, {**TEN_OFF, "over": "20 CNY"}
    assert plain > saver({"off": longer}, flat).pull() > one.pull()
    assert plain > saver({"off": smaller}, flat).pull() > one.pull()


def test_a_live_voucher_holds_a_member_who_knows_of_it() -> None:
    held: dict[str, Any] = {"voucher_item": (1, 0), "voucher_last": (WEEK + 3, 0)}
    one = saver({"off": {**TEN_OFF, "over": "20 CNY"}}, **held)
    assert one.stake() == pytest.approx(2000.0 * (1.0 - math.exp(-0.5 * 4.0)), rel=1e-3)
    assert saver({"off": TEN_OFF}, knows_balance=0, **held).stake() == 0.0
    assert saver({"off": TEN_OFF}, **{**held, "voucher_last": (WEEK - 1, 0)}).stake() == 0.0


def test_a_voucher_costs_when_it_is_used_and_is_owed_until_then() -> None:
    """What was bought is used, has run out or is live; the obligation is that of the live ones."""
    funded = {"firm": "75%", "seller": "25%"}
    item = {**TEN_OFF, "over": "120 CNY", "valid": "3 weeks", "funded": funded}
    world = world_with(program(off=item), customers=200, weeks=50)
    live_ones: list[int] = []

    def look(now: World, week: int) -> None:
        held = (now.state["voucher_item"] > 0) & (now.state["voucher_last"] > week)
        live_ones.append(int(held.sum()))
        owed = now.books.tally[..., chart.VOUCHERS_OUTSTANDING].sum()
        assert owed == 1500 * live_ones[-1]
        tallies.append(now.books.tally.sum(axis=(0, 1)))

    tallies: list[Any] = []
    Clock(Kernel(world), 0, look).run(50)
    total = np.sum(tallies, axis=0)
    used, rest = divmod(int(total[chart.CATALOGUE_COST]), 2000)
    bought = int(total[chart.REDEMPTIONS])
    assert rest == 0
    assert total[chart.CATALOGUE_COST_SELLER] == used * 500
    assert total[chart.FUNDED_FIRM] == used * 1500
    assert bought - live_ones[-1] > used > 0  # and some have run out
    assert max(live_ones) > 5


def test_a_voucher_that_runs_out_costs_trust_as_points_do() -> None:
    known = saver({"off": TEN_OFF}, voucher_item=(1, 0), voucher_last=(WEEK - 1, 0))
    before = float(known.state.trust)
    world = known.world
    lose_vouchers(world.traits[0], world.state[0], world.program[0], world.numbers[0], WEEK)
    assert known.state.voucher_item[0] == 0
    b = world.numbers[0]
    assert known.state.trust == pytest.approx(
        before - b.trust_gain * b.trust_ratio * before * 0.5 * 2000 / 15_000, rel=1e-5
    )


# ---- experiences ----------------------------------------------------------------------------------------


def feelings(values: dict[str, float] | None = None, **changes: Any) -> tuple[float, float]:
    """Return satisfaction and trust of all customers over a run, 0-1 each."""
    world = world_with(program(gift={**DEAR, **changes}), values, customers=200, weeks=40)
    total = live(world, Kernel(world), 40).tally.sum(axis=(0, 1, 2))
    attached = total[chart.ATTACHED] * 10_000.0
    return float(total[chart.SATISFACTION] / attached), float(total[chart.TRUST] / attached)


def test_an_experience_leaves_satisfaction_and_trust() -> None:
    goods, concert = feelings(), feelings(kind="experience")
    assert concert[0] > goods[0]
    assert concert[1] > goods[1]


def test_an_experience_without_effect_is_goods_to_the_bit() -> None:
    off = {"experience_bump": 0.0}
    assert feelings(off, kind="experience") == feelings(off)


@pytest.mark.parametrize(("worth", "lift"), [(7_500, 0.02), (15_000, 0.04), (60_000, 0.04)])
def test_an_experience_counts_against_the_usual_order(worth: float, lift: float) -> None:
    assert experience_lift(0.04, worth, 15_000.0) == pytest.approx(lift)


# ---- periods and kinds ------------------------------------------------------------------------------------

DEAR: Tree = {"points": 300, "worth": "60 CNY", "cost": "25 CNY"}
MOVING: Tree = {**DEAR, "price": "dynamic", "from": 100, "to": 900, "normal": "40 per week"}
CHANGES: list[tuple[str, Tree, Any]] = [
    ("stock", {**DEAR, "stock": "10 per month"}, "10 per year"),
    ("stock", {**DEAR, "stock": "20 per month"}, "40 per month"),
    ("price", {**MOVING, "price": "fixed"}, "dynamic"),
    ("at_most", {**DEAR, "at_most": "1 per year"}, "1 per month"),
    ("at_most", {**DEAR, "at_most": "1 per year"}, "2 per year"),
]


def outcome(item: Tree) -> dict[str, str]:
    world = world_with(program(gift=item), customers=120, weeks=30)
    return live(world, Kernel(world), 30).digests


@pytest.mark.parametrize(("key", "item", "value"), CHANGES, ids=lambda one: str(one)[:40])
def test_a_setting_that_changes_changes_a_run(key: str, item: Tree, value: Any) -> None:
    assert outcome(item) != outcome({**item, key: value})
