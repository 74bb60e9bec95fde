"""Where a member's counters stand: whole numbers that some programs need, behind the balances by time."""

from __future__ import annotations

import numpy as np

from simulator.program.table import Ints, ProgramTable

CAP_ROOM = 4  # the day and what it earned, the month and what it earned


def cap_places(table: ProgramTable) -> Ints:
    """Return the place of the counters of each cap by PURSE_* and SOURCE_*, -1 without one, (2, S)."""
    held = (np.asarray(table.cap_day) > 0) | (np.asarray(table.cap_month) > 0)
    places = CAP_ROOM * (np.cumsum(held).reshape(held.shape) - 1)
    return np.where(held, places, -1)


def counters(table: ProgramTable) -> int:
    """Return how many counters a member of the program has."""
    return int(np.max(cap_places(table))) + CAP_ROOM if np.any(cap_places(table) >= 0) else 0
