"""Draws what each program costs, line by line, and who pays."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from reports.figures.base import Figure, rows_axis, unit_of_money
from reports.study import Design, Study
from reports.style import FAINT_INK, FUNDERS, colour, panels, shortened, thousands
from reports.words import cost_line

if TYPE_CHECKING:
    from matplotlib.figure import Figure as Drawing


ACROSS = 4
"""Designs side by side; more go below."""


def breakdown(study: Study) -> list[tuple[Design, pd.DataFrame]]:
    """Return the designs that cost anything, each with its cost by line (rows) and funder (columns)."""
    told = []
    for design in study.programs:
        rows = study.headline("costs", design=design.name)
        if rows.empty or not (rows["mean"] != 0).any():
            continue
        grid = rows.pivot_table(index="line", columns="funder", values="mean", aggfunc="sum").fillna(0.0)
        told.append(
            (design, grid.reindex(columns=[name for name in FUNDERS if name in grid and grid[name].any()]))
        )
    return told


def draw(study: Study) -> Drawing | None:
    """Draw a panel per design on one scale, a bar per line, cut by who funds it."""
    known = breakdown(study)
    if not known:
        return None
    totals = pd.concat([grid.sum(axis=1) for _, grid in known], axis=1).fillna(0.0)
    lines = [str(line) for line in totals.max(axis=1).sort_values(ascending=False, kind="stable").index]
    lines = [line for line in lines if totals.loc[line].abs().max() > 0]
    factor, unit = unit_of_money(study, float(totals.max().max()))
    across = min(ACROSS, len(known))
    bands = -(-len(known) // across)
    height = (0.5 + 0.24 * len(lines)) * bands + 0.45
    figure, panel_grid = panels(bands, across, height, sharey=True, sharex=True)
    shown: dict[str, Any] = {}
    for axes in panel_grid.flat[len(known) :]:
        axes.set_visible(False)
    for axes, (design, grid) in zip(panel_grid.flat, known, strict=False):
        left = pd.Series(0.0, index=lines)
        for funder in grid.columns:
            values = grid[funder].reindex(lines).fillna(0.0) * factor
            shown[funder] = axes.barh(
                range(len(lines)), values, left=left, height=0.66, color=FUNDERS[funder]
            )
            left = left + values
        rows_axis(axes, [cost_line(line) for line in lines])
        axes.set_title(shortened(design.name), color=colour(design.place))
        thousands(axes.xaxis)
    panel_grid[0, 0].set_xlim(0, float(totals.max().max()) * factor * 1.06)
    figure.supxlabel(f"cost over {study.weeks} weeks, {unit}", fontsize=8.5, color=FAINT_INK)
    funders = [funder for funder in FUNDERS if funder in shown]
    labels = [f"paid by the {funder}" for funder in funders]
    figure.legend([shown[funder] for funder in funders], labels, loc="outside upper left", ncols=3)
    return figure


def describe(study: Study) -> str:
    """Tell the total of each design and its largest line."""
    parts = []
    for design, grid in breakdown(study):
        lines = grid.sum(axis=1)
        parts.append(
            f"{design.name} {study.write.money(float(lines.sum()))}, most of it "
            f"{cost_line(str(lines.idxmax()))}"
        )
    return "Cost of each program over the run: " + "; ".join(parts) + "."


FIGURE = Figure(
    "costs",
    "What the programs cost, and who pays",
    "Mean over the draws. Benefits are split over the firm, the sellers on its marketplace and partners as "
    "the program file says; communication, running cost and enrolment are the firm's.",
    draw,
    describe,
)
