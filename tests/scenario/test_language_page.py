"""Every example of the page on the language is a scenario that loads."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from simulator.market.network import SMALL_WORLD, network_table
from simulator.program import Program
from simulator.scenario import load
from simulator.scenario.study import MONEYS, MONEYS_A_CUSTOMER, SHARES, TIMES

PAGE = (Path(__file__).parents[2] / "scenarios" / "README.md").read_text(encoding="utf-8")
MARKET = """title: A marketplace
currency: CNY
business: {kind: marketplace, take_rate: 15%, seller_margin: 25%}
"""
EXAMPLES = re.findall(r"```yaml\n(.*?)```", PAGE, flags=re.DOTALL)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name, text in zip(("small", "mine", "my-shop", "service", "study"), EXAMPLES, strict=True):
        before = MARKET if name == "service" else ""  # one clause of a market
        (tmp_path / f"{name}.yaml").write_text(before + text, encoding="utf-8")
    return tmp_path


def test_the_examples_load(folder: Path) -> None:
    assert load(folder / "small.yaml").model.level_names == ("base", "gold")
    mine = load(f"{folder / 'mine.yaml'}/generous").model
    assert (mine.status.rating.visible, "hotline" in mine.privileges) == (True, False)
    assert str(mine.privileges["installation"].worth) == "100 CNY"
    service = load(folder / "service.yaml").model.service
    assert service.logistics is not None and service.desk is not None
    assert load(folder / "my-shop.yaml").model.mechanisms == {"reference_price": False}
    assert network_table(load(folder / "my-shop.yaml").model.network) == (SMALL_WORLD, 8, 100)


def test_the_example_study_loads_with_its_designs(folder: Path) -> None:
    text = (folder / "study.yaml").read_text(encoding="utf-8")
    (folder / "study.yaml").write_text(text.replace("mine.yaml", "small.yaml"), encoding="utf-8")
    study = load(folder / "study.yaml")
    assert list(study.designs) == ["none", "now", "dearer"]
    assert (
        str(study.designs["dearer"].model.points.value if study.designs["dearer"].model.points else "")
        == "0.02 CNY"
    )


def test_the_page_names_every_clause_and_promise() -> None:
    words = set(re.findall(r"`(\w+)", PAGE))
    assert set(Program.model_fields) - words == set()
    assert {*SHARES, *MONEYS, *MONEYS_A_CUSTOMER, *TIMES} - words == set()
