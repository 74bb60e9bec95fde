"""What a finished study says to a finding is read from its tables, of the program as it now is."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

from simulator.audit import AuditError, Run, audit, run_of
from simulator.audit.evidence import EVIDENCE
from simulator.audit.table import COLUMNS, write_audit
from simulator.scenario import load
from tests.audit.make import people
from tests.reports.synthetic import World, write_folder

Say = Callable[[str], str]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_folder(tmp_path_factory.mktemp("study") / "out", World(gains={"jd": -2.1e7, "tmall": 6e7}))


@pytest.fixture
def say(folder: Path) -> Say:
    return lambda number: EVIDENCE[number](Run(folder, "tmall"))


def test_lifts_are_told_by_level(say: Say) -> None:
    assert say("A5") == "lift of sales by level: T1 2.0%, T2 1.7%, T3 1.4%"
    assert say("B3").startswith("lift of sales against break-even, by level: T1 2.0% against 3.0%, T2")


def test_the_top_level_is_a_share_of_members_not_of_customers(folder: Path, say: Say) -> None:
    mix = pd.read_parquet(folder / "tables" / "mix.parquet").query(
        "design == 'tmall' and mode == 'uncertain'"
    )
    last = mix[mix["week"] == mix["week"].max()]
    members = last[last["level"] >= 0]
    share = float(members["share"].iloc[-1] / members["share"].sum())
    assert share > float(members["share"].iloc[-1])
    assert f"{share * 100:.0f}% after {mix['week'].max()} weeks" in say("A6")


def test_profit_has_its_interval_and_verdict(folder: Path, say: Say) -> None:
    rows = pd.read_parquet(folder / "tables" / "differences.parquet")
    row = rows.query(
        "design == 'tmall' and mode == 'uncertain' and metric == 'incremental_profit' and against == 'none'"
    ).iloc[0]
    told = say("B6")
    assert f"{row.difference / 100:,.0f} CNY" in told
    assert f"(95% interval {row.low / 100:,.0f} CNY to {row.high / 100:,.0f} CNY): higher" in told
    assert "to break even" in told


def test_use_of_points_and_the_light_buyers_are_told(say: Say) -> None:
    assert say("B2") == "60% of points issued are used, 60% of those of light buyers"
    assert say("A15") == "incremental profit of light buyers: 200,000 CNY"


def test_who_knows_the_balance_is_weighed_by_members(tmp_path: Path) -> None:
    (tmp_path / "tables").mkdir()
    levels = [
        {"mode": "uncertain", "design": "d", "week": week, "level": level, "metric": metric, "mean": mean}
        for week, known in ((0, 0.9), (9, 0.5))
        for level, count in ((-1, 500.0), (0, 300.0), (1, 100.0))
        for metric, mean in (("customers", count), ("knows_balance", known if level == 1 else 0.1))
    ]
    pd.DataFrame(levels).to_parquet(tmp_path / "tables" / "levels.parquet")
    assert EVIDENCE["A7"](Run(tmp_path, "d")) == "20% of members know their balance"


def test_a_level_that_nobody_held_is_left_out(tmp_path: Path) -> None:
    (tmp_path / "tables").mkdir()
    levels = [
        {
            "mode": "uncertain",
            "design": "d",
            "level": level,
            "level_name": name,
            "metric": "lift",
            "mean": mean,
        }
        for level, (name, mean) in enumerate((("base", 0.02), ("empty", None), ("top", 0.01)))
    ]
    pd.DataFrame(levels).to_parquet(tmp_path / "tables" / "tiers.parquet")
    assert EVIDENCE["A5"](Run(tmp_path, "d")) == "lift of sales by level: base 2.0%, top 1.0%"


def test_a_level_that_nobody_holds_at_the_end_weighs_nothing(tmp_path: Path) -> None:
    (tmp_path / "tables").mkdir()
    held = {"customers": (300.0, 0.0), "knows_balance": (0.4, None)}
    levels = [
        {"mode": "fixed", "design": "d", "week": 25, "level": level, "metric": metric, "mean": mean}
        for metric, means in held.items()
        for level, mean in enumerate(means)
    ]
    pd.DataFrame(levels).to_parquet(tmp_path / "tables" / "levels.parquet")
    assert EVIDENCE["A7"](Run(tmp_path, "d")) == "40% of members know their balance"


def test_one_run_has_a_difference_and_no_interval(tmp_path: Path) -> None:
    (tmp_path / "tables").mkdir()
    (tmp_path / "study.json").write_text('{"designs": {}, "baseline": "none"}', encoding="utf-8")
    row = {"mode": "fixed", "design": "d", "metric": "revenue", "against": "none", "baseline_mean": 1e6}
    row |= {"relative": 0.02, "difference": 2e4, "low": None, "high": None, "verdict": "cannot be told apart"}
    pd.DataFrame([row]).to_parquet(tmp_path / "tables" / "differences.parquet")
    assert EVIDENCE["A9"](Run(tmp_path, "d")) == "lift of sales 2.0%: cannot be told apart"


def test_a_table_that_is_not_there_says_nothing(tmp_path: Path) -> None:
    (tmp_path / "study.json").write_text('{"designs": {}, "baseline": "none"}', encoding="utf-8")
    silent = {number for number, told in EVIDENCE.items() if told(Run(tmp_path, "jd")) == ""}
    assert silent == set(EVIDENCE)


def test_the_run_of_a_program_is_found_by_its_content(tmp_path: Path) -> None:
    jd = load("jd-2013", "program")
    designs = {"none": {}, "mine": {"program_sha256": jd.sha256}}
    (tmp_path / "study.json").write_text(json.dumps({"designs": designs}), encoding="utf-8")
    assert run_of(tmp_path, jd).design == "mine"
    with pytest.raises(
        AuditError, match=r"none of its designs \(none, mine\) is jd-clear as its file is now"
    ):
        run_of(tmp_path, load("jd-clear", "program"))


def test_a_folder_without_a_study_is_told(tmp_path: Path) -> None:
    with pytest.raises(AuditError, match=r"no study\.json to read in it"):
        run_of(tmp_path, load("jd-2013", "program"))


def test_evidence_stands_beside_the_finding_and_changes_none(folder: Path) -> None:
    tmall = load("tmall-style", "program")
    alone, beside = (audit(tmall, people(), run=run) for run in (None, Run(folder, "tmall")))
    assert [one.judged for one in alone] == [one.judged for one in beside]
    assert {one.run for one in alone} == {""}
    assert "lift of sales by level" in next(one.run for one in beside if one.check.number == "A5")


def test_the_table_of_a_study_has_every_design_that_was_run(tmp_path: Path) -> None:
    out = write_folder(tmp_path / "out", World(gains={"jd": -2.1e7, "tmall": 6e7}))
    written = write_audit(load("jd-vs-tmall", "study"), out)
    assert sorted(path.name for path in written) == ["audit.csv", "audit.parquet"]
    frame = pd.read_parquet(out / "tables" / "audit.parquet")
    assert list(frame.columns) == list(COLUMNS)
    assert set(frame["design"]) == {"jd", "tmall"}
    flaws = frame[frame["kind"] == "flaw"].set_index(["design", "number"])
    assert flaws.loc[("jd", "A3"), "key"] == "status.rating.visible"
    assert flaws.loc[("tmall", "A6"), "limit"] == 10.0
    # The study compares with no program over 104 weeks: that much of a plan is there.
    assert frame.set_index(["design", "number"]).loc[("jd", "A12"), "kind"] == "good"
