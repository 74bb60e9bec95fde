"""Worked examples of what earns: kinds of orders and events are read, and faults in them are told."""

from __future__ import annotations

from pathlib import Path

import pytest

from simulator.scenario import ScenarioError
from simulator.scenario.cases import read_cases
from simulator.scenario.happenings import Event

PROGRAM = """title: A
currency: CNY
points:
  earn:
    purchase: {rate: 1 per CNY}
    categories:
      fresh: {share: 20% of orders, times: x2}
      gift cards: {share: 5% of orders, times: x0}
    channels: {app: {share: 60% of orders, times: x1.5}}
    survey: {amount: 50, use: 6 per year}
    other: {store visit: {amount: 5, use: 1 per week}}
"""
HEAD = 'program: a.yaml\nbegins: 2014-01-06\ncases:\n  one:\n    says: It.\n    why: "none"\n    events:\n'


def cases(folder: Path, *events: str) -> Path:
    (folder / "a.yaml").write_text(PROGRAM, encoding="utf-8")
    path = folder / "a.cases.yaml"
    lines = "".join(f"      - {{on: 2014-01-07, {event}}}\n" for event in events)
    path.write_text(f"{HEAD}{lines}    then: {{orders: 1}}\n", encoding="utf-8")
    return path


def test_kinds_of_orders_and_events_become_their_places(tmp_path: Path) -> None:
    path = cases(
        tmp_path, "buy: 20 CNY, category: gift cards, channel: app", "event: survey", "event: store visit",
        "birthday: yes",
    )  # fmt: skip
    assert read_cases(path)[0].events == (
        Event(1, "buy", 2000, 0, category=1, channel=0),
        Event(1, "event", activity=1),
        Event(1, "event", activity=0),
        Event(1, "birthday"),
    )


@pytest.mark.parametrize(
    ("events", "told"),
    [
        (
            ["buy: 20 CNY, category: fresch"],
            "category: 'fresch' is none of the program's categories, did you mean 'fresh'?",
        ),
        (["buy: 20 CNY, channel: shop"], "channel: 'shop' is none of the program's channels. May be: app"),
        (["event: surveys"], "event: 'surveys' is no event that earns, did you mean 'survey'?"),
        (["login: yes, category: fresh"], "category: has no effect: it is for an event with buy"),
        (
            ["buy: 20 CNY, refused: yes, channel: app"],
            "channel: has no effect on an order that is refused",
        ),
        (
            ["birthday: yes", "birthday: yes"],
            "birthday: is the second of 2014, it comes once a year",
        ),
    ],
)
def test_what_the_program_does_not_name_is_told(tmp_path: Path, events: list[str], told: str) -> None:
    with pytest.raises(ScenarioError) as error:
        read_cases(cases(tmp_path, *events))
    assert told in str(error.value)
    assert "events[" in str(error.value)
