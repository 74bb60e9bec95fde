"""The page of what program and market files may state: every field with its range and default."""

from __future__ import annotations

import re
import typing
from collections.abc import Iterator
from typing import Any, Literal

from pydantic import BaseModel, PlainValidator
from pydantic_core import PydanticUndefined

from docs.markdown import plain, table, wrapped
from simulator.fields import Range
from simulator.market import stated
from simulator.market.file import Market
from simulator.program import Program
from simulator.units import Quantity

READERS = {
    "_text": "text", "_name": "text", "currency_code": "currency", "parse_date": "date",
    "parse_clock": "time of day", "_switch": "yes or no",
}  # fmt: skip
STATED = (stated.StatedShare, stated.StatedCost, stated.StatedFactor)


def parts_of(annotation: Any) -> Iterator[Any]:
    """Yield an annotation and everything that it is made of."""
    yield annotation
    for part in typing.get_args(annotation):
        yield from parts_of(part)


def models_in(annotation: Any, mark: str = "") -> Iterator[tuple[type[BaseModel], str]]:
    """Yield the clauses in an annotation, with the mark of a list or of names around them."""
    origin = typing.get_origin(annotation)
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation, mark
    elif origin is list:
        yield from models_in(typing.get_args(annotation)[0], mark + "[]")
    elif origin is dict:
        yield from models_in(typing.get_args(annotation)[1], mark + ".NAME")
    else:
        for part in typing.get_args(annotation):
            yield from models_in(part, mark)


def kind_of(parts: list[Any]) -> str:
    """Return in what a field is written."""
    words = [word for part in parts if typing.get_origin(part) is Literal for word in typing.get_args(part)]
    if words:
        return " or ".join(str(word) for word in words)
    for part in parts:
        if isinstance(part, type) and issubclass(part, Quantity) and part is not Quantity:
            return re.sub(r"(?<=[a-z])(?=[A-Z])", " ", part.__name__).lower()
        if isinstance(part, type) and issubclass(part, STATED):
            return (
                "share" if part is stated.StatedShare else "money" if part is stated.StatedCost else "factor"
            )
    readers = [part.func.__name__ for part in parts if isinstance(part, PlainValidator)]
    return next((READERS[name] for name in readers if name in READERS), "number")


def range_of(parts: list[Any]) -> str:
    """Return the least and the greatest value that a field may have."""
    spans = [part for part in parts if isinstance(part, Range)]
    return f"{plain(spans[0].low)} to {plain(spans[0].high)}" if spans else ""


def default_of(info: Any) -> str:
    """Return what holds where a field is left out."""
    if info.is_required():
        return "must be stated"
    if info.default is PydanticUndefined or info.default is None:
        return "none"
    if isinstance(info.default, bool):
        return "yes" if info.default else "no"
    if isinstance(info.default, BaseModel | dict | list | tuple):
        return "none" if not info.default or isinstance(info.default, BaseModel) else str(info.default)
    return str(info.default)


def fields_of(model: type[BaseModel], path: str = "") -> Iterator[tuple[str, ...]]:
    """Yield a row for every field below a clause that holds a value."""
    for name, info in model.model_fields.items():
        place = f"{path}.{name}" if path else name
        parts = [*info.metadata, *parts_of(info.annotation)]
        below = [(one, mark) for one, mark in models_in(info.annotation) if one not in STATED]
        for one, mark in below:
            yield from fields_of(one, place + mark)
        if not below:
            about = f"{range_of(parts)}"
            yield (f"`{place}`", kind_of(parts), about, default_of(info), info.description or "")


def settings() -> Iterator[str]:
    """Yield the page of the fields of program and market files."""
    yield from ("# What files state", "")
    yield from wrapped(
        "Every field of a program and of a market that holds a value; `[]` stands for each of a list, `NAME` "
        "for each of what has names. What a program states is what its firm chose, and has no uncertainty. "
        "What a market states of its people is one of the [numbers of behaviour](parameters.md), or a fact "
        "that its file gives with range, tag and source. The range is what a file may hold at all, in the "
        "unit that it is written in; what goes together is checked as well. How to write a file: "
        "[scenarios/README.md](../../scenarios/README.md). What the shipped markets state: "
        "[markets.md](markets.md)."
    )
    head = ("field", "written as", "range", "left out", "meaning")
    for title, model in (("A program", Program), ("A market", Market)):
        yield from ("", f"## {title}", "")
        yield from table(head, fields_of(model))
