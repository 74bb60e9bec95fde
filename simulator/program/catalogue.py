"""The catalogue: rewards bought with points, by name.

Order of parts: fields, checks, table, rules.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Literal, Self

import numpy as np
from pydantic import Field

from simulator.fields import Clause, Cost, Fault, Path, Range, Whole
from simulator.program.clause import FIRM_PAYS, Draft, Frame, Funding, counted, whole
from simulator.program.sizes import MOST_ITEMS
from simulator.program.table import (
    FUNDERS,
    LIMIT_EVER,
    LIMIT_MONTH,
    LIMIT_YEAR,
    STOCK_MONTH,
    STOCK_WEEK,
    STOCK_YEAR,
)
from simulator.rule import rule
from simulator.units import WHOLE, Frequency, Quantity, Span

if TYPE_CHECKING:
    from simulator.program import Program

AT: Path = ("rewards", "catalogue")
LIMITS = {"ever": LIMIT_EVER, "month": LIMIT_MONTH, "year": LIMIT_YEAR}
STOCKS = {"week": STOCK_WEEK, "month": STOCK_MONTH, "year": STOCK_YEAR}
PER_CUSTOMERS = 1_000


@dataclass(frozen=True)
class Allowance(Quantity):
    """How many a member may have, as `1 per year` or `2 ever`.

    Parameters
    ----------
    size
        A whole number.
    within
        `month` or `year` of the calendar, or `ever`.
    """

    within: str

    what: ClassVar[str] = "an allowance"
    unit: ClassVar[str] = "per month or year, or ever"
    example: ClassVar[str] = "1 per year"
    pattern: ClassVar[str] = WHOLE + r"\s+(?:per\s+(?P<within>month|year)|ever)"

    @classmethod
    def read(cls, found: re.Match[str]) -> Self:
        """Make the allowance of its two parts."""
        return cls(Decimal(found["size"]), found["within"] or "ever")

    @classmethod
    def hint(cls, text: object) -> str:
        """Show every form."""
        return "write e.g. '1 per month', '2 per year' or '1 ever'"

    def __str__(self) -> str:
        return f"{self.size} ever" if self.within == "ever" else f"{self.size} per {self.within}"


Price = Annotated[Whole, Range(1, 100_000_000)]


class Item(Clause):
    """One reward of the catalogue."""

    price: Literal["fixed", "dynamic", "cash"] = Field(
        default="fixed",
        description="fixed: the points stated; dynamic: the points stated times last week's wishes over the "
        "normal ones; cash: its worth over the worth of a point.",
    )
    points: Price | None = Field(default=None, description="Its price, in points; with price: cash none.")
    least: Price | None = Field(default=None, alias="from", description="Least points of a dynamic price.")
    to: Price | None = Field(default=None, description="Most points of a dynamic price.")
    normal: Annotated[Frequency, Range(0.001, 1_000_000, digits=3)] | None = Field(
        default=None,
        description="Wishes at which a dynamic price is the points stated, per 1,000 customers of the "
        "market; left out: the stock.",
    )
    worth: Cost = Field(description="Worth to the customer, in money.")
    cost: Cost | None = Field(
        default=None, description="Cost to whoever funds it, in money; of a voucher what it takes off."
    )
    kind: Literal["goods", "experience"] = Field(
        default="goods",
        description="experience: it is lived through (a concert, a day in a lounge) and leaves a feeling.",
    )
    gives: Literal["voucher"] | None = Field(
        default=None, description="voucher: money off the next order that is large enough."
    )
    over: Cost | None = Field(
        default=None, description="Smallest order that a voucher is used with; left out: its worth."
    )
    valid: Annotated[Span, Range(1, 730, weeks=104)] | None = Field(
        default=None, description="How long a voucher may be used after the week it was bought in."
    )
    funded: Funding = Field(default=FIRM_PAYS, description="Who pays for it.")
    at_most: Annotated[Allowance, Range(1, 200)] | None = Field(
        default=None, description="How many of it one member may take, in a calendar month or year or ever."
    )
    stock: Annotated[Frequency, Range(0, 1_000_000, digits=3)] | None = Field(
        default=None,
        description="How many of it there are a week, month or year, per 1,000 customers of the market.",
    )


# ---- checks ---------------------------------------------------------------------------------------------


def check(draft: Draft) -> Iterator[Fault]:
    """Check the rewards by themselves and against points."""
    items = draft.program.rewards.catalogue if draft.program.rewards else {}
    yield from counted(items, MOST_ITEMS, AT, "rewards")
    for name, item in items.items():
        yield from item.funded.faults((*AT, name, "funded"))
        yield from _price_faults(item, draft, (*AT, name))
        yield from _voucher_faults(item, (*AT, name))
        if item.kind == "experience" and (item.gives or item.worth.size == 0):
            what = "a voucher, which is money" if item.gives else "worth: 0, which nobody feels"
            yield Fault((*AT, name, "kind"), f"is experience, which has no effect on {what}")


def _price_faults(item: Item, draft: Draft, path: Path) -> Iterator[Fault]:
    """Tell what the price of a reward lacks, and what has no effect on it."""
    if item.price == "cash":
        yield from _cash_faults(item, draft, path)
    elif item.points is None:
        yield Fault(path, "lacks points: its price, in points", at_key=True)
    if item.price != "dynamic":
        for key, value in (("from", item.least), ("to", item.to), ("normal", item.normal)):
            if value is not None:
                yield Fault((*path, key), "has no effect: it is for price: dynamic", at_key=True)
        return
    if item.least is None or item.to is None:
        yield Fault((*path, "price"), "is dynamic, so it needs from and to, the least and the most points")
    elif item.points is not None and not item.least <= item.points <= item.to:
        yield Fault((*path, "points"), f"is {item.points}, may be {item.least} to {item.to}, its from and to")
    elif item.least == item.to:
        yield Fault((*path, "to"), f"is {item.to}, the same as from: write price: fixed")
    if item.normal is None and item.stock is None:
        yield Fault(
            (*path, "price"), "is dynamic, so it needs normal, e.g. 'normal: 20 per week', or a stock"
        )
    elif item.normal is None and item.stock and item.stock.size == 0:
        yield Fault((*path, "stock"), "is 0, so the price needs normal, e.g. 'normal: 20 per week'")


def _voucher_faults(item: Item, path: Path) -> Iterator[Fault]:
    """Tell what a voucher lacks, and what has no effect on it or without it."""
    if item.gives is None:
        if item.cost is None:
            yield Fault(path, "lacks cost: cost to whoever funds it, in money", at_key=True)
        for key, value in (("over", item.over), ("valid", item.valid)):
            if value is not None:
                yield Fault((*path, key), "has no effect: it is for gives: voucher", at_key=True)
        return
    if item.valid is None:
        yield Fault((*path, "gives"), "is voucher, so it needs valid, e.g. 'valid: 8 weeks'")
    if item.cost is not None:
        yield Fault((*path, "cost"), "has no effect: a voucher costs what it takes off an order", at_key=True)
    if item.worth.size == 0:
        yield Fault((*path, "worth"), "is 0, so the voucher takes nothing off")
    if item.over and item.over.size < item.worth.size:
        yield Fault((*path, "over"), f"is {item.over}, may be {item.worth} (its worth) or more")


def _cash_faults(item: Item, draft: Draft, path: Path) -> Iterator[Fault]:
    points = draft.program.points
    if item.points is not None:
        yield Fault((*path, "points"), "has no effect: price: cash follows from worth", at_key=True)
    if points and (points.value is None or points.value.size == 0):
        yield Fault((*path, "price"), "is cash, so it needs the worth of a point: add value to points")
    if item.worth.size == 0:
        yield Fault((*path, "worth"), "is 0, so nothing is left for price: cash to follow")


# ---- table ----------------------------------------------------------------------------------------------


def in_order(program: Program) -> dict[str, Item]:
    """Return the rewards in the order of the table: by price in points, then by name."""
    items = program.rewards.catalogue if program.rewards else {}
    return dict(sorted(items.items(), key=lambda named: (points_of(named[1], program), named[0])))


def points_of(item: Item, program: Program) -> int:
    """Return the price of a reward in points, of a dynamic price its base; cash is rounded up to a point."""
    value = program.points.value if program.points else None
    if item.price == "cash" and value:
        return -(-item.worth.minor * 1_000_000 // value.millionths)
    return item.points or 0


def normal_wishes(item: Item, customers: int) -> int:
    """Return the wishes a week at which a dynamic price is its base, in thousandths; 0 for another price."""
    normal = item.normal or item.stock
    if item.price != "dynamic" or normal is None:
        return 0
    return max(1, round(normal.per_week * customers))


def told(program: Program) -> list[str]:
    """Tell what is special about the rewards of the catalogue, in the field's words."""
    words = []
    for name, item in (program.rewards.catalogue if program.rewards else {}).items():
        special: list[str] = [item.kind] if item.kind != "goods" else []
        special += [f"a voucher valid for {item.valid}"] if item.gives else []
        special += [f"{item.price} price"] if item.price != "fixed" else []
        special += [f"at most {item.at_most}"] if item.at_most else []
        special += [f"{item.stock} in stock"] if item.stock else []
        if special:
            words.append(f"{name}: {', '.join(special)}")
    return words


