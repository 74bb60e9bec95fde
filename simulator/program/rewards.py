"""What points and membership buy: payment at checkout and cash back, and who funds it.

The rewards of the catalogue are in `catalogue.py`.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import Field

from simulator.fields import Clause, Fault, Name, Path, Range
from simulator.program.catalogue import Item
from simulator.program.clause import FIRM_PAYS, Draft, Frame, Funding
from simulator.program.coupons import Coupon
from simulator.program.gifts import Lottery, Milestone, Surprise
from simulator.program.stamps import Stamps
from simulator.program.table import REDEEM_AUTOMATIC, REDEEM_CHOICE, REDEEM_NONE
from simulator.rule import rule
from simulator.units import Points, Share

if TYPE_CHECKING:
    from simulator.program import Program


class Checkout(Clause):
    """Paying for orders with points."""

    minimum: Annotated[Points, Range(0, 100_000_000)] = Field(
        default=Points(Decimal(0)), description="Points that must be held before any may be used."
    )
    step: Annotated[Points, Range(1, 1_000_000)] = Field(
        default=Points(Decimal(1)), description="Points are used in multiples of this."
    )
    at_most: Annotated[Share, Range(0.1, 100, digits=1)] = Field(
        default=Share(Decimal(100)), description="Largest share of an order that points may pay, in percent."
    )
    use: Literal["choice", "automatic"] = Field(
        default="choice",
        description="choice: the member decides; automatic: all points go to the next order.",
    )
    funded: Funding = Field(default=FIRM_PAYS, description="Who pays for the points used.")


class CashBack(Clause):
    """Money given back with each order of a member."""

    rate: Annotated[Share, Range(0, 100, digits=4)] = Field(
        description="Share of the price paid, in percent."
    )
    funded: Funding = Field(default=FIRM_PAYS, description="Who pays for it.")


class Rewards(Clause):
    """What points and membership buy."""

    checkout: Checkout | None = Field(default=None, description="Paying for orders with points.")
    catalogue: dict[Name, Item] = Field(default={}, description="Rewards bought with points, by name.")
    cash_back: CashBack | None = Field(default=None, description="Money given back with each order.")
    coupons: dict[Name, Coupon] = Field(default={}, description="Coupons that are sent, by name.")
    surprises: dict[Name, Surprise] = Field(default={}, description="Gifts nobody is told of, by name.")
    milestones: dict[Name, Milestone] = Field(default={}, description="Gifts with the n-th order, by name.")
    lotteries: dict[Name, Lottery] = Field(default={}, description="Prizes that are drawn, by name.")
    stamps: Stamps | None = Field(default=None, description="A card of stamps, one for an order.")


def _redemption_faults(draft: Draft, path: Path) -> Iterator[Fault]:
    if draft.absent("points"):
        yield Fault(path, "needs points: add a points clause that says how they are earned", at_key=True)


def check(draft: Draft) -> Iterator[Fault]:
    """Check rewards by themselves and against points."""
    rewards = draft.program.rewards
    if rewards is None:
        return
    points = draft.program.points
    if rewards.checkout:
        path: Path = ("rewards", "checkout")
        yield from _redemption_faults(draft, path)
        if points and (points.value is None or points.value.size == 0):
            message = "needs the worth of a point: add 'value: 0.01 CNY' (or another) to points"
            yield Fault(path, message, at_key=True)
        yield from rewards.checkout.funded.faults((*path, "funded"))
    if rewards.catalogue:
        yield from _redemption_faults(draft, ("rewards", "catalogue"))
    if rewards.cash_back:
        yield from rewards.cash_back.funded.faults(("rewards", "cash_back", "funded"))


def told(program: Program) -> list[str]:
    """Tell what points and membership buy, in the field's words."""
    rewards = program.rewards or Rewards()
    words = []
    if checkout := rewards.checkout:
        paid = "all points go to the next order" if checkout.use == "automatic" else "the member decides"
        words.append(
            f"checkout: from {checkout.minimum} in steps of {checkout.step.like(checkout.step.size)}, "
            f"at most {checkout.at_most} of an order, {paid}"
        )
    if rewards.catalogue:
        prices = ", ".join(
            f"{name} {item.points:,}"
            for name, item in sorted(rewards.catalogue.items(), key=lambda named: (named[1].points, named[0]))
        )
        words.append(f"catalogue, in points: {prices}")
    if rewards.cash_back:
        words.append(f"cash back of {rewards.cash_back.rate}")
    return words


