"""The ladder in a market: levels for a share of members, and what a market that goes on knows of them."""

from __future__ import annotations

import copy
import datetime
from typing import Any

from simulator.customers.market_counts import LAST_WEEK, LEVELS_AT
from simulator.customers.world import lived_in
from simulator.engine.kernel import Kernel
from simulator.engine.setting import Span, build_world
from simulator.market.behaviour import behaviour
from tests.builders_program import Tree
from tests.engine.worlds import RETAILER, live, program_of, table_of, world_with

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


def test_a_level_for_a_share_of_members_holds_little_more() -> None:
    tree = changed("tiers/levels", {"base": {}, "silver": {"from": 800, "at_most": "10%"}})
    tree["privileges"]["shipping"]["tiers"] = ["silver"]
    world = world_with(tree, customers=300, weeks=40)
    live(world, Kernel(world), 40)
    levels = world.state["level"][world.state["member"] == 1]
    assert 0.1 <= (levels == 1).mean() < 0.15
    # Many more have what it asks for.
    assert (world.state["status"] >= 800).sum() > 2 * (levels == 1).sum()


def test_a_market_that_goes_on_knows_who_holds_the_levels() -> None:
    tree = changed("tiers/levels", {"base": {}, "silver": {"from": 800, "at_most": "10%"}})
    tree["privileges"]["shipping"]["tiers"] = ["silver"]
    world = world_with(tree, customers=300, weeks=30)
    live(world, Kernel(world), 30)
    span = Span(30, 2, datetime.date(2014, 1, 6))
    program = table_of(program_of(tree), span, 300)
    after = build_world(world.traits, behaviour(), program, RETAILER, span, (1, 1), started=lived_in(world))
    assert (after.books.known[LAST_WEEK][LEVELS_AT:] == world.books.known[LAST_WEEK][LEVELS_AT:]).all()
    assert after.books.known[LAST_WEEK][LEVELS_AT + 1] > 0
