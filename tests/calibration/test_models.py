from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray
from scipy.special import gamma as gamma_function
from scipy.special import roots_genlaguerre, roots_jacobi, roots_legendre

from simulator.calibration import bg_nbd, nbd, pareto_nbd
from simulator.calibration.models import (
    PURCHASE_MODELS,
    PurchaseModel,
    conditional_expectation,
    purchase_model,
)
from tests.calibration.purchase_by_purchase import bg_nbd_histories, pareto_nbd_histories

Four = tuple[float, float, float, float]
Array = NDArray[np.float64]
NBD_CDNOW = (0.3848, 12.07)
BG_NBD_CDNOW: Four = (0.2426, 4.4136, 0.7929, 2.4259)
PARETO_NBD_CDNOW: Four = (0.5533, 10.578, 0.6062, 11.669)
ON_CDNOW = [(nbd, NBD_CDNOW), (bg_nbd, BG_NBD_CDNOW), (pareto_nbd, PARETO_NBD_CDNOW)]
HISTORIES = [(0, 0.0, 39.0), (1, 3.0, 39.0), (2, 38.0, 39.0), (3, 20.0, 30.0), (6, 12.0, 12.0)]


def one(value: float) -> Array:
    return np.array([float(value)])


def gamma_nodes(shape: float, rate: float) -> tuple[Array, Array]:
    """Points and weights of a gamma mixing law (generalised Gauss-Laguerre)."""
    points, weights = roots_genlaguerre(100, shape - 1)
    return points / rate, weights / gamma_function(shape)


def beta_nodes(a: float, b: float) -> tuple[Array, Array]:
    """Points and weights of a beta mixing law (Gauss-Jacobi)."""
    points, weights = roots_jacobi(40, b - 1, a - 1)
    return (1 + points) / 2, weights / weights.sum()


def bg_nbd_by_force(parameters: Four, x: int, t_x: float, t_end: float) -> tuple[float, float]:
    """Likelihood of being alive, and of having dropped out, summed over rates and drop chances."""
    r, alpha, a, b = parameters
    rate, rate_weight = gamma_nodes(r, alpha)
    p, p_weight = beta_nodes(a, b)
    alive = (rate_weight @ (rate**x * np.exp(-rate * t_end))) * (p_weight @ (1 - p) ** x)
    if x == 0:
        return float(alive), 0.0
    dropped = (rate_weight @ (rate**x * np.exp(-rate * t_x))) * (p_weight @ (p * (1 - p) ** (x - 1)))
    return float(alive), float(dropped)


def pareto_nbd_by_force(parameters: Four, x: int, t_x: float, t_end: float) -> tuple[float, float]:
    """Likelihood of being alive, and of having left, summed over rates of buying, of leaving, and times."""
    r, alpha, s, beta = parameters
    rate, rate_weight = gamma_nodes(r, alpha)
    leaving, leaving_weight = gamma_nodes(s, beta)
    alive = (rate_weight @ (rate**x * np.exp(-rate * t_end))) * (leaving_weight @ np.exp(-leaving * t_end))
    points, weights = roots_legendre(60)
    half = (t_end - t_x) / 2
    left = 0.0
    for u, weight in zip(t_x + half * (1 + points), half * weights, strict=True):
        buying_until = rate_weight @ (rate**x * np.exp(-rate * u))
        left += weight * buying_until * (leaving_weight @ (leaving * np.exp(-leaving * u)))
    return float(alive), float(left)


BY_FORCE = [
    (bg_nbd, bg_nbd_by_force, BG_NBD_CDNOW),
    (bg_nbd, bg_nbd_by_force, (1.5, 8.0, 1.0, 4.0)),
    (pareto_nbd, pareto_nbd_by_force, PARETO_NBD_CDNOW),
    (pareto_nbd, pareto_nbd_by_force, (0.9, 25.0, 1.4, 9.0)),
    (pareto_nbd, pareto_nbd_by_force, (0.7, 12.0, 1.0, 12.0)),
]


@pytest.mark.parametrize("history", HISTORIES)
@pytest.mark.parametrize(("model", "by_force", "parameters"), BY_FORCE)
def test_likelihood_and_chance_to_be_alive_equal_brute_force_over_the_mixing_laws(
    model: PurchaseModel, by_force: Any, parameters: Four, history: tuple[int, float, float]
) -> None:
    alive, gone = by_force(parameters, *history)
    x, t_x, t_end = map(one, history)
    assert model.log_likelihood(parameters, x, t_x, t_end)[0] == pytest.approx(np.log(alive + gone), abs=1e-7)
    assert model.p_alive(parameters, x, t_x, t_end)[0] == pytest.approx(alive / (alive + gone), rel=1e-7)


@given(
    r=st.floats(0.05, 20),
    alpha=st.floats(0.05, 500),
    s=st.floats(0.05, 20),
    beta=st.floats(0.05, 500),
    x=st.sampled_from([0, 1, 30, 1_000, 10_000]),
    recency=st.floats(0, 1),
    t_end=st.sampled_from([0.5, 52.0, 1_000.0, 10_000.0]),
)
def test_heavy_buyers_give_finite_figures_in_every_model(
    r: float, alpha: float, s: float, beta: float, x: int, recency: float, t_end: float
) -> None:
    history = (one(x), one(recency * t_end if x else 0), one(t_end))
    for model, parameters in (
        (nbd, (r, alpha)),
        (bg_nbd, (r, alpha, s, beta)),
        (pareto_nbd, (r, alpha, s, beta)),
    ):
        assert np.isfinite(model.log_likelihood(parameters, *history)).all()
        alive = model.p_alive(parameters, *history)
        assert 0 <= alive[0] <= 1
        expected = conditional_expectation(model, parameters, *history, 52.0)[0]
        assert 0 <= expected <= (r + x) / (alpha + t_end) * 52 * (1 + 1e-9)


