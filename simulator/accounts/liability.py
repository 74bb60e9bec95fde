"""The economic view of what the firm owes its members: part of its profit, apart from the accounts.

Points are charged at what they are expected to cost. The other view, revenue deferred under IFRS 15, is in
`deferred_revenue.py`; the two answer different questions and are never added.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from simulator.accounts import chart

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]

MILLION = 1_000_000


def expected_cost(points: Ints, point_cost: int, expected_redemption: Floats | float) -> Ints:
    """Return what points are expected to cost, in whole minor units, rounded half up.

    Parameters
    ----------
    points
        Whole points of any shape; points owed by members are negative.
    point_cost
        The firm's own cost of a point when it is used, millionths of a minor unit.
    expected_redemption
        Share of these points that will be used, 0 to 1; one for all, or one for each.
    """
    rate = np.rint(point_cost * np.asarray(expected_redemption)).astype(np.int64)
    # Whole millions of points first: the product of both would leave 64 bits in a large run.
    millions, rest = np.divmod(points, MILLION)
    cost: Ints = millions * rate + (rest * rate + MILLION // 2) // MILLION
    return cost


class EconomicView(NamedTuple):
    """The obligation at the opening of week 0 and at the end of each week, each (weeks + 1,), minor units."""

    points: Ints
    status: Ints
    vouchers: Ints
    fees: Ints

    @property
    def total(self) -> Ints:
        """Return points, status, vouchers and unearned fees together."""
        total: Ints = self.points + self.status + self.vouchers + self.fees
        return total


def economic_view(
    tally: Ints, opening: Ints, point_cost: int, expected_redemption: Floats | float
) -> EconomicView:
    """Return the obligation: points at expected cost, unused privileges, live vouchers, unearned fees.

    Vouchers are charged in full until they are used or run out: which is prudent and soon over.

    Parameters
    ----------
    tally : (weeks, levels + 1, groups, chart.WIDTH)
        Whole numbers of one run.
    opening : (chart.WIDTH,)
        Stocks at the opening of week 0.
    point_cost
        The firm's own cost of a point when it is used (its share of the face value at checkout, or of a
        reward's unit cost), millionths of a minor unit.
    expected_redemption : (weeks + 1,) or one
        Share of the points outstanding that will be used, 0 to 1, at the opening and at the end of each week
        (`redemption.share_of_stock`). It is not the share of points issued, most of which are used while
        they are young.

    Source: points outstanding x expected redemption x cost per point, the practice of program managers;
    the status obligation comes from the run.
    """
    weekly = np.concatenate([opening[np.newaxis], tally.sum(axis=(1, 2))])
    return EconomicView(
        expected_cost(weekly[:, chart.POINTS_OUTSTANDING], point_cost, expected_redemption),
        weekly[:, chart.STATUS_OBLIGATION],
        weekly[:, chart.VOUCHERS_OUTSTANDING],
        weekly[:, chart.FEES_UNEARNED],
    )
