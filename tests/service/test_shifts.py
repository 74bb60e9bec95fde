"""Desks with shifts and skills: cases worked by hand, the twin against SimPy, and the laws of both."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from itertools import pairwise

import pytest
import simpy
from hypothesis import given, settings
from hypothesis import strategies as st

from simulator.service import ABANDONED, DELAY, KINDS, MONEY, QUALITY, SERVED
from simulator.service.desk import Case
from simulator.service.roster import ALL_KINDS, Agent, case_class, opening_from
from simulator.service.shifts import ShiftDesk
from tests.service.played_shifts import play_open_shift_twin, play_shift_twin, play_shifts
from tests.service.played_weeks import Play, drawn_weeks, play_twin
from tests.service.test_twin import in_bits, quarters

Player = Callable[[Sequence[Agent], float, list[list[Case]]], Play]
EVER = math.inf
both_desks = pytest.mark.parametrize("play", [play_shifts, play_shift_twin])


def case(
    customer: int, arrival: float, handling: float, kind: int = QUALITY, priority: int = 0,
    patience: float = EVER,
) -> Case:  # fmt: skip
    return Case(case_class(priority, kind), arrival, customer, handling, patience)


def told(play: Play) -> list[dict[int, tuple[float, int]]]:
    return [{d.customer: (d.wait, d.outcome) for d in week} for week in play.decided]


@both_desks
def test_nobody_is_served_while_the_desk_is_closed_and_a_case_begun_is_finished(play: Player) -> None:
    # Open from 10 to 20 of 50 minutes. Customer 1 waits 8 for the opening and is served until 22, after
    # closing: customer 2 waits for the opening of the next week, at 60, and customer 3 behind him, until 63.
    roster = [Agent(((10, 20),))]
    weeks = [[case(1, 2, 12), case(2, 13, 3), case(3, 30, 1)], []]
    assert told(play(roster, 50.0, weeks)) == [{1: (8.0, SERVED)}, {2: (47.0, SERVED), 3: (33.0, SERVED)}]


@both_desks
def test_a_shift_ends_as_the_next_begins(play: Player) -> None:
    # The first agent works from 0 to 10, the second from 10 to 20. At 10 the first may not begin any more.
    roster = [Agent(((0, 10),)), Agent(((10, 20),))]
    weeks = [[case(1, 9, 4), case(2, 9, 4), case(3, 12, 1)]]
    # Customer 1 keeps the first until 13; customer 2 is taken by the second at 10, who is busy until 14.
    assert told(play(roster, 30.0, weeks)) == [{1: (0.0, SERVED), 2: (1.0, SERVED), 3: (2.0, SERVED)}]


@both_desks
def test_an_agent_passes_over_whom_he_cannot_serve(play: Player) -> None:
    # The first agent knows bad orders alone, the second money too; the second is busy until 10.
    roster = [Agent(((0, 100),), 1 << QUALITY), Agent(((0, 100),), 1 << QUALITY | 1 << MONEY)]
    week = [case(1, 0, 3), case(2, 0, 10, MONEY), case(3, 1, 1, MONEY), case(4, 2, 1)]
    # At 3 the first agent is free: case 3 came before, but asks for what he cannot do, so case 4 is next.
    expected = {1: (0.0, SERVED), 2: (0.0, SERVED), 3: (9.0, SERVED), 4: (1.0, SERVED)}
    assert told(play(roster, 100.0, [week])) == [expected]


@both_desks
def test_kinds_of_one_priority_go_by_arrival_and_priority_goes_first(play: Player) -> None:
    week = [
        case(1, 0, 5),
        case(2, 1, 5, DELAY, priority=1),
        case(3, 2, 5, QUALITY, priority=1),
        case(4, 3, 5, MONEY),
    ]
    expected = {1: (0.0, SERVED), 4: (2.0, SERVED), 2: (9.0, SERVED), 3: (13.0, SERVED)}
    assert told(play([Agent(((0, 100),))], 100.0, [week])) == [expected]


@both_desks
def test_a_lane_is_kept_free_for_those_with_priority(play: Player) -> None:
    roster = [Agent(((0, 100),)), Agent(((0, 100),), ALL_KINDS, last_priority=0)]
    week = [case(1, 0, 10, priority=3), case(2, 1, 10, priority=3), case(3, 2, 5), case(4, 4, 5)]
    expected = {1: (0.0, SERVED), 2: (9.0, SERVED), 3: (0.0, SERVED), 4: (3.0, SERVED)}
    assert told(play(roster, 100.0, [week])) == [expected]


@both_desks
def test_patience_runs_on_while_the_desk_is_closed(play: Player) -> None:
    roster = [Agent(((10, 20),))]
    week = [case(1, 0, 1, patience=9.5), case(2, 0, 1, patience=10), case(3, 25, 1, patience=5)]
    assert told(play(roster, 50.0, [week])) == [{1: (9.5, ABANDONED), 2: (10.0, SERVED), 3: (5.0, ABANDONED)}]


@st.composite
def desks(draw: st.DrawFn) -> tuple[list[Agent], float, list[list[Case]]]:
    """A roster, whole minutes a week, and weeks of cases of every class, with many ties."""
    minutes = draw(st.sampled_from([6, 24, 2400]))
    roster = []
    for _ in range(draw(st.integers(1, 4))):
        edges = sorted(draw(st.sets(st.integers(0, minutes), min_size=2, max_size=6)))
        pairs = zip(edges[::2], edges[1::2], strict=False)
        kinds = draw(st.integers(1, ALL_KINDS))
        roster.append(Agent(tuple(pairs), kinds, draw(st.sampled_from([0, 1, 9]))))
    cases = st.builds(
        Case,
        priority=st.integers(0, 3 * len(KINDS) - 1),
        arrival=quarters(1.2 * minutes),
        customer=st.integers(0, 4),
        # A call takes time: of agents who take none SimPy asks first who was free before the instant.
        handling=quarters(minutes / 3).map(lambda whole: whole + 0.25),
        patience=st.one_of(quarters(2 * minutes), st.just(math.inf)),
    )
    weeks = []
    for week in range(draw(st.integers(1, 5))):
        within = draw(st.lists(cases, max_size=12))
        weeks.append([case._replace(arrival=week * minutes + case.arrival) for case in within])
    return roster, float(minutes), weeks


@settings(max_examples=300)
@given(desks())
def test_twin_gives_the_waits_of_simpy_bit_for_bit(
    drawn: tuple[list[Agent], float, list[list[Case]]],
) -> None:
    reference, twin = play_shifts(*drawn), play_shift_twin(*drawn)
    assert in_bits(twin) == in_bits(reference)
    assert twin.waiting == reference.waiting


@settings(max_examples=100)
@given(desks())
def test_every_case_is_decided_once_or_waits_and_only_within_hours(
    drawn: tuple[list[Agent], float, list[list[Case]]],
) -> None:
    roster, minutes, weeks = drawn
    weeks = [[c._replace(customer=100 * w + n) for n, c in enumerate(week)] for w, week in enumerate(weeks)]
    played = play_shift_twin(roster, minutes, weeks)
    by_customer = {c.customer: c for week in weeks for c in week}
    decided = [decision for week in played.decided for decision in week]
    held = [c.customer for c in played.waiting[-1]]
    assert sorted([d.customer for d in decided] + held) == sorted(by_customer)
    for decision in decided:
        one = by_customer[decision.customer]
        if decision.outcome == SERVED:
            minute = one.arrival + decision.wait
            inside = minute - minutes * math.floor(minute / minutes)
            # The sum of arrival and wait may round across an edge of a shift: a hair is allowed.
            assert (
                any(
                    start - 1e-6 <= inside < end + 1e-6 and agent.serves(one.priority)
                    for agent in roster
                    for start, end in agent.windows
                )
                or minutes - inside < 1e-6
            )
            assert decision.wait <= one.patience
        else:
            assert decision.wait == pytest.approx(one.patience)


@pytest.mark.parametrize("seed", range(10))
def test_one_more_agent_never_makes_anybody_wait_longer(seed: int) -> None:
    """On the same luck, first come first served; source: Kiefer & Wolfowitz 1955, waits fall with servers."""
    weeks = drawn_weeks(seed, weeks=6, minutes_per_week=24.0)
    patient = [
        [c._replace(priority=0, patience=EVER, customer=100 * w + n) for n, c in enumerate(week)]
        for w, week in enumerate(weeks)
    ]
    closing: list[list[Case]] = [[]] * 120  # weeks in which the rest is served
    waits = []
    for agents in (1, 2, 3, 6):
        played = play_shift_twin([Agent(((4, 20),))] * agents, 24.0, patient + closing)
        assert played.waiting[-1] == []
        waits.append({d.customer: d.wait for week in played.decided for d in week})
    for fewer, more in pairwise(waits):
        assert all(more[customer] <= fewer[customer] for customer in fewer)
        assert sum(more.values()) < sum(fewer.values())


@pytest.mark.parametrize("seed", range(6))
def test_littles_law_holds_with_shifts(seed: int) -> None:
    """Minutes that the queue adds up to over time are the waits of those who left it and of who waits."""
    weeks = drawn_weeks(seed, weeks=8, minutes_per_week=24.0)
    weeks = [
        [c._replace(priority=case_class(c.priority, n % 3)) for n, c in enumerate(week)] for week in weeks
    ]
    roster = [Agent(((2, 12),), 1 << QUALITY | 1 << DELAY), Agent(((8, 20),))]
    environment = simpy.Environment()
    desk = ShiftDesk(environment, roster, 24.0)
    queue_minutes = 0.0
    for week, cases in enumerate(weeks):
        desk.open_week(week, cases)
        end = (week + 1) * 24.0
        while (following := environment.peek()) < end:
            queue_minutes += len(desk.waiting()) * (following - environment.now)
            environment.step()
        queue_minutes += len(desk.waiting()) * (end - environment.now)
        environment.run(until=end)
    twin = play_shift_twin(roster, 24.0, weeks)
    waited = sum(decision.wait for week in twin.decided for decision in week)
    waited += sum(192.0 - c.arrival for c in twin.waiting[-1])
    assert queue_minutes > 100.0
    assert queue_minutes == pytest.approx(waited, rel=1e-9)


def test_who_finds_the_desk_closed_calls_at_its_opening() -> None:
    roster = [Agent(((10, 20), (30, 40))), Agent(((15, 25),))]
    minutes = {5.0: 10.0, 10.0: 10.0, 22.5: 22.5, 25.0: 30.0, 40.0: 60.0}
    assert {m: opening_from(roster, m, 0.0, 50.0) for m in minutes} == minutes
    assert opening_from(roster, 145.0, 100.0, 50.0) == 160.0


def test_a_week_with_shifts_has_whole_minutes() -> None:
    with pytest.raises(ValueError, match="must be whole"):
        ShiftDesk(simpy.Environment(), [Agent(((0, 5),))], 7.3)


@pytest.mark.parametrize("agents", [1, 3])
def test_a_roster_that_never_closes_is_the_plain_desk_for_a_year(agents: int) -> None:
    weeks = drawn_weeks(seed=agents, weeks=52, minutes_per_week=10.0)
    assert play_open_shift_twin(agents, 10.0, weeks) == play_twin(agents, 10.0, weeks)
