"""Relating: what ties a member to people at the firm: a community."""

from __future__ import annotations

from typing import Any

import numpy as np

from simulator.customers.satisfaction import experience_weight, kept_each_week, moved
from simulator.rule import compiled, rule


@rule
def belonging_after(belonging: float, gain: float) -> float:
    """Return the sense of belonging after a visit to the community, 0-1.

    Units: 0-1; gain is the share of what is missing that a visit brings.
    Source: community raises the relational tie, Algesheimer, Dholakia & Herrmann 2005 (sign); form and size
    assumptions.
    """
    return belonging + min(1.0, gain) * (1.0 - belonging)


@rule
def community_cost(most: float, trust: float, belonging: float) -> float:
    """Return what leaving the community behind would cost, logits, 0 to `most`.

    Units: trust and belonging 0-1. Source: as the relational switching cost of which it is a part (Burnham,
    Frels & Mahajan 2003, personal relationship loss); size an assumption.
    """
    return most * trust * belonging


@compiled
def fade_belonging(s: Any, b: Any) -> None:
    """Let the sense of belonging fade for a week without a visit."""
    if s.belonging > 0.0:
        s.belonging = np.float64(s.belonging) * kept_each_week(b.belonging_half_life)


@compiled
def tie(s: Any, p: Any, b: Any) -> float:
    """Return the member's relational cost beside that of tenure with the firm, logits."""
    if p.community == 0 or s.member == 0:
        return 0.0
    return float(community_cost(b.community_bond, np.float64(s.trust[0]), np.float64(s.belonging)))


@compiled
def enjoy_access(s: Any, b: Any) -> None:
    """Enjoy a lounge: satisfaction as by an order so much better than expected."""
    level = np.float64(s.satisfaction[0])
    gain = b.access_lift * (b.quality_weight + b.positive_disconfirmation)
    s.satisfaction[0] = moved(level, level + gain, experience_weight(int(s.orders[0]), b.satisfaction_step))
