"""The page of the numbers of behaviour."""

from __future__ import annotations

from collections.abc import Iterator

from docs.markdown import plain, spans, table, wrapped
from docs.reading import named_in
from simulator.market.behaviour import BASELINE_MECHANISMS, FIELDS, MECHANISMS, SOLVED, Field


def parameters() -> Iterator[str]:
    """Yield the page of behaviour numbers."""
    free = sum(field.low < field.high for field in FIELDS)
    tags = ", ".join(f"{sum(f.tag == tag for f in FIELDS)} {tag}" for tag in sorted({f.tag for f in FIELDS}))
    yield from ("# Numbers of behaviour", "")
    yield from wrapped(
        f"{len(FIELDS)} stated numbers ({tags}), from `simulator/market/behaviour.csv`. A market file may "
        f"state any of them anew. {free} have a range: each replication draws them from a triangle over the "
        "range with its peak at the value, one draw for all designs. A number without a range is taken as "
        "known. *Published* means that the source gives the form, the sign or the size; where it gives no "
        "size, the source column says so."
    )
    yield ""
    head = ("name", "value", "range", "unit", "tag", "meaning", "source", "read in")
    yield from table(head, (parameter_row(field) for field in FIELDS))
    yield from ("", "## Solved, not stated", "")
    yield from wrapped(
        "These are found by `engine/solve.py` for each set of stated numbers, so that the market "
        "without a program has its stated shares, its stated leaving and its stated answer to prices, "
        "whichever mechanisms are on. The values below are those that the search starts from."
    )
    yield ""
    yield from table(head, (parameter_row(field) for field in SOLVED))
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
    return (
        f"`{field.name}`", plain(field.default), span, field.unit, field.tag, field.meaning, field.source,
        spans(files),
    )  # fmt: skip
