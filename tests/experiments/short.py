"""Long runs cut short, for tests that live whole studies."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from simulator.engine import solve, start


@contextmanager
def cut_short(kept: Path, alone: int = 26, together: int = 52) -> Iterator[None]:
    """Solve on few people and settle for few weeks, and keep what is made in a folder of its own."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_CACHE_HOME", str(kept))
        for name, value in {"CUSTOMERS": 300, "BLOCKS": 2, "PRICE_TURNS": 1, "PRICE_LUCKS": 1}.items():
            patch.setattr(solve, name, value)
        for name, value in {"ALONE_WEEKS": alone, "TOGETHER_WEEKS": together, "LOOK_WEEKS": 26}.items():
            patch.setattr(start, name, value)
        yield
