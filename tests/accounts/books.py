"""Books of runs that never were, drawn by hypothesis: random numbers under which every law holds."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from hypothesis import strategies as st
from numpy.typing import NDArray

from simulator.accounts import chart

Ints = NDArray[np.int64]

BENEFITS = [
    chart.PRICE_DISCOUNT, chart.CHECKOUT_REDEEMED, chart.CASH_BACK, chart.CATALOGUE_COST,
    chart.PRIVILEGE_SHIPPING, chart.PRIVILEGE_SERVICE, chart.PRIVILEGE_RETURNS, chart.PRIVILEGE_GIFTS,
    chart.PRIVILEGE_ACCESS, chart.PRIVILEGE_GUARANTEE,
]  # fmt: skip
FLOWS = [chart.POINTS_ISSUED, chart.POINTS_REDEEMED, chart.POINTS_EXPIRED, chart.POINTS_REVERSED]
GROUPS = len(chart.GROUPS)


class Books(NamedTuple):
    tally: Ints
    opening: Ints


@st.composite
def books(draw: st.DrawFn) -> Books:
    """A few weeks of a few levels; about half of the cells are empty, as in a real run."""
    weeks, levels = draw(st.integers(1, 6)), draw(st.integers(1, 4))
    luck = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    size = draw(st.sampled_from([10, 10_000, 10**9]))
    shape = (weeks, levels + 1, GROUPS, chart.WIDTH)
    tally = luck.integers(0, size, shape) * luck.integers(0, 2, shape)
    _fund(tally, luck)
    opening = _points(tally, luck, size)
    opening[chart.STATUS_OBLIGATION] = luck.integers(0, size)
    _fees(tally, opening, luck, size)
    return Books(tally, opening)


def _fund(tally: Ints, luck: np.random.Generator) -> None:
    for column, funder in ((chart.FUNDED_SELLER, "seller"), (chart.FUNDED_PARTNER, "partner")):
        parts = [chart.NAMES.index(f"{chart.NAMES[line]}_{funder}") for line in BENEFITS]
        for line, part in zip(BENEFITS, parts, strict=True):
            tally[..., part] = tally[..., line] * luck.integers(0, 500, tally.shape[:-1]) // 1000
        tally[..., column] = tally[..., parts].sum(axis=-1)
    total = tally[..., BENEFITS].sum(axis=-1)
    tally[..., chart.FUNDED_FIRM] = total - tally[..., [chart.FUNDED_SELLER, chart.FUNDED_PARTNER]].sum(
        axis=-1
    )


def _fees(tally: Ints, opening: Ints, luck: np.random.Generator, size: int) -> None:
    """Recognise what was received, is not given back and is not owed at the end of each week."""
    before: Ints = luck.integers(0, size, (tally.shape[2],))
    opening[chart.FEES_UNEARNED] = int(before.sum())
    owed = tally[..., chart.FEES_UNEARNED].sum(axis=1)
    change = np.diff(np.concatenate([before[np.newaxis], owed]), axis=0)
    received = tally[..., chart.FEES].sum(axis=1) - tally[..., chart.FEES_REFUNDED].sum(axis=1)
    rest = tally[:, :-1, :, chart.FEES_EARNED].sum(axis=1)
    tally[:, -1, :, chart.FEES_EARNED] = received - change - rest


def _points(tally: Ints, luck: np.random.Generator, size: int) -> Ints:
    """Make stocks out of the flows, spread over levels at random; return the opening."""
    weeks, rows, groups, _ = tally.shape
    tally[:, 0, :, FLOWS] = 0
    issued, redeemed, expired, reversed_ = (tally[..., column].sum(axis=1) for column in FLOWS)
    held = luck.integers(0, size, groups)
    opening = np.zeros(chart.WIDTH, np.int64)
    opening[chart.POINTS_OUTSTANDING] = held.sum()
    stock = held + np.cumsum(issued - redeemed - expired - reversed_, axis=0)
    spread = np.zeros((weeks, rows, groups), np.int64)
    for row in range(1, rows - 1):
        spread[:, row] = luck.integers(-size, size, (weeks, groups))
    spread[:, -1] = stock - spread.sum(axis=1)
    tally[..., chart.POINTS_OUTSTANDING] = spread
    # What can be used is not below 0: debts make up for a cell that owes.
    tally[..., chart.POINTS_DEBT] = np.maximum(-spread, 0) + luck.integers(0, 3, spread.shape)
    tally[..., chart.POINTS_PENDING] = np.maximum(spread, 0) // 2
    return opening


class Vintages(NamedTuple):
    moved: Ints
    opening: Ints
    goods: Ints
    first: int


@st.composite
def vintages(draw: st.DrawFn) -> Vintages:
    """Points of a few issue months, used, expired and taken back at random; none is used twice."""
    months = draw(st.integers(1, 9))
    first = draw(st.integers(0, months - 1))
    luck = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    size = draw(st.sampled_from([3, 500, 10**7]))
    opening = np.zeros(months, np.int64)
    opening[: first + 1] = luck.integers(0, size, first + 1)
    held = opening.copy()
    moved = np.zeros((months, months, chart.VINTAGE_KINDS), np.int64)
    for month in range(first, months):
        moved[month, month, chart.VINTAGE_ISSUED] = luck.integers(0, size)
        held[month] += moved[month, month, chart.VINTAGE_ISSUED]
        for kind in (chart.VINTAGE_REDEEMED, chart.VINTAGE_EXPIRED, chart.VINTAGE_REVERSED):
            part = luck.integers(0, 2, months) * (held * luck.random(months)).astype(np.int64)
            clear = luck.random(months) < 0.1
            moved[month, :, kind] = np.where(clear, held, part)
            held -= moved[month, :, kind]
    goods = luck.integers(1, 100 * size, months)
    return Vintages(moved, opening, goods, first)
