"""Tables of the report say what the results hold."""

from __future__ import annotations

import pytest

from reports import details, tables
from reports.study import Study, read_study
from reports.tables import Table
from reports.words import METRICS
from tests.reports.synthetic import World, write_folder


@pytest.fixture(scope="module")
def study(tmp_path_factory: pytest.TempPathFactory) -> Study:
    world = World(gains={"jd": -2.1e7, "tmall": 6e7}, pays_from={"tmall": 40})
    return read_study(write_folder(tmp_path_factory.mktemp("study") / "out", world))


def rows(table: Table | None, block: int = 0) -> dict[str, dict[str, str]]:
    """Return the rows of a block by their head, each by column; a second line stands behind a bar."""
    assert table is not None
    return {
        row[0].text: {
            head: cell.text + (f" | {cell.note}" if cell.note else "")
            for head, cell in zip(table.head, row, strict=True)
        }
        for row in table.blocks[block].rows
    }


def amount(text: str) -> float:
    return float(text.replace("−", "-").replace("CNY ", "").replace(",", ""))


def test_the_scoreboard_has_the_baseline_first_and_tells_who_pays(study: Study) -> None:
    told = rows(tables.scoreboard(study))
    assert list(told) == ["none", "jd", "tmall"]
    assert told["jd"]["pays back"] == "not within 104 weeks | 0 of 30 draws pay back"
    assert told["tmall"]["pays back"].startswith("week 40 | ")
    assert told["tmall"]["chance to earn most"] == "100.0% | best"
    assert told["tmall"]["mean regret"] == "CNY 0"


def test_every_headline_metric_has_a_block_with_both_intervals(study: Study) -> None:
    table = tables.differences(study)
    assert table is not None
    assert [block.heading.text for block in table.blocks] == [metric.label for metric in METRICS.values()]
    profit = rows(table, list(METRICS).index("incremental_profit"))["jd"]
    drawn, fixed = profit["range over the draws"], profit["parameters fixed, 95%"]
    wide, narrow = ([amount(end) for end in text.split(" to ")] for text in (drawn, fixed))
    assert wide[0] < narrow[0] < narrow[1] < wide[1] < 0
    assert profit["verdict"] == "lower"


def test_a_verdict_is_tinted_by_what_it_means_for_the_firm(study: Study) -> None:
    assert tables.judged(study, "profit", "higher").tone == "good"
    assert tables.judged(study, "program_cost", "higher").tone == "bad"
    assert tables.judged(study, "program_cost", "lower").tone == "good"
    assert tables.judged(study, "profit", "cannot be told apart").tone == "plain"


def test_promises_are_told_as_kept_or_broken(study: Study) -> None:
    told = rows(tables.promises(study))
    assert told["jd"]["verdict"] == "kept"
    assert told["jd"]["found"] == "0.40%"
    assert told["tmall"]["verdict"] == "broken"
    assert told["tmall"]["found"] == "2.10%"


def test_a_switch_tells_who_wins_and_who_loses(study: Study) -> None:
    told = rows(details.switch(study))
    first, second = (level for level in told if level.endswith(", heavy"))
    assert told[first]["members"] == "900"
    assert [told[level]["worse off"] for level in (first, second)] == ["60.0%", "40.0%"]
    assert [amount(told[level]["worth a year"]) for level in (first, second)] == [-4, -1.5]
    assert told[first]["orders"] == "−0.10"


@pytest.mark.parametrize(
    ("limit", "kind"),
    [("at most 2% of yearly sales", "share"), ("at most 9 CNY", "money"), ("at most 52 weeks", "week")],
)
def test_a_promised_value_is_written_as_its_limit(limit: str, kind: str, study: Study) -> None:
    assert tables.kind_of_limit(study, limit, "liability") == kind


def test_launch_and_running_stand_beside_each_other(study: Study) -> None:
    table = tables.starts(study)
    assert table is not None
    starts = [(row[0].text, row[1].text) for row in table.blocks[0].rows]
    assert starts == [
        (name, start) for name in ("jd", "tmall") for start in ("launched in week 0", "running for years")
    ]


def test_equal_cost_is_told_as_what_was_made_equal(study: Study) -> None:
    laid = tables.equal_cost(study)
    assert laid is not None
    cost = laid.blocks[0].rows[0][laid.head.index("cost to the firm, of sales")]
    assert (cost.text, cost.note) == ("0.80%", "members get 2.10%")
    lift = laid.blocks[0].rows[0][laid.head.index("lift of sales")]
    assert (lift.text, lift.note) == ("+2.00%", "5.00% needed")


@pytest.mark.parametrize(("reached", "told"), [(True, "found at 0.90%"), (False, "only 0.90% reached")])
def test_what_the_search_for_equal_cost_found_stands_below_the_factor(
    study: Study, reached: bool, told: str
) -> None:
    entry = study.facts["designs"]["jd"]
    facts = {**study.facts, "designs": {**study.facts["designs"]}}
    facts["designs"]["jd"] = {
        **entry, "factor": 1.5, "equal_cost_share": 0.009, "equal_cost_reached": reached
    }  # fmt: skip
    laid = tables.equal_cost(Study(facts, study.frames))
    assert laid is not None
    assert "of 1.00% of sales" in laid.caption
    assert laid.blocks[0].rows[0][1].note == told


def test_the_roll_forward_of_each_period_adds_up(study: Study) -> None:
    table = details.roll_forward(study)
    assert table is not None
    assert len(table.blocks) == 2
    for block in table.blocks:
        for period in block.rows:
            opening, issued, redeemed, expired, back, change, breakage, closing = (
                amount(cell.text) for cell in period[1:9]
            )
            assert opening + issued - redeemed - expired - back + change - breakage == pytest.approx(
                closing, abs=4
            )


def test_first_estimates_are_told_beside_what_came(study: Study) -> None:
    table = details.roll_forward(study)
    assert table is not None
    assert "over what came, by month of issue: jd 1.04 (1.04 to 1.04)" in table.caption


def test_the_economic_and_the_accounting_view_are_never_in_one_number(study: Study) -> None:
    table = details.two_views(study)
    assert table is not None
    weekly = study.headline("weekly", design="jd")
    ends = [
        float(weekly[weekly["metric"] == metric]["mean"].iloc[-1])
        for metric in ("economic_obligation", "ifrs_liability")
    ]
    cells = [cell.text for cell in table.blocks[0].rows[0]]
    assert [cells[2], cells[4]] == [study.write.money(end) for end in ends]
    assert study.write.money(sum(ends)) not in cells


def test_a_tier_whose_cost_eats_the_margin_is_told_so(study: Study) -> None:
    told = rows(details.tiers(study))
    assert told["diamond"]["break-even lift"] == "no lift pays"
    assert told["silver"]["break-even lift"] == "9.00%"
    assert told["gold"]["paid on sales made anyway"] == "94.5%"


def test_what_sellers_pay_is_told_apart_from_the_firm(study: Study) -> None:
    table = details.costs(study)
    paid = rows(table, 1)
    lines = rows(table, 0)
    assert amount(paid["paid by the firm"]["jd"]) + amount(paid["paid by the seller"]["jd"]) == pytest.approx(
        amount(lines["total"]["jd"]), rel=0.01
    )
    assert amount(paid["paid by the seller"]["jd"]) > 0


def test_assumptions_come_with_range_tag_and_source(study: Study) -> None:
    told = rows(details.assumptions(study), 1)
    assert told["price elasticity"] == {
        "number": "price elasticity", "value": "−2", "range": "−3 to −1.2", "unit": "", "tag": "published",
        "source": "Bijmolt et al. 2005",
    }  # fmt: skip
