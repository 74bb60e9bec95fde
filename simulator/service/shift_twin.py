"""The compiled twin of the desk with shifts and skills: the waits of `shifts`, in the same bits.

Cases of one class (`case_class`) can be served by the same agents and start in the order of arrival, so each
class is a stretch of the sorted row with a head that only moves forward, as in `twin`. The next start is at
the first minute at which an agent who can serve a head is free and on shift, by the first head in the order
of service that such an agent is there for, with the first such agent of the roster. Every case takes
some time.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from simulator.rule import compiled_owning
from simulator.service import ABANDONED, KINDS, SERVED, WAITING
from simulator.service.roster import Roster
from simulator.service.twin import DeskState, class_bounds, give_out, take_in

CLASSES_A_PRIORITY = len(KINDS)


@compiled_owning
def _free_from(roster: Roster, agent: int, since: float, week_start: float) -> float:
    """Return the first minute from `since` on at which an agent may start this week; infinite without one."""
    for window in range(roster.windows[agent]):
        if since < week_start + roster.ends[agent, window]:
            return float(max(since, week_start + roster.starts[agent, window]))
    return np.inf


@compiled_owning
def _serves(roster: Roster, agent: int, case: int) -> bool:
    """Tell whether an agent can serve cases of a class."""
    priority = case // CLASSES_A_PRIORITY
    kind = case - CLASSES_A_PRIORITY * priority
    return bool((roster.kinds[agent] >> kind) & 1 and priority <= roster.last_priority[agent])


@compiled_owning
def _agent_for(roster: Roster, busy_until: NDArray[np.float64], case: int, now: float, start: float) -> int:
    """Return the first agent who may start on a case of a class at this minute, -1 for none."""
    for agent in range(busy_until.size):
        able = busy_until[agent] <= now and _serves(roster, agent, case)
        if able and _free_from(roster, agent, now, start) == now:
            return agent
    return -1


@compiled_owning
def _goes_before(state: DeskState, region: int, one: int, other: int) -> bool:
    """Tell whether one waiting case is served before another; see `shifts.order_of_service`."""
    first = state.priority[region, one] // CLASSES_A_PRIORITY
    second = state.priority[region, other] // CLASSES_A_PRIORITY
    if first != second:
        return bool(first < second)
    if state.arrival[region, one] != state.arrival[region, other]:
        return bool(state.arrival[region, one] < state.arrival[region, other])
    if state.customer[region, one] != state.customer[region, other]:
        return bool(state.customer[region, one] < state.customer[region, other])
    if state.handling[region, one] != state.handling[region, other]:
        return bool(state.handling[region, one] < state.handling[region, other])
    if state.patience[region, one] != state.patience[region, other]:
        return bool(state.patience[region, one] < state.patience[region, other])
    return bool(state.priority[region, one] < state.priority[region, other])


@compiled_owning
def _next_start(
    state: DeskState, roster: Roster, region: int, heads: NDArray[np.int64], bounds: NDArray[np.int64],
    week_start: float,
) -> float:  # fmt: skip
    """Return the first minute of the week at which any head can be started; infinite for none."""
    now = np.inf
    for group in range(heads.size):
        head = heads[group]
        if head == bounds[group + 1]:
            continue
        for agent in range(roster.windows.size):
            if _serves(roster, agent, state.priority[region, head]):
                since = max(state.busy_until[region, agent], state.arrival[region, head])
                now = min(now, _free_from(roster, agent, since, week_start))
    return float(now)


@compiled_owning
def _decide_on_shifts(
    state: DeskState, roster: Roster, region: int, total: int, week_start: float, week_end: float,
    wait: NDArray[np.float64], outcome: NDArray[np.int64],
) -> None:  # fmt: skip
    """Fill wait and outcome of the sorted cases of one region as far as the week reaches."""
    bounds = class_bounds(state.priority[region, :total])
    heads = bounds[:-1].copy()
    arrival, patience = state.arrival[region], state.patience[region]
    busy_until = state.busy_until[region]
    outcome[:total] = WAITING
    while True:
        now = _next_start(state, roster, region, heads, bounds, week_start)
        if now >= week_end:
            break
        best = -1
        for group in range(heads.size):
            head = heads[group]
            if head == bounds[group + 1] or arrival[head] > now:
                continue
            if _agent_for(roster, busy_until, state.priority[region, head], now, week_start) < 0:
                continue
            if best < 0 or _goes_before(state, region, head, heads[best]):
                best = group
        case = heads[best]
        heads[best] += 1
        gives_up = arrival[case] + patience[case]
        if gives_up < now:
            wait[case] = gives_up - arrival[case]
            outcome[case] = ABANDONED
        else:
            agent = _agent_for(roster, busy_until, state.priority[region, case], now, week_start)
            wait[case] = now - arrival[case]
            outcome[case] = SERVED
            busy_until[agent] = now + state.handling[region, case]
    for case in range(total):
        gives_up = arrival[case] + patience[case]
        if outcome[case] == WAITING and gives_up < week_end:
            wait[case] = gives_up - arrival[case]
            outcome[case] = ABANDONED


@compiled_owning
def serve_shift_week(
    state: DeskState,
    roster: Roster,
    region: int,
    week: int,
    minutes_per_week: float,
    n_cases: int,
    arrival: NDArray[np.float64],
    customer: NDArray[np.int64],
    priority: NDArray[np.int64],
    handling: NDArray[np.float64],
    patience: NDArray[np.float64],
    out_customer: NDArray[np.int64],
    out_wait: NDArray[np.float64],
    out_outcome: NDArray[np.int64],
) -> int:
    """Serve one region with a roster through one week; parameters and answer as of `twin.serve_week`.

    `busy_until` holds the agents in the order of the roster, `priority` the `case_class` of each case, and
    `minutes_per_week` all minutes of the week, open or not.
    """
    room = min(out_customer.size, out_wait.size, out_outcome.size)
    start = week * minutes_per_week
    total = take_in(state, region, start, n_cases, arrival, customer, priority, handling, patience, room)
    if total < 0:
        return total
    end = (week + 1) * minutes_per_week
    _decide_on_shifts(state, roster, region, total, start, end, out_wait, out_outcome)
    return give_out(state, region, total, out_customer, out_wait, out_outcome)
