"""Expiring: which points end at the opening of a week, who is told before, and points that are had back.

Records are named as in account.py.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from simulator import chance
from simulator.accounts import chart
from simulator.chance import uniform
from simulator.customers.awareness import exposure_chance, whole_part
from simulator.customers.buying import OWN_FEES
from simulator.customers.page import move_points
from simulator.customers.trust import trust_after_breach
from simulator.customers.worth_of_points import own_point_worth, redemption_belief
from simulator.program.table import EXPIRE_NEVER
from simulator.rule import compiled, rule


@rule
def last_of_lot(stated: int, extension: int) -> int:
    """Return the last week in which a lot may be used.

    Units: weeks of the run; `stated` holds the grace, `extension` is that of the level when the week opens.
    Source: [published] the extension periods by tier of published loyalty products (Salesforce
    LoyaltyPgmCurrencyExtPrd).
    """
    return stated + extension


@rule
def is_inactive(weeks: int, allowed: int) -> bool:
    """Return whether points expire for inactivity; never where `allowed` is 0.

    Units: whole weeks since the last order or use of points. Source: [published in part] activity-based
    expiry, as in published loyalty products; what counts as activity is an assumption.
    """
    return 0 < allowed < weeks


@rule
def pays_to_have_back(worth: float, belief: float, fee: int) -> bool:
    """Return whether a member pays the fee to have expired points back.

    Units: worth of the points and fee in minor units, belief the share that he expects to use, 0-1.
    Source: [assumption] paid when what is expected of the points is above the fee.
    """
    return worth * belief > fee


@compiled
def ends_in(s: Any, p: Any, ring: Any, page: Any, weeks: int) -> bool:
    """Tell whether usable points reach the end that members are told in exactly so many weeks."""
    if p.inactive_weeks > 0 and page.week - int(s.active_week) + weeks == p.inactive_weeks + 1:
        return True
    if p.expiry_kind == EXPIRE_NEVER:
        return False
    end = page.week + weeks - 1 + int(p.expiry_grace)
    for slot in range(p.lot_weeks):
        if ring[slot] > 0 and last_of_lot(int(page.lot_last[slot]), int(p.expiry_extension[s.level])) == end:
            return True
    return False


@compiled
def notice_cost(t: Any, s: Any, p: Any, b: Any, ring: Any, page: Any) -> int:
    """Tell a member whose points expire soon, and return the cost; who takes it in knows the balance."""
    if (
        s.usable <= 0
        or np.float64(t.reached) >= p.reach
        or not ends_in(s, p, ring, page, int(p.notice_weeks))
    ):
        return 0
    u = uniform(s.key, page.week, chance.HEAR_NOTICE, 0)
    cost = whole_part(p.contact_cost / 1e6, uniform(s.key, page.week, chance.HEAR_NOTICE, 1))
    page.tally[page.at, chart.COMMUNICATION_COST] += cost
    if u < exposure_chance(1.0, b.notice_exposure, np.float64(t.digital) / b.login_rate):
        s.knows_balance = 1
        s.noticed = 1
    return int(cost)


@compiled
def feel_expiry(t: Any, s: Any, p: Any, b: Any, page: Any, expired: int) -> None:
    """Feel the loss of points that were known of: less where a notice had been taken in."""
    if s.knows_balance != 0:
        salience = min(1.0, b.expiry_anger * expired * own_point_worth(t, s, p, b) / np.float64(t.basket))
        if s.noticed != 0:
            salience *= b.expiry_noticed
        s.trust = trust_after_breach(np.float64(s.trust), b.trust_gain, b.trust_ratio, salience)
    s.noticed = 0


@compiled
def note_lapsed(s: Any, p: Any, page: Any, expired: int) -> None:
    """Remember what has expired, for as long as it may be had back."""
    recent = page.week - int(s.lapsed_week) <= p.reinstate_weeks
    s.lapsed = expired + (int(s.lapsed) if recent else 0)
    s.lapsed_week = page.week


@compiled
def reinstate_points(s: Any, p: Any, ring: Any, page: Any) -> int:
    """Give back what has expired in time, as a lot of this week, debts first; return the points."""
    points = int(s.lapsed)
    if points == 0 or page.week - int(s.lapsed_week) > p.reinstate_weeks:
        return 0
    s.lapsed = 0
    slot = page.week % p.lot_weeks
    page.tally[page.at, chart.POINTS_EXPIRED] -= points
    move_points(page, page.lot_issue[slot], chart.VINTAGE_EXPIRED, -points)
    paid = min(int(s.owed), points)
    s.owed = int(s.owed) - paid
    ring[slot] += points - paid
    s.usable = int(s.usable) + points - paid
    s.active_week = page.week
    page.tally[page.at, chart.FEES] += p.reinstate_fee
    page.tally[page.at, chart.FEES_EARNED] += p.reinstate_fee
    page.own[OWN_FEES] += p.reinstate_fee
    return points


@compiled
def wants_back(t: Any, s: Any, p: Any, b: Any, page: Any) -> bool:
    """Tell whether a member who orders pays to have expired points back."""
    if s.lapsed == 0 or s.knows_balance == 0 or page.week - int(s.lapsed_week) > p.reinstate_weeks:
        return False
    return bool(
        pays_to_have_back(
            int(s.lapsed) * own_point_worth(t, s, p, b), redemption_belief(t, p, b), p.reinstate_fee
        )
    )
