"""What the options of `loyalty member` say about one imagined member.

Order of parts: the amount with its period, the options, what they come to.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from typing import TYPE_CHECKING, Annotated, ClassVar

import typer

from simulator.units import Money, UnitError, did_you_mean

if TYPE_CHECKING:
    import datetime

    from simulator.engine.member import Habits

WEEKS_A_YEAR = 52
PERIODS = {"year": Fraction(1, 52), "month": Fraction(12, 52), "week": Fraction(1)}  # times a week
MOST_A_YEAR = {"orders": 1_000, "reviews": 1_000, "logins": 366, "returns": 1_000, "friends": 200}
LARGEST_ORDER = 900_000_000  # minor units: with more, sums of the books could leave 64 bits
MOST_WEEKS = 520
FIRST_YEAR, LAST_YEAR = 1950, 2150
USUAL_ORDERS = 24


@dataclass(frozen=True)
class Spend(Money):
    """Money over time, as `3000 CNY per year` or `250 CNY per month`; without a period, a year."""

    period: str | None = None

    what: ClassVar[str] = "an amount over time"
    unit: ClassVar[str] = "money per week, month or year"
    example: ClassVar[str] = "3000 CNY"
    pattern: ClassVar[str] = Money.pattern + r"(?:\s+per\s+(?P<period>\w+))?"

    @classmethod
    def hint(cls, text: object) -> str:
        """Say what the amount lacks, or which word of its period is none."""
        if re.fullmatch(Money.pattern + r"\s.*", str(text).strip(), re.ASCII):
            return "write e.g. '3000 CNY' for a year, or '250 CNY per month'"
        return super().hint(text)

    def check(self) -> None:
        """Refuse a period that is none, and an amount finer than the smallest unit."""
        super().check()
        if self.period is not None and self.period not in PERIODS:
            near = did_you_mean(self.period, PERIODS)
            raise UnitError(f"'{self.period}' is no period{near or ': may be year, month or week'}")
        if self.size <= 0:
            raise UnitError(f"is {self}, must be more than 0")

    def over(self, weeks: int) -> int:
        """Return the amount over so many weeks, minor units, rounded half up."""
        return int(self.minor * PERIODS[self.period or "year"] * weeks + Fraction(1, 2))


class Redeem(StrEnum):
    """When the member uses points."""

    SOON = "soon"
    NEVER = "never"
    END = "end"


class Every(StrEnum):
    """Length of a line of the table."""

    MONTH = "month"
    WEEK = "week"


SpendOption = Annotated[
    str | None,
    typer.Option(
        "--spend", metavar="MONEY", help="List price of all orders: '3000 CNY' a year, '250 CNY per month'."
    ),
]
OrdersOption = Annotated[
    int | None,
    typer.Option("--orders", min=1, max=MOST_A_YEAR["orders"], help="Orders a year, spread evenly. [24]"),
]
BasketOption = Annotated[
    str | None,
    typer.Option("--basket", metavar="MONEY", help="Value of an order, instead of --orders or --spend."),
]
ReviewsOption = Annotated[
    int, typer.Option("--reviews", min=0, max=MOST_A_YEAR["reviews"], help="Approved reviews a year.")
]
LoginsOption = Annotated[
    int, typer.Option("--logins", min=0, max=MOST_A_YEAR["logins"], help="Days with a login, a year.")
]
ReturnsOption = Annotated[
    int,
    typer.Option(
        "--returns", min=0, max=MOST_A_YEAR["returns"], help="Orders returned a year, a week after buying."
    ),
]
FriendsOption = Annotated[
    int,
    typer.Option(
        "--friends",
        min=0,
        max=MOST_A_YEAR["friends"],
        help="Friends a year who are referred and meet the condition.",
    ),
]
ReferredOption = Annotated[bool, typer.Option("--referred", help="Join as the friend of a member.")]
FromOption = Annotated[
    str, typer.Option("--from", metavar="DATE", help="First day: the member joins on it; weeks open on it.")
]
WeeksOption = Annotated[int, typer.Option("--weeks", min=1, max=MOST_WEEKS, help="How long, in weeks.")]
RedeemOption = Annotated[
    Redeem,
    typer.Option(
        "--redeem",
        help="When points are used: as soon as may be (at checkout, else from the catalogue), never, "
        "or all at the end.",
    ),
]
PaysOption = Annotated[
    bool, typer.Option("--pays", help="Take the paid membership on the first day, where there is one.")
]
EveryOption = Annotated[Every, typer.Option("--by", help="A line a month, or a line a week.")]


def amount(text: str, option: str, kind: type[Money]) -> Money:
    """Return an amount that an option states.

    Raises
    ------
    typer.BadParameter
        When it is none; the message shows how it is written.
    """
    try:
        found = kind.parse(text)
        if found.minor <= 0:
            raise UnitError(f"is {found}, must be more than 0")
    except UnitError as fault:
        raise typer.BadParameter(str(fault), param_hint=option) from None
    return found


def first_day(text: str) -> datetime.date:
    """Return the date of --from.

    Raises
    ------
    typer.BadParameter
        When it is no date, or outside of the years that are looked at.
    """
    from simulator.fields import parse_date

    try:
        date = parse_date(text)
    except UnitError as fault:
        raise typer.BadParameter(str(fault), param_hint="--from") from None
    if not FIRST_YEAR <= date.year <= LAST_YEAR:
        raise typer.BadParameter(
            f"is in {date.year}, may be in {FIRST_YEAR} to {LAST_YEAR}", param_hint="--from"
        )
    return date


def spend_and_orders(
    spend: str | None, orders: int | None, basket: str | None, weeks: int
) -> tuple[int, int, str]:
    """Return what is spent in the whole time, in how many orders, and in which currency.

    Raises
    ------
    typer.BadParameter
        When too little or too much is said.
    """
    if spend is None and basket is None:
        raise typer.BadParameter("is needed, e.g. --spend '3000 CNY'", param_hint="--spend")
    if None not in (spend, orders, basket):
        raise typer.BadParameter(
            "follows from --spend and --orders: give two of the three", param_hint="--basket"
        )
    each = amount(basket, "--basket", Money) if basket is not None else None
    whole = amount(spend, "--spend", Spend) if spend is not None else None
    if each and whole and each.currency != whole.currency:
        raise typer.BadParameter(
            f"'{each}' is in another currency than --spend, '{whole.currency}'", param_hint="--basket"
        )
    if isinstance(whole, Spend):
        total = whole.over(weeks)
        count = int(Fraction(total, each.minor) + Fraction(1, 2)) if each else in_weeks(orders, weeks)
        return total, max(1, count), whole.currency
    count = max(1, in_weeks(orders, weeks))
    return (each.minor * count if each else 0), count, each.currency if each else ""


def in_weeks(a_year: int | None, weeks: int) -> int:
    """Return how many fall into so many weeks, rounded half up."""
    return ((USUAL_ORDERS if a_year is None else a_year) * 2 * weeks + WEEKS_A_YEAR) // (2 * WEEKS_A_YEAR)


def habits_of(
    spend: str | None,
    orders: int | None,
    basket: str | None,
    a_year: dict[str, int],
    begins: str,
    weeks: int,
    redeem: Redeem,
) -> tuple[Habits, str]:
    """Return what the options say about the member, and the currency of the amounts.

    Parameters
    ----------
    a_year
        Reviews, logins, returns and friends a year.

    Raises
    ------
    typer.BadParameter
        For the first option that cannot be.
    """
    from simulator.engine.member import Habits

    date = first_day(begins)
    total, count, currency = spend_and_orders(spend, orders, basket, weeks)
    if not count <= total <= LARGEST_ORDER * count:
        raise typer.BadParameter(
            f"makes {count:,} orders of {total / count:,.2f} smallest units each, may be 1 to "
            f"{LARGEST_ORDER:,}",
            param_hint="--basket" if basket else "--spend",
        )
    often = {name: in_weeks(number, weeks) for name, number in a_year.items()}
    if count > MOST_A_YEAR["orders"] * max(1, weeks // WEEKS_A_YEAR):
        raise typer.BadParameter(
            f"makes {count:,} orders, may be {MOST_A_YEAR['orders']:,} a year", param_hint="--basket"
        )
    if often["returns"] > count:
        raise typer.BadParameter(
            f"is {often['returns']:,} in {weeks} weeks, may be at most the orders, {count:,}",
            param_hint="--returns",
        )
    several = often["reviews"], often["logins"], often["returns"]
    habits = Habits(total, count, *several, redeem=redeem.value, weeks=weeks, begins=date)
    habits = habits._replace(friends=often["friends"])
    return habits, currency
