"""Delivering: how many orders come late in a week, how late, and what a delay takes."""

from __future__ import annotations

import math

from simulator.rule import rule


@rule
def orders_ahead(backlog: float, usual: float, season: float, pull: float, share_rivals: float) -> float:
    """Return the orders that logistics face in a week: the backlog, and what the calendar lets expect.

    A visit drawn by a dated event goes to the firm or nowhere, so of the needs that it adds the firm has its
    share without the rivals'. Units: orders a week; season a factor; pull a share of a week's need.
    Source: [derived in part] definition; that planners know the calendar and no more is an assumption.
    """
    return backlog + usual * season * (1.0 + pull / max(0.01, 1.0 - share_rivals))


@rule
def late_share(ahead: float, capacity: float) -> float:
    """Return the share of a week's orders that come late because more are ahead than can be delivered, 0-1.

    Units: orders a week. Source: [published] fluid queue, of which a week delivers its capacity (Newell
    1982).
    """
    if capacity <= 0.0 or ahead <= capacity:
        return 0.0
    return 1.0 - capacity / ahead


@rule
def days_behind(ahead: float, capacity: float) -> float:
    """Return the mean delay of those late orders: half the time in which the backlog is worked off.

    Units: days. Source: [derived] fluid queue, delays of those behind spread evenly up to the last one's.
    """
    return 3.5 * max(0.0, ahead / capacity - 1.0)


@rule
def late_of_both(in_any_week: float, in_peak: float) -> float:
    """Return the share of late orders by either cause, 0-1. Source: [assumption] independent causes."""
    return 1.0 - (1.0 - in_any_week) * (1.0 - in_peak)


@rule
def lateness(days: float, patience: float) -> float:
    """Return how much of its greatest harm a delay does, 0-1.

    Units: days. Source: [published in part] orders delivered late cost orders afterwards (Rao, Griffis &
    Goldsby 2011, sign); saturating form an assumption.
    """
    return 1.0 - math.exp(-days / patience)
