"""Worked examples beside a program: dated events of one member, and the statement of account they lead to.

Order of parts: what a case file holds, its checks, plain events for the engine, reading a file.
Amounts of a plain event are in minor units; days count from the file's `begins`.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import Field

from simulator.fields import (
    Clause,
    Cost,
    Date,
    Fault,
    Name,
    Number,
    Range,
    Switch,
    Text,
    Whole,
    other_currencies,
)
from simulator.fields import Path as Keys
from simulator.program import Program
from simulator.program.table import THOUSAND
from simulator.scenario import load
from simulator.scenario.faults import checked, placed
from simulator.scenario.library import NotFoundError, resolve
from simulator.scenario.reading import Message, Place, ScenarioError, read
from simulator.units import Money, did_you_mean

Kind = Literal["join", "buy", "return", "login", "review", "redeem", "look"]
KINDS: tuple[Kind, ...] = ("join", "buy", "return", "login", "review", "redeem", "look")
NO_TIER = "none"  # what the program `none` says instead of a level
NOBODY = -1  # no order, no item

Count = Annotated[Whole, Range(0, 1_000_000_000)]
Multiplier = Annotated[Number, Range(0, 10, digits=3)]


class Happening(Clause):
    """One thing that happens to the member on a day."""

    on: Date = Field(description="The day, year-month-day.")
    join: Switch | None = Field(default=None, description="The member joins.")
    buy: Cost | None = Field(default=None, description="An order at this list price, in money.")
    refused: Switch = Field(default=False, description="The order is refused at the door.")
    member_price: Switch = Field(default=False, description="The order is for goods with a member price.")
    use_points: Count = Field(default=0, description="Points that the member wishes to use on the order.")
    id: Name | None = Field(default=None, description="A name for the order, so that it can be returned.")
    returns: Name | None = Field(
        default=None, alias="return", description="The order of this id is returned."
    )
    login: Switch | None = Field(default=None, description="The member logs in.")
    review: Switch | None = Field(default=None, description="A review of the member is approved.")
    redeem: Name | None = Field(default=None, description="A reward is taken from the catalogue.")
    look: Switch | None = Field(default=None, description="Nothing happens but the time that passes.")

    def kinds(self) -> list[Kind]:
        """Return what happens: one kind in a good file."""
        values = {**{kind: getattr(self, kind, None) for kind in KINDS}, "return": self.returns}
        return [kind for kind in KINDS if values[kind] not in (None, False)]


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

    def plain(self) -> dict[str, int | str]:
        """Return what is stated as whole numbers: money in minor units, the rating in thousandths."""
        plain: dict[str, int | str] = {}
        for name in type(self).model_fields:
            value = getattr(self, name)
            if isinstance(value, Money):
                plain[name] = value.minor
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


def _event_faults(event: Happening, path: Keys) -> Iterator[Fault]:
    kinds = event.kinds()
    if len(kinds) != 1:
        have = " and ".join(kinds) or "nothing that happens"
        yield Fault(path, f"has {have}, needs exactly one of {', '.join(KINDS)}")
    for name in ("refused", "member_price", "use_points", "id"):
        if name in event.model_fields_set and kinds and "buy" not in kinds:
            yield Fault((*path, name), "has no effect: it is for an event with buy", at_key=True)
    if event.refused and event.use_points:
        yield Fault((*path, "use_points"), "has no effect on an order that is refused")


def _order_faults(events: Sequence[Happening], path: Keys) -> Iterator[Fault]:
    """Tell of names of orders that are used twice, not known, or of no order that can be returned."""
    known: dict[str, str] = {}
    for position, event in enumerate(events):
        if event.id:
            if event.id in known:
                yield Fault((*path, position, "id"), f"'{event.id}' is used twice")
            known[event.id] = "refused" if event.refused else "kept"
        if event.returns:
            state = known.get(event.returns, "not bought before")
            if state != "kept":
                near = did_you_mean(event.returns, known) if event.returns not in known else ""
                yield Fault(
                    (*path, position, "return"), f"'{event.returns}' is {state}, cannot be returned{near}"
                )
            else:
                known[event.returns] = "returned already"


def _example_faults(example: Example, begins: datetime.date, program: Program, path: Keys) -> Iterator[Fault]:
    day = begins
    if not example.events:
        yield Fault((*path, "events"), "is an empty list, needs at least one event")
    for position, event in enumerate(example.events):
        here: Keys = (*path, "events", position)
        if event.on < day:
            yield Fault((*here, "on"), f"is {event.on}, before {day}: events stand in date order")
        day = max(day, event.on)
        yield from _event_faults(event, here)
        items = item_names(program)
        if event.redeem and event.redeem not in items:
            near = did_you_mean(event.redeem, items) or "."
            text = f"'{event.redeem}' is not in the catalogue{near} May be: {', '.join(items) or 'nothing'}"
            yield Fault((*here, "redeem"), text)
        yield from other_currencies(event, program.money, here)
    yield from _order_faults(example.events, (*path, "events"))
    if not example.then.model_fields_set:
        yield Fault((*path, "then"), "states nothing: give at least one figure, e.g. 'points: 100'")
    tiers = program.level_names if program.exists else (NO_TIER,)
    if example.then.tier and example.then.tier not in tiers:
        near = did_you_mean(example.then.tier, tiers) or "."
        yield Fault(
            (*path, "then", "tier"), f"'{example.then.tier}' is no level{near} May be: {', '.join(tiers)}"
        )
    yield from other_currencies(example.then, program.money, (*path, "then"))


def check(cases: CaseFile, program: Program) -> Iterator[Fault]:
    """Check a file of worked examples against its program."""
    if not cases.cases:
        yield Fault(("cases",), "is empty: give at least one example")
    for name, example in cases.cases.items():
        yield from _example_faults(example, cases.begins, program, ("cases", name))


# ---- plain events ---------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Event:
    """One event as the engine takes it.

    Parameters
    ----------
    day
        Days since `begins`.
    kind
        What happens; `look` is nothing but the time that passes.
    amount
        List price of an order, minor units; 0 otherwise.
    order
        Number of the order that is bought or returned, from 0 in the order of buying; -1 otherwise.
    points
        Points that the member wishes to use on the order.
    member_price, refused
        Of an order: whether a member price holds for it, whether it is refused.
    item
        Reward taken: its index in the program's table; -1 otherwise.
    """

    day: int
    kind: Kind
    amount: int = 0
    order: int = NOBODY
    points: int = 0
    member_price: bool = False
    refused: bool = False
    item: int = NOBODY


@dataclass(frozen=True)
class Case:
    """One worked example: events in, statement out (money in minor units, rating in thousandths)."""

    name: str
    says: str
    program: str
    begins: datetime.date
    events: tuple[Event, ...]
    then: Mapping[str, int | str]


def item_names(program: Program) -> tuple[str, ...]:
    """Return the names of a program's rewards in the order of its table: by price in points, then by name."""
    catalogue = program.rewards.catalogue if program.rewards else {}
    return tuple(sorted(catalogue, key=lambda name: (catalogue[name].points, name)))


def plain_events(
    happenings: Iterable[Happening], begins: datetime.date, program: Program
) -> tuple[Event, ...]:
    """Return the events of a checked example as the engine takes them."""
    items, orders, events = item_names(program), dict[str, int](), []
    bought = 0
    for happening in happenings:
        kind, day = happening.kinds()[0], (happening.on - begins).days
        if kind == "buy" and happening.buy:
            if happening.id:
                orders[happening.id] = bought
            event = Event(
                day,
                kind,
                happening.buy.minor,
                bought,
                happening.use_points,
                happening.member_price,
                happening.refused,
            )
            bought += 1
        elif happening.returns:
            event = Event(day, kind, order=orders[happening.returns])
        elif happening.redeem:
            event = Event(day, kind, item=items.index(happening.redeem))
        else:
            event = Event(day, kind)
        events.append(event)
    return tuple(events)


def events_of(
    tree: Iterable[Mapping[str, Any]], begins: datetime.date, program: Program
) -> tuple[Event, ...]:
    """Return plain events from the plain values of a case's `events`, which must be valid."""
    return plain_events((Happening.model_validate(one) for one in tree), begins, program)


# ---- reading a file -------------------------------------------------------------------------------------


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
