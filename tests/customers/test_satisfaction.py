"""Satisfaction and trust: neutral where all is as expected, slow up, fast down, always from 0 to 1."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulator.customers.satisfaction import (
    experience_weight,
    faded,
    kept_each_week,
    moved,
    order_satisfaction,
)
from simulator.customers.trust import trust_after_breach, trust_after_kept

shares = st.floats(0.0, 1.0)


def judged(quality: float, expected: float, promised: float = 0.0) -> float:
    return order_satisfaction(quality, expected, promised, 0.5, 0.3, 2.0, 0.3)


def test_an_order_as_good_as_expected_is_neutral() -> None:
    assert judged(0.8, 0.8) == 0.75


def test_worked_orders() -> None:
    assert judged(0.9, 0.8) == pytest.approx(0.75 + 0.05 + 0.03)
    assert judged(0.7, 0.8) == pytest.approx(0.75 - 0.05 - 0.06)
    assert judged(0.8, 0.8, 0.85) == pytest.approx(0.75 - 0.015)  # a promise that was missed by .05
    assert judged(0.9, 0.8, 0.85) == judged(0.9, 0.8)  # and one that was more than kept


@given(shares, shares, shares)
def test_a_disappointment_hurts_more_than_a_surprise_pleases(
    expected: float, difference: float, promised: float
) -> None:
    up, down = min(1.0, expected + difference), max(0.0, expected - difference)
    assert 0.0 <= judged(down, expected, promised) <= judged(up, expected, promised) <= 1.0


@given(shares, shares)
def test_who_expects_more_is_less_satisfied(quality: float, expected: float) -> None:
    assert judged(quality, min(1.0, expected + 0.1)) <= judged(quality, expected)


def test_each_experience_weighs_less_than_the_one_before_down_to_the_least() -> None:
    weights = [experience_weight(orders, 0.1) for orders in range(40)]
    assert weights[0] == 0.5
    assert weights == sorted(weights, reverse=True)
    assert weights[-1] == 0.1


@given(shares, st.floats(-2.0, 3.0), shares)
def test_feelings_stay_between_nothing_and_all(level: float, target: float, weight: float) -> None:
    assert 0.0 <= moved(level, target, weight) <= 1.0
    if 0.0 <= target <= 1.0:
        low, high = min(level, target), max(level, target)
        assert low - 1e-12 <= moved(level, target, weight) <= high + 1e-12


def test_half_of_a_feeling_is_left_after_its_half_life() -> None:
    kept, level = kept_each_week(52.0), 1.0
    for _ in range(52):
        level = faded(level, 0.75, kept)
    assert level == pytest.approx(0.875)
    assert faded(0.75, 0.75, kept) == 0.75


@given(shares, shares)
def test_trust_falls_faster_than_it_rises(trust: float, salience: float) -> None:
    up, down = trust_after_kept(trust, 0.03, salience), trust_after_breach(trust, 0.03, 4.0, salience)
    assert 0.0 <= down <= trust <= up <= 1.0


def test_worked_trust() -> None:
    assert trust_after_kept(0.5, 0.03, 1.0) == pytest.approx(0.515)
    assert trust_after_breach(0.5, 0.03, 4.0, 1.0) == pytest.approx(0.44)
    assert trust_after_breach(0.5, 0.03, 4.0, 7.0) == trust_after_breach(0.5, 0.03, 4.0, 1.0)
    assert trust_after_breach(0.5, 0.03, 4.0, -1.0) == 0.5
    # One failure at middling trust costs what four kept promises win.
    trust = trust_after_breach(0.5, 0.03, 4.0, 1.0)
    kept = 0
    while trust < 0.5:
        trust, kept = trust_after_kept(trust, 0.03, 1.0), kept + 1
    assert kept == 4
