"""The same design at another cost: every benefit made larger or smaller by one factor."""

from __future__ import annotations

import numpy as np

from simulator.program.table import MILLION, THOUSAND, Ints, ProgramTable


def _times(amount: Ints | int, factor: float, most: int | None = None) -> Ints:
    scaled = np.rint(np.asarray(amount, np.float64) * factor).astype(np.int64)
    return scaled if most is None else np.minimum(scaled, most)


def scaled(table: ProgramTable, factor: float) -> ProgramTable:
    """Return the program with the money of its benefits multiplied, and its points and levels unchanged.

    Parameters
    ----------
    table
        The program.
    factor
        0 or more; 1 returns an equal table. Worth and cost move together; shares of a price stop at 100%.

    Raises
    ------
    ValueError
        When the factor is negative or no number.
    """
    if not 0.0 <= factor < float("inf"):
        raise ValueError(f"the factor is {factor}, it must be 0 or more")
    return table._replace(
        point_value=int(_times(table.point_value, factor)),
        catalogue_worth=_times(table.catalogue_worth, factor),
        catalogue_cost=_times(table.catalogue_cost, factor),
        stamps_worth=int(_times(table.stamps_worth, factor)),
        stamps_cost=int(_times(table.stamps_cost, factor)),
        coupon_percent=_times(table.coupon_percent, factor, THOUSAND),
        coupon_amount=_times(table.coupon_amount, factor),
        gift_worth=_times(table.gift_worth, factor),
        gift_cost=_times(table.gift_cost, factor),
        cash_back=int(_times(table.cash_back, factor, MILLION)),
        privilege_percent=_times(table.privilege_percent, factor, THOUSAND),
        privilege_cost=_times(table.privilege_cost, factor),
        privilege_worth=_times(table.privilege_worth, factor),
        partner_worth=_times(table.partner_worth, factor),
        partner_settle=_times(table.partner_settle, factor),
        referrer_worth=int(_times(table.referrer_worth, factor)),
        referrer_cost=int(_times(table.referrer_cost, factor)),
        referred_percent=int(_times(table.referred_percent, factor, THOUSAND)),
        referred_amount=int(_times(table.referred_amount, factor)),
        clerk_discount=int(_times(table.clerk_discount, factor, THOUSAND)),
        day_percent=_times(table.day_percent, factor, THOUSAND),
        open_percent=_times(table.open_percent, factor, THOUSAND),
        limited_percent=_times(table.limited_percent, factor, THOUSAND),
        limited_budget=_times(table.limited_budget, factor),
        birthday_percent=_times(table.birthday_percent, factor, THOUSAND),
    )
