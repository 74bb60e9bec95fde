"""Joining: what a customer decides when he is asked to enrol."""

from __future__ import annotations

import math

from simulator.rule import rule


@rule
def joining_chance(
    base: float,
    rate_weight: float,
    rate: float,
    value_weight: float,
    value: float,
    basket: float,
    unfair: float,
) -> float:
    """Return the chance to enrol when asked, 0-1.

    Units: rate in focal orders a year against 6, value of benefits less hassle per order and basket in minor
    units, unfair in logits. Source: [published in part] heavier buyers enrol earlier, Meyer-Waarden &
    Benavent 2009; sizes assumptions.
    """
    if basket <= 0.0:
        return 0.0
    logit = base + rate_weight * math.log(max(0.05, rate) / 6.0) + value_weight * value / basket - unfair
    return 1.0 / (1.0 + math.exp(-min(30.0, max(-30.0, logit))))
