"""Draws cumulative incremental profit by week, with its band over the draws."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reports.figures.base import Figure, drawn, path, paths, rule, told, unit_of_money
from reports.study import Study
from reports.style import label_ends, panels, thousands, week_axis

if TYPE_CHECKING:
    from matplotlib.figure import Figure as Drawing

METRIC = "incremental_profit_cumulative"


def draw(study: Study) -> Drawing | None:
    """Draw one line and band per design, and the line that it must cross to pay back."""
    designs = [design for design in drawn(study, METRIC) if design.name != study.baseline]
    if not designs:
        return None
    largest = max(float(path(study, METRIC, design.name)["mean"].abs().max()) for design in designs)
    factor, unit = unit_of_money(study, largest)
    figure, ((axes,),) = panels(1, 1, 3.3)
    ends = paths(axes, study, METRIC, designs, factor, band=True)
    rule(axes)
    axes.set_ylabel(f"{unit}, cumulative")
    thousands(axes.yaxis)
    week_axis(axes, study.weeks)
    axes.set_title(f"above 0: more than with {study.baseline_name}", fontsize=8, fontweight="normal")
    label_ends(axes, ends)
    return figure


def describe(study: Study) -> str:
    """Tell first and last week in words."""
    return "Cumulative incremental profit by week: " + told(study, METRIC, "money", study.programs)


FIGURE = Figure(
    "profit",
    "Cumulative incremental profit",
    "Profit less the profit of the same customers, with the same luck, under the baseline, the change of "
    "the obligation included. Line: mean over the draws; band: the middle 90% of them. A design has paid "
    "back once its line stays above zero.",
    draw,
    describe,
)
