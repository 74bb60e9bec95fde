"""What a figure of the report is."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, NamedTuple

import pandas as pd

from reports.study import Design, Study
from reports.style import BAND_STRENGTH, INK, MOST_POINTS, colour, dash, shortened

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure as Drawing


class Figure(NamedTuple):
    """One figure of the report.

    Attributes
    ----------
    name
        Its anchor on the page.
    title
        What it shows, above it.
    caption
        How to read it, below it.
    draw
        Draws it; None where the results hold nothing to draw.
    describe
        Says in words what it shows, for those who do not see it.
    """

    name: str
    title: str
    caption: str
    draw: Callable[[Study], Drawing | None]
    describe: Callable[[Study], str]


def path(study: Study, metric: str, design: str) -> pd.DataFrame:
    """Return week, mean, low and high of a weekly metric of one design, thinned where it is very long."""
    rows = study.headline("weekly", metric=metric, design=design)
    if rows.empty:
        return rows
    rows = rows.dropna(subset=["mean"])
    return rows.iloc[:: -(-len(rows) // MOST_POINTS) or 1]


End = tuple[float, float, str, str]
"""Where a line ends: x, y, its label and its colour."""


def paths(
    axes: Axes,
    study: Study,
    metric: str,
    designs: Sequence[Design],
    factor: float = 1.0,
    *,
    band: bool = False,
) -> list[End]:
    """Draw a weekly metric, times a factor, a line per design, with its band where asked; return the ends."""
    ends: list[End] = []
    for design in designs:
        rows = path(study, metric, design.name)
        if rows.empty:
            continue
        weeks, middle = rows["week"].to_numpy(float), rows["mean"].to_numpy(float) * factor
        shade = colour(design.place)
        if band and {"low", "high"} <= set(rows):
            low, high = (rows[end].to_numpy(float) * factor for end in ("low", "high"))
            axes.fill_between(weeks, low, high, color=shade, alpha=BAND_STRENGTH, linewidth=0)
        axes.plot(weeks, middle, color=shade, linestyle=dash(design.place), zorder=2 + design.place / 100)
        ends.append((float(weeks[-1]), float(middle[-1]), shortened(design.name), shade))
    return ends


def drawn(study: Study, metric: str) -> tuple[Design, ...]:
    """Return the designs that a weekly metric was left for, in the report's order."""
    return tuple(design for design in study.designs if len(path(study, metric, design.name)))


def told(study: Study, metric: str, kind: str, designs: Sequence[Design] | None = None) -> str:
    """Tell in words where the line of each design begins and ends."""
    parts = []
    for design in designs if designs is not None else drawn(study, metric):
        rows = path(study, metric, design.name)
        if len(rows):
            first, last = (study.write.value(kind, float(rows["mean"].iloc[place])) for place in (0, -1))
            parts.append(f"{design.name} from {first} to {last}")
    return "; ".join(parts) + "."


def rule(axes: Axes, at: float = 0.0, *, vertical: bool = False) -> None:
    """Draw the line that values are judged against."""
    draw = axes.axvline if vertical else axes.axhline
    draw(at, color=INK, linewidth=0.9, zorder=1.5)


def rows_axis(axes: Axes, labels: Sequence[str], places: Sequence[float] | None = None) -> None:
    """Name rows from the top down, with a light line under each and values along the bottom."""
    axes.set_yticks(places if places is not None else range(len(labels)), labels)
    axes.set_ylim(max(places or [len(labels) - 1]) + 0.6, -0.6)
    axes.grid(axis="x")
    axes.grid(axis="y", visible=False)
    axes.spines["left"].set_visible(False)


def unit_of_money(study: Study, largest: float) -> tuple[float, str]:
    """Return the factor from minor units to the unit of an axis, and the unit's name.

    Parameters
    ----------
    largest
        Largest absolute amount on the axis, in minor units.
    """
    units = abs(largest) / study.write.minor_units
    for size, name in ((1e9, "billion "), (1e6, "million "), (1e3, "thousand ")):
        if units >= 2 * size:
            return 1 / (study.write.minor_units * size), f"{name}{study.write.currency}"
    return 1 / study.write.minor_units, study.write.currency
