"""Buying: the basket, the price cuts, the points used, and who pays for each benefit."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from simulator import chance
from simulator.accounts import chart
from simulator.chance import normal_quantile, uniform
from simulator.customers.redeeming import redemption_chance
from simulator.customers.splitting import WHOLE, part_of_basket
from simulator.customers.standing import enjoys, standing
from simulator.customers.tenure import breadth, tenure_share
from simulator.program.rewards import face_value, funded_part, points_to_use
from simulator.program.table import (
    LINE_SHIPPING,
    PARTNER,
    REDEEM_AUTOMATIC,
    REDEEM_NONE,
    SELLER,
)
from simulator.rule import compiled, rule

# Columns of the customers' totals, by their place in chart.CUSTOMER_COLUMNS.
OWN_ORDERS, OWN_GOODS, OWN_CONTRIBUTION, OWN_PROGRAM_COST = range(4)
OWN_BEFORE, OWN_AFTER = 8, 9
OWN_POINTS, OWN_FIRST_HALF, OWN_FEES = 11, 12, 13
OWN_PARTNER_INCOME = 14
LAST_WEEKS_OF_A_LOT = 8
# Chart columns of the cost lines of privileges, in the order of LINE_*.
LINE_COLUMNS = (
    chart.PRIVILEGE_SHIPPING,
    chart.PRICE_DISCOUNT,
    chart.PRIVILEGE_SERVICE,
    chart.PRIVILEGE_RETURNS,
    chart.PRIVILEGE_GIFTS,
    chart.PRIVILEGE_ACCESS,
    chart.PRIVILEGE_GUARANTEE,
)


@rule
def basket_amount(usual: float, score: float, spread: float, gamma_law: float) -> int:
    """Return the value of one basket in minor units, 1 or more.

    Units: usual basket in minor units, a normal score, spread as sd of log (or coefficient of variation).
    Source: [published] lognormal within customers, or gamma (gamma-gamma, Fader & Hardie note 025) by Wilson
    & Hilferty 1931.
    """
    if gamma_law != 0.0:
        shape = 1.0 / (spread * spread)
        root = 1.0 - 1.0 / (9.0 * shape) + score / (3.0 * math.sqrt(shape))
        factor = max(0.0, root * root * root)
    else:
        factor = math.exp(spread * score - 0.5 * spread * spread)
    return max(1, math.floor(usual * factor + 0.5))


@rule
def share_of(amount: int, thousandths: int) -> int:
    """Return a share of an amount, rounded half up.

    Units: minor units, thousandths. Source: [derived] arithmetic; money is rounded once, where it is posted.
    """
    return (amount * thousandths + 500) // 1000


@rule
def top_up_chance(gap: int, saved: int, readiness: float) -> float:
    """Return the chance to add goods up to a free-shipping threshold, 0-1.

    Units: gap and saving in minor units. Source: [assumption] falls with the gap over the shipping saved.
    """
    if saved <= 0 or readiness <= 0.0:
        return 0.0
    return math.exp(-gap / (saved * readiness))


@compiled
def post_benefit(page: Any, line: int, cost: int, funding: Any) -> None:
    """Post a benefit in full on its line and split it over those who fund it; the firm takes the rest.

    The columns of what sellers pay stand in the order of the lines (chart.COLUMNS), and so do the partners';
    of lines added later they stand right behind each line.
    """
    if cost == 0:
        return
    page.tally[page.at, line] += cost
    seller = funded_part(cost, int(funding[SELLER]))
    partner = funded_part(cost, int(funding[PARTNER]))
    page.tally[page.at, chart.FUNDED_SELLER] += seller
    page.tally[page.at, chart.FUNDED_PARTNER] += partner
    if line > chart.PRIVILEGE_GIFTS_PARTNER:
        of_seller, of_partner = line + 1, line + 2
    else:
        place = 0 if line == chart.PRICE_DISCOUNT else 1 + line - chart.CHECKOUT_REDEEMED
        of_seller, of_partner = chart.PRICE_DISCOUNT_SELLER + place, chart.PRICE_DISCOUNT_PARTNER + place
    page.tally[page.at, of_seller] += seller
    page.tally[page.at, of_partner] += partner
    page.tally[page.at, chart.FUNDED_FIRM] += cost - seller - partner
    page.own[OWN_PROGRAM_COST] += cost - seller - partner


@compiled
def line_column(line: int) -> int:
    """Return the chart column of a privilege's cost line."""
    return LINE_COLUMNS[line]


