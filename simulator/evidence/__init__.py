"""The scoreboard: published patterns and the claims of the texts, held against simulated people.

Each family of patterns has a file; each pattern is one measure of what a seed lived, and the band that its
mean over seeds must keep to. Nothing is left out because it fails; no number of behaviour is set by a result.
"""

from __future__ import annotations

from simulator.evidence import (
    demotion,
    feelings,
    goals,
    lifts,
    limits,
    money,
    paid,
    price,
    program_effects,
    recovery,
    redemption,
    repeat_buying,
    word_of_mouth,
)
from simulator.evidence.claims import CLAIMS
from simulator.evidence.finding import Claim, Estimate, Finding, Kind, Pattern, Reading, Verdict, judge, read
from simulator.evidence.scoreboard import Scoreboard, from_json, measured, to_json

# Patterns by the numbers of the list that they are taken from; D4, D14, D16 and D22 are not on it. L are
# limits that the model must reach, and the lift from all loops together.
PATTERNS: tuple[Pattern, ...] = tuple(
    sorted(
        (
            *goals.PATTERNS,
            *program_effects.PATTERNS,
            *repeat_buying.PATTERNS,
            *demotion.PATTERNS,
            *feelings.PATTERNS,
            *recovery.PATTERNS,
            *word_of_mouth.PATTERNS,
            *redemption.PATTERNS,
            *money.PATTERNS,
            *price.PATTERNS,
            *paid.PATTERNS,
            *limits.PATTERNS,
            *lifts.PATTERNS,
        ),
        key=lambda pattern: (pattern.number[0], int(pattern.number[1:])),
    )
)

__all__ = [
    "CLAIMS", "PATTERNS", "Claim", "Estimate", "Finding", "Kind", "Pattern", "Reading", "Scoreboard",
    "Verdict",
    "from_json", "judge", "measured", "read", "to_json",
]  # fmt: skip
