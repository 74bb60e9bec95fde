"""What members of a level enjoy beside points: the use, cost, worth and funding of each privilege."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import TYPE_CHECKING, Annotated, Any, Literal

import numpy as np
from pydantic import Field

from simulator.fields import Clause, Cost, Fault, Name, Path, Range, Switch, Whole
from simulator.program.clause import FIRM_PAYS, Draft, Frame, Funding, by_standing, counted, whole
from simulator.program.clubs import bits_of, privilege_faults
from simulator.program.ladders import bits_of_rungs, rungs_of, unknown_levels
from simulator.program.running import PER_CUSTOMERS
from simulator.program.sizes import MOST_PRIVILEGES
from simulator.program.table import (
    BASIS_CASE,
    BASIS_EVENT,
    BASIS_FAILURE,
    BASIS_ORDER,
    BASIS_RETURN,
    BASIS_YEAR,
    EFFECT_ACCESS,
    EFFECT_COMMUNITY,
    EFFECT_GUARANTEE,
    EFFECT_INSTALLATION,
    EFFECT_REFUND,
    FUNDERS,
    LINE_ACCESS,
    LINE_GIFTS,
    LINE_GUARANTEE,
    LINE_PRICE,
    LINE_RETURNS,
    LINE_SERVICE,
    LINE_SHIPPING,
)
from simulator.rule import rule
from simulator.units import Frequency, Share, Use

if TYPE_CHECKING:
    from simulator.program import Program

BASES = {
    "orders": BASIS_ORDER,
    "returns": BASIS_RETURN,
    "failures": BASIS_FAILURE,
    "cases": BASIS_CASE,
    "event orders": BASIS_EVENT,
    "year": BASIS_YEAR,
}
LINES = {
    "shipping": LINE_SHIPPING,
    "price": LINE_PRICE,
    "service": LINE_SERVICE,
    "installation": LINE_SERVICE,
    "returns": LINE_RETURNS,
    "refunds": LINE_RETURNS,
    "guarantee": LINE_GUARANTEE,
    "gifts": LINE_GIFTS,
    "access": LINE_ACCESS,
    "community": LINE_ACCESS,
}
EFFECTS = {
    "refunds": EFFECT_REFUND,
    "installation": EFFECT_INSTALLATION,
    "access": EFFECT_ACCESS,
    "guarantee": EFFECT_GUARANTEE,
    "community": EFFECT_COMMUNITY,
}
# What each kind may be used on: its cost line would say something untrue otherwise.
USED_ON = {
    "shipping": ("orders",),
    "price": ("orders",),
    "service": ("orders", "cases"),
    "installation": ("orders",),
    "returns": ("returns",),
    "refunds": ("returns",),
    "guarantee": ("failures",),
    "gifts": ("orders", "year"),
    "access": ("event orders", "year"),
    "community": ("year",),
}
LAST_CLASS = 3  # the desk's class of callers without any priority


class Privilege(Clause):
    """One privilege."""

    kind: Literal[
        "shipping",
        "price",
        "service",
        "installation",
        "returns",
        "refunds",
        "guarantee",
        "gifts",
        "access",
        "community",
    ] = Field(description="What it is: the line of the books that its cost stands on, and what it does.")
    tiers: list[Name] | None = Field(
        default=None, description="Levels that have it, of further ladders too; left out: all."
    )
    clubs: list[Name] | None = Field(
        default=None, description="Clubs whose members have it; left out: members of none or any."
    )
    paid: Switch = Field(
        default=False, description="Whether only members have it who pay for their membership (yes or no)."
    )
    use: Annotated[Use, Range(0, 366)] = Field(
        description="How often it is used: percent of orders, of returns, of failures that stay without a "
        "complaint, of desk cases or of orders on dated events; or times per year."
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
    capacity: Annotated[Frequency, Range(0.01, 1_000_000)] | None = Field(
        default=None,
        description="Uses that there is room for, e.g. per week, per 1,000 customers of the market; "
        "left out: no limit.",
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
        if privilege.capacity is not None:
            yield Fault((*path, "capacity"), "is for privileges with scarce means, a price cut needs none")
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


def _event_faults(privilege: Privilege, path: Path, draft: Draft) -> Iterator[Fault]:
    """Tell when a privilege on dated events meets no event that is for one of its levels."""
    if privilege.use.of != "event orders" or "calendar" in draft.broken:
        return
    events = (draft.program.calendar or {}).values()
    mine, all_levels = privilege.tiers, draft.levels
    if set(mine or ()) & set(rungs_of(draft.program)):  # members of every level may have it
        mine = None
    if not events:
        yield Fault((*path, "use"), f"is '{privilege.use}', but the program has no calendar of dated events")
    elif not any(set(mine or all_levels) & set(event.tiers or all_levels) for event in events) and all_levels:
        yield Fault((*path, "tiers"), "has no effect: no dated event is for one of these levels")


def _rung_faults(privilege: Privilege, path: Path, draft: Draft) -> Iterator[Fault]:
    """Tell what the desk cannot give by a level of a further ladder."""
    rungs = [name for name in privilege.tiers or () if name in rungs_of(draft.program)]
    if rungs and privilege.use.of == "cases":
        text = f"is '{privilege.use}', may not be of cases with {rungs[0]}: the desk knows tiers alone"
        yield Fault((*path, "use"), text)
    elif rungs and privilege.priority is not None:
        text = f"may not be given with {rungs[0]}: the desk knows tiers alone"
        yield Fault((*path, "priority"), text)


def check(draft: Draft) -> Iterator[Fault]:
    """Check each privilege by itself, its tiers against the ladder and its use against the calendar."""
    privileges = draft.program.privileges or {}
    yield from counted(privileges, MOST_PRIVILEGES, ("privileges",), "privileges")
    for name, privilege in privileges.items():
        path: Path = ("privileges", name)
        yield from _price_faults(privilege, path)
        yield from _use_faults(privilege, path)
        yield from _event_faults(privilege, path, draft)
        if privilege.tiers == []:
            yield Fault((*path, "tiers"), "is an empty list: name a level, or leave tiers out for all")
        yield from unknown_levels(privilege.tiers, draft, (*path, "tiers"))
        yield from _rung_faults(privilege, path, draft)
        yield from privilege_faults(name, privilege.clubs, draft)
        yield from privilege.funded.faults((*path, "funded"))


def _room(capacity: Frequency | None, customers: int) -> float:
    """Return the uses a week that a market of so many customers has room for, 0 where nothing is scarce."""
    return capacity.per_week * customers / PER_CUSTOMERS if capacity else 0.0


def told(program: Program) -> list[str]:
    """Tell how many privileges there are and what each is, in the field's words."""
    privileges = program.privileges or {}
    if not privileges:
        return []
    each = (
        f"{name} ({one.kind}{', ' + ' and '.join(one.tiers) if one.tiers else ''})"
        for name, one in privileges.items()
    )
    return [f"{len(privileges)}: {', '.join(each)}"]


