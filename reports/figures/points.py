"""Draws the points that members hold."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reports.figures.base import Figure, path, paths, told
from reports.study import Study
from reports.style import label_ends, panels, thousands, week_axis

if TYPE_CHECKING:
    from matplotlib.figure import Figure as Drawing

METRIC = "points_outstanding"


def draw(study: Study) -> Drawing | None:
    """Draw one line per design that has points."""
    peaks = {
        design.name: float(path(study, METRIC, design.name)["mean"].max())
        if len(path(study, METRIC, design.name))
        else 0.0
        for design in study.designs
    }
    designs = [design for design in study.designs if peaks[design.name] > 0]
    if not designs:
        return None
    largest = max(peaks.values())
    size, unit = next(
        ((size, unit) for size, unit in ((1e6, "million "), (1e3, "thousand ")) if largest >= 2 * size),
        (1, ""),
    )
    figure, ((axes,),) = panels(1, 1, 2.6)
    ends = paths(axes, study, METRIC, designs, 1 / size, band=True)
    axes.set_ylabel(f"{unit}points held")
    axes.set_ylim(bottom=0)
    thousands(axes.yaxis)
    week_axis(axes, study.weeks)
    label_ends(axes, ends)
    return figure


def describe(study: Study) -> str:
    """Tell first and last week in words."""
    return "Points outstanding by week: " + told(study, METRIC, "count", study.programs)


FIGURE = Figure(
    "points",
    "Points outstanding",
    "Points that members hold, those not yet usable included. Line: mean over the draws; band: the middle "
    "90%. One point is worth something else in each program; compare the liability below, not the counts.",
    draw,
    describe,
)
