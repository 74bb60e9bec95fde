from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

import scenarios
from simulator.scenario import Scenario, describe, load, shipped, validate
from simulator.scenario.reading import shown_path

PARENT = """title: Parent
currency: CNY
points:
  earn: {purchase: {rate: 1 per CNY}, approved_review: {amount: 20}}
  expiry: {after: 52 weeks}
tiers:
  metric: spend
  window: lifetime
  levels:
    base: {}
    silver: {from: 500, points: x1.1}
    gold: {from: 2000}
privileges:
  hotline: {kind: service, tiers: [gold], use: 100% of cases, cost: 2 CNY, worth: 3 CNY}
variants:
  short: {points: {expiry: {after: 8 weeks}}}
  flat: {tiers: null, privileges: null}
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "parent.yaml").write_text(PARENT, encoding="utf-8")
    return tmp_path


def child(folder: Path, text: str, name: str = "child.yaml") -> Scenario[Any]:
    (folder / name).write_text(text, encoding="utf-8")
    return load(folder / name)


def test_an_override_changes_what_it_names_and_nothing_else(folder: Path) -> None:
    parent = load(folder / "parent.yaml")
    changed = child(folder, "extends: parent.yaml\npoints: {earn: {approved_review: {amount: 30}}}\n")
    assert changed.model.points.earn.approved_review.amount == 30
    assert changed.model.points.earn.purchase == parent.model.points.earn.purchase
    assert changed.model.tiers == parent.model.tiers
    assert changed.parent == parent.tree


def test_null_removes_a_key(folder: Path) -> None:
    changed = child(folder, "extends: parent.yaml\npoints: {earn: {approved_review: null}, expiry: never}\n")
    assert changed.model.points.earn.approved_review is None
    assert changed.model.points.expiry.after is None


def test_a_list_is_replaced_whole(folder: Path) -> None:
    changed = child(folder, "extends: parent.yaml\nprivileges: {hotline: {tiers: [silver]}}\n")
    assert changed.model.privileges["hotline"].tiers == ["silver"]


def test_a_new_level_stands_behind_the_one_it_is_written_behind(folder: Path) -> None:
    levels = "silver: {}, rose: {from: 1000}, gold: {}, diamond: {from: 9000}"
    text = f"extends: parent.yaml\ntiers: {{levels: {{{levels}}}}}\n"
    assert child(folder, text).model.level_names == ("base", "silver", "rose", "gold", "diamond")
    text = "extends: parent.yaml\ntiers: {levels: {diamond: {from: 9000}}}\n"
    assert child(folder, text).model.level_names == ("base", "silver", "gold", "diamond")


def test_a_variant_is_named_behind_a_slash(folder: Path) -> None:
    short = load(f"{folder / 'parent.yaml'}/short")
    assert short.name == "parent/short"
    assert str(short.model.points.expiry.after) == "8 weeks"
    assert short.parent == load(folder / "parent.yaml").tree
    flat = load(f"{folder / 'parent.yaml'}/flat")
    assert flat.model.tiers is None


def test_a_file_may_extend_a_variant_and_a_chain(folder: Path) -> None:
    child(folder, "extends: parent.yaml/short\ntitle: Child\n")
    grandchild = child(folder, "extends: child.yaml\npoints: {name: beans}\n", "grandchild.yaml")
    assert grandchild.model.title == "Child"
    assert str(grandchild.model.points.expiry.after) == "8 weeks"


def test_a_circle_and_a_long_chain_are_told(folder: Path) -> None:
    for number in range(8):
        text = f"extends: chain{number + 1}.yaml\n"
        (folder / f"chain{number}.yaml").write_text(text, encoding="utf-8")
    (folder / "chain8.yaml").write_text("title: The end\n", encoding="utf-8")
    assert "chain of more than 5 files" in validate(folder / "chain0.yaml")[0]
    assert validate(folder / "chain4.yaml") == []
    (folder / "chain8.yaml").write_text("extends: chain6.yaml\n", encoding="utf-8")
    told = validate(folder / "chain5.yaml")
    assert told == [
        f"{folder / 'chain8.yaml'}:1:10 extends: goes round in a circle: "
        "chain5.yaml -> chain6.yaml -> chain7.yaml -> chain8.yaml -> chain6.yaml"
    ]


def test_a_fault_is_told_in_the_file_that_wrote_it(folder: Path) -> None:
    broken = PARENT.replace("rate: 1 per CNY", "rate: 1")
    (folder / "parent.yaml").write_text(broken, encoding="utf-8")
    (folder / "child.yaml").write_text("extends: parent.yaml\npoints: {pending: 15}\n", encoding="utf-8")
    messages = validate(folder / "child.yaml")
    assert [message.split(" ")[0] for message in messages] == [
        f"{folder / 'child.yaml'}:2:19",
        f"{folder / 'parent.yaml'}:4:27",
    ]


def test_faults_of_merging_are_told_down_the_chain(folder: Path) -> None:
    (folder / "child.yaml").write_text("extends: parent.yaml\npoints: {nam: null}\n", encoding="utf-8")
    (folder / "grandchild.yaml").write_text("extends: child.yaml\n", encoding="utf-8")
    assert [message.split(" ")[0] for message in validate(folder / "grandchild.yaml")] == [
        f"{folder / 'child.yaml'}:2:10"
    ]


def test_both_ways_of_expiry_after_a_merge_are_a_fault_with_its_remedy(folder: Path) -> None:
    text = "extends: parent.yaml\npoints: {expiry: {on: 12-31}}\n"
    (folder / "child.yaml").write_text(text, encoding="utf-8")
    assert "has both after and on" in validate(folder / "child.yaml")[0]
    assert child(folder, "extends: parent.yaml\npoints: {expiry: {after: null, on: 12-31}}\n")


def test_the_difference_is_told_line_by_line(folder: Path) -> None:
    changes = "points: {name: beans, expiry: {after: 26 weeks}, earn: {approved_review: null}}"
    text = f"extends: parent.yaml\n{changes}\n"
    lines = describe(child(folder, text)).split("# Different from what it extends:\n")[1].splitlines()
    assert lines == [
        "#   points.earn.approved_review.amount: 20 -> (absent)",
        "#   points.expiry.after: 52 weeks -> 26 weeks",
        "#   points.name: (absent) -> beans",
    ]


def test_jd_clear_differs_from_jd_in_the_rating_alone() -> None:
    changed = describe(load("jd-clear")).split("# Different from what it extends:\n")[1].splitlines()
    assert changed == [
        '#   title: "JD growth-value levels, 2013" -> JD growth-value levels with a visible rating',
        "#   status.rating.visible: no -> yes",
    ]


STUDY = """title: A study
market: china-marketplace
begins: 2014-01-06
weeks: 10
customers: 100
replications: 2
seed: 1
designs:
  fewer: {extends: jd-2013, privileges: {hotline: null}}
