"""The report tells what a unit of money does on either side, and how long one must wait."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from reports import moved
from reports.study import Study, read_study
from tests.reports.synthetic import write_folder
from tests.reports.test_tables import rows


@pytest.fixture(scope="module")
def study(tmp_path_factory: pytest.TempPathFactory) -> Study:
    return read_study(write_folder(tmp_path_factory.mktemp("moved") / "out"))


def test_each_move_tells_both_sides_and_their_difference(study: Study) -> None:
    told = rows(moved.unit(study))
    assert list(told) == ["from 0% to 50%", "from 50% to 100%", "all of it, from 0% to 100%"]
    first, second = told["from 0% to 50%"], told["from 50% to 100%"]
    assert first["1 CNY brought as advertising"] == "−0.25"
    assert first["1 CNY brings in the program"] == "+0.25"
    assert first["moving it brings"] == "+0.50 | +0.40 to +0.60"
    assert first["range over the draws"] == "+0.20 to +0.80"
    assert second["moving it brings"] == "−0.25 | −0.35 to −0.15"


def test_the_week_of_overtaking_stands_with_its_range_and_how_often(study: Study) -> None:
    told = rows(moved.unit(study))
    first, second = told["from 0% to 50%"], told["from 50% to 100%"]
    program, advertising = "the program is ahead for good", "advertising is ahead for good"
    assert first[program] == "from week 9 | in 90% of the draws, weeks 2 to 31"
    assert first[advertising] == "not within 104 weeks | in 10% of the draws, week 0"
    assert second[program] == "not within 104 weeks | in 0% of the draws"
    assert second[advertising] == "from week 44 | in 100% of the draws, week 60"


def test_every_horizon_has_a_column(study: Study) -> None:
    told = rows(moved.horizons(study))
    assert list(told["from 0% to 50%"])[1:] == ["after 26 weeks", "after 52 weeks", "after 104 weeks"]
    assert told["all of it, from 0% to 100%"]["after 52 weeks"] == "+0.15 | +0.05 to +0.25"


def test_a_mix_that_misses_the_budget_is_told_as_such(study: Study) -> None:
    told = rows(moved.mixes(study))
    assert told["50%"]["the program's benefits times"] == "1.25 | the budget could not be met"
    assert told["100%"]["the program's benefits times"] == "3.50"
    assert told["0%"]["spent in all"] == told["100%"]["spent in all"] == "CNY 200,000"
    assert told["0%"]["the program's benefits times"] == "–"


def test_moves_for_unequal_money_are_marked_and_the_lead_says_so(study: Study) -> None:
    for laid in (moved.unit(study), moved.horizons(study)):
        marks = {name: row["share in the program"] for name, row in rows(laid).items()}
        assert marks["from 0% to 50%"].endswith("| the budget could not be met at 50%")
        assert marks["from 50% to 100%"].endswith("| the budget could not be met at 50%")
        assert marks["all of it, from 0% to 100%"] == "all of it, from 0% to 100%"
    told = "the same is spent in all, as far as that can be: with 50% of the money in the program the budget"
    assert told in moved.lead(study)


def test_where_every_mix_meets_the_budget_nothing_is_marked(study: Study) -> None:
    met = study.frames["mixes"].assign(reached=True)
    even = Study(study.facts, {**study.frames, "mixes": met})
    assert "so that the same is spent in all. Each step" in moved.lead(even)
    assert rows(moved.unit(even))["from 0% to 50%"]["share in the program"] == "from 0% to 50%"


def test_a_study_that_moves_nothing_has_none_of_it(study: Study, tmp_path: Path) -> None:
    nothing = {name: pd.DataFrame() for name in ("mixes", "moved")}
    without = Study(study.facts, {**study.frames, **nothing})
    assert moved.unit(without) is None
    assert moved.horizons(without) is None
    assert moved.mixes(without) is None
