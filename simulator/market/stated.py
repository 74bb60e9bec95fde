"""A number of the business as a market file states it: bare, or with its range, tag and source.

Order of parts: the two kinds, how either form is read, what a reader asks of one.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Annotated, Any, Literal, TypeVar

from pydantic import BaseModel, Field, GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic_core import CoreSchema, core_schema

from simulator.fields import Clause, Cost, Fault, Path, Range, Text
from simulator.units import Factor, Money, Quantity, Share

Tag = Literal["published", "derived", "assumption"]
Part = Annotated[Share, Range(0, 100, digits=1)]
Kind = TypeVar("Kind", bound=Quantity)

TAG_TEXT = "published (read in a source), derived (follows from others) or assumption."
SOURCE_TEXT = "Where it was read, what it follows from, or why it was assumed."
RANGE_TEXT = "Least and greatest plausible value, in its unit; told in the report, not drawn."
NO_SOURCE = "stated in the market file without a source"


class StatedShare(Clause):
    """A share of the business with its provenance."""

    value: Part = Field(description="The share, in percent.")
    range: list[Part] | None = Field(default=None, description=RANGE_TEXT)
    tag: Tag = Field(description=TAG_TEXT)
    source: Text = Field(description=SOURCE_TEXT)


class StatedCost(Clause):
    """A cost of the business with its provenance."""

    value: Cost = Field(description="The cost, in money.")
    range: list[Cost] | None = Field(default=None, description=RANGE_TEXT)
    tag: Tag = Field(description=TAG_TEXT)
    source: Text = Field(description=SOURCE_TEXT)


class StatedFactor(Clause):
    """A factor of the business with its provenance."""

    value: Annotated[Factor, Range(0.1, 100)] = Field(description="The factor, e.g. x1.5.")
    range: list[Annotated[Factor, Range(0.1, 100)]] | None = Field(default=None, description=RANGE_TEXT)
    tag: Tag = Field(description=TAG_TEXT)
    source: Text = Field(description=SOURCE_TEXT)


@dataclass(frozen=True)
class _EitherForm:
    """Reads a mapping as a number with its provenance, anything else as the number alone."""

    told: type[BaseModel]
    bare: type[Quantity]
    bounds: Range

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        def read(value: object, told: core_schema.ValidatorFunctionWrapHandler) -> object:
            if isinstance(value, dict | BaseModel):
                return told(value)
            return self.bounds.check(self.bare.parse(value))

        return core_schema.no_info_wrap_validator_function(read, handler.generate_schema(self.told))

    def __get_pydantic_json_schema__(
        self, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> dict[str, Any]:
        bare = {"type": "string", "examples": [self.bare.example], "unit": self.bare.unit}
        return {
            "anyOf": [{**bare, "range": [self.bounds.low, self.bounds.high]}, handler(schema["schema"])],
            "unit": self.bare.unit,
        }


AnyShare = Annotated[Share | StatedShare, _EitherForm(StatedShare, Share, Range(0, 100, digits=1))]
AnyFactor = Annotated[Factor | StatedFactor, _EitherForm(StatedFactor, Factor, Range(0.1, 100))]
AnyCost = Annotated[Money | StatedCost, _EitherForm(StatedCost, Money, Range(0, 1_000_000_000))]


def plain_share(stated: Share | StatedShare | None) -> Share | None:
    """Return the share itself."""
    return stated.value if isinstance(stated, StatedShare) else stated


def plain_cost(stated: Money | StatedCost | None) -> Money | None:
    """Return the cost itself."""
    return stated.value if isinstance(stated, StatedCost) else stated


def plain_factor(stated: Factor | StatedFactor | None) -> Factor | None:
    """Return the factor itself."""
    return stated.value if isinstance(stated, StatedFactor) else stated


def ends(stated: Quantity | StatedShare | StatedCost | StatedFactor) -> tuple[Decimal, Decimal, Decimal]:
    """Return value, least and greatest in the unit as written; a number without a range is its own."""
    if isinstance(stated, Quantity):
        return stated.size, stated.size, stated.size
    low, high = (end.size for end in stated.range) if stated.range else (stated.value.size,) * 2
    return stated.value.size, low, high


def range_faults(stated: object, path: Path) -> Iterator[Fault]:
    """Tell when the range of a number is none, or leaves the number out."""
    if not isinstance(stated, StatedShare | StatedCost | StatedFactor) or stated.range is None:
        return
    if len(stated.range) != 2:
        yield Fault((*path, "range"), f"has {len(stated.range)} values, must be [least, greatest]")
        return
    low, high = stated.range
    if low.size > high.size:
        yield Fault((*path, "range"), f"is {low} to {high}: the least comes first")
    elif not low.size <= stated.value.size <= high.size:
        yield Fault((*path, "value"), f"is {stated.value}, outside its range of {low} to {high}")
