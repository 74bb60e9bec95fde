"""Kept work: solved numbers and long-run starts, computed once and kept in the user's cache folder.

A kept file is named by the hash of all that it depends on, the package's sources included; a damaged or
foreign file is computed again.
"""

from __future__ import annotations

import hashlib
import os
import tempfile
import threading
import zipfile
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from simulator.rule import source_digest

Arrays = dict[str, NDArray[Any]]
Keep = Callable[[str, str, Callable[[], Arrays]], Arrays]
MOST_FILES = 400
# numpy reads headers with Python's parser, which on 3.11 fails when threads use it at once (cpython 106905).
_PARSING = threading.Lock()


def folder() -> Path:
    """Return the folder of kept work."""
    base = Path(os.environ.get("XDG_CACHE_HOME", Path.home() / ".cache"))
    return base / "loyalty-workbench" / "kept"


def key_of(parts: Iterable[object]) -> str:
    """Return the hash of everything that a piece of work depends on."""
    digest = hashlib.sha256(source_digest().encode())
    for part in parts:
        if isinstance(part, np.ndarray):
            digest.update(str((part.dtype, part.shape)).encode())
            digest.update(np.ascontiguousarray(part).tobytes())
        elif isinstance(part, tuple) and any(isinstance(item, np.ndarray) for item in part):
            digest.update(key_of(part).encode())
        else:
            digest.update(repr(part).encode())
        digest.update(b";")
    return digest.hexdigest()[:32]


def kept(kind: str, key: str, make: Callable[[], Arrays]) -> Arrays:
    """Return the arrays kept under a key, or make and keep them."""
    path = folder() / f"{kind}-{key}.npz"
    try:
        # Opened here, because numpy leaves a damaged file open.
        with _PARSING, path.open("rb") as file, np.load(file, allow_pickle=False) as stored:
            return {name: stored[name] for name in stored.files}
    except (OSError, ValueError, EOFError, KeyError, zipfile.BadZipFile):
        pass
    arrays = make()
    _keep(path, arrays)
    return arrays


def _keep(path: Path, arrays: Arrays) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
        try:
            with os.fdopen(handle, "wb") as file:
                np.savez(file, allow_pickle=False, **arrays)
            Path(name).replace(path)
        finally:
            Path(name).unlink(missing_ok=True)
        files = sorted(path.parent.glob("*.npz"), key=lambda file: file.stat().st_mtime)
        for old in files[:-MOST_FILES]:
            old.unlink(missing_ok=True)
    except OSError:
        return  # a full or read-only disk: the work is done again next time
