"""Lays out what the audit found in each design: flaws, questions that nobody answered, and what passed."""

from __future__ import annotations

import math
from typing import Any

from reports.study import Study
from reports.tables import NONE, Block, Cell, Table, named
from reports.words import missing

FLAW, QUESTION, GOOD, IDLE = "flaw", "question", "good", "not judged"


def audit(study: Study) -> Table | None:
    """Return the findings of every design: a row for each flaw, one each for all else."""
    rows = study.frames["audit"]
    blocks = []
    for design in study.designs:
        found = study.table("audit", design=design.name).to_dict("records") if len(rows) else []
        if found:
            blocks.append(Block(named(design), tuple(_rows(found))))
    head = ("check", "found", "judged", "limit", "simulated years", "other shipped programs")
    return Table("What is wrong with each program, on its file", head, tuple(blocks)) if blocks else None


def _rows(found: list[dict[str, Any]]) -> list[tuple[Cell, ...]]:
    flaws, *others = ([row for row in found if row["kind"] == kind] for kind in (FLAW, QUESTION, GOOD, IDLE))
    body = [_flaw(row) for row in flaws]
    for rows, judged, tone in zip(
        others, ("not stated", "passed", "not judged"), ("plain", "good", "plain"), strict=True
    ):
        if rows:
            count = "1 check" if len(rows) == 1 else f"{len(rows)} checks"
            names = ", ".join(f"{row['number']} {row['name']}" for row in rows)
            body.append((Cell(count), Cell(names), Cell(judged, tone=tone), *[Cell(NONE)] * 3))
    return body


def _flaw(row: dict[str, Any]) -> tuple[Cell, ...]:
    where = " ".join(text for text in (missing(row["place"]), missing(row["key"])) if text)
    return (
        Cell(f"{row['number']} {row['name']}", where),
        Cell(str(row["says"]), missing(row["measured"])),
        Cell("flaw", tone="bad"),
        Cell(_limit(row), missing(row["limit_source"])),
        Cell(missing(row["run"]) or NONE),
        Cell(missing(row["others"]) or NONE),
    )


def _limit(row: dict[str, Any]) -> str:
    """Write a limit in its unit."""
    value = float(row["limit"])
    if not math.isfinite(value):
        return NONE
    unit = str(row["unit"])
    of = f"{value:g}% {unit.removeprefix('percent ')}" if unit.startswith("percent") else f"{value:g} {unit}"
    return f"{str(row['limit_name']).replace('_', ' ')}: {of}"