def test_the_two_branches_of_the_pareto_nbd_meet() -> None:
    x, t_x, t_end = (np.array(column, dtype=float) for column in zip(*HISTORIES, strict=True))
    below = pareto_nbd.log_likelihood((0.6, 10 - 1e-7, 0.7, 10.0), x, t_x, t_end)
    above = pareto_nbd.log_likelihood((0.6, 10 + 1e-7, 0.7, 10.0), x, t_x, t_end)
    np.testing.assert_allclose(below, above, atol=1e-6)


def test_published_expectations() -> None:
    assert bg_nbd.expectation((0.8, 6, 0.9, 3), 52)[0] == pytest.approx(3.26818, abs=1e-5)
    assert bg_nbd.expectation(BG_NBD_CDNOW, 39)[0] == pytest.approx(1.20, abs=0.05)
    assert nbd.expectation((0.8, 6), 52)[0] == pytest.approx(6.9333, abs=1e-4)


def test_expectations_pass_smoothly_through_the_points_where_closed_forms_divide_by_zero() -> None:
    weeks = np.array([0.0, 1.0, 39.0, 520.0])
    for model in (bg_nbd, pareto_nbd):
        at_one = model.expectation((0.8, 6.0, 1.0, 3.0), weeks)
        near_one = model.expectation((0.8, 6.0, 1.0 + 1e-9, 3.0), weeks)
        np.testing.assert_allclose(at_one, near_one, rtol=1e-7)
        assert at_one[0] == 0
        assert np.all(np.diff(at_one) > 0)


def test_buying_faster_shortens_lives_in_bg_nbd_only() -> None:
    faster = 1.3
    r, alpha, s, beta = PARETO_NBD_CDNOW
    weeks = np.array([1.0, 13.0, 52.0, 200.0])
    lifted = pareto_nbd.expectation((r, alpha / faster, s, beta), weeks)
    np.testing.assert_allclose(lifted, faster * pareto_nbd.expectation(PARETO_NBD_CDNOW, weeks), rtol=1e-12)
    r, alpha, a, b = BG_NBD_CDNOW
    lost = bg_nbd.expectation((r, alpha / faster, a, b), weeks) / bg_nbd.expectation(BG_NBD_CDNOW, weeks)
    assert np.all(lost < faster)
    assert np.all(np.diff(lost) < 0)


@pytest.mark.parametrize(("model", "parameters"), ON_CDNOW)
def test_drawn_counts_have_the_expected_mean_at_every_end(
    model: PurchaseModel, parameters: tuple[float, ...]
) -> None:
    ends = np.array([4.0, 39.0, 78.0])
    weeks = np.repeat(ends[:, None], 200_000, axis=1)
    counts = model.draw_counts(parameters, weeks, np.random.default_rng(7))
    assert counts.dtype == np.int64
    assert np.all(np.diff(counts, axis=0) >= 0)
    error = counts.std(axis=1) / np.sqrt(counts.shape[1])
    assert np.all(np.abs(counts.mean(axis=1) - model.expectation(parameters, ends)) < 4 * error)


@pytest.mark.parametrize(
    ("model", "parameters", "purchase_by_purchase"),
    [
        (bg_nbd, BG_NBD_CDNOW, bg_nbd_histories),
        (pareto_nbd, PARETO_NBD_CDNOW, pareto_nbd_histories),
    ],
)
def test_drawn_counts_are_distributed_as_purchase_by_purchase(
    model: PurchaseModel, parameters: Four, purchase_by_purchase: Any
) -> None:
    customers = 100_000
    slow = purchase_by_purchase(parameters, customers, 39.0, seed=1)[0].astype(np.int64)
    fast = model.draw_counts(parameters, np.full((1, customers), 39.0), np.random.default_rng(2))[0]
    shares = [np.bincount(np.minimum(counts, 12), minlength=13) / customers for counts in (slow, fast)]
    error = np.sqrt(np.maximum(shares[0], 1e-4) * 2 / customers)
    assert np.all(np.abs(shares[0] - shares[1]) < 4.5 * error)


def test_share_without_a_repeat_purchase_after_39_weeks() -> None:
    bg = bg_nbd.draw_counts(BG_NBD_CDNOW, np.full((1, 200_000), 39.0), np.random.default_rng(3))
    assert (bg == 0).mean() == pytest.approx(0.573, abs=0.01)
    plain = nbd.draw_counts((0.8, 6.0), np.full((1, 200_000), 52.0), np.random.default_rng(4))
    assert (plain == 0).mean() == pytest.approx(0.162847, abs=0.003)


def test_conditional_expectation_equals_the_future_of_like_customers() -> None:
    # Customers of a simulated cohort, drawn on and on: those alike in the past buy as predicted later.
    customers = 400_000
    weeks = np.stack([np.full(customers, 20.0), np.full(customers, 40.0)])
    for model, parameters in ON_CDNOW:
        before, after = model.draw_counts(parameters, weeks, np.random.default_rng(5))
        quiet = before == 0
        later = (after - before)[quiet]
        predicted = conditional_expectation(model, parameters, one(0), one(0), one(20), 20.0)[0]
        assert abs(later.mean() - predicted) < 4 * later.std() / np.sqrt(later.size)


def test_an_unknown_model_is_refused_with_the_names_that_exist() -> None:
    assert [purchase_model(model.NAME) for model in PURCHASE_MODELS] == list(PURCHASE_MODELS)
    with pytest.raises(ValueError, match="nbd, bg_nbd, pareto_nbd"):
        purchase_model("weibull")
