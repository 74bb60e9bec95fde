"""What members earn: points and qualifying value on purchases, and flat amounts for events."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import Field

from simulator.fields import Clause, Fault, Name, Path, Range, Switch, Text, Whole
from simulator.program.activities import Activity, Birthday
from simulator.program.caps import Caps, CapsOfMonth
from simulator.program.clause import Draft, Frame, whole
from simulator.program.expiry import Expiry
from simulator.program.goals import Challenge, Streak
from simulator.program.order_kinds import OrderKind
from simulator.program.purchases import OrderAmount, Purchase, StepRate, whole_amount
from simulator.program.table import (
    EVENT_LOGIN,
    EVENT_REVIEW,
    EVENT_SHOPPING_DAYS,
    EVENTS,
    RETURN_KEEP,
    RETURN_TAKE_BACK,
    ROUND_DOWN,
    Ints,
)
from simulator.rule import rule
from simulator.units import FineMoney, Span, plain

if TYPE_CHECKING:
    from simulator.program import Program

Flat = Annotated[Whole, Range(0, 1_000_000)]
# The most that a minor unit may earn with every multiplier: with it, and with orders up to 900 million minor
# units, no product in the rules below leaves 64 bits.
MOST_PER_MINOR_UNIT = 10


class FlatAmount(Clause):
    """A flat amount for an event."""

    amount: Flat = Field(
        description="What the event earns, whatever the member's level; no multiplier holds."
    )


class LoginAmount(FlatAmount, CapsOfMonth):
    """A flat amount for a login, which comes once a day."""


class ReviewAmount(FlatAmount, Caps):
    """A flat amount for a review."""


class ShoppingDays(Clause):
    """A flat amount for coming on several days of a month."""

    amount: Flat = Field(description="What is earned with the order that completes the days.")
    days: Annotated[Whole, Range(1, 31)] = Field(
        description="Distinct days with an order in one calendar month that earn the amount, in days."
    )


class FlatEarnings(Clause):
    """What earns: purchases by their size, each order, and events."""

    purchase: Purchase | None = Field(default=None, description="Earned with each order that is kept.")
    order: OrderAmount | None = Field(default=None, description="Earned with each order, whatever its size.")
    categories: dict[Name, OrderKind] | None = Field(
        default=None, description="Categories of goods whose purchases earn more or less, by name."
    )
    channels: dict[Name, OrderKind] | None = Field(
        default=None, description="Channels whose orders earn more or less, by name."
    )
    first_login_of_day: LoginAmount | None = Field(
        default=None, description="Earned with the first login of a day."
    )
    approved_review: ReviewAmount | None = Field(
        default=None, description="Earned with each approved review."
    )
    shopping_days_of_month: ShoppingDays | None = Field(
        default=None,
        description="Earned on the day that completes so many shopping days of a calendar month.",
    )

    birthday: Birthday | None = Field(default=None, description="Earned once a year, on the birthday.")
    survey: Activity | None = Field(default=None, description="Earned with each survey that is filled in.")
    recycling: Activity | None = Field(
        default=None, description="Earned with each thing brought back for recycling."
    )
    app_use: Activity | None = Field(
        default=None, description="Earned with a use of the app, which digital customers make more often."
    )
    other: dict[Name, Activity] | None = Field(default=None, description="Earned with other events, by name.")

    streak: Streak | None = Field(default=None, description="Earned with orders or logins in weeks in a row.")
    challenges: dict[Name, Challenge] | None = Field(
        default=None, description="Earned for so many orders, or for buying so much, in a window; by name."
    )

    def amounts(self) -> Ints:
        """Return the flat amounts by event, (EVENTS,)."""
        amounts = [0] * EVENTS
        if self.first_login_of_day:
            amounts[EVENT_LOGIN] = self.first_login_of_day.amount
        if self.approved_review:
            amounts[EVENT_REVIEW] = self.approved_review.amount
        if self.shopping_days_of_month:
            amounts[EVENT_SHOPPING_DAYS] = self.shopping_days_of_month.amount
        return whole(amounts)

    def told(self) -> list[str]:
        """Tell the flat amounts, in the field's words."""
        days = self.shopping_days_of_month
        flat = {
            "the first login of a day": self.first_login_of_day,
            "an approved review": self.approved_review,
        }
        words = [f"{one.amount:,} for {what}" for what, one in flat.items() if one]
        return words + ([f"{days.amount:,} for {days.days} shopping days of a month"] if days else [])


