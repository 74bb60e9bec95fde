"""Shapley values: games with known answers, and the laws that name them."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Sequence
from fractions import Fraction

import numpy as np
import pytest

from simulator.reasons import game

Rule = Callable[[frozenset[int]], int]


def worth_of(rule: Rule) -> game.Worth:
    """Return a rule over sets as a worth over whole numbers, with a second figure of ten times its size."""

    def worth(group: int) -> game.Whole:
        players = frozenset(at for at in range(10) if group >> at & 1)
        return np.array([rule(players), 10 * rule(players)], np.int64)

    return worth


def values(players: int, rule: Rule) -> list[Fraction]:
    sums, divisor = game.values(range(players), worth_of(rule))
    return [Fraction(int(one[0]), divisor) for one in sums]


def glove(players: frozenset[int]) -> int:
    """One left glove and two right ones: a pair is worth 6."""
    return 6 if 0 in players and players & {1, 2} else 0


def runway(players: frozenset[int]) -> int:
    """The longest of those who need it sets the cost."""
    return max((12, 24, 60, 60)[at] for at in players) if players else 0


def unlike(players: frozenset[int]) -> int:
    """A rule without any symmetry: player 3 adds nothing, and 0 and 1 work against each other."""
    base = sum((at + 2) ** 2 for at in players if at != 3)
    return base * len(players - {3}) - 17 * ({0, 1} <= players) + 5


def test_the_glove_game() -> None:
    assert values(3, glove) == [4, 1, 1]


def test_the_runway_game() -> None:
    # 12 shared by four, the next 12 by three, the last 36 by two.
    assert values(4, runway) == [3, 7, 25, 25]


@pytest.mark.parametrize("rule", [glove, runway, unlike])
def test_values_add_up_to_the_last_unit(rule: Rule) -> None:
    sums, divisor = game.values(range(4), worth_of(rule))
    worth = worth_of(rule)
    assert (np.sum(sums, axis=0) == divisor * (worth(0b1111) - worth(0)).astype(object)).all()


def test_who_adds_nothing_gets_nothing_and_who_is_alike_gets_the_same() -> None:
    assert values(4, unlike)[3] == 0
    assert values(4, lambda players: unlike(players) if players else 5)[3] == 0
    alike = values(4, lambda players: len(players & {1, 2}) ** 3 + 7 * (0 in players))
    assert alike[1] == alike[2] != alike[0]


def test_values_of_a_sum_are_sums_of_values() -> None:
    both = values(4, lambda players: runway(players) + unlike(players))
    assert both == [one + other for one, other in zip(values(4, runway), values(4, unlike), strict=True)]


@pytest.mark.parametrize("rule", [glove, runway, unlike])
def test_all_orders_together_are_the_exact_values(rule: Rule) -> None:
    orders = list(itertools.permutations(range(4)))
    added = [game.marginals(order, worth_of(rule)) for order in orders]
    means = [Fraction(sum(int(one[at][0]) for one in added), len(orders)) for at in range(4)]
    assert means == values(4, rule)


def test_an_order_with_its_reverse_is_exact_where_only_pairs_interact() -> None:
    def pairs(players: frozenset[int]) -> int:
        return sum(a * 10 + b for a, b in itertools.combinations(sorted(players), 2)) + 3 * len(players)

    for order in itertools.permutations(range(4)):
        both = [game.marginals(one, worth_of(pairs)) for one in (order, order[::-1])]
        assert [Fraction(sum(int(one[at][0]) for one in both), 2) for at in range(4)] == values(4, pairs)
        for one, other in itertools.combinations(range(4), 2):
            told = [
                Fraction(int(whole[0]), divisor)
                for whole, divisor in (
                    game.interaction(range(4), worth_of(pairs), one, other),
                    game.interaction_at_the_ends(range(4), worth_of(pairs), one, other),
                )
            ]
            assert told == [one * 10 + other] * 2


def test_interactions_of_the_glove_game() -> None:
    # With 0, either of 1 and 2 makes a pair alone; each takes the other's place.
    def told(one: int, other: int) -> Fraction:
        whole, divisor = game.interaction(range(3), worth_of(glove), one, other)
        return Fraction(int(whole[0]), divisor)

    assert [told(0, 1), told(0, 2), told(1, 2)] == [3, 3, -3]


def test_first_and_last() -> None:
    told = game.first_and_last(3, worth_of(glove))
    assert [(int(first[0]), int(last[0])) for first, last in told] == [(0, 6), (0, 0), (0, 0)]


def test_sums_do_not_overflow() -> None:
    sums, divisor = game.values(range(10), worth_of(lambda players: 10**15 * len(players)))
    assert {Fraction(int(one[1]), divisor) for one in sums} == {10**16}


def test_sets_of_orders_and_within_sets() -> None:
    def sets(orders: Sequence[Sequence[int]]) -> set[int]:
        return game.sets_of(orders)

    assert sets([(0, 2, 1), (1, 2, 0)]) == {0b000, 0b001, 0b101, 0b111, 0b010, 0b110}
    assert list(game.subsets(0b101)) == [0b000, 0b001, 0b100, 0b101]
