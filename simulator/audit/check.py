"""What a check is, what it may find, and the program that it looks at.

Order of parts: limits, findings, the case, a check.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from pathlib import Path
from typing import NamedTuple

from simulator.audit import reading
from simulator.audit.buyers import Buyers
from simulator.audit.giving import Benefit, public_offers
from simulator.audit.reading import Ladder, Step
from simulator.fields import Path as Keys
from simulator.program import Program
from simulator.scenario.study import Study

# ---- limits -----------------------------------------------------------------------------------------------


class Limit(NamedTuple):
    """A number that a measured value is held against; the user may set it."""

    name: str
    default: float
    low: float
    high: float
    unit: str
    tag: str
    source: str
    meaning: str


def _read_limits() -> dict[str, Limit]:
    with Path(__file__).with_name("limits.csv").open(newline="", encoding="utf-8") as lines:
        rows = list(csv.DictReader(lines))
    return {
        row["name"]: Limit(
            row["name"],
            float(row["default"]),
            float(row["low"]),
            float(row["high"]),
            row["unit"],
            row["tag"],
            row["source"],
            row["meaning"],
        )
        for row in rows
    }


LIMITS: dict[str, Limit] = _read_limits()
DEFAULTS: dict[str, float] = {name: limit.default for name, limit in LIMITS.items()}


class AuditError(Exception):
    """Something that the user asked of the audit and that cannot be had: what, and what may be."""


# ---- findings ---------------------------------------------------------------------------------------------


class Kind(StrEnum):
    """What a check may come to."""

    FLAW = "flaw"  # the measured value is beyond the limit
    QUESTION = "question"  # the file does not say, and somebody has to
    GOOD = "good"  # the measured value keeps to the limit, or the file answers
    IDLE = "not judged"  # the program has nothing that the check is about


class Judged(NamedTuple):
    """What one check found in one program."""

    kind: Kind
    says: str  # the finding in a sentence
    measured: str  # what was measured, in words and numbers
    path: Keys = ()  # the key that it is about
    value: float | None = None  # the measured value in the limit's unit, where it is one number


def against(
    holds: bool, flaw: str, good: str, measured: str, path: Keys = (), value: float | None = None
) -> Judged:
    """Return a finding by whether a value keeps to its limit."""
    kind, says = (Kind.GOOD, good) if holds else (Kind.FLAW, flaw)
    return Judged(kind, says, measured, path, value)


def idle(why: str) -> Judged:
    """Return that a program has nothing to judge."""
    return Judged(Kind.IDLE, why, "nothing")


# ---- the case ---------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Case:
    """A program as the checks see it: with the buyers that it is for and the limits that it is held to.

    Parameters
    ----------
    program
        The checked program.
    buyers
        The market's buyers.
    limits
        Every limit by name, as the user sets it.
    study
        The study that the program is a design of, if any: some questions are answered there.
    """

    program: Program
    buyers: Buyers
    limits: Mapping[str, float]
    study: Study | None = None

    @cached_property
    def ladder(self) -> Ladder:
        """Return the levels and who pays."""
        return reading.ladder(self.program, self.buyers, self.limits["carried_years"])

    @property
    def steps(self) -> tuple[Step, ...]:
        """Return the ladder, the lowest level first: what each asks for and gives; one step without tiers."""
        return self.ladder.steps

    @property
    def given(self) -> tuple[Step, ...]:
        """Return everything that somebody may have: each level, and the membership that is paid for."""
        return self.steps + ((self.ladder.payers,) if self.ladder.payers else ())

    def at(self, step: Step, spend: float, level: str = "") -> Step:
        """Return a step, or who pays at another level, as a member with a yearly spend has it."""
        step = step._replace(level=level or step.level)
        return reading.step_at(self.program, self.buyers, step, spend, self.limits["carried_years"])

    @cached_property
    def public(self) -> tuple[Benefit, ...]:
        """Return what the market's mean customer gets without being a member."""
        return public_offers(self.program, self.buyers)

    @cached_property
    def usual(self) -> Step:
        """Return the highest step that the market's mean customer reaches, as she has it.

        Where all members pay, it is the mean of those who gain by paying.
        """
        spend, payers = self.buyers.usual.spend, self.ladder.payers
        if reading.all_pay(self.program):
            first = sum(step.share * step.buyer.spend for step in self.steps)
            spend = first if first > 0 else spend
        reached = max(place for place, step in enumerate(self.steps) if step.asks <= spend)
        level = self.steps[reached]
        if payers and payers.asks <= spend:
            return self.at(payers, spend, level.level)
        return self.at(level, spend)


class Check(NamedTuple):
    """One check: what it asks, of whom that was learned, the limit, and the small function that judges."""

    number: str  # A1-A27 of the catalogue of flaws, B for further ones
    name: str
    asks: str
    source: str
    limit: str | None  # name of its limit; None for a question to people
    judge: Callable[[Case], Judged]
