"""What is owed for points, in two views."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulator.accounts import chart
from simulator.accounts.deferred_revenue import LINES, allocate
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
    assert points.own_price(earning()).tolist() == [2600, 2800, 200, 0]


def test_a_price_is_less_what_was_given_with_it() -> None:
    """A retailer's price is what is paid less cash-back, whoever funds it."""
    record = earning()
    record.tally[:, 1, 0, chart.PRICE_DISCOUNT] = 70
    record.tally[:, 1, 0, [chart.CASH_BACK, chart.CASH_BACK_PARTNER]] = 35
    assert points.own_price(record).tolist() == [2210, 2380, 170, 0]


def test_a_marketplace_sets_aside_of_its_commission_what_it_funds_itself() -> None:
    """700 of goods a week leave 105 of commission, of which 21 of 70 of a price cut are the firm's."""
    record = earning()
    record.tally[:, 1, 0, chart.SELLER_PROCEEDS] = 595
    record.tally[:, 1, 0, chart.PRICE_DISCOUNT] = 70
    record.tally[:, 1, 0, chart.PRICE_DISCOUNT_SELLER] = 49
    assert points.own_price(record).tolist() == [312, 336, 24, 0]
    table = points.accounting(record).table()
    assert table[0, LINES.index("issued")] == allocate(312, 312, 208)
    funded = record._replace(meta={**record.meta, "firm_share": 0.25})
    assert points.accounting(funded).table()[0, LINES.index("issued")] == allocate(312, 312, 52)
    theirs = record._replace(meta={**record.meta, "firm_share": 0.0})
    assert not points.accounting(theirs).table().any()


def test_a_launched_program_learns_who_pays_for_points_from_its_own_months() -> None:
    record = earning()
    # In January sellers paid for every use, in February the firm for three quarters of as much.
    record.tally[1, 1, 0, [chart.CHECKOUT_REDEEMED, chart.CHECKOUT_REDEEMED_SELLER]] = 60
    record.tally[5, 1, 0, [chart.CATALOGUE_COST, chart.CATALOGUE_COST_PARTNER]] = 60, 15
    launched = record._replace(meta={**record.meta, "start": "launch", "firm_share": 0.5})
    assert points.own_point_price(launched).tolist() == [POINT // 2, 0, POINT * 3 // 8, POINT * 3 // 8]
    running = record._replace(meta={**record.meta, "firm_share": 0.5})
    assert points.own_point_price(running).tolist() == [POINT // 2] * 4


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


def test_a_launch_believes_what_is_stated_and_a_running_program_knows_its_past() -> None:
    record = earning()
    record.opening_vintages[0] = 100
    known = {**record.meta, "redeemed_later": "800000 300000 0", "believed_redemption": 0.5}
    running = record._replace(meta=known)
    launched = record._replace(meta={**known, "start": "launch"})
    issued, opening = LINES.index("issued"), LINES.index("opening")
    assert points.accounting(running).lines[0, 0, [opening, issued]].tolist() == [
        80,
        allocate(2600, 2600, 208),
    ]
    assert points.accounting(launched).lines[0, 0, [opening, issued]].tolist() == [
        50,
        allocate(2600, 2600, 130),
    ]
    # The long run's future moves nothing that a launch states.
    other = launched._replace(
        meta={**launched.meta, "redeemed_later": "100000 0 0", "expected_redemption": 0.1}
    )
    assert (points.accounting(other).lines == points.accounting(launched).lines).all()


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
    facts = {**record.meta, "point_price": round(POINT * share)}
    assert points.obligation(record._replace(meta=facts)) == points.obligation(record)


def test_redemption_rate() -> None:
    record = earning()
    assert points.redemption_rate(record) == 0.0
    record.tally[3, 1, 0, chart.POINTS_REDEEMED] = 140
    assert points.redemption_rate(record) == pytest.approx(0.25)
    assert points.redemption_rate(run()) is None
