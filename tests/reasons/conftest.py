"""Small studies in which what takes long is cut short, as the studies of the experiments' tests are."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from simulator.experiments.plan import Options
from simulator.market.behaviour import MECHANISM_NAMES
from simulator.reasons.explain import Explained, explain
from simulator.reasons.journey import Journeys, journeys
from simulator.scenario import Scenario, load
from simulator.scenario.study import Study
from tests.experiments.short import cut_short

POINTS = """
    title: Points
    currency: CNY
    points:
      {earn: {purchase: {rate: 4 per CNY}}, value: 0.01 CNY, pending: 2 weeks, expiry: {after: 26 weeks}}
    rewards: {checkout: {}}
    communication: {reach: 100%, contacts: 1 per month, cost_per_contact: 0.02 CNY}
    running_cost: {per_week: 30 CNY}
"""
TIERS = """
    title: Tiers
    currency: CNY
    tiers: {metric: spend, window: calendar, levels: {base: {}, gold: {from: 500}, platinum: {from: 3000}}}
    privileges:
      shipping: {kind: shipping, tiers: [gold, platinum], use: 100% of orders, cost: 6 CNY, worth: 9 CNY}
      member_price: {kind: price, tiers: [platinum], use: 100% of orders, percent: 5%}
    calendar: {day: {day_of_month: 11, percent: 5%, pull: 40%}}
    communication: {reach: 100%}
"""
DESIGNS = {"points": POINTS, "tiers": TIERS}
ON = ("points_value", "privilege_value", "tier_pressure", "member_days", "state_dependence")
MARKET = """
extends: china-marketplace
title: A restless market
values:
  hazard_mean: {value: 0.02, range: [0.02, 0.02], tag: assumption, source: many leave}
  failure_rate: {value: 0.1, range: [0.1, 0.1], tag: assumption, source: much fails}
mechanisms: {%s}
"""
STUDY = """
title: A study of why
market: market.yaml
start: running
begins: 2014-01-06
weeks: 56
customers: 120
replications: 3
seed: 5
baseline: none
compare: {matters_from: 0.5%%, discount_rate: 10%%, equal_cost: off}
designs:
%s
"""


@pytest.fixture(scope="session")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("kept")


@pytest.fixture(scope="module", autouse=True)
def _short(kept: Path) -> Iterator[None]:
    """Cut runs short in these modules alone: tests of other folders need them whole."""
    with cut_short(kept, alone=13, together=39):
        yield


def write_study(folder: Path, designs: Mapping[str, str], on: tuple[str, ...] | None = None) -> Path:
    """Write a study and its market, of which only some mechanisms are on; return the study's path."""
    off = [name for name in MECHANISM_NAMES if on is not None and name not in (*on, "redemption")]
    (folder / "market.yaml").write_text(MARKET % ", ".join(f"{name}: off" for name in off))
    path = folder / "study.yaml"
    path.write_text(STUDY % "\n".join(f"  {name}: {text}" for name, text in designs.items()))
    return path


def study_of(folder: Path, designs: Mapping[str, str], on: tuple[str, ...] | None = None) -> Scenario[Study]:
    return load(str(write_study(folder, designs, on)), "study")


@pytest.fixture(scope="session")
def found(tmp_path_factory: pytest.TempPathFactory, kept: Path) -> Explained:
    """Two designs explained by all sets of five groups."""
    study = study_of(tmp_path_factory.mktemp("exact"), DESIGNS, ON)
    with cut_short(kept, alone=13, together=39):
        return explain(study, Options(replications=2, threads=2), 10_000)


@pytest.fixture(scope="session")
def told(tmp_path_factory: pytest.TempPathFactory, kept: Path) -> Journeys:
    """Telling customers of a market with every mechanism on."""
    with cut_short(kept, alone=13, together=39):
        return journeys(study_of(tmp_path_factory.mktemp("journey"), DESIGNS), Options(), ("points", "tiers"))
