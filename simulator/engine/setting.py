"""The setting of a run: market facts, dates and one program as the arrays that the weeks read.

Order of parts: the market's facts, the calendar, the world, copies of a state.
"""

from __future__ import annotations

import datetime
import math
from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from simulator.chance import customer_key, stream_key
from simulator.customers.counting import know_levels
from simulator.customers.market_counts import expect_orders
from simulator.customers.page import fresh_page
from simulator.customers.population import PANEL_SIZE, shares_of
from simulator.customers.state import (
    CONDITION_RECORD,
    RIVAL_RECORD,
    STATE_RECORD,
    Calendar,
    Lived,
    Network,
    Records,
    fresh_books,
    fresh_network,
    fresh_rings,
    fresh_rivals,
    fresh_state,
)
from simulator.customers.world import World
from simulator.engine.housing import build_houses
from simulator.market.behaviour import NAMES, SOLVED
from simulator.market.network import LUCK, MEAN_FIELD, NetworkTable, ties_of
from simulator.market.service import NO_SERVICE, WEEK_MINUTES, ServiceTable
from simulator.program.packed import pack
from simulator.program.table import ProgramTable
from simulator.rule import compiled, record

# Lots, windows and terms look back at most this far: the calendar of a run begins so much earlier.
LOOK_BACK_WEEKS = 190
# A term may end so much later than the run.
LOOK_AHEAD_WEEKS = 60
REGION_SIZE = 2_500
FIRST_LOOK = 40  # weeks from the first look of retention to the second
# What the state of a market's service is written as, name for name.
SERVICE_FACTS = (
    "target_minutes", "money_losses", "compensation", "by_severity", "turnover", "loyalty", "seller_leaves",
    "seller_bound",
)  # fmt: skip
NUMBERS_RECORD = record(np.dtype([(name, "f8") for name in (*NAMES, *(field.name for field in SOLVED))]))


class Market(NamedTuple):
    """Facts of the firm's business that the books need; money in minor units, shares in thousandths."""

    marketplace: int  # 1: sells for others and keeps a take rate
    margin: int  # margin of a retailer or take rate of a marketplace
    seller_cost: int  # the sellers' cost of goods
    fulfilment: int  # delivery of an order
    handling: int  # handling of a returned or refused order
    minor: int  # minor units of one money unit
    verification: int = 0  # 1: the law of the log alone
    growing: int = 0  # newcomers to the category a year, thousandths of those there at the beginning
    network: NetworkTable = NetworkTable()  # who talks to whom
    service: ServiceTable = NO_SERVICE


class Span(NamedTuple):
    """The weeks of a run: from `first` (negative: warm-up) to `weeks`, week 0 beginning on `begins`."""

    first: int
    weeks: int
    begins: datetime.date

    @property
    def origin(self) -> int:
        """Return the first week that the week and day arrays hold."""
        return self.first - LOOK_BACK_WEEKS


