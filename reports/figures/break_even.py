"""Draws the lift in sales that was found beside the lift that would pay, for all customers and by tier."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

from reports.figures.base import Figure, rows_axis
from reports.numbers import share
from reports.study import Design, Study
from reports.style import FAINT_INK, GRID, INK, colour, marker, panels, percent, shortened

if TYPE_CHECKING:
    from matplotlib.figure import Figure as Drawing


class Pair(NamedTuple):
    """Lift found and lift needed of all customers of a design (label of the design) or of one tier."""

    design: Design
    label: str
    whole: bool
    found: float
    needed: float  # infinite where the benefits cost more than the margin


def needed_lift(value: float) -> float:
    """Return the lift needed, infinite where none pays."""
    return math.inf if value < 0 else value


def pairs(study: Study) -> list[Pair]:
    """Return what is drawn, a design first and then its tiers from low to high."""
    told: list[Pair] = []
    for design in study.programs:
        found, needed = (
            study.value("groups", "mean", design=design.name, group="all", metric=metric)
            for metric in ("lift_sales", "break_even_lift")
        )
        entries = [Pair(design, design.name, True, found, needed_lift(needed))]
        tiers = study.headline("tiers", design=design.name)
        levels = (
            tiers[["level", "level_name"]].drop_duplicates().sort_values("level") if len(tiers) else tiers
        )
        for level, name in levels.itertuples(index=False) if len(tiers) else ():
            lift, needed, people = (
                study.value("tiers", "mean", design=design.name, level=level, metric=metric)
                for metric in ("lift", "break_even_lift", "customers")
            )
            if level >= 0 and people != 0:
                entries.append(Pair(design, str(name), False, lift, needed_lift(needed)))
        told += [entry for entry in entries if math.isfinite(entry.found) and not math.isnan(entry.needed)]
    return told


def draw(study: Study) -> Drawing | None:
    """Draw a row per design and tier: a dot for the lift found, an upright bar for the lift needed."""
    rows = pairs(study)
    if not rows:
        return None
    places: list[float] = []
    place = -0.5
    for row in rows:
        place += 1.5 if row.whole and places else 1 if places else 0.5
        places.append(place)
    figure, ((axes,),) = panels(1, 1, 0.9 + 0.205 * (places[-1] + 1))
    finite = [value for row in rows for value in (row.found, row.needed) if math.isfinite(value)]
    edge = max(*finite, 0.0) * 1.05 + 0.002
    for row, place in zip(rows, places, strict=True):
        shade = colour(row.design.place)
        end = min(row.needed, edge)
        axes.plot([row.found, end], [place, place], color=GRID, linewidth=3, solid_capstyle="butt", zorder=1)
        if math.isfinite(row.needed):
            axes.plot(
                [row.needed] * 2, [place - 0.32, place + 0.32], color=INK, linewidth=2, solid_capstyle="butt"
            )
        else:
            axes.annotate(
                "no lift pays",
                xy=(edge, place),
                xytext=(4, 0),
                textcoords="offset points",
                va="center",
                fontsize=7,
                color=FAINT_INK,
            )
        axes.plot(
            row.found,
            place,
            marker(row.design.place),
            color=shade,
            markersize=6.5 if row.whole else 4.2,
            alpha=1 if row.whole else 0.75,
        )
    axes.axvline(0, color=FAINT_INK, linewidth=0.7)
    rows_axis(
        axes, [shortened(row.label) if row.whole else f"  {shortened(row.label)}" for row in rows], places
    )
    for tick, row in zip(axes.get_yticklabels(), rows, strict=True):
        tick.set_color(colour(row.design.place) if row.whole else FAINT_INK)
        tick.set_fontweight("bold" if row.whole else "normal")
    percent(axes.xaxis)
    axes.set_xlabel("lift of sales: ● found   ❙ needed to break even")
    return figure


def describe(study: Study) -> str:
    """Tell lift found and lift needed of each design."""
    parts = [
        f"{row.label} {share(row.found)} found, "
        f"{share(row.needed) if math.isfinite(row.needed) else 'no lift enough'} needed"
        for row in pairs(study)
        if row.whole
    ]
    return "Lift of sales beside the break-even lift: " + "; ".join(parts) + "."


FIGURE = Figure(
    "break-even",
    "Lift found and lift needed",
    "A design pays where its dot lies to the right of the bar. The bar is c / (m − c): cost as a share of "
    "sales against the margin that is left. For a whole design points cost when they are earned, after "
    "breakage, and running cost is in; of the people of a tier, points cost when they are used.",
    draw,
    describe,
)
