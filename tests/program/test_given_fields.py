"""No field of a reward that is given without points is dead: each changes what a run leaves."""

from __future__ import annotations

import hashlib
from typing import Any

import pytest

from simulator.engine.kernel import Kernel
from tests.engine.worlds import live, world_with

Tree = dict[str, Any]

STAMPS: Tree = {
    "buy": 4, "worth": "25 CNY", "cost": "8 CNY", "minimum_order": "100 CNY", "endowed": 2,
    "valid": "20 weeks", "at_most": "2 per year", "funded": {"firm": "100%"},
}  # fmt: skip
COUPON: Tree = {
    "percent": "10%", "over": "100 CNY", "sent": "1 per month", "valid": "2 weeks", "to": "members",
    "targeted": True, "funded": {"firm": "100%"},
}  # fmt: skip
SURPRISE: Tree = {
    "chance": "20% of orders", "worth": "15 CNY", "cost": "5 CNY", "at_most": "2 per year",
    "funded": {"firm": "100%"},
}  # fmt: skip
LOTTERY: Tree = {**SURPRISE, "entry": "order", "chance": "10%"}
BASE: dict[str, Tree] = {"stamps": STAMPS, "coupons": COUPON, "surprises": SURPRISE, "lotteries": LOTTERY}
CHANGES = [
    ("stamps", "buy", 5), ("stamps", "worth", "40 CNY"), ("stamps", "cost", "9 CNY"),
    ("stamps", "minimum_order", "101 CNY"), ("stamps", "endowed", 1), ("stamps", "valid", "4 weeks"),
    ("stamps", "at_most", "1 per year"), ("stamps", "funded", {"firm": "40%", "seller": "60%"}),
    ("coupons", "percent", "11%"), ("coupons", "over", "120 CNY"), ("coupons", "sent", "2 per month"),
    ("coupons", "valid", "4 weeks"), ("coupons", "to", "everybody"), ("coupons", "targeted", False),
    ("coupons", "tiers", ["gold"]), ("coupons", "funded", {"firm": "40%", "seller": "60%"}),
    ("surprises", "chance", "21% of orders"), ("lotteries", "chance", "11%"), ("lotteries", "entry", "login"),
    *((kind, field, value) for kind in ("surprises", "lotteries") for field, value in (
        ("worth", "16 CNY"), ("cost", "6 CNY"), ("at_most", "1 per year"), ("tiers", ["gold"]),
        ("funded", {"firm": "40%", "seller": "60%"}),
    )),
]  # fmt: skip


def rewards_of(kind: str, tree: Tree) -> Tree:
    """Return the rewards clause: all but the stamp card stand under a name of their own."""
    return {kind: tree if kind == "stamps" else {"one": tree}}


def hash_of(rewards: Tree) -> str:
    """Return the hash of all that a year of a few hundred people under the rewards leaves."""
    tiers = {"metric": "spend", "window": "lifetime", "levels": {"base": {}, "gold": {"from": 400}}}
    program = {
        "title": "A", "currency": "CNY", "membership": {"join": "automatic"}, "tiers": tiers,
        "rewards": rewards,
    }  # fmt: skip
    world = world_with(program, weeks=52)
    digests = live(world, Kernel(world), 52).digests
    return hashlib.sha256(repr(sorted(digests.items())).encode()).hexdigest()


@pytest.fixture(scope="module")
def base() -> dict[str, str]:
    return {kind: hash_of(rewards_of(kind, tree)) for kind, tree in BASE.items()}


@pytest.mark.parametrize(("kind", "field", "value"), CHANGES)
def test_a_field_changes_what_a_run_leaves(
    kind: str, field: str, value: object, base: dict[str, str]
) -> None:
    assert hash_of(rewards_of(kind, {**BASE[kind], field: value})) != base[kind]
