"""The two peers of the benchmark play the same market: otherwise their speeds could not be compared."""

from __future__ import annotations

import pytest

from benchmarks import micro_mesa, micro_numpy

# About four standard deviations of a difference between two runs of 20,000 customers for 78 weeks, as shares.
TOLERANCE = {
    "need_rate": 0.022,
    "focal_rate": 0.026,
    "competitor_rate": 0.024,
    "revenue_per_customer_week": 0.025,
    "margin_per_customer_week": 0.025,
    "points_per_customer_week": 0.03,
    "failure_rate": 0.056,
    "active_in_upper_tiers": 0.034,
    "redemption_rate": 0.038,
    "mean_satisfaction": 0.004,
    "mean_trust": 0.004,
    "mean_switching": 0.024,
}


def test_numpy_and_mesa_play_the_same_market() -> None:
    numpy, mesa = (dict(engine.run(20_000, 78, seed=3)) for engine in (micro_numpy, micro_mesa))
    assert set(numpy) == set(mesa) == {*TOLERANCE, "customer_weeks_per_second"}
    for rate, share in TOLERANCE.items():
        assert mesa[rate] == pytest.approx(numpy[rate], rel=share), rate


def test_micro_model_is_as_busy_as_it_says() -> None:
    outcome = micro_numpy.run(100_000, 26, seed=3)
    assert outcome["need_rate"] == pytest.approx(0.24, abs=0.005)
    assert outcome["focal_rate"] == pytest.approx(0.085, abs=0.003)
    assert outcome["competitor_rate"] == pytest.approx(0.097, abs=0.003)
    assert outcome["revenue_per_customer_week"] == pytest.approx(2.6, abs=0.1)


def test_same_seed_same_market() -> None:
    for engine in (micro_numpy, micro_mesa):
        first, second, other = (engine.run(500, 20, seed=seed) for seed in (1, 1, 2))
        assert first["revenue_per_customer_week"] == second["revenue_per_customer_week"]
        assert first["revenue_per_customer_week"] != other["revenue_per_customer_week"]
