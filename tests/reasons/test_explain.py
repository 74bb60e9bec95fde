"""The effect of a design shared out to mechanisms: it adds up, idle groups get nothing, budgets are kept."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from simulator.accounts import profit
from simulator.experiments.one_replication import run_replication
from simulator.experiments.plan import FIXED, Options
from simulator.experiments.setup import Setup
from simulator.market.behaviour import MECHANISM_NAMES, MECHANISMS
from simulator.metrics.members import retained_12m
from simulator.reasons import explain as conductor
from simulator.reasons import groups
from simulator.reasons.explain import EXACT, SAMPLED, Explained, ReasonsError, explain, shares, worth_of
from simulator.reasons.game import everybody
from simulator.reasons.groups import GROUPS, RULES_OF_GIVING, players_of
from simulator.reasons.tables import frames, write_explained
from simulator.reasons.worlds import MEASURES, SEGMENTS
from tests.reasons.conftest import DESIGNS, ON, POINTS, TIERS, study_of

BUDGET = 100
SALES, BEFORE = MEASURES.index("sales"), MEASURES.index("profit_before_obligation")


@pytest.fixture(scope="module")
def tables(found: Explained) -> dict[str, Any]:
    return frames(found)


@pytest.fixture(scope="module")
def sampled(tmp_path_factory: pytest.TempPathFactory) -> Explained:
    study = study_of(tmp_path_factory.mktemp("sampled"), {"tiers": TIERS}, (*ON, "satisfaction", "trust"))
    return explain(study, Options(replications=2, threads=2), BUDGET)


def parts(tables: dict[str, Any], **where: str) -> dict[str, Any]:
    rows = tables["explain"]
    for name, value in where.items():
        rows = rows[rows[name] == value]
    return {str(row["part"]): row for row in rows.to_dict("records")}


# ---- groups ---------------------------------------------------------------------------------------------


def test_every_mechanism_is_in_one_group_or_a_rule_of_giving() -> None:
    named = [name for group in GROUPS for name in group.mechanisms] + list(RULES_OF_GIVING)
    assert len(named) == len(set(named))
    assert set(named) <= set(MECHANISM_NAMES)


def test_a_mechanism_that_no_group_names_is_a_group_of_its_own(monkeypatch: pytest.MonkeyPatch,
                                                              found: Explained) -> None:  # fmt: skip
    monkeypatch.setattr(groups, "MECHANISMS", (*MECHANISMS, ("moods", "nobody has moods", {})))
    told = players_of(found.plan.market)
    assert [group.mechanisms for group in told if group.name == "moods"] == [("moods",)]
    assert len(told) == len(found.players) + 1


def test_what_the_market_has_switched_off_is_no_player(found: Explained) -> None:
    assert [group.name for group in found.players] == ["points", "privileges", "levels", "days", "habit"]


# ---- the laws of the values -----------------------------------------------------------------------------


def test_values_add_up_to_the_last_unit(found: Explained, sampled: Explained) -> None:
    assert (found.method, sampled.method) == (EXACT, SAMPLED)
    for told, design in ((found, "points"), (found, "tiers"), (sampled, "tiers")):
        for replication in (None, 0, 1):
            sums, divisor = shares(told, design, replication)
            worth = worth_of(told, design, replication)
            effect = worth(everybody(len(told.players))) - worth(0)
            assert (np.sum(sums, axis=0) == divisor * effect).all()
            assert np.abs(effect).sum() > 0


def test_with_everything_off_nobody_reacts_and_costs_remain(found: Explained) -> None:
    for design in DESIGNS:
        nothing = worth_of(found, design)(0)
        assert (nothing[[0, SALES]] == 0).all()
        assert nothing[BEFORE, -1] < 0  # running cost, points used, shipping, price cuts


def test_a_group_that_a_design_cannot_touch_adds_exactly_nothing(
    found: Explained, sampled: Explained, tables: dict[str, Any]
) -> None:
    for told, design, name in (
        (found, "points", "days"),
        (found, "tiers", "points"),
        (sampled, "tiers", "points"),
    ):
        at = [group.name for group in told.players].index(name)
        assert (shares(told, design)[0][at] == 0).all()
    assert all((one != 0).any() for one in shares(found, "tiers")[0][1:])
    idle = parts(tables, design="points", metric="sales", segment="all")["days"]
    assert not idle["touched"]
    assert [idle[name] for name in ("value", "low", "high", "first", "last")] == [0.0] * 5
    assert parts(tables, design="tiers", metric="sales", segment="all")["days"]["touched"]


def test_all_on_is_the_study_itself(found: Explained) -> None:
    plan = found.plan
    records = run_replication(Setup(plan), FIXED, 1, plan.designs)
    for design in DESIGNS:
        worth = worth_of(found, design, 1)(everybody(len(found.players)))
        ours, theirs = records[design], records["none"]
        both = [profit.sales(record.tally).sum() for record in (ours, theirs)]
        assert worth[SALES, -1] == both[0] - both[1]
        kept = [Fraction(retained_12m(record) or 0.0) * plan.customers for record in (ours, theirs)]
        assert worth[0, -1] == pytest.approx(float(kept[0] - kept[1]), abs=1e-6)
        before = [profit.operating_profit(record.tally).sum() for record in (ours, theirs)]
        assert worth[BEFORE, -1] == before[0] - before[1]


def test_dated_events_draw_orders_and_points_draw_where_there_are_points(tables: dict[str, Any]) -> None:
    # The 11th of each month adds two fifths of a week's need, and points are worth 4% of every order.
    assert parts(tables, design="tiers", metric="sales", segment="all")["days"]["value"] > 0
    assert parts(tables, design="points", metric="sales", segment="all")["points"]["value"] > 0
    assert parts(tables, design="tiers", metric="sales", segment="all")["points"]["value"] == 0


# ---- tables ---------------------------------------------------------------------------------------------


def test_rows_of_the_table_add_up_to_the_effect(tables: dict[str, Any]) -> None:
    assert set(tables["explain"]["metric"]) == set(MEASURES)
    for design in DESIGNS:
        for metric in MEASURES:
            for segment in SEGMENTS:
                told = parts(tables, design=design, metric=metric, segment=segment)
                total = told.pop("total")["value"]
                added = sum(row["value"] for row in told.values())
                assert added == pytest.approx(total, rel=1e-9, abs=1e-9)


def test_groups_of_buyers_add_up_to_all_but_for_what_is_nobodys(tables: dict[str, Any]) -> None:
    for design in DESIGNS:
        for part in ("total", "points", "habit"):
            told = [
                parts(tables, design=design, metric="sales", segment=one)[part]["value"] for one in SEGMENTS
            ]
            assert sum(told[:-1]) == pytest.approx(told[-1])
    before = [parts(tables, design="points", metric="profit_before_obligation", segment=one)["total"]["value"]
              for one in SEGMENTS]  # fmt: skip
    assert sum(before[:-1]) - before[-1] == pytest.approx(56 * 30 * 100 * 0.12)  # running cost per 1,000


def test_what_was_lived_is_told(found: Explained, tables: dict[str, Any]) -> None:
    sets = tables["explain_sets"]
    where = {"design": "tiers", "replication": 1, "groups": "levels+days+habit", "metric": "sales"}
    for name, value in {**where, "segment": "heavy"}.items():
        sets = sets[sets[name] == value]
    assert sets["effect"].tolist() == [int(worth_of(found, "tiers", 1)(0b11100)[SALES, 2])]


def test_threads_change_no_byte(found: Explained, tmp_path: Path) -> None:
    study = study_of(tmp_path, DESIGNS, ON)
    again = explain(study, Options(replications=2, threads=1), 10_000)
    folders = [write_explained(one, tmp_path / name) for one, name in ((found, "one"), (again, "two"))]
    files = [sorted(path.relative_to(folder) for path in folder.rglob("*.*")) for folder in folders]
    assert files[0] == files[1]
    assert [
        name for name in files[0] if (folders[0] / name).read_bytes() != (folders[1] / name).read_bytes()
    ] == []


# ---- the budget -----------------------------------------------------------------------------------------


def test_the_budget_is_kept_and_told(sampled: Explained) -> None:
    assert 0 < sampled.lived <= BUDGET
    assert len(sampled.orders) >= 2
    assert all(
        one == other[::-1] for one, other in zip(sampled.orders[::2], sampled.orders[1::2], strict=True)
    )
    assert all(sorted(order) == list(sampled.active) for order in sampled.orders)


def test_orders_are_keyed_by_names_and_seed(found: Explained) -> None:
    active = range(len(found.players))
    names = [found.players[at].name for at in conductor.order_of(found.players, active, 7, 0)]
    fewer = [group for group in found.players if group.name != "levels"]
    left = [fewer[at].name for at in conductor.order_of(fewer, range(len(fewer)), 7, 0)]
    assert [name for name in names if name != "levels"] == left
    drawn = {
        conductor.order_of(found.players, active, seed, number) for seed in (7, 8) for number in range(8)
    }
    assert len(drawn) > 10


def test_a_budget_that_is_too_small_is_told_with_what_it_takes(tmp_path: Path) -> None:
    study = study_of(tmp_path, DESIGNS, ON)
    with pytest.raises(
        ReasonsError, match=r"a budget of 20 runs is too small: 5 groups .* at least, and \d+"
    ):
        explain(study, Options(replications=2), 20)


def test_a_study_of_its_baseline_alone_has_nothing_to_explain(tmp_path: Path) -> None:
    study = study_of(tmp_path, {"points": POINTS}, ON)
    alone = Options(designs=("none",))
    with pytest.raises(ReasonsError, match="no effect to explain"):
        explain(study, alone, 10_000)


def test_a_short_run_has_no_retention(tmp_path: Path) -> None:
    study = study_of(tmp_path, {"points": POINTS}, ("points_value",))
    told = frames(explain(study, Options(replications=2, weeks=20), 100))
    assert set(told["explain"]["metric"]) == set(MEASURES[1:])
