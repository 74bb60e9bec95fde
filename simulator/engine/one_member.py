"""The world of one member, who lives a worked example alone: no luck, no market, nobody else.

Order of parts: the program without chance, the world, its weeks.
"""

from __future__ import annotations

import numpy as np

from simulator.customers.account import open_week
from simulator.customers.page import open_page, place, write_moves
from simulator.customers.paying import close_term, renews_itself
from simulator.customers.standing import FREE
from simulator.customers.state import TRAIT_RECORD
from simulator.customers.world import World
from simulator.engine.setting import Market, Span, build_world
from simulator.market.behaviour import behaviour
from simulator.program.table import LINE_PRICE, ProgramTable
from simulator.rule import compiled

# A statement of account tells nothing of the firm's business, and no decision is left to luck.
MARKET = Market(marketplace=0, margin=0, seller_cost=0, fulfilment=0, handling=0, minor=100)


def without_chance(
    table: ProgramTable, at_member_price: bool = False, by_clerk: bool = False
) -> ProgramTable:
    """Return the program with member prices and the own clerk on every order or none; no other privilege."""
    used = np.array([at_member_price and one == LINE_PRICE for one in table.privilege_line], np.float64)
    served = float(by_clerk)
    return table._replace(privilege_share=used, privilege_kept=used, clerk_served=served)


def alone_with(table: ProgramTable, span: Span) -> World:
    """Return the world of one customer under a program, before the first week."""
    member = np.zeros(1, TRAIT_RECORD)
    # Nobody else is there: stock and demand are as the events tell.
    alone = without_chance(table)._replace(
        catalogue_stock=np.full_like(table.catalogue_stock, -1),
        catalogue_normal=np.zeros_like(table.catalogue_normal),
    )
    return build_world(member, behaviour(), alone, MARKET, span, (0, 0))


@compiled
def open_weeks(world: World, first: int, last: int) -> None:
    """Open the page of every week from the first to the last, and with it the member's week."""
    s, p, page = world.state[0], world.program[0], world.page[0]
    for week in range(first, last + 1):
        open_page(world, week)
        if s.member != 0:
            place(page, s, world.traits[0])
            if s.paying != FREE and s.paid_until <= page.first_day:
                close_term(s, p, page, renews_itself(s, p))
            open_week(s, p, world.rings[0], page)
            write_moves(page, world.books.vintages)
