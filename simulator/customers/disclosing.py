"""Disclosing: who lets the firm use his data, what he gets for it, and what it costs if they are misused."""

from __future__ import annotations

from typing import Any

import numpy as np

from simulator import chance
from simulator.chance import uniform
from simulator.customers.satisfaction import moved
from simulator.customers.trust import trust_after_breach
from simulator.program.data import sharing_chance
from simulator.rule import compiled


@compiled
def shares_data(t: Any, trust: float, p: Any, b: Any) -> bool:
    """Tell whether a customer of some trust lets the firm use his data: where his concern lies below."""
    likely = sharing_chance(b.sharing_base, b.sharing_trust, trust, b.sharing_onward * p.data_passed)
    return bool((int(t.privacy) + 0.5) / 256.0 < likely)


@compiled
def feel_understood(s: Any, b: Any) -> None:
    """Feel that an offer was chosen for oneself."""
    s.satisfaction = moved(np.float64(s.satisfaction), 1.0, b.personal_warmth)


@compiled
def suffer_misuse(t: Any, s: Any, p: Any, b: Any, page: Any) -> None:
    """Learn that data leaked, all in the same week, or that one's own were passed on, for who shares any."""
    leaked = p.data_breach > 0.0 and uniform(page.stream, page.week, chance.DATA_BREACH, 0) < p.data_breach
    passed = p.data_passed != 0 and uniform(s.key, page.week, chance.DATA_PASSED, 0) < b.passing_noticed
    if not (leaked or passed):
        return
    trust = np.float64(s.trust)
    if shares_data(t, trust, p, b):
        s.trust = trust_after_breach(trust, b.trust_gain, b.trust_ratio, b.misuse_salience)
