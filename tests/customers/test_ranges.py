"""Whatever people live, what is known of them stays within the ranges that the model states."""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest

from simulator.customers.ranges import STATE_RANGES, TRAIT_LAWS, TRAIT_RANGES, Values
from simulator.customers.state import RIVAL_STATE, STATE, TRAITS, Records
from simulator.customers.world import World
from simulator.engine.clock import Clock
from simulator.engine.kernel import Kernel
from tests.engine.worlds import CASES, WEEKS, Case, drawn_cases, rivals_of_case, world_of


@cache
def all_cases() -> list[Case]:
    return drawn_cases()


def outside(records: Records, ranges: dict[str, Values]) -> list[str]:
    """Name the columns that hold what is no number, or lies outside its range."""
    found = []
    for name in records.dtype.names or ():
        column, span = records[name], ranges[name]
        # Written so that what is no number fails too.
        if not np.all((column >= span.least) & (column <= span.greatest)):
            found.append(f"{name}: {column.min()} to {column.max()}, not {span.least} to {span.greatest}")
    return found


def test_every_trait_and_state_has_a_range() -> None:
    assert [name for name, _, _ in TRAITS] == list(TRAIT_RANGES) == list(TRAIT_LAWS)
    assert [name for name, _, _ in STATE] == list(STATE_RANGES)
    assert {name for name, _, _ in RIVAL_STATE} <= set(STATE_RANGES)


@cache
def lived(number: int) -> tuple[list[str], set[str]]:
    """What left its range in a case, and which states moved."""
    case = all_cases()[number]
    world = world_of(case)
    begun = world.state.copy()
    faults = outside(world.traits, TRAIT_RANGES)
    moved: set[str] = set()

    def look(now: World, week: int) -> None:
        for records in (now.state, now.rivals, now.houses.accounts):
            if records.size:
                faults.extend(f"week {week}: {fault}" for fault in outside(records, STATE_RANGES))
        for name, counts in (("balances", now.rings), ("market counts", now.books.known)):
            if counts.size and counts.min() < 0:
                faults.append(f"week {week}: {name} of {counts.min()}")
        moved.update(name for name in STATE_RANGES if (begun[name] != now.state[name]).any())

    Clock(Kernel(world), 0, look, rivals=rivals_of_case(case)).run(WEEKS)
    return faults, moved


@pytest.mark.parametrize("number", range(CASES))
def test_nothing_leaves_its_range(number: int) -> None:
    assert lived(number)[0] == []


def test_the_cases_move_nearly_every_state() -> None:
    still = set(STATE_RANGES).difference(*(lived(number)[1] for number in range(CASES)))
    # `kept` and `below` are of switches to another program, a return comes before its points are used, no
    # review of these weeks is missed by who has a grace, and no drawn market lets needs drift or come evenly.
    assert still <= {"key", "kept", "below", "owed", "grace_day", "drift", "gap_phase"}
