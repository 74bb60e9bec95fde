"""What each trait and state of a customer may hold: its unit, the least and the greatest value.

Order of parts: ranges that many share, traits, state. Where a state starts is in `fresh_state`, how a trait
is drawn in `population.py`. A range is what the rules keep to in any run, so that a value outside is a fault:
a test lives random markets by it.
"""

from __future__ import annotations

import math
from typing import NamedTuple

from simulator.customers.state import FAILURE_WRONGED, NEVER, OUTSIDE, STAYS
from simulator.market.growth import LONG_PRESENT
from simulator.program.sizes import (
    MOST_CLUBS,
    MOST_COUPONS,
    MOST_ITEMS,
    MOST_LADDERS,
    MOST_LEVELS,
    MOST_RATINGS,
    MOST_STEPS,
)  # fmt: skip


class Values(NamedTuple):
    """The unit of a column, and what it may hold."""

    unit: str
    least: float
    greatest: float


ENDLESS = math.inf
LATEST = 2**15 - 1  # weeks and days are kept in 16 bits
BYTE = 2**8 - 1
SHARE = Values("0-1", 0, 1)
FLAG = Values("no or yes", 0, 1)
WEEK = Values("week of the run", NEVER, LATEST)
DAY = Values("day of the run", NEVER, LATEST)
MONTH = Values("absolute month", NEVER, LATEST)
YEAR = Values("calendar year", 0, LATEST)
SCORE = Values("normal score", -ENDLESS, ENDLESS)
FACTOR = Values("factor", 0, ENDLESS)
MONEY = Values("minor units", 0, ENDLESS)
POINTS = Values("points", 0, ENDLESS)
ORDERS = Values("orders", 0, ENDLESS)
STEPS = Values("steps", 0, BYTE)
# -1 before it is known.
NEARNESS = Values("square of the share of the way", -1, 1)

TRAIT_RANGES: dict[str, Values] = {
    "identity": Values("number", 0, ENDLESS),
    "need": Values("orders a week", 0, ENDLESS),
    "basket": MONEY,
    "taste_focal": SCORE,
    "taste_rival": SCORE,
    "price": FACTOR,
    "status": FACTOR,
    "deal": FACTOR,
    "time_cost": FACTOR,
    "mental_cost": FACTOR,
    "physical_cost": FACTOR,
    "sociability": FACTOR,
    "complaining": Values("logits", -ENDLESS, ENDLESS),
    "digital": SHARE,
    "hazard": FACTOR,
    "dropout": SHARE,
    "redeeming": SCORE,
    "joiner": SHARE,
    "redeemer": SHARE,
    "reached": SHARE,
    "rate": Values("orders a week", 0, ENDLESS),
    "birthday": Values("day of the year", 0, 364),
    "region": Values("number", 0, ENDLESS),
    "entry": Values("day of the run", LONG_PRESENT, ENDLESS),
    "group": Values("number", 0, 2),
    "privacy": STEPS,
    "variety": STEPS,
}

# The law of each trait, with the numbers of behaviour that it hangs on.
TRAIT_LAWS: dict[str, str] = {
    "identity": "its place in the panel",
    "need": "gamma, shape `need_shape`, mean `orders_per_year` / 52",
    "basket": "lognormal, mean `basket_mean`, spread `basket_between`; inverse gamma where `basket_law` is 1",
    "taste_focal": "normal",
    "taste_rival": "normal, independent",
    "price": "lognormal, sd of log `price_sensitivity_sd`",
    "status": "lognormal, sd of log `effort_sd`",
    "deal": "lognormal, sd of log `effort_sd`",
    "time_cost": "lognormal, sd of log `effort_sd`",
    "mental_cost": "lognormal, sd of log `effort_sd`",
    "physical_cost": "lognormal, sd of log `effort_sd`",
    "sociability": "lognormal, sd of log `effort_sd`",
    "complaining": "normal, sd .5",
    "digital": "gamma, shape 2, mean `login_rate`, at most 1",
    "hazard": "gamma, shape `hazard_shape`",
    "dropout": "beta, `dropout_a` and `dropout_b`; 0 where the first is 0",
    "redeeming": "normal",
    "joiner": "uniform",
    "redeemer": "uniform",
    "reached": "uniform",
    "rate": "need x the firm's share by tastes",
    "birthday": "uniform",
    "region": "blocks of neighbouring numbers",
    "entry": "long ago; in a cohort its day of entry, in a market that grows spread evenly",
    "group": "thirds by `rate` among those expected to buy within two years",
    "privacy": "uniform",
    "variety": "uniform",
}

