"""Staffing: how experienced and loyal those are who serve, and what load does to them."""

from __future__ import annotations

import math

from simulator.rule import rule


@rule
def staff_experience(turnover: float, learning: float) -> float:
    """Return the mean experience of staff whose number stands while they come and go, 0-1.

    Tenures T of those present are exponential with rate `turnover`, and each has 1 - exp(-T / learning).
    Units: turnover a year; learning in weeks. Source: [derived in part] mean over the stationary tenures; the
    learning curve is an assumption.
    """
    return 1.0 / (1.0 + turnover * learning / 52.0)


@rule
def strained_loyalty(loyalty: float, burnout: float, strain: float) -> float:
    """Return the loyalty of staff under strain, 0-1.

    Units: strain is the share of cases begun too late of late, 0-1. Source: [published in part] demands lead
    to exhaustion and disengagement, Demerouti, Bakker, Nachreiner & Schaufeli 2001 (sign); form and size
    assumptions.
    """
    return loyalty * (1.0 - min(1.0, burnout * strain))


@rule
def turnover_factor(wanted: float, loyalty: float, exit_weight: float) -> float:
    """Return by how much turnover rises as loyalty is below what it is judged against.

    Units: loyalties 0-1. Source: [published in part] commitment lowers turnover, Meyer & Allen 1997 (sign);
    form an assumption.
    """
    return math.exp(exit_weight * (wanted - loyalty))


@rule
def handling_factor(experience: float, usual: float, speed: float) -> float:
    """Return the factor on handling time of staff of some experience, 1 for the usual.

    Units: experiences 0-1. Source: [published in part] service-profit chain, Heskett, Jones, Loveman, Sasser
    & Schlesinger 1994 (sign); form and size assumptions.
    """
    return math.exp(-speed * (experience - usual))


@rule
def strain_after(strain: float, too_late: int, decided: int, weeks: float) -> float:
    """Return the strain after a week in which so many of the cases decided had waited too long, 0-1.

    Units: cases; weeks over which load is felt. Source: [assumption] exponential smoothing.
    """
    share = too_late / decided if decided > 0 else 0.0
    return strain + (share - strain) / max(1.0, weeks)
