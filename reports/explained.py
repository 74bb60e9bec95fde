"""Lays out what each mechanism adds to the effect of a design, and writes it as one HTML file.

Order of parts: what is read, the tables, the page.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, NamedTuple

import pandas as pd

from reports.journey_words import plural
from reports.numbers import Writer
from reports.page import write_page
from reports.study import NoResultsError
from reports.svg import Sheet
from reports.tables import NONE, Block, Cell, Table
from reports.words import clean

EXPLAINED = "explain.html"
FACTS = "explain.json"
FRAMES = ("explain", "explain_pairs", "explain_groups")
NOTHING, TOTAL = "nothing", "total"
HEADLINE = "incremental_profit"
MOST_PAIRS = 3


class Measure(NamedTuple):
    """How a metric of the decomposition is called and written."""

    name: str
    label: str
    kind: str


MEASURES: tuple[Measure, ...] = (
    Measure("retained_12m", "Retained at 12 months", "share"),
    Measure("sales", "Sales", "money"),
    Measure("profit_before_obligation", "Profit before the obligation", "money"),
    Measure(HEADLINE, "Incremental profit", "money"),
)
SEGMENTS = ("light", "moderate", "heavy", "all")


# ---- what is read ---------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Explained:
    """A decomposition as its folder tells it.

    Parameters
    ----------
    facts
        Contents of `explain.json`.
    frames
        Tidy frames by name.
    """

    facts: Mapping[str, Any]
    frames: Mapping[str, pd.DataFrame]

    @cached_property
    def write(self) -> Writer:
        """Writes numbers in the study's currency."""
        return Writer(str(self.facts["currency"]), int(self.facts["minor_unit"]), int(self.facts["weeks"]))

    @property
    def designs(self) -> list[str]:
        """Return the designs whose effect is told, in the study's order."""
        return [clean(str(name)) for name in self.facts["told"]]

    def place(self, design: str) -> int:
        """Return the number of a design's colour, as in the study's report."""
        return 1 + [name for name in self.facts["designs"] if name != self.facts["baseline"]].index(design)

    @property
    def baseline(self) -> str:
        """Return the baseline as a sentence names it."""
        name = clean(str(self.facts["baseline"]))
        return "no program" if name == "none" else f"“{name}”"

    @cached_property
    def measures(self) -> list[Measure]:
        """Return the metrics that there are: in a short run there is no retention."""
        there = set(self.frames["explain"]["metric"])
        return [measure for measure in MEASURES if measure.name in there]

    def parts(self, design: str, metric: str, segment: str = "all") -> list[dict[str, Any]]:
        """Return the parts of an effect in order: with nothing on, each group that acts, the total."""
        frame = self.frames["explain"]
        rows = frame[
            (frame["design"] == design) & (frame["metric"] == metric) & (frame["segment"] == segment)
        ].to_dict("records")
        by_part: dict[str, dict[str, Any]] = {str(row["part"]): row for row in rows}
        active = [name for name in self.active if name in by_part]
        return [by_part[name] for name in (NOTHING, *active, TOTAL)]

    @cached_property
    def active(self) -> list[str]:
        """Return the groups that change anything under any design, in order."""
        return [str(name) for name in self.facts["active"]]

    def title(self, part: str) -> str:
        """Return what a group is called."""
        frame = self.frames["explain_groups"]
        return str(frame.loc[frame["part"] == part, "title"].iloc[0])

    @cached_property
    def idle(self) -> list[str]:
        """Return the titles of groups that change nothing under any design."""
        frame = self.frames["explain_groups"]
        return [str(title) for title in frame.loc[~frame["active"], "title"]]

    def pairs(self, design: str, metric: str = HEADLINE) -> list[dict[str, Any]]:
        """Return the pairs of groups whose interaction is known, the largest first."""
        frame = self.frames["explain_pairs"]
        rows: list[dict[str, Any]] = frame[
            (frame["design"] == design) & (frame["metric"] == metric) & (frame["segment"] == "all")
        ].to_dict("records")
        return sorted(rows, key=lambda row: -abs(row["value"]))

    def method(self) -> str:
        """Return in a sentence what was lived and how sure it is."""
        facts = self.facts
        how = (
            f"all {2 ** len(self.active):,} sets of the {len(self.active)} groups that make a difference"
            if facts["method"] == "exact"
            else f"sets of groups along {len(facts['orders']) // 2} orders and their reverses"
        )
        return (
            f"{facts['runs']:,} runs of a budget of {facts['budget']:,}: {how}, on "
            f"{plural(facts['customers'], 'customer')}, {plural(facts['weeks'], 'week')} and "
            f"{plural(facts['replications'], 'replication')}, the same people and the same luck in every run"
            + ("; of one replication there is no interval" if facts["replications"] == 1 else "")
        )


