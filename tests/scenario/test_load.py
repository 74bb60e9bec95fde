from __future__ import annotations

import json
import re
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulator.scenario import KINDS, Kind, describe, json_schema, load, shipped, validate
from simulator.scenario.telling import yaml_text
from tests.builders_program import programs

PROGRAMS = [
    "none", "jd-2013", "jd-clear", "tmall-style", "nordstrom-clerk", "qq-platform", "crm-contact-plan",
    "starbucks-relation", "prime-style", "jd-plus", "88vip", "double-11", "amazon-mom",
    "jifenbao", "qq-caibei", "ebay-referral",
    "taobao-seller", "dangdang-style", "dealer-service-club",
]  # fmt: skip


def exact(tree: Any) -> Any:
    """The tree with decimal numbers in place of binary fractions, as a file holds them."""
    if isinstance(tree, dict):
        return {key: exact(value) for key, value in tree.items()}
    if isinstance(tree, list):
        return [exact(value) for value in tree]
    return Decimal(str(tree)) if isinstance(tree, float) else tree


def written(folder: Path, tree: Any, name: str = "written.yaml") -> Path:
    path = folder / name
    path.write_text(yaml_text(exact(tree)), encoding="utf-8")
    return path


@pytest.mark.parametrize("kind", KINDS)
def test_everything_shipped_is_good_in_all_its_forms(kind: Kind) -> None:
    assert {name: validate(name, kind) for name in shipped(kind)} == {name: [] for name in shipped(kind)}


def test_worked_examples_are_no_programs() -> None:
    assert [name for name in shipped("program") if "." in name] == []


def test_what_the_demo_needs_is_shipped() -> None:
    assert set(PROGRAMS) <= set(shipped("program"))
    study = load("jd-vs-tmall")
    assert study.market
    assert (study.kind, study.market.model.business.kind) == ("study", "marketplace")
    assert list(study.designs) == ["none", "jd", "jd-clear", "tmall"]
    assert study.designs["jd"].sha256 == load("jd-2013").sha256
    assert (study.model.weeks, study.model.customers, study.model.replications) == (104, 10_000, 30)


@pytest.mark.parametrize("name", sorted(shipped("program").keys() - {"none"}))
def test_shipped_programs_say_where_their_numbers_come_from(name: str) -> None:
    program = load(name).model
    assert program.sources
    assert program.simplified
    assert program.assumed


def test_every_number_of_the_shipped_market_has_a_source() -> None:
    market = load("china-marketplace").model
    assert len(market.values) >= 20
    assert all(
        value.tag in ("published", "derived", "assumption") and value.source
        for value in market.values.values()
    )


@pytest.mark.parametrize("name", [*PROGRAMS, "china-marketplace", "jd-vs-tmall"])
def test_what_is_printed_is_read_back_as_the_same(name: str, tmp_path: Path) -> None:
    scenario = load(name)
    path = tmp_path / "again.yaml"
    path.write_text(describe(scenario), encoding="utf-8")
    again = load(path)
    assert again.tree == scenario.tree
    assert again.sha256 == scenario.sha256


