"""For commands that look at a file or at one member: quicker without compiled code than with it."""

from __future__ import annotations

import os
import sys


def without_compiling() -> None:
    """Let the rules run as plain Python in this process, where nothing has loaded them yet.

    The answers are the same. Loading what numba has compiled takes longer than one member's years do.
    """
    if "simulator.rule" not in sys.modules:
        os.environ["NUMBA_DISABLE_JIT"] = "1"
