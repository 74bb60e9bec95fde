"""Random referrals: what both sides get and for what, and what a draw holds of it."""

from __future__ import annotations

import copy
from typing import Any

from hypothesis import strategies as st

Tree = dict[str, Any]

REFERRAL_KINDS = frozenset({
    "referrer_points", "referrer_worth", "referred_points", "referred_percent", "referred_amount",
    "referral_minimum", "referral_within", "referral_limit",
})  # fmt: skip
REFERRAL_HISTORY_KINDS = frozenset({"referred", "referral", "friend_rewarded", "friend_refused"})

# Whole clauses, so that a program takes one draw for them.
REWARD: Tree = {"worth": "20 CNY", "cost": "15 CNY", "funded": {"firm": "60%", "partner": "40%"}}
SETS: tuple[Tree, ...] = (
    {},
    {},
    {
        "referrer": REWARD,
        "referred": {"amount": "20 CNY"},
        "minimum_order": "79 CNY",
        "at_most": "1 per year",
    },
    {"referrer": {"points": "300 points"}, "referred": {"points": "150 points"}, "within": "30 days"},
    {"referred": {"percent": "12.5%", "funded": {"seller": "100%"}}, "minimum_order": "10 CNY"},
    {"referrer": {"points": "1 points"}, "at_most": "2 per year", "within": "8 weeks"},
)


def with_referral(draw: st.DrawFn, program: Tree) -> Tree:
    """Let members bring friends in most programs; points only where there are any."""
    referral = copy.deepcopy(draw(st.sampled_from(SETS)))
    if "points" not in program:
        for side in ("referrer", "referred"):
            if "points" in referral.get(side, {}):
                referral[side] = (
                    {"worth": "5 CNY", "cost": "0 CNY"} if side == "referrer" else {"percent": "5%"}
                )
    return {**program, "referral": referral} if referral else program


def referral_reached(program: Tree) -> set[str]:
    """Name what a program has of REFERRAL_KINDS."""
    referral = program.get("referral", {})
    told = {f"{side}_{what}" for side in ("referrer", "referred") for what in referral.get(side, {})}
    words = {"minimum_order": "referral_minimum", "within": "referral_within", "at_most": "referral_limit"}
    return (told | {word for key, word in words.items() if key in referral}) & REFERRAL_KINDS


def joins_referred(draw: st.DrawFn, program: Tree) -> bool:
    """Tell whether the member joins as somebody's friend."""
    return "referral" in program and draw(st.booleans())


def brings_friend(program: Tree) -> Tree:
    """Return the event of a friend who met the condition; only time passes where nothing is given for it."""
    return {"referral": True} if "referrer" in program.get("referral", {}) else {"look": True}


def referral_moves(event: Tree, change: dict[str, int]) -> set[str]:
    """Name what happened about friends between two statements, in the words of REFERRAL_HISTORY_KINDS."""
    if "referral" not in event:
        return set()
    return {"friend_rewarded" if change["issued"] + change["rewards"] > 0 else "friend_refused"}
