"""Where results go: a folder that is empty or ours, and that can be written, before anything is run."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable
from pathlib import Path

import typer


def refused(path: Path, why: str) -> typer.BadParameter:
    """Return the error of an --out that cannot be used."""
    return typer.BadParameter(f"{path}: {why}", param_hint="--out")


def is_ours(folder: Path) -> bool:
    """Say whether a folder holds nothing, or results of a study, whole or of a run that was stopped."""
    from simulator.results import ResultsError, keys
    from simulator.results.study import STUDY, read_study

    try:
        if (folder / STUDY).exists():
            read_study(folder)
            return True
        if keys(folder):
            return True
    except ResultsError:
        return False
    # Names that begin with a dot are of a writer that was stopped, or of the system.
    return all(path.name.startswith(".") or path.name == "runs" for path in folder.iterdir())


def results_folder(folder: Path) -> Path:
    """Return a folder for results, made where there is none.

    Raises
    ------
    typer.BadParameter
        When it holds something else, or cannot be written.
    """
    writable(folder)
    if not is_ours(folder):
        raise refused(folder, "holds files that are no results of a study; choose another folder")
    return folder


def own_folder(folder: Path, mark: str, files: Iterable[str] = (), folders: Iterable[str] = ()) -> Path:
    """Return a folder for one kind of result, made where there is none: empty, or marked by a file of it.

    Parameters
    ----------
    mark
        File of such a result by which its folder is known.
    files, folders
        What else will be written into it.

    Raises
    ------
    typer.BadParameter
        When it holds something else, cannot be written, or holds a folder where a file is to go.
    """
    writable(folder)
    for name in (mark, *files):
        if (folder / name).is_dir():
            raise refused(folder, f"{name} in it is a folder, but is to be a file; choose another folder")
    for name in folders:
        if (folder / name).exists() and not (folder / name).is_dir():
            raise refused(folder, f"{name} in it is a file, but is to be a folder; choose another folder")
    if not (folder / mark).exists() and any(not path.name.startswith(".") for path in folder.iterdir()):
        raise refused(folder, f"holds files, but no {mark}; choose another folder")
    return folder


def writable(folder: Path) -> None:
    """Make a folder and see whether it takes a file.

    Raises
    ------
    typer.BadParameter
        When it does not.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            pass
    except OSError as fault:
        raise refused(folder, f"cannot be written ({fault.strerror or fault})") from None


def file_to_write(path: Path) -> Path:
    """Return the path of a file to write, its folder made.

    Raises
    ------
    typer.BadParameter
        When it is a folder, or its folder cannot be written.
    """
    if path.is_dir():
        raise refused(path, "is a folder; name a file")
    writable(path.parent)
    return path
