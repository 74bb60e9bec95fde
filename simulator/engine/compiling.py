"""Compiles the week in two processes where nothing is kept of it: half a minute less before a first run."""

from __future__ import annotations

import datetime
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np

from simulator.customers.visiting import live
from simulator.engine.one_member import alone_with
from simulator.engine.setting import LOOK_BACK_WEEKS, Span
from simulator.program import Program, program_table
from simulator.rule import COMPILING

BEGINS = datetime.date(2014, 1, 6)  # any: types alone matter


@contextmanager
def compiled_in_two() -> Iterator[None]:
    """Let another process compile the longest phase while the caller compiles the others on its way to it.

    Compiled code is kept on disk as it comes, where each finds the other's. Nothing hangs on it: with the
    phase kept already, or on one core, nothing is started, and what is not ready when it ends is stopped.
    """
    helper = None
    if COMPILING and (os.cpu_count() or 1) > 1 and not _kept():
        quiet = subprocess.DEVNULL
        helper = subprocess.Popen([sys.executable, "-m", __name__], stdin=quiet, stdout=quiet, stderr=quiet)
    try:
        yield
    finally:
        if helper is not None:
            helper.kill()
            helper.wait()


def _kept() -> bool:
    """Tell whether the longest phase was compiled before and kept."""
    phase: Any = live
    return any(Path(phase.stats.cache_path).glob("visiting.live-*.nbc"))


def _compile_longest() -> None:
    """Compile the longest phase by living a week of nobody."""
    program = Program.model_validate({"title": "No program", "currency": "CNY"})
    span = Span(LOOK_BACK_WEEKS, 1, BEGINS)
    world = alone_with(program_table(program, 1, -LOOK_BACK_WEEKS, BEGINS, 1), span)
    live(world, np.zeros(0, np.int64), 0)


if __name__ == "__main__":
    _compile_longest()
