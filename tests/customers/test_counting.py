"""What a level still promises: the cost to come of what it gives beyond the base level."""

from __future__ import annotations

import pytest

from simulator.accounts import chart
from simulator.customers.counting import status_obligation
from simulator.customers.worth_of_privileges import cases_per_order
from simulator.engine.kernel import Kernel
from tests.builders_program import Tree
from tests.customers.test_valuing import NUMBERS, TIERS, WEEK, Member, member
from tests.engine.worlds import live, world_with

SHIPPING: Tree = {
    "kind": "shipping",
    "tiers": ["gold"],
    "use": "100% of orders",
    "cost": "6 CNY",
    "worth": "9 CNY",
}


def owed(one: Member, week: int) -> int:
    world = one.world
    return status_obligation(world.traits[0], world.state[0], world.program[0], world.numbers[0], week)


def gold(privileges: Tree, **state: float) -> Member:
    """A gold member who orders each second week and did so in this one."""
    return member({"tiers": TIERS, "privileges": privileges}, None, level=2, last_week=WEEK, **state)


def test_a_level_owes_the_orders_of_the_weeks_that_are_left() -> None:
    """At the end of the term's last week nothing is promised any more, the week before one week of it."""
    one = gold({"shipping": SHIPPING}, term_day=7 * WEEK + 14)
    assert owed(one, WEEK) == pytest.approx(600 * 0.5, abs=1)
    one.state.last_week = WEEK + 1
    assert owed(one, WEEK + 1) == 0


def test_a_level_owes_what_it_gives_at_the_desk() -> None:
    hotline: Tree = {
        "kind": "service", "tiers": ["gold"], "use": "100% of cases", "cost": "200 CNY", "worth": "9 CNY",
        "funded": {"firm": "25%", "partner": "75%"},
    }  # fmt: skip
    one = gold({"hotline": hotline}, term_day=7 * WEEK + 7 + 364)
    one.traits.time_cost, one.traits.complaining = 1.0, 0.0
    world = one.world
    cases = cases_per_order(world.traits[0], world.program[0], world.numbers[0])
    assert cases == pytest.approx(NUMBERS.failure_rate * 0.378, rel=0.02)
    assert owed(one, WEEK) == pytest.approx(26.0 * cases * 5_000.0, abs=1)


def desk_costs(use: str, values: dict[str, float]) -> tuple[int, int, int]:
    """Return the cases decided, those given up, and what a privilege of 1 CNY on cases cost."""
    hotline = {"kind": "service", "use": use, "cost": "1 CNY", "worth": "1 CNY"}
    program = {"title": "A", "currency": "CNY", "privileges": {"hotline": hotline}}
    world = world_with(program, {"failure_rate": 0.3, **values})
    total = live(world, Kernel(world), 40).tally[:, 1:].sum(axis=(0, 1, 2))
    cases, given_up, cost = chart.CASES_DECIDED, chart.CASES_ABANDONED, chart.PRIVILEGE_SERVICE
    return int(total[cases]), int(total[given_up]), int(total[cost])


def test_a_privilege_at_the_desk_costs_for_cases_that_are_served_and_as_often_as_it_is_used() -> None:
    decided, given_up, cost = desk_costs("100% of cases", {"patience_minutes": 10.0})
    assert 0 < given_up < decided
    assert cost == 100 * (decided - given_up)
    decided, given_up, cost = desk_costs("40% of cases", {})
    assert cost == pytest.approx(40 * (decided - given_up), rel=0.2)
