"""A desk in SimPy whose agents have shifts and skills: the reference to read and to change.

`shift_twin` gives the same waits, bit for bit. The clock counts all minutes of the week, open or not. At one
instant cases arrive first, then agents become free or come on shift, then starts are made, and only then do
customers give up. An agent starts a case only within his hours and finishes what he has begun, however late;
when one is free he takes the first case in the order of (priority, arrival, customer) that he can serve. Of
several free agents the first of the roster goes first.
"""

from __future__ import annotations

import math
from bisect import insort
from collections.abc import Generator, Iterable, Sequence
from typing import Any, Final, NamedTuple

import simpy
from simpy.events import NORMAL, EventPriority

from simulator.service import ABANDONED, KINDS, SERVED
from simulator.service.desk import Case, Decision, RankedTimeout, SimpyDesk
from simulator.service.roster import Agent

_IS_FREE: Final = EventPriority(NORMAL + 1)
_STARTS: Final = EventPriority(NORMAL + 2)
_GIVES_UP: Final = EventPriority(NORMAL + 3)


class _Waiting(NamedTuple):
    """A case in the queue, in the order of service, and the event that an agent starts on it."""

    order: tuple[int | float, ...]
    case: Case
    started: simpy.Event


def order_of_service(case: Case) -> tuple[int | float, ...]:
    """Return what a case at a desk with skills is ranked by: its kind does not count, but for ties."""
    priority = case.priority // len(KINDS)
    return (priority, case.arrival, case.customer, case.handling, case.patience, case.priority)


class ShiftDesk(SimpyDesk):
    """One region's desk with a roster; a case's priority is its `case_class`.

    Parameters
    ----------
    environment : simpy.Environment
        The run's clock, in minutes of the week.
    roster : sequence of Agent
        The agents, in the order in which free ones are given work.
    minutes_per_week : float
        Whole minutes, so that every opening falls on an exact number.
    """

    def __init__(
        self, environment: simpy.Environment, roster: Sequence[Agent], minutes_per_week: float
    ) -> None:
        super().__init__(environment, len(roster), minutes_per_week)
        if minutes_per_week != math.floor(minutes_per_week):
            raise ValueError(f"minutes_per_week is {minutes_per_week}; with shifts it must be whole")
        self.roster = tuple(roster)
        self._busy = [False] * len(roster)
        self._queue: list[_Waiting] = []
        self._week_start = 0.0
        environment.process(self._open_doors())

    def open_week(self, week: int, cases: Iterable[Case]) -> None:
        """Submit the week's cases; errors as in `SimpyDesk.open_week`."""
        super().open_week(week, cases)
        self._week_start = week * self.minutes_per_week

    def handle(self, case: Case) -> Generator[simpy.Event, Any, None]:
        """Live one case through: arrive, wait, and be served or give up."""
        environment = self.environment
        yield environment.timeout(case.arrival - environment.now)
        entry = _Waiting(order_of_service(case), case, environment.event())
        insort(self._queue, entry, key=lambda waiting: waiting.order)
        self._ask_for_starts()
        if math.isinf(case.patience):
            yield entry.started
        else:
            yield entry.started | RankedTimeout(environment, case.patience, _GIVES_UP)
        outcome = SERVED if entry.started.triggered else ABANDONED
        self._decided.append((case, Decision(case.customer, environment.now - case.arrival, outcome)))
        if outcome == ABANDONED:
            self._queue = [waiting for waiting in self._queue if waiting is not entry]
            return
        agent: Any = entry.started.value
        yield RankedTimeout(environment, case.handling, _IS_FREE)
        self._busy[agent] = False
        self._ask_for_starts()

    def waiting(self) -> list[Case]:
        """Return the cases that nobody has started on yet, in the order of `Case`."""
        return sorted([*(entry.case for entry in self._queue), *self._submitted_early])

    def _open_doors(self) -> Generator[simpy.Event, Any, None]:
        """Look for work whenever an agent comes on shift, week after week."""
        environment = self.environment
        openings = sorted({start for agent in self.roster for start, _ in agent.windows})
        week = math.floor(environment.now / self.minutes_per_week)
        while openings:
            for opening in openings:
                at = week * self.minutes_per_week + opening
                if at >= environment.now:
                    yield RankedTimeout(environment, at - environment.now, _IS_FREE)
                    self._ask_for_starts()
            week += 1

    def _ask_for_starts(self) -> None:
        """Have starts made at this instant, once arrivals and agents who become free are known."""
        RankedTimeout(self.environment, 0.0, _STARTS).callbacks.append(self._make_starts)

    def _make_starts(self, _event: simpy.Event) -> None:
        left = []
        for entry in self._queue:
            agent = next((a for a in range(len(self.roster)) if self._takes(a, entry.case)), None)
            if agent is None:
                left.append(entry)
            else:
                self._busy[agent] = True
                entry.started.succeed(agent)
        self._queue = left

    def _takes(self, agent: int, case: Case) -> bool:
        """Tell whether an agent is free, at the desk, and can serve a case."""
        minute = self.environment.now - self._week_start
        on_shift = any(start <= minute < end for start, end in self.roster[agent].windows)
        return not self._busy[agent] and on_shift and self.roster[agent].serves(case.priority)
