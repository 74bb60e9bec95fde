"""Shapley values of a game in whole numbers, so that they add up to the last one.

Order of parts: what a game is, exact values, values over orders, first and last, pairs.
A set of players is a whole number, one bit each. A worth is an array of whole numbers; sums of worths are
Python's own integers, which do not overflow. What is returned is to be divided by the number beside it.

Source: Shapley, L. S., 1953, A Value for n-Person Games, in Contributions to the Theory of Games II; orders
drawn at random with their reverses: Castro, Gomez and Tejada 2009, Computers & Operations Research 36(5),
Mitchell, Cooper, Frank and Holmes 2022, Journal of Machine Learning Research 23(43); pairs: Grabisch and
Roubens 1999, International Journal of Game Theory 28(4).
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

Whole = NDArray[Any]  # of Python's integers
Worth = Callable[[int], Whole]


def everybody(players: int) -> int:
    """Return the set of all players."""
    return (1 << players) - 1


def subsets(of: int) -> Iterator[int]:
    """Go through all sets within a set, the empty one and itself among them, in ascending order."""
    found = 0
    while True:
        yield found
        if found == of:
            return
        found = (found - of) & of


def values(players: Sequence[int], worth: Worth) -> tuple[list[Whole], int]:
    """Return the Shapley value of each of some players, all others absent, times the number returned last."""
    count, whole = len(players), sum(1 << player for player in players)
    sums: list[Whole] = []
    for player in players:
        rest = whole & ~(1 << player)
        total: Any = 0
        for group in subsets(rest):
            size = group.bit_count()
            weight = math.factorial(size) * math.factorial(count - size - 1)
            total = total + weight * (_whole(worth, group | 1 << player) - _whole(worth, group))
        sums.append(total)
    return sums, math.factorial(count)


def marginals(order: Sequence[int], worth: Worth) -> dict[int, Whole]:
    """Return what each player adds when they come in an order, by player."""
    found, group = {}, 0
    for player in order:
        found[player] = _whole(worth, group | 1 << player) - _whole(worth, group)
        group |= 1 << player
    return found


def sets_of(orders: Iterable[Sequence[int]]) -> set[int]:
    """Return the sets that orders go through, both ends among them."""
    found = {0}
    for order in orders:
        group = 0
        for player in order:
            group |= 1 << player
            found.add(group)
    return found


def first_and_last(players: int, worth: Worth) -> list[tuple[Whole, Whole]]:
    """Return what each player adds to nobody, and to all the others."""
    whole = everybody(players)
    return [
        (
            _whole(worth, 1 << player) - _whole(worth, 0),
            _whole(worth, whole) - _whole(worth, whole & ~(1 << player)),
        )
        for player in range(players)
    ]


def together(worth: Worth, one: int, other: int, group: int) -> Whole:
    """Return what two players add to a group beyond the sum of what each adds alone."""
    a, b = 1 << one, 1 << other
    both, neither = _whole(worth, group | a | b), _whole(worth, group)
    found: Whole = both - _whole(worth, group | a) - _whole(worth, group | b) + neither
    return found


def interaction(players: Sequence[int], worth: Worth, one: int, other: int) -> tuple[Whole, int]:
    """Return the Shapley interaction of two players, times the number returned last."""
    count = len(players)
    rest = sum(1 << player for player in players if player not in (one, other))
    total: Any = 0
    for group in subsets(rest):
        size = group.bit_count()
        weight = math.factorial(size) * math.factorial(count - size - 2)
        total = total + weight * together(worth, one, other, group)
    return total, math.factorial(count - 1)


def interaction_at_the_ends(players: Sequence[int], worth: Worth, one: int, other: int) -> tuple[Whole, int]:
    """Return the mean of what two players add together to nobody and to all others, times 2.

    It is the Shapley interaction of a game in which no three players interact.
    """
    rest = sum(1 << player for player in players if player not in (one, other))
    return together(worth, one, other, 0) + together(worth, one, other, rest), 2


def sets_at_the_ends(players: Sequence[int], one: int, other: int) -> set[int]:
    """Return the sets that `interaction_at_the_ends` asks for."""
    rest = sum(1 << player for player in players if player not in (one, other))
    a, b = 1 << one, 1 << other
    return {group | more for group in (0, rest) for more in (0, a, b, a | b)}


def _whole(worth: Worth, group: int) -> Whole:
    return np.asarray(worth(group)).astype(object)
