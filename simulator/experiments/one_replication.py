"""One replication: every design meets the same people with the same luck, and leaves a record.

Order of parts: the runs of a replication, what a run says of itself, what tells studies apart.
"""

from __future__ import annotations

import platform
from collections.abc import Mapping
from importlib.metadata import version
from typing import Any

from simulator.accounts import ledger
from simulator.customers.state import Lived, Records, fresh_rings
from simulator.customers.world import lived_in
from simulator.engine.kept import key_of
from simulator.engine.record import RunRecord
from simulator.engine.run import Manner, Watch, measure, record_of, walk
from simulator.engine.setting import Span, build_world, last_entry
from simulator.engine.switch import Switch, switch_of
from simulator.experiments.plan import FIXED, RUNNING, Design, Plan, with_factor
from simulator.experiments.setup import SETTLE_WEEKS, Setup, earns_points
from simulator.program.table import ProgramTable
from simulator.results import identity_hash
from simulator.rule import source_digest
from simulator.scenario.study import NO_PROGRAM

NOBODY_LOOKS: Mapping[str, Watch] = {}
LIBRARIES = ("numpy", "numba", "simpy", "mesa", "loyalty-workbench")


def run_replication(
    setup: Setup,
    mode: str,
    replication: int,
    designs: Mapping[str, Design],
    watches: Mapping[str, Watch] = NOBODY_LOOKS,
) -> dict[str, RunRecord]:
    """Run every design of one replication on the same people with the same luck.

    Parameters
    ----------
    watches
        Who looks on, by design; the records are the same without.

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
    alone = _alone(setup, traits, numbers, replication) if start != RUNNING and plan.entries is None else None
    records = {}
    for name, design in designs.items():
        over = settling if start == RUNNING else span
        # Before a switch everything is as in the design that stays.
        first = with_factor(plan.designs[design.stays], design.factor) if design.stays else design
        table = setup.table(first, over)
        rivals = setup.rivals(over, design)
        switch = _switch(setup, design, table, over) if design.stays else None
        if start == RUNNING:
            begun = setup.start(first, panel)
            world = build_world(
                traits, numbers, table, plan.facts, settling, luck, started=begun.lived, houses=rivals.tables
            )
            walk(world, settling.first, SETTLE_WEEKS, manner, rivals)
        elif alone is not None:
            state = alone.state.copy()
            state["rating"] = table.rating_start
            begins = alone._replace(state=state, rings=fresh_rings(len(traits), table))
            world = build_world(
                traits, numbers, table, plan.facts, span, luck, started=begins, houses=rivals.tables
            )
        else:
            world = build_world(traits, numbers, table, plan.facts, span, luck, houses=rivals.tables)
        watch = watches.get(name)
        outcome = measure(world, table, plan.weeks, start != RUNNING, manner, switch, rivals, watch)
        meta = _meta(setup, design, mode, replication, start) | _books(setup, design, first, over, start)
        meta["last_entry"] = last_entry(traits, plan.facts)
        record = record_of(world, outcome, design.levels, meta, numbers._asdict())
        ledger.check(record.tally, record.opening)
        ledger.check_vintages(record.vintages, record.opening_vintages, record.tally, record.opening)
        records[name] = record
    return records


def _alone(setup: Setup, traits: Records, numbers: Any, replication: int) -> Lived:
    """Return people as they are at week 0 who have long lived without a program."""
    plan, none = setup.plan, setup.plan.designs[NO_PROGRAM]
    settling, luck = Span(-SETTLE_WEEKS, plan.weeks, plan.begins), (plan.seed, replication)
    rivals = setup.rivals(settling)
    begun = setup.start(none, plan.panel_of(replication)).lived
    table = setup.table(none, settling)
    world = build_world(
        traits, numbers, table, plan.facts, settling, luck, started=begun, houses=rivals.tables
    )
    walk(world, settling.first, SETTLE_WEEKS, Manner(), rivals)
    return lived_in(world)


def _switch(setup: Setup, design: Design, before: ProgramTable, span: Span) -> Switch | None:
    """Return the switch of a design from the program before."""
    migration = design.program.migration
    if migration is None:
        return None
    week = migration.week(span.begins)
    return switch_of(design.program, before, setup.table(design, span), week, setup.plan.customers)


def _books(
    setup: Setup, design: Design, first: Design, span: Span, start: str
) -> dict[str, int | float | str]:
    """Return what the books need of a program: of the one before where the switch ends its points."""
    table, before = setup.table(design, span), setup.table(first, span)
    ends = earns_points(before) and not earns_points(table)
    return setup.books(first, before, start) if ends else setup.books(design, table, start)


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
        "stays": design.stays,
        "levels_before": "\n".join(plan.designs[design.stays].levels) if design.stays else "",
        **versions(),
    }


def design_hash(design: Design) -> str:
    """Return the hash of a design's content, its factor and the advertising that it has instead."""
    other = () if design.advertising is None else (design.advertising,)
    return key_of(("design", design.sha256, design.factor, *other))


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
