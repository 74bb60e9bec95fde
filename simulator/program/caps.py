"""The most that a member may earn: by one order, on one day, in one calendar month.

Order of parts: fields, checks, table, rule. A cap is on points (or qualifying value) of one thing that earns;
what is taken back later stays counted.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Annotated, Any

import numpy as np
from pydantic import Field

from simulator.fields import Clause, Fault, Path, Range, Whole
from simulator.program.clause import Draft, Frame, purses
from simulator.program.table import (
    PURSES,
    SOURCE_ACTIVITY,
    SOURCE_LOGIN,
    SOURCE_ORDER,
    SOURCE_PURCHASE,
    SOURCE_REVIEW,
    SOURCES,
)
from simulator.rule import rule

if TYPE_CHECKING:
    from simulator.program import Program
    from simulator.program.activities import Activity
    from simulator.program.earning import FlatEarnings

Cap = Annotated[Whole, Range(1, 1_000_000_000)]
Amount = Annotated[Whole, Range(1, 1_000_000)]
PLAIN_ACTIVITIES = ("survey", "recycling", "app_use")  # events that need no name of the program's own


class CapsOfMonth(Clause):
    """The most of a calendar month."""

    most_per_month: Cap | None = Field(
        default=None, description="Most that it earns in a calendar month, in points or qualifying value."
    )


class Caps(CapsOfMonth):
    """The most of a day and of a calendar month."""

    most_per_day: Cap | None = Field(
        default=None, description="Most that it earns on a day, in points or qualifying value."
    )


class CapsOfOrders(Caps):
    """The most of an order, of a day and of a calendar month."""

    most_per_order: Cap | None = Field(
        default=None, description="Most that one order's purchase earns, in points or qualifying value."
    )


def activities_of(earn: FlatEarnings | None) -> dict[str, tuple[tuple[str, ...], Activity]]:
    """Return the events of a stated frequency that earn, by name, with the path of each under `earn`."""
    if earn is None:
        return {}
    plain = {name: ((name,), getattr(earn, name)) for name in PLAIN_ACTIVITIES}
    others = {name: (("other", name), one) for name, one in (earn.other or {}).items()}
    return {name: found for name, found in {**others, **plain}.items() if found[1]}


def activities_named(program: Program) -> tuple[str, ...]:
    """Return the events of a stated frequency that a program names, those of points first."""
    named = [activities_of(earn) for _, earn in purses(program)]
    return tuple(dict.fromkeys(name for activities in named for name in activities))


def capped(earn: FlatEarnings | None, activities: tuple[str, ...]) -> Mapping[int, tuple[Path, CapsOfMonth]]:
    """Return what a program may cap, by SOURCE_*, with its path under `earn`."""
    if earn is None:
        return {}
    named: dict[int, tuple[str, CapsOfMonth | None]] = {
        SOURCE_PURCHASE: ("purchase", earn.purchase),
        SOURCE_ORDER: ("order", earn.order),
        SOURCE_LOGIN: ("first_login_of_day", earn.first_login_of_day),
        SOURCE_REVIEW: ("approved_review", earn.approved_review),
    }
    found: dict[int, tuple[Path, CapsOfMonth]] = {
        source: ((name,), part) for source, (name, part) in named.items() if part
    }
    for name, (where, activity) in activities_of(earn).items():
        found[SOURCE_ACTIVITY + activities.index(name)] = (where, activity)
    return found


def check(draft: Draft) -> Iterator[Fault]:
    """Check that no cap is idle beside a narrower one."""
    names = activities_named(draft.program)
    for name, earn in purses(draft.program):
        for where, part in capped(earn, names).values():
            caps = [
                (span, most)
                for span in ("most_per_order", "most_per_day", "most_per_month")
                if (most := getattr(part, span, None)) is not None
            ]
            for at, (span, most) in enumerate(caps):
                for wider, at_most in caps[at + 1 :]:
                    if most >= at_most:
                        text = f"is {most}, which has no effect: {wider} is {at_most}"
                        yield Fault((name, "earn", *where, span), text)
                        break


def told(program: Program) -> list[str]:
    """Tell whether what members earn is limited."""
    limited = [
        what
        for what, clause in (("points", program.points), ("status", program.status))
        if clause
        and any(
            most is not None
            for _, part in capped(clause.earn, activities_named(program)).values()
            for name, most in part
            if name.startswith("most_per_")
        )
    ]
    return [f"limits on what earns {' and '.join(limited)}"] if limited else []


def table(program: Program, frame: Frame) -> dict[str, Any]:
    """Return the caps, 0 where there is none: of an order, (2,), and by SOURCE_*, (2, S)."""
    order = np.zeros(PURSES, np.int64)
    day, month = np.zeros((PURSES, SOURCES), np.int64), np.zeros((PURSES, SOURCES), np.int64)
    names = activities_named(program)
    for purse, (_, earn) in enumerate(purses(program)):
        for source, (_, part) in capped(earn, names).items():
            day[purse, source] = getattr(part, "most_per_day", None) or 0
            month[purse, source] = part.most_per_month or 0
            if isinstance(part, CapsOfOrders):
                order[purse] = part.most_per_order or 0
    return {"cap_order": order, "cap_day": day, "cap_month": month}


@rule
def under_cap(amount: int, earned: int, most: int) -> int:
    """Return what of an amount is still earned under a cap, 0 or more.

    Units: points; `earned` before in the same span; `most` 0 where there is no cap. Source: [derived]
    arithmetic.
    """
    return amount if most == 0 else max(0, min(amount, most - earned))
