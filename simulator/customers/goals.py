"""Goals: weeks in a row and challenges, how an order or a login advances them, and what one more is worth.

The week and the worked cases both advance through these functions; records are named as in account.py.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from simulator.customers.climbing import (
    chance_to_reach,
    gain_of_order,
    gain_of_streak,
    streaks_a_week,
)
from simulator.customers.limits import FAR
from simulator.customers.switching import current_pace
from simulator.program.table import NO_WINDOW, PURSES
from simulator.rule import compiled

WEEKS_A_YEAR = 52.0
# A goal in orders is reached by whole ones: half an order less is asked of a sum that may be anything.
HALF, NO_SPREAD = 0.5, 1e-4


@compiled
def advance_streak(p: Any, ring: Any, page: Any, purse: int, logins: int) -> int:
    """Count an order (with `logins` 1 a login) of this week; return what the streak earns for a PURSE_*."""
    if p.streak_weeks[purse] == 0 or p.streak_logins[purse] != logins:
        return 0
    at = int(p.counters_at + p.streak_at[purse])
    week = page.week + FAR
    if ring[at + 2] != 0 or ring[at] == week:
        return 0
    row = int(ring[at + 1]) + 1 if ring[at] == week - 1 else 1
    ring[at] = week
    if row < p.streak_weeks[purse]:
        ring[at + 1] = row
        return 0
    ring[at + 1] = 0
    ring[at + 2] = p.streak_once[purse]
    return int(p.streak_amount[purse])


@compiled
def advance_challenges(p: Any, ring: Any, page: Any, purse: int, weekday: int, price: int) -> int:
    """Count an order of a price towards the challenges of a PURSE_*; return what those reached earn."""
    earned = 0
    for kind in range(p.challenges):
        end = page.day_challenge[weekday, kind]
        if p.challenge_purse[kind] != purse or end == NO_WINDOW:
            continue
        at = int(p.counters_at + p.challenge_at[kind])
        goal = int(p.challenge_goal[kind])
        if ring[at] != end + FAR:
            ring[at] = end + FAR
            ring[at + 1] = 0
        before = int(ring[at + 1])
        if ring[at + 2] != 0 or before >= goal:
            continue
        after = min(goal, before + (1 if p.challenge_orders[kind] != 0 else price))
        ring[at + 1] = after
        if after == goal:
            earned += int(p.challenge_amount[kind])
            ring[at + 2] = p.challenge_once[kind]
    return earned


@compiled
def foresee_goals(t: Any, s: Any, p: Any, b: Any, ring: Any, page: Any, day: int) -> None:
    """Write on the page what an order on a day adds to the expected earnings of goals, by PURSE_*.

    Only who knows the account knows how far the goals are.
    """
    for purse in range(PURSES):
        page.goal_gain[purse] = 0.0
    if s.knows_balance == 0 and b.uncomprehended < 1.0:
        return
    pace = max(current_pace(np.float64(s.pace), page.week - int(s.last_week)), 0.25 * np.float64(t.rate))
    basket = np.float64(t.basket)
    weekday = day - page.first_day
    for purse in range(PURSES):
        if basket < p.minimum_order or p.streak_weeks[purse] == 0 or p.streak_logins[purse] != 0:
            continue
        at = int(p.counters_at + p.streak_at[purse])
        week = page.week + FAR
        if ring[at + 2] == 0 and ring[at] != week:
            row = int(ring[at + 1]) if ring[at] == week - 1 else 0
            gain = gain_of_streak(row, int(p.streak_weeks[purse]), pace, (7 - weekday) / 7.0)
            page.goal_gain[purse] += gain * p.streak_amount[purse]
    for kind in range(p.challenges):
        end = page.day_challenge[weekday, kind]
        if end == NO_WINDOW or basket < p.minimum_order:
            continue
        at = int(p.counters_at + p.challenge_at[kind])
        done = int(ring[at + 1]) if ring[at] == end + FAR else 0
        missing = np.float64(p.challenge_goal[kind] - done)
        if ring[at + 2] != 0 or missing <= 0.0:
            continue
        orders = pace * (end - day) / 7.0
        if p.challenge_orders[kind] != 0:
            gain = gain_of_order(missing - HALF, 1.0, orders, NO_SPREAD)
        else:
            gain = gain_of_order(missing / basket, 1.0, orders, b.basket_within * b.basket_within)
        page.goal_gain[p.challenge_purse[kind]] += gain * p.challenge_amount[kind]


@compiled
def goals_per_order(p: Any, b: Any, purse: int, basket: float, rate: float) -> float:
    """Return what goals earn on average with an order for a PURSE_*, at so many orders a week.

    A challenge of one date and a streak that is earned once are no usual earning.
    """
    if p.goals == 0 or rate <= 0.0 or basket < p.minimum_order:
        return 0.0
    weekly = 0.0
    if p.streak_weeks[purse] > 0 and p.streak_logins[purse] == 0 and p.streak_once[purse] == 0:
        chance = 1.0 - math.exp(-rate)
        weekly += p.streak_amount[purse] * streaks_a_week(chance, int(p.streak_weeks[purse]))
    for kind in range(p.challenges):
        if p.challenge_purse[kind] != purse or p.challenge_once[kind] != 0:
            continue
        goal, orders = np.float64(p.challenge_goal[kind]), rate * p.challenge_weeks[kind]
        if p.challenge_orders[kind] != 0:
            likely = chance_to_reach(goal - HALF, orders, NO_SPREAD)
        else:
            likely = chance_to_reach(goal / basket, orders, b.basket_within * b.basket_within)
        weekly += p.challenge_yearly[kind] / WEEKS_A_YEAR * likely * p.challenge_amount[kind]
    return float(weekly / rate)
