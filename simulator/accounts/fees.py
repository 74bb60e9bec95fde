"""Membership fees as revenue over time: what was received, recognised, given back and owed (IFRS 15.39)."""

from __future__ import annotations

from datetime import date

import numpy as np
from numpy.typing import NDArray

from simulator.accounts import chart
from simulator.accounts.deferred_revenue import by_month

Ints = NDArray[np.int64]

# opening + received - recognised - refunded = closing
FEE_LINES: tuple[str, ...] = ("opening", "received", "recognised", "refunded", "closing")


def fees_by_month(tally: Ints, opening: Ints, begins: date) -> Ints:
    """Lay out where membership fees went, by calendar month of the run, (months, FEE_LINES), minor units.

    A week's amounts are spread over the months of its days.

    Parameters
    ----------
    tally : (weeks, levels + 1, groups, chart.WIDTH)
        Whole numbers of one run.
    opening : (chart.WIDTH,)
        Stocks at the opening of week 0.
    begins
        Date of day 0.
    """
    weekly = tally.sum(axis=(1, 2))
    origin = begins.year * 12 + begins.month - 1
    last = date.fromordinal(begins.toordinal() + 7 * len(weekly) - 1)
    months = last.year * 12 + last.month - origin
    received, recognised, refunded = (
        by_month(weekly[:, column], begins, origin, months)
        for column in (chart.FEES, chart.FEES_EARNED, chart.FEES_REFUNDED)
    )
    closing = int(opening[chart.FEES_UNEARNED]) + np.cumsum(received - recognised - refunded)
    before = np.concatenate([opening[[chart.FEES_UNEARNED]], closing[:-1]])
    return np.stack([before, received, recognised, refunded, closing], axis=-1)
