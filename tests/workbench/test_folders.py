"""An output that cannot be used is told before anything is run, and what is in it is left alone."""

from __future__ import annotations

from pathlib import Path

import pytest

from workbench.cli import main
from workbench.folders import own_folder

STUDY = "jd-vs-tmall"
DOCS = Path(__file__).parents[2] / "docs"


@pytest.fixture(autouse=True)
def _nothing_runs(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Work in a folder of one's own, in which nothing may be compiled, and so nothing run."""

    def never() -> None:
        raise AssertionError("something is run")

    monkeypatch.chdir(tmp_path)
    for module in ("engine.compiling", "reasons.journey", "reasons.explain"):
        monkeypatch.setattr(f"simulator.{module}.compile_week", never)


@pytest.mark.parametrize(
    ("command", "blocked"),
    [
        (["evidence"], "evidence.json"),
        (["evidence"], "evidence.md"),
        (["evidence"], "evidence.svg"),
        (["journey", STUDY], "journey.html"),
        (["explain", STUDY], "explain.json"),
        (["explain", STUDY], "explain.html"),
    ],
)
def test_a_folder_in_the_place_of_a_file_is_told_at_once(
    command: list[str], blocked: str, capsys: pytest.CaptureFixture[str]
) -> None:
    (Path("taken") / blocked).mkdir(parents=True)
    assert main([*command, "--out", "taken"]) == 2
    said = " ".join(capsys.readouterr().err.replace("│", " ").split())
    assert f"{blocked} in it is a folder, but is to be a file" in said


def test_a_file_in_the_place_of_a_folder_is_told_at_once(capsys: pytest.CaptureFixture[str]) -> None:
    Path("taken").mkdir()
    (Path("taken") / "tables").write_text("mine")
    (Path("taken") / "explain.json").write_text("{}")
    assert main(["explain", STUDY, "--out", "taken"]) == 2
    said = " ".join(capsys.readouterr().err.replace("│", " ").split())
    assert "tables in it is a file, but is to be a folder" in said


def test_a_folder_of_somebody_else_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    Path("taken").mkdir()
    (Path("taken") / "letter.txt").write_text("mine")
    assert main(["evidence", "--out", "taken"]) == 2
    said = " ".join(capsys.readouterr().err.replace("│", " ").split())
    assert "holds files, but no evidence.json" in said
    assert [path.name for path in Path("taken").iterdir()] == ["letter.txt"]


def test_the_pages_of_the_project_take_the_scoreboard() -> None:
    assert own_folder(DOCS, "evidence.json", ["evidence.md", "evidence.svg"]) == DOCS
