"""Leaving and switching costs: hazards within their bounds, exponential lifetimes, costs that hold back."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulator.customers.leaving import MOST, leaves_after, leaving_hazard
from simulator.customers.state import STAYS
from simulator.customers.switching import (
    current_pace,
    financial_cost,
    procedural_cost,
    relational_cost,
    satisfaction_damping,
)

chances = st.floats(1e-12, 1.0 - 1e-12)


@given(st.floats(0.0, 0.2), st.floats(-50.0, 50.0))
def test_feelings_move_the_hazard_by_a_factor_of_eight_at_most(base: float, pull: float) -> None:
    hazard = leaving_hazard(base, pull)
    assert base / MOST * 0.999999 <= hazard <= base * MOST * 1.000001
    assert leaving_hazard(base, 0.0) == base
    assert leaving_hazard(base, pull) <= leaving_hazard(base, pull + 0.1)


@given(chances, st.floats(1e-9, 2.0))
def test_who_leaves_does_so_within_the_week(u: float, hazard: float) -> None:
    after = leaves_after(u, hazard)
    assert after == STAYS or 0.0 <= after <= 1.0
    assert (after == STAYS) == (u >= 1.0 - math.exp(-hazard))


def test_lifetimes_are_exponential() -> None:
    uniforms = (np.arange(100_000) + 0.5) / 100_000
    after = np.array([leaves_after(float(u), 0.3) for u in uniforms])
    assert np.mean(after == STAYS) == pytest.approx(math.exp(-0.3), abs=1e-4)
    for part in (0.1, 0.5, 0.9):
        assert np.mean(after <= part) == pytest.approx(1.0 - math.exp(-0.3 * part), abs=1e-4)


def test_nobody_leaves_without_a_hazard() -> None:
    assert leaves_after(1e-12, 0.0) == STAYS


def test_switching_costs_grow_with_orders_and_time_up_to_their_most() -> None:
    assert procedural_cost(0.3, 0, 8.0) == 0.0
    assert procedural_cost(0.3, 8, 8.0) == pytest.approx(0.3 * (1.0 - math.exp(-1.0)))
    assert procedural_cost(0.3, 10_000, 8.0) == pytest.approx(0.3)
    assert relational_cost(0.5, 0.6, 0, 78.0) == 0.0
    assert relational_cost(0.5, 0.6, -3, 78.0) == 0.0
    assert relational_cost(0.5, 0.6, 100_000, 78.0) == pytest.approx(0.3)
    assert relational_cost(0.5, 0.9, 52, 78.0) > relational_cost(0.5, 0.3, 52, 78.0)


@given(st.floats(0.0, 1e9), st.floats(1.0, 1e6), st.floats(0.0, 100.0))
def test_what_is_at_stake_counts_against_usual_spending_and_never_above_one(
    stake: float, basket: float, orders: float
) -> None:
    cost = financial_cost(5.5, stake, basket, orders)
    assert 0.0 <= cost <= 1.0
    assert cost <= financial_cost(5.5, 2.0 * stake, basket, orders)
    assert financial_cost(5.5, stake, basket, orders + 1.0) <= cost
    assert financial_cost(5.5, 10.0, 100.0, 5.0) == pytest.approx(0.11)
    assert financial_cost(5.5, 10.0, 100.0, 0.3) == financial_cost(5.5, 10.0, 100.0, 1.0) == 0.55


def test_ties_weaken_the_pull_of_satisfaction_and_money_strengthens_it() -> None:
    assert satisfaction_damping(0.2, 0.0, 0.0, 0.0) == 1.0
    assert satisfaction_damping(0.2, 0.3, 0.5, 0.0) == pytest.approx(0.84)
    assert satisfaction_damping(0.2, 0.3, 0.5, 1.0) == pytest.approx(0.94)
    assert satisfaction_damping(5.0, 1.0, 1.0, 0.0) == 0.2
    assert satisfaction_damping(0.0, 1.0, 1.0, 1.0) == 1.0


def test_the_pace_of_a_steady_buyer_is_his_rate() -> None:
    pace = 0.0
    for _ in range(400):  # an order every second week
        pace = current_pace(pace, 2) + 1.0 / 26.0
    # Between two orders the smoothed pace falls from just above the rate to just below it.
    assert current_pace(pace, 2) < 0.5 < pace
    assert current_pace(pace, 1) == pytest.approx(0.5, rel=0.01)
    assert current_pace(pace, 0) == pace
    assert current_pace(pace, 26) == pytest.approx(pace / math.e)
    assert current_pace(pace, 1_000_000) == 0.0
