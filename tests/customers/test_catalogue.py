"""What a catalogue's terms do to members' choices: only what they can really have draws them."""

from __future__ import annotations

from typing import Any

import pytest

from simulator.customers.offering import count_taken, first_reward
from simulator.engine.kernel import Kernel
from tests.builders_program import Tree
from tests.customers.test_valuing import POINTS, Member, member
from tests.engine.worlds import live, world_with

PEN: Tree = {"points": 100, "worth": "20 CNY", "cost": "8 CNY"}
MUG: Tree = {"points": 400, "worth": "60 CNY", "cost": "25 CNY"}


def program(**items: Tree) -> Tree:
    """Return a program that everybody joins, whose points buy rewards alone."""
    return {
        "title": "Rewards",
        "currency": "CNY",
        "membership": {"join": "automatic"},
        "points": {"earn": {"purchase": {"rate": "1 per CNY"}}, "value": "0.01 CNY"},
        "rewards": {"catalogue": items},
        "communication": {"reach": "100%", "contacts": "4 per month"},
    }


def saver(items: Tree, values: dict[str, float] | None = None, **state: float) -> Member:
    """Return a member of a program with these rewards alone, in January 2014."""
    return member({"points": POINTS, "rewards": {"catalogue": items}}, values, **state)


def month_of(one: Member) -> int:
    return int(one.world.page[0].month[0])


def test_a_reward_that_a_limit_has_closed_draws_no_more() -> None:
    one = saver({"pen": {**PEN, "at_most": "1 per year"}})
    assert one.pull() > 0.0
    count_taken(one.state, one.world.program[0], 0, month_of(one))
    assert one.pull() == 0.0


def test_a_member_who_has_had_the_first_reward_saves_for_the_next() -> None:
    one = saver({"pen": {**PEN, "at_most": "1 ever"}, "mug": MUG})
    assert first_reward(one.state, one.world.program[0]) == 0
    count_taken(one.state, one.world.program[0], 0, month_of(one))
    assert first_reward(one.state, one.world.program[0]) == 1
    assert one.pull() == pytest.approx(saver({"mug": MUG}).pull())


def test_points_that_buy_nothing_more_hold_nobody_back() -> None:
    one = saver({"pen": {**PEN, "at_most": "1 ever"}}, usable=500)
    # 500 points at a fifth of a yuan each, as far as redeemers expect to use them.
    assert one.stake() == pytest.approx(500 * 20.0 * one.world.numbers[0].redemption_belief)
    count_taken(one.state, one.world.program[0], 0, month_of(one))
    assert one.stake() == 0.0


@pytest.mark.parametrize(
    ("limit", "months", "open_again"),
    [("1 per month", 1, True), ("1 per year", 1, False), ("1 per year", 12, True), ("1 ever", 12, False)],
)
def test_a_limit_is_over_with_its_month_or_year(limit: str, months: int, *, open_again: bool) -> None:
    one = saver({"pen": {**PEN, "at_most": limit}})
    count_taken(one.state, one.world.program[0], 0, month_of(one) - months)
    assert (first_reward(one.state, one.world.program[0]) == 0) == open_again


# ---- no dead setting ------------------------------------------------------------------------------------

DEAR: Tree = {"points": 300, "worth": "60 CNY", "cost": "25 CNY"}
CHANGES: list[tuple[str, Tree, Any]] = [
    ("at_most", DEAR, "1 ever"),
    ("at_most", {**DEAR, "at_most": "1 per year"}, "1 per month"),
    ("at_most", {**DEAR, "at_most": "1 per year"}, "2 per year"),
]


def outcome(item: Tree) -> dict[str, str]:
    world = world_with(program(gift=item), customers=120, weeks=30)
    return live(world, Kernel(world), 30).digests


@pytest.mark.parametrize(("key", "item", "value"), CHANGES, ids=lambda one: str(one)[:40])
def test_a_setting_that_changes_changes_a_run(key: str, item: Tree, value: Any) -> None:
    assert outcome(item) != outcome({**item, key: value})
