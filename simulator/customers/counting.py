"""The count at the end of a week: how many customers there are, how they feel, what they hold."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from simulator.accounts import chart
from simulator.customers.ladders import years_left
from simulator.customers.market_counts import LAST_WEEK, LEVELS_AT, SERVICE_AT
from simulator.customers.page import place, write_own
from simulator.customers.paying import count_paying
from simulator.customers.qualifying import count_waiting
from simulator.customers.standing import FREE, enjoys, standing
from simulator.customers.switching import current_pace
from simulator.customers.vouchers import owed_for_vouchers
from simulator.customers.world import World
from simulator.customers.worth_of_privileges import cases_per_order
from simulator.customers.worth_of_stamps import card_obligation
from simulator.customers.worth_of_tiers import term_left
from simulator.program.table import (
    BASIS_EVENT,
    BASIS_FAILURE,
    BASIS_ORDER,
    BASIS_RETURN,
    BASIS_YEAR,
    WINDOW_NONE,
)
from simulator.rule import compiled

ACTIVE_WEEKS = 13


@compiled
def level_cost(p: Any, b: Any, level: int, basket: float, orders: float, cases: float) -> float:
    """Return the expected cost of a level's privileges: so many orders, a year's gifts; minor units.

    Units: `cases` desk cases an order.
    """
    each = p.cost_fixed[level] + basket * p.cost_percent[level] + b.return_rate * p.cost_return[level]
    each += cases * p.cost_case[level] + p.event_share[level] * p.cost_event[level]
    if p.on_failures != 0:
        each += (b.failure_rate - cases) * p.cost_failure[level]
    for n in range(p.conditionals):
        k = p.conditional[n]
        if p.privilege_levels[k, level] != 0 and basket >= p.privilege_over[k]:
            cost = p.privilege_cost[k] + basket * p.privilege_percent[k] / 1000.0
            part = p.privilege_share[k] * p.privilege_kept[k]
            each += part * cost * (p.privilege_funding[k, 0] / 1000.0)
    return float(orders * each + p.cost_year[level])


@compiled
def status_obligation(t: Any, s: Any, p: Any, b: Any, week: int) -> int:
    """Return the expected cost to the firm of what a level still promises at the end of a week, minor units.

    Only what the level adds to the base level counts, at the member's own pace.
    """
    if s.attached == 0:
        return 0
    left = term_left(s, p, week + 1)  # of the week to come
    pace = current_pace(np.float64(s.pace), week - int(s.last_week))
    basket = np.float64(t.basket)
    cases = cases_per_order(t, p, b)
    held = standing(s, p)
    year = level_cost(p, b, held, basket, 52.0 * pace, cases)
    year -= level_cost(p, b, held - int(s.level), basket, 52.0 * pace, cases)
    return max(0, int(left * year + 0.5))


@compiled
def _uses_a_year(p: Any, b: Any, k: int, held: int, basket: float, orders: float, cases: float) -> float:
    """Return how often a year a standing asks for a privilege that is no matter of the desk."""
    basis = p.privilege_basis[k]
    times = 0.0
    if basis == BASIS_YEAR:
        times = 1.0
    elif basis == BASIS_ORDER and basket >= p.privilege_over[k]:
        times = orders
    elif basis == BASIS_RETURN:
        times = orders * b.return_rate
    elif basis == BASIS_EVENT:
        times = orders * p.event_share[held]
    elif basis == BASIS_FAILURE:
        times = orders * (b.failure_rate - cases)
    return float(times * p.privilege_share[k])


@compiled
def ladders_obligation(t: Any, s: Any, p: Any, b: Any, week: int) -> int:
    """Return the expected cost to the firm of what levels of further ladders still promise, minor units.

    Only what the level of the main ladder does not give counts, at the member's own pace: a year of what a
    lifetime's level gives, and what is left of the year, to a month, of what a calendar year's gives alone.
    """
    if s.attached == 0:
        return 0
    orders = 52.0 * current_pace(np.float64(s.pace), week - int(s.last_week))
    basket, cases, held = np.float64(t.basket), cases_per_order(t, p, b), standing(s, p)
    total = 0.0
    for k in range(p.privileges):
        if p.privilege_levels[k, held] != 0 or not enjoys(s, p, held, k):
            continue
        left = years_left(p, int(s.clubs) & int(p.privilege_rungs[k, held]))
        cost = p.privilege_cost[k] + basket * p.privilege_percent[k] / 1000.0
        cost *= p.privilege_kept[k] * p.privilege_funding[k, 0] / 1000.0
        total += left * cost * _uses_a_year(p, b, k, held, basket, orders, cases)
    return int(total + 0.5)


@compiled
def _promised(t: Any, s: Any, p: Any, b: Any, week: int) -> int:
    """Return the expected cost to the firm of what levels and stamp cards still promise, minor units."""
    owed = 0
    if p.window != WINDOW_NONE and s.level > 0:
        owed += status_obligation(t, s, p, b, week)
    if p.ladders != 0 and s.clubs != 0:
        owed += ladders_obligation(t, s, p, b, week)
    if p.stamps_buy > 0:
        owed += card_obligation(t, s, p, b, week)
    return owed


@compiled
def count_people(world: World, people: NDArray[np.int64], week: int) -> None:
    """Count the customers at the end of a week: how many, how they feel, what they hold."""
    state, traits, customers = world.state, world.traits, world.books.customers
    p = world.program[0]
    b = world.numbers[0]
    page = world.page[0]
    for k in range(people.shape[0]):
        i = people[k]
        s = state[i]
        t = traits[i]
        if t.entry >= 7 * week + 7:
            continue
        place(page, s, t)
        row = page.tally[page.at]
        row[chart.CUSTOMERS] += 1
        if s.last_week > week - ACTIVE_WEEKS:
            row[chart.ACTIVE] += 1
        if s.attached != 0:
            row[chart.ATTACHED] += 1
            row[chart.SATISFACTION] += int(np.float64(s.satisfaction) * 10000.0 + 0.5)
            row[chart.TRUST] += int(np.float64(s.trust) * 10000.0 + 0.5)
            row[chart.EXPECTATION] += int(np.float64(s.expectation) * 10000.0 + 0.5)
        if s.member == 0:
            continue
        if s.paying != FREE:
            count_paying(s, p, page)
            write_own(page, customers, i)
        page.taken[LEVELS_AT + int(s.level)] += 1
        if p.capped != 0:
            count_waiting(s, p, page)
        row[chart.KNOWS_VALUE] += s.knows_value
        row[chart.KNOWS_BALANCE] += s.knows_balance
        if s.knows_value != 0 or s.knows_balance != 0:
            row[chart.AWARE] += 1
        row[chart.POINTS_OUTSTANDING] += int(s.usable) + int(s.pending) - int(s.owed)
        row[chart.POINTS_PENDING] += int(s.pending)
        row[chart.POINTS_DEBT] += int(s.owed)
        if p.vouchers != 0:
            row[chart.VOUCHERS_OUTSTANDING] += owed_for_vouchers(s, p, week + 1)
        row[chart.STATUS_OBLIGATION] += _promised(t, s, p, b, week)


def know_levels(world: World, week: int) -> None:
    """Let a market that goes on know who held each level, and who waited for one, before its first week."""
    if world.program["capped"][0] == 0:
        return
    _count_levels(world, week)
    world.books.known[LAST_WEEK, :SERVICE_AT] = world.page["taken"][0, :SERVICE_AT]
    world.page["taken"] = 0


@compiled
def _count_levels(world: World, week: int) -> None:
    page, p = world.page[0], world.program[0]
    page.first_day = 7 * week - 7
    for i in range(world.state.shape[0]):
        s = world.state[i]
        if s.member != 0:
            page.taken[LEVELS_AT + int(s.level)] += 1
            count_waiting(s, p, page)
