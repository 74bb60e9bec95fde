"""Gifts by chance: surprises that nobody is told of before, and lotteries whose prize everybody knows.

Order of parts: the fields, checks, table, rule. Both are one list in the table: surprises, then lotteries.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Annotated, Any

import numpy as np
from pydantic import Field, PlainValidator

from simulator.fields import Clause, Cost, Fault, Name, Path, Range
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

MOST_POINTS = 100_000_000


class Surprise(Clause):
    """A gift that comes with some orders, and that nobody is told of before."""

    chance: Annotated[Use, Range(0.0001, 100)] = Field(
        description="How many of the orders it comes with, e.g. '2% of orders'."
    )
    worth: Cost = Field(description="Worth to the customer, in money.")
    cost: Cost = Field(description="Cost to whoever funds it, in money.")
    tiers: list[Name] | None = Field(default=None, description="Levels that may get it; left out: all.")
    at_most: Annotated[Frequency, Range(1, 200, digits=0)] | None = Field(
        default=None, description="Such gifts of a member in a calendar year, e.g. '2 per year'."
    )
    funded: Funding = Field(default=FIRM_PAYS, description="Who pays for it.")


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


class Lottery(Clause):
    """A prize drawn among entries; the prize and the chance are published."""

    entry: Annotated[str | Points, PlainValidator(_entry, json_schema_input_type=str)] = Field(
        description="What enters: each order, each day with a login, or points that a member spends."
    )
    chance: Annotated[Share, Range(0.0001, 100, digits=4)] = Field(
        description="Chance of an entry to win, in percent."
    )
    worth: Cost = Field(description="Worth of the prize to the customer, in money.")
    cost: Cost = Field(description="Cost of the prize to whoever funds it, in money.")
    tiers: list[Name] | None = Field(default=None, description="Levels that may enter; left out: all.")
    at_most: Annotated[Frequency, Range(1, 200, digits=0)] | None = Field(
        default=None, description="Prizes of a member in a calendar year, e.g. '1 per year'."
    )
    funded: Funding = Field(default=FIRM_PAYS, description="Who pays for the prizes.")


def check(draft: Draft) -> Iterator[Fault]:
    """Check surprises and lotteries by themselves, and against points and levels."""
    rewards = draft.program.rewards
    if rewards is None:
        return
    both: dict[str, Surprise | Lottery] = {**rewards.surprises, **rewards.lotteries}
    yield from counted(both, MOST_GIFTS, ("rewards",), "surprises and lotteries")
    for kind, gifts in (("surprises", rewards.surprises), ("lotteries", rewards.lotteries)):
        for name, gift in gifts.items():
            path: Path = ("rewards", kind, name)
            yield from draft.unknown_levels(gift.tiers or (), (*path, "tiers"))
            yield from yearly_faults(gift.at_most, (*path, "at_most"))
            yield from gift.funded.faults((*path, "funded"))
    for name, surprise in rewards.surprises.items():
        if surprise.chance.of != "orders":
            text = f"is '{surprise.chance}', may be percent of orders, e.g. '2% of orders'"
            yield Fault(("rewards", "surprises", name, "chance"), text)
        if name in rewards.lotteries:
            text = f"'{name}' is a surprise too: give it another name"
            yield Fault(("rewards", "lotteries", name), text, at_key=True)
    for name, lottery in rewards.lotteries.items():
        # Points get their worth from what else they buy: a chance alone does not say what they are worth.
        if isinstance(lottery.entry, Points) and not (rewards.checkout or rewards.catalogue):
            text = f"is '{lottery.entry}', needs checkout or a catalogue, which say what a point is worth"
            yield Fault(("rewards", "lotteries", name, "entry"), text)


def gift_names(program: Program) -> tuple[str, ...]:
    """Return the names of surprises, then of lotteries, in the order of the table."""
    return (*program.rewards.surprises, *program.rewards.lotteries) if program.rewards else ()


def won_with(program: Program, kinds: Iterable[str]) -> tuple[str, ...]:
    """Return the names of what may come with an event of a worked case: with `buy`, or with `login`."""
    if not program.rewards:
        return ()
    lotteries = program.rewards.lotteries.items()
    by_login = [name for name, lottery in lotteries if lottery.entry == "login"]
    if "login" in kinds:
        return tuple(by_login)
    return tuple(name for name in gift_names(program) if name not in by_login)


def _kind(gift: Surprise | Lottery) -> int:
    if isinstance(gift, Surprise):
        return GIFT_UNTOLD
    if isinstance(gift.entry, Points):
        return GIFT_FOR_POINTS
    return GIFT_AT_ORDER if gift.entry == "order" else GIFT_AT_LOGIN


def told(program: Program) -> list[str]:
    """Tell the surprises and lotteries, in the field's words."""
    rewards = program.rewards
    if rewards is None:
        return []
    words = [f"surprise {name}: {one.chance}" for name, one in rewards.surprises.items()]
    return words + [f"lottery {name}: {one.chance} by {one.entry}" for name, one in rewards.lotteries.items()]


def table(program: Program, frame: Frame) -> dict[str, Any]:
    """Return the part of the program's table about gifts by chance."""
    rewards, levels = program.rewards, program.level_names
    gifts: list[Surprise | Lottery] = []
    if rewards:
        gifts = [*rewards.surprises.values(), *rewards.lotteries.values()]
    entries = [getattr(gift, "entry", None) for gift in gifts]
    return {
        "gift_kind": whole(_kind(gift) for gift in gifts),
        "gift_points": whole(int(one.size) if isinstance(one, Points) else 0 for one in entries),
        "gift_chance": np.array([float(gift.chance.size / 100) for gift in gifts], np.float64),
        "gift_worth": whole(gift.worth.minor for gift in gifts),
        "gift_cost": whole(gift.cost.minor for gift in gifts),
        "gift_at_most": whole(int(gift.at_most.size) if gift.at_most else 0 for gift in gifts),
        "gift_levels": np.array([by_level(gift.tiers, levels) for gift in gifts], np.int64).reshape(
            -1, len(levels)
        ),
        "gift_funding": np.array([gift.funded.table() for gift in gifts], np.int64).reshape(-1, FUNDERS),
    }


@rule
def gifts_left(taken: int, at_most: int) -> bool:
    """Tell whether a member may get another such gift this calendar year.

    Units: gifts so far this year, gifts a year; 0: any number. Source: the limit of the program file.
    """
    return at_most == 0 or taken < at_most
