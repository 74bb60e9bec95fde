"""One program as one record: what compiled rules read by a pointer, the same type for every program.

Order of parts: the limits, the record, packing.
"""

from __future__ import annotations

from typing import Any, NamedTuple, get_type_hints

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
    CHANNELS,
    EFFECT_COMMUNITY,
    EVENTS,
    FUNDERS,
    GIFT_AT_LOGIN,
    MOST_ACTIVITIES,
    MOST_CHALLENGES,
    PURSES,
    RETURN_TAKE_BACK,
    ROUND_DOWN,
    SOURCE_PURCHASE,
    SOURCES,
    THOUSAND,
    WINDOW_ROLLING,
    Floats,
    ProgramTable,
)
from simulator.rule import record

MOST_LEVELS = 8
MOST_STANDINGS = 2 * MOST_LEVELS  # each level without and with a paid membership
MOST_PRIVILEGES = 16
MOST_ITEMS = 12
MOST_BUDGETS = 4  # events with a budget
MOST_COUPONS = 4
MOST_VOUCHERS = 2  # live ones of a member
MOST_GIFTS = 8
MOST_RATINGS = 8
MOST_KINDS = 8  # categories, and as many channels
MOST_LOT_WEEKS = 192
MOST_PENDING = 16
WEEKS_A_MONTH = 365.25 / 84.0
LEAST_TOLERANCE = 1.0  # contacts a month that everybody bears: the least that a market may state

