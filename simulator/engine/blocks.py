"""Blocks of points that partners pay for in advance: who issued what of them, and what is left unused."""

from __future__ import annotations

import numpy as np

from simulator.accounts import chart
from simulator.customers.market_counts import PARTNERS_AT, THIS_YEAR
from simulator.customers.world import World
from simulator.program.partners import beyond_block, paid_for_points, share_of_year
from simulator.program.table import ProgramTable


def close_blocks(world: World, table: ProgramTable, week: int) -> None:
    """Post what partners with a block pay for a week, and at the end of the year what they lose.

    A week's part of the block, used or not, and each point beyond it. The calendar year of a week is that of
    its first day, as in all counts of the market; a run that begins within a year counts from its beginning.
    """
    blocks = np.flatnonzero(np.asarray(table.partner_block) >= 0)
    if not len(blocks):
        return
    months = world.calendar.week_month
    at = week - int(world.conditions["first_week"][0])
    ends = at + 1 < len(months) and months[at + 1] // 12 != months[at] // 12
    line = world.books.tally[0, 0]
    for k in blocks:
        block, pays = int(table.partner_block[k]), int(table.partner_pays[k])
        before = int(world.books.known[THIS_YEAR, PARTNERS_AT + k])
        issued = int(world.books.taken[PARTNERS_AT + k])
        line[chart.PARTNER_INCOME] += share_of_year(paid_for_points(block, pays))
        line[chart.PARTNER_INCOME] += paid_for_points(beyond_block(before, issued, block), pays)
        if ends:
            line[chart.PARTNER_POINTS_LOST] += max(0, block - before - issued)
