"""Ranking: what a level is as a rank among members; what rising, falling and looking on do to feelings."""

from __future__ import annotations

from typing import Any

import numpy as np

from simulator.customers.market_counts import LAST_WEEK, LEVELS_AT
from simulator.customers.satisfaction import moved
from simulator.program.table import JOIN_INVITATION, JOIN_PAID
from simulator.rule import compiled, rule


@rule
def rank_of_level(place: float, below: float, crowding: float) -> float:
    """Return the rank of a level, 0-1: its place on the ladder, or the share of members below it.

    Units: place 0 at the base, 1 at the highest level; `crowding` is the weight of the share, 0-1.
    Source: [published in part] more people at the top dilute status, a level below adds to it, Dreze & Nunes
    2009; form an assumption.
    """
    return (1.0 - crowding) * place + crowding * below


@compiled
def open_ranks(p: Any, b: Any, page: Any) -> None:
    """Write the rank of each level for a week on its page, by what was known last week."""
    members = 0
    for level in range(p.levels):
        members += page.known[LAST_WEEK, LEVELS_AT + level]
    below = 0
    for level in range(p.levels):
        place = level / max(1, p.levels - 1)
        share = below / members if members > 0 else place
        page.level_rank[level] = rank_of_level(place, share, b.status_crowding)
        below += page.known[LAST_WEEK, LEVELS_AT + level]


@rule
def shock_of_level(bump: float, ratio: float, rises: bool, rank: float) -> float:
    """Return what a move to another level adds to satisfaction and trust, negative for a fall.

    Units: 0-1; `rank` of the level that is lost, 0-1: half of the whole loss at the base, all at the top.
    Source: [published in part] demotion weighs more than promotion, Wagner, Hennig-Thurau & Rudolph 2009, and
    more at the top, Ramaseshan & Ouschan 2017 (signs); form and sizes assumptions.
    """
    return bump if rises else -bump * ratio * (0.5 + 0.5 * rank)


@compiled
def feel_level(s: Any, p: Any, b: Any) -> None:
    """Take note of another level than before: once, and felt only by who knows the account."""
    rank = int(s.felt_level) / max(1, p.levels - 1)
    rises = bool(s.level > s.felt_level)
    s.felt_level = s.level
    if s.knows_balance == 0:
        return
    shock = shock_of_level(b.status_bump, b.demotion_ratio, rises, min(1.0, rank))
    level, trust = np.float64(s.satisfaction), np.float64(s.trust)
    s.satisfaction = moved(level, level + shock, 1.0)
    s.trust = moved(trust, trust + shock, 1.0)


@compiled
def look_on(s: Any, p: Any, b: Any, page: Any) -> None:
    """Hear with a contact what others are given: members of higher levels, or of a program that is closed."""
    above, members = 0, 0
    for level in range(p.levels):
        held = page.known[LAST_WEEK, LEVELS_AT + level]
        members += held
        if s.member == 0 or level > s.level:
            above += held
    if s.member == 0 and p.join_kind not in (JOIN_INVITATION, JOIN_PAID):
        return
    if above > 0:
        loss = b.bystander_loss * b.status_visibility * above / members
        s.trust = max(0.0, np.float64(s.trust) - loss)
