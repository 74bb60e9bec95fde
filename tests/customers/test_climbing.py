"""Climbing rules: beliefs about one's own pace, and what one more order does for a tier."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from simulator.customers.climbing import (
    believed_rate,
    chance_to_reach,
    gain_of_order,
    gain_without_deadline,
)

ORDER, SPREAD = 100.0, 1.16  # qualifying value an order, 1 + squared coefficient of variation of .4


def exact_chance(missing: float, orders: float) -> float:
    """Return the chance that Poisson many gamma orders reach what is missing."""
    if missing <= 0.0:
        return 1.0
    counts = np.arange(1, 300)
    enough = stats.gamma.sf(missing, a=counts / (SPREAD - 1.0), scale=ORDER * (SPREAD - 1.0))
    return float(np.sum(stats.poisson.pmf(counts, orders) * enough))


def test_the_believed_rate_moves_from_the_usual_to_ones_own() -> None:
    assert believed_rate(0, 0, 0.3, 26.0) == pytest.approx(0.3)
    assert believed_rate(26, 26, 0.0, 26.0) == pytest.approx(0.5)
    assert believed_rate(100_000, 200_000, 0.1, 26.0) == pytest.approx(0.5, rel=1e-3)
    assert believed_rate(0, -5, 0.3, 26.0) == pytest.approx(0.3)  # a term that begins later this week


@given(st.floats(1.0, 5000.0), st.floats(0.1, 50.0), st.floats(1.0, 500.0))
def test_the_chance_to_reach_a_level_falls_with_what_is_missing(
    missing: float, orders: float, more: float
) -> None:
    mean, variance = orders * ORDER, orders * ORDER * ORDER * SPREAD
    near, far = chance_to_reach(missing, mean, variance), chance_to_reach(missing + more, mean, variance)
    assert 0.0 <= far <= near <= 1.0


def test_nothing_missing_is_sure_and_without_orders_nothing_comes() -> None:
    assert chance_to_reach(0.0, 100.0, 100.0) == 1.0
    assert chance_to_reach(-5.0, 0.0, 0.0) == 1.0
    assert chance_to_reach(1.0, 0.0, 0.0) == 0.0


@pytest.mark.parametrize(("orders", "error"), [(2.0, 0.08), (5.0, 0.03), (10.0, 0.015), (20.0, 0.006)])
def test_the_gain_of_an_order_is_near_that_of_a_compound_poisson_sum(orders: float, error: float) -> None:
    for needed in np.arange(0.5, 40.0, 0.5):
        missing = float(needed) * ORDER
        exact = exact_chance(missing - ORDER, orders) - exact_chance(missing, orders)
        assert gain_of_order(missing, ORDER, orders / 10.0, 10.0, SPREAD) == pytest.approx(exact, abs=error)


def test_pressure_rises_and_falls_with_the_pace_that_is_needed() -> None:
    gains = np.array([gain_of_order(1000.0, ORDER, pace / 52.0, 26.0, SPREAD) for pace in range(1, 80)])
    peak = int(np.argmax(gains))
    assert (np.diff(gains[: peak + 1]) > 0.0).all()
    assert (np.diff(gains[peak:]) < 0.0).all()
    # Ten orders are missing and half a year is left: strongest for those who order about 20 times a year.
    assert 16 <= peak + 1 <= 24
    assert gains[0] < 1e-4
    assert gains[-1] < 0.01


@given(st.floats(1.0, 3000.0), st.floats(0.02, 2.0), st.floats(0.0, 60.0))
def test_the_gain_of_an_order_is_a_chance(missing: float, rate: float, weeks: float) -> None:
    assert 0.0 <= gain_of_order(missing, ORDER, rate, weeks, SPREAD) <= 1.0
    assert gain_of_order(0.0, ORDER, rate, weeks, SPREAD) == 0.0
    assert gain_of_order(missing, 0.0, rate, weeks, SPREAD) == 0.0


def test_the_order_that_is_enough_is_worth_all_when_no_week_is_left() -> None:
    assert gain_of_order(100.0, ORDER, 0.3, 0.0, SPREAD) == 1.0
    assert gain_of_order(101.0, ORDER, 0.3, 0.0, SPREAD) == 0.0


@given(st.integers(1, 60), st.floats(0.02, 3.0))
def test_without_a_deadline_each_step_nearer_counts_more(steps: int, rate: float) -> None:
    gains = [gain_without_deadline(left * ORDER, ORDER, rate, 0.01) for left in range(1, steps + 2)]
    assert all(0.0 < later < earlier <= 1.0 for earlier, later in pairwise(gains))
    # One order alone brings the level a mean waiting time nearer: 1 - rate / (rate + impatience).
    assert gains[0] == pytest.approx(0.01 / (rate + 0.01))
