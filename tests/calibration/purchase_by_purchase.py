"""A slow, independent simulator: every customer buys purchase by purchase, from the models' stories alone."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Histories = tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]


def bg_nbd_histories(
    parameters: tuple[float, float, float, float], customers: int, weeks: float, seed: int
) -> Histories:
    """x, t_x and t_end of customers who may drop out right after each repeat purchase."""
    r, alpha, a, b = parameters
    generator = np.random.default_rng(seed)
    rate = generator.gamma(r, 1 / alpha, customers)
    drop = generator.beta(a, b, customers)
    return _buy(rate, drop, np.full(customers, np.inf), weeks, generator)


def pareto_nbd_histories(
    parameters: tuple[float, float, float, float], customers: int, weeks: float, seed: int
) -> Histories:
    """x, t_x and t_end of customers who leave at a moment that does not depend on what they buy."""
    r, alpha, s, beta = parameters
    generator = np.random.default_rng(seed)
    rate = generator.gamma(r, 1 / alpha, customers)
    life = generator.exponential(1 / generator.gamma(s, 1 / beta, customers))
    return _buy(rate, np.zeros(customers), life, weeks, generator)


def _buy(
    rate: NDArray[np.float64],
    drop: NDArray[np.float64],
    life: NDArray[np.float64],
    weeks: float,
    generator: np.random.Generator,
) -> Histories:
    x, t_x = np.zeros(rate.size), np.zeros(rate.size)
    buying = np.arange(rate.size)
    while buying.size:
        next_purchase = t_x[buying] + generator.exponential(1.0, buying.size) / rate[buying]
        in_time = next_purchase <= np.minimum(weeks, life[buying])
        buying = buying[in_time]
        x[buying] += 1
        t_x[buying] = next_purchase[in_time]
        buying = buying[generator.random(buying.size) >= drop[buying]]
    return x, t_x, np.full(rate.size, weeks)
