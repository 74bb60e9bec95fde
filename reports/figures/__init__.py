"""The figures of the report, in the order of the page; a new one is a file and a line in `FIGURES`."""

from reports.figures import (
    active,
    break_even,
    costs,
    draws,
    feelings,
    forest,
    gap,
    liability,
    points,
    profit,
    responders,
    tiers,
    waits,
)
from reports.figures.base import Figure

FIGURES: tuple[Figure, ...] = (
    forest.FIGURE,
    draws.FIGURE,
    profit.FIGURE,
    break_even.FIGURE,
    active.FIGURE,
    tiers.FIGURE,
    gap.FIGURE,
    responders.FIGURE,
    feelings.FIGURE,
    waits.FIGURE,
    points.FIGURE,
    liability.FIGURE,
    costs.FIGURE,
)

__all__ = ["FIGURES", "Figure"]
