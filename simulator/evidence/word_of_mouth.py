"""Word of mouth (D19): good and bad messages, and who speaks."""

from __future__ import annotations

from simulator.evidence.finding import Kind, Pair, Pattern
from simulator.evidence.runs import Runs
from simulator.evidence.trials import YEAR


def good_to_bad(runs: Runs) -> Pair:
    """Return the good and the bad messages of a year without a program."""
    life = runs.life("none")
    bad = life.total("talks_negative", 0, YEAR)
    return float(life.total("talks", 0, YEAR) - bad), float(bad)


PATTERNS: tuple[Pattern, ...] = (
    Pattern(
        "D19",
        "good messages to bad ones",
        Kind.HOLD_OUT,
        (2.0, 5.0),
        "ratio",
        "East, Hammond & Wright 2007 (3:1 in all 15 studies)",
        "Positive over negative messages of a year without a program; negative are those that "
        "dissatisfaction adds.",
        good_to_bad,
        note="It follows how often an order disappoints: one in 25 fails here; with one in 12 the ratio is "
        "5.3, with one in 8 4.0 (4 seeds).",
    ),
    Pattern(
        "D19",
        "the delighted and the angry speak most",
        Kind.CALIBRATED,
        (0.0, float("inf")),
        "bend",
        "Anderson 1998",
        "Coefficient of the square of messages an order over satisfaction.",
        open="Messages are not kept by who told them; the shape is put in as it is, squares of satisfaction "
        "above and below what is usual, so that nothing but the rule would be seen.",
    ),
)
