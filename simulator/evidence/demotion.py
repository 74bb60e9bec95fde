"""Levels lost and reached (D15): what members buy beside themselves unmoved, and beside others.

Order of parts: the same people in two worlds, people alike in one, the patterns.

A firm's log can only compare with people alike, who differ by more than can be seen. Here the same members
live on with the same luck where nobody feels the move: what drawing lots does in an experiment.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from simulator.evidence.comparing import NO_PAIR, added, matched, quotient
from simulator.evidence.finding import ANY, Kind, Pair, Pattern
from simulator.evidence.lives import Flags, Ints, Life
from simulator.evidence.runs import Runs
from simulator.evidence.trials import YEAR

LOOK = 12  # weeks after the move
HELD, UNFELT, UNFELT_FALLS = "levels", "levels, no move felt", "levels, no fall felt"
EITHER = (1, 2)  # levels above the base
FIRST = 2 * YEAR
RATE_CELLS, RECENT_CELLS = 40, 6


def first_move(level_of: Ints, up: bool) -> tuple[Ints, Ints, Ints]:
    """Return the week of everybody's first move up or down, -1 without one, and the levels before and after.

    `level_of` holds the levels after each week, (weeks, N).
    """
    moves = np.diff(level_of.astype(np.int64), axis=0)
    found = moves[: len(level_of) - LOOK - 1] > 0 if up else moves[: len(level_of) - LOOK - 1] < 0
    week = np.where(found.any(axis=0), found.argmax(axis=0) + 1, -1)
    people = np.arange(level_of.shape[1])
    return week, level_of[week - 1, people], level_of[week, people]


def beside_themselves(runs: Runs, other: str, up: bool, levels: Sequence[int] = EITHER) -> Pair:
    """Return the orders after members' first move, and theirs in another world in which it is not felt.

    A rise to, or a fall from, one of `levels`, that comes in the same week in both worlds. The week's own
    orders count after a fall, which comes at its opening, and not after a rise, which an order brings.
    """
    lives = runs.life(HELD), runs.life(other)
    (week, start, end), (week_there, start_there, end_there) = (
        first_move(life.after["level"], up) for life in lives
    )
    same = (week > 0) & (week == week_there) & (start == start_there) & (end == end_there)
    same &= np.isin(end if up else start, levels)
    found = NO_PAIR
    for moved in np.unique(week[same]):
        begins = int(moved) + (1 if up else 0)
        who = same & (week == moved)
        here, there = (float(life.orders(begins, begins + LOOK)[who].sum()) for life in lives)
        found = added(found, (here, there))
    return found


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
    life = runs.life(HELD)
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


def among_alike(runs: Runs) -> Pair:
    """Return the orders of twelve weeks after any demotion, and those of members alike."""
    return added(*(demoted(runs, level) for level in EITHER))


def after_demotion(runs: Runs) -> Pair:
    """Return the orders of twelve weeks after a first demotion, and the same members' without any feeling."""
    return beside_themselves(runs, UNFELT, up=False)


def loss_beyond_gain(runs: Runs) -> float:
    """Return the effect of demotions, as a share and without its sign, less 1.2 times that of promotions."""
    loss = 1.0 - quotient(beside_themselves(runs, UNFELT_FALLS, up=False))
    gain = quotient(beside_themselves(runs, UNFELT, up=True)) - 1.0
    return abs(loss) - 1.2 * abs(gain)


def top_beyond_lower(runs: Runs) -> float:
    """Return how much more of their orders members lose with the top level than with the lower one."""
    lower, top = (quotient(beside_themselves(runs, UNFELT_FALLS, False, (level,))) for level in EITHER)
    return lower - top


WAGNER = "Wagner, Hennig-Thurau & Rudolph 2009 (band: assumption)"
PATTERNS: tuple[Pattern, ...] = (
    Pattern(
        "D15",
        "demoted members buy less than if they had never risen",
        Kind.CALIBRATED,
        (0.80, 0.98),
        "ratio",
        WAGNER,
        "Orders of twelve weeks after members' first demotion over those of the same members, with the same "
        "luck, where nobody feels a rise or a fall.",
        after_demotion,
    ),
    Pattern(
        "D15",
        "a demotion moves more than a promotion",
        Kind.CALIBRATED,
        (0.0, ANY),
        "share",
        WAGNER,
        "Size of the effect of a first demotion less 1.2 times that of a first promotion, each against the "
        "same members where it is not felt.",
        loss_beyond_gain,
    ),
    Pattern(
        "D15",
        "losing the top level moves more",
        Kind.CALIBRATED,
        (0.0, ANY),
        "share",
        "Ramaseshan & Ouschan 2017",
        "Part of orders lost with the top level less that lost with the one below, each against the same "
        "members where the fall is not felt.",
        top_beyond_lower,
    ),
    Pattern(
        "D15",
        "demoted members buy less than others alike",
        Kind.EMERGENT,
        (0.80, 0.98),
        "ratio",
        WAGNER,
        "Orders of twelve weeks after a demotion over those of members of the same expected rate and recent "
        "orders who never held the level, as a firm's log would show it.",
        among_alike,
        note="Who held a level buys more than others alike even where nobody feels a move (1.03, 16 seeds): "
        "the comparison, not the members, hides the loss.",
    ),
)
