"""Figures of the report."""

from __future__ import annotations

from pathlib import Path

import pytest

import reports.figures
from reports.figures import FIGURES
from reports.page import SECTIONS
from reports.study import Study, read_study
from reports.style import spread
from reports.svg import Sheet
from tests.reports.synthetic import World, write_folder


@pytest.fixture(scope="module")
def study(tmp_path_factory: pytest.TempPathFactory) -> Study:
    return read_study(write_folder(tmp_path_factory.mktemp("study") / "out"))


def test_every_figure_on_disk_is_in_the_tuple_and_on_the_page() -> None:
    folder = Path(reports.figures.__file__).parent
    of_other_pages = {"journey", "mechanisms"}
    files = {path.stem for path in folder.glob("*.py")} - {"__init__", "base"} - of_other_pages
    listed = {figure.draw.__module__.rsplit(".", 1)[1] for figure in FIGURES}
    assert listed == files
    shown = [name for section in SECTIONS for name in section.figures]
    assert sorted(shown) == sorted(figure.name for figure in FIGURES)


@pytest.mark.parametrize("figure", FIGURES, ids=lambda figure: figure.name)
def test_a_figure_draws_and_tells_each_program(figure: reports.figures.Figure, study: Study) -> None:
    drawing = Sheet().draw(figure.name, figure.describe(study), lambda: figure.draw(study))
    assert drawing is not None
    assert drawing.count("<use") > 20  # its letters
    for design in study.programs:
        assert design.name in figure.describe(study)


@pytest.mark.parametrize("figure", FIGURES, ids=lambda figure: figure.name)
def test_a_figure_without_anything_to_show_is_left_out(
    figure: reports.figures.Figure, tmp_path: Path
) -> None:
    folder = write_folder(tmp_path / "out", World(gains={}, replications=3, weeks=5))
    for table in (folder / "tables").glob("*.parquet"):
        if table.stem != "headlines":
            table.unlink()
    empty = read_study(folder)
    assert figure.draw(empty) is None
    assert isinstance(figure.describe(empty), str)


def test_figures_share_the_outlines_of_their_letters(study: Study) -> None:
    sheet = Sheet()
    for figure in FIGURES[:3]:
        drawing = sheet.draw(figure.name, "alt", lambda figure=figure: figure.draw(study))  # type: ignore[misc]
        assert drawing is not None
        assert 'href="#font-' in drawing
        assert '<path id="font-' not in drawing
    assert sheet.letters().count('<path id="font-') > 20
    assert not sheet.missing


def test_a_sign_without_an_outline_is_told(study: Study) -> None:
    sheet = Sheet()
    figure = FIGURES[0]

    def draw() -> object:
        drawing = figure.draw(study)
        assert drawing is not None
        drawing.supxlabel("\U00013080")  # an Egyptian hieroglyph
        return drawing

    assert sheet.draw(figure.name, "alt", draw) is not None  # type: ignore[arg-type]
    assert sheet.missing


def test_labels_are_moved_apart_no_further_than_needed() -> None:
    assert spread([3.0, 1.0, 2.0], 0.5) == [3.0, 1.0, 2.0]
    assert spread([1.0, 1.0, 1.0], 1.0) == [0.0, 1.0, 2.0]
    moved = spread([5.0, 0.0, 5.2, 5.1], 1.0)
    assert moved == pytest.approx([4.1, 0.0, 6.1, 5.1])
