"""What earns nothing: orders that are too small, and the excluded part of an order."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import TYPE_CHECKING, Annotated, Any

from pydantic import Field

from simulator.fields import Clause, Cost, Fault, Name, Range
from simulator.program.clause import Draft, Frame, by_standing
from simulator.units import Share

if TYPE_CHECKING:
    from simulator.program import Program


class Exclusions(Clause):
    """What earns nothing."""

    minimum_order: Cost | None = Field(
        default=None, description="Smallest order that earns anything, in money."
    )
    share: Annotated[Share, Range(0, 100, digits=1)] = Field(
        default=Share(Decimal(0)),
        description="Share of an order's value that earns nothing (virtual goods, gift cards), in percent.",
    )
    levels: list[Name] | None = Field(
        default=None, description="Levels that the share holds for; left out: all."
    )


def check(draft: Draft) -> Iterator[Fault]:
    """Check the levels that are named."""
    clause = draft.program.exclusions
    if clause:
        if clause.levels == []:
            yield Fault(
                ("exclusions", "levels"), "is an empty list: name a level, or leave levels out for all"
            )
        elif clause.levels and not clause.share.size:
            yield Fault(("exclusions", "levels"), "has no effect without share, which it is about")
        yield from draft.unknown_levels(clause.levels or (), ("exclusions", "levels"))


def told(program: Program) -> list[str]:
    """Tell what earns nothing, in the field's words."""
    clause = program.exclusions or Exclusions()
    words = [f"orders below {clause.minimum_order}"] if clause.minimum_order else []
    if clause.share.size:
        whose = f" for {' and '.join(clause.levels)}" if clause.levels else ""
        words.append(f"{clause.share} of an order{whose}")
    return words


def table(program: Program, frame: Frame) -> dict[str, Any]:
    """Return the exclusions part of the program's table."""
    clause = program.exclusions or Exclusions()
    return {
        "minimum_order": clause.minimum_order.minor if clause.minimum_order else 0,
        "excluded_share": clause.share.thousandths,
        "excluded_levels": by_standing(clause.levels, program) * int(clause.share.size > 0),
    }
