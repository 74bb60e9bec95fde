"""Random switches from one program to another, with the history of a member who lives through one."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from hypothesis import assume
from hypothesis import strategies as st

from simulator.program import Draft, checks
from simulator.program.migration import together
from tests.builders import Story, histories
from tests.builders_program import Tree, programs
from tests.engine.worlds import program_of

RATES = ("1 for 1", "1 for 1", "1 for 3", "2 for 1", "7 for 4", "0 for 1")


def _has_value(tree: Tree) -> bool:
    return "status" in tree or tree.get("tiers", {}).get("metric") == "spend"


def _levels(tree: Tree) -> list[str]:
    return list(tree.get("tiers", {}).get("levels", {})) or ["member"]


def _after(draw: st.DrawFn, before: Tree) -> Tree:
    """Return the program after: the same, the same but for some clauses, or another."""
    other = draw(programs())
    kind = draw(st.sampled_from(["another ladder", "another ladder", "the same", "other points", "all"]))
    if kind == "the same":
        return dict(before)
    if kind == "all":
        return other
    if kind == "other points":
        return {**before, **{key: other[key] for key in ("points", "rewards") if key in other}}
    names = ("status", "tiers", "privileges", "ladders", "calendar", "clerk", "exclusions")
    after = {key: one for key, one in before.items() if key not in names}
    after |= {key: other[key] for key in names if key in other}
    if "points" in before and "value" in before["points"] and "rewards" in after:
        after["rewards"] = {
            key: one for key, one in after["rewards"].items() if key in ("checkout", "catalogue")
        }
    return after


def _is_taken(before: Tree, after: Tree) -> bool:
    """Tell whether the language takes a switch; a point is worth the same before and after."""
    program = program_of({**after, "migration": {**after["migration"], "from": "before"}})
    draft = Draft(program, frozenset(), program.level_names if program.tiers else ())
    return not [*checks(draft), *together(program, program_of(before))]


@st.composite
def switches(draw: st.DrawFn) -> Story:
    """Draw a switch that the language takes, and what happens to a member before and after it."""
    before = draw(programs())
    first = draw(histories(before))
    after = _after(draw, before)
    terms: Tree = {"from": before, "at": f"week {draw(st.integers(0, 150))}"}
    exchange: Tree = {}
    if "points" in before and "points" in after:
        exchange["points"] = draw(st.sampled_from(RATES))
    if _has_value(before) and _has_value(after):
        exchange["status"] = draw(st.sampled_from(RATES))
    if exchange:
        terms["exchange"] = exchange
    if after.get("tiers") and draw(st.booleans()):
        terms["levels"] = {name: draw(st.sampled_from(_levels(after))) for name in _levels(before)}
    reviewed = len(_levels(after)) > 1 and after["tiers"].get("window") != "lifetime"
    if reviewed and draw(st.integers(0, 3)):
        terms["keep"] = draw(st.sampled_from(["3 weeks", "30 weeks", "52 weeks"]))
    after = {**after, "migration": terms}
    assume(_is_taken(before, after))
    second = draw(histories(after))
    begins = date.fromisoformat(first.begins)
    on = begins + timedelta(weeks=int(terms["at"].removeprefix("week ")))
    shift = on - date.fromisoformat(second.begins) + timedelta(days=draw(st.integers(0, 6)))
    events = [event for event in first.events if date.fromisoformat(str(event["on"])) < on]
    returned = {event["return"] for event in events if "return" in event}
    late = [event["id"] for event in events if "id" in event and event["id"] not in returned]
    events += _later_events(second.events, shift, bool(events))
    if draw(st.booleans()) and late:
        events.append({"on": events[-1]["on"], "return": draw(st.sampled_from(late))})
    return Story(after, first.begins, tuple(events))


def _later_events(events: tuple[Any, ...], shift: timedelta, joined: bool) -> list[Tree]:
    """Return events that begin with a switch; ids get a name of their own."""
    moved: list[Tree] = []
    for event in events:
        if joined and {"join", "match", "referred", "birthday"} & set(event):
            continue
        changed = {**event, "on": str(date.fromisoformat(str(event["on"])) + shift)}
        for key in ("id", "return"):
            if key in changed:
                changed[key] = f"later_{changed[key]}"
        moved.append(changed)
    return moved or [{"on": str(date.fromisoformat(str(events[0]["on"])) + shift), "look": True}]
