"""Partners: who earns and uses points there, what it is worth to members, and what flows between firms."""

from __future__ import annotations

import copy
import datetime
from typing import Any

import numpy as np
import pytest

from simulator.accounts import chart, ledger, profit
from simulator.customers.population import draw_panel
from simulator.customers.worth_of_partners import best_at_partners, deals_with
from simulator.engine.kernel import Kernel
from simulator.engine.run import Manner, measure
from simulator.engine.setting import Span, build_world
from simulator.market.behaviour import behaviour
from simulator.program import program_table
from simulator.program.partners import beyond_block, exchanged, paid_for_points, points_at_partner
from tests.builders_program import Tree
from tests.engine.worlds import MINOR, RETAILER, Life, live, program_of, world_with

PEOPLE, WEEKS = 300, 40
BUSY = {"orders_per_year": 30.0, "order_exposure": 1.0, "join_base": 3.0}

FUEL: Tree = {
    "share": "50%",
    "use": "1 per week",
    "spend": "150 CNY",
    "earn": {"rate": "1 per CNY", "pays": "0.012 CNY", "qualifies": True},
    "burn": {"worth": "0.02 CNY", "settle": "0.008 CNY", "minimum": "100 points", "exchange": 0.9},
}


def program(partners: Tree | None) -> Tree:
    tree: Tree = {"title": "A", "currency": "CNY", "communication": {"reach": "100%"}}
    tree["points"] = {"earn": {"purchase": {"rate": "1 per CNY"}}, "value": "0.01 CNY"}
    tree["status"] = {"earn": {"purchase": {"rate": "1 per CNY"}}}
    tree["tiers"] = {"window": "lifetime", "levels": {"base": {}, "gold": {"from": 1500}}}
    return tree | ({"partners": partners} if partners is not None else {})


def changed(partner: Tree, path: str, value: Any) -> Tree:
    tree = copy.deepcopy(partner)
    *way, last = path.split(".")
    part = tree
    for key in way:
        part = part[key]
    part.pop(last, None)
    if value is not None:
        part[last] = value
    return tree


def lived(partners: Tree | None, values: dict[str, float] | None = None, **more: Any) -> Life:
    tree = program(partners) | more
    world = world_with(tree, BUSY | (values or {}), customers=PEOPLE, weeks=WEEKS)
    return live(world, Kernel(world), WEEKS)


def total(life: Life, column: int) -> int:
    return int(life.tally[..., column].sum())


def test_no_partners_are_none() -> None:
    assert lived({}).digests == lived(None).digests


def test_what_partners_issue_pay_and_get_is_what_the_rules_say() -> None:
    fuel = changed(changed(FUEL, "burn.exchange", None), "earn.qualifies", None)
    life = lived({"fuel": fuel})
    issued, used = total(life, chart.PARTNER_POINTS), total(life, chart.PARTNER_POINTS_USED)
    assert total(life, chart.POINTS_ISSUED) > issued > 0
    assert total(life, chart.POINTS_REDEEMED) == used > 0  # there is nothing else to use them for
    assert total(life, chart.PARTNER_INCOME) == pytest.approx(1.2 * issued, rel=0.01)
    assert total(life, chart.PARTNER_SETTLEMENT) == pytest.approx(0.8 * used, rel=0.01)
    member_weeks = total(life, chart.CUSTOMERS) - int(life.tally[:, 0, :, chart.CUSTOMERS].sum())
    assert issued == pytest.approx(member_weeks * 0.5 * 150, rel=0.15)


def test_only_those_who_deal_with_a_partner_value_it_and_their_share_is_as_stated() -> None:
    world = world_with(program({"fuel": FUEL}), customers=2_000)
    p = world.program[0]
    worth = np.array([best_at_partners(trait, p) for trait in world.traits])
    deals = np.array([deals_with(trait, p, 0) for trait in world.traits])
    assert deals.mean() == pytest.approx(0.5, abs=0.04)
    assert set(worth[deals].round(9)) == {1.8}
    assert set(worth[~deals]) == {0.0}


def test_points_that_are_worth_more_elsewhere_bring_orders_to_the_firm() -> None:
    rich = changed(FUEL, "burn.worth", "0.2 CNY")
    orders = [total(lived(partners), chart.ORDERS) for partners in (None, {"fuel": rich})]
    assert orders[1] > 1.02 * orders[0]


def test_points_without_weight_move_no_order() -> None:
    # Points that were used, a level that was reached and what ends soon are felt beside their weight.
    felt = dict.fromkeys(("rewarded_pull", "status_bump", "bystander_loss", "expiry_pull"), 0.0)
    still = {"points_weight": 0.0, "tier_weight": 0.0, **felt}
    plain, other = (lived(partners, still) for partners in (None, {"fuel": FUEL}))
    for column in (chart.ORDERS, chart.GOODS, chart.RIVAL_ORDERS, chart.LAPSES, chart.JOINS):
        assert total(plain, column) == total(other, column)


