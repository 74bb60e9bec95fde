"""A study file: a market, the designs to compare on it, how long, how often, and what was promised.

Order of parts: promises, the fields, checks.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Annotated, Any, ClassVar, Literal

from pydantic import Field, PlainValidator

from simulator.fields import Clause, Date, Fault, Name, Range, Switch, Text, Whole
from simulator.market.file import Market
from simulator.program import Program
from simulator.scenario.holding import holding_faults
from simulator.units import Money, Share, Span, UnitError, did_you_mean, shown
from simulator.written import Written

NO_PROGRAM = "none"
# What may be promised, and in which forms.
SHARES = ("retained_12m", "active_end", "repeat_rate", "share_of_wallet")
MONEYS = (
    "revenue",
    "gross_profit",
    "program_cost",
    "profit",
    "incremental_profit",
    "obligation",
    "liability",
)
MONEYS_A_CUSTOMER = ("lifetime_value",)
TIMES = ("payback_week",)
FORMS = {
    "share": "a share, e.g. 'at least 60%'",
    "money": "money or a share of yearly sales, e.g. 'at most 100000 CNY' or 'at most 2% of yearly sales'",
    "money a customer": "money a customer, e.g. 'at least 800 CNY': a share of all sales says nothing of it",
    "time": "weeks, e.g. 'at most 52 weeks'",
}
BOUNDS = ("at most", "at least")


@dataclass(frozen=True)
class Promise(Written):
    """A limit that a design is held to, as `at most 2% of yearly sales`.

    Parameters
    ----------
    bound
        `at most` or `at least`.
    limit
        A share, an amount of money, or a span of weeks.
    of_yearly_sales
        Whether the limit is a share of yearly sales.
    """

    bound: str
    limit: Share | Money | Span
    of_yearly_sales: bool = False

    unit: ClassVar[str] = "share, money or weeks"
    example: ClassVar[str] = "at most 2% of yearly sales"

    @classmethod
    def parse(cls, text: object) -> Promise:
        """Read a promise from its text."""
        found = (
            re.fullmatch(r"(at most|at least)\s+(.+?)(\s+of yearly sales)?", text)
            if isinstance(text, str)
            else None
        )
        for kind in (Share, Money, Span) if found else ():
            try:
                limit = kind.parse(found[2] if found else "")
            except UnitError:
                continue
            if found and (found[3] is None or isinstance(limit, Share)):
                return cls(found[1], limit, found[3] is not None)
        raise UnitError(
            f"{shown(text)} is not a promise: write e.g. 'at most 2% of yearly sales' or 'at least 60%'"
        )

    @property
    def forms(self) -> tuple[str, ...]:
        """Which of the forms it has."""
        if isinstance(self.limit, Span):
            return ("time",)
        if isinstance(self.limit, Money):
            return ("money", "money a customer")
        return ("money",) if self.of_yearly_sales else ("share",)

    def __str__(self) -> str:
        return f"{self.bound} {self.limit}{' of yearly sales' if self.of_yearly_sales else ''}"


def _design(value: object) -> object:
    if isinstance(value, str | dict):
        return value
    raise UnitError(f"{shown(value)} is no design: give a program, a file, or {{extends: ..., changes}}")


Design = Annotated[str | dict[str, Any], PlainValidator(_design, json_schema_input_type=str | dict[str, Any])]


class Move(Clause):
    """Money that is moved, step by step, from winning customers to keeping them."""

    from_: Name = Field(
        alias="from", description="The design that is advertising alone: its spending is moved."
    )
    to: Name = Field(description="The program that the money goes to, by name of the design.")
    steps: Annotated[Whole, Range(1, 20)] = Field(
        default=4, description="Equal steps in which all of the money is moved, a count."
    )


class Compare(Clause):
    """The yardsticks of a comparison."""

    matters_from: Annotated[Share, Range(0, 100)] = Field(
        default=Share(Decimal("0.5")),
        description="Smallest difference that matters, in percent of the baseline's gross profit.",
    )
    discount_rate: Annotated[Share, Range(0, 100)] = Field(
        default=Share(Decimal(10)), description="Yearly discount rate, in percent."
    )
    equal_cost: Switch = Field(
        default=True, description="Whether designs are also compared at equal cost (on or off)."
    )
    move: Move | None = Field(
        default=None, description="Money moved from one design to another, the same spent in all."
    )


class Study(Clause):
    """A comparison of designs on one market."""

    title: Text = Field(description="What the study is called.")
    question: Text | None = Field(default=None, description="What it is to answer.")
    market: Text = Field(description="The market: a shipped name or a file.")
    start: Literal["running", "launch"] = Field(
        default="running",
        description="running: each program has long been running; launch: everybody begins at zero.",
    )
    begins: Date = Field(description="Date of day 0, year-month-day.")
    weeks: Annotated[Whole, Range(1, 520)] = Field(description="Length of the study, in weeks.")
    customers: Annotated[Whole, Range(1, 100_000_000)] = Field(description="Simulated customers, a count.")
    replications: Annotated[Whole, Range(1, 100_000)] = Field(description="Repeats with new luck, a count.")
    seed: Annotated[Whole, Range(0, 2**62)] = Field(description="Number that all luck follows from.")
    baseline: Name = Field(default=NO_PROGRAM, description="Design that the others are compared against.")
    designs: dict[Name, Design] = Field(
        description="The designs by name: a program's name, name/variant, a file, or {extends: ..., changes}."
    )
    compare: Compare = Field(default=Compare(), description="How differences are judged.")
    promises: dict[Name, Promise] = Field(
        default={}, description="Limits that designs are held to, by metric: at most or at least."
    )


def _promise_faults(study: Study) -> Iterator[Fault]:
    for metric, promise in study.promises.items():
        forms = {"share": SHARES, "money": MONEYS, "money a customer": MONEYS_A_CUSTOMER, "time": TIMES}
        wanted = next((form for form, metrics in forms.items() if metric in metrics), "")
        if not wanted:
            known = (*SHARES, *MONEYS, *MONEYS_A_CUSTOMER, *TIMES)
            near = did_you_mean(metric, known) or "."
            text = f"is nothing that can be promised{near} May be: {', '.join(known)}"
            yield Fault(("promises", metric), text, at_key=True)
        elif wanted not in promise.forms:
            yield Fault(("promises", metric), f"is '{promise}', must be {FORMS[wanted]}")


def check(study: Study, broken: frozenset[str]) -> Iterator[Fault]:
    """Check a study by itself, over whichever clauses are valid."""
    yield from _promise_faults(study)
    if "begins" not in broken and not 1970 <= study.begins.year <= 2200:
        yield Fault(("begins",), f"is {study.begins}, may be 1970-01-01 to 2200-12-31")
    if "designs" in broken:
        return
    left_out = {name for name in broken if name.startswith("designs.")}
    if not study.designs and not left_out:
        yield Fault(("designs",), "is empty: name at least one design")
    if study.designs.get(NO_PROGRAM, NO_PROGRAM) != NO_PROGRAM:
        yield Fault(
            ("designs", NO_PROGRAM), f"'{NO_PROGRAM}' always means no program: choose another name", True
        )
    names = (NO_PROGRAM, *study.designs)
    if not {"baseline", f"designs.{study.baseline}"} & broken and study.baseline not in names:
        near = did_you_mean(study.baseline, names) or "."
        yield Fault(
            ("baseline",), f"'{study.baseline}' is no design{near} May be: {', '.join(dict.fromkeys(names))}"
        )
    if "compare" not in broken and not left_out:
        yield from _move_faults(study, names)


def _move_faults(study: Study, names: tuple[str, ...]) -> Iterator[Fault]:
    move = study.compare.move
    if move is None:
        return
    for key, name in (("from", move.from_), ("to", move.to)):
        if name not in names or name == NO_PROGRAM:
            near = did_you_mean(name, study.designs) or "."
            text = f"'{name}' is no design{near} May be: {', '.join(study.designs)}"
            yield Fault(("compare", "move", key), text)
    if move.from_ == move.to:
        yield Fault(("compare", "move", "to"), f"is '{move.to}' itself: money is moved to another design")


def check_move(study: Study, designs: Mapping[str, Program]) -> Iterator[Fault]:
    """Check that money can be moved: from advertising alone, to a program that does not advertise itself."""
    move, path = study.compare.move, ("compare", "move")
    if move is None:
        return
    if study.start != "launch":
        text = (
            "needs 'start: launch': neither the advertising nor the program may be there when money is moved"
        )
        yield Fault((*path,), text, at_key=True)
    giver, taker = designs[move.from_], designs[move.to]
    if giver.exists or giver.advertising is None or not giver.advertising.per_week.minor:
        text = f"'{move.from_}' must be advertising alone: {{extends: none, advertising: {{per_week: ...}}}}"
        yield Fault((*path, "from"), text)
    if not taker.exists or taker.advertising is not None:
        yield Fault((*path, "to"), f"'{move.to}' must be a program, and without advertising of its own")
    elif taker.migration is not None:
        yield Fault((*path, "to"), f"'{move.to}' switches from another program: name one that does not")


def check_switches(study: Study, designs: Mapping[str, Program]) -> Iterator[Fault]:
    """Check that a switch falls into the study, and that staying is a design of it too."""
    for name, program in designs.items():
        if program.migration is None:
            continue
        path, before = ("designs", name), program.migration.before
        week = program.migration.week(study.begins)
        if not 0 <= week < study.weeks:
            yield Fault(path, f"switches in week {week}, but the study has weeks 0 to {study.weeks - 1}")
        if before not in designs.values():
            text = (
                f"switches from '{program.migration.from_}', which is no design of the study: add it, "
                "so that who wins and who loses by the switch can be told"
            )
            yield Fault(path, text)


def check_together(market: Market, designs: Mapping[str, Program]) -> Iterator[Fault]:
    """Check the designs of a study against its market."""
    for name, program in designs.items():
        path = ("designs", name)
        if program.currency and program.currency != market.currency:
            yield Fault(path, f"is in {program.currency}, but the market is in {market.currency}")
        else:
            yield from holding_faults(program, market, path)
        if market.business.kind == "retailer" and (benefit := program.paid_by_sellers()):
            yield Fault(
                path,
                f"lets sellers pay for {benefit}, but the market's firm is a retailer: it has no sellers",
            )
