"""When points expire: never, after a time, on a date or after inactivity; how long they live on."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import Field, GetJsonSchemaHandler, model_validator
from pydantic_core import CoreSchema

from simulator.fields import Clause, Cost, Fault, Name, Path, Range
from simulator.program.calendar import DayOfYear, YearDay
from simulator.program.clause import Draft, Frame, whole
from simulator.program.sizes import MOST_LOT_WEEKS
from simulator.program.table import EXPIRE_AFTER_WEEKS, EXPIRE_NEVER, EXPIRE_ON_DATE
from simulator.units import Span, UnitError, shown

if TYPE_CHECKING:
    from simulator.program import Program

NEVER_WEEK = 1_000_000  # later than any week that a study can reach
NEVER_RING = 160  # weeks of lots kept apart when points never expire; older lots are pooled
SPARE_WEEKS = 2
LONGEST_SAME_YEAR, LONGEST_NEXT_YEAR = 54, 106


class Reinstatement(Clause):
    """Having expired points back."""

    within: Annotated[Span, Range(1, 364, weeks=52)] = Field(
        description="Time after they expired in which a member may have points back, in weeks."
    )
    fee: Cost = Field(description="What it costs the member, in money.")


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

    inactive: Annotated[Span, Range(1, 1_092, weeks=156)] | None = Field(
        default=None,
        description="Time without order or points used after which all usable points expire, in weeks.",
    )
    notice: Annotated[Span, Range(1, 84, weeks=12)] | None = Field(
        default=None, description="How long before they expire holders are told, in weeks; costs one contact."
    )
    extension: dict[Name, Annotated[Span, Range(1, 728, weeks=104)]] = Field(
        default={}, description="How much longer points live for members of a level, in weeks by level."
    )
    grace: Annotated[Span, Range(1, 84, weeks=12)] | None = Field(
        default=None, description="Time after the stated end in which points may still be used, in weeks."
    )
    reinstate: Reinstatement | None = Field(default=None, description="Having expired points back for a fee.")

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

    @property
    def longer(self) -> int:
        """Most weeks that an extension and the grace add."""
        more = max((span.weeks for span in self.extension.values()), default=0)
        return more + (self.grace.weeks if self.grace else 0)


def _added_faults(draft: Draft, expiry: Expiry, pending: int) -> Iterator[Fault]:
    """Tell what is added to an expiry that is not there, and what does not fit into it."""
    path: Path = ("points", "expiry")
    ends = bool(expiry.after or expiry.on)
    for name in ("extension", "grace"):
        if getattr(expiry, name) and not ends:
            yield Fault(
                (*path, name), "has no effect without after or on, which it makes longer", at_key=True
            )
    for name in ("notice", "reinstate"):
        if getattr(expiry, name) and not ends and not expiry.inactive:
            yield Fault((*path, name), "has no effect: the points never expire", at_key=True)
    yield from draft.unknown_levels(expiry.extension, (*path, "extension"))
    if expiry.inactive and expiry.inactive.weeks <= pending:
        text = f"is {expiry.inactive}, must be longer than points are pending, {pending} weeks"
        yield Fault((*path, "inactive"), text)
    if expiry.notice and expiry.after and expiry.notice.weeks > expiry.after.weeks:
        yield Fault((*path, "notice"), f"is {expiry.notice}, longer than points live, {expiry.after}")
    if expiry.notice and expiry.inactive and expiry.notice.weeks > expiry.inactive.weeks:
        yield Fault((*path, "notice"), f"is {expiry.notice}, longer than inactive, {expiry.inactive}")
    if ends and _ring(expiry, pending) > MOST_LOT_WEEKS:
        text = f"makes points live {_ring(expiry, pending)} weeks in all, may be at most {MOST_LOT_WEEKS}"
        yield Fault((*path, "extension" if expiry.extension else "grace"), text, at_key=True)


def _ring(expiry: Expiry, pending: int) -> int:
    """Return the weeks of lots that must be kept apart where points expire after a time or on a date."""
    longest = LONGEST_NEXT_YEAR if expiry.year == "next" else LONGEST_SAME_YEAR
    return (expiry.weeks if expiry.after else longest) + expiry.longer + pending + SPARE_WEEKS


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
    yield from _added_faults(draft, expiry, points.pending.weeks if points.pending else 0)


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


def told(program: Program) -> list[str]:
    """Tell when points expire, in the field's words."""
    if program.points is None:
        return []
    expiry = program.points.expiry
    words = []
    if expiry.after:
        words.append(f"{expiry.after} after they could first be used")
    if expiry.on:
        words.append(f"each {expiry.on}" + (" of the next year" if expiry.year == "next" else ""))
    if expiry.inactive:
        words.append(f"after {expiry.inactive} without order or use")
    words += [f"{span} later for {level}" for level, span in expiry.extension.items()]
    if expiry.grace:
        words.append(f"{expiry.grace} of grace")
    if expiry.reinstate:
        words.append(f"had back within {expiry.reinstate.within} for {expiry.reinstate.fee}")
    return words or ["never"]


def table(program: Program, frame: Frame) -> dict[str, Any]:
    """Return the expiry part of the program's table: the ring of lots, and the last week of each lot."""
    points = program.points
    expiry = points.expiry if points else Expiry()
    pending = points.pending.weeks if points and points.pending else 0
    weeks = range(frame.first_week, frame.weeks + pending + 1)
    grace = expiry.grace.weeks if expiry.grace else 0
    if expiry.after:
        kind, ring = EXPIRE_AFTER_WEEKS, _ring(expiry, pending)
        last = [week + expiry.weeks + grace for week in weeks]
    elif expiry.on:
        later = int(expiry.year == "next")
        kind, ring = EXPIRE_ON_DATE, _ring(expiry, pending)
        last = [last_week_before(expiry.on, later, week, frame.begins) + grace for week in weeks]
    else:
        kind, ring = EXPIRE_NEVER, NEVER_RING if points else 1
        last = [NEVER_WEEK for _ in weeks]
    longer = {name: span.weeks for name, span in expiry.extension.items()}
    back = expiry.reinstate
    return {
        "expiry_kind": kind,
        "expiry_weeks": expiry.weeks,
        "lot_weeks": ring,
        "lot_expiry": whole(last),
        "expiry_extension": whole(longer.get(name, 0) for name in program.level_names),
        "expiry_grace": grace,
        "inactive_weeks": expiry.inactive.weeks if expiry.inactive else 0,
        "notice_weeks": expiry.notice.weeks if expiry.notice else 0,
        "reinstate_weeks": back.within.weeks if back else 0,
        "reinstate_fee": back.fee.minor if back else 0,
    }
