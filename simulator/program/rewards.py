"""What points and membership buy: payment at checkout, a catalogue and cash back, and who funds it."""

from __future__ import annotations

from simulator.rule import rule


@rule
def points_to_use(usable: int, minimum: int, step: int, cap: int, price: int, value: int) -> int:
    """Return the most points that may pay for an order, 0 or more.

    Parameters
    ----------
    usable
        Usable points held, 0 or more.
    minimum
        Points held before any may be used, 0 or more.
    step
        Points are used in multiples of this, 1 or more.
    cap
        Largest share of the order payable with points, thousandths, 0 to 1000.
    price
        Price after price cuts, minor units, 0 or more.
    value
        Worth of a point, millionths of a minor unit, 0 or more.

    Source: checkout rules of the program file; rounding down favours the firm by less than one step.
    """
    if value <= 0 or usable < minimum:
        return 0
    payable = min(usable, cap * price * 1_000 // value)
    return payable // step * step


@rule
def face_value(points: int, value: int) -> int:
    """Return what points are worth at checkout, minor units, rounded down.

    Parameters
    ----------
    points
        Points, 0 or more.
    value
        Worth of a point, millionths of a minor unit, 0 or more.

    Source: the point value of the program file; rounding down once an order is an assumption.
    """
    return points * value // 1_000_000


@rule
def price_cut(price: int, percent: int) -> int:
    """Return a price cut in minor units, rounded half up, 0 to price.

    Parameters
    ----------
    price
        Price, minor units, 0 or more.
    percent
        Share of the price, thousandths, 0 to 1000.

    Source: commercial rounding, an assumption.
    """
    return (price * percent + 500) // 1_000


@rule
def funded_part(amount: int, thousandths: int) -> int:
    """Return the part of a benefit that a funder pays, minor units, rounded down; the firm takes the rest.

    Parameters
    ----------
    amount
        The benefit, minor units, 0 or more.
    thousandths
        The funder's share, 0 to 1000.

    Source: the funding shares of the program file; that the firm takes the rest is an assumption.
    """
    return amount * thousandths // 1_000
