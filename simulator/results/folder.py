"""The folder of a study: one file a run, published whole, the first writer wins; the files are the record."""

from __future__ import annotations

import contextlib
import errno
import os
import re
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from simulator.engine.record import RunRecord, digest
from simulator.results.container import DamagedError, ResultsError, Stored, Tables, decode, encode, peek
from simulator.results.study import differences, identity_hash, read_study

RUNS = "runs"
_NAME = re.compile(r"(?P<mode>[a-z_]+)--(?P<design>[0-9a-f]+)--(?P<replication>\d+)\.parquet")


_NO_LINKS = {errno.EPERM, errno.ENOTSUP, errno.EOPNOTSUPP, errno.ENOSYS}


class RunKey(NamedTuple):
    """What tells one run from another in a folder; keys sort by mode, design, number of the replication."""

    mode: str
    design_hash: str  # lower-case hexadecimal digits
    replication: int

    @property
    def file(self) -> str:
        """Name of the run's file."""
        return f"{self.mode}--{self.design_hash}--{self.replication:05d}.parquet"


class Existing(NamedTuple):
    """Runs that a folder holds already."""

    runs: dict[RunKey, Path]  # in order of the keys; each file was read and is whole
    damaged: tuple[Path, ...]  # to be run again: publishing replaces them


def key_of(meta: Mapping[str, Any]) -> RunKey:
    """Return the key of a run from the facts that it states.

    Raises
    ------
    ResultsError
        When mode or design hash cannot be part of a file name.
    """
    key = RunKey(str(meta["mode"]), str(meta["design_hash"]), int(meta["replication"]))
    if not _NAME.fullmatch(key.file):
        raise ResultsError(
            f"{key.file!r} is no name of a result file: <mode>--<hexadecimal>--<number>.parquet"
        )
    return key


def publish(
    record: RunRecord, folder: Path, tables: Tables | None = None, *, keep_customers: bool = False
) -> Path:
    """Publish one run in the folder, whole or not at all; a run that is there already stays as it is.

    Parameters
    ----------
    tables
        Whole numbers about the run's customers (`simulator.results.people.replication_tables`).
    keep_customers
        Store the end block of each customer too.

    Returns
    -------
    Path
        The run's file.

    Raises
    ------
    ResultsError
        When the run is there with other numbers, or when the disk refuses.
    """
    key = key_of(record.meta)
    path = folder / RUNS / key.file
    data = encode(record, tables, keep_customers=keep_customers)
    with _told(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        if not _link(data, path):
            _settle(record, data, path)
    return path


def load(path: Path) -> Stored:
    """Read one run.

    Raises
    ------
    DamagedError
        When any byte is not as it was written.
    ResultsError
        When the file is missing, no result file, or another run's than its name says.
    """
    data = _read(path)
    stored = decode(data, str(path))
    _own_name(stored.record.meta, path)
    return stored


def facts(path: Path) -> dict[str, Any]:
    """Check one run as `load` does, and read what it says of itself without its rows."""
    content = peek(_read(path), str(path))
    _own_name(content["meta"], path)
    return content


def _read(path: Path) -> bytes:
    with _told(path):
        return path.read_bytes()


def _own_name(meta: Mapping[str, Any], path: Path) -> None:
    name = key_of(meta).file
    if name != path.name:
        raise ResultsError(f"{path}: holds the run {name}; give it its own name back")


def keys(folder: Path) -> dict[RunKey, Path]:
    """List the runs of a folder by the names of their files, in order of the keys.

    Raises
    ------
    ResultsError
        When the folder of runs holds a file that is none.
    """
    runs = folder / RUNS
    found: dict[RunKey, Path] = {}
    # Names that begin with a dot are of a writer that was stopped, or that writes now.
    for path in runs.iterdir() if runs.is_dir() else ():
        if path.name.startswith("."):
            continue
        match = _NAME.fullmatch(path.name)
        key = RunKey(match["mode"], match["design"], int(match["replication"])) if match else None
        if key is None or key.file != path.name:
            raise ResultsError(f"{path}: not a result file of the workbench; move it out of the folder")
        found[key] = path
    return dict(sorted(found.items()))


def existing(folder: Path, identity: Mapping[str, Any]) -> Existing:
    """Tell which runs of a study are in a folder, each read and checked.

    Parameters
    ----------
    identity
        All that shapes the numbers of every run: resolved market and calendar, seed, weeks, customers, start,
        versions. Not the designs, whose hashes are in the keys, nor the number of replications.

    Raises
    ------
    ResultsError
        When the folder is another study's; the message lists what differs.
    """
    asked = identity_hash(identity)
    good: dict[RunKey, Path] = {}
    damaged: list[Path] = []
    for key, path in keys(folder).items():
        try:
            meta = facts(path)["meta"]
        except DamagedError:
            damaged.append(path)
            continue
        if meta["scenario_hash"] != asked:
            raise ResultsError(_mixed(folder, meta, identity))
        good[key] = path
    return Existing(good, tuple(damaged))


def _mixed(folder: Path, meta: Mapping[str, Any], identity: Mapping[str, Any]) -> str:
    """Say what differs: as the folder's study tells it, or at least as the run's own facts do."""
    there: Mapping[str, Any] = {}
    with contextlib.suppress(ResultsError):
        there = read_study(folder).get("identity", {})
    if identity_hash(there) == meta["scenario_hash"]:
        changed = differences(there, identity)
    else:
        shared = [name for name in identity if name in meta]
        changed = differences(
            {name: meta[name] for name in shared}, {name: identity[name] for name in shared}
        )
        changed = changed or [f"scenario_hash: {meta['scenario_hash']} there, {identity_hash(identity)} now"]
    return "\n  ".join(
        [f"{folder} holds results of another study; choose another folder. What differs:", *changed]
    )


def _link(data: bytes, path: Path) -> bool:
    """Write the bytes beside the path and link them there; tell whether this writer was the first."""
    handle, name = tempfile.mkstemp(prefix=f".{path.stem}.", dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        Path(name).chmod(0o644)
        try:
            os.link(name, path)
        except FileExistsError:
            return False
        except OSError as fault:
            if fault.errno in _NO_LINKS:
                raise ResultsError(
                    f"{path.parent}: this disk cannot link files; choose another folder"
                ) from fault
            raise
        _sync(path.parent)
        return True
    finally:
        Path(name).unlink(missing_ok=True)


def _settle(record: RunRecord, data: bytes, path: Path) -> None:
    """Another writer was first: his numbers must be ours, and a damaged file gives way."""
    try:
        theirs = facts(path)["digest"]
    except DamagedError:
        path.unlink(missing_ok=True)
        if not _link(data, path):
            _settle(record, data, path)
        return
    if theirs != digest(record):
        raise ResultsError(
            f"{path}: the same run came out with other numbers; the study is not repeatable on this machine "
            "(mixed versions or processors?), choose another folder"
        )


def _sync(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


@contextlib.contextmanager
def _told(path: Path) -> Iterator[None]:
    """Tell what the system refuses as a sentence about the file."""
    try:
        yield
    except FileNotFoundError as fault:
        raise ResultsError(f"{path}: there is no such file") from fault
    except OSError as fault:
        raise ResultsError(f"{path}: {fault.strerror or fault}") from fault
