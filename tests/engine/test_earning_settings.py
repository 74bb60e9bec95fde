"""What earning clauses do to a run: an empty part does nothing, without effects on choice none moves it."""

from __future__ import annotations

import pytest

from simulator.accounts import chart
from simulator.engine.kernel import Kernel
from tests.builders_program import Tree
from tests.engine.worlds import Life, live, world_with

PEOPLE, WEEKS = 80, 30

EARN: Tree = {
    "purchase": {
        "rate": "2 per 10 CNY",
        "rounding": "nearest",
        "minimum_order": "30 CNY",
        "most_per_order": 60,
        "most_per_day": 70,
        "most_per_month": 90,
    },
    "order": {"amount": 5, "minimum_order": "50 CNY", "most_per_day": 6, "most_per_month": 12},
    "categories": {"fresh": {"share": "20% of orders", "times": "x2.5"}},
    "channels": {"app": {"share": "60% of orders", "times": "x1.5"}},
    "first_login_of_day": {"amount": 3, "most_per_month": 8},
    "approved_review": {"amount": 20, "most_per_day": 30, "most_per_month": 25},
    "birthday": {"amount": 50},
    "survey": {"amount": 25, "use": "1 per month", "cost": "2 CNY", "most_per_month": 40},
    "recycling": {"amount": 10, "use": "2 per month"},
    "app_use": {"amount": 2, "use": "5 per week", "most_per_day": 3, "most_per_month": 20},
    "other": {"store visit": {"amount": 7, "use": "1 per week"}},
    "streak": {"weeks": 2, "amount": 60},
    "challenges": {"month": {"goal": "2 orders", "amount": 40, "starts": "each_month", "within": "20 days"}},
}


def program(purse: str, earn: Tree) -> Tree:
    tree: Tree = {
        "title": "A",
        "currency": "CNY",
        "communication": {"reach": "100%", "contacts": "8 per month"},
    }
    tree["points"] = {"earn": {"purchase": {"rate": "1 per CNY"}}, "value": "0.05 CNY"}
    tree["rewards"] = {"checkout": {"use": "choice"}}
    tree["status"] = {"earn": {"purchase": {"rate": "1 per CNY"}}}
    tree[purse] = {**tree[purse], "earn": earn}
    tree["tiers"] = {"window": "lifetime", "levels": {"base": {}, "silver": {"from": 400, "points": "x2"}}}
    return tree


def lived(tree: Tree, values: dict[str, float] | None = None) -> Life:
    world = world_with(tree, {"join_base": 3.0, **(values or {})}, customers=PEOPLE, weeks=WEEKS)
    return live(world, Kernel(world), WEEKS)


@pytest.mark.parametrize("empty", ["categories", "channels", "other", "challenges"])
def test_an_empty_part_changes_nothing(empty: str) -> None:
    plain: Tree = {"purchase": {"rate": "1 per CNY"}}
    assert lived(program("points", {**plain, empty: {}})).digests == lived(program("points", plain)).digests


def test_what_has_no_weight_moves_no_order() -> None:
    values = {
        "points_weight": 0.0,
        "tier_weight": 0.0,
        "never_redeem": 1.0,
        "goal_failure": 0.0,
        "goal_kept": 0.0,
    }
    plain = lived(program("points", {}), values).tally
    earning = lived(program("points", EARN), values).tally
    assert earning[..., chart.POINTS_ISSUED].sum() > plain[..., chart.POINTS_ISSUED].sum() == 0
    for column in (chart.ORDERS, chart.GOODS, chart.RIVAL_ORDERS, chart.LAPSES):
        assert earning[..., column].sum() == plain[..., column].sum()


@pytest.mark.parametrize("part", ["streak", "challenges"])
def test_goals_bring_orders(part: str) -> None:
    plain: Tree = {"purchase": {"rate": "1 per CNY"}}
    goals: Tree = {
        "streak": {"weeks": 2, "amount": 2000},
        "challenges": {"month": {"goal": "3 orders", "amount": 2000, "starts": "each_month"}},
    }

    def orders(earn: Tree) -> int:
        world = world_with(program("points", earn), {"join_base": 3.0}, customers=400, weeks=40)
        return int(live(world, Kernel(world), 40).tally[..., chart.ORDERS].sum())

    assert orders({**plain, part: goals[part]}) > orders(plain)
