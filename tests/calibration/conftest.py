from __future__ import annotations

from importlib.resources import files
from pathlib import Path

import pytest

from simulator.calibration import Calibration, calibrate


@pytest.fixture(scope="session")
def cdnow_path() -> Path:
    return Path(str(files("scenarios") / "data" / "cdnow.csv"))


@pytest.fixture(scope="session")
def cdnow(cdnow_path: Path) -> Calibration:
    return calibrate(cdnow_path, currency="USD")
