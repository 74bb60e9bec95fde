"""The ladder: levels on a qualifying balance, when it is reviewed, and where those fall who miss it."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from decimal import Decimal
from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import Field

from simulator.fields import Clause, Fault, Name, Path, Range, Whole
from simulator.program.calendar import DayOfYear, YearDay
from simulator.program.clause import Draft, Frame, counted, whole
from simulator.program.qualification import Balance, Qualification, columns, level_faults, order_faults
from simulator.program.sizes import MOST_LEVELS
from simulator.program.table import (
    DOWN_BY_BALANCE,
    DOWN_ONE_LEVEL,
    DOWN_TO_BASE,
    THOUSAND,
    WINDOW_ANNIVERSARY,
    WINDOW_CALENDAR,
    WINDOW_LIFETIME,
    WINDOW_NONE,
    WINDOW_ROLLING,
    WINDOW_TIER_TERM,
    Ints,
)
from simulator.rule import compiled, rule
from simulator.units import Factor, Share, Span, did_you_mean

if TYPE_CHECKING:
    from simulator.program import Program

WINDOWS = {
    "lifetime": WINDOW_LIFETIME,
    "calendar": WINDOW_CALENDAR,
    "anniversary": WINDOW_ANNIVERSARY,
    "tier_term": WINDOW_TIER_TERM,
    "rolling": WINDOW_ROLLING,
}
DOWNGRADES = {"by_balance": DOWN_BY_BALANCE, "one_level": DOWN_ONE_LEVEL, "to_base": DOWN_TO_BASE}

LevelFactor = Annotated[Factor, Range(0, 20)]


class AtReview(Clause):
    """What a review does to the balance of a member who holds the level."""

    deduct: Balance = Field(description="Qualifying value taken off, in its own units (tier_term only).")


class Level(Qualification):
    """One level of the ladder."""

    at_review: AtReview | None = Field(default=None, description="What the review of a holder takes off.")
    at_most: Annotated[Share, Range(0.1, 100, digits=1)] | None = Field(
        default=None, description="Share of members who hold it from which on nobody climbs into it."
    )
    points: LevelFactor = Field(
        default=Factor(Decimal(1)), description="Multiplier on points from purchases."
    )
    status: LevelFactor = Field(default=Factor(Decimal(1)), description="Multiplier on qualifying value.")

    @property
    def deduct(self) -> int:
        """What the review of a holder takes off."""
        return self.at_review.deduct if self.at_review else 0


class Match(Clause):
    """A level granted to new members who hold a like one elsewhere, for them to qualify for."""

    level: Name = Field(description="The level granted.")
    share: Annotated[Share, Range(0, 100)] = Field(description="Share of new members to whom it is granted.")
    lasts: Annotated[Span, Range(1, 51)] = Field(
        alias="for", description="How long it is held without having what the level asks for, in weeks."
    )


class Tiers(Clause):
    """The ladder of levels."""

    metric: Literal["status", "spend"] = Field(
        default="status",
        description="status: the qualifying value of the status clause; spend: whole currency units paid.",
    )
    window: Literal["lifetime", "calendar", "anniversary", "tier_term", "rolling"] | None = Field(
        default=None,
        description="When the balance is reviewed: never, each year, each year since joining, "
        "a year after the level was reached, or each month over the last months.",
    )
    months: Annotated[Whole, Range(1, 24)] | None = Field(
        default=None, description="Calendar months of a rolling window, the current one included."
    )
    year_starts: DayOfYear | None = Field(
        default=None, description="First day of the membership year, month-day, for window: calendar."
    )
    downgrade: Literal["by_balance", "one_level", "to_base"] | None = Field(
        default=None, description="Where a holder who misses the review falls to; left out: by_balance."
    )
    grace: Annotated[Span, Range(1, 51)] | None = Field(
        default=None,
        description="How long a missed review is put off: what still comes in may keep the level.",
    )
    match: Match | None = Field(default=None, description="Status match: a level granted on joining.")
    levels: dict[Name, Level] = Field(default={}, description="The levels by name, in ascending order.")


def _form_faults(tiers: Tiers, written: int) -> Iterator[Fault]:
    path: Path = ("tiers",)
    if not written:
        yield Fault(path, "has no levels: add levels, the first from 0", at_key=True)
    if tiers.window is None:
        yield Fault(path, f"lacks window: may be {', '.join(WINDOWS)}", at_key=True)
    if tiers.window == "rolling" and tiers.months is None:
        yield Fault((*path, "window"), "is rolling, so it needs months, e.g. 'months: 12'")
    if tiers.window != "rolling" and tiers.months is not None:
        yield Fault((*path, "months"), "has no effect: it is for window: rolling")
    if tiers.year_starts:
        yield from _year_faults(tiers, tiers.year_starts, (*path, "year_starts"))
    if tiers.window == "lifetime" and tiers.downgrade is not None:
        yield Fault((*path, "downgrade"), "has no effect with window: lifetime, which has no review")
    if tiers.window == "lifetime" and tiers.grace is not None:
        yield Fault((*path, "grace"), "has no effect with window: lifetime, which has no review")
    yield from counted(tiers.levels, MOST_LEVELS, (*path, "levels"), "levels")


def _year_faults(tiers: Tiers, starts: YearDay, path: Path) -> Iterator[Fault]:
    if tiers.window not in (None, "calendar"):
        yield Fault(path, f"has no effect: it is for window: calendar, this is {tiers.window}")
    if starts.year:
        yield Fault(path, f"is '{starts}', may be a date of every year, e.g. 03-01")
    if (starts.month, starts.day) == (2, 29):
        yield Fault(path, "is in leap years only: write 03-01")


def _level_faults(tiers: Tiers, written: tuple[str, ...]) -> Iterator[Fault]:
    path: Path = ("tiers", "levels")
    names, levels = list(tiers.levels), list(tiers.levels.values())
    if names[:1] == [*written[:1]] and levels and levels[0].asked():
        yield Fault(
            (*path, names[0]), "is the first level, where members start: it may only be from 0 and orders 0"
        )
    yield from order_faults(tiers.levels, path)
    for name, level in tiers.levels.items():
        yield from level_faults(level, tiers, (*path, name))
        if level.at_most and name == written[0]:
            yield Fault((*path, name, "at_most"), "has no effect: members start at the first level")
        if level.deduct > level.starts:
            message = f"is {level.deduct}, may be at most what the level asks for, {level.starts}"
            yield Fault((*path, name, "at_review", "deduct"), message)
        if level.deduct and tiers.window not in (None, "tier_term"):
            message = "has no effect: deductions are for window: tier_term, others start the balance again"
            yield Fault((*path, name, "at_review"), message)
    whole = len(levels) == len(written)  # a level that is not valid is left out
    if (
        whole
        and tiers.window == "tier_term"
        and len(levels) > 1
        and not any(level.deduct or level.spend or level.visits for level in levels)
    ):
        message = (
            "is tier_term, but no level deducts anything, so nobody falls: add 'at_review: {deduct: ...}'"
        )
        yield Fault(("tiers", "window"), message)


def _match_faults(match: Match, draft: Draft) -> Iterator[Fault]:
    path: Path = ("tiers", "match", "level")
    if match.level not in draft.levels:
        near = did_you_mean(match.level, draft.levels)
        yield Fault(path, f"'{match.level}' is no level: may be {', '.join(draft.levels[1:])}{near}")
    elif match.level == draft.levels[0]:
        yield Fault(path, f"has no effect: members start at '{match.level}' anyway")


def _needs_value(tiers: Tiers) -> bool:
    """Tell whether the ladder is judged on qualifying value at all."""
    levels = list(tiers.levels.values())
    return any(level.starts for level in levels) or not any(level.asked() for level in levels)


def check(draft: Draft) -> Iterator[Fault]:
    """Check the ladder by itself and against the metric it is judged on."""
    tiers = draft.program.tiers
    if tiers is None:
        return
    # An empty ladder is the same as none: a program may be written with every clause empty.
    if tiers.model_fields_set:
        yield from _form_faults(tiers, len(draft.levels))
        yield from _level_faults(tiers, draft.levels)
        if tiers.match:
            yield from _match_faults(tiers.match, draft)
        for name, level in tiers.levels.items():
            if level.points.size != 1 and draft.absent("points"):
                text = "has no effect: there is no points clause"
                yield Fault(("tiers", "levels", name, "points"), text)
        if tiers.metric == "status" and draft.absent("status") and _needs_value(tiers):
            message = "is judged on status, but there is no status clause: add one, or use 'metric: spend'"
            yield Fault(("tiers",), message, at_key=True)
        if tiers.metric == "spend" and not draft.absent("status"):
            message = "is spend, so the status clause has no effect: leave it out, or use 'metric: status'"
            yield Fault(("tiers", "metric"), message)


def told(program: Program) -> list[str]:
    """Tell the ladder, its window and where those fall who miss it, in the field's words."""
    tiers = program.tiers
    if tiers is None or not tiers.levels:
        return []
    ladder = [
        name
        + (f" from {level.starts:,}" if level.starts else "")
        + (
            f"{' and' if level.starts else ' from'} {level.orders:,} order{'s' * (level.orders > 1)}"
            if level.orders
            else ""
        )
        for name, level in tiers.levels.items()
    ]
    words = [f"{len(ladder)} levels by {tiers.metric}: {', '.join(ladder)}"]
    window = f"rolling over {tiers.months} months" if tiers.window == "rolling" else tiers.window
    falls = "" if tiers.window == "lifetime" else f", downgrade {tiers.downgrade or 'by_balance'}"
    words.append(f"window {window}{falls}")
    if tiers.grace:
        words.append(f"a missed review is put off for {tiers.grace}")
    if tiers.match:
        words.append(f"{tiers.match.share} of new members are matched to {tiers.match.level}")
    limited = [f"{name} {level.at_most}" for name, level in tiers.levels.items() if level.at_most]
    if limited:
        words.append(f"for at most so many members: {', '.join(limited)}")
    if any(level.deduct for level in tiers.levels.values()):
        off = (f"{name} {level.deduct:,}" for name, level in tiers.levels.items() if level.deduct)
        words.append(f"deducted at review: {', '.join(off)}")
    for what in ("points", "status"):
        faster = [(name, getattr(level, what)) for name, level in tiers.levels.items()]
        if more := [f"{name} {factor}" for name, factor in faster if factor.size != 1]:
            words.append(f"{what} of purchases: {', '.join(more)}")
    return words


