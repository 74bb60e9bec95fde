"""Worth of partners: who deals with which, what a point is worth there, and what visits may earn."""

from __future__ import annotations

from typing import Any

import numpy as np

from simulator import chance
from simulator.chance import customer_key, uniform
from simulator.program.table import PURSE_POINTS
from simulator.rule import compiled


@compiled
def deals_with(t: Any, p: Any, k: int) -> bool:
    """Tell whether a customer deals with a partner: the same people in every week, design and replication."""
    own = customer_key(chance.PARTNER_DEALS, t.identity)
    return bool(uniform(own, 0, chance.PARTNER_DEALS, k) < p.partner_share[k])


@compiled
def best_at_partners(t: Any, p: Any) -> float:
    """Return what a point is worth at the best of the partners that a customer deals with, minor units."""
    best = 0.0
    for k in range(p.partners):
        each = p.partner_worth[k] / 1e6 * (p.partner_exchange[k] / 1000.0)
        if each > best and deals_with(t, p, k):
            best = each
    return best


@compiled
def earned_from_partners(t: Any, p: Any, purse: int) -> float:
    """Return what a week's visits are expected to earn for a PURSE_*."""
    points = 0.0
    for k in range(p.partners):
        counts = purse == PURSE_POINTS or p.partner_qualifies[k] != 0
        if counts and p.partner_rate[k] > 0 and deals_with(t, p, k):
            each = p.partner_spend[k] / np.float64(p.partner_step[k]) * p.partner_rate[k] / 1e6
            points += p.partner_use[k] * each
    return float(points)
