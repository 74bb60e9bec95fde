"""Draws what is owed to members: the economic view and the accounting view, side by side."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reports.figures.base import Figure, path, paths, told, unit_of_money
from reports.study import Study
from reports.style import label_ends, panels, thousands, week_axis

if TYPE_CHECKING:
    from matplotlib.figure import Figure as Drawing

VIEWS = (
    ("economic_obligation", "Economic view: expected cost"),
    ("ifrs_liability", "Accounting view: deferred revenue"),
)


def draw(study: Study) -> Drawing | None:
    """Draw both views on one scale."""
    peaks = {
        (metric, design.name): float(rows["mean"].abs().max())
        for metric, _ in VIEWS
        for design in study.designs
        if len(rows := path(study, metric, design.name))
    }
    largest = max(peaks.values(), default=0.0)
    if largest <= 0:
        return None
    factor, unit = unit_of_money(study, largest)
    figure, (grid,) = panels(1, 2, 2.9, sharey=True)
    labels = []
    for axes, (metric, title) in zip(grid, VIEWS, strict=True):
        designs = [design for design in study.designs if peaks.get((metric, design.name), 0) > 0]
        labels.append((axes, paths(axes, study, metric, designs, factor)))
        axes.set_title(title)
        thousands(axes.yaxis)
        week_axis(axes, study.weeks)
    grid[0].set_ylim(bottom=min(0, grid[0].get_ylim()[0]))
    grid[0].set_ylabel(unit)
    for axes, ends in labels:
        label_ends(axes, ends)
    return figure


def describe(study: Study) -> str:
    """Tell first and last week in words."""
    return " ".join(
        f"{title} by week: {told(study, metric, 'money', study.programs)}" for metric, title in VIEWS
    )


FIGURE = Figure(
    "liability",
    "What is owed to members, in two views",
    "Left: what the points and tier privileges still owed are expected to cost the firm. Right: revenue "
    "deferred for the points under IFRS 15. Both describe the same promise and are never added together.",
    draw,
    describe,
)
