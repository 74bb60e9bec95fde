"""Every file in tests/broken has one fault; its first line says where it is told and in which words."""

from __future__ import annotations

from pathlib import Path

import pytest

from simulator.scenario import validate

BROKEN = sorted((Path(__file__).parents[1] / "broken").glob("*.yaml"))


def test_there_are_many() -> None:
    assert len(BROKEN) >= 90


@pytest.mark.parametrize("path", BROKEN, ids=lambda path: path.stem)
def test_the_fault_is_told_once_at_its_place(path: Path) -> None:
    expected = path.read_text(encoding="utf-8").splitlines()[0].removeprefix("# expects: ")
    messages = validate(path)
    assert len(messages) == 1, messages
    assert messages[0].startswith(f"{path}:{expected}")


def test_every_fault_is_told_in_one_pass_by_line(tmp_path: Path) -> None:
    file = tmp_path / "many.yaml"
    file.write_text(
        """title: A program
currency: CNY
membership: {join: sometimes, enrolment_cost: 2}
points:
  earn: {purchase: {rate: 1}}
  pending: 15
rewards:
  checkout: {minimum: 500, funded: {firm: 50%}}
tiers:
  window: rolling
  levels: {base: {from: 10}, silver: {from: 5}}
privileges:
  hotline: {kind: service, tiers: [gold], use: 100% of cases, cost: 2 USD, worth: 3 CNY}
  hot_line: {}
colour: red
""",
        encoding="utf-8",
    )
    told = [message.removeprefix(f"{file}:").split(" ")[:2] for message in validate(file)]
    places = [tuple(int(number) for number in place.split(":")) for place, _ in told]
    keys = [key.rstrip(":") for _, key in told]
    assert places == sorted(places)
    assert keys == [
        "membership.join",
        "membership.enrolment_cost",
        "points.earn.purchase.rate",
        "points.pending",
        "rewards.checkout.minimum",
        "tiers",
        "tiers.window",
        "tiers.levels.base",
        "tiers.levels.silver.from",
        "privileges.hotline.tiers[1]",
        "privileges.hotline.cost",
        "privileges.hot_line",
        "privileges.hot_line",
        "colour",
    ]


def keys_of(file: Path, text: str) -> list[str]:
    file.write_text(text, encoding="utf-8")
    return [message.removeprefix(f"{file}:").split(" ")[1].rstrip(":") for message in validate(file)]


def test_a_slip_in_one_number_does_not_hide_the_others(tmp_path: Path) -> None:
    text = """title: A market
currency: CNY
business: {kind: retailer, margin: 15%}
values:
  nest: {value: 0.7, tag: guess, source: none}
  orders_per_year: {value: -1, range: [-1, 12], tag: assumption, source: none}
  share_focal: {value: 1.5, range: [1, 2], tag: assumption, source: none}
  orders_per_yaer: {value: 3, tag: assumption, source: none}
"""
    assert keys_of(tmp_path / "market.yaml", text) == [
        "values.nest.tag", "values.orders_per_year", "values.share_focal", "values.orders_per_yaer",
    ]  # fmt: skip


def test_a_slip_in_one_entry_does_not_hide_what_is_wrong_between_the_others(tmp_path: Path) -> None:
    text = """title: A program
currency: CNY
tiers:
  window: tier_term
  metric: spend
  levels: {base: {from: none}, bronze: {from: 100}, silver: {from: 50}, gold: {form: 200}}
privileges:
  hotline: {kind: servise, use: 1% of orders, cost: 1 CNY, worth: 1 CNY}
  gift: {kind: gifts, use: 1% of cases, cost: 1 CNY, worth: 1 CNY}
calendar:
  festival: {dates: [11-31], pull: 10%}
  birthday: {pull: 10%}
"""
    assert keys_of(tmp_path / "program.yaml", text) == [
        "tiers.levels.base.from", "tiers.levels.silver.from", "tiers.levels.gold.form",
        "privileges.hotline.kind", "privileges.gift.use", "calendar.festival.dates[1]", "calendar.birthday",
    ]  # fmt: skip


def test_a_slip_in_one_promise_does_not_hide_the_others(tmp_path: Path) -> None:
    text = """title: A study
market: china-marketplace
begins: 2014-01-06
weeks: 10
customers: 100
replications: 2
seed: 1
baseline: first
designs: {first: 5, second: jd-2013}
promises: {profit: as much as may be, obligation: at most 3 weeks, retaind: at least 5%}
"""
    assert keys_of(tmp_path / "study.yaml", text) == [
        "designs.first", "promises.profit", "promises.obligation", "promises.retaind",
    ]  # fmt: skip
