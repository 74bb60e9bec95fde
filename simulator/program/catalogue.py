"""The catalogue: rewards bought with points, by name.

Order of parts: fields, checks, table, rules.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Self

import numpy as np
from pydantic import Field

from simulator.fields import Clause, Cost, Fault, Path, Range, Whole
from simulator.program.clause import FIRM_PAYS, Draft, Frame, Funding, counted, whole
from simulator.program.packed import MOST_ITEMS
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
from simulator.units import WHOLE, Frequency, Quantity

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


class Item(Clause):
    """One reward of the catalogue."""

    points: Annotated[Whole, Range(1, 100_000_000)] = Field(description="Its price, in points.")
    worth: Cost = Field(description="Worth to the customer, in money.")
    cost: Cost = Field(description="Cost to whoever funds it, in money.")
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


# ---- table ----------------------------------------------------------------------------------------------


def in_order(program: Program) -> dict[str, Item]:
    """Return the rewards in the order of the table: by price in points, then by name."""
    items = program.rewards.catalogue if program.rewards else {}
    return dict(sorted(items.items(), key=lambda named: (named[1].points, named[0])))


def table(program: Program, frame: Frame) -> dict[str, Any]:
    """Return the catalogue's part of the program's table."""
    items = list(in_order(program).values())
    return {
        "catalogue_points": whole(item.points for item in items),
        "catalogue_worth": whole(item.worth.minor for item in items),
        "catalogue_cost": whole(item.cost.minor for item in items),
        "catalogue_funding": np.array([item.funded.table() for item in items], np.int64).reshape(-1, FUNDERS),
        "catalogue_limit": whole(int(item.at_most.size) if item.at_most else 0 for item in items),
        "catalogue_limit_span": whole(LIMITS[item.at_most.within] if item.at_most else 0 for item in items),
        "catalogue_stock": whole(for_market(item.stock, frame.customers) for item in items),
        "catalogue_stock_span": whole(STOCKS[item.stock.period] if item.stock else 0 for item in items),
    }


def for_market(stock: Frequency | None, customers: int) -> int:
    """Return a stock per 1,000 customers for a market of so many, rounded half up; -1 where there is none."""
    if stock is None:
        return -1
    return int(stock.size * 1_000 * customers + PER_CUSTOMERS * 500) // (PER_CUSTOMERS * 1_000)


# ---- rules ----------------------------------------------------------------------------------------------


@rule
def served_share(left: int, wishes: int) -> float:
    """Return the share of a week's wishes for a reward that is served, 0-1.

    Units: pieces left when the week opens (below 0 when more were handed out than there were), and wishes
    of the week before, which stand for those of the week.
    Source: rationing at random by last week's wishes, an assumption; nobody knows this week's.
    """
    if left <= 0:
        return 0.0
    if wishes <= left:
        return 1.0
    return left / wishes
