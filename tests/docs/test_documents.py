"""What the documents tell people to type works, and what they point at is there."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import pytest
import typer

from simulator.customers import enrolling, visiting
from simulator.engine import setting, solve, start
from simulator.experiments import plan, setup
from workbench.cli import app, main

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")
PAGES = sorted([*(ROOT / "docs").rglob("*.md"), *ROOT.glob("*.md"), ROOT / "scenarios" / "README.md"])
# These take no time; for the others it is enough that their options exist.
CHEAP = ("validate", "show", "schema", "programs")


def blocks(text: str, language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```", text, re.DOTALL | re.MULTILINE)


def commands(text: str) -> Iterator[list[str]]:
    """Yield the arguments of every `loyalty` line in the shell blocks."""
    for block in blocks(text, "sh"):
        for line in block.splitlines():
            words = shlex.split(line, comments=True)
            if words[:1] == ["loyalty"]:
                yield words[1:]


LOYALTY = list(commands(README))


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with the files that the README has one write."""
    for text in blocks(README, "yaml"):
        name = re.match(r"# (\S+\.yaml)\n", text)
        assert name, f"no file name above {text[:40]!r}"
        (tmp_path / name[1]).write_text(text, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_the_readme_shows_every_command() -> None:
    group = typer.main.get_group(app)
    assert {arguments[0] for arguments in LOYALTY} == set(group.commands)


@pytest.mark.parametrize("arguments", [a for a in LOYALTY if a[0] in CHEAP], ids=" ".join)
def test_cheap_commands_of_the_readme_run(
    arguments: list[str], folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(arguments) == 0, capsys.readouterr().err
    assert capsys.readouterr().out.strip()


@pytest.mark.parametrize("arguments", [a for a in LOYALTY if a[0] not in CHEAP], ids=" ".join)
def test_other_commands_of_the_readme_have_such_options(arguments: list[str], folder: Path) -> None:
    command = typer.main.get_group(app).commands[arguments[0]]
    with command.make_context(arguments[0], list(arguments[1:])) as context:
        assert context.params


def test_the_python_of_the_readme_names_what_exists() -> None:
    for text in blocks(README, "python"):
        imports = "\n".join(line for line in text.splitlines() if line.startswith(("from ", "import ")))
        names: dict[str, object] = {}
        exec(imports, names)
        used = set(re.findall(r"\b([A-Za-z_]+)\(", text))
        assert used <= set(names), used - set(names)


def test_make_targets_in_documents_exist() -> None:
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    for path in PAGES:
        text = path.read_text(encoding="utf-8")
        told = set(re.findall(r"`make ([a-z]+)`", text)) | set(
            re.findall(r"^make ([a-z]+)$", text, re.MULTILINE)
        )
        assert told <= targets, (path.name, told - targets)


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_links_and_files_in_documents_exist(path: Path) -> None:
    text = re.sub(r"^```.*?^```", "", path.read_text(encoding="utf-8"), flags=re.DOTALL | re.MULTILINE)
    links = {target for target in re.findall(r"\]\(([^)#\s]+)", text) if ":" not in target}
    files = set(re.findall(r"`([\w-]+(?:/[\w.-]+)*/[\w.-]+\.(?:py|md|csv|yaml))(?:::\w+)?`", text))
    bases = (ROOT, path.parent, ROOT / "simulator")
    named = {name for name in links | files if not name.startswith("out/")}
    assert [name for name in named if not any((base / name).exists() for base in bases)] == []


def test_architecture_is_short_and_names_every_room() -> None:
    text = (ROOT / "ARCHITECTURE.md").read_text(encoding="utf-8")
    assert len(text.splitlines()) < 200
    rooms = {path.parent.name for path in (ROOT / "simulator").glob("*/__init__.py")}
    assert [room for room in rooms if f"| `{room}/` |" not in text] == []


def test_functions_named_with_their_file_exist() -> None:
    for path in PAGES:
        for file, function in re.findall(r"`([\w/]+\.py)::(\w+)`", path.read_text(encoding="utf-8")):
            source = next(base / file for base in (ROOT, ROOT / "simulator") if (base / file).exists())
            assert f"def {function}(" in source.read_text(encoding="utf-8"), (path.name, file, function)


def test_rules_named_in_the_model_exist() -> None:
    """Rules are named as code with an underscore; every such word is a rule, number, state or switch."""
    text = (ROOT / "docs" / "model" / "README.md").read_text(encoding="utf-8")
    known = "".join(
        (ROOT / "docs" / "model" / name).read_text(encoding="utf-8")
        for name in ("rules.md", "parameters.md", "states.md")
    )
    scheduled = set(re.findall(r"\| `([a-z_]+)` \| `", text))  # calls of the week, held by test_model.py
    words = set(re.findall(r"`([a-z]+_[a-z_]+)`", text)) - scheduled
    assert words and [word for word in words if f"`{word}`" not in known] == []


def test_the_model_states_the_lengths_that_the_code_has() -> None:
    text = " ".join((ROOT / "docs" / "model" / "README.md").read_text(encoding="utf-8").split())
    for told in (
        f"{start.ALONE_WEEKS} weeks without a program, then {start.TOGETHER_WEEKS:,} weeks with it",
        f"Then {setup.SETTLE_WEEKS} weeks under the replication's own numbers",
        f"The long run without a program, {setup.SETTLE_WEEKS} weeks of settling",
        f"{solve.CUSTOMERS:,} people live side by side",
        f"In {solve.BLOCKS} blocks of {solve.BLOCK_WEEKS} weeks",
        f"a {solve.PRICE_CUT:.0%} price cut to everybody raises",
        f"orders of weeks 1-{solve.PRICE_WEEKS} by the stated elasticity",
        f"Regions.** Communities of about {setting.REGION_SIZE:,} customers",
        f"at most {visiting.MOST_OCCASIONS} a week",
        f"asked at most each {enrolling.PROMPT_WEEKS} weeks",
    ):
        assert told in text, told
    assert plan.PANELS == 6 and "six panels of people in turn" in text
