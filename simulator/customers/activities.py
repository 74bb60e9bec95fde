"""Activities: birthdays, surveys and other events of a week that earn, and what a year of them is worth."""

from __future__ import annotations

from typing import Any

import numpy as np

from simulator import chance
from simulator.accounts import chart
from simulator.chance import poisson_count, uniform
from simulator.customers.account import earn_points, earn_status
from simulator.customers.awareness import comprehension
from simulator.customers.buying import OWN_PROGRAM_COST
from simulator.customers.climbing import streaks_a_week
from simulator.customers.level import climb
from simulator.customers.limits import within_caps
from simulator.customers.worth_of_partners import earned_from_partners
from simulator.customers.worth_of_points import (
    WEEKS_A_MONTH,
    expected_under_caps,
    point_worth,
    redemption_belief,
)
from simulator.program.table import PURSE_POINTS, PURSE_STATUS, SOURCE_ACTIVITY
from simulator.rule import compiled

MOST_EVENTS_A_WEEK = 14  # of one kind: twice the most that a program may state on average
ROOM = 16  # draws of days are told apart by kind of event


@compiled
def earn_activity(p: Any, ring: Any, purse: int, activity: int, day: int, month: int) -> int:
    """Return what one event of a kind earns for a PURSE_* on a day, and count it under its caps."""
    amount = int(p.activity_amount[purse, activity])
    return within_caps(p, ring, purse, SOURCE_ACTIVITY + activity, day, month, amount)


@compiled
def activity_rate(t: Any, p: Any, b: Any, activity: int) -> float:
    """Return how often a kind of event comes to a customer, times a week; the app to digital ones more."""
    rate = p.activity_use[activity]
    if p.activity_digital[activity] != 0:
        rate *= np.float64(t.digital) / b.login_rate
    return float(rate)


@compiled
def live_activities(t: Any, s: Any, p: Any, b: Any, ring: Any, page: Any) -> bool:
    """Live through the week's events that earn; return whether one cost the firm anything."""
    points = 0
    for day in range(7):
        if page.day_of_year[day] == t.birthday:
            points += int(p.birthday_amount[PURSE_POINTS])
            earn_status(s, p, ring, int(p.birthday_amount[PURSE_STATUS]), int(page.month[day]))
    spent = 0
    key = s.key
    for kind in range(p.activities):
        mean = activity_rate(t, p, b, kind)
        u = uniform(key, page.week, chance.EARN_ACTIVITY, kind)
        if u <= 1.0 - mean:  # exp(-m) >= 1 - m: it does not come
            continue
        events = poisson_count(u, mean, MOST_EVENTS_A_WEEK)
        page.tally[page.at, chart.ACTIVITIES] += events
        spent += events * int(p.activity_cost[kind])
        for day in range(7):  # in the order of days, which the caps of a day are counted by
            for n in range(events):
                u = uniform(key, page.week, chance.EARN_ACTIVITY_DAY, kind * ROOM + n)
                if int(7.0 * u) != day:
                    continue
                on, month = int(page.first_day) + day, int(page.month[day])
                points += earn_activity(p, ring, PURSE_POINTS, kind, on, month)
                earn_status(s, p, ring, earn_activity(p, ring, PURSE_STATUS, kind, on, month), month)
    earn_points(s, p, ring, page, points)
    climb(s, p, page, int(page.first_day))
    page.tally[page.at, chart.EVENT_COST] += spent
    page.own[OWN_PROGRAM_COST] += spent
    return spent > 0


@compiled
def weekly_activities(t: Any, p: Any, b: Any, purse: int) -> float:
    """Return what a week's events and visits to partners are expected to earn for a PURSE_*."""
    earned = p.birthday_amount[purse] / (12.0 * WEEKS_A_MONTH)
    if p.partners_earn != 0:
        earned += earned_from_partners(t, p, purse)
    for kind in range(p.activities):
        rate = activity_rate(t, p, b, kind)
        amount = np.float64(p.activity_amount[purse, kind])
        earned += rate * expected_under_caps(p, purse, SOURCE_ACTIVITY + kind, amount, rate)
    if p.streak_logins[purse] != 0 and p.streak_once[purse] == 0:
        seen = 1.0 - (1.0 - min(1.0, np.float64(t.digital))) ** 7
        earned += p.streak_amount[purse] * streaks_a_week(seen, int(p.streak_weeks[purse]))
    return float(earned)


@compiled
def year_of_activities(t: Any, p: Any, b: Any, knows_value: int) -> float:
    """Return what the points of a year's events are worth to a member, minor units.

    They come with being a member, whoever an order goes to: they weigh on joining and staying, on no choice.
    """
    if p.events_earn + p.partners_earn == 0:
        return 0.0
    points = 12.0 * WEEKS_A_MONTH * weekly_activities(t, p, b, PURSE_POINTS)
    known = comprehension(knows_value, b.uncomprehended, 0.0)
    return float(points * point_worth(t, p, b) * redemption_belief(t, p, b) * known * b.points_weight)
