"""The run of many random histories: it lives what it is asked, and finds a difference where there is one."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest

from tests import many_histories
from tests.builders import Story
from tests.evaluator import statements

STORY = Story(
    {"title": "A", "currency": "CNY", "membership": {"join": "automatic"}},
    "2014-01-06",
    tuple({"on": f"2014-01-{day:02}", "buy": "10 CNY"} for day in (7, 8, 9, 10)),
)


def test_a_lot_lives_its_histories_the_same_each_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(many_histories, "PROGRAMS", 2)
    monkeypatch.setattr(many_histories, "EACH", 4)
    lot = many_histories.lot(1)
    assert (lot.lived, lot.differing) == (8, [])
    assert lot.reached & {"buy", "automatic", "opt_in", "invitation", "join_paid"}
    assert many_histories.lot(1) == lot != many_histories.lot(2)


def test_where_the_two_part_is_told_with_the_events_so_far(monkeypatch: pytest.MonkeyPatch) -> None:
    assert list(many_histories.differing([STORY])) == []

    def wrong(*story: Any) -> Iterator[dict[str, int | str]]:
        for count, told in enumerate(statements(*story), start=1):
            yield told if count < 3 else {**told, "paid": int(told["paid"]) + 1}

    monkeypatch.setattr(many_histories, "statements", wrong)
    (difference,) = (json.loads(one) for one in many_histories.differing([STORY]))
    assert difference["events"] == list(STORY.events[:3])
    assert difference["engine and evaluator"] == {"paid": [3000, 3001]}
