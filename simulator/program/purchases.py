"""What an order earns: the rate, in full steps or not, how it is rounded, and a flat amount of its own.

Order of parts: fields, checks, table, rule. Points and qualifying value state them apart.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Literal, Self

from pydantic import Field

from simulator.fields import Cost, Fault, Path, Range
from simulator.program.caps import Amount, Caps, CapsOfOrders
from simulator.program.clause import Draft, Frame, purses, whole
from simulator.program.table import ROUND_DOWN, ROUND_NEAREST, ROUND_UP
from simulator.rule import rule
from simulator.units import NUMBER, Money, Rate, UnitError, in_steps, minor_digits, plain

if TYPE_CHECKING:
    from simulator.program import Program

ROUNDINGS = {"down": ROUND_DOWN, "nearest": ROUND_NEAREST, "up": ROUND_UP}


@dataclass(frozen=True)
class StepRate(Rate):
    """A rate of earning, `1 per CNY`, or for so many main units in full, `1 per 10 CNY`.

    Parameters
    ----------
    size, currency
        As of a rate.
    each
        Main units that earn in full only; None: every part of a unit earns.
    """

    each: Decimal | None = None

    pattern: ClassVar[str] = (
        NUMBER + r"\s+per\s+(?:(?P<each>\d{1,15}(?:\.\d{1,9})?)\s+)?(?P<currency>[A-Z]{3})"
    )

    @classmethod
    def read(cls, found: re.Match[str]) -> Self:
        """Make the rate of its parts."""
        each = Decimal(found["each"]) if found["each"] else None
        return cls(Decimal(found["size"]), found["currency"], each)

    @classmethod
    def hint(cls, text: object) -> str:
        """Show both forms."""
        return f"write e.g. '{cls.example}', or '1 per 10 CNY' for every full 10 CNY"

    def check(self) -> None:
        """Refuse a rate that is too fine, and a step of nothing."""
        if self.each is not None and not self.each:
            raise UnitError(f"'{self}' earns on every 0 {self.currency}: write e.g. '1 per 10 CNY'")
        assert self.millionths >= 0 or self.size < 0
        assert self.step > 0

    @property
    def step(self) -> int:
        """Minor units that earn in full only; 1 when every part earns."""
        return 1 if self.each is None else in_steps(self.each, minor_digits(self.currency), str(self))

    @property
    def millionths(self) -> int:
        """Millionths of a point per step, a whole number."""
        return in_steps(self.size, 6 if self.each is not None else 6 - minor_digits(self.currency), str(self))

    @property
    def per_unit(self) -> Decimal:
        """Points per main unit of the currency."""
        return self.size / (self.each or 1)

    def __str__(self) -> str:
        each = "" if self.each is None else f"{plain(self.each)} "
        return f"{plain(self.size)} per {each}{self.currency}"


EarningRate = Annotated[StepRate, Range(0, 1_000)]


class Purchase(CapsOfOrders):
    """What a purchase earns."""

    rate: EarningRate = Field(
        description="Earned per currency unit that earns; '1 per 10 CNY': for every full 10 CNY."
    )
    rounding: Literal["down", "nearest", "up"] = Field(
        default="down", description="How a purchase's earning becomes whole, once, after all multipliers."
    )
    minimum_order: Cost | None = Field(
        default=None, description="Smallest order whose purchase earns at this rate, in money."
    )


class OrderAmount(Caps):
    """A flat amount for each order."""

    amount: Amount = Field(
        description="What each kept order earns beside its purchase, whatever its size; no multiplier holds."
    )
    minimum_order: Cost | None = Field(
        default=None, description="Smallest order that earns the amount, in money."
    )


# ---- checks ---------------------------------------------------------------------------------------------


def _minimum_faults(minimum: Money | None, draft: Draft, path: Path) -> Iterator[Fault]:
    """Tell of a smallest order that the exclusions ask for anyway."""
    limits = draft.program.exclusions
    general = limits.minimum_order if limits else None
    if minimum is not None and minimum.size == 0:
        yield Fault((*path, "minimum_order"), "has no effect: every order is at least that")
    elif minimum and general and minimum.size <= general.size:
        text = f"'{minimum}' has no effect: no order under {general} earns anything (exclusions)"
        yield Fault((*path, "minimum_order"), text)


def check(draft: Draft) -> Iterator[Fault]:
    """Check that what is stated of purchases and orders can have an effect."""
    for name, earn in purses(draft.program):
        if earn is None:
            continue
        path: Path = (name, "earn")
        if earn.purchase:
            yield from _minimum_faults(earn.purchase.minimum_order, draft, (*path, "purchase"))
            idle = sorted(earn.purchase.model_fields_set - {"rate", "times"})
            if earn.purchase.rate.size == 0:
                for field in idle:
                    text = f"has no effect at '{earn.purchase.rate}': purchases earn nothing"
                    yield Fault((*path, "purchase", field), text, at_key=True)
        if earn.order:
            yield from _minimum_faults(earn.order.minimum_order, draft, (*path, "order"))


# ---- table ----------------------------------------------------------------------------------------------


def told(program: Program) -> list[str]:
    """Tell how what a purchase earns becomes whole, where that is not plainly rounded down."""
    words = []
    for what, clause in (("points", program.points), ("status", program.status)):
        earn = clause.earn if clause else None
        if earn and earn.purchase and earn.purchase.rounding != "down":
            words.append(f"{what} of a purchase are rounded {earn.purchase.rounding}")
        if earn and earn.order:
            words.append(f"{earn.order.amount:,} {what} for each order")
    return words


def table(program: Program, frame: Frame) -> dict[str, Any]:
    """Return what orders earn, points and qualifying value, (2,) each."""
    earns = [earn for _, earn in purses(program)]
    purchases = [earn.purchase if earn else None for earn in earns]
    orders = [earn.order if earn else None for earn in earns]

    def minimum(part: Purchase | OrderAmount | None) -> int:
        return part.minimum_order.minor if part and part.minimum_order else 0

    return {
        "earn_step": whole(one.rate.step if one else 1 for one in purchases),
        "earn_rounding": whole(ROUNDINGS[one.rounding] if one else ROUND_DOWN for one in purchases),
        "earn_minimum": whole(minimum(one) for one in purchases),
        "order_amount": whole(one.amount if one else 0 for one in orders),
        "order_minimum": whole(minimum(one) for one in orders),
    }


# ---- rule -----------------------------------------------------------------------------------------------


@rule
def whole_amount(thousandths_of_millionths: int, rounding: int) -> int:
    """Return a whole number of points of an exact amount, 0 or more.

    Parameters
    ----------
    thousandths_of_millionths
        The amount in thousandths of millionths of a point, 0 to 9 x 10^18.
    rounding
        ROUND_*: down, to the nearest (a half up) or up.

    Source: [published] the three customs of published earning rules; which one holds is the program's.
    """
    unit = 1_000_000_000
    if rounding == ROUND_NEAREST:
        return (thousandths_of_millionths + unit // 2) // unit
    if rounding == ROUND_UP:
        return (thousandths_of_millionths + unit - 1) // unit
    return thousandths_of_millionths // unit
