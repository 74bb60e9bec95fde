"""The points ledger: the law that no point appears or vanishes, and the roll-forward that shows it.

Order of parts: the error, the check, its laws one by one, the roll-forward.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from simulator.accounts import chart
from simulator.accounts.profit import BENEFITS, FUNDERS, PARTNER_PARTS, SELLER_PARTS, firm_part

Ints = NDArray[np.int64]

# Everything else that is tallied counts something, or is a cost or a payment with its sign in the statement.
# Points that members have back are taken off those that expire: in a week there may be more of them.
MAY_BE_NEGATIVE: tuple[int, ...] = (chart.POINTS_OUTSTANDING, chart.POINTS_EXPIRED, chart.FEES_EARNED)
POINT_STOCKS: tuple[int, ...] = (chart.POINTS_OUTSTANDING, chart.POINTS_PENDING, chart.POINTS_DEBT)
POINT_FLOWS: tuple[int, ...] = (
    chart.POINTS_ISSUED,
    chart.POINTS_REDEEMED,
    chart.POINTS_EXPIRED,
    chart.POINTS_REVERSED,
)


class LedgerError(Exception):
    """The books of a run break a law: a fault of the program, never of the user's files.

    Attributes
    ----------
    week
        Week of the first breach, counted from 0; -1 at the opening.
    level
        Row of the tally (0: no member, 1 + k: level k); -1 when the law is over all levels.
    amount
        What is missing (negative) or too much (positive), in the unit of the law.
    """

    def __init__(self, law: str, week: int, level: int, group: int, amount: int, unit: str) -> None:
        self.week, self.level, self.amount = week, level, amount
        when = f"week {week}" if week >= 0 else "the opening"
        where = "all levels" if level < 0 else "no member" if level == 0 else f"level {level - 1}"
        who = f", {chart.GROUPS[group]} buyers" if group >= 0 else ""
        super().__init__(f"{when}, {where}{who}: {law} does not hold by {amount:+,} {unit}")


def check(tally: Ints, opening: Ints) -> None:
    """Refuse books that do not hold to the point and to the minor unit, in every week.

    Checked: no line below 0 that may not be; what members can use (outstanding - pending + debt) is not
    below 0; the shares of firm, seller and partner make up the benefits exactly, in all and line by line; and
    issued = redeemed + expired + reversed + change of outstanding, and fees received = recognised + refunded
    + change of unearned, over all levels (members move between levels, never between groups, so that each
    group of buyers keeps these laws of its own from the second week on).

    Parameters
    ----------
    tally : (weeks, levels + 1, groups, chart.WIDTH)
        Whole numbers of one run.
    opening : (chart.WIDTH,)
        Stocks at the opening of week 0.

    Raises
    ------
    LedgerError
        At the first breach.
    """
    _check_signs(tally, opening)
    _check_usable(tally, opening)
    _check_funding(tally)
    _check_conservation(tally, opening)
    _check_fees(tally, opening)


def _refuse(gap: Ints, law: str, unit: str) -> None:
    """Raise for the first week, level and group in which the gap is not 0."""
    if gap.any():
        week, level, group = (int(index) for index in np.argwhere(gap)[0])
        raise LedgerError(law, week, level, group, int(gap[week, level, group]), unit)


def _check_signs(tally: Ints, opening: Ints) -> None:
    signed = [column for column in range(chart.WIDTH) if column not in MAY_BE_NEGATIVE]
    below = np.minimum(tally[..., signed], 0)
    if below.any():
        week, level, group, place = (int(index) for index in np.argwhere(below)[0])
        name, unit, _ = chart.COLUMNS[signed[place]]
        raise LedgerError(
            f"{name} at least 0", week, level, group, int(below[week, level, group, place]), unit
        )
    for column in signed:
        if opening[column] < 0:
            name, unit, _ = chart.COLUMNS[column]
            raise LedgerError(f"{name} at least 0", -1, -1, -1, int(opening[column]), unit)


def usable(tally: Ints) -> Ints:
    """Return the points that members could use: outstanding - pending + debt; columns on the last axis."""
    return (
        tally[..., chart.POINTS_OUTSTANDING]
        - tally[..., chart.POINTS_PENDING]
        + tally[..., chart.POINTS_DEBT]
    )


def _check_usable(tally: Ints, opening: Ints) -> None:
    law = "usable = outstanding - pending + debt at least 0"
    if usable(opening) < 0:
        raise LedgerError(law, -1, -1, -1, int(usable(opening)), "points")
    _refuse(np.minimum(usable(tally), 0), law, "points")


def _check_funding(tally: Ints) -> None:
    gap = tally[..., list(FUNDERS)].sum(axis=-1) - tally[..., list(BENEFITS)].sum(axis=-1)
    _refuse(gap, "shares of firm, seller and partner = benefits", "minor units")
    for column, parts in ((chart.FUNDED_SELLER, SELLER_PARTS), (chart.FUNDED_PARTNER, PARTNER_PARTS)):
        gap = tally[..., list(parts)].sum(axis=-1) - tally[..., column]
        _refuse(gap, f"{chart.NAMES[column]} line by line = in all", "minor units")
    for line in BENEFITS:
        rest = firm_part(tally, (line,))
        _refuse(np.minimum(rest, 0), f"the firm's part of {chart.NAMES[line]} at least 0", "minor units")


def _check_conservation(tally: Ints, opening: Ints) -> None:
    law = "issued = redeemed + expired + reversed + change of outstanding"
    total = roll_forward(tally, opening)
    gap = total.closing - _forward(total)
    if gap.any():
        week = int(np.flatnonzero(gap)[0])
        raise LedgerError(law, week, -1, -1, int(gap[week]), "points")
    by_group = tally.sum(axis=1)
    change = np.diff(by_group[..., chart.POINTS_OUTSTANDING], axis=0)
    gap = change - _net_issue(by_group[1:])
    if gap.any():
        week, group = (int(index) for index in np.argwhere(gap)[0])
        raise LedgerError(law, week + 1, -1, group, int(gap[week, group]), "points")


def _check_fees(tally: Ints, opening: Ints) -> None:
    law = "fees received = recognised + refunded + change of unearned"
    by_group = tally.sum(axis=1)
    flow = by_group[..., chart.FEES] - by_group[..., chart.FEES_EARNED] - by_group[..., chart.FEES_REFUNDED]
    unearned = by_group[..., chart.FEES_UNEARNED]
    first = int(unearned[:1].sum() - opening[chart.FEES_UNEARNED] - flow[:1].sum())
    if first:
        raise LedgerError(law, 0, -1, -1, -first, "minor units")
    gap = flow[1:] - np.diff(unearned, axis=0)
    if gap.any():
        week, group = (int(index) for index in np.argwhere(gap)[0])
        raise LedgerError(law, week + 1, -1, group, int(gap[week, group]), "minor units")


def _net_issue(tally: Ints) -> Ints:
    issued, redeemed, expired, reversed_ = (tally[..., column] for column in POINT_FLOWS)
    return issued - redeemed - expired - reversed_


class RollForward(NamedTuple):
    """Points by week over all levels and groups, each (weeks,); opening + issued - the rest = closing."""

    opening: Ints
    issued: Ints
    redeemed: Ints
    expired: Ints
    reversed: Ints
    closing: Ints


def roll_forward(tally: Ints, opening: Ints) -> RollForward:
    """Lay out where the points went, week by week; arguments as in `check`."""
    weekly = tally.sum(axis=(1, 2))
    closing = weekly[:, chart.POINTS_OUTSTANDING]
    before = np.concatenate([opening[[chart.POINTS_OUTSTANDING]], closing[:-1]])
    issued, redeemed, expired, reversed_ = (weekly[:, column] for column in POINT_FLOWS)
    return RollForward(before, issued, redeemed, expired, reversed_, closing)


def _forward(points: RollForward) -> Ints:
    return points.opening + points.issued - points.redeemed - points.expired - points.reversed


def check_vintages(vintages: Ints, opening_vintages: Ints, tally: Ints, opening: Ints) -> None:
    """Refuse a table of vintages that tells of other points than the weeks do.

    Parameters
    ----------
    vintages : (months, months, 4)
        Points moved, by month of movement, month of issue and kind.
    opening_vintages : (months,)
        Points outstanding at the opening by month of issue.
    tally, opening
        As in `check`.

    Raises
    ------
    LedgerError
        When the totals differ, or points move before their month of issue or are issued outside it.
    """
    pairs = [
        (
            f"{chart.NAMES[column]} of the vintages = of the weeks",
            vintages[..., kind].sum(),
            tally[..., column],
        )
        for kind, column in enumerate(POINT_FLOWS)
    ]
    held = opening[chart.POINTS_OUTSTANDING]
    pairs.append(("points_outstanding of the vintages = of the opening", opening_vintages.sum(), held))
    for law, ours, theirs in pairs:
        gap = int(ours) - int(theirs.sum())
        if gap:
            raise LedgerError(law, -1, -1, -1, gap, "points")
    early = int(np.abs(np.triu(vintages.transpose(2, 0, 1), k=1)).sum())
    if early:
        raise LedgerError("no point moves before its month of issue", -1, -1, -1, early, "points")
    issued = vintages[..., chart.VINTAGE_ISSUED]
    astray = int(np.abs(issued - np.diag(np.diag(issued))).sum())
    if astray:
        raise LedgerError("points are issued in their month of issue", -1, -1, -1, astray, "points")
