"""Who is at the desk when: agents with their hours of the week, what they can serve, and the opening hours.

Order of parts: classes of cases, an agent, the roster as arrays, arrivals at a desk that is closed.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from simulator.market.service import MOST_AGENTS
from simulator.rule import rule
from simulator.service import KINDS

__all__ = ["MOST_AGENTS", "MOST_WINDOWS", "Agent", "Roster", "case_class", "opening_from", "roster_of"]
MOST_WINDOWS = 14  # of one agent a week: one a day, each perhaps parted by midnight
ALL_KINDS = (1 << len(KINDS)) - 1
ANY_PRIORITY = 1_000
Longs = NDArray[np.int64]


@rule
def case_class(priority: int, kind: int) -> int:
    """Return the class of a case at a desk with skills, by which cases of one kind and priority go together.

    Units: priority 0 is served first; kind as in `KINDS`. Source: [derived] definition.
    """
    return 3 * priority + kind


class Agent(NamedTuple):
    """One agent: [from, to) in whole minutes of the week, ascending and apart; kinds as bits; a lane."""

    windows: tuple[tuple[int, int], ...]
    kinds: int = ALL_KINDS  # bit k: can serve kind k
    last_priority: int = ANY_PRIORITY  # serves cases up to this priority; a lane for the first ones is below

    def serves(self, case: int) -> bool:
        """Tell whether the agent can serve cases of a class (see `case_class`)."""
        priority, kind = divmod(case, len(KINDS))
        return bool(self.kinds >> kind & 1) and priority <= self.last_priority


class Roster(NamedTuple):
    """The agents of a desk as arrays, in the order in which free ones are given work."""

    starts: Longs  # (A, MOST_WINDOWS) minutes of the week
    ends: Longs  # (A, MOST_WINDOWS)
    windows: Longs  # (A,) how many of them
    kinds: Longs  # (A,) bits
    last_priority: Longs  # (A,)


def roster_of(agents: Sequence[Agent]) -> Roster:
    """Return agents as arrays."""
    count = len(agents)
    roster = Roster(
        starts=np.zeros((count, MOST_WINDOWS), np.int64),
        ends=np.zeros((count, MOST_WINDOWS), np.int64),
        windows=np.array([len(agent.windows) for agent in agents], np.int64),
        kinds=np.array([agent.kinds for agent in agents], np.int64),
        last_priority=np.array([agent.last_priority for agent in agents], np.int64),
    )
    for place, agent in enumerate(agents):
        for number, (start, end) in enumerate(agent.windows):
            roster.starts[place, number] = start
            roster.ends[place, number] = end
    return roster


def opening_from(agents: Sequence[Agent], minute: float, week_start: float, minutes_per_week: float) -> float:
    """Return the first minute from `minute` on at which any agent is at the desk.

    Who finds the desk closed calls again when it opens. Minutes since the start of week 0; the minute lies in
    the week that begins at `week_start`.
    """
    windows = sorted(window for agent in agents for window in agent.windows)
    for shift in (0.0, minutes_per_week):
        later = [week_start + shift + start for start, end in windows if minute < week_start + shift + end]
        if later:
            return max(minute, min(later))
    raise ValueError("a desk without hours never opens")