def test_a_visit_tells_of_points_and_balance() -> None:
    forgetful = {"order_exposure": 1.0, "orders_per_year": 6.0, "known_at_joining": 0.0}
    plain, other = (lived(partners, forgetful) for partners in (None, {"fuel": FUEL}))
    for column in (chart.KNOWS_VALUE, chart.KNOWS_BALANCE):
        assert total(other, column) > 1.1 * total(plain, column)


def test_points_of_partners_climb_where_they_qualify() -> None:
    flat = changed(FUEL, "earn.qualifies", None)
    climbs = [total(lived({"fuel": fuel}), chart.UPGRADES) for fuel in (FUEL, flat)]
    assert climbs[0] > 1.3 * climbs[1]


# ---- blocks that are paid in advance --------------------------------------------------------------------


def measured(partner: Tree, weeks: int = 60) -> tuple[Any, Any]:
    """A measured run of a program with a partner, from 6 January 2014, and its table."""
    numbers = behaviour(BUSY)
    span = Span(0, weeks, datetime.date(2014, 1, 6))
    table = program_table(
        program_of(program({"fuel": partner})), weeks + 60, span.origin, span.begins, PEOPLE
    )
    world = build_world(draw_panel(PEOPLE, numbers, 1, 0, MINOR, 2), numbers, table, RETAILER, span, (1, 1))
    return measure(world, table, weeks, True, Manner()), table


def test_a_block_that_is_too_large_is_paid_in_full_and_its_rest_is_lost() -> None:
    outcome, table = measured({**FUEL, "prepaid": {"block": "10000000 points"}}, weeks=52)
    tally = outcome.tally
    block = int(table.partner_block[0])
    assert block == 3_000_000  # 10 million per 1,000 customers, of whom there are 300
    assert tally[..., chart.PARTNER_INCOME].sum() == 52 * round(1.2 * block / 52)
    issued = int(tally[..., chart.PARTNER_POINTS].sum())
    # The last week of 2014 opens on 29 December.
    assert tally[51, ..., chart.PARTNER_POINTS_LOST].sum() == block - issued > 0
    assert tally[:51, ..., chart.PARTNER_POINTS_LOST].sum() == 0
    ledger.check(tally, outcome.opening)


def test_points_beyond_a_block_are_paid_as_they_are_issued() -> None:
    outcome, table = measured({**FUEL, "prepaid": {"block": "100000 points"}}, weeks=52)
    tally, block = outcome.tally, int(table.partner_block[0])
    issued = int(tally[..., chart.PARTNER_POINTS].sum())
    assert issued > block
    paid = int(tally[..., chart.PARTNER_INCOME].sum())
    assert paid == pytest.approx(1.2 * issued, rel=0.001)
    assert tally[..., chart.PARTNER_POINTS_LOST].sum() == 0
    weekly = tally[..., chart.PARTNER_INCOME].sum(axis=(1, 2))
    assert weekly[0] == round(1.2 * block / 52) < weekly[51]


def test_a_new_year_brings_a_new_block() -> None:
    outcome, table = measured({**FUEL, "prepaid": {"block": "200000 points"}})
    weekly = outcome.tally[..., chart.PARTNER_INCOME].sum(axis=(1, 2))
    part = round(1.2 * int(table.partner_block[0]) / 52)
    assert weekly[51] > part  # the block of 2014 is used up
    assert weekly[52] == part


def test_profit_holds_what_flows_both_ways() -> None:
    outcome, _ = measured({**FUEL, "prepaid": {"block": "100000 points"}})
    tally = outcome.tally
    flow = tally[..., chart.PARTNER_INCOME] - tally[..., chart.PARTNER_SETTLEMENT]
    without = tally.copy()
    without[..., [chart.PARTNER_INCOME, chart.PARTNER_SETTLEMENT]] = 0
    assert (profit.operating_profit(tally) - profit.operating_profit(without) == flow).all()
    own, whole = profit.cost_of_points_used(tally)
    assert own.sum() == whole.sum() == tally[..., chart.PARTNER_SETTLEMENT].sum() > 0


def test_rules_of_points_between_firms() -> None:
    assert [points_at_partner(spent, 2_000_000, 1_000) for spent in (999, 1_000, 15_999)] == [0, 2, 30]
    assert [exchanged(points, 500) for points in (1, 2, 75)] == [0, 1, 37]
    assert [paid_for_points(points, 800_000) for points in (0, 1, 2, 3_000_000)] == [0, 1, 2, 2_400_000]
    assert [beyond_block(before, 50, 100) for before in (0, 50, 80, 120)] == [0, 0, 30, 50]
