"""Money moved from advertising to a program: worked by hand, found by search, and lived."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from simulator.engine.record import ARRAYS, RunRecord
from simulator.experiments import moved_yuan
from simulator.experiments.collect import Collected, Summary
from simulator.experiments.moved_designs import budget_of, family, find_mixes
from simulator.experiments.one_replication import run_replication
from simulator.experiments.overtaking import PROFIT
from simulator.experiments.plan import MOVED, UNCERTAIN, Design, Options, plan_of
from simulator.experiments.replicate import run_study
from simulator.experiments.scaled_designs import costs
from simulator.experiments.setup import Setup
from simulator.experiments.tables import frames
from simulator.metrics import WEEKLY
from simulator.results import keys, load, read_study
from simulator.scenario import Scenario, ScenarioError, validate
from simulator.scenario import load as load_scenario
from simulator.scenario.study import Study
from tests.experiments.short import cut_short

# ---- worked by hand -------------------------------------------------------------------------------------

BEFORE, TAKEN, AFTER = "keep 0%", "keep 0%, less up to 50%", "keep 50%"


def summary(profit: Sequence[float], spent: Sequence[int], active: float = 0.5) -> Any:
    """Return of a run what moves of money are told from: profit so far, and spending by week."""
    weekly = np.zeros((len(WEEKLY), len(profit)))
    weekly[PROFIT] = profit
    empty = dict.fromkeys(Summary._fields)
    return Summary(**{**empty, "weekly": weekly, "spent": np.array(spent), "metrics": {"active_end": active}})  # type: ignore[arg-type]


def collected(runs: dict[str, list[Any]], mixes: list[str], between: list[str]) -> Collected:
    told = {
        "budget": 300,
        "mixes": [
            {"name": name, "share": place / (len(mixes) - 1), "factor": 2.0 * place, "reached": True}
            for place, name in enumerate(mixes)
        ],
        "between": between,
    }
    study = {"moved": told, "weeks": 3, "replications": 2, "baseline": "none", "designs": {}}
    return Collected(study, {(MOVED, name): dict(enumerate(own)) for name, own in runs.items()}, {})


@pytest.fixture
def worked() -> Collected:
    """Return two draws, three weeks: 50 a week are taken out of 100, and 40, then 60, then 50 put in.

    First draw: what was taken out had brought -30, -20 and 10 by then, what was put in -20, 10 and 30.
    """
    nothing = summary([0.0, 0.0, 0.0], [0, 0, 0])
    runs = {
        "none": [nothing, nothing],
        BEFORE: [summary([-80, -50, 0], [100, 100, 100]), summary([-80, 50, 100], [100, 100, 100])],
        TAKEN: [summary([-50, -30, -10], [50, 50, 50]), summary([-50, -30, -10], [50, 50, 50])],
        AFTER: [summary([-70, -20, 20], [90, 110, 100]), summary([-70, -20, 20], [90, 110, 100])],
        "keep 50%, less up to 100%": [summary([-10, 0, 30], [40, 60, 50])] * 2,
        "keep 100%": [summary([-30, 20, 40], [80, 120, 100])] * 2,
    }
    return collected(runs, [BEFORE, AFTER, "keep 100%"], [TAKEN, "keep 50%, less up to 100%"])


def test_a_unit_on_either_side_is_profit_over_what_was_spent_by_then(worked: Collected) -> None:
    runs = worked.designs(MOVED)
    found = moved_yuan.worth(runs[BEFORE][0], runs[TAKEN][0], runs[AFTER][0])
    assert found.won.tolist() == pytest.approx([-30 / 50, -20 / 100, 10 / 150])
    assert found.kept.tolist() == pytest.approx([-20 / 40, 10 / 100, 30 / 150])
    assert found.gain.tolist() == pytest.approx([0.1, 0.3, 20 / 150])


def test_what_moving_a_unit_brings_is_the_mean_over_draws_of_the_difference(worked: Collected) -> None:
    (step, *_), *_ = [[row for row in moved_yuan.moved_rows(worked) if row["to_share"] == 0.5]]
    assert (step["from_share"], step["week"], step["replications"]) == (0.0, 3, 2)
    won = (10 / 150 + 110 / 150) / 2
    assert step["won"] == pytest.approx(won)
    assert step["kept"] == pytest.approx(30 / 150)
    assert step["gain"] == pytest.approx(30 / 150 - won)
    gains = sorted([30 / 150 - 10 / 150, 30 / 150 - 110 / 150])
    assert [step["spread_low"], step["spread_high"]] == pytest.approx(gains)
    assert step["low"] < step["gain"] < step["high"]


def test_all_of_the_money_is_held_against_nothing_at_all(worked: Collected) -> None:
    (whole,) = [
        row for row in moved_yuan.moved_rows(worked) if row["from_share"] == 0 and row["to_share"] == 1
    ]
    assert whole["won"] == pytest.approx((0 / 300 + 100 / 300) / 2)
    assert whole["kept"] == pytest.approx(40 / 300)


def test_the_week_of_overtaking_is_told_for_both_sides(worked: Collected) -> None:
    rows = {(row["design"], row["against"]): row for row in moved_yuan.moved_overtaking(worked)}
    # In the first draw the program is ahead from the first week on, in the second advertising later.
    program, advertising = rows[AFTER, BEFORE], rows[BEFORE, AFTER]
    assert (program["week"], program["share_ahead"], program["share_overtook"]) == (0.0, 0.5, 0.0)
    assert (advertising["week"], advertising["share_ahead"], advertising["share_overtook"]) == (1.0, 0.5, 0.5)


def test_the_mean_over_the_draws_tells_from_when_on_a_side_is_ahead(worked: Collected) -> None:
    found = {(row["from_share"], row["to_share"]): row for row in moved_yuan.moved_rows(worked)}
    # The gains of the first half are .1, .3, .13 in one draw and .1, -.7, -.53 in the other.
    first, whole = found[0.0, 0.5], found[0.0, 1.0]
    assert (first["won_ahead_from"], np.isnan(first["kept_ahead_from"])) == (1.0, True)
    # All of it: kept -30/80, 20/200, 40/300; won -80/100 in both, then -50/200 or 50/200, 0 or 100/300.
    gains = [-30 / 80 + 0.8, 20 / 200 - 0.0, 40 / 300 - 50 / 300]
    assert gains[1] > 0 > gains[2]
    assert (whole["won_ahead_from"], np.isnan(whole["kept_ahead_from"])) == (2.0, True)


def test_a_mix_tells_what_is_spent_in_it(worked: Collected) -> None:
    rows = {row["design"]: row for row in moved_yuan.mix_rows(worked)}
    assert [row["advertising"] for row in rows.values()] == [300, 150, 0]
    assert [row["spent"] for row in rows.values()] == [300, 300, 300]
    assert rows[AFTER]["profit"] == 20.0


def test_where_nothing_is_spent_a_unit_brings_no_number() -> None:
    same = summary([0.0, -5.0, -5.0], [0, 10, 10])
    found = moved_yuan.worth(same, same, same)
    assert np.isnan(found.won).all()
    assert np.isnan(found.kept).all()


def test_a_study_that_moves_nothing_has_no_rows() -> None:
    empty = Collected({"weeks": 3, "baseline": "none", "replications": 2}, {}, {})
    assert [moved_yuan.moved_rows(empty), moved_yuan.moved_overtaking(empty), moved_yuan.mix_rows(empty)] == [
        [],
        [],
        [],
    ]


# ---- the search -----------------------------------------------------------------------------------------


def design(name: str) -> Design:
    return Design(name, None, name)  # type: ignore[arg-type]  # the search runs nothing itself


@pytest.mark.parametrize("steps", [1, 2, 4, 5])
def test_every_mix_spends_the_budget_with_its_part_in_the_program(steps: int) -> None:
    weekly, weeks = 1000, 10
    budget = weekly * weeks

    def spent(mix: Design) -> float:
        # 400 for having it, and benefits that cost a little more than in proportion the more people are won.
        people = 1.0 + (mix.advertising or 0) / weekly
        return float((mix.advertising or 0) * weeks + 400.0 + 2000.0 * mix.factor**1.1 * people)

    found = find_mixes(design("keep"), weekly, budget, steps, spent)
    mixes = family(design("acquire"), design("keep"), weekly, budget, found)
    assert [mix.share for mix in mixes.mixes] == [step / steps for step in range(steps + 1)]
    for mix in mixes.mixes[1:]:
        own = spent(mix.design) - (mix.design.advertising or 0) * weeks
        assert own == pytest.approx(mix.share * budget, rel=0.01)
        assert mix.spent == pytest.approx(spent(mix.design))
        assert mix.reached
    first, *_, last = mixes.mixes
    assert (first.design.advertising, first.design.sha256) == (None, "acquire")
    assert (last.design.advertising, last.design.sha256) == (0, "keep")
    # Between two mixes money has been taken out of advertising, and nothing else is changed.
    for before, left, after in zip(mixes.mixes, mixes.between, mixes.mixes[1:], strict=False):
        assert left.advertising == after.design.advertising
        assert (left.sha256, left.factor) == (before.design.sha256, before.design.factor)


def test_a_part_that_does_not_pay_for_having_the_program_is_told_as_missed() -> None:
    def spent(mix: Design) -> float:
        return (mix.advertising or 0) * 10 + 4000.0 + 1000.0 * mix.factor

    reached = [one for _, _, one in find_mixes(design("keep"), 1000, 10_000, 4, spent)]
    assert reached == [False, True, True, True]


# ---- lived ----------------------------------------------------------------------------------------------

STUDY = """
title: A study
market: china-marketplace/growing
start: launch
begins: 2014-01-06
weeks: 30
customers: 300
replications: 3
seed: 5
designs:
  acquire: {extends: none, title: Adverts, currency: CNY, advertising: {per_week: 300 CNY}}
  keep:
    title: Points
    currency: CNY
    points: {earn: {purchase: {rate: 2 per CNY}}, value: 0.01 CNY, pending: 2 weeks}
    rewards: {checkout: {}, cash_back: {rate: 1%}}
