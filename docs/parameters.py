"""The page of the numbers of behaviour."""

from __future__ import annotations

import csv
import importlib
from collections.abc import Iterator

from docs.markdown import plain, spans, table, wrapped
from docs.reading import ROOT, named_in
from simulator.market.behaviour import BASELINE_MECHANISMS, FIELDS, MECHANISMS, SOLVED, Field
from simulator.market.bounds import BOUNDS

# Mechanisms that the sources name without a form, with the form that they have here.
WITHOUT_FORM = ROOT / "docs" / "without_form.csv"
# What decides something of people or markets and is no number of behaviour.
FIXED = ROOT / "docs" / "fixed_in_code.csv"


def parameters() -> Iterator[str]:
    """Yield the page of behaviour numbers."""
    free = sum(field.low < field.high for field in FIELDS)
    tags = ", ".join(f"{sum(f.tag == tag for f in FIELDS)} {tag}" for tag in sorted({f.tag for f in FIELDS}))
    yield from ("# Numbers of behaviour", "")
    yield from wrapped(
        f"{len(FIELDS)} stated numbers ({tags}), from `simulator/market/behaviour.csv`. A market file may "
        f"state any of them anew. {free} have a range: each replication draws them from a triangle over the "
        "range with its peak at the value, one draw for all designs. A number without a range is taken as "
        "known; *may be* is what a market file may state at all. *Published* means that the source gives "
        "the form, the sign or the size; where it gives no "
        "size, the source column says so."
    )
    yield ""
    columns = ("name", "value", "range", "may be", "unit", "tag", "meaning", "source", "read in")
    yield from table(columns, (parameter_row(field) for field in FIELDS))
    yield from ("", "## Solved, not stated", "")
    yield from wrapped(
        "These are found by `engine/solve.py` for each set of stated numbers, so that the market "
        "without a program has its stated shares, its stated leaving and its stated answer to prices, "
        "whichever mechanisms are on. The values below are those that the search starts from."
    )
    yield ""
    yield from table(columns, (parameter_row(field) for field in SOLVED))
    yield from ("", "## What the sources name without a form", "")
    yield from wrapped(
        "Each has this one here, given before it was built. All sizes are to be tried over their ranges; "
        "where a study gives a sign it is named. S is satisfaction with the firm and T trust in it, 0-1."
    )
    yield ""
    head = ("mechanism", "form", "number", "default", "range", "tag", "sign from")
    yield from table(head, without_form_rows())
    yield from ("", "## Fixed in the code", "")
    yield from wrapped(
        "These are not drawn and no file states them. An *assumption* is one here as much as above; a "
        "*bound* cuts off what next to never happens; a *numerical* one is to change nothing that matters. "
        "Constants within a rule stand in its formula on [rules.md](rules.md), and the sizes of a program in "
        "`program/sizes.py`."
    )
    yield ""
    yield from table(("name", "value", "unit", "kind", "meaning", "in"), fixed_rows())
    yield from ("", "## Switches", "")
    yield from wrapped(
        "A market file may switch a mechanism off (`mechanisms: {talk: off}`). Those marked with a star also "
        "act without a program, so the solved numbers are found again when they are switched."
    )
    yield ""
    yield from table(
        ("switch", "off", "how"),
        (
            (
                f"`{name}`" + (" \\*" if name in BASELINE_MECHANISMS else ""),
                still,
                ", ".join(f"`{key}` = {plain(value)}" for key, value in values.items()),
            )
            for name, still, values in MECHANISMS
        ),
    )


def parameter_row(field: Field) -> tuple[str, ...]:
    """Return the row of one number."""
    places = named_in(*(f"{holder}.{field.name}" for holder in ("b", "numbers", "on", "off")))
    files = dict.fromkeys(place.partition("::")[0] for place in places)
    span = f"{plain(field.low)} to {plain(field.high)}" if field.low < field.high else ""
    may = "{} to {}".format(*map(plain, BOUNDS[field.name])) if field.name in BOUNDS else ""
    return (
        f"`{field.name}`", plain(field.default), span, may, field.unit, field.tag, field.meaning,
        field.source, spans(files),
    )  # fmt: skip


def without_form_rows() -> Iterator[tuple[str, ...]]:
    """Yield a row for each number of the mechanisms that the sources give no form for."""
    by_name = {field.name: field for field in FIELDS}
    with WITHOUT_FORM.open(newline="", encoding="utf-8") as lines:
        for told in csv.DictReader(lines):
            about = (told["mechanism"], told["form"])
            sign = told["sign from"]
            for name in told["numbers"].split():
                field = by_name[name]
                span = f"{plain(field.low)} to {plain(field.high)}" if field.low < field.high else ""
                yield (*about, f"`{name}`", plain(field.default), span, field.tag, sign)
                about, sign = ("", ""), ""


def fixed_rows() -> Iterator[tuple[str, ...]]:
    """Yield a row for each constant of the code that decides something, with the value that it has there."""
    with FIXED.open(newline="", encoding="utf-8") as lines:
        for told in csv.DictReader(lines):
            module, name = told["module"], told["name"]
            value = getattr(importlib.import_module(f"simulator.{module}"), name)
            place = f"`{module.replace('.', '/')}.py`"
            yield (f"`{name}`", plain(value), told["unit"], told["kind"], told["meaning"], place)