@given(tree=programs())
def test_every_program_that_can_be_drawn_is_good_and_survives_printing(
    tree: dict[str, Any], tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("drawn")
    scenario = load(written(folder, tree))
    assert scenario.tree == exact(tree)
    assert load(written(folder, scenario.tree, "again.yaml")).sha256 == scenario.sha256


def shuffled(tree: Any) -> Any:
    if isinstance(tree, dict):
        return {key: shuffled(tree[key]) for key in reversed(tree)}
    return tree


def test_the_hash_is_of_the_content_alone(tmp_path: Path) -> None:
    scenario = load("jd-2013")
    levels = scenario.tree["tiers"]["levels"]
    tree = shuffled(scenario.tree)
    tree["tiers"]["levels"] = levels  # a ladder is written in ascending order
    path = written(tmp_path, tree)
    text = path.read_text(encoding="utf-8").replace("1 per CNY", "1.0 per CNY")
    text = "# a comment\n" + text.replace("enrolment_cost: 2 CNY", "'enrolment_cost':   2.00 CNY")
    path.write_text(text, encoding="utf-8")
    assert load(path).sha256 == scenario.sha256


def test_the_hash_sees_every_change_of_content(tmp_path: Path) -> None:
    def leaves(tree: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
        for key, value in tree.items():
            yield from leaves(value, (*path, key)) if isinstance(value, dict) else [(*path, key)]

    tree = load("tmall-style").tree
    hashes = {load("tmall-style").sha256}
    numbers = [
        path
        for path in leaves(tree)
        if path[0] not in ("title", "company", "sources", "simplified", "assumed")
    ]
    changed = 0
    for path in numbers:
        copy = json.loads(json.dumps(tree, default=str))
        place = copy
        for key in path[:-1]:
            place = place[key]
        value = str(place[path[-1]])
        if not value[0].isdigit() or "-" in value:
            continue
        digits = re.match(r"[\d.]+", value)
        assert digits
        place[path[-1]] = value.replace(digits[0], str(Decimal(digits[0]) + 1), 1)
        if place[path[-1]].isdigit():
            place[path[-1]] = int(place[path[-1]])
        file = written(tmp_path, copy)
        if validate(file) == []:
            hashes.add(load(file).sha256)
            changed += 1
    assert changed >= 15
    assert len(hashes) == changed + 1


def test_a_study_is_the_sum_of_its_parts(tmp_path: Path) -> None:
    text = """title: A study
market: china-marketplace
begins: 2014-01-06
weeks: 10
customers: 100
replications: 2
seed: 1
designs:
  near: near.yaml
  variant: jd-2013/gold-perks
  inline: {extends: jd-2013, status: {rating: {visible: yes}}}
"""
    (tmp_path / "study.yaml").write_text(text, encoding="utf-8")
    (tmp_path / "near.yaml").write_text("title: Near\npoints: {}\n", encoding="utf-8")
    study = load(tmp_path / "study.yaml")
    assert [design.name for design in study.designs.values()] == [
        "none",
        "near",
        "jd-2013/gold-perks",
        "inline",
    ]
    assert study.designs["near"].path == tmp_path / "near.yaml"
    assert study.designs["inline"].tree["status"]["rating"]["visible"] == "yes"
    (tmp_path / "near.yaml").write_text("title: Near\npoints: {returns: keep}\n", encoding="utf-8")
    assert load(tmp_path / "study.yaml").sha256 != study.sha256
    other = text.replace("china-marketplace", "market.yaml")
    (tmp_path / "study.yaml").write_text(other, encoding="utf-8")
    hashes = set()
    for margin in ("20%", "25%"):
        market = f"title: M\ncurrency: CNY\nbusiness: {{kind: retailer, margin: {margin}}}\n"
        (tmp_path / "market.yaml").write_text(market, encoding="utf-8")
        hashes.add(load(tmp_path / "study.yaml").sha256)
    assert len(hashes) == 2
    (tmp_path / "near.yaml").write_text("title: Near\npoints: {returns: kept}\n", encoding="utf-8")
    assert [message.split(" ")[0] for message in validate(tmp_path / "study.yaml")] == [
        f"{tmp_path / 'near.yaml'}:2:19"
    ]


def test_a_program_is_not_a_market() -> None:
    assert "is a program, a market is needed here" in validate(shipped("program")["jd-2013"], "market")[0]


def properties(part: Any) -> Iterator[tuple[str, dict[str, Any]]]:
    if isinstance(part, dict):
        yield from part.get("properties", {}).items()
        for value in part.values():
            yield from properties(value)
    elif isinstance(part, list):
        for value in part:
            yield from properties(value)


@pytest.mark.parametrize("kind", KINDS)
def test_every_field_of_the_schema_is_described(kind: Kind) -> None:
    schema = json_schema(kind)
    assert json.loads(json.dumps(schema)) == schema
    found = list(properties(schema))
    assert len(found) > 10
    assert [name for name, field in found if not field.get("description", "").strip()] == []


def leaf_kinds(part: dict[str, Any]) -> list[dict[str, Any]]:
    return [
        leaf
        for option in part.get("anyOf", [part])
        for leaf in ([option] if "anyOf" not in option else leaf_kinds(option))
    ]


@pytest.mark.parametrize("kind", KINDS)
def test_every_number_of_the_schema_has_a_unit_and_a_range(kind: Kind) -> None:
    silent = []
    for name, field in properties(json_schema(kind)):
        for leaf in leaf_kinds(field):
            # A quantity is text with its unit; a whole number's unit stands in its description.
            if leaf.get("type") == "integer" and not {"minimum", "maximum"} <= set(leaf):
                silent.append(name)
            if leaf.get("type") == "string" and "unit" in leaf and not {"range", "examples"} & set(leaf):
                silent.append(name)
    assert silent == []


@given(data=st.data())
def test_a_spoilt_file_is_told_and_never_raises_anything_else(
    data: st.DataObject, tmp_path_factory: pytest.TempPathFactory
) -> None:
    kind = data.draw(st.sampled_from(KINDS))
    path = data.draw(st.sampled_from(sorted(shipped(kind).values())))
    raw = bytearray(path.read_bytes())
    for _ in range(data.draw(st.integers(1, 4))):
        start = data.draw(st.integers(0, len(raw) - 1))
        end = start + data.draw(st.integers(0, 20))
        raw[start:end] = data.draw(
            st.binary(max_size=4) | st.sampled_from([b": ", b"\n", b"{", b"- ", b"&a ", b"\t", b"null"])
        )
    spoilt = tmp_path_factory.mktemp("spoilt") / "spoilt.yaml"
    spoilt.write_bytes(bytes(raw))
    for message in validate(spoilt):
        place = message.removeprefix(f"{spoilt}:").split(" ")[0].split(":")
        assert all(number.isdigit() for number in place[-2:]), message
