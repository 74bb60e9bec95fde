"""Pareto/NBD: buying at one gamma-distributed rate, leaving in calendar time at another.

The model behind the people's leaving: a program that raises purchases does not shorten lives.

Parameters, in order: r, alpha (weeks), s, beta (weeks). Time runs in weeks from the first purchase: x
repeat purchases, the last of them at t_x, watched until t_end.
Source: Schmittlein, Morrison and Colombo 1987, Management Science 33:1-24; likelihood as in Fader and
Hardie 2005, "A note on deriving the Pareto/NBD model and related expressions".
"""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import expit, exprel, gammaln

from simulator.calibration.special import SMALLEST_RATE, FloatArray, IntArray, Parameters, log_hypergeometric

NAME: Final = "pareto_nbd"
TITLE: Final = "Pareto/NBD"
PARAMETERS: Final = ("r", "alpha", "s", "beta")
UNITS: Final = ("shape", "weeks", "shape", "weeks")


def log_likelihood(parameters: Parameters, x: FloatArray, t_x: FloatArray, t_end: FloatArray) -> FloatArray:
    """Log-likelihood of each customer's history, shape (N,); finite for any x and t_end.

    Parameters
    ----------
    parameters
        r, alpha (weeks), s, beta (weeks); all over 0.
    x, t_x, t_end
        Repeat purchases, week of the last one (0 if none), weeks watched; shape (N,).

    Source: Fader and Hardie 2005, note on the Pareto/NBD, equation 18 (alive plus left).
    """
    r, alpha, s, beta = (np.asarray(value, dtype=np.float64) for value in parameters)
    rate = gammaln(r + x) - gammaln(r) + r * np.log(alpha) - (r + x) * np.log(alpha + t_end)
    alive = rate + s * (np.log(beta) - np.log(beta + t_end))
    return np.asarray(alive + np.logaddexp(0, _log_odds_of_death(parameters, x, t_x, t_end)))


def _log_odds_of_death(
    parameters: Parameters, x: FloatArray, t_x: FloatArray, t_end: FloatArray
) -> FloatArray:
    """Log odds of having left between t_x and t_end; minus infinity where the two are equal."""
    r, alpha, s, beta = (np.asarray(value, dtype=np.float64) for value in parameters)
    log_left_after_last = _log_tail(parameters, x, t_x)
    log_left_after_end = _log_tail(parameters, x, t_end)
    ratio = np.minimum(log_left_after_end - log_left_after_last, 0.0)
    with np.errstate(divide="ignore"):
        log_difference = log_left_after_last + np.log(-np.expm1(ratio))
    still_alive = (r + x) * np.log(alpha + t_end) + s * np.log(beta + t_end)
    return np.asarray(np.log(s) - np.log(r + s + x) + log_difference + still_alive)


def _log_tail(parameters: Parameters, x: FloatArray, t: FloatArray) -> FloatArray:
    """Log of (r + s + x) times the integral from t on of (alpha + u)^-(r + x) (beta + u)^-(s + 1).

    With m the larger of alpha and beta it is (m + t)^-(r+s+x) 2F1(r+s+x, w; r+s+x+1; z) with
    z = |alpha - beta| / (m + t), and w = s + 1 when alpha is larger, r + x when beta is. Euler's
    transformation of that 2F1 leaves powers of alpha + t and beta + t times 2F1(1, c - w; c; z).

    Source: Fader and Hardie 2005, note on the Pareto/NBD, A0 in its two branches.
    """
    r, alpha, s, beta = (np.asarray(value, dtype=np.float64) for value in parameters)
    larger_alpha = alpha >= beta
    z = np.abs(alpha - beta) / (np.maximum(alpha, beta) + t)
    c = r + s + x + 1
    log_function = log_hypergeometric(np.where(larger_alpha, r + x, s + 1), c, z)
    # One power moves from beta + t to alpha + t with the branch.
    moved = np.where(larger_alpha, 0.0, 1.0)
    return np.asarray(
        log_function - (r + x - moved) * np.log(alpha + t) - (s + moved) * np.log(beta + t),
        dtype=np.float64,
    )


def p_alive(parameters: Parameters, x: FloatArray, t_x: FloatArray, t_end: FloatArray) -> FloatArray:
    """Chance that each customer has not left by t_end, shape (N,).

    Source: Schmittlein, Morrison and Colombo 1987, equations 11-13.
    """
    return np.asarray(expit(-_log_odds_of_death(parameters, x, t_x, t_end)))


def posterior(
    parameters: Parameters, x: FloatArray, t_end: FloatArray
) -> tuple[FloatArray, FloatArray, FloatArray, FloatArray]:
    """Return the parameters of a customer known to be alive at t_end: both mixing laws are conjugate."""
    r, alpha, s, beta = (np.asarray(value, dtype=np.float64) for value in parameters)
    return r + x, alpha + t_end, s + 0 * x, beta + t_end


def expectation(parameters: Parameters, weeks: ArrayLike) -> FloatArray:
    """Mean number of purchases in the given weeks from a start alive, shape (N,); s = 1 is no special case.

    Source: Schmittlein, Morrison and Colombo 1987, equation 17.
    """
    r, alpha, s, beta, t = np.broadcast_arrays(
        *(np.atleast_1d(np.asarray(value, dtype=np.float64)) for value in (*parameters, weeks))
    )
    log_growth = np.log1p(t / beta)
    # exprel(-y) is (1 - e^-y) / y: at s = 1 it is 1, and the logarithm is left.
    return np.asarray(r * beta / alpha * log_growth * exprel(-(s - 1) * log_growth))


def draw_counts(parameters: Parameters, weeks: FloatArray, generator: np.random.Generator) -> IntArray:
    """Draw each customer's purchases up to each of several ends, exactly, without stepping through time.

    Parameters
    ----------
    parameters
        r, alpha, s, beta; scalars or shape (N,).
    weeks
        Ends in weeks from a start alive, growing down the first axis, shape (K, N).
    generator
        Seeded generator.

    Returns
    -------
    IntArray
        Purchases since the start, int64, shape (K, N).

    Source: Schmittlein, Morrison and Colombo 1987, assumptions 1-5.
    """
    r, alpha, s, beta = parameters
    n = weeks.shape[1]
    rate = generator.gamma(r, 1.0, n) / alpha
    leaving = np.maximum(generator.gamma(s, 1.0, n), SMALLEST_RATE) / beta
    life = generator.exponential(1.0, n) / leaving
    steps = np.diff(np.minimum(weeks, life), axis=0, prepend=0.0)
    return np.cumsum(generator.poisson(rate * steps), axis=0)
