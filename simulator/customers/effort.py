"""Effort: what an order costs in time, mind and body beside its price, at the firm and at the rival."""

from __future__ import annotations

from typing import Any

import numpy as np

from simulator.rule import compiled, rule


@rule
def effort_of_order(
    time: float, mental: float, physical: float, own_time: float, own_mental: float, own_physical: float
) -> float:
    """Return what an order costs a customer in time, mind and body, as a share of the usual order.

    Units: shares of the usual order for a customer of mean cost, and the customer's own factors, mean 1.
    Source: [published in part] costs of buying beside the price count as money does: Berry, Seiders & Grewal
    2002 (convenience); sizes assumptions.
    """
    return time * own_time + mental * own_mental + physical * own_physical


@compiled
def dearer_effort(t: Any, b: Any) -> float:
    """Return what an order costs more in time, mind and body at the firm than at the rival, share of it."""
    return effort_of_order(
        b.cost_time_focal - b.cost_time_rival,
        b.cost_mental_focal - b.cost_mental_rival,
        b.cost_physical_focal - b.cost_physical_rival,
        np.float64(t.time_cost),
        np.float64(t.mental_cost),
        np.float64(t.physical_cost),
    )
