"""Splitting orders: the same goods in more orders, for whom any order ships free and for nobody else."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from simulator.accounts import chart
from simulator.customers.splitting import FIRST_PART, SECOND_PART, WHOLE, part_of_basket
from simulator.customers.world import World
from simulator.engine.clock import Clock
from simulator.engine.kernel import Kernel
from tests.builders_program import Tree
from tests.engine.worlds import bits, world_with

Ints = NDArray[np.int64]
WEEKS = 8
VALUES = {"orders_per_year": 26.0, "refusal_rate": 0.0, "return_rate": 0.0, "cross_buying": 0.0}


def shipping(**more: str) -> Tree:
    free = {"kind": "shipping", "use": "100% of orders", "cost": "6 CNY", "worth": "8 CNY", **more}
    return {
        "title": "A",
        "currency": "CNY",
        "communication": {"reach": "100%", "contacts": "8 per month"},
        "membership": {"join": "automatic"},
        "privileges": {"free": free},
    }


def a_week_more(tree: Tree, splitting: float) -> tuple[Ints, World]:
    """Live some weeks without splitting and one with it; return that week's sums, and the world."""
    world = world_with(tree, {**VALUES, "order_splitting": 0.0}, customers=1_000, weeks=WEEKS + 2)
    sums: list[Ints] = []
    clock = Clock(
        Kernel(world), 0, lambda now, _: sums.append(now.books.tally.reshape(-1, chart.WIDTH).sum(0))
    )
    clock.run(WEEKS)
    world.numbers["order_splitting"] = splitting
    clock.run(1)
    return sums[-1], world


@given(st.integers(0, 10**9))
def test_two_parts_make_the_whole(goods: int) -> None:
    assert part_of_basket(goods, WHOLE) == goods
    parts = part_of_basket(goods, FIRST_PART), part_of_basket(goods, SECOND_PART)
    assert sum(parts) == goods
    assert 0 <= parts[0] - parts[1] <= 1


def test_the_same_goods_come_in_more_orders_and_each_ships_free() -> None:
    whole, before = a_week_more(shipping(), 0.0)
    split, after = a_week_more(shipping(), 1.0)
    assert before.state["member"].sum() > 300
    assert split[chart.GOODS] == whole[chart.GOODS] > 0
    assert split[chart.CATEGORY_SPEND] == whole[chart.CATEGORY_SPEND]
    more = int(split[chart.ORDERS] - whole[chart.ORDERS])
    # Every member who orders parts the first of the week's orders, and no other.
    buyers = np.flatnonzero((before.state["last_week"] == WEEKS) & (before.state["member"] == 1))
    assert 0.9 * len(buyers) <= more <= len(buyers)
    extra = after.state["orders"].astype(int) - before.state["orders"]
    assert set(np.unique(extra)) == {0, 1}
    assert split[chart.PRIVILEGE_SHIPPING] - whole[chart.PRIVILEGE_SHIPPING] == 600 * more


@pytest.mark.parametrize(
    "tree",
    [
        shipping(over="200 CNY"),
        {**shipping(), "privileges": {"cut": {"kind": "price", "use": "100% of orders", "percent": "5%"}}},
    ],
)
def test_nobody_else_parts_an_order(tree: Tree) -> None:
    assert bits(a_week_more(tree, 0.0)[1].state) == bits(a_week_more(tree, 1.0)[1].state)
