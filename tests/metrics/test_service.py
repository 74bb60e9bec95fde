"""Waits, promises and feelings in the units that people read."""

from __future__ import annotations

import math

from simulator.accounts import chart
from simulator.metrics import service
from tests.metrics.runs import run


def test_waits_are_minutes_per_decided_case() -> None:
    record = run(weeks=3)
    assert service.wait_mean(record) is None
    assert service.abandoned_share(record) is None
    record.tally[0, 1, 0, [chart.WAIT_MINUTES, chart.CASES_DECIDED, chart.CASES_ABANDONED]] = [900, 3, 1]
    record.tally[1, 2, 0, [chart.WAIT_MINUTES, chart.CASES_DECIDED]] = [100, 1]
    assert service.wait_mean(record) == 2.5
    assert service.abandoned_share(record) == 0.25
    weekly = service.WAIT_WEEKLY.measure(record, record, 0.1)
    assert weekly[:2].tolist() == [3.0, 1.0]
    assert math.isnan(weekly[2])


def test_shares_of_cases_and_of_what_went_wrong() -> None:
    record = run(weeks=3)
    measures = (service.late_share, service.silent_share, service.silent_left, service.resolved_share)
    assert [measure(record) for measure in (*measures, service.in_time_share)] == [None] * 5
    row = record.tally[0, 1, 0]
    row[[chart.ORDERS, chart.REFUSALS, chart.LATE, chart.FAILURES, chart.COMPLAINTS]] = [110, 10, 20, 5, 15]
    row[[chart.SILENT, chart.SILENT_LEFT]] = [8, 2]
    record.tally[1, 2, 0, [chart.CASES_DECIDED, chart.CASES_RESOLVED, chart.CASES_IN_TIME]] = [10, 6, 9]
    assert [measure(record) for measure in measures] == [0.2, 0.4, 0.25, 0.6]
    assert service.in_time_share(record) == 0.9


def test_promises_that_fell_due_and_were_kept() -> None:
    record = run(weeks=3)
    assert service.promises_kept(record) is None
    record.tally[:, 1, 0, chart.PROMISES] = 50
    record.tally[0, 1, 0, chart.PROMISES_BROKEN] = 3
    assert service.promises_kept(record) == 0.98


def test_feelings_are_means_over_those_who_have_not_left() -> None:
    record = run(weeks=1)
    record.tally[0, 1, 0, [chart.ATTACHED, chart.SATISFACTION, chart.TRUST]] = [4, 28_000, 20_000]
    assert service.SATISFACTION.measure(record, record, 0.1).tolist() == [0.7]
    assert service.TRUST.measure(record, record, 0.1).tolist() == [0.5]
