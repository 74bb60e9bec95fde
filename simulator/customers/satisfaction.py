"""Satisfaction: expectation, the judgement of one order, and the slow running mean."""

from __future__ import annotations

import math

from simulator.rule import rule


@rule
def order_satisfaction(
    quality: float,
    expected: float,
    promised: float,
    weight: float,
    positive: float,
    ratio: float,
    promise: float,
) -> float:
    """Return the satisfaction with one order, 0-1.

    Units: quality, expectation and promise 0-1. At quality equal to expectation of .8 it is .75.
    Source: [published in part] Anderson & Sullivan 1993 (disconfirmation, negative above positive); Boulding
    et al. 1993 (promises); the level is an assumption of scale.
    """
    difference = quality - expected
    judged = 0.75 + weight * (quality - 0.8)
    if difference > 0.0:
        judged += positive * difference
    else:
        judged += positive * ratio * difference
    judged -= promise * max(0.0, promised - quality)
    return min(1.0, max(0.0, judged))


@rule
def missed_promise(depth: float, weight: float, positive: float, ratio: float) -> float:
    """Return what a promise that is not kept takes from the judgement of an occasion apart from orders.

    Units: 0-1; the same weights as of quality below expectation in `order_satisfaction`.
    Source: [published in part] Boulding et al. 1993 (promises); size an assumption.
    """
    return depth * (weight + positive * ratio)


@rule
def experience_weight(orders: int, least: float) -> float:
    """Return the weight of a new experience after `orders` earlier ones, `least` to .5.

    Units: share. Source: [published in part] anchoring and updating, Bolton 1998; least weight an assumption.
    """
    return max(least, 1.0 / (2.0 + orders))


@rule
def moved(level: float, target: float, weight: float) -> float:
    """Return a feeling moved towards a target by a weight, kept within 0-1.

    Units: 0-1. Source: [derived] exponential smoothing.
    """
    return min(1.0, max(0.0, level + weight * (target - level)))


@rule
def kept_each_week(half_life: float) -> float:
    """Return the share of a feeling's distance to its reference that is left after a week, 0-1.

    Units: half life in weeks. Source: [assumption] exponential fading.
    """
    return math.exp(-0.6931471805599453 / half_life)


@rule
def faded(level: float, reference: float, kept: float) -> float:
    """Return a feeling after one week without contact, on its way to the reference.

    Units: 0-1; kept is the share of the distance left (see `kept_each_week`).
    Source: [assumption] exponential fading.
    """
    return reference + (level - reference) * kept
