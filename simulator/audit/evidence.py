"""What simulated years say to a finding, read from the tables of a finished study; nothing is simulated here.

Order of parts: a run of one design, one small reader a check.
"""

from __future__ import annotations

import json
import math
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from simulator.audit.check import AuditError
from simulator.audit.wording import money, percent
from simulator.program import Program
from simulator.scenario import Scenario

Row = dict[str, Any]
LONG_RUN = -1


@dataclass(frozen=True)
class Run:
    """The tables of one design of a study.

    Parameters
    ----------
    folder
        The study's folder of results.
    design
        The design's name in it.
    """

    folder: Path
    design: str

    @cached_property
    def facts(self) -> dict[str, Any]:
        """What the folder says of its study."""
        return facts_of(self.folder)

    def rows(self, table: str, **where: object) -> list[Row]:
        """Return the design's rows of a table in the headline mode, none where there is no such table.

        What a table leaves empty (the mean of a level that nobody held, a range of one run) is NaN.
        """
        from pyarrow import parquet

        path = self.folder / "tables" / f"{table}.parquet"
        if not path.is_file():
            return []
        found = [row for row in parquet.read_table(path).to_pylist() if row.get("design") == self.design]
        modes = {row.get("mode") for row in found}
        mode = "uncertain" if "uncertain" in modes else min(modes, default=None, key=str)
        wanted = {"mode": mode, **where}
        return [
            {name: math.nan if value is None else value for name, value in row.items()}
            for row in found
            if all(row.get(name) == value for name, value in wanted.items())
        ]

    def mean(self, table: str, column: str = "value", **where: object) -> float:
        """Return the mean of a column over rows, NaN where there is none."""
        values = [float(row[column]) for row in self.rows(table, **where) if not math.isnan(row[column])]
        return sum(values) / len(values) if values else math.nan

    def money(self, minor: float) -> str:
        """Write an amount of the tables."""
        return money(minor / int(self.facts.get("minor_unit", 100)), str(self.facts.get("currency", "")))


