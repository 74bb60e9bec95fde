"""Turns columns of text into ids, days, money and flags, collecting what is wrong row by row."""

from __future__ import annotations

import zoneinfo
from dataclasses import dataclass, field
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from simulator.calibration.source_files import rows_at
from simulator.calibration.special import FloatArray, IntArray

EMPTY: Final = ("", "na", "n/a", "nan", "nat", "null", "none", "<na>")
"""Texts that stand for nothing, in lower case."""
TRUE: Final = ("true", "t", "yes", "y", "1", "1.0")
FALSE: Final = ("false", "f", "no", "n", "0", "0.0")
LARGEST: Final = 1e10
"""Numbers from here on are slips; below it a million rows of money sum exactly in int64 hundredths."""
ZONE_AT_END: Final = r"(?:[0-9](?:Z|z)|[T ][0-9:.,]+\s?[+-][0-9]{2}:?[0-9]{2})$"


@dataclass
class Findings:
    """What was found while reading: faults stop the reading at its end, notes are told beside the result."""

    faults: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def fault_at(self, column: pd.Series, bad: NDArray[np.bool_], text: str) -> None:
        """Add a fault for the rows marked bad, showing the first value: `amount: rows 3, 9 ('abc') ...`."""
        if bad.any():
            first = str(column.iloc[int(np.argmax(bad))])
            self.faults.append(f"{column.name}: {rows_at(list(column.index[bad]))} ({first!r}) {text}")


def texts(column: pd.Series) -> pd.Series:
    """Strip a column's values to plain text; missing for anything that stands for nothing."""
    plain = column.astype(object).where(column.notna(), "").map(lambda value: str(value).strip())
    return plain.where(~plain.str.lower().isin(EMPTY), None).rename(column.name)


def required(column: pd.Series, findings: Findings, advice: str = "every row needs one") -> pd.Series:
    """Texts of a column that may not be empty; a fault where it is."""
    plain = texts(column)
    empty = plain.isna().to_numpy()
    if empty.any():
        verb = "is" if empty.sum() == 1 else "are"
        findings.faults.append(f"{column.name}: {rows_at(list(column.index[empty]))} {verb} empty; {advice}")
    return plain


def numbers(column: pd.Series, findings: Findings, blank: float | None = None) -> FloatArray:
    """Plain numbers, shape (N,); 0 where a fault was found.

    Parameters
    ----------
    column
        Texts such as 1234.50.
    findings
        Takes a fault for all that is not a number of a sensible size.
    blank
        What an empty cell stands for; None refuses empty cells.
    """
    plain = texts(column) if blank is not None else required(column, findings)
    values = pd.to_numeric(plain, errors="coerce").to_numpy(dtype=np.float64)
    empty = plain.isna().to_numpy()
    infinite = ~empty & ~np.isfinite(values)
    large = np.isfinite(values) & (np.abs(values) >= LARGEST)
    findings.fault_at(
        column, infinite, "is not a plain number; write 1234.50, without signs of currency or thousands"
    )
    findings.fault_at(column, large, "is too large")
    return np.where(empty, blank or 0.0, np.where(infinite | large, 0.0, values))


def hundredths(values: FloatArray) -> IntArray:
    """Money as whole hundredths: the nearest to the nearest float is the written one (19.99 -> 1999)."""
    return np.rint(values * 100).astype(np.int64)


def flags(column: pd.Series, findings: Findings) -> NDArray[np.bool_]:
    """Yes or no for each row, shape (N,); empty counts as no."""
    plain = texts(column).fillna("false").str.lower()
    yes, no = plain.isin(TRUE).to_numpy(), plain.isin(FALSE).to_numpy()
    findings.fault_at(column, ~(yes | no), "is neither yes nor no; write true or false")
    return np.asarray(yes, dtype=np.bool_)


def times(column: pd.Series, findings: Findings, stated_format: str | None, zone: str | None) -> pd.Series:
    """Local times of the business, shape (N,), missing where a fault was found.

    Parameters
    ----------
    column
        ISO 8601 dates or times, or texts of the stated format, or stored times.
    findings
        Takes faults for texts that are no time, and for times with and without a zone in one column.
    stated_format
        A strptime format, as "%d/%m/%Y %H:%M".
    zone
        Zone of the business, as Asia/Shanghai; times with a zone are converted to it.
    """
    if zone is not None and zone not in zoneinfo.available_timezones():
        findings.faults.append(f"zone: {zone!r} is not a time zone; write one such as Asia/Shanghai or UTC")
        zone = None
    if isinstance(column.dtype, pd.DatetimeTZDtype):
        return _to_zone(column, findings, zone)
    plain = required(column, findings)
    if pd.api.types.is_datetime64_dtype(column.dtype):
        return column
    aware = plain.str.contains(ZONE_AT_END, na=False, regex=True).to_numpy()
    parsed = pd.to_datetime(plain, format=stated_format or "ISO8601", errors="coerce", utc=bool(aware.any()))
    bad = parsed.isna().to_numpy() & plain.notna().to_numpy()
    wanted = (
        f"does not have the stated format {stated_format!r}"
        if stated_format
        else "is not an ISO date or time (2024-03-31, 20240331 or 2024-03-31T18:05); state the format, "
        "as in --timestamp-format '%d/%m/%Y %H:%M'"
    )
    findings.fault_at(column, bad, wanted)
    if not aware.any():
        return parsed
    findings.fault_at(
        column, ~aware & plain.notna().to_numpy() & ~bad, "has no zone while other rows have one"
    )
    return _to_zone(parsed, findings, zone)


def _to_zone(parsed: pd.Series, findings: Findings, zone: str | None) -> pd.Series:
    if zone is None:
        findings.notes.append(
            f"{parsed.name} has a time zone and none is stated for the business: days are those of UTC "
            "(--zone Asia/Shanghai chooses)"
        )
    return parsed.dt.tz_convert(zone or "UTC").dt.tz_localize(None)