_WIDE: dict[str, tuple[int, ...]] = {
    "status_event": (EVENTS,),
    "rating_levels": (MOST_RATINGS,),
    "points_event": (EVENTS,),
    "expiry_extension": (MOST_LEVELS,),
    "earn_step": (PURSES,),
    "earn_rounding": (PURSES,),
    "earn_minimum": (PURSES,),
    "order_amount": (PURSES,),
    "order_minimum": (PURSES,),
    "cap_order": (PURSES,),
    "cap_day": (PURSES, SOURCES),
    "cap_month": (PURSES, SOURCES),
    "activity_use": (MOST_ACTIVITIES,),
    "activity_digital": (MOST_ACTIVITIES,),
    "activity_cost": (MOST_ACTIVITIES,),
    "activity_amount": (PURSES, MOST_ACTIVITIES),
    "birthday_amount": (PURSES,),
    "streak_weeks": (PURSES,),
    "streak_amount": (PURSES,),
    "streak_logins": (PURSES,),
    "streak_once": (PURSES,),
    "challenge_purse": (MOST_CHALLENGES,),
    "challenge_orders": (MOST_CHALLENGES,),
    "challenge_goal": (MOST_CHALLENGES,),
    "challenge_amount": (MOST_CHALLENGES,),
    "challenge_once": (MOST_CHALLENGES,),
    "challenge_weeks": (MOST_CHALLENGES,),
    "challenge_yearly": (MOST_CHALLENGES,),
    "category_share": (MOST_KINDS,),
    "category_times": (PURSES, MOST_KINDS),
    "channel_share": (MOST_KINDS,),
    "channel_times": (PURSES, MOST_KINDS),
    "checkout_funding": (FUNDERS,),
    "catalogue_points": (MOST_ITEMS,),
    "catalogue_worth": (MOST_ITEMS,),
    "catalogue_cost": (MOST_ITEMS,),
    "catalogue_funding": (MOST_ITEMS, FUNDERS),
    "catalogue_limit": (MOST_ITEMS,),
    "catalogue_limit_span": (MOST_ITEMS,),
    "catalogue_stock": (MOST_ITEMS,),
    "catalogue_stock_span": (MOST_ITEMS,),
    "catalogue_normal": (MOST_ITEMS,),
    "catalogue_least": (MOST_ITEMS,),
    "catalogue_dearest": (MOST_ITEMS,),
    "catalogue_voucher": (MOST_ITEMS,),
    "catalogue_over": (MOST_ITEMS,),
    "catalogue_experience": (MOST_ITEMS,),
    "cash_back_funding": (FUNDERS,),
    "stamps_funding": (FUNDERS,),
    "coupon_percent": (MOST_COUPONS,),
    "coupon_amount": (MOST_COUPONS,),
    "coupon_over": (MOST_COUPONS,),
    "coupon_sent": (MOST_COUPONS,),
    "coupon_valid": (MOST_COUPONS,),
    "coupon_public": (MOST_COUPONS,),
    "coupon_targeted": (MOST_COUPONS,),
    "coupon_levels": (MOST_COUPONS, MOST_LEVELS),
    "coupon_funding": (MOST_COUPONS, FUNDERS),
    "gift_kind": (MOST_GIFTS,),
    "gift_points": (MOST_GIFTS,),
    "gift_chance": (MOST_GIFTS,),
    "gift_worth": (MOST_GIFTS,),
    "gift_cost": (MOST_GIFTS,),
    "gift_at_most": (MOST_GIFTS,),
    "gift_levels": (MOST_GIFTS, MOST_LEVELS),
    "gift_funding": (MOST_GIFTS, FUNDERS),
    "level_from": (MOST_LEVELS,),
    "level_keep": (MOST_LEVELS,),
    "level_orders": (MOST_LEVELS,),
    "level_spend": (MOST_LEVELS,),
    "level_visits": (MOST_LEVELS,),
    "level_tenure": (MOST_LEVELS,),
    "level_any": (MOST_LEVELS,),
    "level_share": (MOST_LEVELS,),
    "level_deduct": (MOST_LEVELS,),
    "level_points": (MOST_STANDINGS,),
    "level_status": (MOST_STANDINGS,),
    "privilege_basis": (MOST_PRIVILEGES,),
    "privilege_line": (MOST_PRIVILEGES,),
    "privilege_effect": (MOST_PRIVILEGES,),
    "privilege_share": (MOST_PRIVILEGES,),
    "privilege_over": (MOST_PRIVILEGES,),
    "privilege_percent": (MOST_PRIVILEGES,),
    "privilege_cost": (MOST_PRIVILEGES,),
    "privilege_worth": (MOST_PRIVILEGES,),
    "privilege_kept": (MOST_PRIVILEGES,),
    "privilege_capacity": (MOST_PRIVILEGES,),
    "privilege_levels": (MOST_PRIVILEGES, MOST_STANDINGS),
    "privilege_funding": (MOST_PRIVILEGES, FUNDERS),
    "desk_priority": (MOST_STANDINGS,),
    "clerk_levels": (MOST_LEVELS,),
    "clerk_funding": (FUNDERS,),
    "day_percent_funding": (FUNDERS,),
    "limited_levels": (MOST_BUDGETS, MOST_STANDINGS),
    "limited_open": (MOST_BUDGETS,),
    "limited_points": (MOST_BUDGETS,),
    "limited_status": (MOST_BUDGETS,),
    "limited_percent": (MOST_BUDGETS,),
    "limited_pull": (MOST_BUDGETS,),
    "limited_budget": (MOST_BUDGETS,),
    "birthday_points": (MOST_STANDINGS,),
    "birthday_status": (MOST_STANDINGS,),
    "birthday_percent": (MOST_STANDINGS,),
    "birthday_pull": (MOST_STANDINGS,),
    "excluded_levels": (MOST_STANDINGS,),
    "channel_reach": (len(CHANNELS),),
    "channel_contacts": (len(CHANNELS),),
    "channel_cost": (len(CHANNELS),),
    "channel_to": (len(CHANNELS),),
}
# Arrays over the run's days and weeks stay outside the record: their length is the run's.
DATED = (
    "lot_expiry", "year_next", "day_points", "day_status", "day_percent", "day_pull",
    "open_percent", "open_pull", "limited_days", "day_event",
    "challenge_end",
)  # fmt: skip
_FLOATS = {field for field, kind in get_type_hints(ProgramTable).items() if kind in (float, Floats)}


