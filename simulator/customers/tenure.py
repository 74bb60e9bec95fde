"""Tenure: what long custom changes beside holding customers: forgiveness, cost to serve, buying across."""

from __future__ import annotations

import math

from simulator.rule import rule


@rule
def tenure_share(weeks: int, scale: float) -> float:
    """Return how far custom has grown with the weeks since the first order, 0-1.

    Units: weeks. Source: [assumption] as the relational switching cost.
    """
    return 1.0 - math.exp(-weeks / scale) if weeks > 0 else 0.0


@rule
def forgiven(harm: float, part: float, trust: float, grown: float) -> float:
    """Return the harm of a failure as a customer of some standing feels it, 0 to `harm`.

    Units: harm, trust and growth of custom 0-1; `part` is what full trust after long custom forgives.
    Source: [published in part] high past satisfaction insulates, Anderson & Sullivan 1993 (sign); form and
    size assumptions.
    """
    return harm * (1.0 - part * trust * grown)


@rule
def eased(part: float, grown: float) -> float:
    """Return what a case of a customer takes at the desk against that of a new one, 1 or less.

    Units: growth of custom 0-1; `part` is what long custom spares. Source: [published in part] who has bought
    for long knows the ways and costs less to serve, Reichheld & Sasser 1990 (sign); form and size
    assumptions.
    """
    return 1.0 - part * grown


@rule
def breadth(part: float, feeling: float, grown: float) -> float:
    """Return the usual order at the firm against that of a customer of mean satisfaction, above 0.

    Who is content and has bought for long buys in more categories. Neutral at mean satisfaction.

    Units: satisfaction above its mean, growth of custom 0-1.
    Source: [published in part] buying across rises with tenure, Reichheld & Sasser 1990 (sign); form and size
    assumptions.
    """
    return max(0.1, 1.0 + part * feeling * grown)
