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
        "privileges.hot_line",
        "privileges.hot_line",
        "colour",
    ]