def table(program: Program, frame: Frame) -> dict[str, Any]:
    """Return the catalogue's part of the program's table."""
    items = list(in_order(program).values())
    return {
        "catalogue_points": whole(points_of(item, program) for item in items),
        "catalogue_worth": whole(item.worth.minor for item in items),
        "catalogue_cost": whole((item.cost or item.worth).minor for item in items),
        "catalogue_funding": np.array([item.funded.table() for item in items], np.int64).reshape(-1, FUNDERS),
        "catalogue_limit": whole(int(item.at_most.size) if item.at_most else 0 for item in items),
        "catalogue_limit_span": whole(LIMITS[item.at_most.within] if item.at_most else 0 for item in items),
        "catalogue_stock": whole(for_market(item.stock, frame.customers) for item in items),
        "catalogue_stock_span": whole(STOCKS[item.stock.period] if item.stock else 0 for item in items),
        "catalogue_normal": whole(normal_wishes(item, frame.customers) for item in items),
        "catalogue_least": whole(item.least or 0 for item in items),
        "catalogue_dearest": whole(item.to or 0 for item in items),
        "catalogue_voucher": whole(item.valid.weeks if item.valid else 0 for item in items),
        "catalogue_over": whole((item.over or item.worth).minor if item.gives else 0 for item in items),
        "catalogue_experience": whole(item.kind == "experience" for item in items),
    }


