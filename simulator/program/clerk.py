"""A clerk of one's own: who has one, how much goes through him, and what he costs."""

from __future__ import annotations

import math
from collections.abc import Iterator
from decimal import Decimal
from typing import TYPE_CHECKING, Annotated, Any

import numpy as np
from pydantic import Field

from simulator.fields import Clause, Cost, Fault, Name, Range
from simulator.program.clause import FIRM_PAYS, Draft, Frame, Funding, by_level
from simulator.rule import rule
from simulator.units import Factor, Share

if TYPE_CHECKING:
    from simulator.program import Program


class Clerk(Clause):
    """A clerk of one's own."""

    tiers: list[Name] | None = Field(default=None, description="Levels that have one; left out: all.")
    served: Annotated[Share, Range(0, 100)] = Field(
        default=Share(Decimal(0)),
        description="Share of the member's orders that the own clerk serves, in percent.",
    )
    bond: Annotated[Factor, Range(0.1, 5)] = Field(
        default=Factor(Decimal(1)), description="How close the tie is, against the usual one of the market."
    )
    turnover: Annotated[Share, Range(0, 95)] = Field(
        default=Share(Decimal(0)), description="Share of clerks who leave in a year, in percent."
    )
    cost: Cost | None = Field(
        default=None,
        description="Cost a year of each member's clerk who has ordered within a year, in money.",
    )
    discount: Annotated[Share, Range(0, 100, digits=1)] = Field(
        default=Share(Decimal(0)), description="Price cut on orders that the own clerk serves, in percent."
    )
    funded: Funding = Field(default=FIRM_PAYS, description="Who pays for the price cut.")


def check(draft: Draft) -> Iterator[Fault]:
    """Tell what has no effect, and which levels there are not."""
    clause = draft.program.clerk
    if clause is None:
        return
    if clause.tiers == []:
        yield Fault(("clerk", "tiers"), "is an empty list: name a level, or leave tiers out for all")
    yield from draft.unknown_levels(clause.tiers or (), ("clerk", "tiers"))
    yield from clause.funded.faults(("clerk", "funded"))
    if not clause.served.size:
        for name in sorted(clause.model_fields_set - {"served"}):
            text = "has no effect: the clerk serves no order; add e.g. 'served: 70%'"
            yield Fault(("clerk", name), text, at_key=True)
    elif "funded" in clause.model_fields_set and not clause.discount.size:
        yield Fault(("clerk", "funded"), "has no effect: there is no discount", at_key=True)


def told(program: Program) -> list[str]:
    """Tell who has a clerk of their own, in the field's words."""
    clerk = program.clerk
    if clerk is None:
        return []
    whose = " and ".join(clerk.tiers) if clerk.tiers else "every member"
    return [f"a clerk of their own for {whose}, who serves {clerk.served} of orders"]


def table(program: Program, frame: Frame) -> dict[str, Any]:
    """Return the clerk's part of the program's table."""
    clause, levels = program.clerk or Clerk(), program.level_names
    nobody = np.zeros(len(levels), np.int64)
    return {
        "clerk_levels": by_level(clause.tiers, levels) if clause.served.size else nobody,
        "clerk_served": clause.served.ratio,
        "clerk_bond": clause.bond.thousandths / 1000.0,
        "clerk_leaves": weekly_turnover(clause.turnover.ratio),
        "clerk_cost": clause.cost.minor if clause.cost else 0,
        "clerk_discount": clause.discount.thousandths,
        "clerk_funding": clause.funded.table(),
    }


@rule
def weekly_turnover(yearly: float) -> float:
    """Return the chance that a clerk leaves in a week, when so large a share leaves in a year.

    Units: shares, 0 to below 1. Source: [assumption] constant hazard.
    """
    return 1.0 - math.exp(math.log(1.0 - yearly) / 52.0)
