"""How the report looks: one colour and line per design everywhere, calm axes, labels at the data."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

# The baseline is grey. Any two differ for readers with each kind of colour blindness, and all have at least
# 4.5:1 contrast to white, so that labels can be written in them.
COLOURS = ("#767676", "#0067A5", "#C44E00", "#0B4F45", "#9438D6", "#5A0A23", "#7D5B38", "#141452")
DASHES: tuple[str | tuple[float, tuple[float, ...]], ...] = (
    "-",
    "-",
    (0, (5, 1.5)),
    (0, (6, 1.5, 1, 1.5)),
    (0, (1.5, 1.2)),
    (0, (3, 1, 1, 1, 1, 1)),
    (0, (8, 3)),
    (0, (2, 3)),
)
MARKERS = ("o", "o", "s", "D", "^", "v", "P", "X")

INK = "#1F2933"
FAINT_INK = "#5B6770"
GRID = "#E3E7EA"
BAND_STRENGTH = 0.14
NO_MEMBER = "#ECEFF1"
LEVEL_RAMP = ("#CFE3E1", "#9CC6C2", "#67A5A0", "#3A817C", "#17595A", "#082F33")
FUNDERS = {"firm": "#37474F", "seller": "#90A4AE", "partner": "#D3DCE1"}

WIDTH = 7.6
"""Width of every figure in inches; the page scales it to its column."""
MOST_POINTS = 160
"""Points of the longest line that is drawn; a longer one is thinned, so that a page stays small."""

# Fonts are drawn as paths. A second family serves signs that the first lacks, where it is installed.
CHINESE_FONTS = (
    "Noto Sans CJK SC", "WenQuanYi Micro Hei", "Droid Sans Fallback", "Noto Sans SC", "PingFang SC",
    "Microsoft YaHei",
)  # fmt: skip

SETTINGS: dict[str, Any] = {
    "axes.edgecolor": FAINT_INK,
    "axes.grid": True,
    "axes.grid.axis": "y",
    "axes.axisbelow": True,
    "axes.labelcolor": FAINT_INK,
    "axes.labelsize": 8.5,
    "axes.linewidth": 0.7,
    "axes.prop_cycle": "cycler('color', ['#1F2933'])",
    "axes.spines.right": False,
    "axes.spines.top": False,
    "axes.titlelocation": "left",
    "axes.titlesize": 9,
    "axes.titleweight": "bold",
    "axes.titlecolor": INK,
    "axes.unicode_minus": True,
    "figure.constrained_layout.use": True,
    "figure.facecolor": "none",
    "axes.facecolor": "none",
    "font.size": 8.5,
    "grid.color": GRID,
    "grid.linewidth": 0.7,
    "legend.frameon": False,
    "legend.fontsize": 8,
    "lines.linewidth": 1.6,
    "lines.solid_capstyle": "round",
    "svg.fonttype": "path",
    "text.color": INK,
    # Names are data: a dollar sign in one is a dollar sign.
    "text.parse_math": False,
    "xtick.color": FAINT_INK,
    "xtick.labelsize": 8,
    "xtick.major.size": 3,
    "ytick.color": FAINT_INK,
    "ytick.labelsize": 8,
    "ytick.major.size": 0,
}


def fonts() -> list[str]:
    """Return the families to draw with: the library's own, then an installed Chinese one."""
    from matplotlib import font_manager

    installed = {entry.name for entry in font_manager.fontManager.ttflist}
    return ["DejaVu Sans", *[name for name in CHINESE_FONTS if name in installed][:1]]


def colour(place: int) -> str:
    """Return the colour of a design; beyond the eighth they come round again, told apart by their lines."""
    return COLOURS[place] if place < len(COLOURS) else COLOURS[1 + (place - 1) % (len(COLOURS) - 1)]


def dash(place: int) -> str | tuple[float, tuple[float, ...]]:
    """Return the line style of a design."""
    return DASHES[place % len(DASHES)]


def marker(place: int) -> str:
    """Return the marker of a design."""
    return MARKERS[place % len(MARKERS)]


def level_colours(count: int) -> list[str]:
    """Return so many shades of one hue, light to dark, for the levels of a program."""
    if count <= 1:
        return [LEVEL_RAMP[2]]
    last = len(LEVEL_RAMP) - 1
    return [LEVEL_RAMP[round(place * last / (count - 1))] for place in range(count)]


