"""A member whose program is switched: the engine's account against the second evaluator, to the point."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from typing import Any

import pytest
from hypothesis import given, settings

from simulator.engine.cases import replay
from simulator.engine.setting import LOOK_BACK_WEEKS
from simulator.engine.switch import switch_of
from simulator.program import Program, program_table
from simulator.scenario.happenings import Event, events_of
from tests.builders import Story
from tests.builders_switch import switches
from tests.engine.worlds import program_of
from tests.evaluator import statements


def switched(program: Program, begins: datetime.date, events: Sequence[Event]) -> dict[str, int | str]:
    """Return the engine's statement of account after the last event."""
    assert program.migration is not None
    before, last = program.migration.before, events[-1].day // 7
    week = program.migration.week(begins)
    weeks = max(last, week) + 2
    tables = [program_table(one, weeks, -LOOK_BACK_WEEKS, begins, 1_000) for one in (before, program)]
    switch = switch_of(program, tables[0], tables[1], week, 1_000)
    names = program.named_levels if last >= week else before.named_levels
    return replay(tables[0], events, names, begins, switch)


def as_switch(tree: dict[str, Any]) -> Program:
    """Return a drawn switch as a program that knows the one before."""
    before, terms = tree["migration"]["from"], tree["migration"]
    program = program_of({**tree, "migration": {**terms, "from": "before"}})
    assert program.migration is not None
    program.migration.come_from(program_of(before))
    return program


@settings(max_examples=150)
@given(switches())
def test_the_engine_agrees_on_random_histories_over_a_switch(story: Story) -> None:
    program, begins = as_switch(story.program), datetime.date.fromisoformat(story.begins)
    plain = events_of(story.events, begins, program)
    expected = list(statements(story.program, story.begins, story.events))[-1]
    assert switched(program, begins, plain) == expected


@pytest.mark.parametrize(("amount", "discount", "rewards"), [("10 CNY", 1_000, 2_000), ("12 CNY", 0, 4_000)])
def test_referrals_run_on_only_where_their_terms_do(amount: str, discount: int, rewards: int) -> None:
    """A friend who may be rewarded once a year, and has been: after the switch the same, or all anew."""
    terms = {"at_most": "1 per year", "referrer": {"worth": "20 CNY", "cost": "20 CNY"}}
    before = {"title": "A", "currency": "CNY", "referral": {**terms, "referred": {"amount": "10 CNY"}}}
    after = {**before, "referral": {**terms, "referred": {"amount": amount}}}
    story = {**after, "migration": {"from": before, "at": "week 4"}}
    events: list[dict[str, Any]] = [
        {"on": "2014-01-06", "referred": True},
        {"on": "2014-01-07", "referral": True},
        {"on": "2014-02-04", "referral": True},
        {"on": "2014-02-05", "buy": "50 CNY", "id": "late"},
    ]
    program, begins = as_switch(story), datetime.date(2014, 1, 6)
    told = switched(program, begins, events_of(events, begins, program))
    assert told == list(statements(story, "2014-01-06", events))[-1]
    assert (told["discount"], told["rewards"]) == (discount, rewards)
