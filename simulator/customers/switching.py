"""Switching cost: what leaving would cost in procedure, relation and money."""

from __future__ import annotations

import math

from simulator.rule import rule


@rule
def procedural_cost(most: float, orders: int, scale: float) -> float:
    """Return the procedural switching cost in logits, 0 to `most`.

    Units: orders so far, scale in orders. Source: [published in part] Burnham, Frels & Mahajan 2003
    (typology); form assumed.
    """
    return most * (1.0 - math.exp(-orders / scale))


@rule
def relational_cost(most: float, trust: float, weeks: int, scale: float) -> float:
    """Return the relational switching cost in logits, 0 to `most`.

    Units: trust 0-1, tenure and scale in weeks. Source: [published in part] Blut et al. 2015 (sign); form an
    assumption.
    """
    if weeks <= 0:
        return 0.0
    return most * trust * (1.0 - math.exp(-weeks / scale))


@rule
def financial_cost(price_weight: float, stake: float, basket: float, orders_in_26_weeks: float) -> float:
    """Return the financial switching cost in logits, 0 to 1: what is lost, against usual spending.

    Units: stake and basket in minor units, 0 or more.
    Source: [published in part] Burnham, Frels & Mahajan 2003 (typology); relative to own spending, so that a
    stock does not count as one order's price, an assumption of form.
    """
    return min(1.0, price_weight * stake / (basket * max(1.0, orders_in_26_weeks)))


@rule
def satisfaction_damping(damping: float, procedural: float, relational: float, financial: float) -> float:
    """Return the factor of switching costs on the pull of satisfaction, 0.2 or more.

    Units: switching costs in logits on fixed scales. Source: [published in part] Blut et al. 2015 (signs),
    sizes an assumption.
    """
    return max(0.2, 1.0 - damping * (procedural + relational) + 0.5 * damping * financial)


@rule
def current_pace(pace: float, weeks: int) -> float:
    """Return the smoothed own orders a week, `weeks` after the last order.

    Units: orders a week. Source: [assumption] exponential smoothing over 26 weeks.
    """
    if weeks <= 0:
        return pace
    return pace * math.exp(-weeks / 26.0)
