"""Trust: slow up with kept promises, fast down with failures."""

from __future__ import annotations

from simulator.rule import rule


@rule
def counted_trust(trust: float, reference: float, counts: float) -> float:
    """Return trust as it counts in a bond: its mean where it is switched off.

    Units: 0-1; counts 1, or 0 switched off. Source: [derived] definition of this model.
    """
    return reference + counts * (trust - reference)


@rule
def trust_after_kept(trust: float, gain: float, salience: float) -> float:
    """Return trust after promises kept, 0-1.

    Units: trust and salience 0-1. Source: [published in part] sign as in Morgan & Hunt 1994; size an
    assumption.
    """
    return trust + gain * (1.0 - trust) * salience


@rule
def trust_after_breach(trust: float, gain: float, ratio: float, salience: float) -> float:
    """Return trust after a failure, an unfair denial or a surprise, 0-1.

    Units: trust and salience 0-1; ratio of loss to gain. Source: [published in part] falls faster than it
    rises, Zhu, Yao & Jiang 2023; ratio an assumption.
    """
    return max(0.0, trust - gain * ratio * trust * min(1.0, max(0.0, salience)))
