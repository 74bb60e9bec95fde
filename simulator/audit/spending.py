"""What points buy, and how long they last, read from the clauses in closed form. Money is in whole units.

A new way to use points is made known to every check by adding it to `ways_to_use`. Entering a lottery with
points is none of its own: it takes the place of another, by which points are valued.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import NamedTuple

from simulator.audit.buyers import MONTHS_A_YEAR, WEEKS_A_YEAR, Buyers
from simulator.fields import Path
from simulator.program import Program
from simulator.program.catalogue import PER_CUSTOMERS, Item, points_of
from simulator.program.clause import Funding
from simulator.program.rewards import Rewards

LONGEST_SAVING = 520  # weeks; nobody saves longer for a reward
CHECKOUT: Path = ("rewards", "checkout")
A_YEAR = {"year": 1.0, "month": MONTHS_A_YEAR, "ever": 1.0}  # what may be had ever is had in a first year


class Way(NamedTuple):
    """One way to use points."""

    name: str
    path: Path
    points: float  # that must be held
    worth: float  # of a point, to the member
    cost: float  # of a point, whoever pays
    funded: Funding
    most: float  # points a year that may be used so


def _most(item: Item, price: float) -> float:
    """Return the points a year that a member can spend on a reward: its limit, and a share of its stock."""
    most = math.inf
    if item.at_most:
        most = float(item.at_most.size) * A_YEAR[item.at_most.within]
    if item.stock:
        most = min(most, item.stock.per_week * WEEKS_A_YEAR / PER_CUSTOMERS)
    return most * price if price else 0.0


def ways_to_use(program: Program, buyers: Buyers) -> Iterator[Way]:
    """Find every way to use points. A voucher is used, and costs, when an order is large enough for it."""
    rewards, points = program.rewards or Rewards(), program.points
    if rewards.checkout and points and points.value:
        value = float(points.value.size)
        held = max(float(rewards.checkout.minimum.size), float(rewards.checkout.step.size))
        yield Way("payment at checkout", CHECKOUT, held, value, value, rewards.checkout.funded, math.inf)
    for name, item in rewards.catalogue.items():
        price = float(points_of(item, program))
        if not points or not price:
            continue
        used = buyers.orders_over(float((item.over or item.worth).size)) if item.gives else 1.0
        spent = item.cost or item.worth  # a voucher costs what it takes off
        worth, cost = (used * float(one.size) / price for one in (item.worth, spent))
        yield Way(name, ("rewards", "catalogue", name), price, worth, cost, item.funded, _most(item, price))


# ---- how long points last ---------------------------------------------------------------------------------


def _longer(program: Program, level: str) -> float:
    """Return the weeks that the grace and a level's extension add to the life of a point."""
    if program.points is None:
        return 0.0
    expiry = program.points.expiry
    more = expiry.extension.get(level)
    return float((more.weeks if more else 0) + (expiry.grace.weeks if expiry.grace else 0))


def validity_weeks(program: Program, level: str = "") -> float:
    """Return how long points add up before the first of them expire, infinite when they never do."""
    expiry = program.points.expiry if program.points else None
    if expiry and expiry.after:
        return float(expiry.weeks) + _longer(program, level)
    if expiry and expiry.on:
        return WEEKS_A_YEAR * (2 if expiry.year == "next" else 1) + _longer(program, level)
    return math.inf


def mean_validity_weeks(program: Program, level: str = "") -> float:
    """Return how long a point may be used on average, infinite when it never expires.

    Where points expire after inactivity, so long as nobody orders: that is what the gap is held against.
    """
    expiry = program.points.expiry if program.points else None
    weeks = validity_weeks(program, level)
    if expiry and expiry.on:
        weeks = WEEKS_A_YEAR * (1.5 if expiry.year == "next" else 0.5) + _longer(program, level)
    return min(weeks, float(expiry.inactive.weeks)) if expiry and expiry.inactive else weeks


def saving_weeks(program: Program, level: str, orders: float) -> float:
    """Return how long a member with so many orders a year can save before points expire.

    After inactivity: the mean time until orders that come by chance leave so long a gap, (e^(lw) - 1) / l.
    """
    weeks, expiry = validity_weeks(program, level), program.points.expiry if program.points else None
    if expiry and expiry.inactive:
        rate = orders / WEEKS_A_YEAR
        exponent = rate * expiry.inactive.weeks
        lasts = math.expm1(exponent) / rate if 0 < exponent < 500 else math.inf if rate > 0 else 0.0
        weeks = min(weeks, lasts)
    return weeks


def pending_weeks(program: Program) -> int:
    """Return how long points are not usable at first."""
    return program.points.pending.weeks if program.points and program.points.pending else 0


def ways_in_reach(program: Program, buyers: Buyers, level: str, spend: float, earned: float) -> list[Way]:
    """Return the ways to use points that a member who earns so many a year ever holds enough for."""
    weeks = saving_weeks(program, level, buyers.buyer(spend).orders)
    held = earned * min(weeks, LONGEST_SAVING) / WEEKS_A_YEAR
    return [way for way in ways_to_use(program, buyers) if way.points <= held]


def usual_way(program: Program, buyers: Buyers, level: str, spend: float, earned: float) -> Way | None:
    """Return how points are mostly used: at checkout where that can be reached, else for the best reward.

    Source: assumption; in simulated years four fifths of points go to checkout where there is one.
    """
    ways = ways_in_reach(program, buyers, level, spend, earned)
    paying = [way for way in ways if way.path == CHECKOUT]
    return max(paying or ways, key=lambda way: way.worth * min(earned, way.most), default=None)
