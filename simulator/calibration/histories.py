"""What a model of purchase times sees of each customer: how often, how recently, watched how long."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from simulator.calibration.special import FloatArray, IntArray

DAYS_A_WEEK = 7


@dataclass(frozen=True)
class Histories:
    """Customers first seen up to some day, as seen on that day; every array has shape (N,).

    Parameters
    ----------
    customer_id
        Text, sorted.
    entry_day
        Day of the first order.
    x
        Repeat orders (days with an order, after the first).
    t_x
        Weeks from the first order to the last, 0 without a repeat.
    t_end
        Weeks from the first order to the end of the watch.
    mean_value
        Mean value of the repeat orders in the log's currency; NaN without a repeat.
    """

    customer_id: NDArray[Any]
    entry_day: IntArray
    x: IntArray
    t_x: FloatArray
    t_end: FloatArray
    mean_value: FloatArray


def weeks_between(first_day: IntArray, last_day: IntArray | int) -> FloatArray:
    """Weeks from one day to another: days / 7, so that the day of the first order is time 0."""
    return (np.asarray(last_day) - first_day) / DAYS_A_WEEK


def watch(orders: pd.DataFrame, end_day: int) -> Histories:
    """Summarise each customer's orders up to and with a day.

    Parameters
    ----------
    orders
        One row per customer and day, as `customer_days` gives: customer_id, day, amount (hundredths).
    end_day
        The last day that counts; customers first seen later are left out.
    """
    seen = orders[orders["day"] <= end_day]
    by_customer = seen.groupby("customer_id")["day"]
    entry_day = by_customer.min()
    repeats = repeats_only(seen).groupby("customer_id")["amount"]
    # A customer's money is summed in whole hundredths; only the mean is a float.
    mean_value = repeats.sum().div(repeats.size()).div(100).reindex(entry_day.index)
    entry = entry_day.to_numpy(dtype=np.int64)
    return Histories(
        customer_id=entry_day.index.to_numpy(dtype=object),
        entry_day=entry,
        x=by_customer.size().to_numpy(dtype=np.int64) - 1,
        t_x=weeks_between(entry, by_customer.max().to_numpy(dtype=np.int64)),
        t_end=weeks_between(entry, end_day),
        mean_value=mean_value.to_numpy(dtype=np.float64),
    )


def repeats_only(orders: pd.DataFrame) -> pd.DataFrame:
    """Leave out each customer's first order."""
    return orders[orders["day"] > orders.groupby("customer_id")["day"].transform("min")]


def count_between(orders: pd.DataFrame, customer_id: NDArray[Any], after_day: int, last_day: int) -> IntArray:
    """Orders of each of these customers after one day, up to and with another, shape (N,)."""
    chosen = orders[(orders["day"] > after_day) & (orders["day"] <= last_day)]
    counts = chosen.groupby("customer_id").size().reindex(customer_id, fill_value=0)
    return np.asarray(counts, dtype=np.int64)


def count_until(orders: pd.DataFrame, customer_id: NDArray[Any], last_days: IntArray) -> IntArray:
    """Orders of all these customers together up to and with each of some days, shape (days,)."""
    own = orders["day"][orders["customer_id"].isin(customer_id)].to_numpy()
    return np.asarray(np.searchsorted(np.sort(own), last_days, side="right"), dtype=np.int64)