@compiled
def draw_basket(t: Any, s: Any, p: Any, b: Any, page: Any, key: Any, count: int) -> int:
    """Draw the goods of an order, topped up where that spares a member the shipping."""
    drawn = count if page.part == WHOLE else int(page.split_of)
    score = normal_quantile(uniform(key, page.week, chance.BUY_BASKET, drawn))
    usual = np.float64(t.basket)
    if b.cross_buying > 0.0 and s.orders > 0:
        feeling = np.float64(s.satisfaction) - b.satisfaction_reference
        grown = tenure_share(page.week - int(s.first_week), b.relational_weeks)
        usual *= breadth(b.cross_buying, feeling, grown)
    goods = part_of_basket(basket_amount(usual, score, b.basket_within, b.basket_law), int(page.part))
    if s.member == 0:
        return int(goods)
    held = standing(s, p)
    for k in range(p.privileges):
        over = int(p.privilege_over[k])
        if not enjoys(s, p, held, k) or p.privilege_line[k] != LINE_SHIPPING or goods >= over:
            continue
        u = uniform(key, page.week, chance.BUY_TOP_UP, count)
        if u < top_up_chance(over - goods, int(p.privilege_worth[k]), b.top_up):
            return over
    return int(goods)


@compiled
def redemption_wanted(
    t: Any, s: Any, p: Any, b: Any, ring: Any, page: Any, key: Any, count: int, worth: float, fit: float
) -> bool:
    """Tell whether a member uses points with this order, when `worth` (minor units) could be had.

    `fit` says in logits how what points buy suits the member's taste.
    """
    if np.float64(t.redeemer) < b.never_redeem:
        return False
    expiring = 0.0
    if page.expiring_soon != 0 and _expires_soon(s, p, ring, page):
        expiring = b.redeem_expiry
    unknown = 1.0 if s.knows_balance != 0 else b.redeem_unknown
    readiness = b.redeem_base + b.redeem_sd * np.float64(t.redeeming) + fit
    effort = b.redeem_effort * np.float64(t.mental_cost)
    likely = redemption_chance(
        readiness, b.redeem_value, worth, np.float64(t.basket), effort, expiring, unknown
    )
    return bool(uniform(key, page.week, chance.BUY_REDEEM, count) < likely)


@compiled
def _expires_soon(s: Any, p: Any, ring: Any, page: Any) -> bool:
    """Tell whether usable points reach the end that members are told within eight weeks."""
    longer = p.expiry_extension[s.level] - p.expiry_grace
    for slot in range(p.lot_weeks):
        if ring[slot] > 0 and page.lot_last[slot] + longer < page.week + LAST_WEEKS_OF_A_LOT:
            return True
    return False


@compiled
def points_that_end(s: Any, p: Any, ring: Any, page: Any) -> int:
    """Return the usable points that reach the end that members are told within eight weeks."""
    longer = p.expiry_extension[s.level] - p.expiry_grace
    total = 0
    for slot in range(p.lot_weeks):
        if ring[slot] > 0 and page.lot_last[slot] + longer < page.week + LAST_WEEKS_OF_A_LOT:
            total += ring[slot]
    return total


@compiled
def points_for_order(
    t: Any, s: Any, p: Any, b: Any, ring: Any, page: Any, key: Any, count: int, price: int
) -> int:
    """Return the points that a member uses at the checkout of an order of this price."""
    if p.redeem_kind == REDEEM_NONE or s.usable <= 0:
        return 0
    points = points_to_use(
        int(s.usable), int(p.redeem_minimum), int(p.redeem_step), int(p.redeem_cap), price, int(p.point_value)
    )
    if points <= 0 or p.redeem_kind == REDEEM_AUTOMATIC:
        return points
    worth = float(face_value(points, int(p.point_value)))
    if worth < b.redeem_least * np.float64(t.basket):
        return 0
    return points if redemption_wanted(t, s, p, b, ring, page, key, count, worth, 0.0) else 0
