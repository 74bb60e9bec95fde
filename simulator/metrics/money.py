"""What the firm and its sellers earn, what the program costs, and whether and when it pays."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from simulator.accounts import chart, profit
from simulator.accounts.lifetime_value import simulated_value
from simulator.metrics.definitions import (
    Floats,
    Ints,
    Metric,
    Record,
    Series,
    alone,
    fact,
    same_people,
)
from simulator.metrics.points import economic


def revenue(record: Record) -> float:
    """Return what the firm's customers pay for goods: less returns, price cuts, points and cash-back."""
    total = record.tally.sum(axis=(0, 1, 2))
    given = total[chart.PRICE_DISCOUNT] + total[chart.CHECKOUT_REDEEMED] + total[chart.CASH_BACK]
    return int(profit.sales(total) - given)


def commission(record: Record) -> float | None:
    """Return what a marketplace keeps of its sales, before benefits; None where no seller is paid."""
    total = record.tally.sum(axis=(0, 1, 2))
    proceeds = int(total[chart.SELLER_PROCEEDS])
    return int(profit.sales(total)) - proceeds if proceeds else None


def fees_earned(record: Record) -> float | None:
    """Return the membership fees recognised; None where there are none."""
    total = record.tally.sum(axis=(0, 1, 2))
    return int(total[chart.FEES_EARNED]) if total[[chart.FEES, chart.FEES_EARNED]].any() else None


def partner_income(record: Record) -> float | None:
    """Return what partners pay for points issued at theirs; None where they pay nothing."""
    return int(record.tally[..., chart.PARTNER_INCOME].sum()) or None


def seller_profit(record: Record) -> float | None:
    """Return the profit of a marketplace's sellers; None where no seller is paid."""
    total = record.tally.sum(axis=(0, 1, 2))
    return int(profit.seller_profit(total)) if total[chart.SELLER_PROCEEDS] else None


def weekly_profit(record: Record) -> Ints:
    """Return the firm's economic profit by week, the change of its obligation charged, (W,)."""
    return profit.weekly_profit(record.tally, economic(record).total)


def incremental(record: Record, baseline: Record) -> Ints:
    """Return by week the profit under the design minus under the baseline, same people and luck, (W,)."""
    same_people(record, baseline)
    return weekly_profit(record) - weekly_profit(baseline)


def cumulative(record: Record, baseline: Record, annual_rate: float) -> Floats:
    """Return discounted incremental profit less the obligation, from the start to each week's end, (W,)."""
    same_people(record, baseline)
    return profit.cumulative_incremental(weekly_profit(record), weekly_profit(baseline), annual_rate)


def payback_week(record: Record, baseline: Record, annual_rate: float) -> float | None:
    """Return the first week from whose end on `cumulative` stays at least 0; None: not within the run.

    None of the baseline too: nothing is spent against itself, so that there is nothing to be paid back.
    """
    if record is baseline:
        return None
    return profit.payback_week(cumulative(record, baseline, annual_rate))


def return_on_cost(record: Record, baseline: Record, annual_rate: float) -> float | None:
    """Return incremental profit over the program cost that the design has beyond the baseline's."""
    cost = profit.program_cost(record.tally).sum() - profit.program_cost(baseline.tally).sum()
    return profit.return_on_cost(int(incremental(record, baseline).sum()), int(cost))


def residual_value(record: Record, baseline: Record, annual_rate: float) -> float | None:
    """Return what customers still attached at the end are worth after it; None without discounting."""
    same_people(record, baseline)
    if annual_rate <= 0.0:
        return None
    return int(profit.residual_value(record.tally, baseline.tally, annual_rate).sum())


def lifetime_value(record: Record, baseline: Record, annual_rate: float) -> float:
    """Return discounted economic profit per customer over the run."""
    return simulated_value(weekly_profit(record), int(fact(record, "customers")), annual_rate)


def _whole(line: Callable[[Ints], Ints]) -> Callable[[Record, Record, float], float | None]:
    return alone(lambda record: int(line(record.tally).sum()))


