"""Writes numbers as a reader takes them in: rounded sensibly, with unit, sign and thousands separators."""

from __future__ import annotations

import math
from dataclasses import dataclass

MINUS = "−"
NOT_KNOWN = "not known"
FULL_MONEY_FROM = 1_000.0
"""Amounts from here on are written without minor units."""


def significant(value: float, digits: int) -> float:
    """Round to so many significant digits; 0, infinities and NaN stay what they are."""
    if value == 0 or not math.isfinite(value):
        return value
    return round(value, digits - 1 - math.floor(math.log10(abs(value))))


def signed_text(value: float, text: str, *, signed: bool) -> str:
    """Put the sign of a value before the text of its magnitude; a text that shows only zeros gets none."""
    shows_zero = not any(digit in "123456789" for digit in text)
    if value < 0 and not shows_zero:
        return MINUS + text
    return "+" + text if signed and not shows_zero else text


def plain(value: float, *, digits: int = 3, signed: bool = False) -> str:
    """Write a number with thousands separators and so many significant digits, whole from 100 on."""
    if not math.isfinite(value):
        return NOT_KNOWN
    rounded = abs(significant(value, digits))
    decimals = 0 if rounded >= 100 else 1 if rounded >= 10 else 2
    return signed_text(value, f"{rounded:,.{decimals}f}", signed=signed)


def share(value: float, *, signed: bool = False, unit: str = "%") -> str:
    """Write a share (1 is the whole) in percent, two decimals under 10%."""
    if not math.isfinite(value):
        return NOT_KNOWN
    percent = abs(value) * 100
    decimals = 1 if percent >= 10 else 2
    return signed_text(value, f"{percent:,.{decimals}f}{unit}", signed=signed)


@dataclass(frozen=True)
class Writer:
    """Writes values of one study.

    Parameters
    ----------
    currency
        Name of the currency, such as CNY.
    minor_units
        Minor units in one unit of the currency, a power of ten (100 fen in 1 CNY).
    weeks
        Horizon of the study, in weeks.
    """

    currency: str
    minor_units: int
    weeks: int

    def money(self, minor: float, *, signed: bool = False, digits: int = 3) -> str:
        """Write an amount given in minor units; `digits` 0 keeps every unit (for books that must add up)."""
        if not math.isfinite(minor):
            return NOT_KNOWN
        units = abs(minor) / self.minor_units
        rounded = significant(units, digits) if digits else units
        whole = rounded == 0 or rounded >= (100 if digits else FULL_MONEY_FROM)
        decimals = 0 if whole else len(str(self.minor_units)) - 1
        return signed_text(minor, f"{self.currency} {rounded:,.{decimals}f}", signed=signed)

    def week(self, value: float) -> str:
        """Write a week of payback; NaN and infinity mean that it does not happen within the horizon."""
        return f"week {value:,.0f}" if math.isfinite(value) else f"not within {self.weeks} weeks"

    def value(self, kind: str, value: float, *, signed: bool = False) -> str:
        """Write a value of a kind: share, money, week, minutes, score (0 to 1) or count."""
        if kind == "money":
            return self.money(value, signed=signed)
        if kind == "share":
            return share(value, signed=signed, unit=" pp" if signed else "%")
        if kind == "week":
            return plain(value, signed=True) + " weeks" if signed else self.week(value)
        if kind == "score":
            return f"{value:.3f}" if math.isfinite(value) else NOT_KNOWN
        if kind == "minutes":
            return f"{plain(value, signed=signed)} min" if math.isfinite(value) else NOT_KNOWN
        return plain(value, signed=signed)

    def interval(self, kind: str, low: float, high: float, *, signed: bool = True) -> str:
        """Write an interval of a kind, lower end first."""
        if not (math.isfinite(low) and math.isfinite(high)):
            return NOT_KNOWN
        lower, upper = (self.value(kind, end, signed=signed) for end in (low, high))
        for unit in (f"{self.currency} ", " pp"):
            # The unit stands once: before the first number, or after the last.
            if unit == " pp":
                lower = lower.removesuffix(unit)
            else:
                upper = upper.replace(unit, "", 1)
        return f"{lower} to {upper}"
