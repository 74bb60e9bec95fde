"""Draws who responds: light, moderate and heavy buyers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reports.figures.base import Figure, rows_axis, rule, unit_of_money
from reports.numbers import share
from reports.study import Study
from reports.style import GRID, INK, colour, marker, panels, percent, thousands

if TYPE_CHECKING:
    from matplotlib.figure import Figure as Drawing

GROUPS = ("light", "moderate", "heavy")
METRICS = (("lift_sales", "lift of sales"), ("incremental_profit", "incremental profit"))


def draw(study: Study) -> Drawing | None:
    """Draw the lift of sales on the left and incremental profit on the right, a row per group of buyers."""
    rows = study.headline("groups")
    if rows.empty or not set(rows["group"]) & set(GROUPS):
        return None
    largest = float(rows.loc[rows["metric"] == "incremental_profit", ["low", "high"]].abs().max().max())
    factor, unit = unit_of_money(study, largest)
    figure, (grid,) = panels(1, 2, 0.9 + 0.62 * len(GROUPS), sharey=True)
    count = len(study.programs)
    for axes, (metric, label), scale in zip(grid, METRICS, (1.0, factor), strict=True):
        for row, group in enumerate(GROUPS):
            for rank, design in enumerate(study.programs):
                at = {"design": design.name, "group": group, "metric": metric}
                low, middle, high = (
                    study.value("groups", end, **at) * scale for end in ("low", "mean", "high")
                )
                place = row + (rank - (count - 1) / 2) * 0.7 / count
                shade = colour(design.place)
                axes.plot([low, high], [place, place], color=shade, linewidth=1)
                axes.plot(
                    middle,
                    place,
                    marker(design.place),
                    color=shade,
                    markersize=5,
                    label=design.name if not row else None,
                )
        rule(axes, vertical=True)
        rows_axis(axes, GROUPS)
        for line in (0.5, 1.5):
            axes.axhline(line, color=GRID, linewidth=0.7)
        axes.set_xlabel(label if metric == "lift_sales" else f"{label}, {unit}")
    percent(grid[0].xaxis, signed=True)
    thousands(grid[1].xaxis)
    grid[0].tick_params(axis="y", labelcolor=INK)
    handles, labels = grid[0].get_legend_handles_labels()
    figure.legend(handles, labels, loc="outside upper left", ncols=min(4, count))
    return figure


def describe(study: Study) -> str:
    """Tell the lift of each group."""
    parts = []
    for design in study.programs:
        at = {"design": design.name, "metric": "lift_sales"}
        lifts = (share(study.value("groups", "mean", group=group, **at), signed=True) for group in GROUPS)
        told = ", ".join(f"{group} {lift}" for group, lift in zip(GROUPS, lifts, strict=True))
        parts.append(f"{design.name}: {told}")
    return "Lift of sales by group of buyers. " + "; ".join(parts) + "."


FIGURE = Figure(
    "responders",
    "Lift and profit by group of buyers",
    "Thirds of the firm's buyers by the orders expected of them under the baseline; the same people under "
    "every design. Dot: mean; bar: the middle 90% of the draws.",
    draw,
    describe,
)
