"""The compiled twin of the SimPy desk: the same waits in the same bits, for runs of any size.

Why it can be short: cases of one class start in the order of arrival, so after one sort by (priority,
arrival, customer) each class is a stretch of the row with a head that only moves forward. The next start
is at max(first agent free, first head arrived), by the first class whose head has arrived by then. The
same float64 sums and differences as in `desk` are taken of the same numbers, and ties follow the same rule.
"""

from __future__ import annotations

from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from simulator.rule import compiled_owning, rule
from simulator.service import ABANDONED, SERVED, WAITING

DESK_FULL: Final = -1
"""Nothing was done: the row of the region, or an out array, cannot hold all cases. Grow it and call again."""
CASE_REFUSED: Final = -2
"""Nothing was done: a case could not have happened (see `is_possible`)."""


class DeskState(NamedTuple):
    """The desks of R regions between two weeks: busy agents and the cases that wait.

    Each region's first `count` entries are its waiting cases in the order of service; the rest is 0.

    Parameters
    ----------
    busy_until : (R, agents) float64
        Minute at which each agent is free, as a binary heap per region.
    arrival, handling, patience : (R, capacity) float64
        Minutes, as in `desk.Case`.
    customer, priority : (R, capacity) int64
        As in `desk.Case`.
    count : (R,) int64
        Waiting cases.
    """

    busy_until: NDArray[np.float64]
    arrival: NDArray[np.float64]
    customer: NDArray[np.int64]
    priority: NDArray[np.int64]
    handling: NDArray[np.float64]
    patience: NDArray[np.float64]
    count: NDArray[np.int64]  # type: ignore[assignment]  # hides tuple.count, which nobody needs here


def new_desks(regions: int, agents: int, capacity: int) -> DeskState:
    """Return idle desks with nobody waiting and room for `capacity` cases in each region.

    Raises
    ------
    ValueError
        When a number is below 1.
    """
    for name, number in (("regions", regions), ("agents", agents), ("capacity", capacity)):
        if number < 1:
            raise ValueError(f"{name} is {number}; a desk needs 1 or more")
    row = (regions, capacity)
    return DeskState(
        busy_until=np.zeros((regions, agents)),
        arrival=np.zeros(row),
        customer=np.zeros(row, dtype=np.int64),
        priority=np.zeros(row, dtype=np.int64),
        handling=np.zeros(row),
        patience=np.zeros(row),
        count=np.zeros(regions, dtype=np.int64),
    )


def grow_desks(state: DeskState, capacity: int) -> DeskState:
    """Return the same desks with room for `capacity` cases in each region.

    Raises
    ------
    ValueError
        When the new room is smaller than the old.
    """
    regions, agents = state.busy_until.shape
    held = state.arrival.shape[1]
    if capacity < held:
        raise ValueError(f"capacity is {capacity}; the desks already have room for {held} cases")
    grown = new_desks(regions, agents, capacity)
    grown.busy_until[:] = state.busy_until
    grown.count[:] = state.count
    for name in ("arrival", "customer", "priority", "handling", "patience"):
        getattr(grown, name)[:, :held] = getattr(state, name)
    return grown


@rule
def is_possible(week_start: float, arrival: float, handling: float, patience: float) -> bool:
    """Tell whether a case can have happened: it arrives in this week or later, and no time is negative.

    All in minutes; patience may be infinite, nothing may be NaN (a NaN would break the order of service).
    Source: [derived] definition.
    """
    return week_start <= arrival < np.inf and 0.0 <= handling < np.inf and patience >= 0.0


@compiled_owning
def _precedes(state: DeskState, region: int, first: int, second: int) -> bool:
    """Tell whether one waiting case is served before another; the order of the fields of `desk.Case`."""
    if state.priority[region, first] != state.priority[region, second]:
        return bool(state.priority[region, first] < state.priority[region, second])
    if state.arrival[region, first] != state.arrival[region, second]:
        return bool(state.arrival[region, first] < state.arrival[region, second])
    if state.customer[region, first] != state.customer[region, second]:
        return bool(state.customer[region, first] < state.customer[region, second])
    if state.handling[region, first] != state.handling[region, second]:
        return bool(state.handling[region, first] < state.handling[region, second])
    return bool(state.patience[region, first] < state.patience[region, second])


