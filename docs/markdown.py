"""Tables, code spans and paragraphs as the generated pages have them."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator


def cell(text: str) -> str:
    """Return a text as the cell of a table."""
    return " ".join(text.split()).replace("|", "\\|")


def table(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> Iterator[str]:
    """Yield the lines of a table."""
    yield "| " + " | ".join(head) + " |"
    yield "|" + "---|" * len(head)
    for row in rows:
        yield "| " + " | ".join(cell(entry) for entry in row) + " |"


def spans(places: Iterable[str]) -> str:
    """Return places as code spans."""
    return ", ".join(f"`{place}`" for place in places)


def plain(number: float) -> str:
    """Return a number as people write it."""
    return f"{number:g}"


def wrapped(text: str) -> list[str]:
    """Return a paragraph folded to the width of the sources."""
    return textwrap.wrap(text, 110, break_on_hyphens=False, break_long_words=False)
