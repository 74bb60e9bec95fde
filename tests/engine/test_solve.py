"""Neutral at the baseline: with every mechanism on, a market is the one in which tastes alone decide."""

from __future__ import annotations

import math
from typing import Any, NamedTuple

import numpy as np
import pytest
from numpy.typing import NDArray

from simulator.accounts import chart
from simulator.customers.population import draw_panel
from simulator.customers.state import Records
from simulator.customers.world import World, lived_in
from simulator.engine import solve
from simulator.engine.cohort import orders_by_week
from simulator.engine.setting import Market, Span, build_world, regions_of
from simulator.engine.start import acquainted
from simulator.market.behaviour import behaviour, drawn
from simulator.market.business import business_table
from simulator.market.file import ranges
from simulator.program import Program, program_table
from simulator.program.table import ProgramTable
from simulator.scenario import load

CUSTOMERS, MINOR = 20_000, 100
BURN_IN, YEAR = 208, 52
REPEAT_WEEKS = (4, 8, 13, 26, 39, 52)
CHINA = load("china-marketplace", "market").model
MARKET = Market(*business_table(CHINA.business), minor=MINOR)
NONE = Program.model_validate({"title": "No program"})


class Year(NamedTuple):
    """A stationary year: orders a customer, shares without an order, who ordered again within some weeks."""

    sales: float
    silent_year: float
    silent_quarter: float
    again: NDArray[np.float64]


def none_table(weeks: int) -> ProgramTable:
    span = Span(0, weeks, solve.EPOCH)
    return program_table(NONE, weeks + 60, span.origin, span.begins, 1_000)


def numbers_of(draw: int) -> Any:
    return behaviour(drawn(ranges(CHINA), 1, draw))


def panel_of(numbers: Any, panel: int, customers: int = CUSTOMERS) -> Records:
    return draw_panel(customers, numbers, 11, panel, MINOR, regions_of(customers))


def standing(traits: Records, numbers: Any, weeks: int, luck: int, price: float = 1.0, **more: Any) -> World:
    table = none_table(weeks)
    begun = more.get("started") or acquainted(traits, numbers, table, 0)
    span = Span(more.get("first", 0), weeks, solve.EPOCH)
    return build_world(traits, numbers, table, MARKET, span, (3, luck), started=begun, price=price)


def year_of(numbers: Any, traits: Records, luck: int) -> Year:
    weeks = BURN_IN + 2 * YEAR
    so_far = orders_by_week(standing(traits, numbers, weeks, luck), weeks)[BURN_IN - 1 :].astype(np.int64)
    came = np.zeros(len(REPEAT_WEEKS))
    buyers = 0
    for week in range(0, YEAR, 4):  # everybody who ordered in a week, and his orders after it
        ordered = so_far[week + 1] > so_far[week]
        buyers += int(ordered.sum())
        came += [
            np.sum(so_far[week + 1 + later][ordered] > so_far[week + 1][ordered]) for later in REPEAT_WEEKS
        ]
    return Year(
        float((so_far[YEAR] - so_far[0]).mean()),
        float((so_far[YEAR] == so_far[0]).mean()),
        float((so_far[13] == so_far[0]).mean()),
        came / buyers,
    )


@pytest.mark.slow
@pytest.mark.parametrize("draw", range(5))
def test_a_year_with_every_mechanism_is_the_year_of_tastes_alone(draw: int) -> None:
    stated = numbers_of(draw)
    numbers = solve.neutral(stated, none_table(solve.WEEKS), MARKET)
    traits = panel_of(numbers, draw)
    on, off = year_of(numbers, traits, draw), year_of(solve.effects_off(stated), traits, draw)
    assert on.sales / off.sales == pytest.approx(1.0, abs=0.02)
    assert on.silent_year / off.silent_year == pytest.approx(1.0, abs=0.02)
    assert on.silent_quarter / off.silent_quarter == pytest.approx(1.0, abs=0.02)
    assert on.again / off.again == pytest.approx(1.0, abs=0.025)  # the first of 4 weeks has the luck of few


@pytest.mark.slow
def test_the_year_is_stationary() -> None:
    """Who rarely buys would need decades to know a seller well: people begin where those decades lead."""
    numbers = solve.neutral(numbers_of(4), none_table(solve.WEEKS), MARKET)
    traits = panel_of(numbers, 9)
    weeks = 1_300
    so_far = orders_by_week(standing(traits, numbers, weeks, 9), weeks).astype(np.int64)

    def silent(year: int) -> float:
        return float(np.mean(so_far[year * YEAR + YEAR - 1] == so_far[year * YEAR - 1]))

    # Six years each: the mean of three still moves by a hundredth with luck.
    early, late = (np.mean([silent(year) for year in years]) for years in (range(4, 10), range(19, 25)))
    assert late / early == pytest.approx(1.0, abs=0.02)


def test_the_shares_are_those_that_the_market_states() -> None:
    stated = numbers_of(2)
    numbers = solve.neutral(stated, none_table(solve.WEEKS), MARKET)
    traits = panel_of(numbers, 2, 8_000)
    world = standing(traits, numbers, 156, 2)
    columns = (chart.ORDERS, chart.RIVAL_ORDERS, chart.OCCASIONS, chart.ATTACHED)
    weekly = solve.live_columns(world, 0, 156, columns)[104:].sum(axis=0)
    attached = weekly[3] / (52 * 8_000)
    assert weekly[0] / weekly[2] == pytest.approx(stated.share_focal * attached, rel=0.06)
    assert weekly[1] / weekly[2] > stated.share_rival  # who has left the firm chooses between two


@pytest.mark.slow
@pytest.mark.parametrize("draw", [1, 3])
def test_a_price_cut_raises_orders_by_the_stated_elasticity(draw: int) -> None:
    numbers = solve.neutral(numbers_of(draw), none_table(solve.WEEKS), MARKET)
    traits = panel_of(numbers, 20 + draw)
    world = standing(traits, numbers, 156, draw)
    orders_by_week(world, 156)

    def orders(price: float) -> int:
        again = standing(traits, numbers, 156 + 13, 50, price, started=lived_in(world), first=156)
        return int(solve.live_columns(again, 156, 13, (chart.ORDERS,)).sum())

    found = math.log(orders(0.97) / orders(1.0)) / -math.log(0.97)
    assert found == pytest.approx(numbers.elasticity, rel=0.12)


def test_a_solve_that_finds_no_number_or_fails_is_told() -> None:
    good = behaviour({})
    assert solve.told(lambda: good) is good
    with pytest.raises(solve.SolvingError, match="no taste_scale, need_scale is found"):
        solve.told(lambda: good._replace(taste_scale=math.nan, need_scale=math.inf))
    with pytest.raises(solve.SolvingError, match="math domain error"):
        solve.told(lambda: math.log(-1.0))
