"""What a program brings one member in money, event by event: the account of `cases.py` seen from the purse.

Order of parts: what is counted, the purse, what points would buy, what privileges are worth.
Money is in minor units. What a member only may use (a gift a year, free shipping) is counted at its expected
worth: how often the program file says that it is used and kept, times what it is worth.
"""

from __future__ import annotations

import datetime
from dataclasses import replace
from fractions import Fraction
from typing import NamedTuple

from simulator.customers.standing import FREE
from simulator.customers.vouchers import is_live
from simulator.engine.cases import Life
from simulator.engine.statement import statement_of
from simulator.program.gifts import GIFT_AT_MILESTONE
from simulator.program.rewards import cash_back_on, face_value
from simulator.program.sizes import MOST_VOUCHERS
from simulator.program.table import (
    BASIS_EVENT,
    BASIS_ORDER,
    BASIS_RETURN,
    BASIS_YEAR,
    LINE_GIFTS,
    REDEEM_NONE,
    ProgramTable,
)
from simulator.scenario.happenings import NOBODY, Event

WEEKS_A_YEAR = 52
MOST_AT_ONCE = 10**9  # where a reward has no limit
SUMS = ("discount", "redeemed", "voucher_cuts")  # figures whose changes tell what an order brought
Told = dict[str, int | str]


class Benefits(NamedTuple):
    """What a member has had of a program, less what came back with returns; minor units."""

    price_cuts: int  # off the prices of kept orders
    points_paid: int  # of kept orders paid with points
    rewards: int  # worth of what was taken from the catalogue
    cash_back: int  # with kept orders; that of a returned order is taken back
    privileges: int  # expected worth, rounded down
    points_held: int  # what the points held would buy, those not yet usable included; below 0 when owed
    given: int = 0  # worth of rewards that cost no points: full cards of stamps, gifts
    vouchers: int = 0  # off kept orders, and of those held that may still be used
    fees: int = 0  # paid, less those given back: below 0

    @property
    def worth(self) -> int:
        """All of it."""
        return sum(self)


class Used(NamedTuple):
    """Which uses of privileges count: those of somebody who would not have used them else do not."""

    orders: int | None = None  # orders that need shipping and service; None: all
    returns: bool = True  # whether returns were wanted


ALL_USES = Used()


class Step(NamedTuple):
    """The account after an event, or after the opening of a week (no event)."""

    day: int
    event: Event | None
    told: Told
    bought: int  # list price of all orders so far, returned ones left out

    def figure(self, name: str) -> int:
        """Return a figure of the statement of account."""
        return int(self.told[name])


class _Order(NamedTuple):
    """What a kept order brought, so that a return can undo it."""

    goods: int
    paid: int
    cut: int
    gifts: Fraction  # expected worth of what is given with the order
    service: Fraction  # of shipping and service
    voucher: int = 0  # what a voucher took off


