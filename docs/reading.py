"""What the sources of the model say: who names what, and the first words of a function."""

from __future__ import annotations

import ast
from collections import defaultdict
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = ROOT / "simulator"


@cache
def sources() -> dict[str, ast.Module]:
    """Return every file of the model as a syntax tree, by path; the scoreboard only looks at the model."""
    paths = sorted(path for path in PACKAGE.rglob("*.py") if path.parent.name != "evidence")
    return {path.relative_to(PACKAGE).as_posix(): ast.parse(path.read_text("utf-8")) for path in paths}


@cache
def mentions() -> dict[str, dict[str, set[str]]]:
    """Return who names what: name -> {file: functions}; `a.b` is kept as `a.b` and as `.b`."""
    found: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for file, module in sources().items():
        for function in (node for node in module.body if isinstance(node, ast.FunctionDef)):
            for node in ast.walk(function):
                if isinstance(node, ast.Name):
                    found[node.id][file].add(function.name)
                elif isinstance(node, ast.Attribute):
                    found[f".{node.attr}"][file].add(function.name)
                    if isinstance(node.value, ast.Name):
                        found[f"{node.value.id}.{node.attr}"][file].add(function.name)
    return found


def named_in(*names: str) -> list[str]:
    """Return the functions that name one of the names, as `file::function`, in alphabetical order."""
    places = {
        f"{file}::{function}"
        for name in names
        for file, functions in mentions().get(name, {}).items()
        for function in functions
    }
    return sorted(places)


def first_sentence(place: str) -> str:
    """Return the first line of the docstring of `file::function`."""
    file, _, name = place.partition("::")
    for node in sources()[file].body:
        if isinstance(node, ast.FunctionDef) and node.name == name:
            return (ast.get_docstring(node) or "").split("\n")[0]
    return ""


def comments_in(file: str, owner: str = "") -> dict[str, str]:
    """Return the comment behind each name that a file, or a class of it, defines on one line."""
    lines = (PACKAGE / file).read_text(encoding="utf-8").splitlines()
    body = sources()[file].body
    if owner:
        body = next(node.body for node in body if isinstance(node, ast.ClassDef) and node.name == owner)
    found = {}
    for node in body:
        target = node.targets[0] if isinstance(node, ast.Assign) else getattr(node, "target", None)
        if isinstance(target, ast.Name):
            _, mark, comment = lines[node.lineno - 1].partition("  # ")
            if mark:
                found[target.id] = comment
    return found
