"""A study with two modes and its tables, made once for each file of tests."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from simulator.experiments.tables import frames
from tests.experiments.make import make_study


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_study(tmp_path_factory.mktemp("study"), modes=("uncertain", "fixed"))


@pytest.fixture(scope="module")
def tables(folder: Path) -> dict[str, Any]:
    return frames(folder)
