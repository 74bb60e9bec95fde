"""The compiled twin gives the SimPy desk's waits, bit for bit, and refuses what it cannot hold."""

from __future__ import annotations

import math
import os
import random
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simulator.service import ABANDONED, SERVED
from simulator.service.desk import Case, Decision
from simulator.service.twin import CASE_REFUSED, DESK_FULL, grow_desks, new_desks, serve_week
from tests.service import played_weeks
from tests.service.played_weeks import Play, play_inside, play_simpy, play_twin

ROOT = Path(__file__).parents[2]


def quarters(upper: float) -> st.SearchStrategy[float]:
    """Times that often coincide, beside times that never do."""
    grid = st.integers(0, int(4 * upper)).map(lambda number: number / 4)
    return st.one_of(grid, st.floats(0, upper, allow_subnormal=False))


@st.composite
def plays(draw: st.DrawFn) -> tuple[int, float, list[list[Case]]]:
    """Agents, minutes a week, and weeks of cases; some arrive at or after the week's end."""
    minutes = draw(st.sampled_from([2.5, 7.3, 2400.0]))
    weeks = []
    cases = st.builds(
        Case,
        priority=st.integers(0, 3),
        arrival=quarters(1.2 * minutes),
        customer=st.integers(0, 4),
        handling=quarters(minutes),
        patience=st.one_of(quarters(minutes), st.just(math.inf)),
    )
    for week in range(draw(st.integers(1, 6))):
        within = draw(st.lists(cases, max_size=12))
        weeks.append([case._replace(arrival=week * minutes + case.arrival) for case in within])
    return draw(st.integers(1, 4)), minutes, weeks


def in_bits(play: Play) -> list[list[tuple[int, str, int]]]:
    return [[(d.customer, d.wait.hex(), d.outcome) for d in decided] for decided in play.decided]


@settings(max_examples=400)
@given(plays())
def test_twin_gives_the_waits_of_simpy_bit_for_bit(drawn: tuple[int, float, list[list[Case]]]) -> None:
    reference, twin = play_simpy(*drawn), play_twin(*drawn)
    assert in_bits(twin) == in_bits(reference)
    assert twin.waiting == reference.waiting
    assert play_inside(*drawn) == reference


@pytest.mark.parametrize("agents", [1, 2, 5])
def test_twin_and_simpy_agree_while_a_backlog_grows_for_a_year(agents: int) -> None:
    weeks = played_weeks.drawn_weeks(seed=agents, weeks=52, minutes_per_week=10.0)
    patient = [[case._replace(patience=math.inf, handling=1.3 * agents) for case in week] for week in weeks]
    reference, twin = play_simpy(agents, 10.0, patient), play_twin(agents, 10.0, patient)
    assert len(twin.waiting[-1]) > 300
    assert in_bits(twin) == in_bits(reference)
    assert twin.waiting == reference.waiting


@settings(max_examples=100)
@given(plays(), st.randoms(use_true_random=False))
def test_order_of_submission_changes_nothing(
    drawn: tuple[int, float, list[list[Case]]], chance: random.Random
) -> None:
    agents, minutes, weeks = drawn
    shuffled = [chance.sample(week, len(week)) for week in weeks]
    assert play_twin(agents, minutes, shuffled) == play_twin(agents, minutes, weeks)
    assert play_simpy(agents, minutes, shuffled) == play_simpy(agents, minutes, weeks)