def _gross_weekly(record: Record, baseline: Record, annual_rate: float) -> Floats:
    gross: Floats = profit.gross_profit(record.tally).sum(axis=(1, 2)).astype(np.float64)
    return gross


REVENUE = Metric(
    "revenue",
    "revenue",
    "minor",
    "What the firm's customers pay for goods in money: net of returns, price cuts, points used and "
    "cash-back. In a marketplace this is what passes through the firm; what it keeps is the commission.",
    alone(revenue),
)
COMMISSION = Metric(
    "commission",
    "commission",
    "minor",
    "Of a marketplace: sales less what is paid over to sellers, before any benefit.",
    alone(commission),
)
GROSS_PROFIT = Metric(
    "gross_profit",
    "gross profit",
    "minor",
    "Before the program: sales less cost of goods, payments to sellers, delivery, returns, service desk and "
    "recovery.",
    _whole(profit.gross_profit),
)
PROGRAM_COST = Metric(
    "program_cost",
    "program cost",
    "minor",
    "The firm's share of every benefit given, points used at partners, and contacts, running, events that "
    "earn and enrolment.",
    _whole(profit.program_cost),
)
PROFIT = Metric(
    "profit",
    "profit",
    "minor",
    "Gross profit less program cost plus fees received and not given back and income from partners, less the "
    "change of the obligation over the run: the firm's economic profit.",
    alone(lambda record: int(weekly_profit(record).sum())),
)
FEES_EARNED = Metric(
    "fees_earned",
    "fees earned",
    "minor",
    "Membership fees for the days of the run, less what was given back of fees for days gone by; what is for "
    "days to come is part of the obligation.",
    alone(fees_earned),
)
PARTNER_INCOME = Metric(
    "partner_income",
    "income from partners",
    "minor",
    "What partners pay for the points that members earn at theirs, as these are issued or in advance.",
    alone(partner_income),
)
SELLER_PROFIT = Metric(
    "seller_profit",
    "profit of the sellers",
    "minor",
    "Of a marketplace: payments to sellers less their cost of goods and their share of the benefits.",
    alone(seller_profit),
)
INCREMENTAL_PROFIT = Metric(
    "incremental_profit",
    "incremental profit",
    "minor",
    "The firm's economic profit under the design minus under the baseline: same people, same luck, not "
    "discounted. What customers are worth after the run is not in it.",
    lambda record, baseline, annual_rate: int(incremental(record, baseline).sum()),
)
PAYBACK_WEEK = Metric(
    "payback_week",
    "payback week",
    "week",
    "First week, counted from 0, from whose end on discounted incremental profit, less the obligation built "
    "up, stays at or above 0 to the end of the run. No number: not within the horizon; the baseline.",
    payback_week,
)
LIFETIME_VALUE = Metric(
    "lifetime_value",
    "lifetime value",
    "minor",
    "Discounted economic profit per customer over the weeks of the run, over everybody who was there at its "
    "start; the first week is not discounted and nothing is added for later years.",
    lifetime_value,
)
RETURN_ON_COST = Metric(
    "return_on_cost",
    "return on program cost",
    "ratio",
    "Incremental profit over program cost beyond the baseline's, over the run, not discounted.",
    return_on_cost,
)
RESIDUAL_VALUE = Metric(
    "residual_value",
    "value of surviving customers",
    "minor",
    "What customers still attached at the end are worth after it, at the baseline's gross profit and lapses "
    "of its last 52 weeks. On a line of its own: in no headline.",
    residual_value,
)

GROSS_PROFIT_WEEKLY = Series(
    "gross_profit", "gross profit", "minor", "Profit before the program.", _gross_weekly
)
INCREMENTAL_CUMULATIVE = Series(
    "incremental_profit_cumulative",
    "incremental profit so far",
    "minor",
    "Discounted incremental profit from the start to the end of the week, less the obligation built up.",
    cumulative,
)
