"""Finds the factors at which the designs of a study cost the same: the search of `equal_cost` over runs."""

from __future__ import annotations

from typing import Any

import numpy as np

from simulator.accounts import profit
from simulator.engine.kept import kept, key_of
from simulator.engine.record import RunRecord
from simulator.experiments.equal_cost import find_factor, target
from simulator.experiments.one_replication import identity, run_replication
from simulator.experiments.plan import FIXED, Design, with_factor
from simulator.experiments.setup import Setup
from simulator.metrics.definitions import fact
from simulator.results import identity_hash


def cost_share(record: RunRecord) -> float:
    """Return the program's cost to the firm as a share of sales, points charged when they are earned.

    What is issued in a launch and used only after the run would otherwise cost nothing.
    """
    total = record.tally.sum(axis=(0, 1, 2))
    sales = int(profit.sales(total))
    point_cost, redeemed = int(fact(record, "point_cost")), float(fact(record, "expected_redemption"))
    cost = int(profit.cost_after_breakage(total, point_cost, redeemed))
    return cost / sales if sales > 0 else 0.0


def equal_cost_designs(setup: Setup) -> tuple[dict[str, Design], float]:
    """Return every design scaled to one cost as a share of sales, and that share (kept).

    Judged on the central numbers and the first replication: an expected cost, not each draw's own.
    """
    plan = setup.plan
    names = sorted(plan.designs)
    key = key_of(
        ("equal cost", identity_hash(identity(plan)), *(plan.designs[name].sha256 for name in names))
    )

    def search() -> dict[str, np.ndarray[Any, np.dtype[np.float64]]]:
        found, aim = _search_factors(setup)
        return {"factors": np.array([found[name] for name in names]), "aim": np.array(aim)}

    stored = kept("factors", key, search)
    factors = dict(zip(names, (float(factor) for factor in stored["factors"]), strict=True))
    return {name: with_factor(design, factors[name]) for name, design in plan.designs.items()}, float(
        stored["aim"]
    )


def _search_factors(setup: Setup) -> tuple[dict[str, float], float]:
    plan = setup.plan
    raw = run_replication(setup, FIXED, 0, plan.designs)
    shares = {name: cost_share(record) for name, record in raw.items()}
    aim = target(shares)
    found: dict[str, float] = {}
    for name, design in plan.designs.items():
        if shares[name] <= 0.0 or aim <= 0.0:
            found[name] = 1.0
            continue

        def at(factor: float, design: Design = design) -> float:
            scaled = with_factor(design, factor)
            return cost_share(run_replication(setup, FIXED, 0, {scaled.name: scaled})[scaled.name])

        found[name] = find_factor(at, aim, known=shares[name], tolerance=0.02, most_runs=6).factor
    return found, aim
