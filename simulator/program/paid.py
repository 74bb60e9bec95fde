"""A membership that is paid for, on top of the free program: fee, term, trial, renewal and refund.

Order of parts: fields, checks, table, rules. What paying members have beside is marked `paid: yes` where it
stands.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import Field, GetJsonSchemaHandler, model_validator
from pydantic_core import CoreSchema

from simulator.fields import Clause, Cost, Fault, Range, Switch, Whole
from simulator.program.clause import Draft, Frame
from simulator.program.table import REFUND_NONE, REFUND_PRO_RATA, REFUND_WITHIN
from simulator.rule import rule
from simulator.units import Factor, Money, Span, UnitError, shown

if TYPE_CHECKING:
    from simulator.program import Program

Fee = Annotated[Money, Range(0, 1_000_000)]
PaidFactor = Annotated[Factor, Range(0, 10, digits=3)]
NO_REDUCTION = -1
ONCE = Factor(Decimal(1))


class Refund(Clause):
    """What a member gets back who cancels before the term is over."""

    pro_rata: Switch = Field(default=False, description="The unused part of the fee, by days (yes or no).")
    within: Annotated[Span, Range(1, 366, weeks=52)] | None = Field(
        default=None, description="The whole fee, within so long after it was paid."
    )

    @model_validator(mode="before")
    @classmethod
    def _word(cls, value: object) -> object:
        if isinstance(value, str):
            words: dict[str, dict[str, bool]] = {"none": {}, "pro_rata": {"pro_rata": True}}
            if value not in words:
                raise UnitError(f"{shown(value)} is no refund: may be none, pro_rata or {{within: 2 weeks}}")
            return words[value]
        return value

    @classmethod
    def __get_pydantic_json_schema__(
        cls, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> dict[str, Any]:
        return {"anyOf": [{"const": "none"}, {"const": "pro_rata"}, handler(schema)]}


class Reduced(Clause):
    """A lower fee for those who hold enough qualifying value when it falls due."""

    fee: Fee = Field(description="The lower fee for a term, in money.")
    starts: Annotated[Whole, Range(1, 1_000_000_000)] = Field(
        alias="from", description="Qualifying value that it asks for, in its own units."
    )


class Paid(Clause):
    """A paid membership."""

    fee: Fee = Field(description="The fee for a term, in money.")
    period: Annotated[Span, Range(1, 1_100, weeks=156)] = Field(
        description="Length of a term, in weeks (days count as whole weeks)."
    )
    trial: Annotated[Span, Range(1, 366, weeks=52)] | None = Field(
        default=None, description="First weeks without a fee, once a member; left out: none."
    )
    renewal: Literal["automatic", "asked"] = Field(
        default="automatic",
        description="automatic: the next fee is charged unless the member cancels; asked: the term ends "
        "unless the member pays again.",
    )
    refund: Refund = Field(default=Refund(), description="What a member gets back who cancels early.")
    hassle: Cost | None = Field(
        default=None, description="Effort of signing up as the customer feels it, in money."
    )
    reduced: Reduced | None = Field(default=None, description="A lower fee by qualifying value.")
    points: PaidFactor = Field(
        default=ONCE, description="Multiplier on points from purchases while paying, times the level's."
    )
    status: PaidFactor = Field(
        default=ONCE, description="Multiplier on qualifying value while paying, times the level's."
    )


def _marked(program: Program) -> Iterator[tuple[str | int, ...]]:
    """Yield the place of everything that is said to be for paying members only."""
    for clause in ("privileges", "calendar"):
        for name, one in (getattr(program, clause) or {}).items():
            if one.paid:
                yield (clause, name, "paid")
    if program.household and program.household.paid:
        yield ("household", "paid")


def check(draft: Draft) -> Iterator[Fault]:
    """Check the paid membership against what it rests on and what hangs on it."""
    program, clause = draft.program, draft.program.paid
    marked = list(_marked(program))
    if draft.absent("paid"):
        for path in marked:
            yield Fault(path, "has no effect without a paid membership: add 'paid: {fee: ..., period: ...}'")
    if clause is None:
        return
    broken = {name.partition(".")[0] for name in draft.broken}
    if (
        marked in ([], [("household", "paid")])
        and clause.points == clause.status == ONCE
        and not {"privileges", "calendar"} & broken
    ):
        text = "gives nothing: mark a privilege or an event 'paid: yes', or give it points, e.g. 'points: x2'"
        yield Fault(("paid",), text, at_key=True)
    if clause.fee.size == 0:
        yield Fault(("paid", "fee"), "is nothing: members who pay nothing are members, see membership")
    if clause.points != ONCE and draft.absent("points"):
        yield Fault(("paid", "points"), "has no effect: there is no points clause")
    if clause.status != ONCE and draft.absent("tiers"):
        yield Fault(("paid", "status"), "has no effect: there are no tiers")
    yield from _term_faults(clause)
    if clause.reduced:
        if draft.absent("tiers"):
            text = "has no effect: there is no qualifying value without tiers"
            yield Fault(("paid", "reduced"), text, at_key=True)
        if clause.reduced.fee.size >= clause.fee.size:
            yield Fault(("paid", "reduced", "fee"), f"is not below the fee, {clause.fee}")


def _term_faults(clause: Paid) -> Iterator[Fault]:
    """Tell what does not fit into a term."""
    if clause.refund.pro_rata and clause.refund.within:
        yield Fault(("paid", "refund"), "has both pro_rata and within: may have one of them")
    if clause.refund.within and clause.refund.within.weeks > clause.period.weeks:
        yield Fault(("paid", "refund", "within"), f"is longer than the term, {clause.period}")
    if clause.trial and clause.trial.weeks > clause.period.weeks:
        yield Fault(("paid", "trial"), f"is longer than the term, {clause.period}")


def told(program: Program) -> list[str]:
    """Tell the fee, its term and what becomes of it, in the field's words."""
    paid = program.paid
    if paid is None:
        return []
    words = [f"{paid.fee} for {paid.period}"]
    if paid.reduced:
        words.append(f"{paid.reduced.fee} from {paid.reduced.starts:,} of qualifying value on")
    if paid.trial:
        words.append(f"a trial of {paid.trial}")
    words.append("renewed by itself" if paid.renewal == "automatic" else "renewed when asked for")
    back = "the unused part" if paid.refund.pro_rata else "nothing"
    back = f"all within {paid.refund.within}" if paid.refund.within else back
    return [*words, f"who cancels gets back {back}"]


