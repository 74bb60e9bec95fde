"""A study from its plan to its tables: every replication is run and published whole, and none twice.

Order of parts: the study, what is made ready before its runs, what the folder says of it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from concurrent.futures import FIRST_EXCEPTION, Future, ThreadPoolExecutor, as_completed, wait
from pathlib import Path
from typing import Any

import numpy as np

from simulator.engine.compiling import compile_week
from simulator.experiments.moved_designs import Moved, facts_of, moved_designs
from simulator.experiments.one_replication import design_hash, identity, run_replication, versions
from simulator.experiments.plan import (
    EQUAL_COST,
    MOVED,
    PANELS,
    Design,
    Options,
    Plan,
    about,
    assumptions,
    plan_of,
    promises,
)
from simulator.experiments.scaled_designs import EqualCost, equal_cost_designs
from simulator.experiments.setup import SETTLE_WEEKS, Setup
from simulator.experiments.tables import definitions, write_tables
from simulator.results import existing, identity_hash, publish, replication_tables, write_study
from simulator.scenario import Scenario
from simulator.scenario.study import NO_PROGRAM, Study
from simulator.scenario.telling import canonical

Progress = Callable[[str, int, int], None]

__all__ = ["Options", "RunError", "run_study"]


class RunError(Exception):
    """A run failed: which one, and why."""


def _silent(_label: str, _done: int, _total: int) -> None:
    """Show nothing."""


def run_study(study: Scenario[Study], out: Path, options: Options, progress: Progress = _silent) -> Path:
    """Run a study into a folder, going on where an earlier run of it stopped, and write its tables.

    Parameters
    ----------
    study
        The loaded study.
    out
        Folder of results; made if it is not there.
    options
        What the command line changes.
    progress
        Called with a label, what is done, and the total.

    Raises
    ------
    ScenarioError, ResultsError, RunError
        When the study cannot be run, the folder is another's or damaged, or a run fails.
    """
    plan = plan_of(study, options)
    setup = Setup(plan)
    there = existing(out, identity(plan)).runs
    for path in existing(out, identity(plan)).damaged:
        path.unlink()
    with ThreadPoolExecutor(plan.threads) as pool:
        if len(there) < sum(plan.replications_of(mode) for mode in plan.modes):
            _prepare(setup, pool, progress)
        equal = equal_cost_designs(setup, pool) if EQUAL_COST in plan.modes else None
        mixed = moved_designs(setup, pool) if MOVED in plan.modes else None
        of_mode: dict[str, Mapping[str, Design]] = {}
        if equal:
            of_mode[EQUAL_COST] = equal.designs
        if mixed:
            of_mode[MOVED] = _each_once({**_beside_mixes(plan), **mixed.designs})
        work = {
            (mode, replication): of_mode.get(mode, plan.designs)
            for mode in plan.modes
            for replication in range(plan.replications_of(mode))
        }
        missing = {
            key: designs
            for key, designs in work.items()
            if any((key[0], design_hash(design), key[1]) not in set(there) for design in designs.values())
        }
        jobs: dict[Future[None], tuple[str, int]] = {
            pool.submit(_run_and_publish, setup, *key, designs, out): key for key, designs in missing.items()
        }
        _collect(jobs, "runs", len(work) - len(missing), progress)
    write_study(study_facts(setup, equal, mixed), out)
    progress("tables", 0, 1)
    write_tables(out)
    progress("tables", 1, 1)
    return out


def _beside_mixes(plan: Plan) -> dict[str, Design]:
    """Return what mixes are held against: no program, and the baseline."""
    return {name: plan.designs[name] for name in dict.fromkeys((NO_PROGRAM, plan.baseline))}


def _each_once(designs: Mapping[str, Design]) -> dict[str, Design]:
    """Return designs without those that another one is under another name: a run is kept by what it is."""
    first: dict[str, str] = {}
    for name, design in designs.items():
        first.setdefault(design_hash(design), name)
    return {name: designs[name] for name in first.values()}


def _prepare(setup: Setup, pool: ThreadPoolExecutor, progress: Progress) -> None:
    """Solve the numbers of every draw, and live the long runs, before the first replication needs them."""
    plan = setup.plan
    compile_week()
    setup.numbers(None)  # compiles the rest once, before threads ask for it together
    jobs: dict[Future[None], tuple[str, int]] = {}

    def solve_for(replication: int) -> None:
        setup.numbers(replication)

    def start_of(design: Design, panel: int) -> None:
        setup.start(design, panel)

    none = plan.designs[NO_PROGRAM]
    panels = range(min(PANELS, plan.replications)) if plan.entries is None else ()
    for panel in panels:
        jobs[pool.submit(start_of, none, panel)] = (f"start {none.name}", panel)
    first = list(jobs)
    progress("starts", 0, plan.replications + len(panels) * len(plan.designs))
    # Numbers are solved meanwhile, so that no core waits for the others' last run without a program.
    for replication in range(plan.replications):
        jobs[pool.submit(solve_for, replication)] = ("numbers", replication)
    wait(first, return_when=FIRST_EXCEPTION)  # the others begin from it
    for panel in panels:
        for design in plan.designs.values():
            if design is not none:
                jobs[pool.submit(start_of, design, panel)] = (f"start {design.name}", panel)
    _collect(jobs, "starts", 0, progress)


def _collect(jobs: Mapping[Future[None], tuple[str, int]], label: str, done: int, progress: Progress) -> None:
    total = done + len(jobs)
    try:
        progress(label, done, total)
        for job in as_completed(jobs):
            fault = job.exception()
            if fault is not None:
                mode, replication = jobs[job]
                raise RunError(
                    f"{mode}, replication {replication}: {type(fault).__name__}: {fault}"
                ) from fault
            done += 1
            progress(label, done, total)
    except BaseException:
        for job in jobs:
            job.cancel()
        raise


def _run_and_publish(
    setup: Setup, mode: str, replication: int, designs: Mapping[str, Design], out: Path
) -> None:
    records = run_replication(setup, mode, replication, designs)
    rate = setup.plan.study.model.compare.discount_rate.ratio
    tables = replication_tables(records, setup.plan.baseline, rate)
    for name, record in records.items():
        publish(record, out, tables[name])


def study_facts(setup: Setup, equal: EqualCost | None, mixed: Moved | None = None) -> dict[str, Any]:
    """Return what the folder says of its study, for people, reports and the next run."""
    plan = setup.plan
    model = plan.study.model
    mine = identity(plan)
    facts: dict[str, Any] = {
        "title": model.title,
        "question": model.question,
        "name": plan.study.name,
        "market": plan.market.title,
        "market_as_of": str(plan.market.as_of or ""),
        "start": plan.start,
        "weeks": plan.weeks,
        "customers": plan.customers,
        "replications": plan.replications,
        "seed": plan.seed,
        "begins": plan.begins.isoformat(),
        "currency": plan.market.currency,
        "minor_unit": plan.minor,
        "baseline": plan.baseline,
        "designs": {name: _design_facts(design, equal, plan) for name, design in plan.designs.items()},
        "definitions": definitions(),
        "scenario_hash": identity_hash(mine),
        "study_sha256": plan.study.sha256,
        "identity": mine,
        "versions": versions(),
        "matters_from": model.compare.matters_from.ratio,
        "discount_rate": model.compare.discount_rate.ratio,
        "asked": {mode: plan.replications_of(mode) for mode in plan.modes},
        "assumptions": assumptions(plan),
        "promises": promises(plan),
        "rivals": {name: canonical(rival) for name, rival in plan.market.rivals.items()},
    }
    if equal:
        facts["equal_cost_target"] = equal.aim
    move = model.compare.move
    if mixed and move:
        facts["moved"] = facts_of(mixed, move.to, move.from_, _beside_mixes(plan))
    if plan.entries is None:
        facts["panels"] = PANELS
        facts["settle_weeks"] = SETTLE_WEEKS
        facts["long_run_mix"] = {
            name: _shares(setup.start(design, 0).mix[: len(design.levels) + 1])
            for name, design in plan.designs.items()
        }
    return facts


def _shares(mix: tuple[int, ...]) -> list[float]:
    counts = np.array(mix, np.int64)
    return [int(count) / int(counts.sum()) for count in counts]


def _design_facts(design: Design, equal: EqualCost | None, plan: Plan) -> dict[str, Any]:
    program = design.program
    scaled = equal.designs[design.name] if equal else design
    notes = [
        f"{kind}: {text}" for kind in ("simplified", "assumed") for text in getattr(program, kind).values()
    ]
    facts: dict[str, Any] = {
        "title": design.title or program.title,
        "about": about(program),
        "program_hash": design_hash(design),
        "program_sha256": design.sha256,
        "notes": notes,
        "sources": list(program.sources.values()),
        "factor": scaled.factor,
        "runs": {mode: design_hash(scaled if mode == EQUAL_COST else design) for mode in plan.modes},
    }
    if equal:
        found = equal.found[design.name]
        facts |= {"equal_cost_share": found.cost_share, "equal_cost_reached": found.reached}
    return facts
