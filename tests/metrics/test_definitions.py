"""The page of definitions: every number that is printed is on it, under one name, with one meaning."""

from __future__ import annotations

import numpy as np
import pytest

from simulator import metrics
from simulator.metrics import (
    BESIDE,
    HEADLINES,
    TERMS,
    WEEKLY,
    Metric,
    Record,
    Series,
    definitions,
    lapse,
    loyalty,
    members,
    money,
    points,
    service,
)
from tests.metrics.runs import run

ROOMS = (lapse, loyalty, members, money, points, service)
UNITS = {"share", "minor", "points", "week", "minutes", "count", "ratio"}


def test_the_headlines_are_those_of_the_report() -> None:
    assert [metric.name for metric in HEADLINES] == [
        "retained_12m", "active_end", "repeat_rate", "share_of_wallet", "revenue", "gross_profit",
        "program_cost", "profit", "incremental_profit", "obligation", "payback_week", "lifetime_value",
    ]  # fmt: skip


def test_every_metric_written_is_in_one_tuple() -> None:
    written = [item for room in ROOMS for item in vars(room).values() if isinstance(item, Metric)]
    drawn = [item for room in ROOMS for item in vars(room).values() if isinstance(item, Series)]
    assert {metric.name for metric in written} == {metric.name for metric in (*HEADLINES, *BESIDE)}
    assert len(written) == len(HEADLINES) + len(BESIDE)
    assert {series.name for series in drawn} == {series.name for series in WEEKLY}
    assert len(drawn) == len(WEEKLY)


def test_the_page_defines_all_and_no_name_twice() -> None:
    page = definitions()
    items: list[Metric | Series] = [*HEADLINES, *BESIDE, *WEEKLY]
    for item in items:
        assert page[item.name]
        assert item.unit in UNITS
        assert item.definition.endswith(".")
    assert not set(TERMS) & {metric.name for metric in (*HEADLINES, *BESIDE)}
    assert all(text.endswith(".") for text in TERMS.values())


@pytest.mark.parametrize("metric", (*HEADLINES, *BESIDE), ids=lambda metric: metric.name)
def test_a_run_in_which_nothing_happens_has_an_answer_or_none(metric: Metric) -> None:
    record: Record = run()
    value = metric.measure(record, record, 0.1)
    assert value is None or value == 0


@pytest.mark.parametrize("series", WEEKLY, ids=lambda series: series.name)
def test_a_series_has_a_number_a_week(series: Series) -> None:
    values = series.measure(run(weeks=9), run(weeks=9), 0.1)
    assert values.shape == (9,)
    assert values.dtype == np.float64


def test_the_room_shows_what_it_lists() -> None:
    assert set(metrics.__all__) >= {"HEADLINES", "BESIDE", "WEEKLY", "definitions"}
