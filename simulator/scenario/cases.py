"""Worked examples beside a program: dated events of one member, and the statement of account they lead to.

Order of parts: what a case file holds, its checks, reading a file. The events are in happenings.py.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field

from simulator.fields import Clause, Cost, Date, Fault, Name, Number, Range, Text, Whole, other_currencies
from simulator.fields import Path as Keys
from simulator.program import Program
from simulator.program.activities import unknown_activity
from simulator.program.gifts import won_with
from simulator.program.ladders import rungs_of
from simulator.program.order_kinds import unknown_kind
from simulator.program.table import THOUSAND
from simulator.scenario import load
from simulator.scenario.faults import checked, placed
from simulator.scenario.happenings import (
    Count,
    Event,
    Happening,
    club_faults,
    coupon_names,
    event_faults,
    in_force,
    order_faults,
    partner_faults,
    plain_events,
    referral_faults,
    reward_faults,
)
from simulator.scenario.library import NotFoundError, resolve
from simulator.scenario.reading import Message, Place, ScenarioError, read
from simulator.units import Money, did_you_mean

NO_TIER = "none"  # what the program `none` says instead of a level

Multiplier = Annotated[Number, Range(0, 10, digits=3)]


class Statement(Clause):
    """The statement of account after the last event; what is left out is not looked at."""

    status: Count | None = Field(default=None, description="Qualifying value in the balance.")
    tier: Name | None = Field(default=None, description="The level; none where there is no program.")
    points: Count | None = Field(default=None, description="Usable points.")
    pending: Count | None = Field(default=None, description="Points earned and not yet usable.")
    debt: Count | None = Field(default=None, description="Points owed after a return.")
    issued: Count | None = Field(default=None, description="Points ever earned.")
    redeemed: Count | None = Field(default=None, description="Points used and not given back.")
    expired: Count | None = Field(default=None, description="Points expired.")
    reversed: Count | None = Field(default=None, description="Points taken back after returns.")
    liability: Money | None = Field(
        default=None, description="Worth of all points held, less debts, in money."
    )
    rating: Multiplier | None = Field(default=None, description="The behaviour rating.")
    orders: Count | None = Field(default=None, description="Kept orders.")
    discount: Cost | None = Field(default=None, description="Price cuts of all kept and returned orders.")
    paid: Cost | None = Field(
        default=None, description="Money paid for kept and returned orders; refunds stay in."
    )
    stamps: Annotated[Whole, Range(-1_000, 1_000)] | None = Field(
        default=None, description="Stamps on the card at hand; below 0: owed after returns."
    )
    rewards: Cost | None = Field(
        default=None, description="Worth of the rewards received without spending points."
    )
    vouchers: Count | None = Field(default=None, description="Vouchers held that may still be used.")
    voucher_cuts: Cost | None = Field(default=None, description="Money that vouchers took off all orders.")

    clubs: Count | None = Field(default=None, description="Clubs that the member is in.")
    ladders: list[Name] | None = Field(
        default=None, description="Levels that the member has on further ladders, in any order."
    )
    at_partners: Cost | None = Field(
        default=None, description="Worth of all points used at partners, in money."
    )
    fees: Cost | None = Field(
        default=None, description="Fees paid, for membership or points had back, less those given back."
    )
    unearned: Cost | None = Field(
        default=None, description="Part of the fee that is for this day and those to come."
    )
    membership: Literal["free", "trial", "paid"] | None = Field(
        default=None, description="Whether the member has a paid membership, or tries it."
    )

    def plain(self) -> dict[str, int | str]:
        """Return what is stated as whole numbers: money in minor units, the rating in thousandths."""
        plain: dict[str, int | str] = {}
        for name in type(self).model_fields:
            value = getattr(self, name)
            if isinstance(value, Money):
                plain[name] = value.minor
            elif isinstance(value, list):
                plain[name] = ", ".join(sorted(value))
            elif value is not None:
                plain[name] = int(value * THOUSAND) if name == "rating" else value
        return plain


class Example(Clause):
    """One worked example."""

    says: Text = Field(description="What it shows, in a sentence.")
    why: Text = Field(description="The arithmetic, in a line.")
    events: list[Happening] = Field(description="What happens, in date order.")
    then: Statement = Field(description="The statement of account after the last event.")


class CaseFile(Clause):
    """A file of worked examples."""

    program: Text = Field(description="The program: a shipped name, a file, or either with /variant.")
    begins: Date = Field(description="Day 0, year-month-day.")
    cases: dict[Name, Example] = Field(description="The examples by name.")


# ---- checks ---------------------------------------------------------------------------------------------


def _full_faults(event: Happening, program: Program, path: Keys) -> Iterator[Fault]:
    """Tell which levels cannot be full: they have no share of members that they are for."""
    levels = program.tiers.levels if program.tiers else {}
    capped = [name for name, level in levels.items() if level.at_most]
    for position, name in enumerate(event.full):
        if name not in capped:
            may_be = ", ".join(capped) or "nothing"
            text = f"'{name}' is no level with at_most{did_you_mean(name, capped)}: may be {may_be}"
            yield Fault((*path, position), text)


def _rung_faults(named: list[str], program: Program, path: Keys) -> Iterator[Fault]:
    """Tell which names are no levels of further ladders."""
    rungs = rungs_of(program)
    for position, name in enumerate(named):
        if name not in rungs:
            may_be = ", ".join(rungs) or "nothing"
            text = f"'{name}' is no level of a further ladder{did_you_mean(name, rungs)}: may be {may_be}"
            yield Fault((*path, position), text)


def _lacking_faults(event: Happening, program: Program, here: Keys, position: int) -> Iterator[Fault]:
    """Tell of what the program does not have, and of what has no effect under it."""
    yield from reward_faults(event, program, here)
    yield from partner_faults(event, program, here)
    yield from referral_faults(event, program, position, here)
    yield from unknown_activity(program, event.event, (*here, "event"))
    yield from unknown_kind(program, "categories", event.category, (*here, "category"))
    yield from unknown_kind(program, "channels", event.channel, (*here, "channel"))
    yield from club_faults(event, program, here)
    if event.coupon and event.coupon not in (coupons := coupon_names(program)):
        near = did_you_mean(event.coupon, coupons) or "."
        text = f"'{event.coupon}' is no coupon{near} May be: {', '.join(coupons) or 'nothing'}"
        yield Fault((*here, "coupon"), text)
    if event.match and not (program.tiers and program.tiers.match):
        yield Fault((*here, "match"), "has no effect: the program's tiers have no match")
    if event.match and position:
        yield Fault((*here, "match"), "is not the first event: a level is granted on joining")
    yield from _full_faults(event, program, (*here, "full"))
    if event.won and event.won not in (gifts := won_with(program, event.kinds()[:1])):
        near = did_you_mean(event.won, gifts) or "."
        text = f"'{event.won}' cannot be won here{near} May be: {', '.join(gifts) or 'nothing'}"
        yield Fault((*here, "won"), text)
    for word in ("pay", "cancel"):
        if getattr(event, word) and program.exists and program.paid is None:
            yield Fault((*here, word), "has no effect: the program has no paid membership", at_key=True)
    if event.by and program.exists and program.household is None:
        yield Fault((*here, "by"), "has no effect: the program has no household")


def _example_faults(example: Example, begins: datetime.date, program: Program, path: Keys) -> Iterator[Fault]:
    day = begins
    if not example.events:
        yield Fault((*path, "events"), "is an empty list, needs at least one event")
    for position, event in enumerate(example.events):
        here: Keys = (*path, "events", position)
        if event.on < day:
            yield Fault((*here, "on"), f"is {event.on}, before {day}: events stand in date order")
        day = max(day, event.on)
        yield from event_faults(event, here)
        yield from _lacking_faults(event, in_force(program, event.on, begins), here, position)
        yield from other_currencies(event, program.money, here)
    yield from order_faults(example.events, (*path, "events"))
    if not example.then.model_fields_set:
        yield Fault((*path, "then"), "states nothing: give at least one figure, e.g. 'points: 100'")
    if example.events:
        program = in_force(program, example.events[-1].on, begins)
    tiers = program.level_names if program.exists else (NO_TIER,)
    if example.then.tier and example.then.tier not in tiers:
        near = did_you_mean(example.then.tier, tiers) or "."
        yield Fault(
            (*path, "then", "tier"), f"'{example.then.tier}' is no level{near} May be: {', '.join(tiers)}"
        )
    yield from _rung_faults(example.then.ladders or [], program, (*path, "then", "ladders"))
    yield from other_currencies(example.then, program.money, (*path, "then"))


def check(cases: CaseFile, program: Program) -> Iterator[Fault]:
    """Check a file of worked examples against its program."""
    if not cases.cases:
        yield Fault(("cases",), "is empty: give at least one example")
    for name, example in cases.cases.items():
        yield from _example_faults(example, cases.begins, program, ("cases", name))


# ---- reading a file -------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Case:
    """One worked example: events in, statement out (money in minor units, rating in thousandths)."""

    name: str
    says: str
    program: str
    begins: datetime.date
    events: tuple[Event, ...]
    then: Mapping[str, int | str]


def _program_of(name: str, folder: Path, place: Place) -> Program:
    """Return the program that a case file names: shipped, or a file beside it."""
    try:
        path, variant = resolve(name, "program", folder)
    except NotFoundError as error:
        raise ScenarioError([Message(place, "program", str(error))]) from None
    program: Program = load(f"{path}/{variant}" if variant else path, "program").model
    return program


def read_cases(path: Path) -> list[Case]:
    """Read a file of worked examples.

    Raises
    ------
    ScenarioError
        With every fault of the file, or of its program, each as `file:line:col key: what it is`.
    """
    root = read(path)
    if not root.mapping:
        raise ScenarioError([Message(root.place, "", "must be a mapping with program, begins and cases")])
    found = checked(root.tree(), CaseFile, ())
    faults = list(found.faults)
    program = None
    if "program" not in found.broken:
        program = _program_of(found.model.program, path.parent, root.mapping["program"].place)
        if not found.broken:
            faults += check(found.model, program)
    if faults or program is None:
        raise ScenarioError(placed(faults, root))
    begins = found.model.begins
    return [
        Case(
            name,
            example.says,
            found.model.program,
            begins,
            plain_events(example.events, begins, program),
            example.then.plain(),
        )
        for name, example in found.model.cases.items()
    ]
