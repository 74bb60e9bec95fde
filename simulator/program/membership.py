"""How customers become members, and what an enrolment costs."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Literal

from pydantic import Field

from simulator.fields import Clause, Cost, Fault
from simulator.program.clause import Draft, Frame
from simulator.program.table import JOIN_AUTOMATIC, JOIN_OPT_IN, JOIN_PAID

if TYPE_CHECKING:
    from simulator.program import Program


JOINS = {"automatic": JOIN_AUTOMATIC, "opt_in": JOIN_OPT_IN, "paid": JOIN_PAID}


class Membership(Clause):
    """How customers become members."""

    join: Literal["automatic", "opt_in", "paid"] = Field(
        default="automatic",
        description="automatic: with the first order after hearing of the program; opt_in: by decision; "
        "paid: with the first fee or trial.",
    )
    hassle: Cost | None = Field(
        default=None, description="Effort of joining as the customer feels it, in money (opt_in only)."
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
    if clause.join == "paid":
        if clause.hassle is not None:
            yield Fault(("membership", "hassle"), "has no effect with join: paid: write it into paid")
        if draft.absent("paid"):
            yield Fault(("membership", "join"), "is paid, so it needs 'paid: {fee: ..., period: ...}'")


def table(program: Program, frame: Frame) -> dict[str, Any]:
    """Return the joining part of the program's table."""
    clause = program.membership or Membership()
    return {
        "join_kind": JOINS[clause.join],
        "join_hassle": clause.hassle.minor if clause.hassle else 0,
        "enrolment_cost": clause.enrolment_cost.minor if clause.enrolment_cost else 0,
    }
