"""Writes what a calibration found as a market file that a study can be run on."""

from __future__ import annotations

import math
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from simulator.market.behaviour import FIELDS
from simulator.scenario.telling import yaml_text

if TYPE_CHECKING:
    from simulator.calibration import Calibration
    from simulator.calibration.fit import Fit

WEEKS_A_YEAR = 52
NORMAL_95 = 1.96
DEFAULTS = {field.name: field.default for field in FIELDS}


def market_text(calibration: Calibration, margin: str) -> str:
    """Return a calibration as the YAML of a market file.

    Parameters
    ----------
    calibration
        What was fitted.
    margin
        Contribution margin as it is written in a file, such as 25%: a log does not tell it.
    """
    name, log = calibration.path.name, calibration.log
    tree: dict[str, Any] = {
        "title": f"Customers of {name}",
        "as_of": str(log.first_date),
        "currency": log.currency or "USD",
        "sources": {"log": f"{name}, {len(log.rows):,} rows from {log.first_date}, {log.days} days"},
        "assumed": {
            "business": f"a retailer with a contribution margin of {margin}: the log does not tell it",
            "share_focal": f"the firm has {DEFAULTS['share_focal']:g} of its customers' category orders",
            **({} if log.currency else {"currency": "the log names no currency"}),
        },
        "business": {"kind": "retailer", "margin": margin},
        "values": behaviour(calibration),
        "fitted": {key: plain(figure) for key, figure in calibration.market_values().items()},
    }
    return yaml_text(tree)


def behaviour(calibration: Calibration) -> dict[str, dict[str, Any]]:
    """Return the numbers of behaviour that the fits tell, by name, with their 95% interval as range."""
    told: dict[str, dict[str, Any]] = {}
    if buying := calibration.fits.get("pareto_nbd"):
        per_year = WEEKS_A_YEAR / DEFAULTS["share_focal"]
        told["orders_per_year"] = quotient(
            buying, "r", "alpha", per_year, "mean rate while buying, over the assumed share of the firm"
        )
        told["need_shape"] = quotient(buying, "r", None, 1.0, "shape of the rates of buying")
        told["hazard_mean"] = quotient(buying, "s", "beta", 1.0, "mean rate of leaving a week")
        told["hazard_shape"] = quotient(buying, "s", None, 1.0, "shape of the rates of leaving")
    if spending := calibration.fits.get("gamma_gamma"):
        p, q, scale = (spending.parameters[name] for name in ("p", "q", "v"))
        source = f"gamma_gamma on {calibration.path.name}"
        if q > 1:
            told["basket_mean"] = known(p * scale / (q - 1), f"mean order value p v / (q - 1), {source}")
        if q > 2:
            told["basket_between"] = known(1 / math.sqrt(q - 2), f"1 / sqrt(q - 2), {source}")
        told["basket_within"] = known(1 / math.sqrt(p), f"1 / sqrt(p), {source}")
    return told


def quotient(fit: Fit, above: str, below: str | None, factor: float, words: str) -> dict[str, Any]:
    """Return a parameter over another, times a factor, with its 95% interval (delta method in logarithms)."""
    names = list(fit.parameters)
    one = names.index(above)
    variance, value = float(fit.log_covariance[one, one]), factor * fit.parameters[above]
    if below is not None:
        two = names.index(below)
        value /= fit.parameters[below]
        variance += float(fit.log_covariance[two, two]) - 2 * float(fit.log_covariance[one, two])
    entry = known(value, f"{words}; {fit.model} on {fit.customers:,} customers")
    if math.isfinite(variance) and variance >= 0:
        reach = math.exp(NORMAL_95 * math.sqrt(variance))
        entry["range"] = [figure(value / reach), figure(value * reach)]
    return entry


def known(value: float, source: str) -> dict[str, Any]:
    """Return a number of behaviour that is taken as the log tells it."""
    exact = figure(value)
    return {"value": exact, "range": [exact, exact], "tag": "derived", "source": source}


def figure(value: float) -> Decimal:
    """Return a number with four significant digits, as a file writes it."""
    return Decimal(format(Decimal(f"{value:.4g}"), "f"))


def plain(entry: dict[str, Any]) -> dict[str, Any]:
    """Return a figure of the log with its numbers as a file writes them."""
    return {
        key: Decimal(format(Decimal(repr(value)), "f")) if isinstance(value, float) else value
        for key, value in entry.items()
    }
