"""Writes the pages of docs that come from the code: `python -m docs.generate`.

One file a page beside this one. A test holds every page against what this writes, so a page is never edited
by hand.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator

from docs.decisions_of_chance import decisions
from docs.markets import markets
from docs.parameters import parameters
from docs.reading import ROOT
from docs.rules import rules_page
from docs.settings import settings
from docs.states import states
from docs.trace_figures import trace_figures

OUT = ROOT / "docs"
HEAD = (
    "<!-- Written by `python -m docs.generate` from the code. Do not edit: change the code, then run it. -->"
)

PAGES: dict[str, Callable[[], Iterator[str]]] = {
    "model/parameters.md": parameters,
    "model/markets.md": markets,
    "model/settings.md": settings,
    "model/rules.md": rules_page,
    "model/states.md": states,
    "model/decisions-of-chance.md": decisions,
    "trace/figures.md": trace_figures,
}


def page(name: str) -> str:
    """Return the text of a page by its file below docs."""
    return "\n".join([HEAD, "", *PAGES[name]()]).rstrip() + "\n"


def scoreboard() -> dict[str, str]:
    """Return page and figure of the scoreboard by the names of their files, from the kept results."""
    from reports.scoreboard import page as page_of
    from reports.scoreboard_figure import svg
    from simulator.evidence import from_json

    board = from_json((ROOT / "docs" / "evidence.json").read_text(encoding="utf-8"))
    return {"evidence.md": page_of(board), "evidence.svg": svg(board)}


def main() -> int:
    """Write every page; return 0."""
    for name, text in scoreboard().items():
        (ROOT / "docs" / name).write_text(text, encoding="utf-8")
        sys.stdout.write(f"docs/{name}\n")
    for name in PAGES:
        (OUT / name).write_text(page(name), encoding="utf-8")
        sys.stdout.write(f"{(OUT / name).relative_to(ROOT)}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
