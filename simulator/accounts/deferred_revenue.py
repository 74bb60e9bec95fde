"""Revenue deferred for points under IFRS 15, vintage by vintage: the accounting view of what is owed.

The economic view is in `liability.py`; the two answer different questions and are never added.
The estimate of redemption is in `redemption.py`.
Order of parts: revenue deferred and recognised; one vintage; the roll-forward.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from simulator.accounts.redemption import Triangle, classes_of

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]

MILLION = 1_000_000


# --- Revenue deferred and recognised


def half_up(amount: int, part: int, whole: int) -> int:
    """Return amount x part / whole, rounded half up, in exact integers; whole is above 0."""
    return (2 * amount * part + whole) // (2 * whole)


def allocate(price: int, goods_price: int, points_price: int) -> int:
    """Return the part of a price that pays for the points earned with it, by relative selling prices.

    Parameters
    ----------
    price
        What was paid, minor units.
    goods_price, points_price
        Stand-alone selling prices; of points: face value x expected redemption.

    Source: IFRS 15 paragraphs 74-76 and B39-B43, Example 52: 100,000 with 9,500 of points gives 8,676.
    """
    together = goods_price + points_price
    return half_up(price, points_price, together) if together > 0 else 0


def recognised(deferred: int, redeemed: int, expected: int) -> int:
    """Return the revenue recognised so far: deferred x points redeemed / points expected to be redeemed.

    Both counts are of the whole life of the points; the revenue of a period is the difference to what was
    recognised before, so a changed estimate is caught up at once.

    Source: IFRS 15 paragraphs B44-B47, Example 52.
    """
    return half_up(deferred, redeemed, expected) if expected > 0 else 0


# --- One vintage


@dataclass
class Vintage:
    """The points of one issue month, and the price deferred for them.

    Attributes
    ----------
    points, redeemed, expired, reversed
        Whole points since issue (of an opening vintage: since the opening).
    deferred, recognised
        Price set aside at issue, and revenue recognised since, minor units.
    expected
        Points expected to be redeemed in all.
    """

    points: int = 0
    deferred: int = 0
    expected: int = 0
    redeemed: int = 0
    expired: int = 0
    reversed: int = 0
    recognised: int = 0

    @property
    def outstanding(self) -> int:
        """Return the points not yet redeemed, expired or taken back; below 0 when members owe some."""
        return self.points - self.redeemed - self.expired - self.reversed

    @property
    def net(self) -> int:
        """Return the points issued and not taken back."""
        return max(self.points - self.reversed, 0)

    @property
    def kept(self) -> int:
        """Return the price deferred, less its part for points taken back."""
        return half_up(self.deferred, self.net, self.points) if self.points else 0

    @property
    def liability(self) -> int:
        """Return the price deferred and not yet recognised."""
        return self.kept - self.recognised

    def issue(self, points: int, deferred: int, expected: int) -> None:
        """Add points with the price set aside for them and the redemptions expected of them."""
        self.points += points
        self.deferred += deferred
        self.expected += expected

    def move(self, redeemed: int, expired: int, taken_back: int, share: float) -> tuple[int, ...]:
        """Close a month and return its lines: redeemed, expired, reversed, estimate change, breakage.

        Points redeemed release their part of the price (redeemed) and the part of points that are expected
        never to be redeemed (breakage, in proportion); a new estimate catches up on all that was recognised
        before (estimate change); once no point is outstanding the residue is released (expired).

        Parameters
        ----------
        redeemed, expired, taken_back
            Points of the month.
        share
            Share of the points still outstanding that will be redeemed, as known at the end of the month.
        """
        kept, net = self.kept, self.net
        self.redeemed += redeemed
        self.expired += expired
        self.reversed += taken_back
        expected = half_up(self.expected, self.net, net) if net else 0
        release = recognised(self.kept, redeemed, expected)
        at_price = recognised(self.kept, redeemed, self.net)
        self.expected = self.redeemed + round(max(self.outstanding, 0) * share)
        before = self.recognised
        closed = self.outstanding <= 0
        self.recognised = self.kept if closed else recognised(self.kept, self.redeemed, self.expected)
        rest = self.recognised - before - release
        residue, change = (rest, 0) if closed else (0, -rest)
        return at_price, residue, kept - self.kept, change, release - at_price


# --- The roll-forward

# The lines of the roll-forward: opening + issued - redeemed - expired - reversed + estimate change - breakage
# = closing.
LINES: tuple[str, ...] = (
    "opening",
    "issued",
    "redeemed",
    "expired",
    "reversed",
    "estimate_change",
    "breakage",
    "closing",
)
SIGNS: tuple[int, ...] = (1, 1, -1, -1, -1, 1, -1)


class AccountingView(NamedTuple):
    """Deferred revenue by month of movement and month of issue, each (months, months, ...).

    Months before the first of the run hold nothing but zeros.

    Attributes
    ----------
    lines : (months, months, LINES)
        Money in minor units.
    expected, redeemed, outstanding : (months, months)
        Points at the end of the month: expected to be redeemed in all, redeemed, still outstanding.
    """

    lines: Ints
    expected: Ints
    redeemed: Ints
    outstanding: Ints

    def table(self) -> Ints:
        """Return the roll-forward by month over all vintages, (months, LINES)."""
        total: Ints = self.lines.sum(axis=1)
        return total

    def expected_redemption(self) -> Floats:
        """Return by month the share of points outstanding that is expected to be used yet, (months,).

        Not a number when no vintage has points outstanding.
        """
        still_open = self.outstanding > 0
        expected = np.where(still_open, self.expected - self.redeemed, 0).sum(axis=1)
        held = np.where(still_open, self.outstanding, 0).sum(axis=1)
        return _share(expected, held, held > 0)

    def estimate_to_actual(self) -> Floats:
        """Return by vintage the first estimate of points redeemed over what it came to, (months,).

        Not a number while points are outstanding at the end, and where none was redeemed.
        """
        first = self.expected[(self.expected != 0).argmax(axis=0), np.arange(self.expected.shape[1])]
        actual = self.redeemed[-1]
        return _share(first, actual, (actual > 0) & (self.outstanding[-1] <= 0))


def _share(part: Ints, whole: Ints, known: NDArray[np.bool_]) -> Floats:
    """Return part / whole where it is known, and not a number elsewhere."""
    share = np.full(whole.shape, np.nan)
    np.divide(part, whole, out=share, where=known)
    return share


def accounting_view(
    vintages: Ints,
    opening_vintages: Ints,
    price: Ints,
    points_price: Ints,
    stated: Ints,
    origin: int,
    first_month: int,
) -> AccountingView:
    """Return deferred revenue under IFRS 15, month by month and vintage by vintage.

    The price of a month's sales is shared out by relative stand-alone selling prices, with the redemption
    that was expected before the month; at its end the estimate uses every month up to it and none after.
    Points held at the opening are taken in at that price of a point x expected redemption at their age.

    Parameters
    ----------
    vintages : (months, months, chart.VINTAGE_KINDS)
        Points moved, by month of movement, month of issue and kind.
    opening_vintages : (months,)
        Points outstanding at the opening by month of issue.
    price : (months,)
        The firm's own transaction price of what members bought, before points, minor units: goods at what
        they pay for a retailer, the commission for a marketplace, which sells for others as their agent.
    points_price : (months,)
        Stand-alone selling price of a point as far as the firm itself pays for its use, as known before the
        month, millionths of a minor unit.
    stated : (classes, ages)
        Shares of points that will be redeemed yet while nothing is known, millionths (see `redemption`).
    origin
        Month of index 0, as year * 12 + month - 1.
    first_month
        Month in which the run begins.

    Source: IFRS 15 paragraphs 74-76 and B34-B47 (B36: an agent's revenue is its commission).
    """
    months, oldest = opening_vintages.shape[0], stated.shape[1] - 1
    lines = np.zeros((months, months, len(LINES)), np.int64)
    counts = np.zeros((3, months, months), np.int64)
    if not (vintages.any() or opening_vintages.any()):
        return AccountingView(lines, *counts)  # without points nothing is deferred
    triangle = Triangle(vintages, opening_vintages, stated, origin)
    of, prices = classes_of(months, stated, origin), points_price.tolist()
    books = [Vintage() for _ in range(months)]
    share = triangle.remaining()
    for born, (vintage, points) in enumerate(zip(books, opening_vintages.tolist(), strict=True)):
        age = min(max(first_month - born, 0), oldest)
        expected = round(max(points, 0) * float(share[of[born], age]))
        vintage.issue(points, half_up(expected, prices[first_month], MILLION), expected)
    for month in range(first_month, months):
        at_issue = float(share[of[month], 0])
        triangle.add(month)
        share = triangle.remaining()
        for born, vintage in enumerate(books[: month + 1]):
            issued, redeemed, expired, taken_back = vintages[month, born].tolist()
            opening, deferred = vintage.liability, 0
            if issued:
                expected = round(issued * at_issue)
                paid = max(0, int(price[month]))
                deferred = allocate(paid, paid, half_up(expected, prices[month], MILLION))
                vintage.issue(issued, deferred, expected)
            later = float(share[of[born], min(month - born + 1, oldest)])
            moved = vintage.move(redeemed, expired, taken_back, later)
            lines[month, born] = (opening, deferred, *moved, vintage.liability)
            counts[:, month, born] = vintage.expected, vintage.redeemed, vintage.outstanding
    return AccountingView(lines, *counts)


def by_month(weekly: Ints, begins: date, origin: int, months: int) -> Ints:
    """Spread weekly amounts over the calendar months of their days; no unit is lost.

    Parameters
    ----------
    weekly : (weeks,)
        Whole amounts.
    begins
        Date of day 0.
    origin
        Month of index 0, as year * 12 + month - 1.
    months
        Length of the answer; it must hold the first day and the last.

    Raises
    ------
    ValueError
        When a day lies outside it.
    """
    monthly = np.zeros(months, np.int64)
    for week, amount in enumerate(weekly.tolist()):
        for day in range(7):
            when = begins + timedelta(days=7 * week + day)
            place = when.year * 12 + when.month - 1 - origin
            if not 0 <= place < months:
                raise ValueError(f"{when} is outside the {months} months")
            monthly[place] += amount * (day + 1) // 7 - amount * day // 7
    return monthly
