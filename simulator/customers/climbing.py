"""Climbing: what one more order is worth on the way to a tier, kept or gained."""

from __future__ import annotations

import math

from simulator.chance import normal_share_below
from simulator.rule import rule


@rule
def believed_rate(own_orders: int, weeks: int, usual: float, memory: float) -> float:
    """Return the orders a week that a member expects of himself for the rest of a term.

    Units: own orders this term, weeks elapsed, usual rate a week, memory in weeks.
    Source: gamma-Poisson mean; the memory is an assumption.
    """
    return (own_orders + memory * usual) / (max(0, weeks) + memory)


@rule
def chance_to_reach(missing: float, mean: float, variance: float) -> float:
    """Return the chance that a compound Poisson sum reaches what is missing.

    Units: qualifying value. Source: gamma with the same mean and variance by Wilson & Hilferty 1931.
    """
    if missing <= 0.0:
        return 1.0
    if mean <= 0.0 or variance <= 0.0:
        return 0.0
    ninth = variance / (9.0 * mean * mean)
    cube_root = math.exp(math.log(missing / mean) / 3.0)
    return 1.0 - normal_share_below((cube_root - 1.0 + ninth) / math.sqrt(ninth))


@rule
def gain_of_order(missing: float, order: float, rate: float, weeks_left: float, spread: float) -> float:
    """Return how much one more order raises the chance to reach a tier by its deadline, 0 to 1.

    Units: missing and order in qualifying value, rate in orders a week, spread is 1 + squared
    coefficient of variation of orders. Source: pressure peaks near the pace needed, Orhun, Guo &
    Hagemann 2022.
    """
    if missing <= 0.0 or order <= 0.0:
        return 0.0
    mean = rate * weeks_left * order
    variance = rate * weeks_left * order * order * spread
    return max(
        0.0, chance_to_reach(missing - order, mean, variance) - chance_to_reach(missing, mean, variance)
    )


@rule
def gain_without_deadline(missing: float, order: float, rate: float, impatience: float) -> float:
    """Return the discounted worth of one order's step towards a tier that has no deadline, 0 to 1.

    Units: as in `gain_of_order`; impatience a week. Source: Erlang discounting of a one-off goal.
    """
    if missing <= 0.0 or order <= 0.0 or rate <= 0.0:
        return 0.0
    steps = math.ceil(missing / order)
    phi = math.log(rate / (rate + impatience))
    return math.exp(phi * (steps - 1)) * (1.0 - math.exp(phi))
