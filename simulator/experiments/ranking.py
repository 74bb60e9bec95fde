"""Which design is best: the chance of each, what choosing it may cost, and which cannot be ruled out."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import NamedTuple

import numpy as np

from simulator.experiments.compare import LEVEL, Floats, Ints, Values, mean_interval, panels_of

BEST = "best"
AMONG = "may be the best"
BEHIND = "not the best"
UNRANKED = "not ranked"

DEFINITIONS: dict[str, str] = {
    "chance_best": "share of replications in which the design has the highest value; those that tie share it",
    "expected_regret": "mean over replications of the best value in it less the design's: what is lost on "
    "average by choosing this design instead of the one that would have been right",
    "adjusted_low, adjusted_high": "interval of the mean difference to the baseline at 95% for all "
    "designs together (Bonferroni: 5% over the number of designs besides the baseline)",
    BEST: "its mean is the highest, and above every other's at 95% for all pairs of designs together "
    "(Bonferroni: 5% over the number of pairs, as the leader was chosen by its result)",
    AMONG: "its difference to the leader holds 0 at that level",
    BEHIND: "its difference to the leader leaves 0 out at that level",
    UNRANKED: "a run failed, is missing or has no value, so that its mean may be a selection",
    "winner's curse": "the mean of the design that came out first is a little too high; run it again with "
    "another seed before relying on its size",
}


class Rank(NamedTuple):
    """The place of one design among all."""

    mean: float
    chance_best: float
    expected_regret: float
    adjusted_low: float
    adjusted_high: float
    standing: str
    replications: int
    asked: int


def rank(
    designs: Mapping[str, Values], baseline: str, asked: int, panels: int = 0, level: float = LEVEL
) -> dict[str, Rank]:
    """Rank designs on a metric of which more is better.

    Parameters
    ----------
    designs
        The metric by design and number of the replication, the baseline's too.
    asked
        Replications that the study asked for; a design with fewer values is not ranked.
    panels
        Panels of people that replications take in turn, 0 where each has one of its own.
    level
        Chance of at least one false statement in the study.
    """
    complete = {
        name: values
        for name, values in designs.items()
        if len(values) == asked and all(math.isfinite(value) for value in values.values())
    }
    places = {name: _unranked(values, asked) for name, values in designs.items()}
    if asked == 0 or not complete:
        return places
    names = list(complete)
    numbers = sorted(next(iter(complete.values())))
    table = np.array([[complete[name][number] for name in names] for number in numbers], dtype=np.float64)
    chance, regret = _chance(table), (table.max(axis=1, keepdims=True) - table).mean(axis=0)
    panel = panels_of(numbers, panels)
    low, high = _against(table, panel, names, baseline, level)
    standing = _standing(table, panel, level)
    for place, name in enumerate(names):
        places[name] = Rank(
            float(table[:, place].mean()),
            float(chance[place]),
            float(regret[place]),
            float(low[place]),
            float(high[place]),
            standing[place],
            asked,
            asked,
        )
    return places


def _unranked(values: Values, asked: int) -> Rank:
    """Keep the mean of what is there in sight, with how little that is."""
    there = np.array([values[number] for number in sorted(values)], dtype=np.float64)
    mean = float(there.mean()) if there.size else math.nan
    nothing = math.nan
    return Rank(
        mean, nothing, nothing, nothing, nothing, UNRANKED, int(np.count_nonzero(np.isfinite(there))), asked
    )


def _chance(table: Floats) -> Floats:
    best = table == table.max(axis=1, keepdims=True)
    share: Floats = (best / best.sum(axis=1, keepdims=True)).mean(axis=0)
    return share


def _against(
    table: Floats, panel: Ints, names: list[str], baseline: str, level: float
) -> tuple[Floats, Floats]:
    if baseline not in names:
        nothing = np.full(len(names), np.nan)
        return nothing, nothing
    differences = table - table[:, [names.index(baseline)]]
    return mean_interval(differences, panel, level / max(len(names) - 1, 1))


def _standing(table: Floats, panel: Ints, level: float) -> list[str]:
    designs = table.shape[1]
    if designs == 1 or len(np.unique(panel)) < 2:
        return [AMONG] * designs
    leader = int(np.argmax(table.mean(axis=0)))
    low, high = mean_interval(table[:, [leader]] - table, panel, level / (designs * (designs - 1) / 2))
    among = (low <= 0.0) & (high >= 0.0)
    if among.sum() == 1:  # only the leader itself, at difference 0
        return [BEST if place == leader else BEHIND for place in range(designs)]
    return [AMONG if held else BEHIND for held in among]
