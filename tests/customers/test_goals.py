"""Streaks and challenges: when an order is worth more for them, to whom, and what members expect of them."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from simulator.customers.climbing import gain_of_streak, streaks_a_week
from simulator.customers.goals import advance_challenges, advance_streak, foresee_goals, goals_per_order
from simulator.customers.valuing import offered_worth
from simulator.customers.worth_of_tiers import status_forecast
from tests.builders_program import Tree
from tests.customers.test_valuing import POINTS, WEEK, Member, member

STREAK: Tree = {"weeks": 3, "amount": 1000}
CHALLENGE: Tree = {"goal": "3 orders", "amount": 1000, "starts": "each_month"}
CHECKOUT: Tree = {"checkout": {"use": "choice"}}
MONDAY = 7 * WEEK  # 26 May 2014


def with_goals(values: dict[str, float] | None = None, knows: int = 1, **earn: Tree) -> Member:
    clauses: Tree = {"points": {**POINTS, "earn": earn}, "rewards": CHECKOUT}
    return member(clauses, values, knows_balance=knows)


def parts(one: Member) -> tuple[Any, Any, Any, Any, Any, Any]:
    world = one.world
    return world.traits[0], world.state[0], world.program[0], world.numbers[0], world.rings[0], world.page[0]


def gain(one: Member, day: int = MONDAY) -> float:
    """Return the points that an order on a day adds to what goals are expected to earn."""
    foresee_goals(*parts(one), day)
    return float(one.world.page[0].goal_gain[0])


def ordered(one: Member, times: int, price: int = 15_000) -> Member:
    _, _, p, _, ring, page = parts(one)
    for _ in range(times):
        advance_challenges(p, ring, page, 0, 0, price)
    return one


def test_the_last_weeks_of_a_row_gain_most_and_a_week_that_may_still_count_gains_less() -> None:
    gains = [gain_of_streak(row, 4, 0.5, 0.5) for row in range(4)]
    assert gains == sorted(gains)
    assert gains[3] == pytest.approx(np.exp(-0.25))
    assert gain_of_streak(3, 4, 0.5, 0.1) > gain_of_streak(3, 4, 0.5, 0.9)
    assert gain_of_streak(3, 4, 0.5, 0.0) == 1.0


@pytest.mark.parametrize(("likely", "weeks"), [(0.3, 2), (0.8, 4), (0.95, 10)])
def test_rows_are_completed_as_often_as_in_a_long_run_of_weeks(likely: float, weeks: int) -> None:
    counts = np.random.default_rng(1).random(400_000) < likely
    row = completed = 0
    for week in counts:
        row = row + 1 if week else 0
        if row == weeks:
            row, completed = 0, completed + 1
    assert streaks_a_week(likely, weeks) == pytest.approx(completed / len(counts), rel=0.03)
    assert streaks_a_week(1.0, weeks) == 1.0 / weeks


def test_a_row_gains_once_a_week_and_more_the_longer_it_is() -> None:
    one = with_goals(streak=STREAK)
    _, _, p, _, ring, page = parts(one)
    fresh = gain(one)
    assert fresh > 0.0
    assert advance_streak(p, ring, page, 0, 0) == 0
    assert gain(one) == 0.0  # this week counts already
    page.week = WEEK + 1
    assert gain(one) > fresh
    page.week = WEEK + 2  # a week was missed
    assert gain(one) < fresh * 1.2
    for week in range(10, 13):
        page.week = week
        earned = advance_streak(p, ring, page, 0, 0)
    assert earned == 1000


def test_an_order_gains_most_near_the_goal_and_nothing_beyond() -> None:
    gains = [gain(ordered(with_goals(challenges={"month": CHALLENGE}), done)) for done in range(4)]
    assert gains[0] < gains[1] < gains[2]
    assert gains[2] > 500.0  # one order lacks and a few days are left
    assert gains[3] == 0.0
    money = {**CHALLENGE, "goal": "450 CNY"}
    assert gain(ordered(with_goals(challenges={"month": money}), 2)) > gains[1]


def test_an_order_gains_nothing_outside_the_window() -> None:
    dated = {**CHALLENGE, "starts": "05-01", "within": "3 weeks"}
    assert gain(with_goals(challenges={"may": dated})) == 0.0
    assert gain(with_goals(challenges={"may": {**dated, "within": "30 days"}})) > 0.0


def test_goals_pull_only_those_who_know_of_them() -> None:
    def pull(knows: int, values: dict[str, float] | None = None) -> float:
        one = ordered(with_goals(values, knows, challenges={"month": CHALLENGE}), 2)
        foresee_goals(*parts(one), MONDAY)
        return one.pull(MONDAY)

    assert pull(1) > 0.0
    assert pull(0) == 0.0
    assert pull(0, {"uncomprehended": 1.0}) > 0.0  # everybody weighs points in full
    assert pull(1, {"points_weight": 0.0}) == 0.0


def test_a_pull_is_worth_the_points_that_the_order_adds() -> None:
    one = ordered(with_goals(challenges={"month": CHALLENGE}), 2)
    foresee_goals(*parts(one), MONDAY)
    flat = with_goals(order={"amount": round(gain(one))})
    assert one.pull(MONDAY) == pytest.approx(flat.pull(MONDAY), rel=0.01)


def test_goals_draw_others_to_join_by_what_they_usually_earn() -> None:
    def offer(**earn: Tree) -> float:
        one = with_goals(None, 1, purchase={"rate": "1 per CNY"}, **earn)
        return offered_worth(one.traits, one.world.program[0], one.world.numbers[0], 26.0)

    plain = offer()
    assert offer(streak=STREAK) > plain
    assert offer(challenges={"month": CHALLENGE}) > plain
    assert offer(challenges={"month": {**CHALLENGE, "goal": "60 orders"}}) == pytest.approx(plain, rel=1e-3)
    assert offer(streak={**STREAK, "repeats": False}) == plain  # earned once, it is no usual earning


def test_goals_of_a_month_earn_on_average_what_their_chance_gives() -> None:
    one = with_goals(challenges={"month": {**CHALLENGE, "goal": "1 order"}})
    _, _, p, b, _, _ = parts(one)
    weeks = 30.4 / 7.0
    by_hand = 12 / 52 * (1 - np.exp(-0.5 * weeks)) * 1000 / 0.5
    assert goals_per_order(p, b, 0, 15_000.0, 0.5) == pytest.approx(by_hand, rel=0.02)


def test_goals_towards_a_level_move_its_pull() -> None:
    def pull(earn: Tree, orders: int = 2) -> float:
        levels = {"base": {}, "silver": {"from": 3300}}
        clauses: Tree = {"status": {"earn": {"purchase": {"rate": "1 per CNY"}, **earn}}}
        one = member({**clauses, "tiers": {"window": "calendar", "levels": levels}}, status=300)
        _, _, p, _, ring, page = parts(one)
        for _ in range(orders):
            advance_challenges(p, ring, page, 1, 0, 15_000)
        foresee_goals(*parts(one), MONDAY)
        return one.pull(MONDAY)

    month = {"month": {**CHALLENGE, "amount": 300}}
    assert pull({}) < pull({"challenges": month})
    assert pull({"challenges": month}, 3) < pull({"challenges": month})
    assert pull({"streak": {**STREAK, "amount": 50}}) != pull({})


def test_a_streak_of_logins_brings_status_each_week() -> None:
    def weekly(earn: Tree) -> float:
        levels = {"base": {}, "silver": {"from": 900}}
        clauses: Tree = {"status": {"earn": {"purchase": {"rate": "1 per CNY"}, **earn}}}
        one = member({**clauses, "tiers": {"window": "calendar", "levels": levels}})
        t, s, p, b, _, _ = parts(one)
        return status_forecast(t, s, p, b, 15_000.0, 0.5, 1.0)[2]

    logins = {**STREAK, "by": "logins"}
    assert weekly({}) == 0.0
    assert weekly({"streak": logins}) > 0.0
    assert weekly({"streak": {**logins, "repeats": False}}) == 0.0
