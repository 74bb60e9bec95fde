"""Partners: other firms where members earn or use points, and what flows between the firms.

Order of parts: fields, checks, table, rules.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import TYPE_CHECKING, Annotated, Any

import numpy as np
from pydantic import Field

from simulator.fields import Clause, Fault, Number, Path, Range, Switch
from simulator.program.clause import Draft, Frame, counted, whole
from simulator.program.earning import too_fast
from simulator.program.purchases import EarningRate
from simulator.program.running import PER_CUSTOMERS
from simulator.program.sizes import MOST_PARTNERS
from simulator.program.table import THOUSAND, Floats
from simulator.rule import rule
from simulator.units import FineMoney, Frequency, Money, Points, Share

if TYPE_CHECKING:
    from simulator.program import Program

MOST_VISITS_A_WEEK = 2
MOST_BLOCK = 1_000_000_000
PerPoint = Annotated[FineMoney, Range(0, 100_000)]


class PartnerEarning(Clause):
    """What members earn at a partner."""

    rate: EarningRate = Field(
        description="Points earned per currency unit spent there; '1 per 10 CNY': for every full 10 CNY."
    )
    pays: PerPoint = Field(description="What the partner pays the firm for a point issued there, in money.")
    qualifies: Switch = Field(
        default=False, description="Whether these points also count as qualifying value (yes or no)."
    )


class Burning(Clause):
    """How members use their points at a partner."""

    worth: PerPoint = Field(description="Worth of a point of the partner to the customer, in money.")
    settle: PerPoint = Field(description="What the firm pays the partner for an own point used, in money.")
    minimum: Annotated[Points, Range(1, 100_000_000)] = Field(
        default=Points(Decimal(1)), description="Points held before any may be used there."
    )
    exchange: Annotated[Number, Range(0.001, 1_000, digits=3)] = Field(
        default=Decimal(1), description="Points of the partner for an own point, rounded down at each use."
    )


class Prepaid(Clause):
    """Points that a partner buys in advance."""

    block: Annotated[Points, Range(1, MOST_BLOCK)] = Field(
        description="Points bought each calendar year, per 1,000 customers of the market."
    )


class Partner(Clause):
    """Another firm where members earn points or use them."""

    share: Annotated[Share, Range(0, 100)] = Field(
        description="Share of customers who deal with it and as members earn or use points there."
    )
    use: Annotated[Frequency, Range(0, 366)] = Field(
        description="How often they visit it: per week, month or year."
    )
    spend: Annotated[Money, Range(0, 1_000_000)] = Field(description="What a usual visit comes to, in money.")
    earn: PartnerEarning | None = Field(default=None, description="What members earn there.")
    burn: Burning | None = Field(default=None, description="How members use points there.")
    prepaid: Prepaid | None = Field(
        default=None, description="Points that the partner pays for in advance, used or not."
    )


def check(draft: Draft) -> Iterator[Fault]:
    """Check each partner by itself, and against the points that are earned or used there."""
    program = draft.program
    if program.partners is None:
        return
    yield from counted(program.partners, MOST_PARTNERS, ("partners",), "partners")
    if program.partners and draft.absent("points"):
        text = "needs points: add a points clause, e.g. 'points: {value: 0.01 CNY}'"
        yield Fault(("partners",), text, at_key=True)
    for name, partner in program.partners.items():
        path: Path = ("partners", name)
        yield from _idle_faults(partner, path)
        yield from _earning_faults(draft, partner, path)
        if partner.burn and partner.burn.worth.size == 0:
            yield Fault((*path, "burn", "worth"), "is nothing, so nobody would use points there")


def _idle_faults(partner: Partner, path: Path) -> Iterator[Fault]:
    """Tell when nobody would come, or nothing would come of it."""
    if partner.earn is None and partner.burn is None:
        yield Fault(path, "has neither earn nor burn, so nothing happens there: add one", at_key=True)
    if partner.share.size == 0:
        yield Fault((*path, "share"), "is 0%, so no member deals with it: leave the partner out")
    if partner.use.size == 0:
        yield Fault((*path, "use"), "is never, so no member visits it: leave the partner out")
    elif partner.use.per_week > MOST_VISITS_A_WEEK:
        yield Fault((*path, "use"), f"is {partner.use}, may be at most {MOST_VISITS_A_WEEK} per week")
    if partner.spend.size == 0:
        yield Fault((*path, "spend"), "is nothing: give what a usual visit comes to, e.g. '150 CNY'")


def _earning_faults(draft: Draft, partner: Partner, path: Path) -> Iterator[Fault]:
    program, earn = draft.program, partner.earn
    if earn is None:
        if partner.prepaid:
            text = "has no effect: no points are earned there; add earn"
            yield Fault((*path, "prepaid"), text, at_key=True)
        return
    rate: Path = (*path, "earn", "rate")
    if earn.rate.size == 0:
        yield Fault(rate, "earns nothing: leave earn out")
    yield from too_fast(earn.rate, THOUSAND, rate)
    value = program.points.value if program.points else None
    if value and earn.rate.per_unit * value.size > Decimal(1):
        yield Fault(rate, f"'{earn.rate}' at {value} a point gives back more than was spent there")
    if earn.qualifies and draft.absent("tiers"):
        yield Fault((*path, "earn", "qualifies"), "has no effect: the program has no tiers")
    if partner.prepaid and earn.pays.size == 0:
        yield Fault((*path, "prepaid"), "has no effect: the partner pays nothing for a point", at_key=True)


def told(program: Program) -> list[str]:
    """Tell where points are earned and used beside the firm, in the field's words."""
    words: list[str] = []
    for name, partner in (program.partners or {}).items():
        if partner.earn:
            words.append(f"points earned at {name}, {partner.earn.rate}")
        if partner.burn:
            words.append(f"points used at {name}, worth {partner.burn.worth} each there")
        if partner.prepaid:
            words.append(f"{name} pays for {partner.prepaid.block} a year in advance")
    return words


