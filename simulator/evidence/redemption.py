"""Points (D20): how many are used in the end, who never uses any, and what follows a use."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from simulator.evidence.finding import ANY, Kind, Pair, Pattern
from simulator.evidence.runs import Runs
from simulator.evidence.trials import YEAR

LAST_YEARS = (3 * YEAR, 6 * YEAR)  # when as many points come as go
LOOK = 6  # weeks before and after a use


def used_in_the_end(name: str) -> Callable[[Runs], Pair]:
    """Return the measure of points used and points issued for good, once both flow evenly."""

    def measure(runs: Runs) -> Pair:
        life = runs.life(name)
        issued = life.total("points_issued", *LAST_YEARS) - life.total("points_reversed", *LAST_YEARS)
        return float(life.total("points_redeemed", *LAST_YEARS)), float(issued)

    return measure


def never_used(runs: Runs) -> float:
    """Return the share of members of three years and more who never used a point."""
    life = runs.life("points 2%")
    old = (life.world.state["member"] == 1) & (life.world.state["joined_day"] < 7 * 3 * YEAR)
    return float(np.mean(life.owned("points_redeemed", 0, 6 * YEAR)[old] == 0))


def bump_after_use(runs: Runs) -> Pair:
    """Return how much more members ordered in the weeks after a use than expected, and what is expected.

    A use comes with an order, which says that the member is there. It is held against other orders of members
    who use points too and had as many orders in the year before: expected are the orders after those.
    """
    life = runs.life("points 2%")
    orders, held = life.after["orders"].astype(np.int64), life.after["usable"]
    users = life.owned("points_redeemed", 0, 6 * YEAR) > 0
    seen, alike = np.zeros((2, 16)), np.zeros((2, 16))
    for week in range(2 * YEAR, len(orders) - LOOK - 1):
        bought = orders[week] > orders[week - 1]
        member = life.after["member"][week - 1] == 1
        used = bought & member & (held[week] < held[week - 1])
        other = bought & member & users & ~used & (held[week - 1] > 0)
        cells = np.minimum(15, orders[week] - orders[week - YEAR])
        after = orders[week + LOOK] - orders[week]
        for place, who in enumerate((used, other)):
            seen[place] += np.bincount(cells[who], minlength=16)
            alike[place] += np.bincount(cells[who], after[who], minlength=16)
    there = seen[1] > 0
    expected = float((alike[1, there] / seen[1, there] * seen[0, there]).sum())
    came = float(alike[0, there].sum())
    return came - expected, expected


COLLOQUY = "Colloquy & Swift 2011 (at least a third goes unredeemed)"
PATTERNS: tuple[Pattern, ...] = (
    Pattern(
        "D20",
        "points used in the end, no expiry",
        Kind.CALIBRATED,
        (0.70, 0.90),
        "share",
        COLLOQUY,
        "Points used over points issued for good, years 4-6 of linear points of 2%.",
        used_in_the_end("points 2%"),
    ),
    Pattern(
        "D20",
        "points used in the end, expiry after a year",
        Kind.CALIBRATED,
        (0.50, 0.75),
        "share",
        COLLOQUY,
        "The same where points expire after 52 weeks.",
        used_in_the_end("points 2%, a year"),
    ),
    Pattern(
        "D20",
        "members who never use any",
        Kind.CALIBRATED,
        (0.15, 0.40),
        "share",
        COLLOQUY,
        "Members of three years and more without a use in six years, points of 2%.",
        never_used,
    ),
    Pattern(
        "D20",
        "a use is followed by more purchases",
        Kind.CALIBRATED,
        (0.0, ANY),
        "share",
        "Taylor & Neslin 2005; Dorotic et al. 2014",
        "Orders in the six weeks after an order with points, over those after other orders of members who "
        "use points too, with as many orders in the year before, less 1; no rule "
        "adds to sales after a use: who knows the account uses points, and answers to them.",
        bump_after_use,
    ),
)
