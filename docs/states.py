"""The page of what is known of customers and what is counted."""

from __future__ import annotations

import inspect
import math
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import numpy as np

from docs.markdown import plain, spans, table, wrapped
from docs.reading import comments_in
from simulator.accounts import chart
from simulator.customers import state as held
from simulator.customers.page import PAGE
from simulator.customers.ranges import STATE_RANGES, TRAIT_LAWS, TRAIT_RANGES, Values
from simulator.service.twin import DeskState

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


# The parts of a customer's row of balances, in the order of `fresh_rings`.
BALANCES = (
    ("usable points by week of credit", "points"),
    ("points by the week in which they become usable", "points"),
    (
        "qualifying value by calendar month; with a rolling window perhaps also spend and days of visits",
        "of its metric",
    ),
    (
        "counters of what a program caps or asks for: the day or window counted, and how far it has come",
        "number",
    ),
)
# What `engine/rivalry.py` keeps of the weeks that are over.
RIVALRY = (
    ("steps", "0 or more", "0", "steps that each rival's price is down in a price war"),
    ("orders", "0 or more", "none", "orders of each rival in each week of the study"),
    ("paid", "0 or more", "none", "the firm's goods and price cuts of each week, minor units"),
)


def kind_of(kind: Any) -> str:
    """Return the kind of a column in words."""
    base, shape = kind if isinstance(kind, tuple) else (kind, ())
    size = "" if shape == () else f", {' x '.join(map(str, shape if isinstance(shape, tuple) else (shape,)))}"
    return KINDS[base] + size


def columns(fields: Iterable[tuple[str, Any, str]]) -> Iterator[str]:
    """Yield the table of a record's columns."""
    yield from table(("name", "kind", "meaning"), ((f"`{n}`", kind_of(k), text) for n, k, text in fields))


# What `fresh_state` is handed, told apart by its value: solved for the market, or stated by the program.
HANDED = {0.25: "`satisfaction_reference`", 0.375: "`trust_reference`", 7: "the program's first"}
SET_LATER = {"key": "by seed, replication and `identity`"}


def start_of(record: Any, name: str) -> str:
    """Return what a column of a fresh record holds, in words."""
    value = np.ravel(record[name])[0].item()
    if name in SET_LATER:
        return SET_LATER[name]
    if value in HANDED and value != 0:
        return HANDED[value]
    return "never" if value == held.NEVER else plain(value)


def range_of(values: Values) -> str:
    """Return the range of a column in words."""
    _, least, greatest = values
    if least == held.NEVER:
        return "never, or any"
    if math.isinf(greatest):
        return "any" if math.isinf(least) or least < held.NEVER else f"{plain(least)} or more"
    return "any" if greatest > 2**32 else f"{plain(least)} to {plain(greatest)}"


def traits() -> Iterator[str]:
    """Yield the table of the traits."""
    yield from table(
        ("name", "unit", "range", "drawn", "kind", "meaning"),
        (
            (f"`{n}`", TRAIT_RANGES[n].unit, range_of(TRAIT_RANGES[n]), TRAIT_LAWS[n], kind_of(k), text)
            for n, k, text in held.TRAITS
        ),
    )


def moved(fields: Iterable[tuple[str, Any, str]], fresh: Any) -> Iterator[str]:
    """Yield the table of a record's states, with what each starts from."""
    yield from table(
        ("name", "unit", "range", "start", "kind", "meaning"),
        (
            (f"`{n}`", STATE_RANGES[n].unit, range_of(STATE_RANGES[n]), start_of(fresh, n), kind_of(k), text)
            for n, k, text in fields
        ),
    )


def whole_numbers(names: Mapping[str, str]) -> Iterator[str]:
    """Yield the table of what is counted for the whole market, by its comments in the code."""
    yield from table(
        ("name", "range", "start", "meaning"),
        (
            (f"`{name.removesuffix('_AT').lower()}`", "0 or more", "0", text)
            for name, text in names.items()
            if name.endswith("_AT") and name != "SERVICE_AT"
        ),
    )


