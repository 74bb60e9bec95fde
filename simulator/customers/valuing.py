"""Valuing: what the program adds to this choice, as the member perceives it, entered once.

Stocks (balance, remaining term) do not enter here: they hold customers back from leaving only.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from simulator.customers.activities import year_of_activities
from simulator.customers.awareness import comprehension, pull_beside_others
from simulator.customers.belonging import club_multiplier, club_order_worth
from simulator.customers.choice import noticed, novelty_weight
from simulator.customers.couponing import offered_coupons
from simulator.customers.dates import percent_of_row, points_of_row
from simulator.customers.gifting import lottery_pull, offered_lotteries
from simulator.customers.goals import goals_per_order
from simulator.customers.rewarding import rewarded_pull
from simulator.customers.standing import IN_PAID_TERM, standing
from simulator.customers.worth_of_ladders import ladders_pull
from simulator.customers.worth_of_points import point_worth, points_per_order, points_pull, redemption_belief
from simulator.customers.worth_of_privileges import event_worth, order_worth, usual_worth
from simulator.customers.worth_of_stamps import stamp_worth, stamps_pull
from simulator.customers.worth_of_tiers import tier_pull
from simulator.program.table import PURSE_POINTS
from simulator.rule import compiled


@compiled
def offered_worth(t: Any, p: Any, b: Any, orders: float) -> float:
    """Return what the base level offers on an order to somebody who is asked to join, minor units.

    Privileges of a year are spread over its orders; points count as far as newcomers will know their worth.
    """
    basket = np.float64(t.basket)
    used = usual_worth(t, p, b, 0) + p.level_year[0] / max(1.0, orders)
    if p.coupons > 0:
        used += offered_coupons(t, p, b, orders)
    if p.gifts > 0:
        used += offered_lotteries(p, b)
    worth = noticed(used, basket, b.noticing) * b.privilege_weight
    known = b.known_at_joining + (1.0 - b.known_at_joining) * b.uncomprehended
    earned = points_per_order(p, 0, basket, 1.0, orders / 52.0)
    if p.goals != 0:
        earned += goals_per_order(p, b, PURSE_POINTS, basket, orders / 52.0)
    points = noticed(earned * point_worth(t, p, b), basket, b.noticing)
    cash = noticed(basket * p.cash_back / 1e6, basket, b.noticing)
    worth += (points * known * redemption_belief(t, p, b) + cash) * b.points_weight
    if p.events_earn + p.partners_earn != 0:
        each = year_of_activities(t, p, b, 1) * known / max(1.0, orders)
        worth += noticed(each, basket, b.noticing)
    if p.stamps_buy > 0:
        worth += noticed(stamp_worth(t, p, b), basket, b.noticing) * known * b.points_weight
    return float(worth)


@compiled
def goals_pull(t: Any, s: Any, p: Any, b: Any, page: Any, scale: float) -> float:
    """Return the pull of the points that this order adds to what goals are expected to earn, logits."""
    basket = np.float64(t.basket)
    worth = noticed(page.goal_gain[PURSE_POINTS] * point_worth(t, p, b), basket, b.noticing)
    known = comprehension(int(s.knows_value), b.uncomprehended, 0.0)
    return float(scale * worth * redemption_belief(t, p, b) * known / basket * b.points_weight)


@compiled
def _pull_of_order(t: Any, s: Any, p: Any, b: Any, page: Any, weekday: int, held: int, scale: float) -> float:
    """Return the pull of a standing's privileges, price cuts and points on this occasion, logits."""
    basket = np.float64(t.basket)
    cut = percent_of_row(p, page, weekday, held) / 1000.0
    used = order_worth(t, p, b, held) + basket * cut + event_worth(p, page, held, weekday)
    times = points_of_row(p, page, weekday, held) / 1000.0
    if s.clubs != 0:
        used += club_order_worth(t, s, p, b, held, float(page.day_event[weekday, held]))
        times *= club_multiplier(s, p) / 1000.0
    privileges = scale * noticed(used, basket, b.noticing) / basket * b.privilege_weight
    return float(privileges + points_pull(t, s, p, b, held, times, int(page.week), scale))


@compiled
def program_pull(t: Any, s: Any, p: Any, b: Any, page: Any, day: int) -> float:
    """Return all that the program adds to the firm's utility on this occasion, logits."""
    held = standing(s, p)
    weekday = day - page.first_day
    scale = b.price_weight * np.float64(t.price)
    order = _pull_of_order(t, s, p, b, page, weekday, held, scale)
    if s.paying == IN_PAID_TERM and b.sunk_cost > 0.0:
        # A fee once paid wants to be used: beside what it brings, and only as long as it brings something.
        free = _pull_of_order(t, s, p, b, page, weekday, int(s.level), scale)
        order += b.sunk_cost * max(0.0, order - free)
    if p.stamps_buy > 0:
        order += stamps_pull(t, s, p, b, page, day, scale)
    if p.goals != 0:
        order += goals_pull(t, s, p, b, page, scale)
    tier = tier_pull(t, s, p, b, page, day, scale)
    if p.ladders != 0:
        tier += ladders_pull(t, s, p, b, page, day, scale)
    fresh = novelty_weight(b.novelty, page.week - int(s.joined_day) // 7, b.novelty_weeks)
    drawn = lottery_pull(t, s, p, b, page, day, scale) if p.gifts > 0 else 0.0
    felt = rewarded_pull(s, b, int(page.week)) if s.reward_felt != 0 else 0.0
    whole = order * fresh + min(b.tier_cap, tier * fresh) + drawn + felt
    return float(whole * pull_beside_others(b.cards_nearby, b.card_crowding))