def table(program: Program, frame: Frame) -> dict[str, Any]:
    """Return the tiers part of the program's table; without tiers one level that all members hold."""
    tiers = program.tiers or Tiers()
    levels = list(tiers.levels.values()) or [Level()]
    return {
        **columns(levels),
        "level_share": whole(level.at_most.thousandths if level.at_most else THOUSAND for level in levels),
        "level_deduct": whole(level.deduct for level in levels),
        "level_points": _multipliers("points", levels, program),
        "level_status": _multipliers("status", levels, program),
        "window": WINDOWS[tiers.window] if tiers.window else WINDOW_NONE,
        "window_months": tiers.months or 1,
        "own_year": int(_own_year(tiers) is not None),
        "year_next": whole(_next_years(tiers, frame)),
        "match_level": list(tiers.levels).index(tiers.match.level) if tiers.match else 0,
        "match_share": tiers.match.share.ratio if tiers.match else 0.0,
        "match_days": 7 * tiers.match.lasts.weeks if tiers.match else 0,
        "grace": 7 * tiers.grace.weeks if tiers.grace else 0,
        "downgrade": DOWNGRADES[tiers.downgrade or "by_balance"],
        "carried": int(tiers.window == "tier_term"),
    }


def _own_year(tiers: Tiers) -> YearDay | None:
    """Return the first day of the membership year where that is not the calendar's."""
    starts = tiers.year_starts
    return None if starts is None or (starts.month, starts.day) == (1, 1) else starts