def _parts() -> list[Any]:
    parts: list[Any] = []
    for name in ProgramTable._fields:
        if name in DATED:
            continue
        kind = "f8" if name in _FLOATS else "i8"
        parts.append((name, kind, _WIDE[name]) if name in _WIDE else (name, kind))
    parts += [("levels", "i8"), ("privileges", "i8"), ("items", "i8"), ("ratings", "i8"), ("budgets", "i8")]
    parts += [("standings", "i8")]
    parts += [("level_fixed", "f8", (MOST_STANDINGS,)), ("level_percent", "f8", (MOST_STANDINGS,))]
    parts += [("level_return", "f8", (MOST_STANDINGS,)), ("level_year", "f8", (MOST_STANDINGS,))]
    parts += [("cost_fixed", "f8", (MOST_STANDINGS,)), ("cost_percent", "f8", (MOST_STANDINGS,))]
    parts += [("cost_return", "f8", (MOST_STANDINGS,)), ("cost_year", "f8", (MOST_STANDINGS,))]
    parts += [
        ("level_case", "f8", (MOST_STANDINGS,)),
        ("cost_case", "f8", (MOST_STANDINGS,)),
        ("on_cases", "i8"),
    ]
    parts += [("level_failure", "f8", (MOST_STANDINGS,)), ("cost_failure", "f8", (MOST_STANDINGS,))]
    parts += [("level_event", "f8", (MOST_STANDINGS,)), ("cost_event", "f8", (MOST_STANDINGS,))]
    parts += [("event_share", "f8", (MOST_STANDINGS,))]
    parts += [("on_failures", "i8"), ("on_events", "i8"), ("community", "i8"), ("clerk", "i8")]
    parts += [("ties", "i8"), ("platform", "i8"), ("by_channels", "i8"), ("often", "i8")]
    parts += [("conditional", "i8", (MOST_PRIVILEGES,)), ("conditionals", "i8")]
    parts += [("earn_plainly", "i8", (PURSES,)), ("earn_times", "f8", (PURSES,))]
    parts += [("categories", "i8"), ("channels", "i8")]
    parts += [("cap_at", "i8", (PURSES, SOURCES)), ("counters_at", "i8")]
    parts += [("activities", "i8"), ("events_earn", "i8")]
    parts += [("streak_at", "i8", (PURSES,)), ("challenge_at", "i8", (MOST_CHALLENGES,))]
    parts += [("challenges", "i8"), ("goals", "i8")]
    parts += [("standing_cut", "f8", (MOST_STANDINGS,))]
    parts += [("pending_at", "i8"), ("months_at", "i8"), ("month_slots", "i8")]
    parts += [("asks_besides", "i8"), ("asks_tenure", "i8"), ("reviewed", "i8", (MOST_LEVELS,))]
    parts += [("capped", "i8")]
    parts += [("spend_at", "i8"), ("visits_at", "i8")]
    parts += [("coupons", "i8"), ("gifts", "i8"), ("login_gifts", "i8")]
    parts += [("yearly", "i8"), ("unfair", "i8"), ("vouchers", "i8")]
    # The offer of the week: all that changes in a program once it is packed (customers/offering.py).
    parts += [("limits", "i8"), ("scarce", "i8"), ("first", "i8"), ("month", "i8")]
    parts += [("item_served", "f8", (MOST_ITEMS,)), ("item_believed", "f8", (MOST_ITEMS,))]
    parts += [("item_price", "i8", (MOST_ITEMS,))]
    return parts


PROGRAM_RECORD = record(np.dtype(_parts(), align=True))


class Dated(NamedTuple):
    """What a program does by day or week (see ProgramTable)."""

    lot_expiry: NDArray[np.int64]
    expiring: NDArray[np.int64]  # (W,) 1 when lots expire at the opening of the week
    year_next: NDArray[np.int64]  # (W,) first day of the next membership year
    day_points: NDArray[np.int64]
    day_status: NDArray[np.int64]
    day_percent: NDArray[np.int64]
    day_pull: NDArray[np.float64]
    challenge_end: NDArray[np.int64]
    open_percent: NDArray[np.int64]
    open_pull: NDArray[np.float64]
    limited_days: NDArray[np.int64]
    day_event: NDArray[np.int64]


