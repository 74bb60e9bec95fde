"""The flat table of one program: what the engine reads once every clause of the file is checked.

Units: money in minor units, points and qualifying value whole, rates in millionths per minor unit,
multipliers and shares of price in thousandths, days since the study's day 0 (negative before it).
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]

# What a window does with the qualifying balance, and when tiers are reviewed.
WINDOW_NONE, WINDOW_LIFETIME, WINDOW_CALENDAR, WINDOW_ANNIVERSARY, WINDOW_TIER_TERM, WINDOW_ROLLING = range(6)
# Where a member who misses the review falls to.
DOWN_BY_BALANCE, DOWN_ONE_LEVEL, DOWN_TO_BASE = range(3)
# What happens to status or points of a returned or refused order.
RETURN_KEEP, RETURN_TAKE_BACK = range(2)
# When points expire: never, so many weeks after they were credited, or on a date of this or the next year.
EXPIRE_NEVER, EXPIRE_AFTER_WEEKS, EXPIRE_ON_DATE = range(3)
# How a member joins.
JOIN_AUTOMATIC, JOIN_OPT_IN, JOIN_PAID, JOIN_INVITATION = range(4)
# What a paying member gets back who cancels: nothing, the unused days, or everything in the first days.
REFUND_NONE, REFUND_PRO_RATA, REFUND_WITHIN = range(3)
# How points are redeemed at checkout: the member decides, or every point is used at the next order.
REDEEM_NONE, REDEEM_CHOICE, REDEEM_AUTOMATIC = range(3)
# How long a limit on a reward counts: for good, within a calendar month or year.
LIMIT_EVER, LIMIT_MONTH, LIMIT_YEAR = range(3)
# Over what a stock lasts, in the order of what is known of the market (customers/market_counts.py).
STOCK_WEEK, STOCK_MONTH, STOCK_YEAR = range(3)
# What earns for: redeemable points, qualifying value.
PURSE_POINTS, PURSE_STATUS = range(2)
PURSES = 2
# How what a purchase earns becomes whole.
ROUND_DOWN, ROUND_NEAREST, ROUND_UP = range(3)
# Flat earnings by event.
EVENT_LOGIN, EVENT_REVIEW, EVENT_SHOPPING_DAYS = range(3)
EVENTS = 3
# What may be capped.
SOURCE_PURCHASE, SOURCE_ORDER, SOURCE_LOGIN, SOURCE_REVIEW, SOURCE_ACTIVITY = range(5)
MOST_ACTIVITIES = 8  # from SOURCE_ACTIVITY on
SOURCES = SOURCE_ACTIVITY + MOST_ACTIVITIES
MOST_CHALLENGES = 8
NO_WINDOW = -(10**6)  # instead of the last day of a challenge's window
# What a privilege is used on.
BASIS_ORDER, BASIS_RETURN, BASIS_CASE, BASIS_YEAR, BASIS_FAILURE, BASIS_EVENT = range(6)
# Channels of communication, in the order of their arrays, and whom a channel goes to.
CHANNELS = ("app_push", "email", "mail", "phone", "sms")
APP_PUSH, EMAIL, MAIL, PHONE, SMS = range(5)
TO_EVERYBODY, TO_MEMBERS, TO_OTHERS = range(3)
# Cost line of a privilege in the books (see line_column of simulator.customers.buying).
LINE_SHIPPING, LINE_PRICE, LINE_SERVICE, LINE_RETURNS, LINE_GIFTS, LINE_ACCESS, LINE_GUARANTEE = range(7)
# What a kept use does beside its worth, a bit each; none for the kinds that are worth their money alone.
EFFECT_REFUND, EFFECT_INSTALLATION, EFFECT_ACCESS, EFFECT_GUARANTEE, EFFECT_COMMUNITY = 1, 2, 4, 8, 16
# How a gift by chance comes: with an order, untold before; by lottery among orders, logins or spent points.
GIFT_UNTOLD, GIFT_AT_ORDER, GIFT_AT_LOGIN, GIFT_FOR_POINTS = range(4)
# What a further ladder goes by.
LADDER_STATUS, LADDER_SPEND, LADDER_ORDERS = range(3)
# Who funds a benefit.
FIRM, SELLER, PARTNER = range(3)
FUNDERS = 3

THOUSAND = 1_000
MILLION = 1_000_000


class ProgramTable(NamedTuple):
    """One program as numbers. K levels, S standings, P privileges, C catalogue items, D days, E = EVENTS.

    G categories and H channels of orders. Level 0 is the base level; a member always holds one of the K
    levels. Standings are the levels, and behind them, where there is a paid membership, the same levels of
    members who pay. Every integer is a Python int and every float a Python float, so that one compiled kernel
    serves all programs.
    """

    exists: int  # 0 for the program `none`: nobody ever joins
    # joining
    join_kind: int  # JOIN_*
    invite_orders: int  # own orders that an invitation takes, 0: they do not count
    invite_spend: int  # spend that it takes, minor units, 0: it does not count
    invite_weeks: int  # weeks in which they are counted
    join_hassle: int  # effort of joining as the customer feels it, minor units
    enrolment_cost: int  # cost to the firm of one enrolment, minor units
    # paying
    fee: int  # fee of a term, minor units
    fee_weeks: int  # weeks of a term; 0: there is no paid membership
    fee_trial_weeks: int  # weeks without a fee, once a member
    fee_automatic: int  # 1 when a term renews itself
    fee_refund: int  # REFUND_*
    fee_refund_weeks: int  # for REFUND_WITHIN
    fee_hassle: int  # effort of signing up as the customer feels it, minor units
    fee_reduced: int  # fee of a term with enough qualifying value, minor units
    fee_reduced_from: int  # qualifying value that it asks for; -1: there is no lower fee
    # sharing an account
    household_share: float  # share of members whose account others use, 0-1
    household_orders: float  # orders of all others for each order of the member
    household_paid: int  # 1 when an account is shared only while its member pays
    # qualifying (status) value
    status_rate: int  # millionths of qualifying value per step (earn_step) paid
    status_event: Ints  # (E,) flat amounts by event
    status_returns: int  # RETURN_*
    rating_levels: Ints  # (G,) behaviour rating steps, thousandths; (1000,) when there is none
    rating_start: int  # index of the first step
    rating_up_orders: int  # kept orders that raise the rating one step; 0: never rises
    rating_down_return: int  # 1 when a return lowers the rating one step
    rating_down_refusal: int  # 1 when a refused order lowers the rating one step
    rating_visible: int  # 1 when members can see the rating
    shopping_days: int  # distinct shopping days in a calendar month that earn EVENT_SHOPPING_DAYS
    # points
    points_rate: int  # millionths of a point per step (earn_step)
    points_event: Ints  # (E,) flat amounts by event
    points_on_redeemed: int  # 1 when the part of a price paid with points earns too
    points_returns: int  # RETURN_*
    point_value: int  # worth of one point at checkout in millionths of a minor unit
    pending_weeks: int  # whole weeks until earned points may be used; 0: at once
    expiry_kind: int  # EXPIRE_*
    expiry_weeks: int  # for EXPIRE_AFTER_WEEKS
    lot_weeks: int  # length of the ring of lots by credit week, at least 1
    lot_expiry: Ints  # (W,) last week in which points credited in week (index + first_week) may be used
    expiry_extension: Ints  # (K,) weeks that points live longer at a level
    expiry_grace: int  # weeks within lot_expiry after the end that members are told
    inactive_weeks: int  # weeks without order or redemption after which all points expire; 0: never
    notice_weeks: int  # weeks before their end in which holders are told; 0: not told
    reinstate_weeks: int  # weeks in which expired points may be had back; 0: never
    reinstate_fee: int  # what that costs the member, minor units
    # what orders earn, (2,) by PURSE_*
    earn_step: Ints  # (2,) minor units that earn in full only; 1: every one
    earn_rounding: Ints  # (2,) ROUND_*
    earn_minimum: Ints  # (2,) smallest price whose purchase earns at the rate, minor units
    order_amount: Ints  # (2,) flat amount of each order
    order_minimum: Ints  # (2,) smallest price that earns it, minor units
    cap_order: Ints  # (2,) most that one order's purchase earns; 0: no cap
    cap_day: Ints  # (2, SOURCES) most that each SOURCE_* earns on a day; 0: no cap
    cap_month: Ints  # (2, SOURCES) the same in a calendar month
    category_share: Floats  # (G,) share of orders of each category, 0-1
    category_times: Ints  # (2, G) its multiplier on what a purchase earns, thousandths
    channel_share: Floats  # (H,) share of orders through each channel, 0-1
    channel_times: Ints  # (2, H) its multiplier, thousandths
    # events beside orders, A kinds
    activity_use: Floats  # (A,) times a week
    activity_digital: Ints  # (A,) 1 where it comes to digital customers more
    activity_cost: Ints  # (A,) cost to the firm of one, minor units
    activity_amount: Ints  # (2, A) what one earns
    birthday_amount: Ints  # (2,) what a birthday earns
    # goals: streaks by PURSE_*, (2,), C challenges
    streak_weeks: Ints  # (2,) weeks in a row that earn; 0: no streak
    streak_amount: Ints  # (2,) what they earn
    streak_logins: Ints  # (2,) 1 where a login makes a week count, else an order
    streak_once: Ints  # (2,) 1 where it is earned once only
    challenge_purse: Ints  # (C,) PURSE_* that it earns for
    challenge_orders: Ints  # (C,) 1 where the goal is in orders
    challenge_goal: Ints  # (C,) orders, or minor units
    challenge_amount: Ints  # (C,) what it earns
    challenge_once: Ints  # (C,) 1 where a member earns it in one window only
    challenge_weeks: Floats  # (C,) usual length of a window, weeks
    challenge_yearly: Floats  # (C,) windows a year; 0 where there is one ever
    challenge_end: Ints  # (D, C) last day of the window that a day lies in; NO_WINDOW in none
    # redemption
    redeem_kind: int  # REDEEM_*
    redeem_minimum: int  # points held before checkout redemption is allowed
    redeem_step: int  # points are used in multiples of this, at least 1
    redeem_cap: int  # largest share of an order payable with points, thousandths
    checkout_funding: Ints  # (3,) thousandths paid by firm, seller, partner
    catalogue_points: Ints  # (C,) price in points, ascending; of a dynamic price its base
    catalogue_worth: Ints  # (C,) worth to the customer, minor units
    catalogue_cost: Ints  # (C,) cost, minor units
    catalogue_funding: Ints  # (C, 3)
    catalogue_limit: Ints  # (C,) most that one member may take, 0: any number
    catalogue_limit_span: Ints  # (C,) LIMIT_*
    catalogue_stock: Ints  # (C,) handed out at most to the whole market, -1: any number
    catalogue_stock_span: Ints  # (C,) STOCK_*
    catalogue_normal: Ints  # (C,) thousandths of wishes a week at which a dynamic price is its base, 0: fixed
    catalogue_least: Ints  # (C,) least points of a dynamic price
    catalogue_dearest: Ints  # (C,) most points of a dynamic price
    catalogue_voucher: Ints  # (C,) weeks of use after the week a voucher was bought in, 0: no voucher
    catalogue_over: Ints  # (C,) smallest order that a voucher is used with, minor units
    catalogue_experience: Ints  # (C,) 1 for a reward that is lived through rather than owned
    cash_back: int  # millionths of the price paid given back with the order
    cash_back_funding: Ints  # (3,)
    # stamp cards
    stamps_buy: int  # stamps that fill a card; 0 without cards
    stamps_worth: int  # worth of the reward to the customer, minor units
    stamps_cost: int  # its cost, minor units
    stamps_minimum: int  # smallest price after price cuts that gives a stamp, minor units
    stamps_endowed: int  # stamps on the first card from joining on
    stamps_valid: int  # weeks after that of its first order until a card lapses; 0: never
    stamps_at_most: int  # rewards of a member in a calendar year; 0: any number
    stamps_shown: int  # 1: a card shows its holder how full it is and what for
    stamps_funding: Ints  # (3,)
    # coupons, M of them
    coupon_percent: Ints  # (M,) price cut, thousandths of the list price; 0 for an amount
    coupon_amount: Ints  # (M,) price cut, minor units; 0 for a percent
    coupon_over: Ints  # (M,) smallest list price, minor units
    coupon_sent: Floats  # (M,) chance a week to be sent
    coupon_valid: Ints  # (M,) weeks after the week of sending in which it may be used
    coupon_public: Ints  # (M,) 1 for everybody within reach
    coupon_targeted: Ints  # (M,) 1 where it is chosen for each customer
    coupon_levels: Ints  # (M, K) 1 where the level gets it
    coupon_funding: Ints  # (M, 3)
    # gifts that cost no points, and lotteries, J of them
    gift_kind: Ints  # (J,) GIFT_*
    gift_number: Ints  # (J,) what opens it: the points of an entry; 0 where nothing does
    gift_chance: Floats  # (J,) chance of an order or entry
    gift_worth: Ints  # (J,) worth to the customer, minor units
    gift_cost: Ints  # (J,) cost, minor units
    gift_at_most: Ints  # (J,) of a member in a calendar year; 0: any number
    gift_levels: Ints  # (J, K) 1 where the level may get it
    gift_funding: Ints  # (J, 3)
    # tiers
    level_from: Ints  # (K,) qualifying value to enter; level 0 is 0
    level_keep: Ints  # (K,) the same at a review of a member who holds the level or a higher one
    level_orders: Ints  # (K,) kept orders needed besides
    level_spend: Ints  # (K,) minor units paid in the window, needed besides
    level_visits: Ints  # (K,) days with a kept order in the window, needed besides
    level_tenure: Ints  # (K,) days since joining, needed besides
    level_any: Ints  # (K,) 1 where any one of what is asked suffices
    level_share: Ints  # (K,) thousandths of all members from which on nobody climbs into the level
    level_deduct: Ints  # (K,) taken off at the review of a member who holds the level
    level_points: Ints  # (S,) multiplier on points from purchases, thousandths
    level_status: Ints  # (S,) multiplier on qualifying value from purchases, thousandths
    window: int  # WINDOW_*
    window_months: int  # calendar months of a rolling window; 1 otherwise
    own_year: int  # 1 when the year of WINDOW_CALENDAR starts on a day of its own
    year_next: Ints  # (W,) first day of the next membership year after the first day of each week
    match_level: int  # level granted to some on joining; 0: to nobody
    match_share: float  # share of new members to whom it is granted
    match_days: int  # days for which it is held without having what the level asks for
    grace: int  # days for which the level is held after a missed review
    keep_until: int  # day of the run up to which nobody falls below the level of a switch; 0: none is kept
    downgrade: int  # DOWN_*
    carried: int  # 1 when the balance is carried past a review less the deduction
    # privileges
    privilege_basis: Ints  # (P,) BASIS_*
    privilege_line: Ints  # (P,) LINE_*
    privilege_effect: Ints  # (P,) EFFECT_* or 0
    privilege_share: Floats  # (P,) chance of use per order, return, ...; uses a year for BASIS_YEAR
    privilege_over: Ints  # (P,) smallest order, minor units
    privilege_percent: Ints  # (P,) share of the price, thousandths (member price); 0 for fixed amounts
    privilege_cost: Ints  # (P,) cost per use, minor units
    privilege_worth: Ints  # (P,) worth to the customer per use, minor units
    privilege_kept: Floats  # (P,) share of promised uses that are kept
    privilege_capacity: Floats  # (P,) uses a week that there is room for in the whole market; 0: no limit
    privilege_levels: Ints  # (P, S) 1 where the standing has the privilege
    privilege_clubs: Ints  # (P,) bits of the clubs whose members alone have it; 0: for all
    privilege_rungs: Ints  # (P, S) bits of the levels of further ladders that give it to the standing too
    privilege_funding: Ints  # (P, 3)
    desk_priority: Ints  # (S,) class at the service desk, 0 first
    # clubs, by name
    club_share: Floats  # (C,) share of customers at the stage of life that it is for; 1 where it is for all
    club_weeks: Ints  # (C,) weeks that the stage of life lasts; 0: for good
    club_invited: Ints  # (C,) minor units of a calendar year from which members are invited; 0: no invitation
    club_points: Ints  # (C,) multiplier on points from purchases, thousandths
    club_relevance: Floats  # (C,) multiplier on the chance that a contact is taken in
    # further ladders, by name, L of them with R = MOST_STEPS levels at most
    ladder_metric: Ints  # (L,) LADDER_*
    ladder_yearly: Ints  # (L,) 1 where the balance is that of a calendar year, 0 for a lifetime's
    ladder_from: Ints  # (L, R) balance that each level asks for, units of the metric; 0: no such level
    ladder_points: Ints  # (L, R) multiplier on points from purchases, thousandths
    ladder_holds: Ints  # (L, R) level of the main ladder held for life; 0: none
    ladder_unit: int  # minor units of one unit of spend
    # clerk
    clerk_levels: Ints  # (K,) 1 where the level has a clerk
    clerk_served: float  # share of orders that the own clerk serves
    clerk_bond: float  # how close the tie is against the market's usual one
    clerk_leaves: float  # chance that a clerk leaves in a week
    clerk_cost: int  # minor units a year and member
    clerk_discount: int  # price cut on orders that the clerk serves, thousandths
    clerk_funding: Ints  # (3,)
    # platform
    platform_bundle: float  # share of the ways between services that the bundle spares, 0 to below 1
    platform_single: int  # 1 when one login opens all
    # data of members
    data_passed: int  # 1 when they are passed on to others
    data_breach: float  # chance that they leak in a week
    # partners, N of them
    partner_share: Floats  # (N,) share of customers who deal with the partner, 0-1
    partner_use: Floats  # (N,) their visits a week
    partner_spend: Ints  # (N,) usual visit, minor units
    partner_rate: Ints  # (N,) millionths of a point per step spent there; 0: nothing is earned
    partner_step: Ints  # (N,) minor units that earn in full only; 1: every one
    partner_pays: Ints  # (N,) what the partner pays for a point issued there, millionths of a minor unit
    partner_qualifies: Ints  # (N,) 1 where these points are qualifying value too
    partner_block: Ints  # (N,) points paid for in advance each calendar year; -1: each as it is issued
    partner_worth: Ints  # (N,) worth of a partner's point, millionths of a minor unit; 0: none are used there
    partner_settle: Ints  # (N,) what the firm pays for an own point used there, millionths of a minor unit
    partner_minimum: Ints  # (N,) points held before any may be used there
    partner_exchange: Ints  # (N,) partner's points for an own one, thousandths
    # referral
    referral: int  # 1 where members bring friends
    referral_minimum: int  # smallest price of a friend's order that counts, minor units
    referral_days: int  # days after joining in which it counts; 0: at any time
    referral_at_most: int  # friends of a member who are rewarded in a calendar year; 0: any number
    referrer_points: int  # points for the member; 0: none
    referrer_worth: int  # worth of the reward to the member, minor units; 0: none
    referrer_cost: int  # its cost, minor units
    referrer_funding: Ints  # (3,)
    referred_points: int  # points for the friend; 0: none
    referred_percent: int  # price cut for the friend, thousandths of the list price; 0: none
    referred_amount: int  # price cut for the friend, minor units; 0: none
    referred_funding: Ints  # (3,)
    # calendar
    first_day: int  # day of index 0 of the day arrays
    first_week: int  # week of index 0 of lot_expiry
    day_points: Ints  # (D, S) multiplier on points from purchases, thousandths
    day_status: Ints  # (D, S) multiplier on qualifying value, thousandths
    day_percent: Ints  # (D, S) price cut for members on the day, thousandths
    day_pull: Floats  # (D, S) strength of the dated stimulus (share of a week's need added)
    day_event: Ints  # (D, S) 1 on a day of a dated event that is for the level
    day_percent_funding: Ints  # (3,)
    open_percent: Ints  # (D,) price cut for everybody on the day, thousandths
    open_pull: Floats  # (D,) strength of the dated stimulus on everybody
    limited_days: Ints  # (B, D) 1 on the days of an event with a budget
    limited_levels: Ints  # (B, S) 1 where it is for the level
    limited_open: Ints  # (B,) 1 where it is for everybody
    limited_points: Ints  # (B,) as day_points
    limited_status: Ints  # (B,) as day_status
    limited_percent: Ints  # (B,) as day_percent
    limited_pull: Floats  # (B,) as day_pull
    limited_budget: Ints  # (B,) most that its price cuts may cost the whole market in a calendar year
    birthday_days: int  # days from a member's birthday on that have the following; 0: none
    birthday_points: Ints  # (S,) as day_points
    birthday_status: Ints  # (S,) as day_status
    birthday_percent: Ints  # (S,) as day_percent
    birthday_pull: Floats  # (S,) as day_pull
    # exclusions
    minimum_order: int  # smallest price paid that earns anything, minor units
    excluded_share: int  # thousandths of an order's value that earns nothing (virtual goods, gift cards)
    excluded_levels: Ints  # (S,) 1 where the exclusion holds
    # communication and running cost
    reach: float  # share of customers that communication can ever reach
    contacts: float  # contacts a week with a reached customer
    contact_cost: int  # millionths of a minor unit per contact
    channel_reach: Floats  # (5,) share of those within reach whom a channel gets to
    channel_contacts: Floats  # (5,) contacts a week with each of them
    channel_cost: Ints  # (5,) millionths of a minor unit per contact
    channel_to: Ints  # (5,) TO_*
    reminder_after: int  # weeks without an order after which a member is reminded; 0: never
    reminder_again: int  # weeks until it comes again; 0: never
    reminder_cost: int  # millionths of a minor unit each
    call_share: float  # share of orders that are followed by a call
    call_cost: int  # millionths of a minor unit each
    running_cost: int  # minor units a week
    launch_cost: int  # minor units, once, when the program is launched
    advertising: int  # minor units a week, spent on people who do not consider the firm
    hidden: float  # share of qualifying value that members cannot foresee, 0 to .5
