"""The list of checks is whole, each check is told from the others, each limit says where it comes from."""

from __future__ import annotations

import ast
import importlib
from collections import Counter
from pathlib import Path

import pytest

import simulator.audit
from simulator.audit import CHECKS, LIMITS, Check
from simulator.audit.evidence import EVIDENCE

ROOM = Path(simulator.audit.__file__).parent


def on_disk() -> list[Check]:
    """Every check that any file of the room holds, found without the room's own list."""
    found: list[Check] = []
    for path in sorted(ROOM.glob("*.py")):
        names = {
            node.id for node in ast.walk(ast.parse(path.read_text("utf-8"))) if isinstance(node, ast.Name)
        }
        if "Check" in names and path.stem not in ("__init__", "check", "library"):
            found += importlib.import_module(f"simulator.audit.{path.stem}").CHECKS
    return found


def test_every_check_on_disk_is_in_the_list() -> None:
    assert Counter(on_disk()) == Counter(CHECKS)


def test_numbers_and_names_are_told_apart_and_in_order() -> None:
    numbers = [check.number for check in CHECKS]
    assert numbers == [*(f"A{place}" for place in range(1, 28)), *(f"B{place}" for place in range(1, 7))]
    assert len({check.name for check in CHECKS}) == len(CHECKS)


def test_every_check_says_what_it_asks_and_of_whom_that_was_learned() -> None:
    assert [check.number for check in CHECKS if not (check.asks.endswith("?") and check.source)] == []


@pytest.mark.parametrize("limit", LIMITS.values(), ids=str)
def test_a_limit_has_unit_range_tag_and_source(limit: simulator.audit.Limit) -> None:
    assert limit.low <= limit.default <= limit.high
    assert limit.low < limit.high
    assert limit.tag in ("published", "derived", "assumption")
    assert limit.unit
    assert limit.meaning
    assert len(limit.source) > 20


def test_every_limit_is_used_and_every_name_is_known() -> None:
    named = {check.limit for check in CHECKS if check.limit}
    assert named - set(LIMITS) == set()
    assert set(LIMITS) - named == {"carried_years"}  # of the ladder, which all checks share
    assert set(EVIDENCE) - {check.number for check in CHECKS} == set()
