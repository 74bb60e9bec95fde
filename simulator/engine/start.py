"""Where a run begins: nobody has met the firm, or everybody has lived with the program for many years.

Order of parts: what a start is, the long run without and with a program, what the long run tells.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np

from simulator.accounts import chart
from simulator.accounts.profit import cost_of_points_used
from simulator.accounts.redemption import later_shares, used_of_oldest
from simulator.customers.buying import OWN_POINTS
from simulator.customers.population import shares_of
from simulator.customers.state import Lived, Records, fresh_rings, fresh_rivals, fresh_state
from simulator.customers.world import World, lived_in
from simulator.engine.clock import Clock
from simulator.engine.kept import Arrays, Keep, kept, key_of
from simulator.engine.kernel import Kernel
from simulator.engine.rivalry import Rivals
from simulator.engine.setting import Market, Span, build_world
from simulator.program.table import EXPIRE_NEVER, EXPIRE_ON_DATE, ProgramTable

# Weeks lived before a running start: without a program until leaving and coming back balance (their time
# constant is about 70 weeks), then with it until levels do (upper levels fill over a decade).
ALONE_WEEKS = 312
TOGETHER_WEEKS = 1_040
LOOK_WEEKS = 104  # last weeks of the long run, from which flows of points are read
# Points that never expire are pooled in the end: what is used of those in so many weeks counts as used.
LONG_WEEKS = 520
LUCK = 0x7374617274  # the luck of the long run, apart from every replication's
WEEKS_A_YEAR = 52
TableFor = Callable[[Span], ProgramTable]
RivalsFor = Callable[[Span], Rivals]
# Before that, everybody has known both sellers for so long: who rarely buys would need decades to get there.
KNOWN_WEEKS = 520


class Start(NamedTuple):
    """A state to begin from, and what the long run with the program tells."""

    lived: Lived
    redeemed_share: float  # of points issued and not taken back, redeemed; NaN when none were
    point_cost: float  # cost to the firm of a redeemed point, minor units; NaN when none was
    firm_share: float  # of the cost of what points were used for; NaN when none was
    redeemed_later: tuple[tuple[int, ...], ...]  # of points held, by age: see accounts.redemption
    mix: tuple[int, ...]  # customers without membership and by level at the end


def acquainted(traits: Records, numbers: Any, table: ProgramTable, week: int) -> Lived:
    """Return people who have known both sellers for ten years at the opening of a week, and empty balances.

    Orders so far are those that tastes alone expect; nobody has left, and trust is where it comes to rest.
    """
    feelings = (numbers.satisfaction_reference, numbers.trust_reference)
    state = fresh_state(len(traits), *feelings, table.rating_start)
    state["orders"] = np.rint(KNOWN_WEEKS * traits["rate"].astype(np.float64))
    new = traits["entry"] > 7 * week  # they will know no firm when they come
    state["orders"][new] = 0
    state["attached"][new] = 0
    state["first_week"][state["orders"] > 0] = week - KNOWN_WEEKS
    shares = shares_of(numbers)[1:]
    rivals = fresh_rivals(len(traits), len(shares), *feelings)
    rivals["orders"] = np.rint(KNOWN_WEEKS * np.outer(traits["need"].astype(np.float64), shares))
    rivals["orders"][new] = 0
    return Lived(state, fresh_rings(len(traits), table), rivals)


def long_run(
    traits: Records,
    numbers: Any,
    table_for: TableFor,
    none_for: TableFor,
    market: Market,
    begins: datetime.date,
    seed: int,
    panel: int,
    end: int,
    rivals_for: RivalsFor = lambda _span: Rivals(),
    keep: Keep = kept,
) -> Start:
    """Return the start of a panel at the opening of week `end` after many years with a program (kept).

    Parameters
    ----------
    traits, numbers, market
        The panel and the market at its central numbers.
    table_for, none_for
        The program's table, and that of no program, over any span.
    end
        First week of what comes after, 0 or negative.
    rivals_for
        What rivals have long done, with the tables of their programs, over any span.
    keep
        Finds work that was done before, or does it and keeps it.
    """
    together = Span(end - TOGETHER_WEEKS, end, begins)
    table = table_for(together)
    rivals = rivals_for(together)
    facts = (traits, tuple(numbers), tuple(market), begins, seed, panel, end, rivals.key)

    def live_alone() -> Arrays:
        first = end - TOGETHER_WEEKS - ALONE_WEEKS
        span = Span(first, end - TOGETHER_WEEKS, begins)
        table = none_for(span)
        known = acquainted(traits, numbers, table, first)
        before = rivals_for(span)
        world = build_world(
            traits, numbers, table, market, span, (seed, LUCK + panel), started=known, houses=before.tables
        )
        _live(world, first, ALONE_WEEKS, lambda _world, _week: None, before)
        return lived_in(world)._asdict()

    before = keep("alone", key_of(("alone", *facts)), live_alone)

    def live_together() -> Arrays:
        state = before["state"].copy()
        state["rating"] = table.rating_start
        known = Lived(**{**before, "state": state, "rings": fresh_rings(len(traits), table)})
        world = build_world(
            traits,
            numbers,
            table,
            market,
            together,
            (seed, LUCK + panel),
            started=known,
            houses=rivals.tables,
        )
        found = _live_long(world, together.first, table, rivals)
        return {**lived_in(world)._asdict(), "mix": mix_of(world), **found}

    found = keep("together", key_of(("together", tuple(table), *facts)), live_together)
    later = tuple(tuple(row) for row in found["later"].tolist())
    lived = Lived(**{name: found[name] for name in Lived._fields})
    return Start(lived, *_redemption(found["sums"]), later, tuple(found["mix"].tolist()))


def _live(world: World, first: int, weeks: int, after: Callable[[World, int], None], rivals: Rivals) -> None:
    Clock(Kernel(world), first, after, rivals=rivals).run(weeks)


def _live_long(world: World, first: int, table: ProgramTable, rivals: Rivals) -> Arrays:
    """Live the weeks with a program; return sums of the last weeks, and what becomes of points by age."""
    end = first + TOGETHER_WEEKS
    sums = np.zeros(chart.WIDTH, np.int64)
    # Each customer's points used so far, and points in the oldest lot, at a time long before the end.
    long_ago = np.zeros((2, len(world.state)), np.int64)
    used = world.books.customers[:, OWN_POINTS]

    def after(now: World, week: int) -> None:
        if week >= end - LOOK_WEEKS:
            sums[...] += now.books.tally.sum(axis=(0, 1))
        if week == max(first, end - LONG_WEEKS):
            long_ago[:] = used, now.rings[:, (week + 1) % table.lot_weeks]

    _live(world, first, TOGETHER_WEEKS, after, rivals)
    tail = used_of_oldest(long_ago[1], used - long_ago[0]) if table.expiry_kind == EXPIRE_NEVER else 0.0
    origin = int(world.conditions["vintage_origin"][0])
    last = int(world.calendar.week_month[end - 1 - int(world.conditions["first_week"][0])]) - origin - 1
    look = max(0, last + 1 - 12 * LOOK_WEEKS // WEEKS_A_YEAR)
    later = later_shares(world.books.vintages, look, last, *classes_and_ages(table), tail, origin)
    return {"sums": sums, "later": later}


def classes_and_ages(table: ProgramTable) -> tuple[int, int]:
    """Return how many classes and ages of points are told apart (see `accounts.redemption`).

    Points that never expire lose their month of issue when their lot is pooled: the last age is theirs.
    """
    if table.expiry_kind == EXPIRE_NEVER:
        return 1, max(1, 7 * (table.lot_weeks - 2) // 31) + 1
    oldest = 7 * (table.lot_weeks + table.pending_weeks) // 30 + 2  # no point lives longer
    return 12 if table.expiry_kind == EXPIRE_ON_DATE else 1, oldest + 1


def mix_of(world: World) -> np.ndarray[Any, np.dtype[np.int64]]:
    """Return the customers without membership and by level."""
    levels = int(world.program["levels"][0])
    rows = np.where(world.state["member"] == 1, 1 + world.state["level"].astype(np.int64), 0)
    return np.bincount(rows, minlength=levels + 1).astype(np.int64)


def _redemption(sums: np.ndarray[Any, np.dtype[np.int64]]) -> tuple[float, float, float]:
    """Return the share of points issued that is redeemed, and what the firm pays: of a point, and of all."""
    redeemed = int(sums[chart.POINTS_REDEEMED])
    issued = int(sums[chart.POINTS_ISSUED] - sums[chart.POINTS_REVERSED])
    own, cost = (int(paid) for paid in cost_of_points_used(sums))
    return (
        min(1.0, redeemed / issued) if issued > 0 else float("nan"),
        own / redeemed if redeemed > 0 else float("nan"),
        own / cost if cost > 0 else float("nan"),
    )
