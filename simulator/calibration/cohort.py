"""Simulates a fitted model in continuous time with the customers' real entry days: the people's yardstick.

The engine lives in weeks and reacts to programs; here nothing is rounded to a week and nobody reacts. What
the two share is the fit, so with effects off they must agree.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import ArrayLike

from simulator.calibration.fit import Fit
from simulator.calibration.histories import weeks_between
from simulator.calibration.models import purchase_model
from simulator.calibration.special import FloatArray

DRAWS_AT_ONCE: Final = 2_000_000
"""Customers drawn in one batch: bounds memory to about 150 MB."""


@dataclass(frozen=True)
class CohortPeriod:
    """One period of a simulated cohort, as a mean over cohorts.

    Parameters
    ----------
    after_day, last_day
        The period: after one day, up to and with another. The first begins at each customer's entry.
    zero_share, zero_share_error
        Share of the customers without an order in the period; standard error of this mean.
    total, total_error
        Repeat orders of the cohort in the period; standard error of this mean.
    """

    after_day: int
    last_day: int
    zero_share: float
    zero_share_error: float
    total: float
    total_error: float


def continuous_time_cohort(
    fit: Fit, entry_days: ArrayLike, horizon_days: Sequence[int], seed: int, cohorts: int = 2000
) -> tuple[CohortPeriod, ...]:
    """Draw a cohort many times over from a fit, exactly, and tally its repeat orders by period.

    Parameters
    ----------
    fit
        Of a model of purchase times: BG/NBD, Pareto/NBD or NBD.
    entry_days
        Day of each customer's first order, shape (N,).
    horizon_days
        Last day of each period, growing: (272, 545) is weeks 1-39 and 40-78 of CDNOW.
    seed
        The same seed gives the same figures.
    cohorts
        Cohorts to draw, at least 2; the errors fall with its square root.

    Returns
    -------
    tuple of CohortPeriod
        One for each day in horizon_days.

    Raises
    ------
    ValueError
        For a fit of another model, days that do not grow, or fewer than 2 cohorts.
    """
    model = purchase_model(fit.model)
    entry = np.asarray(entry_days, dtype=np.int64)
    ends = np.asarray(horizon_days, dtype=np.int64)
    if cohorts < 2 or ends.size == 0 or np.any(np.diff(ends) <= 0):
        raise ValueError("a simulated cohort needs at least 2 cohorts and horizon days that grow")
    weeks = np.maximum(np.stack([weeks_between(entry, int(end)) for end in ends]), 0.0)
    generator = np.random.default_rng(seed)
    at_once = max(1, DRAWS_AT_ONCE // (entry.size * ends.size))
    zero_shares, totals = [], []
    for start in range(0, cohorts, at_once):
        drawn = min(at_once, cohorts - start)
        counts = model.draw_counts(fit.values, np.tile(weeks, drawn), generator)
        in_period = np.diff(counts, axis=0, prepend=0).reshape(ends.size, drawn, entry.size)
        zero_shares.append((in_period == 0).mean(axis=2))
        totals.append(in_period.sum(axis=2).astype(np.float64))
    zero, zero_error = _mean_and_error(np.concatenate(zero_shares, axis=1))
    total, total_error = _mean_and_error(np.concatenate(totals, axis=1))
    starts = [int(entry.min()) - 1, *ends[:-1].tolist()]
    return tuple(
        CohortPeriod(starts[k], int(ends[k]), zero[k], zero_error[k], total[k], total_error[k])
        for k in range(ends.size)
    )


def _mean_and_error(values: FloatArray) -> tuple[list[float], list[float]]:
    """Mean over cohorts and its standard error, for each period; values has shape (periods, cohorts)."""
    error = values.std(axis=1, ddof=1) / np.sqrt(values.shape[1])
    return values.mean(axis=1).tolist(), error.tolist()
