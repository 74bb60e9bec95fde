"""Writes what a calibration found as a market file that a study can be run on."""

from __future__ import annotations

import math
import tempfile
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

from simulator.calibration.fit import EDGE
from simulator.calibration.source_files import LogError
from simulator.market.behaviour import FIELDS
from simulator.market.bounds import BOUNDS
from simulator.scenario import ScenarioError, load
from simulator.scenario.telling import yaml_text

if TYPE_CHECKING:
    from simulator.calibration import Calibration
    from simulator.calibration.fit import Fit

WEEKS_A_YEAR = 52
NORMAL_95 = 1.96
# Where a log shows no spread, its shape runs to the edge of the search and moves nothing: it is cut to what a
# market can hold. A mean outside of that is a fit that failed.
SHAPES = ("need_shape", "hazard_shape", "basket_between", "basket_within")
DEFAULTS = {field.name: field.default for field in FIELDS}


def market_text(calibration: Calibration, margin: str) -> str:
    """Return a calibration as the YAML of a market file.

    Parameters
    ----------
    calibration
        What was fitted.
    margin
        Contribution margin as it is written in a file, such as 25%: a log does not tell it.

    Raises
    ------
    LogError
        When a fit is none that people could have: which model, and which number.
    """
    name, log = calibration.path.name, calibration.log
    values = {key: within_bounds(key, entry, calibration) for key, entry in behaviour(calibration).items()}
    tree: dict[str, Any] = {
        "title": f"Customers of {name}",
        "as_of": str(log.first_date),
        "currency": log.currency or "USD",
        "sources": {
            "log": f"{name}, {len(log.rows):,} rows from {log.first_date}, {log.days} days",
            "made_by": f"loyalty calibrate {name} --margin {margin}",
        },
        "simplified": {
            "season": "need has no season and no trend",
            "growth": "the people are the log's new customers with their days of entry; nobody comes later",
            "one_rival": "one rival without a program, and one outside option for all else",
        },
        "assumed": {
            "business": f"a retailer with a contribution margin of {margin}: the log does not tell it",
            "share_focal": f"the firm has {DEFAULTS['share_focal']:g} of its customers' category orders, "
            "which its own log cannot tell; with another share the category's orders differ, the firm's stay",
            "program": "the log has no program: nothing in it tells how these people answer to one",
            **({} if log.currency else {"currency": "the log names no currency"}),
        },
        "business": {
            "kind": "retailer",
            "margin": {"value": margin, "tag": "assumption", "source": "stated by whoever made this file"},
        },
        "values": values,
        "fitted": {key: plain(figure) for key, figure in calibration.market_values().items()},
    }
    return yaml_text(tree)


def within_bounds(name: str, entry: dict[str, Any], calibration: Calibration) -> dict[str, Any]:
    """Return a number with its range cut to what the number can be.

    Raises
    ------
    LogError
        When the number itself is outside, and is no shape.
    """
    least, most = (Decimal(str(end)) for end in BOUNDS[name])
    value, ends = entry["value"], entry["range"]
    if not least <= value <= most and name not in SHAPES:
        text = f"{name} is {value:g}, may be {least:g} to {most:g}: the fit failed ({entry['source']})"
        raise LogError(calibration.path, (f"no market can be made of this log; {text}",))
    held, *ends = (min(max(number, least), most) for number in (value, *ends))
    if [held, *ends] == [value, *entry["range"]]:
        return entry
    return {**entry, "value": held, "range": ends, "source": f"{entry['source']}; cut to what it can be"}


def write_market(calibration: Calibration, margin: str, out: Path) -> None:
    """Write the market file of a calibration, once it is a market that a study can use.

    Raises
    ------
    LogError
        When a fit failed, or what was fitted makes no market.
    """
    text = market_text(calibration, margin)
    with tempfile.TemporaryDirectory() as folder:
        trial = Path(folder) / "market.yaml"
        trial.write_text(text, encoding="utf-8")
        try:
            load(trial, "market")
        except ScenarioError as fault:
            faults = tuple(f"no market can be made of this log; {one.key}: {one.text}" for one in fault.found)
            raise LogError(calibration.path, faults) from None
    out.write_text(text, encoding="utf-8")


