"""What a user reads of it: pages, lines of the terminal, and what is said of a mistake."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from reports.explained import Explained as Read
from reports.explained import explain_page, read_explained, sentences, write_explain_page
from reports.journey import JOURNEY, chosen, journey_page, moments, reasons
from reports.journey_words import Words
from simulator.reasons.explain import Explained
from simulator.reasons.journey import Journeys
from simulator.reasons.tables import write_explained
from tests.reasons.conftest import DESIGNS, ON, POINTS, TIERS, write_study
from workbench.cli import main
from workbench.explain import lines
from workbench.journey import lines as journey_lines

OUTSIDE = re.compile(r"(?:href|src)=\"(?!#)")


@pytest.fixture(scope="module")
def folder(found: Explained, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_explained(found, tmp_path_factory.mktemp("explained"))


@pytest.fixture(scope="module")
def read(folder: Path) -> Read:
    return read_explained(folder)


def test_the_page_of_a_decomposition_stands_alone_and_names_every_part(folder: Path, read: Read) -> None:
    page = write_explain_page(folder).read_text(encoding="utf-8")
    assert page == write_explain_page(folder).read_text(encoding="utf-8")
    assert not OUTSIDE.search(page)
    for text in (*DESIGNS, "cost and rules without any reaction", "worth of points", "dated events"):
        assert text in page
    assert page.count("<figure") == 3
    assert "64 runs of a budget of 10,000: all 32 sets of the 5 groups" in page
    assert page.startswith("<!DOCTYPE html>")
    assert read.place("tiers") == 2


def test_a_hostile_title_stays_text(folder: Path) -> None:
    read = read_explained(folder)
    hostile = Read({**read.facts, "title": "<script>alert(1)</script>"}, read.frames)
    assert "<script" not in explain_page(hostile)


def test_the_terminal_tells_each_part_with_its_reach(read: Read) -> None:
    told = list(lines(read))
    (row,) = (line for line in told[: told.index("\ntiers (Tiers)")] if line.startswith("  worth of points"))
    assert "±" in row
    part = next(part for part in read.parts("points", "sales") if part["part"] == "points")
    assert read.write.value("money", part["value"], signed=True) in row
    (idle,) = (line for line in told[: told.index("\ntiers (Tiers)")] if line.startswith("  dated events"))
    assert idle.split()[2:] == ["0", "0", "0"]
    both = dict(sentences(read))
    assert "without any reaction" in both["points"][1]
    assert "Together they add more (or less) than apart" in both["tiers"][2]


def test_orders_and_their_reverses_are_counted_apart(read: Read) -> None:
    orders = [["points", "goals"], ["goals", "points"]] * 3
    sampled = Read({**read.facts, "method": "sampled", "orders": orders}, read.frames)
    assert "along 3 orders and their reverses" in sampled.method()


def test_a_page_of_journeys_has_two_columns_and_says_why(told: Journeys) -> None:
    page = journey_page(told)
    assert page == journey_page(told)
    assert not OUTSIDE.search(page)
    assert page.count("Why he left in week") == sum(
        len(life.leavings) for story in told.stories for life in story.lives
    )
    assert page.count('<table class="weeks">') == len(told.stories) == page.count("<figure>")
    assert "leaves the firm</span>" in page


def test_weeks_in_which_nothing_happened_are_told_in_one_and_none_is_lost(told: Journeys) -> None:
    words = Words.of(told)
    for story in told.stories:
        weeks = []
        for moment in moments(words, story):
            ends = [int(text) for text in re.findall(r"\d+", moment.weeks)] or [-1]
            weeks += list(range(ends[0], ends[-1] + 1))
        assert weeks == list(range(-1, 56))


def test_a_story_on_the_terminal_names_designs_and_reasons(told: Journeys) -> None:
    words = Words.of(told)
    story = told.stories[0]
    text = "\n".join(journey_lines(words, story))
    assert chosen(story).startswith("The customer who left under points and stayed under tiers")
    (life,) = (life for life in story.lives if not life.weeks[-1].attached)
    other = next(one for one in story.lives if one is not life)
    for line in reasons(words, life, other, life.leavings[-1]):
        assert " ".join(line.split()[:5]) in " ".join(text.split())
    assert "would have kept him then (by the same rule)" in " ".join(text.split())


# ---- the commands ---------------------------------------------------------------------------------------


def test_explain_as_a_command(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    study = write_study(tmp_path, {"points": POINTS}, ("points_value",))
    out = tmp_path / "out"
    command = ["explain", str(study), "--replications", "2", "--weeks", "20", "--out", str(out)]
    assert main([*command, "--budget", "40", "--json"]) == 0
    shown = capsys.readouterr()
    told = json.loads(shown.out)
    assert (told["method"], told["budget"], told["active"]) == ("exact", 40, ["points"])
    total = {part["part"]: part["value"] for part in told["parts"]
             if part["metric"] == "sales" and part["segment"] == "all"}  # fmt: skip
    assert total["nothing"] + total["points"] == total["total"]
    assert "each group alone and last: 0 of" in shown.err
    assert (out / "explain.html").is_file()
    assert (out / "tables" / "explain_sets.csv").is_file()


def test_journey_as_a_command(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    study = write_study(tmp_path, DESIGNS, ON)
    out = tmp_path / "out"
    command = ["journey", str(study), "--weeks", "20", "--customer", "7", "--customer", "9"]
    assert main([*command, "--out", str(out)]) == 0
    shown = capsys.readouterr().out
    assert "Customer 7, a" in shown
    assert "Customer 9, a" in shown
    assert f"Page: {out / JOURNEY}" in shown
    assert (out / JOURNEY).is_file()


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["journey", "--designs", "point", "tiers"], "did you mean 'points'?"),
        (["journey", "--designs", "tiers", "tiers"], "name two designs"),
        (["journey", "--customer", "3", "--why", "left"], "leave --why out"),
        (["journey", "--why", "gone"], "stayed"),
        (["journey", "--customer", "120"], "the panel's are 0 to 119"),
        (["explain", "--design", "tier"], "did you mean 'tiers'?"),
        (["explain", "--budget", "3"], "a budget of 3 runs is too small"),
        (["explain", "--budget", "0"], "--budget"),
        (["explain", "--out", "taken"], "holds files, but no explain.json"),
        (["journey", "--out", "taken"], "holds files, but no journey.html"),
    ],
)
def test_a_mistake_is_told_with_what_would_be_right(
    arguments: list[str], said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    study = write_study(tmp_path, {"points": POINTS, "tiers": TIERS}, ON)
    (tmp_path / "taken").mkdir()
    (tmp_path / "taken" / "letter.txt").write_text("mine")
    monkeypatch.chdir(tmp_path)
    assert main([arguments[0], str(study), *arguments[1:]]) == 2
    shown = capsys.readouterr()
    assert said in " ".join(shown.err.split())
    assert "Traceback" not in shown.err
    assert shown.out == ""
