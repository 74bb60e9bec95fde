"""Goals that earn beside orders: weeks in a row, and so much within a stated window.

Order of parts: fields, checks, table. Amounts are earned with the order (or login) that reaches the goal; a
return of that order takes them back, and leaves its week and its part of the goal counted.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated, Any, Literal

import numpy as np
from pydantic import Field, PlainValidator

from simulator.fields import Clause, Fault, Path, Range, Switch, Whole
from simulator.program.calendar import YearDay
from simulator.program.caps import Amount
from simulator.program.clause import Draft, Frame, counted, purses, whole
from simulator.program.table import MOST_CHALLENGES, NO_WINDOW
from simulator.units import Money, Orders, Span, UnitError, shown

if TYPE_CHECKING:
    from simulator.program import Program

LARGEST_ORDERS, LARGEST_MONEY = 1_000, 1_000_000_000  # orders; minor units
# The longest window, in days, of challenges that come again, and how often a year each comes.
LONGEST = {"each_month": 28, "each_quarter": 90}
A_YEAR = {"each_month": 12.0, "each_quarter": 4.0}
LONGEST_OF_A_DATE = 365


def _goal(value: object) -> Orders | Money:
    """Read a goal, so many orders or so much money."""
    text = str(value)
    if "order" in text:
        goal: Orders | Money = Range(1, LARGEST_ORDERS).check(Orders.parse(value))
        return goal
    try:
        money = Money.parse(value)
    except UnitError:
        raise UnitError(f"{shown(value)} is no goal: write e.g. '3 orders' or '500 CNY'") from None
    if not 0 < money.minor <= LARGEST_MONEY:
        raise UnitError(f"is {money}, may be above 0 and at most {LARGEST_MONEY} minor units")
    return money


def _starts(value: object) -> str | YearDay:
    """Read when windows start: each month or quarter, or on a date."""
    if isinstance(value, str) and value in LONGEST:
        return value
    try:
        return YearDay.parse(value)
    except UnitError:
        may_be = "may be each_month, each_quarter, a date of every year, e.g. '03-01', or one date"
        raise UnitError(f"{shown(value)} is no start: {may_be}") from None


Goal = Annotated[Orders | Money, PlainValidator(_goal, json_schema_input_type=str)]
Starts = Annotated[str | YearDay, PlainValidator(_starts, json_schema_input_type=str)]


class Streak(Clause):
    """An amount for an order (or a login) in each of so many weeks in a row."""

    weeks: Annotated[Whole, Range(2, 52)] = Field(
        description="Weeks in a row that earn the amount, in weeks."
    )
    amount: Amount = Field(description="What is earned with the last week's first order or login.")
    by: Literal["orders", "logins"] = Field(default="orders", description="What makes a week count.")
    repeats: Switch = Field(default=True, description="Whether weeks count anew after it (yes or no: once).")


class Challenge(Clause):
    """An amount for so many orders, or for buying so much, within a window."""

    goal: Goal = Field(description="What is to be reached: a number of orders, or money.")
    amount: Amount = Field(description="What is earned with the order that reaches the goal.")
    starts: Starts = Field(description="When windows start: each_month, each_quarter, or a date.")
    within: Annotated[Span, Range(1, 365)] | None = Field(
        default=None, description="Length of a window; left out: the whole month or quarter."
    )
    once: Switch = Field(default=False, description="Whether a member can earn it in one window only.")

    @property
    def days(self) -> int:
        """The days of a window; 0: up to the next."""
        if self.within is None:
            return 0
        return int(self.within.size) * (7 if self.within.each == "week" else 1)


# ---- checks ---------------------------------------------------------------------------------------------


def _challenge_faults(one: Challenge, path: Path) -> Iterator[Fault]:
    longest = LONGEST_OF_A_DATE if isinstance(one.starts, YearDay) else LONGEST[one.starts]
    if isinstance(one.starts, YearDay) and one.within is None:
        yield Fault(path, "has no end: add within, e.g. '30 days'")
    if one.days > longest:
        yield Fault((*path, "within"), f"is {one.within}: windows would meet, may be at most {longest} days")
    if isinstance(one.starts, YearDay) and one.starts.year and one.once:
        yield Fault((*path, "once"), "has no effect: there is one window only")


def challenges_of(program: Program) -> list[tuple[int, str, Challenge]]:
    """Return every challenge with its PURSE_* and name."""
    return [
        (purse, name, one)
        for purse, (_, earn) in enumerate(purses(program))
        for name, one in ((earn.challenges or {}) if earn else {}).items()
    ]


def check(draft: Draft) -> Iterator[Fault]:
    """Check the windows of challenges."""
    names = ("points", "status")
    found = challenges_of(draft.program)
    for purse, name, one in found:
        yield from _challenge_faults(one, (names[purse], "earn", "challenges", name))
    yield from counted(dict.fromkeys(range(len(found))), MOST_CHALLENGES, (), "challenges")  # type: ignore[arg-type]


# ---- table ----------------------------------------------------------------------------------------------


def _begins(one: Challenge, date: datetime.date) -> bool:
    if isinstance(one.starts, YearDay):
        return one.starts.holds(date)
    return date.day == 1 and (one.starts == "each_month" or date.month % 3 == 1)


def _ends(one: Challenge, frame: Frame) -> list[int]:
    """Return the last day of the window that each day of the run lies in, NO_WINDOW where none."""
    first, last = 7 * frame.first_week, 7 * frame.weeks
    dates = [(day, frame.begins + datetime.timedelta(days=day)) for day in range(first - 366, last + 100)]
    starts = [day for day, date in dates if _begins(one, date)]
    ends = dict.fromkeys(range(first, last), NO_WINDOW)
    for at, start in enumerate(starts):
        end = start + one.days - 1
        if not one.days:
            end = starts[at + 1] - 1 if at + 1 < len(starts) else start
        for day in range(max(start, first), min(end + 1, last)):
            ends[day] = end
    return list(ends.values())


def _weeks(one: Challenge) -> float:
    """Return the usual length of a window in weeks."""
    return (one.days or (30.4 if one.starts == "each_month" else 91.3)) / 7.0


def told(program: Program) -> list[str]:
    """Tell the streaks and challenges, in the field's words."""
    words = []
    for what, clause in (("points", program.points), ("status", program.status)):
        if clause is None:
            continue
        if streak := clause.earn.streak:
            words.append(f"{streak.amount:,} {what} for {streak.weeks} weeks in a row with {streak.by}")
        words += [
            f"{one.amount:,} {what} for {name}: {one.goal}"
            for name, one in (clause.earn.challenges or {}).items()
        ]
    return words


