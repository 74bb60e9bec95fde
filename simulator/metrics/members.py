"""Who stays and who orders: retention, activity, repeat buying, share of wallet."""

from __future__ import annotations

import numpy as np

from simulator.accounts import chart
from simulator.metrics.definitions import (
    Floats,
    Metric,
    Record,
    Series,
    alone,
    kept_of_customers,
    ratio,
    weekly,
    weekly_mean,
)

RETENTION_WEEKS = 53  # weeks that a run must have, after the last entry, before weeks 40-52 are over


def _retained(record: Record) -> tuple[int, int, int] | None:
    """Return customers who ordered before and after, who ordered before, and all; None in a short run."""
    before = kept_of_customers(record, "before") > 0
    after = kept_of_customers(record, "after") > 0
    if record.tally.shape[0] < int(record.meta.get("last_entry", 0)) + RETENTION_WEEKS:
        return None
    return int((before & after).sum()), int(before.sum()), before.shape[0]


def retained_12m(record: Record) -> float | None:
    """Return the share of all customers with an order in weeks -12..0 and one in weeks 40-52."""
    counts = _retained(record)
    return ratio(counts[0], counts[2]) if counts else None


def retained_of_buyers(record: Record) -> float | None:
    """Return the share with an order in weeks 40-52 of those with one in weeks -12..0."""
    counts = _retained(record)
    return ratio(counts[0], counts[1]) if counts else None


def active_end(record: Record) -> float | None:
    """Return the share of all customers who are active in the last week."""
    last = record.tally[-1].sum(axis=(0, 1))
    return ratio(int(last[chart.ACTIVE]), int(last[chart.CUSTOMERS]))


def repeat_rate(record: Record) -> float | None:
    """Return the share with at least two orders of those with at least one."""
    orders = kept_of_customers(record, "orders")
    return ratio(int((orders >= 2).sum()), int((orders >= 1).sum()))


def share_of_wallet(record: Record) -> float | None:
    """Return the firm's part of what all customers spent in the category."""
    total = record.tally.sum(axis=(0, 1, 2))
    return ratio(int(total[chart.FOCAL_SPEND]), int(total[chart.CATEGORY_SPEND]))


def paying_end(record: Record) -> float | None:
    """Return the share of all customers in a paid term at the end; None where nobody ever was in one."""
    if not record.tally[..., chart.PAYING].any():
        return None
    last = record.tally[-1].sum(axis=(0, 1))
    return ratio(int(last[chart.PAYING]), int(last[chart.CUSTOMERS]))


def renewal_rate(record: Record) -> float | None:
    """Return the paid terms that were renewed of those that came to their end."""
    total = record.tally.sum(axis=(0, 1, 2))
    return ratio(int(total[chart.TERMS_RENEWED]), int(total[chart.TERMS_ENDED]))


def trials_kept(record: Record) -> float | None:
    """Return the trials that a paid term followed of those that came to their end."""
    total = record.tally.sum(axis=(0, 1, 2))
    return ratio(int(total[chart.TRIALS_KEPT]), int(total[chart.TRIALS_ENDED]))


def talk_ratio(record: Record) -> float | None:
    """Return the messages that told something good for each that told something bad."""
    total = record.tally.sum(axis=(0, 1, 2))
    bad = int(total[chart.TALKS_NEGATIVE])
    return ratio(int(total[chart.TALKS]) - bad, bad)


def _members(record: Record, baseline: Record, annual_rate: float) -> Floats:
    members: Floats = record.tally[:, 1:, :, chart.CUSTOMERS].sum(axis=(1, 2)).astype(np.float64)
    return members


RETAINED_12M = Metric(
    "retained_12m",
    "retained at 12 months",
    "share",
    "Customers with an order in weeks -12..0 and one in weeks 40-52, of all customers; where all are new "
    "customers, weeks count from the last first order. Not known in fewer than 53 weeks from then on.",
    alone(retained_12m),
)
RETAINED_OF_BUYERS = Metric(
    "retained_of_buyers",
    "retained at 12 months, of recent buyers",
    "share",
    "Customers with an order in weeks -12..0 and one in weeks 40-52, of those with an order in weeks -12..0; "
    "where all are new customers, weeks count from the last first order. Not known in fewer than 53 weeks "
    "from then on.",
    alone(retained_of_buyers),
)
ACTIVE_END = Metric(
    "active_end",
    "active at the end",
    "share",
    "Customers who ordered from the firm in the last 13 weeks of the run, of all customers.",
    alone(active_end),
)
REPEAT_RATE = Metric(
    "repeat_rate",
    "repeat rate",
    "share",
    "Customers with at least two orders from the firm in the run, of those with at least one.",
    alone(repeat_rate),
)
SHARE_OF_WALLET = Metric(
    "share_of_wallet",
    "share of wallet",
    "share",
    "The firm's part of what all customers spent in the category over the run, at usual baskets.",
    alone(share_of_wallet),
)

PAYING_END = Metric(
    "paying_end",
    "paying members at the end",
    "share",
    "Customers in a paid term at the end of the run, of all customers; trials do not count.",
    alone(paying_end),
)
RENEWAL_RATE = Metric(
    "renewal_rate",
    "paid terms renewed",
    "share",
    "Paid terms that the next one followed at once, of those that came to their end in the run; terms that "
    "were cancelled for a refund never came to it.",
    alone(renewal_rate),
)
TRIALS_KEPT = Metric(
    "trials_kept",
    "trials kept",
    "share",
    "Trials that a paid term followed, of those that came to their end in the run.",
    alone(trials_kept),
)
TALK_RATIO = Metric(
    "talk_ratio",
    "good messages for each bad one",
    "ratio",
    "Messages to others after an order that told something good of the firm, over those that told something "
    "bad. Not known where nobody told anything bad.",
    alone(talk_ratio),
)

ACTIVE = Series(
    "active",
    "active customers",
    "count",
    "Customers who ordered from the firm in the last 13 weeks.",
    weekly(chart.ACTIVE),
)
MEMBERS = Series("members", "members", "count", "Customers enrolled at the end of the week.", _members)
ORDERS = Series(
    "orders", "orders", "count", "Orders from the firm, refused ones included.", weekly(chart.ORDERS)
)
RETAINED_SHARE = Series(
    "retained_share",
    "customers not lapsed",
    "share",
    "Customers who have not left the firm, of all customers.",
    weekly_mean(chart.ATTACHED, chart.CUSTOMERS),
)
