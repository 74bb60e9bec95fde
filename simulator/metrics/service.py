"""How members are treated and how they feel: waits, promises kept, satisfaction, trust."""

from __future__ import annotations

from simulator.accounts import chart
from simulator.metrics.definitions import Metric, Record, Series, alone, ratio, weekly_mean

FIXED_POINT = 10_000.0  # feelings are summed in units of 1e-4
HUNDREDTHS = 100.0  # waits are summed in hundredths of a minute


def wait_mean(record: Record) -> float | None:
    """Return the mean wait of decided desk cases, minutes."""
    total = record.tally.sum(axis=(0, 1, 2))
    mean = ratio(int(total[chart.WAIT_MINUTES]), int(total[chart.CASES_DECIDED]))
    return mean / HUNDREDTHS if mean is not None else None


def abandoned_share(record: Record) -> float | None:
    """Return the share of decided desk cases whose customer gave up waiting."""
    total = record.tally.sum(axis=(0, 1, 2))
    return ratio(int(total[chart.CASES_ABANDONED]), int(total[chart.CASES_DECIDED]))


def in_time_share(record: Record) -> float | None:
    """Return the share of decided desk cases of customers who were heard in time."""
    total = record.tally.sum(axis=(0, 1, 2))
    return ratio(int(total[chart.CASES_IN_TIME]), int(total[chart.CASES_DECIDED]))


def resolved_share(record: Record) -> float | None:
    """Return the share of decided desk cases that were resolved."""
    total = record.tally.sum(axis=(0, 1, 2))
    return ratio(int(total[chart.CASES_RESOLVED]), int(total[chart.CASES_DECIDED]))


def late_share(record: Record) -> float | None:
    """Return the share of delivered orders that came late."""
    total = record.tally.sum(axis=(0, 1, 2))
    return ratio(int(total[chart.LATE]), int(total[chart.ORDERS] - total[chart.REFUSALS]))


def silent_share(record: Record) -> float | None:
    """Return the share of what went wrong with orders that nobody complained of."""
    total = record.tally.sum(axis=(0, 1, 2))
    wrong = int(total[chart.FAILURES] + total[chart.LATE])
    return ratio(wrong - int(total[chart.COMPLAINTS]), wrong)


def silent_left(record: Record) -> float | None:
    """Return the share of silent dissatisfied customers who left within 13 weeks."""
    total = record.tally.sum(axis=(0, 1, 2))
    return ratio(int(total[chart.SILENT_LEFT]), int(total[chart.SILENT]))


def promises_kept(record: Record) -> float | None:
    """Return the share of promised privileges that fell due and were kept."""
    total = record.tally.sum(axis=(0, 1, 2))
    due = int(total[chart.PROMISES])
    return ratio(due - int(total[chart.PROMISES_BROKEN]), due)


WAIT = Metric(
    "wait_mean",
    "wait at the service desk",
    "minutes",
    "Mean wait of desk cases, those served and those given up.",
    alone(wait_mean),
)
ABANDONED = Metric(
    "abandoned_share",
    "desk cases given up",
    "share",
    "Desk cases whose customer gave up waiting, of all that were served or given up.",
    alone(abandoned_share),
)
IN_TIME = Metric(
    "in_time_share",
    "desk cases heard in time",
    "share",
    "Desk cases of customers whose mean wait was within what the market promises, or quick where it promises "
    "nothing, of all that were served or given up.",
    alone(in_time_share),
)
RESOLVED = Metric(
    "resolved_share",
    "desk cases resolved",
    "share",
    "Desk cases that were resolved, of all that were served or given up.",
    alone(resolved_share),
)
LATE = Metric(
    "late_share",
    "orders delivered late",
    "share",
    "Orders from the firm that came late, of all that were delivered.",
    alone(late_share),
)
SILENT = Metric(
    "silent_share",
    "failures without a complaint",
    "share",
    "Failures and late deliveries that nobody brought to the desk, of all failures and late deliveries.",
    alone(silent_share),
)
SILENT_LEFT = Metric(
    "silent_left",
    "silent customers who left",
    "share",
    "Customers who left the firm within 13 weeks after a failure or late delivery that they did not complain "
    "of, per customer with one (counted once in 13 weeks).",
    alone(silent_left),
)
PROMISES_KEPT = Metric(
    "promises_kept",
    "promised privileges kept",
    "share",
    "Promised privileges that fell due in the run and were kept, of all that fell due.",
    alone(promises_kept),
)

SATISFACTION = Series(
    "satisfaction_mean",
    "satisfaction",
    "share",
    "Mean satisfaction with the firm, 0 to 1, over customers who have not left it.",
    weekly_mean(chart.SATISFACTION, chart.ATTACHED, FIXED_POINT),
)
TRUST = Series(
    "trust_mean",
    "trust",
    "share",
    "Mean trust in the firm, 0 to 1, over customers who have not left it.",
    weekly_mean(chart.TRUST, chart.ATTACHED, FIXED_POINT),
)
WAIT_WEEKLY = Series(
    "wait_mean",
    "wait at the service desk",
    "minutes",
    "Mean wait of the week's desk cases, those served and those given up.",
    weekly_mean(chart.WAIT_MINUTES, chart.CASES_DECIDED, HUNDREDTHS),
)
