"""Belonging: who is in which club, and what a club gives its members.

Order of parts: joining and leaving, invitations, what multiplies, what it is worth and how it holds.
The clubs of a member are bits, and levels of further ladders are those behind them: both give as groups do.
Whether a privilege is his is told in standing.py.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from simulator import chance
from simulator.chance import uniform
from simulator.customers.joining import joining_chance
from simulator.customers.ladders import ladders_multiplier
from simulator.customers.standing import standing
from simulator.customers.worth_of_points import point_worth, points_per_order, redemption_belief
from simulator.customers.worth_of_privileges import cases_per_order
from simulator.program.clubs import at_stage
from simulator.program.sizes import MOST_CLUBS
from simulator.program.table import (
    BASIS_EVENT,
    BASIS_FAILURE,
    BASIS_ORDER,
    BASIS_RETURN,
    BASIS_YEAR,
    THOUSAND,
)
from simulator.rule import compiled

CLUB_BITS = (1 << MOST_CLUBS) - 1  # behind them are the levels of further ladders


@compiled
def in_club(s: Any, k: int) -> bool:
    """Tell whether a member is in a club."""
    return (int(s.clubs) >> k) & 1 != 0


@compiled
def join_club(s: Any, p: Any, k: int) -> None:
    """Let a member join a club, if he is invited where that is asked."""
    if int(s.year_spent) >= p.club_invited[k]:
        s.clubs = int(s.clubs) | (1 << k)


@compiled
def leave_club(s: Any, k: int) -> None:
    """Let a member leave a club."""
    s.clubs = int(s.clubs) & ~(1 << k)


@compiled
def hear_of_clubs(t: Any, s: Any, p: Any, b: Any, page: Any) -> None:
    """Let a member who hears of the clubs join those that he may and wants to be in.

    The wish is drawn once a customer and club: who does not care does not care the next time either, unless
    the club is worth more to him by then.
    """
    for k in range(p.clubs):
        if in_club(s, k) or int(s.year_spent) < p.club_invited[k]:
            continue
        stage = uniform(s.key, 0, chance.CLUB_STAGE, k)
        if not at_stage(stage, int(page.week), p.club_share[k], int(p.club_weeks[k])):
            continue
        worth = _worth_of_joining(t, s, p, b, k)
        likely = joining_chance(b.club_join, 0.0, 6.0, b.join_value, worth, np.float64(t.basket), 0.0)
        if uniform(s.key, 0, chance.CLUB_JOIN, k) < likely:
            join_club(s, p, k)


@compiled
def _worth_of_joining(t: Any, s: Any, p: Any, b: Any, k: int) -> float:
    """Return what a club would add to a usual order, a year's gifts spread over its orders; minor units.

    A privilege that is for several clubs counts only as far as he does not have it yet.
    """
    held, had = standing(s, p), int(s.clubs)
    more = had | (1 << k)
    share = p.event_share[held]
    orders = max(1.0, 52.0 * np.float64(t.rate))
    worth = group_order_worth(t, p, b, held, more, share) - group_order_worth(t, p, b, held, had, share)
    worth += (group_year_worth(p, held, more) - group_year_worth(p, held, had)) / orders
    times = max(0, int(p.club_points[k]) - club_multiplier(s, p)) / 1000.0
    if times > 0.0:
        points = points_per_order(p, held, np.float64(t.basket), times, np.float64(t.rate))
        worth += points * point_worth(t, p, b) * redemption_belief(t, p, b)
    return float(worth)


@compiled
def outgrow_clubs(s: Any, p: Any, week: int) -> None:
    """Let a member leave the clubs of a stage of life that is over."""
    if s.clubs == 0:
        return
    for k in range(p.clubs):
        if p.club_weeks[k] == 0 or not in_club(s, k):
            continue
        stage = uniform(s.key, 0, chance.CLUB_STAGE, k)
        if not at_stage(stage, week, p.club_share[k], int(p.club_weeks[k])):
            leave_club(s, k)


@compiled
def renew_invitations(s: Any, p: Any) -> None:
    """Close a calendar year: who paid less than a club invites from leaves it; spend starts again at 0."""
    for k in range(p.clubs):
        if int(s.year_spent) < p.club_invited[k]:
            leave_club(s, k)
    s.year_spent = 0


@compiled
def club_multiplier(s: Any, p: Any) -> int:
    """Return the largest multiplier of the member's groups on points, thousandths."""
    return int(group_multiplier(p, int(s.clubs)))


