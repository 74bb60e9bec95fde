"""Others who order on a member's account: what they earn, use and cost there."""

from __future__ import annotations

import copy
from typing import Any

import numpy as np
import pytest

from simulator.accounts import chart, ledger
from simulator.engine.clock import Clock
from simulator.engine.kernel import Kernel
from tests.builders_program import Tree
from tests.engine.worlds import Life, live, world_with

WEEKS = 40
TREE: Tree = {
    "title": "A",
    "currency": "CNY",
    "membership": {"join": "automatic"},
    "household": {"members": 3, "share": "50%", "orders": "40%"},
    "paid": {"fee": "40 CNY", "period": "26 weeks"},
    "points": {"earn": {"purchase": {"rate": "1 per CNY"}}, "value": "0.01 CNY"},
    "rewards": {"checkout": {"use": "choice"}},
    "tiers": {
        "metric": "spend",
        "window": "rolling",
        "months": 12,
        "levels": {"member": {}, "gold": {"from": 900}},
    },
    "privileges": {
        "shipping": {
            "kind": "shipping",
            "use": "100% of orders",
            "cost": "5 CNY",
            "worth": "8 CNY",
            "paid": True,
        },
        "gold_price": {"kind": "price", "use": "100% of orders", "percent": "2%", "tiers": ["gold"]},
    },
    "communication": {"reach": "100%", "contacts": "1 per month"},
}


def lived(tree: Tree, values: dict[str, float] | None = None) -> Life:
    world = world_with(tree, values, customers=300, weeks=WEEKS)
    life = live(world, Kernel(world), WEEKS)
    ledger.check(life.tally, np.zeros(chart.WIDTH, np.int64))
    return life


def total(life: Life, column: int) -> int:
    return int(life.tally[..., column].sum())


def without(tree: Tree, *clauses: str) -> Tree:
    return {key: copy.deepcopy(value) for key, value in tree.items() if key not in clauses}


def with_household(**changes: Any) -> Tree:
    return {**copy.deepcopy(TREE), "household": {**TREE["household"], **changes}}


def test_others_order_as_often_as_stated() -> None:
    life = lived(without(TREE, "paid", "privileges"), {"refusal_rate": 0.0})
    of_members = int(life.tally[:, 1:, :, chart.ORDERS].sum())
    # Half of the members have two others with .4 orders each for every own order.
    assert total(life, chart.HOUSEHOLD_ORDERS) / of_members == pytest.approx(0.5 * 0.8, rel=0.15)


def test_they_bring_points_and_levels_and_cost_but_no_sales() -> None:
    values = {"points_weight": 0.0, "privilege_weight": 0.0, "tier_weight": 0.0, "hazard_switching": 0.0}
    # What is felt beside its worth: points used, a level reached, points that end soon.
    values |= dict.fromkeys(("rewarded_pull", "status_bump", "bystander_loss", "expiry_pull"), 0.0)
    shared, alone = (
        lived(without(TREE, "paid", "privileges"), values),
        lived(without(TREE, "paid", "privileges", "household"), values),
    )
    assert total(shared, chart.GOODS) == total(alone, chart.GOODS)
    assert total(shared, chart.ORDERS) == total(alone, chart.ORDERS)
    assert total(shared, chart.POINTS_ISSUED) > 1.2 * total(alone, chart.POINTS_ISSUED)
    assert shared.tally[-1, 2, :, chart.CUSTOMERS].sum() > alone.tally[-1, 2, :, chart.CUSTOMERS].sum()


def test_a_fee_is_paid_by_more_who_may_share_what_it_brings() -> None:
    paying = [total(lived(tree), chart.TERMS_BOUGHT) for tree in (
        without(TREE, "household"), with_household(paid=True),
    )]  # fmt: skip
    assert paying[0] < paying[1]


def test_only_payers_share_what_is_shared_for_a_fee() -> None:
    life = lived(with_household(paid=True))
    assert 0 < total(life, chart.HOUSEHOLD_ORDERS) < total(lived(TREE), chart.HOUSEHOLD_ORDERS)


def test_an_order_of_the_household_that_begins_a_term_leaves_no_order_below_none_in_it() -> None:
    tree = without(TREE, "paid", "privileges")
    levels = {"member": {}, "silver": {"from": 300}, "gold": {"from": 900}}
    tree["tiers"] = {"metric": "spend", "window": "tier_term", "levels": levels}
    fewest = []
    world = world_with(tree, customers=300, weeks=WEEKS)
    Clock(Kernel(world), 0, lambda now, _week: fewest.append(int(now.state["term_orders"].min()))).run(WEEKS)
    assert set(fewest) == {0}
