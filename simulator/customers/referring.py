"""Referring: members tell friends of the program, friends join and meet a condition, both sides are rewarded.

Order of parts: the friend's order, the member's reward, telling, hearing, what a friend gets in his mind.
Nobody reads another customer: what is referred and what is met is counted by region and known a week later.
`s` is the customer's state record, `p` the program's, `page` the week's. The week and the worked cases post
through the same functions.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from simulator import chance
from simulator.accounts import chart
from simulator.chance import uniform
from simulator.customers.account import earn_points
from simulator.customers.awareness import comprehension
from simulator.customers.buying import post_benefit
from simulator.customers.choice import noticed
from simulator.customers.leaving import heeds, return_to_firm
from simulator.customers.page import place
from simulator.customers.stamping import give_reward
from simulator.customers.state import CONDITIONS_MET, NEVER, OUTSTANDING, REFERRED
from simulator.customers.telling import FRIEND_REFERRED, hearing_chance
from simulator.customers.trust import trust_after_kept
from simulator.customers.worth_of_points import point_worth, redemption_belief
from simulator.customers.worth_of_stamps import share_of_baskets
from simulator.program.referral import referral_counts, rewarded_again
from simulator.program.rewards import price_cut
from simulator.program.table import JOIN_AUTOMATIC
from simulator.rule import compiled, rule

MET = 2  # of `referred`: the order at hand meets the condition
MOST_OUTSTANDING = 200  # referrals of one member whose condition is not known to be met


@rule
def referring_chance(rate: float, feeling: float, bonus_weight: float, reward: float, half: float) -> float:
    """Return the chance to refer a friend after an order, 0-1.

    Units: rate an order; feeling adds to its logarithm, from satisfaction and trust above their means; reward
    is what referring is worth, and half the reward at which half of its effect is reached, in usual orders.
    Source: [published in part] rewards raise the likelihood of referring and their size matters little, Ryu &
    Feick 2007; who is satisfied recommends, Anderson 1998; form and sizes assumptions.
    """
    lift = 1.0 + bonus_weight * reward / (reward + half)
    return min(1.0, rate * math.exp(feeling) * lift)


@rule
def likeness(alike: float, taste: float) -> float:
    """Return how much likelier a customer of a taste is to be a member's friend than anybody, mean 1.

    Members like the firm, and friends are alike: those referred have tastes that lie `alike` above the mean.

    Units: normal scores. Source: [published in part] referred customers are worth 16% more and stay longer,
    Schmitt, Skiera & Van den Bulte 2011 (sign); form (a tilted normal) and size assumptions.
    """
    return math.exp(alike * taste - 0.5 * alike * alike)


@rule
def kept_chance(met: int, outstanding: int) -> float:
    """Return the chance that a referral which is outstanding is one of those whose condition was met, 0-1.

    Units: conditions met in a region last week, referrals outstanding there.
    Source: [derived in part] mean field: which friend is whose is not known, an assumption.
    """
    return 0.0 if outstanding <= 0 else min(1.0, met / outstanding)


# ---- the friend's order ---------------------------------------------------------------------------------


@compiled
def meets_condition(s: Any, p: Any, day: int, price: int) -> bool:
    """Tell whether a kept order at a price after price cuts is the one that a referral asks for."""
    if s.referred == 0 or s.member == 0:
        return False
    days = day - int(s.joined_day)
    return bool(referral_counts(price, int(p.referral_minimum), days, int(p.referral_days)))


@compiled
def friends_cut(s: Any, p: Any, page: Any, day: int, goods: int, left: int) -> int:
    """Let a kept order meet the condition or not; return its price cut, of what other cuts leave."""
    if not meets_condition(s, p, day, left):
        return 0
    s.referred = MET
    off = min(left, int(p.referred_amount) + price_cut(goods, int(p.referred_percent)))
    post_benefit(page, chart.PRICE_DISCOUNT, off, p.referred_funding)
    return int(off)


@compiled
def meet_condition(s: Any, p: Any, ring: Any, page: Any) -> int:
    """End a referral with the order that met it and has earned; return the points that it brings besides."""
    if s.referred != MET:
        return 0
    s.referred = 0
    earn_points(s, p, ring, page, int(p.referred_points))
    page.tally[page.at, chart.REFERRALS_KEPT] += 1
    page.talk[CONDITIONS_MET] += 1
    return int(p.referred_points)


# ---- the member's reward --------------------------------------------------------------------------------


@compiled
def _rewarded_this_year(s: Any, page: Any, day: int) -> int:
    return int(s.referral_count) if s.referral_year == page.month[day - page.first_day] // 12 else 0


@compiled
def reward_referrer(s: Any, p: Any, ring: Any, page: Any, day: int) -> None:
    """Reward a member for a friend who met the condition, within the limit of the year."""
    if p.referrer_points + p.referrer_worth == 0:
        return
    taken = _rewarded_this_year(s, page, day)
    if not rewarded_again(taken, int(p.referral_at_most)):
        return
    s.referral_year = page.month[day - page.first_day] // 12
    s.referral_count = min(250, taken + 1)
    earn_points(s, p, ring, page, int(p.referrer_points))
    if p.referrer_worth > 0:
        give_reward(page, int(p.referrer_worth), int(p.referrer_cost), p.referrer_funding)
    page.tally[page.at, chart.REFERRALS_REWARDED] += 1


@compiled
def learn_of_friends(s: Any, p: Any, ring: Any, page: Any, heard: Any, talk: Any, region: int) -> bool:
    """Learn at a week's opening which friends met the condition, and count what is outstanding.

    Return whether there was a reward.
    """
    outstanding = int(s.referrals)
    if s.attached == 0:  # who has left claims nothing
        return False
    likely = kept_chance(
        int(heard[region, CONDITIONS_MET]), int(heard[region, OUTSTANDING] + heard[region, REFERRED])
    )
    kept = 0
    key = s.key
    if likely > 0.0:
        for n in range(outstanding):
            if uniform(key, page.week, chance.REFERRAL_KEPT, n) < likely:
                kept += 1
                reward_referrer(s, p, ring, page, int(page.first_day))
    s.referrals = outstanding - kept
    talk[region, OUTSTANDING] += outstanding - kept
    return kept > 0


# ---- telling --------------------------------------------------------------------------------------------


@compiled
def _worth_of_points(t: Any, s: Any, p: Any, b: Any, points: int) -> float:
    known = comprehension(int(s.knows_value), b.uncomprehended, 0.0)
    return float(points * point_worth(t, p, b) * redemption_belief(t, p, b) * known * b.points_weight)


@compiled
def worth_of_referring(t: Any, s: Any, p: Any, b: Any, page: Any, day: int) -> float:
    """Return what referring a friend is worth to a member, the friend's part included, minor units."""
    worth = p.referred_amount + np.float64(t.basket) * p.referred_percent / 1000.0
    worth = b.refer_for_friend * (worth + _worth_of_points(t, s, p, b, int(p.referred_points)))
    if rewarded_again(_rewarded_this_year(s, page, day), int(p.referral_at_most)):
        worth += p.referrer_worth + _worth_of_points(t, s, p, b, int(p.referrer_points))
    return float(worth)


