"""What the whole market took: last week, this month and this year, for whatever is scarce.

Stock, budgets, capacity and shares of members at a level hang on everybody. Nobody reads another customer
inside a week, so a week reads the counts as they stood when it opened: what was taken up to last week.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from simulator.customers.staffing import strain_after
from simulator.program.sizes import MOST_BUDGETS, MOST_ITEMS, MOST_LEVELS, MOST_PARTNERS, MOST_PRIVILEGES

# Where each subject begins in a row of counts.
ITEMS_AT = 0  # rewards of the catalogue taken
PRIVILEGES_AT = ITEMS_AT + MOST_ITEMS  # uses of each privilege asked for
BUDGETS_AT = PRIVILEGES_AT + MOST_PRIVILEGES  # minor units of price cut by event with a budget
LEVELS_AT = BUDGETS_AT + MOST_BUDGETS  # members who hold each level at the end of the week
WISHES_AT = LEVELS_AT + MOST_LEVELS  # rewards of the catalogue that members wished to take
WAITING_AT = WISHES_AT + MOST_ITEMS  # members who have what a level asks for and find no room in it
PARTNERS_AT = WAITING_AT + MOST_LEVELS  # points issued at each partner
SERVICE_AT = PARTNERS_AT + MOST_PARTNERS  # from here on what no program knows of, and no switch forgets
ORDERS_AT = SERVICE_AT  # orders from the firm, where logistics are limited
MEMBER_ORDERS_AT = ORDERS_AT + 1  # of these, by members
BACKLOG_AT = MEMBER_ORDERS_AT + 1  # known only: orders not delivered when the week opens
EXPECTED_AT = BACKLOG_AT + 1  # known only: orders that a usual week would bring now, millionths
CASES_AT = EXPECTED_AT + 1  # desk cases decided, where staff is stated
TOO_LATE_AT = CASES_AT + 1  # of these, begun later than is promised, or given up
STRAIN_AT = TOO_LATE_AT + 1  # known only: the share of those over the last weeks, millionths
MARKET_COUNTS = STRAIN_AT + 1
# Rows of what is known.
LAST_WEEK, THIS_MONTH, THIS_YEAR = range(3)
SPANS = 3
MILLION = 1_000_000


def turn_counts(world: Any, week: int) -> None:
    """Close the counts of a week: they become last week's, and add to those of its month and year.

    Units: a week of the run. A month or year that the next week does not open in starts again at 0.
    """
    books, months = world.books, world.calendar.week_month
    backlog = int(books.known[LAST_WEEK, BACKLOG_AT])
    strain = int(books.known[LAST_WEEK, STRAIN_AT]) / MILLION
    books.known[LAST_WEEK] = books.taken
    if world.conditions["turnover"][0] >= 0.0:
        cases, too_late = int(books.taken[CASES_AT]), int(books.taken[TOO_LATE_AT])
        b = world.numbers[0]
        felt = strain_after(strain, too_late, cases, float(b.staff_strain_weeks))
        books.known[LAST_WEEK, STRAIN_AT] = round(felt * MILLION)
    if logistics := int(world.conditions["logistics"][0]):
        left = backlog + int(books.taken[ORDERS_AT]) - logistics
        books.known[LAST_WEEK, BACKLOG_AT] = max(0, left)
        expect_orders(world)
    books.known[THIS_MONTH] += books.taken
    books.known[THIS_YEAR] += books.taken
    books.taken[...] = 0
    at = week - int(world.conditions["first_week"][0])
    if at + 1 >= len(months):
        return
    now, following = int(months[at]), int(months[at + 1])
    if following != now:
        books.known[THIS_MONTH] = 0
    if following // 12 != now // 12:
        books.known[THIS_YEAR] = 0


def expect_orders(world: Any) -> None:
    """Note what a usual week would bring now: orders by tastes of who has not left, if it counts."""
    if world.conditions["logistics"][0] > 0:
        rates = world.traits["rate"][world.state["attached"] == 1].astype(np.float64)
        world.books.known[LAST_WEEK, EXPECTED_AT] = np.rint(rates * MILLION).astype(np.int64).sum()


def no_counts() -> tuple[np.ndarray[Any, np.dtype[np.int64]], np.ndarray[Any, np.dtype[np.int64]]]:
    """Return counts of nothing: of the week at hand, (MARKET_COUNTS,), and those known, (SPANS, ...)."""
    return np.zeros(MARKET_COUNTS, np.int64), np.zeros((SPANS, MARKET_COUNTS), np.int64)
