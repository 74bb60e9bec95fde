"""What a member earns in a year, read from the clauses in closed form. Money is in whole units.

A new way to earn is made known to every check by adding it to `flat_a_year`, a new factor on purchases by
adding it to `bought_a_year`. Orders and events that come by chance are taken as independent (Poisson), and
what comes once is counted in the year that it comes in: the year in view is a member's first.

Order of parts: chance, purchases, flat amounts and goals, the sums.
"""

from __future__ import annotations

import math

from simulator.audit.buyers import DAYS_A_YEAR, MONTHS_A_YEAR, WEEKS_A_YEAR, Buyer, Buyers
from simulator.audit.friends import points_of_friends
from simulator.program import Program
from simulator.program.caps import Caps, CapsOfMonth, activities_of
from simulator.program.earning import FlatEarnings
from simulator.program.goals import A_YEAR, Challenge, Streak
from simulator.program.platform import bundle_share
from simulator.program.tiers import Tiers
from simulator.units import Money

# ---- chance -----------------------------------------------------------------------------------------------


def at_least(count: int, mean: float) -> float:
    """Return the chance that so many things or more happen of which so many are expected (Poisson)."""
    if count <= 0:
        return 1.0
    if mean <= 0:
        return 0.0
    fewer = sum(math.exp(number * math.log(mean) - mean - math.lgamma(number + 1)) for number in range(count))
    return max(0.0, 1.0 - fewer)


def _capped(amount: float, part: CapsOfMonth, times: float) -> float:
    """Return what of a year's amount is under the caps of a day and a month; `times` a year it is earned."""
    if isinstance(part, Caps) and part.most_per_day is not None:
        amount = min(amount, part.most_per_day * min(times, DAYS_A_YEAR))
    if part.most_per_month is not None:
        amount = min(amount, part.most_per_month * MONTHS_A_YEAR)
    return amount


# ---- purchases --------------------------------------------------------------------------------------------


def shared_orders(program: Program, paying: bool) -> float:
    """Return the orders of others of the household on a mean account for each order of the member."""
    clause = program.household
    if clause is None or (clause.paid and not paying):
        return 0.0
    return clause.share.ratio * (clause.members - 1) * clause.orders.ratio


def account_of(program: Program, buyers: Buyers, spend: float, paying: bool) -> Buyer:
    """Return what is bought on the account of a member with a yearly spend, by the household too."""
    return buyers.buyer(spend * (1.0 + shared_orders(program, paying)))


def kept_share(buyers: Buyers) -> float:
    """Return the share of orders that is neither refused nor returned."""
    return max(0.0, 1.0 - buyers.numbers["return_rate"] - buyers.numbers["refusal_rate"])


def earning_share(program: Program, buyers: Buyers, level: str, least: float = 0.0) -> float:
    """Return the share of a level's spend that earns: kept, of orders large enough, and not excluded."""
    kept, clause = kept_share(buyers), program.exclusions
    if clause and clause.minimum_order:
        least = max(least, float(clause.minimum_order.size))
    if clause and (clause.levels is None or level in clause.levels):
        kept *= 1.0 - clause.share.ratio
    return kept * buyers.orders_over(least)


def _times(earn: FlatEarnings) -> float:
    """Return the multiplier that category and channel of an order have on average."""
    mean = 1.0
    for kinds in (earn.categories, earn.channels):
        mean *= 1.0 + sum(
            kind.share.amount * (float(kind.times.size) - 1.0) for kind in (kinds or {}).values()
        )
    return max(0.0, mean)


def bought_a_year(program: Program, buyers: Buyers, earn: FlatEarnings, level: str, spend: float) -> float:
    """Return what purchases earn in a year, before the multipliers of level, day and paying.

    Of a rate by full steps an order loses half a step on average.
    """
    bought = earn.purchase
    if bought is None or spend <= 0:
        return 0.0
    least = float(bought.minimum_order.size) if bought.minimum_order else 0.0
    share, each = earning_share(program, buyers, level, least), float(bought.rate.each or 0)
    full = max(0.0, 1.0 - each / 2 / buyers.basket) if buyers.basket else 1.0
    amount, orders = (
        float(bought.rate.per_unit) * spend * share * full * _times(earn),
        buyers.buyer(spend).orders,
    )
    if bought.most_per_order is not None:
        amount = min(amount, bought.most_per_order * orders * share)
    return _capped(amount, bought, orders)


