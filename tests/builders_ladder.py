"""Random settings of a ladder beyond its levels' value and orders, and what of them a program has."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

Tree = dict[str, Any]

# fmt: off
LADDER_KINDS = frozenset({
    "asks_spend", "asks_visits", "asks_tenure", "any_of", "keep_less", "keep_more", "year_starts", "grace",
    "capped", "match",
})
# fmt: on


def _asked_besides(draw: st.DrawFn, tiers: Tree) -> None:
    ways = ("visits", "tenure") if tiers["metric"] == "spend" else ("spend", "visits", "tenure")
    chosen = draw(st.lists(st.sampled_from(ways), min_size=1, unique=True))
    step = draw(st.integers(1, 4))
    for place, level in enumerate(tiers["levels"].values()):
        if not place:
            continue
        asked = {
            "spend": f"{250 * place * step} CNY",
            "visits": place * step,
            "tenure": f"{9 * place * step} weeks",
        }
        level |= {way: asked[way] for way in chosen}
        if place > 1:  # or it might ask for fewer than the level below
            level.pop("orders", None)
        asks = [way for way in ("from", "orders", "spend", "visits", "tenure") if level.get(way)]
        if len(asks) > 1 and draw(st.integers(0, 2)):
            level["qualify"] = "any"


def _keep(tiers: Tree) -> None:
    """Let a level take more or less to keep than to enter; which hangs on the ladder and takes no draw."""
    may_be_more = tiers["window"] in ("calendar", "anniversary") and len(tiers["levels"]) % 2 == 0
    halves = 3 if may_be_more else 1
    for level in tiers["levels"].values():
        if level.get("from"):
            level["keep"] = max(1, level["from"] * halves // 2)


def furnish(draw: st.DrawFn, tiers: Tree) -> None:
    """Give a drawn ladder more of what the language has, in some draws."""
    if len(tiers["levels"]) > 1 and draw(st.integers(0, 1)) == 0:
        _asked_besides(draw, tiers)
    if tiers["window"] != "lifetime" and draw(st.integers(0, 3)) == 0:
        tiers["grace"] = draw(st.sampled_from(["13 weeks", "30 days", "51 weeks"]))
    higher = list(tiers["levels"])[1:]
    if higher and draw(st.integers(0, 3)) == 0:
        share, lasts = draw(st.sampled_from(["5%", "60%"])), draw(st.sampled_from(["8 weeks", "51 weeks"]))
        tiers["match"] = {"level": draw(st.sampled_from(higher)), "share": share, "for": lasts}
    for place, level in enumerate(tiers["levels"].values()):
        if place and draw(st.integers(0, 7)) == 0:
            level["at_most"] = draw(st.sampled_from(["5%", "12.5%", "40%"]))
    if tiers["window"] == "calendar":
        starts = draw(st.sampled_from([None, "01-01", "03-01", "12-31"]))
        if starts:
            tiers["year_starts"] = starts
    if tiers["window"] != "lifetime" and draw(st.integers(0, 1)) == 0:
        _keep(tiers)


def ladder_reached(tiers: Tree) -> set[str]:
    """Name what a ladder has, in the words of LADDER_KINDS."""
    levels = list(tiers.get("levels", {}).values())
    flags = {
        "asks_spend": any("spend" in level for level in levels),
        "asks_visits": any("visits" in level for level in levels),
        "asks_tenure": any("tenure" in level for level in levels),
        "any_of": any("qualify" in level for level in levels),
        "grace": "grace" in tiers,
        "match": "match" in tiers,
        "capped": any("at_most" in level for level in levels),
        "year_starts": tiers.get("year_starts", "01-01") != "01-01",
        "keep_less": any(level.get("keep", 1e9) < level.get("from", 0) for level in levels),
        "keep_more": any(level.get("keep", 0) > level.get("from", 0) for level in levels),
    }
    return {name for name, holds in flags.items() if holds}
