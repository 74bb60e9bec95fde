"""Draws the headline differences from the baseline with both of their intervals."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from reports.figures.base import Figure, rows_axis, rule
from reports.findings import Comparison, comparison
from reports.numbers import share
from reports.study import Study
from reports.style import GRID, INK, colour, marker, panels, percent

if TYPE_CHECKING:
    from matplotlib.figure import Figure as Drawing

OWN_VALUE = (
    "retained_12m",
    "active_end",
    "repeat_rate",
    "share_of_wallet",
    "revenue",
    "gross_profit",
    "lifetime_value",
)
"""Metrics drawn as a share of their own value under the baseline."""
IN_PROFIT = ("program_cost", "incremental_profit")
"""Metrics that are nothing under the baseline: drawn as a share of its gross profit."""


def scaled(study: Study, design: str, metric: str, mode: str) -> tuple[Comparison, float] | None:
    """Return a comparison and what its differences are divided by on the axis."""
    found = comparison(study, design, metric, mode=mode)
    whole = found.before if found else math.nan
    if metric in IN_PROFIT:
        base = comparison(study, design, "gross_profit", mode=mode)
        whole = base.before if base else math.nan
    if found is None or not math.isfinite(whole) or whole == 0 or not math.isfinite(found.difference):
        return None
    return found, abs(whole)


def draw(study: Study) -> Drawing | None:
    """Draw a row per metric, with one dot and two bars per design in it."""
    metrics = [
        metric
        for metric in (*OWN_VALUE, *IN_PROFIT)
        if any(scaled(study, design.name, metric, study.mode) for design in study.programs)
    ]
    if not metrics:
        return None
    count = len(study.programs)
    figure, ((axes,),) = panels(1, 1, 0.8 + len(metrics) * max(0.34, 0.13 + 0.15 * count))
    step = 0.72 / count
    for row, metric in enumerate(metrics):
        for rank, design in enumerate(study.programs):
            place = row + (rank - (count - 1) / 2) * step
            shade = colour(design.place)
            if (found := scaled(study, design.name, metric, study.mode)) is None:
                continue
            entry, whole = found
            axes.plot(
                [entry.spread_low / whole, entry.spread_high / whole],
                [place, place],
                color=shade,
                linewidth=1,
            )
            if fixed := scaled(study, design.name, metric, "fixed"):
                ends = [fixed[0].low / fixed[1], fixed[0].high / fixed[1]]
                axes.plot(ends, [place, place], color=shade, linewidth=4, alpha=0.35, solid_capstyle="butt")
            axes.plot(
                entry.difference / whole, place, marker(design.place), color=shade, markersize=4.5,
                label=design.name if row == 0 else None,
            )  # fmt: skip
    axes.axvspan(-study.matters_from, study.matters_from, ymax=1, color=GRID, zorder=0, linewidth=0)
    rule(axes, vertical=True)
    rows_axis(axes, [study.metric(metric).label + ("*" if metric in IN_PROFIT else "") for metric in metrics])
    for row in range(1, len(metrics)):
        axes.axhline(row - 0.5, color=GRID, linewidth=0.7)
    percent(axes.xaxis, signed=True)
    axes.set_xlabel(
        f"difference from {study.baseline_name}, in percent of the baseline's value (* of its gross profit)"
    )
    axes.tick_params(axis="y", labelcolor=INK)
    handles, labels = axes.get_legend_handles_labels()
    figure.legend(handles, labels, loc="outside upper left", ncols=min(4, count))
    return figure


def describe(study: Study) -> str:
    """Tell the differences of revenue and profit in words."""
    parts = []
    for design in study.programs:
        found = scaled(study, design.name, "revenue", study.mode)
        gain = scaled(study, design.name, "incremental_profit", study.mode)
        if found and gain:
            parts.append(
                f"{design.name}: revenue {share(found[0].difference / found[1], signed=True)}, incremental "
                f"profit {share(gain[0].difference / gain[1], signed=True)} of the baseline's gross profit"
            )
    return "Differences from the baseline. " + "; ".join(parts) + "."


FIGURE = Figure(
    "forest",
    "Headline differences",
    "Dot: mean paired difference. Thin bar: range over draws of the uncertain behaviour parameters (2.5 to "
    "97.5%; with fewer than 39 draws all of them). Thick pale bar: 95% interval of the mean with parameters "
    "fixed, which is how well luck alone is averaged out. Grey stripe: less than matters.",
    draw,
    describe,
)
