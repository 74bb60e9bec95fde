"""When points expire: never, so many weeks after they could first be used, or on a date of the calendar."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import Field, GetJsonSchemaHandler, model_validator
from pydantic_core import CoreSchema

from simulator.fields import Clause, Fault, Range
from simulator.program.calendar import DayOfYear, YearDay
from simulator.program.clause import Draft, Frame, whole
from simulator.program.table import EXPIRE_AFTER_WEEKS, EXPIRE_NEVER, EXPIRE_ON_DATE
from simulator.units import Span, UnitError, shown

if TYPE_CHECKING:
    from simulator.program import Program

NEVER_WEEK = 1_000_000  # later than any week that a study can reach
NEVER_RING = 160  # weeks of lots kept apart when points never expire; older lots are pooled
SPARE_WEEKS = 2
LONGEST_SAME_YEAR, LONGEST_NEXT_YEAR = 54, 106


class Expiry(Clause):
    """When points expire."""

    after: Annotated[Span, Range(1, 156)] | None = Field(
        default=None, description="Time after they could first be used, in weeks (days count as whole weeks)."
    )
    on: DayOfYear | None = Field(
        default=None, description="Date of the year on which they expire, month-day."
    )
    year: Literal["same", "next"] = Field(
        default="same",
        description="same: the first such date after they were credited; next: one year later.",
    )

    @model_validator(mode="before")
    @classmethod
    def _never(cls, value: object) -> object:
        if isinstance(value, str):
            if value != "never":
                raise UnitError(
                    f"{shown(value)} is no expiry: may be never, {{after: 52 weeks}} or {{on: 12-31}}"
                )
            return {}
        return value

    @classmethod
    def __get_pydantic_json_schema__(
        cls, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> dict[str, Any]:
        return {"anyOf": [{"const": "never"}, handler(schema)]}

    @property
    def weeks(self) -> int:
        """Weeks after the first week of use in which points may still be used."""
        return self.after.weeks if self.after else 0


def check(draft: Draft) -> Iterator[Fault]:
    """Check the form of expiry and its date."""
    points = draft.program.points
    if points is None:
        return
    expiry = points.expiry
    if expiry.after and expiry.on:
        yield Fault(("points", "expiry"), "has both after and on: may have one of them")
    if expiry.year == "next" and not expiry.on:
        yield Fault(("points", "expiry", "year"), "needs on, the date of the year, e.g. on: 12-31")
    if expiry.on and (expiry.on.month, expiry.on.day) == (2, 29):
        yield Fault(("points", "expiry", "on"), "is in leap years only: write 02-28")
    if expiry.on and expiry.on.year:
        yield Fault(("points", "expiry", "on"), f"is '{expiry.on}', may be a date of every year, e.g. 12-31")


def last_week_before(date: YearDay, years_later: int, week: int, begins: datetime.date) -> int:
    """Return the last week of use of points credited in a week: the week that holds the expiry date.

    Parameters
    ----------
    date
        Month and day of expiry.
    years_later
        0 for the first such date on or after the week's first day, 1 for one year later.
    week
        Week in which the points could first be used.
    begins
        Day 0.
    """
    opening = begins + datetime.timedelta(days=7 * week)
    expires = datetime.date(opening.year, date.month, date.day)
    if expires < opening:
        expires = expires.replace(year=expires.year + 1)
    expires = expires.replace(year=expires.year + years_later)
    return (expires - begins).days // 7


def table(program: Program, frame: Frame) -> dict[str, Any]:
    """Return the expiry part of the program's table: the ring of lots, and the last week of each lot."""
    points = program.points
    expiry = points.expiry if points else Expiry()
    pending = points.pending.weeks if points and points.pending else 0
    weeks = range(frame.first_week, frame.weeks + pending + 1)
    if expiry.after:
        kind, ring = EXPIRE_AFTER_WEEKS, expiry.weeks + pending + SPARE_WEEKS
        last = [week + expiry.weeks for week in weeks]
    elif expiry.on:
        later = int(expiry.year == "next")
        kind = EXPIRE_ON_DATE
        ring = (LONGEST_NEXT_YEAR if later else LONGEST_SAME_YEAR) + pending + SPARE_WEEKS
        last = [last_week_before(expiry.on, later, week, frame.begins) for week in weeks]
    else:
        kind, ring = EXPIRE_NEVER, NEVER_RING if points else 1
        last = [NEVER_WEEK for _ in weeks]
    return {"expiry_kind": kind, "expiry_weeks": expiry.weeks, "lot_weeks": ring, "lot_expiry": whole(last)}
