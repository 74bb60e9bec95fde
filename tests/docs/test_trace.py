"""The trace names only tests, commands and results that exist, and every claim of it names one."""

from __future__ import annotations

import importlib.util
import re

import pytest
import typer

from docs.reading import ROOT
from reports.scoreboard import findings, readings
from simulator.evidence import from_json
from simulator.market.behaviour import MECHANISM_NAMES, NAMES
from tests.docs.test_model import rows
from workbench.cli import app

TRACE = (ROOT / "docs" / "trace" / "README.md").read_text(encoding="utf-8")
ELEMENTS = (
    "Problem formulation", "Model description", "Data evaluation", "Conceptual model evaluation",
    "Implementation verification", "Model output verification", "Model analysis",
    "Model output corroboration",
)  # fmt: skip
SECTIONS = re.split(r"^## ", TRACE, flags=re.MULTILINE)[1:]
CLAIMS = [row for text in SECTIONS for row in rows(text)]


def ways(text: str) -> list[str]:
    """What a text names by which something is held: tests and commands."""
    return re.findall(r"`((?:tests/[\w/]+\.py::\w+)|(?:(?:make|loyalty|python -m) [\w.]+))`", text)


def exists(way: str) -> bool:
    """Tell whether a test or a command is there."""
    path, _, name = way.partition("::")
    if name:
        file = ROOT / path
        return file.exists() and f"\ndef {name}(" in file.read_text(encoding="utf-8")
    tool, _, what = way.rpartition(" ")
    if tool == "make":
        return f"\n{what}:" in (ROOT / "Makefile").read_text(encoding="utf-8")
    if tool == "loyalty":
        return what in typer.main.get_group(app).commands
    return importlib.util.find_spec(what) is not None


def test_the_elements_of_a_trace_are_there_in_their_order() -> None:
    heads = re.findall(r"^## \d\. (.+)$", TRACE, re.MULTILINE)
    assert tuple(heads) == ELEMENTS
    assert SECTIONS[-1].startswith("What nobody has verified\n")


def test_there_is_a_claim_for_each_row_and_a_way_for_each_claim() -> None:
    assert len(CLAIMS) > 50
    assert [claim for claim, _, held in CLAIMS if not ways(held)] == []
    assert all(len(ways(held)) == held.count("`") // 2 for _, _, held in CLAIMS)


@pytest.mark.parametrize("way", sorted(set(ways(TRACE))))
def test_what_holds_a_claim_exists(way: str) -> None:
    assert exists(way)


@pytest.mark.parametrize(
    "way",
    ["tests/test_chance.py::test_that_is_not_there", "tests/none.py::test_a", "make nothing",
     "loyalty nothing", "python -m docs.nothing"],
)  # fmt: skip
def test_what_does_not_exist_is_found(way: str) -> None:
    assert ways(f"`{way}`") == [way]
    assert not exists(way)


def test_patterns_numbers_and_switches_that_are_named_exist() -> None:
    board = from_json((ROOT / "docs" / "evidence.json").read_text(encoding="utf-8"))
    known = {one.number for one in (*findings(board), *readings(board))}
    named = set(re.findall(r"\b[DLQ]\d+\b", TRACE))
    assert named and named <= known
    numbers = set(re.findall(r"`([a-z]+_[a-z_]+)`", TRACE))
    assert numbers and numbers <= {*NAMES, *MECHANISM_NAMES}
