"""Who wins and who loses when members are switched: by the level held before and the group of buyers."""

from __future__ import annotations

from typing import Any

from simulator.experiments.collect import Runs
from simulator.experiments.gap import divide

ALL = "all"

DEFINITIONS: dict[str, str] = {
    "tables by old level": "members on the day of the switch by the level they held under the old program; "
    "means over replications. `members` counts them",
    "worth_change": "change by the switch, a member, of what a year of the program is worth to him as he "
    "orders now (privileges, price cuts, points, coupons, standing) and of what he expects of points held",
    "share_lost": "share of these members to whom the program is worth less after the switch",
    "orders_change, margin_change": "orders, and contribution and fees less program cost, of these members "
    "over the whole run less those of the same people where the old program stays, a member; up to the "
    "switch the two are the same to the bit",
}


def rows_of(runs: Runs) -> list[dict[str, Any]]:
    """Return rows by old level and group, all levels and groups last; none without a switch."""
    found: dict[tuple[str, str], dict[str, int]] = {}
    for number in sorted(runs):
        for row in runs[number].switch_rows:
            for level in (row["level_name"], ALL):
                for group in (row["group"], ALL):
                    total = found.setdefault((level, group), {})
                    for name, value in row.items():
                        if isinstance(value, int):
                            total[name] = total.get(name, 0) + value
    levels = list(dict.fromkeys(level for level, _ in found))
    ordered = sorted(found, key=lambda pair: (pair[0] == ALL, levels.index(pair[0]), pair[1] == ALL))
    return [
        {
            "level_name": level,
            "group": group,
            "members": total["members"] / len(runs),
            "worth_change": divide(total["worth_change"], total["members"]),
            "share_lost": divide(total["losers"], total["members"]),
            "orders_change": divide(total["orders"] - total["stay_orders"], total["members"]),
            "margin_change": divide(total["margin"] - total["stay_margin"], total["members"]),
        }
        for (level, group), total in ((pair, found[pair]) for pair in ordered)
        if total["members"]
    ]
