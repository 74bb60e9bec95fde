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
    Source: [published in part] 5-30% of mild and 50-75% of grave failures reach the front line, Goodman &
    Newman (TARP); the logistic form is an assumption.
    """
    logit = base + severity_weight * severity - hassle + trust_weight * (trust - 0.5) + own
    return 1.0 / (1.0 + math.exp(-min(30.0, max(-30.0, logit))))


@rule
def kind_of_failure(severity: float, money_losses: float) -> int:
    """Return what a failure is about: the gravest are losses of money, the others a bad order.

    Units: severity 0-1, uniform over failures; money_losses is their share.
    Source: [published in part] losses of money are brought up most (50-75% against 5-30%), Goodman & Newman
    (TARP), which `complaint_chance` reads as severity; that they are the gravest is an assumption.
    """
    return 1 if severity >= 1.0 - money_losses else 0


@rule
def is_grave(severity: float, grave: float) -> bool:
    """Tell whether a failure is so grave that it may drive a customer away at once.

    Units: severity 0-1, uniform over failures; grave is their share.
    Source: [published in part] losses above 100 dollars, TARP; how rare they are is an assumption.
    """
    return severity >= 1.0 - grave


@rule
def stays_after_outcome(
    is_resolved: bool, is_fast: bool, quick: float, resolved: float, unresolved: float
) -> float:
    """Return the chance to stay after a grave loss that was brought to the desk, 0-1.

    Units: shares. Source: [published] TARP, 82%, 54% and 19% after losses above 100 dollars (stated, old).
    """
    if not is_resolved:
        return unresolved
    return quick if is_fast else resolved


@rule
def exponential_time(u: float, mean: float) -> float:
    """Return an exponential time of a uniform.

    Units: those of the mean. Source: [derived] inversion.
    """
    return -mean * math.log(1.0 - u)


@rule
def made_good(is_resolved: bool, is_fast: bool, fast: float, slow: float, none: float) -> float:
    """Return the share of what a failure took that the outcome of its case gives back, 0 to 1.

    Never more than all: recovery may please, but it sells no more than an order without a failure.

    Units: shares. Source: [published in part] stay rates ordered no complaint < unresolved < resolved <
    quickly, TARP; no gain in repurchase, de Matos, Henrique & Rossi 2007; sizes assumptions.
    """
    if not is_resolved:
        return min(1.0, none)
    return min(1.0, fast if is_fast else slow)


@rule
def compensation_for(middling: float, by_severity: float, severity: float) -> float:
    """Return what is paid for a case that is resolved.

    Units: those of `middling`, which is paid at a severity of one half; shares 0-1. Source: [derived]
    definition.
    """
    return middling * (1.0 - by_severity + by_severity * 2.0 * severity)


@rule
def made_good_by(part: float, paid: float, usual: float, basket: float, gain: float) -> float:
    """Return the share of a loss made good with compensation of a size, 0 to 1: never more than all.

    Units: money alike; `usual` is what `part` stands for, and gain is for an order's worth beyond it.
    Source: [published in part] compensation raises satisfaction with a recovery (Gelbrich & Roschk 2011,
    sign); linear form and size assumptions; no gain in repurchase, de Matos, Henrique & Rossi 2007.
    """
    return min(1.0, max(0.0, part + gain * (paid - usual) / max(1.0, basket)))


@rule
def recoverable(days: int, half_life: float) -> float:
    """Return the share of a loss that can still be made good so many days after the failure, 0 to 1.

    Units: days. Source: [published in part] 47% rebuy when resolved within 90 days and 30% within 180,
    Dillard & Bates; the exponential form is an assumption.
    """
    return math.exp(-0.6931471805599453 * max(0, days) / half_life)
