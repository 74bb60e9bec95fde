"""The program's dates: privilege days and multiplied days, windows and birthdays, and how strongly they pull.

What depends on the date alone is written out day by day. What also depends on the market (a budget) or on the
member (a birthday) is kept apart, and the week puts it together.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Annotated, Any, Literal

import numpy as np
from pydantic import Field, PlainValidator

from simulator.fields import Clause, Cost, Fault, Name, Path, Range, Switch, Whole
from simulator.program.clause import FIRM_PAYS, Draft, Frame, Funding, by_standing, counted, whole
from simulator.program.running import scaled_cost
from simulator.program.sizes import MOST_BUDGETS
from simulator.program.table import THOUSAND
from simulator.rule import rule
from simulator.units import Factor, Share, Span, UnitError, shown

if TYPE_CHECKING:
    from simulator.program import Program

LEAP_DAY = 59  # day of a leap year, from 0
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


@dataclass(frozen=True)
class YearDay:
    """A date of every year, as `11-11`, or of one year, as `2014-11-11` (`year` 0 for every year)."""

    month: int
    day: int
    year: int = 0

    @classmethod
    def parse(cls, text: object) -> YearDay:
        """Read a date from its text, and refuse one that no calendar has."""
        found = re.fullmatch(r"(?:(\d{4})-)?(\d\d)-(\d\d)", text, re.ASCII) if isinstance(text, str) else None
        if found is None:
            raise UnitError(
                f"{shown(text)} is not a date: write month-day for every year, e.g. '11-11', "
                "or one date, e.g. '2014-11-11'"
            )
        year, month, day = found.groups()
        try:
            datetime.date(int(year or 2000), int(month), int(day))  # 2000 had a 29 February
        except ValueError:
            raise UnitError(f"'{text}' is a date that no calendar has") from None
        return cls(int(month), int(day), int(year or 0))

    def holds(self, date: datetime.date) -> bool:
        """Say whether a date is meant."""
        return (date.month, date.day) == (self.month, self.day) and self.year in (0, date.year)

    @property
    def day_of_common_year(self) -> int:
        """Its place in a year of 365 days, 0 to 364."""
        return (datetime.date(2001, self.month, self.day) - datetime.date(2001, 1, 1)).days

    def until(self, last: YearDay, date: datetime.date) -> bool:
        """Say whether a date is from this one to the last, both included; every year, over New Year too."""
        if self.year:
            return (self.year, self.month, self.day) <= (date.year, date.month, date.day) <= (
                last.year, last.month, last.day,
            )  # fmt: skip
        first, end, here = (self.month, self.day), (last.month, last.day), (date.month, date.day)
        return first <= here <= end if first <= end else here >= first or here <= end

    def __str__(self) -> str:
        return (f"{self.year:04d}-" if self.year else "") + f"{self.month:02d}-{self.day:02d}"


DayOfYear = Annotated[YearDay, PlainValidator(YearDay.parse, json_schema_input_type=str)]
DayFactor = Annotated[Factor, Range(1, 20)]


WAYS = ("dates", "day_of_month", "weekday", "starts", "birthday")


class Event(Clause):
    """One recurring or single date, window, or birthday."""

    dates: list[DayOfYear] | None = Field(default=None, description="Dates of the year, or single dates.")
    day_of_month: Annotated[Whole, Range(1, 31)] | None = Field(
        default=None, description="Day of every month that has it."
    )
    weekday: Literal["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"] | None = (
        Field(default=None, description="Day of every week.")
    )
    starts: DayOfYear | None = Field(
        default=None, alias="from", description="First day of a window, of every year or of one; needs to."
    )
    ends: DayOfYear | None = Field(
        default=None, alias="to", description="Last day of the window, included; before from: after New Year."
    )
    birthday: Annotated[Span, Range(1, 31, weeks=5)] | None = Field(
        default=None, description="So many days from each member's birthday on, e.g. 7 days."
    )
    everyone: Switch = Field(
        default=False, description="Whether people who are no members have the price cut too (yes or no)."
    )
    budget: Cost | None = Field(
        default=None,
        description="Most that its price cuts may cost in a calendar year, in money per 1,000 customers of "
        "the market; a week after it is used up the event is over for the year.",
    )
    tiers: list[Name] | None = Field(default=None, description="Levels that it is for; left out: all.")
    paid: Switch = Field(
        default=False, description="Whether it is only for members who pay for their membership (yes or no)."
    )
    percent: Annotated[Share, Range(0, 100, digits=1)] = Field(
        default=Share(Decimal(0)), description="Price cut for members on the day, in percent."
    )
    pull: Annotated[Share, Range(0, 100)] = Field(
        default=Share(Decimal(0)),
        description="Strength of the stimulus: share of a week's need that it adds.",
    )
    points: DayFactor = Field(default=Factor(Decimal(1)), description="Multiplier on points from purchases.")
    status: DayFactor = Field(default=Factor(Decimal(1)), description="Multiplier on qualifying value.")
    funded: Funding = Field(default=FIRM_PAYS, description="Who pays for the price cut.")

    def holds(self, date: datetime.date) -> bool:
        """Say whether the event is on a date."""
        if self.weekday:
            return date.weekday() == WEEKDAYS.index(self.weekday)
        if self.day_of_month:
            return date.day == self.day_of_month
        if self.starts and self.ends:
            return self.starts.until(self.ends, date)
        return any(day.holds(date) for day in self.dates or ())


def _event_faults(event: Event, path: Path, draft: Draft) -> Iterator[Fault]:
    ways = [name for name in WAYS if getattr(event, name) is not None]
    words = ["from" if name == "starts" else name for name in ways]
    if len(ways) != 1:
        have = " and ".join(words) or "no date"
        yield Fault(path, f"has {have}, needs exactly one of dates, day_of_month, weekday, from, birthday")
    yield from _window_faults(event, path)
    yield from _whose_faults(event, path)
    for position, day in enumerate(event.dates or ()):
        if day in (event.dates or [])[:position]:
            yield Fault((*path, "dates", position), f"'{day}' is listed twice")
    if event.dates == []:
        yield Fault((*path, "dates"), "is an empty list, needs at least one date, e.g. [11-11]")
    if event.tiers == []:
        yield Fault((*path, "tiers"), "is an empty list: name a level, or leave tiers out for all")
    yield from draft.unknown_levels(event.tiers or (), (*path, "tiers"))
    yield from _idle_faults(event, path, draft)
    yield from event.funded.faults((*path, "funded"))


def _window_faults(event: Event, path: Path) -> Iterator[Fault]:
    first, last = event.starts, event.ends
    if first and not last:
        yield Fault((*path, "from"), "needs to, the last day of the window, e.g. 'to: 11-11'", at_key=True)
    elif last and not first:
        yield Fault((*path, "to"), "needs from, the first day of the window, e.g. 'from: 11-01'", at_key=True)
    elif first and last:
        if bool(first.year) != bool(last.year):
            yield Fault((*path, "to"), f"is '{last}', from is '{first}': give a year to both or to none")
        elif first.year and not first.until(last, datetime.date(first.year, first.month, first.day)):
            yield Fault((*path, "to"), f"is '{last}', before '{first}', where the window begins")


def _whose_faults(event: Event, path: Path) -> Iterator[Fault]:
    """Tell what does not go together: everyone, a birthday, and a budget."""
    cuts = bool(event.percent.size)
    if event.budget is not None and not cuts:
        yield Fault((*path, "budget"), "has no effect without percent, the price cut that it limits")
    if event.birthday and event.budget is not None:
        yield Fault((*path, "budget"), "is for dates of the calendar, not for birthdays")
    if event.birthday and event.everyone:
        yield Fault(
            (*path, "everyone"), "cannot be: the birthdays of people who are no members are not known"
        )
    if event.everyone and event.tiers is not None:
        yield Fault((*path, "tiers"), "has no effect on an event for everyone")
    if event.everyone and event.paid:
        yield Fault((*path, "paid"), "has no effect on an event for everyone")
    if event.everyone and not cuts and not event.pull.size:
        yield Fault((*path, "everyone"), "has no effect without percent or pull: only members have points")


def _idle_faults(event: Event, path: Path, draft: Draft) -> Iterator[Fault]:
    """Tell which effects of an event nothing reads, and when it has none at all."""
    effects = {name: getattr(event, name).size for name in ("points", "status", "percent", "pull")}
    if effects == {"points": 1, "status": 1, "percent": 0, "pull": 0}:
        yield Fault(path, "has no effect: give it points, status, percent or pull", at_key=True)
    if effects["points"] != 1 and draft.absent("points"):
        yield Fault((*path, "points"), "has no effect: there is no points clause")
    if effects["status"] != 1 and draft.absent("tiers"):
        yield Fault((*path, "status"), "has no effect: there are no tiers")


def check(draft: Draft) -> Iterator[Fault]:
    """Check each event by itself, and that all price cuts are funded alike."""
    program = draft.program
    cuts: dict[str, Funding] = {}
    events = program.calendar or {}
    limited = {name: event for name, event in events.items() if event.budget is not None}
    yield from counted(limited, MOST_BUDGETS, ("calendar",), "events with a budget")
    birthdays = {name: event.birthday for name, event in events.items() if event.birthday}
    for name, days in birthdays.items():
        first = next(iter(birthdays))
        if days != birthdays[first]:
            text = f"is {days}, {first} has {birthdays[first]}: all birthdays last as long"
            yield Fault(("calendar", name, "birthday"), text)
    for name, event in events.items():
        path: Path = ("calendar", name)
        yield from _event_faults(event, path, draft)
        if event.percent.size:
            cuts[name] = event.funded
            first = next(iter(cuts))
            if event.funded != cuts[first]:
                yield Fault(
                    (*path, "funded"),
                    f"differs from that of {first}: price cuts of all days share one funding",
                )


def told(program: Program) -> list[str]:
    """Tell the dated events, in the field's words."""
    words = []
    for name, event in (program.calendar or {}).items():
        effects = [f"{event.percent} off"] if event.percent.size else []
        effects += [
            f"{what} {factor}"
            for what, factor in (("points", event.points), ("status", event.status))
            if factor.size != 1
        ]
        effects += [f"for {' and '.join(event.tiers)}"] if event.tiers else []
        effects += ["for everyone"] if event.everyone else []
        effects += ["for those who pay"] if event.paid else []
        effects += [f"up to {event.budget} a year for 1,000 customers"] if event.budget else []
        words.append(", ".join([f"{name}: {_when(event)}", *effects]))
    return words


