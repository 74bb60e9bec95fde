"""What a metric is, what it reads, and the one page of terms that is printed with every figure."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from simulator.accounts.chart import CUSTOMER_COLUMNS

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Scalar = str | int | float

# Terms that the definitions of single metrics build on. The order is that of the page.
TERMS: dict[str, str] = {
    "customers": "Everybody in the simulated market at its start, those who never order and those who leave "
    "included: no average is over survivors.",
    "week": "Seven days, counted from 0 at the day on which the study begins. A year is 52 weeks.",
    "money": "Whole minor units (fen, cents), not adjusted for inflation and not discounted unless said so.",
    "discounting": "The annual rate is shared out over 52 weeks; week t, counted from 0, is divided by "
    "(1 + rate/52)^t, so the first week is not discounted.",
    "active": "Ordered from the firm in the last 13 weeks.",
    "lapsed": "Has left the firm and does not consider it until won back: a state of the model, which a firm "
    "would only see as silence.",
    "light, moderate, heavy": "Thirds of the customers by the orders expected of them from the firm without "
    "any program, among those expected to buy within two years; the same people under every design.",
    "sales": "Goods sold and kept at the shop's price: before price cuts for members, points, cash-back and "
    "whatever is given beside them, which are all benefits; orders refused at the door or returned are out.",
    "program cost": "The firm's share of every benefit (price cuts, points used, cash-back, rewards, "
    "privileges) and contacts, running, events that earn and enrolment. What sellers and partners fund is "
    "theirs.",
    "two views of what is owed": "The obligation is what members' points and privileges are "
    "expected to cost the firm; its change alone enters profit, so an expired point is never income twice. "
    "Deferred revenue is the accounting view of IFRS 15: part of the firm's own price (goods at what members "
    "pay for a retailer, the commission for a marketplace), set aside for points that the firm itself pays "
    "for and recognised as they are redeemed, per issue month, by an estimate that knows no later month. The "
    "two answer different questions and are never added.",
    "incremental": "The same people with the same luck under the design, minus under the baseline. Members "
    "against non-members is selection, not effect, and is printed as the naive gap.",
    "break-even lift": "The share by which sales must rise before the program pays: c / (m - c), c being its "
    "cost after breakage and m the gross profit, both as shares of sales. Infinite: no lift pays.",
}


class Record(Protocol):
    """What the yardsticks read of one run: one design under one replication.

    W weeks, L levels, M months, N customers; every array is int64. Of `meta` are read: design, replication,
    seed, customers, start, begins (ISO date), last_entry (week in which the last customer enters, 0 where it
    is not stated), and of the program point_price and point_cost (what a point is worth and costs the firm
    when used, whole millionths of a minor unit), firm_share (the firm's share of what points were used for
    before the run, 0 to 1), expected_redemption and believed_redemption (share of the points earned that will
    be used in all, in the long run and as believed before anything is known, 0 to 1) and redeemed_later
    (shares of points held that will be used yet, by age, as `accounts.redemption.told` writes them).
    """

    @property
    def meta(self) -> Mapping[str, Scalar]:
        """Facts about the run."""
        ...

    @property
    def tally(self) -> Ints:
        """Columns of `simulator.accounts.chart`, (W, L + 1, 3, WIDTH); row 0: no member."""
        ...

    @property
    def opening(self) -> Ints:
        """Sums of the stock columns at the opening of week 0, (WIDTH,)."""
        ...

    @property
    def vintages(self) -> Ints:
        """Points moved by month of movement, month of issue and kind, (M, M, 4)."""
        ...

    @property
    def opening_vintages(self) -> Ints:
        """Points outstanding at the opening by month of issue, (M,)."""
        ...

    @property
    def vintage_origin(self) -> int:
        """Month of index 0 of both, as year * 12 + month - 1."""
        ...

    @property
    def customers(self) -> Ints:
        """What is kept of each customer, (N, CUSTOMER_WIDTH)."""
        ...


class Metric(NamedTuple):
    """One number of a run, with what is printed beside it.

    Attributes
    ----------
    name
        Key in tables.
    title
        For people.
    unit
        share, minor (money), points, week, minutes, count or ratio.
    definition
        What it means, in a sentence or two.
    measure
        Of a run, the baseline's run of the same replication, and the annual discount rate. None where the
        question has no answer: nothing to divide by, or not within the horizon.
    """

    name: str
    title: str
    unit: str
    definition: str
    measure: Callable[[Record, Record, float], float | None]


class Series(NamedTuple):
    """One number a week of a run: as `Metric`, with (W,) floats that are not a number where unanswered."""

    name: str
    title: str
    unit: str
    definition: str
    measure: Callable[[Record, Record, float], Floats]


def alone(
    measure: Callable[[Record], float | None],
) -> Callable[[Record, Record, float], float | None]:
    """Make a measure of one run out of one that asks for neither baseline nor discount rate."""
    return lambda record, baseline, annual_rate: measure(record)


def weekly(column: int, scale: float = 1.0) -> Callable[[Record, Record, float], Floats]:
    """Make the series of a column's sum over all customers, divided by a scale."""
    return lambda record, baseline, annual_rate: record.tally[..., column].sum(axis=(1, 2)) / scale


def weekly_mean(column: int, per: int, scale: float = 1.0) -> Callable[[Record, Record, float], Floats]:
    """Make the series of a column's sum per unit of another column."""

    def measure(record: Record, baseline: Record, annual_rate: float) -> Floats:
        totals = record.tally.sum(axis=(1, 2))
        mean = np.full(totals.shape[0], np.nan)
        np.divide(totals[:, column] / scale, totals[:, per], out=mean, where=totals[:, per] > 0)
        return mean

    return measure


def ratio(part: int, whole: int) -> float | None:
    """Return part / whole, None where there is no whole."""
    return part / whole if whole > 0 else None


def kept_of_customers(record: Record, name: str) -> Ints:
    """Return what is kept of each customer under a name of the chart, (N,).

    Raises
    ------
    ValueError
        When the run was read without its customers.
    """
    if record.customers.shape[0] == 0:
        raise ValueError(f"{_run(record)}: read without its customers, so their `{name}` is not known")
    column: Ints = record.customers[:, CUSTOMER_COLUMNS.index(name)]
    return column


def fact(record: Record, name: str) -> Scalar:
    """Return a fact about the run.

    Raises
    ------
    ValueError
        When the run does not state it.
    """
    if name not in record.meta:
        raise ValueError(f"{_run(record)}: the run does not state `{name}`, which the books need")
    return record.meta[name]


def same_people(record: Record, baseline: Record) -> None:
    """Refuse to compare runs that are not of the same people with the same luck over the same weeks.

    Raises
    ------
    ValueError
        Naming what differs.
    """
    for name in ("seed", "replication", "customers", "begins"):
        if fact(record, name) != fact(baseline, name):
            raise ValueError(
                f"{_run(record)} and {_run(baseline)} differ in {name}: {record.meta[name]} and "
                f"{baseline.meta[name]}; an effect is measured on the same people"
            )
    if record.tally.shape[0] != baseline.tally.shape[0]:
        raise ValueError(
            f"{_run(record)} and {_run(baseline)} differ in weeks: {record.tally.shape[0]} and "
            f"{baseline.tally.shape[0]}"
        )


def _run(record: Record) -> str:
    return f"run {record.meta.get('design', '?')}/{record.meta.get('replication', '?')}"
