"""Joining by invitation: who is asked, and when."""

from __future__ import annotations

from typing import Any

import numpy as np

from simulator.accounts import chart
from simulator.customers.enrolling import count_towards_invitation
from simulator.customers.page import open_page
from simulator.engine.kernel import Kernel
from simulator.program.membership import is_invited
from tests.builders_program import Tree
from tests.engine.worlds import Life, live, world_with

WEEKS = 50


def lived(invite: Tree | None, reach: str = "100%") -> Life:
    membership: Tree = {"join": "invitation", "invite": invite} if invite else {"join": "opt_in"}
    tree = {
        "title": "A", "currency": "CNY", "membership": membership,
        "rewards": {"cash_back": {"rate": "1%"}},
        "communication": {"reach": reach, "contacts": "1 per month"},
    }  # fmt: skip
    world = world_with(tree, {"never_join": 0.0}, customers=300, weeks=WEEKS)
    return live(world, Kernel(world), WEEKS)


def joins(life: Life) -> int:
    return int(life.tally[..., chart.JOINS].sum())


def test_who_has_enough_in_time_is_asked() -> None:
    assert is_invited(5, 0, 51, 5, 0, 52)
    assert not is_invited(5, 0, 52, 5, 0, 52)
    assert not is_invited(4, 10**6, 10, 5, 0, 52)
    assert is_invited(0, 20_000, 10, 0, 20_000, 52)
    assert not is_invited(9, 19_999, 10, 0, 20_000, 52)
    assert not is_invited(9, 10**9, -3, 5, 0, 52)


def test_the_count_begins_anew_when_its_time_is_over() -> None:
    invite = {"orders": 3, "within": "10 weeks"}
    tree = {"title": "A", "currency": "CNY", "membership": {"join": "invitation", "invite": invite}}
    tree["communication"] = {"reach": "100%", "contacts": "1 per month"}
    world = world_with(tree, customers=1, regions=1)
    s: Any = world.state[0]
    counted = []
    for week in (2, 5, 11, 12, 30):
        open_page(world, week)
        count_towards_invitation(world.traits[0], s, world.program[0], world.page[0], 100)
        counted.append((int(s.term_week), int(s.term_orders), int(s.status)))
    assert counted == [(2, 1, 100), (2, 2, 200), (2, 3, 300), (12, 1, 100), (30, 1, 100)]


def test_fewer_are_asked_the_more_it_takes() -> None:
    found = [joins(lived(invite)) for invite in (
        None, {"orders": 1, "within": "50 weeks"}, {"orders": 4, "within": "50 weeks"},
        {"orders": 4, "within": "8 weeks"},
    )]  # fmt: skip
    assert found == sorted(found, reverse=True)
    assert found[0] > found[2] > found[3] > 0


def test_heavy_buyers_are_asked_first() -> None:
    life = lived({"spend": "1500 CNY", "within": "40 weeks"})
    members = life.tally[-1, 1:, :, chart.CUSTOMERS].sum(axis=0)
    share = members / np.maximum(1, life.tally[-1, ..., chart.CUSTOMERS].sum(axis=0))
    assert share[0] < share[1] < share[2]


def test_nobody_is_asked_who_cannot_be_reached() -> None:
    assert joins(lived({"orders": 1, "within": "50 weeks"}, reach="0%")) == 0
