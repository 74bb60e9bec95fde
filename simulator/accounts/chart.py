"""The chart of accounts: every column that a week is tallied in, each a whole number.

A tally is an int64 array (levels + 1, groups, columns) a week: row 0 holds customers who are no members,
row 1 + k members of level k; groups are light, moderate and heavy buyers. Money is in minor units.
"""

from __future__ import annotations

GROUPS = ("light", "moderate", "heavy")

# name, unit, what it counts. The index of a name is its column; the list may only grow at its end.
COLUMNS: tuple[tuple[str, str, str], ...] = (
    ("customers", "count", "customers at the end of the week"),
    ("active", "count", "ordered from the firm in the last 13 weeks"),
    ("attached", "count", "not lapsed from the firm"),
    ("aware", "count", "members who know the balance or the worth of a point"),
    ("knows_value", "count", "members who know what a point is worth"),
    ("knows_balance", "count", "members who know their balance"),
    ("satisfaction", "1e-4", "sum of satisfaction with the firm over attached customers"),
    ("trust", "1e-4", "sum of trust in the firm over attached customers"),
    ("expectation", "1e-4", "sum of expectation of the firm over attached customers"),
    ("switching_cost", "1e-4", "sum of procedural and relational switching cost over attached customers"),
    ("occasions", "count", "purchase occasions in the category"),
    ("orders", "count", "orders from the firm, refused ones included"),
    ("rival_orders", "count", "orders from the rival"),
    ("outside_orders", "count", "occasions met elsewhere or not at all"),
    ("category_spend", "minor", "spend in the category, at usual baskets outside the firm"),
    ("focal_spend", "minor", "the firm's part of category_spend, at usual baskets"),
    ("goods", "minor", "goods sold by the firm before discounts and points, refused orders excluded"),
    ("rival_goods", "minor", "goods sold by the rival"),
    ("returned_goods", "minor", "goods taken back at the price paid in money and points"),
    ("price_discount", "minor", "member prices and member-day price cuts"),
    ("cost_of_goods", "minor", "cost of goods sold and kept (retailer), 0 for a marketplace"),
    ("seller_proceeds", "minor", "paid over to sellers (marketplace), 0 for a retailer"),
    ("seller_cost_of_goods", "minor", "the sellers' own cost of goods (marketplace)"),
    ("fulfilment", "minor", "cost of delivering orders"),
    ("returns_cost", "minor", "cost of handling returns and refused orders"),
    ("returns", "count", "orders returned"),
    ("refusals", "count", "orders refused at the door"),
    ("failures", "count", "orders that failed"),
    ("complaints", "count", "complaints brought to the desk"),
    ("checkout_redeemed", "minor", "face value of points used at checkout"),
    ("catalogue_cost", "minor", "cost of catalogue rewards handed out"),
    ("cash_back", "minor", "cash given back with orders"),
    ("privilege_shipping", "minor", "cost of free shipping"),
    ("privilege_service", "minor", "cost of service privileges (installation, hotline, priority)"),
    ("privilege_returns", "minor", "cost of return guarantees and fast refunds"),
    ("privilege_gifts", "minor", "cost of draws, birthday packs and other gifts"),
    ("desk_cost", "minor", "cost of the service desk by cases"),
    ("recovery_cost", "minor", "compensation paid for failures"),
    ("communication_cost", "minor", "cost of contacts"),
    ("running_cost", "minor", "running and launch cost of the program"),
    ("enrolment_cost", "minor", "cost of enrolments"),
    ("fees", "minor", "membership fees received"),
    ("funded_firm", "minor", "the firm's share of benefits (points used, rewards, privileges, price cuts)"),
    ("funded_seller", "minor", "the sellers' share of the same"),
    ("funded_partner", "minor", "partners' share of the same"),
    ("points_issued", "points", "points earned, pending ones included"),
    ("points_redeemed", "points", "points used"),
    ("points_expired", "points", "points expired"),
    ("points_reversed", "points", "points taken back after returns and refusals"),
    ("points_outstanding", "points", "points held at the end of the week, pending ones included, less debts"),
    ("points_pending", "points", "points not yet usable at the end of the week"),
    ("points_debt", "points", "points owed by members after a reversal of points already used"),
    ("status_obligation", "minor", "expected cost of privileges already earned and not yet used"),
    ("redemptions", "count", "orders with points used and catalogue rewards taken"),
    ("joins", "count", "enrolments"),
    ("upgrades", "count", "moves to a higher level"),
    ("downgrades", "count", "moves to a lower level"),
    ("lapses", "count", "customers who left the firm"),
    ("comebacks", "count", "lapsed customers who came back"),
    ("logins", "count", "days with a login"),
    ("reviews", "count", "approved reviews"),
    ("promises", "count", "promised privileges that fell due"),
    ("promises_broken", "count", "of these, not kept"),
    ("wait_minutes", "1e-2 min", "sum of waits of decided desk cases"),
    ("cases_decided", "count", "desk cases served or abandoned"),
    ("cases_abandoned", "count", "of these, abandoned"),
    ("talks", "count", "customers who told others"),
    ("buyers", "count", "customers with at least one order from the firm in the week"),
    ("repeat_orders", "count", "orders by customers who had ordered from the firm before"),
    ("benefit_sales", "minor", "goods of orders that carried a benefit"),
)

