"""Chance is keyed, never consumed: draw = hash(seed, replication, customer, week, decision, count).

Order of parts: the decisions, the keys, one uniform per decision, inverse distributions.
So every design meets the same luck, and a new decision, customer, order or thread disturbs nobody.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from simulator.rule import COMPILING, compiled, rule

# Every decision that meets chance. The numbers are part of the results: never reuse or renumber one.
TRAIT_NEED = 1
TRAIT_BASKET = 2
TRAIT_TASTE_FOCAL = 3
TRAIT_TASTE_RIVAL = 4
TRAIT_PRICE = 5
TRAIT_STATUS = 6
TRAIT_DEAL = 7
TRAIT_TIME_COST = 8
TRAIT_MENTAL_COST = 9
TRAIT_PHYSICAL_COST = 10
TRAIT_SOCIABILITY = 11
TRAIT_COMPLAINT = 12
TRAIT_DIGITAL = 13
TRAIT_HAZARD = 14
TRAIT_NEVER_JOIN = 15
TRAIT_NEVER_REDEEM = 16
TRAIT_REDEMPTION = 17
TRAIT_REACHED = 18
TRAIT_BIRTHDAY = 19
TRAIT_DROPOUT = 20
HEAR_CAMPAIGN = 30
HEAR_FORGET_VALUE = 31
HEAR_FORGET_BALANCE = 32
HEAR_TALK = 33
LEARN_VALUE = 34
LEARN_BALANCE = 35
HEAR_PROGRAM = 36
LEARN_PROGRAM = 37
HEAR_NOTICE = 38
NEED_COUNT = 40
NEED_DAY = 41
NEED_STIMULUS = 42
NEED_STIMULUS_DAY = 43
NEED_DRIFT = 44
CHOOSE_SELLER = 50
BUY_BASKET = 60
BUY_TOP_UP = 61
BUY_REDEEM = 62
EARN_LOGINS = 70
EARN_REVIEW = 71
EXPERIENCE_FAILURE = 80
EXPERIENCE_SEVERITY = 81
EXPERIENCE_RETURN = 82
EXPERIENCE_REFUSAL = 83
EXPERIENCE_COMPLAIN = 84
EXPERIENCE_PRIVILEGE = 85
EXPERIENCE_QUALITY = 86
EXPERIENCE_RIVAL = 87
EXPERIENCE_BLAME = 88
CASE_ARRIVAL = 90
CASE_HANDLING = 91
CASE_PATIENCE = 92
CASE_OUTCOME = 93
CASE_PRIVILEGE = 94
DECIDE_LEAVE = 100
DECIDE_LEAVE_DAY = 101
DECIDE_RETURN = 102
DECIDE_JOIN = 103
DECIDE_DROPOUT = 104
LEAVE_OVER_LOSS = 105
SPLIT_ORDER = 106
TELL_TALK = 110
YEARLY_PRIVILEGE = 120
PARAMETER = 130
REWARD_SERVED = 160
EARN_CATEGORY = 150
EARN_CHANNEL = 151
EARN_ACTIVITY = 152
EARN_ACTIVITY_DAY = 153
COUPON_SENT = 165
COUPON_KEPT = 166
TRAIT_CHANNEL = 185
CALL_AFTER_SALE = 186
CLERK_SERVES = 187
CLERK_LEAVES = 188
CLERK_COST = 189
HEAR_REMINDER = 190
HEAR_CHANNEL = 191
CLIMB_LOT = 140
MATCH_STATUS = 141
CLUB_STAGE = 142
CLUB_JOIN = 143
GIFT_ORDER = 167
GIFT_LOGIN = 168
DECIDE_FEE = 175
DECIDE_RENEWAL = 176
DECIDE_RENEWAL_THOUGHT = 177
DECIDE_REFUND = 178
HOUSEHOLD = 179
HOUSEHOLD_ORDERS = 180
HOUSEHOLD_LUCK = 181
PARTNER_DEALS = 200
PARTNER_VISIT = 201
PARTNER_SPEND = 202
LEARN_AT_PARTNER = 203
ADVERTISING_WINS = 262
TRAIT_TASTE_RIVAL_2 = 260
TRAIT_TASTE_RIVAL_3 = 261
TELL_REFERRAL = 204
HEAR_REFERRAL = 205
REFERRAL_RETURN = 206
REFERRAL_KEPT = 207
HEAR_SWITCH = 210
SWITCH_COST = 211
TRAIT_VARIETY = 240
TRAIT_REWARD_FIT = 241
WIN_BACK = 242
TRAIT_PRIVACY = 243
DATA_BREACH = 244
DATA_PASSED = 245
HEAR_NEIGHBOUR = 230
HEAR_SIGN = 231
NETWORK_TIE = 232
NETWORK_REWIRED = 233
NETWORK_FAR_END = 234
TALK_RETURN = 235
TALK_LOSS = 236
DELIVERY_LATE = 220
DELIVERY_DAYS = 221
DELIVERY_RIVAL = 222
SELLER_LEAVES = 223
SELLER_BOUND = 224
ORDER_OF_GROUPS = 400

_MASK = (1 << 64) - 1
_GOLDEN = 0x9E3779B97F4A7C15
_MIX_A = 0xBF58476D1CE4E5B9
_MIX_B = 0x94D049BB133111EB
_TO_UNIT = 1.0 / 9007199254740992.0  # 2**-53
_HALF_STEP = 1.0 / 18014398509481984.0  # 2**-54: keeps every uniform strictly inside (0, 1)


def _mix(x: Any) -> Any:
    """Scramble 64 bits (plain Python ints, masked: the twin of the compiled form below).

    Source: splitmix64, Steele, Lea & Flood 2014.
    """
    x = int(x) & _MASK
    x = ((x ^ (x >> 30)) * _MIX_A) & _MASK
    x = ((x ^ (x >> 27)) * _MIX_B) & _MASK
    return x ^ (x >> 31)


def _absorb(key: Any, number: Any) -> Any:
    """Take one more number into a key: hashed, never added to another key."""
    return _mix((int(key) + ((int(number) & _MASK) * _GOLDEN) + _GOLDEN) & _MASK)


def _unit(bits: Any) -> float:
    """Turn 64 random bits into a uniform strictly between 0 and 1."""
    return float(int(bits) >> 11) * _TO_UNIT + _HALF_STEP


if COMPILING:
    from numba import types
    from numba.extending import overload

    _U_A, _U_B, _U_G = np.uint64(_MIX_A), np.uint64(_MIX_B), np.uint64(_GOLDEN)
    _S11, _S27, _S30, _S31 = np.uint64(11), np.uint64(27), np.uint64(30), np.uint64(31)

    @overload(_mix, inline="never")
    def _mix_compiled(x: Any) -> Any:
        def mix(x: Any) -> Any:
            x = np.uint64(x)
            x = (x ^ (x >> _S30)) * _U_A
            x = (x ^ (x >> _S27)) * _U_B
            return x ^ (x >> _S31)

        return mix

    @overload(_absorb)
    def _absorb_compiled(key: Any, number: Any) -> Any:
        def absorb(key: Any, number: Any) -> Any:
            return _mix(np.uint64(key) + np.uint64(number) * _U_G + _U_G)

        return absorb

    @overload(_unit)
    def _unit_compiled(bits: Any) -> Any:
        if not isinstance(bits, types.Integer):
            return None

        def unit(bits: Any) -> Any:
            return np.float64(bits >> _S11) * _TO_UNIT + _HALF_STEP

        return unit


@compiled
def stream_key(seed: int, replication: int) -> Any:
    """Return the 64-bit key of one replication of a seed (both hashed, so no two bases overlap)."""
    return _absorb(_absorb(0x4C6F79616C, seed), replication)


@compiled
def customer_key(stream: Any, customer: int) -> Any:
    """Return the 64-bit key of one customer within a replication."""
    return _absorb(stream, customer)


@compiled
def uniform(key: Any, week: int, decision: int, count: int) -> float:
    """Draw the uniform in (0, 1) of one decision of one customer in one week.

    `count` tells repeated decisions of the week apart (the second occasion, the third privilege).
    Source: two rounds of splitmix64 over hashed keys.
    """
    return _unit(_absorb(_absorb(key, week), decision * 256 + count))


@rule
def normal_quantile(p: float) -> float:
    """Return the standard normal quantile of p in (0, 1), relative error under 1.2e-9.

    Source: [published] Acklam 2003 rational approximation (monotone, one uniform per normal).
    """
    if p < 0.02425:
        q = math.sqrt(-2.0 * math.log(p))
        top = (
            (
                ((-7.784894002430293e-03 * q - 3.223964580411365e-01) * q - 2.400758277161838) * q
                - 2.549732539343734
            )
            * q
            + 4.374664141464968
        ) * q + 2.938163982698783
        low = (
            ((7.784695709041462e-03 * q + 3.224671290700398e-01) * q + 2.445134137142996) * q
            + 3.754408661907416
        ) * q + 1.0
        return top / low
    if p > 0.97575:
        q = math.sqrt(-2.0 * math.log(1.0 - p))
        top = (
            (
                ((-7.784894002430293e-03 * q - 3.223964580411365e-01) * q - 2.400758277161838) * q
                - 2.549732539343734
            )
            * q
            + 4.374664141464968
        ) * q + 2.938163982698783
        low = (
            ((7.784695709041462e-03 * q + 3.224671290700398e-01) * q + 2.445134137142996) * q
            + 3.754408661907416
        ) * q + 1.0
        return -top / low
    q = p - 0.5
    r = q * q
    top = (
        (
            ((-3.969683028665376e01 * r + 2.209460984245205e02) * r - 2.759285104469687e02) * r
            + 1.383577518672690e02
        )
        * r
        - 3.066479806614716e01
    ) * r + 2.506628277459239
    low = (
        (
            ((-5.447609879822406e01 * r + 1.615858368580409e02) * r - 1.556989798598866e02) * r
            + 6.680131188771972e01
        )
        * r
        - 1.328068155288572e01
    ) * r + 1.0
    return q * top / low


@rule
def normal_share_below(x: float) -> float:
    """Return the standard normal distribution function at x, absolute error under 8e-8.

    Source: [published] Abramowitz & Stegun 1964, 26.2.17 (only exp, so that compiled and plain code agree in
    bits).
    """
    z = abs(x)
    if z > 12.0:
        return 0.0 if x < 0.0 else 1.0
    t = 1.0 / (1.0 + 0.2316419 * z)
    tail = (
        (0.3989422804014327 * math.exp(-0.5 * z * z))
        * t
        * (0.319381530 + t * (-0.356563782 + t * (1.781477937 + t * (-1.821255978 + t * 1.330274429))))
    )
    return tail if x < 0.0 else 1.0 - tail


@rule
def poisson_count(u: float, mean: float, limit: int) -> int:
    """Return the Poisson count of a uniform (inverse distribution), at most `limit`.

    Units: mean in events a week, 0 or more. Source: [derived] inversion by the recurrence p(k+1) = p(k)
    mean/(k+1).
    """
    if mean <= 0.0:
        return 0
    term = math.exp(-mean)
    total = term
    count = 0
    while u > total and count < limit:
        count += 1
        term = term * mean / count
        total += term
    return count
