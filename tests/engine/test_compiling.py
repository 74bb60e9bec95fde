"""What another process compiles is what this one needs, and it is started only where it helps."""

from __future__ import annotations

import subprocess
from typing import Any

import pytest

from simulator.customers.counting import count_people
from simulator.customers.deciding import decide
from simulator.customers.hearing import hear
from simulator.customers.opening import review
from simulator.customers.visiting import live
from simulator.engine import compiling
from simulator.engine.kernel import Kernel
from simulator.rule import COMPILING
from tests.engine.worlds import world_with

pytestmark = pytest.mark.skipif(not COMPILING, reason="compilation is off")


PHASES: dict[str, Any] = {
    "review": review, "hear": hear, "live": live, "decide": decide, "count_people": count_people,
}  # fmt: skip


def test_what_is_compiled_ahead_is_what_the_week_calls() -> None:
    one = compiling._world_of_one()
    compiling.compile_others(one)
    compiling.compile_longest(one)
    ahead = {name: list(phase.signatures) for name, phase in PHASES.items()}
    Kernel(world_with({"title": "A", "currency": "CNY", "points": {"value": "0.01 CNY"}})).week(0)
    assert {name: list(phase.signatures) for name, phase in PHASES.items()} == ahead


@pytest.mark.parametrize("kept", [True, False])
def test_a_process_is_started_where_nothing_is_kept(kept: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[str] = []

    class Helper:
        def __init__(self, *_: Any, **__: Any) -> None:
            told.append("started")

        def kill(self) -> None:
            told.append("killed")

        def wait(self) -> None:
            told.append("waited for")

    def interrupted(_: Any) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(subprocess, "Popen", Helper)
    monkeypatch.setattr(compiling, "_kept", lambda: kept)
    monkeypatch.setattr(compiling, "compile_others", interrupted)
    monkeypatch.setattr("os.cpu_count", lambda: 2)
    if kept:
        compiling.compile_week()
        assert told == []
    else:
        with pytest.raises(KeyboardInterrupt):
            compiling.compile_week()
        assert told == ["started", "killed", "waited for"]