def table(program: Program, frame: Frame) -> dict[str, Any]:
    """Return streaks by PURSE_*, (2,), and challenges, (C,), with their windows by day, (D, C)."""
    streaks = [earn.streak if earn else None for _, earn in purses(program)]
    found = challenges_of(program)
    windows = np.full((7 * (frame.weeks - frame.first_week), len(found)), NO_WINDOW, np.int64)
    for at, (_, _, one) in enumerate(found):
        windows[:, at] = _ends(one, frame)
    yearly = [
        (0.0 if one.starts.year else 1.0) if isinstance(one.starts, YearDay) else A_YEAR[one.starts]
        for _, _, one in found
    ]
    goals = [one.goal for _, _, one in found]
    return {
        "streak_weeks": whole(one.weeks if one else 0 for one in streaks),
        "streak_amount": whole(one.amount if one else 0 for one in streaks),
        "streak_logins": whole(bool(one and one.by == "logins") for one in streaks),
        "streak_once": whole(bool(one and not one.repeats) for one in streaks),
        "challenge_purse": whole(purse for purse, _, _ in found),
        "challenge_orders": whole(isinstance(goal, Orders) for goal in goals),
        "challenge_goal": whole(goal.minor if isinstance(goal, Money) else int(goal.size) for goal in goals),
        "challenge_amount": whole(one.amount for _, _, one in found),
        "challenge_once": whole(one.once for _, _, one in found),
        "challenge_weeks": np.array([_weeks(one) for _, _, one in found], np.float64),
        "challenge_yearly": np.array(yearly, np.float64),
        "challenge_end": windows,
    }
