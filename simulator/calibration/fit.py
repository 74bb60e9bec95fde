"""Fits the purchase and value models by maximum likelihood, with the uncertainty of each parameter."""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Final

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.optimize import minimize
from scipy.stats import norm

from simulator.calibration import gamma_gamma
from simulator.calibration.models import PurchaseModel
from simulator.calibration.special import FloatArray

EDGE: Final = 6.0
"""Parameters are searched within e^-6 to e^6 of their scale (1, the mean weeks watched, the mean value)."""
GRID: Final = (0.1, 0.5, 2.0)
"""Starting values per parameter, in units of its scale: all combinations are looked at once."""
POLISHED_STARTS: Final = 2
"""The best starts that the optimiser follows; the gamma-gamma likelihood has a second, lower hill."""
HESSIAN_STEP: Final = 1e-3
"""Step in log parameters: rounding and truncation errors of a sum near 1e4 are both under 1e-5 here."""
LOOSE: Final = 1.0
"""Standard error of a logarithm from which a parameter is called loose: its 95% interval spans 50-fold."""


@dataclass(frozen=True)
class Fit:
    """One model fitted to one log.

    Parameters
    ----------
    model
        Name of the model: nbd, bg_nbd, pareto_nbd or gamma_gamma.
    parameters
        Fitted value by name; times in weeks, money in the unit that was given.
    units
        Unit of each parameter by name: shape, weeks or money.
    log_covariance
        Covariance of the *logarithms* of the parameters, in their order, shape (K, K); NaN where the log
        does not tell. Parameters depend strongly on each other: draw sets of them jointly.
    log_likelihood
        At the fitted values.
    customers
        Customers that the fit rests on.
    warnings
        What a reader must know before using it.
    """

    model: str
    parameters: Mapping[str, float]
    units: Mapping[str, str]
    log_covariance: FloatArray
    log_likelihood: float
    customers: int
    warnings: tuple[str, ...] = ()

    @property
    def values(self) -> tuple[float, ...]:
        """The fitted values in the model's order."""
        return tuple(self.parameters.values())

    @property
    def standard_errors(self) -> dict[str, float]:
        """Standard error of each parameter (delta method from the logarithms); NaN where unknown."""
        deviations = np.sqrt(np.diag(self.log_covariance))
        return {
            name: value * float(deviation)
            for (name, value), deviation in zip(self.parameters.items(), deviations, strict=True)
        }

    def intervals(self, level: float = 0.95) -> dict[str, tuple[float, float]]:
        """Interval of each parameter at a confidence level, from the normal law of its logarithm.

        NaN where the log tells none: at the edge of the search, or where it would hold all that was searched.
        """
        widths = float(norm.ppf((1 + level) / 2)) * np.sqrt(np.diag(self.log_covariance))
        factors = [math.exp(width) if width < EDGE else math.nan for width in widths.tolist()]
        return {
            name: (value / factor, value * factor)
            for (name, value), factor in zip(self.parameters.items(), factors, strict=True)
        }


def fit_purchases(model: PurchaseModel, x: ArrayLike, t_x: ArrayLike, t_end: ArrayLike) -> Fit:
    """Fit a model of purchase times.

    Parameters
    ----------
    model
        One of PURCHASE_MODELS.
    x, t_x, t_end
        Repeat purchases, week of the last one (0 if none), weeks watched since the first purchase;
        shape (N,).

    Returns
    -------
    Fit
        With warnings where the log leaves a parameter open.

    Raises
    ------
    ValueError
        When no customer comes back, or the histories are not histories.
    """
    x, t_x, t_end = (np.asarray(value, dtype=np.float64) for value in (x, t_x, t_end))
    _check_histories(x, t_x, t_end)
    # Customers with equal histories share one evaluation.
    histories, copies = np.unique(np.stack([x, t_x, t_end]), axis=1, return_counts=True)
    mean_weeks = float(t_end.mean())
    scales = [mean_weeks if unit == "weeks" else 1.0 for unit in model.UNITS]

    def total(parameters: FloatArray) -> float:
        return float(copies @ model.log_likelihood(list(parameters), *histories))

    return _maximise(model.NAME, model.PARAMETERS, model.UNITS, scales, total, x.size)