def _when(event: Event) -> str:
    """Tell when an event is, in words."""
    if event.weekday:
        return f"every {event.weekday}"
    if event.day_of_month:
        return f"day {event.day_of_month} of every month"
    if event.birthday:
        return f"{event.birthday} from the birthday on"
    if event.starts:
        return f"{event.starts} to {event.ends}"
    return " and ".join(str(day) for day in event.dates or ())


def table(program: Program, frame: Frame) -> dict[str, Any]:
    """Return what holds by day, (D, S): where events meet, the largest of each effect; and what is apart."""
    events = [event for _, event in sorted((program.calendar or {}).items())]
    first_day = 7 * frame.first_week
    dates = [frame.begins + datetime.timedelta(days=day) for day in range(first_day, 7 * frame.weeks)]
    shape = (len(dates), len(by_standing(None, program)))
    points, status = np.full(shape, THOUSAND, np.int64), np.full(shape, THOUSAND, np.int64)
    percent, pull = np.zeros(shape, np.int64), np.zeros(shape, np.float64)
    any_event = np.zeros(shape, np.int64)
    open_percent, open_pull = np.zeros(len(dates), np.int64), np.zeros(len(dates), np.float64)
    for event in events:
        if event.birthday:
            continue
        held = np.array([event.holds(date) for date in dates], bool)
        on = held[:, None] & (by_standing(event.tiers, program, event.paid) == 1)
        any_event[on] = 1
        if event.budget is not None:
            continue
        for array, effect in (
            (points, event.points.thousandths),
            (status, event.status.thousandths),
            (percent, event.percent.thousandths),
        ):
            np.maximum(array, effect, out=array, where=on)
        np.maximum(pull, event.pull.ratio, out=pull, where=on)
        if event.everyone:
            np.maximum(open_percent, event.percent.thousandths, out=open_percent, where=held)
            np.maximum(open_pull, event.pull.ratio, out=open_pull, where=held)
    funding = next((event.funded for event in events if event.percent.size), FIRM_PAYS)
    return {
        "first_day": first_day,
        "first_week": frame.first_week,
        "day_points": points,
        "day_status": status,
        "day_percent": percent,
        "day_pull": pull,
        "open_percent": open_percent,
        "open_pull": open_pull,
        "day_event": any_event,
        "day_percent_funding": funding.table(),
        **_limited(events, program, dates, frame.customers),
        **_birthdays(events, program),
    }


