"""Categories and channels: which orders are of a kind, what it multiplies, and what members expect of it."""

from __future__ import annotations

import numpy as np
import pytest

from simulator.accounts import chart
from simulator.customers.checkout import kind_of_order
from simulator.engine.kernel import Kernel
from simulator.program import Program
from simulator.program.order_kinds import kinds_named
from tests.builders_program import Tree
from tests.engine.worlds import live, world_with
from tests.program.test_purchases import PLAIN, pull

RATE: Tree = {"purchase": {"rate": "1 per CNY"}}
EVERYBODY: Tree = {"communication": {"reach": "100%", "contacts": "4 per month"}}


def earning(**earn: Tree) -> Tree:
    points = {"earn": {**RATE, **earn}, "value": "0.01 CNY", "returns": "keep"}
    return {"title": "A", "currency": "CNY", "points": points, **EVERYBODY}


def issued(program: Tree) -> int:
    world = world_with(program, customers=150, weeks=40)
    return int(live(world, Kernel(world), 40).tally[..., chart.POINTS_ISSUED].sum())


def test_kinds_of_points_stand_before_those_of_status() -> None:
    def kinds(*names: str) -> Tree:
        return {"categories": {name: {"share": "10% of orders", "times": "x2"} for name in names}}

    clauses = {
        "points": {"earn": {**RATE, **kinds("b", "a")}},
        "status": {"earn": {**RATE, **kinds("c", "a")}},
    }
    program = Program.model_validate({"title": "A", **clauses})
    assert kinds_named(program, "categories") == ("b", "a", "c")
    assert kinds_named(program, "channels") == ()


def test_a_uniform_falls_on_each_kind_by_its_share() -> None:
    shares = np.array([0.2, 0.0, 0.3])
    found = [kind_of_order(shares, u) for u in (0.1, 0.199, 0.2, 0.499, 0.5, 0.99)]
    assert found == [0, 0, 2, 2, -1, -1]


@pytest.mark.parametrize("what", ["categories", "channels"])
def test_orders_of_a_kind_earn_so_much_more_in_its_share(what: str) -> None:
    plain = issued(earning())
    more = issued(earning(**{what: {"some": {"share": "30% of orders", "times": "x3"}}}))
    none = issued(earning(**{what: {"all": {"share": "100% of orders", "times": "x0"}}}))
    assert none == 0
    # Without a reward points pull nobody: the same orders, 30% of them at three times: 1.6 times the points.
    assert 1.45 < more / plain < 1.75


def test_members_expect_the_share_of_each_kind() -> None:
    half = {"some": {"share": "50% of orders", "times": "x3"}}
    assert pull({**RATE, "categories": half}) == pull({"purchase": {"rate": "2 per CNY"}})
    assert pull({**RATE, "categories": half, "channels": half}) == pull({"purchase": {"rate": "4 per CNY"}})
    apart = {
        "some": {"share": "50% of orders", "times": "x2"},
        "none": {"share": "50% of orders", "times": "x0"},
    }
    assert pull({**RATE, "categories": apart}) == PLAIN
