"""What rewards, goals and levels leave in people: a lift that fades, effort that is kept, and feelings."""

from __future__ import annotations

import numpy as np
import pytest

from simulator.accounts import chart
from simulator.customers.choice import goal_pull
from simulator.customers.market_counts import LAST_WEEK, LEVELS_AT
from simulator.customers.page import fresh_page
from simulator.customers.ranking import feel_level, look_on, open_ranks, rank_of_level, shock_of_level
from simulator.customers.rewarding import (
    effort_gain,
    effort_kept,
    lift_of_reward,
    loss_of_goal,
    miss_goal,
    note_reward,
    rewarded_pull,
)
from simulator.engine.kernel import Kernel
from simulator.market.behaviour import behaviour
from tests.builders_program import Tree
from tests.engine.worlds import Life, live, world_with

NUMBERS = behaviour()
WEEKS, CUSTOMERS = 60, 300
BUSY = {"orders_per_year": 60.0, "price_weight": 4.0, "order_exposure": 1.0, "known_at_joining": 1.0}
LADDER: Tree = {
    "title": "A",
    "currency": "CNY",
    "communication": {"reach": "100%", "contacts": "4 per month"},
    "status": {"earn": {"purchase": {"rate": "1 per CNY"}}},
    "tiers": {
        "metric": "status",
        "window": "rolling",
        "months": 2,
        "levels": {"base": {}, "silver": {"from": 300}, "gold": {"from": 900}},
    },
}
STAMPS: Tree = {
    "title": "A",
    "currency": "CNY",
    "communication": {"reach": "100%"},
    "rewards": {"stamps": {"buy": 5, "worth": "60 CNY", "cost": "30 CNY", "valid": "26 weeks"}},
}


def lived(tree: Tree, values: dict[str, float] | None = None, off: tuple[str, ...] = ()) -> Life:
    world = world_with(tree, {**BUSY, **(values or {})}, off, customers=CUSTOMERS, weeks=WEEKS)
    return live(world, Kernel(world), WEEKS)


def total(life: Life, column: int) -> int:
    return int(life.tally[..., column].sum())


def feelings(life: Life) -> float:
    return total(life, chart.SATISFACTION) / total(life, chart.ATTACHED)


# ---- rewards --------------------------------------------------------------------------------------------


def test_a_reward_lifts_and_fades_and_a_smaller_one_does_not_push_out_a_greater() -> None:
    assert lift_of_reward(0.05, 1.0, 0, 6.0) == 0.05
    assert lift_of_reward(0.05, 0.5, 6, 6.0) == pytest.approx(0.025 * np.exp(-1.0))
    assert lift_of_reward(0.05, 1.0, 61, 6.0) == 0.0
    world = world_with(LADDER, customers=1, regions=1)
    s, t, b = world.state[0], world.traits[0], world.numbers[0]
    basket = float(t.basket)
    note_reward(t, s, b, 0.8 * basket, 10)
    pulls = [rewarded_pull(s, b, 12)]
    note_reward(t, s, b, 0.1 * basket, 12)  # less than what is left of the first
    assert rewarded_pull(s, b, 12) == pulls[0]
    note_reward(t, s, b, 0.8 * basket, 20)
    assert rewarded_pull(s, b, 20) == pytest.approx(0.04, rel=0.01)
    note_reward(t, s, b, 50.0 * basket, 21)  # never more than that of one order
    assert rewarded_pull(s, b, 21) == pytest.approx(0.05, rel=0.01)


def test_the_stated_pull_raises_the_rate_by_about_three_percent() -> None:
    share = 0.4
    odds = share / (1.0 - share) * np.exp(NUMBERS.rewarded_pull)
    assert odds / (1.0 + odds) / share - 1.0 == pytest.approx(0.03, abs=0.002)


def test_who_has_had_a_reward_orders_more_and_a_programs_lift_holds_that() -> None:
    orders = [total(lived(STAMPS, {"rewarded_pull": pull}), chart.ORDERS) for pull in (0.0, 0.5)]
    assert orders[1] > 1.02 * orders[0]
    assert lived(STAMPS, {"rewarded_pull": 0.0}).digests == lived(STAMPS, off=("rewarded_behaviour",)).digests


# ---- goals ----------------------------------------------------------------------------------------------


def test_the_reset_after_a_reward_is_partial() -> None:
    usual = 0.3
    end = goal_pull(0.3, 1.0, usual, 150.0, 150.0, 0.3)
    fresh, after = (goal_pull(0.3, 0.0, usual, 150.0, 150.0, kept) for kept in (0.0, 0.3))
    assert fresh < after < end
    assert after - fresh == pytest.approx(0.3 * end)
    assert goal_pull(0.3, 1.0, usual, 150.0, 150.0, 0.3) == goal_pull(0.3, 1.0, usual, 150.0, 150.0, 0.0)
    world = world_with(STAMPS, customers=1, regions=1)
    s, t, b = world.state[0], world.traits[0], world.numbers[0]
    assert effort_kept(s, b) == 0.0
    note_reward(t, s, b, 1.0, 3)
    assert effort_kept(s, b) == NUMBERS.goal_kept


def test_a_goal_in_sight_raises_the_own_rate_by_the_stated_part() -> None:
    world = world_with(STAMPS, customers=1, regions=1)
    t, b = world.traits[0], world.numbers[0]
    assert effort_gain(t, b) == 0.0
    t.need, t.rate = 1.0, 0.25
    b.goal_lift = 0.02
    gain = effort_gain(t, b)
    odds = 0.25 / 0.75 * np.exp(gain)
    assert odds / (1.0 + odds) / 0.25 - 1.0 == pytest.approx(0.02, rel=0.02)