def test_same_bits_without_compilation() -> None:
    compiled = played_weeks.summary()
    counts = dict(zip(compiled.split()[1::2], map(int, compiled.split()[2::2]), strict=True))
    assert min(counts.values()) > 500, f"the drawn weeks hardly test the desk: {counts}"
    plain = subprocess.run(
        [sys.executable, "-m", "tests.service.played_weeks"],
        env={**os.environ, "NUMBA_DISABLE_JIT": "1"},
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    assert plain.stdout.strip() == compiled


def one_case(**changes: float) -> tuple[np.ndarray, ...]:
    case = {"arrival": 100.0, "customer": 7, "priority": 1, "handling": 5.0, "patience": 9.0, **changes}
    kinds = (np.float64, np.int64, np.int64, np.float64, np.float64)
    names = ("arrival", "customer", "priority", "handling", "patience")
    return tuple(np.array([case[name]], dtype=kind) for name, kind in zip(names, kinds, strict=True))


def outs(room: int) -> tuple[np.ndarray, ...]:
    return np.zeros(room, dtype=np.int64), np.zeros(room), np.zeros(room, dtype=np.int64)


def test_full_desk_loses_no_case_and_goes_on_when_grown() -> None:
    state = new_desks(1, 1, 2)
    for arrival in (100.0, 101.0, 102.0):  # the first is started, two wait, and the row is full
        serve_week(
            state, 0, 1, 100.0, 1, *one_case(arrival=arrival, handling=500.0, patience=math.inf), *outs(2)
        )
    before = [column.copy() for column in state]
    assert serve_week(state, 0, 1, 100.0, 1, *one_case(), *outs(9)) == DESK_FULL
    assert all(np.array_equal(now, then) for now, then in zip(state, before, strict=True))

    grown = grow_desks(state, 3)
    assert serve_week(grown, 0, 1, 100.0, 1, *one_case(), *outs(2)) == DESK_FULL  # the answer has no room
    out = outs(3)
    assert serve_week(grown, 0, 1, 100.0, 1, *one_case(), *out) == 1
    assert (out[0][0], out[1][0], out[2][0]) == (7, 9.0, ABANDONED)
    assert grown.count[0] == 2


@pytest.mark.parametrize(
    "fault",
    [
        {"arrival": 99.9},
        {"arrival": math.nan},
        {"arrival": math.inf},
        {"handling": -1.0},
        {"handling": math.nan},
        {"handling": math.inf},
        {"patience": -0.1},
        {"patience": math.nan},
    ],
)
def test_impossible_case_is_refused_and_leaves_the_desk_alone(fault: dict[str, float]) -> None:
    state = new_desks(2, 2, 4)
    assert serve_week(state, 1, 1, 100.0, 1, *one_case(**fault), *outs(4)) == CASE_REFUSED
    assert not any(column.any() for column in state)


def test_a_region_leaves_the_other_regions_alone() -> None:
    state = new_desks(3, 2, 4)
    for _ in range(3):
        serve_week(state, 1, 1, 100.0, 1, *one_case(handling=900.0), *outs(4))
    assert state.count.tolist() == [0, 0, 0]
    assert state.busy_until[1].tolist() == [1000.0, 1000.0]
    assert not any(column[[0, 2]].any() for column in state)


def test_state_tells_only_who_waits() -> None:
    """Two histories that leave the same queue leave the same bits, whatever passed through the row."""
    served, waits = one_case(arrival=101.0, handling=200.0), one_case(arrival=195.0, patience=60.0)
    passing = one_case(arrival=100.0, handling=0.0)
    together, apart = new_desks(1, 1, 8), new_desks(1, 1, 8)
    all_at_once = [np.concatenate(columns) for columns in zip(waits, passing, served, strict=True)]
    assert serve_week(together, 0, 1, 100.0, 3, *all_at_once, *outs(8)) == 2
    assert serve_week(apart, 0, 1, 100.0, 1, *served, *outs(8)) == 1
    assert serve_week(apart, 0, 1, 100.0, 1, *waits, *outs(8)) == 0
    assert together.count.tolist() == [1]
    assert all(np.array_equal(one, other) for one, other in zip(together, apart, strict=True))


@pytest.mark.parametrize("sizes", [(0, 1, 1), (1, 0, 1), (1, 1, 0)])
def test_a_desk_needs_a_region_an_agent_and_room(sizes: tuple[int, int, int]) -> None:
    with pytest.raises(ValueError, match="is 0; a desk needs 1 or more"):
        new_desks(*sizes)


def test_desks_do_not_shrink() -> None:
    with pytest.raises(ValueError, match="already have room for 4"):
        grow_desks(new_desks(1, 1, 4), 3)


def test_decided_cases_come_in_the_order_of_service_classes() -> None:
    week = [Case(2, 0.0, 1, 1.0, math.inf), Case(0, 5.0, 2, 1.0, math.inf), Case(0, 4.0, 3, 1.0, math.inf)]
    expected = [Decision(3, 0.0, SERVED), Decision(2, 0.0, SERVED), Decision(1, 0.0, SERVED)]
    assert play_twin(1, 10.0, [week]).decided == [expected]
