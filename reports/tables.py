"""Lays out tables that compare designs: the scoreboard, promises, differences, equal cost, the two starts."""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import NamedTuple

from reports.findings import (
    Comparison,
    comparison,
    payback,
    profit_comparison,
    ranking,
)
from reports.numbers import plain, share
from reports.study import Design, Study
from reports.words import COMPARED
from simulator.experiments.verdict import HIGHER, LOWER

NONE = "–"
"""Stands where there is nothing to say."""


class Cell(NamedTuple):
    """One cell of a table.

    Attributes
    ----------
    text
        What it says.
    note
        A second, smaller line.
    number
        Whether it is set as a number, to the right.
    place
        Number of a design's colour, shown as a swatch before the text.
    tone
        good, bad or plain: how a verdict is tinted; empty for ordinary cells.
    """

    text: str
    note: str = ""
    number: bool = False
    place: int | None = None
    tone: str = ""


class Block(NamedTuple):
    """Rows that belong together, under a heading of their own where it is not empty."""

    heading: Cell
    rows: tuple[tuple[Cell, ...], ...]


class Table(NamedTuple):
    """A table: its caption, the heads of its columns, its blocks; the first cell of a row heads the row."""

    caption: str
    head: tuple[str, ...]
    blocks: tuple[Block, ...]


def table(caption: str, head: Iterable[str], rows: Iterable[tuple[Cell, ...]]) -> Table | None:
    """Return a table of one block, None where it has no rows."""
    body = tuple(rows)
    return Table(caption, tuple(head), (Block(Cell(""), body),)) if body else None


def number(text: str, note: str = "") -> Cell:
    """Return a cell set as a number."""
    return Cell(text, note, number=True)


def named(design: Design, *, title: bool = False) -> Cell:
    """Return the cell that heads a design's row."""
    return Cell(
        design.name, design.title if title and design.title != design.name else "", place=design.place
    )


def judged(study: Study, metric: str, verdict: str) -> Cell:
    """Return a verdict tinted by whether more of the metric is better for the firm."""
    better = study.metric(metric).better
    way = {HIGHER: better, LOWER: -better}.get(verdict, 0)
    return Cell(verdict, tone="good" if way > 0 else "bad" if way < 0 else "plain")


def change(study: Study, metric: str, entry: Comparison | None) -> Cell:
    """Return a difference with the interval over the draws below it."""
    if entry is None or not math.isfinite(entry.difference):
        return number(NONE)
    kind = study.metric(metric).kind
    return number(
        study.write.value(kind, entry.difference, signed=True),
        study.write.interval(kind, entry.spread_low, entry.spread_high),
    )


def paid_back(study: Study, design: str, mode: str | None = None) -> Cell:
    """Return the week of payback of the middle draw, and how many draws pay back."""
    entry = payback(study, design, mode)
    if not entry.draws:
        return number(NONE)
    return number(study.write.week(entry.median), f"{entry.paying} of {entry.draws} draws pay back")


def scoreboard(study: Study) -> Table | None:
    """Return one row per design: who stays, what it earns, when it pays back, how often it is best."""
    ranks = ranking(study)
    body = []
    for design in study.designs:
        retained = number(share(study.mean("retained_12m", design.name)))
        if design.name == study.baseline:
            compared = (Cell("the baseline", number=True), number(NONE), number(NONE))
        else:
            compared = (
                change(study, "retained_12m", comparison(study, design.name, "retained_12m")),
                change(study, "incremental_profit", profit_comparison(study, design.name)),
                paid_back(study, design.name),
            )
        rank = ranks.get(design.name)
        place = (
            (number(share(rank.chance_best), rank.standing), number(study.write.money(rank.expected_regret)))
            if rank
            else (number(NONE), number(NONE))
        )
        body.append((named(design, title=True), retained, *compared, *place))
    head = (
        "design", "retained after 12 months", "difference", "incremental profit", "pays back",
        "chance to earn most", "mean regret",
    )  # fmt: skip
    return table("The designs at a glance; below each difference, its range over the draws", head, body)


