"""Speed in one interleaved run: `python -m benchmarks` (or `make bench`).

Order of parts: the market at hand, drivers, the interleaved run, compilation, what is printed.
Read ratios, not rates: other work on the machine moves rates, and both sides of a ratio with them.
"""

from __future__ import annotations

import datetime
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks import micro_mesa, micro_numpy
from simulator.audit import CHECKS, DEFAULTS, buyers_of
from simulator.audit.check import Case
from simulator.customers.page import open_page
from simulator.customers.population import draw_panel
from simulator.customers.state import TRAIT_RECORD
from simulator.customers.world import World
from simulator.engine.agents import PHASE_CALLS
from simulator.engine.agents import Market as Agents
from simulator.engine.clock import Clock, Driver
from simulator.engine.kernel import Kernel
from simulator.engine.setting import Market, Span, build_world, regions_of
from simulator.market.behaviour import behaviour
from simulator.market.business import business_table
from simulator.market.file import ranges
from simulator.market.network import NetworkTable
from simulator.program import program_table
from simulator.scenario import load

KERNEL_CUSTOMERS, AGENTS = 100_000, 10_000
WARM_WEEKS, KERNEL_WEEKS, AGENT_WEEKS = 26, 13, 2
ROUNDS = 5
PLAIN_CUSTOMERS, PLAIN_WEEKS = 500, 6
BEGINS = datetime.date(2014, 1, 6)
PROGRAM = "jd-clear"


def world_of(customers: int, program: str = PROGRAM, network: NetworkTable = NetworkTable()) -> World:  # noqa: B008
    """Return a launched market of a size, with central numbers that need no solving."""
    market = load("china-marketplace", "market").model
    facts = Market(*business_table(market.business), minor=100, network=network)
    numbers = behaviour({name: value for name, (value, _, _) in ranges(market).items()})
    numbers = numbers._replace(intercept_focal=-1.7, intercept_rival=-1.6, taste_scale=0.6, price_weight=3.3)
    span = Span(0, 520, BEGINS)
    model = load(program, "program").model
    rules = program_table(model, span.weeks + 60, span.origin, BEGINS, customers)
    traits = draw_panel(customers, numbers, 1, 0, 100, regions_of(customers))
    return build_world(traits, numbers, rules, facts, span, (1, 0))


class Walker:
    """Walks a market by the clock, with rivals, desks and talk, and tells customer-weeks a second."""

    def __init__(self, driver: Driver, warm: int) -> None:
        self.clock = Clock(driver, 0, lambda _world, _week: None)
        self.customers = len(driver.world.state)
        self.run(warm)

    def run(self, weeks: int) -> float:
        """Live weeks; return customer-weeks a second."""
        began = time.perf_counter()
        self.clock.run(weeks)
        return weeks * self.customers / (time.perf_counter() - began)


class Runner:
    """Lives weeks one after the other, without desks, and tells customer-weeks a second."""

    def __init__(self, live: Callable[[int], None], world: World, warm: int) -> None:
        self.live, self.world, self.week = live, world, 0
        self.run(warm)

    def run(self, weeks: int) -> float:
        """Live weeks; return customer-weeks a second."""
        began = time.perf_counter()
        for _ in range(weeks):
            self.live(self.week)
            self.world.books.case_count[...] = 0
            self.week += 1
        return weeks * len(self.world.state) / (time.perf_counter() - began)


def phase_by_phase(world: World) -> Callable[[int], None]:
    """Return a driver that calls every phase once for every single customer."""
    people = [np.array([i], np.int64) for i in range(len(world.state))]
    sizes = np.bincount(world.traits["region"]).astype(np.int64)

    def live(week: int) -> None:
        open_page(world, week)
        for one in people:
            for name, phase in PHASE_CALLS.items():
                phase(world, one, week, sizes) if name == "hear" else phase(world, one, week)

    return live


def plain_rates() -> dict[str, float]:
    """Return customer-weeks a second of both drivers with compilation off (run in a process of its own)."""
    worlds = [world_of(PLAIN_CUSTOMERS) for _ in range(2)]
    kernel, agents = Kernel(worlds[0]), Agents(worlds[1])
    return {
        "kernel, compilation off": Runner(kernel.week, worlds[0], 1).run(PLAIN_WEEKS),
        "mesa, compilation off": Runner(agents.week, worlds[1], 1).run(PLAIN_WEEKS),
    }


def compile_seconds() -> tuple[float, float]:
    """Return seconds until the first week is lived: with an empty cache, and with a full one."""
    code = (
        "import time; b = time.perf_counter()\n"
        "from benchmarks.__main__ import Kernel, world_of\n"
        "w = world_of(1000); Kernel(w).week(0); print(time.perf_counter() - b)"
    )
    with tempfile.TemporaryDirectory() as folder:
        environment = os.environ | {"NUMBA_CACHE_DIR": folder}
        cold, warm = (
            float(
                subprocess.run(
                    [sys.executable, "-c", code], env=environment, check=True, capture_output=True, text=True
                ).stdout
            )
            for _ in range(2)
        )
    return cold, warm


