"""Whom a firm takes for lost, by its own fit: known answers, and people of a world."""

from __future__ import annotations

import datetime

import numpy as np
import pytest

from simulator.engine.run import Manner, measure, record_of
from simulator.engine.setting import Span
from simulator.metrics import lapse
from tests.engine.worlds import program_of, table_of, world_with
from tests.metrics.runs import person, run


def test_silence_counts_the_more_the_oftener_one_orders() -> None:
    quiet = np.array([0, 8, 8, 60])
    alive = lapse.chance_alive(np.array([0.5, 0.5, 0.05, 0.05]), quiet, 0.01)
    assert alive[0] == 1.0
    assert alive[1] < alive[2]
    assert alive[3] < alive[2]
    # An order a week and a hazard of 2%: after three quiet weeks by the closed form.
    known = 1.0 / (1.0 + 0.02 / 1.02 * (np.exp(1.02 * 3) - 1.0))
    assert lapse.chance_alive(np.array([1.0]), np.array([3]), 0.02)[0] == pytest.approx(known)


def test_the_fit_finds_the_hazard_that_people_were_drawn_with() -> None:
    luck = np.random.Generator(np.random.PCG64(3))
    people, weeks = 4_000, 104
    rates = luck.gamma(2.0, 0.2, people)
    gone = np.minimum(weeks - 1, luck.exponential(1 / 0.01, people)).astype(np.int64)
    orders = luck.poisson(rates * (gone + 1))
    last = np.array(
        [luck.integers(0, end + 1, n).max() if n else -1 for end, n in zip(gone, orders, strict=True)]
    )
    seen = orders > 0
    fitted = lapse.fitted_rates(orders[seen], last[seen], weeks)
    hazard = lapse.fitted_hazard(fitted, last[seen], weeks - 1 - last[seen])
    assert 0.006 < hazard < 0.016


def test_quiet_customers_are_flagged_and_a_short_run_tells_nothing() -> None:
    record = run(weeks=52)
    person(record, "orders", [20, 20, 20, 1, 1])
    person(record, "quiet", [1, 2, -50, 30, -2])
    found = lapse.flags(record)
    assert found is not None
    assert list(found[0]) == [0, 0, 1, 1, 0]
    assert lapse.flagged_rightly(record) == 0.5  # the fourth is only quiet
    short = run(weeks=20)
    person(short, "orders", [20])
    person(short, "quiet", [1])
    assert lapse.flagged(short) is None


def test_in_a_market_most_of_whom_the_firm_gives_up_have_left() -> None:
    tree = {"title": "No program"}
    values = {"orders_per_year": 60.0, "price_weight": 4.0, "hazard_mean": 0.02}
    weeks = 78
    world = world_with(tree, values, customers=500, weeks=weeks)
    table = table_of(program_of(tree), Span(0, weeks, datetime.date(2014, 1, 6)), 500)
    outcome = measure(world, table, weeks, True, Manner())
    record = record_of(world, outcome, ("member",), {"design": "none", "replication": 0}, {})
    share, right = lapse.flagged(record), lapse.flagged_rightly(record)
    assert share is not None and 0.05 < share < 0.8
    assert right is not None and right > 0.5