NAMES: tuple[str, ...] = tuple(name for name, _, _ in COLUMNS)
WIDTH = len(NAMES)

# Movements of points by the month they were issued in (the vintage table): issued, redeemed, expired, reversed.
VINTAGE_ISSUED, VINTAGE_REDEEMED, VINTAGE_EXPIRED, VINTAGE_REVERSED = range(4)
VINTAGE_KINDS = 4

# What is kept of each customer over the run (the end block), each int64.
CUSTOMER_COLUMNS: tuple[str, ...] = (
    "orders", "goods", "contribution", "program_cost", "level_start", "level_end", "member_start", "member_end",
    "before", "after", "group", "category_spend", "focal_spend", "points_redeemed", "orders_first_half",
)
CUSTOMER_WIDTH = len(CUSTOMER_COLUMNS)

# Column numbers as constants, so that compiled code reads them as literals.
(
    CUSTOMERS, ACTIVE, ATTACHED, AWARE, KNOWS_VALUE, KNOWS_BALANCE, SATISFACTION, TRUST, EXPECTATION,
    SWITCHING_COST, OCCASIONS, ORDERS, RIVAL_ORDERS, OUTSIDE_ORDERS, CATEGORY_SPEND, FOCAL_SPEND, GOODS,
    RIVAL_GOODS, RETURNED_GOODS, PRICE_DISCOUNT, COST_OF_GOODS, SELLER_PROCEEDS, SELLER_COST_OF_GOODS,
    FULFILMENT, RETURNS_COST, RETURNS, REFUSALS, FAILURES, COMPLAINTS, CHECKOUT_REDEEMED, CATALOGUE_COST,
    CASH_BACK, PRIVILEGE_SHIPPING, PRIVILEGE_SERVICE, PRIVILEGE_RETURNS, PRIVILEGE_GIFTS, DESK_COST,
    RECOVERY_COST, COMMUNICATION_COST, RUNNING_COST, ENROLMENT_COST, FEES, FUNDED_FIRM, FUNDED_SELLER,
    FUNDED_PARTNER, POINTS_ISSUED, POINTS_REDEEMED, POINTS_EXPIRED, POINTS_REVERSED, POINTS_OUTSTANDING,
    POINTS_PENDING, POINTS_DEBT, STATUS_OBLIGATION, REDEMPTIONS, JOINS, UPGRADES, DOWNGRADES, LAPSES,
    COMEBACKS, LOGINS, REVIEWS, PROMISES, PROMISES_BROKEN, WAIT_MINUTES, CASES_DECIDED, CASES_ABANDONED,
    TALKS, BUYERS, REPEAT_ORDERS, BENEFIT_SALES,
) = range(WIDTH)
