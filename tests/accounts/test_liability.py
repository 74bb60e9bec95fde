"""What points are expected to cost, exactly and without overflow."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from simulator.accounts import chart
from simulator.accounts.liability import economic_view, expected_cost
from tests.accounts.books import Books, books


@given(st.integers(-(10**13), 10**13), st.integers(0, 10**8), st.integers(0, 100))
def test_expected_cost_is_exact(points: int, point_cost: int, percent: int) -> None:
    cost = int(expected_cost(np.array([points]), point_cost, percent / 100)[0])
    exact = Fraction(points * round(point_cost * percent / 100), 10**6)
    assert exact - Fraction(1, 2) < cost <= exact + Fraction(1, 2)


@given(books())
def test_a_point_more_or_a_higher_share_never_owes_less(drawn: Books) -> None:
    few = economic_view(drawn.tally, drawn.opening, 600_000, 0.5)
    drawn.tally[..., chart.POINTS_OUTSTANDING] += 10
    more = economic_view(drawn.tally, drawn.opening, 600_000, 0.5)
    assert (more.points[1:] > few.points[1:]).all()
    assert more.points[0] == few.points[0]
    assert (few.total == few.points + few.status + few.vouchers + few.fees).all()


def test_the_obligation_is_points_at_expected_cost_status_vouchers_and_unearned_fees() -> None:
    tally = np.zeros((2, 2, 3, chart.WIDTH), np.int64)
    tally[:, 1, 0, chart.POINTS_OUTSTANDING] = [1000, 3000]
    tally[:, 1, 2, chart.STATUS_OBLIGATION] = [50, 70]
    tally[:, 1, 1, chart.VOUCHERS_OUTSTANDING] = [2000, 4000]
    tally[:, 0, 1, chart.FEES_UNEARNED] = [9, 4]
    opening = np.zeros(chart.WIDTH, np.int64)
    opening[chart.FEES_UNEARNED] = 3
    opening[chart.POINTS_OUTSTANDING], opening[chart.STATUS_OBLIGATION] = 500, 20
    opening[chart.VOUCHERS_OUTSTANDING] = 1000
    view = economic_view(tally, opening, 500_000, 0.8)
    assert view.points.tolist() == [200, 400, 1200]
    assert view.status.tolist() == [20, 50, 70]
    assert view.vouchers.tolist() == [1000, 2000, 4000]
    assert view.fees.tolist() == [3, 9, 4]
    assert view.total.tolist() == [1223, 2459, 5274]
