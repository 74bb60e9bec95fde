"""What one run leaves: whole numbers by week, level and group, and what is needed to read them."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from simulator.accounts.chart import CUSTOMER_WIDTH, GROUPS, VINTAGE_KINDS, WIDTH

Ints = NDArray[np.int64]
Scalar = str | int | float

# What every run says of itself; a run may say more (the books read facts of the program from here).
META: tuple[str, ...] = (
    "design",  # name in the study, for people
    "design_hash",  # of the resolved design and of all that its runs depend on: the key of its files
    "mode",  # uncertain | fixed | equal_cost | launch | running
    "replication",
    "seed",
    "scenario_hash",  # of the resolved study: results of two studies never mix
    "weeks",
    "customers",
    "start",  # running | launch
    "begins",  # the date of day 0, ISO
)


class RunRecord(NamedTuple):
    """One design under one replication. W weeks, L levels, M months, N customers; all arrays int64.

    Attributes
    ----------
    meta
        Facts about the run: at least the names in `META`, then versions, processor and economic facts.
    parameters
        Behaviour parameters used, by name.
    levels
        Names of the L levels in ascending order; empty when there is no program.
    tally : (W, L + 1, 3, WIDTH)
        Columns of `simulator.accounts.chart` by week, level (0: no member) and group of buyers.
    opening : (WIDTH,)
        Sums of the stock columns at the opening of week 0; 0 in columns that are flows.
    vintages : (M, M, VINTAGE_KINDS)
        Points moved, by month of movement, month of issue and kind.
    opening_vintages : (M,)
        Points outstanding at the opening of week 0 by month of issue.
    vintage_origin
        Month of index 0 of both, as year * 12 + month - 1.
    customers : (N, CUSTOMER_WIDTH)
        What is kept of each customer over the run; (0, CUSTOMER_WIDTH) in a record read without it.
    tier_mix : (W + 1, L + 1)
        Customers by level at the end of each week; row 0 is the opening, column 0 is no member.
    rivals : (W, R, len(RIVAL_COLUMNS))
        What each of R rivals did and won in each week; (0, 0, ...) in a record that was made without.
    """

    meta: Mapping[str, Scalar]
    parameters: Mapping[str, float]
    levels: tuple[str, ...]
    tally: Ints
    opening: Ints
    vintages: Ints
    opening_vintages: Ints
    vintage_origin: int
    customers: Ints
    tier_mix: Ints
    rivals: Ints = np.zeros((0, 0, 0), np.int64)


# Of a rival in a week: its price against the market's in 1e-6, orders, members of its program at the end, and
# what the program costs it, minor units.
RIVAL_COLUMNS: tuple[str, ...] = ("price", "orders", "members", "program_cost")
ARRAYS: tuple[str, ...] = (
    "tally",
    "opening",
    "vintages",
    "opening_vintages",
    "customers",
    "tier_mix",
    "rivals",
)


def faults(record: RunRecord) -> list[str]:
    """Tell what keeps a record from being one: missing facts, wrong shapes, numbers that are not int64."""
    found = [f"meta has no `{name}`" for name in META if name not in record.meta]
    weeks, rows, months = record.tally.shape[0], len(record.levels) + 1, record.opening_vintages.shape[0]
    shapes = {
        "tally": (weeks, rows, len(GROUPS), WIDTH),
        "opening": (WIDTH,),
        "vintages": (months, months, VINTAGE_KINDS),
        "opening_vintages": (months,),
        "customers": (record.customers.shape[0], CUSTOMER_WIDTH),
        "tier_mix": (weeks + 1, rows),
        "rivals": (weeks, record.rivals.shape[1], len(RIVAL_COLUMNS)) if record.rivals.size else (0, 0, 0),
    }
    for name in ARRAYS:
        array = getattr(record, name)
        if array.dtype != np.int64:
            found.append(f"{name} is {array.dtype}, not int64")
        if array.shape != shapes[name]:
            found.append(f"{name} has shape {array.shape}, not {shapes[name]}")
    if not found and record.meta["weeks"] != weeks:
        found.append(f"meta says {record.meta['weeks']} weeks, the tally has {weeks}")
    return found


def digest(record: RunRecord) -> str:
    """Return the SHA-256 of every number that the run made; facts about the run and names stay out.

    Two designs whose runs have one digest are identical in bits.
    """
    content = hashlib.sha256()
    for name in ARRAYS:
        array = np.ascontiguousarray(getattr(record, name), dtype="<i8")
        content.update(f"{name}{array.shape}".encode())
        content.update(array.tobytes())
    return content.hexdigest()
