"""Draws figures as SVG that can stand in a page: no outside names, no clashing ids, the same bytes again."""

from __future__ import annotations

import html
import io
import re
import warnings
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from reports.style import SETTINGS, fonts

if TYPE_CHECKING:
    from matplotlib.figure import Figure

# Ids of letters hold a hyphen before the glyph's number; those of markers, clips and hatches hold none.
_GLYPH = re.compile(r'<path id="([\w-]+-[0-9a-f]+)"([^>]*)/>\s*')
_NUMBER = re.compile(r"-?\d+\.\d{3,}")


LONG_LINE = 1_000
"""Characters of a path from which on it is a line of many points rather than a shape."""


class Sheet:
    """Figures of one page, which share the outlines of their letters.

    Attributes
    ----------
    missing
        True once a sign could not be drawn because no installed font has it.
    """

    def __init__(self) -> None:
        self.missing = False
        self._glyphs: dict[str, str] = {}

    def draw(self, name: str, alt: str, make: Callable[[], Figure | None]) -> str | None:
        """Return one figure as an `svg` element described by `alt`, None where there is nothing to draw."""
        from matplotlib import rc_context

        settings: Any = {**SETTINGS, "svg.hashsalt": name, "font.family": fonts()}
        buffer = io.StringIO()
        with rc_context(settings), warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always")
            figure = make()
            if figure is None:
                return None
            figure.savefig(buffer, format="svg", metadata={"Date": None})
        for warning in caught:
            if "Glyph" in str(warning.message):
                self.missing = True
            else:
                warnings.warn_explicit(warning.message, warning.category, warning.filename, warning.lineno)
        return self._tidied(buffer.getvalue(), name, alt)

    def letters(self) -> str:
        """Return the outlines of all letters used, as a hidden element that must stand in the same page."""
        paths = "".join(f'<path id="{key}" {self._glyphs[key]}/>' for key in sorted(self._glyphs))
        return f'<svg width="0" height="0" class="letters" aria-hidden="true"><defs>{paths}</defs></svg>'

    def _keep_glyph(self, match: re.Match[str]) -> str:
        self._glyphs[match.group(1).replace("DejaVuSans", "font")] = " ".join(match.group(2).split())
        return ""

    def _tidied(self, text: str, name: str, alt: str) -> str:
        """Strip what a page does not need and name what must be unique in it."""
        size = re.search(r'viewBox="0 0 ([\d.]+) ([\d.]+)"', text)
        width, height = (round(float(part)) for part in size.groups()) if size else (0, 0)
        body = re.sub(r"<!--.*?-->|<metadata>.*?</metadata>|<style.*?</style>", "", text, flags=re.DOTALL)
        body = body[body.index(">", body.index("<svg")) + 1 : body.rindex("</svg>")]
        body = _GLYPH.sub(self._keep_glyph, body)
        body = re.sub(r'<g id="[^"]*"', "<g", body)
        body = re.sub(r'(<use [^>]*?)transform="translate\(([-\d.]+) 0\)"', r'\1x="\2"', body)
        body = body.replace("xlink:href", "href")
        body = re.sub(r'(id="|url\(#|href="#)(\w+)(?=["\)])', rf"\1{name}-\2", body)
        body = re.sub(r' style="([^"]*)"', _as_attributes, body)
        body = re.sub(r' (?:d|points|x|y)="[^"]*"|translate\([^)]*\)', _shorter, body)
        body = re.sub(r">\s+<", "><", body.replace('"#DejaVuSans', '"#font'))
        body = _without_idle_groups(body.replace("<g/>", "").replace("<defs></defs>", ""))
        return (
            f'<svg viewBox="0 0 {width} {height}" role="img" aria-label="{html.escape(alt)}" '
            f'stroke-linejoin="round" stroke-linecap="butt">{body.strip()}</svg>'
        )


def _without_idle_groups(text: str) -> str:
    """Take out groups that say nothing of what they hold."""
    kept: list[str] = []
    idle: list[bool] = []  # of each open group, whether it is left out
    for part in re.split(r"(</?g\b[^>]*>)", text):
        if part.startswith("<g"):
            idle.append(part == "<g>")
            left_out = idle[-1]
        else:
            left_out = part == "</g>" and idle.pop()
        if not left_out:
            kept.append(part)
    return "".join(kept)


def _as_attributes(match: re.Match[str]) -> str:
    """Turn a style into attributes, so that the page's policy can forbid styles on elements."""
    pairs = (pair.split(":", 1) for pair in match.group(1).split(";") if ":" in pair)
    return "".join(f' {key.strip()}="{value.strip()}"' for key, value in pairs)


def _shorter(match: re.Match[str]) -> str:
    """Round coordinates to a hundredth of a point, on long lines to a tenth, and fold white space."""
    digits = 1 if len(match.group()) > LONG_LINE else 2

    def rounded(number: re.Match[str]) -> str:
        return f"{float(number.group()):.{digits}f}".rstrip("0").rstrip(".")

    text = _NUMBER.sub(rounded, match.group())
    return " " + " ".join(text.split()) if text.startswith(" ") else text
