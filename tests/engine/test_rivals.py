"""Rivals: prices, programs and reactions, and what each takes from the firm."""

from __future__ import annotations

import datetime
from typing import Any

import numpy as np
import pytest

from simulator.accounts import chart
from simulator.customers.population import draw_panel
from simulator.engine.clock import Clock
from simulator.engine.kernel import Kernel
from simulator.engine.rivalry import Rivals, matched_price, price_with_promotion, rivals_of, steps_of_war
from simulator.engine.setting import Span, build_world
from simulator.market.behaviour import behaviour
from simulator.market.rivals import RivalTable
from simulator.program.table import ProgramTable
from tests.builders_program import Tree
from tests.engine.worlds import MINOR, RETAILER, program_of, table_of

NONE: Tree = {"title": "None"}
POINTS: Tree = {
    "title": "Points",
    "currency": "CNY",
    "points": {"earn": {"purchase": {"rate": "1 per CNY"}}, "value": "0.05 CNY"},
    "rewards": {"checkout": {"minimum": "100 points", "step": "100 points", "at_most": "100%"}},
    "communication": {"reach": "100%", "contacts": "1 per week"},
}
NOTHING: Tree = {"title": "A card for nothing", "currency": "CNY", "membership": {"join": "automatic"}}
MEMBER_PRICE: Tree = {
    "title": "A member price",
    "currency": "CNY",
    "membership": {"join": "automatic"},
    "privileges": {"price": {"kind": "price", "percent": "10%", "use": "100% of orders"}},
    "communication": {"reach": "100%", "contacts": "1 per week"},
}
VALUES = {"intercept_focal": -1.7, "intercept_rival": -1.6, "taste_scale": 0.6, "price_weight": 5.0}
WEEKS = 40


def table(tree: Tree, weeks: int = WEEKS, customers: int = 600) -> ProgramTable:
    return table_of(program_of(tree), Span(0, weeks, datetime.date(2014, 1, 6)), customers)


class Seen:
    """What a market leaves under a program and rivals."""

    def __init__(
        self, tree: Tree, rivals: Rivals, weeks: int = WEEKS, values: dict[str, float] | None = None
    ) -> None:
        numbers = behaviour({**VALUES, **(values or {})})
        traits = draw_panel(600, numbers, 1, 0, MINOR, 2)
        span = Span(0, weeks, datetime.date(2014, 1, 6))
        self.world = build_world(
            traits, numbers, table(tree, weeks), RETAILER, span, (1, 1), houses=rivals.tables
        )
        rows: list[Any] = []
        prices: list[float] = []

        def note(now: Any, _week: int) -> None:
            rows.append(now.books.tally.sum(axis=(0, 1)))
            prices.append(now.conditions["rival_price"][0].copy())

        self.clock = Clock(Kernel(self.world), 0, note, rivals=rivals)
        self.clock.run(weeks)
        self.weekly, self.prices = np.array(rows), np.array(prices)

    def total(self, column: int) -> int:
        return int(self.weekly[:, column].sum())


def one(conduct: RivalTable, own: Tree | None = None, copied: Tree | None = None) -> Rivals:
    return rivals_of([conduct], [table(own) if own else None], table(copied) if copied else None)


def test_rivals_that_do_nothing_change_no_bit() -> None:
    plain, told = Seen(POINTS, Rivals()), Seen(POINTS, one(RivalTable()))
    assert (plain.weekly == told.weekly).all()
    assert (plain.world.state == told.world.state).all()


def test_a_program_without_benefits_at_a_rival_changes_no_bit_at_the_firm() -> None:
    plain, told = Seen(POINTS, Rivals()), Seen(POINTS, one(RivalTable(), NOTHING))
    assert (plain.weekly == told.weekly).all()
    assert (plain.world.rivals == told.world.rivals).all()
    assert told.world.houses.accounts["member"].sum() > 100


