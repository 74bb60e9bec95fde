"""The service desk in SimPy: agents, priority by tier, patience, and a backlog that outlives the week.

This is the reference to read and to change: override `SimpyDesk.handle` for breaks, skills or call-backs.
`twin` gives the same waits, bit for bit, at the speed of large runs.

The desk's clock counts the minutes that the desk is open, from the start of week 0. At one instant things
happen in this order, whatever the order in which they were scheduled: cases arrive, agents become free,
starts are made by (priority, arrival, customer), and only then do customers give up whose patience ends
at that instant. A week is [start, end): what falls on its end belongs to the next week.
"""

from __future__ import annotations

import math
from collections.abc import Generator, Iterable
from typing import Any, Final, NamedTuple

import simpy
from simpy.events import NORMAL, EventPriority

from simulator.service import ABANDONED, SERVED

# SimPy runs the events of one instant by rank, then first scheduled first. Arrivals, granted requests and
# the run's own clock are NORMAL, so they all precede agents who become free and customers who give up.
_IS_FREE: Final = EventPriority(NORMAL + 1)
_GIVES_UP: Final = EventPriority(NORMAL + 2)


class Case(NamedTuple):
    """One customer's case; cases are served in the order of these fields.

    Handling and patience come last only so that the order never depends on who submitted first.

    Parameters
    ----------
    priority : int
        Class, 0 is served first.
    arrival : float
        Minutes since the start of week 0, not before the week in which the case is submitted.
    customer : int
        Identifier.
    handling : float
        Minutes that an agent needs, 0 or more.
    patience : float
        Minutes after arrival at which the customer gives up unless an agent has started; `inf` is never.
    """

    priority: int
    arrival: float
    customer: int
    handling: float
    patience: float


class Decision(NamedTuple):
    """What became of a case: the customer, the wait in minutes, and `SERVED` or `ABANDONED`."""

    customer: int
    wait: float
    outcome: int


class RankedTimeout(simpy.Event):
    """A timeout with a rank among the events of its instant."""

    def __init__(self, environment: simpy.Environment, delay: float, rank: EventPriority) -> None:
        super().__init__(environment)
        self._ok = True
        self._value = None
        environment.schedule(self, rank, delay)


class SimpyDesk:
    """One region's desk: equal agents, non-preemptive priority, first come first served within a class.

    Inside a running simulation call `open_week` when the week begins and `close_week` when it has ended;
    `serve_week` does both and moves the clock, where the desk is all that runs.

    Parameters
    ----------
    environment : simpy.Environment
        The run's clock, in minutes that the desk is open.
    agents : int
        Cases that can be handled at once, 1 or more.
    minutes_per_week : float
        Minutes that the desk is open in a week, above 0.
    """

    def __init__(self, environment: simpy.Environment, agents: int, minutes_per_week: float) -> None:
        if not 0 < minutes_per_week < math.inf:
            raise ValueError(f"minutes_per_week is {minutes_per_week}; it must be above 0 and finite")
        self.environment = environment
        self.minutes_per_week = minutes_per_week
        self.agents = simpy.PriorityResource(environment, agents)
        self._submitted_early: list[Case] = []
        self._decided: list[tuple[Case, Decision]] = []

    def handle(self, case: Case) -> Generator[simpy.Event, Any, None]:
        """Live one case through: arrive, wait, and be served or give up."""
        environment = self.environment
        # Exact: the week starts at 0 or the arrival is under twice its start (Sterbenz's lemma), so that
        # now + (arrival - now) is the arrival to the last bit.
        yield environment.timeout(case.arrival - environment.now)
        with self.agents.request(priority=case) as request:  # type: ignore[arg-type]  # any order will do
            if math.isinf(case.patience):
                yield request
            else:
                yield request | RankedTimeout(environment, case.patience, _GIVES_UP)
            outcome = SERVED if request.triggered else ABANDONED
            self._decided.append((case, Decision(case.customer, environment.now - case.arrival, outcome)))
            if outcome == SERVED:
                yield RankedTimeout(environment, case.handling, _IS_FREE)

    def open_week(self, week: int, cases: Iterable[Case]) -> None:
        """Submit the week's cases, in any order; the clock must stand at the start of the week.

        A case that arrives after the week's end waits for its own week.

        Raises
        ------
        ValueError
            When the clock stands elsewhere, or a case could not have happened: an arrival before the week,
            a handling time or patience below 0, a time that is not a number.
        """
        start = week * self.minutes_per_week
        end = (week + 1) * self.minutes_per_week
        if self.environment.now != start:
            raise ValueError(f"week {week} starts at minute {start}; the clock shows {self.environment.now}")
        submitted = [*self._submitted_early, *cases]
        for case in submitted:
            if not (
                start <= case.arrival < math.inf and 0 <= case.handling < math.inf and case.patience >= 0
            ):
                raise ValueError(
                    f"week {week}, {case}: allowed are an arrival from minute {start} on, a finite handling "
                    "time and a patience of 0 or more"
                )
        self._submitted_early = [case for case in submitted if case.arrival >= end]
        due = [case for case in submitted if case.arrival < end]
        # Cases of one instant must ask for an agent in the order of service.
        for case in sorted(due, key=lambda case: (case.arrival, case)):
            self.environment.process(self.handle(case))

    def close_week(self, week: int) -> list[Decision]:
        """Return what was decided since the last closing, in the order of `Case`.

        Raises
        ------
        ValueError
            When the clock does not stand at the end of the week.
        """
        end = (week + 1) * self.minutes_per_week
        if self.environment.now != end:
            raise ValueError(f"week {week} ends at minute {end}; the clock shows {self.environment.now}")
        decided = [decision for _, decision in sorted(self._decided)]
        self._decided.clear()
        return decided

    def serve_week(self, week: int, cases: Iterable[Case]) -> list[Decision]:
        """Run the clock through one week and return what was decided in it, in the order of `Case`.

        Errors: those of `open_week`.
        """
        self.open_week(week, cases)
        self.environment.run(until=(week + 1) * self.minutes_per_week)
        return self.close_week(week)

    def waiting(self) -> list[Case]:
        """Return the cases that nobody has started on yet, in the order of service."""
        queued = [request.priority for request in self.agents.queue]
        return sorted([*queued, *self._submitted_early])
