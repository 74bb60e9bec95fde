"""A lived world as patterns look at it: what everybody had done and was like after each week.

Order of parts: what is read of a state, a life, living one.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from simulator.accounts import chart
from simulator.customers.state import Records
from simulator.customers.world import World
from simulator.engine.clock import Clock
from simulator.engine.kernel import Kernel

Array = NDArray[Any]
Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]

TOTALS_EVERY = 26  # weeks between two looks at the customers' totals


def column(world: World, name: str) -> Array:
    """Return a column of the state by its name, or orders so far from all rivals."""
    found: Array
    if name == "rival_orders":
        found = world.rivals["orders"].sum(axis=1, dtype=np.int64)
    else:
        found = world.state[name]
    return found


class Life(NamedTuple):
    """What one world showed, week by week from week 0 on."""

    traits: Records
    before: Mapping[str, Array]  # each column kept, (N,), at the opening of week 0
    after: Mapping[str, Array]  # the same after each week, (weeks, N)
    tally: Ints  # (weeks, groups, columns of the chart)
    totals: Ints  # customers' totals at weeks 0, 26, 52 ... (looks, N, columns)
    world: World  # as it stands at the end

    def orders(self, start: int, end: int) -> Ints:
        """Return everybody's orders from the firm in weeks `start` to `end` - 1."""
        return self.counted("orders", start, end)

    def counted(self, name: str, start: int, end: int) -> Ints:
        """Return by how much a column that counts has risen over the weeks `start` to `end` - 1."""
        return self.at(name, end).astype(np.int64) - self.at(name, start)

    def at(self, name: str, week: int) -> Array:
        """Return a column as it was at the opening of a week."""
        return self.before[name] if week == 0 else self.after[name][week - 1]

    def owned(self, name: str, start: int, end: int) -> Ints:
        """Return what a column of the customers' totals gained over weeks that are multiples of 26."""
        place = chart.CUSTOMER_COLUMNS.index(name)
        found: Ints = (
            self.totals[end // TOTALS_EVERY, :, place] - self.totals[start // TOTALS_EVERY, :, place]
        )
        return found

    def sums(self, name: str, start: int, end: int) -> Ints:
        """Return the sums of a column of the chart over weeks, (groups,)."""
        found: Ints = self.tally[start:end, :, chart.NAMES.index(name)].sum(axis=0)
        return found

    def total(self, name: str, start: int, end: int) -> int:
        """Return the sum of a column of the chart over weeks and groups."""
        return int(self.sums(name, start, end).sum())


def live(
    world: World, weeks: int, keep: Sequence[str], look: Callable[[World, int], None] | None = None
) -> Life:
    """Live a world from week 0 on and keep what patterns read.

    Parameters
    ----------
    keep
        Columns of the state, by the names that patterns use; orders are always kept.
    look
        Called with (world, week) after each week, for what no column holds.
    """
    names = dict.fromkeys(("orders", *keep))
    before = {name: column(world, name).copy() for name in names}
    after = {name: np.empty((weeks, *held.shape), held.dtype) for name, held in before.items()}
    tally = np.zeros((weeks, len(chart.GROUPS), chart.WIDTH), np.int64)
    world.books.customers[...] = 0
    totals = np.zeros((weeks // TOTALS_EVERY + 1, *world.books.customers.shape), np.int32)

    def note(now: World, week: int) -> None:
        for name, held in after.items():
            held[week] = column(now, name)
        tally[week] = now.books.tally.sum(axis=0)
        if (week + 1) % TOTALS_EVERY == 0:
            totals[(week + 1) // TOTALS_EVERY] = now.books.customers
        if look is not None:
            look(now, week)

    Clock(Kernel(world), 0, note).run(weeks)
    return Life(world.traits, before, after, tally, totals, world)