def for_market(stock: Frequency | None, customers: int) -> int:
    """Return a stock per 1,000 customers for a market of so many, rounded half up; -1 where there is none."""
    if stock is None:
        return -1
    return int(stock.size * 1_000 * customers + PER_CUSTOMERS * 500) // (PER_CUSTOMERS * 1_000)


# ---- rules ----------------------------------------------------------------------------------------------


@rule
def price_by_demand(base: int, wishes: int, normal: int, least: int, most: int) -> int:
    """Return the dynamic price of a reward: in proportion to the wishes for it, whole points rounded up.

    Parameters
    ----------
    base, least, most
        Price at normal demand, and its bounds, points.
    wishes, normal
        Wishes of last week and normal ones, both in the same unit, normal above 0.

    Source: [derived in part] the program file; that the price is in proportion to demand is an assumption.
    """
    asked = -(-base * wishes // normal)
    return min(most, max(least, asked))


@rule
def served_share(left: int, wishes: int) -> float:
    """Return the share of a week's wishes for a reward that is served, 0-1.

    Units: pieces left when the week opens (below 0 when more were handed out than there were), and wishes
    of the week before, which stand for those of the week.
    Source: [assumption] rationing at random by last week's wishes; nobody knows this week's.
    """
    if left <= 0:
        return 0.0
    if wishes <= left:
        return 1.0
    return left / wishes
