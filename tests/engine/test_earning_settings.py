"""Every setting of the earning clauses changes what a run leaves; without effects on choice it moves none."""

from __future__ import annotations

import copy
from functools import cache
from typing import Any

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
# Where a field stands under `earn`, and another value of it; None takes it away.
SETTINGS: dict[str, Any] = {
    "purchase.rate": "3 per 10 CNY",
    "purchase.rounding": "down",
    "purchase.minimum_order": "100 CNY",
    "purchase.most_per_order": 20,
    "purchase.most_per_day": None,
    "purchase.most_per_month": 100,
    "order.amount": 6,
    "order.minimum_order": "150 CNY",
    "order.most_per_day": 5,
    "order.most_per_month": 11,
    "categories.fresh.share": "50% of orders",
    "categories.fresh.times": "x0",
    "channels.app.share": "20% of orders",
    "channels.app.times": "x3",
    "first_login_of_day.most_per_month": 9,
    "approved_review.most_per_day": 10,
    "approved_review.most_per_month": 50,
    "birthday.amount": 51,
    "survey.amount": 26,
    "survey.use": "2 per month",
    "survey.cost": "3 CNY",
    "survey.most_per_month": 30,
    "recycling.amount": 11,
    "recycling.use": "1 per month",
    "app_use.amount": 1,
    "app_use.most_per_day": None,
    "app_use.most_per_month": 19,
    "other.store visit.use": "1 per month",
    "streak.weeks": 3,
    "streak.amount": 61,
    "streak.by": "logins",
    "streak.repeats": "no",
    "challenges.month.goal": "300 CNY",
    "challenges.month.amount": 41,
    "challenges.month.starts": "each_quarter",
    "challenges.month.within": None,
    "challenges.month.once": "yes",
}
# Of some settings another takes most of the effect away: they are looked at without it.
NARROWER = {
    "purchase.most_per_day": ("purchase.most_per_month", "order.most_per_month"),
    "order.most_per_day": ("order.most_per_month",),
    "approved_review.most_per_day": ("approved_review.most_per_month",),
    "app_use.most_per_day": ("app_use.most_per_month",),
    "app_use.amount": ("app_use.most_per_month",),
    "purchase.rounding": ("purchase.most_per_month",),
}


def changed(earn: Tree, path: str, value: Any) -> Tree:
    tree = copy.deepcopy(earn)
    *way, last = path.split(".")
    part = tree
    for key in way:
        part = part[key]
    part.pop(last, None)
    if value is not None:
        part[last] = value
    return tree


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


def without(earn: Tree, names: tuple[str, ...]) -> Tree:
    for name in names:
        earn = changed(earn, name, None)
    return earn


@cache
def as_stated(purse: str, names: tuple[str, ...]) -> dict[str, str]:
    return lived(program(purse, without(EARN, names))).digests


@pytest.mark.parametrize("purse", ["points", "status"])
@pytest.mark.parametrize("path", SETTINGS)
def test_no_setting_is_dead(path: str, purse: str) -> None:
    left_out = NARROWER.get(path, ())
    other = lived(program(purse, changed(without(EARN, left_out), path, SETTINGS[path])))
    assert other.digests != as_stated(purse, left_out)


@pytest.mark.parametrize("empty", ["categories", "channels", "other", "challenges"])
def test_an_empty_part_changes_nothing(empty: str) -> None:
    plain: Tree = {"purchase": {"rate": "1 per CNY"}}
    assert lived(program("points", {**plain, empty: {}})).digests == lived(program("points", plain)).digests


def test_what_has_no_weight_moves_no_order() -> None:
    values = {"points_weight": 0.0, "tier_weight": 0.0, "never_redeem": 1.0}
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