def promises(study: Study) -> Table | None:
    """Return the promises of the study, kept or broken by each design."""
    rows = study.frames["promises"]
    if rows.empty:
        return None
    rows = rows[rows["design"] != study.baseline]  # which promises nothing
    places = {design.name: design for design in study.designs}
    stated = study.facts.get("promises") or ()
    metrics = {str(entry.get("promise")): str(entry.get("metric")) for entry in stated}
    body = []
    for row in rows.itertuples(index=False):
        design, kept_share = places.get(str(row.design)), float(getattr(row, "kept_share", math.nan))
        kind = kind_of_limit(study, str(row.limit), metrics.get(row.promise, row.promise))
        body.append((
            named(design) if design else Cell(str(row.design)),
            Cell(str(row.promise).replace("_", " ")),
            Cell(str(row.limit)),
            number(study.write.value(kind, float(row.value))),
            number(share(kept_share) if math.isfinite(kept_share) else NONE),
            Cell("kept" if row.kept else "broken", tone="good" if row.kept else "bad"),
        ))  # fmt: skip
    head = ("design", "promise", "limit", "found", "kept in draws", "verdict")
    return table("Promises of the study file", head, body)


def kind_of_limit(study: Study, limit: str, metric: str) -> str:
    """Return how a promised value is written: as its limit is."""
    if "%" in limit:
        return "share"
    if study.write.currency and study.write.currency in limit:
        return "money"
    return "week" if "week" in limit else study.metric(metric).kind


def differences(study: Study) -> Table | None:
    """Return every metric compared: values, mean paired differences and both intervals."""
    blocks = []
    for metric in COMPARED:
        entries = [(design, comparison(study, design.name, metric)) for design in study.programs]
        if metric == "payback_week":
            rows = [
                (
                    named(design),
                    paid_back(study, design.name),
                    number(NONE),
                    number(NONE),
                    number(NONE),
                    Cell(NONE),
                )
                for design in study.programs
            ]
            blocks.append(
                Block(Cell(study.metric(metric).label, "first week that stays paid back"), tuple(rows))
            )
            continue
        known = [(design, entry) for design, entry in entries if entry is not None]
        if not known:
            continue
        kind = study.metric(metric).kind
        before = study.write.value(kind, known[0][1].before)
        body = tuple(difference_row(study, design, metric, entry) for design, entry in known)
        blocks.append(Block(Cell(study.metric(metric).label, f"{before} under {study.baseline_name}"), body))
    head = (
        "design", "value", "difference", "range over the draws", "parameters fixed, 95%", "verdict",
    )  # fmt: skip
    caption = f"Differences from {study.baseline_name}: the same customers, with the same luck, under both"
    return Table(caption, head, tuple(blocks)) if len(blocks) > 1 else None


def difference_row(study: Study, design: Design, metric: str, entry: Comparison) -> tuple[Cell, ...]:
    """Return one design's row of one metric."""
    kind, write = study.metric(metric).kind, study.write
    fixed = comparison(study, design.name, metric, mode="fixed")
    return (
        named(design),
        number(write.value(kind, entry.after)),
        number(
            write.value(kind, entry.difference, signed=True),
            f"mean: {write.interval(kind, entry.low, entry.high)}",
        ),
        number(write.interval(kind, entry.spread_low, entry.spread_high)),
        number(write.interval(kind, fixed.low, fixed.high) if fixed else NONE),
        judged(study, metric, entry.verdict),
    )


def between(study: Study) -> Table | None:
    """Return the designs against each other: profit and retention, each pair once."""
    body = []
    for place, design in enumerate(study.programs):
        for other in study.programs[place + 1 :]:
            profit = comparison(study, design.name, "profit", against=other.name)
            kept = comparison(study, design.name, "retained_12m", against=other.name)
            if profit is not None:
                body.append((
                    Cell(f"{design.name} against {other.name}", place=design.place),
                    change(study, "profit", profit),
                    judged(study, "profit", profit.verdict),
                    change(study, "retained_12m", kept),
                    judged(study, "retained_12m", kept.verdict) if kept else Cell(NONE),
                ))  # fmt: skip
    head = ("pair", "difference of profit", "verdict", "difference of retention", "verdict")
    return table(
        "The designs against each other; below each difference, its range over the draws", head, body
    )


