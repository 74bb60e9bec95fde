"""Weeks of cases for the desks' tests, and both desks playing them; run as a program it prints a digest."""

from __future__ import annotations

import hashlib
import math
from typing import NamedTuple

import numpy as np
import simpy

from simulator.service import ABANDONED
from simulator.service.desk import Case, Decision, SimpyDesk
from simulator.service.twin import DESK_FULL, grow_desks, new_desks, serve_week


class Play(NamedTuple):
    """Decisions by week, and who waits after each week."""

    decided: list[list[Decision]]
    waiting: list[list[Case]]


def play_simpy(agents: int, minutes_per_week: float, weeks: list[list[Case]]) -> Play:
    """Play the weeks on the SimPy desk."""
    desk = SimpyDesk(simpy.Environment(), agents, minutes_per_week)
    play = Play([], [])
    for week, cases in enumerate(weeks):
        play.decided.append(desk.serve_week(week, cases))
        play.waiting.append(desk.waiting())
    return play


def play_inside(agents: int, minutes_per_week: float, weeks: list[list[Case]]) -> Play:
    """Play the weeks on the SimPy desk from a process of a running simulation, as the engine's clock does."""
    environment = simpy.Environment()
    desk = SimpyDesk(environment, agents, minutes_per_week)
    play = Play([], [])

    def clock() -> simpy.events.ProcessGenerator:
        for week, cases in enumerate(weeks):
            desk.open_week(week, cases)
            yield environment.timeout((week + 1) * minutes_per_week - environment.now)
            play.decided.append(desk.close_week(week))
            play.waiting.append(desk.waiting())

    environment.process(clock())
    environment.run(until=len(weeks) * minutes_per_week + 1)
    return play


def play_twin(agents: int, minutes_per_week: float, weeks: list[list[Case]], capacity: int = 1) -> Play:
    """Play the weeks on the compiled twin, in the second of three regions, growing it when it is full."""
    state = new_desks(3, agents, capacity)
    play = Play([], [])
    for week, cases in enumerate(weeks):
        columns = (
            np.array([case.arrival for case in cases], dtype=np.float64),
            np.array([case.customer for case in cases], dtype=np.int64),
            np.array([case.priority for case in cases], dtype=np.int64),
            np.array([case.handling for case in cases], dtype=np.float64),
            np.array([case.patience for case in cases], dtype=np.float64),
        )
        while True:
            room = state.arrival.shape[1]
            out = (np.zeros(room, dtype=np.int64), np.zeros(room), np.zeros(room, dtype=np.int64))
            decided = serve_week(state, 1, week, minutes_per_week, len(cases), *columns, *out)
            if decided != DESK_FULL:
                break
            state = grow_desks(state, 2 * room)
        assert decided >= 0
        rows = zip(*(column[:decided].tolist() for column in out), strict=True)
        play.decided.append([Decision(*row) for row in rows])
        names = ("priority", "arrival", "customer", "handling", "patience")
        held = zip(*(getattr(state, name)[1, : state.count[1]].tolist() for name in names), strict=True)
        play.waiting.append([Case(*row) for row in held])
    return play


def drawn_weeks(seed: int, weeks: int, minutes_per_week: float) -> list[list[Case]]:
    """Draw busy weeks with many ties: times on a grid or not, no handling, no patience, endless patience."""
    generator = np.random.default_rng(seed)
    drawn = []
    for week in range(weeks):
        cases = []
        for _ in range(int(generator.integers(0, 40))):
            within, handling, patience = generator.random(3) * (minutes_per_week, 3.0, 6.0)
            if generator.random() < 0.5:
                within, handling, patience = math.floor(within), math.floor(handling), math.floor(patience)
            if generator.random() < 0.3:
                patience = math.inf
            priority, customer = (int(number) for number in generator.integers(0, (4, 5)))
            cases.append(Case(priority, week * minutes_per_week + within, customer, handling, patience))
        drawn.append(cases)
    return drawn


def summary() -> str:
    """Play 60 drawn desks on the twin: SHA-256 of all outcomes, and how much of the law they reached."""
    digest = hashlib.sha256()
    abandoned = late = carried = 0
    for seed in range(60):
        play = play_twin(1 + seed % 3, 10.0, drawn_weeks(seed, weeks=5, minutes_per_week=10.0))
        decisions = [decision for week in play.decided for decision in week]
        for decision in decisions:
            digest.update(f"{decision.customer} {decision.wait.hex()} {decision.outcome};".encode())
        digest.update(repr(play.waiting).encode())
        abandoned += sum(decision.outcome == ABANDONED for decision in decisions)
        late += sum(decision.outcome != ABANDONED and decision.wait > 0 for decision in decisions)
        carried += sum(len(waiting) for waiting in play.waiting)
    return f"{digest.hexdigest()} abandoned {abandoned} late {late} carried {carried}"


if __name__ == "__main__":
    print(summary())
