"""Two integrals that the purchase models need, written so that heavy buyers never overflow."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import betaln

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]
Parameters = Sequence[float | FloatArray]
"""A model's parameters in its own order: one number each, or one per customer, shape (N,)."""

SMALLEST_RATE: Final = 1e-300
"""A gamma draw with a shape near 0 may come out as 0; this keeps its reciprocal finite."""

CONVERGED: Final = 1e-14
"""Relative change at which the continued fraction stops: a few units in the last place."""
MOST_STEPS: Final = 50_000
"""Enough for 1 - z down to 1e-6, far outside what a fit visits."""


def log_hypergeometric(b: ArrayLike, c: ArrayLike, z: ArrayLike) -> FloatArray:
    """Logarithm of the Gauss function 2F1(1, b; c; z) by its continued fraction.

    The Pareto/NBD needs 2F1(c - 1, .; c; z) with c up to 10,000, whose value leaves the range of a
    float. Euler's transformation turns it into a power times 2F1(1, b; c; z), which lies between 1 and
    1 / (1 - z); the fraction's coefficients lie in (0, 1), so nothing overflows or cancels.

    Parameters
    ----------
    b, c
        Parameters, 0 < b < c and c > 1, shape (N,) or scalar.
    z
        Argument in [0, 1), shape (N,) or scalar.

    Returns
    -------
    FloatArray
        log 2F1(1, b; c; z), shape of the broadcast arguments.

    Raises
    ------
    ArithmeticError
        When the fraction has not settled (z closer to 1 than about 1e-6).

    Source: Gauss's continued fraction, DLMF 15.7.5 (https://dlmf.nist.gov/15.7), by Lentz's method.
    """
    b, c, z = np.broadcast_arrays(*(np.asarray(value, dtype=np.float64) for value in (b, c, z)))
    # The value is 1 / (1 - k1 z / (1 - k2 z / ...)); numerator and denominator are the tails' ratios.
    value = np.ones(z.shape)
    numerator = np.ones(z.shape)
    denominator = np.zeros(z.shape)
    for step in range(1, MOST_STEPS):
        n = step // 2
        if step % 2:
            coefficient = (c + n - 1) * (b + n) / ((c + 2 * n - 1) * (c + 2 * n))
        else:
            coefficient = n * (c - b + n - 1) / ((c + 2 * n - 2) * (c + 2 * n - 1))
        numerator = 1 - coefficient * z / numerator
        denominator = 1 / (1 - coefficient * z * denominator)
        change = numerator * denominator
        value = value * change
        if np.all(np.abs(change - 1) < CONVERGED):
            return np.asarray(-np.log(value), dtype=np.float64)
    raise ArithmeticError("the continued fraction of 2F1 did not settle: its argument is too close to 1")


def beta_mean(
    function: Callable[[FloatArray], FloatArray], a: ArrayLike, b: ArrayLike, nodes: int = 300
) -> FloatArray:
    """Mean of a smooth bounded function of p under Beta(a, b), accurate to about 1e-10.

    The trapezium rule on the log-odds of p, stretched by a hyperbolic sine: the integrand then falls off
    doubly exponentially at both ends, where that rule converges geometrically. It has no singular point
    (the closed form of the BG/NBD expectation divides by a - 1) and no large intermediate value.

    Parameters
    ----------
    function
        Takes the log of p, shape (N, nodes), and returns the function's value at p, same shape.
    a, b
        Beta parameters over 0, shape (N,) or scalar.
    nodes
        Points of the rule.

    Returns
    -------
    FloatArray
        The mean for each customer, shape (N,).

    Source: Takahasi and Mori 1974, Publ. RIMS 9:721-741 (double exponential formulas).
    """
    a, b = np.broadcast_arrays(np.atleast_1d(np.asarray(a, float)), np.atleast_1d(np.asarray(b, float)))
    a, b = a[:, None], b[:, None]
    peak = np.log(a) - np.log(b)
    # Capped at 3, since beyond it the poles of the logistic function come too close to the real line.
    scale = np.minimum(np.sqrt(1 / a + 1 / b), 3.0)
    # Exponential tails of rate min(a, b) and a bell of width `scale`: both have fallen by e^-40 here.
    reach = np.arcsinh(40 / (np.minimum(a, b) * scale) + 10)
    step = 2 * reach / (nodes - 1)
    y = -reach + step * np.arange(nodes)
    log_odds = peak + scale * np.sinh(y)
    log_p = -np.logaddexp(0, -log_odds)
    log_weight = a * log_p - b * np.logaddexp(0, log_odds) - betaln(a, b) + np.log(scale * step * np.cosh(y))
    return np.asarray(np.sum(np.exp(log_weight) * function(log_p), axis=1), dtype=np.float64)
