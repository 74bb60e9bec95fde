"""What changes on one member's account, and what each change means: words for whoever reads the year.

Order of parts: the changes, when levels and rewards were reached, what the next ones ask for.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator
from decimal import Decimal
from itertools import pairwise
from typing import NamedTuple

from simulator.engine.purse import Step, first_reward
from simulator.program import Program
from simulator.program.catalogue import in_order
from simulator.program.rewards import face_value
from simulator.program.table import MILLION, ProgramTable
from simulator.scenario.cases import NO_TIER
from simulator.units import minor_digits


class Reached(NamedTuple):
    """When something was reached, and what had been spent by then."""

    what: str
    on: datetime.date
    spent: int  # list price of orders kept, minor units


def changes(
    program: Program, table: ProgramTable, begins: datetime.date, before: Step | None, steps: Iterable[Step]
) -> Iterator[str]:
    """Yield what happened to level and points step by step, and what it means, each with its date."""
    need = first_reward(table)
    for step in steps:
        on = _date(begins, step)
        if before is not None:
            if step.told["tier"] != before.told["tier"]:
                yield f"{on}: {level_change(program, str(before.told['tier']), str(step.told['tier']))}"
            if step.told["ladders"] != before.told["ladders"]:
                yield f"{on}: on further ladders now {step.told['ladders'] or 'without a level'}"
            if expired := step.figure("expired") - before.figure("expired"):
                yield f"{on}: {expired:,} points expired{_worth(program, table, expired)}"
            if need and before.figure("points") < need <= step.figure("points"):
                yield f"{on}: enough points for a reward, {need:,}"
            used = step.figure("redeemed") - before.figure("redeemed")
            if used and step.event and step.event.kind == "redeem":
                yield f"{on}: {item_name(program, step.event.item)} taken for {used:,} points"
            elif used > 0:
                yield f"{on}: {used:,} points paid{_worth(program, table, used, ' ')} of an order"
            elif used < 0:
                yield f"{on}: {-used:,} points given back with a returned order"
            yield from _received(program, on, before, step)
            if step.figure("debt") > before.figure("debt"):
                yield f"{on}: {step.figure('debt'):,} points are owed after a return"
        before = step


def _received(program: Program, on: datetime.date, before: Step, step: Step) -> Iterator[str]:
    """Yield what fees, cards of stamps, gifts and vouchers brought or took."""
    if step.told["membership"] != before.told["membership"]:
        yield f"{on}: membership {step.told['membership']}"
    paid = step.figure("fees") - before.figure("fees")
    if paid:
        yield f"{on}: a fee of {money(program, abs(paid))} {'paid' if paid > 0 else 'given back'}"
    if got := step.figure("rewards") - before.figure("rewards"):
        yield f"{on}: a reward worth {money(program, got)} received"
    if off := step.figure("voucher_cuts") - before.figure("voucher_cuts"):
        yield f"{on}: a voucher took {money(program, off)} off"
    elif (gone := before.figure("vouchers") - step.figure("vouchers")) > 0:
        yield f"{on}: {gone} voucher{'s' * (gone > 1)} ran out"


def _date(begins: datetime.date, step: Step) -> datetime.date:
    return begins + datetime.timedelta(days=step.day)


def _worth(program: Program, table: ProgramTable, points: int, sign: str = ", ") -> str:
    """Return what points are worth at checkout, nothing where they have no worth in money."""
    return f"{sign}{money(program, face_value(points, table.point_value))}" if table.point_value else ""


def money(program: Program, minor: int) -> str:
    """Print an amount in the program's currency."""
    digits = minor_digits(program.money)
    return f"{Decimal(minor).scaleb(-digits):,.{digits}f} {program.money}"


def item_name(program: Program, item: int) -> str:
    """Return the name of a reward."""
    return list(in_order(program))[item]


def level_change(program: Program, before: str, after: str) -> str:
    """Say what a change of level brings or takes: privileges and multipliers."""
    names = program.level_names
    up = names.index(after) > names.index(before)
    lower, upper = (before, after) if up else (after, before)
    differ = [
        name
        for name, one in (program.privileges or {}).items()
        if one.tiers and upper in one.tiers and lower not in one.tiers
    ]
    levels = program.tiers.levels if program.tiers else {}
    for what in ("points", "status"):
        if after in levels and getattr(levels[after], what) != getattr(levels[before], what):
            differ.append(f"{what} {getattr(levels[after], what)}")
    word, brings = ("up", "brings") if up else ("down", "takes")
    return f"{word} to {after}, {brings} {', '.join(differ) or 'no privilege'}"


def reached_tiers(steps: tuple[Step, ...], begins: datetime.date) -> tuple[Reached, ...]:
    """Return every change of the level, with its date and what had been spent by then."""
    tiers = [
        Reached(str(step.told["tier"]), _date(begins, step), step.bought)
        for before, step in pairwise(steps)
        if step.told["tier"] != before.told["tier"]
    ]
    return tuple(tiers)


def reached_reward(table: ProgramTable, steps: tuple[Step, ...], begins: datetime.date) -> Reached | None:
    """Return when the points first sufficed for a reward."""
    need = first_reward(table)
    found = (step for step in steps if need and step.figure("points") >= need)
    # On an order that uses all points at once they are gone in the same step.
    used = (step for step in steps if step.figure("redeemed") > 0)
    first = min((*list(found)[:1], *list(used)[:1]), key=lambda step: step.day, default=None)
    return Reached(f"{need:,} points", _date(begins, first), first.bought) if first else None


def to_next_tier(program: Program, table: ProgramTable, last: Step) -> str:
    """Say what the next level still asks for, and what that is in orders at the member's rates."""
    if last.told["tier"] == NO_TIER or not program.tiers:
        return ""
    level = program.level_names.index(str(last.told["tier"]))
    if level + 1 == len(program.level_names):
        return ""
    gap = max(0, int(table.level_from[level + 1]) - last.figure("status"))
    orders = max(0, int(table.level_orders[level + 1]) - last.figure("orders"))
    asks = [f"{gap:,} {program.status.name if program.status else 'units of spend'}"] if gap else []
    asks += [f"{orders:,} order{'s' * (orders > 1)}"] if orders else []
    rate = table.status_rate * int(table.level_status[level]) * last.figure("rating")
    if gap and table.status_rate:
        spend = money(program, -(-gap * MILLION * MILLION // rate)) if rate else ""
        asks[0] += f" (about {spend} of orders)" if rate else " (orders earn none at a rating of 0)"
    return f"{program.level_names[level + 1]}: {' and '.join(asks) or 'reached at the next event'}"


def to_next_reward(table: ProgramTable, last: Step) -> str:
    """Say how many points the first reward still asks for."""
    lacking = first_reward(table) - last.figure("points")
    return f"{lacking:,} points" if lacking > 0 else ""
