"""The command `loyalty explain`: what each mechanism adds to the effect of every design of a study."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from workbench.folders import own_folder
from workbench.options import (
    AsJson,
    Begin,
    Customers,
    DesignNames,
    Out,
    Replications,
    Seed,
    StudyName,
    Threads,
    Weeks,
    check_designs,
    default_folder,
    options_of,
)
from workbench.writing import known, wrapped

if TYPE_CHECKING:
    from reports.explained import Explained

MOST_RUNS = 10_000_000
Budget = Annotated[
    int | None,
    typer.Option(
        "--budget", min=1, max=MOST_RUNS, help="Most runs to live; more make orders and replications surer."
    ),
]


def explain(
    study: StudyName,
    budget: Budget = None,
    customers: Customers = None,
    weeks: Weeks = None,
    replications: Replications = None,
    seed: Seed = None,
    design: DesignNames = None,
    out: Out = None,
    threads: Threads = None,
    start: Begin = None,
    as_json: AsJson = False,
) -> None:
    """Tell which mechanisms make the effect of each design.

    Shapley values of groups of mechanisms on retention, sales and profit, on common luck.
    """
    from simulator.reasons.explain import explain as decompose
    from simulator.reasons.tables import FACTS, write_explained
    from simulator.scenario import load
    from workbench.progress import Progress, interruptible

    options = options_of(customers, weeks, replications, seed, design, threads, start)
    scenario = load(study, "study")
    check_designs(scenario.designs, options.designs or (), "--design")
    place = out or Path(f"{default_folder(scenario.name, options, alone=False)}-explain")
    folder = own_folder(place, FACTS, ["explain.html"], ["tables"])
    with interruptible(), Progress() as progress:
        write_explained(decompose(scenario, options, budget, progress), folder)

    from reports.explained import read_explained, write_explain_page

    page = write_explain_page(folder)
    found = read_explained(folder)
    if as_json:
        typer.echo(as_object(found, folder, page))
        return
    for line in lines(found):
        typer.echo(line)
    typer.echo(f"\nTables: {folder / 'tables'}\nPage: {page}")


def lines(found: Explained) -> Iterator[str]:
    """Return a decomposition as lines for a terminal."""
    from reports.explained import sentences

    yield wrapped(f"{found.facts['title']}, against {found.baseline}. {found.method()}.")
    told = dict(sentences(found))
    for design in found.designs:
        title = str(found.facts["designs"][design])
        yield f"\n{design}" + (f" ({title})" if title != design else "")
        yield from table_lines(found, design)
        yield from (wrapped(f"  - {sentence}", "    ") for sentence in told[design])
    if found.idle:
        yield "\n" + wrapped(
            "Changes no bit of any run, and so adds exactly 0: " + ", ".join(found.idle) + "."
        )


def table_lines(found: Explained, design: str) -> Iterator[str]:
    """Return the parts of one design's effect as the lines of a table, with the reach of each interval."""
    measures = [measure for measure in found.measures if measure.name != "profit_before_obligation"]
    columns = [found.parts(design, measure.name) for measure in measures]
    titles = ["", *(str(row["title"]) for row in columns[0])]
    widest = max(map(len, titles))
    texts = [
        [measure.label.lower(), *(_cell(found, measure.kind, row) for row in column)]
        for measure, column in zip(measures, columns, strict=True)
    ]
    widths = [max(map(len, column)) for column in texts]
    for title, *cells in zip(titles, *texts, strict=True):
        told = "  ".join(f"{cell:>{width}}" for cell, width in zip(cells, widths, strict=True))
        yield f"  {title:<{widest}}  {told}"


def _cell(found: Explained, kind: str, row: dict[str, Any]) -> str:
    if not row["touched"]:
        return "0"
    value = found.write.value(kind, float(row["value"]), signed=True)
    reach = (float(row["high"]) - float(row["low"])) / 2
    if not reach >= 0.0:
        return value
    # The unit stands once, with the value.
    told = found.write.value(kind, reach).removesuffix("%").removeprefix(f"{found.write.currency} ")
    return f"{value} ± {told}"


def as_object(found: Explained, folder: Path, page: Path) -> str:
    """Return a decomposition as one JSON object; money in minor units."""
    told = {
        **{name: value for name, value in found.facts.items() if name not in ("versions", "definitions")},
        "folder": str(folder),
        "page": str(page),
        "parts": found.frames["explain"].to_dict("records"),
        "pairs": found.frames["explain_pairs"].to_dict("records"),
    }
    return json.dumps(known(told), ensure_ascii=False, allow_nan=False)