@compiled_owning
def _swap(column: NDArray[np.generic], region: int, first: int, second: int) -> None:
    """Exchange two entries of a region's row."""
    kept = column[region, first]
    column[region, first] = column[region, second]
    column[region, second] = kept


@compiled_owning
def _swap_cases(state: DeskState, region: int, first: int, second: int) -> None:
    """Exchange two waiting cases."""
    _swap(state.arrival, region, first, second)
    _swap(state.customer, region, first, second)
    _swap(state.priority, region, first, second)
    _swap(state.handling, region, first, second)
    _swap(state.patience, region, first, second)


@compiled_owning
def _sink_case(state: DeskState, region: int, root: int, count: int) -> None:
    """Restore the heap (last served on top) below `root` among the first `count` cases."""
    while 2 * root + 1 < count:
        child = 2 * root + 1
        if child + 1 < count and _precedes(state, region, child, child + 1):
            child += 1
        if not _precedes(state, region, root, child):
            return
        _swap_cases(state, region, root, child)
        root = child


@compiled_owning
def _sort_cases(state: DeskState, region: int, count: int) -> None:
    """Put the first `count` cases in the order of service: a heap sort in place, which needs no memory."""
    for root in range(count // 2 - 1, -1, -1):
        _sink_case(state, region, root, count)
    for last in range(count - 1, 0, -1):
        _swap_cases(state, region, 0, last)
        _sink_case(state, region, 0, last)


@compiled_owning
def _occupy_first_free(busy_until: NDArray[np.float64], until: float) -> None:
    """Give the agent who is free first (the top of the heap) work until the given minute."""
    root = 0
    while 2 * root + 1 < busy_until.size:
        child = 2 * root + 1
        if child + 1 < busy_until.size and busy_until[child + 1] < busy_until[child]:
            child += 1
        if until <= busy_until[child]:
            break
        busy_until[root] = busy_until[child]
        root = child
    busy_until[root] = until


@compiled_owning
def class_bounds(priority: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return where each class begins in a sorted row, and the row's end."""
    classes = 0
    for place in range(priority.size):
        if place == 0 or priority[place] != priority[place - 1]:
            classes += 1
    bounds = np.empty(classes + 1, np.int64)
    classes = 0
    for place in range(priority.size):
        if place == 0 or priority[place] != priority[place - 1]:
            bounds[classes] = place
            classes += 1
    bounds[classes] = priority.size
    return bounds


@compiled_owning
def _decide(
    busy_until: NDArray[np.float64],
    arrival: NDArray[np.float64],
    priority: NDArray[np.int64],
    handling: NDArray[np.float64],
    patience: NDArray[np.float64],
    week_end: float,
    wait: NDArray[np.float64],
    outcome: NDArray[np.int64],
) -> None:
    """Fill wait and outcome of the sorted cases of one region as far as the week reaches."""
    bounds = class_bounds(priority)
    heads = bounds[:-1].copy()
    outcome[: arrival.size] = WAITING
    while True:
        first_arrival = np.inf
        for group in range(heads.size):
            if heads[group] < bounds[group + 1]:
                first_arrival = min(first_arrival, arrival[heads[group]])
        now = max(busy_until[0], first_arrival)
        if now >= week_end:
            break
        group = 0
        while heads[group] == bounds[group + 1] or arrival[heads[group]] > now:
            group += 1
        case = heads[group]
        heads[group] += 1
        gives_up = arrival[case] + patience[case]
        if gives_up < now:
            wait[case] = gives_up - arrival[case]
            outcome[case] = ABANDONED
        else:
            wait[case] = now - arrival[case]
            outcome[case] = SERVED
            _occupy_first_free(busy_until, now + handling[case])
    for case in range(arrival.size):
        gives_up = arrival[case] + patience[case]
        if outcome[case] == WAITING and gives_up < week_end:
            wait[case] = gives_up - arrival[case]
            outcome[case] = ABANDONED


@compiled_owning
def _move_case(state: DeskState, region: int, source: int, target: int) -> None:
    """Move a waiting case to a free place of its row and leave zeros behind."""
    if source != target:
        state.arrival[region, target] = state.arrival[region, source]
        state.customer[region, target] = state.customer[region, source]
        state.priority[region, target] = state.priority[region, source]
        state.handling[region, target] = state.handling[region, source]
        state.patience[region, target] = state.patience[region, source]
        _clear_case(state, region, source)


@compiled_owning
def _clear_case(state: DeskState, region: int, place: int) -> None:
    """Set a place of the row to 0, so that the state's bits tell only who waits."""
    state.arrival[region, place] = 0.0
    state.customer[region, place] = 0
    state.priority[region, place] = 0
    state.handling[region, place] = 0.0
    state.patience[region, place] = 0.0


@compiled_owning
def take_in(
    state: DeskState,
    region: int,
    week_start: float,
    n_cases: int,
    arrival: NDArray[np.float64],
    customer: NDArray[np.int64],
    priority: NDArray[np.int64],
    handling: NDArray[np.float64],
    patience: NDArray[np.float64],
    room: int,
) -> int:
    """Put new cases into a region's row in the order of service; see `serve_week` for the parameters.

    Returns the cases that wait now, or `DESK_FULL` or `CASE_REFUSED` with everything left as it was.
    """
    held = state.count[region]
    total = held + n_cases
    if total > min(state.arrival.shape[1], room):
        return DESK_FULL
    for case in range(n_cases):
        if not is_possible(week_start, arrival[case], handling[case], patience[case]):
            return CASE_REFUSED
    state.arrival[region, held:total] = arrival[:n_cases]
    state.customer[region, held:total] = customer[:n_cases]
    state.priority[region, held:total] = priority[:n_cases]
    state.handling[region, held:total] = handling[:n_cases]
    state.patience[region, held:total] = patience[:n_cases]
    _sort_cases(state, region, total)
    return int(total)


@compiled_owning
def give_out(
    state: DeskState,
    region: int,
    total: int,
    out_customer: NDArray[np.int64],
    out_wait: NDArray[np.float64],
    out_outcome: NDArray[np.int64],
) -> int:
    """Move a region's decided cases into the out arrays and close the row; return their number."""
    decided = 0
    for case in range(total):
        if out_outcome[case] == WAITING:
            _move_case(state, region, case, case - decided)
        else:
            out_customer[decided] = state.customer[region, case]
            out_wait[decided] = out_wait[case]
            out_outcome[decided] = out_outcome[case]
            _clear_case(state, region, case)
            decided += 1
    state.count[region] = total - decided
    return decided


@compiled_owning
def serve_week(
    state: DeskState,
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
    """Serve one region through one week; cases that are not decided stay in the state.

    Parameters
    ----------
    state : DeskState
        Changed in place, the given region only (regions may run in different threads).
    region, week : int
        Which desk, and the week, from 0.
    minutes_per_week : float
        Minutes that the desk is open in a week.
    n_cases : int
        New cases: the first entries of the next five arrays, in any order.
    arrival, handling, patience : (n_cases or more,) float64
        Minutes; arrival since the start of week 0.
    customer, priority : (n_cases or more,) int64
        As in `desk.Case`. A start looks at each class once: meant for a few classes.
    out_customer, out_outcome : (waiting + n_cases or more,) int64
        Filled with the decided cases in the order of `desk.Case`; outcomes are `SERVED`, `ABANDONED`.
    out_wait : (waiting + n_cases or more,) float64
        Minutes waited.

    Returns
    -------
    int
        Number of cases decided, or `DESK_FULL` or `CASE_REFUSED` with everything left as it was.
    """
    room = min(out_customer.size, out_wait.size, out_outcome.size)
    total = take_in(
        state, region, week * minutes_per_week, n_cases, arrival, customer, priority, handling, patience, room
    )
    if total < 0:
        return total
    _decide(
        state.busy_until[region],
        state.arrival[region, :total],
        state.priority[region, :total],
        state.handling[region, :total],
        state.patience[region, :total],
        (week + 1) * minutes_per_week,
        out_wait,
        out_outcome,
    )
    return give_out(state, region, total, out_customer, out_wait, out_outcome)
