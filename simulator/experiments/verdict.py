"""What a paired difference lets one say, in one of six fixed phrases."""

from __future__ import annotations

import math

from simulator.experiments.compare import Difference

IDENTICAL = "identical"
NO_VALUE = "not comparable"
NOT_APART = "cannot be told apart"
TOO_SMALL = "too small to matter"
HIGHER = "higher"
LOWER = "lower"
VERDICTS: tuple[str, ...] = (IDENTICAL, NO_VALUE, NOT_APART, TOO_SMALL, HIGHER, LOWER)

# The one mode in which every replication has the same behaviour parameters.
FIXED = "fixed"

# Equal differences of a share in fewer replications than this may be the same one customer by chance.
FEW = 10

DEFINITIONS: dict[str, str] = {
    "difference": "mean over replications of the design less the one it stands against, in the same "
    "replication: the same people, the same luck, the same behaviour parameters",
    "low, high": "95% interval of the mean difference: how well the mean is known. It is the interval of the "
    "fixed mode. Student's t over panels of people, which replications take in turn: those of one panel "
    "share its people and its long run, and count as one",
    "spread_low, spread_high": "2.5-97.5% range of the differences over replications, each with its own "
    "draw of the behaviour parameters that are only known as ranges: how far the answer may lie from the "
    "mean. It is the headline interval; below 39 replications it runs from the smallest to the largest "
    "difference. There is none in the fixed mode, where parameters do not vary",
    "replications": "pairs of runs that have a value, of those asked for; a design with a run that failed "
    "is not ranked",
    IDENTICAL: "the two values are the same in bits, in every replication",
    "identical_runs": "whether not only the metric but every number of the two runs is the same in bits, in "
    "every replication",
    NO_VALUE: "in at least one replication one of the two has no value (no payback within the horizon, say)",
    NOT_APART: "the interval holds 0, or there is none, from one replication or one panel only; where "
    "parameters vary, both the range and the interval of the mean must leave 0 out before a difference is "
    "called one. A share counts whole customers and may differ by the same few by chance: equal differences "
    f"of one in fewer than {FEW} replications are not told apart either",
    TOO_SMALL: "told apart from 0, and the whole interval lies closer to 0 than what matters: a stated "
    "share of the baseline's gross profit for the firm's money, and the same share of the baseline's own "
    "value for all else",
    "higher, lower": "the interval leaves 0 out and reaches beyond what matters",
    "many verdicts": "each verdict on a difference stands for itself, at 95%: of many that have no effect, "
    "about one in twenty will be told apart. Only the standing and the adjusted intervals of the ranking "
    "hold at 95% for all designs together",
}


def matters(share: float, money: bool, gross_profit: float, own: float) -> float:
    """Return the size from which on a difference matters.

    Parameters
    ----------
    share
        The study's `matters_from`, 0.005 for half a percent.
    money
        Whether the metric is in minor units.
    gross_profit
        The baseline's mean gross profit, the yardstick of all money.
    own
        The baseline's mean of the metric, the yardstick of everything else.
    """
    return share * abs(gross_profit if money else own)


def verdict(
    difference: Difference, mode: str, threshold: float, *, identical: bool, counted: bool = False
) -> str:
    """Say what a difference allows to say.

    Parameters
    ----------
    difference
        From `compare.paired`.
    mode
        Mode of the runs; all but `fixed` draw their parameters, so that their range decides too.
    threshold
        From `matters`.
    identical
        Whether there are runs of both and those of every replication are equal in bits (their digests).
    counted
        Whether the metric is a share of customers, which moves by one of them at least.
    """
    if identical or difference.equal:
        return IDENTICAL
    if math.isnan(difference.difference):
        return NO_VALUE
    low, high = difference.low, difference.high
    if math.isnan(low):
        return NOT_APART
    if mode != FIXED:
        # A range over few draws is narrow by chance, where the interval of the mean is still wide.
        low, high = min(low, difference.spread_low), max(high, difference.spread_high)
    by_chance = counted and low == high and difference.replications < FEW
    if by_chance or low <= 0.0 <= high:
        return NOT_APART
    if -threshold < low and high < threshold:
        return TOO_SMALL
    return HIGHER if low > 0.0 else LOWER
