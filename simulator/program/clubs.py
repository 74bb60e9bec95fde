"""Clubs: groups of members beside the ladder, without rank: of a stage of life, by invitation, or for all."""

from __future__ import annotations

import math
from collections.abc import Iterator
from decimal import Decimal
from typing import TYPE_CHECKING, Annotated, Any

import numpy as np
from pydantic import Field

from simulator.fields import Clause, Cost, Fault, Path, Range
from simulator.program.clause import Draft, Frame, counted, whole
from simulator.program.sizes import MOST_CLUBS
from simulator.program.table import THOUSAND
from simulator.rule import rule
from simulator.units import Factor, Share, Span, did_you_mean

if TYPE_CHECKING:
    from simulator.program import Program


class Club(Clause):
    """One club; who may join it hears of it and decides."""

    of: Annotated[Share, Range(0.1, 100)] | None = Field(
        default=None, description="Share of customers at the stage of life that it is for; left out: all."
    )
    lasts: Annotated[Span, Range(4, 1_040)] | None = Field(
        default=None, description="How long the stage of life lasts, in weeks; left out: for good."
    )
    invited_from: Cost | None = Field(
        default=None, description="Money paid in a calendar year from which members are invited."
    )
    points: Annotated[Factor, Range(1, 20)] = Field(
        default=Factor(Decimal(1)), description="Multiplier on points from purchases."
    )
    relevance: Annotated[Factor, Range(1, 10)] = Field(
        default=Factor(Decimal(1)),
        description="Multiplier on the chance that a contact is taken in: it speaks of what concerns them.",
    )


def club_names(program: Program) -> tuple[str, ...]:
    """Return the names of the clubs in the order of the table: the order of a file says nothing."""
    return tuple(sorted(program.clubs or {}))


def bits_of(named: list[str] | None, program: Program) -> int:
    """Return clubs as bits in the order of the table, 0 for none."""
    return sum(1 << place for place, club in enumerate(club_names(program)) if club in (named or ()))


def _contacts(program: Program) -> bool:
    """Tell whether members are contacted at all."""
    clause = program.communication
    if clause is None:
        return False
    channels = clause.listed().values()
    return clause.contacts.size > 0 or any(one.contacts.size > 0 and one.to != "others" for one in channels)


def privilege_faults(name: str, named: list[str] | None, draft: Draft) -> Iterator[Fault]:
    """Check the clubs that a privilege names, and that it can be theirs alone."""
    path: Path = ("privileges", name)
    privilege = (draft.program.privileges or {})[name]
    clubs = tuple(draft.program.clubs or ())
    if named == []:
        yield Fault((*path, "clubs"), "is an empty list: name a club, or leave clubs out for all")
    for position, club in enumerate(named or ()):
        if club not in clubs and "clubs" not in draft.broken and f"clubs.{club}" not in draft.broken:
            may_be = f"may be {', '.join(clubs)}" if clubs else "the program has no clubs"
            text = f"'{club}' is no club: {may_be}{did_you_mean(club, clubs)}"
            yield Fault((*path, "clubs", position), text)
    if named and privilege.use.of == "cases":
        text = f"is '{privilege.use}', may not be of cases with clubs: the desk knows levels only"
        yield Fault((*path, "use"), text)
    elif named and privilege.priority is not None:
        yield Fault((*path, "priority"), "may not be given with clubs: the desk knows levels only")


def _club_faults(name: str, club: Club, draft: Draft) -> Iterator[Fault]:
    path: Path = ("clubs", name)
    program = draft.program
    named = any(name in (one.clubs or ()) for one in (program.privileges or {}).values())
    gives = named or club.points.size != 1 or club.relevance.size != 1
    if not gives and "privileges" not in draft.broken:
        text = "gives its members nothing: give points or relevance, or name it in the clubs of a privilege"
        yield Fault(path, text, at_key=True)
    if club.lasts and not club.of:
        yield Fault((*path, "lasts"), "has no effect: add of, the share of customers at that stage of life")
    elif club.lasts and club.of and club.of.ratio >= 1.0:
        yield Fault(
            (*path, "lasts"), "has no effect: everybody is at that stage of life, so nobody outgrows it"
        )
    if club.points.size != 1 and draft.absent("points"):
        yield Fault((*path, "points"), "has no effect: there is no points clause")
    if club.relevance.size != 1 and not _contacts(program) and "communication" not in draft.broken:
        yield Fault((*path, "relevance"), "has no effect: communication makes no contacts with members")


def check(draft: Draft) -> Iterator[Fault]:
    """Check each club by itself and against what gives its members something."""
    clubs = draft.program.clubs or {}
    yield from counted(clubs, MOST_CLUBS, ("clubs",), "clubs")
    for name, club in clubs.items():
        yield from _club_faults(name, club, draft)


def told(program: Program) -> list[str]:
    """Tell the clubs and whom each is for, in the field's words."""
    words = []
    for name, club in (program.clubs or {}).items():
        whom = f"{club.of} of customers" if club.of else "everybody"
        whom = f"who paid {club.invited_from} in a year" if club.invited_from else whom
        words.append(f"{name}: {whom}")
    return words


def table(program: Program, frame: Frame) -> dict[str, Any]:
    """Return the clubs part of the program's table."""
    clubs = [(program.clubs or {})[name] for name in club_names(program)]
    return {
        "club_share": np.array([club.of.ratio if club.of else 1.0 for club in clubs], np.float64),
        "club_weeks": whole(club.lasts.weeks if club.lasts else 0 for club in clubs),
        "club_invited": whole(club.invited_from.minor if club.invited_from else 0 for club in clubs),
        "club_points": whole(club.points.thousandths for club in clubs),
        "club_relevance": np.array([club.relevance.thousandths / THOUSAND for club in clubs], np.float64),
    }


@rule
def at_stage(u: float, week: int, share: float, weeks: int) -> bool:
    """Tell whether a customer is at a stage of life in a week.

    At any time the share of customers is, each for so many weeks on end and at a time of his own; 0 weeks:
    for good. Units: u is a uniform of the customer, weeks. Source: [assumption] stages come at an even rate.
    """
    if weeks == 0:
        return u < share
    cycle = weeks / share
    place = week + u * cycle
    return place - math.floor(place / cycle) * cycle < weeks