def _limited(
    events: list[Event], program: Program, dates: list[datetime.date], customers: int
) -> dict[str, Any]:
    """Return the events with a budget, B of them: their days, levels, effects, and what they may cost."""
    limited = [event for event in events if event.budget is not None]
    days = np.array([[event.holds(date) for date in dates] for event in limited], np.int64)
    standings = len(by_standing(None, program))
    held = np.array([by_standing(event.tiers, program, event.paid) for event in limited], np.int64)
    return {
        "limited_days": days.reshape(-1, len(dates)),
        "limited_levels": held.reshape(-1, standings),
        "limited_open": whole(event.everyone for event in limited),
        "limited_points": whole(event.points.thousandths for event in limited),
        "limited_status": whole(event.status.thousandths for event in limited),
        "limited_percent": whole(event.percent.thousandths for event in limited),
        "limited_pull": np.array([event.pull.ratio for event in limited], np.float64),
        "limited_budget": whole(scaled_cost(event.budget, customers) for event in limited),
    }


def _birthdays(events: list[Event], program: Program) -> dict[str, Any]:
    """Return what holds around a member's birthday, by level: the largest of each effect."""
    own = [event for event in events if event.birthday]
    standings = len(by_standing(None, program))
    points, status = np.full(standings, THOUSAND, np.int64), np.full(standings, THOUSAND, np.int64)
    percent, pull = np.zeros(standings, np.int64), np.zeros(standings, np.float64)
    for event in own:
        on = by_standing(event.tiers, program, event.paid) == 1
        np.maximum(points, event.points.thousandths, out=points, where=on)
        np.maximum(status, event.status.thousandths, out=status, where=on)
        np.maximum(percent, event.percent.thousandths, out=percent, where=on)
        np.maximum(pull, event.pull.ratio, out=pull, where=on)
    return {
        "birthday_days": own[0].birthday.days if own and own[0].birthday else 0,
        "birthday_points": points,
        "birthday_status": status,
        "birthday_percent": percent,
        "birthday_pull": pull,
    }


@rule
def days_since_birthday(day_of_year: int, leap: int, birthday: int) -> int:
    """Return the days since the last birthday, 0 on it, 0 to 364; 29 February counts as 1 March.

    Parameters
    ----------
    day_of_year
        Day of the year, 0 to 365.
    leap
        1 in a leap year, else 0.
    birthday
        Day of a common year, 0 to 364.

    Source: [derived] the calendar; that 29 February counts as 1 March is a convention.
    """
    day = day_of_year - 1 if leap != 0 and day_of_year > LEAP_DAY else day_of_year
    return (day - birthday + 365) % 365
