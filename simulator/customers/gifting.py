"""Gifts by chance: what is drawn with an order or a login, the delight of it, and the pull of a lottery.

`s` is the member's state record, `p` the program's, `page` the week's. The week and the worked cases hand
gifts out through the same functions; there nothing is drawn, the history says who won.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from simulator import chance
from simulator.accounts import chart
from simulator.chance import uniform
from simulator.customers.account import use_points
from simulator.customers.buying import OWN_POINTS, post_benefit, redemption_wanted
from simulator.customers.choice import noticed
from simulator.customers.satisfaction import experience_weight, moved
from simulator.customers.stamping import give_reward
from simulator.program.gifts import gift_open, gifts_left
from simulator.program.sizes import MOST_GIFTS
from simulator.program.table import GIFT_AT_LOGIN, GIFT_AT_ORDER, GIFT_FOR_POINTS
from simulator.rule import compiled, rule

POINTS_COUNT = 128  # of the draws of spending points on a lottery, above those of checkout and catalogue


@rule
def weighted_chance(likely: float, curvature: float) -> float:
    """Return the weight that a chance has in the mind, 0-1: small chances weigh more than they are.

    Units: chance 0-1; curvature 0-1, where 1 is the chance itself.
    Source: [published] probability weighting of gains, Tversky & Kahneman 1992.
    """
    if likely <= 0.0:
        return 0.0
    if likely >= 1.0:
        return 1.0
    top = math.exp(curvature * math.log(likely))
    rest = math.exp(curvature * math.log(1.0 - likely))
    return top / math.exp(math.log(top + rest) / curvature)


@rule
def lottery_freshness(lasting: float, weeks: int, fading: float) -> float:
    """Return the share of a lottery's first appeal that is left, `lasting` to 1.

    Units: weeks since joining, weeks of fading. Source: [assumption] short-lived stimuli; form and sizes.
    """
    return lasting + (1.0 - lasting) * math.exp(-max(0, weeks) / fading)


@rule
def delight(most: float, worth: float, basket: float, expected: float) -> float:
    """Return the quality that a gift adds to an order as it is felt, 0 to `most`.

    Units: quality 0-1; worth and usual basket in minor units; expected is the share of orders that the member
    has come to expect a gift with.
    Source: [published in part] customer delight, Oliver, Rust & Varki 1997 (sign); sizes an assumption.
    """
    return most * min(1.0, worth / basket) * (1.0 - expected)


@compiled
def _turn_year(s: Any, page: Any, day: int) -> None:
    """Begin the counts of a member's gifts anew in another calendar year."""
    year = int(page.month[day - page.first_day]) // 12
    if s.gift_year != year:
        s.gift_year = year
        for k in range(MOST_GIFTS):
            s.gifts[k] = 0


@compiled
def may_get(s: Any, p: Any, page: Any, day: int, k: int) -> bool:
    """Tell whether a gift is open to a member on a day: by level, by its terms, within the year's limit."""
    if p.gift_levels[k, s.level] == 0:
        return False
    order = int(s.kept_orders) + 1
    if not gift_open(int(p.gift_kind[k]), int(p.gift_number[k]), int(s.usable), order):
        return False
    same = s.gift_year == page.month[day - page.first_day] // 12
    return gifts_left(int(s.gifts[k]) if same else 0, int(p.gift_at_most[k]))


@compiled
def hand_gift(s: Any, p: Any, page: Any, day: int, k: int) -> None:
    """Hand a gift to a member, and post what it costs, with the catalogue where points were spent on it."""
    _turn_year(s, page, day)
    s.gifts[k] = min(250, int(s.gifts[k]) + 1)
    if p.gift_kind[k] == GIFT_FOR_POINTS:
        post_benefit(page, chart.CATALOGUE_COST, int(p.gift_cost[k]), p.gift_funding[k])
    else:
        give_reward(page, int(p.gift_worth[k]), int(p.gift_cost[k]), p.gift_funding[k])


@compiled
def enter_for_points(s: Any, p: Any, ring: Any, page: Any, k: int) -> None:
    """Spend the points of an entry, which the member must have."""
    price = int(p.gift_number[k])
    use_points(s, p, ring, page, price)
    page.tally[page.at, chart.REDEMPTIONS] += 1
    page.own[OWN_POINTS] += price


