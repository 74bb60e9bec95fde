"""Prices (D23): the answer to a price cut, and whose answer is the stronger one."""

from __future__ import annotations

import math

import numpy as np

from simulator.evidence.comparing import quotient
from simulator.evidence.finding import ANY, Kind, Pair, Pattern
from simulator.evidence.lives import Flags
from simulator.evidence.runs import Runs
from simulator.evidence.trials import TRIALS

WEEKS = TRIALS["cheaper"].weeks
LOG_PRICE = math.log(TRIALS["cheaper"].price)
LOYAL, SWITCHING = 0.7, (0.2, 0.5)  # share of a customer's purchases so far at the firm


def _elasticity(runs: Runs, who: Flags | None = None) -> float:
    """Return the log change of orders per log change of the price, over some people."""
    cheap, usual = (runs.life(name).orders(0, WEEKS) for name in ("cheaper", "none"))
    chosen = np.ones(len(usual), np.bool_) if who is None else who
    return math.log(quotient((float(cheap[chosen].sum()), float(usual[chosen].sum())))) / LOG_PRICE


def own_elasticity(runs: Runs) -> float:
    """Return the elasticity of orders of weeks 1-13 to a price cut of 4% to everybody."""
    return _elasticity(runs)


def loyal_over_switchers(runs: Runs) -> Pair:
    """Return the elasticities of customers who mostly bought here, and of those who bought here and there."""
    life = runs.life("none")
    own, other = life.before["orders"].astype(np.float64), life.before["rival_orders"]
    share = own / np.maximum(1.0, own + other)
    known = own + other >= 10
    loyal, switching = known & (share >= LOYAL), known & (share >= SWITCHING[0]) & (share < SWITCHING[1])
    return _elasticity(runs, loyal), _elasticity(runs, switching)


PATTERNS: tuple[Pattern, ...] = (
    Pattern(
        "D23",
        "own price elasticity",
        Kind.CALIBRATED,
        (-3.0, -1.2),
        "elasticity",
        "Bijmolt, van Heerde & Pieters 2005 (mean -2.62 over brands)",
        "Log change of orders of weeks 1-13 per log change of the price, cut by 4% to everybody.",
        own_elasticity,
    ),
    Pattern(
        "D23",
        "loyal customers answer less than switchers",
        Kind.EMERGENT,
        (-ANY, 1.0),
        "ratio",
        "Krishnamurthi & Raj 1991",
        "The elasticity of those with 70% or more of their purchases at the firm, over that of those "
        "with 20-50%.",
        loyal_over_switchers,
    ),
)
