"""Draws how long the service desk lets members of each tier wait."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

from reports.figures.base import Figure, rows_axis
from reports.study import Design, Study
from reports.style import FAINT_INK, colour, marker, panels, shortened, thousands

if TYPE_CHECKING:
    from matplotlib.figure import Figure as Drawing


class Wait(NamedTuple):
    """Waits of one level of a design: the mean over cases, and the middle 90% of the weeks."""

    design: Design
    name: str
    mean: float
    low: float
    high: float


def waits(study: Study) -> list[Wait]:
    """Return the waits of every level with a case, a design after the other, the highest tier first."""
    told = []
    for design in study.designs:
        rows = study.headline("levels", design=design.name)
        if rows.empty:
            continue
        grid = rows.pivot_table(
            index=["level", "level_name", "week"], columns="metric", values="mean"
        ).reset_index()
        if not {"wait_mean", "cases"} <= set(grid):
            continue
        for (level, name), part in sorted(
            grid.groupby(["level", "level_name"]), key=lambda entry: -entry[0][0]
        ):
            busy = part[part["wait_mean"].notna() & (part["cases"] > 0)]
            if busy.empty:
                continue
            mean = float((busy["wait_mean"] * busy["cases"]).sum() / busy["cases"].sum())
            low, high = (float(busy["wait_mean"].quantile(end)) for end in (0.05, 0.95))
            label = ("all customers" if design.name == "none" else "no member") if level < 0 else str(name)
            told.append(Wait(design, label, mean, low, high))
    return [wait for wait in told if math.isfinite(wait.mean)]


def draw(study: Study) -> Drawing | None:
    """Draw a row per level of each design."""
    rows = waits(study)
    if not rows:
        return None
    places, place, before = [], -1.0, ""
    for row in rows:
        place += 1.0 if row.design.name == before or not before else 1.6
        places.append(place)
        before = row.design.name
    figure, ((axes,),) = panels(1, 1, 0.7 + 0.21 * (places[-1] + 1))
    for row, place in zip(rows, places, strict=True):
        shade = colour(row.design.place)
        axes.plot([row.low, row.high], [place, place], color=shade, linewidth=1)
        axes.plot(row.mean, place, marker(row.design.place), color=shade, markersize=5)
    rows_axis(axes, [f"{shortened(row.design.name, 14)}: {shortened(row.name, 16)}" for row in rows], places)
    for tick, row in zip(axes.get_yticklabels(), rows, strict=True):
        tick.set_color(colour(row.design.place))
    axes.set_xlim(left=0)
    thousands(axes.xaxis)
    axes.set_xlabel("wait at the service desk, minutes", color=FAINT_INK)
    return figure


def describe(study: Study) -> str:
    """Tell the mean wait of every level."""
    parts = [f"{wait.design.name}, {wait.name}: {wait.mean:.0f} minutes" for wait in waits(study)]
    return "Mean waits at the service desk. " + "; ".join(parts) + "."


FIGURE = Figure(
    "waits",
    "Service waits by tier",
    "Waits of complaints brought to the desk. Dot: mean over cases; bar: the middle 90% of the weeks. "
    "Priority for some is paid for with longer waits of others, those without the program's tiers "
    "included.",
    draw,
    describe,
)
