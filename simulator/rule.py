"""What a rule is: a pure scalar function, compiled when first called and listed in one index.

Order of parts: where compiled code is cached, the decorators, records, the index.
"""

from __future__ import annotations

import functools
import hashlib
import os
import platform
import sys
import time
from collections.abc import Callable
from importlib.metadata import version
from operator import itemgetter
from pathlib import Path
from typing import Any, ParamSpec, TypeVar, cast

import numpy as np

Arguments = ParamSpec("Arguments")
Answer = TypeVar("Answer")

# numba's own switch. Off, a rule is the plain Python function that it is written as, with the same answers,
# and numba is not even loaded: for one member that is quicker than loading what was compiled.
COMPILING = os.environ.get("NUMBA_DISABLE_JIT", "0") in ("", "0")

_CACHES_KEPT = 3
_UNUSED_SECONDS = 3 * 86_400.0  # another process may still be compiling into a younger folder


@functools.cache
def source_digest() -> str:
    """Hash every source of this package: numba's own cache does not see an edit in another file."""
    digest = hashlib.sha256()
    versions = (version("numba"), np.__version__, platform.machine(), sys.version)
    digest.update(repr(versions).encode())
    root = Path(__file__).parent
    for path in sorted(root.rglob("*.py")):
        digest.update(str(path.relative_to(root)).encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


def _use_cache_folder() -> None:
    """Keep compiled code in the user's cache folder under the hash of the sources; prune older ones."""
    base = Path(os.environ.get("XDG_CACHE_HOME", Path.home() / ".cache")) / "loyalty-workbench" / "compiled"
    folder = base / source_digest()
    try:
        folder.mkdir(parents=True, exist_ok=True)
        folder.touch()
        others = sorted((p for p in base.iterdir() if p.is_dir()), key=lambda p: p.stat().st_mtime)
        for old in others[:-_CACHES_KEPT]:
            if time.time() - old.stat().st_mtime < _UNUSED_SECONDS:
                continue
            for item in sorted(old.rglob("*"), reverse=True):
                item.rmdir() if item.is_dir() else item.unlink(missing_ok=True)
            old.rmdir()
    except OSError:
        return  # a read-only home or another process pruning: compile without this folder
    from numba import config

    config.CACHE_DIR = str(folder)  # type: ignore[attr-defined]  # numba's settings are made at its import


if COMPILING and not os.environ.get("NUMBA_CACHE_DIR"):
    _use_cache_folder()

_index: dict[str, Callable[..., object]] = {}


def compiled(function: Callable[Arguments, Answer]) -> Callable[Arguments, Answer]:
    """Compile an array function at its first call (cached on disk, without the interpreter lock).

    It borrows the arrays that it is handed: no reference is counted, so none may be made in it. Counting took
    a third of the time of a week, as every call counts every array of every tuple that it is handed.
    """
    return _compiled(function, owns=False)


def compiled_owning(function: Callable[Arguments, Answer]) -> Callable[Arguments, Answer]:
    """Compile as `compiled` does a function that makes arrays, or that Python calls while others run."""
    return _compiled(function, owns=True)


def _compiled(function: Callable[Arguments, Answer], owns: bool) -> Callable[Arguments, Answer]:
    if not COMPILING:
        return function
    from numba import njit

    # Nobody calls these from C: leaving that wrapper out saves a twelfth of the compilation.
    jit: Any = njit
    jitted = jit(cache=True, nogil=True, error_model="numpy", no_cfunc_wrapper=True, _nrt=owns)(function)
    jitted.compile = _for_wide_types(jitted.compile)
    return cast("Callable[Arguments, Answer]", jitted)


def _for_wide_types(compile_for: Callable[[tuple[Any, ...]], Any]) -> Callable[[tuple[Any, ...]], Any]:
    """Compile a function once for all whole numbers, as plain Python has one kind of them.

    numba would compile it again, with all that it calls, for each constant and each width that callers hand
    over: two fifths more time for the whole week.
    """
    from numba import types

    narrow = (types.int8, types.int16, types.int32, types.uint8, types.uint16, types.uint32)

    def wide(kind: Any) -> Any:
        kind = getattr(kind, "literal_type", kind)
        return types.int64 if kind in narrow else kind

    return lambda kinds: compile_for(tuple(wide(kind) for kind in kinds))


def rule(function: Callable[Arguments, Answer]) -> Callable[Arguments, Answer]:
    """Declare a rule: a pure function of scalars, listed in the index and compiled at its first call."""
    _index[f"{function.__module__}.{function.__qualname__}"] = function
    return compiled(function)


def record(plain: np.dtype[np.void]) -> np.dtype[np.void]:
    """Return a record type whose fields plain Python reads as attributes, as compiled code does.

    numpy's own type for that, `np.record`, needs five times as long for each field. No field may have the
    name by which numba finds where a record lies: compiled code would read elsewhere.

    Raises ValueError for a field named `data`.
    """
    if "data" in (plain.names or ()):
        raise ValueError("a record's field may not be named `data`: numba asks for a record's place by it")

    def field(name: str) -> property:
        def put(row: Any, value: Any) -> None:
            row[name] = value

        return property(itemgetter(name), put)

    fields = {name: field(name) for name in plain.names or ()}
    row = type("Row", (np.void,), {"__slots__": (), **fields})
    return np.dtype((row, plain))


def rules() -> dict[str, Callable[..., object]]:
    """Return every rule declared so far, by its full name, as plain Python functions."""
    return dict(_index)
