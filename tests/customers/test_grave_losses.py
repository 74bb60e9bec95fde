"""Grave losses: who stays by their outcome, who comes back, and that ordinary failures drive nobody away."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest

from simulator.accounts import chart
from simulator.customers.complaining import is_grave, stays_after_outcome
from simulator.customers.leaving import heeds, return_to_firm
from simulator.customers.opening import review
from simulator.customers.state import FAILURE_GRAVE, FAILURE_LIVED_WITH, FAILURE_WRONGED, STAYS
from simulator.customers.world import World
from simulator.engine.clock import Clock
from simulator.engine.kernel import Kernel
from simulator.market.behaviour import behaviour
from tests.engine.test_laws import NONE
from tests.engine.worlds import bits, live, world_with

NUMBERS = behaviour()
# Every order fails, gravely; nobody leaves or comes back for anything else.
GRAVE = {
    "orders_per_year": 26.0,
    "failure_rate": 1.0,
    "grave_losses": 1.0,
    "hazard_mean": 0.0,
    "comeback": 0.0,
    "delay_weight": 0.0,
    "talk_rate": 0.0,
    "refusal_rate": 0.0,
}
SILENT = {"complaint_base": -50.0}
HEARD = {"complaint_base": 50.0, "handling_minutes": 0.01, "patience_minutes": 1e9}


def lived(values: dict[str, float], weeks: int, customers: int = 4_000) -> tuple[World, np.ndarray[Any, Any]]:
    """Live a market without a program; return it and who had ordered by the end of the first week."""
    world = world_with(NONE, {**GRAVE, **values}, customers=customers, weeks=60)
    first: list[np.ndarray[Any, Any]] = []

    def note(now: World, week: int) -> None:
        if week == 0:
            first.append(np.asarray(now.state["orders"] == 1))

    Clock(Kernel(world), 0, note).run(weeks)
    return world, first[0]


def test_a_share_of_failures_is_grave_and_outcomes_are_told_apart() -> None:
    assert [is_grave(severity, 0.1) for severity in (0.0, 0.89, 0.91, 1.0)] == [False, False, True, True]
    assert not is_grave(0.999_999, 0.0)
    outcomes = [(True, True), (True, False), (False, True), (False, False)]
    told = [stays_after_outcome(good, fast, 0.8, 0.5, 0.2) for good, fast in outcomes]
    assert told == [0.8, 0.5, 0.2, 0.2]


def test_who_is_silent_leaves_at_once() -> None:
    world, first = lived(SILENT, 1)
    stayed = world.state["attached"][first].mean()
    likely = NUMBERS.stays_silent
    assert first.sum() > 400
    assert stayed == pytest.approx(likely, abs=4.0 * math.sqrt(likely * (1.0 - likely) / first.sum()))
    kinds = world.state["failure_kind"][first]
    assert set(np.unique(kinds)) == {FAILURE_LIVED_WITH, FAILURE_WRONGED}
    assert ((kinds == FAILURE_WRONGED) == (world.state["attached"][first] == 0)).all()


@pytest.mark.parametrize(
    ("outcome", "likely"),
    [
        ({"recovery_share": 1.0, "fast_minutes": 1e9}, NUMBERS.stays_quick),
        ({"recovery_share": 1.0, "fast_minutes": -1.0}, NUMBERS.stays_resolved),
        ({"recovery_share": 0.0}, NUMBERS.stays_unresolved),
    ],
)
def test_who_complains_waits_for_the_outcome(outcome: dict[str, float], likely: float) -> None:
    before, first = lived({**HEARD, **outcome}, 1)
    assert (before.state["attached"][first] == 1).all()
    assert (before.state["failure_kind"][first] == FAILURE_GRAVE).all()
    after, _ = lived({**HEARD, **outcome}, 2)
    once = after.state["orders"][first] == 1  # a second order may end otherwise
    decided = once & (after.state["failure_kind"][first] != FAILURE_GRAVE)
    stayed = after.state["attached"][first][decided].mean()
    assert decided.sum() > 150
    # Who stays may have ordered again; who left cannot: set that right by the chance of an order.
    ordered = first.mean()
    expected = likely * (1.0 - ordered) / (1.0 - likely * ordered)
    assert stayed == pytest.approx(expected, abs=4.0 * math.sqrt(expected * (1.0 - expected) / decided.sum()))


def test_ordinary_failures_are_as_before_and_the_switch_takes_grave_ones_away() -> None:
    off = world_with(NONE, {**GRAVE, **SILENT}, ["grave_losses"], customers=300, weeks=20)
    live(off, Kernel(off), 20)
    none, _ = lived({**SILENT, "grave_losses": 0.0}, 20, customers=300)
    assert bits(off.state) == bits(none.state)
    assert (off.state["attached"] == 1).all()
    assert off.books.tally[..., chart.LAPSES].sum() == 0


def test_who_has_left_before_the_outcome_cannot_leave_over_it_once_he_is_back() -> None:
    unresolved = {**HEARD, "recovery_share": 0.0, "stays_unresolved": 0.0}
    world, first = lived(unresolved, 1)
    world.state["attached"][first] = 0  # for another reason
    review(world, np.flatnonzero(first), 1)
    told = world.state[first & (world.state["failure_kind"] == FAILURE_WRONGED)]
    assert len(told) > 100  # the others still wait at the desk
    assert (told["leaves_at"] == STAYS).all()


def test_who_was_wronged_hardly_comes_back() -> None:
    gone, _ = lived({**SILENT, "stays_silent": 0.0}, 30)
    assert ((gone.state["orders"] == 0) == (gone.state["attached"] == 1)).all()
    drawn = {**SILENT, "stays_silent": 0.0, "comeback": 0.2}
    back = [lived({**drawn, "grudge": grudge}, 30)[0] for grudge in (0.0, 1.0)]
    assert (back[0].state["attached"] == gone.state["attached"]).all()
    assert back[1].state["orders"].sum() > 2 * back[0].state["orders"].sum()
    s = gone.state[gone.state["attached"] == 0][:1].copy()[0]
    assert heeds(s, NUMBERS) == NUMBERS.grudge
    return_to_firm(s)
    assert s["attached"] == 1
    assert heeds(s, NUMBERS) == 1.0
