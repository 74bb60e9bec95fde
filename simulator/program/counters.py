"""Where a member's counters stand: whole numbers that some programs need, behind the balances by time."""

from __future__ import annotations

import numpy as np

from simulator.program.table import Ints, ProgramTable

CAP_ROOM = 4  # the day and what it earned, the month and what it earned
GOAL_ROOM = 3  # the last week or window counted, how far it has come, 1 when it is earned for good


def cap_places(table: ProgramTable) -> Ints:
    """Return the place of the counters of each cap by PURSE_* and SOURCE_*, -1 without one, (2, S)."""
    held = (np.asarray(table.cap_day) > 0) | (np.asarray(table.cap_month) > 0)
    places = CAP_ROOM * (np.cumsum(held).reshape(held.shape) - 1)
    return np.where(held, places, -1)


def goal_places(table: ProgramTable) -> tuple[Ints, Ints]:
    """Return the places of the counters of streaks by PURSE_*, -1 without one, and of challenges."""
    first = CAP_ROOM * int(np.sum(cap_places(table) >= 0))
    streaks = np.asarray(table.streak_weeks) > 0
    places = first + GOAL_ROOM * (np.cumsum(streaks) - 1)
    first += GOAL_ROOM * int(np.sum(streaks))
    return np.where(streaks, places, -1), first + GOAL_ROOM * np.arange(len(table.challenge_goal))


def counters(table: ProgramTable) -> int:
    """Return how many counters a member of the program has."""
    goals = int(np.sum(np.asarray(table.streak_weeks) > 0)) + len(table.challenge_goal)
    return CAP_ROOM * int(np.sum(cap_places(table) >= 0)) + GOAL_ROOM * goals
