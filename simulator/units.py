"""Quantities as people write them in files: parsed exactly, printed back, in the whole units of the books.

Order of parts: numbers and words, the quantities (one class a kind of unit). Amounts are `Decimal`
from the text on, so no money ever passes through a binary fraction.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any, ClassVar, Self

from simulator.written import Written

# Decimal digits of the smallest unit of currencies that have other than two (ISO 4217).
_DIGITS = {
    **dict.fromkeys(("BIF", "CLP", "DJF", "GNF", "ISK", "JPY", "KMF", "KRW", "PYG", "RWF", "UGX"), 0),
    **dict.fromkeys(("VND", "VUV", "XAF", "XOF", "XPF"), 0),
    **dict.fromkeys(("BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"), 3),
}
DAYS_A_YEAR = Decimal("365.25")
LONGEST_NUMBER, LONGEST_FRACTION = 15, 9  # digits before and after the point
NUMBER = r"(?P<size>-?\d{1,15}(?:\.\d{1,9})?)"
WHOLE = r"(?P<size>-?\d{1,15})"


class UnitError(ValueError):
    """Text that is not the quantity that was asked for: what it is, and how to write it."""


def minor_digits(currency: str) -> int:
    """Return how many decimal digits a currency has (2 for CNY: 1 CNY = 100 fen)."""
    return _DIGITS.get(currency, 2)


def plain(number: Decimal | float) -> str:
    """Print a number without exponent and without zeros that say nothing."""
    text = format(Decimal(str(number)), "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """Return `, did you mean 'x'?` for the nearest known word, or nothing when none is near."""
    spelled = {name.lower(): name for name in known}
    near = difflib.get_close_matches(word.lower(), spelled, n=1, cutoff=0.6)
    return f", did you mean '{spelled[near[0]]}'?" if near else ""


def shown(value: object) -> str:
    """Print what a file holds, short enough for a message."""
    if value is None:
        return "an empty value"
    if isinstance(value, dict):
        return "a mapping"
    if isinstance(value, list):
        return "a list"
    if isinstance(value, bool):
        return str(value).lower()
    text = plain(value) if isinstance(value, Decimal) else str(value)
    text = text if len(text) <= 60 else text[:57] + "..."
    return f"'{text}'"


def written_otherwise(value: object) -> str:
    """Say what is wrong with a number that is one, but in no form that is read; nothing for other text."""
    form = r"[-+]?(\d[\d_]*)?(\.\d*)?([eE][-+]?\d+)?(?=$|[\s%])"
    found = re.match(form, value, re.ASCII) if isinstance(value, str) else None
    if found is None or not re.search(r"\d", found[0]):
        return ""
    plainly = re.fullmatch(r"-?((?:0|[1-9])\d*)(?:\.(\d+))?", found[0])
    if plainly is None or re.match(r"-?0\d", found[0]):
        return f"{shown(value)} is a number in another form: write digits alone, as in 1000 or 0.5"
    long = len(plainly[1]) > LONGEST_NUMBER or len(plainly[2] or "") > LONGEST_FRACTION
    return f"{shown(value)} has too many digits for the books" if long else ""


def in_steps(number: Decimal, digits: int, text: str) -> int:
    """Return a number in whole steps of ten to the minus `digits`, and refuse one that is finer."""
    steps = number.scaleb(digits)
    if steps != steps.to_integral_value():
        raise UnitError(f"'{text}' is too fine: the smallest step is {plain(Decimal(1).scaleb(-digits))}")
    return int(steps)


@dataclass(frozen=True)
class Quantity(Written):
    """A number with its unit.

    Parameters
    ----------
    size
        The number as written, in the unit as written (5 for `5%`).
    """

    size: Decimal

    what: ClassVar[str] = "a quantity"
    pattern: ClassVar[str] = NUMBER
    form: ClassVar[str] = "{size}"

    @classmethod
    def parse(cls, text: object) -> Self:
        """Read a quantity from its text.

        Raises
        ------
        UnitError
            When the text is something else; the message shows how the quantity is written.
        """
        if isinstance(text, cls):
            return text
        found = re.fullmatch(cls.pattern, text.strip(), re.ASCII) if isinstance(text, str) else None
        if found is None:
            raise UnitError(written_otherwise(text) or f"{shown(text)} is not {cls.what}: {cls.hint(text)}")
        quantity = cls.read(found)
        quantity.check()
        return quantity

    @classmethod
    def read(cls, found: re.Match[str]) -> Self:
        """Make the quantity of a text that matched the pattern of its kind, one field a named group."""
        make: Any = cls
        quantity: Self = make(**{**found.groupdict(), "size": Decimal(found["size"])})
        return quantity

    @classmethod
    def hint(cls, text: object) -> str:
        """Say how the quantity is written, given what was found instead."""
        return f"write e.g. '{cls.example}'"

    def check(self) -> None:
        """Refuse an amount that the books cannot hold."""

    def like(self, size: Decimal | int) -> str:
        """Print another amount in the same unit."""
        return str(replace(self, size=Decimal(size)))

    def __str__(self) -> str:
        return self.form.format(**{**vars(self), "size": plain(self.size)})


@dataclass(frozen=True)
class Money(Quantity):
    """An amount of money in whole minor units, as `149 CNY` or `0.5 CNY`.

    Parameters
    ----------
    size
        Amount in the currency's main unit.
    currency
        ISO 4217 code.
    """

    currency: str

    what: ClassVar[str] = "money"
    unit: ClassVar[str] = "money"
    example: ClassVar[str] = "149 CNY"
    pattern: ClassVar[str] = NUMBER + r"\s*(?P<currency>[A-Z]{3})"
    form: ClassVar[str] = "{size} {currency}"
    finer: ClassVar[int] = 0  # decimal digits beyond the minor unit

    @classmethod
    def hint(cls, text: object) -> str:
        """Say what the amount lacks."""
        if re.search(r"\d,\d{3}", str(text)):
            return f"write thousands without a comma, e.g. '{cls.example}'"
        return f"money needs a currency, e.g. '{cls.example}'"

    def check(self) -> None:
        """Refuse an amount finer than the currency's smallest unit."""
        in_steps(self.size, minor_digits(self.currency) + self.finer, str(self))

    @property
    def minor(self) -> int:
        """The amount in minor units (fen, cents), a whole number."""
        return in_steps(self.size, minor_digits(self.currency), str(self))

    @property
    def millionths(self) -> int:
        """The amount in millionths of a minor unit, a whole number."""
        return in_steps(self.size, minor_digits(self.currency) + 6, str(self))