class Purse:
    """One member with an account, and what it brings.

    Parameters
    ----------
    table
        The program's table from LOOK_BACK_WEEKS before day 0 to beyond the last event.
    level_names
        Names of the program's levels, then of those of further ladders.
    begins
        Day 0.
    """

    def __init__(self, table: ProgramTable, level_names: tuple[str, ...], begins: datetime.date) -> None:
        self.table = table
        self.steps: list[Step] = []
        self._names = level_names
        self._life = Life(table, begins)
        self._week = -1  # the last week counted; -1 before the member joins
        self.bought = 0  # list price of the orders kept so far
        self.paid = 0  # money paid for them
        self._orders: dict[int, _Order] = {}
        self._rewards = 0
        self._yearly = Fraction(0)
        self._returns = Fraction(0)

    @property
    def level(self) -> int:
        """The level held, 0 the base."""
        return int(self._life.state.level)

    @property
    def standing(self) -> int:
        """The row of the level in the table, behind all levels that of members who pay or try."""
        paying = self.table.exists and int(self._life.state.paying) != FREE
        return self.level + (len(self.table.level_from) if paying else 0)

    def live(self, event: Event) -> Step:
        """Open the weeks up to an event, each a step of its own, and let it happen."""
        self._open_weeks(event.day // 7)
        event = self._with_milestone(event)
        paid, before = self._life.paid, self._sums()
        level, groups = self.standing, int(self._life.state.clubs)
        self._life.live(event)
        if self._week < 0:
            self._begin(event.day // 7)
        step = self._step(event.day, event)
        if event.kind == "buy" and not event.refused:
            cut = step.figure("discount") - before["discount"]
            gifts, service = (
                _use_worth(self.table, level, BASIS_ORDER, event.amount, gifts=gifts, groups=groups)
                for gifts in (True, False)
            )
            if self.table.exists and self.table.day_event[event.day - self.table.first_day, level]:
                service += _use_worth(self.table, level, BASIS_EVENT, groups=groups)
            paid, voucher = self._life.paid - paid, step.figure("voucher_cuts") - before["voucher_cuts"]
            if event.household:  # goods of somebody else: what they cost is not the member's
                self._order_of_others(event.order, cut, gifts + service)
            else:
                order = _Order(event.amount, paid, cut, gifts, service, voucher)
                self._keep(event.order, order)
        elif event.kind == "return":
            order = self._orders.pop(event.order)
            self.bought, self.paid = self.bought - order.goods, self.paid - order.paid
            self._returns += _use_worth(self.table, level, BASIS_RETURN, groups=groups)
        elif event.kind == "redeem" and step.figure("redeemed") > before["redeemed"]:
            # A voucher is worth what it takes off.
            voucher = self.table.catalogue_voucher[event.item] > 0
            self._rewards += 0 if voucher else int(self.table.catalogue_worth[event.item])
        self.steps[-1] = step._replace(bought=self.bought)
        return self.steps[-1]

    def _with_milestone(self, event: Event) -> Event:
        """Return an order with the gift that comes with its number, if there is one."""
        if event.kind != "buy" or event.refused or event.won != NOBODY or event.household:
            return event
        number = int(self._life.state.kept_orders) + 1
        for gift, kind in enumerate(self.table.gift_kind):
            if kind == GIFT_AT_MILESTONE and self.table.gift_number[gift] == number:
                return replace(event, won=gift)
        return event

    def _order_of_others(self, number: int, cut: int, uses: Fraction) -> None:
        self._orders[number] = _Order(cut, 0, cut, uses, Fraction(0))

    def _keep(self, number: int, order: _Order) -> None:
        self._orders[number] = order
        self.bought, self.paid = self.bought + order.goods, self.paid + order.paid

    def _sums(self) -> dict[str, int]:
        last = self.steps[-1].told if self.steps else dict.fromkeys(SUMS, 0)
        return {name: int(last[name]) for name in SUMS}

    def _step(self, day: int, event: Event | None) -> Step:
        step = Step(day, event, statement_of(self._life, self._names), self.bought)
        self.steps.append(step)
        return step

    def _begin(self, week: int) -> None:
        self._week = week
        groups = int(self._life.state.clubs)
        self._yearly += _use_worth(self.table, self.standing, BASIS_YEAR, groups=groups) / WEEKS_A_YEAR

    def _open_weeks(self, last: int) -> None:
        if self._week < 0:
            return
        for week in range(self._week + 1, last + 1):
            self._life.live(Event(7 * week, "look"))
            self._begin(week)
            self._step(7 * week, None)

    def benefits(self, used: Used = ALL_USES) -> Benefits:
        """Return what the member has had so far."""
        last, orders = self.steps[-1], self._orders.values()
        held = last.figure("points") + last.figure("pending") - last.figure("debt")
        return Benefits(
            price_cuts=sum(order.cut for order in orders),
            points_paid=sum(order.goods - order.cut - order.voucher - order.paid for order in orders),
            rewards=self._rewards,
            cash_back=sum(cash_back_on(order.paid, self.table.cash_back) for order in orders),
            privileges=int(self._privileges(used)),
            points_held=worth_of_points(self.table, held),
            given=last.figure("rewards"),
            vouchers=sum(order.voucher for order in orders) + self._held_vouchers(),
            fees=-last.figure("fees"),
        )

    def _held_vouchers(self) -> int:
        """Return the worth of the vouchers that may still be used."""
        state, week = self._life.state, self.steps[-1].day // 7
        slots = [slot for slot in range(MOST_VOUCHERS) if is_live(state, slot, week)]
        return sum(int(self.table.catalogue_worth[int(state.voucher_item[slot]) - 1]) for slot in slots)

    def _privileges(self, used: Used) -> Fraction:
        """Return the expected worth of privileges so far."""
        orders = self._orders.values()
        service = sum((order.service for order in orders), Fraction(0))
        if used.orders is not None and len(orders) > used.orders:
            service *= Fraction(used.orders, len(orders))
        gifts = sum((order.gifts for order in orders), Fraction(0))
        return self._yearly + gifts + service + (self._returns if used.returns else 0)


# ---- what points would buy ------------------------------------------------------------------------------


def first_reward(table: ProgramTable) -> int:
    """Return the fewest points that buy anything, 0 where points buy nothing."""
    prices = [int(price) for price in table.catalogue_points[:1]]
    if table.redeem_kind != REDEEM_NONE and table.point_value:
        prices.append(max(table.redeem_minimum, table.redeem_step))
    return min(prices, default=0)


def best_items(table: ProgramTable) -> list[int]:
    """Return the rewards of the catalogue, those of most worth a point first, then the dearest."""
    worth, price = table.catalogue_worth, table.catalogue_points
    return sorted(
        range(len(price)), key=lambda item: (-Fraction(int(worth[item]), int(price[item])), -int(price[item]))
    )


def worth_of_points(table: ProgramTable, points: int) -> int:
    """Return what points would buy, minor units: rewards of most worth a point first, the rest at checkout.

    Or all of it at checkout, where that is more. A debt counts at the most that a point can be worth.
    """
    if points < 0:
        return -int(-points * _most_a_point(table))
    rest = points
    bought = 0
    for item in best_items(table):
        price = int(table.catalogue_points[item])
        count = min(rest // price, _most_of(table, item))
        rest -= count * price
        bought += count * int(table.catalogue_worth[item])
    return max(bought + _at_checkout(table, rest), _at_checkout(table, points))


def _most_of(table: ProgramTable, item: int) -> int:
    """Return how many of a reward a member could take at once: its limit, and room for vouchers."""
    most = int(table.catalogue_limit[item]) or MOST_AT_ONCE
    return min(most, MOST_VOUCHERS) if table.catalogue_voucher[item] else most


def _at_checkout(table: ProgramTable, points: int) -> int:
    if table.redeem_kind == REDEEM_NONE or points < table.redeem_minimum:
        return 0
    return face_value(points // table.redeem_step * table.redeem_step, table.point_value)


def _most_a_point(table: ProgramTable) -> Fraction:
    best = [
        Fraction(int(table.catalogue_worth[item]), int(table.catalogue_points[item]))
        for item in best_items(table)
    ]
    if table.redeem_kind != REDEEM_NONE:
        best.append(Fraction(table.point_value, 1_000_000))
    return max(best, default=Fraction(0))


# ---- what privileges are worth --------------------------------------------------------------------------


def _use_worth(
    table: ProgramTable,
    level: int,
    basis: int,
    goods: int | None = None,
    *,
    groups: int,
    gifts: bool | None = None,
) -> Fraction:
    """Return the expected worth of the privileges of a level that are used on a BASIS_*, once each.

    `groups`: levels of further ladders, as bits, which give some of them too.

    Privileges of kind price are worth nothing here: their price cuts are posted with the order.
    `gifts`: only those of that kind, or only the others.
    """
    total = Fraction(0)
    for k in range(len(table.privilege_basis)):
        has = table.privilege_levels[k, level] or int(table.privilege_rungs[k, level]) & groups
        if table.privilege_basis[k] != basis or not has:
            continue
        if gifts is not None and gifts != (table.privilege_line[k] == LINE_GIFTS):
            continue
        if goods is None or goods >= table.privilege_over[k]:
            uses = Fraction(str(table.privilege_share[k])) * Fraction(str(table.privilege_kept[k]))
            total += uses * int(table.privilege_worth[k])
    return total
