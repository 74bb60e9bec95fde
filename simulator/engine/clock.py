"""The clock: a SimPy environment in desk minutes, on which the market's week and the desks are processes."""

from __future__ import annotations

from collections.abc import Callable, Generator
from typing import Any, Protocol

import simpy

from simulator.customers.market_counts import turn_counts
from simulator.customers.talking import pass_on
from simulator.customers.world import World
from simulator.engine.desks import CompiledDesks, SimpyDesks
from simulator.engine.rivalry import Rivalry, Rivals


class Driver(Protocol):
    """Whatever lives one week of everybody: the compiled kernel or the mesa model."""

    world: World

    def week(self, week: int) -> None:
        """Live one week of everybody."""

    def close(self) -> None:
        """End what the driver holds."""


class Clock:
    """Walks a driver through the weeks of a span; waits of a week reach customers the week after.

    Parameters
    ----------
    driver
        Lives the weeks.
    first
        Number of the first week (negative during a warm-up).
    desk
        "compiled" or "simpy": the same waits.
    after_week
        Called with (world, week) once a week is over, before its tally is cleared.
    rivals
        What the rivals do; left out, they keep their prices and have no programs.
    """

    def __init__(
        self,
        driver: Driver,
        first: int,
        after_week: Callable[[World, int], None],
        desk: str = "compiled",
        rivals: Rivals = Rivals(),  # noqa: B008 - immutable
    ) -> None:
        self.environment = simpy.Environment()
        self.driver = driver
        self.first = first
        world = driver.world
        self.desks = SimpyDesks(world, self.environment) if desk == "simpy" else CompiledDesks(world)
        self.rivalry = Rivalry(world, rivals)
        self.after_week = after_week
        self._turn = 0

    def run(self, weeks: int) -> None:
        """Live the next `weeks` weeks."""
        # Until the market's last week is over, not until the desks are empty: what waits there waits on.
        self.environment.run(until=self.environment.process(self._market(weeks)))

    def _market(self, weeks: int) -> Generator[simpy.Event, Any, None]:
        """Live week after week: everybody's week, then the desks, then the books are closed."""
        environment, minutes = self.environment, self.desks.minutes
        for turn in range(self._turn, self._turn + weeks):
            week = self.first + turn
            self.rivalry.open_week(self.driver.world, week)
            self.driver.week(week)
            self._place_cases(turn)
            self.desks.open_week(self.driver.world, turn)
            yield environment.timeout((turn + 1) * minutes - environment.now)
            self.desks.close_week(self.driver.world, turn)
            self.rivalry.close_week(self.driver.world, week)
            self.after_week(self.driver.world, week)
            turn_counts(self.driver.world, week)
            _turn_page(self.driver.world)
        self._turn += weeks

    def _place_cases(self, turn: int) -> None:
        """Put the week's cases on the clock; refuse to lose one."""
        books = self.driver.world.books
        most, room = int(books.case_count.max()), books.case_customer.shape[1]
        if most > room:
            raise OverflowError(
                f"{most} cases come to one desk in a week, and there is room for {room}: "
                "state fewer failures and delays"
            )
        for region, cases in enumerate(books.case_count):
            books.case_arrival[region, :cases] += turn * self.desks.minutes
            self.desks.wait_for_opening(books.case_arrival[region, :cases], turn)


def _turn_page(world: World) -> None:
    """Let this week's talk be heard next week, and clear the week's tally."""
    books = world.books
    if len(world.network.told):
        pass_on(*world.network)
    books.heard[...] = books.talk
    books.talk[...] = 0
    books.tally[...] = 0