@compiled
def refer_friend(t: Any, s: Any, p: Any, b: Any, page: Any, key: Any, day: int, count: int) -> None:
    """Refer a friend after an order or not; who does trusts the firm a little more for it."""
    basket = np.float64(t.basket)
    feeling = b.refer_feeling * (np.float64(s.satisfaction) - b.satisfaction_reference)
    feeling += b.refer_trusting * (np.float64(s.trust) - b.trust_reference)
    likely = referring_chance(
        b.refer_rate * np.float64(t.sociability),
        feeling,
        b.refer_bonus,
        worth_of_referring(t, s, p, b, page, day) / basket,
        b.refer_half,
    )
    if uniform(key, page.week, chance.TELL_REFERRAL, count) >= likely:
        return
    page.tally[page.at, chart.REFERRALS] += 1
    page.talk[REFERRED] += 1
    page.message = int(page.message) | FRIEND_REFERRED
    s.referrals = min(MOST_OUTSTANDING, int(s.referrals) + 1)
    s.trust = trust_after_kept(np.float64(s.trust), b.refer_tie, 1.0)


@compiled
def live_referral(
    t: Any, s: Any, p: Any, b: Any, ring: Any, page: Any, key: Any, day: int, count: int
) -> None:
    """End an order of a member under a program that asks for friends: his own referral, then his friends."""
    if p.referral != 0 and s.member != 0:
        meet_condition(s, p, ring, page)
        refer_friend(t, s, p, b, page, key, day, count)


