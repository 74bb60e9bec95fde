"""Tidy tables on disk: each as Parquet and as CSV, the same bytes for the same numbers."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from simulator.results.study import replace

TABLES = "tables"
# A spreadsheet takes a cell that begins so for a formula.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def frame_of(rows: Sequence[Mapping[str, Any]], columns: Mapping[str, str]) -> Any:
    """Return rows as a frame (pandas) with the columns and types that are named, in that order."""
    import pandas

    return pandas.DataFrame(
        {column: pandas.Series([row[column] for row in rows], dtype=kind) for column, kind in columns.items()}
    )


def write_frames(frames: Mapping[str, Any], folder: Path) -> list[Path]:
    """Write each frame (pandas) as `tables/<name>.parquet` and `.csv` in the folder; return the paths.

    Raises
    ------
    ResultsError
        When the disk refuses.
    """
    written: list[Path] = []
    for name, frame in sorted(frames.items()):
        for suffix, data in (("parquet", as_parquet(frame)), ("csv", as_csv(frame))):
            path = folder / TABLES / f"{name}.{suffix}"
            replace(path, data)
            written.append(path)
    return written


def as_parquet(frame: Any) -> bytes:
    """Return the frame as Parquet bytes."""
    import pyarrow
    from pyarrow import parquet

    # pandas would leave its version in the file, so that an upgrade would change the bytes.
    table = pyarrow.Table.from_pandas(frame, preserve_index=False).replace_schema_metadata(None)
    sink = pyarrow.BufferOutputStream()
    parquet.write_table(table, sink, compression="zstd")
    data: bytes = sink.getvalue().to_pybytes()
    return data


def as_csv(frame: Any) -> bytes:
    """Return the frame as CSV (UTF-8, LF): full precision, empty cells for what is missing, no formulas."""
    columns = [frame[name].tolist() for name in frame.columns]
    rows = [tuple(frame.columns), *zip(*columns, strict=True)]
    return "".join(",".join(map(_cell, row)) + "\n" for row in rows).encode()


def _cell(value: object) -> str:
    if value is None or (isinstance(value, float) and math.isnan(value)):
        return ""
    if not isinstance(value, str):
        return str(value)
    text = f"'{value}" if value.startswith(_FORMULA) else value
    if any(sign in text for sign in ',"\r\n'):
        return '"' + text.replace('"', '""') + '"'
    return text
