"""Switching members over from another program on a date: what becomes of their levels, value and points."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any, ClassVar

from pydantic import Field, PlainValidator, PrivateAttr

from simulator.fields import Clause, Cost, Fault, Name, Path, Range, Text, parse_date
from simulator.program.clause import Draft, Frame
from simulator.units import Span, UnitError, did_you_mean, shown
from simulator.written import Written

if TYPE_CHECKING:
    from simulator.program import Program

LAST_WEEK = 519  # of the longest study


@dataclass(frozen=True)
class Rate(Written):
    """How many new ones are given for how many old ones, as `1 for 2`."""

    new: int
    old: int

    unit: ClassVar[str] = "new for old"
    example: ClassVar[str] = "1 for 2"

    @classmethod
    def parse(cls, text: object) -> Rate:
        """Read a rate from its text."""
        found = re.fullmatch(r"(\d{1,6}) for (\d{1,6})", text) if isinstance(text, str) else None
        if found is None or int(found[2]) == 0:
            raise UnitError(f"{shown(text)} is not a rate of exchange: write new for old, e.g. '1 for 2'")
        return cls(int(found[1]), int(found[2]))

    def __str__(self) -> str:
        return f"{self.new} for {self.old}"


ONE_FOR_ONE, NONE_FOR_ONE = Rate(1, 1), Rate(0, 1)


def _moment(value: object) -> int | datetime.date:
    found = re.fullmatch(r"week (\d{1,3})", value) if isinstance(value, str) else None
    if found:
        if int(found[1]) > LAST_WEEK:
            raise UnitError(f"is {shown(value)}, may be week 0 to week {LAST_WEEK}")
        return int(found[1])
    try:
        return parse_date(value)
    except UnitError:
        text = f"{shown(value)} is no week or date: write e.g. 'week 26' or '2017-09-14'"
        raise UnitError(text) from None


Moment = Annotated[int | datetime.date, PlainValidator(_moment, json_schema_input_type=str)]


class Exchange(Clause):
    """What the old balances become; parts are rounded down."""

    points: Rate | None = Field(
        default=None, description="New points for old ones, as '1 for 2'; left out: 1 for 1."
    )
    status: Rate | None = Field(
        default=None, description="New qualifying value for old, as '1 for 2'; left out: 1 for 1."
    )


class Migration(Clause):
    """The switch of members from another program to this one."""

    from_: Text = Field(alias="from", description="The program before: a shipped name or a file.")
    at: Moment = Field(
        default=0,
        description="First week under this program, as 'week 26' of the study or a date (the first week that "
        "begins on it or later); left out: week 0.",
    )
    exchange: Exchange = Field(default=Exchange(), description="What the old balances become.")
    levels: dict[Name, Name] | None = Field(
        default=None,
        description="Level of this program by old level; left out: what the exchanged balance reaches.",
    )
    keep: Annotated[Span, Range(1, 1_820, weeks=260)] | None = Field(
        default=None,
        description="How long nobody falls below the level that the switch gave, in weeks.",
    )
    announced: Annotated[Span, Range(1, 364, weeks=52)] | None = Field(
        default=None,
        description="How long before the switch members are told, in weeks: one message a week.",
    )
    cost: Cost | None = Field(
        default=None, description="Cost of the switch, once, in money per 1,000 customers of the market."
    )
    # The program that `from` names, once it is read; it is not written in this file.
    _before: Any = PrivateAttr(default=None)

    @property
    def before(self) -> Program:
        """Return the program that members come from."""
        if self._before is None:
            raise ValueError(f"the program {self.from_} has not been read")
        before: Program = self._before
        return before

    def come_from(self, program: Program) -> None:
        """Take the program that `from` names."""
        self._before = program

    def week(self, begins: datetime.date) -> int:
        """Return the first week under the new program, where week 0 begins on a day."""
        return self.at if isinstance(self.at, int) else -((begins - self.at).days // 7)

    def rates(self, after: Program) -> tuple[Rate, Rate]:
        """Return the rates of exchange of points and of qualifying value, 0 where one has none of it."""
        points = self.before.points is not None and after.points is not None
        status = _qualifies(self.before) and _qualifies(after)
        return (
            (self.exchange.points or ONE_FOR_ONE) if points else NONE_FOR_ONE,
            (self.exchange.status or ONE_FOR_ONE) if status else NONE_FOR_ONE,
        )


def _qualifies(program: Program) -> bool:
    """Tell whether members of a program have qualifying value."""
    return program.status is not None or bool(program.tiers and program.tiers.metric == "spend")


def check(draft: Draft) -> Iterator[Fault]:
    """Check the switch against this program alone."""
    migration, tiers = draft.program.migration, draft.program.tiers
    if migration is None:
        return
    path: Path = ("migration",)
    if not draft.program.exists and not draft.broken:
        yield Fault(path, "has no program to switch to: no other clause is written", at_key=True)
    if migration.levels is not None and "tiers" not in draft.broken:
        for old, new in migration.levels.items():
            if new not in draft.levels:
                may_be = ", ".join(draft.levels) or "nothing: the program has no tiers"
                text = (
                    f"'{new}' is no level of this program{did_you_mean(new, draft.levels)}: may be {may_be}"
                )
                yield Fault((*path, "levels", old), text)
    if migration.keep and "tiers" not in draft.broken:
        if len(draft.levels) < 2:
            yield Fault((*path, "keep"), "has no effect: there is no level to fall from")
        elif tiers and tiers.window == "lifetime":
            text = "has no effect with window: lifetime, whose levels are never reviewed"
            yield Fault((*path, "keep"), text)


def together(after: Program, before: Program) -> Iterator[Fault]:
    """Check the switch against the program that members come from."""
    migration, path = after.migration, ("migration",)
    if migration is None:
        return
    if not before.exists:
        yield Fault((*path, "from"), f"'{migration.from_}' is no program: nobody is there to be switched")
        return
    if before.migration is not None:
        yield Fault((*path, "from"), f"'{migration.from_}' is a migration itself: name a program without one")
        return
    yield from _exchange_faults(migration, after, before)
    yield from _level_faults(migration, before)
    told = before.communication and before.communication.reach.size
    if migration.announced and not told:
        text = f"has no effect: communication of '{migration.from_}' reaches nobody"
        yield Fault((*path, "announced"), text)
    if before.paid != after.paid and before.paid is not None:
        text = (
            f"'{migration.from_}' has a paid membership, whose terms nothing is exchanged for: "
            "this program must state the same paid clause"
        )
        yield Fault((*path, "from"), text)
    joins = after.membership and after.membership.join == "paid"
    if joins and before.paid is None:
        text = "has members who never paid, but here membership is paid: they would have it free"
        yield Fault((*path, "from"), text)


def _exchange_faults(migration: Migration, after: Program, before: Program) -> Iterator[Fault]:
    path: Path = ("migration", "exchange")
    for name, ours, theirs, what in (
        ("points", after.points is not None, before.points is not None, "points"),
        ("status", _qualifies(after), _qualifies(before), "qualifying value"),
    ):
        if getattr(migration.exchange, name) and not (ours and theirs):
            who = "this program" if theirs else f"'{migration.from_}'"
            yield Fault((*path, name), f"has no effect: {who} has no {what}")
    if after.points and before.points and _worth(after) != _worth(before):
        text = (
            "changes what a point is worth or costs, so that one set of books cannot hold both: give points "
            "the same value and rewards as before, and state the change as a rate, e.g. 'points: 1 for 2'"
        )
        yield Fault(("migration",), text, at_key=True)


def _worth(program: Program) -> tuple[Any, ...]:
    """Return what a point is worth and costs: its value, what is taken for it, and who pays."""
    rewards = program.rewards
    value = program.points.value if program.points else None
    return value, rewards and rewards.checkout, rewards and rewards.catalogue


def _level_faults(migration: Migration, before: Program) -> Iterator[Fault]:
    path: Path = ("migration", "levels")
    if migration.levels is None:
        return
    for name in migration.levels:
        if name not in before.level_names:
            near = did_you_mean(name, before.level_names)
            text = f"is no level of '{migration.from_}'{near}: may be {', '.join(before.level_names)}"
            yield Fault((*path, name), text, at_key=True)
    missing = [name for name in before.level_names if name not in migration.levels]
    if missing:
        text = f"lacks {', '.join(missing)}: every level of '{migration.from_}' needs one of this program"
        yield Fault(path, text, at_key=True)


def table(program: Program, frame: Frame) -> dict[str, Any]:
    """Return the day up to which levels that a switch gave are kept; 0 where none is."""
    migration = program.migration
    if migration is None or migration.keep is None:
        return {"keep_until": 0}
    return {"keep_until": 7 * (migration.week(frame.begins) + migration.keep.weeks)}


def told(program: Program) -> list[str]:
    """Return what the switch does, in words; nothing without one."""
    migration = program.migration
    if migration is None:
        return []
    when = f"from week {migration.at}" if isinstance(migration.at, int) else f"from {migration.at}"
    words = [f"members are switched from {migration.from_} {when}"]
    for name in ("points", "status"):
        if rate := getattr(migration.exchange, name):
            words.append(f"{name} are exchanged {rate}")
    if migration.keep:
        words.append(f"nobody falls below the level of the switch for {migration.keep}")
    if migration.announced:
        words.append(f"announced {migration.announced} before")
    return words
