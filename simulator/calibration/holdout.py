"""Scores predictions on weeks that no fit has seen, beside models that anybody could have used."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from simulator.calibration.fit import Fit
from simulator.calibration.histories import (
    DAYS_A_WEEK,
    Histories,
    count_between,
    count_until,
    repeats_only,
    watch,
    weeks_between,
)
from simulator.calibration.models import conditional_expectation, purchase_model
from simulator.calibration.special import FloatArray, IntArray

RUNS: Final = 200
"""Simulated futures of each customer: on CDNOW the standard deviation between seeds is then .002 for CRPS,
.003 for the correlation and .001 for the histogram and the zero share."""

SCORE_MEANINGS: Final[dict[str, str]] = {
    "count_mae": "mean over customers of |predicted mean - actual orders|; predicting nothing scores well, "
    "so it is never read alone",
    "count_rmse": "root of the mean squared difference of the same",
    "total_error": "all predicted orders / all actual ones - 1",
    "crps": "continuous ranked probability score of each customer's predicted counts, mean over customers",
    "histogram_distance": "total variation distance of the histogram of orders per customer: half the sum "
    "of differences of shares, runs pooled",
    "zero_share": "share of customers without an order in the held-out weeks",
    "cumulative_mape": "mean over the held-out weeks of |expected / actual cumulative repeat orders - 1|, "
    "counted from the start of the log",
    "correlation": "correlation over customers of orders before and in the held-out weeks, mean over runs",
}
"""Definition of each column of the table, to be printed with it."""


@dataclass(frozen=True)
class Holdout:
    """A log cut in two: histories up to a day, and what the same customers did after it.

    Parameters
    ----------
    histories
        Customers first seen in the fitted weeks.
    split_day, last_day
        Last day of the fitted weeks and of the held-out weeks.
    actual
        Orders of each customer in the held-out weeks, shape (N,).
    week_ends
        Day at which each held-out week is over, shape (weeks,).
    cumulative
        Repeat orders of these customers from the start up to each week's end, shape (weeks,).
    recent
        Repeat orders in the second half of the fitted weeks, scaled to the held-out weeks, shape (N,).
    """

    histories: Histories
    split_day: int
    last_day: int
    actual: IntArray
    week_ends: IntArray
    cumulative: IntArray
    recent: FloatArray

    @property
    def weeks(self) -> float:
        """Length of the held-out part."""
        return (self.last_day - self.split_day) / DAYS_A_WEEK


@dataclass(frozen=True)
class Score:
    """How far one model's predictions lie from the held-out weeks; see SCORE_MEANINGS. NaN: not defined."""

    model: str
    count_mae: float
    count_rmse: float
    total_error: float
    crps: float
    histogram_distance: float
    zero_share: float
    cumulative_mape: float
    correlation: float


