"""Servicing: what the week's service is like for everybody, written on the page when a week opens."""

from __future__ import annotations

from typing import Any

from simulator.rule import compiled


@compiled
def open_service(page: Any, b: Any, c: Any) -> None:
    """Write what a week's service is like: how long a wait is quick, and how much of it annoys nobody."""
    page.quick = b.fast_minutes
    page.borne = 0.0
    if c.target_minutes > 0.0:
        page.quick = c.target_minutes
        page.borne = c.target_minutes
