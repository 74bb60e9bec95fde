"""Worked examples are read exactly, faults in them are told with their place, and the evaluator agrees."""

from __future__ import annotations

from pathlib import Path

import pytest

from simulator.scenario import ScenarioError, shipped
from simulator.scenario.cases import read_cases
from simulator.scenario.happenings import Event
from tests.evaluator import evaluate
from tests.evaluator.reading import read_cases as read_again

PROGRAMS = Path(__file__).resolve().parents[2] / "scenarios" / "programs"
FILES = sorted(PROGRAMS.glob("*.cases.yaml"))
AT_LEAST = {"jd-2013": 14, "tmall-style": 12, "jd-clear": 3, "none": 3, "clear-steps": 8}
FEW = 3  # of every other shipped program


def name(path: Path) -> str:
    return path.name.removesuffix(".cases.yaml")


@pytest.mark.parametrize("path", FILES, ids=name)
def test_the_evaluator_agrees_with_every_example(path: Path) -> None:
    program, tree = read_again(path)
    cases = read_cases(path)
    assert [case.name for case in cases] == list(tree["cases"])
    for case in cases:
        summary = evaluate(program, tree["begins"], tree["cases"][case.name]["events"])
        assert {key: summary[key] for key in case.then} == case.then, case.name


def test_every_shipped_program_has_its_examples() -> None:
    counts = {name(path): len(read_cases(path)) for path in FILES}
    lacking = {one for one in shipped("program") if counts.get(one, 0) < AT_LEAST.get(one, FEW)}
    assert lacking == set()


@pytest.mark.parametrize("need", [2000, 10000, 30000])
def test_each_threshold_of_jd_is_tried_below_at_and_above(need: int) -> None:
    tried = {case.then.get("status") for case in read_cases(PROGRAMS / "jd-2013.cases.yaml")}
    assert {need - 1, need, need + 1} <= tried


def test_an_example_becomes_plain_events(tmp_path: Path) -> None:
    path = tmp_path / "x.cases.yaml"
    path.write_text(
        """program: tmall-style
begins: 2014-01-06
cases:
  all_kinds:
    says: Every kind of event.
    why: "none"
    events:
      - {on: 2014-01-06, join: true}
      - {on: 2014-01-07, buy: 19.99 CNY, id: a, use_points: 500, member_price: yes}
      - {on: 2014-01-07, buy: 20 CNY, refused: true}
      - {on: 2014-01-08, buy: 20 CNY, id: b}
      - {on: 2014-01-13, return: b}
      - {on: 2014-01-13, redeem: mug}
      - {on: 2014-01-14, look: true}
    then: {status: 19, rating: 1, liability: -0.50 CNY, tier: T1}
"""
    )
    (case,) = read_cases(path)
    assert case.events == (
        Event(0, "join"),
        Event(1, "buy", 1999, 0, 500, member_price=True),
        Event(1, "buy", 2000, 1, refused=True),
        Event(2, "buy", 2000, 2),
        Event(7, "return", order=2),
        Event(7, "redeem", item=1),
        Event(8, "look"),
    )
    assert case.then == {"status": 19, "rating": 1000, "liability": -50, "tier": "T1"}


EXAMPLE = {
    "says": "A sentence.",
    "why": "A sum.",
    "events": "[{on: 2014-01-07, buy: 100 CNY}]",
    "then": "{points: 0}",
}


def messages(path: Path, **changes: str) -> tuple[str, ...]:
    """Return what is said about a file with one example, in which some parts are changed."""
    parts = {"program": "tmall-style", "begins": "2014-01-06", **EXAMPLE, **changes}
    path.write_text(
        f"program: {parts['program']}\nbegins: {parts['begins']}\ncases:\n  one:\n"
        + "".join(f"    {key}: {parts[key]}\n" for key in EXAMPLE)
    )
    with pytest.raises(ScenarioError) as caught:
        read_cases(path)
    return caught.value.messages


