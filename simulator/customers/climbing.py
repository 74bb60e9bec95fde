"""Climbing: what one more order is worth on the way to a tier, kept or gained."""

from __future__ import annotations

import math

from simulator.chance import normal_share_below
from simulator.rule import rule

FEW_ORDERS = 6.0  # up to so many expected orders a sum is counted order by order
MOST_ORDERS = 40


@rule
def believed_rate(own_orders: int, weeks: int, usual: float, memory: float) -> float:
    """Return the orders a week that a member expects of himself for the rest of a term.

    Units: own orders this term, weeks elapsed, usual rate a week, memory in weeks.
    Source: [derived in part] gamma-Poisson mean; the memory is an assumption.
    """
    return (own_orders + memory * usual) / (max(0, weeks) + memory)


@rule
def share_above(missing: float, orders: float, variance: float) -> float:
    """Return the chance that a sum of orders reaches what is missing, as a gamma with its mean and variance.

    Units: missing and the mean `orders` in usual orders, above 0; variance in their square.
    Source: [published] Wilson & Hilferty 1931.
    """
    ninth = variance / (9.0 * orders * orders)
    cube_root = math.exp(math.log(missing / orders) / 3.0)
    return 1.0 - normal_share_below((cube_root - 1.0 + ninth) / math.sqrt(ninth))


@rule
def chance_to_reach(missing: float, orders: float, within: float) -> float:
    """Return the chance that a Poisson number of orders of varying size reaches what is missing, 0 to 1.

    A few expected orders are counted one by one, since often there is none: no gamma.

    Parameters
    ----------
    missing
        What is missing, in usual orders.
    orders
        Orders expected, 0 or more.
    within
        Variance of an order's size over its squared mean, above 0.

    Source: [published] compound Poisson-gamma sum; from six orders on a gamma by Wilson & Hilferty 1931.
    """
    if missing <= 0.0:
        return 1.0
    if orders <= 0.0:
        return 0.0
    if orders > FEW_ORDERS:
        return share_above(missing, orders, orders * (1.0 + within))
    term = math.exp(-orders)
    rest = 1.0 - term
    total = 0.0
    for count in range(1, MOST_ORDERS):
        term = term * orders / count
        reach = 4.0 * math.sqrt(within * count)
        if count - reach > missing:
            return total + rest
        if count + reach > missing:
            total += term * share_above(missing, count, within * count)
        rest -= term
        if rest < 1e-9:
            break
    return total


@rule
def gain_of_order(missing: float, step: float, orders: float, within: float) -> float:
    """Return how much one more order raises the chance to reach a tier by its deadline, 0 to 1.

    Units: what is missing and what this order brings (`step`) in usual orders, orders expected until the
    deadline, within as in `chance_to_reach`. Source: [derived] difference of two chances; that pressure peaks
    near the pace needed, as Orhun, Guo & Hagemann 2022 find, follows.
    """
    if missing <= 0.0 or step <= 0.0:
        return 0.0
    return max(
        0.0, chance_to_reach(missing - step, orders, within) - chance_to_reach(missing, orders, within)
    )


@rule
def shopping_days_chance(orders: float, days: int) -> float:
    """Return the chance of at least `days` orders in a month, 0 to 1.

    Units: orders expected in the month, 0 or more. Source: [derived] Poisson; two orders on one day are
    passed over.
    """
    term = math.exp(-orders)
    below = 0.0
    for count in range(days):
        below += term
        term = term * orders / (count + 1)
    return max(0.0, 1.0 - below)


@rule
def gain_of_streak(row: int, weeks: int, rate: float, left: float) -> float:
    """Return how much an order adds to the chance that a streak is completed without a gap, 0 to 1.

    Units: weeks counted so far, without this one; weeks asked for; orders a week; what is left of this week,
    0 to 1, in which another order would count the week as well. Source: [derived in part] Poisson orders;
    that a streak begun anew is worth as much whenever it begins is an assumption.
    """
    later = 1.0 - math.exp(-rate)
    return math.exp(-rate * left) * later ** (weeks - row - 1)


@rule
def streaks_a_week(likely: float, weeks: int) -> float:
    """Return how many streaks are completed a week on average, 0 to 1 over `weeks`.

    Units: chance that a week counts, 0-1; weeks asked for. Source: [published] renewals of runs of successes,
    Feller 1968, section XIII.7.
    """
    if likely >= 1.0:
        return 1.0 / weeks
    run = likely**weeks
    return run * (1.0 - likely) / (1.0 - run)


@rule
def gain_without_deadline(missing: float, order: float, rate: float, impatience: float) -> float:
    """Return the discounted worth of one order's step towards a tier that has no deadline, 0 to 1.

    Units: as in `gain_of_order`; impatience a week. Source: [derived] Erlang discounting of a one-off goal.
    """
    if missing <= 0.0 or order <= 0.0 or rate <= 0.0:
        return 0.0
    steps = math.ceil(missing / order)
    phi = math.log(rate / (rate + impatience))
    return math.exp(phi * (steps - 1)) * (1.0 - math.exp(phi))
