"""Worked cases of the desk, each small enough to check by hand, on SimPy and on the twin."""

from __future__ import annotations

import math
from collections.abc import Callable

import pytest
import simpy
from hypothesis import given, settings
from hypothesis import strategies as st

from simulator.service import ABANDONED, SERVED
from simulator.service.desk import Case, Decision, SimpyDesk
from tests.service.played_shifts import play_open_shift_twin, play_open_shifts
from tests.service.played_weeks import Play, drawn_weeks, play_inside, play_simpy, play_twin

Player = Callable[[int, float, list[list[Case]]], Play]
EVER = math.inf

every_desk = pytest.mark.parametrize(
    "play", [play_simpy, play_inside, play_twin, play_open_shifts, play_open_shift_twin]
)


def case(customer: int, arrival: float, handling: float, priority: int = 0, patience: float = EVER) -> Case:
    return Case(priority, arrival, customer, handling, patience)


def outcomes(play: Play) -> list[dict[int, tuple[float, int]]]:
    return [{d.customer: (d.wait, d.outcome) for d in week} for week in play.decided]


@every_desk
def test_higher_tier_is_served_first_but_nobody_is_interrupted(play: Player) -> None:
    week = [case(1, 0, 10, priority=2), case(2, 1, 5, priority=2), case(3, 2, 5, priority=0)]
    assert outcomes(play(1, 100.0, [week])) == [{1: (0.0, SERVED), 3: (8.0, SERVED), 2: (14.0, SERVED)}]


@every_desk
def test_case_that_arrives_as_an_agent_becomes_free_competes_for_him(play: Player) -> None:
    week = [case(1, 0, 10), case(2, 3, 5, priority=1), case(3, 10, 5, priority=0)]
    assert outcomes(play(1, 100.0, [week])) == [{1: (0.0, SERVED), 3: (0.0, SERVED), 2: (12.0, SERVED)}]


@every_desk
def test_two_of_one_instant_and_class_go_by_customer(play: Player) -> None:
    week = [case(9, 4, 6), case(5, 4, 6)]
    assert outcomes(play(1, 100.0, [week])) == [{5: (0.0, SERVED), 9: (6.0, SERVED)}]


@every_desk
def test_customer_is_served_when_an_agent_is_free_just_as_patience_ends(play: Player) -> None:
    week = [case(1, 0, 10), case(2, 4, 5, patience=6)]
    assert outcomes(play(1, 100.0, [week])) == [{1: (0.0, SERVED), 2: (6.0, SERVED)}]


@every_desk
def test_customer_gives_up_a_moment_before_an_agent_is_free(play: Player) -> None:
    week = [case(1, 0, 10), case(2, 4, 5, patience=5.5), case(3, 5, 1)]
    assert outcomes(play(1, 100.0, [week])) == [{1: (0.0, SERVED), 2: (5.5, ABANDONED), 3: (5.0, SERVED)}]


@every_desk
def test_no_patience_means_at_once_or_never(play: Player) -> None:
    week = [case(1, 0, 10, patience=0), case(2, 9, 5, patience=0), case(3, 10, 5, patience=0)]
    assert outcomes(play(1, 100.0, [week])) == [{1: (0.0, SERVED), 2: (0.0, ABANDONED), 3: (0.0, SERVED)}]


@every_desk
def test_cases_without_handling_time_do_not_hold_an_agent(play: Player) -> None:
    week = [case(customer, 3, 0, priority=customer, patience=0) for customer in range(4)]
    assert outcomes(play(1, 100.0, [week])) == [dict.fromkeys(range(4), (0.0, SERVED))]


@every_desk
def test_backlog_and_busy_agents_cross_the_week_edge(play: Player) -> None:
    weeks = [[case(1, 0, 25, priority=3), case(2, 9, 1, priority=3)], [case(3, 12, 1, priority=0)], []]
    expected = [{1: (0.0, SERVED)}, {}, {3: (13.0, SERVED), 2: (17.0, SERVED)}]
    assert outcomes(play(1, 10.0, weeks)) == expected


@every_desk
def test_what_falls_on_the_edge_belongs_to_the_next_week(play: Player) -> None:
    weeks = [
        [case(1, 0, 10), case(2, 8, 1, priority=1), case(3, 10, 1, priority=0), case(4, 6, 1, 2, patience=4)],
        [],
    ]
    expected = [{1: (0.0, SERVED)}, {3: (0.0, SERVED), 2: (3.0, SERVED), 4: (4.0, ABANDONED)}]
    assert outcomes(play(1, 10.0, weeks)) == expected


@every_desk
def test_case_at_the_opening_of_a_week_competes_for_an_agent_who_becomes_free_then(play: Player) -> None:
    weeks = [[case(1, 0, 20)], [case(2, 15, 1, priority=1)], [case(3, 20, 1, priority=0)]]
    expected = [{1: (0.0, SERVED)}, {}, {3: (0.0, SERVED), 2: (6.0, SERVED)}]
    assert outcomes(play(1, 10.0, weeks)) == expected


