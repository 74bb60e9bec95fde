"""The desk obeys queueing theory: Erlang's waits, the priority law, Little's law, conservation of work."""

from __future__ import annotations

import math
from itertools import pairwise

import numpy as np
import pytest
import simpy
from numpy.typing import NDArray
from scipy.special import stdtrit

from simulator.service.desk import Case, SimpyDesk
from simulator.service.twin import new_desks, serve_week
from tests.service.played_weeks import drawn_weeks, play_twin

CASES, MINUTES = 200_000, 2000.0


def mean_waits(rates: tuple[float, ...], agents: int, seed: int) -> NDArray[np.float64]:
    """Mean wait of each class over a run of Poisson arrivals and exponential handling with mean 1."""
    generator = np.random.default_rng((2026, seed))
    total_rate = sum(rates)
    arrival = np.cumsum(generator.exponential(1 / total_rate, CASES))
    priority = generator.choice(len(rates), CASES, p=np.array(rates) / total_rate)
    handling = generator.exponential(1.0, CASES)
    room = 30_000
    state = new_desks(1, agents, room)
    out = (np.zeros(room, dtype=np.int64), np.zeros(room), np.zeros(room, dtype=np.int64))
    total, count = np.zeros(len(rates)), np.zeros(len(rates), dtype=np.int64)
    week = first = 0
    while first < CASES or state.count[0]:  # goes on until the last case is started: none is dropped
        last = int(np.searchsorted(arrival, (week + 1) * MINUTES))
        cases = np.arange(first, last)
        # The class stands in for the customer: it tells whose wait it was.
        columns = (
            arrival[cases],
            priority[cases],
            priority[cases],
            handling[cases],
            np.full(cases.size, np.inf),
        )
        decided = serve_week(state, 0, week, MINUTES, cases.size, *columns, *out)
        assert decided >= 0
        total += np.bincount(out[0][:decided], out[1][:decided], minlength=len(rates))
        count += np.bincount(out[0][:decided], minlength=len(rates))
        week, first = week + 1, last
    assert count.sum() == CASES
    return total / count


def assert_mean(waits: NDArray[np.float64], expected: float) -> None:
    """Theory must lie within the 99.9% interval, and that within 2%: a noisy run cannot pass."""
    quantile = stdtrit(waits.size - 1, 0.9995)
    half_width = quantile * waits.std(ddof=1) / math.sqrt(waits.size)
    told = f"mean {waits.mean():.5f} ± {half_width:.5f} (99.9%), theory {expected}"
    assert half_width <= 0.02 * expected, f"too wide to tell: {told}"
    assert abs(waits.mean() - expected) <= half_width, told


@pytest.mark.parametrize(
    ("rate", "agents", "expected", "runs"),
    [(0.8, 1, 4.0, 40), (1.6, 2, 1.77778, 40), (4.5, 5, 1.52499, 160), (9.0, 10, 0.66873, 160)],
)
def test_waits_of_one_class_follow_erlang(rate: float, agents: int, expected: float, runs: int) -> None:
    """Source: mean wait of the M/M/c queue, Erlang C / (c mu - lambda), mu = 1."""
    assert_mean(np.array([mean_waits((rate,), agents, seed)[0] for seed in range(runs)]), expected)


def test_waits_of_two_classes_follow_the_priority_law() -> None:
    """Source: non-preemptive M/M/c with equal mean handling (Cobham 1954), c = 4, mu = 1, lambda = (1, 2)."""
    waits = np.array([mean_waits((1.0, 2.0), 4, seed) for seed in range(40)])
    assert_mean(waits[:, 0], 0.16981)
    assert_mean(waits[:, 1], 0.67925)
    # Who goes first changes nobody's handling, so the average wait is that of a single class.
    assert_mean((waits[:, 0] + 2 * waits[:, 1]) / 3, 0.50943)


@pytest.mark.parametrize("seed", range(10))
def test_littles_law_holds_between_simpys_queue_and_the_twins_waits(seed: int) -> None:
    """Time-average queue length = arrival rate × mean wait, to the last case that still waits."""
    weeks = drawn_weeks(seed, weeks=8, minutes_per_week=10.0)
    environment = simpy.Environment()
    desk = SimpyDesk(environment, 2, 10.0)
    queue_minutes = 0.0
    for week, cases in enumerate(weeks):
        desk.open_week(week, cases)
        while (following := environment.peek()) < (week + 1) * 10.0:
            queue_minutes += len(desk.agents.queue) * (following - environment.now)
            environment.step()
        queue_minutes += len(desk.agents.queue) * ((week + 1) * 10.0 - environment.now)
        environment.run(until=(week + 1) * 10.0)
    twin = play_twin(2, 10.0, weeks)
    waited = sum(decision.wait for week in twin.decided for decision in week)
    waited += sum(80.0 - case.arrival for case in twin.waiting[-1])
    assert queue_minutes > 10.0
    assert queue_minutes == pytest.approx(waited, rel=1e-9)


@pytest.mark.parametrize("tiers", [(0, 0, 0), (0, 1, 2), (2, 1, 0)])
def test_rank_moves_waits_between_tiers_and_never_in_sum(tiers: tuple[int, int, int]) -> None:
    """With equal handling the starts are the same instants whoever goes first.

    Source: one agent, first come first served: wait = max(0, wait before + handling - gap) (Lindley 1952).
    """
    arrivals = np.sort(np.random.default_rng(5).random(60) * 40).tolist()
    waits = [0.0]
    for before, after in pairwise(arrivals):
        waits.append(max(0.0, waits[-1] + 1.0 - (after - before)))
    week = [Case(tiers[place % 3], arrival, place, 1.0, math.inf) for place, arrival in enumerate(arrivals)]
    (decided,) = play_twin(1, 100.0, [week]).decided
    assert sum(decision.wait for decision in decided) == pytest.approx(sum(waits), rel=1e-12)
