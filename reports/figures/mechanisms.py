"""Draws how the parts of a design's effect add up: what is given away, then what each mechanism adds."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from reports.figures.base import rows_axis, rule
from reports.style import FAINT_INK, INK, NO_MEMBER, colour, panels, percent, shortened, thousands

if TYPE_CHECKING:
    from matplotlib.figure import Figure as Drawing

    from reports.explained import Explained, Measure

ACROSS = 3
"""Designs side by side; more go below."""
MORE, LESS = "#3A817C", "#C9733A"
ROW = 0.235
CAPTION = (
    "From the top: the effect with every mechanism off, what each group of mechanisms adds to it (green) or "
    "takes from it (brown), and the effect in all. Thin lines: 95% interval of each bar's own length over "
    "replications."
)


def draw(found: Explained, measure: Measure) -> Drawing:
    """Draw a panel per design on one scale, a bar per part, each from where the one above it ends."""
    designs = found.designs
    across = min(ACROSS, len(designs))
    bands = -(-len(designs) // across)
    labels = [str(row["title"]) for row in found.parts(designs[0], measure.name)]
    height = (0.55 + ROW * len(labels)) * bands + 0.45
    figure, grid = panels(bands, across, height, sharex=True, sharey=True)
    factor, unit = _unit(found, measure)
    for axes in grid.flat[len(designs) :]:
        axes.set_visible(False)
    for axes, design in zip(grid.flat, designs, strict=False):
        at = 0.0
        parts = found.parts(design, measure.name)
        for row, part in enumerate(parts):
            value, low, high = (float(part[name]) * factor for name in ("value", "low", "high"))
            whole = row == len(parts) - 1
            begin = 0.0 if whole else at
            shade = colour(found.place(design)) if whole else FAINT_INK if row == 0 else _shade(value)
            axes.barh(row, value, left=begin, height=0.62, color=shade, zorder=2)
            if math.isfinite(low):
                axes.plot([begin + low, begin + high], [row, row], color=INK, linewidth=0.8, zorder=3)
            if not whole:
                at += value
                axes.plot([at, at], [row - 0.31, row + 1.31], color=FAINT_INK, linewidth=0.5, zorder=1)
        axes.axhspan(len(parts) - 1.5, len(parts) - 0.5, color=NO_MEMBER, zorder=0, linewidth=0)
        rows_axis(axes, labels)
        rule(axes, vertical=True)
        axes.set_title(shortened(design, 24), color=colour(found.place(design)))
        if measure.kind == "share":
            percent(axes.xaxis, signed=True)
        else:
            thousands(axes.xaxis)
        axes.locator_params(axis="x", nbins=5)
    figure.supxlabel(
        f"{measure.label.lower()}, difference from {found.baseline}{unit}", fontsize=8.5, color=FAINT_INK
    )
    return figure


def _shade(value: float) -> str:
    return MORE if value >= 0.0 else LESS


def _unit(found: Explained, measure: Measure) -> tuple[float, str]:
    """Return the factor to the unit of the axis, and the unit as the label ends with it."""
    if measure.kind == "share":
        return 1.0, ", percentage points"
    largest = max(
        abs(float(row[name]))
        for design in found.designs
        for row in found.parts(design, measure.name)
        for name in ("value", "low", "high")
        if math.isfinite(float(row[name]))
    )
    units = found.write.minor_units
    for size, name in ((1e9, "billion "), (1e6, "million "), (1e3, "thousand ")):
        if largest / units >= 2 * size:
            return 1 / (units * size), f", {name}{found.write.currency}"
    return 1 / units, f", {found.write.currency}"


def describe(found: Explained, measure: Measure) -> str:
    """Tell the parts of each design's effect in words."""
    told = []
    for design in found.designs:
        parts = [
            f"{row['title']} {found.write.value(measure.kind, float(row['value']), signed=True)}"
            for row in found.parts(design, measure.name)
        ]
        told.append(f"{design}: " + ", ".join(parts))
    return f"{measure.label}, by part of the effect. " + "; ".join(told) + "."
