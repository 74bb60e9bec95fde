"""Reads a folder of runs and keeps of each what the tables need, so that a study need not fit in memory."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from simulator.accounts import chart
from simulator.accounts.fees import fees_by_month
from simulator.accounts.profit import cost_after_breakage
from simulator.engine.record import Ints, RunRecord, Scalar
from simulator.experiments.compare import Floats
from simulator.experiments.plan import MOVED
from simulator.experiments.profit_table import Statement, added, statement
from simulator.experiments.verdict import FIXED
from simulator.metrics import WEEKLY
from simulator.metrics.points import accounting
from simulator.results import ResultsError, RunKey, Stored, keys, load, read_study

LEVEL_COLUMNS: tuple[int, ...] = (
    chart.CUSTOMERS, chart.ATTACHED, chart.SATISFACTION, chart.CASES_DECIDED, chart.WAIT_MINUTES,
    chart.KNOWS_BALANCE,
)  # fmt: skip
FLOW_COLUMNS: tuple[int, ...] = (chart.UPGRADES, chart.DOWNGRADES, chart.JOINS, chart.LAPSES)


class Total(NamedTuple):
    """Sums over the weeks of a run."""

    columns: Ints  # (groups, WIDTH)
    cost: Ints  # (groups,), program cost with points charged when earned and without what belongs to nobody
    overhead: Ints  # (groups,), running and launch cost, minor units
    in_advance: Ints  # (groups,), what partners pay in advance, minor units; not in columns


class Summary(NamedTuple):
    """One run beside its baseline's, as far as the tables need it. W weeks, L levels."""

    digest: str
    meta: Mapping[str, Scalar]
    parameters: Mapping[str, float]
    levels: tuple[str, ...]
    metrics: dict[str, float]  # not a number where there is no answer
    weekly: Floats  # (series of metrics.WEEKLY, W)
    by_level: Ints  # (W, L + 1, LEVEL_COLUMNS)
    spent: Ints  # (W,), program cost with points charged when earned, minor units
    flows: Ints  # (W, FLOW_COLUMNS)
    tier_mix: Ints  # (W + 1, L + 1)
    rivals: Ints  # (W, rivals, RIVAL_COLUMNS)
    groups_total: Total  # (3, ...)
    base_groups_total: Total  # the same people under the baseline
    level_rows: list[dict[str, Any]]  # by the level held at the start or end, see results.people
    switch_rows: list[dict[str, Any]]  # by the level before a switch, see results.people; none without one
    deferred: Ints  # (months of the run, deferred_revenue.LINES)
    expected_redemption: Floats  # (months of the run,)
    fees: Ints  # (months of the run, fees.FEE_LINES)
    estimate_to_actual: Floats  # (months,) by month of issue, those before the run first
    months_before: int  # of them


Runs = Mapping[int, Summary]  # by number of the replication


class Collected(NamedTuple):
    """A study with what is left of its runs."""

    study: dict[str, Any]
    runs: dict[tuple[str, str], dict[int, Summary]]  # by mode and design, in the study's order
    statements: dict[str, Statement]  # of the fixed mode by design

    @property
    def baseline(self) -> str:
        """Return the design that the others are held against."""
        return str(self.study["baseline"])

    @property
    def modes(self) -> list[str]:
        """Return the modes of the study's designs in order: the headline first, the others by name."""
        modes = {mode for mode, _ in self.runs} - {MOVED}
        return sorted(modes, key=lambda mode: (mode != "uncertain", mode))

    def designs(self, mode: str) -> dict[str, dict[int, Summary]]:
        """Return the runs of a mode by design, in the study's order."""
        return {design: runs for (where, design), runs in self.runs.items() if where == mode}

    def asked(self, mode: str) -> int:
        """Return how many replications of a mode the study asked for."""
        return asked_of(self.study, mode)

    @property
    def panels(self) -> int:
        """Return how many panels of people the replications take in turn; 0: each has one of its own."""
        return int(self.study.get("panels", 0))

    def each(self) -> Iterator[tuple[str, str, dict[int, Summary]]]:
        """Go through the runs by mode and design."""
        for mode in self.modes:
            for design, runs in self.designs(mode).items():
                yield mode, design, runs


def asked_of(study: Mapping[str, Any], mode: str) -> int:
    """Return how many replications of a mode a study asks for."""
    return int(study.get("asked", {}).get(mode, study["replications"]))


