"""Telling: who speaks of an order to others in his community, and what is heard of it."""

from __future__ import annotations

import math

from simulator.rule import rule


@rule
def hearing_chance(tellers: int, people: int, reach: float, sociability: float) -> float:
    """Return the chance to hear at least one telling of last week in one's community, 0-1.

    Units: counts of people; reach in listeners per teller.
    Source: mean-field form of word of mouth (Bass 1969).
    """
    if tellers <= 0 or people <= 0:
        return 0.0
    return 1.0 - math.exp(-reach * sociability * tellers / people)
