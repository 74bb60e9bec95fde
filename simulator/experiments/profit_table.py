"""The statement of profit and loss by week, level and group of buyers, in whole minor units.

What belongs to nobody, running and launch cost and the change of the obligation, has rows of its own.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from simulator.accounts import chart, profit
from simulator.engine.record import Ints, RunRecord
from simulator.metrics.money import weekly_profit
from simulator.results.people import NO_MEMBER_NAME

Row = dict[str, Any]

NOBODY, NOBODY_NAME = -2, "nobody"

# In the order of the statement.
LINES: tuple[str, ...] = (
    "sales",
    *(chart.NAMES[column] for column in profit.SELLING_COSTS),
    "gross_profit",
    *(chart.NAMES[column] for column in (*profit.BENEFITS, *profit.UPKEEP)),
    "funded_seller",
    "funded_partner",
    "fees",
    "fees_refunded",
    "partner_income",
    "obligation_change",
    "profit",
    "seller_cost_of_goods",
    "seller_profit",
)

DEFINITIONS: dict[str, str] = {
    "table of profit": "the statement by week, level held in the week and group of buyers, in whole minor "
    "units, summed over the replications of the fixed mode (their number stands in each row). gross_profit "
    "= sales less the lines from cost_of_goods to recovery_cost; profit = gross_profit less the lines from "
    "price_discount to enrolment_cost, plus funded_seller, funded_partner, fees and partner_income, less "
    "fees_refunded and obligation_change; seller_profit = seller_proceeds less seller_cost_of_goods and "
    "funded_seller. Running and launch cost, what partners pay in advance and the change of the obligation "
    "are nobody's and stand in rows of level -2. All rows of a design add up "
    "to the headline profit of these replications, to the unit",
}


class Statement(NamedTuple):
    """Statements of one design, added up over replications. W weeks, L levels."""

    lines: Ints  # (W, L + 1, groups, LINES)
    nobody: Ints  # (W, LINES)
    replications: int


def statement(record: RunRecord) -> Statement:
    """Return the statement of one run."""
    tally = record.tally.copy()
    overhead = tally[..., chart.RUNNING_COST].sum(axis=(1, 2))
    in_advance = tally[:, 0, :, chart.PARTNER_INCOME].sum(axis=1)
    # The tally has both with the light buyers who are no members, as it has no place for nobody.
    tally[..., chart.RUNNING_COST] = 0
    tally[:, 0, :, chart.PARTNER_INCOME] = 0
    owed = profit.operating_profit(record.tally).sum(axis=(1, 2)) - weekly_profit(record)
    lines = {
        **{name: tally[..., column] for column, name in enumerate(chart.NAMES) if name in LINES},
        "sales": profit.sales(tally),
        "gross_profit": profit.gross_profit(tally),
        "obligation_change": np.zeros(tally.shape[:-1], np.int64),
        "profit": profit.operating_profit(tally),
        "seller_profit": profit.seller_profit(tally),
    }
    nobody = dict.fromkeys(LINES, np.zeros(len(overhead), np.int64))
    nobody |= {
        chart.NAMES[chart.RUNNING_COST]: overhead,
        "obligation_change": owed,
        "partner_income": in_advance,
        "profit": in_advance - overhead - owed,
    }
    return Statement(
        np.stack([lines[name] for name in LINES], axis=-1),
        np.stack([nobody[name] for name in LINES], axis=-1),
        1,
    )


def added(one: Statement | None, other: Statement) -> Statement:
    """Return two statements of a design as one."""
    if one is None:
        return other
    return Statement(
        one.lines + other.lines, one.nobody + other.nobody, one.replications + other.replications
    )


def statement_rows(found: Statement, levels: tuple[str, ...]) -> list[Row]:
    """Return a row for each week, level and group, and one for each week with what belongs to nobody."""
    rows: list[Row] = []
    for week, (by_level, nobody) in enumerate(zip(found.lines.tolist(), found.nobody.tolist(), strict=True)):
        for level, (name, groups) in enumerate(zip((NO_MEMBER_NAME, *levels), by_level, strict=True), -1):
            for group, amounts in zip(chart.GROUPS, groups, strict=True):
                rows.append(_row(found, week, level, name, group, amounts))
        rows.append(_row(found, week, NOBODY, NOBODY_NAME, NOBODY_NAME, nobody))
    return rows


def _row(found: Statement, week: int, level: int, name: str, group: str, amounts: list[int]) -> Row:
    return {
        "week": week, "level": level, "level_name": name, "group": group,
        "replications": found.replications, **dict(zip(LINES, amounts, strict=True)),
    }  # fmt: skip
