"""Further ladders beside the levels: of a lifetime or a calendar year; what they give, and hold for life.

A member has one level of each at most, the highest that its balance has reached.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from itertools import pairwise
from typing import TYPE_CHECKING, Annotated, Any, Literal

import numpy as np
from pydantic import Field

from simulator.fields import Clause, Fault, Name, Path, Range, Whole
from simulator.program.clause import Draft, Frame, counted, whole
from simulator.program.sizes import MOST_CLUBS, MOST_LADDERS, MOST_STEPS
from simulator.program.table import LADDER_ORDERS, LADDER_SPEND, LADDER_STATUS, Ints
from simulator.rule import rule
from simulator.units import Factor, did_you_mean, minor_digits

if TYPE_CHECKING:
    from simulator.program import Program

METRICS = {"status": LADDER_STATUS, "spend": LADDER_SPEND, "orders": LADDER_ORDERS}


class Rung(Clause):
    """One level of a further ladder."""

    starts: Annotated[Whole, Range(1, 1_000_000_000)] = Field(
        alias="from", description="Balance from which members have it, in units of the metric."
    )
    points: Annotated[Factor, Range(1, 20)] = Field(
        default=Factor(Decimal(1)), description="Multiplier on points from purchases."
    )
    holds: Name | None = Field(
        default=None, description="Level of tiers that its members have for life, whatever a review says."
    )


class FurtherLadder(Clause):
    """A ladder beside tiers; members have its highest level that their balance has reached."""

    metric: Literal["status", "spend", "orders"] = Field(
        description="status: the qualifying value of the status clause; spend: whole currency units paid; "
        "orders: kept orders."
    )
    window: Literal["lifetime", "calendar"] = Field(
        description="lifetime: the balance never starts again and no level is lost; calendar: each new year "
        "the old year's balance says which level holds, and starts again at 0."
    )
    levels: dict[Name, Rung] = Field(description="The levels by name, in ascending order.")


# ---- names ----------------------------------------------------------------------------------------------


def ladders_of(program: Program) -> list[FurtherLadder]:
    """Return the ladders in the order of the table, which is by name: the order of a file says nothing."""
    return [ladder for _, ladder in sorted((program.ladders or {}).items())]


def rungs_of(program: Program) -> dict[str, int]:
    """Return the levels of all further ladders, each with its bit beside those of the clubs."""
    return {
        name: MOST_CLUBS + MOST_STEPS * place + step
        for place, ladder in enumerate(ladders_of(program))
        for step, name in enumerate(ladder.levels)
    }


def bits_of_rungs(named: list[str] | None, program: Program) -> int:
    """Return the levels of further ladders among some names as bits, 0 for none."""
    return sum(1 << bit for name, bit in rungs_of(program).items() if name in (named or ()))


def largest_multiplier(program: Program) -> int:
    """Return the largest multiplier of further ladders on points, thousandths; 0 without any."""
    rungs = [rung for ladder in ladders_of(program) for rung in ladder.levels.values()]
    return max((rung.points.thousandths for rung in rungs), default=0)


def judged_on_status(draft: Draft) -> bool:
    """Tell whether a further ladder is judged on qualifying value, or may be."""
    ladders = (draft.program.ladders or {}).values()
    return any(part.partition(".")[0] == "ladders" for part in draft.broken) or any(
        ladder.metric == "status" for ladder in ladders
    )


def unknown_levels(named: list[str] | None, draft: Draft, path: Path) -> Iterator[Fault]:
    """Tell which names that a privilege gives are neither levels of tiers nor of a further ladder."""
    rungs = rungs_of(draft.program)
    if any(part.partition(".")[0] == "ladders" for part in draft.broken):
        return
    names = {**dict.fromkeys(draft.levels), **rungs}
    for position, name in enumerate(named or ()):
        if name not in names:
            may_be = f"may be {', '.join(names)}" if names else "the program has no tiers"
            yield Fault((*path, position), f"'{name}' is no level: {may_be}{did_you_mean(name, names)}")


# ---- checks ---------------------------------------------------------------------------------------------


def _holds_faults(
    ladder: FurtherLadder, name: str, held: list[str], draft: Draft, path: Path
) -> Iterator[Fault]:
    """Check the level of tiers that a level holds; `held` are those held further down."""
    if name not in draft.levels:
        if "tiers" in draft.broken:
            return
        may_be = f"may be {', '.join(draft.levels[1:])}" if draft.levels[1:] else "the program has no tiers"
        yield Fault(path, f"'{name}' is no level: {may_be}{did_you_mean(name, draft.levels)}")
    elif name == draft.levels[0]:
        yield Fault(path, f"has no effect: nobody is below '{name}'")
    elif ladder.window == "calendar":
        yield Fault(path, "is for window: lifetime, as the level is held for life; this is calendar")
    elif any(draft.levels.index(name) <= draft.levels.index(one) for one in held if one in draft.levels):
        yield Fault(path, f"has no effect: a lower level holds '{held[-1]}' already")


def _rung_faults(name: str, ladder: FurtherLadder, draft: Draft) -> Iterator[Fault]:
    path: Path = ("ladders", name, "levels")
    privileges = (draft.program.privileges or {}).values()
    held: list[str] = []
    for below, above in pairwise(ladder.levels):
        least, starts = ladder.levels[below].starts, ladder.levels[above].starts
        if starts <= least:
            text = f"is {starts}, not above {below} ({least}): levels ascend"
            yield Fault((*path, above, "from"), text)
    for rung_name, rung in ladder.levels.items():
        here: Path = (*path, rung_name)
        named = any(rung_name in (one.tiers or ()) for one in privileges)
        if not named and rung.points.size == 1 and not rung.holds and "privileges" not in draft.broken:
            text = "gives its members nothing: give points or holds, or name it in the tiers of a privilege"
            yield Fault(here, text, at_key=True)
        if rung.points.size != 1 and draft.absent("points"):
            yield Fault((*here, "points"), "has no effect: there is no points clause")
        if rung.holds:
            yield from _holds_faults(ladder, rung.holds, held, draft, (*here, "holds"))
            held.append(rung.holds)


def _name_faults(ladders: Mapping[str, FurtherLadder], draft: Draft) -> Iterator[Fault]:
    """Tell which names of levels say something else too."""
    taken = dict.fromkeys(draft.levels or ("member",), "a level of tiers")
    taken |= dict.fromkeys(draft.program.clubs or {}, "a club")
    for name, ladder in ladders.items():
        for rung in ladder.levels:
            if rung in taken:
                path: Path = ("ladders", name, "levels", rung)
                yield Fault(path, f"is the name of {taken[rung]} too: one name says one thing", at_key=True)
            taken[rung] = f"a level of {name}"


def check(draft: Draft) -> Iterator[Fault]:
    """Check each ladder by itself, and against what its levels give and are judged on."""
    ladders = draft.program.ladders or {}
    yield from counted(ladders, MOST_LADDERS, ("ladders",), "ladders")
    yield from _name_faults(ladders, draft)
    for name, ladder in ladders.items():
        path: Path = ("ladders", name)
        if not ladder.levels:
            yield Fault((*path, "levels"), "is empty: give at least one level, e.g. 'million: {from: ...}'")
        yield from counted(ladder.levels, MOST_STEPS, (*path, "levels"), "levels")
        yield from _rung_faults(name, ladder, draft)
        if ladder.metric == "status" and draft.absent("status"):
            text = "is status, but there is no status clause: add one, or use 'metric: spend'"
            yield Fault((*path, "metric"), text)


# ---- words and table ------------------------------------------------------------------------------------


def told(program: Program) -> list[str]:
    """Tell each ladder with its levels and what they hold for life, in the field's words."""
    words = []
    for name, ladder in (program.ladders or {}).items():
        rungs = [
            f"{rung_name} from {rung.starts:,}" + (f" ({rung.holds} for life)" if rung.holds else "")
            for rung_name, rung in ladder.levels.items()
        ]
        span = "a lifetime" if ladder.window == "lifetime" else "a calendar year"
        words.append(f"{name}, {ladder.metric} of {span}: {', '.join(rungs)}")
    return words


