"""When a design overtakes another in what it has brought so far."""

from __future__ import annotations

from reports.numbers import plain, share
from reports.study import Study
from reports.tables import Cell, Table, number, table


def overtaking(study: Study) -> Table | None:
    """Return the pairs of designs of which one overtakes the other, with the week and how often."""
    rows = study.headline("overtaking")
    body = [
        (
            Cell(f"{row.design} over {row.against}"),
            number(plain(float(row.week))),
            number(f"{plain(float(row.low))} to {plain(float(row.high))}"),
            number(share(float(row.share_overtook))),
            number(share(float(row.share_ahead))),
        )
        for row in rows.itertuples(index=False)
        if row.share_overtook > 0.0
    ]
    head = ("pair", "from week", "range over the draws", "overtakes", "ends ahead")
    return table("When one overtakes the other in what it has brought so far", head, body)
