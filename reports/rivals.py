"""What rivals did and won, by design and quarter."""

from __future__ import annotations

from reports.numbers import plain, share
from reports.study import Study
from reports.tables import Block, Cell, Table, named, number


def rivals(study: Study) -> Table | None:
    """Return each rival's price, orders, members and program cost at the study's first and last quarter."""
    blocks = []
    for design in study.designs:
        rows = study.headline("rivals", design=design.name)
        if rows.empty:
            continue
        ends = rows[rows["week"].isin((rows["week"].min(), rows["week"].max()))]
        body = tuple(
            (
                Cell(f"{row.rival}, weeks {row.week} to {row.week + row.weeks - 1}"),
                number(share(float(row.price))),
                number(plain(float(row.orders) / float(row.weeks))),
                number(plain(float(row.members))),
                number(study.write.value("money", float(row.program_cost) / float(row.weeks))),
            )
            for row in ends.itertuples(index=False)
        )
        blocks.append(Block(named(design), body))
    head = ("rival", "price against the market's", "orders a week", "members", "program cost a week")
    return Table("What rivals did and won", head, tuple(blocks)) if blocks else None