variants:
  none-left: {designs: {fewer: {privileges: {installation: null}}}}
"""


def test_null_removes_from_the_program_that_a_design_extends(tmp_path: Path) -> None:
    file = tmp_path / "study.yaml"
    file.write_text(STUDY, encoding="utf-8")
    kept = set(load("jd-2013").model.privileges)
    assert set(load(file).designs["fewer"].tree["privileges"]) == kept - {"hotline"}
    both = load(f"{file}/none-left").designs["fewer"].tree["privileges"]
    assert set(both) == kept - {"hotline", "installation"}


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (
            "extends: jd-2013\ntiers: {levels: {silver: {from: 20000}}}\n",
            ["child.yaml:2:27 tiers.levels.gold.from: is 10000, below silver (20000)"],
        ),
        (
            "extends: jd-2013\ntiers: {levels: {gold: null}}\n",
            ["child.yaml:2:18 privileges.installation"],
        ),
        ("extends: parent.yaml\npoints: null\n", ["child.yaml:2:1 rewards.checkout: needs points"]),
    ],
)
def test_a_fault_that_a_change_brings_about_is_told_at_the_change(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str, told: list[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    checkout = "rewards: {checkout: {}}\n"
    Path("parent.yaml").write_text(
        "title: P\ncurrency: CNY\npoints: {value: 0.01 CNY}\n" + checkout, encoding="utf-8"
    )
    Path("child.yaml").write_text(text, encoding="utf-8")
    found = validate("child.yaml")
    assert [message[: len(line)] for message, line in zip(found, told, strict=False)] == told
    where = "parent.yaml:" if "parent" in text else "jd-2013 (shipped):"
    assert all(f"(it is at {where}" in message for message in found)


def test_a_shipped_file_is_called_by_its_name(tmp_path: Path) -> None:
    (tmp_path / "study.yaml").write_text(STUDY.replace("hotline", "hot"), encoding="utf-8")
    path = str(Path(scenarios.__file__).parent)
    assert all(path not in message for message in validate(tmp_path / "study.yaml"))
    assert shown_path(shipped("program")["jd-2013"]) == "jd-2013 (shipped)"
