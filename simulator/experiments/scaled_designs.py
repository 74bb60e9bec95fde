"""Finds the factors at which the designs of a study cost the same: the search of `equal_cost` over runs."""

from __future__ import annotations

from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import Any, NamedTuple

import numpy as np

from simulator.accounts import profit
from simulator.engine.kept import kept, key_of
from simulator.engine.record import RunRecord
from simulator.experiments.equal_cost import Scaled, find_factor, target
from simulator.experiments.one_replication import identity, run_replication
from simulator.experiments.plan import FIXED, PANELS, Design, with_factor
from simulator.experiments.setup import Setup
from simulator.metrics.definitions import fact
from simulator.results import identity_hash

MOST_RUNS = 8  # of a design; its cost is nearly in proportion to the factor, so that 2 to 4 mostly do


class EqualCost(NamedTuple):
    """The designs of a study at one cost."""

    designs: dict[str, Design]  # scaled
    aim: float  # share of sales aimed at
    found: dict[str, Scaled]  # what the search found of each


def costs(record: RunRecord) -> tuple[int, int]:
    """Return the program's cost to the firm, points charged when they are earned, and sales.

    What is issued in a launch and used only after the run would otherwise cost nothing.
    """
    total = record.tally.sum(axis=(0, 1, 2))
    point_cost, redeemed = int(fact(record, "point_cost")), float(fact(record, "expected_redemption"))
    return int(profit.cost_after_breakage(total, point_cost, redeemed)), int(profit.sales(total))


def equal_cost_designs(setup: Setup, pool: ThreadPoolExecutor) -> EqualCost:
    """Return every design scaled to one cost as a share of sales (kept).

    Judged on the central numbers, over one replication of each panel: an expected cost, not each draw's own.
    """
    plan = setup.plan
    names, replications = sorted(plan.designs), min(plan.replications, PANELS)
    designs = (plan.designs[name].sha256 for name in names)
    key = key_of(("equal cost", identity_hash(identity(plan)), replications, *designs))

    def search() -> dict[str, np.ndarray[Any, np.dtype[np.float64]]]:
        found, aim = _search_factors(setup, pool, replications)
        return {"found": np.array([tuple(found[name]) for name in names], np.float64), "aim": np.array(aim)}

    stored = kept("factors", key, search)
    found = {
        name: Scaled(float(factor), float(share), bool(reached), int(runs))
        for name, (factor, share, reached, runs) in zip(names, stored["found"], strict=True)
    }
    scaled = {name: with_factor(design, found[name].factor) for name, design in plan.designs.items()}
    return EqualCost(scaled, float(stored["aim"]), found)


def _search_factors(
    setup: Setup, pool: ThreadPoolExecutor, replications: int
) -> tuple[dict[str, Scaled], float]:
    plan = setup.plan

    def shares(designs: Mapping[str, Design]) -> dict[str, float]:
        def one(replication: int) -> dict[str, tuple[int, int]]:
            records = run_replication(setup, FIXED, replication, designs)
            return {name: costs(record) for name, record in records.items()}

        each = list(pool.map(one, range(replications)))
        sums = {name: np.array([costs[name] for costs in each], np.int64).sum(axis=0) for name in designs}
        return {name: int(cost) / int(sold) if sold > 0 else 0.0 for name, (cost, sold) in sums.items()}

    raw = shares(plan.designs)
    aim = target(raw)
    found: dict[str, Scaled] = {}
    for name, design in plan.designs.items():
        if raw[name] <= 0.0 or aim <= 0.0:
            found[name] = Scaled(1.0, raw[name], raw[name] == aim, 0)
            continue

        def at(factor: float, design: Design = design) -> float:
            return shares({design.name: with_factor(design, factor)})[design.name]

        found[name] = find_factor(at, aim, known=raw[name], most_runs=MOST_RUNS)
    return found, aim
