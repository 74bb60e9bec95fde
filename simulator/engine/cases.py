"""Worked examples: one member lives dated events through the engine's own rules, with chance left out.

Order of parts: the replay of a history, one member's life. What it leaves is told in
statement.py; the world of one member is in one_member.py.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from typing import Any, NamedTuple

import numpy as np

from simulator.customers.account import earn_points, earn_status, open_account, use_points
from simulator.customers.activities import earn_activity
from simulator.customers.belonging import join_club, leave_club
from simulator.customers.checkout import cut_price
from simulator.customers.couponing import gets_coupon, keep_coupon, use_coupon
from simulator.customers.dates import note_birthday
from simulator.customers.expiring import reinstate_points
from simulator.customers.gifting import enter_for_points, hand_gift, may_get
from simulator.customers.goals import advance_streak
from simulator.customers.level import climb, match_level
from simulator.customers.limits import earn_event
from simulator.customers.migrating import exchanged, switch_account
from simulator.customers.offering import priced
from simulator.customers.orders import post_order, post_refusal, post_return
from simulator.customers.page import open_page, place, write_moves
from simulator.customers.partnering import burn_at_partner, earn_at_partner, may_burn, worth_at_partner
from simulator.customers.paying import cancel, start_paying
from simulator.customers.referring import MET, friends_cut, meet_condition, reward_referrer
from simulator.customers.sharing import may_share
from simulator.customers.stamping import give_stamp, take_back_stamp
from simulator.customers.standing import FREE
from simulator.customers.taking import hand_out, may_take
from simulator.customers.vouchers import use_voucher
from simulator.customers.world import World
from simulator.engine.one_member import alone_with, open_weeks, without_chance
from simulator.engine.setting import LOOK_BACK_WEEKS, Span
from simulator.engine.statement import statement_of
from simulator.engine.switch import Switch
from simulator.program.packed import pack
from simulator.program.rewards import face_value, points_to_use
from simulator.program.table import (
    EVENT_LOGIN,
    EVENT_REVIEW,
    GIFT_FOR_POINTS,
    PURSE_POINTS,
    PURSE_STATUS,
    PURSES,
    REDEEM_AUTOMATIC,
    REDEEM_NONE,
    SOURCE_LOGIN,
    SOURCE_REVIEW,
    THOUSAND,
    ProgramTable,
)
from simulator.scenario.happenings import NOBODY, Event

_NO_LUCK = np.uint64(0)


def replay(
    table: ProgramTable,
    events: Iterable[Event],
    level_names: tuple[str, ...],
    begins: datetime.date,
    switch: Switch | None = None,
) -> dict[str, int | str]:
    """Return the statement of account of one member after dated events, in the words of a case file.

    Parameters
    ----------
    table
        The program's table from LOOK_BACK_WEEKS before day 0 to beyond the last event.
    events
        What happens, in date order; the member joins on the day of the first.
    level_names
        Names of the program's levels, then of those of further ladders.
    begins
        Day 0.
    switch
        A switch to another program, whose table covers the same weeks.

    Returns
    -------
    Every figure of `scenario.cases.Statement`: money in minor units, the rating in thousandths.

    Raises
    ------
    ValueError
        When an event comes before the one before it, or after the table's last week.
    """
    life = Life(table, begins, switch)
    for event in events:
        life.live(event)
    return statement_of(life, level_names)


class _Order(NamedTuple):
    """What a kept order did to the member, so that a return can undo it."""

    points: int
    status: int
    used: int
    paid: int
    week: int
    month: int


class Life:
    """One member of a program, alone in the world.

    Parameters
    ----------
    table
        The program's table from LOOK_BACK_WEEKS before day 0 to beyond the last event.
    begins
        Day 0.
    switch
        A switch to another program, whose table covers the same weeks.
    """

    def __init__(self, table: ProgramTable, begins: datetime.date, switch: Switch | None = None) -> None:
        self.weeks = len(table.day_points) // 7 + table.first_week
        self.span = Span(table.first_week + LOOK_BACK_WEEKS, self.weeks, begins)
        self._enter(table, alone_with(table, self.span))
        self.switch = switch
        self.day = 0
        self.opened = -1  # the last week whose page was opened
        self.paid = 0
        self.birthday = NOBODY
        self.voucher_cuts = 0
        self.at_partners = 0
        self.condition = NOBODY  # the order that met the condition of a referral
        self.logins: set[int] = set()
        self.orders: dict[int, _Order] = {}
        self.cards: dict[int, int] = {}  # week in which the stamp card of each order began

    def _enter(self, table: ProgramTable, world: World) -> None:
        """Take a program as the one that holds, and the world of the member under it."""
        self.table, self.world = table, world
        self.state: Any = world.state[0]
        self.program: Any = world.program[0]
        self.ring = world.rings[0]
        self.page: Any = world.page[0]
        # What holds for an order: whether it is at a member price, whether the own clerk serves it.
        self.priced: dict[tuple[bool, bool], Any] = {
            (at_member_price, by_clerk): pack(without_chance(table, at_member_price, by_clerk))[0][0]
            for at_member_price in (False, True)
            for by_clerk in (False, True)
        }

    def _migrate(self, switch: Switch) -> None:
        """Switch the member's account, with the orders on it that may still come back."""
        open_weeks(self.world, self.opened + 1, switch.week - 1)
        self.opened = switch.week - 1
        old, world = self.world, alone_with(switch.table, self.span)
        open_page(old, switch.week - 1)
        open_page(world, switch.week)
        world.page["tally"] = old.page["tally"]
        world.state[...] = old.state
        m, s = switch.terms[0], world.state[0]
        if s.member != 0:
            places = world.traits[0], s, old.program[0], world.program[0], m
            switch_account(*places, old.rings[0], world.rings[0], old.page[0], world.page[0])
            write_moves(world.page[0], world.books.vintages)
        points, status = (int(m.points_new), int(m.points_old)), (int(m.status_new), int(m.status_old))
        for number, order in self.orders.items():
            self.orders[number] = order._replace(
                points=exchanged(order.points, *points),
                status=exchanged(order.status, *status),
                used=exchanged(order.used, *points),
            )
        if m.same_stamps == 0:
            self.cards.clear()
        if m.same_referral == 0:
            self.condition = NOBODY
        self._enter(switch.table, world)
        self.switch = None

    def live(self, event: Event) -> None:
        """Open the weeks up to an event, and let it happen."""
        last = 7 * self.weeks - 1
        if not self.day <= event.day <= last:
            raise ValueError(f"an event is on day {event.day}: may be from day {self.day} to {last}")
        self.day = event.day
        if self.switch is not None and self.switch.week <= event.day // 7:
            self._migrate(self.switch)
        if not self.table.exists:
            self.paid += 0 if event.refused else event.amount
            return
        open_weeks(self.world, self.opened + 1, event.day // 7)
        self.opened = event.day // 7
        if self.state.member == 0:
            open_account(self.state, self.program, self.page, event.day)
            place(self.page, self.state, self.world.traits[0])
        for level in event.full:
            self.page.room[level] = 0.0
        if event.kind != "look":
            self._happen(event)
            climb(self.state, self.program, self.page, event.day)
            write_moves(self.page, self.world.books.vintages)
        self.page.room[:] = 1.0

    def _happen(self, event: Event) -> None:
        """Let an event happen: to each kind its own method."""
        getattr(self, f"_{event.kind}")(event)

    def _join(self, event: Event) -> None:
        self.birthday = event.born

    def _referred(self, _event: Event) -> None:
        self.state.referred = self.program.referral

    def _referral(self, event: Event) -> None:
        reward_referrer(self.state, self.program, self.ring, self.page, event.day)

    def _match(self, event: Event) -> None:
        match_level(self.state, self.program, self.page, event.day)

    def _return(self, event: Event) -> None:
        order = self.orders.pop(event.order, None)
        if order is None:  # an order that was not on the account has left nothing
            return
        post_return(self.state, self.program, self.ring, self.page, event.day, *order, True)
        if event.order == self.condition:
            self.state.referred, self.condition = 1, NOBODY
        if event.order in self.cards:
            take_back_stamp(self.state, self.program, self.page, self.cards.pop(event.order))

    def _login(self, event: Event) -> None:
        if event.day in self.logins:
            return
        self.logins.add(event.day)
        self._earn_flat(EVENT_LOGIN, SOURCE_LOGIN)
        p, ring, page = self.program, self.ring, self.page
        self._earn_amounts(*(advance_streak(p, ring, page, purse, 1) for purse in range(PURSES)))
        self._win(event)

    def _review(self, _event: Event) -> None:
        self._earn_flat(EVENT_REVIEW, SOURCE_REVIEW)

    def _reinstate(self, _event: Event) -> None:
        reinstate_points(self.state, self.program, self.ring, self.page)

    def _birthday(self, _event: Event) -> None:
        self._earn_amounts(*(int(amount) for amount in self.table.birthday_amount))

    def _event(self, event: Event) -> None:
        p, month = self.program, self._month()
        points = earn_activity(p, self.ring, PURSE_POINTS, event.activity, self.day, month)
        status = earn_activity(p, self.ring, PURSE_STATUS, event.activity, self.day, month)
        self._earn_amounts(points, status)

    def _pay(self, event: Event) -> None:
        if self.program.fee_weeks > 0 and self.state.paying == FREE:
            start_paying(self.state, self.program, self.page, event.day)

    def _cancel(self, event: Event) -> None:
        cancel(self.state, self.program, self.page, event.day)

    def _club(self, event: Event) -> None:
        join_club(self.state, self.program, event.club)

    def _leaves_club(self, event: Event) -> None:
        leave_club(self.state, event.club)

    def _at_partner(self, event: Event) -> None:
        s, p, page = self.state, self.program, self.page
        earn_at_partner(s, p, self.ring, page, event.partner, event.amount, event.day)

    def _burn(self, event: Event) -> None:
        """Use points at a partner: as many as are held, or as the member wishes."""
        s, p, k = self.state, self.program, event.partner
        points = min(int(s.usable), event.points)
        if points > 0 and may_burn(s, p, k):
            burn_at_partner(s, p, self.ring, self.page, k, points)
            self.at_partners += worth_at_partner(p, k, points)

    def _coupon(self, event: Event) -> None:
        if gets_coupon(self.state, self.program, event.item):
            keep_coupon(self.state, self.program, self.opened, event.item)

    def _buy(self, event: Event) -> None:
        if event.refused:
            post_refusal(self.state, self.program, self.page, event.day)
            return
        if event.household:
            self._buy_for_household(event)
            return
        s, p, ring, page = self.state, self.program, self.ring, self.page
        if self.birthday != NOBODY:
            note_birthday(p, page, self.birthday)
        priced = self.priced[event.member_price, event.clerk]
        cut, _, _ = cut_price(s, priced, page, _NO_LUCK, event.day, 0, event.amount, False)
        cut += use_coupon(s, p, page, event.amount, event.amount - cut)
        cut += friends_cut(s, p, page, event.day, event.amount, event.amount - cut)
        price = event.amount - cut
        off = use_voucher(s, p, page, price)
        self.voucher_cuts += off
        price -= off
        used = self._points_used(price, event.points)
        use_points(s, p, ring, page, used)
        paid = price - face_value(used, self.table.point_value)
        self.paid += paid
        self._win(event)
        kinds = (event.category, event.channel)
        points, status = post_order(s, p, ring, page, event.day, price, used, *kinds)
        self.condition = event.order if s.referred == MET else self.condition
        points += meet_condition(s, p, ring, page)
        self.cards[event.order] = give_stamp(s, p, page, event.day, price)
        self.orders[event.order] = _Order(points, status, used, paid, self.opened, self._month())

    def _buy_for_household(self, event: Event) -> None:
        """Let somebody else order on the account: with its prices, without its points."""
        s, p, ring, page = self.state, self.program, self.ring, self.page
        if not may_share(s, p):
            return
        if self.birthday != NOBODY:
            note_birthday(p, page, self.birthday)
        priced = self.priced[event.member_price, False]
        cut, _, _ = cut_price(s, priced, page, _NO_LUCK, event.day, 0, event.amount, False)
        price = event.amount - cut
        points, status = post_order(s, p, ring, page, event.day, price, 0, NOBODY, NOBODY)
        self.orders[event.order] = _Order(points, status, 0, price, self.opened, self._month())

    def _redeem(self, event: Event) -> None:
        if event.sold_out:
            return
        s, p, item, month = self.state, self.program, event.item, self._month()
        if self.table.catalogue_normal[item] > 0:
            p.item_price[item] = priced(p, item, event.demand, THOUSAND)
        if may_take(s, p, item, self.opened, month):
            hand_out(s, p, self.ring, self.page, item, month)

    def _win(self, event: Event) -> None:
        """Hand out what the history says was won; an entry that costs points spends them first."""
        k = event.won
        if k >= 0 and may_get(self.state, self.program, self.page, event.day, k):
            if self.table.gift_kind[k] == GIFT_FOR_POINTS:
                enter_for_points(self.state, self.program, self.ring, self.page, k)
            hand_gift(self.state, self.program, self.page, event.day, k)

    def _points_used(self, price: int, wish: int) -> int:
        """Return the points used on an order: as many as may be, or as the member wishes."""
        table = self.table
        if table.redeem_kind == REDEEM_NONE:
            return 0
        step, held = table.redeem_step, int(self.state.usable)
        most = points_to_use(held, table.redeem_minimum, step, table.redeem_cap, price, table.point_value)
        return most if table.redeem_kind == REDEEM_AUTOMATIC else min(most, wish // step * step)

    def _earn_flat(self, what: int, source: int) -> None:
        """Earn the flat amounts of an EVENT_*, which is a SOURCE_*."""
        p, ring, month = self.program, self.ring, self._month()
        points = earn_event(p, ring, PURSE_POINTS, what, source, 1, self.day, month)
        status = earn_event(p, ring, PURSE_STATUS, what, source, 1, self.day, month)
        self._earn_amounts(points, status)

    def _earn_amounts(self, points: int, status: int) -> None:
        earn_points(self.state, self.program, self.ring, self.page, points)
        earn_status(self.state, self.program, self.ring, status, self._month())

    def _month(self) -> int:
        return int(self.page.month[self.day % 7])
