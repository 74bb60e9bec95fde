"""Leaving the firm: a hazard in calendar time, moved by feelings, switching cost, failures; coming back."""

from __future__ import annotations

import math
from typing import Any

from simulator.customers.state import FAILURE_LIVED_WITH, FAILURE_WRONGED
from simulator.rule import compiled, rule

# The hazard moves at most by this factor up or down, so that rare draws can be passed over cheaply.
MOST = 8.0


@rule
def leaving_hazard(base: float, pull: float) -> float:
    """Return the hazard of leaving a week: the own hazard times exp(pull), within a factor of 8.

    Units: a week, pull in logs. Source: [published in part] proportional hazards, Bolton 1998; the bound is
    an assumption.
    """
    return base * math.exp(min(2.0794415416798357, max(-2.0794415416798357, pull)))


@rule
def leaves_after(u: float, hazard: float) -> float:
    """Return the part of a week after which a customer leaves, 0-1, or 2 when he stays.

    Units: weeks; u is a uniform. Source: [published] exponential lifetime, as in Pareto/NBD (Schmittlein,
    Morrison & Colombo 1987).
    """
    if u >= hazard:  # 1 - exp(-h) <= h: most stay without an exponential
        return 2.0
    if u >= 1.0 - math.exp(-hazard):
        return 2.0
    return min(1.0, -math.log(1.0 - u) / hazard)


@compiled
def heeds(s: Any, b: Any) -> float:
    """Return how much of a chance to come back is left to who has left: little after a grave loss."""
    return float(b.grudge) if s.failure_kind == FAILURE_WRONGED else 1.0


@compiled
def return_to_firm(s: Any) -> None:
    """Consider the firm again, without a grudge."""
    s.attached = 1
    if s.failure_kind == FAILURE_WRONGED:
        s.failure_kind = FAILURE_LIVED_WITH
