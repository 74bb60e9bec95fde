"""Data of members: whether they are passed on to others, and how often they leak."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated, Any

from pydantic import Field

from simulator.fields import Clause, Fault, Range, Switch
from simulator.program.clause import Draft, Frame
from simulator.rule import rule
from simulator.units import Frequency

if TYPE_CHECKING:
    from simulator.program import Program


class Data(Clause):
    """What becomes of the data that members share."""

    passed_on: Switch = Field(
        default=False, description="Whether data of members are passed on to others (yes or no)."
    )
    breaches: Annotated[Frequency, Range(0.001, 52)] | None = Field(
        default=None, description="How often data of members leak, e.g. 0.1 per year; left out: never."
    )


def check(draft: Draft) -> Iterator[Fault]:
    """Check the clause by itself: each field stands alone."""
    if draft.program.data is not None and not draft.program.data.model_fields_set:
        yield Fault(("data",), "says nothing: leave it out, or say what becomes of data", at_key=True)


def told(program: Program) -> list[str]:
    """Tell what becomes of data, in the field's words."""
    data = program.data
    if data is None:
        return []
    words = ["passed on"] if data.passed_on else []
    return words + ([f"leak {data.breaches}"] if data.breaches else [])


def table(program: Program, frame: Frame) -> dict[str, Any]:
    """Return the data part of the program's table."""
    clause = program.data or Data()
    return {
        "data_passed": int(clause.passed_on),
        "data_breach": min(1.0, clause.breaches.per_week) if clause.breaches else 0.0,
    }


@rule
def sharing_chance(base: float, weight: float, trust: float, onward: float) -> float:
    """Return the share of customers of some trust who let the firm use their data, 0-1.

    Units: trust 0-1, the rest in logits; `onward` is what passing data on takes.
    Source: [published in part] trust makes share (Morgan & Hunt 1994, sign), use by others deters (Martin,
    Borah & Palmatier 2017, sign); form and sizes assumptions.
    """
    logit = base + weight * (trust - 0.5) - onward
    return 1.0 / (1.0 + math.exp(-min(30.0, max(-30.0, logit))))
