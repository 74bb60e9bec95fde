"""Rivalry: what rivals do between the weeks, on what the market has shown them so far.

Order of parts: what rivals do, the rules of their prices, the weeks. Every number that a rival sees is a sum
of whole numbers of weeks that are over, so that neither driver nor threads change what it does.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from simulator.accounts import chart
from simulator.accounts.profit import program_cost
from simulator.customers.counting import count_people
from simulator.customers.hearing import hear
from simulator.customers.market_counts import turn_counts
from simulator.customers.opening import review
from simulator.customers.page import open_page, write_tally
from simulator.customers.state import Records, fresh_books
from simulator.customers.world import World
from simulator.engine.kept import key_of
from simulator.engine.record import Ints
from simulator.market.rivals import NEVER, RivalTable
from simulator.program.packed import pack
from simulator.program.table import ProgramTable
from simulator.rule import rule

QUARTER = 13  # weeks over which a rival counts its orders


class House(NamedTuple):
    """A rival's program: its table over the run, and the week in which it begins."""

    table: ProgramTable
    begins: int  # NEVER: it has long been running


class Rivals(NamedTuple):
    """What the rivals of a market do in a run, by rival; a rival that does nothing has the default."""

    conduct: tuple[RivalTable, ...] = ()
    houses: tuple[House | None, ...] = ()

    @property
    def tables(self) -> tuple[ProgramTable | None, ...]:
        """Return the program that each rival has or will have; empty where none ever has."""
        tables = tuple(house.table if house else None for house in self.houses)
        return tables if any(table is not None for table in tables) else ()

    @property
    def standing(self) -> Rivals:
        """Return the same rivals with what they have long done alone: no launch, copy, match or war."""
        calm = tuple(
            told._replace(launches=NEVER, copies=NEVER, match_share=0, war_when=0) for told in self.conduct
        )
        lasting = tuple(house if house and house.begins == NEVER else None for house in self.houses)
        return Rivals(calm, lasting)

    @property
    def key(self) -> str:
        """Return the hash of all that they do."""
        houses = [(tuple(house.table), house.begins) if house else () for house in self.houses]
        return key_of(("rivals", self.conduct, *[part for house in houses for part in house]))


@rule
def price_with_promotion(price: float, cut: float, week: int, every: int, weeks: int) -> float:
    """Return a rival's own price in a week, its promotions included.

    Units: price against the market's, cut 0-1, weeks; promotions begin `every` weeks after week 0 and last.
    Source: [derived] definition of a promotion calendar.
    """
    if every > 0 and week >= 0 and week % every < weeks:
        return price * (1.0 - cut)
    return price


@rule
def matched_price(own: float, seen: float, share: float, floor: float) -> float:
    """Return the price of a rival that closes a share of its gap to a lower price, not below its floor.

    Units: prices against the market's, share 0-1. Source: [assumption] price matching.
    """
    if seen >= own:
        return own
    return max(min(own, floor), own + share * (seen - own))


@rule
def steps_of_war(steps: int, orders: int, before: int, when: float) -> int:
    """Return the steps that a rival's price is down after a quarter: one more after a loss, else one less.

    Units: orders of a quarter and of the study's first, share 0-1. Source: [assumption] price wars begin
    where orders are lost, and end where they are won back.
    """
    if before > 0 and orders < (1.0 - when) * before:
        return steps + 1
    return max(0, steps - 1)