@dataclass(frozen=True)
class FineMoney(Money):
    """Money that may be finer than a minor unit: the worth of a point, the cost of a message."""

    example: ClassVar[str] = "0.01 CNY"
    finer: ClassVar[int] = 6


@dataclass(frozen=True)
class Rate(Money):
    """Points or qualifying value earned per main unit of a currency, as `1 per CNY`."""

    what: ClassVar[str] = "a rate of earning"
    unit: ClassVar[str] = "per currency unit"
    example: ClassVar[str] = "1 per CNY"
    pattern: ClassVar[str] = NUMBER + r"\s+per\s+(?P<currency>[A-Z]{3})"
    form: ClassVar[str] = "{size} per {currency}"

    @classmethod
    def hint(cls, text: object) -> str:
        """Show the form."""
        return f"write e.g. '{cls.example}'"

    def check(self) -> None:
        """Refuse a rate finer than a millionth per minor unit."""
        in_steps(self.size, 6 - minor_digits(self.currency), str(self))

    @property
    def millionths(self) -> int:
        """Millionths of a point per minor unit, a whole number."""
        return in_steps(self.size, 6 - minor_digits(self.currency), str(self))


@dataclass(frozen=True)
class Share(Quantity):
    """A part of a whole, as `5%`; the size is in percent."""

    what: ClassVar[str] = "a share"
    unit: ClassVar[str] = "percent"
    example: ClassVar[str] = "5%"
    pattern: ClassVar[str] = NUMBER + r"\s*%"
    form: ClassVar[str] = "{size}%"

    @property
    def thousandths(self) -> int:
        """The share in thousandths, a whole number."""
        return in_steps(self.size, 1, str(self))

    @property
    def millionths(self) -> int:
        """The share in millionths, a whole number."""
        return in_steps(self.size, 4, str(self))

    @property
    def ratio(self) -> float:
        """The share as a number from 0 to 1."""
        return float(self.size / 100)


