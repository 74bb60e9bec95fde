"""Weeks of cases at desks with shifts and skills, played on both desks."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import simpy

from simulator.service import KINDS
from simulator.service.desk import Case, Decision
from simulator.service.roster import Agent, case_class, roster_of
from simulator.service.shift_twin import serve_shift_week
from simulator.service.shifts import ShiftDesk
from simulator.service.twin import DESK_FULL, grow_desks, new_desks
from tests.service.played_weeks import Play


def play_shifts(roster: Sequence[Agent], minutes_per_week: float, weeks: list[list[Case]]) -> Play:
    """Play the weeks on the SimPy desk, inside a running simulation as the engine's clock does."""
    environment = simpy.Environment()
    desk = ShiftDesk(environment, roster, minutes_per_week)
    play = Play([], [])

    def clock() -> simpy.events.ProcessGenerator:
        for week, cases in enumerate(weeks):
            desk.open_week(week, cases)
            yield environment.timeout((week + 1) * minutes_per_week - environment.now)
            play.decided.append(desk.close_week(week))
            play.waiting.append(desk.waiting())

    environment.run(until=environment.process(clock()))
    return play


def play_shift_twin(
    roster: Sequence[Agent], minutes_per_week: float, weeks: list[list[Case]], capacity: int = 1
) -> Play:
    """Play the weeks on the compiled twin, in the second of three regions, growing it when it is full."""
    state, arrays = new_desks(3, len(roster), capacity), roster_of(roster)
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
            decided = serve_shift_week(state, arrays, 1, week, minutes_per_week, len(cases), *columns, *out)
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


def _always_open(agents: int, minutes_per_week: float) -> list[Agent]:
    return [Agent(((0, int(minutes_per_week)),))] * agents


def _classed(weeks: list[list[Case]]) -> list[list[Case]]:
    return [[case._replace(priority=case_class(case.priority, 0)) for case in week] for week in weeks]


def _plain(play: Play) -> Play:
    waiting = [[case._replace(priority=case.priority // len(KINDS)) for case in w] for w in play.waiting]
    return play._replace(waiting=waiting)


def play_open_shifts(agents: int, minutes_per_week: float, weeks: list[list[Case]]) -> Play:
    """Play the weeks on the SimPy desk with a roster that never closes: it must be the plain desk."""
    return _plain(play_shifts(_always_open(agents, minutes_per_week), minutes_per_week, _classed(weeks)))


def play_open_shift_twin(agents: int, minutes_per_week: float, weeks: list[list[Case]]) -> Play:
    """Play the weeks on the compiled twin with a roster that never closes."""
    return _plain(play_shift_twin(_always_open(agents, minutes_per_week), minutes_per_week, _classed(weeks)))
