"""What becomes of points that are held: the share that will be used yet, by month of issue and age.

A stock of points is not what was issued: those who use points soon hold few, and those who never do hold
most. So the share of a stock falls with its age, and is read from what points of each age did before.

Shares are whole millionths, (classes, ages): one class for points of any month, or twelve by calendar month
of issue (January first) where points expire on a date; an age is the months since issue, and the last age
stands for all that are older.
Order of parts: the estimate, the long history, a stock week by week, the shares as text.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from simulator.accounts import chart

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]

MILLION = 1_000_000


# --- The estimate


class Triangle:
    """What is known of redemption by age, as the months come in: a chain ladder over issue months.

    Of the points that were outstanding at an age (months since issue), pooled over every vintage of a class
    seen at that age so far, shares were redeemed, expired and taken back. Chained, they give the share of
    points now of an age that will be redeemed yet. Where no vintage was seen, the share is the stated one.

    Source: chain ladder of loss reserving on points outstanding, the development of each issue month
    pooled by age; what was not seen is the caller's assumption.

    Parameters
    ----------
    vintages : (months, months, chart.VINTAGE_KINDS)
        Points moved by month of movement, month of issue and kind; a month is read when it is added.
    opening_vintages : (months,)
        Points outstanding before the first month added, by month of issue.
    stated : (classes, ages)
        Shares of points that will be redeemed yet while nothing is known, millionths; that of the last age
        stays.
    origin
        Month of index 0, as year * 12 + month - 1.
    """

    def __init__(self, vintages: Ints, opening_vintages: Ints, stated: Ints, origin: int) -> None:
        self._vintages = vintages
        self._held = opening_vintages.astype(np.int64).copy()
        self._stated = stated / MILLION
        self._class = classes_of(opening_vintages.shape[0], stated, origin)
        self._oldest = stated.shape[1] - 1
        self._exposed, self._redeemed, self._gone = np.zeros((3, stated.shape[0], self._oldest), np.int64)

    def add(self, month: int) -> None:
        """Take in what moved in a month; months come in their order."""
        moved = self._vintages[month, : month + 1]
        held = self._held[: month + 1] + moved[:, chart.VINTAGE_ISSUED]
        redeemed = moved[:, chart.VINTAGE_REDEEMED]
        gone = moved[:, chart.VINTAGE_EXPIRED] + moved[:, chart.VINTAGE_REVERSED]
        young = slice(max(0, month + 1 - self._oldest), month + 1)
        at = (self._class[young], month - np.arange(young.start, young.stop))
        np.add.at(self._exposed, at, np.maximum(held[young], 0))
        np.add.at(self._redeemed, at, redeemed[young])
        np.add.at(self._gone, at, gone[young])
        self._held[: month + 1] = held - redeemed - gone

    def remaining(self) -> Floats:
        """Return the share of points at the start of each age that will be redeemed yet, as `stated`."""
        share: Floats = self._stated.copy()
        for age in range(self._oldest - 1, -1, -1):
            seen = np.flatnonzero(self._exposed[:, age] > 0)
            exposed = self._exposed[seen, age]
            used = self._redeemed[seen, age] / exposed
            stays = 1.0 - used - self._gone[seen, age] / exposed
            share[seen, age] = np.clip(used + stays * share[seen, age + 1], 0.0, 1.0)
        return share


def classes_of(months: int, shares: Ints | Floats, origin: int) -> Ints:
    """Return the class of each month of issue, (months,)."""
    classes: Ints = (origin + np.arange(months)) % shares.shape[0]
    return classes


def alike(share: float, classes: int, ages: int) -> Ints:
    """Return one share for points of every age: an assumption where nothing is known."""
    return np.full((classes, ages), round(share * MILLION), np.int64)


# --- The long history


def later_shares(
    vintages: Ints, first: int, last: int, classes: int, ages: int, tail: float, origin: int
) -> Ints:
    """Return the shares of points held that will be redeemed yet, as a long history tells them.

    Every age is read from the months `first` to `last`, whatever the month of issue. A class that was not
    seen at an age has the share of all classes, and past the oldest age seen nothing is used.

    Parameters
    ----------
    vintages : (months, months, chart.VINTAGE_KINDS)
        Points moved since the first was issued, by month of movement, month of issue and kind.
    first, last
        Months looked at, whole ones.
    classes, ages
        Shape of the answer.
    tail
        Share, 0 to 1, of points of the last age.
    origin
        Month of index 0, as year * 12 + month - 1.
    """
    before = vintages[:first].sum(axis=0)
    held = _left(before)
    stated = np.zeros((1, ages), np.int64)
    stated[:, -1] = round(tail * MILLION)
    for count in sorted({1, classes}):
        triangle = Triangle(vintages, held, np.tile(stated, (count, 1)), origin)
        for month in range(first, last + 1):
            triangle.add(month)
        stated = np.rint(triangle.remaining() * MILLION).astype(np.int64)
    return stated


def used_of_oldest(held: Ints, used: Ints) -> float:
    """Return the share of old points that was used, given each member's and all that each used since.

    Parameters
    ----------
    held : (N,)
        Points of the oldest lot that each customer held at a time.
    used : (N,)
        Points that each used afterwards: the oldest first.
    """
    total = int(held.sum())
    return int(np.minimum(held, used).sum()) / total if total > 0 else 0.0


# --- A stock, week by week


def share_of_stock(
    vintages: Ints, opening_vintages: Ints, later: Ints, origin: int, first_month: int, months: Ints
) -> Floats:
    """Return the share of the points held that will be used, at the opening and at the end of each week.

    Each issue month counts by its age. The mix of issue months is known at the end of a month; its weeks
    have the share of that mix.

    Parameters
    ----------
    vintages : (months, months, chart.VINTAGE_KINDS)
        Points moved, by month of movement, month of issue and kind.
    opening_vintages : (months,)
        Points outstanding at the opening by month of issue.
    later : (classes, ages)
        Shares of points that will be redeemed yet, millionths.
    origin
        Month of index 0, as year * 12 + month - 1.
    first_month
        Month in which the run begins.
    months : (weeks,)
        Month in which each week's points moved.

    Returns
    -------
    (weeks + 1,)
        Shares, 0 to 1.
    """
    held = opening_vintages.astype(np.int64).copy()
    opening = _mixed(held, later, origin, first_month)
    closing = np.zeros(vintages.shape[0])
    for month in range(first_month, int(months[-1]) + 1):
        held += _left(vintages[month])
        closing[month] = _mixed(held, later, origin, month + 1)
    return np.concatenate([[opening], closing[months]])


def _left(moved: Ints) -> Ints:
    """Return what is added to the points outstanding, by month of issue: issued less all other kinds."""
    left: Ints = 2 * moved[:, chart.VINTAGE_ISSUED] - moved.sum(axis=1)
    return left


def _mixed(held: Ints, later: Ints, origin: int, month: int) -> float:
    """Return the share of points held at the opening of a month that will be used."""
    ages = np.clip(month - np.arange(held.shape[0]), 0, later.shape[1] - 1)
    shares = later[classes_of(held.shape[0], later, origin), ages]
    total = int(held.sum())
    if total <= 0:
        return int(later[(origin + month) % later.shape[0], 0]) / MILLION
    return min(max(int((held * shares).sum()) / (total * MILLION), 0.0), 1.0)


# --- The shares as text


def told(later: Ints) -> str:
    """Return shares as a fact of a run: whole numbers, classes parted by semicolons."""
    return ";".join(" ".join(str(share) for share in row) for row in later.tolist())


def heard(text: str) -> Ints:
    """Return the shares that `told` wrote."""
    return np.array([row.split() for row in text.split(";")], np.int64)
