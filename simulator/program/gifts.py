"""Gifts that cost no points: surprises that nobody is told of before, and lotteries whose prize is known.

Order of parts: the fields, checks, table, rule. All kinds are one list in the table, in the order of GIFTS.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Annotated, Any

import numpy as np
from pydantic import Field, PlainValidator

from simulator.fields import Clause, Cost, Fault, Name, Path, Range, Whole
from simulator.program.clause import FIRM_PAYS, Draft, Frame, Funding, by_level, counted, whole, yearly_faults
from simulator.program.sizes import MOST_GIFTS
from simulator.program.table import (
    FUNDERS,
    GIFT_AT_LOGIN,
    GIFT_AT_ORDER,
    GIFT_FOR_POINTS,
    GIFT_UNTOLD,
)
from simulator.rule import rule
from simulator.units import Frequency, Points, Share, UnitError, Use, shown

if TYPE_CHECKING:
    from simulator.program import Program
    from simulator.program.rewards import Rewards

MOST_POINTS = 100_000_000


class Gift(Clause):
    """What every gift states."""

    worth: Cost = Field(description="Worth to the customer, in money.")
    cost: Cost = Field(description="Cost to whoever funds it, in money.")
    tiers: list[Name] | None = Field(default=None, description="Levels that may get it; left out: all.")
    funded: Funding = Field(default=FIRM_PAYS, description="Who pays for it.")
    at_most: Annotated[Frequency, Range(1, 200, digits=0)] | None = Field(
        default=None, description="Such gifts of a member in a calendar year, e.g. '2 per year'."
    )

    @property
    def row(self) -> tuple[int, float, int]:
        """Return GIFT_*, the chance that it comes, 0-1, and what opens it; this one never comes."""
        return GIFT_UNTOLD, 0.0, 0


class Surprise(Gift):
    """A gift that comes with some orders, and that nobody is told of before."""

    chance: Annotated[Use, Range(0.0001, 100)] = Field(
        description="How many of the orders it comes with, e.g. '2% of orders'."
    )

    @property
    def row(self) -> tuple[int, float, int]:
        """Return GIFT_*, the chance and nothing that opens it."""
        return GIFT_UNTOLD, float(self.chance.size / 100), 0


def _entry(value: object) -> str | Points:
    if isinstance(value, Points) or value in ("order", "login"):
        return value
    try:
        points = Points.parse(value)
    except UnitError:
        text = f"{shown(value)} is no entry: may be order, login or points, e.g. '100 points'"
        raise UnitError(text) from None
    entry: Points = Range(1, MOST_POINTS).check(points)
    return entry


class Lottery(Gift):
    """A prize drawn among entries; the prize and the chance are published."""

    entry: Annotated[str | Points, PlainValidator(_entry, json_schema_input_type=str)] = Field(
        description="What enters: each order, each day with a login, or points that a member spends."
    )
    chance: Annotated[Share, Range(0.0001, 100, digits=4)] = Field(
        description="Chance of an entry to win, in percent."
    )

    @property
    def row(self) -> tuple[int, float, int]:
        """Return GIFT_*, the chance of an entry, and the points that it costs."""
        likely = float(self.chance.size / 100)
        if isinstance(self.entry, Points):
            return GIFT_FOR_POINTS, likely, int(self.entry.size)
        return (GIFT_AT_ORDER if self.entry == "order" else GIFT_AT_LOGIN), likely, 0


class Milestone(Gift):
    """A gift with an order of a certain number, e.g. the first or the tenth; nobody is told of it before."""

    order: Annotated[Whole, Range(1, 1_000)] = Field(
        description="Which kept order it comes with, counted from joining, in orders."
    )

    @property
    def row(self) -> tuple[int, float, int]:
        """Return GIFT_*, certainty, and the number of the order."""
        return GIFT_AT_MILESTONE, 1.0, self.order


# The kinds of gifts by the name of their field in `rewards`, in the order of the table.
GIFTS = ("surprises", "lotteries", "milestones")
GIFT_AT_MILESTONE = 4  # beside those in table.py, which other files name


def gifts_of(rewards: Rewards | None) -> dict[str, Gift]:
    """Return the gifts by name, in the order of the table."""
    return {name: gift for kind in GIFTS for name, gift in getattr(rewards, kind, {}).items()}


def check(draft: Draft) -> Iterator[Fault]:
    """Check gifts by themselves, and against points and levels."""
    rewards = draft.program.rewards
    if rewards is None:
        return
    yield from counted(gifts_of(rewards), MOST_GIFTS, ("rewards",), " and ".join(GIFTS))
    known: dict[str, str] = {}
    for kind in GIFTS:
        for name, gift in getattr(rewards, kind).items():
            path: Path = ("rewards", kind, name)
            yield from draft.unknown_levels(gift.tiers or (), (*path, "tiers"))
            yield from yearly_faults(gift.at_most, (*path, "at_most"))
            yield from gift.funded.faults((*path, "funded"))
            if known.setdefault(name, kind) != kind:
                text = f"'{name}' is one of {known[name]} too: give it another name"
                yield Fault(path, text, at_key=True)
    for name, surprise in rewards.surprises.items():
        if surprise.chance.of != "orders":
            text = f"is '{surprise.chance}', may be percent of orders, e.g. '2% of orders'"
            yield Fault(("rewards", "surprises", name, "chance"), text)
    for name, lottery in rewards.lotteries.items():
        # Points get their worth from what else they buy: a chance alone does not say what they are worth.
        if isinstance(lottery.entry, Points) and not (rewards.checkout or rewards.catalogue):
            text = f"is '{lottery.entry}', needs checkout or a catalogue, which say what a point is worth"
            yield Fault(("rewards", "lotteries", name, "entry"), text)


def gift_names(program: Program) -> tuple[str, ...]:
    """Return the names of all gifts in the order of the table."""
    return tuple(gifts_of(program.rewards))


def won_with(program: Program, kinds: Iterable[str]) -> tuple[str, ...]:
    """Return the names of what may come with an event of a worked case: with `buy`, or with `login`."""
    if not program.rewards:
        return ()
    lotteries = program.rewards.lotteries.items()
    by_login = [name for name, lottery in lotteries if lottery.entry == "login"]
    if "login" in kinds:
        return tuple(by_login)
    return tuple(name for name in gift_names(program) if name not in by_login)


def told(program: Program) -> list[str]:
    """Tell the surprises and lotteries, in the field's words."""
    rewards = program.rewards
    if rewards is None:
        return []
    words = [f"surprise {name}: {one.chance}" for name, one in rewards.surprises.items()]
    words += [f"gift {name} with order {one.order}" for name, one in rewards.milestones.items()]
    return words + [f"lottery {name}: {one.chance} by {one.entry}" for name, one in rewards.lotteries.items()]


