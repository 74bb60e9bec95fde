"""The ladder in a market: every setting of it moves something that a run leaves."""

from __future__ import annotations

import copy
import datetime
from typing import Any

import pytest

from simulator.customers.market_counts import LAST_WEEK, LEVELS_AT
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
        ("tiers/levels/gold/at_most", "2%"),
        ("tiers/match", {"level": "gold", "share": "20%", "for": "26 weeks"}),
    ],
)
def test_every_setting_of_the_ladder_moves_something(as_it_is: dict[str, str], path: str, value: Any) -> None:
    assert left_by(changed(path, value)) != as_it_is


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
    started = (world.state.copy(), world.rings.copy())
    after = build_world(world.traits, behaviour(), program, RETAILER, span, (1, 1), started=started)
    assert (after.books.known[LAST_WEEK][LEVELS_AT:] == world.books.known[LAST_WEEK][LEVELS_AT:]).all()
    assert after.books.known[LAST_WEEK][LEVELS_AT + 1] > 0


def test_every_part_of_a_match_moves_something() -> None:
    match = {"level": "gold", "share": "20%", "for": "26 weeks"}
    others = [{**match, "level": "silver"}, {**match, "share": "60%"}, {**match, "for": "10 weeks"}]
    as_it_is = left_by(changed("tiers/match", match))
    assert as_it_is not in [left_by(changed("tiers/match", other)) for other in others]
