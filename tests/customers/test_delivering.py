"""Late deliveries: how many, how late, and what they take."""

from __future__ import annotations

import datetime
from functools import cache
from typing import Any

import numpy as np
import pytest

from simulator.accounts import chart
from simulator.customers.delivering import (
    days_behind,
    late_of_both,
    late_share,
    lateness,
    orders_ahead,
)
from simulator.customers.market_counts import BACKLOG_AT, LAST_WEEK
from simulator.customers.population import draw_panel, taste_intercepts
from simulator.engine.clock import Clock
from simulator.engine.kernel import Kernel
from simulator.engine.setting import Span, build_world
from simulator.market.behaviour import behaviour
from simulator.market.file import ranges
from simulator.market.service import NO_SERVICE, service_table
from simulator.program import program_table
from simulator.scenario import load
from tests.engine.worlds import MARKETPLACE, RETAILER, Life, live, world_with

NONE = {"title": "none"}
WEEKS = 30
# A price event for everybody on a Wednesday of the tenth week (day 65 of a run that begins on 2014-01-06).
PEAK = {
    "title": "Peak", "currency": "CNY", "communication": {"reach": "0%"},
    "calendar": {"peak": {"dates": ["2014-03-12"], "percent": "20%", "pull": "40%", "everyone": True}},
}  # fmt: skip
PEAK_WEEK = 9
CUSTOMERS = 700
# Nobody leaves, and mean tastes give the stated shares: a usual week is what tastes alone expect.
FOCAL_TASTE, RIVAL_TASTE = taste_intercepts((0.4, 0.3), 1.2, 0.7)
STILL = {
    "hazard_mean": 0.0, "intercept_focal": FOCAL_TASTE, "intercept_rival": RIVAL_TASTE, "price_weight": 5.0,
    "satisfaction_weight": 0.5, "state_dependence": 0.0, "switching_damping": 0.0, "procedural": 0.0,
    "relational": 0.0,
}  # fmt: skip


@cache
def lived(tree: str = "none", capacity: float = 0.0, off: tuple[str, ...] = (), **values: float) -> Life:
    market = RETAILER._replace(service=NO_SERVICE._replace(capacity=capacity))
    program = PEAK if tree == "peak" else NONE
    world = world_with(program, STILL | values, off, market=market, customers=CUSTOMERS, weeks=WEEKS)
    return live(world, Kernel(world), WEEKS)


def weekly(life: Life, column: int) -> Any:
    return life.tally[..., column].sum(axis=(1, 2))


def test_by_hand_a_quarter_more_than_can_be_delivered_makes_a_fifth_late() -> None:
    assert late_share(125.0, 100.0) == pytest.approx(0.2)
    # The last of them waits a quarter of a week, 1.75 days, the mean one half of it.
    assert days_behind(125.0, 100.0) == pytest.approx(0.875)
    assert late_of_both(0.1, 0.2) == pytest.approx(0.28)
    assert lateness(7.0, 7.0) == pytest.approx(0.632, abs=1e-3)
    # Ten left over, 100 by tastes, twice that in season, and 28% of needs more, of which the rival has none.
    assert orders_ahead(10.0, 100.0, 2.0, 0.28, 0.3) == pytest.approx(10.0 + 200.0 * 1.4)


@pytest.mark.parametrize("ahead", [0.0, 80.0, 100.0])
def test_nothing_is_late_while_everything_can_be_delivered(ahead: float) -> None:
    assert late_share(ahead, 100.0) == 0.0


def test_more_capacity_is_never_more_delay() -> None:
    shares = [late_share(150.0, capacity) for capacity in np.linspace(1.0, 200.0, 100)]
    assert (np.diff(shares) <= 0.0).all()


def test_boundless_logistics_leave_the_bits_of_none() -> None:
    endless, none = lived(capacity=100.0), lived()
    assert {name for name in none.digests if none.digests[name] != endless.digests[name]} == {"known"}


