"""Draws the naive gap between members and others, or between tiers, beside the causal effect."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from reports.figures.base import Figure, rows_axis, rule
from reports.numbers import share
from reports.study import Study
from reports.style import FAINT_INK, GRID, INK, colour, marker, panels, percent, shortened

if TYPE_CHECKING:
    from matplotlib.figure import Figure as Drawing


def entries(study: Study) -> list[tuple[str, int, str, float, float]]:
    """Return design, its colour's number, what is compared, naive gap and causal effect."""
    told = []
    for design in study.programs:
        for row in study.headline("gap", design=design.name).itertuples(index=False):
            naive, causal = float(row.naive), float(row.causal)
            if math.isfinite(naive) and math.isfinite(causal):
                told.append((design.name, design.place, str(row.comparison), naive, causal))
    return told


def draw(study: Study) -> Drawing | None:
    """Draw a row per comparison: a hollow dot for the naive gap, a full one for the effect."""
    rows = entries(study)
    if not rows:
        return None
    figure, ((axes,),) = panels(1, 1, 0.9 + 0.26 * len(rows))
    for index, (_, place, _, naive, causal) in enumerate(rows):
        axes.plot([causal, naive], [index, index], color=GRID, linewidth=3, zorder=1, solid_capstyle="butt")
        axes.plot(naive, index, "o", markerfacecolor="white", markeredgecolor=INK, markersize=6)
        axes.plot(causal, index, marker(place), color=colour(place), markersize=6)
    rule(axes, vertical=True)
    rows_axis(axes, [f"{shortened(name, 14)}: {shortened(what, 30)}" for name, _, what, _, _ in rows])
    for tick, (_, place, _, _, _) in zip(axes.get_yticklabels(), rows, strict=True):
        tick.set_color(colour(place))
    percent(axes.xaxis, signed=True)
    axes.set_xlabel("○ naive gap in spend   ● causal effect on spend", color=FAINT_INK)
    return figure


def describe(study: Study) -> str:
    """Tell both numbers of every comparison."""
    parts = [
        f"{name}, {what}: naive {share(naive, signed=True)}, causal {share(causal, signed=True)}"
        for name, _, what, naive, causal in entries(study)
    ]
    return "Naive gap beside causal effect. " + "; ".join(parts) + "."


FIGURE = Figure(
    "gap",
    "How much of the gap is effect",
    "Hollow: how much more members (or members of a tier) spend than those they are compared with. Full: "
    "how much more the same people spend than they would without the program. The rest of the gap is who "
    "they are.",
    draw,
    describe,
)
