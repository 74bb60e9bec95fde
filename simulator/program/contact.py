"""Contact before and after a sale: reminders to members who are quiet, and calls after an order."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated, Any

from pydantic import Field

from simulator.fields import Clause, Fault, Range
from simulator.program.clause import Draft, Frame
from simulator.units import FineMoney, Share, Span

if TYPE_CHECKING:
    from simulator.program import Program

ContactCost = Annotated[FineMoney, Range(0, 100_000)]


class BeforeSale(Clause):
    """Reminders to members who have not ordered for a while."""

    after: Annotated[Span, Range(1, 1_100, weeks=156)] = Field(
        description="How long a member has not ordered when the reminder comes, e.g. 8 weeks."
    )
    again: Annotated[Span, Range(1, 1_100, weeks=156)] | None = Field(
        default=None,
        description="How long until it comes again while the member stays quiet; left out: never.",
    )
    cost_per_reminder: ContactCost | None = Field(default=None, description="Cost of a reminder, in money.")


class AfterSale(Clause):
    """Calls to members after an order."""

    share: Annotated[Share, Range(0.1, 100)] = Field(
        description="Share of members' orders that are followed by a call, in percent."
    )
    cost_per_call: ContactCost | None = Field(default=None, description="Cost of a call, in money.")


class Contact(Clause):
    """Contact with members before and after a sale."""

    before_sale: BeforeSale | None = Field(default=None, description="Reminders to members who are quiet.")
    after_sale: AfterSale | None = Field(default=None, description="Calls after an order.")


def check(draft: Draft) -> Iterator[Fault]:
    """Nothing can be wrong between these fields and others."""
    yield from ()


def told(program: Program) -> list[str]:
    """Tell of reminders and calls, in the field's words."""
    contact = program.contact
    if contact is None:
        return []
    before, after = contact.before_sale, contact.after_sale
    words = [f"a reminder after {before.after} of silence"] if before else []
    return words + ([f"a call after {after.share} of orders"] if after else [])


def table(program: Program, frame: Frame) -> dict[str, Any]:
    """Return the contact part of the program's table."""
    clause = program.contact or Contact()
    before, after = clause.before_sale, clause.after_sale
    return {
        "reminder_after": before.after.weeks if before else 0,
        "reminder_again": before.again.weeks if before and before.again else 0,
        "reminder_cost": _cost(before.cost_per_reminder) if before else 0,
        "call_share": after.share.ratio if after else 0.0,
        "call_cost": _cost(after.cost_per_call) if after else 0,
    }


def _cost(cost: FineMoney | None) -> int:
    return cost.millionths if cost else 0
