"""What it costs to have the program at all: a running cost, and a launch cost paid once."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from pydantic import Field

from simulator.fields import Clause, Cost, Fault
from simulator.program.clause import Draft, Frame
from simulator.units import Money

if TYPE_CHECKING:
    from simulator.program import Program

PER_CUSTOMERS = 1_000


class RunningCost(Clause):
    """What it costs to have the program at all."""

    per_week: Cost | None = Field(
        default=None, description="Running cost a week, in money per 1,000 customers of the market."
    )
    launch: Cost | None = Field(
        default=None,
        description="Paid once in a study that starts with a launch, in money per 1,000 customers.",
    )


def check(draft: Draft) -> Iterator[Fault]:
    """Nothing can be wrong between these fields and others."""
    yield from ()


def scaled_cost(cost: Money | None, customers: int) -> int:
    """Return a cost per 1,000 customers for a market of so many, minor units, rounded half up."""
    return (cost.minor * customers + PER_CUSTOMERS // 2) // PER_CUSTOMERS if cost else 0


def told(program: Program) -> list[str]:
    """Tell what having the program costs, in the field's words."""
    clause = program.running_cost
    if clause is None:
        return []
    parts = [f"{clause.per_week} a week"] if clause.per_week else []
    parts += [f"{clause.launch} at launch"] if clause.launch else []
    return [f"{' and '.join(parts)} for {PER_CUSTOMERS:,} customers"] if parts else []


def table(program: Program, frame: Frame) -> dict[str, Any]:
    """Return the running part of the program's table."""
    clause = program.running_cost or RunningCost()
    return {
        "running_cost": scaled_cost(clause.per_week, frame.customers),
        "launch_cost": scaled_cost(clause.launch, frame.customers),
    }