def calendar_of(span: Span, season: NDArray[np.float64] | None = None, price: float = 1.0) -> Calendar:
    """Return dates, seasons and prices of a span; `season` holds 52 factors by week of the year."""
    origin, end = span.origin, span.weeks + LOOK_AHEAD_WEEKS
    start = np.datetime64(span.begins, "D") + 7 * origin
    dates = start + np.arange((end - origin) * 7)
    months = dates.astype("datetime64[M]")
    years = dates.astype("datetime64[Y]")
    day_of_year = (dates - years.astype("datetime64[D]")).astype(np.int64)
    day_month = months.astype(np.int64) + 1970 * 12
    day_of_month = (dates - months.astype("datetime64[D]")).astype(np.int64)
    next_month = months + 12
    next_length = ((next_month + 1).astype("datetime64[D]") - next_month.astype("datetime64[D]")).astype(
        np.int64
    )
    later = next_month.astype("datetime64[D]") + np.minimum(day_of_month, next_length - 1)
    first_day = 7 * origin
    factors = np.ones(end - origin)
    if season is not None:
        factors = season[np.minimum(51, day_of_year[::7] // 7)]
    return Calendar(
        season=np.ascontiguousarray(factors, np.float64),
        price=np.full(end - origin, float(price)),
        people=np.zeros(end - origin),
        week_month=np.ascontiguousarray(day_month[::7]),
        day_month=day_month,
        day_of_year=day_of_year,
        year_later=(later - dates[0]).astype(np.int64) + first_day,
    )


def numbers_record(numbers: Any) -> Records:
    """Return behaviour numbers as the record that compiled rules read."""
    row = np.zeros(1, NUMBERS_RECORD)
    for name in NUMBERS_RECORD.names or ():
        row[name] = getattr(numbers, name)
    return row


def rivals_in(numbers: Any) -> int:
    """Return the number of rivals whose shares the numbers state."""
    return len(shares_of(numbers)) - 1


def regions_of(customers: int) -> int:
    """Return the number of communities of a population: blocks of about 2,500 people."""
    return max(1, round(customers / REGION_SIZE))


def _started(customers: int, numbers: Any, table: ProgramTable, started: Lived | None) -> Lived:
    """Return the state to begin with: people who never met the firm, or a copy of a given state."""
    if started is None:
        feelings = (numbers.satisfaction_reference, numbers.trust_reference)
        return Lived(
            fresh_state(customers, *feelings, table.rating_start),
            fresh_rings(customers, table),
            fresh_rivals(customers, rivals_in(numbers), *feelings),
        )
    state = np.zeros(customers, STATE_RECORD)
    state[...] = started.state  # read from a file, it may be a plain record
    rivals = np.zeros((customers, rivals_in(numbers)), RIVAL_RECORD)
    rivals[...] = started.rivals
    return Lived(state, started.rings.copy(), rivals)


def build_world(
    traits: Records,
    numbers: Any,
    table: ProgramTable,
    market: Market,
    span: Span,
    luck: tuple[int, int],
    *,
    season: NDArray[np.float64] | None = None,
    price: float = 1.0,
    started: Lived | None = None,
    houses: Sequence[ProgramTable | None] = (),
) -> World:
    """Put traits, state, program, numbers and dates together.

    Parameters
    ----------
    table
        The program's table over the same span (its `first_week` is `span.origin`).
    luck
        Seed and replication whose keyed draws the weeks meet.
    started
        What people have lived so far, to go on from (copied); left out, nobody has met the firm yet.
    houses
        The program that each rival has or will have in the run, None without one; empty where none ever has.
    """
    customers = len(traits)
    program, dated = pack(table)
    regions = int(traits["region"].max()) + 1
    calendar = calendar_of(span, season, price)._replace(people=people_by_week(traits, span))
    conditions = conditions_of(traits, numbers, market, span, luck, calendar)
    months = int(calendar.week_month[-1] - calendar.week_month[0]) + 1
    levels = len(table.level_from)
    lived = _started(customers, numbers, table, started)
    if market.growing and started is None:
        lived.state["attached"][traits["entry"] > 7 * span.first] = 0  # they know no firm yet
    network = network_of(traits, market.network, luck[0])
    give_keys(lived.state, traits, np.uint64(stream_key(*luck)))
    world = World(
        traits=traits,
        state=lived.state,
        rings=lived.rings,
        rivals=lived.rivals,
        houses=build_houses(traits, numbers, houses, program.dtype, luck, started),
        program=program,
        dated=dated,
        numbers=numbers_record(numbers),
        conditions=conditions,
        calendar=calendar,
        books=fresh_books(customers, regions, levels, months, 64 + customers // regions // 4),
        page=fresh_page(),
        network=network,
    )
    if started is not None:
        know_levels(world, span.first)
    expect_orders(world)
    return world


def conditions_of(
    traits: Records, numbers: Any, market: Market, span: Span, luck: tuple[int, int], calendar: Calendar
) -> Records:
    """Return the facts of a run that every week reads; rivals begin at the market's price."""
    conditions = np.zeros(1, CONDITION_RECORD)
    last = last_entry(traits, market)
    regions = int(traits["region"].max()) + 1
    facts = {
        "stream": stream_key(*luck),
        "first_week": span.origin,
        "first_day": 7 * span.origin,
        "run_start": 0,
        "run_half": span.weeks // 2,
        "retained_from": last + FIRST_LOOK,
        "retained_to": last + 52,
        "margin": market.margin,
        "marketplace": market.marketplace,
        "seller_cost": market.seller_cost,
        "fulfilment": market.fulfilment,
        "handling": market.handling,
        "minutes_per_week": desk_minutes(traits, numbers, regions, market.service),
        "minor": market.minor,
        "vintage_origin": int(calendar.week_month[0]),
        "verification": market.verification,
        "ties": market.network.degree,
        "growing": market.growing,
        "rival_price": 1.0,
    }
    for name, value in facts.items():
        conditions[name] = value
    write_service(conditions, market.service, usual_orders(traits, numbers))
    return conditions


def network_of(traits: Records, network: NetworkTable, seed: int) -> Network:
    """Return who talks to whom in a panel of a seed: the same in every replication and under every design.

    Raises ValueError where regions with a network are no blocks of neighbouring numbers.
    """
    regions = traits["region"]
    if network.kind == MEAN_FIELD:
        return fresh_network(ties_of(network, (), 0), 0)
    if (np.diff(regions) < 0).any():
        raise ValueError("regions must be blocks of neighbouring numbers where people talk in a network")
    panel = int(traits["identity"][0]) // PANEL_SIZE
    communities = tuple(np.bincount(regions).tolist())
    return fresh_network(ties_of(network, communities, int(stream_key(seed, LUCK + panel))), len(traits))


def usual_orders(traits: Records, numbers: Any) -> float:
    """Return the firm's orders in a usual week without a program.

    Units: orders a week. Source: orders by tastes alone, of each customer for the share of time for which
    leaving and coming back let him consider the firm.
    """
    hazard = traits["hazard"].astype(np.float64) * numbers.hazard_mean
    moving = np.maximum(hazard + numbers.comeback, 1e-12)
    staying = np.where(hazard > 0.0, numbers.comeback / moving, 1.0)
    return float(np.sum(traits["rate"].astype(np.float64) * staying))


def write_service(conditions: Records, service: ServiceTable, usual: float) -> None:
    """Write who is at the desks when, and what else the market states of its service."""
    facts = conditions[0]
    facts["logistics"] = max(1, round(service.capacity * usual)) if service.capacity > 0.0 else 0
    facts["agents"] = len(service.agents)
    for place, (hours, skills, last_priority) in enumerate(service.agents):
        facts["shifts"][place], facts["skills"][place] = len(hours), skills
        facts["last_priority"][place] = last_priority
        for number, (start, end) in enumerate(hours):
            facts["shift_starts"][place, number], facts["shift_ends"][place, number] = start, end
    for name in SERVICE_FACTS:
        facts[name] = getattr(service, name)


@compiled
def give_keys(state: Records, traits: Records, stream: Any) -> None:
    """Give every customer the key of his luck in a replication."""
    for i in range(state.shape[0]):
        state[i].key = customer_key(stream, int(traits[i].identity))


def people_by_week(traits: Records, span: Span) -> NDArray[np.float64]:
    """Return how many people are in the market by the end of each week of the span's calendar."""
    weeks = np.arange(span.origin, span.weeks + LOOK_AHEAD_WEEKS)
    return np.searchsorted(np.sort(traits["entry"]), 7 * weeks + 7).astype(np.float64)


def last_entry(traits: Records, market: Market) -> int:
    """Return the week in which the last customer of a cohort enters, 0 in a market that stands or grows."""
    if market.growing:
        return 0
    return max(0, int(traits["entry"].max()) // 7)


def desk_minutes(traits: Records, numbers: Any, regions: int, service: ServiceTable = NO_SERVICE) -> float:
    """Return the minutes of the desk's week: all with shifts, else those of one agent at the planned load.

    Units: whole minutes. Source: expected cases a week (usual orders, failures, mild complaint share .4)
    times handling time over the planned load; the same desk under every design.
    """
    if service.agents:
        return float(WEEK_MINUTES)
    orders = usual_orders(traits, numbers) / regions
    cases = orders * numbers.failure_rate * 0.4
    return float(max(1, math.ceil(cases * numbers.handling_minutes / numbers.desk_load)))