def equal_cost(study: Study) -> Table | None:
    """Return the designs scaled to the same expected cost as a share of sales."""
    mode = "equal_cost"
    body = []
    for design in study.programs:
        found = profit_comparison(study, design.name, mode)
        if found is None:
            continue
        burden, given, lift, needed = (
            of_everybody(study, design, metric, mode)
            for metric in ("cost_share_of_sales", "benefit_share_of_sales", "lift_sales", "break_even_lift")
        )
        sellers = comparison(study, design.name, "seller_profit", mode=mode)
        body.append((
            named(design),
            number(plain(design.factor) if math.isfinite(design.factor) else NONE, search_told(design)),
            number(
                share(burden) if math.isfinite(burden) else NONE,
                f"members get {share(given)}" if math.isfinite(given) else "",
            ),
            change(study, "retained_12m", comparison(study, design.name, "retained_12m", mode=mode)),
            number(
                share(lift, signed=True) if math.isfinite(lift) else NONE,
                f"{share(needed)} needed" if math.isfinite(needed) else "",
            ),
            change(study, "incremental_profit", found),
            judged(study, "incremental_profit", found.verdict),
            change(study, "seller_profit", sellers),
        ))  # fmt: skip
    head = (
        "design",
        "benefits times",
        "cost to the firm, of sales",
        "retained after 12 months",
        "lift of sales",
        "incremental profit",
        "verdict",
        "profit of the sellers",
    )
    aim = float(study.facts.get("equal_cost_target", math.nan))
    told = f" of {share(aim)} of sales" if aim > 0 else ""
    return table(f"Designs scaled to equal cost{told}: differences from {study.baseline_name}", head, body)


def search_told(design: Design) -> str:
    """Say what the search for a design's factor found, where it is told."""
    if not math.isfinite(design.at_cost):
        return ""
    return f"found at {share(design.at_cost)}" if design.reached else f"only {share(design.at_cost)} reached"


def of_everybody(study: Study, design: Design, metric: str, mode: str) -> float:
    """Return a mean of the table by group over all customers in a mode, NaN where it is not told."""
    rows = study.table("groups", mode=mode, design=design.name, group="all", metric=metric)
    return float(rows["mean"].iloc[0]) if len(rows) else math.nan


def starts(study: Study) -> Table | None:
    """Return each design launched on day 0 and met while running."""
    modes = {study.start: study.mode, study.other_start: study.other_start}
    known = [
        start for start in ("launch", "running") if not study.table("differences", mode=modes[start]).empty
    ]
    if len(known) < 2:
        return None
    body = []
    for design in study.programs:
        for start in known:
            found = profit_comparison(study, design.name, modes[start])
            if found is not None:
                body.append(
                    (
                        named(design),
                        Cell("launched in week 0" if start == "launch" else "running for years"),
                        change(
                            study,
                            "retained_12m",
                            comparison(study, design.name, "retained_12m", mode=modes[start]),
                        ),
                        change(study, "incremental_profit", found),
                        paid_back(study, design.name, modes[start]),
                        judged(study, "incremental_profit", found.verdict),
                    )
                )
    head = ("design", "start", "retained after 12 months", "incremental profit", "pays back", "verdict")
    return table(f"Launch and running: differences from {study.baseline_name}", head, body)


def beside(study: Study) -> Table | None:
    """Return the means of what is measured beside the headlines."""
    rows = study.headline("beside")
    if rows.empty:
        return None
    means = rows.groupby(["metric", "design"])["value"].mean()
    designs = [design for design in study.designs if (rows["design"] == design.name).any()]
    body = []
    for metric in dict.fromkeys(rows["metric"]):
        found = [float(means.get((metric, design.name), math.nan)) for design in designs]
        if any(math.isfinite(mean) for mean in found):
            kind = study.metric(metric).kind
            cells = (number(study.write.value(kind, mean) if math.isfinite(mean) else NONE) for mean in found)
            body.append((Cell(study.metric(metric).label), *cells))
    head = ("", *(design.name for design in designs))
    return table("Measured beside the headlines, mean over the draws", head, body)