STATE_RANGES: dict[str, Values] = {
    "key": Values("hash", 0, 2**64 - 1),
    "satisfaction": SHARE,
    "expectation": SHARE,
    "trust": SHARE,
    "orders": ORDERS,
    "last_week": WEEK,
    "first_week": WEEK,
    "leaves_at": Values("part of a week", 0, STAYS),
    "reference_price": Values("share of the market's price", 0, ENDLESS),
    "pace": Values("orders a week", 0, ENDLESS),
    "promised": SHARE,
    "failed_week": WEEK,
    "debt": ORDERS,
    "drift": SCORE,
    "pull_week": WEEK,
    "pull_used": Values("share of a week's need", 0, ENDLESS),
    "case_wait": Values("minutes", 0, ENDLESS),
    "lost_satisfaction": Values("0-1, summed over a week", 0, ENDLESS),
    "lost_trust": Values("0-1, summed over a week", 0, ENDLESS),
    "joined_day": DAY,
    "term_day": DAY,
    "match_day": DAY,
    "grace_day": DAY,
    "term_week": WEEK,
    "term_orders": ORDERS,
    "kept_orders": ORDERS,
    "shopping_month": MONTH,
    "shopping_day": DAY,
    "prompted_week": WEEK,
    "reminded_week": WEEK,
    "paid_until": DAY,
    "offered_week": WEEK,
    "fee": MONEY,
    "unearned": MONEY,
    "enjoyed": MONEY,
    "nearness": NEARNESS,
    "reward_week": WEEK,
    "reward_felt": STEPS,
    "felt_level": Values("level", 0, MOST_LEVELS - 1),
    "credited": Values("factor", -1, ENDLESS),
    "card_week": WEEK,
    "card_nearness": NEARNESS,
    "coupon_week": WEEK,
    "gift_expected": SHARE,
    "gift_year": YEAR,
    "card_year": YEAR,
    "stamps": Values("stamps", -ENDLESS, ENDLESS),
    "belonging": SHARE,
    "status": Values("qualifying value", 0, ENDLESS),
    "year_spent": MONEY,
    "ladders": Values("of its metric", 0, ENDLESS),
    "spent": MONEY,
    "usable": POINTS,
    "pending": POINTS,
    "owed": POINTS,
    "kept_in_row": ORDERS,
    "items_month": MONTH,
    "items_taken": Values("rewards", 0, BYTE),
    "visits": Values("days", 0, 2**16 - 1),
    "clerk_orders": Values("orders", 0, LATEST),
    "reminders": Values("number", 0, BYTE),
    "called": FLAG,
    "voucher_last": WEEK,
    "voucher_item": Values("number", 0, MOST_ITEMS),
    "gap_phase": STEPS,
    "attached": FLAG,
    "last_choice": Values("number", 0, OUTSIDE),
    "aware": FLAG,
    "member": FLAG,
    "level": Values("level", 0, MOST_LEVELS - 1),
    "clubs": Values("one bit each", 0, 2 ** (MOST_CLUBS + MOST_LADDERS * MOST_STEPS) - 1),
    "kept": Values("level", 0, MOST_LEVELS - 1),
    "below": Values("levels", 0, MOST_LEVELS - 1),
    "paying": Values("number", 0, 2),
    "tried": FLAG,
    "cancelled": FLAG,
    "rating": Values("number", 0, MOST_RATINGS - 1),
    "shopping_days": Values("days", 0, 31),
    "knows_value": FLAG,
    "knows_balance": FLAG,
    "gifts": Values("gifts", 0, BYTE),
    "coupon": Values("number", 0, MOST_COUPONS),
    "cards_filled": Values("cards", 0, BYTE),
    "first_card": FLAG,
    "cases_served": Values("cases", 0, BYTE),
    "active_week": WEEK,
    "lapsed_week": WEEK,
    "lapsed": POINTS,
    "noticed": FLAG,
    "case_severity": Values("hundredths", 0, 100),
    "silent_week": WEEK,
    "failure_kind": Values("number", 0, FAILURE_WRONGED),
    "cases_abandoned": Values("cases", 0, BYTE),
    "referred": FLAG,
    "referrals": Values("friends", 0, BYTE),
    "referral_count": Values("friends", 0, BYTE),
    "referral_year": YEAR,
}
