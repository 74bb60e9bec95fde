"""Reads a results folder into one object that tables, figures and sentences all draw from."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import pandas as pd

from reports.numbers import Writer
from reports.words import BESIDE_METRICS, METRICS, Metric, clean

FRAMES = (
    "headlines", "beside", "differences", "verdicts", "weekly", "levels", "tiers", "groups", "mix", "costs",
    "flows", "overtaking", "mixes", "moved", "rivals", "switch", "gap", "vintages", "fees", "estimates",
    "assumptions", "parameters", "promises", "audit",
)  # fmt: skip
"""Tidy frames that a report is drawn from; one that is missing leaves its part of the page out."""

DEFAULT_MATTERS_FROM = 0.005


class NoResultsError(Exception):
    """The folder holds no results that a report could be drawn from."""


@dataclass(frozen=True)
class Design:
    """One design as the report names and colours it.

    Parameters
    ----------
    name
        Short name in the study.
    title
        Title of the program.
    place
        0 for the baseline, then 1, 2, ... in the study's order: the number of its colour.
    notes
        What the program's author says of it (simplifications, assumptions, sources).
    factor
        What its benefits are multiplied by in the comparison at equal cost, NaN where there is none.
    about
        Whose program it is, of when, and what its members call points and status.
    at_cost
        Share of sales that it then cost in the runs of the search, NaN where that is not told.
    reached
        Whether that is the share aimed at.
    """

    name: str
    title: str
    place: int
    notes: tuple[str, ...] = ()
    factor: float = math.nan
    about: str = ""
    at_cost: float = math.nan
    reached: bool = True


@dataclass(frozen=True)
class Study:
    """The results of one study.

    Parameters
    ----------
    facts
        Contents of `study.json`.
    frames
        Tidy frames by name; an absent one is an empty frame.
    """

    facts: Mapping[str, Any]
    frames: Mapping[str, pd.DataFrame]

    @cached_property
    def baseline(self) -> str:
        """Name of the design that all others are compared with."""
        return str(self.facts.get("baseline", "none"))

    @cached_property
    def designs(self) -> tuple[Design, ...]:
        """The baseline, then the other designs in the study's order."""
        entries = self.facts.get("designs", {})
        names = [self.baseline] + [name for name in entries if name != self.baseline]
        return tuple(
            Design(
                name,
                str(entry.get("title") or name),
                place,
                (
                    *notes_of(entry.get("notes")),
                    *(f"source: {text}" for text in notes_of(entry.get("sources"))),
                ),
                float(entry.get("factor", math.nan)),
                str(entry.get("about") or ""),
                float(entry.get("equal_cost_share", math.nan)),
                bool(entry.get("equal_cost_reached", True)),
            )
            for place, name in enumerate(names)
            if isinstance(entry := entries.get(name, {}), dict)
        )

    @cached_property
    def programs(self) -> tuple[Design, ...]:
        """Every design but the baseline."""
        return tuple(design for design in self.designs if design.name != self.baseline)

    @cached_property
    def weeks(self) -> int:
        """Horizon in weeks."""
        return int(self.facts.get("weeks", 0))

    @cached_property
    def write(self) -> Writer:
        """Writes numbers in the study's currency and horizon."""
        return Writer(str(self.facts.get("currency", "")), int(self.facts.get("minor_unit", 100)), self.weeks)

    @cached_property
    def mode(self) -> str:
        """Mode of the headline: uncertain parameters where they were drawn, else fixed ones."""
        frame = self.frames["headlines"]
        modes = set(frame["mode"]) if "mode" in frame else set()
        return "uncertain" if "uncertain" in modes or not modes else sorted(modes)[0]

    @cached_property
    def spread_name(self) -> str:
        """What the second of two intervals is, as a sentence says it."""
        return "over the draws" if self.mode != "fixed" else "as the 95% interval of the mean"

    @cached_property
    def start(self) -> str:
        """How the headline runs start: running or launch."""
        return str(self.facts.get("start", "running"))

    @cached_property
    def other_start(self) -> str:
        """The start that the headline runs do not have."""
        return "launch" if self.start == "running" else "running"

    @cached_property
    def baseline_name(self) -> str:
        """The baseline as a sentence names it."""
        return "no program" if self.baseline == "none" else f"“{self.baseline}”"

    @cached_property
    def matters_from(self) -> float:
        """Smallest difference of profit that matters, as a share of the baseline's gross profit."""
        return float(self.facts.get("matters_from", DEFAULT_MATTERS_FROM))

    def table(self, name: str, **where: object) -> pd.DataFrame:
        """Return the rows of a frame where every named column has the given value, in the frame's order."""
        frame = self.frames[name]
        for column, value in where.items():
            if column not in frame:
                return frame.iloc[0:0]
            frame = frame[frame[column] == value]
        return frame

    @property
    def rivals(self) -> tuple[str, ...]:
        """Names of the rivals of which the market tells what they do."""
        return tuple(self.facts.get("rivals", {}))

    def headline(self, name: str, **where: object) -> pd.DataFrame:
        """Return rows of a frame in the headline mode; of one that has no modes, all that fit."""
        if "mode" in self.frames[name]:
            where = {"mode": self.mode, **where}
        return self.table(name, **where)

    def value(self, frame: str, column: str, **where: object) -> float:
        """Return the one value of a column where the other columns are as given, NaN where there is none."""
        rows = self.headline(frame, **where)
        return float(rows[column].iloc[0]) if len(rows) and column in rows else math.nan

    def draws(self, metric: str, mode: str | None = None) -> pd.DataFrame:
        """Return a metric by replication (rows) and design (columns, in the report's order)."""
        rows = self.table("headlines", mode=mode or self.mode, metric=metric)
        if rows.empty:
            return pd.DataFrame()
        grid = rows.pivot_table(
            index="replication", columns="design", values="value", dropna=False, sort=True
        ).astype(float)
        return grid[[design.name for design in self.designs if design.name in grid]]

    def mean(self, metric: str, design: str) -> float:
        """Return the mean of a headline metric over replications, NaN where there is none."""
        grid = self.draws(metric)
        return float(grid[design].mean()) if design in grid else math.nan

    def metric(self, name: str) -> Metric:
        """Return how a metric is called and written; the results' own definition goes first."""
        known = (
            METRICS.get(name) or BESIDE_METRICS.get(name) or Metric(name.replace("_", " "), "count", 0, "")
        )
        told = self.facts.get("definitions", {}).get(name)
        return known._replace(definition=str(told)) if told else known

    def title_of(self, design: str) -> str:
        """Return the title of a design, its name where it has none."""
        return next((entry.title for entry in self.designs if entry.name == design), design)