@compiled
def group_multiplier(p: Any, groups: int) -> int:
    """Return the largest multiplier of some groups on points, thousandths."""
    largest = THOUSAND
    for k in range(p.clubs):
        if (groups >> k) & 1 != 0:
            largest = max(largest, int(p.club_points[k]))
    return max(largest, ladders_multiplier(p, groups)) if p.ladders != 0 else largest


@compiled
def club_relevance(s: Any, p: Any) -> float:
    """Return the largest multiplier of the member's clubs on the chance to take a contact in."""
    largest = 1.0
    for k in range(p.clubs):
        if in_club(s, k):
            largest = max(largest, p.club_relevance[k])
    return float(largest)


@compiled
def _gives(p: Any, k: int, held: int, groups: int) -> bool:
    """Tell whether groups (as bits) give a privilege to a standing that it does not have by itself."""
    by_level = p.privilege_levels[k, held] != 0
    by_rung = groups & int(p.privilege_rungs[k, held]) != 0
    if p.privilege_clubs[k] == 0:
        return bool(by_rung and not by_level)
    return bool(groups & int(p.privilege_clubs[k]) != 0 and (by_level or by_rung))


@compiled
def group_order_worth(t: Any, p: Any, b: Any, held: int, groups: int, on_event: float) -> float:
    """Return what groups give a standing on one usual order, as it is expected, minor units.

    `on_event` is how far the order is one of a dated event, 0 to 1.
    """
    basket = np.float64(t.basket)
    worth = 0.0
    for k in range(p.privileges):
        if not _gives(p, k, held, groups):
            continue
        basis = p.privilege_basis[k]
        each = p.privilege_worth[k] + basket * p.privilege_percent[k] / 1000.0
        each *= p.privilege_share[k] * p.privilege_kept[k]
        if basis == BASIS_ORDER and basket >= p.privilege_over[k]:
            worth += each
        elif basis == BASIS_RETURN:
            worth += each * b.return_rate
        elif basis == BASIS_FAILURE:
            worth += each * (b.failure_rate - cases_per_order(t, p, b))
        elif basis == BASIS_EVENT:
            worth += each * on_event
    return float(worth)


@compiled
def group_year_worth(p: Any, held: int, groups: int) -> float:
    """Return what groups give a standing in a year without any order, minor units."""
    worth = 0.0
    for k in range(p.privileges):
        if p.privilege_basis[k] == BASIS_YEAR and _gives(p, k, held, groups):
            worth += p.privilege_share[k] * p.privilege_kept[k] * p.privilege_worth[k]
    return float(worth)


@compiled
def club_order_worth(t: Any, s: Any, p: Any, b: Any, held: int, on_event: float) -> float:
    """Return what the member's groups give a standing on one usual order, minor units."""
    return float(group_order_worth(t, p, b, held, int(s.clubs), on_event))


@compiled
def club_year_worth(s: Any, p: Any, held: int) -> float:
    """Return what the member's groups give a standing in a year without any order, minor units."""
    return float(group_year_worth(p, held, int(s.clubs)))


@compiled
def club_tie(s: Any, b: Any) -> float:
    """Return the switching cost of belonging to a club, logits."""
    return float(b.club_bond) if int(s.clubs) & CLUB_BITS != 0 else 0.0
