"""The page of what is known of customers and what is counted."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from docs.markdown import spans, table, wrapped
from simulator.accounts import chart
from simulator.customers import state as held
from simulator.customers.page import PAGE

KINDS = {
    "f4": "32-bit float",
    "f8": "64-bit float",
    "u1": "byte",
    "u2": "16-bit count",
    "i2": "16-bit whole",
    "i4": "32-bit whole",
    "i8": "64-bit whole",
}
KINDS |= {"u8": "64-bit key"}


def kind_of(kind: Any) -> str:
    """Return the kind of a column in words."""
    base, shape = kind if isinstance(kind, tuple) else (kind, ())
    size = "" if shape == () else f", {' x '.join(map(str, shape if isinstance(shape, tuple) else (shape,)))}"
    return KINDS[base] + size


def columns(fields: Iterable[tuple[str, Any, str]]) -> Iterator[str]:
    """Yield the table of a record's columns."""
    yield from table(("name", "kind", "meaning"), ((f"`{n}`", kind_of(k), text) for n, k, text in fields))


def states() -> Iterator[str]:
    """Yield the page of what is known of customers and what is counted."""
    yield from ("# States", "")
    yield from wrapped(
        f"What is kept of a customer: {len(held.TRAITS)} traits ({held.TRAIT_RECORD.itemsize} bytes), drawn "
        f"once; {len(held.STATE)} states ({held.STATE_RECORD.itemsize} bytes), moved by the weeks; one row "
        "of 32-bit whole numbers with balances by time, as long as the program needs: usable points by week "
        "of credit, points pending by the week in which they become usable, qualifying value by calendar "
        f"month; and {len(held.RIVAL_STATE)} states for each rival ({held.RIVAL_RECORD.itemsize} bytes)."
    )
    yield from ("", "## Traits", "")
    yield from columns(held.TRAITS)
    yield from ("", "## State", "")
    yield from columns(held.STATE)
    yield from ("", "## What is lived with a rival", "")
    yield from columns(held.RIVAL_STATE)
    yield from ("", "## Facts of a run", "", "Read by every week, the same for all customers.", "")
    yield from columns(held.CONDITIONS)
    yield from ("", "## The page of a week", "")
    yield "What the week knows, and the lines on which one customer's week is written before it is added up."
    yield ""
    yield from columns(PAGE)
    yield from ("", "## What is counted", "")
    yield from wrapped(
        f"{chart.WIDTH} columns, each a 64-bit whole number, by week, by level held (and no member) and by "
        f"group of buyers ({', '.join(chart.GROUPS)}). Money is in minor units (fen, cents)."
    )
    yield ""
    yield from table(
        ("column", "unit", "meaning"), ((f"`{n}`", unit, text) for n, unit, text in chart.COLUMNS)
    )
    yield from ("", "Of each customer a run keeps: " + spans(chart.CUSTOMER_COLUMNS) + ".")
