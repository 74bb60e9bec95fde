"""What every field of a scenario file is made of: strict kinds, ranges, and a fault with its place.

Order of parts: faults, the strict base, kinds of value, ranges.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Annotated, Any, NamedTuple, TypeVar

from pydantic import BaseModel, ConfigDict, GetCoreSchemaHandler, GetJsonSchemaHandler, PlainValidator
from pydantic_core import CoreSchema, core_schema

from simulator.units import Money, Quantity, UnitError, plain, shown, written_otherwise

Value = TypeVar("Value")
Path = tuple[str | int, ...]

LONGEST_NAME = 40
UNREADABLE = (
    1_000_000  # an upper bound from here on says nothing to somebody who wrote a number below the lower one
)


class Fault(NamedTuple):
    """One thing wrong in a scenario file."""

    path: Path  # where in the tree of the file
    message: str  # what it is, what it may be
    at_key: bool = False  # the key itself is wrong, not its value


class Clause(BaseModel):
    """A part of a scenario file: unknown keys are refused and nothing changes once it is read."""

    model_config = ConfigDict(extra="forbid", frozen=True)


def _text(value: object) -> str:
    if not isinstance(value, str) or not value.strip():
        raise UnitError(f"{shown(value)} is not text: write words, in quotes where they look like a number")
    return value


def _whole(value: object) -> int:
    if isinstance(value, bool) or not isinstance(value, int):
        raise UnitError(written_otherwise(value) or f"{shown(value)} is not a whole number: write e.g. 5")
    return value


def _number(value: object) -> Decimal:
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal):
        raise UnitError(written_otherwise(value) or f"{shown(value)} is not a number: write e.g. 0.5")
    return Decimal(str(value))


def _switch(value: object) -> bool:
    words: dict[object, bool] = {"yes": True, "on": True, "no": False, "off": False}
    if isinstance(value, bool):
        return value
    if value not in words:
        raise UnitError(f"{shown(value)} is not a switch: may be yes, no, on, off, true or false")
    return words[value]


def _name(value: object) -> str:
    if not isinstance(value, str) or not re.fullmatch(r"\w[\w -]*", value) or len(value) > LONGEST_NAME:
        raise UnitError(
            f"{shown(value)} is not a name: letters, digits, spaces, '-' and '_' only, "
            f"at most {LONGEST_NAME} of them"
        )
    return value


def currency_code(value: object) -> str:
    """Return a currency's code, and refuse what is none."""
    if not isinstance(value, str) or not re.fullmatch(r"[A-Z]{3}", value):
        raise UnitError(f"{shown(value)} is not a currency: write its code in three capitals, e.g. CNY")
    return value


def parse_date(text: object) -> datetime.date:
    """Read a date written `2013-10-15`.

    Raises
    ------
    UnitError
        When it is written otherwise or is in no calendar.
    """
    if not isinstance(text, str) or not re.fullmatch(r"\d{4}-\d{2}-\d{2}", text, re.ASCII):
        raise UnitError(f"{shown(text)} is not a date: write year-month-day, e.g. '2013-10-15'")
    try:
        return datetime.date.fromisoformat(text)
    except ValueError:
        raise UnitError(f"'{text}' is a date that no calendar has") from None


def parse_clock(text: object) -> int:
    """Read a time of the day written `09:30`, up to `24:00`, as minutes.

    Raises
    ------
    UnitError
        When it is written otherwise.
    """
    found = re.fullmatch(r"(\d{2}):([0-5]\d)", text, re.ASCII) if isinstance(text, str) else None
    if found is None or (minutes := 60 * int(found[1]) + int(found[2])) > 1_440:
        raise UnitError(f"{shown(text)} is no time of the day: write hours:minutes, e.g. '09:30'")
    return minutes


Text = Annotated[str, PlainValidator(_text, json_schema_input_type=str)]
Name = Annotated[str, PlainValidator(_name, json_schema_input_type=str)]
Whole = Annotated[int, PlainValidator(_whole, json_schema_input_type=int)]
Number = Annotated[Decimal, PlainValidator(_number, json_schema_input_type=float)]
Switch = Annotated[bool, PlainValidator(_switch, json_schema_input_type=bool | str)]
Currency = Annotated[str, PlainValidator(currency_code, json_schema_input_type=str)]
ClockTime = Annotated[int, PlainValidator(parse_clock, json_schema_input_type=str)]
Date = Annotated[datetime.date, PlainValidator(parse_date, json_schema_input_type=str)]


@dataclass(frozen=True)
class Range:
    """The least and the greatest that a number may be, in the unit that it is written in.

    Parameters
    ----------
    low, high
        Bounds, both allowed.
    digits
        Decimal digits allowed; None for any.
    weeks
        Most whole weeks of a length of time, whatever unit it is written in; None for any.
    """

    low: int | float
    high: int | float
    digits: int | None = None
    weeks: int | None = None

    def check(self, value: Any) -> Any:
        """Return the value, or refuse it with the range in its own unit."""
        size: Decimal = value.size if isinstance(value, Quantity) else Decimal(value)
        say: Callable[[Any], str] = value.like if isinstance(value, Quantity) else plain
        low, high = Decimal(str(self.low)), Decimal(str(self.high))
        if not low <= size <= high:
            one_end = f"{say(low)} or more" if size < low else f"at most {say(high)}"
            may_be = f"{say(low)} to {say(high)}" if high < UNREADABLE else one_end
            raise UnitError(f"is {say(size)}, may be {may_be}")
        if self.weeks is not None and value.weeks > self.weeks:
            raise UnitError(f"is {value}, may be at most {self.weeks} weeks")
        if self.digits is not None and size != round(size, self.digits):
            raise UnitError(f"is {say(size)}, may be in steps of {say(Decimal(1).scaleb(-self.digits))}")
        return value

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_after_validator_function(self.check, handler(source))

    def __get_pydantic_json_schema__(
        self, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> dict[str, Any]:
        told = handler.resolve_ref_schema(handler(schema))
        if told.get("type") in ("integer", "number"):
            return {**told, "minimum": self.low, "maximum": self.high}
        return {**told, "range": [self.low, self.high]}


# One bound for every currency: a dearer privilege than a thousand million is a slip of the pen.
Cost = Annotated[Money, Range(0, 1_000_000_000)]


def amounts(part: object, path: Path = ()) -> Iterator[tuple[Path, Money]]:
    """Find every amount of money in a part of a file, with its place."""
    if isinstance(part, Money):
        yield path, part
    elif isinstance(part, BaseModel):
        for name, field in type(part).model_fields.items():
            yield from amounts(getattr(part, name), (*path, field.alias or name))
    elif isinstance(part, dict):
        for name, value in part.items():
            yield from amounts(value, (*path, name))
    elif isinstance(part, list):
        for position, value in enumerate(part):
            yield from amounts(value, (*path, position))


def other_currencies(part: object, currency: str, path: Path = ()) -> Iterator[Fault]:
    """Tell which amounts are in another currency than the file's."""
    for where, amount in amounts(part, path):
        if amount.currency != currency:
            yield Fault(where, f"'{amount}' is in {amount.currency}, but the file's currency is {currency}")
