"""What follows from a program's table and is worked out once: counts, sums by level, where numbers stand."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from simulator.program.counters import cap_places, goal_places
from simulator.program.table import (
    BASIS_CASE,
    BASIS_EVENT,
    BASIS_FAILURE,
    BASIS_ORDER,
    BASIS_RETURN,
    BASIS_YEAR,
    EFFECT_COMMUNITY,
    GIFT_AT_LOGIN,
    LINE_SHIPPING,
    PURSES,
    RETURN_TAKE_BACK,
    ROUND_DOWN,
    SOURCE_PURCHASE,
    THOUSAND,
    WINDOW_ROLLING,
    ProgramTable,
)

WEEKS_A_MONTH = 365.25 / 84.0
LEAST_TOLERANCE = 1.0  # contacts a month that everybody bears: the least that a market may state


# What a level's expected worth and cost are summed over, by basis; those on orders are summed apart.
_PARTS_OF = {
    BASIS_RETURN: "return",
    BASIS_CASE: "case",
    BASIS_YEAR: "year",
    BASIS_FAILURE: "failure",
    BASIS_EVENT: "event",
}


def sum_worth(record: np.void, table: ProgramTable) -> None:
    """Sum the expected worth of privileges, and their cost to the firm, by level.

    Per order: fixed in minor units, percent of the basket; per return, desk case, failure, order on a dated
    event; per year. Those with a smallest order are listed apart.
    """
    listed = 0
    for k in range(len(table.privilege_basis)):
        if table.privilege_clubs[k]:  # its worth is that of the clubs' members (customers/belonging.py)
            continue
        uses = float(table.privilege_share[k]) * float(table.privilege_kept[k])
        worth, percent = float(table.privilege_worth[k]), float(table.privilege_percent[k]) / 1000.0
        own = float(table.privilege_funding[k][0]) / 1000.0
        cost = own * float(table.privilege_cost[k])
        basis = int(table.privilege_basis[k])
        if basis == BASIS_ORDER and table.privilege_over[k] > 0:
            if worth > 0.0 or percent > 0.0 or cost > 0.0:
                record["conditional"][listed] = k
                listed += 1
            continue
        for level in range(len(table.level_points)):
            if not table.privilege_levels[k, level]:
                continue
            if basis == BASIS_ORDER:
                record["level_fixed"][level] += uses * worth
                record["level_percent"][level] += uses * percent
                record["cost_fixed"][level] += uses * cost
                record["cost_percent"][level] += uses * own * percent
                continue
            name = _PARTS_OF[basis]
            record[f"level_{name}"][level] += uses * worth
            record[f"cost_{name}"][level] += uses * cost
    own = float(table.clerk_funding[0]) / 1000.0
    rows = np.tile(table.clerk_levels, len(table.level_points) // len(table.level_from))
    for served in np.flatnonzero(rows):
        cut = table.clerk_served * table.clerk_discount / 1000.0
        record["level_percent"][served] += cut
        record["cost_percent"][served] += own * cut
        record["cost_year"][served] += table.clerk_cost
    record["conditionals"] = listed
    record["on_cases"] = int(np.any(record["level_case"] > 0.0) or np.any(record["cost_case"] > 0.0))


def _plainly(table: ProgramTable) -> NDArray[np.int64]:
    """Return 1 where an order earns at a rate and rounded down, and in no other way, (PURSES,)."""
    other = (np.asarray(table.earn_step) > 1) | (np.asarray(table.earn_rounding) != ROUND_DOWN)
    other |= (np.asarray(table.earn_minimum) > 0) | (np.asarray(table.order_amount) > 0)
    other |= _times_of_kinds(table) != 1.0
    other |= np.asarray(table.cap_order) > 0
    for caps in (table.cap_day, table.cap_month):
        other |= np.asarray(caps)[:, SOURCE_PURCHASE] > 0
    return np.where(other, 0, 1)


def _times_of_kinds(table: ProgramTable) -> NDArray[np.float64]:
    """Return the multiplier that category and channel of an order have on average, (PURSES,)."""
    mean = np.ones(PURSES)
    for shares, times in (
        (table.category_share, table.category_times),
        (table.channel_share, table.channel_times),
    ):
        mean *= 1.0 + (np.asarray(times) / 1000.0 - 1.0) @ np.asarray(shares)
    return mean


def tell_ladder(record: np.void, table: ProgramTable) -> None:
    """Tell what levels ask for besides value and orders, which a review can take, and where it counts."""
    levels = len(table.level_from)
    counted = np.asarray(table.level_spend) + table.level_visits
    record["capped"] = int(np.any(np.asarray(table.level_share) < THOUSAND))
    record["asks_tenure"] = int(np.any(table.level_tenure))
    record["asks_besides"] = int(asks_besides(table))
    record["reviewed"][:levels] = (np.asarray(table.level_from) + counted) > 0
    months = table.lot_weeks + table.pending_weeks + 1
    record["spend_at"] = months + counts_of_months(table) - 2 * (table.window_months + 1)
    record["visits_at"] = months + counts_of_months(table) - (table.window_months + 1)


def asks_besides(table: ProgramTable) -> bool:
    """Tell whether any level asks for more than value and orders; spend and visits are counted then."""
    asked = (table.level_spend, table.level_visits, table.level_tenure, table.level_any)
    return any(bool(np.any(one)) for one in asked)


def counts_of_months(table: ProgramTable) -> int:
    """Return how many numbers by month a member needs: value, and with a rolling window spend and visits."""
    rolls = table.window == WINDOW_ROLLING and asks_besides(table)
    return (3 if rolls else 1) * (table.window_months + 1)


def count_parts(record: np.void, table: ProgramTable) -> None:
    """Count what a program has of each kind, and tell what it has at all."""
    record["levels"] = len(table.level_from)
    record["standings"] = len(table.level_points)
    record["privileges"] = len(table.privilege_basis)
    record["items"] = len(table.catalogue_points)
    record["limits"] = int(np.any(np.asarray(table.catalogue_limit) > 0))
    stocked = np.any(np.asarray(table.catalogue_stock) >= 0)
    record["scarce"] = int(stocked or np.any(np.asarray(table.catalogue_normal) > 0))
    record["vouchers"] = int(np.any(np.asarray(table.catalogue_voucher) > 0))
    record["item_price"] = record["catalogue_points"]
    record["item_served"], record["item_believed"] = 1.0, 1.0
    record["first"] = 0 if len(table.catalogue_points) else -1
    record["coupons"] = len(table.coupon_sent)
    record["gifts"] = len(table.gift_kind)
    record["clubs"] = len(table.club_share)
    record["invites"] = int(np.any(np.asarray(table.club_invited) > 0))
    record["ladders"] = len(table.ladder_metric)
    record["lasting"] = int(np.any(np.asarray(table.ladder_holds) > 0))
    record["login_gifts"] = int(np.any(np.asarray(table.gift_kind) == GIFT_AT_LOGIN))
    record["ratings"] = len(table.rating_levels)
    record["budgets"] = len(table.limited_budget)
    ships = np.asarray(table.privilege_line) == LINE_SHIPPING
    record["ships_free"] = int(np.any(ships & (np.asarray(table.privilege_over) == 0)))
    record["on_failures"] = int(np.any(np.asarray(table.privilege_basis) == BASIS_FAILURE))
    record["on_events"] = int(np.any(np.asarray(table.privilege_basis) == BASIS_EVENT))
    record["community"] = int(np.any(np.asarray(table.privilege_effect) == EFFECT_COMMUNITY))
    record["clerk"] = int(np.any(table.clerk_levels))
    record["ties"] = record["community"] | record["clerk"]
    record["by_channels"] = int(np.any(table.channel_contacts > 0.0))
    # Whether contacts may come to be too many: fewer are borne in every market.
    rate = table.contacts + float(np.sum(table.channel_contacts))
    rate += 1.0 / table.reminder_again if table.reminder_again else 0.0
    record["often"] = int(rate * WEEKS_A_MONTH > LEAST_TOLERANCE)
    record["partners"] = len(table.partner_use)
    record["partners_earn"] = int(np.any(np.asarray(table.partner_rate) > 0))
    record["partners_burn"] = int(np.any(np.asarray(table.partner_worth) > 0))
    record["platform"] = int(table.platform_bundle > 0.0)
    record["misuse"] = int(table.data_passed > 0 or table.data_breach > 0.0)
    record["event_share"][: len(table.level_points)] = np.mean(table.day_event, axis=0)
    record["yearly"] = int(np.any(np.asarray(table.privilege_basis) == BASIS_YEAR))


def tell_earning(record: np.void, table: ProgramTable) -> None:
    """Tell how orders and events earn, and where a member's numbers by time stand in his row."""
    taken = RETURN_TAKE_BACK in (table.status_returns, table.points_returns)
    record["unfair"] = int(taken and bool(table.rating_down_return))
    record["earn_plainly"][:] = _plainly(table)
    record["earn_times"][:] = _times_of_kinds(table)
    record["categories"] = len(table.category_share)
    record["channels"] = len(table.channel_share)
    record["activities"] = len(table.activity_use)
    steady = [table.birthday_amount, table.streak_logins, np.asarray(len(table.activity_use))]
    record["events_earn"] = int(any(bool(np.any(amounts > 0)) for amounts in steady))
    record["streak_at"][:], record["challenge_at"][: len(table.challenge_goal)] = goal_places(table)
    record["challenges"] = len(table.challenge_goal)
    record["goals"] = int(np.any(table.streak_weeks > 0) or len(table.challenge_goal) > 0)
    record["pending_at"] = table.lot_weeks
    record["months_at"] = table.lot_weeks + table.pending_weeks + 1
    record["month_slots"] = table.window_months + 1
    record["counters_at"] = record["months_at"] + counts_of_months(table)
    record["cap_at"][:] = cap_places(table)
