"""What members earn: points and qualifying value on purchases, and flat amounts for events."""

from __future__ import annotations

from simulator.rule import rule


@rule
def earning_base(
    paid: int,
    face_used: int,
    on_redeemed: int,
    excluded_share: int,
    is_excluded: int,
    minimum_order: int,
    price: int,
) -> int:
    """Return the part of an order that earns, in minor units, 0 or more.

    Parameters
    ----------
    paid
        Money paid, minor units, 0 or more.
    face_used
        Face value of the points used on the order, minor units, 0 or more.
    on_redeemed
        1 when the part paid with points earns too, else 0.
    excluded_share
        Share of the order that earns nothing, thousandths, 0 to 1000.
    is_excluded
        1 when the exclusion holds for the member's level, else 0.
    minimum_order
        Smallest price that earns anything, minor units, 0 or more.
    price
        Price after price cuts, in money and points, minor units, 0 or more.

    Source: the exclusions and the settlement amount of JD's growth rules of 2013 (o15.net, 230890.com).
    """
    if price < minimum_order:
        return 0
    base = paid
    if on_redeemed != 0:
        base += face_used
    if is_excluded != 0:
        base -= base * excluded_share // 1_000
    return base


@rule
def points_on_purchase(base: int, rate: int, multiplier: int) -> int:
    """Return the points earned by a purchase, rounded down to a whole point, 0 or more.

    Parameters
    ----------
    base
        The part of the order that earns, minor units, 0 to 900 million.
    rate
        Millionths of a point per minor unit, 0 or more.
    multiplier
        Multiplier of level and day together, thousandths, 0 or more.

    Source: rounding down once a purchase is an assumption; it is what published earning rules state.
    """
    return base * rate * multiplier // 1_000_000_000
