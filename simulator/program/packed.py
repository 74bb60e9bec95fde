"""One program as one record: what compiled rules read by a pointer, the same type for every program.

Order of parts: the limits, the record, packing.
"""

from __future__ import annotations

from typing import Any, NamedTuple, get_type_hints

import numpy as np
from numpy.typing import NDArray

from simulator.program.derived import count_parts, sum_worth, tell_earning, tell_ladder
from simulator.program.sizes import (
    MOST_BUDGETS,
    MOST_CLUBS,
    MOST_COUPONS,
    MOST_GIFTS,
    MOST_ITEMS,
    MOST_KINDS,
    MOST_LADDERS,
    MOST_LEVELS,
    MOST_LOT_WEEKS,
    MOST_PARTNERS,
    MOST_PENDING,
    MOST_PRIVILEGES,
    MOST_RATINGS,
    MOST_STANDINGS,
    MOST_STEPS,
)
from simulator.program.table import (
    CHANNELS,
    EVENTS,
    FUNDERS,
    MOST_ACTIVITIES,
    MOST_CHALLENGES,
    PURSES,
    SOURCES,
    Floats,
    ProgramTable,
)
from simulator.rule import record

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
    "gift_number": (MOST_GIFTS,),
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
    "privilege_clubs": (MOST_PRIVILEGES,),
    "privilege_rungs": (MOST_PRIVILEGES, MOST_STANDINGS),
    "desk_priority": (MOST_STANDINGS,),
    "club_share": (MOST_CLUBS,),
    "club_weeks": (MOST_CLUBS,),
    "club_invited": (MOST_CLUBS,),
    "club_points": (MOST_CLUBS,),
    "club_relevance": (MOST_CLUBS,),
    "ladder_metric": (MOST_LADDERS,),
    "ladder_yearly": (MOST_LADDERS,),
    "ladder_from": (MOST_LADDERS, MOST_STEPS),
    "ladder_points": (MOST_LADDERS, MOST_STEPS),
    "ladder_holds": (MOST_LADDERS, MOST_STEPS),
    "clerk_levels": (MOST_LEVELS,),
    "clerk_funding": (FUNDERS,),
    "partner_share": (MOST_PARTNERS,),
    "partner_use": (MOST_PARTNERS,),
    "partner_spend": (MOST_PARTNERS,),
    "partner_rate": (MOST_PARTNERS,),
    "partner_step": (MOST_PARTNERS,),
    "partner_pays": (MOST_PARTNERS,),
    "partner_qualifies": (MOST_PARTNERS,),
    "partner_block": (MOST_PARTNERS,),
    "partner_worth": (MOST_PARTNERS,),
    "partner_settle": (MOST_PARTNERS,),
    "partner_minimum": (MOST_PARTNERS,),
    "partner_exchange": (MOST_PARTNERS,),
    "referrer_funding": (FUNDERS,),
    "referred_funding": (FUNDERS,),
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
    parts += [
        ("on_failures", "i8"),
        ("ships_free", "i8"),
        ("on_events", "i8"),
        ("community", "i8"),
        ("clerk", "i8"),
    ]
    parts += [("ties", "i8"), ("platform", "i8"), ("misuse", "i8"), ("by_channels", "i8"), ("often", "i8")]
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
    parts += [("capped", "i8"), ("clubs", "i8"), ("invites", "i8")]
    parts += [("ladders", "i8"), ("lasting", "i8")]
    parts += [("spend_at", "i8"), ("visits_at", "i8")]
    parts += [("coupons", "i8"), ("gifts", "i8"), ("login_gifts", "i8")]
    parts += [("yearly", "i8"), ("unfair", "i8"), ("vouchers", "i8")]
    parts += [("partners", "i8"), ("partners_earn", "i8"), ("partners_burn", "i8")]
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
    count_parts(packed[0], table)
    tell_earning(packed[0], table)
    tell_ladder(packed[0], table)
    sum_worth(packed[0], table)
    cuts = np.asarray(table.day_percent, np.int64).sum(axis=0)  # whole numbers: the order says nothing
    packed["standing_cut"][0][: len(cuts)] = cuts / (1000.0 * max(1, len(table.day_percent)))
    openings = np.arange(len(table.lot_expiry)) + table.first_week
    ends = np.unique(table.lot_expiry[:, None] + np.unique(table.expiry_extension)[None, :])
    dated = {name: np.ascontiguousarray(getattr(table, name)) for name in DATED}
    return packed, Dated(expiring=np.isin(openings - 1, ends).astype(np.int64), **dated)
