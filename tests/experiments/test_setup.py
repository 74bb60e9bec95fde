"""What the books are told of a program: from its long run where there is one, else from what is stated."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from simulator.engine.setting import Span
from simulator.engine.start import Start
from simulator.experiments.plan import Options, plan_of
from simulator.experiments.setup import Setup
from simulator.market.behaviour import behaviour
from simulator.scenario import load

NUMBERS = behaviour({"redemption_belief": 0.7, "never_redeem": 0.2})
STUDY = """
title: A study
question: Which?
start: {start}
market: {market}
begins: 1998-07-06
weeks: 10
customers: 50
replications: 1
seed: 5
baseline: none
compare: {{matters_from: 0.5%, discount_rate: 10%}}
designs:
  catalogue:
    title: Catalogue
    currency: {currency}
    points: {{earn: {{purchase: {{rate: 1 per {currency}}}}}, expiry: {{after: 26 weeks}}}}
    rewards:
      catalogue:
        mug: {{points: 200, worth: 30 {currency}, cost: 12 {currency}, funded: {{firm: 25%, partner: 75%}}}}
        kettle: {{points: 900, worth: 90 {currency}, cost: 45 {currency}}}
  checkout:
    title: Checkout
    currency: {currency}
    points: {{earn: {{purchase: {{rate: 1 per {currency}}}}}, value: 0.02 {currency}}}
    rewards: {{checkout: {{funded: {{firm: 40%, partner: 60%}}}}}}
"""


def setup_of(folder: Path, monkeypatch: pytest.MonkeyPatch, start: str, market: str, currency: str) -> Setup:
    path = folder / "study.yaml"
    path.write_text(STUDY.format(start=start, market=market, currency=currency))
    setup = Setup(plan_of(load(str(path), "study"), Options()))
    monkeypatch.setattr(setup, "numbers", lambda _replication: NUMBERS)
    begun = Start(None, 0.5, 0.9, 0.8, ((300_000, 0),), (1,))  # type: ignore[arg-type]
    monkeypatch.setattr(setup, "start", lambda _design, _panel: begun)
    return setup


def books(setup: Setup, design: str, begins: str) -> dict[str, Any]:
    one = setup.plan.designs[design]
    return setup.books(one, setup.table(one, Span(0, 10, setup.plan.begins)), begins)


def test_a_market_without_a_past_goes_by_what_is_stated(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    setup = setup_of(tmp_path, monkeypatch, "launch", "cdnow", "USD")
    told = books(setup, "catalogue", "launch")
    # The cheapest reward: 30 USD for 200 points, and 12 USD of which the firm pays a quarter.
    assert (told["point_price"], told["point_cost"], told["firm_share"]) == (15_000_000, 1_500_000, 0.25)
    assert set(told["redeemed_later"].split()) == {"560000"}
    assert told["believed_redemption"] == pytest.approx(0.56)
    told = books(setup, "checkout", "launch")
    assert (told["point_price"], told["point_cost"], told["firm_share"]) == (2_000_000, 800_000, 0.4)
    nothing = books(setup, "none", "launch")
    assert (nothing["point_price"], nothing["point_cost"], nothing["redeemed_later"]) == (0, 0, "0")


def test_a_program_with_a_past_goes_by_its_long_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    setup = setup_of(tmp_path, monkeypatch, "running", "china-marketplace", "CNY")
    told = books(setup, "catalogue", "running")
    assert (told["point_price"], told["point_cost"], told["firm_share"]) == (15_000_000, 900_000, 0.8)
    assert (told["expected_redemption"], told["redeemed_later"]) == (0.5, "300000 0")
    assert books(setup, "catalogue", "launch")["firm_share"] == 0.25
