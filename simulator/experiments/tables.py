"""The tidy tables of a study: one long frame a subject, each number with what it is a number of."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from simulator.accounts.fees import FEE_LINES
from simulator.experiments import (
    book_tables,
    compare_tables,
    equal_cost,
    gap,
    moved_yuan,
    overtaking,
    profit_table,
    ranking,
    switch_table,
    verdict,
    week_tables,
    who,
)
from simulator.experiments.collect import Collected, collect
from simulator.experiments.verdict import FIXED
from simulator.metrics import BESIDE, HEADLINES, Metric
from simulator.metrics import definitions as metric_definitions
from simulator.results import frame_of, write_frames

Row = dict[str, Any]

_WHERE = {"mode": "str", "design": "str"}
_BAND = {"metric": "str", "mean": "float64", "low": "float64", "high": "float64"}
_LEVEL = {"level": "int64", "level_name": "str"}

# The columns of each table, with their types, in order.
COLUMNS: dict[str, dict[str, str]] = {
    "headlines": {**_WHERE, "replication": "int64", "metric": "str", "value": "float64"},
    "beside": {**_WHERE, "replication": "int64", "metric": "str", "value": "float64"},
    "differences": {
        **_WHERE, "against": "str", "metric": "str", "baseline_mean": "float64", "mean": "float64",
        "difference": "float64", "low": "float64", "high": "float64", "relative": "float64",
        "replications": "int64", "verdict": "str", "spread_low": "float64", "spread_high": "float64",
        "asked": "int64", "identical_runs": "bool",
    },
    "verdicts": {
        "mode": "str", "metric": "str", "design": "str", "mean": "float64", "chance_best": "float64",
        "expected_regret": "float64", "adjusted_low": "float64", "adjusted_high": "float64",
        "standing": "str", "replications": "int64", "asked": "int64",
    },
    "weekly": {**_WHERE, "week": "int64", **_BAND},
    "levels": {**_WHERE, "week": "int64", **_LEVEL, "metric": "str", "mean": "float64"},
    "tiers": {**_WHERE, **_LEVEL, **_BAND},
    "groups": {**_WHERE, "group": "str", **_BAND},
    "mix": {**_WHERE, "week": "int64", **_LEVEL, "share": "float64"},
    "profit": {
        **_WHERE, "week": "int64", **_LEVEL, "group": "str", "replications": "int64",
        **dict.fromkeys(profit_table.LINES, "int64"),
    },
    "costs": {**_WHERE, "line": "str", "funder": "str", "mean": "float64"},
    "flows": {
        **_WHERE, "week": "int64", "upgrades": "float64", "downgrades": "float64", "joins": "float64",
        "lapses": "float64",
    },
    "overtaking": {
        **_WHERE, "against": "str", "week": "float64", "low": "float64", "high": "float64",
        "share_ahead": "float64", "share_overtook": "float64",
    },
    "mixes": {
        "design": "str", "share": "float64", "factor": "float64", "reached": "bool",
        "advertising": "float64", "spent": "float64", "active_end": "float64", "profit": "float64",
        "low": "float64", "high": "float64", "spread_low": "float64", "spread_high": "float64",
    },
    "moved": {
        "from_share": "float64", "to_share": "float64", "week": "int64", "won": "float64",
        "kept": "float64", "gain": "float64", "low": "float64", "high": "float64",
        "spread_low": "float64", "spread_high": "float64", "replications": "int64", "asked": "int64",
        "kept_ahead_from": "float64", "won_ahead_from": "float64",
    },
    "rivals": {
        **_WHERE, "rival": "str", "week": "int64", "weeks": "int64", "price": "float64", "orders": "float64",
        "members": "float64", "program_cost": "float64",
    },
    "switch": {
        **_WHERE, "level_name": "str", "group": "str", "members": "float64", "worth_change": "float64",
        "share_lost": "float64", "orders_change": "float64", "margin_change": "float64",
    },
    "gap": {**_WHERE, "comparison": "str", "naive": "float64", "causal": "float64", "ratio": "float64"},
    "vintages": {
        **_WHERE, "month": "int64", "opening": "float64", "issued": "float64", "redeemed": "float64",
        "expired": "float64", "reversed": "float64", "estimate_change": "float64", "breakage": "float64",
        "closing": "float64", "expected_redemption": "float64",
    },
    "fees": {**_WHERE, "month": "int64", **dict.fromkeys(FEE_LINES, "float64")},
    "estimates": {
        **_WHERE, "month": "int64", "estimate_to_actual": "float64", "low": "float64", "high": "float64",
    },
    "assumptions": {
        "name": "str", "value": "float64", "low": "float64", "high": "float64", "unit": "str", "tag": "str",
        "source": "str", "where": "str",
    },
    "parameters": {"mode": "str", "replication": "int64", "name": "str", "value": "float64"},
    "promises": {
        "design": "str", "promise": "str", "limit": "str", "value": "float64", "kept": "bool",
        "kept_share": "float64",
    },
}  # fmt: skip


def definitions() -> dict[str, str]:
    """Return what every name in the tables means: the page that is printed with the figures."""
    page = metric_definitions()
    parts = (
        verdict,
        ranking,
        compare_tables,
        who,
        switch_table,
        gap,
        overtaking,
        moved_yuan,
        week_tables,
        profit_table,
        book_tables,
        equal_cost,
    )
    for part in parts:
        page.update(part.DEFINITIONS)
    return page


def frames(folder: Path) -> dict[str, Any]:
    """Read a folder of results into tidy frames (pandas), by the names in `COLUMNS`.

    Raises
    ------
    ResultsError
        When there are no results, or one is damaged or of another study.
    """
    collected = collect(folder)
    return {name: frame_of(rows(collected), COLUMNS[name]) for name, rows in _ROWS.items()}


def write_tables(folder: Path) -> list[Path]:
    """Write the tables of a folder of results beside its runs, as Parquet and CSV; return the paths.

    Raises
    ------
    ResultsError
        As `frames`, and when the disk refuses.
    """
    return write_frames(frames(folder), folder)


def _metric_rows(metrics: tuple[Metric, ...]) -> Callable[[Collected], list[Row]]:
    def rows(collected: Collected) -> list[Row]:
        return [
            {
                "mode": mode,
                "design": design,
                "replication": number,
                "metric": metric.name,
                "value": runs[number].metrics[metric.name],
            }
            for mode, design, runs in collected.each()
            for number in sorted(runs)
            for metric in metrics
        ]

    return rows


def _tier_rows(collected: Collected) -> list[Row]:
    return [
        {"mode": mode, "design": design, **row}
        for mode, design, runs in collected.each()
        for row in who.by_level(runs)
    ]


def _group_rows(collected: Collected) -> list[Row]:
    return [
        {"mode": mode, "design": design, **row}
        for mode, design, runs in collected.each()
        for row in who.by_group(runs)
    ]


def _switch_rows(collected: Collected) -> list[Row]:
    return [
        {"mode": mode, "design": design, **row}
        for mode, design, runs in collected.each()
        for row in switch_table.rows_of(runs)
    ]


def _gap_rows(collected: Collected) -> list[Row]:
    return [
        {"mode": mode, "design": design, **row}
        for mode, design, runs in collected.each()
        for row in gap.gaps(runs)
    ]


def _profit_rows(collected: Collected) -> list[Row]:
    return [
        {"mode": FIXED, "design": design, **row}
        for design, runs in collected.designs(FIXED).items()
        for row in profit_table.statement_rows(collected.statements[design], next(iter(runs.values())).levels)
    ]


def _overtaking_rows(collected: Collected) -> list[Row]:
    return [*overtaking.overtaking_rows(collected), *moved_yuan.moved_overtaking(collected)]


def _assumption_rows(collected: Collected) -> list[Row]:
    return list(collected.study.get("assumptions", ()))


def _parameter_rows(collected: Collected) -> list[Row]:
    """Return the behaviour parameters by replication: the baseline's, which all designs share."""
    return [
        {"mode": mode, "replication": number, "name": name, "value": value}
        for mode, design, runs in collected.each()
        if design == collected.baseline
        for number in sorted(runs)
        for name, value in runs[number].parameters.items()
    ]


_ROWS: dict[str, Callable[[Collected], list[Row]]] = {
    "headlines": _metric_rows(HEADLINES),
    "beside": _metric_rows(BESIDE),
    "differences": compare_tables.difference_rows,
    "verdicts": compare_tables.verdict_rows,
    "weekly": week_tables.weekly_rows,
    "levels": week_tables.level_rows,
    "tiers": _tier_rows,
    "groups": _group_rows,
    "mix": week_tables.mix_rows,
    "profit": _profit_rows,
    "costs": book_tables.cost_rows,
    "flows": week_tables.flow_rows,
    "rivals": week_tables.rival_rows,
    "overtaking": _overtaking_rows,
    "mixes": moved_yuan.mix_rows,
    "moved": moved_yuan.moved_rows,
    "switch": _switch_rows,
    "gap": _gap_rows,
    "vintages": book_tables.vintage_rows,
    "fees": book_tables.fee_rows,
    "estimates": book_tables.estimate_rows,
    "assumptions": _assumption_rows,
    "parameters": _parameter_rows,
    "promises": compare_tables.promise_rows,
}