@pytest.mark.parametrize(
    ("part", "text", "message"),
    [
        ("program", "jd-2014", "1:10 program: there is no program 'jd-2014', did you mean 'jd-2013'?"),
        ("begins", "6 January", "2:9 begins: '6 January' is not a date"),
        ("says", "''", "5:11 cases.one.says: '' is not text"),
        ("events", "[]", "7:13 cases.one.events: is an empty list, needs at least one event"),
        ("then", "{}", "8:11 cases.one.then: states nothing: give at least one figure"),
        ("then", "{tier: T4}", "8:18 cases.one.then.tier: 'T4' is no level"),
        ("then", "{point: 5}", "8:12 cases.one.then.point: is not known here, did you mean 'points'?"),
    ],
)
def test_a_fault_is_told_with_its_place(part: str, text: str, message: str, tmp_path: Path) -> None:
    path = tmp_path / "x.cases.yaml"
    (told,) = messages(path, **{part: text})
    assert told.startswith(f"{path}:{message}")


@pytest.mark.parametrize(
    ("events", "message"),
    [
        ("05, look: true", "events[1].on: is 2014-01-05, before 2014-01-06: events stand in date order"),
        ("07, refused: true", "events[1]: has nothing that happens, needs exactly one of join, buy"),
        ("07, login: true, review: true", "events[1]: has login and review, needs exactly one of"),
        ("07, login: true, id: a", "events[1].id: has no effect: it is for an event with buy"),
        ("07, bui: 1 CNY", "events[1].bui: is not known here, did you mean 'buy'?"),
        ("07, buy: 5 USD", "events[1].buy: '5 USD' is in USD, but the file's currency is CNY"),
        ("07, buy: 5 CNY, id: a; 08, return: b", "events[2].return: 'b' is not bought before"),
        ("07, buy: 5 CNY, id: a; 08, buy: 5 CNY, id: a", "events[2].id: 'a' is used twice"),
        ("07, buy: 5 CNY, id: a; 08, return: a; 09, return: a", "events[3].return: 'a' is returned already"),
        ("07, buy: 5 CNY, id: a, refused: true; 08, return: a", "events[2].return: 'a' is refused"),
        ("07, buy: 5 CNY, refused: true, use_points: 5", "events[1].use_points: has no effect on an order"),
        ("07, pay: true", "events[1].pay: has no effect: the program has no paid membership"),
        ("07, cancel: true", "events[1].cancel: has no effect: the program has no paid membership"),
        ("07, buy: 5 CNY, by: household", "events[1].by: has no effect: the program has no household"),
        ("07, redeem: mag", "events[1].redeem: 'mag' is not in the catalogue, did you mean 'mug'? May be:"),
    ],
)
def test_a_fault_of_an_event_is_told(events: str, message: str, tmp_path: Path) -> None:
    path = tmp_path / "x.cases.yaml"
    text = ", ".join(f"{{on: 2014-01-{event.strip()}}}" for event in events.split(";"))
    (told,) = messages(path, events=f"[{text}]")
    assert f" cases.one.{message}" in told and told.startswith(f"{path}:7:")


def test_all_faults_are_told_at_once(tmp_path: Path) -> None:
    path = tmp_path / "x.cases.yaml"
    path.write_text(
        "program: jd-2013\nbegins: 2014-01-06\ncases:\n"
        "  one: {says: A, why: B, events: [{on: 2014-01-07, return: z}], then: {tier: iron}}\n"
        "  two: {says: A, why: B, events: [], then: {}}\n"
    )
    with pytest.raises(ScenarioError) as caught:
        read_cases(path)
    assert len(caught.value.messages) == 4


@pytest.mark.parametrize(
    ("event", "words"),
    [
        (
            "{on: 2014-01-07, buy: 20 CNY, full: [base]}",
            "'base' is no level with at_most: may be gold, diamond",
        ),
        ("{on: 2014-01-07, match: yes}", "has no effect: the program's tiers have no match"),
    ],
)
def test_what_the_ladder_lacks_cannot_happen(tmp_path: Path, event: str, words: str) -> None:
    here = Path(__file__).parents[1] / "cases" / "capped.yaml"
    (tmp_path / "capped.yaml").write_text(here.read_text(encoding="utf-8"), encoding="utf-8")
    path = tmp_path / "x.cases.yaml"
    path.write_text(
        "program: capped.yaml\nbegins: 2014-01-06\ncases:\n  one:\n    says: A.\n    why: A.\n"
        f"    events:\n      - {event}\n    then: {{orders: 1}}\n",
        encoding="utf-8",
    )
    with pytest.raises(ScenarioError, match=words):
        read_cases(path)