# ---- hearing --------------------------------------------------------------------------------------------


@compiled
def hear_referral(t: Any, s: Any, b: Any, page: Any, share: float) -> None:
    """Hear of the program from a member or not; `share` is last week's referrals a head of the region.

    In a network it is those of the neighbours over the mean number of ties.

    Who is no member yet trusts a little more, is asked to join anew, and may come back to the firm.
    """
    if s.member != 0 or s.referred != 0 or t.entry >= page.first_day:
        return
    key = s.key
    mean = b.refer_reach * np.float64(t.sociability) * share
    mean *= likeness(b.refer_alike, np.float64(t.taste_focal))
    u = uniform(key, page.week, chance.HEAR_REFERRAL, 0)
    if u >= mean or u >= hearing_chance(mean):  # 1 - exp(-x) <= x: most hear nothing
        return
    s.referred = 1
    s.aware = 1
    s.prompted_week = NEVER
    s.trust = trust_after_kept(np.float64(s.trust), b.refer_trust, 1.0)
    place(page, s, t)
    page.tally[page.at, chart.REFERRALS_HEARD] += 1
    if s.attached == 0 and uniform(key, page.week, chance.REFERRAL_RETURN, 0) < b.refer_return * heeds(s, b):
        return_to_firm(s)
        page.tally[page.at, chart.COMEBACKS] += 1


# ---- what a friend gets, in his mind --------------------------------------------------------------------


@compiled
def friends_worth(t: Any, s: Any, p: Any, b: Any) -> float:
    """Return what the condition's order brings to a referred customer, as noticed, minor units.

    Points count as far as a newcomer knows their worth; a smallest order as far as usual orders reach it.
    """
    basket = np.float64(t.basket)
    cut = min(basket, p.referred_amount + basket * p.referred_percent / 1000.0)
    known = b.known_at_joining + (1.0 - b.known_at_joining) * b.uncomprehended
    if s.member != 0:
        known = comprehension(int(s.knows_value), b.uncomprehended, 0.0)
    points = p.referred_points * point_worth(t, p, b) * redemption_belief(t, p, b) * known
    reached = share_of_baskets(basket, float(p.referral_minimum), b.basket_within)
    worth = noticed(cut, basket, b.noticing) * b.privilege_weight
    return float((worth + noticed(points, basket, b.noticing) * b.points_weight) * reached)


@compiled
def referral_pull(t: Any, s: Any, p: Any, b: Any, day: int) -> float:
    """Return the pull of what a referral promises with the next order, logits; once it is had, nothing."""
    if s.member != 0:
        if p.referral_days != 0 and day - int(s.joined_day) > p.referral_days:
            return 0.0
    elif p.join_kind != JOIN_AUTOMATIC and np.float64(t.joiner) < b.never_join:
        return 0.0
    return float(b.price_weight * np.float64(t.price) * friends_worth(t, s, p, b) / np.float64(t.basket))