def audit_seconds() -> tuple[float, float]:
    """Return seconds of an audit on the file alone, and of the command, which reads the whole library too."""
    began = time.perf_counter()
    program, market = load(PROGRAM, "program").model, load("china-marketplace", "market").model
    case = Case(program, buyers_of(market), DEFAULTS)
    for check in CHECKS:
        check.judge(case)
    alone = time.perf_counter() - began
    command = [str(Path(sys.executable).with_name("loyalty")), "audit", PROGRAM]
    began = time.perf_counter()
    subprocess.run(command, check=True, capture_output=True)
    return alone, time.perf_counter() - began


def measure() -> dict[str, list[float]]:
    """Return the rates of every contender, round by round, each round visiting all of them in turn.

    Kernel and mesa driver walk the whole market: all behaviour, a rival, the desk, talk as a mean field.
    """
    large, small, single = world_of(KERNEL_CUSTOMERS), world_of(AGENTS), world_of(AGENTS)
    kernel = Walker(Kernel(large), WARM_WEEKS)
    agents = Walker(Agents(small), 2)
    phases = Runner(phase_by_phase(single), single, 1)
    plain = world_of(KERNEL_CUSTOMERS, "none")
    alone = Walker(Kernel(plain), WARM_WEEKS)
    few = world_of(AGENTS, "none")
    lonely = Walker(Agents(few), 2)
    rates: dict[str, list[float]] = {}

    def note(name: str, rate: float) -> None:
        rates.setdefault(name, []).append(rate)

    for seed in range(ROUNDS):
        note(f"kernel, 1 thread, {KERNEL_CUSTOMERS:,}", kernel.run(KERNEL_WEEKS))
        note(f"mesa driver, shuffle_do, {AGENTS:,}", agents.run(AGENT_WEEKS))
        note(f"kernel without a program, {KERNEL_CUSTOMERS:,}", alone.run(KERNEL_WEEKS))
        note(f"mesa driver without a program, {AGENTS:,}", lonely.run(AGENT_WEEKS))
        note(f"phase by phase, one customer a call, {AGENTS:,}", phases.run(1))
        numpy_peer = micro_numpy.run(KERNEL_CUSTOMERS, KERNEL_WEEKS, seed)
        note(f"micro-model in numpy, {KERNEL_CUSTOMERS:,}", numpy_peer["customer_weeks_per_second"])
        mesa_peer = micro_mesa.run(AGENTS, AGENT_WEEKS, seed)
        note(f"micro-model in plain mesa, {AGENTS:,}", mesa_peer["customer_weeks_per_second"])
    return rates


def main() -> None:
    """Measure and print."""
    cold, warm = compile_seconds()
    rates = measure()
    plain: dict[str, float] = json.loads(
        subprocess.run(
            [
                sys.executable,
                "-c",
                "import json; from benchmarks.__main__ import *; print(json.dumps(plain_rates()))",
            ],
            env=os.environ | {"NUMBA_DISABLE_JIT": "1"},
            check=True,
            capture_output=True,
            text=True,
        ).stdout
    )
    medians = {name: statistics.median(values) for name, values in rates.items()} | plain
    mesa = list(medians.values())[1]
    print(
        f"{f'thousand customer-weeks a second, median of {ROUNDS}':58s} {'rate':>10s} {'x mesa driver':>14s}"
    )
    for name, rate in medians.items():
        print(f"{name:58s} {rate / 1e3:10,.1f} {rate / mesa:14,.1f}")
    print()
    for place, words in ((0, PROGRAM), (2, "no program")):
        pairs = sorted(a / b for a, b in zip(*list(rates.values())[place : place + 2], strict=True))
        middle = statistics.median(pairs)
        ends = f"{pairs[0]:.0f} to {pairs[-1]:.0f} by rounds"
        print(f"kernel over mesa driver, {words}: {ends}, median {middle:.0f}")
    world = world_of(1_000)
    parts: dict[str, Any] = {"state": world.state.dtype.itemsize, "traits": TRAIT_RECORD.itemsize}
    parts["balances by time"] = world.rings.shape[1] * world.rings.itemsize
    print("bytes a customer: " + ", ".join(f"{name} {size}" for name, size in parts.items()))
    alone, command = audit_seconds()
    print(
        f"seconds to audit {PROGRAM}: {alone:.2f} its file alone, {command:.2f} the command with the library"
    )
    print(f"seconds to the first week, imports included: {cold:.1f} cold, {warm:.1f} with compiled code kept")


if __name__ == "__main__":
    main()
