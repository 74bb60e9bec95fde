"""When one design overtakes another: the week from which its cumulative profit stays ahead.

It answers when keeping customers pays more than acquiring them with the same money, and any other question of
what is ahead in the short and in the long run.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np

from simulator.experiments.collect import Collected, Runs
from simulator.experiments.compare import Floats
from simulator.metrics import WEEKLY
from simulator.metrics.money import INCREMENTAL_CUMULATIVE

PROFIT = WEEKLY.index(INCREMENTAL_CUMULATIVE)

DEFINITIONS: dict[str, str] = {
    "overtaking": "the first week from whose end on the cumulative incremental profit of a design, "
    "discounted and less the obligation, stays above that of another to the end of the study, with the same "
    "people and luck; median, 5% and 95% point over the replications in which it ends ahead. `share_ahead` "
    "is the share of replications in which it does; `share_overtook` of those in which it was behind before",
}


def overtakes(ahead: np.ndarray[Any, np.dtype[np.float64]]) -> int | None:
    """Return the first week from which a lead stays above 0 to the end; None where it ends at 0 or below.

    Parameters
    ----------
    ahead : (W,)
        Cumulative lead at the end of each week.
    """
    behind = np.flatnonzero(ahead <= 0.0)
    week = int(behind[-1]) + 1 if len(behind) else 0
    return week if week < len(ahead) else None


def overtaking_rows(collected: Collected) -> list[dict[str, Any]]:
    """Return a row for each mode and ordered pair of designs beside the baseline."""
    rows: list[dict[str, Any]] = []
    for mode in collected.modes:
        designs = {name: runs for name, runs in collected.designs(mode).items() if name != collected.baseline}
        rows += [
            {"mode": mode, "design": design, "against": over, **_pair(designs[design], designs[over])}
            for design in designs
            for over in designs
            if design != over
        ]
    return rows


def _pair(runs: Runs, others: Runs) -> dict[str, float]:
    common = sorted(set(runs) & set(others))
    return weeks_of([runs[number].weekly[PROFIT] - others[number].weekly[PROFIT] for number in common])


def weeks_of(leads: Sequence[Floats]) -> dict[str, float]:
    """Return when leads, one a replication, stay above 0, and in how many they do."""
    weeks = [week for week in map(overtakes, leads) if week is not None]
    low, middle, high = (
        (float(np.quantile(weeks, part)) if weeks else math.nan) for part in (0.05, 0.5, 0.95)
    )
    return {
        "week": middle,
        "low": low,
        "high": high,
        "share_ahead": len(weeks) / len(leads) if leads else math.nan,
        "share_overtook": sum(week > 0 for week in weeks) / len(leads) if leads else math.nan,
    }
