"""Coupons: a price cut on one order, sent now and then, for a limited time, to members or to everybody."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import TYPE_CHECKING, Annotated, Any, Literal

import numpy as np
from pydantic import Field

from simulator.fields import Clause, Cost, Fault, Name, Path, Range, Switch
from simulator.program.clause import FIRM_PAYS, Draft, Frame, Funding, by_level, counted, whole
from simulator.program.sizes import MOST_COUPONS
from simulator.program.table import FUNDERS
from simulator.rule import rule
from simulator.units import Frequency, Money, Share, Span

if TYPE_CHECKING:
    from simulator.program import Program


class Coupon(Clause):
    """One kind of coupon."""

    percent: Annotated[Share, Range(0.1, 100, digits=1)] | None = Field(
        default=None, description="Price cut in percent of the list price, or else an amount."
    )
    amount: Annotated[Money, Range(0.01, 1_000_000)] | None = Field(
        default=None, description="Price cut in money, or else a percent."
    )
    over: Cost | None = Field(default=None, description="Smallest list price that it holds for, in money.")
    sent: Annotated[Frequency, Range(0.01, 366)] = Field(
        description="How often it is sent to each who gets it, at most once a week, e.g. '1 per month'."
    )
    valid: Annotated[Span, Range(1, 364, weeks=52)] = Field(
        description="How long it may be used after the week it was sent in, in weeks."
    )
    to: Literal["members", "everybody"] = Field(
        default="members", description="members, or everybody whom communication can reach."
    )
    tiers: list[Name] | None = Field(default=None, description="Levels that get it; left out: all.")
    targeted: Switch = Field(
        default=False, description="Whether it is chosen for each customer: far more are kept in mind."
    )
    funded: Funding = Field(default=FIRM_PAYS, description="Who pays for the price cut.")


def _coupon_faults(draft: Draft, coupon: Coupon, path: Path) -> Iterator[Fault]:
    if (coupon.percent is None) == (coupon.amount is None):
        have = "has neither percent nor amount" if coupon.percent is None else "has both percent and amount"
        yield Fault(path, f"{have}, needs one of them, e.g. 'percent: 10%'", at_key=True)
    if coupon.sent.per_week > 1.0:
        yield Fault((*path, "sent"), f"is '{coupon.sent}', may be at most once a week")
    if coupon.tiers is not None:
        if coupon.to == "everybody":
            yield Fault((*path, "tiers"), "has no effect: the coupon is for everybody; leave out one of both")
        yield from draft.unknown_levels(coupon.tiers, (*path, "tiers"))
    yield from coupon.funded.faults((*path, "funded"))


def check(draft: Draft) -> Iterator[Fault]:
    """Check each coupon by itself and against the levels."""
    coupons = draft.program.rewards.coupons if draft.program.rewards else {}
    yield from counted(coupons, MOST_COUPONS, ("rewards", "coupons"), "coupons")
    for name, coupon in coupons.items():
        yield from _coupon_faults(draft, coupon, ("rewards", "coupons", name))


def told(program: Program) -> list[str]:
    """Tell the coupons, in the field's words."""
    return [
        f"{name}: {one.percent or one.amount} off, {one.sent}" + (", targeted" if one.targeted else "")
        for name, one in (program.rewards.coupons if program.rewards else {}).items()
    ]


def table(program: Program, frame: Frame) -> dict[str, Any]:
    """Return the coupons' part of the program's table, in the order of the file."""
    coupons = list(program.rewards.coupons.values()) if program.rewards else []
    levels = program.level_names
    return {
        "coupon_percent": whole((one.percent or Share(Decimal(0))).thousandths for one in coupons),
        "coupon_amount": whole(one.amount.minor if one.amount else 0 for one in coupons),
        "coupon_over": whole(one.over.minor if one.over else 0 for one in coupons),
        "coupon_sent": np.array([one.sent.per_week for one in coupons], np.float64),
        "coupon_valid": whole(one.valid.weeks for one in coupons),
        "coupon_public": whole(one.to == "everybody" for one in coupons),
        "coupon_targeted": whole(one.targeted for one in coupons),
        "coupon_levels": np.array([by_level(one.tiers, levels) for one in coupons], np.int64).reshape(
            -1, len(levels)
        ),
        "coupon_funding": np.array([one.funded.table() for one in coupons], np.int64).reshape(-1, FUNDERS),
    }


@rule
def coupon_cut(goods: int, left: int, cut: int, over: int) -> int:
    """Return what a coupon takes off an order, 0 to `left`; 0 where the order is too small.

    Units: list price, what other price cuts leave of it, the coupon's cut and smallest order, minor units.
    Source: [derived in part] the coupon of the program file; that it comes after other price cuts is an
    assumption.
    """
    if goods < over:
        return 0
    return min(left, cut)
