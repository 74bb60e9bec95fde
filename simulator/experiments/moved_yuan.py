"""One yuan moved: what it brings in the program against what it brought as advertising, by horizon.

A step of the money is taken out of advertising, and then put into the program. What each half of it changes
in profit, over what it changes in spending, is the worth of a yuan on either side: their difference is what
moving one brings at the same spending, whatever each draw's program costs.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any, NamedTuple

import numpy as np

from simulator.experiments.collect import Collected, Runs, Summary
from simulator.experiments.compare import Floats, paired
from simulator.experiments.overtaking import PROFIT, overtakes, weeks_of
from simulator.experiments.plan import MOVED
from simulator.metrics.members import ACTIVE_END
from simulator.scenario.study import NO_PROGRAM

Row = dict[str, Any]

HORIZONS = (26, 52, 104, 156, 208, 260)  # weeks; and the study's own

DEFINITIONS: dict[str, str] = {
    "moved yuan": "a part of what is spent on advertising is put into the program instead, whose benefits "
    "are scaled so that the same is spent in all, in the mean over the draws. `won` is the profit that a "
    "money unit of the part brought as advertising, `kept` what it brings in the program, `gain` is kept "
    "less won: cumulative to the end of the week, discounted, less the obligation and net of the unit "
    "itself, over what was spent by then, points charged when they are earned. What customers who are won "
    "or kept cost the program counts as spent too. Same people and luck; `low` to `high` is the 95% "
    "interval of the mean, `spread_low` to `spread_high` the range over the draws. The move from 0% to 100% "
    "is of all the money, each side against nothing at all. `kept_ahead_from` is the first week from whose "
    "end on the mean of `gain` over the draws stays above 0 to the end of the study, `won_ahead_from` below "
    "0; not a number where it never does",
    "moved yuan overtakes": "table `overtaking` in mode `moved`: the first week from whose end on the `gain` "
    "of the money that turns one mix into the other stays above 0, or below 0 for the other way round",
    "mixes": "the designs that money is moved through: `share` of the budget aimed at the program, `factor` "
    "of its benefits, `advertising` and `spent` over the study, in minor units, means over replications",
}


class Move(NamedTuple):
    """One move of money, by names of runs."""

    before: str
    between: str  # taken out, and not put in
    after: str
    start: float  # shares of the budget in the program, 0-1
    end: float


class Worth(NamedTuple):
    """What a money unit brings on either side by the end of each week, (W,)."""

    won: Floats
    kept: Floats

    @property
    def gain(self) -> Floats:
        """Return what moving one brings."""
        return self.kept - self.won


def moves_of(told: Mapping[str, Any]) -> list[Move]:
    """Return the moves that a study tells of: step by step, and all at once."""
    mixes, between = told["mixes"], told["between"]
    moves = [
        Move(one["name"], left, other["name"], float(one["share"]), float(other["share"]))
        for one, left, other in zip(mixes, between, mixes[1:], strict=False)
    ]
    return [*moves, Move(mixes[0]["name"], NO_PROGRAM, mixes[-1]["name"], 0.0, 1.0)]


def per_unit(profit: Floats, spent: Floats) -> Floats:
    """Return profit over what was spent, (W,); not a number where nothing was."""
    found = np.full(profit.shape, np.nan)
    np.divide(profit, spent, out=found, where=spent > 0.0)
    return found


def worth(before: Summary, between: Summary, after: Summary) -> Worth:
    """Return what a money unit brings where it is taken out, and where it is put in."""
    left, given = between.weekly[PROFIT], np.cumsum(between.spent, dtype=np.float64)
    taken_out = per_unit(before.weekly[PROFIT] - left, np.cumsum(before.spent) - given)
    put_in = per_unit(after.weekly[PROFIT] - left, np.cumsum(after.spent) - given)
    return Worth(taken_out, put_in)


def _worths(runs: Mapping[str, Runs], move: Move) -> dict[int, Worth]:
    before, between, after = (runs.get(name, {}) for name in (move.before, move.between, move.after))
    common = sorted(set(before) & set(between) & set(after))
    return {number: worth(before[number], between[number], after[number]) for number in common}


def moved_rows(collected: Collected) -> list[Row]:
    """Return a row for each move and horizon."""
    told = collected.study.get("moved")
    runs = collected.designs(MOVED)
    if not told or not runs:
        return []
    weeks = int(collected.study["weeks"])
    horizons = sorted({*(week for week in HORIZONS if week < weeks), weeks})
    rows: list[Row] = []
    for move in moves_of(told):
        found = _worths(runs, move)
        ahead = _ahead(found)
        for week in horizons:
            ours = {number: float(one.kept[week - 1]) for number, one in found.items()}
            theirs = {number: float(one.won[week - 1]) for number, one in found.items()}
            pair = paired(ours, theirs, collected.asked(MOVED), collected.panels)
            rows.append(
                {
                    "from_share": move.start,
                    "to_share": move.end,
                    "week": week,
                    "won": pair.against_mean,
                    "kept": pair.mean,
                    "gain": pair.difference,
                    "low": pair.low,
                    "high": pair.high,
                    "spread_low": pair.spread_low,
                    "spread_high": pair.spread_high,
                    "replications": pair.replications,
                    "asked": pair.asked,
                    **ahead,
                }
            )
    return rows


def _gains(found: Mapping[int, Worth]) -> list[Floats]:
    # Before anything is spent on either side neither is ahead.
    return [np.nan_to_num(one.gain, nan=0.0) for one in found.values()]


def _ahead(found: Mapping[int, Worth]) -> dict[str, float]:
    """Return from which week on either side is ahead in the mean over the draws."""
    mean = np.mean(_gains(found), axis=0) if found else np.zeros(1)
    weeks = {"kept_ahead_from": overtakes(mean), "won_ahead_from": overtakes(-mean)}
    return {name: math.nan if week is None else float(week) for name, week in weeks.items()}


def moved_overtaking(collected: Collected) -> list[Row]:
    """Return when the money of each move brings more on either side: rows of the table `overtaking`."""
    told = collected.study.get("moved")
    runs = collected.designs(MOVED)
    if not told or not runs:
        return []
    rows: list[Row] = []
    for move in moves_of(told):
        gains = _gains(_worths(runs, move))
        for sign, design, against in ((1.0, move.after, move.before), (-1.0, move.before, move.after)):
            found = weeks_of([sign * gain for gain in gains])
            rows.append({"mode": MOVED, "design": design, "against": against, **found})
    return rows


def mix_rows(collected: Collected) -> list[Row]:
    """Return a row for each mix: what is spent in it, and what it brings against the baseline."""
    told = collected.study.get("moved")
    runs = collected.designs(MOVED)
    if not told or not runs:
        return []
    rows: list[Row] = []
    for mix in told["mixes"]:
        own = runs.get(mix["name"], {})
        profit = {number: float(one.weekly[PROFIT][-1]) for number, one in own.items()}
        pair = paired(profit, dict.fromkeys(profit, 0.0), collected.asked(MOVED), collected.panels)
        spent = [int(one.spent.sum()) for one in own.values()]
        active = [one.metrics[ACTIVE_END.name] for one in own.values()]
        rows.append(
            {
                "design": mix["name"],
                "share": float(mix["share"]),
                "factor": float(mix["factor"]),
                "reached": bool(mix["reached"]),
                "advertising": float(told["budget"]) * (1.0 - float(mix["share"])),
                "spent": sum(spent) / len(spent) if spent else np.nan,
                "active_end": sum(active) / len(active) if active else np.nan,
                "profit": pair.mean,
                "low": pair.low,
                "high": pair.high,
                "spread_low": pair.spread_low,
                "spread_high": pair.spread_high,
            }
        )
    return rows