def read_explained(folder: Path) -> Explained:
    """Read a decomposition.

    Raises
    ------
    NoResultsError
        When the folder holds none.
    """
    path = folder / FACTS
    if not path.is_file():
        raise NoResultsError(f"{folder}: no decomposition here (there is no {FACTS})")
    facts = json.loads(path.read_text(encoding="utf-8"))
    frames = {name: pd.read_parquet(folder / "tables" / f"{name}.parquet") for name in FRAMES}
    return Explained(facts, frames)


# ---- the tables -----------------------------------------------------------------------------------------


def effects(found: Explained) -> Table:
    """Return what each group adds to each metric, a block for each design."""
    blocks = []
    for design in found.designs:
        rows = []
        columns = [found.parts(design, measure.name) for measure in found.measures]
        for parts in zip(*columns, strict=True):
            cells = [_told(found, measure, row) for measure, row in zip(found.measures, parts, strict=True)]
            rows.append((Cell(str(parts[0]["title"])), *cells))
        blocks.append(Block(_named(found, design), tuple(rows)))
    head = ("part of the effect", *(measure.label.lower() for measure in found.measures))
    return Table(f"What each group of mechanisms adds, against {found.baseline}", head, tuple(blocks))


def by_segment(found: Explained, measure: Measure) -> Table:
    """Return what each group adds in each group of buyers, a block for each design."""
    blocks = []
    for design in found.designs:
        columns = [found.parts(design, measure.name, segment) for segment in SEGMENTS]
        rows = [
            (Cell(str(parts[0]["title"])), *(_told(found, measure, row) for row in parts))
            for parts in zip(*columns, strict=True)
        ]
        blocks.append(Block(_named(found, design), tuple(rows)))
    return Table(f"{measure.label} by group of buyers", ("part of the effect", *SEGMENTS), tuple(blocks))


def first_and_last(found: Explained, measure: Measure) -> Table:
    """Return what each group adds alone and last, and how sure the orders are, a block for each design."""
    blocks = []
    for design in found.designs:
        rows = []
        for row in found.parts(design, measure.name)[1:-1]:
            gap = float(row["last"]) - float(row["first"])
            rows.append(
                (
                    Cell(str(row["title"])),
                    _told(found, measure, row, "first"),
                    _told(found, measure, row),
                    _told(found, measure, row, "last"),
                    _cell(found, measure, gap),
                    Cell(_interval(found, measure, row["orders_low"], row["orders_high"]), number=True),
                )
            )
        blocks.append(Block(_named(found, design), tuple(rows)))
    head = ("group", "alone", "Shapley value", "last", "last less alone", "over the orders")
    return Table(f"{measure.label}: alone, on average, and last", head, tuple(blocks))


def pairs(found: Explained) -> Table | None:
    """Return the pairs that interact most, a block for each design."""
    blocks = []
    headline = next(measure for measure in MEASURES if measure.name == HEADLINE)
    for design in found.designs:
        rows = [
            (
                Cell(f"{found.title(str(row['one']))} with {found.title(str(row['other']))}"),
                _told(found, headline, row),
            )
            for row in found.pairs(design)[: 2 * MOST_PAIRS]
            if row["value"] != 0.0
        ]
        if rows:
            blocks.append(Block(_named(found, design), tuple(rows)))
    head = ("pair of groups", "beyond the sum of both")
    return Table("Groups that interact, by incremental profit", head, tuple(blocks)) if blocks else None


def groups(found: Explained) -> Table:
    """Return the groups: what holds while each is off, and its switches."""
    rows = [
        (
            Cell(str(row["title"])),
            Cell(str(row["off"])),
            Cell(str(row["mechanisms"]).replace(" ", ", ").replace("_", " ")),
            Cell("yes" if row["active"] else "no: adds exactly 0"),
        )
        for row in found.frames["explain_groups"].to_dict("records")
    ]
    head = ("group", "while it is off", "switches in the market file", "changes anything here")
    return Table("The groups of mechanisms", head, (Block(Cell(""), tuple(rows)),))


