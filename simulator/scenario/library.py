"""The scenarios that ship with the workbench, and how a name becomes a file."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from importlib.resources import files
from pathlib import Path
from typing import Literal

from simulator.units import did_you_mean

Kind = Literal["program", "market", "study"]
KINDS: tuple[Kind, ...] = ("program", "market", "study")
FOLDERS: dict[Kind, str] = {"program": "programs", "market": "markets", "study": "studies"}
SUFFIXES = (".yaml", ".yml")
CASES = ".cases"


class NotFoundError(Exception):
    """A name that is neither shipped nor a file; the text says what there is."""


def shipped(kind: Kind) -> dict[str, Path]:
    """Return the shipped files of a kind by name."""
    folder = Path(str(files("scenarios"))) / FOLDERS[kind]
    return {path.stem: path for path in sorted(folder.glob("*.yaml")) if not path.stem.endswith(CASES)}


def _as_file(name: str, folder: Path | None) -> Path | None:
    path = Path(name) if folder is None else folder / name
    try:
        return path if path.suffix in SUFFIXES and path.is_file() else None
    except (OSError, ValueError):  # a name that no file can have
        return None


def _candidates(name: str, kinds: Iterable[Kind], folder: Path | None) -> Iterator[tuple[Path, str]]:
    whole, _, last = name.rpartition("/")
    for base, variant in ((name, ""), (whole, last)):
        if base and (path := _as_file(base, folder)):
            yield path, variant
        for kind in kinds:
            if base in (library := shipped(kind)):
                yield library[base], variant


def resolve(name: str, kind: Kind | None = None, folder: Path | None = None) -> tuple[Path, str]:
    """Return the file of a scenario and the name of its variant (empty for the scenario itself).

    Parameters
    ----------
    name
        A shipped name, a path that ends in .yaml or .yml, or either with `/variant` behind it.
    kind
        Look only among shipped scenarios of this kind.
    folder
        Where relative paths start; the working directory without.

    Raises
    ------
    NotFoundError
        When nothing has the name.
    """
    kinds = (kind,) if kind else KINDS
    for path, variant in _candidates(name, kinds, folder):
        return path, variant
    known = [shipped_name for one in kinds for shipped_name in shipped(one)]
    if name.endswith(SUFFIXES):
        raise NotFoundError(f"there is no file '{name}'{did_you_mean(Path(name).stem, known)}")
    near = did_you_mean(name.partition("/")[0], known) or "."
    raise NotFoundError(
        f"there is no {kind or 'scenario'} '{name}'{near} Shipped: {', '.join(known)}; "
        "or give a file that ends in .yaml"
    )
