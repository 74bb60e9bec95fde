"""Works out what a verdict rests on: paired differences, payback, the chance of being best, and drivers."""

from __future__ import annotations

import math
from statistics import NormalDist
from typing import NamedTuple

import numpy as np
import pandas as pd

from reports.study import Study
from simulator.experiments.compare import percentile
from simulator.experiments.verdict import IDENTICAL

DRIVER_CONFIDENCE = 0.95
"""A parameter is named a driver when chance alone would name any of them in fewer than 1 study in 20."""


class Comparison(NamedTuple):
    """A design beside another one on one metric: means, the mean paired difference and its two intervals.

    Attributes
    ----------
    before, after
        Mean under the other design and under this one.
    difference
        Mean paired difference.
    low, high
        95% interval of the mean paired difference.
    spread_low, spread_high
        Range of the paired differences over the draws; the interval of the mean where none was left.
    relative
        The difference as a share of `before`.
    replications
        Pairs that it rests on.
    verdict
        One of the fixed phrases of `simulator.experiments.verdict`.
    same
        Whether every number of the two designs' runs is the same, not only this metric.
    """

    before: float
    after: float
    difference: float
    low: float
    high: float
    spread_low: float
    spread_high: float
    relative: float
    replications: int
    verdict: str
    same: bool


def comparison(
    study: Study, design: str, metric: str, *, mode: str | None = None, against: str | None = None
) -> Comparison | None:
    """Return how a design compares with another one (by default the baseline), None if not asked."""
    rows = study.table(
        "differences",
        mode=mode or study.mode,
        design=design,
        against=against or study.baseline,
        metric=metric,
    )
    if rows.empty:
        return None
    row = rows.iloc[0]

    def read(column: str, other: str = "") -> float:
        value = float(row[column]) if column in row else math.nan
        return read(other) if other and not math.isfinite(value) else value

    return Comparison(
        before=read("baseline_mean"),
        after=read("mean"),
        difference=read("difference"),
        low=read("low"),
        high=read("high"),
        spread_low=read("spread_low", "low"),
        spread_high=read("spread_high", "high"),
        relative=read("relative"),
        replications=int(row["replications"]) if "replications" in row else 0,
        verdict=str(row["verdict"]),
        same=bool(row["identical_runs"]) if "identical_runs" in row else row["verdict"] == IDENTICAL,
    )


def profit_comparison(study: Study, design: str, mode: str | None = None) -> Comparison | None:
    """Return the comparison of profit with the baseline; its difference is the incremental profit."""
    return comparison(study, design, "incremental_profit", mode=mode) or comparison(
        study, design, "profit", mode=mode
    )


class Payback(NamedTuple):
    """In how many draws a design pays back within the horizon, and when in the middle one (inf: never)."""

    paying: int
    draws: int
    median: float


def payback(study: Study, design: str, mode: str | None = None) -> Payback:
    """Return when a design pays back over the draws; a draw without it counts as the latest.

    The baseline has nothing to pay back, so that there is no draw of it.
    """
    grid = study.draws("payback_week", mode)
    told = design in grid and design != study.baseline
    weeks = grid[design].to_numpy(float) if told else np.zeros(0)
    if not weeks.size:
        return Payback(0, 0, math.inf)
    weeks = np.where(np.isfinite(weeks), weeks, np.inf)
    return Payback(int(np.isfinite(weeks).sum()), weeks.size, percentile(weeks, 0.5))


class Rank(NamedTuple):
    """The place of a design among all by profit, the baseline included.

    Attributes
    ----------
    chance_best
        Share of draws in which it earns the most.
    expected_regret
        What choosing it costs on average against the best design of each draw, minor units.
    standing
        One of the phrases of `simulator.experiments.ranking`.
    """

    chance_best: float
    expected_regret: float
    standing: str


def ranking(study: Study) -> dict[str, Rank]:
    """Return the place of every design that could be ranked, in the report's order."""
    rows = study.headline("verdicts", metric="profit")
    places = {
        str(row.design): Rank(float(row.chance_best), float(row.expected_regret), str(row.standing))
        for row in rows.itertuples(index=False)
        if math.isfinite(row.chance_best)
    }
    return {design.name: places[design.name] for design in study.designs if design.name in places}


def ahead(study: Study, design: str, other: str) -> tuple[int, int]:
    """Return in how many draws a design has more profit than another, and of how many."""
    grid = study.draws("profit").dropna()
    if design not in grid or other not in grid:
        return 0, 0
    return int((grid[design] > grid[other]).sum()), len(grid)


class Driver(NamedTuple):
    """A behaviour parameter and the rank correlation of its draws with incremental profit."""

    name: str
    correlation: float


def rank_correlation(first: pd.Series, second: pd.Series) -> float:
    """Return Spearman's rank correlation, 0 where one of the two does not vary."""
    one, two = first.rank().to_numpy(float), second.rank().to_numpy(float)
    if np.ptp(one) == 0 or np.ptp(two) == 0:
        return 0.0
    return float(np.corrcoef(one, two)[0, 1])


def driver_limit(draws: int, parameters: int) -> float:
    """Return the rank correlation from which a parameter is told; at 1 or above none can be.

    It is what the largest of as many unrelated parameters stays under in 19 studies of 20 (Bonferroni, normal
    limit of Spearman's coefficient).

    Source: the limit law of the rank correlation, 1 / sqrt(n - 1), e.g. Kendall and Gibbons 1990, ch. 4.
    """
    if draws < 2 or not parameters:
        return math.inf
    tail = (1 - DRIVER_CONFIDENCE) / (2 * parameters)
    return NormalDist().inv_cdf(1 - tail) / math.sqrt(draws - 1)


def drawn_parameters(study: Study) -> pd.DataFrame:
    """Return the uncertain parameters by replication (rows) and name (columns), without the constant ones."""
    rows = study.table("parameters", mode=study.mode)
    if rows.empty:
        return pd.DataFrame()
    grid = rows.pivot_table(index="replication", columns="name", values="value")
    return grid.loc[:, grid.nunique() > 1]


def drivers(study: Study, design: str) -> tuple[Driver, ...]:
    """Return the uncertain parameters that incremental profit follows more than chance, strongest first."""
    grid, drawn = study.draws("profit"), drawn_parameters(study)
    if design not in grid or study.baseline not in grid or drawn.empty:
        return ()
    gain = (grid[design] - grid[study.baseline]).dropna()
    drawn = drawn.reindex(gain.index)
    limit = driver_limit(len(gain), drawn.shape[1])
    found = [Driver(str(name), rank_correlation(drawn[name], gain)) for name in drawn.columns]
    told = [driver for driver in found if abs(driver.correlation) > limit]
    return tuple(sorted(told, key=lambda driver: (-abs(driver.correlation), driver.name)))