class PointsClause(Clause):
    """Redeemable points."""

    name: Text = Field(default="points", description="What members call the points.")
    earn: FlatEarnings = Field(default=FlatEarnings(), description="What earns points.")
    value: Annotated[FineMoney, Range(0, 100_000)] | None = Field(
        default=None, description="Worth of one point at checkout, in money."
    )
    pending: Annotated[Span, Range(0, 91, weeks=13)] | None = Field(
        default=None,
        description="Time until earned points may be used (the return window); days count as weeks.",
    )
    expiry: Expiry = Field(
        default=Expiry(), description="When points expire: never, after a time, or on a date."
    )
    on_redeemed: Switch = Field(
        default=False,
        description="Whether the part of a price that is paid with points earns too (yes or no).",
    )
    returns: Literal["take_back", "keep"] = Field(
        default="take_back", description="What happens to the points of a returned order."
    )


def too_fast(rate: StepRate, largest: int, path: Path) -> Iterator[Fault]:
    """Tell when a rate with the largest multipliers (thousandths) passes what the books can multiply."""
    if rate.millionths * largest > MOST_PER_MINOR_UNIT * 1_000_000_000 * rate.step:
        yield Fault(
            path,
            f"'{rate}' with the largest multipliers earns too much: over {MOST_PER_MINOR_UNIT} a minor unit",
        )


def check(draft: Draft) -> Iterator[Fault]:
    """Check points against the clauses that they work with."""
    program = draft.program
    points, status = program.points, program.status
    if points is None:
        return
    path: Path = ("points", "earn", "purchase", "rate")
    if points.earn.purchase:
        rate = points.earn.purchase.rate
        yield from too_fast(rate, program.largest_points_multiplier(), path)
        if points.value and rate.per_unit * points.value.size > Decimal(1):
            yield Fault(path, f"'{rate}' at {points.value} a point gives back more than the whole price")
    days = points.earn.shopping_days_of_month
    others = status.earn.shopping_days_of_month if status else None
    if days and others and days.days != others.days:
        yield Fault(
            ("points", "earn", "shopping_days_of_month", "days"),
            f"is {days.days}, must be {others.days} as in status.earn.shopping_days_of_month",
        )


def told(program: Program) -> list[str]:
    """Tell what earns points and what a point is worth, in the field's words."""
    points = program.points
    if points is None:
        return []
    bought, value = points.earn.purchase, points.value
    earned = [f"{bought.rate}"] if bought else []
    words = [f"{points.name}: {', '.join([*earned, *points.earn.told()]) or 'nothing earns them'}"]
    if value and value.size:
        back = f", {plain(round(bought.rate.size * value.size * 100, 4))}% of spend" if bought else ""
        words.append(f"a point is worth {value}{back}")
    if points.pending:
        words.append(f"pending for {points.pending}")
    if points.on_redeemed:
        words.append("earned on the part paid with points too")
    return [*words, "taken back after a return" if points.returns == "take_back" else "kept after a return"]


def table(program: Program, frame: Frame) -> dict[str, Any]:
    """Return the points part of the program's table."""
    points = program.points or PointsClause()
    return {
        "points_rate": points.earn.purchase.rate.millionths if points.earn.purchase else 0,
        "points_event": points.earn.amounts(),
        "points_on_redeemed": int(points.on_redeemed),
        "points_returns": RETURN_TAKE_BACK if points.returns == "take_back" else RETURN_KEEP,
        "point_value": points.value.millionths if points.value else 0,
        "pending_weeks": points.pending.weeks if points.pending else 0,
    }


@rule
def earning_base(
    paid: int,
    face_used: int,
    on_redeemed: int,
    excluded_share: int,
    is_excluded: int,
    minimum_order: int,
    price: int,
) -> int:
    """Return the part of an order that earns, in minor units, 0 or more.

    Parameters
    ----------
    paid
        Money paid, minor units, 0 or more.
    face_used
        Face value of the points used on the order, minor units, 0 or more.
    on_redeemed
        1 when the part paid with points earns too, else 0.
    excluded_share
        Share of the order that earns nothing, thousandths, 0 to 1000.
    is_excluded
        1 when the exclusion holds for the member's level, else 0.
    minimum_order
        Smallest price that earns anything, minor units, 0 or more.
    price
        Price after price cuts, in money and points, minor units, 0 or more.

    Source: [published] the exclusions and the settlement amount of JD's growth rules of 2013 (o15.net,
    230890.com).
    """
    if price < minimum_order:
        return 0
    base = paid
    if on_redeemed != 0:
        base += face_used
    if is_excluded != 0:
        base -= base * excluded_share // 1_000
    return base


@rule
def points_on_purchase(base: int, rate: int, multiplier: int, rounding: int = ROUND_DOWN) -> int:
    """Return the points earned by a purchase, whole, 0 or more.

    Parameters
    ----------
    base
        The part of the order that earns, in minor units or in full steps, 0 to 900 million.
    rate
        Millionths of a point per minor unit or step, 0 or more.
    multiplier
        Multiplier of level, day and kind of order together, thousandths, 0 or more.
    rounding
        ROUND_*.

    Source: [published in part] rounding once a purchase, down where nothing else is said, is an assumption;
    it is what published earning rules state.
    """
    return whole_amount(base * rate * multiplier, rounding)
