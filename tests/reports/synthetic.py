"""Builds a results folder from made-up numbers, in the columns that results are left in."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from simulator.experiments.compare import paired
from simulator.experiments.ranking import rank
from tests.reports import synthetic_tables

BASE = {
    "retained_12m": 0.612, "active_end": 0.54, "repeat_rate": 0.93, "share_of_wallet": 0.402,
    "revenue": 4.3e9, "gross_profit": 6.4e8, "program_cost": 0.0, "profit": 6.4e8,
    "incremental_profit": 0.0, "obligation": 0.0, "payback_week": math.nan, "lifetime_value": 9.1e4,
}  # fmt: skip
IN_PROFIT = ("profit", "incremental_profit", "gross_profit")
MODES = ("uncertain", "fixed", "equal_cost", "launch")
PARAMETERS = ("noticing", "price_elasticity", "outside_share", "state_dependence")
GAINS = {"jd": -2.1e7, "tmall": -3.4e7, "jd-clear": -1.9e7}
NOTES = {"simplified": {"virtual_goods": "not modelled"}}


@dataclass
class World:
    """What the made-up study shall show.

    Parameters
    ----------
    gains
        Mean incremental profit by design, minor units.
    luck
        Standard deviation of incremental profit over draws.
    verdicts
        Verdict on profit against the baseline, by design, where it is not to follow from the gain.
    pays_from
        Week of payback by design; a design that is not named never pays back.
    titles, levels
        Titles and names of tiers by design.
    """

    gains: Mapping[str, float] = field(default_factory=lambda: GAINS)
    luck: float = 9e6
    verdicts: Mapping[str, str] = field(default_factory=dict)
    pays_from: Mapping[str, int] = field(default_factory=dict)
    titles: Mapping[str, str] = field(default_factory=dict)
    levels: Mapping[str, tuple[str, ...]] = field(default_factory=lambda: synthetic_tables.LEVELS)
    question: str = "Does a JD-style or a Tmall-style program pay for this firm?"
    weeks: int = 104
    replications: int = 30
    notes: Mapping[str, Any] = field(default_factory=lambda: NOTES)
    market: str = "china-marketplace"

    @property
    def designs(self) -> list[str]:
        return ["none", *self.gains]

    def cost(self, design: str) -> float:
        idle = design == "none" or self.verdict(design) == "identical"
        return 0.0 if idle else 4.1e7 + 4e6 * self.designs.index(design)

    def verdict(self, design: str) -> str:
        gain = self.gains.get(design, 0.0)
        return self.verdicts.get(design) or ("identical" if gain == 0 else "higher" if gain > 0 else "lower")


def effects(world: World, design: str) -> dict[str, float]:
    """Return the mean difference from the baseline by metric."""
    gain, cost = world.gains.get(design, 0.0), world.cost(design)
    strength = cost / 4.1e7
    return {
        "retained_12m": 0.006 * strength, "active_end": 0.008 * strength, "repeat_rate": 0.002 * strength,
        "share_of_wallet": 0.005 * strength, "revenue": 6e7 * strength, "gross_profit": gain + cost,
        "program_cost": cost, "profit": gain, "incremental_profit": gain, "obligation": cost * 0.12,
        "payback_week": 0.0, "lifetime_value": gain / 1e4,
    }  # fmt: skip


def headlines(world: World) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return headline values and the parameters drawn; the first parameter decides what a design gains."""
    rng = np.random.default_rng(7)
    rows: list[tuple[Any, ...]] = []
    drawn: list[tuple[Any, ...]] = []
    for mode in MODES:
        for replication in range(world.replications):
            market, level = rng.normal(0, 0.02), rng.normal()
            values = (1 + level / 5, *rng.normal(1, 0.2, size=len(PARAMETERS) - 1))
            drawn += [
                (mode, replication, name, value) for name, value in zip(PARAMETERS, values, strict=True)
            ]
            for design in world.designs:
                spread = world.luck * (0.15 if mode == "fixed" else 1.0) * (world.cost(design) > 0)
                luck = (level * 0.9 + rng.normal() * 0.2) * spread
                effect = effects(world, design)
                for metric, base in BASE.items():
                    size = 1.0 if metric in IN_PROFIT else abs(effect[metric]) / max(world.luck, 1) * 0.4
                    value = base * (1 + market) + effect[metric] + luck * size
                    if metric == "payback_week":
                        value = (
                            float(world.pays_from.get(design, math.nan)) if luck > -world.luck else math.nan
                        )
                    rows.append((mode, design, replication, metric, value))
    return (
        pd.DataFrame(rows, columns=["mode", "design", "replication", "metric", "value"]),
        pd.DataFrame(drawn, columns=["mode", "replication", "name", "value"]),
    )


