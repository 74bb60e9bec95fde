"""A study file for tests."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from simulator.results import identity_hash
from tests.results.build import IDENTITY


def study_of(designs: Mapping[str, Mapping[str, Any]], **changes: Any) -> dict[str, Any]:
    return {
        "title": "a study",
        "question": "",
        "start": "running",
        "weeks": 60,
        "customers": 90,
        "replications": 4,
        "seed": 7,
        "begins": "2014-01-06",
        "currency": "CNY",
        "minor_unit": 100,
        "baseline": "none",
        "designs": dict(designs),
        "scenario_hash": identity_hash(IDENTITY),
        "versions": {"loyalty-workbench": "0.1.0"},
        "matters_from": 0.005,
        "discount_rate": 0.1,
        "identity": IDENTITY,
        **changes,
    }
