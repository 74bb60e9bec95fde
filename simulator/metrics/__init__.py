"""The yardsticks: every number that a report prints, each a small measure with its definition beside it.

To add one, write it in the file of its subject and name it in one of the three tuples below.
"""

from __future__ import annotations

from simulator.metrics import lapse, loyalty, members, money, points, service
from simulator.metrics.definitions import TERMS, Metric, Record, Series

# What designs are judged by, in the order of the report's table.
HEADLINES: tuple[Metric, ...] = (
    members.RETAINED_12M,
    members.ACTIVE_END,
    members.REPEAT_RATE,
    members.SHARE_OF_WALLET,
    money.REVENUE,
    money.GROSS_PROFIT,
    money.PROGRAM_COST,
    money.PROFIT,
    money.INCREMENTAL_PROFIT,
    points.OBLIGATION,
    money.PAYBACK_WEEK,
    money.LIFETIME_VALUE,
)

# What is printed beside the headlines.
BESIDE: tuple[Metric, ...] = (
    members.RETAINED_OF_BUYERS,
    members.PAYING_END,
    members.RENEWAL_RATE,
    members.TRIALS_KEPT,
    members.TALK_RATIO,
    money.FEES_EARNED,
    money.PARTNER_INCOME,
    money.COMMISSION,
    money.SELLER_PROFIT,
    money.RETURN_ON_COST,
    money.RESIDUAL_VALUE,
    points.REDEMPTION_RATE,
    points.DEFERRED_REVENUE,
    service.WAIT,
    service.ABANDONED,
    service.IN_TIME,
    service.RESOLVED,
    service.LATE,
    service.SILENT,
    service.SILENT_LEFT,
    service.PROMISES_KEPT,
    loyalty.COMING_AGAIN,
    loyalty.DOUBT,
    loyalty.PRICE_SENSITIVITY,
    loyalty.AHEAD,
    loyalty.TOLERANCE,
    loyalty.INTENT,
    lapse.FLAGGED,
    lapse.FLAGGED_RIGHTLY,
)

# What is drawn over the weeks.
WEEKLY: tuple[Series, ...] = (
    members.ACTIVE,
    members.MEMBERS,
    members.ORDERS,
    members.RETAINED_SHARE,
    money.GROSS_PROFIT_WEEKLY,
    money.INCREMENTAL_CUMULATIVE,
    points.POINTS_OUTSTANDING,
    points.POINTS_LIABILITY,
    points.ECONOMIC_OBLIGATION,
    points.IFRS_LIABILITY,
    service.SATISFACTION,
    service.TRUST,
    service.WAIT_WEEKLY,
    loyalty.COMING_AGAIN_WEEKLY,
    loyalty.DOUBT_WEEKLY,
    loyalty.PRICE_SENSITIVITY_WEEKLY,
    loyalty.AHEAD_WEEKLY,
    loyalty.TOLERANCE_WEEKLY,
)

__all__ = ["BESIDE", "HEADLINES", "TERMS", "WEEKLY", "Metric", "Record", "Series", "definitions"]


def definitions() -> dict[str, str]:
    """Return the page of definitions: the terms, then every metric, by name."""
    page = dict(TERMS)
    for metric in (*HEADLINES, *BESIDE):
        page[metric.name] = metric.definition
    for series in WEEKLY:
        page.setdefault(series.name, series.definition)
    return page