class Rivalry:
    """Moves the rivals of a run from week to week.

    Parameters
    ----------
    world
        The run's world, built with the tables of the same rivals.
    rivals
        What they do.
    """

    def __init__(self, world: World, rivals: Rivals) -> None:
        self.rivals = rivals
        self.conduct = (*rivals.conduct, *[RivalTable()] * world.rivals.shape[1])[: world.rivals.shape[1]]
        self.everybody = np.arange(len(world.state), dtype=np.int64)
        self.steps = [0] * len(self.conduct)
        self.orders: list[Ints] = []  # of each week from 0 on, by rival
        self.paid: list[tuple[int, int]] = []  # the firm's goods and price cuts of each week from 0 on
        self.tallies: list[Ints] = []  # (rivals, WIDTH) of each week from 0 on
        self.rows: list[Ints] = []  # (rivals, RIVAL_COLUMNS) of the same
        self.homes: list[World | None] = []
        self.records: list[Records | None] = []
        for rival in range(len(world.houses.programs)):
            house = rivals.houses[rival] if rival < len(rivals.houses) else None
            record, home = self._home(world, rival, house.table) if house else (None, None)
            self.homes.append(home)
            self.records.append(record)

    def _home(self, world: World, rival: int, table: ProgramTable) -> tuple[Records, World]:
        """Return the record of a rival's program, and its accounts as a world of their own."""
        houses, record_and_dates = world.houses, pack(table)
        conditions = world.conditions.copy()
        conditions["ties"] = 0  # what is told is told of the firm
        months = world.books.vintages.shape[0]
        regions = world.books.talk.shape[0]
        home = world._replace(
            traits=houses.traits[rival],
            state=houses.accounts[rival],
            rings=houses.rings[rival],
            rivals=np.zeros((len(world.state), 0), world.rivals.dtype),
            houses=houses._replace(programs=houses.programs[:0]),
            program=houses.programs[rival : rival + 1],
            conditions=conditions,
            dated=record_and_dates[1],
            books=fresh_books(len(world.state), regions, len(table.level_from), months, 1),
            page=houses.pages[rival : rival + 1],
        )
        return record_and_dates[0], home

    def open_week(self, world: World, week: int) -> None:
        """Set the prices of a week, begin programs, and open the accounts at rivals."""
        for rival in range(len(self.conduct)):
            world.conditions["rival_price"][0, rival] = self._price(rival, week)
        for rival, home in enumerate(self.homes):
            if home is None:
                continue
            begins = self._begins(rival)
            if begins != NEVER and week < begins:
                continue
            home.program[...] = self.records[rival]
            open_page(home, week)
            home.page["price"] = world.conditions["rival_price"][0, rival]
            for name in ("satisfaction", "trust"):
                home.state[name] = world.rivals[name][:, rival]
            review(home, self.everybody, week)
            for name in ("satisfaction", "trust"):
                world.rivals[name][:, rival] = home.state[name]
            hear(home, self.everybody, week, np.ones(home.books.talk.shape[0], np.int64))

    def _begins(self, rival: int) -> int:
        house = self.rivals.houses[rival]
        return NEVER if house is None else house.begins

    def close_week(self, world: World, week: int) -> None:
        """Note what a week has shown, before its tally is cleared."""
        sums = world.books.tally.sum(axis=(0, 1))
        further = sums[[chart.RIVAL_2_ORDERS, chart.RIVAL_3_ORDERS]]
        first = sums[chart.RIVAL_ORDERS] - further.sum()
        tally = np.zeros((len(self.conduct), chart.WIDTH), np.int64)
        for rival, home in enumerate(self.homes):
            if home is None or not home.program["exists"][0]:
                continue
            count_people(home, self.everybody, week)
            write_tally(home)
            tally[rival] = home.books.tally.sum(axis=(0, 1))
            home.books.tally[...] = 0
            turn_counts(home, week)
        if week < 0:
            return
        self.orders.append(np.array([first, *further])[: len(self.conduct)])
        self.paid.append((int(sums[chart.GOODS]), int(sums[chart.PRICE_DISCOUNT])))
        self.tallies.append(tally)
        prices = np.rint(world.conditions["rival_price"][0, : len(self.conduct)] * 1e6).astype(np.int64)
        members = [int((home.state["member"] != 0).sum()) if home else 0 for home in self._homes_of_all()]
        self.rows.append(np.column_stack([prices, self.orders[-1], members, program_cost(tally)]))
        quarter = (week + 1) // QUARTER
        if (week + 1) % QUARTER == 0 and quarter > 1:
            for rival, told in enumerate(self.conduct):
                if told.war_when > 0:
                    now, begun = (sum(int(row[rival]) for row in self.orders[at : at + QUARTER])
                                  for at in (QUARTER * (quarter - 1), 0))  # fmt: skip
                    self.steps[rival] = steps_of_war(self.steps[rival], now, begun, told.war_when / 1000.0)

    def _homes_of_all(self) -> list[World | None]:
        return self.homes or [None] * len(self.conduct)

    def _price(self, rival: int, week: int) -> float:
        told = self.conduct[rival]
        price = price_with_promotion(
            told.price / 1000.0, told.promotion_cut / 1000.0, week, told.promotion_every, told.promotion_weeks
        )
        seen = week - told.match_after
        if told.match_share > 0 and 0 <= seen < len(self.paid):
            goods, cut = self.paid[seen]
            if goods > 0:
                paid = 1.0 - cut / goods
                price = matched_price(price, paid, told.match_share / 1000.0, told.match_floor / 1000.0)
        if self.steps[rival] > 0:
            fought = price * (1.0 - told.war_step / 1000.0) ** self.steps[rival]
            price = min(price, max(told.war_floor / 1000.0, fought))
        return float(price)


def rivals_of(
    conduct: Sequence[RivalTable], own: Sequence[ProgramTable | None], copied: ProgramTable | None
) -> Rivals:
    """Return what the rivals of a run do.

    Parameters
    ----------
    conduct, own
        By rival: what it does, and the table of its own program.
    copied
        The table of the design under study, for rivals that copy it; None where nothing is copied.
    """
    houses: list[House | None] = []
    for told, table in zip(conduct, own, strict=True):
        if told.copies != NEVER:
            exists = copied is not None and copied.exists
            houses.append(House(copied, told.copies) if copied is not None and exists else None)
        else:
            houses.append(House(table, told.launches) if table is not None else None)
    return Rivals(tuple(conduct), tuple(houses))
