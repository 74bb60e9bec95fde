"""Tells what a study found: lines for a person, one object for a program."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from reports.findings import Comparison, comparison, payback
from reports.study import Study
from reports.verdict import verdict
from reports.words import METRICS
from workbench.writing import known, wrapped


def verdict_lines(study: Study) -> Iterator[str]:
    """Return the verdict of a study as lines for a terminal."""
    found = verdict(study)
    yield wrapped(" ".join(found.lead))
    for design, sentences in found.designs:
        yield f"\n{design.name}" + (f" ({design.title})" if design.title != design.name else "")
        yield from (wrapped(f"  - {sentence}", "    ") for sentence in sentences)
    for title, sentences in (
        ("Can the designs be told apart?", found.apart),
        ("What the result hangs on", found.drives),
        ("What is not known", found.unknown),
    ):
        if sentences:
            yield f"\n{title}"
            yield from (wrapped(f"  - {sentence}", "    ") for sentence in sentences)


def headline_lines(study: Study) -> Iterator[str]:
    """Return the headline figures of each design, the difference from the baseline beside each."""
    longest = max(len(metric.label) for metric in METRICS.values())
    for design in study.programs or study.designs:
        yield f"{design.name} ({design.title}), {study.weeks} weeks, against {study.baseline_name}"
        for name in METRICS:
            metric = study.metric(name)
            label = f"  {metric.label:<{longest}}  "
            if name == "payback_week":
                found = payback(study, design.name)
                if not found.draws:
                    continue
                count = f"{found.paying} of {found.draws} draws pay back"
                yield f"{label}{study.write.week(found.median)} ({count})"
                continue
            value = study.write.value(metric.kind, study.mean(name, design.name))
            gap = difference(study, metric.kind, comparison(study, design.name, name))
            yield f"{label}{value:<18}{gap}".rstrip()


def difference(study: Study, kind: str, found: Comparison | None) -> str:
    """Return a difference with its range and its verdict, nothing where nothing could be compared."""
    if found is None or not math.isfinite(found.difference):
        return ""
    gap = study.write.value(kind, found.difference, signed=True)
    spread = study.write.interval(kind, found.spread_low, found.spread_high)
    return f"{gap} ({spread} {study.spread_name}; {found.verdict})"


def as_json(study: Study, folder: Path, report: Path | None) -> str:
    """Return what a study found as one JSON object; what is not a number is null."""
    found = verdict(study)
    told = {
        "title": study.facts.get("title"),
        "folder": str(folder),
        "report": str(report) if report else None,
        "start": study.start,
        "weeks": study.weeks,
        "customers": study.facts.get("customers"),
        "replications": study.facts.get("replications"),
        "seed": study.facts.get("seed"),
        "scenario_hash": study.facts.get("scenario_hash"),
        "currency": study.facts.get("currency"),
        "minor_unit": study.facts.get("minor_unit"),
        "baseline": study.baseline,
        "verdict": found.lines(),
        "designs": {design.name: design_object(study, design.name) for design in study.designs},
        "promises": study.frames["promises"].to_dict("records"),
    }
    return json.dumps(known(told), ensure_ascii=False, allow_nan=False)


def design_object(study: Study, name: str) -> dict[str, Any]:
    """Return headline means of a design and its differences from the baseline; money in minor units."""
    differences = {metric: comparison(study, name, metric) for metric in METRICS}
    paid = payback(study, name)
    return {
        "title": study.title_of(name),
        "headlines": {metric: study.mean(metric, name) for metric in METRICS if metric != "payback_week"},
        "payback": {"median_week": paid.median, "draws_paying": paid.paying, "draws": paid.draws},
        "differences": {
            metric: entry._asdict() for metric, entry in differences.items() if entry is not None
        },
    }