def table(program: Program, frame: Frame) -> dict[str, Any]:
    """Return the privileges part of the program's table."""
    standings = by_standing(None, program)
    # By name, so that the order of a file says nothing.
    privileges = [privilege for _, privilege in sorted((program.privileges or {}).items())]
    rows = [by_standing(p.tiers, program, p.paid) for p in privileges]
    held = np.array(rows, np.int64).reshape(-1, len(standings))
    clubs = [bits_of(p.clubs, program) for p in privileges]
    rungs = [bits_of_rungs(p.tiers, program) * by_standing(None, program, p.paid) for p in privileges]
    classes = np.full(len(standings), LAST_CLASS, np.int64)
    for privilege, has in zip(privileges, held, strict=True):
        if privilege.priority is not None:
            np.minimum(classes, privilege.priority, out=classes, where=has == 1)
    return {
        "privilege_basis": whole(BASES[p.use.of] for p in privileges),
        "privilege_line": whole(LINES[p.kind] for p in privileges),
        "privilege_effect": whole(EFFECTS.get(p.kind, 0) for p in privileges),
        "privilege_share": np.array([p.use.amount for p in privileges], np.float64),
        "privilege_over": whole(p.over.minor if p.over else 0 for p in privileges),
        "privilege_percent": whole(p.percent.thousandths if p.percent else 0 for p in privileges),
        "privilege_cost": whole(p.cost.minor if p.cost else 0 for p in privileges),
        "privilege_worth": whole(p.worth.minor if p.worth else 0 for p in privileges),
        "privilege_kept": np.array([p.kept.ratio for p in privileges], np.float64),
        "privilege_capacity": np.array([_room(p.capacity, frame.customers) for p in privileges], np.float64),
        "privilege_levels": held,
        "privilege_clubs": whole(clubs),
        "privilege_rungs": np.array(rungs, np.int64).reshape(-1, len(standings)),
        "privilege_funding": np.array([p.funded.table() for p in privileges], np.int64).reshape(-1, FUNDERS),
        "desk_priority": classes,
    }


@rule
def kept_with_room(kept: float, capacity: float, demand: float) -> float:
    """Return the share of uses that are kept where there is room for so many of those asked for, 0 to `kept`.

    Units: shares; capacity and last week's demand in uses a week of the whole market, capacity above 0.
    Source: [assumption] first come, first served among all who ask; last week's demand decides.
    """
    return kept if demand <= capacity else kept * capacity / demand