compare: {equal_cost: off, move: {from: acquire, to: keep, steps: 2}}
"""


@pytest.fixture(scope="module", autouse=True)
def _short(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    with cut_short(tmp_path_factory.mktemp("kept")):
        yield


@pytest.fixture(scope="module")
def moving(tmp_path_factory: pytest.TempPathFactory) -> Scenario[Study]:
    path = tmp_path_factory.mktemp("moving") / "study.yaml"
    path.write_text(STUDY, encoding="utf-8")
    return load_scenario(str(path), "study")


@pytest.fixture(scope="module")
def folder(moving: Scenario[Study], tmp_path_factory: pytest.TempPathFactory) -> Path:
    return run_study(moving, tmp_path_factory.mktemp("moved"), Options(threads=2))


def alike(record: RunRecord, other: RunRecord) -> bool:
    return all(np.array_equal(getattr(record, name), getattr(other, name)) for name in ARRAYS)


def test_moving_no_money_changes_nothing(moving: Scenario[Study], folder: Path) -> None:
    plan = plan_of(moving, Options())
    setup = Setup(plan)
    weekly, budget = budget_of(setup)
    assert (weekly, budget) == (9_000, 9_000 * 30)
    acquire = plan.designs["acquire"]
    designs = {
        "none": plan.designs["none"],
        "acquire": acquire,
        "the same money": dataclasses.replace(acquire, advertising=weekly),
        "no money": dataclasses.replace(acquire, advertising=0),
    }
    runs = run_replication(setup, UNCERTAIN, 1, designs)
    assert alike(runs["acquire"], runs["the same money"])
    assert alike(runs["none"], runs["no money"])
    assert not alike(runs["acquire"], runs["none"])
    # The first mix of the study is the design that gives, in the same draw.
    first = read_study(folder)["moved"]["runs"]["keep 0%"]
    stored = {tuple(key)[:3]: load(path).record for key, path in keys(folder).items()}
    assert alike(stored[MOVED, first, 1], stored[UNCERTAIN, first, 1])


def test_the_mixes_spend_the_same_in_all(moving: Scenario[Study], folder: Path) -> None:
    told = read_study(folder)["moved"]
    plan = plan_of(moving, Options())
    setup = Setup(plan)
    acquire, keep = plan.designs["acquire"], plan.designs["keep"]
    weekly, budget = budget_of(setup)
    assert told["budget"] == budget
    found = [(mix["factor"], 0.0, mix["reached"]) for mix in told["mixes"][1:]]
    for mix in family(acquire, keep, weekly, budget, found).mixes:
        runs = [run_replication(setup, MOVED, number, {"mix": mix.design})["mix"] for number in range(3)]
        assert mix.reached
        assert sum(costs(run)[0] for run in runs) / 3 == pytest.approx(budget, rel=0.01)


def test_the_tables_tell_the_moves_and_leave_the_mixes_out_elsewhere(folder: Path) -> None:
    tables = frames(folder)
    steps = tables["moved"][["from_share", "to_share"]].drop_duplicates().to_numpy().tolist()
    assert steps == [[0.0, 0.5], [0.5, 1.0], [0.0, 1.0]]
    assert set(tables["moved"]["week"]) == {26, 30}
    assert (tables["moved"]["replications"] == 3).all()
    assert np.isfinite(tables["moved"]["gain"]).all()
    assert list(tables["mixes"]["design"]) == ["keep 0%", "keep 50%", "keep 100%"]
    assert set(tables["headlines"]["design"]) == {"none", "acquire", "keep"}
    assert MOVED not in set(tables["headlines"]["mode"])
    own = tables["headlines"].query("mode == 'uncertain' and metric == 'incremental_profit'")
    told = own[own["design"] == "acquire"]["value"].mean()
    spent = tables["mixes"].set_index("design")["spent"]
    assert spent.to_numpy() == pytest.approx(9_000 * 30, rel=0.01)
    first = tables["mixes"].set_index("design")["profit"]["keep 0%"]
    assert first == pytest.approx(told, rel=0.05, abs=5_000)  # the one discounted, the other not


def test_money_is_moved_from_a_launch(moving: Scenario[Study]) -> None:
    with pytest.raises(ScenarioError, match=r"compare\.move needs launch"):
        plan_of(moving, Options(start="running"))
    assert MOVED in plan_of(moving, Options()).modes
    assert MOVED not in plan_of(moving, Options(designs=("keep",))).modes


def test_the_shipped_study_moves_money() -> None:
    assert validate("acquire-or-keep", "study") == []
    assert MOVED in plan_of(load_scenario("acquire-or-keep", "study"), Options()).modes