def notes_of(value: object) -> tuple[str, ...]:
    """Return notes as a flat list of sentences, whatever shape they were left in."""
    if isinstance(value, Mapping):
        return tuple(
            f"{str(key).replace('_', ' ')}: {'; '.join(notes_of(entry))}"
            for key, entry in value.items()
            if entry
        )
    if isinstance(value, list | tuple):
        return tuple(note for entry in value for note in notes_of(entry))
    return (str(value),) if value not in (None, "") else ()


def cleaned(value: Any) -> Any:
    """Clean every text in a structure read from a file, keys included."""
    if isinstance(value, str):
        return clean(value)
    if isinstance(value, dict):
        return {clean(str(key)): cleaned(entry) for key, entry in value.items()}
    return [cleaned(entry) for entry in value] if isinstance(value, list) else value


def read_frame(path: Path) -> pd.DataFrame:
    """Read one tidy frame with its texts cleaned, an empty one where there is no file."""
    if not path.is_file():
        return pd.DataFrame()
    frame = pd.read_parquet(path)
    for column in frame.columns:
        if not pd.api.types.is_numeric_dtype(frame[column]):
            frame[column] = [cleaned(entry) for entry in frame[column].tolist()]
    return frame


def read_study(folder: Path) -> Study:
    """Read a results folder.

    Raises
    ------
    NoResultsError
        When the folder has no `study.json` or no table of headlines.
    """
    page = folder / "study.json"
    if not page.is_file():
        raise NoResultsError(
            f"{folder}: no study.json in it; name a folder that `run` or `compare` has written"
        )
    try:
        facts = json.loads(page.read_text(encoding="utf-8"))
    except ValueError as fault:
        raise NoResultsError(f"{page}: not readable as JSON ({fault})") from fault
    if not isinstance(facts, dict):
        raise NoResultsError(f"{page}: it does not describe a study")
    frames = {name: read_frame(folder / "tables" / f"{name}.parquet") for name in FRAMES}
    if frames["headlines"].empty:
        raise NoResultsError(
            f"{folder}: no headline figures in tables/headlines.parquet; run the study again"
        )
    return Study(cleaned(facts), frames)
