"""The catalogue: rewards bought with points, by name.

Order of parts: fields, checks, table.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated, Any

import numpy as np
from pydantic import Field

from simulator.fields import Clause, Cost, Fault, Path, Range, Whole
from simulator.program.clause import FIRM_PAYS, Draft, Frame, Funding, counted, whole
from simulator.program.packed import MOST_ITEMS
from simulator.program.table import FUNDERS

if TYPE_CHECKING:
    from simulator.program import Program

AT: Path = ("rewards", "catalogue")


class Item(Clause):
    """One reward of the catalogue."""

    points: Annotated[Whole, Range(1, 100_000_000)] = Field(description="Its price, in points.")
    worth: Cost = Field(description="Worth to the customer, in money.")
    cost: Cost = Field(description="Cost to whoever funds it, in money.")
    funded: Funding = Field(default=FIRM_PAYS, description="Who pays for it.")


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
    }
