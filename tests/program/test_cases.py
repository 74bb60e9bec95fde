"""The engine's own rules, fed one member's events, against the second evaluator: to the point and cent."""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simulator.engine.cases import replay
from simulator.engine.setting import LOOK_BACK_WEEKS
from simulator.program import Program, program_table
from simulator.scenario import load, shipped
from simulator.scenario.cases import read_cases
from simulator.scenario.happenings import Event, events_of
from tests.builders import Story, histories, programs
from tests.engine.test_switched_accounts import switched
from tests.evaluator import evaluate, statements
from tests.evaluator.reading import read_cases as read_again

PROGRAMS = Path(__file__).resolve().parents[2] / "scenarios" / "programs"
# Programs made for their cases alone, beside the shipped ones.
MADE = Path(__file__).resolve().parents[1] / "cases"
FILES = sorted([*PROGRAMS.glob("*.cases.yaml"), *MADE.glob("*.cases.yaml")])


def replayed(program: Program, begins: datetime.date, events: Sequence[Event]) -> dict[str, int | str]:
    """Return the engine's statement of account after the last event."""
    if program.migration is not None:
        return switched(program, begins, events)
    weeks = events[-1].day // 7 + 2
    table = program_table(program, weeks, -LOOK_BACK_WEEKS, begins, 1_000)
    return replay(table, events, program.named_levels, begins)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name.removesuffix(".cases.yaml"))
def test_the_engine_agrees_after_every_event_of_every_example(path: Path) -> None:
    tree, texts = read_again(path)
    for case in read_cases(path):
        program = load(program_file(path, case.program), "program").model
        told = statements(tree, texts["begins"], texts["cases"][case.name]["events"])
        for count, expected in enumerate(told, start=1):
            assert replayed(program, case.begins, case.events[:count]) == expected, (case.name, count)
        assert {key: expected[key] for key in case.then} == case.then, case.name


def test_every_shipped_program_has_three_examples_and_all_have_150() -> None:
    counts = Counter[str]()
    for path in FILES:
        cases = read_cases(path)
        counts[cases[0].program.partition("/")[0]] += len(cases)
    assert {name: counts[name] for name in shipped("program") if counts[name] < 3} == {}
    assert counts.total() >= 150


def program_file(cases: Path, name: str) -> str:
    """Return the name of a case file's program, or its path where it is a file beside it."""
    return f"{cases.parent}/{name}" if name.partition("/")[0].endswith(".yaml") else name


def as_program(tree: dict[str, Any]) -> Program:
    """Return a drawn tree as a program: binary fractions become the decimals that a file would hold."""

    def exact(value: Any) -> Any:
        if isinstance(value, dict):
            return {key: exact(one) for key, one in value.items()}
        if isinstance(value, list):
            return [exact(one) for one in value]
        return Decimal(str(value)) if isinstance(value, float) else value

    return Program.model_validate(exact(tree))


def four_members(tree: dict[str, Any]) -> st.SearchStrategy[list[Story]]:
    return st.lists(histories(tree), min_size=4, max_size=4)


@settings(max_examples=500)
@given(programs().flatmap(four_members))
def test_the_engine_agrees_on_2000_random_histories(stories: list[Story]) -> None:
    for story in stories:
        program, begins = as_program(story.program), datetime.date.fromisoformat(story.begins)
        engine = replayed(program, begins, events_of(story.events, begins, program))
        assert engine == evaluate(story.program, story.begins, story.events)


def test_a_return_takes_nothing_from_the_month_that_follows_the_window() -> None:
    tiers = {"metric": "spend", "window": "rolling", "months": 1, "levels": {"base": {}}}
    tree = {"title": "A", "currency": "CNY", "tiers": tiers}
    # January has left the window; 1 March lies before the first opening of March.
    events = [
        {"on": "2014-01-07", "buy": "1000 CNY", "id": "a"},
        {"on": "2014-03-01", "buy": "500 CNY"},
        {"on": "2014-03-01", "return": "a"},
    ]
    program, begins = as_program(tree), datetime.date(2014, 1, 6)
    engine = replayed(program, begins, events_of(events, begins, program))
    assert engine == evaluate(tree, str(begins), events)
    assert engine["status"] == 500


def taken(points: dict[str, Any]) -> bool:
    """Tell whether the language takes a points clause."""
    try:
        Program.model_validate({"title": "A", "currency": "CNY", "points": points})
    except ValueError:
        return False
    return True


@pytest.mark.parametrize("clause", ["pending", "expiry"])
def test_the_longest_spans_of_the_language_fit_the_engine(clause: str) -> None:
    spans = [f"{weeks} weeks" for weeks in range(520, 0, -1)]
    texts = [{clause: {"after": span} if clause == "expiry" else span} for span in spans]
    points = {"earn": {"purchase": {"rate": "1 per CNY"}}, **next(one for one in texts if taken(one))}
    tree = {"title": "A", "currency": "CNY", "points": points}
    days = ("2014-01-07", "2014-09-07", "2015-03-07", "2017-08-07", "2022-09-07", "2024-09-07")
    events = [{"on": day, "buy": "100 CNY"} for day in days]
    program, begins = as_program(tree), datetime.date(2014, 1, 6)
    plain = events_of(events, begins, program)
    for count, expected in enumerate(statements(tree, str(begins), events), start=1):
        assert replayed(program, begins, plain[:count]) == expected


def test_tenure_under_a_rolling_window_leaves_the_points_alone() -> None:
    # Spend and visits by month are counted beside the points that wait, not among them.
    points: dict[str, Any] = {"earn": {"purchase": {"rate": "1 per CNY"}}, "value": "0.01 CNY"}
    points |= {"pending": "4 weeks", "expiry": {"after": "8 weeks"}}
    levels: dict[str, Any] = {"base": {}, "silver": {"from": 0, "orders": 3, "tenure": "18 weeks"}}
    tiers = {"metric": "spend", "window": "rolling", "months": 1, "levels": levels}
    tree = {"title": "A", "currency": "CNY", "points": points, "tiers": tiers}
    events: list[dict[str, Any]] = [
        {"on": "2014-01-07", "buy": "9.99 CNY"},
        {"on": "2015-02-04", "look": True},
    ]
    program, begins = as_program(tree), datetime.date(2014, 1, 6)
    engine = replayed(program, begins, events_of(events, begins, program))
    assert engine == evaluate(tree, str(begins), events)
    assert (engine["expired"], engine["pending"]) == (9, 0)
