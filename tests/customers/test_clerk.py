"""A clerk of one's own: what the bond does, that it leaves with the clerk, and what he costs."""

from __future__ import annotations

import numpy as np
import pytest

from simulator.accounts import chart
from simulator.customers.relating import clerk_share, clerk_tie
from simulator.customers.world import World
from simulator.engine.kernel import Kernel
from simulator.program.clerk import weekly_turnover
from tests.builders_program import Tree
from tests.engine.worlds import Life, live, world_with

WEEKS, CUSTOMERS = 52, 300
BUSY = {"orders_per_year": 40.0, "order_exposure": 1.0, "return_rate": 0.0, "refusal_rate": 0.0}
BUSY |= {"clerk_bond": 0.8}
CLERK: Tree = {"served": "80%"}


def lived(clerk: Tree, off: tuple[str, ...] = (), **more: Tree) -> tuple[World, Life]:
    tree = {"title": "A", "currency": "CNY", "clerk": clerk, **more}
    world = world_with(tree, BUSY, off, customers=CUSTOMERS, weeks=WEEKS)
    return world, live(world, Kernel(world), WEEKS)


def total(life: Life, column: int) -> int:
    return int(life.tally[..., column].sum())


def test_the_bond_grows_with_orders_and_is_worth_more_with_trust() -> None:
    grown = [clerk_share(orders, 5.0) for orders in (0, 1, 5, 50)]
    assert grown == pytest.approx([0.0, 0.18127, 0.63212, 0.99995], abs=1e-5)
    assert clerk_tie(0.8, 0.5, 1.0) == pytest.approx(0.4)


def test_so_many_leave_in_a_year_as_is_said() -> None:
    assert (1.0 - weekly_turnover(0.3)) ** 52 == pytest.approx(0.7)
    assert weekly_turnover(0.0) == 0.0


def test_a_bond_brings_orders_and_is_nothing_where_people_tie_to_nobody() -> None:
    bound, loose = lived(CLERK)[1], lived(CLERK, ("relations",))[1]
    assert total(bound, chart.ORDERS) > 1.05 * total(loose, chart.ORDERS)
    without = lived({})[1]
    assert total(loose, chart.ORDERS) == total(without, chart.ORDERS)
    assert loose.digests["customers"] == without.digests["customers"]


def test_the_bond_leaves_with_the_clerk_and_that_is_felt() -> None:
    (stays, kept), (goes, lost) = lived(CLERK), lived({**CLERK, "turnover": "80%"})
    member_weeks = lost.tally[:, 1:, :, chart.CUSTOMERS].sum()
    assert total(lost, chart.CLERKS_LOST) == pytest.approx(weekly_turnover(0.8) * member_weeks, rel=0.1)
    assert total(kept, chart.CLERKS_LOST) == 0
    assert total(lost, chart.ORDERS) < 0.99 * total(kept, chart.ORDERS)
    members = (stays.state["member"] == 1) & (goes.state["member"] == 1)
    trust = [world.state["trust"][members].mean(dtype=np.float64) for world in (stays, goes)]
    assert trust[1] < trust[0] - 0.005


def test_only_orders_with_the_clerk_are_cheaper_and_whoever_pays_is_told() -> None:
    clerk: Tree = {**CLERK, "discount": "10%", "funded": {"firm": "40%", "seller": "60%"}}
    _, life = lived(clerk)
    cut, sold = total(life, chart.PRICE_DISCOUNT), total(life, chart.BENEFIT_SALES)
    assert cut == pytest.approx(0.8 * 0.1 * sold, rel=0.03)
    assert total(life, chart.PRICE_DISCOUNT_SELLER) == pytest.approx(0.6 * cut, rel=0.001)


def test_a_clerk_costs_for_every_member_who_ordered_within_a_year() -> None:
    world, life = lived({**CLERK, "cost": "520 CNY"})
    member_weeks = life.tally[:, 1:, :, chart.CUSTOMERS].sum()
    assert total(life, chart.CLERK_COST) == pytest.approx(1_000 * member_weeks, rel=0.03)
    own = world.books.customers[:, chart.CUSTOMER_COLUMNS.index("program_cost")].sum()
    assert own == total(life, chart.CLERK_COST)
