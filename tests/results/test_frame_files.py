"""Tables on disk: the same bytes again, numbers to the last digit, and no cell that runs in a spreadsheet."""

from __future__ import annotations

import csv
import io
import math
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulator.results import write_frames
from simulator.results.frame_files import as_csv


def cells(frame: pd.DataFrame) -> list[list[str]]:
    return list(csv.reader(io.StringIO(as_csv(frame).decode(), newline="")))[1:]


@given(st.text())
def test_no_text_cell_is_a_formula_and_harmless_text_is_untouched(text: str) -> None:
    (cell,) = cells(pd.DataFrame({"name": [text]}, dtype=object))[0] or [""]
    assert not cell.startswith(("=", "+", "-", "@", "\t", "\r"))
    assert cell.removeprefix("'") == text.removeprefix("'")


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\tx", "\rx", "-"])
def test_what_a_spreadsheet_would_run_is_quoted(text: str) -> None:
    assert cells(pd.DataFrame({"name": [text]})) == [["'" + text]]


@given(st.floats(allow_nan=False), st.integers(-(2**63), 2**63 - 1))
def test_numbers_stay_numbers_to_the_last_digit(value: float, number: int) -> None:
    ((first, second),) = cells(pd.DataFrame({"a": [value], "b": [number]}))
    assert float(first) == value
    assert int(second) == number


def test_what_is_missing_is_empty() -> None:
    assert cells(pd.DataFrame({"a": [math.nan], "b": ["x"]})) == [["", "x"]]


def test_equal_frames_make_equal_files_of_both_kinds(tmp_path: Path) -> None:
    frame = pd.DataFrame({"metric": ["=profit", "b"], "value": [-1.5, math.nan], "week": [0, 1]})
    first = {path: path.read_bytes() for path in write_frames({"t": frame}, tmp_path)}
    again = {path: path.read_bytes() for path in write_frames({"t": frame.copy()}, tmp_path)}
    assert first == again
    assert [path.name for path in first] == ["t.parquet", "t.csv"]
    pd.testing.assert_frame_equal(pd.read_parquet(tmp_path / "tables" / "t.parquet"), frame)
