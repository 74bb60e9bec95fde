"""The command `loyalty journey`: single customers' stories under two designs, side by side."""

from __future__ import annotations

import itertools
import shutil
import textwrap
from collections.abc import Iterator
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from workbench.folders import own_folder
from workbench.options import (
    MOST,
    Begin,
    Customers,
    Out,
    Seed,
    StudyName,
    Threads,
    Weeks,
    check_designs,
    default_folder,
    options_of,
)
from workbench.writing import WIDEST, wrapped

if TYPE_CHECKING:
    from reports.journey_words import Words
    from simulator.reasons.journey import Story

WHEN = 14  # width of the column of weeks


class Why(StrEnum):
    """Whom to look for, by what became of them under the second design against the first."""

    LEFT = "left"
    STAYED = "stayed"
    WON = "won"
    LOST = "lost"


TwoDesigns = Annotated[
    tuple[str, str] | None,
    typer.Option("--designs", metavar="A B", help="Two designs; without, the baseline and the first other."),
]
Whom = Annotated[
    list[int] | None,
    typer.Option("--customer", min=0, help="Number of a customer in the panel; may be given more than once."),
]
WhyOption = Annotated[
    list[Why] | None,
    typer.Option(
        "--why",
        help="Look for one who left, or stayed, under B alone; or whom B won or lost the firm most by.",
    ),
]
Replication = Annotated[
    int,
    typer.Option("--replication", min=0, max=MOST["replications"], help="Which luck and panel of people."),
]


def journey(
    study: StudyName,
    designs: TwoDesigns = None,
    customer: Whom = None,
    why: WhyOption = None,
    replication: Replication = 0,
    customers: Customers = None,
    weeks: Weeks = None,
    seed: Seed = None,
    out: Out = None,
    threads: Threads = None,
    start: Begin = None,
) -> None:
    """Tell single customers' stories under two designs.

    Week by week, with the same luck; for who left: why, and what would have kept him.
    """
    from simulator.reasons.journey import journeys, nobody
    from simulator.scenario import load
    from workbench.progress import Progress, interruptible

    if customer and why:
        raise typer.BadParameter("names whom to tell of already: leave --why out", param_hint="--customer")
    scenario = load(study, "study")
    two = designs or _two(list(scenario.designs), scenario.model.baseline)
    check_designs(scenario.designs, two, "--designs")
    if two[0] == two[1]:
        raise typer.BadParameter(f"both are {two[0]!r}: name two designs", param_hint="--designs")
    options = options_of(customers, weeks, None, seed, list(two), threads, start)
    page_name = "journey.html"
    folder = own_folder(
        out or Path(f"{default_folder(scenario.name, options, alone=False)}-journey"), page_name
    )
    with interruptible(), Progress() as progress:
        told = journeys(
            scenario, options, two, customer or (), [str(one) for one in why or ()], replication, progress
        )

    for kind in told.missing:
        typer.echo(nobody([kind], two, replication), err=True)

    from reports.journey import write_journey_page
    from reports.journey_words import Words

    words = Words.of(told)
    for number, story in enumerate(told.stories):
        typer.echo("\n" * bool(number) + "\n".join(lines(words, story)))
    typer.echo(f"\nPage: {write_journey_page(told, folder)}")


def _two(names: list[str], baseline: str) -> tuple[str, str]:
    others = [name for name in names if name != baseline]
    if not others:
        raise typer.BadParameter("the study has one design only: there is nothing to hold it against")
    return baseline, others[0]


def lines(words: Words, story: Story) -> Iterator[str]:
    """Return a story as lines for a terminal: who, what became of him, why, and the weeks."""
    from reports.journey import about, chosen, moments, outcome, reasons

    for text in (chosen(story), about(words, story)):
        if text:
            yield wrapped(text)
    for place, life in enumerate(story.lives):
        yield f"\n{life.design}: {outcome(words, life)}"
        for leaving in life.leavings:
            for line in reasons(words, life, story.lives[1 - place], leaving):
                yield wrapped(f"  - {line}", "    ")
    yield ""
    yield from _row("", *(life.design for life in story.lives))
    for moment in moments(words, story):
        if not moment.feelings[0]:
            yield f"{moment.weeks:<{WHEN}}nothing"
            continue
        told = (
            "; ".join((*part, f"({feel})"))
            for part, feel in zip((moment.first, moment.second), moment.feelings, strict=True)
        )
        yield from _row(moment.weeks, *told)


def _row(when: str, first: str, second: str) -> Iterator[str]:
    """Return a row of two columns, each folded to its width."""
    width = (min(WIDEST + 20, shutil.get_terminal_size((WIDEST, 24)).columns) - WHEN - 3) // 2
    sides = [textwrap.wrap(text, width, break_on_hyphens=False) for text in (first, second)]
    for place, (left, right) in enumerate(itertools.zip_longest(*sides, fillvalue="")):
        yield f"{when if place == 0 else '':<{WHEN}}{left:<{width}} | {right}".rstrip()
