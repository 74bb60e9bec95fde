"""Reads a transaction log: which column is which, whether it can be trusted, and what it holds."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal

import numpy as np
import pandas as pd

from simulator.calibration.cells import Findings, flags, hundredths, numbers, required, texts, times
from simulator.calibration.columns import choose_columns
from simulator.calibration.source_files import LogError, read_source, rows_at

__all__ = ["Log", "LogError", "customer_days", "read_log"]

GUEST_SHARE: Final = 0.05
"""Share of the rows from which one id looks like guests filed together."""
ISOLATED_DAYS: Final = 365
"""A gap in the log from which the few rows beyond it look like slips of the date."""
ISOLATED_SHARE: Final = 0.001
EARLY_PART: Final = 0.1
"""The part of the window in which customers first seen may be old customers."""


@dataclass(frozen=True)
class Log:
    """A checked transaction log.

    Parameters
    ----------
    rows
        One line per row of the file: customer_id (text), day (whole days since the first), amount
        (hundredths, negative for a return), returned; order_id, cost and discount (hundredths) where the
        file has them. Its index is the number of the row in the file.
    first_date
        The date of day 0.
    days
        Days from the first row to the last, both counted.
    columns
        Name in the file for each column that was read.
    currency
        The one currency that the file or the caller states, or None.
    warnings
        What a reader must know before trusting a result.
    """

    rows: pd.DataFrame
    first_date: datetime.date
    days: int
    columns: Mapping[str, str]
    currency: str | None
    warnings: tuple[str, ...]


def read_log(
    path: Path | str,
    columns: Mapping[str, str] | None = None,
    *,
    timestamp_format: str | None = None,
    zone: str | None = None,
    guests: Literal["refuse", "drop"] = "refuse",
    currency: str | None = None,
) -> Log:
    """Read and check a log of orders, CSV or Parquet, one row per order, return or order line.

    Parameters
    ----------
    path
        The file.
    columns
        {column of the log: name in the file}, for names that are not recognised.
    timestamp_format
        strptime format of the times; ISO 8601 without.
    zone
        Zone of the business, for times that carry a zone.
    guests
        What to do with rows without a customer: refuse the log, or drop those rows and say how many.
    currency
        Of the amounts, as CNY, where the log has no column that says so.

    Returns
    -------
    Log

    Raises
    ------
    LogError
        With every fault of the file, each with the rows where it is.
    """
    path = Path(path)
    source = read_source(path)
    choice = choose_columns(list(source.table.columns), columns)
    if choice.faults:
        raise LogError(path, (*source.faults, *choice.faults))
    findings = Findings(list(source.faults), [*source.notes, *choice.notes])
    # Faults name the column by its place in a log, so that a message reads the same for every file.
    table = source.table[list(choice.names.values())].set_axis(list(choice.names), axis=1)
    if guests == "drop":
        table = _without_guests(table, findings)
    rows = _read_rows(table, findings, timestamp_format, zone)
    currency = _one_currency(table, currency, findings)
    if rows.empty and not findings.faults:
        findings.faults.append("no row is left")
    if findings.faults:
        raise LogError(path, tuple(findings.faults))
    first, last = rows["time"].min().normalize(), rows["time"].max().normalize()
    rows.insert(1, "day", (rows["time"].dt.normalize() - first).dt.days.astype(np.int64))
    days = int((last - first).days) + 1
    warnings = (*findings.notes, *_doubts(rows, days))
    return Log(rows.drop(columns="time"), first.date(), days, choice.names, currency, warnings)


def customer_days(log: Log) -> pd.DataFrame:
    """Orders collapsed to one per customer and day: customer_id, day, amount (hundredths), in that order.

    Two orders of a customer on one day are one decision to buy, and a model of purchase times cannot
    have two events at one time. Returns are no orders.
    """
    bought = log.rows[~log.rows["returned"]]
    return bought.groupby(["customer_id", "day"], as_index=False, sort=True)["amount"].sum()


def _without_guests(table: pd.DataFrame, findings: Findings) -> pd.DataFrame:
    known = texts(table["customer_id"]).notna()
    if not known.all():
        findings.notes.append(f"rows without a customer, left out: {int((~known).sum()):,}")
    return table[known]


def _read_rows(
    table: pd.DataFrame, findings: Findings, timestamp_format: str | None, zone: str | None
) -> pd.DataFrame:
    """Read every column, noting faults; the frame is sound only when there were none."""
    advice = "every order needs a customer (--guests drop leaves orders of unknown customers out)"
    rows = pd.DataFrame(
        {
            "customer_id": required(table["customer_id"], findings, advice),
            "time": times(table["timestamp"], findings, timestamp_format, zone),
        },
        index=table.index,
    )
    quantity = numbers(table["quantity"], findings, blank=1.0) if "quantity" in table else 1.0
    if "amount" in table:
        rows["amount"] = hundredths(numbers(table["amount"], findings))
    else:
        rows["amount"] = hundredths(numbers(table["unit_price"], findings) * quantity)
    if "cost" in table:
        rows["cost"] = hundredths(numbers(table["cost"], findings, blank=0.0))
    elif "unit_cost" in table:
        rows["cost"] = hundredths(numbers(table["unit_cost"], findings, blank=0.0) * quantity)
    if "discount" in table:
        rows["discount"] = hundredths(numbers(table["discount"], findings, blank=0.0))
    if "order_id" in table:
        rows["order_id"] = texts(table["order_id"])
    return _mark_returns(rows, table, findings)


def _mark_returns(rows: pd.DataFrame, table: pd.DataFrame, findings: Findings) -> pd.DataFrame:
    """Add `returned` and give every return a negative amount; a negative order is a fault."""
    negative = (rows["amount"] < 0).to_numpy()
    if "returned" in table:
        returned = flags(table["returned"], findings)
        findings.fault_at(
            table["amount"] if "amount" in table else table["unit_price"],
            negative & ~returned,
            "is negative, yet the row is not marked as a return; only a return may be negative",
        )
    else:
        returned = negative
        if returned.any():
            findings.notes.append(
                "no column says which rows are returns: those with a negative amount are taken as such "
                f"({int(returned.sum()):,})"
            )
    rows["amount"] = np.where(returned, -np.abs(rows["amount"]), rows["amount"])
    rows["returned"] = returned
    return rows


def _one_currency(table: pd.DataFrame, stated: str | None, findings: Findings) -> str | None:
    found = set(texts(table["currency"]).dropna()) if "currency" in table else set()
    if len(found) > 1:
        findings.faults.append(
            f"currency: the log mixes {', '.join(sorted(found))}; a study has one: convert or split the log"
        )
    elif found and stated not in (None, *found):
        findings.faults.append(f"currency: {stated} is stated, but the log says {found.pop()}")
    return found.pop() if found else stated


def _doubts(rows: pd.DataFrame, days: int) -> list[str]:
    """Everything that is allowed and yet may mislead a fit."""
    doubts = [*_odd_customers(rows), *_odd_rows(rows)]
    first_seen = rows.groupby("customer_id")["day"].min()
    early = float((first_seen < EARLY_PART * days).mean())
    doubts.append(
        f"left-censoring: {early:.0%} of customers are first seen in the first tenth of the window "
        "(10% if they joined evenly). That is right for a cohort that began to buy then; otherwise many "
        "are older than they look, and what is fitted to their first weeks is biased"
    )
    return doubts


def _odd_customers(rows: pd.DataFrame) -> list[str]:
    counts = rows["customer_id"].value_counts()
    shares = counts / len(rows)
    doubts = [
        f"customer {customer!r} holds {share:.0%} of the rows: guests filed under one id? Leave them out"
        for customer, share in shares[shares > GUEST_SHARE].items()
    ]
    if "order_id" in rows:
        owners = rows.groupby("order_id")["customer_id"].nunique()
        shared = list(owners.index[owners > 1])
        if shared:
            doubts.append(f"order_id {shared[0]!r} and {len(shared) - 1:,} more belong to several customers")
    return doubts


def _odd_rows(rows: pd.DataFrame) -> list[str]:
    doubts = []
    zero = list(rows.index[(rows["amount"] == 0) & ~rows["returned"]])
    if zero:
        doubts.append(f"amount is 0 in {len(zero):,} orders ({rows_at(zero)}); they count as orders")
    repeated = list(rows.index[rows.duplicated()])
    if repeated:
        doubts.append(f"{len(repeated):,} rows repeat another row ({rows_at(repeated)}); they are kept")
    if "cost" in rows:
        dear = list(rows.index[(rows["cost"] > rows["amount"]) & ~rows["returned"] & (rows["amount"] > 0)])
        if dear:
            doubts.append(f"cost is above amount in {len(dear):,} orders ({rows_at(dear)})")
    return [*doubts, *_isolated_days(rows["day"])]


def _isolated_days(day: pd.Series) -> list[str]:
    """Name rows that lie a year apart from all others, such as 1970-01-01 or a mistyped century."""
    ordered = np.sort(day.to_numpy())
    gaps = np.flatnonzero(np.diff(ordered) > ISOLATED_DAYS)
    most = ISOLATED_SHARE * day.size
    strays: list[int] = []
    for gap in gaps:
        if gap + 1 <= max(most, 1):
            strays += list(day.index[day <= ordered[gap]])
        elif day.size - gap - 1 <= max(most, 1):
            strays += list(day.index[day >= ordered[gap + 1]])
    if not strays:
        return []
    verb = "is" if len(strays) == 1 else "are"
    where = rows_at(sorted(set(strays)))
    return [f"timestamp: {where} {verb} over a year away from all others; a slip of the date?"]
