"""Servicing: what the week's service is like for everybody, written on the page when a week opens."""

from __future__ import annotations

from typing import Any

from simulator.customers.delivering import days_behind, late_of_both, late_share, orders_ahead
from simulator.customers.market_counts import (
    BACKLOG_AT,
    EXPECTED_AT,
    LAST_WEEK,
    MEMBER_ORDERS_AT,
    ORDERS_AT,
)
from simulator.rule import compiled


@compiled
def open_service(page: Any, p: Any, b: Any, c: Any, known: Any) -> None:
    """Write what a week's service is like: which wait is quick, which annoys nobody, and what comes late."""
    page.quick = b.fast_minutes
    page.borne = 0.0
    if c.target_minutes > 0.0:
        page.quick = c.target_minutes
        page.borne = c.target_minutes
    page.compensation = b.compensation * c.minor if c.compensation < 0 else float(c.compensation)
    page.by_severity = c.by_severity
    page.late = b.delay_rate * b.delay_weight
    page.late_days = b.delay_days
    if c.logistics != 0 and b.delay_weight > 0.0:
        _open_logistics(page, p, b, c, known)


@compiled
def _open_logistics(page: Any, p: Any, b: Any, c: Any, known: Any) -> None:
    usual = known[LAST_WEEK, EXPECTED_AT] / 1e6
    pull = _pull_ahead(page, p, known) * b.pull_weight if p.exists != 0 else 0.0
    ahead = orders_ahead(float(known[LAST_WEEK, BACKLOG_AT]), usual, page.season, pull, b.share_rival)
    over = late_share(ahead, float(c.logistics))
    if over > 0.0:
        page.late = late_of_both(b.delay_rate, over) * b.delay_weight
        page.late_days = b.delay_days + days_behind(ahead, float(c.logistics))


@compiled
def _pull_ahead(page: Any, p: Any, known: Any) -> float:
    """Return the strongest pull of the week's dated events, on members by their share of orders."""
    everybody, members = 0.0, 0.0
    for day in range(7):
        everybody = max(everybody, float(page.open_pull[day]))
        for standing in range(p.standings):
            members = max(members, float(page.day_pull[day, standing]))
    orders = known[LAST_WEEK, ORDERS_AT]
    share = known[LAST_WEEK, MEMBER_ORDERS_AT] / orders if orders > 0 else 0.0
    return float(max(everybody, members * share))
