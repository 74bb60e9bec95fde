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
