"""Qualifying value, the metric that tiers are judged on, and the behaviour rating that multiplies it."""

from __future__ import annotations

from simulator.rule import rule


@rule
def status_on_purchase(base: int, rate: int, multiplier: int, rating: int) -> int:
    """Return the qualifying value earned by a purchase, rounded down to a whole unit, 0 or more.

    Parameters
    ----------
    base
        The part of the order that earns, minor units, 0 to 900 million.
    rate
        Millionths of a unit of qualifying value per minor unit, 0 or more.
    multiplier
        Multiplier of level and day together, thousandths, 0 or more.
    rating
        The member's behaviour rating, thousandths, 0 or more; 1000 where there is none.

    Source: growth = settlement amount x behaviour rating (230890.com on JD's help centre, inferred there).
    """
    return base * rate * (multiplier * rating // 1_000) // 1_000_000_000


@rule
def rating_after_order(index: int, kept_in_row: int, up_orders: int, last: int) -> int:
    """Return the step of the behaviour rating after a kept order: one higher once enough came in a row.

    Parameters
    ----------
    index
        The step before, 0 to last.
    kept_in_row
        Kept orders since the last change of the step, this one included, 1 or more.
    up_orders
        Orders in a row that raise the rating, 0 when it never rises.
    last
        The highest step.

    Source: the rating rises with the number of orders (230890.com); counting them in a row is an assumption.
    """
    if up_orders > 0 and kept_in_row >= up_orders and index < last:
        return index + 1
    return index


@rule
def rating_after_fault(index: int, falls: int) -> int:
    """Return the step of the behaviour rating after a return or a refused order, 0 or more.

    Parameters
    ----------
    index
        The step before, 0 or more.
    falls
        1 when this kind of event lowers the rating, else 0.

    Source: the rating falls with refusals and returns (230890.com); one step at a time is an assumption.
    """
    if falls != 0 and index > 0:
        return index - 1
    return index
