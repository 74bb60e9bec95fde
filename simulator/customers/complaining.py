"""Complaining: who brings a failure to the desk, and what its outcome does."""

from __future__ import annotations

import math

from simulator.rule import rule


@rule
def complaint_chance(
    base: float,
    severity_weight: float,
    severity: float,
    hassle: float,
    trust_weight: float,
    trust: float,
    own: float,
) -> float:
    """Return the chance that a failure is brought to the desk, 0-1.

    Units: severity 0-1, hassle and own readiness in logits, trust 0-1.
    Source: 5-30% of mild and 50-75% of grave failures reach the front line, Goodman & Newman (TARP).
    """
    logit = base + severity_weight * severity - hassle + trust_weight * (trust - 0.5) + own
    return 1.0 / (1.0 + math.exp(-min(30.0, max(-30.0, logit))))


@rule
def exponential_time(u: float, mean: float) -> float:
    """Return an exponential time of a uniform.

    Units: those of the mean. Source: inversion.
    """
    return -mean * math.log(1.0 - u)


@rule
def recovery(is_resolved: bool, is_fast: bool, fast: float, slow: float, none: float) -> float:
    """Return the change of satisfaction by a case's outcome.

    Units: 0-1 scale. Source: stay rates ordered unresolved < resolved < quickly, TARP; sizes assumptions.
    """
    if not is_resolved:
        return -none
    return fast if is_fast else slow
