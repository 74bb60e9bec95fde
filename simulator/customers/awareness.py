"""Awareness: hearing of the program, knowing one's balance and what a point is worth."""

from __future__ import annotations

from simulator.rule import rule


@rule
def comprehension(knows_value: int, weight_unknown: float, hidden: float) -> float:
    """Return the weight of points or tiers in the member's mind, 0-1.

    Units: knows_value 0 or 1; hidden is the hidden share of the rule, 0 to .5.
    Source: [published in part] 57% do not know their balance, 38% not a point's worth, Bond Loyalty Report
    2017; weights an assumption.
    """
    known = 1.0 if knows_value != 0 else weight_unknown
    return known * (1.0 - hidden)


@rule
def pull_beside_others(cards: float, crowding: float) -> float:
    """Return the part of a program's pull that is left beside other sellers' cards, 0-1.

    Units: cards of sellers that are not simulated; `crowding` is what one takes against what is left.
    Source: [published in part] cards of nearby rivals shorten lifetimes, Meyer-Waarden 2007, and programs do
    less where there are more, Bombaij & Dekimpe 2020 (signs); form and size assumptions.
    """
    return 1.0 / (1.0 + crowding * cards)


@rule
def exposure_chance(contacts: float, taken_in: float, digital: float) -> float:
    """Return the chance that at least one contact of a week is taken in, 0-1.

    Units: contacts a week; chance per contact; digital engagement against the mean.
    Source: [assumption] none is known.
    """
    return min(1.0, contacts * taken_in * (0.5 + 0.5 * digital))


@rule
def chance_told(each: float, messages: int) -> float:
    """Return the chance that at least one of some messages is taken in, 0-1.

    Units: chance for each message, 0-1. Source: [assumption] independent messages.
    """
    missed = 1.0
    for _ in range(messages):
        missed *= 1.0 - each
    return 1.0 - missed


@rule
def whole_part(amount: float, u: float) -> int:
    """Return a whole number that is the amount on average: its floor, or with the rest's chance one more.

    Units: those of the amount, 0 or more; u is a uniform. Source: [derived] unbiased rounding.
    """
    whole = int(amount)
    return whole + 1 if u < amount - whole else whole


@rule
def fatigue(contacts: float, tolerance: float) -> float:
    """Return the part of contacts that still counts when there are more than are borne, 1 or less.

    Units: contacts a month. Source: [assumption] too many messages tire; what exceeds the tolerance adds
    nothing.
    """
    return 1.0 if contacts <= tolerance else tolerance / contacts
