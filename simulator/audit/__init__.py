"""The critic: checks of a program on its file alone, with evidence from simulated years where there are any.

To add a check, write a small function in the file of its subject and name it in that file's CHECKS; a number
that it is held against is a line in limits.csv. What a program gives is read in reading.py, what its members
earn in earning.py, and nowhere else.

Order of parts: the checks, what is found, the audit of one program.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from simulator.audit import benefits, contact, expiry, governance, money, openness, reward_rate, tiers
from simulator.audit.buyers import Buyers, buyers_of
from simulator.audit.check import DEFAULTS, LIMITS, AuditError, Case, Check, Judged, Kind, Limit
from simulator.audit.evidence import EVIDENCE, Run, run_of
from simulator.audit.library import library, others
from simulator.fields import Path
from simulator.program import Program
from simulator.scenario import Scenario
from simulator.scenario.faults import dotted
from simulator.scenario.study import Study

__all__ = [
    "CHECKS",
    "DEFAULTS",
    "LIMITS",
    "AuditError",
    "Buyers",
    "Case",
    "Check",
    "Finding",
    "Judged",
    "Kind",
    "Limit",
    "Run",
    "audit",
    "buyers_of",
    "run_of",
]


def _order(check: Check) -> tuple[str, int]:
    return check.number[0], int(check.number[1:])


# Every check, A1 to A27 and then the further ones.
CHECKS: tuple[Check, ...] = tuple(
    sorted(
        (
            *benefits.CHECKS,
            *openness.CHECKS,
            *tiers.CHECKS,
            *reward_rate.CHECKS,
            *expiry.CHECKS,
            *money.CHECKS,
            *contact.CHECKS,
            *governance.CHECKS,
        ),
        key=_order,
    )
)


class Finding(NamedTuple):
    """What one check found, and where."""

    check: Check
    judged: Judged
    place: str  # file:line:column of the key that states it
    key: str  # that key, dotted; empty for the program as a whole
    limit: float | None  # as set; None for a question to people
    run: str  # what simulated years say to it; empty where there are none
    others: str  # what the shipped programs do about it; empty where it is good


def audit(
    scenario: Scenario[Program],
    buyers: Buyers,
    limits: Mapping[str, float] | None = None,
    study: Study | None = None,
    run: Run | None = None,
) -> list[Finding]:
    """Return what every check finds in a program on its file alone; nothing where there is no program.

    Parameters
    ----------
    scenario
        The loaded program.
    buyers
        The market's buyers, as `buyers_of` reads them; in the program's currency.
    limits
        Limits that the user sets, by name; the others are the defaults.
    study
        The study that it is a design of, if any.
    run
        Simulated years of it, if there are any.
    """
    if not scenario.model.exists:
        return []
    case = Case(scenario.model, buyers, {**DEFAULTS, **(limits or {})}, study)
    judged = {check: check.judge(case) for check in CHECKS}
    open_ones = tuple(check for check, one in judged.items() if one.kind in (Kind.FLAW, Kind.QUESTION))
    instead = others(scenario, open_ones, library(buyers.currency), buyers, case.limits) if open_ones else {}
    return [
        Finding(
            check,
            one,
            *_where(scenario, one.path),
            case.limits[check.limit] if check.limit else None,
            EVIDENCE[check.number](run)
            if run and check.number in EVIDENCE and one.kind is not Kind.IDLE
            else "",
            instead.get(check.number, ""),
        )
        for check, one in judged.items()
    ]


def _where(scenario: Scenario[Program], path: Path) -> tuple[str, str]:
    """Return the place of a key, or of the nearest clause that is written, and the dotted key."""
    shortened = path
    while shortened and not scenario.written.at(shortened)[1]:
        shortened = shortened[:-1]
    node, _ = scenario.written.at(shortened)
    return str(node.key or node.place), dotted(shortened)
