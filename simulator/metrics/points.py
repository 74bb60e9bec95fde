"""Points held and what they are owed for: outstanding, redeemed, and the two views of the liability."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np

from simulator.accounts import chart
from simulator.accounts.deferred_revenue import LINES, AccountingView, accounting_view, by_month
from simulator.accounts.liability import EconomicView, economic_view, expected_cost
from simulator.accounts.redemption import heard, share_of_stock
from simulator.metrics.definitions import (
    Floats,
    Ints,
    Metric,
    Record,
    Series,
    alone,
    fact,
    ratio,
    weekly,
)


def economic(record: Record) -> EconomicView:
    """Return the obligation at the opening of week 0 and at the end of each week."""
    first_days = [_begins(record) + timedelta(days=7 * week) for week in range(record.tally.shape[0])]
    share = share_of_stock(
        record.vintages,
        record.opening_vintages,
        heard(str(fact(record, "redeemed_later"))),
        record.vintage_origin,
        _month(first_days[0], record),
        np.array([_month(day, record) for day in first_days], np.int64),
    )
    return economic_view(record.tally, record.opening, int(fact(record, "point_cost")), share)


def members_goods(record: Record) -> Ints:
    """Return by month what members paid for goods that they kept, before points, (M,), minor units."""
    members = record.tally[:, 1:].sum(axis=(1, 2))
    weekly_goods = (
        members[:, chart.GOODS] - members[:, chart.RETURNED_GOODS] - members[:, chart.PRICE_DISCOUNT]
    )
    return by_month(weekly_goods, _begins(record), record.vintage_origin, record.opening_vintages.shape[0])


def accounting(record: Record) -> AccountingView:
    """Return the deferred revenue of the run by month, from the month in which it begins to its last."""
    months = int(_month_of_weeks(record)[-1]) + 1
    return accounting_view(
        record.vintages[:months, :months],
        record.opening_vintages[:months],
        members_goods(record)[:months],
        int(fact(record, "point_value")),
        heard(str(fact(record, "redeemed_later"))),
        record.vintage_origin,
        _month(_begins(record), record),
    )


def _begins(record: Record) -> date:
    return date.fromisoformat(str(fact(record, "begins")))


def _month(day: date, record: Record) -> int:
    return day.year * 12 + day.month - 1 - record.vintage_origin


def _month_of_weeks(record: Record) -> Ints:
    """Return the index of the month that holds the last day of each week, (W,)."""
    begins, weeks = _begins(record), record.tally.shape[0]
    months = [_month(begins + timedelta(days=7 * week + 6), record) for week in range(weeks)]
    return np.array(months, np.int64)


def obligation(record: Record) -> float:
    """Return the economic obligation at the end of the run."""
    return int(economic(record).total[-1])


def redemption_rate(record: Record) -> float | None:
    """Return the points used in the run over the points issued in it."""
    total = record.tally.sum(axis=(0, 1, 2))
    return ratio(int(total[chart.POINTS_REDEEMED]), int(total[chart.POINTS_ISSUED]))


def deferred_revenue(record: Record) -> float:
    """Return the revenue deferred under IFRS 15 at the end of the run."""
    return int(accounting(record).table()[-1, LINES.index("closing")])


def _economic_weekly(record: Record, baseline: Record, annual_rate: float) -> Floats:
    return economic(record).total[1:].astype(np.float64)


def _accounting_weekly(record: Record, baseline: Record, annual_rate: float) -> Floats:
    closing = accounting(record).table()[:, LINES.index("closing")]
    return closing[_month_of_weeks(record)].astype(np.float64)


def _face_weekly(record: Record, baseline: Record, annual_rate: float) -> Floats:
    held = record.tally[..., chart.POINTS_OUTSTANDING].sum(axis=(1, 2))
    return expected_cost(held, int(fact(record, "point_value")), 1.0).astype(np.float64)


OBLIGATION = Metric(
    "obligation",
    "obligation at the end",
    "minor",
    "Points outstanding x the share of them that will be used, by their age x the firm's cost of a point, "
    "privileges earned and not yet used, and unearned fees, at the end of the run: the economic view.",
    alone(obligation),
)
REDEMPTION_RATE = Metric(
    "redemption_rate",
    "points redeemed per point issued",
    "ratio",
    "Points used in the run over points issued in it; some of those used were issued before.",
    alone(redemption_rate),
)
DEFERRED_REVENUE = Metric(
    "deferred_revenue",
    "deferred revenue at the end",
    "minor",
    "Revenue deferred for points under IFRS 15 at the end of the run: the accounting view, never added to "
    "the obligation.",
    alone(deferred_revenue),
)

POINTS_OUTSTANDING = Series(
    "points_outstanding",
    "points outstanding",
    "points",
    "Points held by members, pending ones included, less points owed.",
    weekly(chart.POINTS_OUTSTANDING),
)
POINTS_LIABILITY = Series(
    "points_liability",
    "points outstanding at face value",
    "minor",
    "What the points outstanding would be worth at checkout if every one were used.",
    _face_weekly,
)
ECONOMIC_OBLIGATION = Series(
    "economic_obligation",
    "obligation",
    "minor",
    "Points at expected cost, privileges earned and not yet used, and unearned fees: the economic view.",
    _economic_weekly,
)
IFRS_LIABILITY = Series(
    "ifrs_liability",
    "deferred revenue",
    "minor",
    "Revenue deferred for points under IFRS 15 at the end of the month that holds the week's last day.",
    _accounting_weekly,
)