@every_desk
def test_customer_may_give_up_in_a_later_week(play: Player) -> None:
    weeks = [[case(1, 0, 99), case(2, 9, 1, patience=5)], []]
    assert outcomes(play(1, 10.0, weeks)) == [{1: (0.0, SERVED)}, {2: (5.0, ABANDONED)}]


@every_desk
@settings(max_examples=150)
@given(
    agents=st.integers(1, 3),
    crowd=st.lists(st.integers(0, 12), min_size=1, max_size=15),
    arrival=st.floats(0, 9, allow_subnormal=False),
    handling=st.floats(0.5, 3),
    patience=st.one_of(st.just(EVER), st.floats(0, 8)),
)
def test_of_two_who_come_together_the_higher_tier_never_waits_longer(
    play: Player, agents: int, crowd: list[int], arrival: float, handling: float, patience: float
) -> None:
    others = [case(100 + place, start / 2, handling, priority=place % 3) for place, start in enumerate(crowd)]
    together = [case(tier, arrival, 1.0, priority=tier, patience=patience) for tier in range(3)]
    decided = outcomes(play(agents, 10.0, [[*others, *together], [], [], [], [], []]))
    wait = {customer: wait for week in decided for customer, (wait, _) in week.items()}
    assert wait[0] <= wait[1] <= wait[2]


@every_desk
@pytest.mark.parametrize("seed", range(20))
def test_every_case_is_decided_once_or_still_waits(play: Player, seed: int) -> None:
    weeks = drawn_weeks(seed, weeks=6, minutes_per_week=10.0)
    weeks = [[c._replace(customer=100 * w + n) for n, c in enumerate(week)] for w, week in enumerate(weeks)]
    played = play(2, 10.0, weeks)
    submitted: set[int] = set()
    decided: list[int] = []
    for week, cases in enumerate(weeks):
        submitted |= {c.customer for c in cases}
        decided += [d.customer for d in played.decided[week]]
        waiting = [c.customer for c in played.waiting[week]]
        assert len(decided) == len(set(decided))
        assert sorted(decided + waiting) == sorted(submitted)
    handling = {c.customer: c.handling for week in weeks for c in week}
    served = [d.customer for week in played.decided for d in week if d.outcome == SERVED]
    # Two agents cannot have finished more than two agents' time; the last started may still be busy.
    assert sum(handling[customer] for customer in served) <= 2 * (60.0 + max(handling.values()))


def test_desks_of_several_regions_share_one_clock() -> None:
    environment = simpy.Environment()
    north, south = SimpyDesk(environment, 1, 10.0), SimpyDesk(environment, 1, 10.0)
    told: list[list[Decision]] = []

    def run() -> simpy.events.ProcessGenerator:
        for week in range(2):
            north.open_week(week, [case(1, 10 * week + 1, 4), case(2, 10 * week + 1, 4)])
            south.open_week(week, [case(3, 10 * week + 1, 4)])
            yield environment.timeout(10.0)
            told.append([*north.close_week(week), *south.close_week(week)])

    environment.process(run())
    environment.run()
    week = [Decision(1, 0.0, SERVED), Decision(2, 4.0, SERVED), Decision(3, 0.0, SERVED)]
    assert told == [week, week]


def test_a_researcher_changes_how_a_case_is_handled() -> None:
    class DeskWithLunch(SimpyDesk):
        def lunch(self) -> simpy.events.ProcessGenerator:
            yield self.environment.timeout(4.0)
            with self.agents.request(priority=-1) as request:
                yield request
                yield self.environment.timeout(3.0)

    environment = simpy.Environment()
    desk = DeskWithLunch(environment, 1, 10.0)
    environment.process(desk.lunch())
    assert desk.serve_week(0, [case(1, 5, 1)]) == [Decision(1, 2.0, SERVED)]


@pytest.mark.parametrize(
    ("fault", "message"),
    [
        (case(7, 9.0, 1), "arrival from minute 10.0 on"),
        (case(7, math.nan, 1), "arrival from minute 10.0 on"),
        (case(7, 12, -1), "finite handling time"),
        (case(7, 12, 1, patience=math.nan), "patience of 0 or more"),
    ],
)
def test_impossible_case_is_refused_with_the_case_named(fault: Case, message: str) -> None:
    desk = SimpyDesk(simpy.Environment(10.0), 1, 10.0)
    with pytest.raises(ValueError, match=rf"week 1, Case\(.*customer=7.*{message}"):
        desk.serve_week(1, [fault])


def test_weeks_follow_the_clock() -> None:
    desk = SimpyDesk(simpy.Environment(), 1, 10.0)
    with pytest.raises(ValueError, match=r"week 3 starts at minute 30\.0; the clock shows 0"):
        desk.open_week(3, [])
    with pytest.raises(ValueError, match=r"week 0 ends at minute 10\.0; the clock shows 0"):
        desk.close_week(0)


@pytest.mark.parametrize("minutes", [0.0, -1.0, math.inf, math.nan])
def test_a_week_has_minutes(minutes: float) -> None:
    with pytest.raises(ValueError, match="minutes_per_week is"):
        SimpyDesk(simpy.Environment(), 1, minutes)
