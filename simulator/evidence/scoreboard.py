"""What a run of the scoreboard leaves: estimates of patterns, claims and lifts, and how they were made.

Order of parts: the scoreboard, measuring, its file.
"""

from __future__ import annotations

import json
import math
import platform
import threading
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from importlib.metadata import version
from typing import Any, NamedTuple

from simulator.evidence.finding import Claim, Estimate, Measure, Pattern, Sample, mean_of
from simulator.evidence.lifts import ROWS, lift_at
from simulator.evidence.runs import MARKET, SEED, Laboratory, Runs
from simulator.evidence.trials import TRIALS
from simulator.rule import source_digest

SEEDS, CUSTOMERS = 30, 4_000
LIBRARIES = ("numpy", "numba", "scipy", "simpy", "loyalty-workbench")
Key = tuple[str, str]  # number and name of a pattern or claim; "lift" and the row of a lift


class Scoreboard(NamedTuple):
    """Estimates by number and name, and what they were made with."""

    seeds: int
    customers: int
    facts: Mapping[str, str]  # market, seed, sources and versions
    estimates: Mapping[Key, Estimate]

    def of(self, number: str, name: str) -> Estimate | None:
        """Return the estimate of a pattern, claim or lift; None where there is none."""
        return self.estimates.get((number, name))


def lift_row(share: float, rate: str, group: str) -> Key:
    """Return the key of a row of the table of lifts."""
    return "lift", f"{rate} at {share:.0%}, {group}"


def measures_of(patterns: Sequence[Pattern], claims: Sequence[Claim], lifts: bool) -> dict[Key, Measure]:
    """Return every measure by number and name."""
    found: dict[Key, Measure] = {}
    for pattern in patterns:
        if pattern.measure is not None:
            found[pattern.number, pattern.name] = pattern.measure
    for claim in claims:
        if claim.measure is not None:
            found[claim.number, claim.says] = claim.measure
    if lifts:
        found |= {lift_row(*row): lift_at(*row) for row in ROWS}
    return found


def measured(
    measures: Mapping[Key, Measure],
    seeds: int = SEEDS,
    customers: int = CUSTOMERS,
    threads: int = 2,
    done: Callable[[int], None] | None = None,
    stopping: Callable[[], None] = lambda: None,
) -> Scoreboard:
    """Live every seed and return what all of them show.

    Parameters
    ----------
    measures
        What is measured in each seed.
    seeds, customers
        Number of seeds, and people of each.
    threads
        Seeds that live at once; the numbers do not depend on it.
    done
        Called with the number of a seed that is over.
    stopping
        Called at once when it is interrupted: each seed at hand then ends with the measure that it is at.
    """
    laboratory, stop = Laboratory(customers), threading.Event()

    def of_seed(seed: int) -> list[Sample]:
        runs = Runs(laboratory, seed, TRIALS)
        found: list[Sample] = []
        for measure in measures.values():
            if stop.is_set():
                return found  # nobody reads it
            found.append(measure(runs))
        if done is not None:
            done(seed)
        return found

    with ThreadPoolExecutor(threads) as pool:
        try:
            rows = list(pool.map(of_seed, range(seeds)))
        except BaseException as end:
            stop.set()
            if isinstance(end, KeyboardInterrupt):
                stopping()
            raise
    estimates = {key: mean_of([row[place] for row in rows]) for place, key in enumerate(measures)}
    facts = {"market": MARKET, "seed": str(SEED), "sources": source_digest(), **_versions()}
    return Scoreboard(seeds, customers, facts, estimates)


def _versions() -> dict[str, str]:
    found = {name: version(name) for name in LIBRARIES}
    return {**found, "python": platform.python_version(), "machine": platform.machine()}


def to_json(board: Scoreboard) -> str:
    """Return a scoreboard as text; what is no number is null."""

    def number(value: float) -> float | None:
        return float(f"{value:.6g}") if math.isfinite(value) else None

    rows: list[dict[str, Any]] = [
        {
            "number": key[0],
            "name": key[1],
            "value": number(found.value),
            "low": number(found.low),
            "high": number(found.high),
            "seeds": found.seeds,
        }
        for key, found in board.estimates.items()
    ]
    head = {"seeds": board.seeds, "customers": board.customers, "facts": dict(board.facts)}
    lines = ",\n".join("  " + json.dumps(row, ensure_ascii=False) for row in rows)
    return json.dumps(head, indent=1)[:-2] + f',\n "estimates": [\n{lines}\n ]\n}}\n'


def from_json(text: str) -> Scoreboard:
    """Return the scoreboard that a text tells."""
    told = json.loads(text)

    def number(value: float | None) -> float:
        return math.nan if value is None else float(value)

    estimates = {
        (row["number"], row["name"]): Estimate(
            number(row["value"]), number(row["low"]), number(row["high"]), int(row["seeds"])
        )
        for row in told["estimates"]
    }
    return Scoreboard(int(told["seeds"]), int(told["customers"]), told["facts"], estimates)
