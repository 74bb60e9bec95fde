"""Draws the paths of satisfaction and trust."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reports.figures.base import Figure, drawn, paths, told
from reports.study import Study
from reports.style import label_ends, panels, week_axis

if TYPE_CHECKING:
    from matplotlib.figure import Figure as Drawing

LEAST_SPAN = 0.02
"""Shortest scale, so that noise in the third decimal does not look like an effect."""
METRICS = (("satisfaction_mean", "Satisfaction"), ("trust_mean", "Trust"))


def draw(study: Study) -> Drawing | None:
    """Draw satisfaction on the left and trust on the right."""
    known = [(metric, title) for metric, title in METRICS if drawn(study, metric)]
    if not known:
        return None
    figure, axes_grid = panels(1, len(known), 2.8)
    for axes, (metric, title) in zip(axes_grid[0], known, strict=True):
        ends = paths(axes, study, metric, drawn(study, metric))
        axes.set_title(title)
        low, high = axes.get_ylim()
        room = max(0.0, LEAST_SPAN - (high - low)) / 2
        axes.set_ylim(low - room, high + room)
        axes.set_ylabel("mean (0 to 1)")
        week_axis(axes, study.weeks, ticks=8)
        label_ends(axes, ends)
    return figure


def describe(study: Study) -> str:
    """Tell first and last week in words."""
    return " ".join(f"{title} by week: {told(study, metric, 'score')}" for metric, title in METRICS)


FIGURE = Figure(
    "feelings",
    "Satisfaction and trust",
    "Means over customers who have not lapsed, each from 0 to 1. The scales show a part of that only.",
    draw,
    describe,
)