def desk_rows() -> Iterator[tuple[str, ...]]:
    """Yield what a desk keeps from week to week, as its record tells it."""
    told = inspect.getdoc(DeskState) or ""
    for names, text in re.findall(r"^([\w, ]+) : \(R.*\n    (.*)$", told, re.MULTILINE):
        unit, start = "minutes" if "inute" in text else "number", "none waits"
        yield (
            spans(names.split(", ")),
            unit,
            "0 or more",
            "0" if names in ("busy_until", "count") else start,
            text,
        )


def talk_rows() -> Iterator[tuple[str, ...]]:
    """Yield what is told and heard: sums of a region, and a customer's message in a network."""
    books = comments_in("customers/state.py", "Books")
    network = comments_in("customers/state.py", "Network")
    for name in ("talk", "heard"):
        yield (f"`{name}`", "0 or more", "0", books[name])
    for name in ("told", "heard", "near"):
        yield (f"`{name}` (network)", "a byte", "0", network[name])


def rival_rows() -> Iterator[tuple[str, ...]]:
    """Yield what is kept of rivals between two weeks."""
    for name, span, start, text in RIVALRY:
        yield (f"`{name}`", span, start, text)


def states() -> Iterator[str]:
    """Yield the page of what is known of customers and what is counted."""
    yield from ("# States", "")
    yield from wrapped(
        f"What is kept of a customer: {len(held.TRAITS)} traits ({held.TRAIT_RECORD.itemsize} bytes), drawn "
        f"once; {len(held.STATE)} states ({held.STATE_RECORD.itemsize} bytes), moved by the weeks; one row "
        "of 32-bit whole numbers with balances by time, as long as the program needs; "
        f"and {len(held.RIVAL_STATE)} states for each rival ({held.RIVAL_RECORD.itemsize} bytes)."
    )
    yield ""
    yield from wrapped(
        "Start is that of people who have never met the firm; a study begins with people who have lived for "
        "years (section 5 of the README), who are elsewhere by then. A test lives random markets and holds "
        "every column to its range in each week (`tests/customers/test_ranges.py`)."
    )
    yield from ("", "## Traits", "", "Drawn once; see [decisions-of-chance.md](decisions-of-chance.md).", "")
    yield from traits()
    yield from ("", "## State", "")
    yield from moved(held.STATE, held.fresh_state(1, 0.25, 0.375, 7))
    yield from ("", "## Balances by time", "", "All whole, 0 or more, and 0 at the start.", "")
    yield from table(("part of the row", "unit"), BALANCES)
    yield from ("", "## What is lived with a rival", "")
    yield from moved(held.RIVAL_STATE, held.fresh_rivals(1, 1, 0.25, 0.375))
    yield ""
    yield from wrapped(
        "At a rival with a program a customer has an account as well: the states and balances above once "
        "more, with the same ranges and starts (`customers/houses.py`)."
    )
    yield from ("", "## What the market took", "")
    yield "By week, month and year: what is scarce, and what service goes by. A week reads it as it opened."
    yield ""
    yield from whole_numbers(comments_in("customers/market_counts.py"))
    yield from (
        "",
        "## Talk",
        "",
        "By region in a mean field, by customer in a network; a week reads the last one's.",
        "",
    )
    yield from table(("name", "range", "start", "shape and meaning"), talk_rows())
    yield from ("", "## Desks between two weeks", "")
    yield from table(("name", "unit", "range", "start", "meaning"), desk_rows())
    yield from ("", "## Rivals between two weeks", "")
    yield from table(("name", "range", "start", "meaning"), rival_rows())
    yield from ("", "## Facts of a run", "", "Read by every week, the same for all customers.", "")
    yield from columns(held.CONDITIONS)
    yield from ("", "## The page of a week", "")
    yield "What the week knows, and the lines on which one customer's week is written before it is added up."
    yield ""
    yield from columns(PAGE)
    yield from ("", "## What is counted", "")
    yield from wrapped(
        f"{chart.WIDTH} columns, each a 64-bit whole number, by week, by level held (and no member) and by "
        f"group of buyers ({', '.join(chart.GROUPS)}). Each starts a week at 0. Money is in minor units "
        "(fen, cents)."
    )
    yield ""
    yield from table(
        ("column", "unit", "meaning"), ((f"`{n}`", unit, text) for n, unit, text in chart.COLUMNS)
    )
    yield from ("", "Of each customer a run keeps: " + spans(chart.CUSTOMER_COLUMNS) + ".")
