"""Whom a journey is told of: each once, those who exist, and all who were found."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import numpy as np
import pytest

from reports.journey import chosen
from simulator.accounts import chart
from simulator.reasons import journey
from simulator.reasons.explain import ReasonsError
from simulator.reasons.journey import Runs, Story
from simulator.reasons.watching import Watch
from tests.engine.test_laws import NONE
from tests.engine.worlds import world_with
from tests.reasons.conftest import TIERS, write_study
from workbench.cli import main

DESIGNS = ("first", "second")


def runs_of(
    monkeypatch: pytest.MonkeyPatch,
    brought: Mapping[str, list[int]],
    there: Mapping[str, list[int]],
) -> Runs:
    """Return runs in which everybody considers the firm at the opening, and then fares as is said."""

    def live(_runs: Runs, watches: Mapping[str, Watch]) -> dict[str, Any]:
        records = {}
        for name, watch in watches.items():
            watch.opened = np.ones(len(there[name]), np.uint8)
            watch.attached = np.array(there[name], np.uint8)
            customers = np.zeros((len(brought[name]), chart.CUSTOMER_WIDTH), np.int64)
            customers[:, chart.CUSTOMER_COLUMNS.index("contribution")] = brought[name]
            records[name] = SimpleNamespace(customers=customers)
        return records

    monkeypatch.setattr(Runs, "live", live)
    return Runs(cast(Any, None), DESIGNS, 0)


def story_of(whys: tuple[str, ...], *brought: int) -> Story:
    """Return as much of a story as tells why it is told."""
    lives = [
        SimpleNamespace(design=name, brought=worth) for name, worth in zip(DESIGNS, brought, strict=True)
    ]
    return cast(Story, SimpleNamespace(customer=0, whys=whys, lives=lives))


def test_who_is_named_twice_lives_no_week_twice() -> None:
    watch = Watch([3, 1, 3])
    driver = watch.driver(world_with(NONE, customers=5, regions=1))
    assert watch.customers == (3, 1)
    assert sorted(np.concatenate(driver.lists).tolist()) == [0, 1, 2, 3, 4]


def test_who_is_found_twice_is_told_once_with_both_reasons(monkeypatch: pytest.MonkeyPatch) -> None:
    runs = runs_of(
        monkeypatch, {"first": [0, 0], "second": [9, 5]}, {"first": [0, 1], "second": [1, 1]}
    )  # fmt: skip
    assert runs.telling(["stayed", "won", "stayed"]) == {0: ("stayed", "won")}


def test_who_was_found_is_told_without_those_who_were_not(monkeypatch: pytest.MonkeyPatch) -> None:
    runs = runs_of(monkeypatch, {"first": [0, 0], "second": [9, 5]}, {"first": [0, 1], "second": [1, 1]})
    assert runs.telling(["left", "stayed", "lost"]) == {0: ("stayed",)}
    with pytest.raises(ReasonsError) as fault:
        runs.telling(["left", "lost"])
    assert str(fault.value).startswith(
        "in replication 0 nobody stayed under first and left under second, and nobody brought the firm less "
        "under second than under first: try"
    )


def test_the_command_names_each_kind_that_nobody_is_of(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    runs = runs_of(monkeypatch, {"none": [0, 0], "tiers": [9, 5]}, {"none": [0, 1], "tiers": [1, 1]})
    monkeypatch.setattr(journey, "Runs", lambda *_given: runs)
    for name in ("Setup", "compile_week"):
        monkeypatch.setattr(journey, name, lambda *_given: None)
    monkeypatch.setattr(Runs, "story", lambda *_given: story_of(("stayed",), 0, 9))
    monkeypatch.setattr("workbench.journey.lines", lambda _words, story: [chosen(story)])
    monkeypatch.setattr("reports.journey.journey_page", lambda _told: "")
    monkeypatch.setattr(runs, "designs", ("none", "tiers"))
    study = write_study(tmp_path, {"tiers": TIERS})
    command = ["journey", str(study), "--designs", "none", "tiers", "--out", str(tmp_path / "out")]
    assert main([*command, "--why", "lost", "--why", "stayed", "--why", "left"]) == 0
    shown = capsys.readouterr()
    assert shown.out.startswith("The customer who left under first and stayed under second")
    missing = [line for line in shown.err.splitlines() if "nobody" in line]
    assert [line.split(":")[0] for line in missing] == [
        "in replication 0 nobody stayed under none and left under tiers",
        "in replication 0 nobody brought the firm less under tiers than under none",
    ]


def test_a_story_with_two_reasons_says_both() -> None:
    said = chosen(story_of(("stayed", "won"), 0, 9))
    assert "who left under first and stayed under second" in said
    assert "who brought the firm more under second than under first" in said


@pytest.mark.parametrize(
    ("why", "brought", "said"),
    [
        ("stayed", (0, 9), "with the largest difference"),
        ("stayed", (9, 0), "nobody who did so brought the firm more by it"),
        ("stayed", (9, 9), "nobody who did so brought the firm more by it"),
        ("left", (9, 0), "with the largest difference"),
        ("left", (0, 9), "nobody who did so brought the firm less by it"),
    ],
)
def test_who_is_found_against_expectation_is_said_to_be(
    why: str, brought: tuple[int, int], said: str
) -> None:
    assert said in chosen(story_of((why,), *brought))
