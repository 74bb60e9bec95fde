"""The pages of docs that come from the code say what the code says."""

from __future__ import annotations

import inspect
import re

import pytest

from docs.generate import OUT, PAGES, page
from docs.reading import ROOT, named_in
from docs.rules import every_rule, formula_of, tag_and_source
from simulator.customers import choice
from simulator.market.behaviour import FIELDS


@pytest.mark.parametrize("name", PAGES)
def test_page_is_what_the_code_says(name: str) -> None:
    assert (OUT / name).read_text(encoding="utf-8") == page(name), "run: python -m docs.generate"


def test_every_rule_on_disk_is_told() -> None:
    written = sum(
        len(re.findall(r"^@rule$", path.read_text(encoding="utf-8"), re.MULTILINE))
        for path in (ROOT / "simulator").rglob("*.py")
    )
    assert written == len(every_rule()) == page("model/rules.md").count("\n**Source**: ")


def test_formula_is_the_rule_without_its_words() -> None:
    rule = every_rule()["simulator.customers.choice.reference_after"]
    assert formula_of(rule) == [
        "def reference_after(reference: float, price: float, memory: float) -> float:",
        "    return memory * reference + (1.0 - memory) * price",
    ]
    assert inspect.getfile(rule) == choice.__file__


def test_every_number_of_behaviour_is_read_somewhere() -> None:
    idle = [
        field.name
        for field in FIELDS
        if not named_in(*(f"{holder}.{field.name}" for holder in ("b", "numbers", "on", "off")))
    ]
    assert idle == []


# Sources that are cited without a year: the trade, and pages of firms.
UNDATED = r"TARP|Tesco|Dillard & Bates|[a-z0-9]+\.(?:com|net)|note 025|IFRS|published (?:loyalty|earning)"


def test_tags_of_rules_say_what_their_sources_say() -> None:
    """A rule that is published names a source; one that holds in part, and no other, says what is assumed."""
    wrong = []
    for name, rule in every_rule().items():
        tag, source = tag_and_source(rule)
        cites = re.search(rf"\b1[89]\d\d\b|\b20\d\d\b|{UNDATED}", source)
        if (tag.startswith("published") and not cites) or (
            tag.endswith("in part") != bool(re.search("assum|calibrated", source))
        ):
            wrong.append(f"{name}: [{tag}] {source}")
    assert wrong == []
