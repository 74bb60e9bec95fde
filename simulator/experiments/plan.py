"""The plan of a study: everything that its runs need, resolved from the scenario and the command's options.

Order of parts: options, designs, the plan, what people read of it.
"""

from __future__ import annotations

import dataclasses
import datetime
import os
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from simulator.engine.cohort import WEEKS_A_YEAR, entry_days
from simulator.engine.setting import Market, Span
from simulator.market.behaviour import FIELDS, behaviour, drawn
from simulator.market.business import Business, business_table
from simulator.market.file import Market as MarketFile
from simulator.market.file import (
    Provenance,
    business_provenance,
    provenance,
    ranges,
    service_meanings,
    service_provenance,
    switched_off,
)
from simulator.market.growth import arrival_days
from simulator.market.network import network_table
from simulator.market.service import service_table
from simulator.program import Program, program_table
from simulator.program.scaling import scaled
from simulator.program.table import ProgramTable
from simulator.scenario import Scenario, ScenarioError
from simulator.scenario.reading import Message, Place, shown_path
from simulator.scenario.study import NO_PROGRAM, Study
from simulator.units import Money, Share, minor_digits

UNCERTAIN, FIXED, EQUAL_COST, LAUNCH, RUNNING = "uncertain", "fixed", "equal_cost", "launch", "running"
MOVED = "moved"  # not of the study's designs, but of mixes of two: see moved_designs
# Where the list of assumptions has a number or a note from.
BUSINESS, NOTES = "market file: the business, as stated in every draw", "market file: notes"
NO_NUMBER = {"value": None, "low": None, "high": None, "unit": ""}
# A fifth of the replications, at least so many, for the modes beside the headline.
FEWER, LEAST = 5, 4
# Replications share so many panels of people in turn: a long run of each design is needed for each panel.
# As many as the runs with fixed numbers of a study of 30, so that these share nothing.
PANELS = 6


@dataclass(frozen=True)
class Options:
    """What the command line may change of a study; None is as in the file."""

    customers: int | None = None
    weeks: int | None = None
    replications: int | None = None
    seed: int | None = None
    designs: tuple[str, ...] | None = None
    threads: int | None = None
    start: str | None = None


@dataclass(frozen=True)
class Design:
    """One design: a program, perhaps scaled to a cost.

    Parameters
    ----------
    name
        Name in the study.
    program
        The checked program.
    sha256
        Hash of its content.
    factor
        What its benefits are multiplied by.
    title
        Its title, apart from that of the program that it changes.
    stays
        Of a switch from another program: the design that stays with that one; "" otherwise.
    advertising
        Spent on advertising a week in place of what the program states, minor units; None: as it states.
    """

    name: str
    program: Program
    sha256: str
    factor: float = 1.0
    title: str = ""
    stays: str = ""
    advertising: int | None = None

    def table(self, span: Span, customers: int) -> ProgramTable:
        """Return the program's table over a span."""
        table = table_of(self.program, span, customers)
        table = table if self.factor == 1.0 else scaled(table, self.factor)
        return table if self.advertising is None else table._replace(advertising=self.advertising)

    @property
    def as_stated(self) -> Design:
        """Return the design as the study states it: neither scaled nor with other advertising."""
        return dataclasses.replace(self, factor=1.0, advertising=None)

    @property
    def levels(self) -> tuple[str, ...]:
        """Return the names of the levels; none without a program."""
        return self.program.level_names if self.program.exists else ()


AHEAD_WEEKS = 60  # a term may end so much later than the run


def table_of(program: Program, span: Span, customers: int) -> ProgramTable:
    """Return a program's table over a span, and as far beyond as a term may end."""
    return program_table(program, span.weeks + AHEAD_WEEKS, span.origin, span.begins, customers)


