"""Compiles the week in two processes where nothing is kept of it, so that a first run begins sooner."""

from __future__ import annotations

import datetime
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np

from simulator.customers.counting import count_people
from simulator.customers.deciding import decide
from simulator.customers.hearing import hear
from simulator.customers.opening import review
from simulator.customers.page import open_page
from simulator.customers.visiting import live
from simulator.customers.world import World
from simulator.engine.one_member import alone_with
from simulator.engine.setting import LOOK_BACK_WEEKS, Span
from simulator.program import Program, program_table
from simulator.rule import COMPILING

BEGINS = datetime.date(2014, 1, 6)  # any: types alone matter
NOBODY = np.zeros(0, np.int64)


def compile_week() -> None:
    """Compile the phases of the week, the longest of them in another process, and keep them on disk.

    Nothing hangs on it: what is not there when the week is first lived is compiled then. With the longest
    phase kept already, or on one core, nothing is done.
    """
    if not COMPILING or (os.cpu_count() or 1) < 2 or _kept():
        return
    quiet = subprocess.DEVNULL
    helper = subprocess.Popen([sys.executable, "-m", __name__], stdin=quiet, stdout=quiet, stderr=quiet)
    try:
        compile_others(_world_of_one())
        helper.wait()
    finally:
        helper.kill()
        helper.wait()


def compile_longest(world: World) -> None:
    """Compile the phase that takes as long as all the others, by living it with nobody."""
    live(world, NOBODY, 0)


def compile_others(world: World) -> None:
    """Compile the other phases, by living them with nobody."""
    open_page(world, 0)
    review(world, NOBODY, 0)
    hear(world, NOBODY, 0, np.zeros(1, np.int64))
    decide(world, NOBODY, 0)
    count_people(world, NOBODY, 0)


def _kept() -> bool:
    """Tell whether the longest phase was compiled before and kept."""
    phase: Any = live
    return any(Path(phase.stats.cache_path).glob("visiting.live-*.nbc"))


def _world_of_one() -> World:
    program = Program.model_validate({"title": "No program", "currency": "CNY"})
    span = Span(LOOK_BACK_WEEKS, 1, BEGINS)
    return alone_with(program_table(program, 1, -LOOK_BACK_WEEKS, BEGINS, 1), span)


if __name__ == "__main__":
    compile_longest(_world_of_one())
