"""Events beside orders that earn flat amounts: birthdays, surveys, recycling, use of the app, and others.

Order of parts: fields, checks, table. How often an event comes is the program's statement; points and
qualifying value may both be earned by one.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated, Any

import numpy as np
from pydantic import Field

from simulator.fields import Clause, Cost, Fault, Path, Range
from simulator.program.caps import PLAIN_ACTIVITIES, Amount, Caps, activities_named, activities_of
from simulator.program.clause import Draft, Frame, counted, purses, whole
from simulator.program.table import MOST_ACTIVITIES, PURSES
from simulator.units import Frequency, did_you_mean

if TYPE_CHECKING:
    from simulator.program import Program

MOST_A_WEEK = 7


class Birthday(Clause):
    """A flat amount on the member's birthday."""

    amount: Amount = Field(description="What is earned once a year, on the birthday.")


class Activity(Caps):
    """A flat amount for an event that comes so often."""

    amount: Amount = Field(description="What the event earns, whatever the member's level.")
    use: Annotated[Frequency, Range(0, 366)] = Field(
        description="How often it comes to a member who has not left: per week, month or year."
    )
    cost: Cost | None = Field(default=None, description="What one such event costs the firm, in money.")


def _alike_faults(draft: Draft) -> Iterator[Fault]:
    """Tell when points and status state different facts of the same event."""
    known = activities_of(draft.program.points.earn) if draft.program.points else {}
    others = activities_of(draft.program.status.earn) if draft.program.status else {}
    for name, (where, one) in others.items():
        for fact in ("use", "cost") if name in known else ():
            stated, first = getattr(one, fact), getattr(known[name][1], fact)
            if stated != first:
                at = ".".join(known[name][0])
                text = f"is {stated or 'left out'}, must be {first or 'left out'} as in points.earn.{at}"
                yield Fault(("status", "earn", *where, fact), text)


def check(draft: Draft) -> Iterator[Fault]:
    """Check how often events come, and that what points and status say of one agrees."""
    for name, earn in purses(draft.program):
        if earn is None:
            continue
        for other in earn.other or {}:
            if other in PLAIN_ACTIVITIES or other == "birthday":
                path: Path = (name, "earn", "other", other)
                yield Fault(path, f"'{other}' is an event of its own: write it beside other", at_key=True)
        for where, one in activities_of(earn).values():
            if one.use.size == 0:
                yield Fault((name, "earn", *where, "use"), "has no effect: the event never comes")
            elif one.use.per_week > MOST_A_WEEK:
                text = f"is {one.use}, may be at most {MOST_A_WEEK} per week"
                yield Fault((name, "earn", *where, "use"), text)
    yield from _alike_faults(draft)
    named = activities_named(draft.program)
    yield from counted(dict.fromkeys(named), MOST_ACTIVITIES, (), "kinds of events that earn")


def unknown_activity(program: Program, name: str | None, path: Path) -> Iterator[Fault]:
    """Tell when an event of a worked example is none that the program names."""
    known = activities_named(program)
    if name is not None and name not in known:
        near = did_you_mean(name, known) or "."
        text = f"'{name}' is no event that earns{near} May be: {', '.join(known) or 'none'}"
        yield Fault(path, text)


def told(program: Program) -> list[str]:
    """Tell what events other than orders earn, in the field's words."""
    words = []
    for what, clause in (("points", program.points), ("status", program.status)):
        if clause is None:
            continue
        if clause.earn.birthday:
            words.append(f"{clause.earn.birthday.amount:,} {what} on the birthday")
        words += [
            f"{one.amount:,} {what} for {name}" for name, (_, one) in activities_of(clause.earn).items()
        ]
    return words


def table(program: Program, frame: Frame) -> dict[str, Any]:
    """Return the events, (A,), what they earn by PURSE_*, (2, A), and the amounts of a birthday, (2,)."""
    names = activities_named(program)
    use, cost = np.zeros(len(names), np.float64), np.zeros(len(names), np.int64)
    amount = np.zeros((PURSES, len(names)), np.int64)
    birthdays = [earn.birthday.amount if earn and earn.birthday else 0 for _, earn in purses(program)]
    for purse, (_, earn) in enumerate(purses(program)):
        for name, (_, one) in activities_of(earn).items():
            at = names.index(name)
            use[at] = one.use.per_week
            cost[at] = one.cost.minor if one.cost else 0
            amount[purse, at] = one.amount
    return {
        "activity_use": use,
        "activity_digital": whole(name == "app_use" for name in names),
        "activity_cost": cost,
        "activity_amount": amount,
        "birthday_amount": whole(birthdays),
    }
