"""Redeeming: whether a member uses points with this order."""

from __future__ import annotations

import math

from simulator.rule import rule


@rule
def redemption_chance(
    readiness: float,
    weight: float,
    worth: float,
    basket: float,
    effort: float,
    expiring: float,
    unknown: float,
) -> float:
    """Return the chance that a member who may redeem does so, 0-1.

    Parameters
    ----------
    readiness, weight, effort, expiring
        Logits: own readiness, rise with the worth of the balance over the basket to the power .88,
        own cost of thinking, rise before expiry.
    worth, basket
        Worth of the usable balance and the usual order, minor units.
    unknown
        Factor for a balance that is not known, 1 when it is.

    Source: [published in part] mental accounts and cognitive cost, Stourm, Bradlow & Fader 2015; power .88
    after Tversky & Kahneman 1992; sizes assumptions.
    """
    if worth <= 0.0 or basket <= 0.0:
        return 0.0
    value = math.exp(0.88 * math.log(worth / basket))
    logit = readiness + weight * value - effort + expiring
    return unknown / (1.0 + math.exp(-min(30.0, max(-30.0, logit))))
