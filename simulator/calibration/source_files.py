"""Reads a CSV or Parquet file into columns of text, each row with its number in the file."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

SPREADSHEET_SIGNS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
PARQUET_SIGN = b"PAR1"
PARQUET_ENDINGS = (".parquet", ".pq")


class LogError(ValueError):
    """A log that cannot be used, with everything that is wrong with it.

    Parameters
    ----------
    path
        The file.
    messages
        One sentence for each fault: where, what it is, what is allowed.
    """

    def __init__(self, path: Path | str, messages: tuple[str, ...]) -> None:
        self.path = Path(path)
        # What a file holds may be no text: a terminal is not shown its control characters.
        self.messages = tuple(
            "".join(sign if sign.isprintable() else "\ufffd" for sign in message) for message in messages
        )
        super().__init__("\n".join(f"{self.path}: {message}" for message in self.messages))


@dataclass(frozen=True)
class Source:
    """A file as it stands.

    Parameters
    ----------
    table
        The columns; text for CSV, the stored types for Parquet. Its index is the number of the row in the
        file: line numbers for CSV (the header is line 1), rows from 1 for Parquet.
    faults, notes
        Rows that do not fit the header; what was assumed.
    """

    table: pd.DataFrame
    faults: tuple[str, ...]
    notes: tuple[str, ...]


def rows_at(numbers: list[int], most: int = 5) -> str:
    """Say where: `row 7`, `rows 3, 9, 12`, `rows 3, 9, 12, 15, 20 and 340 more`."""
    if len(numbers) == 1:
        return f"row {numbers[0]}"
    shown = ", ".join(map(str, numbers[:most]))
    return f"rows {shown}" + (f" and {len(numbers) - most:,} more" if len(numbers) > most else "")


def read_source(path: Path) -> Source:
    """Read a CSV (comma, semicolon, tab or bar between fields) or a Parquet file.

    Raises
    ------
    LogError
        When there is no such file, or it is neither.
    """
    if not path.exists():
        raise LogError(path, ("there is no such file",))
    if path.is_dir():
        raise LogError(path, ("this is a folder; name one CSV or Parquet file",))
    content = path.read_bytes()
    if content.startswith(SPREADSHEET_SIGNS):
        raise LogError(path, ("this is a spreadsheet or an archive; save the sheet as CSV (UTF-8)",))
    if content.startswith(PARQUET_SIGN):
        return _read_parquet(path, content)
    if path.suffix.lower() in PARQUET_ENDINGS:
        raise LogError(path, ("this is no Parquet file: it does not begin as one; was it cut off?",))
    if b"\0" in content:
        raise LogError(path, ("this is neither CSV text nor a Parquet file; save the log as CSV (UTF-8)",))
    return _read_csv(path, content)


def _read_parquet(path: Path, content: bytes) -> Source:
    try:
        table = pd.read_parquet(io.BytesIO(content))
    except Exception as error:  # pyarrow raises many kinds; each means that the file is not whole
        raise LogError(path, (f"this Parquet file cannot be read: {error}",)) from error
    table = table.reset_index() if table.index.name is not None else table
    table.index = pd.RangeIndex(1, len(table) + 1)
    table.columns = [str(name) for name in table.columns]
    return Source(table, (), ())


def _read_csv(path: Path, content: bytes) -> Source:
    notes = []
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("cp1252", errors="replace")
        notes.append("the file is not UTF-8; it was read as Windows-1252")
    first_line = text.split("\n", 1)[0]
    separator = max(",;\t|", key=first_line.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    rows: list[list[str]] = []
    lines: list[int] = []
    odd: list[int] = []
    try:
        header = [name.strip() for name in next(reader, [])]
        for row in reader:
            if not any(field.strip() for field in row):
                continue
            if len(row) != len(header):
                odd.append(reader.line_num)
                continue
            rows.append(row)
            lines.append(reader.line_num)
    except csv.Error as error:
        raise LogError(path, (f"row {reader.line_num}: this is not CSV text ({error})",)) from error
    if not header or not (rows or odd):
        raise LogError(path, ("the file holds no rows; it needs a header and one row per order",))
    faults = (f"{rows_at(odd)}: not the {len(header)} fields that the header has",) if odd else ()
    table = pd.DataFrame(dict(enumerate(zip(*rows, strict=True))), index=pd.Index(lines), dtype=object)
    table = table.reindex(columns=range(len(header)))
    table.columns = header
    return Source(table, faults, tuple(notes))
