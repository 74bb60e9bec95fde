"""What a study's plan tells people: every number with its tag and source, and whose program it is."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from simulator.engine.kept import key_of
from simulator.experiments.plan import BUSINESS, NOTES, Options, about, assumptions, plan_of
from simulator.market.stated import NO_SOURCE
from simulator.scenario import load


def test_a_variant_has_a_title_of_its_own(tmp_path: Path) -> None:
    file = tmp_path / "study.yaml"
    file.write_text(
        "title: A study\nmarket: china-marketplace\nbegins: 2014-01-06\nweeks: 10\ncustomers: 100\n"
        "replications: 2\nseed: 1\ndesigns: {jd: jd-2013, perks: jd-2013/gold-perks, clear: jd-clear, "
        "dear: {extends: jd-2013, points: {value: 0.02 CNY}}}\n",
        encoding="utf-8",
    )
    study = load(file)
    titles = {name: design.title for name, design in plan_of(study, Options()).designs.items()}
    jd = study.designs["jd"].model.title
    assert titles["jd"] == jd
    assert titles["dear"] == f"{jd} (dear)"
    assert titles["clear"] == study.designs["clear"].model.title != jd
    assert len(set(titles.values())) == len(titles)


Rows = dict[str, dict[str, Any]]


def told(market: str, folder: Path) -> Rows:
    file = folder / "study.yaml"
    file.write_text(
        f"title: A study\nmarket: {market}\nbegins: 2014-01-06\nweeks: 10\ncustomers: 100\n"
        "start: launch\nreplications: 2\nseed: 1\ndesigns: {none: none}\n",
        encoding="utf-8",
    )
    return {row["name"].partition(":")[0]: row for row in assumptions(plan_of(load(file), Options()))}


def test_the_numbers_of_the_business_are_told_with_tag_and_source(tmp_path: Path) -> None:
    rows = told("china-marketplace", tmp_path)
    take = rows["take_rate"]
    assert (take["value"], take["low"], take["high"], take["unit"], take["tag"], take["where"]) == (
        15.0, 5.0, 45.0, "percent", "assumption", BUSINESS,
    )  # fmt: skip
    assert "first number to replace" in take["source"]
    assert (rows["handling"]["value"], rows["handling"]["unit"]) == (5.0, "CNY")
    assert "margin" not in rows
    assert rows["orders_per_year"]["where"] == "market file"
    assert rows["forget"]["where"] == "default"


def test_the_notes_of_the_market_are_told(tmp_path: Path) -> None:
    rows = told("china-marketplace", tmp_path)
    assert rows["one_rival"] == {
        "name": "one_rival: assumed", "value": None, "low": None, "high": None, "unit": "",
        "tag": "assumption", "where": NOTES,
        "source": "one rival without a program, and one outside option for all else",
    }  # fmt: skip
    assert rows["season"]["tag"] == ""
    assert told("cdnow", tmp_path)["log"]["source"].startswith("cdnow.csv, 6,919 rows")


def test_a_bare_number_of_the_business_is_an_assumption_without_a_source(tmp_path: Path) -> None:
    market = "title: Here\ncurrency: CNY\nbusiness: {kind: retailer, margin: 12%}\n"
    (tmp_path / "market.yaml").write_text(market, encoding="utf-8")
    margin = told("market.yaml", tmp_path)["margin"]
    assert (margin["value"], margin["low"], margin["high"]) == (12.0, 12.0, 12.0)
    assert (margin["tag"], margin["source"]) == ("assumption", NO_SOURCE)


@pytest.mark.parametrize(
    ("name", "words"),
    [("jd-2013", ("JD.com", "rules as of 2013-10-15", "status called “growth value”")), ("none", ())],
)
def test_whose_program_it_is_and_what_members_call_things(name: str, words: tuple[str, ...]) -> None:
    said = about(load(name, "program").model)
    assert all(word in said for word in words)
    assert bool(said) == bool(words)


def test_a_network_of_talk_is_told_with_the_assumptions(tmp_path: Path) -> None:
    row = told("auctions-china/scale-free", tmp_path)["network"]
    assert (row["tag"], row["where"]) == ("assumption", "market file")
    assert row["source"] == "8 ties a customer, 10% of them to anybody in the market"
    assert "network" not in told("auctions-china", tmp_path)


def test_another_network_is_another_market_to_all_that_is_kept(tmp_path: Path) -> None:
    def kept_as(market: str) -> str:
        file = tmp_path / "study.yaml"
        file.write_text(
            f"title: A study\nmarket: {market}\nbegins: 2014-01-06\nweeks: 10\ncustomers: 100\n"
            "start: launch\nreplications: 2\nseed: 1\ndesigns: {none: none}\n",
            encoding="utf-8",
        )
        return key_of(("together", tuple(plan_of(load(file), Options()).facts)))

    names = ("auctions-china", "auctions-china/small-world", "auctions-china/scale-free")
    assert len({kept_as(name) for name in names}) == 3
