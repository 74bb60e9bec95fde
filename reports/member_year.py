"""Draws one imagined member's time under programs: the points held, and the qualifying value by level."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from reports.style import (
    FAINT_INK,
    INK,
    SETTINGS,
    colour,
    fonts,
    level_colours,
    panels,
    shortened,
    spread,
    thousands,
)

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure as Drawing

    from simulator.engine.member import Year

HEIGHT = 4.2
PANEL_SHARE = 0.38  # of the figure's height, that one of its two rows has
LABEL_POINTS = 11.0
ROOM_A_LETTER = 0.03  # of a panel's width


def day_number(year: Year, day: int) -> float:
    """Return a day of the run as the number that a date axis counts in."""
    from matplotlib.dates import date2num

    number: float = date2num(year.habits.begins + datetime.timedelta(days=day))  # type: ignore[no-untyped-call]
    return number


def dates(year: Year) -> list[float]:
    """Return the day of each step, as a date axis counts."""
    return [day_number(year, step.day) for step in year.steps]


def draw(years: Sequence[Year]) -> Drawing:
    """Draw a column a program: the points above, the qualifying value with the levels below."""
    figure, grid = panels(2, len(years), HEIGHT, sharex=True)
    for place, year in enumerate(years):
        above, below = grid[0][place], grid[1][place]
        above.set_title(shortened(year.name, 72 // len(years)))
        draw_points(above, year)
        draw_status(below, year)
        date_axis(below, year)
    return figure


def draw_points(axes: Axes, year: Year) -> None:
    """Draw usable and pending points, with a mark where points were redeemed or expired."""
    when = dates(year)
    usable = [step.figure("points") for step in year.steps]
    held = [usable[place] + step.figure("pending") for place, step in enumerate(year.steps)]
    if not any(held) and not year.steps[-1].figure("issued"):
        axes.text(0.5, 0.5, "no points", transform=axes.transAxes, ha="center", color=FAINT_INK)
        axes.set_yticks([])
        return
    axes.plot(when, held, color=colour(0), linewidth=1, drawstyle="steps-post", label="with pending ones")
    axes.plot(when, usable, color=colour(1), drawstyle="steps-post", label="usable")
    for name, sign, shade in (("redeemed", "v", colour(3)), ("expired", "X", colour(2))):
        figures = [0, *(step.figure(name) for step in year.steps)]
        places = [at for at in range(len(when)) if figures[at + 1] > figures[at]]
        if places:
            tops = [held[max(0, at - 1)] for at in places]
            axes.plot(
                [when[at] for at in places],
                tops,
                sign,
                color=shade,
                markersize=5,
                linestyle="",
                label=name,
                clip_on=False,
            )
    axes.set_ylim(bottom=0, top=1.25 * max(*held, 1))
    axes.legend(loc="upper left", ncols=2)
    axes.set_ylabel("points")
    thousands(axes.yaxis)


def draw_status(axes: Axes, year: Year) -> None:
    """Draw the qualifying value over the thresholds of the levels, shaded by the level that is held."""
    when, names = dates(year), year.program.level_names
    values = [step.figure("status") for step in year.steps]
    if year.program.tiers is None:
        axes.text(0.5, 0.5, "no levels", transform=axes.transAxes, ha="center", color=FAINT_INK)
        axes.set_yticks([])
        return
    levels = [names.index(str(step.told["tier"])) for step in year.steps]
    starts = [level.starts for level in year.program.tiers.levels.values()]
    beyond = [start for start in starts if start > max(values)]
    top = 1.2 * max([*values, *beyond[:1], 1])
    shade_levels(axes, year, when, levels)
    lines = [(name, start) for name, start in zip(names, starts, strict=True) if 0 < start <= top]
    gap = top * LABEL_POINTS / 72 / (HEIGHT * PANEL_SHARE)
    for (name, start), at in zip(lines, spread([start for _, start in lines], gap), strict=True):
        axes.axhline(start, color=FAINT_INK, linewidth=0.8, linestyle=(0, (3, 2)))
        axes.annotate(
            shortened(name, 12), (1.02, at), xycoords=("axes fraction", "data"), va="center", fontsize=8,
            color=INK, annotation_clip=False,
        )  # fmt: skip
    axes.plot(when, values, color=INK, drawstyle="steps-post")
    axes.set_ylim(0, top)
    name = year.program.status.name if year.program.status else "spend in the window"
    axes.set_ylabel(shortened(name, 24))
    thousands(axes.yaxis)


def shade_levels(axes: Axes, year: Year, when: Sequence[float], levels: Sequence[int]) -> None:
    """Shade the time by the level that is held, and name the level where there is room."""
    names = year.program.level_names
    shades = level_colours(len(names))
    begin = 0
    for at in range(1, len(levels) + 1):
        if at < len(levels) and levels[at] == levels[begin]:
            continue
        end = when[at] if at < len(levels) else day_number(year, year.habits.days)
        axes.axvspan(when[begin], end, color=shades[levels[begin]], alpha=0.45, linewidth=0)
        name = shortened(names[levels[begin]], 12)
        if (end - when[begin]) / (7 * year.habits.weeks) > ROOM_A_LETTER * len(name):
            middle = (when[begin] + end) / 2
            axes.annotate(
                name, (middle, 0.97), xycoords=("data", "axes fraction"), ha="center", va="top", fontsize=8,
                color=INK,
            )  # fmt: skip
        begin = at


def date_axis(axes: Axes, year: Year) -> None:
    """Label the days with months, and with the year where one begins."""
    from matplotlib.dates import AutoDateLocator, ConciseDateFormatter

    locator = AutoDateLocator(minticks=3, maxticks=7)  # type: ignore[no-untyped-call]
    axes.xaxis.set_major_locator(locator)
    axes.xaxis.set_major_formatter(ConciseDateFormatter(locator))  # type: ignore[no-untyped-call]
    axes.set_xlim(day_number(year, 0), day_number(year, year.habits.days))


def write_figure(years: Sequence[Year], path: Path) -> None:
    """Write the figure of the years into a file: SVG, PNG or PDF, as its name ends; the same bytes again."""
    from matplotlib import rc_context

    stamp = {".svg": {"Date": None}, ".pdf": {"CreationDate": None}}.get(path.suffix, {})
    settings: Any = {**SETTINGS, "svg.hashsalt": "member", "font.family": fonts()}
    with rc_context(settings):
        figure = draw(years)
        figure.savefig(path, dpi=200, facecolor="white", metadata=stamp)