def partner_names(program: Program) -> tuple[str, ...]:
    """Return the names of a program's partners in the order of its table."""
    return tuple(program.partners or ())


def table(program: Program, frame: Frame) -> dict[str, Any]:
    """Return the partners, (N,) each."""
    partners = list((program.partners or {}).values())
    earns = [one.earn for one in partners]
    burns = [one.burn for one in partners]
    return {
        "partner_share": _floats(one.share.ratio for one in partners),
        "partner_use": _floats(one.use.per_week for one in partners),
        "partner_spend": whole(one.spend.minor for one in partners),
        "partner_rate": whole(earn.rate.millionths if earn else 0 for earn in earns),
        "partner_step": whole(earn.rate.step if earn else 1 for earn in earns),
        "partner_pays": whole(earn.pays.millionths if earn else 0 for earn in earns),
        "partner_qualifies": whole(earn.qualifies if earn else 0 for earn in earns),
        "partner_block": whole(
            scaled_block(int(one.prepaid.block.size), frame.customers) if one.prepaid else -1
            for one in partners
        ),
        "partner_worth": whole(burn.worth.millionths if burn else 0 for burn in burns),
        "partner_settle": whole(burn.settle.millionths if burn else 0 for burn in burns),
        "partner_minimum": whole(int(burn.minimum.size) if burn else 0 for burn in burns),
        "partner_exchange": whole(int(burn.exchange * THOUSAND) if burn else 0 for burn in burns),
    }


def _floats(values: Iterable[float]) -> Floats:
    return np.array(list(values), np.float64)


def scaled_block(block: int, customers: int) -> int:
    """Return points per 1,000 customers for a market of so many, rounded half up."""
    return (block * customers + PER_CUSTOMERS // 2) // PER_CUSTOMERS


@rule
def points_at_partner(spent: int, rate: int, step: int) -> int:
    """Return the points that a visit to a partner earns, rounded down, 0 or more.

    Units: spent in minor units; rate in millionths of a point per step, step in minor units.
    Source: [derived in part] the rate of the program file; rounding down once a visit as with an own
    purchase, an assumption.
    """
    return spent // step * rate // 1_000_000


@rule
def exchanged(points: int, exchange: int) -> int:
    """Return the partner's points that own points become, rounded down.

    Units: points; exchange in thousandths of a partner's point for an own one.
    Source: [derived in part] the exchange of the program file; rounding down once a use, an assumption.
    """
    return points * exchange // 1_000


@rule
def paid_for_points(points: int, price: int) -> int:
    """Return what one firm pays another for points, minor units, rounded half up.

    Units: points; price in millionths of a minor unit a point. Source: [assumption] commercial rounding.
    """
    millions = points // 1_000_000
    rest = points - millions * 1_000_000
    return millions * price + (rest * price + 500_000) // 1_000_000


@rule
def beyond_block(before: int, issued: int, block: int) -> int:
    """Return how many of the points issued are beyond those that were paid for in advance, 0 to `issued`.

    Units: points issued earlier in the calendar year, points issued now, points of the block.
    Source: [derived] the prepaid block of the program file.
    """
    return max(0, before + issued - block) - max(0, before - block)


@rule
def share_of_year(amount: int) -> int:
    """Return a week's part of what is paid for a year, minor units, rounded half up.

    Units: minor units a year. Source: [assumption] spread evenly over 52 weeks.
    """
    return (2 * amount + 52) // 104