def behaviour(calibration: Calibration) -> dict[str, dict[str, Any]]:
    """Return the numbers of behaviour that the log tells, by name, with their 95% interval as range."""
    told: dict[str, dict[str, Any]] = {}
    if buying := calibration.fits.get("pareto_nbd"):
        per_year = WEEKS_A_YEAR / DEFAULTS["share_focal"]
        told["orders_per_year"], told["need_shape"] = mean_and_shape(
            buying, "r", "alpha", per_year, "rate while buying", ", over the assumed share of the firm"
        )
        told["hazard_mean"], told["hazard_shape"] = mean_and_shape(
            buying, "s", "beta", 1.0, "rate of leaving a week"
        )
        told["comeback"] = known(0.0, "pareto_nbd knows slow buyers, and leaving for good")
    if spending := calibration.fits.get("gamma_gamma"):
        p, q, scale = (spending.parameters[name] for name in ("p", "q", "v"))
        source = f"gamma_gamma on {calibration.path.name}"
        if q > 1:
            told["basket_mean"] = known(p * scale / (q - 1), f"mean order value p v / (q - 1), {source}")
        if q > 2:
            told["basket_between"] = known(1 / math.sqrt(q - 2), f"1 / sqrt(q - 2), {source}")
        told["basket_within"] = known(1 / math.sqrt(p), f"1 / sqrt(p), {source}")
        told["basket_law"] = known(1.0, f"gamma-gamma, as fitted; {source}")
    return told | returns(calibration)


def returns(calibration: Calibration) -> dict[str, dict[str, Any]]:
    """Return the share of sales that comes back; 0 where the log has no returns, so that its amounts stay."""
    name = calibration.path.name
    back = calibration.market_values().get("returns.share_of_sales")
    return {
        "return_rate": known(back["value"], f"as a share of sales, {name}")
        if back
        else known(0.0, f"{name} has no returns: its amounts were kept"),
        "refusal_rate": known(0.0, f"{name} has no refused orders"),
    }


def mean_and_shape(
    fit: Fit, shape: str, scale: str, factor: float, words: str, rest: str = ""
) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return mean (shape over scale, times a factor) and shape of a gamma law, each with a 95% interval.

    Each interval holds the other number still: a study draws every number on its own, and where the two err
    together, as in s and s / beta, intervals that let the other vary would say twice the doubt about who is
    left. Source: delta method in logarithms.
    """
    one, two = (list(fit.parameters).index(name) for name in (shape, scale))
    covariance = fit.log_covariance
    var_one, var_two, both = (float(covariance[k]) for k in ((one, one), (two, two), (one, two)))
    var_mean, shared = var_one + var_two - 2.0 * both, var_one - both
    held = 1.0 - shared**2 / (var_one * var_mean) if var_one * var_mean > 0.0 else math.nan
    tail = f"; {fit.model} on {fit.customers:,} customers"
    mean = factor * fit.parameters[shape] / fit.parameters[scale]
    return (
        between(known(mean, f"mean {words}{rest}{tail}"), mean, var_mean * held),
        between(
            known(fit.parameters[shape], f"shape of the {words}{tail}"), fit.parameters[shape], var_one * held
        ),
    )


def between(entry: dict[str, Any], value: float, log_variance: float) -> dict[str, Any]:
    """Return an entry with the 95% interval of a lognormal estimate, where the fit tells one."""
    width = NORMAL_95 * math.sqrt(log_variance) if log_variance >= 0 else math.nan
    if width < EDGE:
        reach = math.exp(width)
        return {**entry, "range": [figure(value / reach), figure(value * reach)]}
    return {**entry, "source": f"{entry['source']}; the log tells no interval, so it is taken as known"}


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
