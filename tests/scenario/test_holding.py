"""An account's numbers by month are 32-bit: a program that may outgrow them on a market is refused."""

from __future__ import annotations

from pathlib import Path

from simulator.scenario import validate

STUDY = """title: A study
market: dear.yaml
begins: 2014-01-06
weeks: 104
customers: 1000
replications: 3
seed: 1
designs:
  spend:
    title: A
    currency: CNY
    tiers: {window: rolling, months: 24, levels: {base: {}, gold: {spend: 10 CNY}}}
"""


def test_spend_by_month_that_outgrows_an_account_is_refused(tmp_path: Path) -> None:
    study = tmp_path / "study.yaml"
    study.write_text(STUDY, encoding="utf-8")
    market = """title: Dear
currency: CNY
business: {kind: retailer, margin: {value: 20%, range: [15%, 25%], tag: assumption, source: a test}}
values:
  basket_mean: {value: BASKET, range: [BASKET, BASKET], tag: assumption, source: a test}
"""
    for basket, refused in (("150", False), ("100000", True)):
        (tmp_path / "dear.yaml").write_text(market.replace("BASKET", basket), encoding="utf-8")
        told = [message for message in validate(study) if "of its spend" in message]
        assert bool(told) == refused, basket
