"""A platform: services bundled under one login, which spare members time and effort."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import Field

from simulator.fields import Clause, Fault, Range, Whole
from simulator.program.clause import Draft, Frame
from simulator.rule import rule

if TYPE_CHECKING:
    from simulator.program import Program


class Platform(Clause):
    """Services bundled with the shop."""

    services: Annotated[Whole, Range(0, 50)] = Field(
        default=1, description="Services that members find in one place, the shop among them."
    )
    login: Literal["single", "separate"] = Field(
        default="single",
        description="single: one login opens all; separate: in one place, but each with a login of its own.",
    )


def check(draft: Draft) -> Iterator[Fault]:
    """Tell when there is nothing that one login could open."""
    clause = draft.program.platform
    if clause and clause.services < 2 and "login" in clause.model_fields_set:
        text = "has no effect: one service is no bundle; give services, e.g. 'services: 5'"
        yield Fault(("platform", "login"), text, at_key=True)


def told(program: Program) -> list[str]:
    """Tell what is bundled, in the field's words."""
    platform = program.platform
    return [f"{platform.services} services, {platform.login} login"] if platform else []


def table(program: Program, frame: Frame) -> dict[str, Any]:
    """Return the platform's part of the program's table."""
    clause = program.platform or Platform()
    return {
        "platform_bundle": bundle_share(clause.services),
        "platform_single": int(clause.login == "single"),
    }


@rule
def bundle_share(services: int) -> float:
    """Return how much of the going from shop to shop a bundle spares, 0 for none or one, to below 1.

    Units: services. Source: [derived in part] one visit for n errands spares 1 - 1/n of the ways: arithmetic;
    that it holds for services on a screen is an assumption.
    """
    return 1.0 - 1.0 / services if services > 1 else 0.0