# ---- flat amounts and goals -------------------------------------------------------------------------------


def logins_a_day(program: Program, buyers: Buyers) -> float:
    """Return the chance of a login on a day: services in one place bring members to the shop too."""
    bundle = bundle_share(program.platform.services) if program.platform else 0.0
    return min(1.0, buyers.numbers["login_rate"] * (1.0 + buyers.numbers["platform_visits"] * bundle))


def _streaks(streak: Streak, program: Program, buyers: Buyers, orders: float) -> float:
    """Return what runs of weeks earn in a year: weeks count by chance, a run that is whole starts anew."""
    a_week = 7 * logins_a_day(program, buyers) if streak.by == "logins" else orders / WEEKS_A_YEAR
    misses = math.exp(-a_week)
    whole = (1.0 - misses) ** streak.weeks
    if whole <= 0:
        return 0.0
    weeks = (1.0 - whole) / (misses * whole) if misses > 1e-9 else float(streak.weeks)
    runs = WEEKS_A_YEAR / max(weeks, streak.weeks)
    return streak.amount * (runs if streak.repeats else min(1.0, runs))


def _challenge(challenge: Challenge, buyers: Buyers, orders: float) -> float:
    """Return what a challenge earns in a year: windows a year, times the chance to reach its goal in one."""
    windows = A_YEAR[challenge.starts] if isinstance(challenge.starts, str) else 1.0
    length = challenge.days / DAYS_A_YEAR if challenge.days else 1.0 / windows
    goal = challenge.goal
    if isinstance(goal, Money):
        count = math.ceil(float(goal.size) / buyers.basket) if buyers.basket else 10**6
    else:
        count = int(goal.size)
    reached = windows * at_least(min(count, 10**4), orders * length)
    return challenge.amount * (min(1.0, reached) if challenge.once else reached)


def flat_a_year(program: Program, buyers: Buyers, earn: FlatEarnings, level: str, orders: float) -> float:
    """Return what a year earns whatever orders are worth: orders, logins, reviews, events, days and goals."""
    total = 0.0
    if earn.order:
        least = float(earn.order.minimum_order.size) if earn.order.minimum_order else 0.0
        times = orders * earning_share(program, buyers, level, least)
        total += _capped(earn.order.amount * times, earn.order, times)
    if earn.first_login_of_day:
        times = logins_a_day(program, buyers) * DAYS_A_YEAR
        total += _capped(earn.first_login_of_day.amount * times, earn.first_login_of_day, times)
    if earn.approved_review:
        times = buyers.numbers["review_rate"] * orders
        total += _capped(earn.approved_review.amount * times, earn.approved_review, times)
    for _, one in activities_of(earn).values():
        times = one.use.per_week * WEEKS_A_YEAR
        total += _capped(one.amount * times, one, times)
    if earn.birthday:
        total += earn.birthday.amount
    if days := earn.shopping_days_of_month:
        total += days.amount * MONTHS_A_YEAR * at_least(days.days, orders / MONTHS_A_YEAR)
    if earn.streak:
        total += _streaks(earn.streak, program, buyers, orders)
    return total + sum(_challenge(one, buyers, orders) for one in (earn.challenges or {}).values())


# ---- the sums ---------------------------------------------------------------------------------------------


def points_a_year(program: Program, buyers: Buyers, level: str, spend: float, paying: bool = False) -> float:
    """Return the points that a member earns in a year at the rate of the first level."""
    points = program.points
    if points is None:
        return 0.0
    account = account_of(program, buyers, spend, paying)
    bought = bought_a_year(program, buyers, points.earn, level, account.spend)
    friends = points_of_friends(program, buyers, buyers.buyer(spend).orders)
    return bought + friends + flat_a_year(program, buyers, points.earn, level, account.orders)


def status_a_year(program: Program, buyers: Buyers, level: str, spend: float, paying: bool = False) -> float:
    """Return the qualifying value of a year, at a rating and multipliers of one."""
    tiers, status = program.tiers or Tiers(), program.status
    account = account_of(program, buyers, spend, paying)
    if tiers.metric == "spend":
        return account.spend * earning_share(program, buyers, level)
    if status is None:
        return 0.0
    bought = bought_a_year(program, buyers, status.earn, level, account.spend)
    return bought + flat_a_year(program, buyers, status.earn, level, account.orders)
