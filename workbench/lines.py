"""Lines for a terminal: folded to its width."""

from __future__ import annotations

import shutil
import textwrap

WIDEST = 100


def wrapped(text: str, indent: str = "") -> str:
    """Fold a sentence to the width of the terminal; further lines are indented."""
    width = min(WIDEST, shutil.get_terminal_size((WIDEST, 24)).columns)
    return textwrap.fill(text, width, subsequent_indent=indent, break_on_hyphens=False)