def test_a_rival_that_is_cheaper_takes_orders_from_the_firm_and_from_elsewhere() -> None:
    seen = [Seen(NONE, one(RivalTable(price=price))) for price in (1_000, 900, 800)]
    for column, more in ((chart.RIVAL_ORDERS, True), (chart.ORDERS, False), (chart.OUTSIDE_ORDERS, False)):
        found = [world.total(column) for world in seen]
        assert found == sorted(found, reverse=not more)
        assert len(set(found)) == 3


def test_a_promotion_lasts_and_comes_again() -> None:
    told = RivalTable(promotion_every=13, promotion_weeks=2, promotion_cut=200)
    seen = Seen(NONE, one(told))
    cut = seen.prices[:, 0] < 1.0
    assert np.flatnonzero(cut).tolist() == [0, 1, 13, 14, 26, 27, 39]
    assert seen.prices[cut, 0] == pytest.approx(0.8)
    orders = seen.weekly[:, chart.RIVAL_ORDERS]
    assert orders[cut].mean() > 1.3 * orders[~cut].mean()


def test_a_copy_takes_part_of_the_gain_and_nothing_before_it_begins() -> None:
    copies = RivalTable(copies=12)
    alone, copied, none = (Seen(MEMBER_PRICE, Rivals()), Seen(MEMBER_PRICE, one(copies, copied=MEMBER_PRICE)),
                           Seen(NONE, Rivals()))  # fmt: skip
    assert (alone.weekly[:12] == copied.weekly[:12]).all()
    later = slice(20, WEEKS)
    gains = [int(seen.weekly[later, chart.ORDERS].sum()) for seen in (none, copied, alone)]
    assert gains[0] < gains[1] < gains[2]
    members = np.array(copied.clock.rivalry.tallies)[:, 0, chart.JOINS].cumsum()
    assert members[11] == 0 < members[12]


def test_there_is_nothing_to_copy_where_the_firm_has_no_program() -> None:
    plain, told = Seen(NONE, Rivals()), Seen(NONE, one(RivalTable(copies=12), copied=NONE))
    assert told.clock.rivalry.homes == []
    assert (plain.weekly == told.weekly).all()


def test_a_program_of_its_own_wins_the_rival_orders_and_its_points_are_conserved() -> None:
    plain, told = Seen(NONE, Rivals()), Seen(NONE, one(RivalTable(), POINTS))
    assert told.total(chart.RIVAL_ORDERS) > 1.02 * plain.total(chart.RIVAL_ORDERS)
    assert told.total(chart.ORDERS) < plain.total(chart.ORDERS)
    books = np.array(told.clock.rivalry.tallies)[:, 0]
    flows = books.sum(axis=0)
    held = int(told.world.houses.accounts["usable"].sum() + told.world.houses.accounts["pending"].sum())
    assert flows[chart.POINTS_ISSUED] == flows[chart.POINTS_REDEEMED] + flows[chart.POINTS_EXPIRED] + held
    assert flows[chart.POINTS_REDEEMED] > 0
    assert told.weekly[:, chart.POINTS_ISSUED].sum() == 0  # the firm's books know nothing of them


def test_a_launch_begins_in_its_week() -> None:
    told = Seen(NONE, one(RivalTable(launches=9), POINTS))
    issued = np.array(told.clock.rivalry.tallies)[:, 0, chart.POINTS_ISSUED]
    assert issued[:9].sum() == 0 < issued[9]


def test_a_rival_answers_to_the_price_that_the_firms_customers_pay() -> None:
    told = RivalTable(match_share=500, match_after=2, match_floor=800)
    seen = Seen(MEMBER_PRICE, one(told))
    goods, cut = (seen.weekly[:, column].astype(float) for column in (chart.GOODS, chart.PRICE_DISCOUNT))
    wanted = 1.0 - 0.5 * cut[: WEEKS - 2] / goods[: WEEKS - 2]
    assert seen.prices[2:, 0] == pytest.approx(np.maximum(0.8, wanted))
    assert seen.prices[:2, 0].tolist() == [1.0, 1.0]
    assert seen.prices[-1, 0] < 0.96
    assert (Seen(NONE, one(told)).prices[:, 0] == 1.0).all()


