"""Membership fees: received, recognised by days, given back, owed."""

from __future__ import annotations

from datetime import date

import numpy as np
from hypothesis import given

from simulator.accounts import chart
from simulator.accounts.fees import FEE_LINES, fees_by_month
from tests.accounts.books import Books, books


def test_a_fee_of_eight_weeks_is_earned_by_days() -> None:
    # 3,920 paid for eight weeks from 6 January 2014: 70 a day; 26 days of January, 28, then 2.
    tally = np.zeros((8, 2, 3, chart.WIDTH), np.int64)
    tally[0, 1, 0, chart.FEES] = 3920
    tally[:, 1, 0, chart.FEES_EARNED] = 490
    found = fees_by_month(tally, np.zeros(chart.WIDTH, np.int64), date(2014, 1, 6))
    table = [dict(zip(FEE_LINES, row, strict=True)) for row in found.tolist()]
    assert [row["recognised"] for row in table] == [26 * 70, 28 * 70, 2 * 70]
    assert [row["received"] for row in table] == [3920, 0, 0]
    assert [row["opening"] for row in table] == [0, 2100, 140]
    assert [row["closing"] for row in table] == [2100, 140, 0]


@given(books())
def test_the_months_add_up_to_the_run(drawn: Books) -> None:
    found = fees_by_month(drawn.tally, drawn.opening, date(2015, 12, 30))
    opening, received, recognised, refunded, closing = found.T
    assert (opening + received - recognised - refunded == closing).all()
    assert (opening[1:] == closing[:-1]).all()
    assert opening[0] == drawn.opening[chart.FEES_UNEARNED]
    assert received.sum() == drawn.tally[..., chart.FEES].sum()
    assert closing[-1] == drawn.tally[-1, ..., chart.FEES_UNEARNED].sum()