def test_a_missed_goal_hurts_the_more_the_nearer_it_was_and_the_higher_one_stands() -> None:
    assert loss_of_goal(0.03, 1.0, 0.5) == pytest.approx(0.03)
    assert loss_of_goal(0.03, 0.5, 0.5) < loss_of_goal(0.03, 1.0, 0.0) * 1.01 < loss_of_goal(0.03, 1.0, 1.0)
    world = world_with(LADDER, customers=1, regions=1)
    s, p, b = world.state[0], world.program[0], world.numbers[0]
    before = float(s.trust)
    s.level = 2
    miss_goal(s, p, b, 1.0)
    assert before - float(s.trust) == pytest.approx(0.045, abs=1e-6)


def test_cards_that_lapse_and_challenges_that_end_unmet_are_felt() -> None:
    short: Tree = {**STAMPS, "rewards": {"stamps": {**STAMPS["rewards"]["stamps"], "valid": "4 weeks"}}}
    challenge: Tree = {
        "title": "A",
        "currency": "CNY",
        "communication": {"reach": "100%"},
        "points": {
            "earn": {"challenges": {"c": {"goal": "9 orders", "amount": 50, "starts": "each_month"}}},
            "value": "0.01 CNY",
        },
        "rewards": {"checkout": {}},
    }
    for tree in (short, challenge):
        felt = [feelings(lived(tree, {"goal_failure": loss, "goal_kept": 0.0})) for loss in (0.0, 0.06)]
        assert felt[1] < felt[0] - 20.0
    # Nobody knows the account: a card that shows what is on it is missed all the same, what it holds is not.
    blind = {"known_at_joining": 0.0, "learn_balance": 0.0, "goal_kept": 0.0}
    hidden: Tree = {**short, "rewards": {"stamps": {**short["rewards"]["stamps"], "shown": False}}}
    for tree, missed in ((short, True), (hidden, False), (challenge, False)):
        felt = [feelings(lived(tree, {**blind, "goal_failure": loss})) for loss in (0.0, 0.06)]
        assert (felt[1] < felt[0] - 20.0) if missed else (felt[1] == felt[0])


# ---- levels ---------------------------------------------------------------------------------------------


def test_falling_weighs_more_than_rising_and_most_at_the_top() -> None:
    up = shock_of_level(0.03, 2.0, True, 0.0)
    low, top = (shock_of_level(0.03, 2.0, False, rank) for rank in (0.0, 1.0))
    assert up == 0.03
    assert top == pytest.approx(-0.06)
    assert top < low < 0.0


def test_a_move_is_felt_once_and_only_by_who_knows() -> None:
    world = world_with(LADDER, {"status_bump": 0.03, "demotion_ratio": 2.0}, customers=1, regions=1)
    s, p, b = world.state[0], world.program[0], world.numbers[0]
    s.satisfaction = s.trust = 0.5
    s.level = 2
    feel_level(s, p, b)
    assert (s.felt_level, float(s.trust)) == (2, 0.5)
    s.knows_balance = 1
    s.level = 0
    feel_level(s, p, b)
    assert float(s.trust) == float(s.satisfaction) == pytest.approx(0.44)
    s.level = 1
    feel_level(s, p, b)
    assert float(s.trust) == pytest.approx(0.47)
    assert s.felt_level == 1


def test_moves_of_levels_move_feelings_in_a_market() -> None:
    still = lived(LADDER, {"status_bump": 0.0, "bystander_loss": 0.0})
    assert still.digests == lived(LADDER, off=("status_feelings",)).digests
    assert total(still, chart.DOWNGRADES) > 0
    mild, hard = (lived(LADDER, {"status_bump": 0.06, "demotion_ratio": ratio}) for ratio in (1.3, 3.0))
    assert feelings(hard) < feelings(mild)


def test_a_rank_is_worth_less_the_more_hold_it_and_more_with_a_level_below() -> None:
    assert rank_of_level(1.0, 0.99, 1.0) > rank_of_level(1.0, 0.6, 1.0)
    assert rank_of_level(0.5, 0.9, 0.0) == 0.5
    world = world_with(LADDER, customers=1, regions=1)
    p, b, page = world.program[0], world.numbers[0], fresh_page()[0]
    open_ranks(p, b, page)
    assert list(page.level_rank[:3]) == [0.0, 0.5, 1.0]  # while nobody is a member
    for level, held in enumerate((80, 15, 5)):
        page.known[LAST_WEEK, LEVELS_AT + level] = held
    open_ranks(p, b, page)
    assert list(page.level_rank[:3]) == pytest.approx([0.0, 0.8, 0.95])
    b.status_crowding = 0.0
    open_ranks(p, b, page)
    assert list(page.level_rank[:3]) == pytest.approx([0.0, 0.5, 1.0])


def test_who_sees_what_others_are_given_trusts_a_little_less() -> None:
    world = world_with(LADDER, customers=1, regions=1)
    s, p, b, page = world.state[0], world.program[0], world.numbers[0], fresh_page()[0]
    for level, held in enumerate((80, 15, 5)):
        page.known[LAST_WEEK, LEVELS_AT + level] = held
    s.trust = 0.5
    look_on(s, p, b, page)
    assert float(s.trust) == 0.5  # who may join at any time is no bystander
    s.member = 1
    look_on(s, p, b, page)
    assert 0.5 - float(s.trust) == pytest.approx(0.01 * 0.5 * 0.2, abs=1e-7)
    s.level = 2
    at_top = float(s.trust)
    look_on(s, p, b, page)
    assert float(s.trust) == at_top
