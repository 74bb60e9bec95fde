"""Draws the incremental profit of every single draw, which shows whether designs can be told apart."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reports.figures.base import Figure, rows_axis, rule, unit_of_money
from reports.findings import ahead
from reports.study import Study
from reports.style import FAINT_INK, INK, colour, marker, panels, shortened, thousands

if TYPE_CHECKING:
    from matplotlib.figure import Figure as Drawing

MOST_DRAWS = 400


def draw(study: Study) -> Drawing | None:
    """Draw a dot per draw in a row per design, and how many of them lie above zero."""
    grid = study.draws("profit").dropna()
    designs = [design for design in study.programs if design.name in grid]
    if study.baseline not in grid or not designs or len(grid) < 2:
        return None
    gains = {design.name: (grid[design.name] - grid[study.baseline]) for design in designs}
    factor, unit = unit_of_money(study, max(float(gain.abs().max()) for gain in gains.values()))
    figure, ((axes,),) = panels(1, 1, 0.75 + 0.42 * len(designs))
    for row, design in enumerate(designs):
        values = gains[design.name].to_numpy(float)[:MOST_DRAWS] * factor
        # Draws are lifted in turn, in the order of the replications: equal ones do not hide each other.
        lift = [row + (index % 5 - 2) * 0.11 for index in range(len(values))]
        axes.plot(
            values,
            lift,
            marker(design.place),
            color=colour(design.place),
            markersize=3.6,
            alpha=0.55,
            markeredgewidth=0,
        )
        axes.plot(
            [values.mean()] * 2, [row - 0.36, row + 0.36], color=INK, linewidth=1.8, solid_capstyle="butt"
        )
        wins, count = ahead(study, design.name, study.baseline)
        axes.annotate(
            f"{wins} of {count} above 0", xy=(1.01, row), xycoords=("axes fraction", "data"), va="center",
            fontsize=8, color=FAINT_INK, annotation_clip=False,
        )  # fmt: skip
    rule(axes, vertical=True)
    rows_axis(axes, [shortened(design.name) for design in designs])
    for tick, design in zip(axes.get_yticklabels(), designs, strict=True):
        tick.set_color(colour(design.place))
    thousands(axes.xaxis)
    axes.set_xlabel(f"incremental profit over {study.weeks} weeks, {unit}")
    return figure


def describe(study: Study) -> str:
    """Tell in how many draws each design earns more than the baseline."""
    parts = [
        f"{design.name} earns more than {study.baseline_name} in {wins} of {count}"
        for design in study.programs
        for wins, count in (ahead(study, design.name, study.baseline),)
    ]
    return "Incremental profit of every draw: " + "; ".join(parts) + "."


FIGURE = Figure(
    "draws",
    "Every draw",
    "One dot is one draw of the uncertain behaviour parameters, the same for all designs; the bar is the "
    "mean. Designs whose clouds lie over each other may still be told apart draw by draw.",
    draw,
    describe,
)
