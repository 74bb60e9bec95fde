"""Writes the report of a results folder: one HTML file that needs nothing but itself."""

from __future__ import annotations

import base64
import hashlib
import os
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from reports import audit, details, moved, overtaking, tables
from reports import rivals as rivals_table
from reports.figures import FIGURES
from reports.study import Study, read_study
from reports.style import COLOURS
from reports.svg import Sheet
from reports.tables import Table
from reports.verdict import verdict
from reports.words import GLOSSARY, METRICS, NOT_FOR, RIVALS_CALM

if TYPE_CHECKING:
    from jinja2 import Environment

REPORT = "report.html"
HERE = Path(__file__).parent


class Section(NamedTuple):
    """One section of the page.

    Attributes
    ----------
    name
        Its anchor.
    title
        Its heading, and its entry in the list of contents.
    text
        What to know before reading it; a function where that depends on the results.
    tables
        What lays out its tables; each may find nothing to lay out.
    figures
        Names of its figures.
    definitions
        Whether the definitions of the headline metrics are printed under it.
    """

    name: str
    title: str
    text: str | Callable[[Study], str]
    tables: tuple[Callable[[Study], Table | None], ...]
    figures: tuple[str, ...] = ()
    definitions: bool = False


SECTIONS: tuple[Section, ...] = (
    Section("promises", "Promises kept or broken", "", (tables.promises,)),
    Section(
        "differences",
        "Differences",
        "Every design met the same customers with the same luck, so that a difference is an effect of the "
        "design. The range over the draws is the headline: in each draw the behaviour numbers that are "
        "only known as ranges are drawn anew, the same for all designs. With parameters fixed only luck is "
        "left, and the interval says how well it is averaged out. Each verdict stands for itself: of many "
        "without any effect, about one in twenty will be told apart.",
        (tables.differences, tables.between, overtaking.overtaking, tables.beside),
        ("forest", "draws", "profit", "active"),
        definitions=True,
    ),
    Section(
        "equal-cost",
        "The same at equal cost",
        "A generous design should not win for being generous. Here the benefits of every design are scaled "
        "until it costs the firm the same share of sales: a comparison of designs, not of budgets. What "
        "sellers and partners pay is scaled with it and not made equal; so what members get in all, as a "
        "share of sales and whoever pays, stands below the cost, and what the sellers then earn beside it.",
        (tables.equal_cost,),
    ),
    Section(
        "moved",
        "Money moved from winning to keeping",
        moved.lead,
        (moved.unit, moved.horizons, moved.mixes),
    ),
    Section(
        "starts",
        "Launch and running",
        "A launch begins with no member; a running program begins with the balances, tiers and habits that "
        "years of it have made. The two answer different questions.",
        (tables.starts,),
    ),
    Section("mix", "Tier mix", "", (details.tier_mix,), ("tiers",)),
    Section(
        "gap",
        "Naive gap and causal effect",
        "Members spend more than others under any program, because those who spend more join and climb. "
        "The causal effect compares the same people with and without the program.",
        (details.naive_gaps,),
        ("gap",),
    ),
    Section("responders", "Who responds", "", (details.responders,), ("responders",)),
    Section(
        "rivals",
        "What rivals did",
        "Rivals answer to what the weeks before have shown them: a design that they copy, or whose price "
        "they match, is judged with their answer in it.",
        (rivals_table.rivals,),
    ),
    Section(
        "switch",
        "Who wins and who loses by a switch",
        "A switch starts from the old program, which had long been running. What changes for a member is "
        "told by the day of the switch; what it brings the firm is held against the design that stays with "
        "the old program, with the same people and luck: up to the switch the two are the same.",
        (details.switch,),
    ),
    Section(
        "tier-economics",
        "What each tier costs and brings",
        "A row is the people who held the tier at the start of a running program, or at the end of a "
        "launched one: what they bought and cost over the whole run, held against themselves without the "
        "program. After a launch those who bought more have climbed, so that the lift of a tier is selection "
        "too. Break-even lift is the rise in sales from which on they pay for what they cost. A benefit paid "
        "on sales that would have been made anyway brings nothing.",
        (details.tiers,),
        ("break-even",),
    ),
    Section("experience", "Experience and service", "", (), ("feelings", "waits")),
    Section(
        "liability",
        "Points and what is owed",
        "The economic view is what points and privileges still owed are expected to cost. The accounting "
        "view is revenue deferred for points under IFRS 15, by month of issue. They describe the same "
        "promise: never add them.",
        (details.two_views, details.roll_forward, details.fees),
        ("points", "liability"),
    ),
    Section(
        "costs",
        "Costs and who pays",
        "The whole statement of profit and loss by week, tier and group of buyers, in minor units, is the "
        "table “profit” beside this page.",
        (details.costs,),
        ("costs",),
    ),
    Section(
        "audit",
        "What is wrong with each program",
        "Read from the program's file alone, in closed form on this market; a run is evidence beside it. A "
        "flaw is a measured value beyond its limit, and most limits are assumptions: try your own with "
        "“loyalty audit --limit”. Not stated is what no file shows until somebody answers in its clause "
        "“plan”; an answer is quoted, never judged. The questions, and what passed, are in table “audit”.",
        (audit.audit,),
    ),
    Section(
        "assumptions",
        "Assumptions",
        "Published: read in the source named. Derived: computed from published numbers or from data. "
        "Assumption: nobody has measured it; its range takes part in the draws. The numbers of the business "
        "do not: they are as stated in every draw, and move the verdict more than most rules of a program.",
        (details.assumptions,),
    ),
)
"""The page after its verdict, in order; a section that finds nothing in the results is left out."""