def facts_of(folder: Path) -> dict[str, Any]:
    """Return what a folder of results says of its study.

    Raises
    ------
    AuditError
        When it holds none.
    """
    page = folder / "study.json"
    try:
        facts = json.loads(page.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        raise AuditError(
            f"{folder}: no study.json to read in it; name a folder that `compare` has written"
        ) from None
    if not isinstance(facts, dict) or not isinstance(facts.get("designs"), dict):
        raise AuditError(f"{page}: it does not describe a study")
    return facts


def run_of(folder: Path, scenario: Scenario[Program]) -> Run:
    """Return the run of a program in a folder of results, found by the program's content.

    Raises
    ------
    AuditError
        When the folder holds no study, or none of its designs is this program as it now is.
    """
    designs = facts_of(folder)["designs"]
    for name, design in designs.items():
        if design.get("program_sha256") == scenario.sha256:
            return Run(folder, name)
    raise AuditError(
        f"{folder}: none of its designs ({', '.join(designs)}) is {scenario.name} as its file is now; "
        "run the study again"
    )


# ---- one reader a check -----------------------------------------------------------------------------------


def _levels(run: Run, *metrics: str) -> dict[str, list[float]]:
    """Return metrics of the table of levels by the level's name, ascending."""
    found: dict[str, list[float]] = {}
    for row in sorted(run.rows("tiers"), key=lambda row: row["level"]):
        if row["level"] >= 0 and row["metric"] in metrics:
            values = found.setdefault(row["level_name"], [math.nan] * len(metrics))
            values[metrics.index(row["metric"])] = float(row["mean"])
    return found


def lifts(run: Run) -> str:
    """Tell what each level's people buy more than without the program."""
    found = _levels(run, "lift")
    told = [f"{name} {percent(lift)}" for name, (lift,) in found.items() if math.isfinite(lift)]
    return "lift of sales by level: " + ", ".join(told) if told else ""


def breaking_even(run: Run) -> str:
    """Tell what each level's people buy more, and what would pay for them."""
    found = _levels(run, "lift", "break_even_lift")
    told = [
        f"{name} {percent(lift)} against {percent(needed)}"
        for name, (lift, needed) in found.items()
        if math.isfinite(lift)
    ]
    return "lift of sales against break-even, by level: " + ", ".join(told) if told else ""


def top_level(run: Run) -> str:
    """Tell the share of members in the top level, at the end and in the long run."""
    rows = run.rows("mix")
    weeks = sorted({int(row["week"]) for row in rows})
    told = []
    for week in [week for week in (max(weeks, default=0), LONG_RUN) if week in weeks]:
        members = {
            row["level"]: float(row["share"]) for row in rows if row["week"] == week and row["level"] >= 0
        }
        if members and sum(members.values()) > 0:
            when = "in the long run" if week == LONG_RUN else f"after {week} weeks"
            told.append(f"{percent(members[max(members)] / sum(members.values()))} {when}")
    return "share of members in the top level: " + ", ".join(told) if told else ""


def knowing(run: Run) -> str:
    """Tell the share of members who know their balance at the end."""
    rows = run.rows("levels", metric="knows_balance")
    last = max((row["week"] for row in rows), default=None)
    weights = {row["level"]: row["mean"] for row in run.rows("levels", metric="customers", week=last)}
    known = [
        (float(row["mean"]), float(weights[row["level"]]))
        for row in rows
        if row["week"] == last
        and row["level"] >= 0
        and weights.get(row["level"], 0.0) > 0
        and math.isfinite(row["mean"])
    ]
    members = sum(weight for _, weight in known)
    if members <= 0:
        return ""
    return (
        f"{percent(sum(share * weight for share, weight in known) / members)} of members know their balance"
    )


def _difference(run: Run, metric: str) -> Row | None:
    baseline = run.facts.get("baseline")
    return next(iter(run.rows("differences", metric=metric, against=baseline)), None)


def _between(ends: list[str]) -> str:
    """Write an interval; one run has none."""
    return f" (95% interval {ends[0]} to {ends[1]})" if len(ends) == 2 else ""


def sales(run: Run) -> str:
    """Tell the lift of sales with its interval."""
    row = _difference(run, "revenue")
    if row is None or not row["baseline_mean"]:
        return ""
    ends = [percent(row[end] / row["baseline_mean"]) for end in ("low", "high") if math.isfinite(row[end])]
    return f"lift of sales {percent(row['relative'])}{_between(ends)}: {row['verdict']}"


def profit(run: Run) -> str:
    """Tell incremental profit with its interval, and the whole program's lift against break-even."""
    row = _difference(run, "incremental_profit")
    if row is None:
        return ""
    ends = [run.money(row[end]) for end in ("low", "high") if math.isfinite(row[end])]
    lift, needed = (
        run.mean("groups", "mean", group="all", metric=metric) for metric in ("lift_sales", "break_even_lift")
    )
    told = f"incremental profit {run.money(row['difference'])}{_between(ends)}: {row['verdict']}"
    return told + (
        f"; lift of sales {percent(lift)} against {percent(needed)} to break even"
        if math.isfinite(lift)
        else ""
    )


def burden(run: Run) -> str:
    """Tell what the program costs the firm, as a share of its gross profit."""
    cost, earned = (run.mean("headlines", metric=metric) for metric in ("program_cost", "gross_profit"))
    return f"the program costs {percent(cost / earned)} of gross profit" if earned > 0 else ""


def light_buyers(run: Run) -> str:
    """Tell what the light third of buyers brings."""
    gained = run.mean("groups", "mean", group="light", metric="incremental_profit")
    return f"incremental profit of light buyers: {run.money(gained)}" if math.isfinite(gained) else ""


def redeemed(run: Run) -> str:
    """Tell the share of points that are used, by light buyers and by all."""
    used = [run.mean("groups", "mean", group=group, metric="redemption_share") for group in ("all", "light")]
    if not all(math.isfinite(share) for share in used):
        return ""
    return f"{percent(used[0])} of points issued are used, {percent(used[1])} of those of light buyers"


def expired(run: Run) -> str:
    """Tell which part of what is deferred for points expires."""
    rows = run.rows("vintages")
    issued = sum(float(row["issued"]) for row in rows)
    gone = sum(abs(float(row["expired"])) for row in rows)
    return f"{percent(gone / issued)} of what is deferred for points expires" if issued > 0 else ""


def kept(run: Run) -> str:
    """Tell the share of promises that were kept."""
    share = run.mean("beside", metric="promises_kept")
    return f"{percent(share)} of promised uses were kept" if math.isfinite(share) else ""


def waiting(run: Run) -> str:
    """Tell how many give up at the service desk."""
    share = run.mean("beside", metric="abandoned_share")
    return f"{percent(share)} of cases give up waiting at the service desk" if math.isfinite(share) else ""


# By the check's number; a check that is not here has nothing to ask of a run.
EVIDENCE: dict[str, Callable[[Run], str]] = {
    "A1": lifts,
    "A2": lifts,
    "A5": lifts,
    "A6": top_level,
    "A7": knowing,
    "A9": sales,
    "A10": burden,
    "A12": profit,
    "A15": light_buyers,
    "A18": waiting,
    "A21": kept,
    "B2": redeemed,
    "B3": breaking_even,
    "B4": expired,
    "B6": profit,
}
