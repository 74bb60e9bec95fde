"""How customers become members, and what an enrolment costs."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import Field

from simulator.fields import Clause, Cost, Fault, Range, Whole
from simulator.program.clause import Draft, Frame
from simulator.program.table import JOIN_AUTOMATIC, JOIN_INVITATION, JOIN_OPT_IN, JOIN_PAID
from simulator.rule import rule
from simulator.units import Span

if TYPE_CHECKING:
    from simulator.program import Program


JOINS = {
    "automatic": JOIN_AUTOMATIC, "opt_in": JOIN_OPT_IN, "paid": JOIN_PAID, "invitation": JOIN_INVITATION,
}  # fmt: skip


class Invite(Clause):
    """Which customers are asked to join."""

    orders: Annotated[Whole, Range(1, 1_000)] | None = Field(
        default=None, description="Own orders that it takes, neither refused nor returned."
    )
    spend: Cost | None = Field(default=None, description="Spend on kept orders that it takes, in money.")
    within: Annotated[Span, Range(1, 1_100, weeks=156)] = Field(
        description="Time in which they are counted, in weeks from the first order on, then anew."
    )


class Membership(Clause):
    """How customers become members."""

    join: Literal["automatic", "opt_in", "invitation", "paid"] = Field(
        default="automatic",
        description="automatic: with the first order after hearing of the program; opt_in: by decision; "
        "invitation: by decision of those who are asked; paid: with the first fee or trial.",
    )
    invite: Invite | None = Field(default=None, description="Who is asked, with join: invitation.")
    hassle: Cost | None = Field(
        default=None,
        description="Effort of joining as the customer feels it, in money (opt_in and invitation).",
    )
    enrolment_cost: Cost | None = Field(
        default=None, description="Cost to the firm of one enrolment, in money."
    )


def check(draft: Draft) -> Iterator[Fault]:
    """Tell when there is a hassle that nobody meets."""
    clause = draft.program.membership
    if clause is None:
        return
    if clause.join == "automatic" and clause.hassle is not None and clause.hassle.size > 0:
        yield Fault(
            ("membership", "hassle"), "has no effect with join: automatic; remove it or use join: opt_in"
        )
    yield from _invite_faults(clause)
    if clause.join == "paid":
        if clause.hassle is not None:
            yield Fault(("membership", "hassle"), "has no effect with join: paid: write it into paid")
        if draft.absent("paid"):
            yield Fault(("membership", "join"), "is paid, so it needs 'paid: {fee: ..., period: ...}'")


def _invite_faults(clause: Membership) -> Iterator[Fault]:
    """Tell when nobody, or everybody, could be asked."""
    invite = clause.invite
    if clause.join == "invitation" and invite is None:
        yield Fault(
            ("membership", "join"), "is invitation, so it needs 'invite: {orders: 5, within: 52 weeks}'"
        )
    if invite is None:
        return
    if clause.join != "invitation":
        yield Fault(("membership", "invite"), "has no effect: it is for join: invitation", at_key=True)
    if (invite.orders is None) == (invite.spend is None):
        have = "both orders and spend" if invite.orders else "neither orders nor spend"
        yield Fault(("membership", "invite"), f"has {have}, needs exactly one of them", at_key=True)
    if invite.spend is not None and invite.spend.size == 0:
        yield Fault(("membership", "invite", "spend"), "is nothing, so everybody would be asked: use opt_in")


def told(program: Program) -> list[str]:
    """Tell how customers become members, in the field's words."""
    clause = program.membership
    if clause is None:
        return []
    if clause.join == "automatic":
        return ["automatic, with the first order after hearing of the program"]
    how = {"opt_in": "opt-in", "invitation": "by invitation", "paid": "paid"}[clause.join]
    return [how + (f", an effort of {clause.hassle}" if clause.hassle else "")]


def table(program: Program, frame: Frame) -> dict[str, Any]:
    """Return the joining part of the program's table."""
    clause = program.membership or Membership()
    return {
        "join_kind": JOINS[clause.join],
        "join_hassle": clause.hassle.minor if clause.hassle else 0,
        "invite_orders": clause.invite.orders or 0 if clause.invite else 0,
        "invite_spend": clause.invite.spend.minor if clause.invite and clause.invite.spend else 0,
        "invite_weeks": clause.invite.within.weeks if clause.invite else 0,
        "enrolment_cost": clause.enrolment_cost.minor if clause.enrolment_cost else 0,
    }


@rule
def is_invited(orders: int, spent: int, weeks: int, needed: int, needed_spend: int, within: int) -> bool:
    """Tell whether a customer has ordered or spent enough to be asked.

    Units: own kept orders and spend in minor units since the count began, weeks since then; what it takes,
    0 where it does not count, and the weeks in which it is counted. Source: [derived] the invitation of the
    program file.
    """
    return 0 <= weeks < within and orders >= needed and spent >= needed_spend
