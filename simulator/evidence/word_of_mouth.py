"""Word of mouth (D19): good and bad messages, and who speaks."""

from __future__ import annotations

from simulator.evidence.finding import Kind, Pattern

NO_SIGN = (
    "Talk has no sign yet: an order is told with one chance whatever it was like, and only the mean "
    "satisfaction of "
    "a community's tellers is kept."
)
PATTERNS: tuple[Pattern, ...] = (
    Pattern(
        "D19",
        "good messages to bad ones",
        Kind.HOLD_OUT,
        (2.0, 5.0),
        "ratio",
        "East, Hammond & Wright 2007 (3:1 in all 15 studies)",
        "Positive over negative messages at a mean satisfaction of .7 to .8.",
        open=NO_SIGN,
    ),
    Pattern(
        "D19",
        "the delighted and the angry speak most",
        Kind.CALIBRATED,
        (0.0, float("inf")),
        "bend",
        "Anderson 1998",
        "Coefficient of the square of messages an order over satisfaction.",
        open=NO_SIGN,
    ),
)
