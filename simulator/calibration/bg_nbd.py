"""BG/NBD: buying at a gamma-distributed rate, dropping out after a purchase with a beta-distributed chance.

A verification mode for people, not a model of leaving: because each purchase may be the last one, any
program that raises purchases would destroy retention by arithmetic.

Parameters, in order: r, alpha (weeks), a, b. Time runs in weeks from the first purchase: x repeat
purchases, the last of them at t_x, watched until t_end.
Source: Fader, Hardie and Lee 2005, Marketing Science 24:275-284.
"""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import betaln, expit, gammaln

from simulator.calibration.special import SMALLEST_RATE, FloatArray, IntArray, Parameters, beta_mean

NAME: Final = "bg_nbd"
TITLE: Final = "BG/NBD"
PARAMETERS: Final = ("r", "alpha", "a", "b")
UNITS: Final = ("shape", "weeks", "shape", "shape")

CUSTOMERS_AT_ONCE: Final = 4096
"""Customers whose expectation is integrated together: bounds memory to about 50 MB."""


def log_likelihood(parameters: Parameters, x: FloatArray, t_x: FloatArray, t_end: FloatArray) -> FloatArray:
    """Log-likelihood of each customer's history, shape (N,); finite for any x and t_end.

    Parameters
    ----------
    parameters
        r, alpha (weeks), a, b; all over 0.
    x, t_x, t_end
        Repeat purchases, week of the last one (0 if none), weeks watched; shape (N,).

    Source: Fader, Hardie and Lee 2005, equation 6, kept in logarithms.
    """
    r, alpha, a, b = (np.asarray(value, dtype=np.float64) for value in parameters)
    rate = gammaln(r + x) - gammaln(r) + r * np.log(alpha) - (r + x) * np.log(alpha + t_end)
    alive = rate + betaln(a, b + x) - betaln(a, b)
    return np.asarray(alive + np.logaddexp(0, _log_odds_of_death(parameters, x, t_x, t_end)))


def _log_odds_of_death(
    parameters: Parameters, x: FloatArray, t_x: FloatArray, t_end: FloatArray
) -> FloatArray:
    """Log odds of having dropped out by t_end; minus infinity without a repeat purchase."""
    r, alpha, a, b = (np.asarray(value, dtype=np.float64) for value in parameters)
    odds_of_drop = np.log(a) - np.log(np.where(x > 0, b + x - 1, 1.0))
    silence = (r + x) * (np.log(alpha + t_end) - np.log(alpha + t_x))
    return np.where(x > 0, odds_of_drop + silence, -np.inf)


def p_alive(parameters: Parameters, x: FloatArray, t_x: FloatArray, t_end: FloatArray) -> FloatArray:
    """Chance that each customer still buys at t_end, shape (N,).

    Source: Fader, Hardie and Lee 2008, "Computing P(alive) using the BG/NBD model", note 021.
    """
    return np.asarray(expit(-_log_odds_of_death(parameters, x, t_x, t_end)))


def posterior(
    parameters: Parameters, x: FloatArray, t_end: FloatArray
) -> tuple[FloatArray, FloatArray, FloatArray, FloatArray]:
    """Return the parameters of a customer known to be alive at t_end: both mixing laws are conjugate."""
    r, alpha, a, b = (np.asarray(value, dtype=np.float64) for value in parameters)
    return r + x, alpha + t_end, a + 0 * x, b + x


def expectation(parameters: Parameters, weeks: ArrayLike) -> FloatArray:
    """Mean number of purchases in the given weeks from a start alive, shape (N,).

    The published closed form divides by a - 1 and holds a 2F1 that overflows for heavy buyers; the same
    mean over p of (1 - (1 + p t / alpha)^-r) / p has neither fault, also at a = 1.

    Source: Fader, Hardie and Lee 2005, equation 9, before its last integration.
    """
    r, alpha, a, b, t = np.broadcast_arrays(
        *(np.atleast_1d(np.asarray(value, dtype=np.float64)) for value in (*parameters, weeks))
    )
    blocks = range(0, t.size, CUSTOMERS_AT_ONCE)
    return np.concatenate(
        [_expectation(*(value[k : k + CUSTOMERS_AT_ONCE] for value in (r, alpha, a, b, t))) for k in blocks]
    )


def _expectation(r: FloatArray, alpha: FloatArray, a: FloatArray, b: FloatArray, t: FloatArray) -> FloatArray:
    log_rate, shape = np.log(np.maximum(t, SMALLEST_RATE) / alpha)[:, None], r[:, None]

    def purchases_before_drop(log_p: FloatArray) -> FloatArray:
        # Below p = e^-230 the value has reached its limit r t / alpha, and 1 / p would overflow.
        log_p = np.maximum(log_p, -230.0)
        return np.asarray(-np.expm1(-shape * np.logaddexp(0, log_p + log_rate)) * np.exp(-log_p))

    return np.where(t > 0, beta_mean(purchases_before_drop, a, b), 0.0)


def draw_counts(parameters: Parameters, weeks: FloatArray, generator: np.random.Generator) -> IntArray:
    """Draw each customer's purchases up to each of several ends, exactly, without stepping through time.

    Purchases are Poisson at the customer's rate until the purchase that is the last one, and the number
    of that purchase is geometric and independent of the times: the count is the smaller of the two.

    Parameters
    ----------
    parameters
        r, alpha, a, b; scalars or shape (N,).
    weeks
        Ends in weeks from a start alive, growing down the first axis, shape (K, N).
    generator
        Seeded generator.

    Returns
    -------
    IntArray
        Purchases since the start, int64, shape (K, N).

    Source: Fader, Hardie and Lee 2005, assumptions i-v.
    """
    r, alpha, a, b = parameters
    n = weeks.shape[1]
    rate = generator.gamma(r, 1.0, n) / alpha
    last = generator.geometric(np.maximum(generator.beta(a, b, n), SMALLEST_RATE))
    steps = np.diff(weeks, axis=0, prepend=0.0)
    return np.minimum(np.cumsum(generator.poisson(rate * steps), axis=0), last)
