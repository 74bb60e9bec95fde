"""Points held and what they are owed for: outstanding, redeemed, and the two views of the liability."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np

from simulator.accounts import chart, profit
from simulator.accounts.deferred_revenue import LINES, AccountingView, accounting_view, by_month
from simulator.accounts.liability import EconomicView, economic_view, expected_cost
from simulator.accounts.redemption import alike, heard, share_of_stock
from simulator.metrics.definitions import (
    Floats,
    Ints,
    Metric,
    Record,
    Series,
    alone,
    fact,
    ratio,
    weekly,
)


def economic(record: Record) -> EconomicView:
    """Return the obligation at the opening of week 0 and at the end of each week."""
    share = share_of_stock(
        record.vintages,
        record.opening_vintages,
        heard(str(fact(record, "redeemed_later"))),
        record.vintage_origin,
        _month(_begins(record), record),
        _month_of_moves(record),
    )
    return economic_view(record.tally, record.opening, int(fact(record, "point_cost")), share)


def own_price(record: Record) -> Ints:
    """Return by month the firm's own transaction price of what members bought and kept, (M,), minor units.

    A retailer's: what they paid before points, less cash-back. A marketplace's: its commission, less the
    price cuts and cash-back that it pays itself.
    """
    members = record.tally[:, 1:].sum(axis=(1, 2))
    cuts = (chart.PRICE_DISCOUNT, chart.CASH_BACK)
    proceeds = members[:, chart.SELLER_PROCEEDS]
    given = profit.firm_part(members, cuts) if proceeds.any() else members[:, list(cuts)].sum(axis=1)
    weekly_price = profit.sales(members) - proceeds - given
    return by_month(weekly_price, _begins(record), record.vintage_origin, record.opening_vintages.shape[0])


def own_point_price(record: Record) -> Ints:
    """Return by month the price of a point as far as the firm itself pays for its use, (M,), millionths.

    A program that has been running has a past; one that is launched goes by its own months so far.
    """
    share = np.full(record.opening_vintages.shape[0], float(fact(record, "firm_share")))
    if fact(record, "start") != "running":
        weekly_use = record.tally.sum(axis=(1, 2))
        paid = np.stack(profit.cost_of_points_used(weekly_use))
        for month in range(share.shape[0]):
            own, whole = paid[:, _month_of_moves(record) < month].sum(axis=1)
            share[month] = own / whole if whole > 0 else share[month]
    price: Ints = np.rint(int(fact(record, "point_price")) * share).astype(np.int64)
    return price


def accounting(record: Record) -> AccountingView:
    """Return the deferred revenue of the run by month, from the month in which it begins to its last.

    A program that has been running knows what became of points of each age. One that is launched has no past
    and may not know its own future: it believes what is stated, until its own months tell more.
    """
    stated = heard(str(fact(record, "redeemed_later")))
    if fact(record, "start") != "running":
        stated = alike(float(fact(record, "believed_redemption")), *stated.shape)
    months = int(_month_of_weeks(record)[-1]) + 1
    return accounting_view(
        record.vintages[:months, :months],
        record.opening_vintages[:months],
        own_price(record)[:months],
        own_point_price(record)[:months],
        stated,
        record.vintage_origin,
        _month(_begins(record), record),
    )


def _begins(record: Record) -> date:
    return date.fromisoformat(str(fact(record, "begins")))


def _month(day: date, record: Record) -> int:
    return day.year * 12 + day.month - 1 - record.vintage_origin


def _month_of_weeks(record: Record, day: int = 6) -> Ints:
    """Return the index of the month that holds a day of each week, the last or another, (W,)."""
    begins, weeks = _begins(record), record.tally.shape[0]
    months = [_month(begins + timedelta(days=7 * week + day), record) for week in range(weeks)]
    return np.array(months, np.int64)


def _month_of_moves(record: Record) -> Ints:
    """Return the index of the month in which the points of each week moved: that of its first day, (W,)."""
    return _month_of_weeks(record, 0)


def obligation(record: Record) -> float:
    """Return the economic obligation at the end of the run."""
    return int(economic(record).total[-1])


def redemption_rate(record: Record) -> float | None:
    """Return the points used in the run over the points issued in it."""
    total = record.tally.sum(axis=(0, 1, 2))
    return ratio(int(total[chart.POINTS_REDEEMED]), int(total[chart.POINTS_ISSUED]))


def deferred_revenue(record: Record) -> float:
    """Return the revenue deferred under IFRS 15 at the end of the run."""
    return int(accounting(record).table()[-1, LINES.index("closing")])


def _economic_weekly(record: Record, baseline: Record, annual_rate: float) -> Floats:
    return economic(record).total[1:].astype(np.float64)


def _accounting_weekly(record: Record, baseline: Record, annual_rate: float) -> Floats:
    closing = accounting(record).table()[:, LINES.index("closing")]
    return closing[_month_of_weeks(record)].astype(np.float64)


def _face_weekly(record: Record, baseline: Record, annual_rate: float) -> Floats:
    held = record.tally[..., chart.POINTS_OUTSTANDING].sum(axis=(1, 2))
    return expected_cost(held, int(fact(record, "point_price")), 1.0).astype(np.float64)


OBLIGATION = Metric(
    "obligation",
    "obligation at the end",
    "minor",
    "Points outstanding x the share of them that will be used, by their age x the firm's cost of a point, "
    "privileges earned and not yet used, and membership fees for days to come, at the end of the run: the "
    "economic view.",
    alone(obligation),
)
REDEMPTION_RATE = Metric(
    "redemption_rate",
    "points redeemed per point issued",
    "ratio",
    "Points used in the run over points issued in it; some of those used were issued before.",
    alone(redemption_rate),
)
DEFERRED_REVENUE = Metric(
    "deferred_revenue",
    "deferred revenue at the end",
    "minor",
    "Revenue deferred for points under IFRS 15 at the end of the run, as far as the firm itself pays for "
    "them: of what members pay a retailer, or of a marketplace's commission, less price cuts and cash-back. "
    "The accounting view, never added to the obligation.",
    alone(deferred_revenue),
)

POINTS_OUTSTANDING = Series(
    "points_outstanding",
    "points outstanding",
    "points",
    "Points held by members, pending ones included, less points owed.",
    weekly(chart.POINTS_OUTSTANDING),
)
POINTS_LIABILITY = Series(
    "points_liability",
    "points outstanding at face value",
    "minor",
    "What the points outstanding would be worth if every one were used: at checkout, or for the cheapest "
    "reward of a program that has a catalogue alone.",
    _face_weekly,
)
ECONOMIC_OBLIGATION = Series(
    "economic_obligation",
    "obligation",
    "minor",
    "Points at expected cost, privileges earned and not yet used, and membership fees for days to come: the "
    "economic view.",
    _economic_weekly,
)
IFRS_LIABILITY = Series(
    "ifrs_liability",
    "deferred revenue",
    "minor",
    "Revenue deferred for points under IFRS 15 at the end of the month that holds the week's last day.",
    _accounting_weekly,
)
