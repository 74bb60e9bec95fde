"""Folders of synthetic studies for tests."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from simulator.engine.record import RunRecord
from simulator.results import publish, replication_tables, write_study
from tests.results.build import build_record, hash_of
from tests.results.study import study_of

# By name: what `build_record` is asked for.
DESIGNS: dict[str, dict[str, Any]] = {
    "none": {"levels": ()},
    "jd": {"lift": 0.05, "luck": 1},
    "clear": {"lift": 0.06, "luck": 1},
    "twin": {"lift": 0.05, "luck": 1},
}


def records(
    replication: int, designs: Mapping[str, Mapping[str, Any]] = DESIGNS, **more: Any
) -> dict[str, RunRecord]:
    return {name: build_record(name, replication, **{**facts, **more}) for name, facts in designs.items()}


def make_study(
    folder: Path,
    designs: Mapping[str, Mapping[str, Any]] = DESIGNS,
    *,
    modes: Iterable[str] = ("uncertain",),
    replications: int = 4,
    without: Iterable[tuple[str, int]] = (),
    names: Mapping[str, str] | None = None,
    backwards: bool = False,
    run: Mapping[str, Any] | None = None,
    **study: Any,
) -> Path:
    """Publish a study; `without` names runs (design, replication) that failed, `names` renames designs."""
    missing = set(without)
    numbers = range(replications)[:: -1 if backwards else 1]
    for mode in modes:
        for number in numbers:
            made = records(number, designs, mode=mode, **(run or {}))
            tables = replication_tables(made, "none", 0.1)
            for name, record in made.items():
                if (name, number) not in missing:
                    publish(record, folder, tables[name])
    called = names or {}
    order = list(designs)[:: -1 if backwards else 1]
    told = {
        called.get(name, name): {"title": name, "program_hash": hash_of(name), "notes": {}} for name in order
    }
    write_study(study_of(told, **{"replications": replications, **study}), folder)
    return folder
