"""The other estimators on made-up data with a known answer."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy import stats

from simulator.accounts import chart
from simulator.evidence import comparing, feelings, limits, repeat_buying
from simulator.evidence.lives import Life


def life(orders: list[list[int]], basket: list[float], need: list[float], **kept: list[list[int]]) -> Life:
    """Return a life of two or more people from what they had ordered so far, week by week."""
    people = len(basket)
    traits = np.zeros(people, [("basket", "f4"), ("need", "f4"), ("group", "u1")])
    traits["basket"], traits["need"] = basket, need
    after = {name: np.array(rows) for name, rows in {"orders": orders, **kept}.items()}
    before = {name: np.zeros(people, rows.dtype) for name, rows in after.items()}
    weeks = len(orders)
    tally = np.zeros((weeks, len(chart.GROUPS), chart.WIDTH), np.int64)
    return Life(traits, before, after, tally, np.zeros((1, people, 1), np.int64), None)  # type: ignore[arg-type]


def test_a_lift_weighs_people_by_their_baskets_and_is_of_the_same_people() -> None:
    base = life([[0, 0], [1, 1], [2, 4]], [100.0, 10.0], [1.0, 1.0])
    more = life([[0, 0], [2, 1], [3, 6]], [100.0, 10.0], [1.0, 1.0])
    assert comparing.lift(more, base, 0, 3) == (120.0, 240.0)
    assert comparing.lift(more, base, 2, 3) == (20.0, 130.0)
    assert comparing.lift(more, base, 0, 3, np.array([False, True])) == (20.0, 40.0)


def test_the_share_of_wallet_is_of_what_people_need() -> None:
    seen = life([[1, 0], [2, 1]], [50.0, 100.0], [2.0, 1.0])
    assert comparing.share_of_wallet(seen, 0, 2, np.array([True, True])) == pytest.approx(200.0 / 400.0)
    assert comparing.share_of_wallet(seen, 1, 2, np.array([False, True])) == pytest.approx(1.0)


def test_people_are_held_against_those_in_their_own_cell() -> None:
    # In cell 0 the others buy 2 a head, in cell 1 they buy 10; nobody else is in cell 2.
    count = np.array([1, 2, 2, 8, 9, 10, 99])
    cells = np.array([0, 0, 0, 1, 1, 1, 2])
    moved = np.array([True, False, False, True, True, False, True])
    assert comparing.matched(count, moved, ~moved, cells) == (18.0, 22.0)


def test_a_bend_is_found_with_its_sign_and_a_line_has_none() -> None:
    generator = np.random.default_rng(5)
    level = generator.uniform(0.3, 0.9, 200_000)

    def outcome(chance: np.ndarray) -> np.ndarray:
        return (generator.random(len(level)) < chance).astype(float)

    assert feelings.bend(level, outcome(level**2)) == pytest.approx(1.0, abs=0.1)
    assert feelings.bend(level, outcome(level)) == pytest.approx(0.0, abs=0.1)
    assert feelings.bend(level, outcome(np.sqrt(level))) < -0.05


def test_an_nbd_is_fitted_back() -> None:
    counts = np.random.default_rng(6).negative_binomial(0.8, 0.8 / (0.8 + 18.0), 40_000)
    shape, mean = repeat_buying.fitted_nbd(counts)
    assert shape == pytest.approx(0.8, rel=0.03)
    assert mean == pytest.approx(counts.mean())


def test_the_top_fifth_is_that_of_buyers() -> None:
    spent = np.array([0, 0, 0, 0, 0, 10, 1, 1, 1, 1, 2, 1, 1, 1, 1])  # two of ten buyers bring 12 of 20
    assert repeat_buying.top_share(spent) == pytest.approx(0.6)
    assert repeat_buying.top_share(spent, np.arange(15)) == pytest.approx(15 / 105)


def test_value_iteration_agrees_with_the_rule_for_a_member_who_always_comes() -> None:
    steps = limits.by_value_iteration(1.0, 0.999_999)
    assert steps == pytest.approx(limits.by_formula(1.0), rel=0.01)
    assert steps.sum() == pytest.approx(limits.REWARD, rel=0.01)


def test_erlangs_wait_is_that_of_the_books() -> None:
    for rate, agents, wait in ((0.8, 1, 4.0), (1.6, 2, 1.77778), (4.5, 5, 1.52499), (9.0, 10, 0.66873)):
        assert limits.erlang_wait(rate, agents) == pytest.approx(wait, rel=1e-5)


def test_a_history_keeps_repeat_purchases_and_the_week_of_the_last() -> None:
    orders = np.array([[1, 1], [1, 1], [2, 1], [2, 1], [4, 1]])
    seen = limits.History(orders)
    assert seen.x.tolist() == [3, 0]
    assert seen.t_x.tolist() == [3.5, 0.0]


def test_the_law_of_counts_is_scipys() -> None:
    # The cells of the chi-square are those of the negative binomial distribution.
    shape, mean = 0.8, 18.0
    law = stats.nbinom(shape, shape / (shape + mean))
    from scipy.special import betainc

    upto = betainc(shape, np.arange(5) + 1.0, shape / (shape + mean))
    assert upto == pytest.approx(law.cdf(np.arange(5)))
    assert math.isclose(law.mean(), mean)
