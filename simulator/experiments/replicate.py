"""Replications: every design meets the same people with the same luck; each run is published whole.

Order of parts: one replication, equal cost, the study, what the folder says of it.
"""

from __future__ import annotations

import platform
from collections.abc import Callable, Mapping
from concurrent.futures import FIRST_EXCEPTION, Future, ThreadPoolExecutor, as_completed, wait
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np

from simulator.accounts import ledger, profit
from simulator.customers.state import fresh_rings
from simulator.engine.kept import kept, key_of
from simulator.engine.record import RunRecord
from simulator.engine.run import Manner, measure, record_of, walk
from simulator.engine.setting import Span, build_world
from simulator.experiments.equal_cost import find_factor, target
from simulator.experiments.plan import (
    EQUAL_COST,
    FIXED,
    PANELS,
    RUNNING,
    Design,
    Options,
    Plan,
    about,
    assumptions,
    plan_of,
    promises,
    with_factor,
)
from simulator.experiments.setup import SETTLE_WEEKS, Setup
from simulator.experiments.tables import definitions, write_tables
from simulator.results import existing, identity_hash, publish, replication_tables, write_study
from simulator.rule import source_digest
from simulator.scenario import Scenario
from simulator.scenario.study import NO_PROGRAM, Study

Progress = Callable[[str, int, int], None]
LIBRARIES = ("numpy", "numba", "simpy", "mesa", "loyalty-workbench")

__all__ = ["Options", "RunError", "run_study"]


class RunError(Exception):
    """A run failed: which one, and why."""


def _silent(_label: str, _done: int, _total: int) -> None:
    """Show nothing."""


def run_replication(
    setup: Setup, mode: str, replication: int, designs: Mapping[str, Design]
) -> dict[str, RunRecord]:
    """Run every design of one replication on the same people with the same luck.

    Returns
    -------
    dict
        Records by design, in the order given.
    """
    plan = setup.plan
    drawn = None if mode == FIXED else replication
    numbers = setup.numbers(drawn)
    panel = plan.panel_of(replication)
    traits = setup.panel(replication if drawn is not None else None, panel)
    start = plan.start_of(mode)
    luck = (plan.seed, replication)
    span = Span(0, plan.weeks, plan.begins)
    settling = Span(-SETTLE_WEEKS, plan.weeks, plan.begins)
    manner = Manner()
    alone = None
    if start != RUNNING and plan.entries is None:
        none = plan.designs[NO_PROGRAM]
        begun = setup.start(none, panel)
        world = build_world(
            traits,
            numbers,
            setup.table(none, settling),
            plan.facts,
            settling,
            luck,
            started=(begun.state, begun.rings),
        )
        walk(world, settling.first, SETTLE_WEEKS, manner)
        alone = world.state
    records = {}
    for name, design in designs.items():
        table = setup.table(design, settling if start == RUNNING else span)
        if start == RUNNING:
            begun = setup.start(design, panel)
            world = build_world(
                traits, numbers, table, plan.facts, settling, luck, started=(begun.state, begun.rings)
            )
            walk(world, settling.first, SETTLE_WEEKS, manner)
        elif alone is not None:
            state = alone.copy()
            state["rating"] = table.rating_start
            rings = fresh_rings(len(traits), table)
            world = build_world(traits, numbers, table, plan.facts, span, luck, started=(state, rings))
        else:
            world = build_world(traits, numbers, table, plan.facts, span, luck)
        outcome = measure(world, table, plan.weeks, start != RUNNING, manner)
        meta = _meta(setup, design, mode, replication, start) | setup.books(design, table)
        record = record_of(world, outcome, design.levels, meta, numbers._asdict())
        ledger.check(record.tally, record.opening)
        records[name] = record
    return records


def _meta(
    setup: Setup, design: Design, mode: str, replication: int, start: str
) -> dict[str, str | int | float]:
    plan = setup.plan
    return {
        "design": design.name,
        "design_hash": design_hash(design),
        "mode": mode,
        "replication": replication,
        "seed": plan.seed,
        "scenario_hash": identity_hash(identity(plan)),
        "weeks": plan.weeks,
        "customers": plan.customers,
        "start": start,
        "begins": plan.begins.isoformat(),
        **versions(),
    }


def design_hash(design: Design) -> str:
    """Return the hash of a design's content and factor."""
    return key_of(("design", design.sha256, design.factor))


def versions() -> dict[str, str]:
    """Return the versions and the processor that a run's bits depend on."""
    found = {name: version(name) for name in LIBRARIES}
    return {
        **found,
        "python": platform.python_version(),
        "machine": platform.machine(),
        "source": source_digest(),
    }


def identity(plan: Plan) -> dict[str, Any]:
    """Return all that shapes the numbers of every run: not the designs, nor the number of replications."""
    return {
        "market": plan.market_sha256,
        "seed": plan.seed,
        "weeks": plan.weeks,
        "customers": plan.customers,
        "start": plan.start,
        "begins": plan.begins.isoformat(),
        "discount_rate": plan.study.model.compare.discount_rate.ratio,
        "versions": versions(),
    }


def cost_share(record: RunRecord) -> float:
    """Return the program's cost to the firm as a share of sales."""
    total = record.tally.sum(axis=(0, 1, 2))
    sales = int(profit.sales(total))
    return float(profit.program_cost(total)) / sales if sales > 0 else 0.0


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
        scaled, aim = equal_cost_designs(setup) if EQUAL_COST in plan.modes else (dict(plan.designs), 0.0)
        work = {
            (mode, replication): scaled if mode == EQUAL_COST else plan.designs
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
    write_study(study_facts(setup, scaled, aim), out)
    progress("tables", 0, 1)
    write_tables(out)
    progress("tables", 1, 1)
    return out


def _prepare(setup: Setup, pool: ThreadPoolExecutor, progress: Progress) -> None:
    """Solve the numbers of every draw, and live the long runs, before the first replication needs them."""
    plan = setup.plan
    setup.numbers(None)  # compiles the kernel once, before threads ask for it together
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


def study_facts(setup: Setup, scaled: Mapping[str, Design], aim: float) -> dict[str, Any]:
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
        "designs": {name: _design_facts(design, scaled[name], plan) for name, design in plan.designs.items()},
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
    }
    if EQUAL_COST in plan.modes:
        facts["equal_cost_target"] = aim
    if plan.entries is None:
        facts["panels"] = PANELS
        facts["long_run_mix"] = {
            name: _shares(setup.start(design, 0).mix[: len(design.levels) + 1])
            for name, design in plan.designs.items()
        }
    return facts


def _shares(mix: tuple[int, ...]) -> list[float]:
    counts = np.array(mix, np.int64)
    return [int(count) / int(counts.sum()) for count in counts]


def _design_facts(design: Design, scaled: Design, plan: Plan) -> dict[str, Any]:
    program = design.program
    notes = [
        f"{kind}: {text}" for kind in ("simplified", "assumed") for text in getattr(program, kind).values()
    ]
    return {
        "title": program.title,
        "about": about(program),
        "program_hash": design_hash(design),
        "notes": notes,
        "sources": list(program.sources.values()),
        "factor": scaled.factor,
        "runs": {mode: design_hash(scaled if mode == EQUAL_COST else design) for mode in plan.modes},
    }
