"""A finding names the file, line and column of the key that states it, wherever that is written."""

from __future__ import annotations

from pathlib import Path

import pytest

from simulator.audit import Finding, audit
from simulator.program import Program
from simulator.scenario import Scenario, load
from tests.audit.make import people

SHIPPED = Path(__file__).parents[2] / "scenarios" / "programs"


def finding(scenario: Scenario[Program], number: str) -> Finding:
    return next(one for one in audit(scenario, people()) if one.check.number == number)


@pytest.fixture
def mine(tmp_path: Path) -> Path:
    path = tmp_path / "mine.yaml"
    path.write_text(
        "extends: jd-2013\n"
        "title: Mine\n"
        "status:\n"
        "  rating:\n"
        "    down_on: [return]\n"
        "variants:\n"
        "  hotline-broken:\n"
        "    privileges:\n"
        "      hotline: {kept: 80%}\n",
        encoding="utf-8",
    )
    return path


@pytest.mark.parametrize(
    ("name", "number", "key"),
    [
        ("jd-2013", "A3", "visible"),
        ("jd-2013", "A4", "down_on"),
        ("jd-2013", "A1", "bronze"),
        ("tmall-style", "A5", "T3"),
        ("tmall-style", "A7", "contacts"),
        ("tmall-style", "A9", "rate"),
    ],
)
def test_the_place_is_that_of_the_key(name: str, number: str, key: str) -> None:
    found = finding(load(name, "program"), number)
    file, line, column = found.place.rsplit(":", 2)
    assert file == f"{name} (shipped)"
    written = (SHIPPED / f"{name}.yaml").read_text(encoding="utf-8").splitlines()[int(line) - 1]
    assert written[int(column) - 1 :].startswith(f"{key}:")
    assert found.key.endswith(key)


def test_a_change_is_told_where_it_is_written_and_all_else_where_it_is_inherited(mine: Path) -> None:
    scenario = load(mine)
    assert finding(scenario, "A4").place == f"{mine}:5:5"
    assert finding(scenario, "A3").place == finding(load("jd-2013"), "A3").place


def test_what_a_variant_states_is_told_in_it(mine: Path) -> None:
    found = finding(load(f"{mine}/hotline-broken"), "A21")
    assert (found.place, found.key) == (f"{mine}:9:17", "privileges.hotline.kept")


def test_what_is_written_nowhere_is_told_at_the_nearest_clause(mine: Path) -> None:
    found = finding(load(mine), "A9")
    assert (found.place, found.key) == (f"{mine}:1:1", "")


def test_a_key_that_is_left_out_is_told_at_its_clause(tmp_path: Path) -> None:
    path = tmp_path / "short.yaml"
    path.write_text(
        "title: Short\ncurrency: CNY\npoints:\n  earn: {purchase: {rate: 1 per CNY}}\n  value: 0.01 CNY\n",
        encoding="utf-8",
    )
    found = finding(load(path), "B4")
    assert (found.place, found.key) == (f"{path}:3:1", "points")


def test_a_design_of_a_study_is_told_in_the_study(tmp_path: Path) -> None:
    study = tmp_path / "study.yaml"
    study.write_text(
        "title: A study\nmarket: china-marketplace\nbegins: 2014-01-06\nweeks: 10\ncustomers: 10\n"
        "replications: 1\nseed: 1\ndesigns:\n  short:\n    extends: clear-steps\n"
        "    tiers: {levels: {partner: {from: 2100}}}\n",
        encoding="utf-8",
    )
    design = load(study).designs["short"]
    assert finding(design, "A6").place == f"{study}:11:32"
