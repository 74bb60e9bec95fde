"""Studies from the file to the tables: neither numbers, order, names nor interruptions change a run.

Everything that takes long is cut short here; what it answers is tested elsewhere.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from simulator.accounts import chart
from simulator.engine import cohort
from simulator.engine.record import ARRAYS, RunRecord
from simulator.experiments.one_replication import run_replication
from simulator.experiments.plan import (
    EQUAL_COST,
    FIXED,
    LAUNCH,
    UNCERTAIN,
    Options,
    Plan,
    plan_of,
    with_factor,
)
from simulator.experiments.replicate import run_study
from simulator.experiments.scaled_designs import costs
from simulator.experiments.setup import Setup
from simulator.experiments.tables import frames
from simulator.experiments.verdict import IDENTICAL
from simulator.metrics.members import retained_12m
from simulator.results import keys, load, read_study
from simulator.scenario import Scenario
from simulator.scenario import load as load_scenario
from simulator.scenario.study import Study
from tests.experiments.short import cut_short

POINTS = """
    title: Points
    currency: CNY
    points:
      {earn: {purchase: {rate: 2 per CNY}}, value: 0.01 CNY, pending: 2 weeks, expiry: {after: 26 weeks}}
    rewards: {checkout: {}, cash_back: {rate: 1%}}
"""
TIERS = """
    title: Tiers
    currency: CNY
    tiers: {metric: spend, window: calendar, levels: {base: {}, gold: {from: 500}}}
    privileges: {shipping: {kind: shipping, tiers: [gold], use: 100% of orders, cost: 6 CNY, worth: 6 CNY}}
"""
STUDY = """
title: A study
question: Which?
market: china-marketplace
start: running
begins: 2014-01-06
weeks: 56
customers: 300
replications: 3
seed: 5
baseline: none
compare: {matters_from: 0.5%, discount_rate: 10%, equal_cost: on}
designs:
"""


@pytest.fixture(scope="module", autouse=True)
def _short(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    with cut_short(tmp_path_factory.mktemp("kept")):
        yield


def study(folder: Path, designs: Mapping[str, str]) -> Scenario[Study]:
    path = folder / "study.yaml"
    path.write_text(STUDY + "".join(f"  {name}:{program}" for name, program in designs.items()))
    return load_scenario(str(path), "study")


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory) -> Scenario[Study]:
    return study(tmp_path_factory.mktemp("both"), {"points": POINTS, "tiers": TIERS})


@pytest.fixture(scope="module")
def whole(both: Scenario[Study], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Run the study of both programs in one go."""
    return run_study(both, tmp_path_factory.mktemp("whole"), Options(threads=2))


def planned(study: Scenario[Study], **options: Any) -> Plan:
    return plan_of(study, Options(**options))


def same(record: RunRecord, other: RunRecord) -> bool:
    return (
        all(np.array_equal(getattr(record, name), getattr(other, name)) for name in ARRAYS)
        and record.parameters == other.parameters
        and {**record.meta, "design": ""} == {**other.meta, "design": ""}
    )


def rows(frame: Any) -> list[tuple[str, ...]]:
    """Return the rows of a table in an order of their own."""
    return sorted(tuple(map(str, row)) for row in frame.itertuples(index=False))


def files(folder: Path) -> dict[str, bytes]:
    """Return the bytes of the tables and of what the folder says of its study, by path."""
    found = [*folder.glob("tables/*"), folder / "study.json"]
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(found)}


# ---- replications ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("mode", [UNCERTAIN, FIXED, LAUNCH])
def test_replication_3_of_5_is_replication_3_of_50(both: Scenario[Study], mode: str) -> None:
    runs = []
    for replications in (5, 50):
        plan = planned(both, replications=replications)
        runs.append(run_replication(Setup(plan), mode, 3, plan.designs))
    assert runs[0].keys() == runs[1].keys()
    assert all(same(runs[0][name], runs[1][name]) for name in runs[0])


