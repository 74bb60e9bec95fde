"""Telling: who speaks of an order to others, what a message says, and how far it gets."""

from __future__ import annotations

import math

from simulator.rule import rule

# A message in a byte: what was told in steps (0 where nothing was), and what else it says.
STEPS = 30
TOLD_BITS, NEGATIVE_MESSAGE, MEMBER_TELLS, FRIEND_REFERRED = 31, 32, 64, 128


@rule
def positive_telling(rate: float, delight: float, felt: float, reference: float) -> float:
    """Return the chance to tell something good of the firm after an order, 0-1.

    Units: rate an order; satisfaction with the order and its mean, 0-1.
    Source: [published in part] telling is a U in satisfaction, Anderson 1998 (sign); square and sizes
    assumptions.
    """
    above = max(0.0, felt - reference)
    return rate * (1.0 + delight * above * above)


@rule
def negative_telling(rate: float, delight: float, anger: float, felt: float, reference: float) -> float:
    """Return the chance to tell something bad of an order, 0-1: what being dissatisfied adds to telling.

    Units: as in `positive_telling`; anger is the rise below the mean over that above it.
    Source: [published in part] the U is a little steeper below, Anderson 1998 (sign); square and sizes
    assumptions.
    """
    below = max(0.0, reference - felt)
    return rate * delight * anger * below * below


@rule
def message(told: float, negative: int, member: int) -> int:
    """Return a message as one byte; what is told is kept in steps of a thirtieth.

    Units: satisfaction told 0-1; negative and member 1 or 0. Source: [derived] definition of this model.
    """
    return (
        1 + int(min(1.0, max(0.0, told)) * STEPS + 0.5) + NEGATIVE_MESSAGE * negative + MEMBER_TELLS * member
    )


@rule
def told_in(code: int) -> float:
    """Return the satisfaction that a message tells, 0-1; code is a message that tells something.

    Units: 0-1. Source: [derived] definition of this model.
    """
    return ((code & TOLD_BITS) - 1) / STEPS


@rule
def quality_told(told: float) -> float:
    """Return the quality that a told satisfaction lets expect, on the scale of `order_satisfaction`.

    Units: 0-1; an order as good as expected, of .8, satisfies by .75. Source: [derived] from that scale.
    """
    return min(1.0, told + 0.05)


@rule
def hearing_chance(mean: float) -> float:
    """Return the chance to hear at least one telling of last week in one's community, 0-1.

    Units: tellings that reach a customer in a week: reach times sociability times the share of tellers.
    Source: [published] mean-field form of word of mouth (Bass 1969).
    """
    return 1.0 - math.exp(-mean)


@rule
def neighbour_chance(reach: float, sociability: float, ties: int) -> float:
    """Return the chance to hear what one neighbour told last week, 0-1.

    Units: reach in listeners of a telling, a factor of mean 1, mean ties of a customer.
    Source: [derived in part] so that a telling has as many listeners as in the mean field; who has more ties
    than others has more listeners, an assumption.
    """
    return min(1.0, reach * sociability / ties)


@rule
def bass_share(innovation: float, imitation: float, weeks: float) -> float:
    """Return the share of people who have taken up something new by a time since its launch, 0-1.

    Units: p and q a week, weeks since the launch. Source: [published] closed form of Bass 1969, equation 9.
    """
    both = innovation + imitation
    gone = math.exp(-both * weeks)
    return (1.0 - gone) / (1.0 + imitation / innovation * gone)
