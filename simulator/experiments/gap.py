"""The naive gap, what members spend over others, beside the effect on the same people."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

from simulator.experiments.collect import Runs, Summary

OPT_IN = "opt_in"

DEFINITIONS: dict[str, str] = {
    "naive, naive_gap": "how much more goods per head the upper people bought than those they are "
    "compared with, as a share: who they are and what the program does, together. Members against others "
    "where joining is a choice, and each level against the level below",
    "causal, causal_gap": "how much more the upper people bought than the same people under the baseline, "
    "as a share: what the program does, alone",
    "ratio": "naive over causal: how many times the naive gap overstates the effect; none where there is "
    "no gain",
}


def gaps(runs: Runs) -> list[dict[str, Any]]:
    """Return rows with comparison, naive, causal, ratio, all replications pooled.

    Membership that comes by itself divides nobody by choice, so that members are held against others only
    where they opted in.
    """
    summaries = [runs[number] for number in sorted(runs)]
    levels = summaries[0].levels
    rows = []
    if levels and opted_in(summaries[0]):
        members = [row for summary in summaries for row in summary.level_rows[1:]]
        others = [summary.level_rows[0] for summary in summaries]
        rows.append(_row("members / others", naive(members, others), causal(members)))
    for place in range(2, len(levels) + 1):
        rows.append(
            _row(
                f"{levels[place - 1]} / {levels[place - 2]}",
                naive_by_level(summaries, place),
                causal([summary.level_rows[place] for summary in summaries]),
            )
        )
    return rows


def opted_in(summary: Summary) -> bool:
    """Tell whether members of the run's program joined by choice."""
    return summary.meta.get("join") == OPT_IN


def naive_by_level(summaries: Sequence[Summary], place: int) -> float:
    """Return the naive gap of a level (0: no member, 1 + k: level k) to the one below it.

    Not a number where nobody is below: for non-members, and for the first level unless members opted in.
    """
    if place == 0 or (place == 1 and not opted_in(summaries[0])):
        return math.nan
    upper, lower = ([summary.level_rows[at] for summary in summaries] for at in (place, place - 1))
    return naive(upper, lower)


def naive(upper: Sequence[Mapping[str, Any]], lower: Sequence[Mapping[str, Any]]) -> float:
    """Return how much more the upper people buy per head than the lower ones, as a share."""
    above, below = summed(upper), summed(lower)
    per_head = divide(below["goods"], below["customers"])
    return divide(divide(above["goods"], above["customers"]), per_head) - 1.0


def causal(rows: Sequence[Mapping[str, Any]]) -> float:
    """Return how much more people buy than the same people under the baseline, as a share."""
    total = summed(rows)
    return divide(total["goods"], total["base_goods"]) - 1.0


def summed(rows: Sequence[Mapping[str, Any]]) -> dict[str, int]:
    """Add up rows of people, name by name."""
    return {name: sum(row[name] for row in rows) for name in rows[0] if name not in ("level", "level_name")}


def divide(part: float, whole: float) -> float:
    """Return part over whole, not a number where there is no whole."""
    return part / whole if whole > 0 else math.nan


def _row(comparison: str, apparent: float, effect: float) -> dict[str, Any]:
    return {
        "comparison": comparison,
        "naive": apparent,
        "causal": effect,
        "ratio": divide(apparent, effect),
    }
