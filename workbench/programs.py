"""The command `loyalty programs`: the programs that there are, and their mechanisms in the field's words."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Annotated, Any

import typer

from workbench.options import AsJson
from workbench.uncompiled import without_compiling
from workbench.writing import wrapped

WORDS_BEGIN = 17  # column of the words, behind the longest name of a clause


def programs(
    names: Annotated[
        list[str] | None,
        typer.Argument(help="Only these: shipped programs or files; without, all shipped.", metavar="NAME"),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """List the shipped programs with their mechanisms.

    Each clause of a program is told in a line or more: what is earned, the levels, what expires, and so on.
    """
    without_compiling()
    from simulator.scenario import shipped

    told = [described(name) for name in names or shipped("program")]
    if as_json:
        typer.echo(json.dumps(told, ensure_ascii=False))
        return
    typer.echo("\n\n".join("\n".join(lines_of(one)) for one in told))


def described(name: str) -> dict[str, Any]:
    """Return a program's title, origin and mechanisms by clause, and the names of its variants."""
    from simulator.program import mechanisms
    from simulator.scenario import load, source_of

    scenario = load(name, "program")
    program = scenario.model
    return {
        "name": scenario.name,
        "title": program.title,
        "company": program.company,
        "as_of": program.as_of and program.as_of.isoformat(),
        "currency": program.currency,
        "variants": list(source_of(name, "program").variants),
        "mechanisms": mechanisms(program),
    }


def lines_of(one: dict[str, Any]) -> Iterator[str]:
    """Return a program as lines: its title, then clause by clause."""
    origin = ", ".join(text for text in (one["company"], one["as_of"]) if text)
    yield wrapped(f"{one['name']}: {one['title']}" + (f" ({origin})" if origin else ""), "  ")
    if not one["mechanisms"]:
        yield "  has no clause: no program at all"
    variants = {"variants": [", ".join(one["variants"])]} if one["variants"] else {}
    for clause, words in (one["mechanisms"] | variants).items():
        for place, text in enumerate(words):
            head = f"  {clause if not place else '':<{WORDS_BEGIN - 2}}"
            yield wrapped(head + text, " " * (WORDS_BEGIN + 2))
