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
    shopping_days_chance,
)

ORDER, WITHIN = 100.0, 0.16  # qualifying value an order, squared coefficient of variation of .4


def exact_chance(missing: float, orders: float) -> float:
    """Return the chance that Poisson many gamma orders reach what is missing, in usual orders."""
    if missing <= 0.0:
        return 1.0
    counts = np.arange(1, 300)
    enough = stats.gamma.sf(missing, a=counts / WITHIN, scale=WITHIN)
    return float(np.sum(stats.poisson.pmf(counts, orders) * enough))


def test_the_believed_rate_moves_from_the_usual_to_ones_own() -> None:
    assert believed_rate(0, 0, 0.3, 26.0) == pytest.approx(0.3)
    assert believed_rate(26, 26, 0.0, 26.0) == pytest.approx(0.5)
    assert believed_rate(100_000, 200_000, 0.1, 26.0) == pytest.approx(0.5, rel=1e-3)
    assert believed_rate(0, -5, 0.3, 26.0) == pytest.approx(0.3)  # a term that begins later this week


@given(st.floats(0.01, 50.0), st.floats(0.1, 50.0), st.floats(0.01, 5.0))
def test_the_chance_to_reach_a_level_falls_with_what_is_missing(
    missing: float, orders: float, more: float
) -> None:
    near, far = chance_to_reach(missing, orders, WITHIN), chance_to_reach(missing + more, orders, WITHIN)
    assert 0.0 <= far <= near + 1e-4
    assert near <= 1.0


def test_nothing_missing_is_sure_and_without_orders_nothing_comes() -> None:
    assert chance_to_reach(0.0, 100.0, WITHIN) == 1.0
    assert chance_to_reach(-5.0, 0.0, WITHIN) == 1.0
    assert chance_to_reach(1.0, 0.0, WITHIN) == 0.0


@pytest.mark.parametrize(
    ("orders", "error"),
    [(0.3, 0.005), (1.0, 0.005), (3.0, 0.005), (5.0, 0.005), (10.0, 0.015), (20.0, 0.006)],
)
def test_the_gain_of_an_order_is_near_that_of_a_compound_poisson_sum(orders: float, error: float) -> None:
    for missing in np.arange(0.5, 40.0, 0.1):
        exact = exact_chance(missing - 1.0, orders) - exact_chance(missing, orders)
        assert gain_of_order(float(missing), 1.0, orders, WITHIN) == pytest.approx(exact, abs=error)


def test_a_light_buyer_near_a_deadline_has_little_to_gain() -> None:
    # One order is expected and a little more than one is missing: a gamma sum would say .49.
    exact = exact_chance(0.2, 1.0) - exact_chance(1.2, 1.0)
    assert exact == pytest.approx(0.278, abs=0.001)
    assert gain_of_order(1.2, 1.0, 1.0, WITHIN) == pytest.approx(exact, abs=0.005)


def test_a_double_day_brings_two_orders_nearer() -> None:
    exact = exact_chance(1.0, 2.0) - exact_chance(3.0, 2.0)
    assert gain_of_order(3.0, 2.0, 2.0, WITHIN) == pytest.approx(exact, abs=0.01)


def test_shopping_days_of_a_month_come_by_poisson_orders() -> None:
    assert shopping_days_chance(1.5, 3) == pytest.approx(float(stats.poisson.sf(2, 1.5)))
    assert shopping_days_chance(0.0, 1) == 0.0
    assert shopping_days_chance(0.4, 1) == pytest.approx(1.0 - float(np.exp(-0.4)))


def test_pressure_rises_and_falls_with_the_pace_that_is_needed() -> None:
    gains = np.array([gain_of_order(10.0, 1.0, pace / 2.0, WITHIN) for pace in range(1, 80)])
    peak = int(np.argmax(gains))
    assert (np.diff(gains[: peak + 1]) > 0.0).all()
    assert (np.diff(gains[peak:]) < 0.0).all()
    # Ten orders are missing and half a year is left: strongest for those who order about 20 times a year.
    assert 16 <= peak + 1 <= 24
    assert gains[0] < 1e-4
    assert gains[-1] < 0.01


@given(st.floats(0.01, 30.0), st.floats(0.0, 60.0), st.floats(0.01, 3.0))
def test_the_gain_of_an_order_is_a_chance(missing: float, orders: float, step: float) -> None:
    assert 0.0 <= gain_of_order(missing, step, orders, WITHIN) <= 1.0
    assert gain_of_order(0.0, step, orders, WITHIN) == 0.0
    assert gain_of_order(missing, 0.0, orders, WITHIN) == 0.0


def test_the_order_that_is_enough_is_worth_all_when_no_week_is_left() -> None:
    assert gain_of_order(1.0, 1.0, 0.0, WITHIN) == 1.0
    assert gain_of_order(1.01, 1.0, 0.0, WITHIN) == 0.0


@given(st.integers(1, 60), st.floats(0.02, 3.0))
def test_without_a_deadline_each_step_nearer_counts_more(steps: int, rate: float) -> None:
    gains = [gain_without_deadline(left * ORDER, ORDER, rate, 0.01) for left in range(1, steps + 2)]
    assert all(0.0 < later < earlier <= 1.0 for earlier, later in pairwise(gains))
    # One order alone brings the level a mean waiting time nearer: 1 - rate / (rate + impatience).
    assert gains[0] == pytest.approx(0.01 / (rate + 0.01))
