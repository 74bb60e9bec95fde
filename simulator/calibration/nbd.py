"""NBD: buying at a gamma-distributed rate for ever; the yardstick that shows what dropping out explains.

Parameters, in order: r, alpha (weeks). Time runs in weeks from the first purchase.
Source: Ehrenberg 1959, Applied Statistics 8:26-41.
"""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import gammaln

from simulator.calibration.special import FloatArray, IntArray, Parameters

NAME: Final = "nbd"
TITLE: Final = "NBD"
PARAMETERS: Final = ("r", "alpha")
UNITS: Final = ("shape", "weeks")


def log_likelihood(parameters: Parameters, x: FloatArray, t_x: FloatArray, t_end: FloatArray) -> FloatArray:
    """Log-likelihood of each customer's purchase times, shape (N,); t_x does not matter.

    It is the likelihood of the times, as in the two models with dropout, so that the three compare.

    Source: Ehrenberg 1959; Fader, Hardie and Lee 2005 without dropout.
    """
    r, alpha = (np.asarray(value, dtype=np.float64) for value in parameters)
    return np.asarray(
        gammaln(r + x) - gammaln(r) + r * np.log(alpha) - (r + x) * np.log(alpha + t_end), dtype=np.float64
    )


def p_alive(parameters: Parameters, x: FloatArray, t_x: FloatArray, t_end: FloatArray) -> FloatArray:
    """One for everybody: nobody leaves."""
    return np.ones(np.broadcast_shapes(x.shape, t_end.shape))


def posterior(parameters: Parameters, x: FloatArray, t_end: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Return the parameters of a customer with this history: the mixing law is conjugate."""
    r, alpha = (np.asarray(value, dtype=np.float64) for value in parameters)
    return r + x, alpha + t_end


def expectation(parameters: Parameters, weeks: ArrayLike) -> FloatArray:
    """Mean number of purchases in the given weeks, shape (N,)."""
    r, alpha, t = np.broadcast_arrays(
        *(np.atleast_1d(np.asarray(value, dtype=np.float64)) for value in (*parameters, weeks))
    )
    return np.asarray(r * t / alpha)


def draw_counts(parameters: Parameters, weeks: FloatArray, generator: np.random.Generator) -> IntArray:
    """Draw each customer's purchases up to each of several ends, int64, shape (K, N) as `weeks`."""
    r, alpha = parameters
    rate = generator.gamma(r, 1.0, weeks.shape[1]) / alpha
    return np.cumsum(generator.poisson(rate * np.diff(weeks, axis=0, prepend=0.0)), axis=0)
