"""Draws the scoreboard: each pattern's result and interval on the scale of its own band."""

from __future__ import annotations

import io
import math
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from reports.figures.base import rows_axis
from reports.scoreboard import OWN_STRENGTH, findings
from reports.style import FAINT_INK, GRID, INK, SETTINGS, WIDTH, fonts
from simulator.evidence import Finding, Scoreboard
from simulator.evidence.finding import Band

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure as Drawing

PASS, FAIL = "#0B4F45", "#C44E00"
ROW = 0.155  # inches of a row
EDGES = (-1.25, 2.25)
BAND_SHADE = "#CFE3E1"
TITLES = ("Emergent and hold-out patterns", "Calibrated patterns and identities")


def scaled(value: float, band: Band, middle: float) -> float:
    """Return a value where its band runs from 0 to 1, on a band with one end in units of what was found."""
    low, high = band
    if low == high:
        return 0.5 if value == low else EDGES[1]
    if math.isfinite(low) and math.isfinite(high):
        return (value - low) / (high - low)
    end = low if math.isfinite(low) else high
    unit = max(abs(middle - end), abs(end), 1e-12)
    return (value - end) / unit + (0.0 if math.isfinite(low) else 1.0)


def _row(axes: Axes, place: int, one: Finding) -> None:
    band = one.band or (0.0, 1.0)
    left = 0.0 if math.isfinite(band[0]) else EDGES[0]
    right = 1.0 if math.isfinite(band[1]) else EDGES[1]
    axes.barh(place, right - left, left=left, height=0.72, color=BAND_SHADE, zorder=1)
    found = one.estimate
    if one.verdict == "not testable" or found is None:
        axes.text(0.5, place, "not testable", ha="center", va="center", color=FAINT_INK, fontsize=6.5)
        return
    shade, sign = (PASS, "o") if one.verdict == "pass" else (FAIL, "X")
    inner = (EDGES[0] + 0.06, EDGES[1] - 0.06)
    low, value, high = (
        min(inner[1], max(inner[0], scaled(end, band, found.value)))
        for end in (found.low, found.value, found.high)
    )
    axes.plot([low, high], [place, place], color=shade, linewidth=1.4, zorder=3)
    beyond = scaled(found.value, band, found.value)
    if inner[0] <= beyond <= inner[1]:
        axes.plot(value, place, sign, color=shade, markersize=4, zorder=4)
    else:
        axes.plot(value, place, ">" if beyond > 1.0 else "<", color=shade, markersize=5, zorder=4)


def draw(found: Sequence[Finding]) -> Drawing:
    """Draw two columns of rows below each other: what is the model's own, and what was put in."""
    from matplotlib.figure import Figure

    own = {kind.value for kind in OWN_STRENGTH}
    parts = [[one for one in found if (one.kind in own) is wanted] for wanted in (True, False)]
    sizes = [len(part) + 3 for part in parts]
    figure = Figure(figsize=(WIDTH, ROW * sum(sizes) + 0.6))
    grid = figure.subplots(2, 1, height_ratios=sizes)
    for axes, part, title in zip(grid, parts, TITLES, strict=True):
        axes.set_title(title)
        for place, one in enumerate(part):
            _row(axes, place, one)
        rows_axis(axes, [f"{one.name}  {one.number}" for one in part])
        axes.tick_params(axis="y", labelsize=6.5, labelcolor=INK)
        axes.set_xlim(*EDGES)
        axes.set_xticks([0.0, 1.0], ["lower end of the band", "upper end"])
        axes.grid(axis="x", color=GRID)
    grid[1].set_xlabel("dot: passes, cross: fails, arrow: fails by far; line: 95% interval", fontsize=7)
    return figure


def svg(board: Scoreboard) -> str:
    """Return the figure as SVG, the same bytes for the same scoreboard."""
    from matplotlib import rc_context

    # Letters as text: the file stands alone, and is a third of the size.
    own = {"svg.hashsalt": "evidence", "svg.fonttype": "none", "font.family": [*fonts(), "sans-serif"]}
    settings: Any = {**SETTINGS, **own}
    buffer = io.StringIO()
    with rc_context(settings):
        draw(findings(board)).savefig(buffer, format="svg", facecolor="white", metadata={"Date": None})
    return "\n".join(line.rstrip() for line in buffer.getvalue().splitlines()) + "\n"