def write_report(folder: Path) -> Path:
    """Draw the report of a results folder and put it there as `report.html`.

    Parameters
    ----------
    folder
        Folder with `study.json` and `tables/`, as a run leaves it.

    Returns
    -------
    Path
        The page. The same results give the same bytes.

    Raises
    ------
    reports.study.NoResultsError
        When the folder holds no results.
    """
    return write_page(folder / REPORT, page(read_study(folder)))


def write_page(path: Path, text: str) -> Path:
    """Write a page whole in place of another; return its path."""
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as file:
        file.write(text)
    Path(temporary).chmod(0o644)
    Path(temporary).replace(path)
    return path


def page(study: Study) -> str:
    """Return the report of a study as HTML text."""
    sheet = Sheet()
    drawings = {}
    for figure in FIGURES:
        drawing = sheet.draw(figure.name, figure.describe(study), lambda figure=figure: figure.draw(study))  # type: ignore[misc]
        if drawing is not None:
            drawings[figure.name] = (figure, drawing)
    sections = [
        {
            "section": section,
            "text": section.text if isinstance(section.text, str) else section.text(study),
            # With the baseline alone a table has a head and no rows.
            "tables": [laid for lay_out in section.tables if (laid := lay_out(study)) and laid.blocks],
            "figures": [drawings[name] for name in section.figures if name in drawings],
        }
        for section in SECTIONS
    ]
    return rendered(
        "template.html",
        study=study,
        verdict=verdict(study),
        scoreboard=tables.scoreboard(study),
        sections=[entry for entry in sections if entry["tables"] or entry["figures"]],
        definitions=[(METRICS[name].label, study.metric(name).definition) for name in METRICS],
        glossary=glossary(study),
        not_for=(*NOT_FOR, *([] if study.rivals else [RIVALS_CALM])),
        notes=details.program_notes(study),
        letters=sheet.letters(),
        missing_signs=sheet.missing,
    )


def rendered(template: str, more: str = "", **told: Any) -> str:
    """Return a page by its template, with the style of the report and more of its own."""
    style = stylesheet() + more
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    text = environment().get_template(template).render(style=style, style_hash=digest, **told)
    return text.strip() + "\n"


def glossary(study: Study) -> list[tuple[str, str]]:
    """Return the terms that the results define and those of the page, in the order of the alphabet."""
    told = study.facts.get("definitions", {})
    terms = {str(name).replace("_", " "): str(text) for name, text in told.items() if name not in METRICS}
    return sorted({**terms, **dict(GLOSSARY)}.items(), key=lambda entry: (entry[0].lower(), entry[0]))


def stylesheet() -> str:
    """Return the page's style, with the colours of the designs."""
    swatches = "".join(f".design-{place}{{--design:{shade}}}" for place, shade in enumerate(COLOURS))
    return (HERE / "page.css").read_text(encoding="utf-8").strip() + "\n" + swatches


def environment() -> Environment:
    """Return the template engine: everything is escaped, and what is not defined is an error."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined
    from markupsafe import Markup

    def trusted(text: str) -> Any:
        """Mark what this package has made itself: drawings and style."""
        return Markup(text)

    engine = Environment(
        loader=FileSystemLoader(HERE),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    engine.filters["trusted"] = trusted
    engine.filters["swatch"] = lambda place: (
        f"design-{place if place < len(COLOURS) else 1 + (place - 1) % (len(COLOURS) - 1)}"
    )
    return engine
