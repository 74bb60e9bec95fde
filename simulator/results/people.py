"""The same people under two designs: whole numbers by group and by level, to be divided later.

A difference between levels is selection as much as effect. So each row also holds what the very same
customers did under the baseline, in the same replication, with the same luck.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from simulator.accounts.chart import CUSTOMER_COLUMNS, GROUPS
from simulator.engine.record import Ints, RunRecord
from simulator.metrics import BESIDE, HEADLINES
from simulator.results.container import ResultsError

# Counted or summed for each set of people, under the design and (base_...) under the baseline.
MEASURES: tuple[str, ...] = ("orders", "goods", "contribution", "program_cost", "fees", "partner_income")
NO_MEMBER = -1
NO_MEMBER_NAME = "no member"

_COLUMN = {name: index for index, name in enumerate(CUSTOMER_COLUMNS)}


def replication_tables(
    records: Mapping[str, RunRecord], baseline: str, discount_rate: float
) -> dict[str, dict[str, Any]]:
    """Work out all that needs the customers of a run, which are not stored: headlines, groups and levels.

    Levels are those held at the start where a running program was met, and at the end where it was launched,
    when nobody held one at the start.

    Parameters
    ----------
    records
        One record a design, of one mode and replication, each with its customers in the same order.
    baseline
        The design that the others are held against.
    discount_rate
        Share a year.

    Returns
    -------
    dict
        By design: `metrics` (every headline and what is printed beside it, None where there is no answer),
        `discount_rate`, `held` (start or end), `groups` (light, moderate, heavy and all: a row each by name)
        and `levels` (rows from -1 for no member upward, with `level` and `level_name`). A row counts
        `customers` and sums `MEASURES` under the design, and `base_` the same for these people under the
        baseline. Money in minor units; contribution is before program costs. `switch` has rows by the level
        before a switch and group, with what the switch changed for them, and the same people where it is not
        made; it is empty without one.

    Raises
    ------
    ResultsError
        When the records are not of the same customers, or lack what the books need.
    """
    if baseline not in records:
        raise ResultsError(f"the baseline {baseline!r} is not among the designs {', '.join(records)}")
    base = records[baseline]
    return {
        design: {
            **_metrics(record, base, discount_rate),
            **_people(design, record, base),
            "switch": _switched(record, records),
        }
        for design, record in records.items()
    }


def _metrics(record: RunRecord, base: RunRecord, discount_rate: float) -> dict[str, Any]:
    try:
        measured = {
            metric.name: metric.measure(record, base, discount_rate) for metric in (*HEADLINES, *BESIDE)
        }
    except ValueError as fault:
        raise ResultsError(str(fault)) from fault
    return {"metrics": measured, "discount_rate": discount_rate}


def _people(design: str, record: RunRecord, base: RunRecord) -> dict[str, Any]:
    people, same = record.customers, base.customers
    group = same[:, _COLUMN["group"]]
    if people.shape != same.shape or not np.array_equal(people[:, _COLUMN["group"]], group):
        raise ResultsError(f"{design}: its customers are not the baseline's, so no effect can be told")
    held = "start" if record.meta["start"] == "running" else "end"
    member = people[:, _COLUMN[f"member_{held}"]] > 0
    level = np.where(member, people[:, _COLUMN[f"level_{held}"]], NO_MEMBER)
    groups = {name: _row(people, same, group == index) for index, name in enumerate(GROUPS)}
    groups["all"] = _row(people, same, np.ones(len(people), dtype=np.bool_))
    levels = [
        {"level": index - 1, "level_name": name, **_row(people, same, level == index - 1)}
        for index, name in enumerate((NO_MEMBER_NAME, *record.levels))
    ]
    return {"held": held, "groups": groups, "levels": levels}


def _switched(record: RunRecord, records: Mapping[str, RunRecord]) -> list[dict[str, Any]]:
    """Return rows by level before a switch and group of buyers, beside the same people who stay."""
    stays = str(record.meta.get("stays", ""))
    if not stays:
        return []
    people, same = record.customers, records[stays].customers
    rows = []
    for place, level in enumerate(str(record.meta["levels_before"]).split("\n")):
        for index, group in enumerate(GROUPS):
            chosen = (people[:, _COLUMN["level_switch"]] == place + 1) & (
                people[:, _COLUMN["group"]] == index
            )
            change = people[chosen, _COLUMN["worth_change"]]
            rows.append(
                {
                    "level_name": level,
                    "group": group,
                    "members": int(np.count_nonzero(chosen)),
                    "worth_change": int(change.sum()),
                    "losers": int(np.count_nonzero(change < 0)),
                    "orders": int(people[chosen, _COLUMN["orders"]].sum()),
                    "margin": _margin(people[chosen]),
                    "stay_orders": int(same[chosen, _COLUMN["orders"]].sum()),
                    "stay_margin": _margin(same[chosen]),
                }
            )
    return rows


def _margin(people: Ints) -> int:
    signs = {"contribution": 1, "fees": 1, "program_cost": -1}
    return sum(sign * int(people[:, _COLUMN[name]].sum()) for name, sign in signs.items())


def _row(people: Ints, same: Ints, chosen: NDArray[np.bool_]) -> dict[str, int]:
    row = {"customers": int(np.count_nonzero(chosen))}
    for name in MEASURES:
        row[name] = int(people[chosen, _COLUMN[name]].sum())
    for name in MEASURES:
        row[f"base_{name}"] = int(same[chosen, _COLUMN[name]].sum())
    return row
