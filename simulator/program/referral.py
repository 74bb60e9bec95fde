"""Referral: what members get for friends whom they bring, what the friends get, and when it counts.

Order of parts: fields, checks, table, rules.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import TYPE_CHECKING, Annotated, Any

from pydantic import Field

from simulator.fields import Clause, Cost, Fault, Path, Range
from simulator.program.clause import FIRM_PAYS, Draft, Frame, Funding, yearly_faults
from simulator.rule import rule
from simulator.units import Frequency, Money, Points, Share, Span

if TYPE_CHECKING:
    from simulator.program import Program

MOST_POINTS = 1_000_000
Bonus = Annotated[Points, Range(1, MOST_POINTS)]


class ForReferrer(Clause):
    """What the member gets for each friend who meets the condition."""

    points: Bonus | None = Field(default=None, description="Points, or else a reward with worth and cost.")
    worth: Annotated[Money, Range(0.01, 1_000_000)] | None = Field(
        default=None, description="Worth of the reward to the member, in money."
    )
    cost: Cost | None = Field(default=None, description="Its cost to whoever funds it, in money.")
    funded: Funding = Field(default=FIRM_PAYS, description="Who pays for the reward.")


class ForReferred(Clause):
    """What the friend gets with the order that meets the condition."""

    points: Bonus | None = Field(default=None, description="Points, or else a price cut.")
    percent: Annotated[Share, Range(0.1, 100, digits=1)] | None = Field(
        default=None, description="Price cut on that order in percent of the list price, or else an amount."
    )
    amount: Annotated[Money, Range(0.01, 1_000_000)] | None = Field(
        default=None, description="Price cut on that order in money, or else a percent."
    )
    funded: Funding = Field(default=FIRM_PAYS, description="Who pays for the price cut.")


class Referral(Clause):
    """Members bring friends: the condition, what both sides get, and the limit."""

    minimum_order: Annotated[Money, Range(0.01, 1_000_000)] | None = Field(
        default=None,
        description="Smallest price after price cuts of the friend's order that counts, in money; left out: "
        "the first kept order.",
    )
    within: Annotated[Span, Range(1, 1_820, weeks=260)] | None = Field(
        default=None,
        description="How long after joining that order counts, in days or weeks; left out: at any time.",
    )
    at_most: Annotated[Frequency, Range(1, 200, digits=0)] | None = Field(
        default=None,
        description="Friends that a member is rewarded for in a calendar year, e.g. '12 per year'.",
    )
    referrer: ForReferrer | None = Field(default=None, description="What the member gets.")
    referred: ForReferred | None = Field(default=None, description="What the friend gets.")


def check(draft: Draft) -> Iterator[Fault]:
    """Check both sides by themselves, and against the points of the program."""
    referral = draft.program.referral
    if referral is None:
        return
    path: Path = ("referral",)
    if referral.referrer is None and referral.referred is None:
        yield Fault(path, "has neither referrer nor referred, so nobody gets anything: add one", at_key=True)
    yield from yearly_faults(referral.at_most, (*path, "at_most"))
    if referral.at_most and referral.referrer is None:
        yield Fault((*path, "at_most"), "has no effect: there is no referrer, who would get anything")
    if referral.referrer:
        yield from _referrer_faults(draft, referral.referrer, (*path, "referrer"))
    if referral.referred:
        yield from _referred_faults(draft, referral.referred, (*path, "referred"))


def _referrer_faults(draft: Draft, side: ForReferrer, path: Path) -> Iterator[Fault]:
    if side.points is None and side.worth is None:
        yield Fault(
            path, "has neither points nor worth, needs one of them, e.g. 'points: 200 points'", at_key=True
        )
    if side.points and side.worth:
        yield Fault((*path, "worth"), "stands beside points: leave out one of both")
    elif side.worth and side.cost is None:
        yield Fault((*path, "worth"), "lacks cost: what the reward costs, e.g. 'cost: 20 CNY'", at_key=True)
    if side.cost is not None and side.worth is None:
        yield Fault((*path, "cost"), "has no effect without worth: points cost what they are worth when used")
    yield from _points_faults(draft, side, path)
    if side.points and side.worth is None and "funded" in side.model_fields_set:
        yield Fault((*path, "funded"), "has no effect on points: whoever funds their use pays", at_key=True)
    yield from side.funded.faults((*path, "funded"))


def _referred_faults(draft: Draft, side: ForReferred, path: Path) -> Iterator[Fault]:
    given = [name for name in ("points", "percent", "amount") if getattr(side, name) is not None]
    if len(given) != 1:
        have = f"has {' and '.join(given)}" if given else "has none of points, percent, amount"
        yield Fault(path, f"{have}, needs exactly one of them, e.g. 'amount: 20 CNY'", at_key=True)
    yield from _points_faults(draft, side, path)
    if given == ["points"] and "funded" in side.model_fields_set:
        yield Fault((*path, "funded"), "has no effect on points: whoever funds their use pays", at_key=True)
    yield from side.funded.faults((*path, "funded"))


def _points_faults(draft: Draft, side: ForReferrer | ForReferred, path: Path) -> Iterator[Fault]:
    """Tell of points that the program does not have."""
    if side.points and draft.absent("points"):
        text = "needs points: add a points clause, e.g. 'points: {value: 0.01 CNY}'"
        yield Fault((*path, "points"), text)


def told(program: Program) -> list[str]:
    """Tell what both sides get and for what, in the field's words."""
    referral = program.referral
    if referral is None:
        return []
    words = []
    if side := referral.referrer:
        limit = f", at most {referral.at_most}" if referral.at_most else ""
        words.append(f"for each friend {side.points or f'a reward worth {side.worth}'}{limit}")
    if friend := referral.referred:
        gift = friend.points or f"{friend.percent or friend.amount} off"
        words.append(f"a friend gets {gift} with the first order")
    if referral.minimum_order:
        words.append(f"counts from an order of {referral.minimum_order} on")
    if referral.within:
        words.append(f"counts within {referral.within} of joining")
    return words


