"""What a member earns and what that buys, read from the clauses in closed form. Money is in whole units.

A new way to earn is made known to every check by adding it to `points_a_year` and `status_a_year`, a new way
to use points by adding it to `ways_to_use`.

Order of parts: what is earned, what points are worth.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import NamedTuple

from simulator.audit.buyers import DAYS_A_YEAR, MONTHS_A_YEAR, WEEKS_A_YEAR, Buyers
from simulator.fields import Path
from simulator.program import Program
from simulator.program.clause import Funding
from simulator.program.earning import FlatEarnings
from simulator.program.rewards import Rewards
from simulator.program.tiers import Level, Tiers

LARGEST_SPEND = 1e12  # a year; what asks for more is asked of nobody
HALVINGS = 60
LONGEST_SAVING = 520  # weeks; nobody saves longer for a reward
CHECKOUT: Path = ("rewards", "checkout")

# ---- what is earned ---------------------------------------------------------------------------------------


def _flat(earn: FlatEarnings, buyers: Buyers, orders: float) -> float:
    """Return the flat amounts of a year: logins, reviews, and months with enough shopping days."""
    total = 0.0
    if earn.first_login_of_day:
        total += earn.first_login_of_day.amount * buyers.numbers["login_rate"] * DAYS_A_YEAR
    if earn.approved_review:
        total += earn.approved_review.amount * buyers.numbers["review_rate"] * orders
    if days := earn.shopping_days_of_month:
        monthly = orders / MONTHS_A_YEAR
        fewer = sum(
            math.exp(count * math.log(monthly) - monthly - math.lgamma(count + 1)) if monthly > 0 else 0.0
            for count in range(days.days)
        )
        total += days.amount * MONTHS_A_YEAR * max(0.0, 1.0 - fewer) if monthly > 0 else 0.0
    return total


def earning_share(program: Program, buyers: Buyers, level: str) -> float:
    """Return the share of a level's spend that earns: kept, of orders large enough, and not excluded."""
    kept = 1.0 - buyers.numbers["return_rate"] - buyers.numbers["refusal_rate"]
    if clause := program.exclusions:
        if clause.minimum_order:
            kept *= buyers.orders_over(float(clause.minimum_order.size))
        if clause.levels is None or level in clause.levels:
            kept *= 1.0 - clause.share.ratio
    return max(0.0, kept)


def points_a_year(program: Program, buyers: Buyers, level: str, spend: float) -> float:
    """Return the points that a member earns in a year at the rate of the first level."""
    points = program.points
    if points is None:
        return 0.0
    rate = float(points.earn.purchase.rate.size) if points.earn.purchase else 0.0
    earned = rate * spend * earning_share(program, buyers, level)
    return earned + _flat(points.earn, buyers, buyers.buyer(spend).orders)


def status_a_year(program: Program, buyers: Buyers, level: str, spend: float) -> float:
    """Return the qualifying value of a year, at a rating and multipliers of one."""
    tiers, status = program.tiers or Tiers(), program.status
    earning = spend * earning_share(program, buyers, level)
    if tiers.metric == "spend":
        return earning
    if status is None:
        return 0.0
    rate = float(status.earn.purchase.rate.size) if status.earn.purchase else 0.0
    return rate * earning + _flat(status.earn, buyers, buyers.buyer(spend).orders)


def counting_years(program: Program, carried_years: float) -> float:
    """Return over how long the qualifying value adds up before it is judged."""
    tiers = program.tiers or Tiers()
    if tiers.window == "rolling":
        return (tiers.months or 1) / MONTHS_A_YEAR
    return 1.0 if tiers.window in ("calendar", "anniversary") else carried_years


def spend_for(program: Program, buyers: Buyers, name: str, level: Level, carried_years: float) -> float:
    """Return the yearly spend that reaches a level, infinite where no spend does."""
    years = counting_years(program, carried_years)

    def reaches(spend: float) -> bool:
        orders = buyers.buyer(spend).orders * years
        return (
            status_a_year(program, buyers, name, spend) * years >= level.starts
            and orders >= level.orders - 1e-9
        )

    low, high = 0.0, LARGEST_SPEND
    if reaches(low):
        return low
    if not reaches(high):
        return math.inf
    for _ in range(HALVINGS):
        middle = math.sqrt(low * high) if low > 1e-3 else high / 1e3
        low, high = (low, middle) if reaches(middle) else (middle, high)
    return high


# ---- what points are worth --------------------------------------------------------------------------------


class Way(NamedTuple):
    """One way to use points."""

    name: str
    path: Path
    points: float  # that must be held
    worth: float  # of a point, to the member
    cost: float  # of a point, whoever pays
    funded: Funding


def ways_to_use(program: Program) -> Iterator[Way]:
    """Find every way to use points."""
    rewards, points = program.rewards or Rewards(), program.points
    if rewards.checkout and points and points.value:
        value = float(points.value.size)
        held = max(float(rewards.checkout.minimum.size), float(rewards.checkout.step.size))
        yield Way("payment at checkout", CHECKOUT, held, value, value, rewards.checkout.funded)
    for name, item in rewards.catalogue.items():
        price = float(item.points or 0)
        if not price and points and points.value:  # the price follows the worth in cash
            price = float(item.worth.size / points.value.size)
        spent = item.cost or item.worth  # a voucher costs what it takes off
        worth, cost = float(item.worth.size) / price, float(spent.size) / price
        yield Way(name, ("rewards", "catalogue", name), price, worth, cost, item.funded)


def validity_weeks(program: Program) -> float:
    """Return how long points add up before the first of them expire, infinite when they never do."""
    expiry = program.points.expiry if program.points else None
    if expiry and expiry.after:
        return float(expiry.weeks)
    if expiry and expiry.on:
        return WEEKS_A_YEAR * (2 if expiry.year == "next" else 1)
    return math.inf


def mean_validity_weeks(program: Program) -> float:
    """Return how long a point may be used on average, infinite when it never expires."""
    expiry = program.points.expiry if program.points else None
    if expiry and expiry.on:
        return WEEKS_A_YEAR * (1.5 if expiry.year == "next" else 0.5)
    return validity_weeks(program)


def pending_weeks(program: Program) -> int:
    """Return how long points are not usable at first."""
    return program.points.pending.weeks if program.points and program.points.pending else 0


def ways_in_reach(program: Program, earned: float) -> list[Way]:
    """Return the ways to use points that a member who earns so many a year ever holds enough for."""
    held = earned * min(validity_weeks(program), LONGEST_SAVING) / WEEKS_A_YEAR
    return [way for way in ways_to_use(program) if way.points <= held]


def usual_way(program: Program, earned: float) -> Way | None:
    """Return how points are mostly used: at checkout where that can be reached, else for the best reward.

    Source: assumption; in simulated years four fifths of points go to checkout where there is one.
    """
    ways = ways_in_reach(program, earned)
    paying = [way for way in ways if way.path == CHECKOUT]
    return max(paying or ways, key=lambda way: way.worth, default=None)