def split(orders: pd.DataFrame, calibration_weeks: int, days: int) -> Holdout:
    """Cut a log after some weeks.

    Parameters
    ----------
    orders
        One row per customer and day, as `customer_days` gives.
    calibration_weeks
        Weeks to fit on, from day 0.
    days
        Days in the log; a last broken week counts into the held-out part, at its length.

    Raises
    ------
    ValueError
        When no customer has come, or no day is left to predict.
    """
    split_day, last_day = DAYS_A_WEEK * calibration_weeks - 1, days - 1
    if last_day <= split_day:
        raise ValueError(
            f"the log has {days / DAYS_A_WEEK:.1f} weeks: none is left after {calibration_weeks}"
        )
    histories = watch(orders, split_day)
    if histories.x.size == 0:
        raise ValueError(f"no customer is seen in the first {calibration_weeks} weeks")
    repeats = repeats_only(orders)
    middle = split_day - DAYS_A_WEEK * calibration_weeks // 2
    recent = count_between(repeats, histories.customer_id, middle, split_day)
    whole_weeks = range(calibration_weeks + 1, days // DAYS_A_WEEK + 1)
    week_ends = np.array([DAYS_A_WEEK * week for week in whole_weeks], dtype=np.int64)
    return Holdout(
        histories=histories,
        split_day=split_day,
        last_day=last_day,
        actual=count_between(orders, histories.customer_id, split_day, last_day),
        week_ends=week_ends,
        # A week is over when the next day begins.
        cumulative=count_until(repeats, histories.customer_id, week_ends - 1),
        recent=np.asarray(recent * ((last_day - split_day) / (split_day - middle)), dtype=np.float64),
    )


def score_draws(
    model: str,
    draws: IntArray,
    holdout: Holdout,
    *,
    point: FloatArray | None = None,
    expected: FloatArray | None = None,
) -> Score:
    """Score simulated held-out orders: of a fitted model, or of the engine's people.

    Parameters
    ----------
    model
        Name for the table.
    draws
        Simulated orders, one row per run, shape (runs, N), customers in the order of the histories; use
        20 runs or more.
    holdout
        What happened.
    point
        Predicted mean orders of each customer, shape (N,); the mean of the draws without.
    expected
        Expected cumulative repeat orders at each week's end, shape (weeks,).

    Raises
    ------
    ValueError
        For fewer than 2 runs, or another number of customers than the log has.
    """
    actual = holdout.actual
    if draws.ndim != 2 or draws.shape[0] < 2 or draws.shape[1] != actual.size:
        raise ValueError(f"draws need the shape (2 or more runs, {actual.size} customers), not {draws.shape}")
    errors = (draws.mean(axis=0) if point is None else point) - actual
    return Score(
        model=model,
        count_mae=float(np.abs(errors).mean()),
        count_rmse=float(np.sqrt((errors**2).mean())),
        total_error=_relative(float(errors.sum()), float(actual.sum())),
        crps=_crps(draws, actual),
        histogram_distance=_histogram_distance(draws, actual),
        zero_share=float((draws == 0).mean()),
        cumulative_mape=_mape(expected, holdout.cumulative),
        correlation=float(np.mean([_correlation(holdout.histories.x, run) for run in draws])),
    )


def standard_scores(holdout: Holdout, fits: Sequence[Fit], seed: int, runs: int = RUNS) -> tuple[Score, ...]:
    """Score the models that any prediction must be compared with.

    Parameters
    ----------
    holdout
        What happened.
    fits
        Fits of models of purchase times to the histories of `holdout`.
    seed
        The same seed gives the same figures.
    runs
        Simulated futures of each customer, at least 2.

    Returns
    -------
    tuple of Score
        Predicting nothing, the last period scaled, then each fit.
    """
    nothing = np.zeros((2, holdout.actual.size), dtype=np.int64)
    recent = np.tile(np.rint(holdout.recent).astype(np.int64), (2, 1))
    scores = [
        score_draws("predict zero", nothing, holdout),
        score_draws("last period scaled", recent, holdout, point=holdout.recent),
    ]
    for fit in fits:
        model = purchase_model(fit.model)
        seen = holdout.histories
        history = (seen.x.astype(np.float64), seen.t_x, seen.t_end)
        scores.append(
            score_draws(
                model.TITLE,
                draw_futures(fit, holdout, seed, runs),
                holdout,
                point=conditional_expectation(model, fit.values, *history, holdout.weeks),
                expected=expected_cumulative(fit, holdout),
            )
        )
    return tuple(scores)


def draw_futures(fit: Fit, holdout: Holdout, seed: int, runs: int) -> IntArray:
    """Draw each customer's held-out orders from what his own history says, shape (runs, N)."""
    model, seen = purchase_model(fit.model), holdout.histories
    x = seen.x.astype(np.float64)
    alive = model.p_alive(fit.values, x, seen.t_x, seen.t_end)
    own = model.posterior(fit.values, x, seen.t_end)
    weeks = np.full((1, x.size), holdout.weeks)
    generator = np.random.default_rng(seed)
    draws = np.empty((runs, x.size), dtype=np.int64)
    for run in range(runs):
        buying = generator.random(x.size) < alive
        draws[run] = np.where(buying, model.draw_counts(own, weeks, generator)[0], 0)
    return draws


def expected_cumulative(fit: Fit, holdout: Holdout) -> FloatArray:
    """Repeat orders that a fit expects of the cohort from its start to each week's end, shape (weeks,)."""
    model = purchase_model(fit.model)
    entry_days, customers = np.unique(holdout.histories.entry_day, return_counts=True)
    return np.array(
        [
            float(customers @ model.expectation(fit.values, weeks_between(entry_days, int(end))))
            for end in holdout.week_ends
        ]
    )


def score_table(scores: Sequence[Score], holdout: Holdout) -> pd.DataFrame:
    """One row per model and a last row with what happened; columns as in SCORE_MEANINGS."""
    actual = Score(
        model="actual",
        count_mae=math.nan,
        count_rmse=math.nan,
        total_error=math.nan,
        crps=math.nan,
        histogram_distance=math.nan,
        zero_share=float((holdout.actual == 0).mean()),
        cumulative_mape=math.nan,
        correlation=_correlation(holdout.histories.x, holdout.actual),
    )
    return pd.DataFrame([asdict(score) for score in (*scores, actual)]).set_index("model")


def _crps(draws: IntArray, actual: IntArray) -> float:
    """Mean over customers of E|X - y| - E|X - X'| / 2, without bias for any number of runs.

    Source: Gneiting and Raftery 2007, JASA 102:359-378, equation 21; "fair" form, Ferro 2014.
    """
    runs = draws.shape[0]
    to_actual = np.abs(draws - actual).mean()
    # Over sorted draws the sum of all pairwise differences is a weighted sum.
    weights = 2 * np.arange(1, runs + 1) - runs - 1
    pairwise = (weights @ np.sort(draws, axis=0)).mean() * 2 / (runs * (runs - 1))
    return float(to_actual - pairwise / 2)


def _histogram_distance(draws: IntArray, actual: IntArray) -> float:
    size = int(max(draws.max(), actual.max())) + 1
    simulated = np.bincount(draws.ravel(), minlength=size) / draws.size
    return float(np.abs(simulated - np.bincount(actual, minlength=size) / actual.size).sum() / 2)


def _mape(expected: FloatArray | None, actual: IntArray) -> float:
    if expected is None or actual.size == 0 or actual.min() == 0:
        return math.nan
    return float(np.abs(expected / actual - 1).mean())


def _relative(difference: float, actual: float) -> float:
    return difference / actual if actual else math.nan


def _correlation(before: NDArray[np.int64], after: NDArray[np.int64]) -> float:
    if before.std() == 0 or after.std() == 0:
        return math.nan
    return float(np.corrcoef(before, after)[0, 1])
