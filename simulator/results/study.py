"""What a folder of results says of its study: one JSON file for people, reports and the next run."""

from __future__ import annotations

import hashlib
import json
import os
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from simulator.results.container import ResultsError

STUDY = "study.json"
NEEDED: tuple[str, ...] = (
    "title", "start", "weeks", "customers", "replications", "seed", "begins", "currency", "minor_unit",
    "baseline", "designs", "scenario_hash", "versions", "matters_from", "discount_rate", "identity",
)  # fmt: skip


def identity_hash(identity: Mapping[str, Any]) -> str:
    """Return the SHA-256 of all that shapes a study's numbers; the order of keys does not matter."""
    text = json.dumps(identity, sort_keys=True, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def differences(there: Mapping[str, Any], now: Mapping[str, Any]) -> list[str]:
    """List where two identities differ, a line each: the path, its value there and its value now."""
    old, new = (dict(_leaves(json.loads(json.dumps(side)), "")) for side in (there, now))
    return [
        f"{path}: {old.get(path, 'absent')} there, {new.get(path, 'absent')} now"
        for path in sorted(old.keys() | new.keys())
        if old.get(path) != new.get(path)
    ]


def write_study(study: Mapping[str, Any], folder: Path) -> Path:
    """Write the study file whole, in place of the one that is there.

    Parameters
    ----------
    study
        At least the names in `NEEDED`; `designs` maps a name to its title, program hash, notes, and `runs`,
        the design hash that its files carry in each mode. `identity` is what `existing` is asked with.

    Raises
    ------
    ResultsError
        When something needed is missing, or the hash is not the identity's.
    """
    missing = [name for name in NEEDED if name not in study]
    if missing:
        raise ResultsError(f"the study's file needs {', '.join(missing)}")
    if study["scenario_hash"] != identity_hash(study["identity"]):
        raise ResultsError("scenario_hash is not the hash of the identity that the study states")
    path = folder / STUDY
    replace(path, (json.dumps(study, indent=1, ensure_ascii=False, allow_nan=False) + "\n").encode())
    return path


def read_study(folder: Path) -> dict[str, Any]:
    """Read the study file of a folder.

    Raises
    ------
    ResultsError
        When there is none, or it cannot be read.
    """
    path = folder / STUDY
    try:
        study: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError as fault:
        raise ResultsError(f"{folder}: no results here (there is no {STUDY})") from fault
    except (OSError, ValueError) as fault:
        raise ResultsError(f"{path}: cannot be read: {fault}") from fault
    missing = [name for name in NEEDED if name not in study]
    if missing:
        raise ResultsError(f"{path}: not a study file of the workbench (it has no {', '.join(missing)})")
    return study


def replace(path: Path, data: bytes) -> None:
    """Write a file whole in place of another; a reader sees the old one or the new one.

    Raises
    ------
    ResultsError
        When the disk refuses.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(data)
            Path(name).chmod(0o644)
            Path(name).replace(path)
        finally:
            Path(name).unlink(missing_ok=True)
    except OSError as fault:
        raise ResultsError(f"{path}: {fault.strerror or fault}") from fault


def _leaves(value: Any, path: str) -> Iterator[tuple[str, Any]]:
    if isinstance(value, Mapping) and value:
        for name in value:
            yield from _leaves(value[name], f"{path}.{name}" if path else str(name))
    else:
        yield path, value
