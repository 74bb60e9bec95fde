"""Vouchers: bought with points, held for some weeks, used with the next order that is large enough.

Order of parts: holding, using, losing, what those held are worth.
A voucher is live from the week it was bought in to its last week; a member holds a few at most.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from simulator.accounts import chart
from simulator.chance import normal_share_below
from simulator.customers.buying import post_benefit
from simulator.customers.trust import trust_after_breach
from simulator.program.rewards import funded_part
from simulator.program.sizes import MOST_VOUCHERS
from simulator.program.table import PARTNER, SELLER
from simulator.rule import compiled, rule


@compiled
def is_live(s: Any, slot: int, week: int) -> bool:
    """Tell whether a place holds a voucher that may be used in a week."""
    return bool(s.voucher_item[slot] != 0 and s.voucher_last[slot] >= week)


@compiled
def room_for_voucher(s: Any, week: int) -> int:
    """Return a place without a live voucher, -1 when there is none."""
    for slot in range(MOST_VOUCHERS):
        if not is_live(s, slot, week):
            return slot
    return -1


@compiled
def hold_voucher(s: Any, p: Any, k: int, week: int) -> None:
    """Hold a voucher that was bought in a week; there must be room."""
    slot = room_for_voucher(s, week)
    s.voucher_item[slot] = k + 1
    s.voucher_last[slot] = week + int(p.catalogue_voucher[k])


# ---- using ----------------------------------------------------------------------------------------------


@compiled
def use_voucher(s: Any, p: Any, page: Any, price: int) -> int:
    """Use a voucher with an order of a price if one is for it; return what it takes off, minor units.

    The one that runs out first comes first, then the larger one.
    """
    best = -1
    for slot in range(MOST_VOUCHERS):
        if not is_live(s, slot, int(page.week)):
            continue
        fits = price >= p.catalogue_over[int(s.voucher_item[slot]) - 1]
        if fits and (best < 0 or _goes_first(s, p, slot, best)):
            best = slot
    if best < 0:
        return 0
    k = int(s.voucher_item[best]) - 1
    s.voucher_item[best] = 0
    off = min(price, int(p.catalogue_worth[k]))
    post_benefit(page, chart.CATALOGUE_COST, off, p.catalogue_funding[k])
    return off


@compiled
def _goes_first(s: Any, p: Any, slot: int, other: int) -> bool:
    if s.voucher_last[slot] != s.voucher_last[other]:
        return bool(s.voucher_last[slot] < s.voucher_last[other])
    one, two = int(s.voucher_item[slot]) - 1, int(s.voucher_item[other]) - 1
    if p.catalogue_worth[one] != p.catalogue_worth[two]:
        return bool(p.catalogue_worth[one] > p.catalogue_worth[two])
    return bool(p.catalogue_over[one] > p.catalogue_over[two])


# ---- losing ---------------------------------------------------------------------------------------------


@compiled
def lose_vouchers(t: Any, s: Any, p: Any, b: Any, week: int) -> None:
    """Drop the vouchers that have run out; who knows of them feels it as of points that expire."""
    for slot in range(MOST_VOUCHERS):
        if s.voucher_item[slot] == 0 or is_live(s, slot, week):
            continue
        worth = float(p.catalogue_worth[int(s.voucher_item[slot]) - 1])
        s.voucher_item[slot] = 0
        if s.knows_balance != 0:
            salience = min(1.0, b.expiry_anger * worth / np.float64(t.basket))
            s.trust = trust_after_breach(np.float64(s.trust), b.trust_gain, b.trust_ratio, salience)


# ---- worth ----------------------------------------------------------------------------------------------


@rule
def share_of_orders(over: float, usual: float, spread: float) -> float:
    """Return the share of a customer's orders that are at least so large, 0-1.

    Units: smallest and usual order in minor units above 0, spread as sd of log above 0.
    Source: [derived] lognormal baskets within customers (`basket_amount`); under the gamma law an
    approximation.
    """
    score = (math.log(over / usual) + 0.5 * spread * spread) / spread
    return 1.0 - normal_share_below(score)


@rule
def chance_within(rate: float, weeks: float) -> float:
    """Return the chance that at least one order comes within some weeks, 0-1.

    Units: orders a week, weeks, both 0 or more. Source: [derived] Poisson orders.
    """
    return 1.0 - math.exp(-rate * weeks)


@compiled
def voucher_share(t: Any, p: Any, b: Any, k: int, weeks: float) -> float:
    """Return the chance that a customer uses a voucher that may be used for so many weeks yet."""
    over = np.float64(p.catalogue_over[k])
    fits = share_of_orders(over, np.float64(t.basket), b.basket_within) if over > 0.0 else 1.0
    return float(chance_within(np.float64(t.rate) * fits, weeks))


@compiled
def held_in_vouchers(t: Any, s: Any, p: Any, b: Any, week: int) -> float:
    """Return what a member expects of the live vouchers from a week on, minor units."""
    value = 0.0
    for slot in range(MOST_VOUCHERS):
        if is_live(s, slot, week):
            k = int(s.voucher_item[slot]) - 1
            left = int(s.voucher_last[slot]) - week + 1.0
            value += p.catalogue_worth[k] * voucher_share(t, p, b, k, left)
    return float(value)


@compiled
def owed_for_vouchers(s: Any, p: Any, week: int) -> int:
    """Return what the firm itself pays when every voucher live in a week is used, minor units."""
    owed = 0
    for slot in range(MOST_VOUCHERS):
        if is_live(s, slot, week):
            k = int(s.voucher_item[slot]) - 1
            worth = int(p.catalogue_worth[k])
            owed += worth - funded_part(worth, int(p.catalogue_funding[k, SELLER]))
            owed -= funded_part(worth, int(p.catalogue_funding[k, PARTNER]))
    return owed
