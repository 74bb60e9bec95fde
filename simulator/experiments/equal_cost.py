"""Designs at equal cost: by what factor a program's benefits are scaled to cost a given share of sales."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import NamedTuple

LOWEST, HIGHEST = 1 / 64, 64.0
LARGEST_STEP = 8.0
TOLERANCE = 0.01
MOST_RUNS = 12

DEFINITIONS: dict[str, str] = {
    "equal cost": "every design's benefits are scaled by one factor each, so that their costs to the firm "
    "are the same share of sales: designs are compared, not budgets. Points are charged when they are "
    "earned, at what they are expected to cost; contacts, running, launch and enrolment count too, and do "
    "not scale. The share aimed at is the middle one of the designs' own (the lower of two), so that one "
    "design stays as it is; designs that cost nothing stay too. Factors are found with numbers fixed, over "
    "one replication of each panel, to a hundredth of the share; each draw's own cost differs a little",
}


class Scaled(NamedTuple):
    """A design scaled to a cost."""

    factor: float
    cost_share: float  # cost to the firm over sales at the factor
    reached: bool  # within the tolerance; if not, the factor comes closest of those tried
    runs: int  # how often the design was run


def target(cost_shares: Mapping[str, float]) -> float:
    """Return the cost share to scale all designs to: the middle one of those above 0, 0 when none is.

    Parameters
    ----------
    cost_shares
        Program cost over sales by design, unscaled.
    """
    costly = sorted(share for share in cost_shares.values() if share > 0.0)
    return costly[(len(costly) - 1) // 2] if costly else 0.0


def find_factor(
    cost_share: Callable[[float], float],
    aim: float,
    *,
    tolerance: float = TOLERANCE,
    most_runs: int = MOST_RUNS,
    known: float | None = None,
) -> Scaled:
    """Find the factor at which a design costs the share aimed at.

    The cost is nearly proportional to the factor, and exactly repeatable with common luck, but a step
    function of it (whole points), and bounded below by what does not scale (contacts, running). So the
    factor is first stepped in proportion until the aim is bracketed, and then searched by regula falsi in
    logarithms (Illinois variant).

    Parameters
    ----------
    cost_share
        Runs the design with its benefits times a factor; returns program cost over sales.
    aim
        Share of sales, above 0.
    tolerance
        Share of the aim by which the cost may miss it.
    most_runs
        Runs after which the closest factor so far is returned.
    known
        Cost share at factor 1, if it is known already.

    Raises
    ------
    ValueError
        When the aim is not above 0.

    Source: Dowell and Jarratt 1971, BIT 11(2) (Illinois method).
    """
    if not aim > 0.0:
        raise ValueError(f"cost share {aim}: the share aimed at must be above 0")
    tried: dict[float, float] = {} if known is None else {1.0: known}
    free = len(tried)
    ends: dict[int, tuple[float, float]] = {}  # by side (-1 too cheap, 1 too dear): log of factor, miss
    factor, last = 1.0, 0
    for _ in range(most_runs + free):
        tried[factor] = share = tried[factor] if factor in tried else cost_share(factor)
        miss = share / aim - 1.0
        if abs(miss) <= tolerance:
            break
        side = 1 if miss > 0.0 else -1
        ends[side] = (math.log(factor), miss)
        if side == last and -side in ends:
            # An end that has stayed twice is weighed down, or it would stay for ever.
            ends[-side] = (ends[-side][0], ends[-side][1] / 2.0)
        last = side
        if len(ends) == 2 and ends[1][0] - ends[-1][0] < tolerance / 10:
            break  # the cost steps over the aim between two whole points
        factor = _next(factor, share, aim, ends)
    best = min(tried, key=lambda one: (abs(tried[one] - aim), one))
    return Scaled(best, tried[best], abs(tried[best] / aim - 1.0) <= tolerance, len(tried) - free)


def _next(factor: float, share: float, aim: float, ends: Mapping[int, tuple[float, float]]) -> float:
    if len(ends) == 2:
        (low, under), (high, over) = ends[-1], ends[1]
        return math.exp(low - under * (high - low) / (over - under))
    # A little beyond the proportional step, so that the aim is bracketed rather than crept up to.
    step = (aim / share) ** 1.1 if share > 0.0 else LARGEST_STEP
    return min(max(factor * min(max(step, 1 / LARGEST_STEP), LARGEST_STEP), LOWEST), HIGHEST)