def fit_values(x: ArrayLike, mean_value: ArrayLike) -> Fit:
    """Fit the gamma-gamma model to mean order values.

    Parameters
    ----------
    x
        Orders that each customer's mean is taken over, at least 1, shape (N,).
    mean_value
        Mean order value, over 0, shape (N,).

    Returns
    -------
    Fit
        With v in the unit of mean_value.

    Raises
    ------
    ValueError
        When nobody is left, or a value is not over 0.
    """
    x, mean_value = (np.asarray(value, dtype=np.float64) for value in (x, mean_value))
    if x.size == 0 or x.min() < 1 or not np.all(mean_value > 0):
        raise ValueError("order values need customers with at least one repeat order and a mean over 0")
    scales = [1.0, 1.0, float(mean_value.mean())]

    def total(parameters: FloatArray) -> float:
        return float(gamma_gamma.log_likelihood(list(parameters), x, mean_value).sum())

    names, units = gamma_gamma.PARAMETERS, gamma_gamma.UNITS
    return _maximise(gamma_gamma.NAME, names, units, scales, total, x.size)


def _check_histories(x: FloatArray, t_x: FloatArray, t_end: FloatArray) -> None:
    if x.size == 0:
        raise ValueError("there is no customer to fit")
    if x.min() < 0 or t_x.min() < 0 or np.any(t_x > t_end) or np.any((x == 0) != (t_x == 0)):
        raise ValueError("a history needs x >= 0, 0 <= t_x <= t_end, and t_x = 0 exactly when x = 0")
    if x.max() == 0:
        raise ValueError("nobody comes back in the fitted weeks: a rate of buying cannot be told")


def _maximise(
    name: str,
    parameters: Sequence[str],
    units: Sequence[str],
    scales: Sequence[float],
    total: Callable[[FloatArray], float],
    customers: int,
) -> Fit:
    """Search the logarithms of the parameters from the best points of a grid, then measure the curvature."""
    log_scales = np.log(scales)

    def loss(logs: FloatArray) -> float:
        return -total(np.exp(logs + log_scales)) / customers

    def polish(start: FloatArray) -> Any:
        return minimize(
            loss,
            start,
            method="L-BFGS-B",
            jac="2-point",
            bounds=[(-EDGE, EDGE)] * len(parameters),
            options={"ftol": 1e-12, "gtol": 1e-7, "maxiter": 500},
        )

    grid = [np.log(point) for point in itertools.product(GRID, repeat=len(parameters))]
    best = min(map(polish, sorted(grid, key=loss)[:POLISHED_STARTS]), key=lambda result: float(result.fun))
    logs = np.asarray(best.x, dtype=np.float64)
    free = np.abs(logs) < EDGE - 0.01
    covariance = _covariance(lambda point: customers * loss(point), logs, free)
    return Fit(
        model=name,
        parameters=MappingProxyType(dict(zip(parameters, np.exp(logs + log_scales).tolist(), strict=True))),
        units=MappingProxyType(dict(zip(parameters, units, strict=True))),
        log_covariance=covariance,
        log_likelihood=-customers * float(best.fun),
        customers=customers,
        warnings=_warnings(name, parameters, free, covariance),
    )


def _covariance(loss: Callable[[FloatArray], float], logs: FloatArray, free: NDArray[np.bool_]) -> FloatArray:
    """Inverse of the numerical Hessian over the parameters inside the search; NaN in all other places."""
    covariance = np.full((logs.size, logs.size), np.nan)
    inside = np.flatnonzero(free)
    steps = HESSIAN_STEP * np.eye(logs.size)[inside]
    hessian = np.array(
        [
            [
                loss(logs + one + two)
                - loss(logs + one - two)
                - loss(logs - one + two)
                + loss(logs - one - two)
                for two in steps
            ]
            for one in steps
        ]
    ) / (4 * HESSIAN_STEP**2)
    if inside.size and np.all(np.linalg.eigvalsh(hessian) > 0):
        covariance[np.ix_(inside, inside)] = np.linalg.inv(hessian)
    return covariance


def _warnings(
    name: str, parameters: Sequence[str], free: NDArray[np.bool_], covariance: FloatArray
) -> tuple[str, ...]:
    edge = [parameter for parameter, inside in zip(parameters, free, strict=True) if not inside]
    found = []
    if edge:
        found.append(
            f"{name}: {', '.join(edge)} ran to the edge of the search, so the log does not show what "
            f"{'it stands' if len(edge) == 1 else 'they stand'} for; the simpler model fits as well"
        )
    deviations = np.sqrt(np.diag(covariance))
    loose = [
        parameter
        for parameter, inside, deviation in zip(parameters, free, deviations, strict=True)
        if inside and not deviation < LOOSE
    ]
    if loose:
        found.append(f"{name}: the log hardly tells {', '.join(loose)} apart from other values")
    return tuple(found)
