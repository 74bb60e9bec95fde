"""`loyalty evidence`: a table of what was asked for; the page only of everything."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from reports.scoreboard_figure import scaled
from simulator.evidence import CLAIMS, PATTERNS, Estimate, Scoreboard, from_json
from simulator.evidence.finding import Measure
from simulator.evidence.scoreboard import Key
from workbench.cli import main
from workbench.evidence import table_lines, write

DOCS = Path(__file__).parents[2] / "docs"


@pytest.fixture(scope="module")
def board() -> Scoreboard:
    return from_json((DOCS / "evidence.json").read_text(encoding="utf-8"))


def test_one_pattern_is_told_with_band_and_verdict(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["evidence", "--only", "l4", "--seeds", "2"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line[:28].split() for line in lines[:2]] == [["L4", "identity", "pass"]] * 2
    assert "band 0 to 0.05" in lines[0]
    assert "Emergent and hold-out: 0 pass, 0 fail, 0 not testable" in lines
    assert "Calibrated and identities: 2 pass, 0 fail, 0 not testable" in lines


def test_a_word_of_three_letters_finds_every_name_with_it(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def measured(measures: Mapping[Key, Measure], seeds: int, **_given: object) -> Scoreboard:
        return Scoreboard(seeds, 0, {}, dict.fromkeys(measures, Estimate(1.0, 1.0, 1.0, seeds)))

    monkeypatch.setattr("simulator.evidence.measured", measured)
    monkeypatch.setattr("simulator.engine.compiling.compile_week", lambda: None)
    assert main(["evidence", "--only", "nbd", "--only", "q17"]) == 0
    told = {
        line.split()[0] for line in capsys.readouterr().out.splitlines() if line.startswith(("D", "L", "Q"))
    }
    assert told == {"D10", "D11", "L1", "L2", "Q17"}


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["--only", "D4"], "nothing is called D4. There are: D1, D2"),
        (["--only", "D1", "--only", "ZZZ"], "nothing is called ZZZ. There are: D1"),
        (
            ["--only", "ZZZ", "--only", "D1", "--only", "elastisity"],
            "nothing is called ZZZ; nothing is called elastisity, did you mean 'elasticity'? There are: D1",
        ),
        (["--only", "of"], "nothing is called of"),
        (["--only", ""], "nothing is called ''"),
        (["--only", "D1", "--out", "somewhere"], "leave --only out"),
        (["--seeds", "1"], "seeds"),
        (["--out", "/dev/null"], "cannot be written"),
    ],
)
def test_what_cannot_be_asked_is_told(
    arguments: list[str], told: str, capsys: pytest.CaptureFixture[str], tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    monkeypatch.chdir(tmp_path)
    assert main(["evidence", *arguments]) == 2
    assert told in " ".join(capsys.readouterr().err.replace("│", " ").split())
    assert list(tmp_path.iterdir()) == []


def test_the_table_has_a_line_of_each_pattern_and_claim(board: Scoreboard) -> None:
    lines = list(table_lines(list(PATTERNS), list(CLAIMS), board))
    assert len(lines) == len(PATTERNS) + len(CLAIMS) + 4
    measures = [*(one.measure for one in PATTERNS), *(one.measure for one in CLAIMS)]
    unmeasured = sum(measure is None for measure in measures)
    assert sum(" not testable " in line for line in lines) == unmeasured > 0
    assert sum(line.startswith("Q") for line in lines) == len(CLAIMS)


def test_numbers_page_and_figure_are_written_together(board: Scoreboard, tmp_path: Path) -> None:
    paths = write(board, tmp_path / "new")
    assert [path.name for path in paths] == ["evidence.json", "evidence.md", "evidence.svg"]
    for path in paths:
        assert path.read_text(encoding="utf-8") == (DOCS / path.name).read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("value", "band", "place"),
    [
        (1.0, (1.0, 3.0), 0.0),
        (2.0, (1.0, 3.0), 0.5),
        (5.0, (1.0, 3.0), 2.0),
        (2.0, (1.0, float("inf")), 1.0),  # inside of an open band is right of its lower end
        (0.5, (1.0, float("inf")), -0.5),
        (0.5, (float("-inf"), 1.0), 0.5),
        (0.0, (0.0, 0.0), 0.5),
    ],
)
def test_the_figure_puts_a_result_where_its_band_says(
    value: float, band: tuple[float, float], place: float
) -> None:
    assert scaled(value, band, value) == pytest.approx(place)
