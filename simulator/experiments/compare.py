"""Paired differences: two designs that met the same people with the same luck, replication by replication.

The unit is the replication. Customers of one run share its shocks, so that an interval over customers
would be far too narrow: these functions take one number a replication, by the replication's number.
Replications that share a panel of people share its start too, so that they count together as one.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Values = Mapping[int, float]  # one number a replication

LEVEL = 0.05
SPREAD = (0.025, 0.975)


class Difference(NamedTuple):
    """A design against another on one metric; not a number where a value is missing or one run is too few."""

    against_mean: float
    mean: float
    difference: float  # mean of the paired differences
    low: float  # 95% interval of that mean
    high: float
    spread_low: float  # 2.5-97.5% range of the paired differences themselves
    spread_high: float
    relative: float  # difference over the size of against_mean
    replications: int  # pairs in which both runs are there and have a value
    asked: int
    equal: bool  # both have a value in every pair, and it is the same one to the bit


def panels_of(numbers: Sequence[int], panels: int) -> Ints:
    """Return the panel of each replication, where so many are taken in turn; 0: each has one of its own."""
    places = np.array(numbers, np.int64)
    return places % panels if panels else places


def paired(values: Values, against: Values, asked: int, panels: int = 0) -> Difference:
    """Compare two designs over the replications that both have.

    A replication without a value (not a number) makes the means not a number: it may not vanish from them.
    A replication that is missing leaves the pairs fewer than asked, which is shown.

    Parameters
    ----------
    values, against
        The metric by number of the replication.
    asked
        Replications that the study asked for.
    panels
        Panels of people that they take in turn, 0 where each has one of its own.
    """
    pairs = sorted(values.keys() & against.keys())
    ours = np.array([values[number] for number in pairs], dtype=np.float64)
    theirs = np.array([against[number] for number in pairs], dtype=np.float64)
    differences = ours - theirs
    complete = int(np.count_nonzero(np.isfinite(differences)))
    mean, against_mean, difference = (_mean(column) for column in (ours, theirs, differences))
    low, high = mean_interval(differences, panels_of(pairs, panels))
    spread_low, spread_high = spread(differences)
    return Difference(
        against_mean,
        mean,
        difference,
        float(low),
        float(high),
        spread_low,
        spread_high,
        difference / abs(against_mean) if against_mean else math.nan,
        complete,
        asked,
        bool(pairs) and complete == len(pairs) and not differences.any(),
    )


def mean_interval(
    differences: Floats, panel: Ints | None = None, level: float = LEVEL
) -> tuple[Floats, Floats]:
    """Return the interval that holds the mean of the differences with confidence 1 - level.

    Student's t over panels, with one degree of freedom less than there are panels. Where all have the same
    number of replications it is the interval over the panels' means; where not, the mean is that of all
    replications, and its variance G / (G - 1) x sum over G panels of (sum of the panel's deviations)^2
    / replications^2: an approximation that holds what it says within a percent from 3 replications on, if
    panels are taken in turn. It is not a number for fewer than two panels or where a value is missing.

    Parameters
    ----------
    differences : (replications, ...)
        Each further axis is another comparison.
    panel : (replications,)
        Panel of people of each replication; None: each has one of its own.
    level
        Chance to miss; a family of k comparisons takes its level over k (Bonferroni).

    Source: Law, A. M., Simulation Modeling and Analysis, on paired-t intervals with common random numbers;
    clusters of unequal size: Cochran 1977, Sampling Techniques, 3rd ed., ch. 9; Cameron and Miller 2015,
    Journal of Human Resources 50(2).
    """
    from scipy.special import stdtrit

    count = differences.shape[0]
    names, place = np.unique(np.arange(count) if panel is None else panel, return_inverse=True)
    panels = len(names)
    if panels < 2:
        nothing = np.full(differences.shape[1:], np.nan)
        return nothing, nothing
    middle = differences.mean(axis=0)
    off = np.zeros((panels, *differences.shape[1:]), np.float64)
    np.add.at(off, place, differences - middle)
    error = np.sqrt(panels / (panels - 1) * (off**2).sum(axis=0)) / count
    reach = stdtrit(panels - 1, 1.0 - level / 2.0) * error
    # Equal differences may average to a neighbour of themselves; their interval is the point itself.
    still = np.all(differences == differences[:1], axis=0)
    middle, reach = np.where(still, differences[0], middle), np.where(still, 0.0, reach)
    return middle - reach, middle + reach


def spread(differences: Floats) -> tuple[float, float]:
    """Return the 2.5-97.5% range of the paired differences over parameter draws.

    Positions are q (n + 1), so that the range holds one more draw with the stated chance; below 39 draws it
    runs from the smallest to the largest and holds one more with chance (n - 1) / (n + 1).

    Source: Hyndman and Fan 1996, The American Statistician 50(4), definition 6 (Weibull).
    """
    if differences.shape[0] < 2 or not np.isfinite(differences).all():
        return math.nan, math.nan
    low, high = np.quantile(differences, SPREAD, method="weibull")
    return float(low), float(high)


def percentile(values: Sequence[float] | Floats, share: float) -> float:
    """Return the smallest value that at least this share of the values does not exceed.

    Always one of the values, so that the infinite ones (no lift pays) have their place at the end and are
    not mixed with others; not a number counts as the largest of all.
    """
    if len(values) == 0:
        return math.nan
    ordered = np.sort(np.asarray(values, dtype=np.float64))
    return float(ordered[max(math.ceil(share * len(ordered)) - 1, 0)])


def _mean(values: Floats) -> float:
    if values.shape[0] == 0:
        return math.nan
    # Equal values are their own mean to the bit.
    return float(values[0]) if np.all(values == values[0]) else float(values.mean())
