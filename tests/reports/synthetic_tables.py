"""Tables of a made-up study that do not compare designs: weeks, levels, groups, books, assumptions."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from simulator.audit.table import COLUMNS

if TYPE_CHECKING:
    from tests.reports.synthetic import World

JD = ("registered", "bronze", "silver", "gold", "diamond")
LEVELS = {"jd": JD, "jd-clear": JD, "tmall": ("T1", "T2", "T3")}
COSTS = {
    "checkout_redeemed": 0.45, "privilege_shipping": 0.25, "price_discount": 0.1, "privilege_gifts": 0.06,
    "communication_cost": 0.05, "running_cost": 0.09,
}  # fmt: skip
VINTAGES = [
    "mode", "design", "month", "opening", "issued", "redeemed", "expired", "reversed", "estimate_change",
    "breakage", "closing", "expected_redemption",
]  # fmt: skip
ASSUMPTIONS = [
    ("noticing: reward rate that is half noticed", 0.005, 0.002, 0.015, "", "assumption", "", "market"),
    ("orders_per_year", 18.0, 12.0, 24.0, "orders a year", "assumption", "no source found", "market"),
    ("price_elasticity", -2.0, -3.0, -1.2, "", "published", "Bijmolt et al. 2005", "behaviour"),
    ("trust_ratio", 4.0, 1.5, 6.0, "", "assumption", "", "behaviour"),
    ("lapse_half_life", 19.0, 18.0, 20.0, "weeks", "derived", "from the published hazard", "behaviour"),
]
AT_EQUAL_COST = {
    "cost_share_of_sales": 0.008, "benefit_share_of_sales": 0.021, "lift_sales": 0.02, "break_even_lift": 0.05
}  # fmt: skip
Rows = list[tuple[Any, ...]]


def frames(world: World) -> dict[str, pd.DataFrame]:
    """Return the tables by name."""
    return {
        "weekly": weekly(world),
        **by_week_and_level(world),
        **by_level(world),
        **by_group(world),
        **books(world),
        "beside": beside(world),
        "promises": promises(world),
        "audit": audit(world),
        "switch": switch(world),
        **moved(world),
        "assumptions": pd.DataFrame(
            ASSUMPTIONS, columns=["name", "value", "low", "high", "unit", "tag", "source", "where"]
        ),
    }


def weekly(world: World) -> pd.DataFrame:
    rows: Rows = []
    for design in world.designs:
        strength, gain = world.cost(design) / 4.1e7, world.gains.get(design, 0.0)
        for week in range(world.weeks):
            part, wave = (week + 1) / world.weeks, 60 * math.sin(week / 8.3)
            trust = 0.9 if design == "jd" else 0.2
            values = {
                "active": 5400 + wave + 80 * strength * (1 - math.exp(-week / 20)),
                "points_outstanding": 3.1e6 * strength * (1 + 0.4 * part),
                "economic_obligation": 2.2e6 * strength * (1 + 0.4 * part),
                "ifrs_liability": 3.0e6 * strength * (1 + 0.4 * part),
                "satisfaction_mean": 0.70 + 0.004 * strength * part + wave / 60000,
                "trust_mean": 0.55 + 0.003 * strength * (part - trust),
                "incremental_profit_cumulative": gain * part - 4e6 * strength * (1 - part),
            }
            for metric, value in values.items():
                band = world.luck * part * (strength > 0) if "profit" in metric else abs(value) * 0.02
                rows.append(("uncertain", design, week, metric, value, value - band, value + band))
    return pd.DataFrame(rows, columns=["mode", "design", "week", "metric", "mean", "low", "high"])


def names(world: World, design: str) -> tuple[str, ...]:
    return world.levels.get(design, ()) if world.cost(design) else ()


def weights(world: World, design: str) -> list[float]:
    """Return the share of customers by level, no member first."""
    parts = [0.25, *(0.75 * 0.45**place for place in range(len(names(world, design))))]
    return [part / sum(parts) for part in parts]


def by_week_and_level(world: World) -> dict[str, pd.DataFrame]:
    levels, mix, flows = [], [], []
    for design in world.designs:
        tiers, shares = names(world, design), weights(world, design)
        known = list(enumerate(("no member", *tiers), start=-1))
        for week in range(world.weeks):
            for level, name in known:
                at = ("uncertain", design, week, level, name)
                height = max(level, 0)
                levels += [
                    (*at, "customers", 10_000 * shares[level + 1] * (1 + 0.002 * week * height)),
                    (*at, "cases", 12 * shares[level + 1]),
                    (*at, "wait_mean", 55 - 9 * height + 6 * math.sin(week / 5)),
                ]
            review = 40.0 if 50 <= week <= 54 else 2.0
            moves = (14.0, review, 30.0, 35.0) if tiers else (0.0, 0.0, 0.0, 35.0)
            flows.append(("uncertain", design, week, *moves))
        mix += [
            ("uncertain", design, week, level, name, shares[level + 1])
            for week in (0, 52, 104, -1)
            for level, name in known
        ]
    at_level = ["mode", "design", "week", "level", "level_name"]
    copied = [
        ("uncertain", design, "copycat", week, 13, 1.0 - week / 1e4, 13_000.0 + week, 10.0 * week, 1e5 * week)
        for design in world.gains
        for week in range(0, world.weeks, 13)
    ]
    of_rivals = ["mode", "design", "rival", "week", "weeks", "price", "orders", "members", "program_cost"]
    return {
        "rivals": pd.DataFrame(copied, columns=of_rivals),
        "levels": pd.DataFrame(levels, columns=[*at_level, "metric", "mean"]),
        "mix": pd.DataFrame(mix, columns=[*at_level, "share"]),
        "flows": pd.DataFrame(
            flows, columns=["mode", "design", "week", "upgrades", "downgrades", "joins", "lapses"]
        ),
    }


def by_level(world: World) -> dict[str, pd.DataFrame]:
    tiers, gap = [], []
    for design in world.gains:
        known = names(world, design)
        for level, name in enumerate(known):
            values = {
                "customers": 10_000 * weights(world, design)[level + 1],
                "cost": world.cost(design) / len(known),
                "incremental_profit": world.gains[design] / len(known),
                "incremental_sales": 1.2e7,
                "cost_share_of_sales": 0.004 + 0.006 * level,
                "break_even_lift": 0.03 * (level + 1) if level < 4 else math.inf,
                "uplift": 0.02 - 0.003 * level,
                "lift": 0.02 - 0.003 * level,
                "anyway_share": 0.9 + 0.015 * level,
                "naive_gap": 0.5 + level,
                "causal_gap": 0.02,
            }
            for metric, value in values.items():
                low, high = sorted((value * 0.8, value * 1.2))
                tiers.append(("uncertain", design, level, name, metric, value, low, high))
            if level:
                pair = f"{name} / {known[level - 1]}"
                gap.append(("uncertain", design, pair, 0.8 + level * 0.4, 0.012, 60.0 * level))
    return {
        "tiers": pd.DataFrame(
            tiers, columns=["mode", "design", "level", "level_name", "metric", "mean", "low", "high"]
        ),
        "gap": pd.DataFrame(gap, columns=["mode", "design", "comparison", "naive", "causal", "ratio"]),
    }


def by_group(world: World) -> dict[str, pd.DataFrame]:
    rows: Rows = []
    for design in world.designs:
        strength = world.cost(design) / 4.1e7
        for place, group in enumerate(("light", "moderate", "heavy", "all")):
            values = {
                "lift_orders": 0.02 * strength / (place + 1),
                "lift_sales": 0.024 * strength / (place + 1),
                "cost_share_of_sales": 0.009 * strength,
                "break_even_lift": 0.066 * strength,
                "incremental_profit": world.gains.get(design, 0.0) / 3,
                "redemption_share": 0.6 if strength else math.nan,
            }
            for metric, value in values.items():
                band = abs(value) * 0.3
                rows.append(("uncertain", design, group, metric, value, value - band, value + band))
        rows += [
            ("equal_cost", design, "all", metric, value, value, value)
            for metric, value in AT_EQUAL_COST.items()
            if strength
        ]
    columns = ["mode", "design", "group", "metric", "mean", "low", "high"]
    return {"groups": pd.DataFrame(rows, columns=columns)}


def books(world: World) -> dict[str, pd.DataFrame]:
    costs, vintages, estimates = [], [], []
    for design in world.designs:
        strength = world.cost(design) / 4.1e7
        for line, part in COSTS.items():
            for funder, paid in (("firm", 0.8), ("seller", 0.2)) if "privilege" in line else (("firm", 1.0),):
                costs.append(("uncertain", design, line, funder, world.cost(design) * part * paid))
        opening = 3e6 * strength
        for month in range(24 if strength else 0):
            issued, redeemed, breakage = 4e5 * strength, 2.6e5 * strength, 8e4 * strength
            returned, change = 2e4 * strength, 1e4 * strength * (month % 3 - 1)
            closing = opening + issued - redeemed - returned + change - breakage
            moves = (opening, issued, redeemed, 0.0, returned, change, breakage, closing, 0.7)
            vintages.append(("uncertain", design, month, *moves))
            opening = closing
        estimates += [
            ("uncertain", design, month, 1.04, 0.9, 1.2) for month in range(-9, 3 if strength else -9)
        ]
    return {
        "costs": pd.DataFrame(costs, columns=["mode", "design", "line", "funder", "mean"]),
        "vintages": pd.DataFrame(vintages, columns=VINTAGES),
        "estimates": pd.DataFrame(
            estimates, columns=["mode", "design", "month", "estimate_to_actual", "low", "high"]
        ),
    }


def beside(world: World) -> pd.DataFrame:
    rng = np.random.default_rng(11)
    rows = [
        ("uncertain", design, replication, "redemption_rate", 0.6 + rng.normal() / 50)
        for design in world.gains
        for replication in range(world.replications)
    ]
    return pd.DataFrame(rows, columns=["mode", "design", "replication", "metric", "value"])


def promises(world: World) -> pd.DataFrame:
    limit = "at most 1% of yearly sales"
    rows = [
        (design, "liability", limit, 0.004 if design != "tmall" else 0.021, design != "tmall", 0.9)
        for design in world.gains
    ]
    return pd.DataFrame(rows, columns=["design", "promise", "limit", "value", "kept", "kept_share"])


def audit(world: World) -> pd.DataFrame:
    """Return a flaw, a question and a check that passed for each design that is a program."""
    told = {"flaw": ("A3", "opaque rule", 0.0), "question": ("A27", "tactical owner", math.nan)}
    told["good"] = ("A6", "too few tiers", 10.0)
    rows: Rows = [
        (
            design, number, name, kind, f"What {number} says.", "measured", limit, "limit", limit,
            "percent of members", "assumption: a source", "a file:1:1", "a.key", "a text", "", "",
        )
        for design in world.gains
        for kind, (number, name, limit) in told.items()
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=list(COLUMNS)).astype(COLUMNS)


def moved(world: World) -> dict[str, pd.DataFrame]:
    """Return two moves of half the money, and of all of it; the program is ahead first and last but one."""
    mixes = [
        ("keep 0%", 0.0, 0.0, True, 2e7, 2e7, 0.50, -1e6, -2e6, 0.0, -3e6, 1e6),
        ("keep 50%", 0.5, 1.25, False, 1e7, 2.1e7, 0.51, 2e6, 1e6, 3e6, 0.0, 4e6),
        ("keep 100%", 1.0, 3.5, True, 0.0, 2e7, 0.48, 0.0, -1e6, 1e6, -2e6, 2e6),
    ]
    columns = [
        "design", "share", "factor", "reached", "advertising", "spent", "active_end", "profit", "low",
        "high", "spread_low", "spread_high",
    ]  # fmt: skip
    never = math.nan
    moves = [
        (
            start, end, week, won, won + gain, gain, gain - 0.1, gain + 0.1, gain - 0.3, gain + 0.3, 30, 30,
            kept_from, won_from,
        )
        for start, end, won, gain, kept_from, won_from in (
            (0.0, 0.5, -0.25, 0.5, 9.0, never),
            (0.5, 1.0, 0.125, -0.25, never, 44.0),
            (0.0, 1.0, 0.0, 0.15, 12.0, never),
        )
        for week in (26, 52, world.weeks)
    ]  # fmt: skip
    names = [
        "from_share", "to_share", "week", "won", "kept", "gain", "low", "high", "spread_low", "spread_high",
        "replications", "asked", "kept_ahead_from", "won_ahead_from",
    ]  # fmt: skip
    weeks = [
        ("moved", "keep 50%", "keep 0%", 7.0, 2.0, 31.0, 0.9, 0.8),
        ("moved", "keep 0%", "keep 50%", 0.0, 0.0, 0.0, 0.1, 0.0),
        ("moved", "keep 100%", "keep 50%", math.nan, math.nan, math.nan, 0.0, 0.0),
        ("moved", "keep 50%", "keep 100%", 60.0, 60.0, 60.0, 1.0, 1.0),
    ]
    head = ["mode", "design", "against", "week", "low", "high", "share_ahead", "share_overtook"]
    return {
        "mixes": pd.DataFrame(mixes, columns=columns),
        "moved": pd.DataFrame(moves, columns=names),
        "overtaking": pd.DataFrame(weeks, columns=head),
    }


def switch(world: World) -> pd.DataFrame:
    """Return what a switch to the first design changed for members, by their level before it."""
    design = next(iter(world.gains), "none")
    rows = [
        ("uncertain", design, name, group, 900.0, 250.0 * level - 400.0, 0.6 - 0.2 * level, -0.1, 30.0)
        for level, name in enumerate(names(world, design)[:2])
        for group in ("light", "heavy")
    ]
    columns = [
        "mode", "design", "level_name", "group", "members", "worth_change", "share_lost", "orders_change",
        "margin_change",
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=columns)
