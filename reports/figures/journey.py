"""Draws one customer's satisfaction, trust, switching cost and balance over the weeks under two designs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from reports.style import FAINT_INK, colour, dash, panels, shortened, thousands, week_axis
from simulator.accounts import chart

if TYPE_CHECKING:
    from matplotlib.figure import Figure as Drawing

    from simulator.reasons.journey import Life, Story

HEIGHT = 4.9
CAPTION = (
    "Solid dots: orders from the firm. Crosses: weeks in which the customer left; there is no line while he "
    "does not consider the firm. Feelings are 0 to 1, of which a part is shown; switching cost is in logits."
)


def points_held(life: Life) -> list[int]:
    """Return the points held at the end of each week, pending ones included, less debts."""
    return [week.fact("usable") + week.fact("pending") - week.fact("owed") for week in life.weeks]


def draw(story: Story, names: Sequence[str]) -> Drawing:
    """Draw satisfaction, trust, switching cost, and points or orders so far, a line a design."""
    balances = [points_held(life) for life in story.lives]
    holds = any(any(held) for held in balances)
    figure, grid = panels(4, 1, HEIGHT, sharex=True)
    for place, life in enumerate(story.lives):
        number = names.index(life.design)
        line = {"color": colour(number), "linestyle": dash(number), "linewidth": 1.3}
        weeks = [week.week for week in life.weeks]
        for axes, feeling in zip(grid[:2, 0], ("satisfaction", "trust"), strict=True):
            values = [getattr(week, feeling) if week.attached else float("nan") for week in life.weeks]
            axes.plot(weeks, values, **line, label=shortened(life.design, 24))
            _mark(axes, life, [getattr(week, feeling) for week in life.weeks], colour(number))
        grid[2, 0].plot(weeks, life.holds, **line)
        held = balances[place] if holds else [int(week.own[0]) for week in life.weeks]
        grid[3, 0].plot(weeks, held, **line, drawstyle="steps-post")
    labelled = ("satisfaction", "trust", "switching cost", "points" if holds else "orders")
    for axes, label in zip(grid[:, 0], labelled, strict=True):
        axes.set_ylabel(label)
    thousands(grid[3, 0].yaxis)
    week_axis(grid[3, 0], story.lives[0].weeks[-1].week + 1, ticks=9)
    handles, labels = grid[0, 0].get_legend_handles_labels()
    figure.legend(handles, labels, loc="outside upper left", ncols=2)
    figure.align_ylabels()
    return figure


def _mark(axes: object, life: Life, values: Sequence[float], shade: str) -> None:
    """Mark orders and leaving on a line."""
    plot = axes.plot  # type: ignore[attr-defined]
    bought = [at for at, week in enumerate(life.weeks) if week.count(chart.ORDERS)]
    plot([at - 1 for at in bought], [values[at] for at in bought], "o", color=shade, markersize=2.6)
    left = [at for at, week in enumerate(life.weeks) if week.count(chart.LAPSES)]
    plot(
        [at - 1 for at in left],
        [values[at] for at in left],
        "x",
        color=shade,
        markersize=6,
        markeredgecolor=shade or FAINT_INK,
    )


def describe(story: Story) -> str:
    """Tell first and last feelings under both designs in words."""
    told = []
    for life in story.lives:
        first, last = life.weeks[0], life.weeks[-1]
        told.append(
            f"{life.design}: satisfaction {first.satisfaction:.2f} to {last.satisfaction:.2f}, trust "
            f"{first.trust:.2f} to {last.trust:.2f}, {int(last.own[0])} orders"
        )
    return f"Customer {story.customer} week by week. " + "; ".join(told) + "."