def test_replications_differ_in_people_luck_and_numbers(both: Scenario[Study]) -> None:
    plan = planned(both, replications=3)
    setup = Setup(plan)
    records = [run_replication(setup, UNCERTAIN, number, plan.designs)["none"] for number in range(3)]
    assert len({record.tally.tobytes() for record in records}) == 3
    assert len({record.parameters["elasticity"] for record in records}) == 3
    fixed = [run_replication(setup, FIXED, number, plan.designs)["none"] for number in range(3)]
    assert len({record.tally.tobytes() for record in fixed}) == 3
    assert len({record.parameters["elasticity"] for record in fixed}) == 1


def test_the_fixed_runs_of_a_study_of_30_share_no_people(both: Scenario[Study]) -> None:
    plan = planned(both, replications=30)
    setup = Setup(plan)
    panels = [plan.panel_of(number) for number in range(plan.replications_of(FIXED))]
    assert len({setup.panel(None, panel).tobytes() for panel in panels}) == len(panels) == 6
    fitted = planned(load_scenario("cdnow-points", "study"))
    assert [fitted.panel_of(number) for number in (0, 6, 29)] == [0, 6, 29]


def test_retention_of_a_cohort_waits_for_its_last_customer(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in {"CUSTOMERS": 300, "TURNS": 1, "CAREFUL_TURNS": 1}.items():
        monkeypatch.setattr(cohort, name, value)
    study = load_scenario("cdnow-points", "study")
    known = {}
    for weeks in (63, 64):  # the last customer comes in week 11
        plan = planned(study, customers=1000, weeks=weeks)
        (record,) = run_replication(Setup(plan), FIXED, 0, {"none": plan.designs["none"]}).values()
        known[weeks] = retained_12m(record)
    assert known[63] is None
    assert known[64] is not None


def test_a_design_runs_alone_as_it_does_among_others_in_any_order(both: Scenario[Study]) -> None:
    plan = planned(both)
    setup = Setup(plan)
    among = run_replication(setup, UNCERTAIN, 1, plan.designs)
    backwards = run_replication(setup, UNCERTAIN, 1, dict(reversed(list(plan.designs.items()))))
    for name, design in plan.designs.items():
        alone = run_replication(Setup(plan), UNCERTAIN, 1, {name: design})[name]
        assert same(among[name], alone)
        pair = {"none": plan.designs["none"], name: design}
        assert same(among[name], run_replication(setup, UNCERTAIN, 1, pair)[name])
        assert same(among[name], backwards[name])


def test_a_launch_begins_without_members_and_a_running_start_with_them(both: Scenario[Study]) -> None:
    plan = planned(both)
    setup = Setup(plan)
    for mode, has_members in ((LAUNCH, False), (FIXED, True)):
        records = run_replication(setup, mode, 0, plan.designs)
        for name, record in records.items():
            assert (record.tier_mix[0, 1:].sum() > 0) == (has_members and name != "none")
            assert record.tier_mix.sum(axis=1).tolist() == [300] * 57
        assert records["points"].tally[0, 0, 0, chart.RUNNING_COST] == 0  # neither design states one
    assert (records["points"].opening[chart.POINTS_OUTSTANDING] > 0) == has_members


# ---- studies --------------------------------------------------------------------------------------------


def test_order_and_names_of_designs_do_not_matter(both: Scenario[Study], whole: Path, tmp_path: Path) -> None:
    called = {"points": "zebra", "tiers": "ant", "none": "none"}
    other = study(tmp_path, {"ant": TIERS, "zebra": POINTS})
    renamed = run_study(other, tmp_path / "renamed", Options(threads=1))
    ours, theirs = frames(whole), frames(renamed)
    for name, frame in ours.items():
        told = frame.copy()
        for column in {"design", "against"} & set(told.columns):
            told[column] = told[column].map(lambda design: called.get(design, design))
        assert rows(told) == rows(theirs[name]), name
    assert {key: load(path).digest for key, path in keys(whole).items()} == {
        key: load(path).digest for key, path in keys(renamed).items()
    }


def test_a_design_against_itself_is_identical(tmp_path: Path) -> None:
    twins = study(tmp_path, {"one": POINTS, "other": POINTS})
    told = frames(run_study(twins, tmp_path / "out", Options(replications=2, threads=1)))["differences"]
    pairs = told[(told["design"] == "one") & (told["against"] == "other")]
    assert set(pairs["mode"]) == {UNCERTAIN, FIXED, EQUAL_COST, LAUNCH}
    assert set(pairs["verdict"]) == {IDENTICAL}
    assert (pairs["difference"].dropna() == 0.0).all()
    others = told[(told["design"] == "one") & (told["against"] == "none")]
    assert IDENTICAL not in set(others[others["metric"].isin(["profit", "share_of_wallet"])]["verdict"])


class StoppedError(Exception):
    """Somebody stopped the study."""


def stop_after(runs: int) -> Callable[[str, int, int], None]:
    def progress(label: str, done: int, total: int) -> None:
        if label == "runs" and done == runs:
            raise StoppedError

    return progress


@pytest.mark.parametrize("runs", [0, 1, 5])
def test_a_study_that_was_stopped_goes_on_to_the_same_bytes(
    both: Scenario[Study], whole: Path, tmp_path: Path, runs: int
) -> None:
    with pytest.raises(StoppedError):
        run_study(both, tmp_path, Options(threads=2), stop_after(runs))
    assert len(keys(tmp_path)) < len(keys(whole))
    run_study(both, tmp_path, Options(threads=1))
    assert files(tmp_path) == files(whole)
    assert {key: path.read_bytes() for key, path in keys(tmp_path).items()} == {
        key: path.read_bytes() for key, path in keys(whole).items()
    }


def test_runs_that_are_lost_are_run_again(both: Scenario[Study], whole: Path, tmp_path: Path) -> None:
    run_study(both, tmp_path, Options(threads=1))
    lost = list(keys(tmp_path).values())[::3]
    for path in lost:
        path.unlink()
    run_study(both, tmp_path, Options(threads=2))
    assert files(tmp_path) == files(whole)


def test_a_study_can_be_made_longer_later(both: Scenario[Study], whole: Path, tmp_path: Path) -> None:
    run_study(both, tmp_path, Options(replications=2, threads=1))
    run_study(both, tmp_path, Options(threads=1))
    assert files(tmp_path) == files(whole)


def test_scaled_designs_cost_the_same_share_of_sales(whole: Path) -> None:
    runs = {
        load(path).record.meta["design"]: load(path).record
        for key, path in keys(whole).items()
        if key.mode == EQUAL_COST and key.replication == 0
    }
    assert runs["points"].meta["factor"] != 1.0 or runs["tiers"].meta["factor"] != 1.0
    found = {name: costs(runs[name]) for name in ("points", "tiers")}
    shares = {name: cost / sold for name, (cost, sold) in found.items()}
    # Scaled on the central numbers over all panels; this replication has numbers of its own.
    assert shares["points"] == pytest.approx(shares["tiers"], rel=0.35)


def test_what_the_search_for_equal_cost_found_is_told(whole: Path, both: Scenario[Study]) -> None:
    told = read_study(whole)
    plan = planned(both)
    setup = Setup(plan)
    for name in ("points", "tiers"):
        design = told["designs"][name]
        scaled = with_factor(plan.designs[name], design["factor"])
        pairs = [costs(run_replication(setup, FIXED, r, {name: scaled})[name]) for r in range(3)]
        share = sum(cost for cost, _ in pairs) / sum(sold for _, sold in pairs)
        assert design["equal_cost_share"] == pytest.approx(share)
        miss = abs(share / told["equal_cost_target"] - 1.0)
        assert design["equal_cost_reached"] == (miss <= 0.01)
