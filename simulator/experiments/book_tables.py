"""Rows of the tables that come from the books: cost lines by funder, and deferred revenue by month."""

from __future__ import annotations

from typing import Any

import numpy as np

from simulator.accounts import chart
from simulator.accounts.deferred_revenue import LINES
from simulator.accounts.fees import FEE_LINES
from simulator.accounts.profit import BENEFITS, PARTNER_PARTS, SELLER_PARTS, UPKEEP, firm_part
from simulator.engine.record import Ints
from simulator.experiments.collect import Collected, Summary
from simulator.experiments.week_tables import band

Row = dict[str, Any]

DEFINITIONS: dict[str, str] = {
    "costs": "mean cost of each line of the program over the run, and what each who funds it paid of it",
    "vintages": "deferred revenue under IFRS 15 by month of the run, mean over replications: opening + "
    "issued - redeemed - expired - reversed + estimate_change - breakage = closing; expected_redemption is "
    "the share of the points outstanding at the end of the month that is expected to be used",
    "fees": "membership fees by month of the run, mean over replications: opening + received - recognised - "
    "refunded = closing, what is owed for days to come",
    "estimates": "by month of issue (0: the month in which the run begins), where no point is left at the "
    "end of the run: the first estimate of the accounting view of the points that will be used, over those "
    "that were; mean, 5% and 95% point over replications",
}


def cost_rows(collected: Collected) -> list[Row]:
    """Return a row for each mode, design, cost line and funder."""
    rows: list[Row] = []
    for mode, design, runs in collected.each():
        split = [split_costs(run.groups_total.columns.sum(axis=0)) for run in runs.values()]
        rows += [
            {
                "mode": mode,
                "design": design,
                "line": line,
                "funder": funder,
                "mean": sum(costs[line, funder] for costs in split) / len(split),
            }
            for line, funder in split[0]
        ]
    return rows


def split_costs(columns: Ints) -> dict[tuple[str, str], int]:
    """Return what each funder paid of each cost line of the program, as it was posted.

    Parameters
    ----------
    columns : (WIDTH,)
        Sums over a run.
    """
    costs: dict[tuple[str, str], int] = {}
    for line, seller, partner in zip(BENEFITS, SELLER_PARTS, PARTNER_PARTS, strict=True):
        name = chart.NAMES[line]
        costs[name, "firm"] = int(firm_part(columns, (line,)))
        costs[name, "seller"] = int(columns[seller])
        costs[name, "partner"] = int(columns[partner])
    for line in UPKEEP:
        costs[chart.NAMES[line], "firm"] = int(columns[line])
        costs[chart.NAMES[line], "seller"] = costs[chart.NAMES[line], "partner"] = 0
    return costs


def vintage_rows(collected: Collected) -> list[Row]:
    """Return a row for each mode, design and month of the run; none for a design without points."""
    rows: list[Row] = []
    for mode, design, runs in collected.each():
        summaries: list[Summary] = [runs[number] for number in sorted(runs)]
        if not any(summary.deferred.any() for summary in summaries):
            continue
        lines = np.sum([summary.deferred for summary in summaries], axis=0) / len(summaries)
        expected, _, _ = band(np.stack([summary.expected_redemption for summary in summaries]))
        rows += [
            {
                "mode": mode,
                "design": design,
                "month": month,
                **dict(zip(LINES, amounts.tolist(), strict=True)),
                "expected_redemption": expected[month],
            }
            for month, amounts in enumerate(lines)
        ]
    return rows


def fee_rows(collected: Collected) -> list[Row]:
    """Return a row for each mode, design and month of the run; none for a design without fees."""
    rows: list[Row] = []
    for mode, design, runs in collected.each():
        found = np.array([runs[number].fees for number in sorted(runs)])
        if found.any():
            means = found.sum(axis=0) / len(found)
            rows += [
                {"mode": mode, "design": design, "month": month, **dict(zip(FEE_LINES, amounts, strict=True))}
                for month, amounts in enumerate(means.tolist())
            ]
    return rows


def estimate_rows(collected: Collected) -> list[Row]:
    """Return a row for each mode, design and month of issue of which nothing is left."""
    rows: list[Row] = []
    for mode, design, runs in collected.each():
        summaries = [runs[number] for number in sorted(runs)]
        means, lows, highs = band(np.stack([summary.estimate_to_actual for summary in summaries]))
        rows += [
            {
                "mode": mode,
                "design": design,
                "month": month - summaries[0].months_before,
                "estimate_to_actual": means[month],
                "low": lows[month],
                "high": highs[month],
            }
            for month in np.flatnonzero(np.isfinite(means)).tolist()
        ]
    return rows
