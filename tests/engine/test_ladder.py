"""The ladder in a market: every setting of it moves something that a run leaves."""

from __future__ import annotations

import copy
from typing import Any

import pytest

from simulator.engine.kernel import Kernel
from tests.builders_program import Tree
from tests.engine.worlds import live, world_with

WEEKS, CUSTOMERS = 115, 100
LADDER: Tree = {
    "title": "A ladder",
    "currency": "CNY",
    "status": {"earn": {"purchase": {"rate": "1 per CNY"}}},
    "tiers": {
        "window": "calendar",
        "levels": {
            "base": {},
            "silver": {"from": 500, "keep": 300},
            "gold": {"from": 1200, "keep": 900, "spend": "900 CNY", "visits": 3, "tenure": "8 weeks"},
        },
    },
    "privileges": {
        "shipping": {
            "kind": "shipping",
            "tiers": ["silver", "gold"],
            "use": "100% of orders",
            "cost": "6 CNY",
            "worth": "6 CNY",
        }
    },
    "communication": {"reach": "100%", "contacts": "4 per month"},
}


def changed(path: str, value: Any) -> Tree:
    """Return the program with one value set, or taken away where it is None."""
    tree: Any = copy.deepcopy(LADDER)
    *keys, last = path.split("/")
    part = tree
    for key in keys:
        part = part.setdefault(key, {})
    if value is None:
        del part[last]
    else:
        part[last] = value
    return tree  # type: ignore[no-any-return]


def left_by(tree: Tree) -> dict[str, str]:
    world = world_with(tree, customers=CUSTOMERS, weeks=WEEKS)
    return live(world, Kernel(world), WEEKS).digests


@pytest.fixture(scope="module")
def as_it_is() -> dict[str, str]:
    return left_by(LADDER)


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("tiers/levels/silver/keep", None),
        ("tiers/levels/gold/spend", "3000 CNY"),
        ("tiers/levels/gold/visits", 20),
        ("tiers/levels/gold/tenure", "60 weeks"),
        ("tiers/levels/gold/qualify", "any"),
        ("tiers/year_starts", "07-01"),
        ("tiers/grace", "13 weeks"),
    ],
)
def test_every_setting_of_the_ladder_moves_something(as_it_is: dict[str, str], path: str, value: Any) -> None:
    assert left_by(changed(path, value)) != as_it_is
