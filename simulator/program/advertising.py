"""Advertising to people who do not consider the firm: what acquisition costs beside what keeps customers."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from pydantic import Field

from simulator.fields import Clause, Cost, Fault
from simulator.program.clause import Draft, Frame
from simulator.program.running import PER_CUSTOMERS, scaled_cost

if TYPE_CHECKING:
    from simulator.program import Program


class Advertising(Clause):
    """Advertising beside the program, whoever may see it."""

    per_week: Cost = Field(description="Spent a week, in money per 1,000 customers of the market.")


def check(draft: Draft) -> Iterator[Fault]:
    """Check advertising by itself."""
    clause = draft.program.advertising
    if clause is not None and clause.per_week.minor == 0:
        yield Fault(("advertising", "per_week"), "reaches nobody: spend something, or leave advertising out")


def told(program: Program) -> list[str]:
    """Tell what is spent on advertising, in the field's words."""
    clause = program.advertising
    return [f"{clause.per_week} a week for {PER_CUSTOMERS:,} customers"] if clause else []


def table(program: Program, frame: Frame) -> dict[str, Any]:
    """Return the advertising part of the program's table."""
    clause = program.advertising
    return {"advertising": scaled_cost(clause.per_week, frame.customers) if clause else 0}
