"""Need: how many purchase occasions a week brings, and how dated stimuli borrow from later weeks."""

from __future__ import annotations

import math

from simulator.rule import rule


@rule
def drifted(score: float, fresh: float, half_life: float) -> float:
    """Return the score of a slow drift one week on: part of it stays, and fresh luck keeps its spread at 1.

    Units: normal scores, half-life in weeks. Source: [derived] first-order autoregression; a score of 0 has
    not begun.
    """
    if score == 0.0:
        return fresh
    kept = math.exp(-0.6931471805599453 / half_life)
    return kept * score + math.sqrt(1.0 - kept * kept) * fresh


@rule
def drift_factor(score: float, spread: float) -> float:
    """Return the factor of a drift on the need rate, mean 1 over its scores.

    Units: normal score, sd of log. Source: [assumption] lognormal drift of rates in dense logs.
    """
    return math.exp(spread * score - 0.5 * spread * spread)


@rule
def need_repaid(mean: float, debt: float, weeks_since: int) -> float:
    """Return the occasions of a week that repay debt, 0 to half the need: even parts, until the sixth week.

    Units: occasions a week; weeks since the last dated stimulus. Source: [assumption] 6 weeks, at most half.
    """
    part = debt / max(1, 7 - max(1, weeks_since))
    return min(part, 0.5 * mean)


@rule
def need_borrowed(part: float, share_inside: float) -> float:
    """Return the occasions that an order brought forward takes from the weeks after it.

    Units: `part` of such orders that would have come anyway, 0-1; share of occasions that end in an order
    anywhere, over 0 to 1. Source: [derived in part] so that with `part` 1 the category sells no more in the
    end, and the firm keeps what it took from rivals; that part is an assumption.
    """
    return part / share_inside


@rule
def used_up(strength: float, weeks_since: int) -> float:
    """Return what is still used up of the response to dated stimuli so many weeks after the last one.

    Units: share of a week's need, 0 or more; the response is whole again after four weeks.
    Source: [assumption] none is known.
    """
    return strength * max(0.0, 1.0 - max(0, weeks_since) / 4.0)


@rule
def stimulus_strength(pull: float, used: float) -> float:
    """Return the strength of a dated stimulus: what recent ones have not used up of it.

    Of two alike, the second counts in full only four weeks after the first; a weak one takes little from a
    strong one after it.

    Units: share of a week's need, 0 or more. Source: [assumption] none is known.
    """
    return max(0.0, pull - used)


@rule
def expiry_strength(most: float, worth: float, basket: float) -> float:
    """Return the strength of points that end soon as a stimulus to come, 0 to `most`.

    Units: share of a week's need; worth of these points and usual order, minor units.
    Source: [published in part] an end may raise purchases of flexible customers, Breugelmans & Liu-Thompkins
    2017 (sign); form and size assumptions.
    """
    return most * min(1.0, worth / basket)
