"""The tidy tables of a decomposition, and what the folder says of it."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator, Sequence
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np

from simulator.experiments.compare import mean_interval, panels_of
from simulator.experiments.one_replication import versions
from simulator.experiments.plan import PANELS
from simulator.metrics.members import RETENTION_WEEKS
from simulator.reasons import game
from simulator.reasons.explain import (
    EXACT,
    Explained,
    interaction_of,
    pairs_of_orders,
    shares,
    worth_of,
)
from simulator.reasons.worlds import MEASURES, RETAINED, SEGMENTS, designs_told
from simulator.results import frame_of, write_frames
from simulator.results.study import replace

FACTS = "explain.json"
NOTHING, TOTAL = "nothing", "total"
NOTHING_TITLE = "cost and rules without any reaction"

_WHERE = {"design": "str", "metric": "str", "segment": "str"}
_INTERVAL = {"value": "float64", "low": "float64", "high": "float64"}
COLUMNS: dict[str, dict[str, str]] = {
    "explain": {
        **_WHERE, "part": "str", "title": "str", **_INTERVAL, "orders_low": "float64",
        "orders_high": "float64", "first": "float64", "first_low": "float64", "first_high": "float64",
        "last": "float64", "last_low": "float64", "last_high": "float64", "touched": "bool",
    },
    "explain_pairs": {**_WHERE, "one": "str", "other": "str", **_INTERVAL},
    "explain_sets": {
        "design": "str", "replication": "int64", "groups": "str", "metric": "str", "segment": "str",
        "effect": "int64",
    },
    "explain_groups": {"part": "str", "title": "str", "off": "str", "mechanisms": "str", "active": "bool"},
}  # fmt: skip

DEFINITIONS: dict[str, str] = {
    "effect": "the design less the baseline, both with the same groups of mechanisms on, the same people and "
    "the same luck",
    NOTHING_TITLE: "the effect with every group off: what is given away and what it costs to run, when "
    "nobody buys, stays or leaves for it",
    "value": "Shapley value: what a group adds to the effect, averaged over all orders in which groups "
    "may be switched on. The values and the effect with every group off add up to that with all on",
    "low, high": "95% interval of the mean over replications (Student's t over panels of people), the "
    "orders taken as they were drawn",
    "orders_low, orders_high": "95% interval over the orders drawn at random (Student's t over pairs of an "
    "order and its reverse), the replications taken as they are; the value itself where all sets were lived",
    "first": "what a group adds when it is the only one on",
    "last": "what a group adds when all others are on: what its ablation would take away",
    "interaction": "what two groups add together beyond the sum of what each adds: the Shapley interaction "
    "where all sets were lived, else the mean of that with no other group on and with all others on",
    "touched": "whether the group changes a bit of any run of the design or of the baseline, alone or as the "
    "last; one that does not is taken to add exactly 0",
    "retained_12m": "share of the customers of the segment with an order in weeks -12..0 and in weeks 40-52",
    "sales": "goods sold and kept, before any benefit",
    "profit_before_obligation": "operating profit before the change of the obligation, minor units",
    "incremental_profit": "profit after it, minor units; of a group of buyers with points charged when "
    "earned and without the change of the status obligation, as in the tables by group",
}

Row = dict[str, Any]
# First and last have no meaning for the whole.
_BLANK: Row = {name: math.nan for name, kind in COLUMNS["explain"].items() if kind == "float64"}


def frames(found: Explained) -> dict[str, Any]:
    """Return the tables as frames (pandas), by the names in `COLUMNS`."""
    rows = {
        "explain": part_rows(found),
        "explain_pairs": pair_rows(found),
        "explain_sets": set_rows(found),
        "explain_groups": group_rows(found),
    }
    return {name: frame_of(rows[name], columns) for name, columns in COLUMNS.items()}


def write_explained(found: Explained, folder: Path) -> Path:
    """Write the tables and the facts of a decomposition; return the folder.

    Raises
    ------
    ResultsError
        When the disk refuses.
    """
    write_frames(frames(found), folder)
    text = json.dumps(facts(found), indent=1, ensure_ascii=False, allow_nan=False) + "\n"
    replace(folder / FACTS, text.encode())
    return folder


def facts(found: Explained) -> dict[str, Any]:
    """Return what the folder says of its decomposition."""
    plan = found.plan
    return {
        "title": plan.study.model.title,
        "question": plan.study.model.question,
        "name": plan.study.name,
        "market": plan.market.title,
        "baseline": plan.baseline,
        "designs": {name: design.title or design.program.title for name, design in plan.designs.items()},
        "told": list(designs_told(plan)),
        "start": plan.start,
        "weeks": plan.weeks,
        "customers": plan.customers,
        "replications": found.worths.replications,
        "seed": plan.seed,
        "begins": plan.begins.isoformat(),
        "currency": plan.market.currency,
        "minor_unit": plan.minor,
        "budget": found.budget,
        "runs": found.lived,
        "method": found.method,
        "groups": len(found.players),
        "active": [found.players[at].name for at in found.active],
        "orders": [[found.players[at].name for at in order] for order in found.orders],
        "definitions": DEFINITIONS,
        "versions": versions(),
    }


# ---- rows -----------------------------------------------------------------------------------------------


def _known(found: Explained) -> list[int]:
    """Return the places of the measures that runs of this length have."""
    return [at for at in range(len(MEASURES)) if at != RETAINED or found.plan.weeks >= RETENTION_WEEKS]


def _cells(found: Explained) -> list[tuple[int, int]]:
    return [(measure, segment) for measure in _known(found) for segment in range(len(SEGMENTS))]


class _Scaled:
    """Turns sums of whole numbers into figures: customers into shares of their segment."""

    def __init__(self, found: Explained) -> None:
        self._people = [found.worths.people(number) for number in range(found.worths.replications)]
        self._panels = PANELS if found.plan.entries is None else 0

    def each(self, parts: Sequence[tuple[game.Whole, int]], measure: int, segment: int) -> list[Fraction]:
        """Return the figure of every replication."""
        return [
            Fraction(int(whole[measure][segment]), divisor * self._divisor(number, measure, segment))
            for number, (whole, divisor) in enumerate(parts)
        ]

    def _divisor(self, number: int, measure: int, segment: int) -> int:
        return max(1, int(self._people[number][segment])) if measure == RETAINED else 1

    def mean(self, parts: Sequence[tuple[game.Whole, int]], measure: int, segment: int) -> Fraction:
        """Return the mean over replications, exactly."""
        each = self.each(parts, measure, segment)
        return sum(each, Fraction(0)) / len(each)

    def told(
        self, parts: Sequence[tuple[game.Whole, int]], measure: int, segment: int, name: str = "value"
    ) -> Row:
        """Return the mean with its interval over replications."""
        each = self.each(parts, measure, segment)
        low, high = mean_interval(
            np.array([float(one) for one in each]), panels_of(range(len(each)), self._panels)
        )
        prefix = "" if name == "value" else f"{name}_"
        mean = float(self.mean(parts, measure, segment))
        return {name: mean, f"{prefix}low": float(low), f"{prefix}high": float(high)}


def part_rows(found: Explained) -> list[Row]:
    """Return a row for each design, metric, segment and part of the effect: nothing, groups, total."""
    scaled = _Scaled(found)
    rows: list[Row] = []
    for design in designs_told(found.plan):
        sums = _Sums(found, design)
        for measure, segment in _cells(found):
            where = {"design": design, "metric": MEASURES[measure], "segment": SEGMENTS[segment]}
            rows += [{**where, **row} for row in _parts_of(found, scaled, sums, measure, segment)]
    return rows


class _Sums:
    """What the figures of one design are taken from, each a list over replications."""

    def __init__(self, found: Explained, design: str) -> None:
        numbers = range(found.worths.replications)
        self.worths = [worth_of(found, design, number) for number in numbers]
        self.ends = [game.first_and_last(len(found.players), worth) for worth in self.worths]
        self.shares = [shares(found, design, number) for number in numbers]
        self.by_order = [
            [shares(found, design, number, two) for number in numbers] for two in pairs_of_orders(found)
        ]
        self.touched = found.worths.touched[design] | found.worths.touched[found.plan.baseline]


def _parts_of(found: Explained, scaled: _Scaled, sums: _Sums, measure: int, segment: int) -> Iterator[Row]:
    """Yield the parts of one cell: the effect with nothing on, with all on, and what each group adds."""
    whole = game.everybody(len(found.players))
    for part, title, players in ((NOTHING, NOTHING_TITLE, 0), (TOTAL, "effect", whole)):
        told = scaled.told([(worth(players), 1) for worth in sums.worths], measure, segment)
        yield {**_BLANK, "part": part, "title": title, **told, "touched": True}
    for at, group in enumerate(found.players):
        told = scaled.told([(each[at], divisor) for each, divisor in sums.shares], measure, segment)
        for place, name in enumerate(("first", "last")):
            told |= scaled.told([(one[at][place], 1) for one in sums.ends], measure, segment, name)
        means = [
            float(scaled.mean([(each[at], divisor) for each, divisor in two], measure, segment))
            for two in sums.by_order
        ]
        told |= _over_orders(found, means, told["value"])
        yield {"part": group.name, "title": group.title, **told, "touched": bool(sums.touched >> at & 1)}


def _over_orders(found: Explained, means: list[float], value: float) -> Row:
    if found.method == EXACT:
        return {"orders_low": value, "orders_high": value}
    low, high = mean_interval(np.array(means))
    return {"orders_low": float(low), "orders_high": float(high)}


def pair_rows(found: Explained) -> list[Row]:
    """Return a row for every design, metric, segment and pair of groups whose interaction is known."""
    scaled = _Scaled(found)
    rows: list[Row] = []
    for design in designs_told(found.plan):
        for pair in found.pairs:
            parts = [
                interaction_of(found, design, pair, number) for number in range(found.worths.replications)
            ]
            one, other = (found.players[at].name for at in pair)
            rows += [
                {
                    "design": design,
                    "metric": MEASURES[measure],
                    "segment": SEGMENTS[segment],
                    "one": one,
                    "other": other,
                    **scaled.told(parts, measure, segment),
                }
                for measure, segment in _cells(found)
            ]
    return rows


def set_rows(found: Explained) -> list[Row]:
    """Return the effect of every design in every replication with every set of groups that was lived."""
    worths = found.worths
    rows: list[Row] = []
    base = found.plan.baseline
    touched = worths.touched
    for (design, on, number), run in sorted(worths.runs.items()):
        theirs = worths.runs.get((base, on & touched[base], number))
        if design == base or theirs is None or on != on & touched[design]:
            continue
        effect = run.values - theirs.values
        names = "+".join(group.name for at, group in enumerate(found.players) if on >> at & 1)
        rows += [
            {
                "design": design,
                "replication": number,
                "groups": names,
                "metric": MEASURES[measure],
                "segment": SEGMENTS[segment],
                "effect": int(effect[measure, segment]),
            }
            for measure, segment in _cells(found)
        ]
    return rows


def group_rows(found: Explained) -> list[Row]:
    """Return the groups: what is off when they are, and whether they make a difference anywhere."""
    return [
        {
            "part": group.name,
            "title": group.title,
            "off": group.off,
            "mechanisms": " ".join(group.mechanisms),
            "active": at in found.active,
        }
        for at, group in enumerate(found.players)
    ]
