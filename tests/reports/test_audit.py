"""The report tells what the audit found in each design, from the table alone."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from reports.audit import audit
from reports.page import page
from reports.study import Study, read_study
from reports.tables import Block, Cell
from simulator.audit.table import write_audit
from simulator.scenario import load
from tests.reports.synthetic import World, write_folder


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = write_folder(tmp_path_factory.mktemp("study") / "out", World(gains={"jd": -2.1e7, "tmall": 6e7}))
    write_audit(load("jd-vs-tmall", "study"), out)
    return out


@pytest.fixture(scope="module")
def study(folder: Path) -> Study:
    return read_study(folder)


def block(study: Study, place: int) -> Block:
    table = audit(study)
    assert table is not None
    return table.blocks[place]


def row(block: Block, number: str) -> tuple[Cell, ...]:
    return next(row for row in block.rows if row[0].text.startswith(f"{number} "))


def test_each_design_has_its_findings_flaws_first(study: Study) -> None:
    jd, tmall = block(study, 0), block(study, 1)
    assert (jd.heading.text, tmall.heading.text) == ("jd", "tmall")
    judged = [row[2].text for row in tmall.rows]
    assert judged == sorted(judged, key=["flaw", "not stated", "passed", "not judged"].index)
    flaws = [row[0].text.split()[0] for row in tmall.rows if row[2].text == "flaw"]
    assert {"A5", "A6", "A7", "A9"} <= set(flaws)


def test_a_flaw_has_its_place_measure_limit_evidence_and_what_others_do(study: Study) -> None:
    check, found, judged, limit, run, others = row(block(study, 1), "A6")
    assert check.note.startswith("tmall-style (shipped):")
    assert check.note.endswith("tiers.levels.T3.from")
    assert "of a year's buyers" in found.note
    assert (judged.text, judged.tone) == ("flaw", "bad")
    assert limit.text == "top share: 10% of a year's buyers"
    assert limit.note.startswith("assumption: ")
    assert run.text.startswith("share of members in the top level: ")
    assert "other shipped programs in this currency pass" in others.text


def test_questions_and_what_passed_are_told_from_flaws(study: Study) -> None:
    jd = {row[2].text: row for row in block(study, 0).rows if row[2].text != "flaw"}
    assert "A27 tactical owner" in jd["not stated"][1].text
    assert "A6 too few tiers" in jd["passed"][1].text
    assert (jd["not stated"][2].tone, jd["passed"][2].tone) == ("plain", "good")
    assert jd["passed"][0].text == f"{jd['passed'][1].text.count(', ') + 1} checks"


def test_the_page_has_the_section_and_a_page_without_the_table_has_none(folder: Path, study: Study) -> None:
    assert 'id="audit"' in page(study)
    assert "Members cannot work out what they earn" in page(study)
    bare = Study(study.facts, {**study.frames, "audit": pd.DataFrame()})
    assert 'id="audit"' not in page(bare)
