"""One run as the bytes of one Parquet file, with a checksum that every byte of the file stands under."""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
import zlib
from collections.abc import Mapping
from typing import Any, NamedTuple

import numpy as np

from simulator.accounts.chart import CUSTOMER_WIDTH, GROUPS, NAMES, WIDTH
from simulator.engine.record import ARRAYS, Ints, RunRecord, digest, faults

FORMAT = 1
# Keys of a row beside the columns of the chart: level -1 holds customers who are no members.
ROW_KEYS: tuple[str, ...] = ("week", "level", "group")

_CONTENT = "loyalty-workbench"
_CHECKSUM = "loyalty-workbench-checksum"
_MARK = b"sha256="
_BLANK = b"0" * 64

Tables = Mapping[str, Any]


class ResultsError(Exception):
    """Results that cannot be read, written or mixed, told in words for the person at the keyboard."""


class DamagedError(ResultsError):
    """A file that was published whole and is not any more: it counts as absent, and its run is done again."""


class Stored(NamedTuple):
    """What one file holds."""

    record: RunRecord  # customers has no rows unless they were kept
    tables: dict[str, Any]  # whole numbers by group and level, see `simulator.results.people`
    digest: str  # of the record as it was run, customers included


def encode(record: RunRecord, tables: Tables | None = None, *, keep_customers: bool = False) -> bytes:
    """Write a record as Parquet bytes: a row for each week, level and group, the rest in its metadata.

    Raises
    ------
    ResultsError
        When the record has faults or holds a number that is not finite.
    """
    wrong = faults(record)
    if wrong:
        raise ResultsError(f"a run left a faulty record: {'; '.join(wrong)}")
    arrays = {name: getattr(record, name) for name in ARRAYS if name not in ("tally", "customers")}
    if keep_customers:
        arrays["customers"] = record.customers
    content = {
        "format": FORMAT,
        "meta": dict(record.meta),
        "parameters": dict(record.parameters),
        "levels": list(record.levels),
        "groups": list(GROUPS),
        "vintage_origin": int(record.vintage_origin),
        "digest": digest(record),
        "arrays": {name: _pack(array) for name, array in arrays.items()},
        "tables": dict(tables or {}),
    }
    try:
        text = json.dumps(content, sort_keys=True, allow_nan=False, default=_plain)
    except (TypeError, ValueError) as fault:
        raise ResultsError(f"a run left something that cannot be stored: {fault}") from fault
    # The mark of the checksum must be found once: in text its sign is written as an escape.
    return _seal(_parquet(record.tally, text.replace("=", "\\u003d")))


def decode(data: bytes, name: str) -> Stored:
    """Read the bytes of one file, called `name` in messages.

    Raises
    ------
    DamagedError
        When any byte is not as it was written.
    ResultsError
        When the bytes are no result file, or are of another format.
    """
    import pyarrow
    from pyarrow import parquet

    content = peek(data, name)
    table = parquet.read_table(pyarrow.BufferReader(data), use_threads=False)
    arrays = {key: _unpack(packed) for key, packed in content["arrays"].items()}
    levels = tuple(content["levels"])
    flat = np.column_stack([table[column].to_numpy() for column in NAMES])
    record = RunRecord(
        meta=content["meta"],
        parameters=content["parameters"],
        levels=levels,
        tally=np.ascontiguousarray(flat).reshape(-1, len(levels) + 1, len(GROUPS), WIDTH),
        opening=arrays["opening"],
        vintages=arrays["vintages"],
        opening_vintages=arrays["opening_vintages"],
        vintage_origin=content["vintage_origin"],
        customers=arrays.get("customers", np.zeros((0, CUSTOMER_WIDTH), dtype=np.int64)),
        tier_mix=arrays["tier_mix"],
        rivals=arrays["rivals"],
    )
    return Stored(record, content["tables"], content["digest"])


