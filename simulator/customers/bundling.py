"""Bundling: what services under one login spare a member, how they hold him, and how often he comes."""

from __future__ import annotations

from typing import Any

import numpy as np

from simulator.rule import compiled, rule


@rule
def spared_effort(time: float, mental: float, bundle: float) -> float:
    """Return what a bundle spares on an order, as a share of the usual basket.

    Units: shares of the basket for time and mind at a full bundle; bundle 0-1.
    Source: [published in part] costs of buying in time and mind count in money (Berry, Seiders & Grewal 2002,
    convenience); sizes assumptions.
    """
    return bundle * (time + mental)


@compiled
def bundle_worth(t: Any, p: Any, b: Any) -> float:
    """Return what the platform spares a member of the costs of buying on a usual order, minor units."""
    if p.platform == 0:
        return 0.0
    time = b.platform_time * b.cost_time_focal * np.float64(t.time_cost)
    mental = b.platform_mental * b.cost_mental_focal * np.float64(t.mental_cost) * p.platform_single
    return float(np.float64(t.basket) * spared_effort(time, mental, p.platform_bundle))


@compiled
def held_by_login(p: Any, b: Any) -> float:
    """Return the factor on a member's procedural switching cost: one login is hard to leave."""
    return float(1.0 + b.platform_hold * p.platform_bundle * p.platform_single)


@compiled
def visits_a_day(t: Any, p: Any, b: Any) -> float:
    """Return a member's chance of a login on a day, 0-1: other services bring him to the shop too."""
    digital = np.float64(t.digital)
    if p.platform == 0:
        return float(digital)
    return float(min(1.0, digital * (1.0 + b.platform_visits * p.platform_bundle)))