def _filled(values: list[list[int]], nothing: int) -> Ints:
    """Return rows of different lengths as an array, (L, MOST_STEPS)."""
    rows = [row + [nothing] * (MOST_STEPS - len(row)) for row in values]
    return np.array(rows, np.int64).reshape(-1, MOST_STEPS)


def _held(ladder: FurtherLadder, program: Program) -> list[int]:
    """Return the level of tiers that each level holds, those below it included."""
    held, most = [], 0
    for rung in ladder.levels.values():
        most = max(most, program.level_names.index(rung.holds) if rung.holds else 0)
        held.append(most)
    return held


def table(program: Program, frame: Frame) -> dict[str, Any]:
    """Return the further ladders' part of the program's table."""
    ladders = ladders_of(program)
    levels = [list(ladder.levels.values()) for ladder in ladders]
    return {
        "ladder_metric": whole(METRICS[ladder.metric] for ladder in ladders),
        "ladder_yearly": whole(int(ladder.window == "calendar") for ladder in ladders),
        "ladder_from": _filled([[rung.starts for rung in rungs] for rungs in levels], 0),
        "ladder_points": _filled([[rung.points.thousandths for rung in rungs] for rungs in levels], 1_000),
        "ladder_holds": _filled([_held(ladder, program) for ladder in ladders], 0),
        "ladder_unit": 10 ** minor_digits(program.money),
    }


@rule
def balance_with(balance: int, amount: int) -> int:
    """Return the balance of a further ladder after something is counted or taken back, 0 or more.

    Units: of its metric. More than two thousand million is not told apart, twice what a level may ask for.
    Source: [derived] the metric of the program file; that a return takes no more than there is, as with
    levels.
    """
    return min(2_000_000_000, max(0, balance + amount))
