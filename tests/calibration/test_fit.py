from __future__ import annotations

import numpy as np
import pytest
from scipy.integrate import quad
from scipy.special import polygamma
from scipy.stats import gamma as gamma_law

from simulator.calibration import Calibration, bg_nbd, gamma_gamma, nbd, pareto_nbd
from simulator.calibration.fit import fit_purchases, fit_values
from tests.calibration.purchase_by_purchase import bg_nbd_histories, pareto_nbd_histories

PUBLISHED = {
    "bg_nbd": ({"r": 0.2426, "alpha": 4.4136, "a": 0.7929, "b": 2.4259}, -9582.4),
    "pareto_nbd": ({"r": 0.5533, "alpha": 10.578, "s": 0.6062, "beta": 11.669}, -9595.0),
}


@pytest.mark.parametrize("name", PUBLISHED)
def test_published_fits_to_cdnow(cdnow: Calibration, name: str) -> None:
    parameters, log_likelihood = PUBLISHED[name]
    fit = cdnow.fits[name]
    assert dict(fit.parameters) == pytest.approx(parameters, rel=5e-4)
    assert fit.log_likelihood == pytest.approx(log_likelihood, abs=0.06)
    assert fit.customers == 2357
    assert fit.warnings == ()


def test_published_gamma_gamma_fit_to_cdnow(cdnow: Calibration) -> None:
    fit = cdnow.fits["gamma_gamma"]
    assert dict(fit.parameters) == pytest.approx({"p": 6.25, "q": 3.74, "v": 15.44}, rel=2e-3)
    assert fit.customers == 946
    assert gamma_gamma.mean_order_value(fit.values) == pytest.approx(35.2, abs=0.1)


def test_nbd_fit_to_cdnow(cdnow: Calibration) -> None:
    assert dict(cdnow.fits["nbd"].parameters) == pytest.approx({"r": 0.385, "alpha": 12.07}, rel=2e-3)


def test_intervals_hold_the_fit_and_widen_with_the_level(cdnow: Calibration) -> None:
    for fit in cdnow.fits.values():
        for name, value in fit.parameters.items():
            narrow, wide = fit.intervals(0.5)[name], fit.intervals(0.99)[name]
            assert wide[0] < narrow[0] < value < narrow[1] < wide[1]
            assert fit.standard_errors[name] > 0


def test_standard_errors_equal_those_of_the_analytic_curvature(cdnow: Calibration) -> None:
    fit, seen = cdnow.fits["nbd"], cdnow.holdout.histories
    r, alpha = fit.values
    until = alpha + seen.t_end
    rr = np.sum(polygamma(1, r + seen.x) - polygamma(1, r))
    mixed = np.sum(1 / alpha - 1 / until)
    aa = np.sum((r + seen.x) / until**2 - r / alpha**2)
    errors = np.sqrt(np.diag(np.linalg.inv(-np.array([[rr, mixed], [mixed, aa]]))))
    assert list(fit.standard_errors.values()) == pytest.approx(errors.tolist(), rel=1e-3)


def test_bg_nbd_recovers_the_parameters_that_made_the_data() -> None:
    made_by = (0.2426, 4.4136, 0.7929, 2.4259)
    fit = fit_purchases(bg_nbd, *bg_nbd_histories(made_by, 20_000, 39.0, seed=11))
    r, _, a, b = fit.values
    assert r == pytest.approx(made_by[0], rel=0.15)
    assert a / (a + b) == pytest.approx(made_by[2] / (made_by[2] + made_by[3]), rel=0.15)
    assert bg_nbd.expectation(fit.values, 39.0)[0] == pytest.approx(1.20, abs=0.05)
    for name, truth in zip(fit.parameters, made_by, strict=True):
        low, high = fit.intervals(0.999)[name]
        assert low < truth < high