@compiled
def gifts_with_order(
    t: Any, s: Any, p: Any, b: Any, ring: Any, page: Any, key: Any, day: int, count: int
) -> None:
    """Draw what comes with a kept order of a member: surprises, and the prizes of lotteries."""
    got = 0.0
    for k in range(p.gifts):
        kind = p.gift_kind[k]
        if kind == GIFT_AT_LOGIN or not may_get(s, p, page, day, k):
            continue
        if kind == GIFT_FOR_POINTS:
            hoped = weighted_chance(p.gift_chance[k], b.probability_weighting) * p.gift_worth[k]
            hoped *= lottery_freshness(b.lottery_lasting, page.week - int(s.joined_day) // 7, b.lottery_weeks)
            place = count + POINTS_COUNT + 16 * k
            if not redemption_wanted(t, s, p, b, ring, page, key, place, hoped, 0.0):
                continue
            enter_for_points(s, p, ring, page, k)
        if uniform(key, page.week, chance.GIFT_ORDER, count * MOST_GIFTS + k) < p.gift_chance[k]:
            hand_gift(s, p, page, day, k)
            got = 1.0
            page.delight += delight(
                b.gift_delight, float(p.gift_worth[k]), np.float64(t.basket), np.float64(s.gift_expected)
            )
    # What comes with nearly every order is no gift any more: it is missed like a promise when it stays away.
    if got == 0.0:
        s.promised = max(np.float64(s.promised), b.promise_level * np.float64(s.gift_expected))
    s.gift_expected = moved(np.float64(s.gift_expected), got, b.expectation_gain)


@compiled
def gifts_with_login(t: Any, s: Any, p: Any, b: Any, page: Any, key: Any, days: int) -> bool:
    """Draw the lotteries of the week's days with a login; return whether the member won. A prize delights."""
    won = False
    first = int(page.first_day)
    for k in range(p.gifts):
        if p.gift_kind[k] != GIFT_AT_LOGIN:
            continue
        for day in range(days):
            u = uniform(key, page.week, chance.GIFT_LOGIN, k * 8 + day)
            if u < p.gift_chance[k] and may_get(s, p, page, first, k):
                hand_gift(s, p, page, first, k)
                won = True
                gain = delight(b.gift_delight, float(p.gift_worth[k]), np.float64(t.basket), 0.0)
                gain *= b.quality_weight + b.positive_disconfirmation
                level = np.float64(s.satisfaction)
                weight = experience_weight(int(s.orders), b.satisfaction_step)
                s.satisfaction = moved(level, level + gain, weight)
    return won


@compiled
def hoped_for(p: Any, b: Any, k: int) -> float:
    """Return what an order's entry to a lottery is worth in the mind, minor units; 0 for any other gift."""
    if p.gift_kind[k] != GIFT_AT_ORDER:
        return 0.0
    return float(weighted_chance(p.gift_chance[k], b.probability_weighting) * p.gift_worth[k])


@compiled
def lottery_pull(t: Any, s: Any, p: Any, b: Any, page: Any, day: int, scale: float) -> float:
    """Return the pull of the lotteries that this order would enter, logits; a surprise has none."""
    hoped = 0.0
    for k in range(p.gifts):
        if p.gift_kind[k] == GIFT_AT_ORDER and may_get(s, p, page, day, k):
            hoped += hoped_for(p, b, k)
    hoped *= lottery_freshness(b.lottery_lasting, page.week - int(s.joined_day) // 7, b.lottery_weeks)
    basket = np.float64(t.basket)
    return float(scale * noticed(hoped, basket, b.noticing) / basket * b.privilege_weight)


@compiled
def offered_lotteries(p: Any, b: Any) -> float:
    """Return what the base level's lotteries are worth an order to somebody asked to join, minor units."""
    return lotteries_at(p, b, 0)


@compiled
def lotteries_at(p: Any, b: Any, level: int) -> float:
    """Return what the lotteries of a level are worth an order, minor units."""
    hoped = 0.0
    for k in range(p.gifts):
        if p.gift_levels[k, level] != 0:
            hoped += hoped_for(p, b, k)
    return float(hoped)
