"""Choice rules: limits of the nested logit, prices, noticing, and rewards that come nearer."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from simulator.customers.choice import (
    acted_on,
    focal_share_inside,
    goal_pull,
    goal_step_value,
    inside_share,
    nearness_felt,
    noticed,
    novelty_weight,
    price_pull,
    reference_after,
    satisfaction_pull,
    usual_nearness,
)

utilities = st.floats(-15.0, 15.0)
nests = st.floats(0.4, 1.0)
rates = st.floats(0.02, 3.0)


# ---- nested logit ---------------------------------------------------------------------------------------


@given(utilities, utilities)
def test_with_sellers_as_unlike_as_the_outside_the_nest_is_a_plain_logit(focal: float, rival: float) -> None:
    whole = 1.0 + math.exp(focal) + math.exp(rival)
    inside = inside_share(focal, rival, 1.0, True)
    assert inside == pytest.approx(1.0 - 1.0 / whole, abs=1e-9)
    assert inside * focal_share_inside(focal, rival, 1.0) == pytest.approx(math.exp(focal) / whole, abs=1e-9)


@given(utilities, nests)
def test_without_the_firm_the_rival_stands_against_the_outside_alone(rival: float, nest: float) -> None:
    assert inside_share(99.0, rival, nest, False) == pytest.approx(1.0 / (1.0 + math.exp(-rival)), abs=1e-12)


@given(utilities, utilities, nests, st.floats(0.01, 3.0))
def test_a_better_firm_wins_from_the_rival_and_from_outside(
    focal: float, rival: float, nest: float, more: float
) -> None:
    inside, better = inside_share(focal, rival, nest, True), inside_share(focal + more, rival, nest, True)
    first, second = focal_share_inside(focal, rival, nest), focal_share_inside(focal + more, rival, nest)
    assert inside <= better
    assert first <= second
    assert better * (1.0 - second) <= inside * (1.0 - first) + 1e-12  # what is left to the rival
    assert inside_share(focal, rival, nest, False) <= inside + 1e-12


def test_sellers_in_a_tight_nest_win_from_each_other_rather_than_from_outside() -> None:
    outside_loses = [
        inside_share(1.0, 0.0, nest, True) - inside_share(0.0, 0.0, nest, True) for nest in (0.4, 0.7, 1.0)
    ]
    # Equal sellers at utility 0: exp(nest log 2) / (1 + exp(nest log 2)) are inside.
    assert inside_share(0.0, 0.0, 0.4, True) == pytest.approx(2**0.4 / (1.0 + 2**0.4))
    assert focal_share_inside(1.0, 0.0, 0.4) > focal_share_inside(1.0, 0.0, 1.0)
    assert all(gain > 0.0 for gain in outside_loses)


@given(st.floats(-500.0, 500.0), st.floats(-500.0, 500.0), nests, st.booleans())
def test_no_utility_is_too_large_for_a_chance(
    focal: float, rival: float, nest: float, has_focal: bool
) -> None:
    assert 0.0 <= inside_share(focal, rival, nest, has_focal) <= 1.0
    assert 0.0 <= focal_share_inside(focal, rival, nest) <= 1.0


# ---- satisfaction and price -----------------------------------------------------------------------------


def test_satisfaction_pulls_ever_more_and_trust_amplifies_it() -> None:
    pulls = [
        satisfaction_pull(2.0, acted_on(level / 10.0, 2.0, 0.0, 0.6, 0.8), 0.5, 0.5) for level in range(11)
    ]
    steps = np.diff(pulls)
    assert pulls[0] == 0.0
    assert pulls[10] == 2.0
    assert (np.diff(steps) > 0.0).all()
    assert satisfaction_pull(2.0, 0.64, 0.9, 0.5) == pytest.approx(2.0 * 0.64 * 1.2)
    assert satisfaction_pull(2.0, 0.8, 0.9, 0.0) == satisfaction_pull(2.0, 0.8, 0.1, 0.0)


def test_a_price_at_the_markets_level_moves_nothing() -> None:
    assert price_pull(5.5, 1.0, 1.0, 1.0, 0.3, 1.5) == 0.0


def test_a_price_cut_pulls_by_its_log_and_a_rise_above_the_reference_hurts_more() -> None:
    assert price_pull(5.5, 0.9, 0.9, 1.0, 0.0, 1.5) == pytest.approx(-5.5 * math.log(0.9))
    gain, loss = price_pull(5.5, 0.9, 0.9, 1.0, 0.3, 1.5), price_pull(5.5, 1 / 0.9, 1 / 0.9, 1.0, 0.3, 1.5)
    assert gain > 0.0 > loss
    assert -loss == pytest.approx(gain * (0.7 + 0.3 * 1.5))


def test_a_members_price_cut_counts_as_value_once_and_is_missed_when_it_is_over() -> None:
    # On the day itself nothing is added to its value; afterwards the usual price is held against it.
    assert price_pull(5.5, 1.0, 0.9, 1.0, 0.3, 1.5) == pytest.approx(0.0)
    assert price_pull(5.5, 1.0, 1.0, 0.97, 0.3, 1.5) == pytest.approx(5.5 * 0.3 * 1.5 * math.log(0.97))
    # One that stays is taken for granted by the weight of the reference price.
    value = -5.5 * math.log(0.95)
    assert value + price_pull(5.5, 1.0, 0.95, 0.95, 0.3, 1.5) == pytest.approx(0.7 * value)


def test_the_reference_price_follows_what_was_paid() -> None:
    reference = 1.0
    for _ in range(50):
        reference = reference_after(reference, 0.8, 0.7)
    assert reference == pytest.approx(0.8)
    assert reference_after(1.0, 0.8, 0.7) == pytest.approx(0.94)


# ---- noticing and novelty -------------------------------------------------------------------------------


@given(st.floats(0.01, 1000.0), st.floats(1.0, 1000.0), st.floats(0.0, 0.05))
def test_no_more_is_noticed_than_there_is(value: float, base: float, threshold: float) -> None:
    assert 0.0 <= noticed(value, base, threshold) <= value * (1.0 + 1e-12)
    assert noticed(value, base, 0.0) == pytest.approx(value)
    assert noticed(value, base, threshold) <= noticed(2.0 * value, base, threshold) / 2.0 * (1.0 + 1e-12)


def test_half_is_noticed_at_the_threshold_and_nothing_of_nothing() -> None:
    assert noticed(0.75, 150.0, 0.005) == pytest.approx(0.375)
    assert noticed(0.0, 150.0, 0.005) == 0.0
    assert noticed(5.0, 0.0, 0.005) == 0.0


def test_a_program_is_new_at_joining_and_as_usual_in_the_end() -> None:
    weights = [novelty_weight(1.5, weeks, 13.0) for weeks in range(400)]
    assert weights[0] == 2.5
    assert (np.diff(weights) <= 0.0).all()
    assert weights[-1] == pytest.approx(1.0)
    assert novelty_weight(1.5, -1_000_000, 13.0) == 1.0  # never joined
    assert novelty_weight(0.0, 0, 13.0) == 1.0


# ---- threshold rewards ----------------------------------------------------------------------------------


def steps_of(reward: float, needed: int, rate: float) -> NDArray[np.float64]:
    return np.array(
        [goal_step_value(reward, float(needed), float(held), rate, 0.01) for held in range(needed)]
    )


@given(st.floats(1.0, 1000.0), st.integers(1, 30), rates)
def test_the_steps_to_a_reward_are_worth_the_reward_together(reward: float, needed: int, rate: float) -> None:
    steps = steps_of(reward, needed, rate)
    assert (steps > 0.0).all()
    assert (np.diff(steps) > 0.0).all()
    # The reward is the value with it less the value without: the steps are all that lies between.
    assert steps.sum() == pytest.approx(reward)


def test_for_a_heavy_buyer_every_step_is_alike_and_for_a_light_one_the_last_counts_most() -> None:
    heavy, light = steps_of(20.0, 10, 20.0), steps_of(20.0, 10, 0.02)
    assert heavy == pytest.approx(2.0, rel=0.005)
    assert light[-1] / light[0] > 30.0


def test_without_orders_a_step_is_worth_nothing() -> None:
    assert goal_step_value(20.0, 10.0, 3.0, 0.0, 0.01) == 0.0
    assert goal_step_value(20.0, 0.0, 0.0, 1.0, 0.01) == 0.0
    # Held points beyond the last step, as two orders may bring them, are worth no more than the last step.
    assert goal_step_value(20.0, 10.0, 9.7, 1.0, 0.01) == goal_step_value(20.0, 10.0, 9.0, 1.0, 0.01)


def by_value_iteration(
    reward: float, needed: int, rate: float, share: float, logits_per_money: float
) -> NDArray[np.float64]:
    """Return the worth of each step when the member chooses at every occasion, with renewal.

    Occasions come at rate / share; without a program he takes the firm with chance `share` (logit).
    """
    odds = math.log(share / (1.0 - share))
    left = (rate / share) / (rate / share + 0.01)
    worth = np.zeros(needed)
    for _ in range(100_000):
        after = np.append(worth[1:], reward + worth[0])
        best = np.logaddexp(logits_per_money * worth, odds + logits_per_money * after) / logits_per_money
        new = left * (best - math.log1p(math.exp(odds)) / logits_per_money)
        if np.max(np.abs(new - worth)) < 1e-10:
            break
        worth = new
    return np.append(worth[1:], reward + worth[0]) - worth


@pytest.mark.parametrize("share", [0.2, 0.4, 0.85])
@pytest.mark.parametrize("rate", [0.1, 0.3, 1.0, 2.0])
def test_step_values_agree_with_value_iteration(share: float, rate: float) -> None:
    # A card of 10 orders for 20 CNY at a usual order of 150 CNY and 5.5 logits per log price.
    formula, iterated = steps_of(20.0, 10, rate), by_value_iteration(20.0, 10, rate, share, 5.5 / 150.0)
    assert formula.mean() == pytest.approx(iterated.mean(), rel=1e-4)
    assert formula[-1] / formula[0] == pytest.approx(iterated[-1] / iterated[0], rel=0.05)
    assert formula == pytest.approx(iterated, rel=0.03)
    # A reward of a whole basket makes members hurry towards it: the formula is up to 15% too steep.
    assert steps_of(150.0, 10, rate) == pytest.approx(
        by_value_iteration(150.0, 10, rate, share, 5.5 / 150.0), rel=0.15
    )


def test_nearness_only_moves_effort_in_time() -> None:
    usual = 1.0 / 3.0  # the mean of a square that rises evenly from 0 to 1
    pulls = [goal_pull(0.3, near / 1000.0, usual, 150.0, 150.0, 0.0) for near in range(1001)]
    assert pulls[0] < 0.0 < pulls[-1]
    assert sum(pulls) / len(pulls) == pytest.approx(0.0, abs=1e-3)
    assert goal_pull(0.3, 1.0, -1.0, 150.0, 150.0, 0.3) == 0.0  # before there is a usual nearness
    assert goal_pull(0.3, 1.0, 0.0, 15.0, 150.0, 0.0) == pytest.approx(0.03)  # a tenth of a basket
    assert goal_pull(0.3, 1.0, 0.0, 900.0, 150.0, 0.0) == 0.3


def test_what_a_reward_leaves_moves_effort_in_time_too() -> None:
    # Ten stamps a card, card after card: more effort after a reward, and in the long run no more is bought.
    usual, pulls = -1.0, []
    for order in range(400):
        kept = 0.3 if order >= 10 else 0.0
        near = order % 10 / 10.0
        pulls.append(goal_pull(1.5, near, usual, 150.0, 150.0, kept))
        usual = usual_nearness(usual, nearness_felt((order + 1) % 10 / 10.0, usual, kept), 0.15)
    first, later = pulls[10:20], pulls[-100:]
    assert sum(later) / len(later) == pytest.approx(0.0, abs=0.05)
    assert later[0] < 0.0 < later[9]
    without = [goal_pull(1.5, near / 10.0, usual, 150.0, 150.0, 0.0) for near in (0, 9)]
    assert later[0] > without[0] and first[0] > later[0]


def marginal_worth(share: float, rate: float) -> NDArray[np.float64]:
    """Return what one more order is worth with 0 to 9 of 10 made, by value iteration.

    The customer chooses the firm at a share of his occasions (logit), knows that a reward of 20 CNY renews,
    discounts by .01 a week, and weighs money by 5.5 logits a basket of 150 CNY.
    """
    need, per_money, utility = rate / share, 5.5 / 150.0, math.log(share / (1.0 - share))
    discount, base = need / (need + 0.01), math.log1p(math.exp(utility)) / per_money
    worth = np.zeros(10)
    while True:
        gain = np.append(worth[1:], worth[0] + 20.0) - worth
        after = discount * (worth + np.log1p(np.exp(utility + per_money * gain)) / per_money - base)
        if np.abs(after - worth).max() < 1e-9:
            return gain
        worth = after


@pytest.mark.parametrize("share", [0.2, 0.4, 0.85])
@pytest.mark.parametrize("rate", [0.1, 0.3, 1.0, 2.0])
def test_a_step_to_a_reward_is_worth_what_value_iteration_finds(share: float, rate: float) -> None:
    exact = marginal_worth(share, rate)
    found = np.array([goal_step_value(20.0, 10.0, float(held), rate, 0.01) for held in range(10)])
    assert found.mean() == pytest.approx(exact.mean(), rel=1e-3)
    assert found[-1] / found[0] == pytest.approx(exact[-1] / exact[0], rel=0.05)