def table(program: Program, frame: Frame) -> dict[str, Any]:
    """Return the rewards part of the program's table but for the catalogue."""
    rewards = program.rewards or Rewards()
    checkout, cash_back = rewards.checkout, rewards.cash_back
    kind = REDEEM_NONE
    if checkout:
        kind = REDEEM_AUTOMATIC if checkout.use == "automatic" else REDEEM_CHOICE
    return {
        "redeem_kind": kind,
        "redeem_minimum": int(checkout.minimum.size) if checkout else 0,
        "redeem_step": int(checkout.step.size) if checkout else 1,
        "redeem_cap": checkout.at_most.thousandths if checkout else 0,
        "checkout_funding": (checkout.funded if checkout else FIRM_PAYS).table(),
        "cash_back": cash_back.rate.millionths if cash_back else 0,
        "cash_back_funding": (cash_back.funded if cash_back else FIRM_PAYS).table(),
    }


@rule
def points_to_use(usable: int, minimum: int, step: int, cap: int, price: int, value: int) -> int:
    """Return the most points that may pay for an order, 0 or more.

    Parameters
    ----------
    usable
        Usable points held, 0 or more.
    minimum
        Points held before any may be used, 0 or more.
    step
        Points are used in multiples of this, 1 or more.
    cap
        Largest share of the order payable with points, thousandths, 0 to 1000.
    price
        Price after price cuts, minor units, 0 or more.
    value
        Worth of a point, millionths of a minor unit, 0 or more.

    Source: [derived] checkout rules of the program file; rounding down favours the firm by less than one
    step.
    """
    if value <= 0 or usable < minimum:
        return 0
    payable = min(usable, cap * price * 1_000 // value)
    return payable // step * step


@rule
def face_value(points: int, value: int) -> int:
    """Return what points are worth at checkout, minor units, rounded down.

    Parameters
    ----------
    points
        Points, 0 or more.
    value
        Worth of a point, millionths of a minor unit, 0 or more.

    Source: [derived in part] the point value of the program file; rounding down once an order is an
    assumption.
    """
    return points * value // 1_000_000


@rule
def cash_back_on(paid: int, rate: int) -> int:
    """Return the money given back with an order, minor units, rounded down, 0 or more.

    Parameters
    ----------
    paid
        Money paid for the order, minor units, 0 or more.
    rate
        Millionths of the price paid, 0 to a million.

    Source: [derived in part] the rate of the program file; rounding down once an order is an assumption.
    """
    return paid * rate // 1_000_000


@rule
def price_cut(price: int, percent: int) -> int:
    """Return a price cut in minor units, rounded half up, 0 to price.

    Parameters
    ----------
    price
        Price, minor units, 0 or more.
    percent
        Share of the price, thousandths, 0 to 1000.

    Source: [assumption] commercial rounding.
    """
    return (price * percent + 500) // 1_000


@rule
def funded_part(amount: int, thousandths: int) -> int:
    """Return the part of a benefit that a funder pays, minor units, rounded down; the firm takes the rest.

    Parameters
    ----------
    amount
        The benefit, minor units, 0 or more.
    thousandths
        The funder's share, 0 to 1000.

    Source: [derived in part] the funding shares of the program file; that the firm takes the rest is an
    assumption.
    """
    return amount * thousandths // 1_000
