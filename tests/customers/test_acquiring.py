"""Acquisition: people who come to the category, and advertising that brings them to the firm."""

from __future__ import annotations

import datetime
import math
from typing import Any

import numpy as np
import pytest

from simulator.accounts import chart
from simulator.customers.acquiring import advertised_chance
from simulator.customers.population import draw_panel
from simulator.engine.clock import Clock
from simulator.engine.kernel import Kernel
from simulator.engine.setting import Span, build_world
from simulator.market.behaviour import behaviour
from simulator.market.growth import LONG_PRESENT, arrival_days
from tests.builders_program import Tree
from tests.engine.worlds import MINOR, RETAILER, program_of, table_of

WEEKS, CUSTOMERS = 60, 1_200
ADVERTISED: Tree = {"title": "Advertised", "currency": "CNY", "advertising": {"per_week": "2000 CNY"}}
NONE: Tree = {"title": "None"}


class Seen:
    """What a market of people who know no firm yet, or of which most come later, leaves."""

    def __init__(self, tree: Tree, newcomers: int = 500, off: tuple[str, ...] = (), **values: float) -> None:
        numbers = behaviour({"comeback": 0.001, "talk_rate": 0.0, **values}, off)
        span = Span(0, WEEKS, datetime.date(2014, 1, 6))
        entries = arrival_days(newcomers, CUSTOMERS, WEEKS)
        traits = draw_panel(CUSTOMERS, numbers, 1, 0, MINOR, 2, entries)
        self.world = build_world(
            traits, numbers, table_of(program_of(tree), span, CUSTOMERS),
            RETAILER._replace(growing=newcomers), span, (1, 1),
        )  # fmt: skip
        self.world.state["attached"] = 0
        self.entries = entries
        rows: list[Any] = []
        Clock(Kernel(self.world), 0, lambda now, _week: rows.append(now.books.tally.sum(axis=(0, 1)))).run(
            WEEKS
        )
        self.weekly = np.array(rows)


def test_who_is_yet_to_come_hears_nothing_of_what_is_told() -> None:
    seen = Seen(NONE, comeback=0.5, talk_rate=0.06, orders_per_year=40.0)
    there = (np.array(seen.entries) < 7 * 20).mean()
    assert there < 0.85
    told, heard = seen.weekly[1:19, chart.TALKS].sum(), seen.weekly[2:20, chart.TALKS_HEARD].sum()
    assert told > 200
    assert heard / told == pytest.approx(3.0, rel=0.12)


def test_the_chance_to_be_won_by_hand() -> None:
    # 2,000 contacts on 1,000 people, each of which wins one in five hundred
    assert advertised_chance(100.0, 0.05, 1_000.0, 0.002) == pytest.approx(1.0 - math.exp(-0.004))
    assert advertised_chance(0.0, 0.05, 1_000.0, 0.002) == 0.0
    assert advertised_chance(100.0, 0.05, 0.0, 0.002) == 0.0


@pytest.mark.parametrize("newcomers", [100, 500])
def test_people_come_evenly_and_the_same_in_a_panel_of_any_size(newcomers: int) -> None:
    days = arrival_days(newcomers, 10_000, 104)
    come = days[days > LONG_PRESENT]
    there = 10_000 - len(come)
    assert len(come) / there == pytest.approx(newcomers / 1000.0 * 2.0, rel=0.01)
    assert (come.min(), come.max()) == (0, 7 * 104 - 1)
    by_quarter = np.bincount(come // 91)
    assert by_quarter.max() - by_quarter.min() <= 3
    assert (arrival_days(newcomers, 500, 104) == days[:500]).all()


def test_newcomers_are_counted_when_they_come_and_know_no_firm() -> None:
    seen = Seen(NONE, comeback=0.0)
    came = np.bincount(seen.entries[seen.entries >= 0] // 7, minlength=WEEKS)
    assert seen.weekly[:, chart.NEWCOMERS].tolist() == came.tolist()
    present = (seen.entries < 0).sum() + came.cumsum()
    assert seen.weekly[:, chart.CUSTOMERS].tolist() == present.tolist()
    assert seen.weekly[:, chart.ORDERS].sum() == 0 < seen.weekly[:, chart.RIVAL_ORDERS].sum()


def test_advertising_wins_customers_who_then_order_and_it_costs_what_is_stated() -> None:
    still, won = Seen(NONE), Seen(ADVERTISED)
    assert won.weekly[:, chart.ACQUIRED].sum() > 100 > still.weekly[:, chart.ACQUIRED].sum() == 0
    assert won.weekly[:, chart.ORDERS].sum() > 1.5 * still.weekly[:, chart.ORDERS].sum()
    assert int(won.world.program["advertising"][0]) == 2_000 * MINOR * CUSTOMERS // 1_000


def test_advertising_that_wins_nobody_changes_no_bit() -> None:
    still, silent = Seen(NONE), Seen(ADVERTISED, off=("advertising",))
    assert (still.weekly == silent.weekly).all()


def test_acquisition_gets_dearer_as_the_market_fills() -> None:
    """The same money wins fewer, the more of those it reaches are customers already."""
    seen = Seen(ADVERTISED, newcomers=1, hazard_mean=0.0)
    quarter = seen.weekly[:, chart.ACQUIRED].reshape(-1, 12).sum(axis=1)
    missing = CUSTOMERS - seen.weekly[:, chart.ATTACHED].reshape(-1, 12)[:, 0]
    assert (np.diff(quarter) < 0).all()
    assert quarter / quarter[0] == pytest.approx(missing / missing[0], rel=0.3)
