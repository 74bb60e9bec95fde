"""How members and customers hear of the program, by one channel or several, and what that costs."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import TYPE_CHECKING, Annotated, Any, Literal

import numpy as np
from pydantic import Field

from simulator.fields import Clause, Fault, Path, Range
from simulator.program.clause import Draft, Frame, whole
from simulator.program.table import CHANNELS, TO_EVERYBODY, TO_MEMBERS, TO_OTHERS
from simulator.units import FineMoney, Frequency, Share

if TYPE_CHECKING:
    from simulator.program import Program

TO = {"everybody": TO_EVERYBODY, "members": TO_MEMBERS, "others": TO_OTHERS}


class Channel(Clause):
    """Contacts by one channel."""

    reach: Annotated[Share, Range(0, 100)] = Field(
        default=Share(Decimal(100)),
        description="Share of those within the clause's reach whom this channel gets to, in percent.",
    )
    contacts: Annotated[Frequency, Range(0, 100)] = Field(
        default=Frequency(Decimal(0), "month"),
        description="Contacts with each of them, e.g. per month.",
    )
    cost_per_contact: Annotated[FineMoney, Range(0, 100_000)] | None = Field(
        default=None, description="Cost of one contact, in money."
    )
    to: Literal["everybody", "members", "others"] = Field(
        default="everybody", description="Whom it goes to: everybody, members only, or others only."
    )


class Channels(Clause):
    """Contacts by channel."""

    app_push: Channel | None = Field(default=None, description="Messages of an app.")
    email: Channel | None = Field(default=None, description="Electronic mail.")
    mail: Channel | None = Field(default=None, description="Letters and catalogues.")
    phone: Channel | None = Field(default=None, description="Calls.")
    sms: Channel | None = Field(default=None, description="Text messages.")


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
    channels: Channels | None = Field(
        default=None, description="Contacts by channel, instead of contacts and cost_per_contact."
    )

    def listed(self) -> dict[str, Channel]:
        """Return the channels that are used, by name."""
        return {name: one for name in CHANNELS if (one := getattr(self.channels, name, None)) is not None}


def check(draft: Draft) -> Iterator[Fault]:
    """Tell when contacts that nobody makes have a cost or a channel, and when they are told twice."""
    clause = draft.program.communication
    if clause is None:
        return
    path: Path = ("communication",)
    if clause.channels is not None:
        for name in ("contacts", "cost_per_contact"):
            if name in clause.model_fields_set:
                text = "has no effect beside channels: give each channel its own"
                yield Fault((*path, name), text, at_key=True)
        for name, channel in clause.listed().items():
            for field in sorted(channel.model_fields_set - {"contacts"}):
                if not channel.contacts.size:
                    text = "has no effect: there are no contacts; add e.g. 'contacts: 1 per month'"
                    yield Fault((*path, "channels", name, field), text)
    elif clause.cost_per_contact and clause.cost_per_contact.size and not clause.contacts.size:
        text = "has no effect: there are no contacts; add e.g. 'contacts: 1 per month'"
        yield Fault((*path, "cost_per_contact"), text)


def told(program: Program) -> list[str]:
    """Tell the contacts, in the field's words."""
    clause = program.communication
    if clause is None:
        return []
    dear = f" at {clause.cost_per_contact} each" if clause.cost_per_contact else ""
    return [f"contacts {clause.contacts}{dear}, reach {clause.reach}"]


def table(program: Program, frame: Frame) -> dict[str, Any]:
    """Return the communication part of the program's table."""
    clause = program.communication or Communication()
    used = clause.listed()
    each = [used.get(name, Channel()) for name in CHANNELS]
    return {
        "reach": clause.reach.ratio,
        "contacts": clause.contacts.per_week,
        "contact_cost": clause.cost_per_contact.millionths if clause.cost_per_contact else 0,
        "channel_reach": np.array([one.reach.ratio for one in each], np.float64),
        "channel_contacts": np.array([one.contacts.per_week for one in each], np.float64),
        "channel_cost": whole(one.cost_per_contact.millionths if one.cost_per_contact else 0 for one in each),
        "channel_to": whole(TO[one.to] for one in each),
    }
