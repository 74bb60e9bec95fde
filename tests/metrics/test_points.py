"""What is owed for points, in two views."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulator.accounts import chart
from simulator.accounts.deferred_revenue import LINES
from simulator.accounts.ledger import check_vintages
from simulator.engine.record import RunRecord
from simulator.metrics import points
from tests.metrics.runs import POINT, run


def earning(weeks: int = 8) -> RunRecord:
    """Members buy for 700 a week and earn 70 points; non-members buy too and earn none. No point is used."""
    record = run(weeks)
    record.tally[:, 1, 0, chart.GOODS] = 700
    record.tally[:, 0, 0, chart.GOODS] = 9999
    record.tally[:, 1, 0, chart.POINTS_ISSUED] = 70
    record.tally[:, 1, 0, chart.POINTS_OUTSTANDING] = 70 * np.arange(1, weeks + 1)
    days = [26, 28, weeks * 7 - 54] if weeks == 8 else []  # from 6 January to 2 March 2014
    for month, count in enumerate(days):
        record.vintages[month, month, chart.VINTAGE_ISSUED] = 10 * count
    return record


def test_only_what_members_paid_shares_its_price_with_points() -> None:
    assert points.members_goods(earning()).tolist() == [2600, 2800, 200, 0]


def test_deferred_revenue_of_a_run() -> None:
    record = earning()
    check_vintages(record.vintages, record.opening_vintages, record.tally, record.opening)
    table = points.accounting(record).table()
    # 260 points of 1, of which the stated 80% are expected to be used: 2,600 x 208 / 2,808.
    assert table[0, LINES.index("issued")] == 193
    assert table.shape[0] == 3  # the run ends in March
    assert points.deferred_revenue(record) == table[-1, LINES.index("closing")]
    by_week = points.IFRS_LIABILITY.measure(record, record, 0.1)
    assert by_week[:3].tolist() == [193.0] * 3  # the weeks that end in January
    assert by_week[-1] == points.deferred_revenue(record)


def test_the_obligation_counts_cost_and_the_face_value_does_not() -> None:
    record = earning()
    assert points.obligation(record) == 560 * 0.8 * 0.5
    assert points.POINTS_LIABILITY.measure(record, record, 0.1)[-1] == 560
    assert points.POINTS_OUTSTANDING.measure(record, record, 0.1)[0] == 70
    assert points.ECONOMIC_OBLIGATION.measure(record, record, 0.1)[0] == 28


@given(st.integers(0, 500), st.floats(0.0, 1.0))
def test_one_view_does_not_move_with_the_other(percent: int, share: float) -> None:
    """What a point costs the firm is no matter of the accounts."""
    record = earning()
    meta = {**record.meta, "point_cost": POINT * percent // 100}
    assert points.deferred_revenue(record._replace(meta=meta)) == points.deferred_revenue(record)
    facts = {**record.meta, "point_value": round(POINT * share)}
    assert points.obligation(record._replace(meta=facts)) == points.obligation(record)


def test_redemption_rate() -> None:
    record = earning()
    assert points.redemption_rate(record) == 0.0
    record.tally[3, 1, 0, chart.POINTS_REDEEMED] = 140
    assert points.redemption_rate(record) == pytest.approx(0.25)
    assert points.redemption_rate(run()) is None
