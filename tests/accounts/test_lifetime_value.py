"""A customer's worth: the formula, its elasticity, and the run's own figure beside it."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulator.accounts.lifetime_value import (
    FIRST_AFTER_A_PERIOD,
    FIRST_NOW,
    retention_elasticity,
    retention_value,
    simulated_value,
)

TIMINGS = [FIRST_NOW, FIRST_AFTER_A_PERIOD]
timings = st.sampled_from(TIMINGS)


def test_the_published_geometric_customer() -> None:
    weekly = 0.10 / 52
    assert retention_value(10, 0.97, weekly) == pytest.approx(313.855, abs=0.001)
    assert retention_value(10, 0.97, weekly, periods=260) == pytest.approx(313.786, abs=0.001)
    assert retention_value(10, 0.97, weekly, FIRST_AFTER_A_PERIOD) == pytest.approx(303.855, abs=0.001)


def test_a_simulated_cohort_agrees_with_the_formula() -> None:
    """200,000 customers worth 10.00 a week, whose lifetimes are geometric at the same chance each week."""
    customers, weeks = 200_000, 260
    chance = (np.arange(customers) + 0.5) / customers
    lifetimes = 1 + np.floor(np.log(chance) / np.log(0.97)).astype(np.int64)
    alive = (lifetimes[:, np.newaxis] > np.arange(weeks)).sum(axis=0)
    simulated = simulated_value(alive * 1000, customers, 0.10) / 100
    assert simulated == pytest.approx(313.786, rel=0.002)
    assert simulated == pytest.approx(retention_value(10, 0.97, 0.10 / 52, periods=weeks), rel=0.002)


@given(st.floats(0.1, 0.99), st.floats(0.0, 0.2), timings, st.integers(1, 40))
def test_the_formula_is_the_sum_of_its_margins(stay: float, rate: float, timing: str, periods: int) -> None:
    start = 0 if timing == FIRST_NOW else 1
    terms = [7.0 * stay**t / (1 + rate) ** t for t in range(start, start + periods)]
    assert retention_value(7.0, stay, rate, timing, periods) == pytest.approx(sum(terms), rel=1e-9)


@given(st.floats(0.3, 0.95), st.floats(0.05, 0.2), timings)
def test_the_elasticity_is_that_of_the_formula(stay: float, rate: float, timing: str) -> None:
    step = 1e-6
    up = retention_value(1.0, stay * (1 + step), rate, timing)
    down = retention_value(1.0, stay * (1 - step), rate, timing)
    slope = np.log(up / down) / (2 * step)
    assert retention_elasticity(stay, rate, timing) == pytest.approx(slope, rel=1e-5)


@pytest.mark.parametrize(("stay", "rate", "least", "most"), [(0.70, 0.15, 2.5, 2.6), (0.90, 0.08, 5.9, 6.1)])
def test_elasticities_of_usual_firms(stay: float, rate: float, least: float, most: float) -> None:
    assert least < retention_elasticity(stay, rate, FIRST_AFTER_A_PERIOD) < most


def test_what_has_no_value_is_refused() -> None:
    with pytest.raises(ValueError, match="no end"):
        retention_value(10, 1.0, 0.0)
    with pytest.raises(ValueError, match="FIRST_NOW or FIRST_AFTER_A_PERIOD"):
        retention_value(10, 0.9, 0.1, "later")
    with pytest.raises(ValueError, match="at least one customer"):
        simulated_value(np.array([1, 2]), 0, 0.1)
