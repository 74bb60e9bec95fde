"""How members and customers hear of the program, and what that costs."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import TYPE_CHECKING, Annotated, Any

from pydantic import Field

from simulator.fields import Clause, Fault, Range
from simulator.program.clause import Draft, Frame
from simulator.units import FineMoney, Frequency, Share

if TYPE_CHECKING:
    from simulator.program import Program


class Communication(Clause):
    """How customers hear of the program."""

    reach: Annotated[Share, Range(0, 100)] = Field(
        default=Share(Decimal(100)),
        description="Share of customers that the program can ever reach, in percent.",
    )
    contacts: Annotated[Frequency, Range(0, 100)] = Field(
        default=Frequency(Decimal(0), "month"),
        description="Contacts with each reached customer, e.g. per month.",
    )
    cost_per_contact: Annotated[FineMoney, Range(0, 100_000)] | None = Field(
        default=None, description="Cost of one contact, in money."
    )


def check(draft: Draft) -> Iterator[Fault]:
    """Tell when contacts that nobody makes have a cost."""
    clause = draft.program.communication
    if clause and clause.cost_per_contact and clause.cost_per_contact.size and not clause.contacts.size:
        text = "has no effect: there are no contacts; add e.g. 'contacts: 1 per month'"
        yield Fault(("communication", "cost_per_contact"), text)


def table(program: Program, frame: Frame) -> dict[str, Any]:
    """Return the communication part of the program's table."""
    clause = program.communication or Communication()
    return {
        "reach": clause.reach.ratio,
        "contacts": clause.contacts.per_week,
        "contact_cost": clause.cost_per_contact.millionths if clause.cost_per_contact else 0,
    }