@dataclass(frozen=True)
class Factor(Quantity):
    """A multiplier, as `x1.5`, in steps of a thousandth."""

    what: ClassVar[str] = "a multiplier"
    unit: ClassVar[str] = "times"
    example: ClassVar[str] = "x1.5"
    pattern: ClassVar[str] = r"[x×]\s*" + NUMBER
    form: ClassVar[str] = "x{size}"

    def check(self) -> None:
        """Refuse a multiplier finer than a thousandth."""
        in_steps(self.size, 3, str(self))

    @property
    def thousandths(self) -> int:
        """The multiplier in thousandths, a whole number."""
        return in_steps(self.size, 3, str(self))


@dataclass(frozen=True)
class Points(Quantity):
    """A whole number of points, as `500 points`."""

    what: ClassVar[str] = "a number of points"
    unit: ClassVar[str] = "points"
    example: ClassVar[str] = "500 points"
    pattern: ClassVar[str] = WHOLE + r"\s+points?"
    form: ClassVar[str] = "{size} points"


@dataclass(frozen=True)
class Orders(Quantity):
    """A whole number of orders, as `10 orders`."""

    what: ClassVar[str] = "a number of orders"
    unit: ClassVar[str] = "orders"
    example: ClassVar[str] = "10 orders"
    pattern: ClassVar[str] = WHOLE + r"\s+orders?"
    form: ClassVar[str] = "{size} orders"


@dataclass(frozen=True)
class Span(Quantity):
    """A length of time, as `26 weeks` or `15 days`.

    Parameters
    ----------
    size
        Weeks or days.
    each
        `week` or `day`.
    """

    each: str

    what: ClassVar[str] = "a length of time"
    unit: ClassVar[str] = "weeks or days"
    example: ClassVar[str] = "26 weeks"
    pattern: ClassVar[str] = r"(?P<size>-?\d{1,6})\s+(?P<each>week|day)s?"
    form: ClassVar[str] = "{size} {each}s"

    @property
    def weeks(self) -> int:
        """Whole weeks, days rounded up."""
        return int(self.size) if self.each == "week" else -(-int(self.size) // 7)

    @property
    def days(self) -> int:
        """Days, seven to a week."""
        return int(self.size) * (7 if self.each == "week" else 1)


@dataclass(frozen=True)
class Frequency(Quantity):
    """How often, as `2 per month`.

    Parameters
    ----------
    size
        Times.
    period
        `week`, `month` or `year`.
    """

    period: str

    what: ClassVar[str] = "a frequency"
    unit: ClassVar[str] = "per week, month or year"
    example: ClassVar[str] = "2 per month"
    pattern: ClassVar[str] = NUMBER + r"\s+per\s+(?P<period>week|month|year)"
    form: ClassVar[str] = "{size} per {period}"

    @property
    def per_week(self) -> float:
        """Times a week (a year has 365.25 days)."""
        weeks = {"week": Decimal(1), "month": DAYS_A_YEAR / 84, "year": DAYS_A_YEAR / 7}[self.period]
        return float(self.size / weeks)


@dataclass(frozen=True)
class Use(Quantity):
    """How often a privilege is used, as `4% of orders` or `2 per year`.

    Parameters
    ----------
    size
        Percent, or times a year.
    of
        `orders`, `returns`, `failures`, `cases` (at the desk), `event orders` (on dated events) or `year`.
    """

    of: str

    what: ClassVar[str] = "a use"
    unit: ClassVar[str] = "percent of orders, returns, failures, cases or event orders; or times per year"
    example: ClassVar[str] = "4% of orders"
    pattern: ClassVar[str] = (
        NUMBER + r"(?:\s*%\s+of\s+(?P<of>orders|returns|failures|cases|event orders)|\s+per\s+year)"
    )

    @classmethod
    def read(cls, found: re.Match[str]) -> Self:
        """Make the use of its two parts."""
        return cls(Decimal(found["size"]), found["of"] or "year")

    @classmethod
    def hint(cls, text: object) -> str:
        """Show every form."""
        return (
            "write e.g. '4% of orders', '100% of returns', '100% of failures', '100% of cases', "
            "'50% of event orders' or '2 per year'"
        )

    @property
    def amount(self) -> float:
        """Chance per order, return or case (0 to 1), or times a year."""
        return float(self.size if self.of == "year" else self.size / 100)

    def __str__(self) -> str:
        return f"{plain(self.size)} per year" if self.of == "year" else f"{plain(self.size)}% of {self.of}"
