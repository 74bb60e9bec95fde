"""A loaded scenario knows where each of its keys is written, through `extends`, variants and designs."""

from __future__ import annotations

from pathlib import Path

import pytest

from simulator.scenario import load

SILVER = ("tiers", "levels", "silver")


@pytest.fixture
def mine(tmp_path: Path) -> Path:
    path = tmp_path / "mine.yaml"
    path.write_text(
        "extends: jd-2013\ntitle: Mine\ntiers:\n  levels:\n    silver: {from: 3000}\n"
        "variants:\n  dear:\n    tiers: {levels: {silver: {from: 5000}}}\n",
        encoding="utf-8",
    )
    return path


def test_a_key_is_told_in_the_file_that_states_it(mine: Path) -> None:
    written = load(mine).written
    changed, inherited = (written.at((*SILVER, name))[0].key for name in ("from", "at_review"))
    assert str(changed) == f"{mine}:5:14"
    assert inherited is not None
    assert inherited.file == "jd-2013 (shipped)"
    line = (
        Path("scenarios/programs/jd-2013.yaml").read_text(encoding="utf-8").splitlines()[inherited.line - 1]
    )
    assert line.lstrip().startswith("silver:")
    assert line[inherited.column - 1 :].startswith("at_review")


def test_a_key_of_a_variant_is_told_in_the_variant(mine: Path) -> None:
    assert str(load(f"{mine}/dear").written.at((*SILVER, "from"))[0].key) == f"{mine}:8:31"


def test_a_design_written_in_a_study_is_told_there(tmp_path: Path) -> None:
    study = tmp_path / "study.yaml"
    study.write_text(
        "title: A study\nmarket: china-marketplace\nbegins: 2014-01-06\nweeks: 10\ncustomers: 10\n"
        "replications: 1\nseed: 1\ndesigns:\n  clear: {extends: jd-2013, status: {rating: {visible: yes}}}\n",
        encoding="utf-8",
    )
    design = load(study).designs["clear"].written
    assert str(design.at(("status", "rating", "visible"))[0].key) == f"{study}:9:47"