def _named(found: Explained, design: str) -> Cell:
    title = clean(str(found.facts["designs"][design]))
    return Cell(design, title if title != design else "", place=found.place(design))


def _told(found: Explained, measure: Measure, row: Mapping[str, Any], name: str = "value") -> Cell:
    prefix = "" if name == "value" else f"{name}_"
    if name == "value" and row.get("touched") is False:
        return Cell("0", "changes nothing", number=True)
    note = _interval(found, measure, row[f"{prefix}low"], row[f"{prefix}high"])
    return _cell(found, measure, float(row[name]), "" if note == NONE else note)


def _cell(found: Explained, measure: Measure, value: float, note: str = "") -> Cell:
    return Cell(found.write.value(measure.kind, value, signed=True), note, number=True)


def _interval(found: Explained, measure: Measure, low: float, high: float) -> str:
    if not (math.isfinite(low) and math.isfinite(high)):
        return NONE
    return found.write.interval(measure.kind, low, high)


# ---- the page -------------------------------------------------------------------------------------------


def write_explain_page(folder: Path) -> Path:
    """Draw the page of a decomposition and put it into its folder; the same results give the same bytes.

    Raises
    ------
    NoResultsError
        When the folder holds none.
    """
    return write_page(folder / EXPLAINED, explain_page(read_explained(folder)))


def explain_page(found: Explained) -> str:
    """Return the page of a decomposition as HTML text."""
    from reports.figures import mechanisms
    from reports.page import rendered

    sheet = Sheet()
    drawings = []
    for measure in found.measures:
        if measure.name == "profit_before_obligation":
            continue
        drawing = sheet.draw(
            f"parts-{measure.name.replace('_', '-')}",
            mechanisms.describe(found, measure),
            lambda measure=measure: mechanisms.draw(found, measure),  # type: ignore[misc]
        )
        drawings.append((measure, drawing))
    headlines = [measure for measure in found.measures if measure.name in ("retained_12m", HEADLINE)]
    return rendered(
        "explain.html",
        found=found,
        facts=found.facts,
        sentences=sentences(found),
        effects=effects(found),
        drawings=drawings,
        first_and_last=[first_and_last(found, measure) for measure in headlines],
        pairs=pairs(found),
        segments=[by_segment(found, measure) for measure in headlines],
        groups=groups(found),
        letters=sheet.letters(),
        caption=mechanisms.CAPTION,
    )


def sentences(found: Explained) -> list[tuple[str, list[str]]]:
    """Return for each design what moves it most, and which groups interact, in sentences."""
    told = []
    for design in found.designs:
        lines = [_headline(found, design, measure) for measure in found.measures
                 if measure.name in ("retained_12m", HEADLINE)]  # fmt: skip
        apart = [row for row in found.pairs(design) if row["value"] != 0.0][:MOST_PAIRS]
        if apart:
            parts = [
                f"{found.title(str(row['one']))} with {found.title(str(row['other']))} "
                f"({found.write.money(float(row['value']), signed=True)})"
                for row in apart
            ]
            lines.append("Together they add more (or less) than apart: " + "; ".join(parts) + ".")
        told.append((design, lines))
    return told


def _headline(found: Explained, design: str, measure: Measure) -> str:
    nothing, *middle, total = found.parts(design, measure.name)
    write = found.write
    largest = sorted(middle, key=lambda row: -abs(row["value"]))[:3]
    parts = [
        f"{row['title']} {write.value(measure.kind, float(row['value']), signed=True)}"
        + (" (its interval holds 0)" if _holds_nothing(row) else "")
        for row in largest
        if row["value"] != 0.0
    ]
    effect = write.value(measure.kind, float(total["value"]), signed=True)
    text = f"{measure.label}: {effect} in all"
    if nothing["value"] != 0.0:
        text += f"; {write.value(measure.kind, float(nothing['value']), signed=True)} without any reaction"
    return text + ("; the largest parts are " + ", ".join(parts) if parts else "") + "."


def _holds_nothing(row: Mapping[str, Any]) -> bool:
    """Tell whether an interval holds 0; without an interval nothing is said of it."""
    return bool(row["low"] <= 0.0 <= row["high"])