def peek(data: bytes, name: str) -> dict[str, Any]:
    """Check the bytes of one file and read what it says of itself, its rows left aside.

    Returns
    -------
    dict
        Among others `meta`, `digest` and `tables`.

    Raises
    ------
    DamagedError, ResultsError
        As `decode`.
    """
    import pyarrow
    from pyarrow import parquet

    _verify(data, name)
    footer = parquet.read_metadata(pyarrow.BufferReader(data))
    content: dict[str, Any] = json.loads(footer.metadata[_CONTENT.encode()])
    if content["format"] != FORMAT or footer.schema.names != [*ROW_KEYS, *NAMES]:
        raise ResultsError(
            f"{name}: written in another format (this version reads format {FORMAT} with {WIDTH} columns); "
            "run the study again into a new folder"
        )
    return content


def _parquet(tally: Ints, text: str) -> bytes:
    import pyarrow
    from pyarrow import parquet

    weeks, rows, groups, _ = tally.shape
    week, level, group = np.indices((weeks, rows, groups), dtype=np.int64)
    flat = tally.reshape(-1, WIDTH)
    columns = {
        "week": week.ravel(),
        "level": level.ravel() - 1,
        "group": group.ravel(),
        **{name: flat[:, index] for index, name in enumerate(NAMES)},
    }
    table = pyarrow.table({name: pyarrow.array(values) for name, values in columns.items()})
    sink = pyarrow.BufferOutputStream()
    # Small whole numbers with many equal high bytes: split streams take a third less than dictionaries.
    with parquet.ParquetWriter(
        sink,
        table.schema,
        compression="zstd",
        use_dictionary=False,
        column_encoding="BYTE_STREAM_SPLIT",
        store_schema=False,
    ) as writer:
        writer.write_table(table)
        writer.add_key_value_metadata({_CONTENT: text, _CHECKSUM: (_MARK + _BLANK).decode()})
    data: bytes = sink.getvalue().to_pybytes()
    return data


def _seal(data: bytes) -> bytes:
    """Put the checksum of the whole file, counted with a blank in its place, into its place."""
    place = _place(data)
    if place is None:
        raise ResultsError("the file's checksum has no place of its own")
    return data[:place] + hashlib.sha256(data).hexdigest().encode() + data[place + len(_BLANK) :]


def _verify(data: bytes, name: str) -> None:
    place = _place(data)
    if place is None:
        # Bytes that begin as ours but do not hold together are damaged; others are somebody else's.
        parquet = len(data) >= 12 and data[:4] == b"PAR1" == data[-4:]
        if not b"PAR1".startswith(data[:4]) or (parquet and _CONTENT.encode() not in data):
            raise ResultsError(f"{name}: not a result file of the workbench; move it out of the folder")
        raise DamagedError(_damaged(name))
    blank = data[:place] + _BLANK + data[place + len(_BLANK) :]
    if hashlib.sha256(blank).hexdigest().encode() != data[place : place + len(_BLANK)]:
        raise DamagedError(_damaged(name))


def _damaged(name: str) -> str:
    return f"{name}: damaged or cut short (its checksum does not match); delete it and run the study again"


def _place(data: bytes) -> int | None:
    first = data.find(_MARK)
    place = first + len(_MARK)
    if first < 0 or data.find(_MARK, place) >= 0 or len(data) < place + len(_BLANK):
        return None
    return place


def _pack(array: Ints) -> dict[str, Any]:
    raw = np.ascontiguousarray(array, dtype="<i8").tobytes()
    return {"shape": list(array.shape), "zlib": base64.b64encode(zlib.compress(raw, 6)).decode()}


def _unpack(packed: Mapping[str, Any]) -> Ints:
    raw = zlib.decompress(binascii.a2b_base64(packed["zlib"]))
    return np.frombuffer(raw, dtype="<i8").astype(np.int64).reshape(packed["shape"])


def _plain(value: object) -> object:
    if isinstance(value, np.generic):
        return value.item()
    raise TypeError(f"{value!r} is a {type(value).__name__}")
