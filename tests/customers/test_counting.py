"""What a level still promises: the cost to come of what it gives beyond the base level."""

from __future__ import annotations

import pytest

from simulator.customers.counting import status_obligation
from tests.builders_program import Tree
from tests.customers.test_valuing import TIERS, WEEK, Member, member

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
    one.state.last_week[0] = WEEK + 1
    assert owed(one, WEEK + 1) == 0
