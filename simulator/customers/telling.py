"""Telling: who speaks of an order to others in his community, and what is heard of it."""

from __future__ import annotations

import math

from simulator.rule import rule


@rule
def hearing_chance(mean: float) -> float:
    """Return the chance to hear at least one telling of last week in one's community, 0-1.

    Units: tellings that reach a customer in a week: reach times sociability times the share of tellers.
    Source: mean-field form of word of mouth (Bass 1969).
    """
    return 1.0 - math.exp(-mean)
