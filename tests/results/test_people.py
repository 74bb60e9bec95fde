"""The same people under two designs."""

from __future__ import annotations

import numpy as np
import pytest

from simulator.accounts import ledger
from simulator.accounts.chart import CUSTOMER_COLUMNS
from simulator.results import ResultsError, replication_tables
from tests.results.build import build_record


def test_each_set_of_people_is_held_against_itself() -> None:
    program, base = build_record("jd", lift=0.1), build_record("none", levels=())
    tables = replication_tables({"none": base, "jd": program}, "none", 0.1)["jd"]
    goods = CUSTOMER_COLUMNS.index("goods")
    heavy = program.customers[:, CUSTOMER_COLUMNS.index("group")] == 2
    row = tables["groups"]["heavy"]
    assert row["customers"] == np.count_nonzero(heavy)
    assert row["goods"] == program.customers[heavy, goods].sum()
    assert row["base_goods"] == base.customers[heavy, goods].sum()
    assert row["goods"] > row["base_goods"]


@pytest.mark.parametrize("rows", ["groups", "levels"])
def test_the_parts_add_up_to_everybody(rows: str) -> None:
    program, base = build_record("jd", lift=0.1), build_record("none", levels=())
    tables = replication_tables({"none": base, "jd": program}, "none", 0.1)["jd"]
    everybody = tables["groups"]["all"]
    parts = (
        tables["levels"]
        if rows == "levels"
        else [tables["groups"][g] for g in ("light", "moderate", "heavy")]
    )
    assert everybody == {name: sum(part[name] for part in parts) for name in everybody}


def test_a_launched_program_is_told_by_the_levels_at_the_end() -> None:
    launched = build_record("jd", meta={"start": "launch"})
    people = launched.customers.copy()
    people[:, CUSTOMER_COLUMNS.index("member_start")] = 0
    tables = replication_tables({"jd": launched._replace(customers=people)}, "jd", 0.1)["jd"]
    assert tables["held"] == "end"
    assert tables["levels"][0]["customers"] == 0
    running = launched._replace(customers=people, meta={**launched.meta, "start": "running"})
    assert replication_tables({"jd": running}, "jd", 0.1)["jd"]["levels"][0]["customers"] == len(people)


def test_other_people_are_refused() -> None:
    with pytest.raises(ResultsError, match="not the baseline's"):
        replication_tables(
            {"jd": build_record("jd"), "none": build_record("none", customers=91, meta={"customers": 90})},
            "none",
            0.1,
        )
    with pytest.raises(ResultsError, match="baseline 'none' is not among"):
        replication_tables({"jd": build_record("jd")}, "none", 0.1)


def test_headlines_are_worked_out_while_the_customers_are_there() -> None:
    program, base = build_record("jd", lift=0.1), build_record("none", levels=())
    tables = replication_tables({"none": base, "jd": program}, "none", 0.1)
    metrics = tables["jd"]["metrics"]
    assert metrics["incremental_profit"] == metrics["profit"] - tables["none"]["metrics"]["profit"]
    assert tables["none"]["metrics"]["incremental_profit"] == 0
    assert 0 < metrics["retained_12m"] < 1


def test_a_run_that_the_books_cannot_read_is_told() -> None:
    record = build_record("jd")
    poor = record._replace(meta={name: fact for name, fact in record.meta.items() if name != "point_cost"})
    with pytest.raises(ResultsError, match="does not state `point_cost`"):
        replication_tables({"jd": poor}, "jd", 0.1)


def test_synthetic_runs_keep_the_laws_of_the_books() -> None:
    for luck in range(5):
        record = build_record("jd", luck, luck=luck, lift=0.05)
        ledger.check(record.tally, record.opening)
        ledger.check_vintages(record.vintages, record.opening_vintages, record.tally, record.opening)


def test_a_switch_is_told_by_old_level_and_group_beside_the_same_people_who_stay() -> None:
    facts = {"stays": "old", "levels_before": "registered\nsilver\ngold"}
    switched, stays = build_record("new", lift=0.2, meta=facts), build_record("old")
    tables = replication_tables({"old": stays, "new": switched}, "old", 0.1)
    assert tables["old"]["switch"] == []
    rows = {(row["level_name"], row["group"]): row for row in tables["new"]["switch"]}
    heavy = switched.customers[:, CUSTOMER_COLUMNS.index("group")] == 2
    gold = rows["gold", "heavy"]
    assert gold["members"] == np.count_nonzero(heavy) > 0
    assert (gold["worth_change"], gold["losers"]) == (300 * gold["members"], 0)
    light = rows["registered", "light"]
    assert light["losers"] == light["members"] > 0
    parts = ("contribution", "fees", "program_cost")
    own, same = (
        [int(record.customers[heavy, CUSTOMER_COLUMNS.index(name)].sum()) for name in parts]
        for record in (switched, stays)
    )
    assert gold["margin"] == own[0] + own[1] - own[2]
    assert gold["stay_margin"] == same[0] + same[1] - same[2]
    assert gold["margin"] > gold["stay_margin"]
