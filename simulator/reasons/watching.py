"""Looks on while a run is lived: what chosen customers do, feel and hold, week by week.

A watched customer is lived in a list of his own, so that what he leaves in the week's tally is his alone;
lists of any kind leave the same bits. In a week of his own he may be given other numbers of behaviour, to see
what would have become of him.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from simulator.accounts import chart
from simulator.customers.page import fresh_page, open_page, write_tally
from simulator.customers.state import Records
from simulator.customers.week import live_week
from simulator.customers.world import World
from simulator.engine.kernel import Kernel

Ints = NDArray[np.int64]


class Change(NamedTuple):
    """Numbers of behaviour that one watched customer is given in some weeks."""

    customer: int
    first: int  # first and last of these weeks
    last: int
    numbers: Mapping[str, float]


class Week(NamedTuple):
    """One customer at the end of one week; week -1 is the opening."""

    week: int
    state: Records  # (1,), a copy of his record
    counts: Ints  # (chart.WIDTH,), what he added to the week's tally; stocks as they stand
    own: Ints  # (chart.CUSTOMER_WIDTH,), his totals from the opening to the end of the week
    world: World  # that he lived in: a switch changes it

    @property
    def attached(self) -> bool:
        """Return whether he considers the firm."""
        return bool(self.state["attached"][0])

    @property
    def satisfaction(self) -> float:
        """Return his satisfaction with the firm, 0-1."""
        return float(self.state["satisfaction"][0])

    @property
    def trust(self) -> float:
        """Return his trust in the firm, 0-1."""
        return float(self.state["trust"][0])

    def fact(self, name: str) -> int:
        """Return a whole number of his record."""
        return int(self.state[name][0])

    def count(self, column: int) -> int:
        """Return what he added to a column of the week's tally."""
        return int(self.counts[column])


class Watch:
    """Looks at chosen customers of one design.

    Parameters
    ----------
    customers
        Their numbers in the panel; who is named twice is watched once: nobody may live a week twice.
    changes
        What is changed for them.
    """

    def __init__(self, customers: Sequence[int] = (), changes: Sequence[Change] = ()) -> None:
        self.customers = tuple(dict.fromkeys(customers))
        self.changes = tuple(changes)
        self.weeks: dict[int, list[Week]] = {customer: [] for customer in self.customers}
        self.opened: NDArray[np.uint8] = np.zeros(0, np.uint8)  # who considers the firm at the opening
        self.attached: NDArray[np.uint8] = np.zeros(0, np.uint8)  # and at the last look
        self._counts: dict[int, Ints] = {}

    def driver(self, world: World) -> Kernel:
        """Return the driver that lives the watched apart."""
        return _Apart(world, self) if self.customers else Kernel(world)

    def look(self, world: World, week: int) -> None:
        """Keep what is to be known of the week that is over."""
        self.attached = world.state["attached"].copy()
        if not self.opened.size:
            self.opened = self.attached
        nothing = np.zeros(chart.WIDTH, np.int64)
        # Offers are written anew each week on the program, ranks of levels on the page.
        seen = world._replace(program=world.program.copy(), page=fresh_page())
        open_page(seen, week)
        for customer in self.customers:
            self.weeks[customer].append(
                Week(
                    week,
                    world.state[customer : customer + 1].copy(),
                    self._counts.get(customer, nothing),
                    world.books.customers[customer].copy(),
                    seen,
                )
            )

    def note(self, customer: int, counts: Ints) -> None:
        """Keep what a customer added to the tally of the week at hand."""
        self._counts[customer] = counts


class _Apart(Kernel):
    """Lives the watched after the others, each in a list of his own."""

    def __init__(self, world: World, watch: Watch) -> None:
        super().__init__(world)
        self.watch = watch
        others = np.setdiff1d(np.arange(len(world.state)), watch.customers).astype(np.int64)
        self.lists = [others, *(np.array([customer], np.int64) for customer in watch.customers)]
        self._parts = [self._part() for _ in self.lists]

    def week(self, week: int) -> None:
        """Live one week of everybody."""
        books = self.world.books
        for number, (part, people) in enumerate(zip(self._parts, self.lists, strict=True)):
            open_page(part, week)
            customer = self.watch.customers[number - 1] if number else -1
            changed = _changed(part, self.watch.changes, customer, week)
            live_week(changed, people, week, self.region_people.of(week))
            write_tally(part)
            if number:
                self.watch.note(customer, part.books.tally.sum(axis=(0, 1)))
            books.tally[...] += part.books.tally
            books.vintages[...] += part.books.vintages
            part.books.tally[...] = 0
            part.books.vintages[...] = 0


def _changed(part: World, changes: Sequence[Change], customer: int, week: int) -> World:
    """Return the world that a customer lives a week in: with other numbers where he is given some."""
    numbers: dict[str, Any] = {}
    for change in changes:
        if change.customer == customer and change.first <= week <= change.last:
            numbers |= change.numbers
    if not numbers:
        return part
    own = part.numbers.copy()
    for name, value in numbers.items():
        own[name] = value
    return part._replace(numbers=own)
