"""Draws how many customers are active, week by week, and how many more or fewer than under the baseline."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reports.figures.base import Figure, drawn, path, paths, rule, told
from reports.study import Study
from reports.style import colour, dash, label_ends, panels, shortened, thousands, week_axis

if TYPE_CHECKING:
    from matplotlib.figure import Figure as Drawing


def draw(study: Study) -> Drawing | None:
    """Draw levels on the left and differences from the baseline on the right."""
    designs = drawn(study, "active")
    if not designs:
        return None
    figure, ((left, right),) = panels(1, 2, 2.9)
    ends = paths(left, study, "active", designs)
    left.set_ylabel("active customers")
    base = path(study, "active", study.baseline).set_index("week")["mean"]
    gaps = []
    for design in designs[1:]:
        gap = (path(study, "active", design.name).set_index("week")["mean"] - base).dropna()
        right.plot(gap.index, gap, color=colour(design.place), linestyle=dash(design.place))
        gaps.append((float(gap.index[-1]), float(gap.iloc[-1]), shortened(design.name), colour(design.place)))
    right.set_ylabel(f"more than under {study.baseline_name}")
    rule(right)
    for axes, labels in ((left, ends), (right, gaps)):
        thousands(axes.yaxis)
        week_axis(axes, study.weeks)
        label_ends(axes, labels)
    return figure


def describe(study: Study) -> str:
    """Tell first and last week in words."""
    return "Active customers by week: " + told(study, "active", "count")


FIGURE = Figure(
    "active",
    "Active customers",
    "Customers with an order in the last 13 weeks, mean over the draws. Right: the same less the baseline, "
    "where a gap that the left panel hides can be seen.",
    draw,
    describe,
)
