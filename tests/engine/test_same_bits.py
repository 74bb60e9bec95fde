"""One rule book, two drivers: compiled or plain, in any order and on any threads, the same bits.

The 20 random programs and markets are the same each time; see `worlds.drawn_cases`.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from functools import cache
from pathlib import Path

import numpy as np
import pytest

from simulator.accounts import chart
from simulator.customers.deciding import decide
from simulator.customers.world import World
from simulator.engine.clock import Clock
from simulator.engine.kernel import Kernel
from tests.builders import PROGRAM_KINDS, program_reached
from tests.engine.worlds import (
    CASES,
    WEEKS,
    Case,
    Life,
    bits,
    by_agents,
    by_kernel,
    drawn_cases,
    live,
    rivals_of_case,
    world_of,
)

ROOT = Path(__file__).resolve().parents[2]
NUMBERS = range(CASES)
Digests = list[dict[str, str]]


@cache
def case_of(number: int) -> Case:
    return all_cases()[number]


@cache
def all_cases() -> list[Case]:
    return drawn_cases()


@cache
def kernel_life(number: int) -> Life:
    return by_kernel(case_of(number))


@pytest.fixture(scope="module")
def plain() -> Digests:
    """Live every case in one process with compilation off; numpy's warnings are errors there too."""
    done = subprocess.run(
        [sys.executable, "-W", "error::RuntimeWarning", "-m", "tests.engine.worlds"],
        cwd=ROOT,
        env={**os.environ, "NUMBA_DISABLE_JIT": "1"},
        input=json.dumps(all_cases()),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    found: Digests = json.loads(done.stdout)
    return found


def test_the_cases_hold_every_clause_and_move_every_column() -> None:
    reached = set().union(*(program_reached(case.program) for case in all_cases()))
    # Programs without tiers have little to compare, those that nobody hears of nothing.
    assert PROGRAM_KINDS - reached <= {"unreached", "no_tiers"}
    moved = sum(kernel_life(number).tally.sum(axis=(0, 1, 2)) for number in NUMBERS)
    still = {chart.NAMES[column] for column in np.flatnonzero(moved == 0)}
    # Running cost and lost blocks are posted by the run, and weekly returns come before points are used.
    # Nobody but the firm happens to pay for cash-back here.
    by_the_run = {"running_cost", "partner_points_lost"}
    assert still == by_the_run | {"points_debt", "cash_back_seller", "cash_back_partner"}


@pytest.mark.parametrize("number", NUMBERS)
def test_any_chunks_on_any_threads_leave_the_same_bits(number: int) -> None:
    found = []
    for chunks, threads in ((1, 1), (2, 2), (3, 3), (8, 8), (8, 3), (5, 1)):
        world = world_of(case_of(number), regions=8)
        kernel = Kernel(world, chunks, threads)
        found.append(live(world, kernel, WEEKS, rivals=rivals_of_case(case_of(number))).digests)
        kernel.close()
    assert found == [found[0]] * len(found)


@pytest.mark.parametrize("number", NUMBERS)
def test_shuffled_agents_with_simpy_desks_leave_the_bits_of_the_kernel(number: int) -> None:
    assert by_agents(case_of(number)).digests == kernel_life(number).digests


def test_a_phase_replaced_by_itself_in_python_changes_nothing() -> None:
    def own_decide(world: World, people: np.ndarray[tuple[int], np.dtype[np.int64]], week: int) -> None:
        decide(world, people, week)

    assert by_agents(case_of(0), {"decide": own_decide}).digests == kernel_life(0).digests


@pytest.mark.parametrize("desk", ["compiled", "simpy"])
def test_a_clock_that_is_stopped_goes_on_where_it_stood(desk: str) -> None:
    lives = []
    for pieces in ((60,), (1, 20, 39)):
        world = world_of(case_of(0))
        clock = Clock(Kernel(world), 0, lambda _world, _week: None, desk)
        for weeks in pieces:
            clock.run(weeks)
        lives.append((bits(world.state), clock.desks.digest.hexdigest(), clock.environment.now))
    assert lives[0] == lives[1]


@pytest.mark.slow
@pytest.mark.parametrize("number", NUMBERS)
def test_plain_python_leaves_the_bits_of_compiled_code(number: int, plain: Digests) -> None:
    assert plain[number] == kernel_life(number).digests
