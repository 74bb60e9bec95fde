"""How the command writes: sentences folded to the terminal, and numbers that JSON can hold."""

from __future__ import annotations

import math
import shutil
import textwrap
from typing import Any

WIDEST = 100


def wrapped(text: str, indent: str = "") -> str:
    """Fold a sentence to the width of the terminal, never within a word or path; indent further lines."""
    width = min(WIDEST, shutil.get_terminal_size((WIDEST, 24)).columns)
    return textwrap.fill(
        text, width, subsequent_indent=indent, break_on_hyphens=False, break_long_words=False
    )


def known(value: Any) -> Any:
    """Return a structure with null in place of every number that is none."""
    if isinstance(value, dict):
        return {str(key): known(entry) for key, entry in value.items()}
    if isinstance(value, list | tuple):
        return [known(entry) for entry in value]
    if hasattr(value, "item"):  # a number of numpy's
        value = value.item()
    return None if isinstance(value, float) and not math.isfinite(value) else value