def table(program: Program, frame: Frame) -> dict[str, Any]:
    """Return the part of the program's table about referrals."""
    referral = program.referral or Referral()
    mine, theirs = referral.referrer or ForReferrer(), referral.referred or ForReferred()
    return {
        "referral": int(program.referral is not None),
        "referral_minimum": referral.minimum_order.minor if referral.minimum_order else 0,
        "referral_days": referral.within.days if referral.within else 0,
        "referral_at_most": int(referral.at_most.size) if referral.at_most else 0,
        "referrer_points": int(mine.points.size) if mine.points else 0,
        "referrer_worth": mine.worth.minor if mine.worth else 0,
        "referrer_cost": mine.cost.minor if mine.cost else 0,
        "referrer_funding": mine.funded.table(),
        "referred_points": int(theirs.points.size) if theirs.points else 0,
        "referred_percent": (theirs.percent or Share(Decimal(0))).thousandths,
        "referred_amount": theirs.amount.minor if theirs.amount else 0,
        "referred_funding": theirs.funded.table(),
    }


@rule
def referral_counts(price: int, minimum: int, days: int, within: int) -> bool:
    """Tell whether a kept order of a referred member meets the condition.

    Units: price after price cuts and the smallest one in minor units; days since joining and the days in
    which it counts, 0 for any time. Source: [derived] the condition of the program file.
    """
    return price >= minimum and (within == 0 or days <= within)


@rule
def rewarded_again(taken: int, at_most: int) -> bool:
    """Tell whether a member gets anything for another friend this calendar year.

    Units: friends rewarded so far this year, friends a year; 0: any number. Source: [derived] the limit of
    the file.
    """
    return at_most == 0 or taken < at_most
