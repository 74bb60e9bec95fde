"""Sentences of a decomposition: what is said of intervals, and of a run of one."""

from __future__ import annotations

import math

import pandas as pd
import pytest

from reports.explained import Explained, sentences

FACTS = {
    "currency": "CNY", "minor_unit": 100, "weeks": 52, "told": ["points"], "baseline": "none",
    "designs": {"none": "none", "points": "Points"}, "active": ["habit"], "method": "exact", "runs": 1234,
    "budget": 2000, "customers": 1500, "replications": 3, "orders": [],
}  # fmt: skip


def explained(low: float, high: float, **facts: object) -> Explained:
    """Return a decomposition in which habit brings 40 of 50, within an interval."""
    rows = [
        ("points", "incremental_profit", "all", part, title, 100.0 * value, low, high)
        for part, title, value in (("nothing", "costs", 10), ("habit", "habit", 40), ("total", "in all", 50))
    ]
    columns = ["design", "metric", "segment", "part", "title", "value", "low", "high"]
    pairs = pd.DataFrame([], columns=["design", "metric", "segment", "value"])
    return Explained(
        {**FACTS, **facts}, {"explain": pd.DataFrame(rows, columns=columns), "explain_pairs": pairs}
    )


@pytest.mark.parametrize(
    ("low", "high", "noted"),
    [
        (1.0, 9.0, False),
        (-9.0, -1.0, False),
        (-1.0, 9.0, True),
        (0.0, 0.0, True),
        (math.nan, math.nan, False),
    ],
)
def test_only_an_interval_that_there_is_can_hold_nothing(low: float, high: float, noted: bool) -> None:
    ((_, (line,)),) = sentences(explained(low, high))
    assert "the largest parts are habit +CNY 40" in line
    assert ("its interval holds 0" in line) == noted


def test_one_of_anything_is_one_and_has_no_interval() -> None:
    many, one = explained(1, 2), explained(1, 2, replications=1, weeks=1, customers=1)
    assert "on 1,500 customers, 52 weeks and 3 replications, the same people" in many.method()
    assert "interval" not in many.method()
    assert "on 1 customer, 1 week and 1 replication, the same people" in one.method()
    assert one.method().endswith("of one replication there is no interval")
