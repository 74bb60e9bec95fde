"""Retention, activity, repeat buying and share of wallet, counted by hand."""

from __future__ import annotations

import pytest

from simulator.accounts import chart
from simulator.metrics import members
from tests.metrics.runs import person, run


def test_retained_customers_ordered_before_and_a_year_on() -> None:
    record = run(customers=10)
    person(record, "before", [2, 1, 1, 1, 0, 0])
    person(record, "after", [1, 3, 0, 0, 5, 0])
    assert members.retained_12m(record) == 2 / 10
    assert members.retained_of_buyers(record) == 2 / 4


@pytest.mark.parametrize(("weeks", "known"), [(52, False), (53, True)])
def test_retention_is_not_known_before_week_52_is_over(weeks: int, known: bool) -> None:
    record = run(weeks)
    person(record, "before", [1, 1])
    person(record, "after", [1, 0])
    assert members.retained_12m(record) == (0.1 if known else None)
    assert members.retained_of_buyers(record) == (0.5 if known else None)


@pytest.mark.parametrize(("weeks", "known"), [(64, False), (65, True)])
def test_retention_of_new_customers_counts_from_the_last_entry(weeks: int, known: bool) -> None:
    record = run(weeks, last_entry=12)
    person(record, "before", [1, 1])
    person(record, "after", [1, 0])
    assert members.retained_12m(record) == (0.1 if known else None)
    assert members.retained_of_buyers(record) == (0.5 if known else None)


def test_no_buyers_no_share() -> None:
    record = run()
    assert members.retained_12m(record) == 0.0
    assert members.retained_of_buyers(record) is None
    assert members.repeat_rate(record) is None
    assert members.share_of_wallet(record) is None


def test_active_and_repeat_and_wallet() -> None:
    record = run(customers=10)
    record.tally[:-1, 1, 0, chart.ACTIVE] = 9
    record.tally[-1, 1, 0, chart.ACTIVE] = 4
    person(record, "orders", [0, 1, 1, 2, 7])
    record.tally[:, 1, 1, chart.FOCAL_SPEND] = 30
    record.tally[:, 0, 2, chart.CATEGORY_SPEND] = 120
    assert members.active_end(record) == 0.4
    assert members.repeat_rate(record) == 0.5
    assert members.share_of_wallet(record) == 0.25


def test_a_run_read_without_its_people_says_so() -> None:
    record = run()._replace(customers=run().customers[:0])
    with pytest.raises(ValueError, match="run jd/3: read without its customers, so their `orders`"):
        members.repeat_rate(record)


def test_members_are_everybody_but_those_who_have_not_joined() -> None:
    record = run(weeks=2, customers=10)
    record.tally[0, 0, 2, chart.CUSTOMERS] = 5
    record.tally[:, 2, 1, chart.CUSTOMERS] = 3
    assert members.MEMBERS.measure(record, record, 0.1).tolist() == [13.0, 13.0]


def test_paying_and_renewals_are_shares_and_nothing_where_nobody_pays() -> None:
    record = run(customers=4)
    measures = (members.paying_end, members.renewal_rate, members.trials_kept)
    assert [measure(record) for measure in measures] == [None, None, None]
    record.tally[0, 1, 0, [chart.TERMS_ENDED, chart.TERMS_RENEWED, chart.TRIALS_ENDED]] = 5, 4, 2
    record.tally[0, 1, 0, chart.PAYING] = 3
    record.tally[-1, 1, 0, chart.PAYING] = 1
    assert [measure(record) for measure in measures] == [0.25, 0.8, 0.0]
