"""Effect, not selection: the same people held against themselves."""

from __future__ import annotations

import math
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from simulator.accounts.redemption import alike, told
from simulator.experiments.gap import causal, naive
from simulator.experiments.tables import frames
from tests.experiments.make import make_study

WITHOUT_EFFECT: dict[str, dict[str, Any]] = {
    "none": {"levels": (), "luck": 1},
    "jd": {"lift": 0.0, "luck": 1},
}
WITH_EFFECT: dict[str, dict[str, Any]] = {"none": {"levels": (), "luck": 1}, "jd": {"lift": 0.1, "luck": 1}}


def tables_of(folder: Path, designs: Mapping[str, Any], **more: Any) -> dict[str, Any]:
    return frames(make_study(folder, designs, replications=3, **more))


def test_a_program_without_effect_shows_a_wide_naive_gap_and_a_causal_one_of_exactly_0(
    tmp_path: Path,
) -> None:
    tables = tables_of(tmp_path, WITHOUT_EFFECT)
    gap = tables["gap"]
    assert gap["comparison"].tolist() == ["silver / registered", "gold / silver"]
    assert (gap["naive"] > 1.5).all()
    assert (gap["causal"] == 0.0).all()
    assert gap["ratio"].isna().all()
    lifts = tables["tiers"].query("design == 'jd' and metric in ('lift', 'uplift') and level >= 0")
    assert (lifts["mean"] == 0.0).all()


def test_the_naive_gap_overstates_a_true_effect_many_times(tmp_path: Path) -> None:
    gap = tables_of(tmp_path, WITH_EFFECT)["gap"]
    assert gap["causal"].tolist() == pytest.approx([0.1, 0.1], abs=1e-3)
    assert (gap["ratio"] > 10).all()
    assert gap["ratio"].tolist() == pytest.approx((gap["naive"] / gap["causal"]).tolist())


def test_the_naive_gap_is_per_head_and_the_causal_one_of_the_same_heads() -> None:
    gold = [
        {"customers": 1, "goods": 300, "base_goods": 290},
        {"customers": 1, "goods": 500, "base_goods": 490},
    ]
    silver = [
        {"customers": 10, "goods": 1_000, "base_goods": 1_000},
        {"customers": 0, "goods": 0, "base_goods": 0},
    ]
    assert naive(gold, silver) == 3.0
    assert causal(gold) == pytest.approx(800 / 780 - 1)
    assert math.isnan(naive(gold, silver[1:]))


def test_members_stand_against_others_only_where_they_opted_in(tmp_path: Path) -> None:
    chosen = {**WITH_EFFECT, "jd": {**WITH_EFFECT["jd"], "meta": {"join": "opt_in"}}}
    assert "members / others" not in set(tables_of(tmp_path / "a", WITH_EFFECT)["gap"]["comparison"])
    gap = tables_of(tmp_path / "b", chosen)["gap"]
    assert gap["comparison"].tolist() == ["members / others", "silver / registered", "gold / silver"]
    assert math.isnan(gap["naive"][0])  # here everybody is a member, so there is nobody to compare with


def test_groups_add_up_and_lift_stands_beside_the_lift_that_pays(tmp_path: Path) -> None:
    # As many of these points are used as expire.
    half = {"expected_redemption": 0.5, "redeemed_later": told(alike(0.5, 1, 40))}
    tables = tables_of(tmp_path, WITH_EFFECT, run={"meta": half})
    groups = (
        tables["groups"].query("design == 'jd'").pivot_table(index="group", columns="metric", values="mean")
    )
    parts = groups.loc[["light", "moderate", "heavy"], "incremental_profit"]
    running = 60 * 500  # belongs to no group
    assert parts.sum() - running == pytest.approx(groups.loc["all", "incremental_profit"], abs=3)
    assert groups.loc["all", "lift_sales"] == pytest.approx(0.1, abs=1e-3)
    # It pays exactly where the lift is beyond the break-even lift.
    paying = groups["lift_sales"] > groups["break_even_lift"]
    assert (paying == (groups["incremental_profit"] > 0)).all()
    # Sellers pay 30% of the benefits: what members are given is more than what the firm pays.
    line = tables["costs"].query("design == 'jd' and line not in ('running_cost', 'communication_cost')")
    revenue = tables["headlines"].query("design == 'jd' and metric == 'revenue'")["value"].mean()
    given = line["mean"].sum()
    before = (
        revenue + line[line["line"].isin(["price_discount", "checkout_redeemed", "cash_back"])]["mean"].sum()
    )
    assert groups.loc["all", "benefit_share_of_sales"] == pytest.approx(given / before, rel=1e-6)
    headline = tables["headlines"].query("design == 'jd' and metric == 'incremental_profit'")["value"].mean()
    # Groups charge points when they are earned, the headline by what is owed: the same where as many are used
    # as was expected.
    assert groups.loc["all", "incremental_profit"] == pytest.approx(headline, rel=0.02)


def test_tiers_hold_the_same_people_and_what_would_have_been_bought_anyway(tmp_path: Path) -> None:
    tables = tables_of(tmp_path, WITH_EFFECT)
    tiers = (
        tables["tiers"]
        .query("design == 'jd' and level >= 0")
        .pivot_table(index="level_name", columns="metric", values="mean")
    )
    assert tiers["customers"].sum() == 90
    assert tiers["anyway_share"].tolist() == pytest.approx((1 / (1 + tiers["lift"])).tolist())
    assert tiers["causal_gap"].tolist() == tiers["lift"].tolist()
    assert (tiers["incremental_sales"] > 0).all()
    # Cost, lift and break-even are of the same people: it pays where the lift is beyond the break-even lift.
    tiers = tiers.loc[["registered", "silver", "gold"]]
    assert tiers["cost_share_of_sales"].tolist() == pytest.approx([0.01, 0.02, 0.03], rel=1e-3)
    assert tiers["break_even_lift"].tolist() == pytest.approx([1 / 14, 2 / 13, 3 / 12], rel=1e-3)
    assert (tiers["incremental_profit"] > 0).tolist() == (tiers["lift"] > tiers["break_even_lift"]).tolist()
    assert (tiers["incremental_profit"] > 0).any() and not (tiers["incremental_profit"] > 0).all()
    # Contribution is 15% of goods; the level costs 1% of goods more for each step.
    gained = 0.15 * tiers["incremental_sales"]["registered"]
    goods = tiers["incremental_sales"]["registered"] * 11
    assert tiers["incremental_profit"]["registered"] == pytest.approx(gained - 0.01 * goods, rel=0.01)


def test_bands_hold_the_replications_and_an_infinite_break_even_stays_infinite(tmp_path: Path) -> None:
    tables = tables_of(tmp_path, WITH_EFFECT)
    frame = tables["groups"].query("design == 'jd' and metric == 'lift_sales'")
    assert ((frame["low"] <= frame["mean"]) & (frame["mean"] <= frame["high"])).all()
    ruinous = tables_of(
        tmp_path / "dear", WITH_EFFECT, run={"meta": {"point_cost": 10**9, "join": "automatic"}}
    )
    bound = ruinous["groups"].query("design == 'jd' and metric == 'break_even_lift'")
    assert (bound[["mean", "low", "high"]] == math.inf).all(axis=None)