def table(program: Program, frame: Frame) -> dict[str, Any]:
    """Return the part of the program's table about gifts."""
    levels, gifts = program.level_names, list(gifts_of(program.rewards).values())
    held = np.array([by_level(gift.tiers, levels) for gift in gifts], np.int64)
    rows = [gift.row for gift in gifts]
    return {
        "gift_kind": whole(kind for kind, _, _ in rows),
        "gift_number": whole(number for _, _, number in rows),
        "gift_chance": np.array([likely for _, likely, _ in rows], np.float64),
        "gift_worth": whole(gift.worth.minor for gift in gifts),
        "gift_cost": whole(gift.cost.minor for gift in gifts),
        "gift_at_most": whole(int(gift.at_most.size) if gift.at_most else 0 for gift in gifts),
        "gift_levels": held.reshape(-1, len(levels)),
        "gift_funding": np.array([gift.funded.table() for gift in gifts], np.int64).reshape(-1, FUNDERS),
    }


@rule
def gift_open(kind: int, number: int, usable: int, order: int) -> bool:
    """Tell whether what opens a gift is there.

    Units: GIFT_*; the number of the program's table; usable points; the member's kept orders with this one.
    Source: [derived] the terms of the program file.
    """
    if kind == GIFT_FOR_POINTS:
        return number <= usable
    if kind == GIFT_AT_MILESTONE:
        return number == order
    return True


@rule
def gifts_left(taken: int, at_most: int) -> bool:
    """Tell whether a member may get another such gift this calendar year.

    Units: gifts so far this year, gifts a year; 0: any number. Source: [derived] the limit of the program
    file.
    """
    return at_most == 0 or taken < at_most