def test_pareto_nbd_recovers_the_parameters_that_made_the_data() -> None:
    made_by = (0.5533, 10.578, 0.6062, 11.669)
    x, t_x, t_end = pareto_nbd_histories(made_by, 8_000, 78.0, seed=12)
    fit = fit_purchases(pareto_nbd, x, t_x, t_end)
    assert fit.values[0] == pytest.approx(made_by[0], rel=0.15)
    for name, truth in zip(fit.parameters, made_by, strict=True):
        low, high = fit.intervals(0.999)[name]
        assert low < truth < high


def test_nine_in_ten_intervals_hold_the_truth() -> None:
    generator = np.random.default_rng(13)
    held = []
    for _ in range(100):
        rate = generator.gamma(0.8, 1 / 6.0, 400)
        x = generator.poisson(rate * 26.0).astype(float)
        low, high = fit_purchases(nbd, x, np.where(x > 0, 26.0, 0), np.full(400, 26.0)).intervals(0.9)["r"]
        held.append(low < 0.8 < high)
    # Binomial(100, .9): fewer than 80 or more than 98 would happen in 2 of 1,000 studies.
    assert 80 <= sum(held) <= 98


def test_gamma_gamma_likelihood_equals_brute_force_over_the_mixing_law() -> None:
    p, q, v = 6.25, 3.74, 15.44
    for x, mean in ((1, 35.0), (2, 80.0), (5, 12.0)):
        brute, _ = quad(
            lambda nu, x=x, mean=mean: (
                gamma_law.pdf(mean, p * x, scale=1 / (nu * x)) * gamma_law.pdf(nu, q, scale=1 / v)
            ),
            0,
            8,
            epsabs=0,
            limit=200,
        )
        ours = gamma_gamma.log_likelihood((p, q, v), np.array([float(x)]), np.array([mean]))[0]
        assert ours == pytest.approx(np.log(brute), abs=1e-8)


def test_gamma_gamma_is_finite_for_heavy_buyers_and_any_currency() -> None:
    x = np.array([1.0, 1e4, 1e4, 1e4])
    value = np.array([1e-2, 1e-2, 30.0, 1e9])
    assert np.isfinite(gamma_gamma.log_likelihood((6.25, 3.74, 15.44), x, value)).all()


def test_gamma_gamma_recovers_its_parameters_in_a_large_currency_too() -> None:
    generator = np.random.default_rng(14)
    for unit in (1.0, 1000.0):
        x = 1.0 + generator.poisson(2.0, 6000)
        nu = generator.gamma(3.74, 1 / (15.44 * unit), 6000)
        fit = fit_values(x, generator.gamma(6.25 * x, 1 / (nu * x)))
        for (name, _), truth in zip(fit.parameters.items(), (6.25, 3.74, 15.44 * unit), strict=True):
            low, high = fit.intervals(0.999)[name]
            assert low < truth < high


def test_dropout_that_the_log_does_not_show_is_said_and_has_no_interval() -> None:
    generator = np.random.default_rng(15)
    rate = generator.gamma(2.0, 1 / 4.0, 800)
    x = generator.poisson(rate * 52.0).astype(float)
    last = np.where(x > 0, 52.0 * generator.beta(np.maximum(x, 1), 1.0), 0)
    fit = fit_purchases(pareto_nbd, x, last, np.full(800, 52.0))
    assert any("ran to the edge" in warning or "hardly tells" in warning for warning in fit.warnings)
    plain = fit_purchases(nbd, x, last, np.full(800, 52.0))
    assert fit.log_likelihood == pytest.approx(plain.log_likelihood, abs=1.0)


@pytest.mark.parametrize(
    ("history", "message"),
    [
        (([0, 0], [0, 0], [10, 20]), "nobody comes back"),
        (([1], [12], [10]), "a history needs"),
        (([0], [3], [10]), "a history needs"),
        (([], [], []), "no customer"),
    ],
)
def test_histories_that_cannot_be_fitted_are_refused(
    history: tuple[list[float], list[float], list[float]], message: str
) -> None:
    with pytest.raises(ValueError, match=message):
        fit_purchases(bg_nbd, *history)


def test_values_that_cannot_be_fitted_are_refused() -> None:
    with pytest.raises(ValueError, match="mean over 0"):
        fit_values([1, 2], [10.0, 0.0])