def _next_years(tiers: Tiers, frame: Frame) -> Iterator[int]:
    """Yield for each week the first day of the next membership year after the week's first day."""
    starts = _own_year(tiers) or YearDay(1, 1)
    for week in range(frame.first_week, frame.weeks):
        opening = frame.begins + datetime.timedelta(days=7 * week)
        begins = datetime.date(opening.year, starts.month, starts.day)
        if begins <= opening:
            begins = begins.replace(year=opening.year + 1)
        yield (begins - frame.begins).days


def _multipliers(what: str, levels: list[Level], program: Program) -> Ints:
    """Return the multipliers by standing, thousandths, (S,): those of the levels, then times the paid one."""
    own = [int(getattr(level, what).thousandths) for level in levels]
    if program.paid is not None:
        paid = int(getattr(program.paid, what).thousandths)
        own += [multiplier * paid // THOUSAND for multiplier in own]
    return whole(own)


@compiled
def level_for(status: int, orders: int, level_from: Ints, level_orders: Ints) -> int:
    """Return the highest level that a balance and a number of kept orders reach, 0 or more.

    Parameters
    ----------
    status
        Qualifying balance, 0 or more.
    orders
        Kept orders so far, 0 or more.
    level_from, level_orders
        Balance and kept orders that each level asks for, (K,); level 0 asks for nothing.

    Source: the thresholds of the program file.
    """
    level = 0
    for candidate in range(1, len(level_from)):
        if level_from[candidate] <= status and level_orders[candidate] <= orders:
            level = candidate
    return level


@rule
def level_after_review(level: int, reached: int, policy: int) -> int:
    """Return the level held after a review.

    Parameters
    ----------
    level
        Level held before, 0 or more.
    reached
        Level that the balance after the review reaches, 0 or more.
    policy
        DOWN_BY_BALANCE, DOWN_ONE_LEVEL or DOWN_TO_BASE.

    Source: [published] the downgrade policies of published loyalty products (by balance, one level down, to
    base).
    """
    if reached >= level or policy == DOWN_BY_BALANCE:
        return reached
    if policy == DOWN_ONE_LEVEL:
        return max(reached, level - 1)
    return 0


@rule
def balance_after_review(balance: int, deduct: int, carried: int) -> int:
    """Return the qualifying balance after a review, 0 or more.

    Parameters
    ----------
    balance
        Balance before, 0 or more.
    deduct
        What the review takes off, 0 or more.
    carried
        1 when the balance is carried past the review less the deduction, 0 when it starts again at 0.

    Source: [published] JD's yearly deduction of 1,000, 4,000 or 10,000 growth (shandonghong.com, o15.net).
    """
    if carried == 0:
        return 0
    return max(balance - deduct, 0)


@rule
def room_in_level(holders: int, waiting: int, members: int, share: int) -> float:
    """Return the chance to find room in a level that is for a share of members, 0 to 1.

    Those who waited last week draw lots for the places left; a level that nobody holds or waits for is open.
    Units: members, thousandths; 1000 is no limit. Source: [derived in part] the caps of the program file;
    lots are an assumption.
    """
    if share >= 1_000 or holders + waiting == 0:
        return 1.0
    places = share * members / 1_000.0 - holders
    if places <= 0.0:
        return 0.0
    return min(1.0, places / waiting) if waiting > 0 else 1.0