def test_a_rival_sees_a_price_cut_once_whoever_pays_for_it() -> None:
    told = one(RivalTable(match_share=500, match_after=2, match_floor=800))
    own, sellers = (
        Seen({**MEMBER_PRICE, "privileges": {"price": {**MEMBER_PRICE["privileges"]["price"], **paid}}}, told)
        for paid in ({}, {"funded": {"seller": "100%"}})
    )
    assert (own.prices == sellers.prices).all()
    assert sellers.weekly[:, chart.PRICE_DISCOUNT_SELLER].sum() > 0
    assert own.weekly[:, chart.PRICE_DISCOUNT_SELLER].sum() == 0


def test_a_war_begins_where_orders_are_lost_and_goes_no_further_than_its_floor() -> None:
    """From week 13 on a second rival has a member price, and the first loses orders to it."""
    fights = RivalTable(war_when=50, war_step=40, war_floor=900)
    weeks, further = 13 * 8, {"share_rival_2": 0.2, "intercept_rival_2": -1.6}
    tables = [None, table(MEMBER_PRICE, weeks)]
    calm, war = (
        Seen(NONE, rivals_of([told, RivalTable(launches=13)], tables, None), weeks, further)
        for told in (RivalTable(), fights)
    )
    prices = war.prices[:, 0].round(6).tolist()
    assert prices[:26] == [1.0] * 26
    assert set(prices) <= {1.0, 0.96, 0.9216, 0.9}
    assert min(prices) < 1.0
    lost = calm.weekly[26:, chart.RIVAL_ORDERS] - calm.weekly[26:, chart.RIVAL_2_ORDERS]
    fought = war.weekly[26:, chart.RIVAL_ORDERS] - war.weekly[26:, chart.RIVAL_2_ORDERS]
    assert fought.sum() > lost.sum()


def test_the_rules_of_prices_by_hand() -> None:
    assert price_with_promotion(1.0, 0.1, 13, 13, 1) == pytest.approx(0.9)
    assert price_with_promotion(1.0, 0.1, 14, 13, 1) == 1.0
    assert price_with_promotion(0.95, 0.1, -13, 13, 1) == 0.95  # nothing before the study
    assert matched_price(1.0, 0.9, 0.5, 0.8) == pytest.approx(0.95)
    assert matched_price(1.0, 0.4, 1.0, 0.8) == 0.8
    assert matched_price(0.9, 0.95, 1.0, 0.8) == 0.9  # a dearer firm is not followed
    assert matched_price(0.7, 0.6, 1.0, 0.8) == 0.7  # nor does it raise its price to the floor
    assert [steps_of_war(0, orders, 100, 0.05) for orders in (96, 95, 94)] == [0, 0, 1]
    assert steps_of_war(2, 100, 100, 0.05) == 1
    assert steps_of_war(0, 100, 100, 0.05) == 0


def test_three_rivals_keep_apart() -> None:
    values = {
        "share_rival_2": 0.1,
        "share_rival_3": 0.1,
        "intercept_rival_2": -2.4,
        "intercept_rival_3": -2.4,
    }
    rivals = rivals_of([RivalTable(), RivalTable(price=800), RivalTable()], [None] * 3, None)
    plain, told = Seen(NONE, Rivals(), values=values), Seen(NONE, rivals, values=values)
    sums = [
        (seen.total(chart.RIVAL_2_ORDERS), seen.total(chart.RIVAL_3_ORDERS), seen.total(chart.RIVAL_ORDERS))
        for seen in (plain, told)
    ]
    assert sums[1][0] > 1.2 * sums[0][0]
    assert sums[1][1] < sums[0][1]
    lived = told.world.rivals["orders"].sum(axis=0)
    assert lived.sum() == sums[1][2] and tuple(lived[1:]) == sums[1][:2]