# What a level's expected worth and cost are summed over, by basis; those on orders are summed apart.
_PARTS_OF = {
    BASIS_RETURN: "return",
    BASIS_CASE: "case",
    BASIS_YEAR: "year",
    BASIS_FAILURE: "failure",
    BASIS_EVENT: "event",
}


def _sum_worth(record: np.void, table: ProgramTable) -> None:
    """Sum the expected worth of privileges, and their cost to the firm, by level.

    Per order: fixed in minor units, percent of the basket; per return, desk case, failure, order on a dated
    event; per year. Those with a smallest order are listed apart.
    """
    listed = 0
    for k in range(len(table.privilege_basis)):
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


def _tell_ladder(record: np.void, table: ProgramTable) -> None:
    """Tell what levels ask for besides value and orders, which a review can take, and where it counts."""
    levels = len(table.level_from)
    counted = np.asarray(table.level_spend) + table.level_visits
    record["capped"] = int(np.any(np.asarray(table.level_share) < THOUSAND))
    record["asks_tenure"] = int(np.any(table.level_tenure))
    record["asks_besides"] = int(np.any(counted) or record["asks_tenure"] or np.any(table.level_any))
    record["reviewed"][:levels] = (np.asarray(table.level_from) + counted) > 0
    months = table.lot_weeks + table.pending_weeks + 1
    record["spend_at"] = months + counts_of_months(table) - 2 * (table.window_months + 1)
    record["visits_at"] = months + counts_of_months(table) - (table.window_months + 1)


def counts_of_months(table: ProgramTable) -> int:
    """Return how many numbers by month a member needs: value, and with a rolling window spend and visits."""
    rolls = table.window == WINDOW_ROLLING and np.any(np.asarray(table.level_spend) + table.level_visits)
    return (3 if rolls else 1) * (table.window_months + 1)


def _count(record: np.void, table: ProgramTable) -> None:
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
    record["login_gifts"] = int(np.any(np.asarray(table.gift_kind) == GIFT_AT_LOGIN))
    record["ratings"] = len(table.rating_levels)
    record["budgets"] = len(table.limited_budget)
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
    record["platform"] = int(table.platform_bundle > 0.0)
    record["event_share"][: len(table.level_points)] = np.mean(table.day_event, axis=0)
    record["yearly"] = int(np.any(np.asarray(table.privilege_basis) == BASIS_YEAR))


def _tell_earning(record: np.void, table: ProgramTable) -> None:
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


def pack(table: ProgramTable) -> tuple[NDArray[np.void], Dated]:
    """Return the program as a record array of length 1, and its dated arrays.

    Raises ValueError when a program has more levels, privileges, items or ratings than a record holds.
    """
    if table.lot_weeks > MOST_LOT_WEEKS or table.pending_weeks >= MOST_PENDING:
        raise ValueError(
            f"points live {table.lot_weeks} weeks and wait {table.pending_weeks}: more than is held"
        )
    packed = np.zeros(1, PROGRAM_RECORD)
    for name in ProgramTable._fields:
        if name in DATED:
            continue
        value = getattr(table, name)
        if name not in _WIDE:
            packed[name][0] = value
            continue
        array = np.asarray(value)
        if any(have > room for have, room in zip(array.shape, _WIDE[name], strict=True)):
            raise ValueError(f"{name}: {array.shape} is more than a program holds, {_WIDE[name]}")
        packed[name][0][tuple(slice(0, length) for length in array.shape)] = array
    _count(packed[0], table)
    _tell_earning(packed[0], table)
    _tell_ladder(packed[0], table)
    _sum_worth(packed[0], table)
    cuts = np.asarray(table.day_percent, np.int64).sum(axis=0)  # whole numbers: the order says nothing
    packed["standing_cut"][0][: len(cuts)] = cuts / (1000.0 * max(1, len(table.day_percent)))
    openings = np.arange(len(table.lot_expiry)) + table.first_week
    ends = np.unique(table.lot_expiry[:, None] + np.unique(table.expiry_extension)[None, :])
    dated = {name: np.ascontiguousarray(getattr(table, name)) for name in DATED}
    return packed, Dated(expiring=np.isin(openings - 1, ends).astype(np.int64), **dated)