def collect(folder: Path) -> Collected:
    """Read the study of a folder and all its runs.

    Designs are found by the hash that the study states for each mode, so that runs of designs that are in
    the study no more are left out; so are replications beyond those asked for, which a longer study left.
    A replication without its baseline's run counts as failed.

    Raises
    ------
    ResultsError
        When a file is damaged, foreign or of another study; when the baseline has no run.
    """
    study = read_study(folder)
    found = keys(folder)
    hashes = {name: run_hashes(design) for name, design in study["designs"].items()}
    baseline = study["baseline"]
    if baseline not in hashes:
        raise ResultsError(f"{folder}: the study's baseline {baseline!r} is not among its designs")
    mixes: dict[str, str] = study.get("moved", {}).get("runs", {})
    runs: dict[tuple[str, str], dict[int, Summary]] = {}
    statements: dict[str, Statement] = {}
    for mode, replication in sorted({(key.mode, key.replication) for key in found}):
        if replication >= asked_of(study, mode):
            continue
        ran = mixes if mode == MOVED else {name: own.get(mode, own[""]) for name, own in hashes.items()}
        files = {name: found.get(RunKey(mode, digest, replication)) for name, digest in ran.items()}
        if files.get(baseline) is None:
            continue
        base = _load(files[baseline], study)
        for name, path in files.items():
            if path is None:
                continue
            stored = base if name == baseline else _load(path, study)
            runs.setdefault((mode, name), {})[replication] = summarise(stored, base.record, study)
            if mode == FIXED:
                statements[name] = added(statements.get(name), statement(stored.record))
    if not any(name == baseline for _, name in runs):
        raise ResultsError(f"{folder}: no run of the baseline {baseline!r} is there; run the study first")
    order = {name: place for place, name in enumerate({**hashes, **mixes})}
    ordered = dict(sorted(runs.items(), key=lambda item: (item[0][0], order[item[0][1]])))
    return Collected(study, ordered, statements)


def run_hashes(design: Mapping[str, Any]) -> dict[str, str]:
    """Return the hash that a design's files carry by mode; under "" that of modes that are not named."""
    return {"": str(design["program_hash"]), **design.get("runs", {})}


def _load(path: Path | None, study: Mapping[str, Any]) -> Stored:
    if path is None:
        raise ResultsError("a run is missing")
    stored = load(path)
    if stored.record.meta["scenario_hash"] != study["scenario_hash"]:
        raise ResultsError(
            f"{path}: belongs to another study than the folder's; move it to a folder of its own"
        )
    if stored.tables.get("discount_rate") != study["discount_rate"]:
        raise ResultsError(
            f"{path}: not discounted at the study's {study['discount_rate']} a year; run it again"
        )
    return stored


def summarise(stored: Stored, base: RunRecord, study: Mapping[str, Any]) -> Summary:
    """Keep of a run what the tables need.

    Parameters
    ----------
    stored
        The run with the tables that were worked out while its customers were there.
    base
        The baseline's run of the same replication.
    study
        Contents of the study file.
    """
    record, rate = stored.record, float(study["discount_rate"])
    view = accounting(record)
    begins = date.fromisoformat(str(record.meta["begins"]))
    first = begins.year * 12 + begins.month - 1 - record.vintage_origin
    return Summary(
        digest=stored.digest,
        meta=record.meta,
        parameters=record.parameters,
        levels=record.levels,
        metrics={
            name: math.nan if value is None else float(value)
            for name, value in stored.tables["metrics"].items()
        },
        weekly=np.stack([series.measure(record, base, rate) for series in WEEKLY]),
        by_level=record.tally[..., list(LEVEL_COLUMNS)].sum(axis=2),
        spent=_spent(record),
        flows=record.tally[..., list(FLOW_COLUMNS)].sum(axis=(1, 2)),
        tier_mix=record.tier_mix,
        rivals=record.rivals,
        groups_total=_total(record),
        base_groups_total=_total(base),
        level_rows=stored.tables["levels"],
        switch_rows=stored.tables.get("switch", []),
        deferred=view.table()[first:],
        fees=fees_by_month(record.tally, record.opening, begins),
        expected_redemption=view.expected_redemption()[first:],
        estimate_to_actual=view.estimate_to_actual(),
        months_before=first,
    )


def _spent(record: RunRecord) -> Ints:
    cost, share = int(record.meta["point_cost"]), float(record.meta["expected_redemption"])
    return cost_after_breakage(record.tally.sum(axis=(1, 2)), cost, share)


def _total(record: RunRecord) -> Total:
    columns = record.tally.sum(axis=(0, 1))
    # Posted with those who are no members, of whom partners issue nobody points.
    in_advance = record.tally[:, 0, :, chart.PARTNER_INCOME].sum(axis=0)
    columns[:, chart.PARTNER_INCOME] -= in_advance
    cost, share = int(record.meta["point_cost"]), float(record.meta["expected_redemption"])
    overhead = columns[..., chart.RUNNING_COST]
    return Total(columns, cost_after_breakage(columns, cost, share) - overhead, overhead, in_advance)
