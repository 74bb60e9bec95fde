"""The program's dates: privilege days and multiplied days, and how strongly they pull."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Annotated, Any, Literal

import numpy as np
from pydantic import Field, PlainValidator

from simulator.fields import Clause, Fault, Name, Path, Range, Whole
from simulator.program.clause import FIRM_PAYS, Draft, Frame, Funding, by_level
from simulator.program.table import THOUSAND
from simulator.units import Factor, Share, UnitError, shown

if TYPE_CHECKING:
    from simulator.program import Program

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

    def __str__(self) -> str:
        return (f"{self.year:04d}-" if self.year else "") + f"{self.month:02d}-{self.day:02d}"


DayOfYear = Annotated[YearDay, PlainValidator(YearDay.parse, json_schema_input_type=str)]
DayFactor = Annotated[Factor, Range(1, 20)]


class Event(Clause):
    """One recurring or single date."""

    dates: list[DayOfYear] | None = Field(default=None, description="Dates of the year, or single dates.")
    day_of_month: Annotated[Whole, Range(1, 31)] | None = Field(
        default=None, description="Day of every month that has it."
    )
    weekday: Literal["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"] | None = (
        Field(default=None, description="Day of every week.")
    )
    tiers: list[Name] | None = Field(default=None, description="Levels that it is for; left out: all.")
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
        return any(day.holds(date) for day in self.dates or ())


def _event_faults(event: Event, path: Path, draft: Draft) -> Iterator[Fault]:
    ways = [name for name in ("dates", "day_of_month", "weekday") if getattr(event, name) is not None]
    if len(ways) != 1:
        have = " and ".join(ways) or "no date"
        yield Fault(path, f"has {have}, needs exactly one of dates, day_of_month, weekday")
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
    for name, event in (program.calendar or {}).items():
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


def table(program: Program, frame: Frame) -> dict[str, Any]:
    """Return the day arrays, (D, K): on days where events meet, the largest of each effect holds."""
    levels = program.level_names
    first_day = 7 * frame.first_week
    days = range(first_day, 7 * frame.weeks)
    shape = (len(days), len(levels))
    points, status = np.full(shape, THOUSAND, np.int64), np.full(shape, THOUSAND, np.int64)
    percent, pull = np.zeros(shape, np.int64), np.zeros(shape, np.float64)
    dates = [frame.begins + datetime.timedelta(days=day) for day in days]
    funding = FIRM_PAYS
    for event in (program.calendar or {}).values():
        on = np.array([event.holds(date) for date in dates], bool)[:, None] & (
            by_level(event.tiers, levels) == 1
        )
        for array, effect in (
            (points, event.points.thousandths),
            (status, event.status.thousandths),
            (percent, event.percent.thousandths),
        ):
            np.maximum(array, effect, out=array, where=on)
        np.maximum(pull, event.pull.ratio, out=pull, where=on)
        if event.percent.size:
            funding = event.funded
    return {
        "first_day": first_day,
        "first_week": frame.first_week,
        "day_points": points,
        "day_status": status,
        "day_percent": percent,
        "day_pull": pull,
        "day_percent_funding": funding.table(),
    }
