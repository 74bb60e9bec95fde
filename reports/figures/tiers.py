"""Draws how customers spread over the tiers, week by week, and how many move up and down."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from reports.figures.base import Figure
from reports.numbers import share
from reports.study import Design, Study
from reports.style import (
    FAINT_INK,
    INK,
    NO_MEMBER,
    colour,
    level_colours,
    panels,
    percent,
    shortened,
    spread,
    thousands,
    week_axis,
)

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure as Drawing

MOST_WEEKS = 320
"""Weeks drawn over all designs together; of more, every second, third, ... is drawn."""
ACROSS = 3
"""Designs side by side; more go below."""
THINNEST_LABEL = 0.004
"""Smallest share at the end of the run for which a tier's name is written."""


def mix(study: Study, design: str) -> pd.DataFrame:
    """Return the share of customers by week (rows) and level (columns, no member first)."""
    rows = study.headline("levels", design=design, metric="customers")
    if rows.empty:
        return pd.DataFrame()
    grid = rows.pivot_table(index="week", columns=["level", "level_name"], values="mean", sort=True).fillna(
        0.0
    )
    return grid.div(grid.sum(axis=1).replace(0, np.nan), axis=0).fillna(0.0)


def with_tiers(study: Study) -> list[tuple[Design, pd.DataFrame]]:
    """Return the designs that have members, with their mix."""
    known = ((design, mix(study, design.name)) for design in study.designs)
    return [(design, grid) for design, grid in known if any(level >= 0 for level, _ in grid.columns)]


def draw(study: Study) -> Drawing | None:
    """Draw the mix above and the moves below, a column per design."""
    known = with_tiers(study)
    if not known:
        return None
    across = min(ACROSS, len(known))
    bands = -(-len(known) // across)
    moving = {design.name for design, _ in known if moves(study, design)}
    rows, heights = (2, [2.2, 1.0]) if moving else (1, [1.0])
    height = (4.1 if moving else 2.8) * bands
    figure, grid = panels(rows * bands, across, height, height_ratios=heights * bands)
    for axes in grid.flat:
        axes.set_visible(False)
    step = max(1, -(-sum(len(shares) for _, shares in known) // MOST_WEEKS))
    for index, (design, shares) in enumerate(known):
        top = grid[rows * (index // across), index % across]
        draw_mix(top, study, design, shares, step)
        if index % across == 0:
            top.set_ylabel("share of customers")
        if design.name not in moving:
            top.set_xlabel("week")
        else:
            bottom = grid[rows * (index // across) + 1, index % across]
            draw_moves(bottom, study, design, step)
            bottom.set_ylabel("moves a week\nper 1,000" if index % across == 0 else "")
    return figure


def moves(study: Study, design: Design) -> bool:
    """Tell whether anybody moves up or down under a design."""
    rows = study.headline("flows", design=design.name)
    return bool(len(rows)) and bool(rows[["upgrades", "downgrades"]].to_numpy().any())


def draw_mix(axes: Axes, study: Study, design: Design, shares: pd.DataFrame, step: int) -> None:
    """Draw the share of each level as a band, the lowest at the bottom."""
    axes.set_visible(True)
    levels = [level for level, _ in shares.columns]
    ramp = iter(level_colours(sum(level >= 0 for level in levels)))
    shades = [NO_MEMBER if level < 0 else next(ramp) for level in levels]
    shares = shares.iloc[::step]
    weeks = shares.index.to_numpy(float)
    axes.stackplot(weeks, shares.to_numpy(float).T, colors=shades, linewidth=0)
    axes.set_title(shortened(design.name), color=colour(design.place))
    axes.grid(visible=False)
    axes.set_ylim(0, 1)
    percent(axes.yaxis)
    week_axis(axes, study.weeks, ticks=4)
    axes.set_xlabel("")
    tops = np.cumsum(shares.iloc[-1].to_numpy(float))
    middles = tops - shares.iloc[-1].to_numpy(float) / 2
    shown = [place for place, value in enumerate(shares.iloc[-1]) if value >= THINNEST_LABEL]
    for place, height in zip(shown, spread([float(middles[place]) for place in shown], 0.082), strict=True):
        level, name = shares.columns[place]
        axes.annotate(
            "no member" if level < 0 else shortened(str(name), 12),
            xy=(1.03, min(height, 0.98)),
            xycoords="axes fraction",
            va="center",
            fontsize=7.5,
            color=INK,
            annotation_clip=False,
        )


def draw_moves(axes: Axes, study: Study, design: Design, step: int) -> None:
    """Draw moves up above zero and moves down below it, per 1,000 customers."""
    axes.set_visible(True)
    rows = study.headline("flows", design=design.name).sort_values("week")
    rows = rows.groupby(rows["week"] // step * step)[["upgrades", "downgrades"]].mean().reset_index()
    scale = 1000 / max(1, int(study.facts.get("customers", 0)))
    weeks = rows["week"].to_numpy(float)
    for column, sign, shade, place, label in (
        ("upgrades", 1, "#3A817C", 0.93, "up"),
        ("downgrades", -1, "#A5532A", 0.07, "down"),
    ):
        axes.fill_between(
            weeks, 0, sign * scale * rows[column].to_numpy(float), step="mid", color=shade, linewidth=0
        )
        axes.annotate(
            label,
            xy=(1.03, place),
            xycoords="axes fraction",
            va="center",
            fontsize=7.5,
            color=shade,
            annotation_clip=False,
        )
    reach = max(abs(end) for end in axes.get_ylim())
    axes.set_ylim(-reach, reach)
    axes.axhline(0, color=FAINT_INK, linewidth=0.7)
    thousands(axes.yaxis)
    week_axis(axes, study.weeks, ticks=4)


def describe(study: Study) -> str:
    """Tell the mix at the end of the run."""
    parts = []
    for design, shares in with_tiers(study):
        last = shares.iloc[-1]
        names = ("no member" if level < 0 else str(name) for level, name in shares.columns)
        parts.append(
            f"{design.name}: "
            + ", ".join(f"{name} {share(value)}" for name, value in zip(names, last, strict=True))
        )
    return "Customers by tier in the last week. " + "; ".join(parts) + "."


FIGURE = Figure(
    "tiers",
    "Tier flow",
    "Above: share of customers by tier. Below, where anybody moves: moves up and down a week, per "
    "1,000 customers, each program on a scale of its own. A yearly review shows as a peak.",
    draw,
    describe,
)
