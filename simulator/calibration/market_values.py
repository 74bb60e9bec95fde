"""The figures of a calibrated market, each with its unit, its tag and how it was derived from the log."""

from __future__ import annotations

import datetime
import math
from collections.abc import Mapping
from typing import Any

import numpy as np

from simulator.calibration import gamma_gamma
from simulator.calibration.fit import Fit
from simulator.calibration.histories import DAYS_A_WEEK, Histories
from simulator.calibration.holdout import Holdout
from simulator.calibration.transactions import Log

TAG = "derived"


def market_values(
    name: str, log: Log, holdout: Holdout, fits: Mapping[str, Fit]
) -> dict[str, dict[str, Any]]:
    """Figures for a market file by dotted name, each a plain mapping of value, unit, tag and source.

    A fitted parameter also has `low` and `high`, its 95% interval, where the log tells one. Money is in
    whole units of the log's currency; values have six significant digits.

    Parameters
    ----------
    name
        Of the log, for the sources.
    log, holdout, fits
        What was read, cut and fitted.
    """
    split_date = log.first_date + datetime.timedelta(days=holdout.split_day)
    fitted = f"{name}, {log.first_date} to {split_date}, one order per customer and day"
    last_date = log.first_date + datetime.timedelta(days=holdout.last_day)
    held_out = f"{name}, {split_date + datetime.timedelta(days=1)} to {last_date}, the same customers"
    money = log.currency or "money"
    values = _parameters(fits, money, fitted)
    values |= _people(holdout, fitted, held_out)
    values |= _order_values(holdout.histories, fits, money, fitted)
    values |= _ledger_shares(log, name)
    return values


def value_correlation(histories: Histories) -> float:
    """Correlation over returning customers of repeat orders and their mean value; NaN if undefined."""
    valued = histories.mean_value > 0
    x, value = histories.x[valued], histories.mean_value[valued]
    if x.size < 3 or x.std() == 0 or value.std() == 0:
        return math.nan
    return float(np.corrcoef(x, value)[0, 1])


def _figure(value: float | list[int], unit: str, source: str) -> dict[str, Any]:
    plain = float(f"{value:.6g}") if isinstance(value, float) else value
    return {"value": plain, "unit": unit, "tag": TAG, "source": source}


def _parameters(fits: Mapping[str, Fit], money: str, fitted: str) -> dict[str, dict[str, Any]]:
    values = {}
    for fit in fits.values():
        intervals = fit.intervals()
        for name, value in fit.parameters.items():
            unit = money if fit.units[name] == "money" else fit.units[name]
            figure = _figure(
                value, unit, f"{fit.model} by maximum likelihood on {fit.customers:,} customers; {fitted}"
            )
            low, high = intervals[name]
            if math.isfinite(low) and math.isfinite(high):
                figure |= {"low": float(f"{low:.6g}"), "high": float(f"{high:.6g}")}
            values[f"{fit.model}.{name}"] = figure
    return values


def _people(holdout: Holdout, fitted: str, held_out: str) -> dict[str, dict[str, Any]]:
    seen = holdout.histories
    entry = np.bincount(seen.entry_day).tolist()
    return {
        "customers": _figure(seen.x.size, "customers", fitted),
        "entry.customers_per_day": _figure(entry, "customers", f"first orders by day from day 0; {fitted}"),
        "fitted.weeks": _figure((holdout.split_day + 1) / DAYS_A_WEEK, "weeks", fitted),
        "fitted.repeat_orders": _figure(int(seen.x.sum()), "orders", fitted),
        "fitted.zero_share": _figure(float((seen.x == 0).mean()), "share", f"no repeat order; {fitted}"),
        "held_out.weeks": _figure(holdout.weeks, "weeks", held_out),
        "held_out.orders": _figure(int(holdout.actual.sum()), "orders", held_out),
        "held_out.zero_share": _figure(float((holdout.actual == 0).mean()), "share", f"no order; {held_out}"),
    }


def _order_values(
    histories: Histories, fits: Mapping[str, Fit], money: str, fitted: str
) -> dict[str, dict[str, Any]]:
    values = {}
    correlation = value_correlation(histories)
    if math.isfinite(correlation):
        source = f"repeat orders and their mean value, over returning customers; {fitted}"
        values["order_value.correlation_with_frequency"] = _figure(correlation, "correlation", source)
    if gamma_gamma.NAME in fits:
        mean = gamma_gamma.mean_order_value(fits[gamma_gamma.NAME].values)
        if math.isfinite(mean):
            values["order_value.mean"] = _figure(mean, money, f"p v / (q - 1) of gamma_gamma; {fitted}")
    return values


def _ledger_shares(log: Log, name: str) -> dict[str, dict[str, Any]]:
    """Shares of returns, discounts and cost in what was bought, over the whole log, from exact totals."""
    rows = log.rows
    values: dict[str, dict[str, Any]] = {}
    bought = rows[~rows["returned"]]
    sales = int(bought["amount"].sum())
    if sales == 0:
        return values
    whole = f"totals of the whole log {name}"
    if rows["returned"].any():
        share = -int(rows.loc[rows["returned"], "amount"].sum()) / sales
        values["returns.share_of_sales"] = _figure(share, "share", f"returned / bought; {whole}")
    if "discount" in rows:
        discount = int(bought["discount"].abs().sum())
        source = f"discount / (amount + discount) of orders; {whole}"
        values["discount.share_of_list_price"] = _figure(discount / (sales + discount), "share", source)
    if "cost" in rows:
        margin = 1 - int(bought["cost"].sum()) / sales
        values["gross_margin"] = _figure(margin, "share", f"1 - cost / amount of orders; {whole}")
    return values