def test_an_event_that_everybody_hears_of_brings_delays_in_its_week_and_a_backlog() -> None:
    late = weekly(lived("peak", 1.3), chart.LATE)
    before, after = late[:PEAK_WEEK], late[PEAK_WEEK + 4 :]
    assert late[PEAK_WEEK] > 10
    assert before.sum() == 0
    assert after.sum() <= late[PEAK_WEEK]
    assert weekly(lived("none", 1.3), chart.LATE).sum() == 0
    tighter = weekly(lived("peak", 1.2), chart.LATE)
    assert tighter[PEAK_WEEK] > late[PEAK_WEEK]


def test_what_is_not_delivered_is_carried_over() -> None:
    market = RETAILER._replace(service=NO_SERVICE._replace(capacity=0.5))
    world = world_with(NONE, STILL, market=market, customers=CUSTOMERS)
    seen: list[tuple[int, int]] = []

    def look(now: Any, _week: int) -> None:
        orders = int(now.books.tally[..., chart.ORDERS].sum())
        seen.append((orders, int(now.books.known[LAST_WEEK, BACKLOG_AT])))

    Clock(Kernel(world), 0, look).run(8)
    capacity = int(world.conditions["logistics"][0])
    backlog = 0
    for orders, known in seen:  # what is known in a week is the backlog up to the week before
        assert known == backlog
        backlog = max(0, backlog + orders - capacity)
    assert backlog > capacity


def test_delays_cost_satisfaction_trust_and_complaints_and_drive_to_the_rival() -> None:
    none, some = lived(), lived(delay_rate=0.3)
    assert weekly(some, chart.LATE).sum() == pytest.approx(0.3 * weekly(none, chart.ORDERS).sum(), rel=0.1)
    for column in (chart.SATISFACTION, chart.TRUST, chart.ORDERS):
        assert weekly(some, column)[10:].sum() < weekly(none, column)[10:].sum()
    assert weekly(some, chart.COMPLAINTS).sum() > 1.5 * weekly(none, chart.COMPLAINTS).sum()
    rival = lived(rival_delay_rate=0.3)
    assert weekly(rival, chart.RIVAL_ORDERS)[10:].sum() < weekly(none, chart.RIVAL_ORDERS)[10:].sum()
    failing = lived(rival_failures=5.0)
    assert weekly(failing, chart.RIVAL_ORDERS)[10:].sum() < weekly(none, chart.RIVAL_ORDERS)[10:].sum()


@pytest.mark.parametrize("name", ["delay_days", "delay_depth", "delay_trust", "delay_patience"])
def test_each_number_of_delays_moves_something(name: str) -> None:
    base = {"delay_days": 3.0, "delay_depth": 0.25, "delay_trust": 0.3, "delay_patience": 7.0}
    other = lived(delay_rate=0.3, **{name: 2.0 * base[name]})
    assert other.digests["state"] != lived(delay_rate=0.3).digests["state"]


def test_with_the_mechanism_off_every_order_comes_in_time() -> None:
    off = lived("peak", 1.0, ("delays",), delay_rate=0.3, rival_delay_rate=0.3)
    assert weekly(off, chart.LATE).sum() == 0
    same = lived("peak", 0.0, ("delays",))
    assert {name for name in off.digests if off.digests[name] != same.digests[name]} == {"known"}


def test_the_shipped_double_11_exceeds_the_shipped_logistics() -> None:
    """The 11th of November 2014 falls in the 45th week of a run that begins on 2014-01-06."""
    market = load("china-marketplace-peaks").model
    table = service_table(market.service)._replace(agents=())
    numbers = behaviour({name: value for name, (value, _, _) in ranges(market).items()} | STILL)
    traits = draw_panel(CUSTOMERS, numbers, 1, 0, 100, 1)
    span = Span(0, 46, datetime.date(2014, 1, 6))
    program = program_table(load("double-11").model, 46 + 60, span.origin, span.begins, CUSTOMERS)
    world = build_world(traits, numbers, program, MARKETPLACE._replace(service=table), span, (1, 1))
    late = weekly(live(world, Kernel(world), 46), chart.LATE)
    usual = late[:44].mean()
    assert usual == pytest.approx(0.02 * CUSTOMERS * 18 / 52 * 0.4, rel=0.6)  # 2% of orders
    assert late[44] > 5 * usual
