"""The verdict follows the numbers."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

from reports import tables
from reports.study import read_study
from reports.verdict import Verdict, verdict, what_a_price_cut_brings
from tests.reports.synthetic import World, write_folder

Judge = Callable[[World], Verdict]


@pytest.fixture
def judge(tmp_path: Path) -> Judge:
    return lambda world: verdict(read_study(write_folder(tmp_path / "out", world)))


def about(found: Verdict, name: str) -> str:
    return next(" ".join(told) for design, told in found.designs if design.name == name)


def test_designs_that_cost_more_than_they_bring_do_not_pay(judge: Judge) -> None:
    found = judge(World(gains={"jd": -2.1e7, "tmall": -3.4e7}))
    lead = " ".join(found.lead)
    assert "No design pays within 104 weeks" in lead
    assert "jd costs the least of them: CNY 2" in lead
    assert "having no program earns the most" in lead
    told = about(found, "tmall")
    assert "Does not pay back within 104 weeks in any draw." in told
    assert "break-even lift is" in told
    assert "less than with no program" in told
    assert "more in 0 of 30 draws" in told


def test_a_design_that_brings_more_pays_back(judge: Judge) -> None:
    found = judge(World(gains={"jd": 6e7, "tmall": -3e7}, pays_from={"jd": 37}))
    lead = " ".join(found.lead)
    assert lead.startswith(("jd earns the most: CNY 5", "jd earns the most: CNY 6"))
    assert "No design pays" not in lead
    assert "Pays back by the end of week 37" in about(found, "jd")
    assert "Earns CNY" in about(found, "jd")
    assert "more than with no program" in about(found, "jd")
    assert "less than with no program" in about(found, "tmall")


def test_what_a_program_costs_the_sellers_is_told(tmp_path: Path) -> None:
    folder = write_folder(tmp_path / "out", World(gains={"tmall": 6e7}))
    path = folder / "tables" / "differences.parquet"
    told = pd.read_parquet(path)
    sellers = told[told["metric"] == "profit"].assign(
        metric="seller_profit", difference=-3e7, spread_low=-4e7, spread_high=-2e7, verdict="lower"
    )
    pd.concat([told, sellers]).to_parquet(path, index=False)
    study = read_study(folder)
    assert "Its sellers earn CNY 300,000 less (−CNY 400,000 to −200,000" in about(verdict(study), "tmall")
    laid = tables.differences(study)
    assert laid is not None
    assert "Profit of the sellers" in [block.heading.text for block in laid.blocks]


def test_a_customer_base_that_still_moves_is_told(tmp_path: Path) -> None:
    folder = write_folder(tmp_path / "out", World(gains={"jd": 6e7}))
    path = folder / "tables" / "weekly.parquet"
    rows = [
        ("uncertain", "none", week, "retained_share", 0.77 - week / 1e4, 0.75 - week / 2e3, 0.8)
        for week in (0, 50, 100)
    ]
    told = pd.read_parquet(path)
    pd.concat([told, pd.DataFrame(rows, columns=told.columns)]).to_parquet(path, index=False)
    assert not any("settles" in line for line in verdict(read_study(folder)).unknown)
    facts = json.loads((folder / "study.json").read_text())
    (folder / "study.json").write_text(json.dumps({**facts, "settle_weeks": 26}))
    (line,) = (line for line in verdict(read_study(folder)).unknown if "settles for 26 weeks" in line)
    assert "from 77.0% to 76.0% during the study with no program, from 75.0% to 70.0%" in line


def test_an_identical_design_is_called_identical(judge: Judge) -> None:
    found = judge(World(gains={"jd": 0.0}))
    assert "Nothing changes" in " ".join(found.lead)
    assert "Earns exactly what is earned with no program." in about(found, "jd")
    assert "pay back" not in about(found, "jd")


def test_equal_profit_of_runs_that_differ_is_not_told_as_no_change(tmp_path: Path) -> None:
    folder = write_folder(tmp_path / "out", World(gains={"jd": 0.0}))
    path = folder / "tables" / "differences.parquet"
    pd.read_parquet(path).assign(identical_runs=False).to_parquet(path, index=False)
    found = verdict(read_study(folder))
    assert "jd earns exactly what no program earns." in found.lead
    assert "Keeps exactly as many customers" in about(found, "jd")


def test_designs_with_the_same_numbers_are_called_identical(judge: Judge, tmp_path: Path) -> None:
    world = World(gains={"jd": -2e7, "copy": -2.1e7}, luck=0.0)
    assert any("earns" in told for told in judge(world).apart)
    same = World(gains={"jd": 0.0, "copy": 0.0})
    found = verdict(read_study(write_folder(tmp_path / "same", same)))
    assert found.apart == ("jd and copy are identical in profit, draw by draw.",)


def test_a_difference_that_luck_can_make_is_not_called_one(judge: Judge) -> None:
    world = World(gains={"jd": 1e5}, luck=5e7, verdicts={"jd": "cannot be told apart"})
    found = judge(world)
    assert "No design is shown to earn more than with no program within 104 weeks." in found.lead
    assert "Cannot be told apart from no program in profit" in about(found, "jd")


def test_a_difference_under_the_threshold_is_called_small(judge: Judge) -> None:
    found = judge(World(gains={"jd": 1e6}, luck=1e4, verdicts={"jd": "too small to matter"}))
    assert "under the 0.50% of gross profit that matters" in about(found, "jd")


def test_neighbours_within_luck_of_each_other_cannot_be_told_apart(judge: Judge) -> None:
    found = judge(World(gains={"jd": -2.0e7, "tmall": -2.0000001e7}))
    assert "cannot be told apart in profit" in " ".join(found.apart)


def test_the_parameter_that_decides_is_named_and_others_are_not(judge: Judge) -> None:
    found = judge(World())
    assert "What jd earns hangs most on noticing, reward rate that is half noticed (more helps" in " ".join(
        found.drives
    )
    assert "outside share" not in " ".join(found.drives)
    assert "measure first, on real customers: noticing." in " ".join(found.unknown)


def test_what_a_price_cut_brings_at_the_inputs_is_told_beside_the_verdict(tmp_path: Path) -> None:
    study = read_study(write_folder(tmp_path / "out", World()))
    assert what_a_price_cut_brings(study) == ()  # where no elasticity is stated
    rows = study.frames["assumptions"]
    stated = rows.iloc[[0]].assign(name="elasticity: rise of orders after a price cut", value=2.0)
    study = dataclasses.replace(study, frames={**study.frames, "assumptions": pd.concat([rows, stated])})
    margin = study.mean("gross_profit", study.baseline) / study.mean("revenue", study.baseline)
    told = " ".join(what_a_price_cut_brings(study))
    assert f"brings back {2.0 * (margin - 0.01):.2f} of what it costs" in told
    assert told in " ".join(verdict(study).drives)


def test_few_draws_name_no_driver_and_say_that_they_are_few(judge: Judge) -> None:
    found = judge(World(replications=4))
    assert found.drives == ("4 draws of 4 uncertain parameters are too few to say what the result hangs on.",)
    assert "4 draws are few" in " ".join(found.unknown)


def test_a_result_that_follows_no_parameter_is_told_so(judge: Judge) -> None:
    found = judge(World(luck=0.0))
    assert "No single parameter stands out from chance in what jd earns." in found.drives


def test_assumptions_are_counted(judge: Judge) -> None:
    assert "3 of the 5 stated numbers are assumptions" in " ".join(judge(World()).unknown)


def test_a_study_of_the_baseline_alone_compares_nothing(judge: Judge) -> None:
    assert judge(World(gains={})).lead == ("Nothing is compared here: only no program was run.",)
