"""The description of the model is whole after ODD 2020, and its schedule is the one that the code keeps."""

from __future__ import annotations

import ast
import re
from pathlib import Path

from docs.reading import PACKAGE, ROOT, named_in, sources
from docs.settings import fields_of
from simulator.customers.week import PHASES
from simulator.market.behaviour import FIELDS, MECHANISM_NAMES
from simulator.program import Program

README = (ROOT / "docs" / "model" / "README.md").read_text(encoding="utf-8")
ELEMENTS = (
    "Purpose and patterns", "Entities, state variables and scales", "Process overview and scheduling",
    "Design concepts", "Initialisation", "Input data", "Submodels",
)  # fmt: skip
CONCEPTS = (
    "Basic principles", "Emergence", "Adaptation", "Objectives", "Learning", "Prediction", "Sensing",
    "Interaction", "Stochasticity", "Collectives", "Observation",
)  # fmt: skip


def section(title: str) -> str:
    """The text below a heading of the second level, up to the next one."""
    found = re.search(rf"^## \d\. {re.escape(title)}\n(.*?)(?=^## |\Z)", README, re.MULTILINE | re.DOTALL)
    assert found, title
    return found[1]


def rows(text: str) -> list[list[str]]:
    """The rows of the first table of a text, without its head."""
    lines = [line for line in text.splitlines() if line.startswith("|")]
    found = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]
    end = next((k for k, line in enumerate(found) if k > 1 and len(line) != len(found[0])), len(found))
    return found[2:end]


def calls(function: ast.FunctionDef) -> list[str]:
    """What a function calls, in the order of the text, as `a.b` without what a name hangs on further out."""
    found = []
    for node in ast.walk(function):
        if isinstance(node, ast.Call):
            words = ast.unparse(node.func).removeprefix("self.").split(".")
            found.append((node.lineno, node.col_offset, ".".join(words[-2:])))
    return [name for _, _, name in sorted(found)]


def function_of(file: str, name: str) -> ast.FunctionDef:
    nodes = (node for node in ast.walk(sources()[file]) if isinstance(node, ast.FunctionDef))
    return next(node for node in nodes if node.name == name)


def test_every_element_and_concept_of_the_protocol_is_told_in_its_order() -> None:
    heads = re.findall(r"^## \d\. (.+)$", README, re.MULTILINE)
    assert tuple(heads[: len(ELEMENTS)]) == ELEMENTS
    assert tuple(re.findall(r"^\*\*([\w ]+)\.\*\*", section("Design concepts"), re.MULTILINE)) == CONCEPTS


def test_the_schedule_is_the_order_of_the_code() -> None:
    told = [row[2].strip("`") for row in rows(section("Process overview and scheduling"))]
    told = [name for k, name in enumerate(told) if k == 0 or told[k - 1] != name]

    phases = [name for name in calls(function_of("customers/week.py", "live_week")) if name in PHASES]
    assert tuple(phases) == PHASES
    week = calls(function_of("engine/kernel.py", "week"))
    assert week.index("open_page") < week.index("live_week")
    lived = []
    for name in calls(function_of("engine/clock.py", "_market")):
        lived += ["open_page", *phases] if name == "driver.week" else [name] if name in told else []
    assert lived == told


def test_every_step_names_files_that_have_a_part_in_it() -> None:
    for step, _, _, files in rows(section("Process overview and scheduling")):
        named = re.findall(r"`([\w/]+\.py)`", files)
        assert named and all((PACKAGE / name).exists() for name in named), step


def test_every_switch_is_told_below_a_paragraph_that_exists() -> None:
    text = section("Submodels")
    told: dict[str, str] = {}
    for paragraph, switches, _ in rows(text):
        assert f"**{paragraph}" in text, paragraph
        told |= dict.fromkeys(re.findall(r"`(\w+)`", switches), paragraph)
    assert sorted(told) == sorted(MECHANISM_NAMES)


def test_every_number_is_named_or_read_in_a_file_that_the_model_names() -> None:
    lost = []
    for field in FIELDS:
        places = named_in(*(f"{holder}.{field.name}" for holder in ("b", "numbers", "on", "off")))
        files = {place.partition("::")[0] for place in places}
        if f"`{field.name}`" not in README and not any(f"`{file}`" in README for file in files):
            lost.append((field.name, sorted(files)))
    assert lost == []


def test_every_field_of_a_program_is_listed_with_its_range() -> None:
    found = {row[0].strip("`"): row for row in fields_of(Program)}
    assert found["tiers.levels.NAME.at_most"][1:3] == ("share", "0.1 to 100")
    assert found["membership.join"][3] == "automatic"
    pages = (Path(ROOT) / "docs" / "model" / "settings.md").read_text(encoding="utf-8")
    assert all(f"| `{name}` |" in pages for name in found)
