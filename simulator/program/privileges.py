"""What members of a level enjoy beside points: the use, cost, worth and funding of each privilege."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import TYPE_CHECKING, Annotated, Any, Literal

import numpy as np
from pydantic import Field

from simulator.fields import Clause, Cost, Fault, Name, Path, Range, Whole
from simulator.program.clause import FIRM_PAYS, Draft, Frame, Funding, by_level, counted, whole
from simulator.program.packed import MOST_PRIVILEGES
from simulator.program.table import (
    BASIS_CASE,
    BASIS_ORDER,
    BASIS_RETURN,
    BASIS_YEAR,
    FUNDERS,
    LINE_GIFTS,
    LINE_PRICE,
    LINE_RETURNS,
    LINE_SERVICE,
    LINE_SHIPPING,
)
from simulator.units import Share, Use

if TYPE_CHECKING:
    from simulator.program import Program

BASES = {"orders": BASIS_ORDER, "returns": BASIS_RETURN, "cases": BASIS_CASE, "year": BASIS_YEAR}
LINES = {
    "shipping": LINE_SHIPPING,
    "price": LINE_PRICE,
    "service": LINE_SERVICE,
    "returns": LINE_RETURNS,
    "gifts": LINE_GIFTS,
}
# What each kind may be used on: its cost line would say something untrue otherwise.
USED_ON = {
    "shipping": ("orders",),
    "price": ("orders",),
    "service": ("orders", "cases"),
    "returns": ("returns",),
    "gifts": ("orders", "year"),
}
LAST_CLASS = 3  # the desk's class of callers without any priority


class Privilege(Clause):
    """One privilege."""

    kind: Literal["shipping", "price", "service", "returns", "gifts"] = Field(
        description="The line of the books that its cost stands on."
    )
    tiers: list[Name] | None = Field(default=None, description="Levels that have it; left out: all.")
    use: Annotated[Use, Range(0, 366)] = Field(
        description="How often it is used: percent of orders, of returns or of desk cases, or times per year."
    )
    over: Cost | None = Field(default=None, description="Smallest order that it holds for, in money.")
    percent: Annotated[Share, Range(0.1, 100, digits=1)] | None = Field(
        default=None, description="Price cut in percent, for kind price, instead of cost and worth."
    )
    cost: Cost | None = Field(default=None, description="Cost per use to whoever funds it, in money.")
    worth: Cost | None = Field(default=None, description="Worth per use to the customer, in money.")
    kept: Annotated[Share, Range(0, 100)] = Field(
        default=Share(Decimal(100)), description="Share of promised uses that are kept, in percent."
    )
    priority: Annotated[Whole, Range(0, LAST_CLASS)] | None = Field(
        default=None, description="Class at the service desk that it gives, 0 is served first; none: 3."
    )
    funded: Funding = Field(default=FIRM_PAYS, description="Who pays for it.")


def _price_faults(privilege: Privilege, path: Path) -> Iterator[Fault]:
    if privilege.kind == "price":
        if privilege.percent is None:
            yield Fault(path, "is of kind price, so it needs percent, e.g. 'percent: 3%'", at_key=True)
        for name in ("cost", "worth"):
            if getattr(privilege, name) is not None:
                yield Fault((*path, name), "has no effect: kind price costs and is worth its percent")
        return
    if privilege.percent is not None:
        yield Fault((*path, "percent"), f"is for kind price, this is {privilege.kind}: give cost and worth")
    lacking = [name for name in ("cost", "worth") if getattr(privilege, name) is None]
    if lacking and privilege.percent is None:
        yield Fault(path, f"lacks {' and '.join(lacking)}: money per use, e.g. '6 CNY'", at_key=True)


def _use_faults(privilege: Privilege, path: Path) -> Iterator[Fault]:
    use, used_on = privilege.use, USED_ON[privilege.kind]
    if use.of not in used_on:
        ways = " or ".join("times per year" if way == "year" else f"percent of {way}" for way in used_on)
        yield Fault((*path, "use"), f"is '{use}', may be {ways} for kind {privilege.kind}")
    if use.of != "year" and use.size > 100:
        yield Fault((*path, "use"), f"is '{use}', may be at most 100%")
    if privilege.over is not None and use.of != "orders":
        yield Fault((*path, "over"), f"has no effect: the privilege is used on {use.of}, not on orders")


def check(draft: Draft) -> Iterator[Fault]:
    """Check each privilege by itself and its tiers against the ladder."""
    privileges = draft.program.privileges or {}
    yield from counted(privileges, MOST_PRIVILEGES, ("privileges",), "privileges")
    for name, privilege in privileges.items():
        path: Path = ("privileges", name)
        yield from _price_faults(privilege, path)
        yield from _use_faults(privilege, path)
        if privilege.tiers == []:
            yield Fault((*path, "tiers"), "is an empty list: name a level, or leave tiers out for all")
        yield from draft.unknown_levels(privilege.tiers or (), (*path, "tiers"))
        yield from privilege.funded.faults((*path, "funded"))


def table(program: Program, frame: Frame) -> dict[str, Any]:
    """Return the privileges part of the program's table."""
    levels = program.level_names
    # By name, so that the order of a file says nothing.
    privileges = [privilege for _, privilege in sorted((program.privileges or {}).items())]
    held = np.array([by_level(p.tiers, levels) for p in privileges], np.int64).reshape(-1, len(levels))
    classes = np.full(len(levels), LAST_CLASS, np.int64)
    for privilege, has in zip(privileges, held, strict=True):
        if privilege.priority is not None:
            np.minimum(classes, privilege.priority, out=classes, where=has == 1)
    return {
        "privilege_basis": whole(BASES[p.use.of] for p in privileges),
        "privilege_line": whole(LINES[p.kind] for p in privileges),
        "privilege_share": np.array([p.use.amount for p in privileges], np.float64),
        "privilege_over": whole(p.over.minor if p.over else 0 for p in privileges),
        "privilege_percent": whole(p.percent.thousandths if p.percent else 0 for p in privileges),
        "privilege_cost": whole(p.cost.minor if p.cost else 0 for p in privileges),
        "privilege_worth": whole(p.worth.minor if p.worth else 0 for p in privileges),
        "privilege_kept": np.array([p.kept.ratio for p in privileges], np.float64),
        "privilege_levels": held,
        "privilege_funding": np.array([p.funded.table() for p in privileges], np.int64).reshape(-1, FUNDERS),
        "desk_priority": classes,
    }
