"""A run: a world walked from its start to its end, and the record that it leaves.

Order of parts: what a run is asked, the walk, the opening, the record.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, NamedTuple, Protocol

import numpy as np

from simulator.accounts import chart
from simulator.customers.counting import count_people
from simulator.customers.market_counts import turn_counts
from simulator.customers.page import open_page, write_tally
from simulator.customers.world import World
from simulator.engine.blocks import close_blocks
from simulator.engine.clock import Clock, Driver
from simulator.engine.kernel import Kernel
from simulator.engine.record import Ints, RunRecord, Scalar
from simulator.engine.rivalry import Rivals
from simulator.engine.setting import FIRST_LOOK
from simulator.engine.switch import Switch, in_rows, switched
from simulator.program.table import ProgramTable

RETAINED_BEFORE = -12  # the first look of retention: 13 weeks up to week 0, or to that of the last entry


class Manner(NamedTuple):
    """How a run is walked; no manner changes a bit of the result."""

    driver: Literal["kernel", "agents"] = "kernel"
    desk: Literal["compiled", "simpy"] = "compiled"
    chunks: int = 1
    threads: int = 1


class Watch(Protocol):
    """Whoever looks on while a run is lived; looking on changes no bit of the result."""

    def driver(self, world: World) -> Driver:
        """Return the driver that lives the weeks of a world for him."""

    def look(self, world: World, week: int) -> None:
        """Look at a world once a week is over, before its tally is cleared; -1 is the opening."""


def _driver(world: World, manner: Manner, watch: Watch | None = None) -> Driver:
    if watch is not None:
        return watch.driver(world)
    if manner.driver == "agents":
        from simulator.engine.agents import Market as Agents  # mesa takes a second to load

        return Agents(world)
    return Kernel(world, manner.chunks, manner.threads)


def walk(
    world: World,
    first: int,
    weeks: int,
    manner: Manner = Manner(),  # noqa: B008 - immutable
    rivals: Rivals = Rivals(),  # noqa: B008 - immutable
) -> str:
    """Live so many weeks from `first` on and keep nothing but the state; return the digest of waits."""
    driver = _driver(world, manner)
    clock = Clock(driver, first, lambda _world, _week: None, manner.desk, rivals)
    clock.run(weeks)
    driver.close()
    return clock.desks.digest.hexdigest()


class Outcome(NamedTuple):
    """What a measured run leaves besides its state."""

    tally: Ints
    opening: Ints
    opening_vintages: Ints
    opening_mix: Ints
    waits: str  # digest of every wait at the desks
    rivals: Ints  # see RunRecord


def measure(
    world: World,
    table: ProgramTable,
    weeks: int,
    launch: bool,
    manner: Manner,
    switch: Switch | None = None,
    rivals: Rivals = Rivals(),  # noqa: B008 - immutable
    watch: Watch | None = None,
) -> Outcome:
    """Live weeks 0 to `weeks - 1` with open books, from a switch on under the program switched to.

    Running and launch cost are posted with customers who are no members, and so is what partners pay for
    points in advance: they belong to nobody. The weeks before a switch are recorded in the rows of the new
    ladder.
    """
    books = world.books
    levels = len(switch.table.level_from) if switch else len(table.level_from)
    row = switch.row if switch else tuple(range(levels))
    _open_customers(world, row)
    everybody = np.arange(len(world.state), dtype=np.int64)
    books.tally[...] = 0
    books.vintages[...] = 0
    open_page(world, -1)
    count_people(world, everybody, -1)
    write_tally(world)
    turn_counts(world, -1)
    stock = books.tally.copy()
    books.tally[...] = 0
    tally = np.zeros((weeks, levels + 1, *books.tally.shape[1:]), np.int64)
    looks = int(world.conditions["retained_from"][0]) - FIRST_LOOK

    def close(now: World, week: int) -> None:
        if watch is not None:
            watch.look(now, week)
        under = table if switch is None or week < switch.week else switch.table
        now.books.tally[0, 0, chart.RUNNING_COST] += under.running_cost + under.advertising
        if launch and week == 0:
            now.books.tally[0, 0, chart.RUNNING_COST] += table.launch_cost
        close_blocks(now, under, week)
        tally[week] = in_rows(now.books.tally, row, levels) if under is table else now.books.tally
        if week == looks:
            before = world.state["last_week"] >= looks + RETAINED_BEFORE
            books.customers[:, chart.CUSTOMER_COLUMNS.index("before")] = before

    opening_vintages = points_by_month(world, table, -1)
    if watch is not None:
        watch.look(world, -1)
    driver = _driver(world, manner, watch)
    clock = Clock(driver, 0, close, manner.desk, rivals)
    if switch is not None:
        clock.run(switch.week)
        driver.close()
        world = switched(world, table, switch)
        clock.driver = driver = _driver(world, manner, watch)
    clock.run(weeks - (switch.week if switch else 0))
    driver.close()
    _close_customers(world, weeks)
    opening = stock.sum(axis=(0, 1))
    opening[[column for column in range(chart.WIDTH) if column not in STOCKS]] = 0
    mix = in_rows(stock, row, levels)[:, :, chart.CUSTOMERS].sum(axis=1)
    rows = np.array(clock.rivalry.rows, np.int64)
    return Outcome(tally, opening, opening_vintages, mix, clock.desks.digest.hexdigest(), rows)


STOCKS = (
    chart.POINTS_OUTSTANDING,
    chart.POINTS_PENDING,
    chart.POINTS_DEBT,
    chart.STATUS_OBLIGATION,
    chart.VOUCHERS_OUTSTANDING,
    chart.FEES_UNEARNED,
)


def _open_customers(world: World, row: tuple[int, ...]) -> None:
    own = world.books.customers
    own[...] = 0
    own[:, chart.CUSTOMER_COLUMNS.index("level_start")] = np.array(row, np.int64)[world.state["level"]]
    own[:, chart.CUSTOMER_COLUMNS.index("member_start")] = world.state["member"]
    own[:, chart.CUSTOMER_COLUMNS.index("group")] = world.traits["group"]


def _close_customers(world: World, weeks: int) -> None:
    own = world.books.customers
    quiet = weeks - world.state["last_week"].astype(np.int64)
    ordered = quiet <= weeks
    sign = np.where(world.state["attached"] == 1, 1, -1)
    own[:, chart.CUSTOMER_COLUMNS.index("quiet")] = np.where(ordered, sign * quiet, 0)
    own[:, chart.CUSTOMER_COLUMNS.index("level_end")] = world.state["level"]
    own[:, chart.CUSTOMER_COLUMNS.index("member_end")] = world.state["member"]


def points_by_month(world: World, table: ProgramTable, week: int) -> Ints:
    """Return the points held at the end of a week by month of issue (index of the vintage table)."""
    months = np.zeros(world.books.vintages.shape[0], np.int64)
    origin = int(world.conditions["vintage_origin"][0])
    first = int(world.conditions["first_week"][0])
    pending_at = table.lot_weeks
    totals = world.rings.sum(axis=0, dtype=np.int64)
    held, waiting = totals[:pending_at], totals[pending_at : pending_at + table.pending_weeks + 1]
    length = len(held)
    for back in range(length):
        credit = week - back
        issued = credit - table.pending_weeks - first
        if held[credit % length]:
            months[world.calendar.week_month[issued] - origin] += held[credit % length]
    for ahead in range(1, table.pending_weeks + 1):
        credit = week + ahead
        amount = waiting[credit % len(waiting)]
        months[world.calendar.week_month[credit - table.pending_weeks - first] - origin] += amount
    return months


def record_of(
    world: World,
    outcome: Outcome,
    levels: tuple[str, ...],
    meta: Mapping[str, Scalar],
    parameters: Mapping[str, float],
) -> RunRecord:
    """Return the record of a measured run; without levels there is only the row of no member."""
    rows = len(levels) + 1
    mix = outcome.tally[:, :, :, chart.CUSTOMERS].sum(axis=2)
    return RunRecord(
        meta=dict(meta),
        parameters=dict(parameters),
        levels=levels,
        tally=np.ascontiguousarray(outcome.tally[:, :rows]),
        opening=outcome.opening,
        vintages=world.books.vintages.copy(),
        opening_vintages=outcome.opening_vintages,
        vintage_origin=int(world.conditions["vintage_origin"][0]),
        customers=world.books.customers.copy(),
        tier_mix=np.vstack([outcome.opening_mix[None, :rows], mix[:, :rows]]),
        rivals=outcome.rivals,
    )
