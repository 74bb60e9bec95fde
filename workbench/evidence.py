"""The command `loyalty evidence`: patterns and claims over seeds, as a table, a page and a figure."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from workbench.folders import own_folder
from workbench.options import path_of

if TYPE_CHECKING:
    from simulator.evidence import Claim, Finding, Pattern, Scoreboard

WRITTEN = ("evidence.json", "evidence.md", "evidence.svg")
SHORTEST = 3  # letters of a word by which a pattern or claim is found
Seeds = Annotated[
    int, typer.Option("--seeds", min=2, max=1_000, help="Seeds; below 20 intervals are too wide to judge by.")
]
Only = Annotated[
    list[str] | None,
    typer.Option("--only", metavar="NAME", help="A number (D7, Q17, L7) or a word of a name. Repeatable."),
]
Folder = Annotated[
    Path | None,
    typer.Option("--out", parser=path_of, metavar="FOLDER", help="Folder for page, figure and numbers."),
]


def evidence(seeds: Seeds = 30, only: Only = None, out: Folder = None) -> None:
    """Hold simulated people against published patterns and claims.

    Each pattern has a band, and passes where the interval of its mean over seeds lies within it. What fails
    is shown as well. Nothing is written without --out.
    """
    from simulator.engine.compiling import compile_week
    from simulator.evidence import CLAIMS, PATTERNS, measured
    from simulator.evidence.scoreboard import measures_of
    from workbench.progress import Progress, interruptible

    names = [*((one.number, one.name) for one in PATTERNS), *((one.number, one.says) for one in CLAIMS)]
    _check_names(only or (), names)
    patterns = [one for one in PATTERNS if not only or _asked(one.number, one.name, only)]
    claims = [one for one in CLAIMS if not only or _asked(one.number, one.says, only)]
    if out is not None and only:
        raise typer.BadParameter("the page holds every pattern: leave --only out", param_hint="--out")
    if out is not None:
        own_folder(out, WRITTEN[0], WRITTEN[1:])
    with interruptible(), Progress() as progress:
        progress("seeds", 0, seeds)
        compile_week()
        over: list[int] = []

        def done(seed: int) -> None:
            over.append(seed)
            progress("seeds", len(over), seeds)

        measures = measures_of(patterns, claims, lifts=not only)
        board = measured(measures, seeds, threads=os.cpu_count() or 1, done=done, stopping=progress.stopping)
    for line in table_lines(patterns, claims, board):
        typer.echo(line)
    if out is not None:
        for path in write(board, out):
            typer.echo(f"Written: {path}")


def _asked(number: str, name: str, only: Iterable[str]) -> bool:
    """Tell whether a pattern or claim is among those asked for."""
    return any(
        text.upper() == number or (len(text) >= SHORTEST and text.lower() in name.lower()) for text in only
    )


def _check_names(only: Iterable[str], names: list[tuple[str, str]]) -> None:
    """Refuse each name that no pattern or claim answers to, with what was perhaps meant."""
    from simulator.units import did_you_mean

    words = {word.strip(",:;()") for _, name in names for word in name.split()}
    known = [word for word in sorted(words) if len(word) >= SHORTEST and word[0].isalpha()]
    unknown = [text for text in only if not any(_asked(number, name, [text]) for number, name in names)]
    if unknown:
        told = "; ".join(
            f"nothing is called {text or repr(text)}{did_you_mean(text, known)}" for text in unknown
        )
        told += "" if told.endswith("?") else "."
        numbers = ", ".join(dict.fromkeys(number for number, _ in names))
        raise typer.BadParameter(f"{told} There are: {numbers}", param_hint="--only")


def table_lines(patterns: list[Pattern], claims: list[Claim], board: Scoreboard) -> Iterator[str]:
    """Return the scoreboard as lines for a terminal."""
    from reports.scoreboard import OWN_STRENGTH, counts
    from simulator.evidence import Kind, judge, read

    found = [judge(one, board.of(one.number, one.name)) for one in patterns]
    for one in found:
        yield _line(one)
    if found:
        others = [kind for kind in Kind if kind not in OWN_STRENGTH]
        yield ""
        for words, kinds in (("Emergent and hold-out", OWN_STRENGTH), ("Calibrated and identities", others)):
            passed, failed, left = counts(found, kinds)
            yield f"{words}: {passed} pass, {failed} fail, {left} not testable"
    told = [read(one, board.of(one.number, one.says)) for one in claims]
    if told:
        yield ""
    for one in told:
        yield _line(one)


def _line(one: Finding) -> str:
    from reports.scoreboard import band, interval

    result = f"{interval(one.estimate)} {one.unit}".strip() if one.estimate else ""
    held = f"; {'band' if one.kind else 'tolerance'} {band(one.band)}" if one.band and result else ""
    return f"{one.number:<4}{one.kind:<11}{one.verdict:<13}{one.name}: {result or '-'}{held}"


def write(board: Scoreboard, folder: Path) -> list[Path]:
    """Write numbers, page and figure into a folder."""
    from reports.page import write_page
    from reports.scoreboard import page
    from reports.scoreboard_figure import svg
    from simulator.evidence import from_json, to_json

    folder.mkdir(parents=True, exist_ok=True)
    numbers = to_json(board)
    kept = from_json(numbers)  # as it is rounded there, so that the page can be drawn again from it
    texts = (numbers, page(kept), svg(kept))
    return [write_page(folder / name, text) for name, text in zip(WRITTEN, texts, strict=True)]
