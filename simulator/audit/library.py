"""What the shipped programs do about a finding, computed from their own files."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from simulator.audit import reading
from simulator.audit.buyers import Buyers
from simulator.audit.check import Case, Check, Judged, Kind
from simulator.program import Program
from simulator.scenario import Scenario, load, shipped

ME_TOO = "A11"


@cache
def library(currency: str) -> dict[str, Scenario[Program]]:
    """Return the shipped programs in a currency, by name; amounts in others could not be compared."""
    loaded = {name: load(name, "program") for name in shipped("program")}
    return {
        name: scenario
        for name, scenario in loaded.items()
        if scenario.model.exists and scenario.model.currency in (None, currency)
    }


def others(
    mine: Scenario[Program],
    wanted: tuple[Check, ...],
    programs: Mapping[str, Scenario[Program]],
    buyers: Buyers,
    limits: Mapping[str, float],
) -> dict[str, str]:
    """Return what the other programs do about each check that is asked for, by its number.

    Parameters
    ----------
    mine
        The program that is audited; it is left out.
    wanted
        The checks that it did not pass.
    programs
        The library.
    buyers, limits
        As for the audit itself.
    """
    cases = {
        name: Case(scenario.model, buyers, limits)
        for name, scenario in programs.items()
        if scenario.sha256 != mine.sha256
    }
    found = {check: {name: check.judge(case) for name, case in cases.items()} for check in wanted}
    told = {check.number: _told(judged) for check, judged in found.items()}
    if ME_TOO in told:
        told[ME_TOO] = _nearest(mine, programs)
    return told


def _told(judged: Mapping[str, Judged]) -> str:
    """Return how many programs pass a check, and what the best of them has."""
    held = {name: one for name, one in judged.items() if one.kind is not Kind.IDLE}
    good = {name: one for name, one in held.items() if one.kind is Kind.GOOD}
    if not held:
        return "no other shipped program is about this"
    count = f"{len(good)} of {len(held)} other shipped programs in this currency pass"
    if not good:
        return count
    name = min(good)
    return f"{count}, e.g. {name}: {good[name].measured}"


def _nearest(mine: Scenario[Program], programs: Mapping[str, Scenario[Program]]) -> str:
    """Return the shipped program of another company that shares the largest part of the mechanisms."""
    own, found = reading.mechanisms(mine.model), []
    for name, scenario in programs.items():
        if scenario.sha256 != mine.sha256 and scenario.model.company != mine.model.company:
            theirs = reading.mechanisms(scenario.model)
            shared, both = len(own & theirs), len(own | theirs)
            found.append((-shared / both if both else 0.0, name, shared, both))
    if not found:
        return "no other company's program is shipped"
    _, name, shared, both = min(found)
    return (
        f"the nearest shipped program of another company is {name}: {shared} of {both} mechanisms in common"
    )
