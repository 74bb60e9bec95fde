"""Small runs made by hand, so that each yardstick can be read off with pencil and paper."""

from __future__ import annotations

import numpy as np

from simulator.accounts import chart
from simulator.accounts.redemption import alike, told
from simulator.engine.record import RunRecord, Scalar
from simulator.metrics import Record

POINT = 1_000_000  # a point worth one minor unit, in millionths
JANUARY_2014 = 2014 * 12


def run(weeks: int = 60, customers: int = 10, **meta: Scalar) -> RunRecord:
    """A run of two levels in which nothing happens; everybody is a registered light buyer."""
    tally = np.zeros((weeks, 3, 3, chart.WIDTH), np.int64)
    tally[:, 1, 0, chart.CUSTOMERS] = customers
    months = weeks // 4 + 2
    facts: dict[str, Scalar] = {
        "design": "jd",
        "replication": 3,
        "seed": 7,
        "customers": customers,
        "weeks": weeks,
        "start": "running",
        "begins": "2014-01-06",
        "point_price": POINT,
        "point_cost": POINT // 2,
        "firm_share": 1.0,
        "expected_redemption": 0.8,
        "believed_redemption": 0.8,
        "redeemed_later": told(alike(0.8, 1, 40)),
    }
    return RunRecord(
        meta=facts | meta,
        parameters={},
        levels=("registered", "silver"),
        tally=tally,
        opening=np.zeros(chart.WIDTH, np.int64),
        vintages=np.zeros((months, months, chart.VINTAGE_KINDS), np.int64),
        opening_vintages=np.zeros(months, np.int64),
        vintage_origin=JANUARY_2014,
        customers=np.zeros((customers, chart.CUSTOMER_WIDTH), np.int64),
        tier_mix=np.zeros((weeks + 1, 3), np.int64),
    )


def person(record: Record, column: str, values: list[int]) -> None:
    """Write what is kept of the first customers."""
    record.customers[: len(values), chart.CUSTOMER_COLUMNS.index(column)] = values
