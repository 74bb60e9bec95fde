"""Losing a level (D15): what demoted members buy beside others like them, and what promoted ones do."""

from __future__ import annotations

import numpy as np

from simulator.evidence.comparing import NO_PAIR, added, matched, quotient
from simulator.evidence.finding import ANY, Kind, Pair, Pattern
from simulator.evidence.lives import Flags, Ints, Life
from simulator.evidence.runs import Runs
from simulator.evidence.trials import YEAR

LOOK = 12  # weeks after the move
FIRST = 2 * YEAR
RATE_CELLS, RECENT_CELLS = 40, 6


def cells(life: Life, week: int) -> Ints:
    """Return in which cell of need, taste and recent orders everybody is at the opening of a week.

    Cells part the expected rate of orders on a log scale, and the orders of the last half year.
    """
    rate = np.log(np.maximum(life.traits["rate"].astype(np.float64), 1e-3))
    low, high = np.log(1e-3), np.log(2.0)
    of_rate = np.clip((rate - low) / (high - low) * RATE_CELLS, 0, RATE_CELLS - 1).astype(np.int64)
    recent = np.minimum(RECENT_CELLS - 1, life.orders(week - YEAR // 2, week))
    found: Ints = of_rate * RECENT_CELLS + recent
    return found


def _last_week(life: Life) -> int:
    return len(life.after["orders"]) - LOOK


def demoted(runs: Runs, level: int) -> Pair:
    """Return the orders after losing a level, and those of members alike who never held it or more."""
    life = runs.life("levels")
    level_of = life.after["level"]
    highest = np.maximum.accumulate(level_of, axis=0)
    found = NO_PAIR
    for week in range(FIRST, _last_week(life)):
        before, now = level_of[week - 1], level_of[week]
        fallen: Flags = (before == level) & (now < level)
        if fallen.any():
            never = (highest[week] < level) & (life.after["member"][week] == 1)
            after = life.orders(week, week + LOOK)
            found = added(found, matched(after, fallen, never, cells(life, week)))
    return found


def promoted(runs: Runs, level: int) -> Pair:
    """Return the orders after reaching a level, and those of members alike who ordered then and did not."""
    life = runs.life("levels")
    level_of, orders = life.after["level"], life.after["orders"]
    found = NO_PAIR
    for week in range(FIRST, _last_week(life)):
        risen: Flags = (level_of[week - 1] == level - 1) & (level_of[week] == level)
        if risen.any():
            bought = orders[week] > orders[week - 1]
            stayed = bought & (level_of[week] == level - 1) & (life.after["member"][week] == 1)
            after = life.orders(week + 1, week + 1 + LOOK)
            found = added(found, matched(after, risen, stayed, cells(life, week)))
    return found


def _moves(runs: Runs) -> dict[str, Pair]:
    def make() -> dict[str, Pair]:
        return {
            "silver lost": demoted(runs, 1),
            "gold lost": demoted(runs, 2),
            "silver reached": promoted(runs, 1),
            "gold reached": promoted(runs, 2),
        }

    found: dict[str, Pair] = runs.once("moves", make)
    return found


def after_demotion(runs: Runs) -> Pair:
    """Return the orders of twelve weeks after any demotion, and those of members alike."""
    moves = _moves(runs)
    return added(moves["silver lost"], moves["gold lost"])


def loss_beyond_gain(runs: Runs) -> float:
    """Return the effect of demotions, as a share and without its sign, less 1.2 times that of promotions."""
    moves = _moves(runs)
    loss = 1.0 - quotient(added(moves["silver lost"], moves["gold lost"]))
    gain = quotient(added(moves["silver reached"], moves["gold reached"])) - 1.0
    return abs(loss) - 1.2 * abs(gain)


def top_beyond_lower(runs: Runs) -> float:
    """Return how much more of their orders members lose with the top level than with the lower one."""
    moves = _moves(runs)
    return quotient(moves["silver lost"]) - quotient(moves["gold lost"])


WAGNER = "Wagner, Hennig-Thurau & Rudolph 2009 (band: assumption)"
TOO_SMALL = (
    "A rise adds .03 to satisfaction and trust, a fall from the top takes twice that. With .05 and five "
    "times that the pattern holds (.89, 16 seeds), but a shipped program of yearly levels then loses a "
    "twentieth of its sales."
)
PATTERNS: tuple[Pattern, ...] = (
    Pattern(
        "D15",
        "demoted members buy less than others alike",
        Kind.CALIBRATED,
        (0.80, 0.98),
        "ratio",
        WAGNER,
        "Orders of twelve weeks after a demotion over those of members of the same expected rate and recent "
        "orders who never held the level.",
        after_demotion,
        note=TOO_SMALL,
    ),
    Pattern(
        "D15",
        "a demotion moves more than a promotion",
        Kind.CALIBRATED,
        (0.0, ANY),
        "share",
        WAGNER,
        "Size of the effect of a demotion less 1.2 times that of a promotion, each against members alike.",
        loss_beyond_gain,
        note=TOO_SMALL,
    ),
    Pattern(
        "D15",
        "losing the top level moves more",
        Kind.CALIBRATED,
        (0.0, ANY),
        "share",
        "Ramaseshan & Ouschan 2017",
        "Part of orders lost with the top level less that lost with the one below.",
        top_beyond_lower,
        note=TOO_SMALL,
    ),
)
