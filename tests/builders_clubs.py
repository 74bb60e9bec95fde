"""Random clubs: the clause, the privileges that are for a club's members, and what a draw holds of it."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

Tree = dict[str, Any]

CLUB_KINDS = frozenset(
    {"stage_club", "passing_stage", "invited_club", "club_points", "relevance", "club_privilege"}
)
CLUB_HISTORY_KINDS = frozenset({"club", "leaves_club", "joined_club", "not_invited", "left_with_the_year"})


def with_clubs(draw: st.DrawFn, program: Tree) -> Tree:
    """Give most programs a club or two, which its privileges may name; none that gives nothing."""
    clubs: Tree = {name: {} for name in draw(st.sampled_from([[], ["mom"], ["best"], ["best", "mom"]]))}
    for name, club in clubs.items():
        if name == "best":
            club["invited_from"] = draw(st.sampled_from(["100 CNY", "1000 CNY"]))
        else:
            _draw(draw, club, "of", "8%", "60%")
            if "of" in club:
                _draw(draw, club, "lasts", "104 weeks", "20 weeks")
        if "points" in program:
            _draw(draw, club, "points", "x1.5", "x1.255")
        if _contacts_members(program["communication"]):
            _draw(draw, club, "relevance", "x2")
    privileges = program.get("privileges", {}).values()
    for privilege in privileges if clubs else ():
        if not privilege["use"].endswith("of cases") and "priority" not in privilege and draw(st.booleans()):
            privilege["clubs"] = draw(st.sampled_from([list(clubs)[:1], list(clubs)]))
    named = {name for privilege in privileges for name in privilege.get("clubs", ())}
    given = {name: one for name, one in clubs.items() if name in named or {"points", "relevance"} & set(one)}
    return {**program, "clubs": given} if given else program


def _draw(draw: st.DrawFn, club: Tree, key: str, *values: str) -> None:
    value = draw(st.sampled_from([None, *values]))
    if value is not None:
        club[key] = value


def _contacts_members(communication: Tree) -> bool:
    channels = communication.get("channels")
    if channels is None:
        return bool(communication["contacts"] != "0 per month")
    return any(one.get("to") != "others" for one in channels.values())


def club_event(draw: st.DrawFn, program: Tree) -> Tree:
    """Draw that a member joins or leaves a club of the program."""
    kind = draw(st.sampled_from(["club", "club", "leaves_club"]))
    return {kind: draw(st.sampled_from(sorted(program["clubs"])))}


def clubs_reached(program: Tree) -> set[str]:
    """Name what a program has of CLUB_KINDS."""
    clubs, privileges = program.get("clubs", {}).values(), program.get("privileges", {}).values()
    words = {
        "of": "stage_club",
        "lasts": "passing_stage",
        "invited_from": "invited_club",
        "points": "club_points",
        "relevance": "relevance",
    }
    told = {word for key, word in words.items() if any(key in club for club in clubs)}
    return told | ({"club_privilege"} if any("clubs" in one for one in privileges) else set())


def club_moves(event: Tree, change: dict[str, int]) -> set[str]:
    """Name what happened to a member's clubs between two statements, in the words of CLUB_HISTORY_KINDS."""
    flags = {
        "joined_club": change["clubs"] > 0,
        "not_invited": event.get("club") == "best" and change["clubs"] == 0,
        "left_with_the_year": "leaves_club" not in event and change["clubs"] < 0,
    }
    return {name for name, holds in flags.items() if holds}
