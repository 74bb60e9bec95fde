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
    STRAIN_AT,
)
from simulator.customers.staffing import handling_factor, staff_experience, strained_loyalty, turnover_factor
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
    page.staff_handling = 1.0
    page.staff_resolved = 0.0
    page.staff_quality = 0.0
    page.staff_leaving = 1.0
    if c.turnover >= 0.0:
        _open_staff(page, b, c, known[LAST_WEEK, STRAIN_AT] / 1e6)
    page.late = b.delay_rate * b.delay_weight
    page.late_days = b.delay_days
    if c.logistics != 0 and b.delay_weight > 0.0:
        _open_logistics(page, p, b, c, known)


@compiled
def _open_staff(page: Any, b: Any, c: Any, strain: float) -> None:
    """Write how staff under a strain serves, against the usual staff; and how fast own clerks leave."""
    loyalty = strained_loyalty(c.loyalty, b.staff_burnout, strain)
    turnover = c.turnover * turnover_factor(c.loyalty, loyalty, b.staff_exit)
    experience = staff_experience(turnover, b.staff_learning)
    usual = staff_experience(b.staff_turnover, b.staff_learning)
    page.staff_handling = handling_factor(experience, usual, b.staff_speed)
    page.staff_resolved = b.staff_skill * (experience - usual)
    page.staff_quality = b.staff_quality * (loyalty - b.staff_loyalty)
    page.staff_leaving = turnover_factor(b.staff_loyalty, loyalty, b.staff_exit)


@compiled
def _open_logistics(page: Any, p: Any, b: Any, c: Any, known: Any) -> None:
    usual = known[LAST_WEEK, EXPECTED_AT] / 1e6
    pull = _pull_ahead(page, p, known) * b.pull_weight if p.exists != 0 else 0.0
    rivals = b.share_rival + b.share_rival_2 + b.share_rival_3
    ahead = orders_ahead(float(known[LAST_WEEK, BACKLOG_AT]), usual, page.season, pull, rivals)
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
