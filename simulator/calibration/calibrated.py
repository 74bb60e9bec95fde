"""From a log to a market's figures in one call: read, cut, fit, score what was held out, tell the doubts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final, Literal

import pandas as pd

from simulator.calibration import gamma_gamma
from simulator.calibration.fit import Fit, fit_purchases, fit_values
from simulator.calibration.histories import DAYS_A_WEEK, Histories
from simulator.calibration.holdout import RUNS, Holdout, Score, score_table, split, standard_scores
from simulator.calibration.market_values import market_values, value_correlation
from simulator.calibration.models import PURCHASE_MODELS
from simulator.calibration.source_files import LogError
from simulator.calibration.transactions import Log, customer_days, read_log

SHORTEST_WEEKS: Final = 8
"""Below two times four weeks there is hardly a repeat order to learn from."""
FEWEST_RETURNING: Final = 10
"""Customers who came back, below which a log tells of people one by one and not of a market."""
FEW_RETURNING: Final = 100
"""Customers who came back, below which intervals of the fits are too narrow to be believed."""
STRONG_CORRELATION: Final = 0.2
"""Correlation of frequency and value from which gamma-gamma's independence is doubtful; CDNOW has .11."""
WIDE_MISS: Final = 0.2
"""Error in the held-out total that a log without season or trend does not show; CDNOW has .12."""


@dataclass(frozen=True)
class Calibration:
    """What a log says about a market, and how well it said it in advance.

    Parameters
    ----------
    path
        The log.
    log
        The checked rows.
    holdout
        Histories of the fitted weeks, and what happened after them.
    fits
        By name: nbd, bg_nbd, pareto_nbd, and gamma_gamma where there are repeat orders with a value.
    scores
        Held-out scores of the standard models.
    warnings
        Doubts about the log and about the fits.
    """

    path: Path
    log: Log
    holdout: Holdout
    fits: Mapping[str, Fit]
    scores: tuple[Score, ...]
    warnings: tuple[str, ...]

    def score_table(self) -> pd.DataFrame:
        """Held-out scores, one row per model and one for what happened."""
        return score_table(self.scores, self.holdout)

    def market_values(self) -> dict[str, dict[str, Any]]:
        """Figures for a market file by dotted name; see `market_values`."""
        return market_values(self.path.name, self.log, self.holdout, self.fits)


def calibrate(
    path: Path | str,
    columns: Mapping[str, str] | None = None,
    *,
    calibration_weeks: int | None = None,
    timestamp_format: str | None = None,
    zone: str | None = None,
    guests: Literal["refuse", "drop"] = "refuse",
    currency: str | None = None,
    seed: int = 1,
    runs: int = RUNS,
) -> Calibration:
    """Fit the standard models to the first part of a log and score them on the rest.

    Parameters
    ----------
    path
        CSV or Parquet file, one row per order or return.
    columns
        {column of the log: name in the file}, for names that are not recognised.
    calibration_weeks
        Weeks to fit on; half of the log's whole weeks without.
    timestamp_format, zone, guests, currency
        As in `read_log`.
    seed, runs
        Of the simulated futures in the scores.

    Returns
    -------
    Calibration

    Raises
    ------
    LogError
        With every fault of the log, or when it is too short or too thin to fit.
    """
    path = Path(path)
    log = read_log(
        path, columns, timestamp_format=timestamp_format, zone=zone, guests=guests, currency=currency
    )
    weeks = log.days // DAYS_A_WEEK
    if weeks < SHORTEST_WEEKS:
        raise LogError(path, (f"the log covers {log.days} days; it needs {SHORTEST_WEEKS} weeks or more",))
    bought = log.rows[~log.rows["returned"]]
    if bought.empty:
        raise LogError(path, ("every row is a return (its amount is negative): a log needs orders",))
    if not (bought["amount"] > 0).any():
        raise LogError(path, ("no order has an amount above 0: what people spend cannot be told",))
    try:
        holdout = split(customer_days(log), calibration_weeks or weeks // 2, log.days)
        _enough(holdout)
        fits = _fits(holdout.histories)
    except ValueError as error:
        raise LogError(path, (str(error),)) from error
    purchases = [fits[model.NAME] for model in PURCHASE_MODELS]
    scores = standard_scores(holdout, purchases, seed, runs)
    fit_warnings = [warning for fit in fits.values() for warning in fit.warnings]
    warnings = (*log.warnings, *fit_warnings, *_doubts(log, holdout, fits, scores))
    return Calibration(path, log, holdout, MappingProxyType(fits), scores, warnings)


def _enough(holdout: Holdout) -> None:
    """Refuse a log in which too few come back to say anything of a market."""
    returning = int((holdout.histories.x > 0).sum())
    if 0 < returning < FEWEST_RETURNING:  # the fits tell when nobody does
        who = "1 customer comes" if returning == 1 else f"{returning} customers come"
        raise ValueError(f"{who} back in the fitted weeks; a market needs {FEWEST_RETURNING} or more")


def _fits(histories: Histories) -> dict[str, Fit]:
    """Fit every model; gamma-gamma where at least one repeat order has a value."""
    fits = {
        model.NAME: fit_purchases(model, histories.x, histories.t_x, histories.t_end)
        for model in PURCHASE_MODELS
    }
    valued = histories.mean_value > 0
    if valued.any():
        fits[gamma_gamma.NAME] = fit_values(histories.x[valued], histories.mean_value[valued])
    return fits


def _doubts(log: Log, holdout: Holdout, fits: Mapping[str, Fit], scores: tuple[Score, ...]) -> list[str]:
    """Everything about the fits that a reader must know before building on them."""
    doubts = []
    returning = int((holdout.histories.x > 0).sum())
    if returning < FEW_RETURNING:
        doubts.append(f"only {returning} customers come back in the fitted weeks: the fits are weak")
    correlation = value_correlation(holdout.histories)
    if abs(correlation) > STRONG_CORRELATION:
        doubts.append(
            f"order value and frequency correlate ({correlation:.2f}): gamma-gamma takes them as independent"
        )
    if gamma_gamma.NAME in fits and fits[gamma_gamma.NAME].parameters["q"] <= 1:
        doubts.append("gamma_gamma: q is at most 1, so the fitted mean order value is infinite")
    fitted = [score.total_error for score in scores[-len(PURCHASE_MODELS) :]]
    if min(map(abs, fitted)) > WIDE_MISS:
        doubts.append(
            f"every fitted model misses the held-out orders by {min(fitted, key=abs):+.0%} or more: season "
            "or trend is in this log and not in these models"
        )
    if "cost" not in log.rows:
        doubts.append("the log has no cost: every statement about profit rests on a margin that you state")
    return doubts
