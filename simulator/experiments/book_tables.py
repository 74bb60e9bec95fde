"""Rows of the tables that come from the books: cost lines by funder, and deferred revenue by month."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from simulator.accounts import chart
from simulator.accounts.deferred_revenue import LINES
from simulator.accounts.profit import BENEFITS, UPKEEP
from simulator.engine.record import Ints, Scalar
from simulator.experiments.collect import Collected, Summary
from simulator.experiments.week_tables import band

Row = dict[str, Any]

OTHERS: dict[str, int] = {"seller": chart.FUNDED_SELLER, "partner": chart.FUNDED_PARTNER}

DEFINITIONS: dict[str, str] = {
    "costs": "mean cost of each line of the program over the run, split over those who fund it by the "
    "shares that the program states for the line",
    "vintages": "deferred revenue under IFRS 15 by month of the run, mean over replications: opening + "
    "issued - redeemed - expired - reversed + estimate_change - breakage = closing; expected_redemption "
    "is the share of the points outstanding at the end of the month that is expected to be used",
}


def cost_rows(collected: Collected) -> list[Row]:
    """Return a row for each mode, design, cost line and funder."""
    rows: list[Row] = []
    for mode, design, runs in collected.each():
        split = [split_costs(run.groups_total.columns.sum(axis=0), run.meta) for run in runs.values()]
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


def split_costs(columns: Ints, meta: Mapping[str, Scalar]) -> dict[tuple[str, str], float]:
    """Split the program's cost lines over their funders.

    Parameters
    ----------
    columns : (WIDTH,)
        Sums over a run.
    meta
        May state `funding.<line>.seller` and `funding.<line>.partner`, shares of a line; a share that is not
        stated is 0. Where none is stated, every line is split as all benefits together were.
    """
    benefits = int(columns[list(BENEFITS)].sum())
    overall = {
        funder: int(columns[column]) / benefits if benefits else 0.0 for funder, column in OTHERS.items()
    }
    stated = any(name.startswith("funding.") for name in meta)
    costs: dict[tuple[str, str], float] = {}
    for column in (*BENEFITS, *UPKEEP):
        line, amount = chart.NAMES[column], int(columns[column])
        shares = {funder: float(meta.get(f"funding.{line}.{funder}", 0.0)) for funder in OTHERS}
        if column in UPKEEP:
            shares = dict.fromkeys(OTHERS, 0.0)
        elif not stated:
            shares = overall
        costs[line, "firm"] = amount * (1.0 - sum(shares.values()))
        for funder, share in shares.items():
            costs[line, funder] = amount * share
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
