"""Gamma-gamma: order values vary by a gamma law around a customer's mean, and the means by another.

Order values are Gamma(p, nu) for a customer and nu is Gamma(q, v) among customers: shapes p and q, v in
money. The model takes value and rate of buying as independent, which the correlation printed beside a fit
checks.
Source: Fader and Hardie 2013, "The gamma-gamma model of monetary value", note 025; Colombo and Jiang 1999.
"""

from __future__ import annotations

from typing import Final

import numpy as np
from scipy.special import gammaln

from simulator.calibration.special import FloatArray, Parameters

NAME: Final = "gamma_gamma"
TITLE: Final = "gamma-gamma"
PARAMETERS: Final = ("p", "q", "v")
UNITS: Final = ("shape", "shape", "money")


def log_likelihood(parameters: Parameters, x: FloatArray, mean_value: FloatArray) -> FloatArray:
    """Log-likelihood of each customer's mean order value, shape (N,).

    Parameters
    ----------
    parameters
        p, q (shapes), v (money); all over 0.
    x
        Orders that the mean is taken over, at least 1, shape (N,).
    mean_value
        Mean order value, over 0, in the unit of v, shape (N,).

    Source: Fader and Hardie note 025, equation 1a.
    """
    p, q, v = (np.asarray(value, dtype=np.float64) for value in parameters)
    shape = p * x
    log_total = np.log(x) + np.log(mean_value)
    # Written as a ratio total / (v + total), so that two powers of large numbers never meet.
    log_share = log_total - np.logaddexp(np.log(v), log_total)
    log_rest = np.log(v) - np.logaddexp(np.log(v), log_total)
    norm = gammaln(shape + q) - gammaln(shape) - gammaln(q)
    return np.asarray(norm + shape * log_share + q * log_rest - np.log(mean_value), dtype=np.float64)


def mean_order_value(parameters: Parameters) -> float:
    """Mean over customers of their mean order value, in the unit of v; infinite when q is at most 1.

    Source: Fader and Hardie note 025, equation 4.
    """
    p, q, v = (float(np.asarray(value)) for value in parameters)
    return p * v / (q - 1) if q > 1 else float("inf")
