"""Random further ladders: the clause, the privileges that name their levels, and what a draw holds of it."""

from __future__ import annotations

from itertools import accumulate
from typing import Any

from hypothesis import strategies as st

Tree = dict[str, Any]

RUNGS = {"million": ("million", "two_million"), "yearly": ("bronze", "pearl", "ruby")}
STEPS = {"status": (300, 2000), "spend": (300, 1000), "orders": (2, 4)}
FURTHER_KINDS = frozenset(
    {f"ladder_{word}" for word in ("status", "spend", "orders", "lifetime", "calendar")}
    | {"rung_points", "rung_holds", "rung_privilege", "two_ladders"}
)
FURTHER_HISTORY_KINDS = frozenset({"rung_gained", "rung_lost", "two_rungs"})


def _ladder(draw: st.DrawFn, program: Tree, names: tuple[str, ...]) -> Tree:
    metrics = ["spend", "orders", "status"] if "status" in program else ["spend", "orders"]
    metric = draw(st.sampled_from(metrics))
    count = draw(st.integers(1, len(names)))
    steps = draw(st.lists(st.sampled_from(STEPS[metric]), min_size=count, max_size=count))
    levels: Tree = {name: {"from": least} for name, least in zip(names, accumulate(steps), strict=False)}
    window = draw(st.sampled_from(["lifetime", "calendar"]))
    if "points" in program:
        for level in levels.values():
            if draw(st.booleans()):
                level["points"] = draw(st.sampled_from(["x1.5", "x3.001"]))
    may_hold = list(program.get("tiers", {}).get("levels", {}))[1:]
    for level in levels.values() if window == "lifetime" else ():
        if may_hold and bool(draw(st.booleans())):
            level["holds"] = draw(st.sampled_from(may_hold))
            may_hold = may_hold[may_hold.index(level["holds"]) + 1 :]
    return {"metric": metric, "window": window, "levels": levels}


def with_further_ladders(draw: st.DrawFn, program: Tree) -> Tree:
    """Give half of all programs a further ladder or two, without levels that give nothing."""
    chosen = draw(st.sampled_from([[], [], ["million"], ["yearly"], ["million", "yearly"]]))
    ladders = {name: _ladder(draw, program, RUNGS[name]) for name in chosen}
    rungs = [name for ladder in ladders.values() for name in ladder["levels"]]
    privileges = program.get("privileges", {}).values()
    for privilege in privileges if rungs else ():
        if not privilege["use"].endswith("of cases") and "priority" not in privilege and draw(st.booleans()):
            named = draw(st.lists(st.sampled_from(rungs), min_size=1, unique=True))
            privilege["tiers"] = [*privilege.get("tiers", []), *named]
    given = {name for privilege in privileges for name in privilege.get("tiers", ())}
    for name, ladder in list(ladders.items()):
        idle = [one for one, level in ladder["levels"].items() if one not in given and len(level) == 1]
        ladder["levels"] = {one: level for one, level in ladder["levels"].items() if one not in idle}
        if not ladder["levels"]:
            del ladders[name]
    return {**program, "ladders": ladders} if ladders else program


def further_reached(program: Tree) -> set[str]:
    """Name what a program has of FURTHER_KINDS."""
    ladders = program.get("ladders", {})
    levels = {name: one for ladder in ladders.values() for name, one in ladder["levels"].items()}
    told = {f"ladder_{ladder[key]}" for ladder in ladders.values() for key in ("metric", "window")}
    named = {name for one in program.get("privileges", {}).values() for name in one.get("tiers", ())}
    flags = {
        "rung_points": any("points" in one for one in levels.values()),
        "rung_holds": any("holds" in one for one in levels.values()),
        "rung_privilege": not named.isdisjoint(levels),
        "two_ladders": len(ladders) > 1,
    }
    return told | {name for name, holds in flags.items() if holds}


def rung_moves(before: Tree, now: Tree) -> set[str]:
    """Name what happened on further ladders between two statements, in the words of FURTHER_HISTORY_KINDS."""
    had, has = (len(str(one["ladders"]).split(", ")) * bool(one["ladders"]) for one in (before, now))
    flags = {"rung_gained": has > had, "rung_lost": has < had, "two_rungs": has == 2}
    return {name for name, holds in flags.items() if holds}
