"""One account for a household: others order on the member's account and use what it has."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import TYPE_CHECKING, Annotated, Any

from pydantic import Field

from simulator.fields import Clause, Fault, Range, Switch, Whole
from simulator.program.clause import Draft, Frame
from simulator.units import Share

if TYPE_CHECKING:
    from simulator.program import Program

SharePart = Annotated[Share, Range(0, 100)]


class Household(Clause):
    """Others who order on a member's account."""

    members: Annotated[Whole, Range(2, 6)] = Field(
        description="People on one account where it is shared, the member included."
    )
    share: SharePart = Field(
        default=Share(Decimal(40)), description="Share of members whose account others use too, in percent."
    )
    orders: SharePart = Field(
        default=Share(Decimal(25)),
        description="Orders of each of the others for each order of the member, in percent.",
    )
    paid: Switch = Field(
        default=False, description="Whether an account is shared only while its member pays (yes or no)."
    )


def check(draft: Draft) -> Iterator[Fault]:
    """Tell when nobody would ever order on another's account."""
    clause = draft.program.household
    if clause is None:
        return
    for name in ("share", "orders"):
        if getattr(clause, name).size == 0:
            yield Fault(("household", name), "is 0%, so no account is ever shared: leave household out")


def told(program: Program) -> list[str]:
    """Tell who shares an account, in the field's words."""
    shared = program.household
    return [f"up to {shared.members} share an account, as {shared.share} of members do"] if shared else []


def table(program: Program, frame: Frame) -> dict[str, Any]:
    """Return the household part of the program's table."""
    clause = program.household
    return {
        "household_share": clause.share.ratio if clause else 0.0,
        "household_orders": (clause.members - 1) * clause.orders.ratio if clause else 0.0,
        "household_paid": int(clause.paid) if clause else 0,
    }
