"""Money, counted by hand on a run of a few orders, and never across different people."""

from __future__ import annotations

import numpy as np
import pytest

from simulator.accounts import chart
from simulator.engine.record import RunRecord
from simulator.metrics import HEADLINES, money
from simulator.metrics.points import economic
from tests.metrics.runs import person, run

WEEK = 2
CELL = (WEEK, 1, 0)


def marketplace() -> RunRecord:
    """1,000 sold, 100 of it returned; sellers get 828; 50 of points used, 20 of price cuts, 10 cash-back."""
    record = run(weeks=4, customers=10)
    for column, amount in {
        chart.GOODS: 1000,
        chart.RETURNED_GOODS: 100,
        chart.SELLER_PROCEEDS: 828,
        chart.SELLER_COST_OF_GOODS: 700,
        chart.PRICE_DISCOUNT: 20,
        chart.CHECKOUT_REDEEMED: 50,
        chart.CASH_BACK: 10,
        chart.FUNDED_FIRM: 60,
        chart.FUNDED_SELLER: 20,
        chart.RUNNING_COST: 5,
        chart.DESK_COST: 2,
    }.items():
        record.tally[*CELL, column] = amount
    record.tally[WEEK:, 1, 0, chart.POINTS_OUTSTANDING] = 40
    record.tally[*CELL, chart.POINTS_ISSUED] = 90
    record.tally[*CELL, chart.POINTS_REDEEMED] = 50
    return record


def nothing() -> RunRecord:
    return run(weeks=4, customers=10, design="none")


def measured(name: str, record: RunRecord, baseline: RunRecord) -> float | None:
    (metric,) = [metric for metric in HEADLINES if metric.name == name]
    return metric.measure(record, baseline, 0.10)


def test_a_statement_by_hand() -> None:
    record, baseline = marketplace(), nothing()
    assert measured("revenue", record, baseline) == 1000 - 100 - 20 - 50 - 10
    assert measured("gross_profit", record, baseline) == 900 - 828 - 2
    assert measured("program_cost", record, baseline) == 60 + 5
    assert measured("obligation", record, baseline) == 40 * 0.8 * 0.5
    assert measured("profit", record, baseline) == 70 - 65 - 16
    assert money.commission(record) == 900 - 828
    assert money.seller_profit(record) == 828 - 700 - 20


def test_a_retailer_has_no_commission_and_no_sellers() -> None:
    assert money.commission(nothing()) is None
    assert money.seller_profit(nothing()) is None


def test_incremental_profit_is_the_difference_to_the_same_people() -> None:
    record, baseline = marketplace(), nothing()
    baseline.tally[0, 0, 0, [chart.GOODS, chart.COST_OF_GOODS]] = [500, 470]
    assert measured("incremental_profit", record, baseline) == -11 - 30
    assert measured("incremental_profit", baseline, baseline) == 0
    assert money.incremental(record, baseline).tolist() == [-30, 0, -11, 0]
    assert money.return_on_cost(record, baseline, 0.1) == -41 / 65
    assert money.return_on_cost(baseline, baseline, 0.1) is None


def test_a_running_program_is_not_charged_for_what_it_owed_already() -> None:
    record = nothing()
    record.opening[chart.POINTS_OUTSTANDING] = 100
    record.tally[:, 1, 0, chart.POINTS_OUTSTANDING] = 100
    assert economic(record).total.tolist() == [40] * 5
    assert measured("profit", record, nothing()) == 0


def test_payback_counts_weeks_from_nought_and_may_lie_beyond_the_run() -> None:
    record, baseline = nothing(), nothing()
    record.tally[0, 0, 0, chart.RUNNING_COST] = 100
    record.tally[0, 0, 0, chart.FUNDED_FIRM] = 0
    record.tally[1:, 1, 0, chart.GOODS] = 60
    assert measured("payback_week", record, baseline) == 2
    record.tally[3, 1, 0, chart.RUNNING_COST] = 500
    assert measured("payback_week", record, baseline) is None


def test_a_design_without_effect_is_never_in_the_red_and_the_baseline_has_nothing_to_pay_back() -> None:
    record, baseline = nothing(), nothing()
    assert measured("payback_week", record, baseline) == 0
    assert measured("payback_week", baseline, baseline) is None


def test_points_earned_and_owed_delay_the_payback() -> None:
    record, baseline = nothing(), nothing()
    record.tally[0, 1, 0, chart.GOODS] = 10
    record.tally[0:3, 1, 0, chart.POINTS_OUTSTANDING] = 100
    assert measured("payback_week", record, baseline) == 3


def test_lifetime_value_is_discounted_profit_per_customer() -> None:
    record = nothing()
    record.tally[:, 1, 0, chart.GOODS] = 1000
    expected = sum(1000 / (1 + 0.10 / 52) ** week for week in range(4)) / 10
    assert measured("lifetime_value", record, nothing()) == pytest.approx(expected)


@pytest.mark.parametrize(
    ("name", "value"), [("seed", 8), ("replication", 4), ("customers", 11), ("begins", "2014-01-13")]
)
def test_other_people_are_no_baseline(name: str, value: int | str) -> None:
    other = nothing()._replace(meta={**nothing().meta, name: value})
    with pytest.raises(ValueError, match=f"run jd/3 and run none/.* differ in {name}"):
        money.incremental(marketplace(), other)


def test_a_shorter_run_is_no_baseline() -> None:
    with pytest.raises(ValueError, match="differ in weeks: 4 and 5"):
        money.payback_week(marketplace(), run(weeks=5), 0.1)


def test_a_run_that_does_not_tell_what_a_point_costs_is_refused() -> None:
    meta = {name: value for name, value in marketplace().meta.items() if name != "point_cost"}
    with pytest.raises(ValueError, match="run jd/3: the run does not state `point_cost`"):
        money.weekly_profit(marketplace()._replace(meta=meta))


def test_the_future_of_survivors_is_in_no_headline() -> None:
    record, baseline = nothing(), nothing()
    for run_ in (record, baseline):
        run_.tally[:, 1, 0, chart.ATTACHED] = 10
        run_.tally[:, 1, 0, chart.GOODS] = 1000
    record.tally[-1, 1, 0, chart.ATTACHED] = 8
    ours, theirs = (money.residual_value(one, baseline, 0.10) for one in (record, baseline))
    assert ours is not None
    assert theirs is not None
    assert ours == pytest.approx(theirs * 0.8, abs=1)
    assert money.residual_value(record, baseline, 0.0) is None
    for one in (record, baseline):
        person(one, "orders", [2])
    for metric in HEADLINES:
        if metric.name not in {"incremental_profit", "payback_week"}:
            assert metric.measure(record, baseline, 0.1) == metric.measure(baseline, baseline, 0.1)
    assert not np.any(money.incremental(record, baseline))
