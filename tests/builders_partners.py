"""Random partners: where members earn and use points, and what a draw holds of it."""

from __future__ import annotations

import copy
from typing import Any

from hypothesis import strategies as st

Tree = dict[str, Any]

PARTNER_KINDS = frozenset({"earns_there", "used_there", "qualifies", "exchange", "prepaid", "minimum_there"})
PARTNER_HISTORY_KINDS = frozenset({"at_partner", "burn", "earned_there", "used_at_partner"})


# Whole partners, so that a program takes one draw for all of them.
VISITS: Tree = {"share": "40%", "use": "12 per year", "spend": "150 CNY"}
FUEL: Tree = {
    **VISITS,
    "earn": {"rate": "1 per CNY", "pays": "0.012 CNY", "qualifies": True},
    "burn": {"worth": "0.01 CNY", "settle": "0.008 CNY", "exchange": 0.333},
}
BANK: Tree = {
    **VISITS,
    "share": "100%",
    "use": "1 per week",
    "earn": {"rate": "2 per 10 CNY", "pays": "0.0001 CNY"},
    "prepaid": {"block": "1000 points"},
}
CINEMA: Tree = {
    **VISITS,
    "spend": "0.99 CNY",
    "burn": {"worth": "0.05 CNY", "settle": "0.03 CNY", "exchange": 2, "minimum": "100 points"},
}
SETS: tuple[Tree, ...] = ({}, {}, {"fuel": FUEL}, {"bank": BANK, "cinema": CINEMA}, {"a": BANK, "b": FUEL})


def with_partners(draw: st.DrawFn, program: Tree) -> Tree:
    """Let members earn or use points at partners in half of the programs that have points."""
    if "points" not in program or not (partners := copy.deepcopy(draw(st.sampled_from(SETS)))):
        return program
    if "tiers" not in program:
        for partner in partners.values():
            partner.get("earn", {}).pop("qualifies", None)
    return {**program, "partners": partners}


def partners_reached(program: Tree) -> set[str]:
    """Name what a program has of PARTNER_KINDS."""
    told: set[str] = set()
    for partner in program.get("partners", {}).values():
        earn, burn = partner.get("earn", {}), partner.get("burn", {})
        told |= {"earns_there"} if earn else set()
        told |= {"used_there"} if burn else set()
        told |= {"qualifies"} & set(earn) | {"exchange"} & set(burn) | {"prepaid"} & set(partner)
        told |= {"minimum_there"} if "minimum" in burn else set()
    return told


def at_partner(draw: st.DrawFn, program: Tree) -> Tree:
    """Draw a visit to a partner or a use of points there; only time passes where there is none."""
    may_be: list[Tree] = [{"look": True}]
    for name, partner in program.get("partners", {}).items():
        visits = ["150 CNY", "9.99 CNY", "1234.56 CNY"] if "earn" in partner else []
        may_be += [{"at_partner": spent, "partner": name} for spent in visits]
        may_be += [{"burn": points, "partner": name} for points in (333, 1_000_000) if "burn" in partner]
    return draw(st.sampled_from(may_be)) if len(may_be) > 1 else may_be[0]


def partner_moves(event: Tree, change: dict[str, int]) -> set[str]:
    """Name what happened at partners between two statements, in the words of PARTNER_HISTORY_KINDS."""
    flags = {
        "earned_there": "at_partner" in event and change["issued"] > 0,
        "used_at_partner": change["at_partners"] > 0,
    }
    return {name for name, holds in flags.items() if holds}