def panels(rows: int, columns: int, height: float, **options: Any) -> tuple[Figure, Any]:
    """Return a figure of the report's width and its axes as a (rows, columns) array."""
    from matplotlib.figure import Figure

    figure = Figure(figsize=(WIDTH, height))
    return figure, figure.subplots(rows, columns, squeeze=False, **options)


def thousands(axis: Any, factor: float = 1.0) -> None:
    """Write the ticks of an axis with thousands separators, its values multiplied by a factor."""
    from matplotlib.ticker import FuncFormatter

    def text(value: float, _place: int) -> str:
        shown = round(value * factor, 9)
        return (f"{shown:,.0f}" if abs(shown) >= 10 or shown == round(shown) else f"{shown:,.2g}").replace(
            "-", "−"
        )

    axis.set_major_formatter(FuncFormatter(text))


def percent(axis: Any, *, signed: bool = False) -> None:
    """Write the ticks of an axis, which holds shares, in percent."""
    from matplotlib.ticker import FuncFormatter

    def text(value: float, _place: int) -> str:
        shown = f"{abs(value) * 100:.6g}%"
        zero = abs(value) < 1e-12
        return "0%" if zero else "−" + shown if value < 0 else "+" + shown if signed else shown

    axis.set_major_formatter(FuncFormatter(text))


def week_axis(axes: Axes, weeks: int, ticks: int = 9) -> None:
    """Label a week axis with at most so many steps, of a length that fits into a year of 52 weeks."""
    step = next((step for step in (1, 2, 4, 13, 26, 52, 104, 260) if weeks / step <= ticks), 520)
    axes.set_xticks(range(0, weeks + 1, step))
    axes.set_xlim(0, weeks)
    axes.set_xlabel("week")


def spread(places: Sequence[float], gap: float) -> list[float]:
    """Move places apart until neighbours are a gap from each other, keeping their order and middle."""
    order = sorted(range(len(places)), key=lambda index: (places[index], index))
    groups: list[tuple[list[int], float]] = []  # indices and the middle of a run of touching labels
    for index in order:
        members, middle = [index], float(places[index])
        while groups:
            before, centre = groups[-1]
            if middle - centre >= gap * (len(before) + len(members)) / 2:
                break
            groups.pop()
            weight = len(before) + len(members)
            middle = (centre * len(before) + middle * len(members)) / weight
            members = before + members
        groups.append((members, middle))
    moved = [0.0] * len(places)
    for members, middle in groups:
        first = middle - gap * (len(members) - 1) / 2
        for rank, index in enumerate(members):
            moved[index] = first + rank * gap
    return moved


LABELLED_HEIGHT = 0.8
"""Share of a figure's height that axes with labelled ends fill: such figures have one row of them."""


def label_ends(axes: Axes, ends: Sequence[tuple[float, float, str, str]], *, size: float = 8) -> None:
    """Write a label at the right of each line's end without letting two of them overlap.

    Parameters
    ----------
    axes
        Axes whose limits are final.
    ends
        x and y of the end of each line, its label and its colour.
    size
        Font size in points.
    """
    if not ends:
        return
    low, high = axes.get_ylim()
    figure = axes.get_figure(root=True)
    inches = (figure.get_figheight() if figure else 3.0) * LABELLED_HEIGHT
    gap = (high - low) * size * 1.35 / 72 / inches
    for place, (x, y, label, shade) in zip(spread([end[1] for end in ends], gap), ends, strict=True):
        moved = abs(place - y) > gap / 4
        axes.annotate(
            label,
            xy=(x, y),
            xytext=(1.03, (place - low) / (high - low)),
            textcoords="axes fraction",
            color=shade,
            fontsize=size,
            va="center",
            annotation_clip=False,
            arrowprops={"arrowstyle": "-", "color": shade, "lw": 0.5, "relpos": (0, 0.5), "shrinkB": 0}
            if moved
            else None,
        )


def shortened(text: str, longest: int = 18) -> str:
    """Cut a name that would not fit beside a figure."""
    return text if len(text) <= longest else text[: longest - 1] + "…"
