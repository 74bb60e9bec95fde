"""Whether the accounts of members can hold what a program lets them earn on a market.

Balances by time (points by week, qualifying value by month of a rolling window) are 32-bit numbers. The bound
is on a heavy buyer whom a panel of any size hardly has, so that no run comes near it.
"""

from __future__ import annotations

from collections.abc import Iterator

from simulator.fields import Fault, Path
from simulator.market.file import Market, ranges
from simulator.program import Program
from simulator.program.caps import activities_of
from simulator.program.earning import FlatEarnings
from simulator.program.status import StatusClause
from simulator.program.table import THOUSAND
from simulator.units import minor_digits

MOST_HELD = 2**31 - 1
# A heavy buyer orders so much more often than the mean, spends so many times the mean a year, and his largest
# order is so many times the mean order: beyond six standard deviations of the usual spreads.
TIMES_AS_OFTEN, TIMES_AS_MUCH, LARGEST_ORDER = 20, 100, 500
FOREVER_YEARS, WEEKS_A_YEAR, MONTHS_A_YEAR = 20, 52, 12
LOGINS_A_YEAR = 366
FRIENDS_A_YEAR = 200.0


def _most(earn: FlatEarnings, rate: float, years: float, orders: float, basket: float) -> float:
    """Return the most that a heavy buyer holds: at a rate per unit of money, and of flat amounts."""
    spent = basket * max(LARGEST_ORDER, TIMES_AS_MUCH * orders * years)
    login, review, days = (int(amount) for amount in earn.amounts())
    each = review + (earn.order.amount if earn.order else 0)
    events = sum(one.amount * one.use.per_week * WEEKS_A_YEAR for _, one in activities_of(earn).values())
    events = TIMES_AS_OFTEN * events + (earn.birthday.amount if earn.birthday else 0)
    events += WEEKS_A_YEAR * earn.streak.amount / earn.streak.weeks if earn.streak else 0
    events += sum(MONTHS_A_YEAR * one.amount for one in (earn.challenges or {}).values())
    flat = events + login * LOGINS_A_YEAR + each * TIMES_AS_OFTEN * orders + days * MONTHS_A_YEAR
    return rate * spent + flat * max(1.0, years)


def _most_at_partners(program: Program, years: float, qualifying: bool = False) -> float:
    """Return the most that somebody earns at partners who visits them so much more often than is usual."""
    partners = [(one, one.earn) for one in (program.partners or {}).values() if one.earn]
    yearly = sum(
        float(one.spend.minor * earn.rate.millionths / earn.rate.step) / 1e6 * one.use.per_week
        for one, earn in partners
        if earn.qualifies or not qualifying
    )
    return TIMES_AS_OFTEN * WEEKS_A_YEAR * yearly * max(1.0, years)


def _most_by_referring(program: Program, years: float) -> float:
    """Return the most that somebody earns who brings friends again and again, and was brought himself."""
    referral = program.referral
    if referral is None:
        return 0.0
    mine, theirs = referral.referrer, referral.referred
    friends = float(referral.at_most.size) if referral.at_most else FRIENDS_A_YEAR
    yearly = friends * float(mine.points.size) if mine and mine.points else 0.0
    once = float(theirs.points.size) if theirs and theirs.points else 0.0
    return yearly * max(1.0, years) + once


def holding_faults(program: Program, market: Market, path: Path) -> Iterator[Fault]:
    """Tell when points or qualifying value of a program may outgrow an account on a market."""
    numbers = ranges(market)
    orders, basket = numbers["orders_per_year"][2], numbers["basket_mean"][2]
    if household := program.household:
        orders *= 1 + (household.members - 1) * household.orders.ratio
    held = []
    if points := program.points:
        expiry = points.expiry
        years = expiry.weeks / WEEKS_A_YEAR if expiry.after else 2 if expiry.on else FOREVER_YEARS
        rate = float(points.earn.purchase.rate.per_unit) if points.earn.purchase else 0.0
        rate *= program.largest_points_multiplier() / THOUSAND
        most = _most(points.earn, rate, years, orders, basket)
        most += _most_at_partners(program, years) + _most_by_referring(program, years)
        held.append(("points", most))
    if program.tiers and program.tiers.window == "rolling":
        status = program.status or StatusClause()
        rate = float(status.earn.purchase.rate.per_unit) if status.earn.purchase else 0.0
        rate = 1.0 if program.tiers.metric == "spend" else rate
        rate *= program.largest_status_multiplier() / THOUSAND
        years = (program.tiers.months or 1) / MONTHS_A_YEAR
        most = _most(status.earn, rate, years, orders, basket)
        held.append(("status", most + _most_at_partners(program, years, qualifying=True)))
        if any(level.spend for level in program.tiers.levels.values()):
            minor = 10.0 ** minor_digits(program.money)
            held.append(("spend", _most(FlatEarnings(), minor, years, orders, basket)))
    for what, most in held:
        if most > MOST_HELD:
            text = (
                f"a heavy buyer may come to hold {most:.2g} of its {what} at the market's orders "
                f"(basket_mean up to {basket:g}), an account holds at most {MOST_HELD:,}: "
                + ("take another window" if what == "spend" else f"lower the rate of {what}")
            )
            yield Fault(path, text)