def by_design(part: pd.DataFrame) -> dict[str, dict[int, float]]:
    return {
        str(design): dict(zip(rows["replication"], rows["value"], strict=True))
        for design, rows in part.groupby("design", sort=False)
    }


def differences(world: World, rows: pd.DataFrame) -> pd.DataFrame:
    """Return paired differences with a verdict that follows from the interval, or from the world."""
    told = []
    for (mode, metric), part in rows.groupby(["mode", "metric"], sort=False):
        values = by_design(part)
        for design in world.gains:
            for against in (name for name in world.designs if name != design):
                found = paired(values[design], values[against], world.replications)._asdict()
                low, high = found["low"], found["high"]
                verdict = "higher" if low > 0 else "lower" if high < 0 else "cannot be told apart"
                if math.isnan(found["difference"]):
                    verdict = "not comparable"
                elif values[design] == values[against]:
                    verdict = "identical"
                if metric in ("profit", "incremental_profit") and against == "none":
                    verdict = world.verdict(design)
                if mode == "fixed":
                    found["spread_low"] = found["spread_high"] = math.nan
                found["baseline_mean"] = found.pop("against_mean")
                at = {"mode": mode, "design": design, "against": against, "metric": metric}
                told.append({**at, **found, "verdict": verdict})
    return pd.DataFrame(told)


def verdicts(world: World, rows: pd.DataFrame) -> pd.DataFrame:
    """Return the place of each design among all, by profit."""
    told = []
    for mode, part in rows[rows["metric"] == "profit"].groupby("mode", sort=False):
        for design, place in rank(by_design(part), "none", world.replications).items():
            told.append({"mode": mode, "metric": "profit", "design": design, **place._asdict()})
    return pd.DataFrame(told)


def facts(world: World) -> dict[str, Any]:
    """Return what `study.json` says."""
    return {
        "title": world.titles.get("", "The same firm with a JD-style or a Tmall-style program"),
        "question": world.question, "market": world.market, "start": "running", "weeks": world.weeks,
        "customers": 10_000, "replications": world.replications, "seed": 20131015, "begins": "2014-01-06",
        "currency": "CNY", "minor_unit": 100, "baseline": "none", "scenario_hash": "5f2c" * 16,
        "designs": {
            design: {
                "title": world.titles.get(design, f"Program {design}"), "program_hash": f"{place:08x}cafe",
                "notes": world.notes,
            }
            for place, design in enumerate(world.designs)
        },
        "definitions": {"retained_12m": "Orders in weeks -12 to 0 and 40 to 52.", "week": "7 days."},
        "versions": {"loyalty-workbench": "0.1.0", "numpy": "2.4.6"}, "matters_from": 0.005,
        "discount_rate": 0.1, "equal_cost_target": 0.01,
    }  # fmt: skip


def frames(world: World) -> dict[str, pd.DataFrame]:
    """Return every table of the study."""
    drawn, parameters = headlines(world)
    return {
        "headlines": drawn,
        "parameters": parameters,
        "differences": differences(world, drawn),
        "verdicts": verdicts(world, drawn),
        **synthetic_tables.frames(world),
    }


def write_folder(folder: Path, world: World | None = None) -> Path:
    """Write `study.json` and the tables of a made-up study."""
    world = world or World()
    tables = folder / "tables"
    tables.mkdir(parents=True)
    for name, frame in frames(world).items():
        frame.to_parquet(tables / f"{name}.parquet", index=False)
    (folder / "study.json").write_text(json.dumps(facts(world)), encoding="utf-8")
    return folder