@dataclass(frozen=True)
class Plan:
    """A study ready to run."""

    study: Scenario[Study]
    market: MarketFile
    market_sha256: str
    designs: Mapping[str, Design]
    customers: int
    weeks: int
    replications: int
    seed: int
    start: str
    threads: int

    @property
    def begins(self) -> datetime.date:
        """Return the date of day 0."""
        return self.study.model.begins

    @property
    def baseline(self) -> str:
        """Return the design that others are compared against."""
        return self.study.model.baseline

    @property
    def minor(self) -> int:
        """Return the minor units of one money unit."""
        return int(10 ** minor_digits(self.market.currency))

    @cached_property
    def facts(self) -> Market:
        """Return the facts of the business."""
        table = business_table(self.market.business)
        network, service = network_table(self.market.network), service_table(self.market.service)
        growth = self.market.growth
        growing = growth.newcomers.thousandths if growth else 0
        return Market(*table, self.minor, network=network, service=service, growing=growing)

    @cached_property
    def ranges(self) -> dict[str, tuple[float, float, float]]:
        """Return every behaviour number with its range."""
        return ranges(self.market)

    def numbers(self, replication: int | None) -> Any:
        """Return the behaviour numbers of a replication's own draw, or the central ones for None."""
        values = (
            {name: value for name, (value, _, _) in self.ranges.items()}
            if replication is None
            else drawn(self.ranges, self.seed, replication)
        )
        return behaviour(values, switched_off(self.market))

    @cached_property
    def entries(self) -> np.ndarray[Any, np.dtype[np.int64]] | None:
        """Return the first days of a cohort's customers; None in a standing market."""
        fitted = self.market.fitted.get("entry.customers_per_day")
        if fitted is None or not isinstance(fitted.value, list):
            return None
        return entry_days(fitted.value, self.customers)

    @property
    def arrivals(self) -> np.ndarray[Any, np.dtype[np.int64]] | None:
        """Return the first days of a cohort's or a growing market's customers; None where all are there."""
        if self.facts.growing:
            return arrival_days(self.facts.growing, self.customers, self.weeks)
        return self.entries

    @property
    def firm_share(self) -> float:
        """Return the share of the firm at which a fitted market states its category's orders a year.

        The log tells the firm's orders alone: their rate is r over alpha of Pareto/NBD.
        """
        fitted = self.market.fitted
        told = [fitted[name].value for name in ("pareto_nbd.r", "pareto_nbd.alpha") if name in fitted]
        shape, *scale = [float(value) for value in told if not isinstance(value, list)] or [0.0]
        if not scale:
            return self.ranges["share_focal"][0]
        return WEEKS_A_YEAR * shape / scale[0] / self.ranges["orders_per_year"][0]

    def replications_of(self, mode: str) -> int:
        """Return how often a mode is run."""
        if mode in (UNCERTAIN, MOVED):
            return self.replications
        return min(self.replications, max(LEAST, self.replications // FEWER))

    @property
    def modes(self) -> tuple[str, ...]:
        """Return the modes that the study is run in, the headline first."""
        modes = [UNCERTAIN, FIXED]
        if self.study.model.compare.equal_cost and len(self.designs) > 2:
            modes.append(EQUAL_COST)
        move = self.study.model.compare.move
        if move and {move.from_, move.to} <= self.designs.keys():
            modes.append(MOVED)
        if self.entries is None:
            modes.append(LAUNCH if self.start == RUNNING else RUNNING)
        return tuple(modes)

    def panel_of(self, replication: int) -> int:
        """Return the panel of people of a replication: of its own where nothing is lived before week 0."""
        return replication % PANELS if self.entries is None else replication

    def start_of(self, mode: str) -> str:
        """Return how the runs of a mode begin."""
        return mode if mode in {LAUNCH, RUNNING} else self.start


def title_of(scenario: Scenario[Program]) -> str:
    """Return the title of a program; of one that took its parent's, with the name of what it changes."""
    title = scenario.model.title
    inherited = scenario.parent is not None and scenario.parent.get("title") == title
    return f"{title} ({scenario.name.rpartition('/')[2]})" if inherited else title


def _stays(study: Scenario[Study], program: Program) -> str:
    """Return the name of the design that stays with the program that one switches from, "" for no switch."""
    if program.migration is None:
        return ""
    before = program.migration.before
    return next(name for name, scenario in study.designs.items() if scenario.model == before)


def plan_of(study: Scenario[Study], options: Options) -> Plan:
    """Return the plan of a study.

    Raises
    ------
    ScenarioError
        When a market of new customers, or a study that moves money, is asked to begin running.
    """
    model, market = study.model, study.market
    if market is None:
        raise ValueError(f"{study.name} is no study")
    chosen = set(options.designs or study.designs) | {NO_PROGRAM, model.baseline}
    stays = {name: _stays(study, scenario.model) for name, scenario in study.designs.items()}
    chosen |= {stays[name] for name in chosen if stays.get(name)}
    designs = {
        name: Design(name, scenario.model, scenario.sha256, title=title_of(scenario), stays=stays[name])
        for name, scenario in study.designs.items()
        if name in chosen
    }
    ordered = {NO_PROGRAM: designs[NO_PROGRAM], **designs}
    plan = Plan(
        study,
        market.model,
        market.sha256,
        ordered,
        options.customers or model.customers,
        options.weeks or model.weeks,
        options.replications or model.replications,
        model.seed if options.seed is None else options.seed,
        options.start or model.start,
        options.threads or os.cpu_count() or 1,
    )
    for design in plan.designs.values():
        migration = design.program.migration
        if migration and (week := migration.week(plan.begins)) >= plan.weeks:
            text = f"switches in week {week}, but the study has {plan.weeks} weeks"
            raise ScenarioError(
                [Message(Place(shown_path(study.path), 1, 1), f"designs.{design.name}", text)]
            )
    if MOVED in plan.modes and plan.start == RUNNING:
        text = "is running, but compare.move needs launch: neither side may be there when money is moved"
        raise ScenarioError([Message(Place(shown_path(study.path), 1, 1), "start", text)])
    if plan.entries is not None and plan.start == RUNNING:
        text = f"is running, but market '{market.name}' is a cohort of new customers: use launch"
        raise ScenarioError([Message(Place(shown_path(study.path), 1, 1), "start", text)])
    return plan


def assumptions(plan: Plan) -> list[dict[str, Any]]:
    """Return every number with its range, tag and source, and every note of the market, for the report."""
    market = plan.market
    business = {name: field.description or "" for name, field in Business.model_fields.items()}
    behaves = {field.name: field.meaning for field in FIELDS}
    return [
        *(_stated(row, business, BUSINESS) for row in business_provenance(market)),
        *(_stated(row, service_meanings(), BUSINESS) for row in service_provenance(market)),
        *(_stated(row, behaves, "market file" if row.stated else "default") for row in provenance(market)),
        *_who_talks(plan),
        *(
            {"name": f"{name}: {kind}", "tag": tag, "source": text, "where": NOTES} | NO_NUMBER
            for kind, tag in (("assumed", "assumption"), ("simplified", ""), ("sources", ""))
            for name, text in getattr(market, kind).items()
        ),
    ]


def _who_talks(plan: Plan) -> list[dict[str, Any]]:
    """Return the network of talk as a row, where the market states one."""
    if plan.market.network is None:
        return []
    table = plan.facts.network
    text = f"{table.degree} ties a customer, {table.rewiring / 10:g}% of them to anybody in the market"
    told = {"tag": "assumption", "source": text if table.degree else "everybody of a region to everybody"}
    return [{"name": f"network: {plan.market.network.kind}", **told, "where": "market file"} | NO_NUMBER]


def _stated(row: Provenance, meanings: Mapping[str, str], where: str) -> dict[str, Any]:
    told = {name: getattr(row, name) for name in ("value", "low", "high", "unit", "tag", "source")}
    return {"name": f"{row.name}: {meanings[row.name].rstrip('.')}", **told, "where": where}


def about(program: Program) -> str:
    """Return whose program it is, of when, and what its members call things; empty where it says nothing."""
    names = {"points": program.points, "status": program.status}
    parts = [
        program.company or "",
        f"rules as of {program.as_of}" if program.as_of else "",
        *(
            f"{kind} called “{clause.name}”"
            for kind, clause in names.items()
            if clause and clause.name != kind
        ),
    ]
    return ", ".join(part for part in parts if part)


def promises(plan: Plan) -> list[dict[str, Any]]:
    """Return the study's promises as rows: what, in words, bound, value."""
    rows = []
    for metric, promise in plan.study.model.promises.items():
        limit = promise.limit
        if isinstance(limit, Money):
            value = float(limit.minor)
        elif isinstance(limit, Share):
            value = limit.ratio
        else:
            value = float(limit.weeks)
        rows.append(
            {
                "promise": metric,
                "limit": str(promise),
                "bound": promise.bound,
                "value": value,
                "of_yearly_sales": promise.of_yearly_sales,
            }
        )
    return rows


def with_factor(design: Design, factor: float) -> Design:
    """Return a design whose benefits are multiplied by a factor."""
    return dataclasses.replace(design, factor=factor)
