"""The desks of all regions between two weeks: cases go in, waits come back to customers' states.

Order of parts: what both share, the compiled desks, the SimPy desks.
"""

from __future__ import annotations

import hashlib

import numpy as np
import simpy
from numpy.typing import NDArray

from simulator.customers.market_counts import CASES_AT, TOO_LATE_AT
from simulator.customers.world import World
from simulator.service import SERVED
from simulator.service.desk import Case, SimpyDesk
from simulator.service.roster import Agent, opening_from, roster_of
from simulator.service.shift_twin import serve_shift_week
from simulator.service.shifts import ShiftDesk
from simulator.service.twin import DESK_FULL, grow_desks, new_desks, serve_week

AGENTS = 1


def agents_of(world: World) -> tuple[Agent, ...]:
    """Return the agents of each region's desk by their shifts; none where it is open for a planned load."""
    facts = world.conditions[0]
    return tuple(
        Agent(
            tuple(
                (int(facts["shift_starts"][agent, shift]), int(facts["shift_ends"][agent, shift]))
                for shift in range(int(facts["shifts"][agent]))
            ),
            int(facts["skills"][agent]),
            int(facts["last_priority"][agent]),
        )
        for agent in range(int(facts["agents"]))
    )


class Desks:
    """What both kinds of desk share: a digest of every wait, and telling customers."""

    def __init__(self, world: World) -> None:
        self.minutes = float(world.conditions["minutes_per_week"][0])
        self.agents = agents_of(world)
        self.is_watched = bool(world.conditions["turnover"][0] >= 0.0)
        target = float(world.conditions["target_minutes"][0])
        self.quick = target if target > 0.0 else float(world.numbers["fast_minutes"][0])
        self.digest = hashlib.sha256()

    def wait_for_opening(self, arrivals: NDArray[np.float64], turn: int) -> None:
        """Move arrivals at a desk that is closed to its next opening, in place."""
        if self.agents:
            for case, minute in enumerate(arrivals):
                start = turn * self.minutes
                arrivals[case] = opening_from(self.agents, float(minute), start, self.minutes)

    def tell(self, world: World, customer: int, wait: float, outcome: int) -> None:
        """Leave a decided case with its customer, who meets it at the opening of the next week."""
        self.digest.update(f"{customer} {wait.hex()} {outcome};".encode())
        world.state["cases_served" if outcome == SERVED else "cases_abandoned"][customer] += 1
        world.state["case_wait"][customer] += wait
        if self.is_watched:
            world.books.taken[CASES_AT] += 1
            world.books.taken[TOO_LATE_AT] += outcome != SERVED or wait > self.quick


class CompiledDesks(Desks):
    """Desks by the compiled twin: the same waits as SimPy's, for large runs."""

    def __init__(self, world: World) -> None:
        super().__init__(world)
        regions, capacity = world.books.case_customer.shape
        self.state = new_desks(regions, len(self.agents) or AGENTS, 4 * capacity)
        self.roster = roster_of(self.agents)
        self._make_room()

    def _make_room(self) -> None:
        room = self.state.arrival.shape[1]
        self._customer = np.zeros(room, np.int64)
        self._wait = np.zeros(room, np.float64)
        self._outcome = np.zeros(room, np.int64)

    def open_week(self, world: World, turn: int) -> None:
        """Take the week's cases (served at the close: the twin needs no clock)."""

    def close_week(self, world: World, turn: int) -> None:
        """Serve every region through the week that began at `turn` weeks and tell customers."""
        books = world.books
        for region in range(len(books.case_count)):
            cases = int(books.case_count[region])
            if cases == 0 and self.state.count[region] == 0:
                continue
            decided = DESK_FULL
            while decided == DESK_FULL:
                week = (
                    region, turn, self.minutes, cases, books.case_arrival[region],
                    books.case_customer[region], books.case_priority[region], books.case_handling[region],
                    books.case_patience[region], self._customer, self._wait, self._outcome,
                )  # fmt: skip
                if self.agents:
                    decided = serve_shift_week(self.state, self.roster, *week)
                else:
                    decided = serve_week(self.state, *week)
                if decided == DESK_FULL:
                    self.state = grow_desks(self.state, 2 * self.state.arrival.shape[1])
                    self._make_room()
            if decided < 0:
                raise AssertionError(f"region {region}: the desk refused a case of week {turn}")
            for case in range(decided):
                self.tell(world, int(self._customer[case]), float(self._wait[case]), int(self._outcome[case]))
            books.case_count[region] = 0


class SimpyDesks(Desks):
    """Desks as SimPy processes on the run's clock: to read, to change, and the judge of the twin."""

    def __init__(self, world: World, environment: simpy.Environment) -> None:
        super().__init__(world)
        self.desks = [
            ShiftDesk(environment, self.agents, self.minutes)
            if self.agents
            else SimpyDesk(environment, AGENTS, self.minutes)
            for _ in range(len(world.books.case_count))
        ]

    def open_week(self, world: World, turn: int) -> None:
        """Submit the week's cases to every region's desk."""
        books = world.books
        for region, desk in enumerate(self.desks):
            desk.open_week(
                turn,
                [
                    Case(
                        priority=int(books.case_priority[region, case]),
                        arrival=float(books.case_arrival[region, case]),
                        customer=int(books.case_customer[region, case]),
                        handling=float(books.case_handling[region, case]),
                        patience=float(books.case_patience[region, case]),
                    )
                    for case in range(int(books.case_count[region]))
                ],
            )
            books.case_count[region] = 0

    def close_week(self, world: World, turn: int) -> None:
        """Tell customers what was decided in the week that began at `turn` weeks."""
        for desk in self.desks:
            for decision in desk.close_week(turn):
                self.tell(world, decision.customer, decision.wait, decision.outcome)
