"""Buying and redeeming: baskets of the right law, whole money, and points used when it is worth it."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import special, stats

from simulator.customers.buying import basket_amount, share_of, top_up_chance
from simulator.customers.redeeming import redemption_chance

SCORES = special.ndtri((np.arange(20_000) + 0.5) / 20_000)


def test_lognormal_baskets_have_the_usual_basket_as_their_mean() -> None:
    amounts = np.array([basket_amount(15_000.0, float(score), 0.4, 0.0) for score in SCORES])
    assert amounts.mean() == pytest.approx(15_000.0, rel=1e-3)
    assert np.median(amounts) == pytest.approx(15_000.0 * math.exp(-0.08), rel=1e-3)


def test_gamma_baskets_have_mean_and_spread_of_their_law() -> None:
    amounts = np.array([basket_amount(15_000.0, float(score), 0.4, 1.0) for score in SCORES])
    assert amounts.mean() == pytest.approx(15_000.0, rel=2e-3)
    assert amounts.std() / amounts.mean() == pytest.approx(0.4, rel=0.01)
    shape = 1.0 / 0.16
    for share in (0.05, 0.5, 0.95):
        exact = stats.gamma.ppf(share, shape) / shape * 15_000.0
        assert np.quantile(amounts, share) == pytest.approx(exact, rel=0.01)


@given(st.floats(0.01, 1e9), st.floats(-6.0, 6.0), st.floats(0.05, 1.0), st.sampled_from([0.0, 1.0]))
def test_a_basket_is_a_whole_amount_above_nothing(
    usual: float, score: float, spread: float, law: float
) -> None:
    amount = basket_amount(usual, score, spread, law)
    assert amount >= 1
    assert amount <= basket_amount(usual, score + 0.5, spread, law)


@given(st.integers(0, 900_000_000), st.integers(0, 1000))
def test_shares_are_rounded_half_up_and_make_up_the_whole(amount: int, thousandths: int) -> None:
    assert share_of(amount, thousandths) == math.floor(amount * thousandths / 1000 + 0.5)
    rest = amount - share_of(amount, thousandths)
    assert abs(rest - share_of(amount, 1000 - thousandths)) <= 1


def test_a_smaller_gap_and_a_larger_saving_make_a_top_up_likelier() -> None:
    assert top_up_chance(0, 600, 1.0) == 1.0
    assert top_up_chance(600, 600, 1.0) == pytest.approx(math.exp(-1.0))
    assert top_up_chance(1200, 600, 1.0) < top_up_chance(600, 600, 1.0) < top_up_chance(600, 1200, 1.0)
    assert top_up_chance(1, 0, 1.0) == 0.0
    assert top_up_chance(1, 600, 0.0) == 0.0


def redeems(worth: float, basket: float = 15_000.0, **other: float) -> float:
    told = {"readiness": -2.0, "weight": 15.0, "effort": 0.3, "expiring": 0.0, "unknown": 1.0} | other
    return redemption_chance(
        told["readiness"], told["weight"], worth, basket, told["effort"], told["expiring"], told["unknown"]
    )


def test_a_larger_balance_is_used_sooner_and_a_troublesome_one_later() -> None:
    chances = [redeems(worth) for worth in (1.0, 100.0, 500.0, 1500.0, 15_000.0)]
    assert chances == sorted(chances)
    assert redeems(500.0, effort=1.0) < redeems(500.0) < redeems(500.0, expiring=1.0)
    assert redeems(500.0, unknown=0.5) == pytest.approx(redeems(500.0) / 2.0)
    assert redeems(500.0) == pytest.approx(redeems(5.0, basket=150.0))  # money is relative
    assert redeems(15_000.0) == pytest.approx(1.0 / (1.0 + math.exp(-12.7)))


@given(st.floats(0.0, 1e9), st.floats(0.0, 1e9), st.floats(-30.0, 30.0))
def test_redeeming_is_a_chance_and_nothing_is_not_redeemed(
    worth: float, basket: float, readiness: float
) -> None:
    assert 0.0 <= redeems(worth, basket, readiness=readiness) <= 1.0
    assert redeems(0.0) == 0.0
