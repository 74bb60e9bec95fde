"""What another process compiles is what this one needs, and it is started only where it helps."""

from __future__ import annotations

import subprocess
from typing import Any

import pytest

from simulator.customers.visiting import live
from simulator.engine import compiling
from simulator.engine.kernel import Kernel
from simulator.rule import COMPILING
from tests.engine.worlds import world_with

pytestmark = pytest.mark.skipif(not COMPILING, reason="compilation is off")


def test_the_phase_compiled_ahead_is_the_one_that_the_week_calls() -> None:
    phase: Any = live
    compiling._compile_longest()
    ahead = list(phase.signatures)
    world = world_with({"title": "A", "currency": "CNY", "points": {"value": "0.01 CNY"}})
    Kernel(world).week(0)
    assert list(phase.signatures) == ahead


@pytest.mark.parametrize("kept", [True, False])
def test_another_process_is_started_where_nothing_is_kept(
    kept: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    ended: list[str] = []

    class Helper:
        def __init__(self, *_: Any, **__: Any) -> None:
            ended.append("started")

        def kill(self) -> None:
            ended.append("killed")

        def wait(self) -> None:
            ended.append("waited for")

    monkeypatch.setattr(subprocess, "Popen", Helper)
    monkeypatch.setattr(compiling, "_kept", lambda: kept)
    monkeypatch.setattr("os.cpu_count", lambda: 2)
    with pytest.raises(KeyboardInterrupt), compiling.compiled_in_two():
        raise KeyboardInterrupt
    assert ended == ([] if kept else ["started", "killed", "waited for"])