def table(program: Program, frame: Frame) -> dict[str, Any]:
    """Return the part of the program's table about paying; a term of 0 weeks where nobody can pay."""
    clause = program.paid
    if clause is None:
        return dict.fromkeys(
            (
                "fee", "fee_weeks", "fee_trial_weeks", "fee_automatic", "fee_refund", "fee_refund_weeks",
                "fee_hassle", "fee_reduced",
            ),
            0,
        ) | {"fee_reduced_from": NO_REDUCTION}  # fmt: skip
    refund = clause.refund
    return {
        "fee": clause.fee.minor,
        "fee_weeks": clause.period.weeks,
        "fee_trial_weeks": clause.trial.weeks if clause.trial else 0,
        "fee_automatic": int(clause.renewal == "automatic"),
        "fee_refund": REFUND_PRO_RATA if refund.pro_rata else REFUND_WITHIN if refund.within else REFUND_NONE,
        "fee_refund_weeks": refund.within.weeks if refund.within else 0,
        "fee_hassle": clause.hassle.minor if clause.hassle else 0,
        "fee_reduced": clause.reduced.fee.minor if clause.reduced else 0,
        "fee_reduced_from": clause.reduced.starts if clause.reduced else NO_REDUCTION,
    }


@rule
def fee_due(status: int, fee: int, reduced: int, reduced_from: int) -> int:
    """Return the fee of a term that begins with so much qualifying value, minor units.

    Units: minor units; `reduced_from` -1 where there is no lower fee. Source: [published] 88VIP charges 88
    CNY at a score of 1,000 or more and 888 CNY below it (thepaypers.com).
    """
    return reduced if 0 <= reduced_from <= status else fee


@rule
def unearned_fee(fee: int, days_left: int, days: int) -> int:
    """Return the part of a fee that is for days to come, whole minor units, rounded down.

    Units: days left and days of the whole term. Source: [published] revenue over time, evenly by days (IFRS
    15.39).
    """
    return fee * min(days, max(0, days_left)) // days


@rule
def refund_due(kind: int, fee: int, days_left: int, days: int, within: int) -> int:
    """Return what is given back of a fee to a member who cancels, whole minor units.

    Units: REFUND_*; days left and days of the whole term, days within which the whole fee is given back.
    Source: [derived] the refund clause of the program file.
    """
    if kind == REFUND_PRO_RATA:
        return unearned_fee(fee, days_left, days)
    if kind == REFUND_WITHIN and days - days_left < within:
        return fee
    return 0
