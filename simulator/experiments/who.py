"""Who responds and what each costs: groups of buyers, and people by the level that they hold."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

import numpy as np

from simulator.accounts import chart, profit
from simulator.engine.record import Ints
from simulator.experiments.collect import Runs, Summary, Total
from simulator.experiments.compare import percentile
from simulator.experiments.gap import causal, divide, naive_by_level, summed
from simulator.metrics.loyalty import SIGNS
from simulator.results.people import NO_MEMBER_NAME

BAND = (0.05, 0.95)
GROUP_NAMES = (*chart.GROUPS, "all")

DEFINITIONS: dict[str, str] = {
    "tables by group": "light, moderate and heavy buyers are the same people under every design. Each "
    "number is a quotient of sums over all replications; low and high are its 5% and 95% points over "
    "replications",
    "lift_orders": "orders of these people over their orders under the baseline, less 1",
    "lift_sales": "sales to these people over their sales under the baseline, less 1",
    "cost_share_of_sales": "program cost over sales, points charged when they are earned at what they are "
    "expected to cost; running and launch cost belong to nobody and are only in `all`",
    "benefit_share_of_sales": "all that members are given over sales, whoever pays: the firm, sellers or "
    "partners; points count when they are used",
    "break_even_lift": "the lift of sales from which on the program pays at that cost and at the gross "
    "margin of these sales; infinite where the cost eats the margin",
    "redemption_share": "points used over points issued in the run",
    "the signs of loyalty by group": "coming again, doubt at the choice, price sensitivity of buyers, ahead "
    "of the rival and tolerance of failures as of whole runs, of these people under the design",
    "incremental_profit by group": "gross profit, fees earned and income from partners less program cost, "
    "points charged when earned, under the design minus the same of the same people under the baseline; what "
    "partners pay in advance is only in `all`, and the change of the status obligation, which is no group's, "
    "is only in the headline",
    "tables by level": "people by the level they held at the start where a running program is met, at the "
    "end where it is launched; they are held against themselves under the baseline. At a launch the level "
    "is known only after the fact: who bought more than usual has climbed, so that the lift of a level is "
    "selection as well as effect there",
    "cost, cost_share_of_sales, break_even_lift by level": "the cost of the people of the level over the "
    "whole run, whatever level they held meanwhile, points charged when they are used; over their goods, and "
    "at their contribution. Of the same people as the lift: it pays where the lift is beyond the break-even "
    "lift. Running and launch cost are nobody's",
    "lift": "goods bought by the people of the level over what they bought under the baseline, less 1",
    "uplift": "contribution of the people of the level before program costs, over the same under the "
    "baseline, less 1",
    "incremental_sales, incremental_profit by level": "goods, and contribution less program cost, of the "
    "people of the level minus the same under the baseline, before the change of the obligation",
    "anyway_share": "share of the benefit paid on sales that would have happened anyway: goods under the "
    "baseline over goods under the design, at most 1",
}

Row = dict[str, Any]


def banded(pieces: Sequence[Any], pool: Callable[[Sequence[Any]], dict[str, float]]) -> list[Row]:
    """Measure all replications pooled, and each alone for the band around it.

    Parameters
    ----------
    pieces
        What each replication contributes.
    pool
        Measures any number of them together, by name of the metric.
    """
    together, alone = pool(pieces), [pool([piece]) for piece in pieces]
    return [
        {
            "metric": name,
            "mean": value,
            "low": percentile([one[name] for one in alone], BAND[0]),
            "high": percentile([one[name] for one in alone], BAND[1]),
        }
        for name, value in together.items()
    ]


def by_group(runs: Runs) -> list[Row]:
    """Return rows with group, metric, mean, low, high for each group of buyers and all of them."""
    summaries = [runs[number] for number in sorted(runs)]
    rows: list[Row] = []
    for place, group in enumerate(GROUP_NAMES):
        pieces = [_group_pair(summary, place) for summary in summaries]
        rows += [{"group": group, **row} for row in banded(pieces, _group)]
    return rows


def by_level(runs: Runs) -> list[Row]:
    """Return rows with level, level_name, metric, mean, low, high for non-members and each level."""
    summaries = [runs[number] for number in sorted(runs)]
    rows: list[Row] = []
    for place, name in enumerate((NO_MEMBER_NAME, *summaries[0].levels)):
        pieces = [(summary, place) for summary in summaries]
        rows += [{"level": place - 1, "level_name": name, **row} for row in banded(pieces, _level)]
    return rows


def _group_pair(summary: Summary, place: int) -> tuple[Total, Total]:
    """Return what a group did under the design and under the baseline; past the last group: all of them."""
    everybody = place == len(chart.GROUPS)
    ours, theirs = (
        _part(total, slice(None) if everybody else slice(place, place + 1), everybody)
        for total in (summary.groups_total, summary.base_groups_total)
    )
    return ours, theirs


def _part(total: Total, chosen: slice, everybody: bool) -> Total:
    columns, cost, overhead, in_advance = (part[chosen].sum(axis=0) for part in total)
    if everybody:
        columns[chart.PARTNER_INCOME] += in_advance
        cost += overhead
    return Total(columns, cost, overhead, in_advance)


def _added(totals: Iterable[Total]) -> tuple[Ints, int]:
    parts = list(totals)
    return np.sum([part.columns for part in parts], axis=0), sum(int(part.cost) for part in parts)


def _group(pieces: Sequence[tuple[Total, Total]]) -> dict[str, float]:
    ours, cost = _added(pair[0] for pair in pieces)
    theirs, base_cost = _added(pair[1] for pair in pieces)
    gained = _gain(ours, cost) - _gain(theirs, base_cost)
    return {
        "lift_orders": divide(int(ours[chart.ORDERS]), int(theirs[chart.ORDERS])) - 1.0,
        "lift_sales": divide(int(profit.sales(ours)), int(profit.sales(theirs))) - 1.0,
        **_burden(ours, cost),
        "benefit_share_of_sales": divide(int(ours[list(profit.BENEFITS)].sum()), int(profit.sales(ours))),
        "incremental_profit": gained / len(pieces),
        "redemption_share": divide(int(ours[chart.POINTS_REDEEMED]), int(ours[chart.POINTS_ISSUED])),
        **{name: _known(measure(ours)) for name, measure in SIGNS.items()},
    }


def _known(value: float | None) -> float:
    return float("nan") if value is None else value


def _gain(columns: Ints, cost: int) -> int:
    received = int(columns[chart.FEES_EARNED]) + int(columns[chart.PARTNER_INCOME])
    return int(profit.gross_profit(columns)) + received - cost


def _burden(columns: Ints, cost: int) -> dict[str, float]:
    sold = int(profit.sales(columns))
    share, margin = divide(cost, sold), divide(int(profit.gross_profit(columns)), sold)
    return {
        "cost_share_of_sales": share,
        "break_even_lift": float(profit.break_even_lift(share, margin)),
    }


def _level(pieces: Sequence[tuple[Summary, int]]) -> dict[str, float]:
    place, count = pieces[0][1], len(pieces)
    row = summed([summary.level_rows[place] for summary, _ in pieces])
    share = divide(row["program_cost"], row["goods"])
    margin = divide(row["contribution"], row["goods"])
    gained = row["contribution"] - row["program_cost"] - row["base_contribution"] + row["base_program_cost"]
    gained += row["fees"] - row["base_fees"] + row["partner_income"] - row["base_partner_income"]
    lift = causal([row])
    return {
        "customers": row["customers"] / count,
        "cost": row["program_cost"] / count,
        "incremental_profit": gained / count,
        "incremental_sales": (row["goods"] - row["base_goods"]) / count,
        "cost_share_of_sales": share,
        "break_even_lift": float(profit.break_even_lift(share, margin)),
        "uplift": divide(row["contribution"], row["base_contribution"]) - 1.0,
        "lift": lift,
        "anyway_share": float(np.minimum(divide(row["base_goods"], row["goods"]), 1.0)),
        "naive_gap": naive_by_level([summary for summary, _ in pieces], place),
        "causal_gap": lift,
    }
