"""Rows of the tables that follow the weeks: series, levels, flows between them, and the mix of levels."""

from __future__ import annotations

from typing import Any

import numpy as np

from simulator.accounts import chart
from simulator.engine.record import Ints
from simulator.experiments.collect import FLOW_COLUMNS, LEVEL_COLUMNS, Collected, Runs
from simulator.experiments.compare import Floats
from simulator.experiments.who import BAND
from simulator.metrics import WEEKLY
from simulator.metrics.service import FIXED_POINT, HUNDREDTHS
from simulator.results.people import NO_MEMBER_NAME

Row = dict[str, Any]

RIVAL_WEEKS = 13  # of a row of the table of rivals
MIX_WEEKS = (0, 52, 104)
LONG_RUN = -1
RIVAL_WEEKS = 13  # of a row of the table of rivals

DEFINITIONS: dict[str, str] = {
    "tables by week": "means over replications; low and high are the 5% and 95% points over them. A wait "
    "in a week without a case is no number and is left out of the mean of that week",
    "knows_balance by level": "share of the members of a level who know how many points they hold",
    "mix": "share of customers by level at the opening (week 0) and after so many weeks; week -1 is the "
    "long run, to which the program's mix settles and with which a running start begins",
    "rivals": "for each rival and span of weeks: mean price against the market's, orders, members of its "
    "program at the end, and what the program costs it",
}


def weekly_rows(collected: Collected) -> list[Row]:
    """Return a row for each mode, design, week and series."""
    rows: list[Row] = []
    for mode, design, runs in collected.each():
        mean, low, high = band(np.stack([runs[number].weekly for number in sorted(runs)]))
        for place, series in enumerate(WEEKLY):
            rows += [
                {
                    "mode": mode, "design": design, "week": week, "metric": series.name,
                    "mean": mean[place, week], "low": low[place, week], "high": high[place, week],
                }
                for week in range(mean.shape[1])
            ]  # fmt: skip
    return rows


def level_rows(collected: Collected) -> list[Row]:
    """Return a row for each mode, design, week, level and metric; quotients are of sums over replications."""
    rows: list[Row] = []
    for mode, design, runs in collected.each():
        total = np.sum([summary.by_level for summary in runs.values()], axis=0)
        part = {column: total[..., place] for place, column in enumerate(LEVEL_COLUMNS)}
        metrics = {
            "customers": part[chart.CUSTOMERS] / len(runs),
            "wait_mean": _quotient(part[chart.WAIT_MINUTES] / HUNDREDTHS, part[chart.CASES_DECIDED]),
            "cases": part[chart.CASES_DECIDED] / len(runs),
            "satisfaction_mean": _quotient(part[chart.SATISFACTION] / FIXED_POINT, part[chart.ATTACHED]),
            "knows_balance": _quotient(part[chart.KNOWS_BALANCE], part[chart.CUSTOMERS]),
        }
        rows += [
            {
                "mode": mode, "design": design, "week": week, "level": level, "level_name": name,
                "metric": metric, "mean": mean[week, level + 1],
            }
            for week in range(total.shape[0])
            for level, name in enumerate(_names(runs), start=-1)
            for metric, mean in metrics.items()
        ]  # fmt: skip
    return rows


def flow_rows(collected: Collected) -> list[Row]:
    """Return a row for each mode, design and week with the mean of every flow."""
    rows: list[Row] = []
    for mode, design, runs in collected.each():
        mean = np.sum([summary.flows for summary in runs.values()], axis=0) / len(runs)
        rows += [
            {
                "mode": mode,
                "design": design,
                "week": week,
                **{chart.NAMES[column]: flows[place] for place, column in enumerate(FLOW_COLUMNS)},
            }
            for week, flows in enumerate(mean)
        ]
    return rows


def mix_rows(collected: Collected) -> list[Row]:
    """Return a row for each mode, design, week of `MIX_WEEKS` (and the last, and the long run) and level."""
    rows: list[Row] = []
    for mode, design, runs in collected.each():
        total = np.sum([summary.tier_mix for summary in runs.values()], axis=0)
        last = total.shape[0] - 1
        shares = {week: _shares(total[week]) for week in sorted({*MIX_WEEKS, last}) if week <= last}
        settled = long_run(collected, mode, design)
        if settled is not None:
            shares[LONG_RUN] = settled
        rows += [
            {"mode": mode, "design": design, "week": week, "level": level, "level_name": name, "share": share}
            for week, mix in shares.items()
            for level, (name, share) in enumerate(zip(_names(runs), mix, strict=True), start=-1)
        ]
    return rows


def rival_rows(collected: Collected) -> list[Row]:
    """Return a row for each mode, design, rival and span of 13 weeks: its price, orders, members and cost."""
    names = [*collected.study.get("rivals", {})]
    rows: list[Row] = []
    for mode, design, runs in collected.each():
        mean = np.mean([summary.rivals for summary in runs.values()], axis=0)
        for begin in range(0, len(mean), RIVAL_WEEKS):
            span = mean[begin : begin + RIVAL_WEEKS]
            rows += [
                {
                    "mode": mode,
                    "design": design,
                    "rival": name,
                    "week": begin,
                    "weeks": len(span),
                    "price": float(span[:, rival, 0].mean()) / 1e6,
                    "orders": float(span[:, rival, 1].sum()),
                    "members": float(span[-1, rival, 2]),
                    "program_cost": float(span[:, rival, 3].sum()),
                }
                for rival, name in enumerate(names[: mean.shape[1]])
            ]
    return rows


def long_run(collected: Collected, mode: str, design: str) -> list[float] | None:
    """Return the shares by level that a design settles to, None where no run tells.

    From `long_run_mix` of the study file (by design, then by level from no member upward) if it is there;
    else the opening of the runs that begin as a running program, in this mode before others.
    """
    stated: list[float] | None = collected.study.get("long_run_mix", {}).get(design)
    if stated is not None:
        return stated
    for where in (mode, *collected.modes):
        runs = collected.designs(where).get(design, {})
        running = [run for run in runs.values() if run.meta["start"] == "running"]
        if running:
            return _shares(np.sum([run.tier_mix[0] for run in running], axis=0))
    return None


def band(stack: Floats) -> tuple[Floats, Floats, Floats]:
    """Return mean, 5% and 95% point over the first axis; what is no number is left out.

    Points are observed values, as in `compare.percentile`.
    """
    known = np.sum(~np.isnan(stack), axis=0)
    total = np.nansum(stack, axis=0)
    mean = np.divide(total, known, out=np.full(total.shape, np.nan), where=known > 0)
    ordered = np.sort(stack, axis=0)  # what is no number comes last
    ends = []
    for share in BAND:
        place = np.maximum(np.ceil(share * known).astype(np.int64) - 1, 0)
        ends.append(np.take_along_axis(ordered, place[np.newaxis], axis=0)[0])
    return mean, ends[0], ends[1]


def _names(runs: Runs) -> tuple[str, ...]:
    return (NO_MEMBER_NAME, *next(iter(runs.values())).levels)


def _shares(counts: Ints) -> list[float]:
    everybody = max(1, int(counts.sum()))  # nobody is there before the first customers of a cohort come
    return [int(count) / everybody for count in counts]


def _quotient(part: Floats, whole: Ints) -> Floats:
    quotient = np.full(part.shape, np.nan)
    np.divide(part, whole, out=quotient, where=whole > 0)
    return quotient
