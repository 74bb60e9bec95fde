"""The page of the week: the week's facts, and the lines on which one customer's week is written.

Order of parts: the record, opening it for a week, writing it into the books.
A rule's caller passes one pointer to it; what it holds is added to the books customer by customer.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from simulator.accounts.chart import CUSTOMER_WIDTH, GROUPS, WIDTH
from simulator.customers.acquiring import open_advertising
from simulator.customers.dates import open_budgets
from simulator.customers.market_counts import LAST_WEEK, LEVELS_AT, MARKET_COUNTS, SPANS, WAITING_AT
from simulator.customers.offering import open_offer
from simulator.customers.ranking import open_ranks
from simulator.customers.servicing import open_service
from simulator.customers.state import MOST_RIVALS, TALKS, record_type
from simulator.program.sizes import MOST_LEVELS, MOST_LOT_WEEKS, MOST_PENDING, MOST_STANDINGS
from simulator.program.table import MOST_CHALLENGES
from simulator.program.tiers import room_in_level
from simulator.rule import compiled

MOST_CASES = 16
MOST_VISITS = 16
MOST_MOVES = 384  # of one customer in a week, orders of a household included
GROUP_COUNT = len(GROUPS)
ROWS = (MOST_LEVELS + 1) * GROUP_COUNT
BACK = 7  # days before the week whose next year is known too

PAGE: tuple[tuple[str, Any, str], ...] = (
    ("stream", "u8", "key of the replication's luck"),
    ("week", "i8", "week of the run"),
    ("first_day", "i8", "first day of the week"),
    ("month", ("i8", 7), "absolute month of each day"),
    ("last_month", "i8", "absolute month of the first day of the week before"),
    ("day_of_year", ("i8", 7), "0-365"),
    ("year_later", ("i8", BACK + 8), "the same date one year later, from a week before the first day on"),
    ("year_next", "i8", "first day of the next membership year after the first day"),
    ("year_after", "i8", "the same after the week's last day"),
    ("season", "f8", "factor on need"),
    ("price", "f8", "focal price against the market's"),
    ("advertised", "f8", "chance that the week's advertising wins somebody, 0-1"),
    ("rival_price", ("f8", MOST_RIVALS), "price of each rival against the market's"),
    ("house_pull", ("f8", MOST_RIVALS), "written: what each rival's own program adds to it, logits"),
    ("rival_pull", ("f8", MOST_RIVALS), "written: utility of each rival on the occasion at hand, logits"),
    ("issue", "i8", "index of this week's month in the vintage table"),
    ("lot_issue", ("i8", MOST_LOT_WEEKS), "the same of each lot's week of earning"),
    ("lot_last", ("i8", MOST_LOT_WEEKS), "last week in which each lot may be used"),
    ("pending_issue", ("i8", MOST_PENDING), "index of the month in which pending points were earned"),
    ("expiring", "i8", "1 when lots expire at this opening"),
    ("expiring_soon", "i8", "1 when lots expire within eight weeks"),
    ("day_points", ("i8", (7, MOST_STANDINGS)), "multiplier on points, thousandths"),
    ("day_status", ("i8", (7, MOST_STANDINGS)), "multiplier on qualifying value, thousandths"),
    ("day_percent", ("i8", (7, MOST_STANDINGS)), "price cut, thousandths"),
    ("day_pull", ("f8", (7, MOST_STANDINGS)), "strength of the dated stimulus"),
    (
        "day_event",
        ("i8", (7, MOST_STANDINGS)),
        "1 on a day of a dated event, where one is asked for",
    ),
    ("day_challenge", ("i8", (7, MOST_CHALLENGES)), "last day of the window of each challenge"),
    ("goal_gain", ("f8", 2), "written: what the order at hand adds to what goals are expected to earn"),
    ("pull", "i8", "1 when a dated stimulus falls in the week"),
    ("open_percent", ("i8", 7), "price cut for everybody, thousandths"),
    ("open_pull", ("f8", 7), "strength of the dated stimulus on everybody"),
    ("open", "i8", "1 when a stimulus of the week is for everybody"),
    (
        "limit",
        ("i8", (7, MOST_STANDINGS + 1)),
        "event with a budget that gives the price cut, by level, last for no member; -1",
    ),
    ("leap", ("i8", 7), "1 in a leap year"),
    ("birthday", ("i8", 7), "written: 1 where birthday benefits hold for the customer at hand"),
    ("after", "i8", "1 within the second look of retention"),
    ("first_half", "i8", "1 within the first half of the run"),
    ("times", ("f8", MOST_VISITS), "written: when each occasion of the week falls, part of the week"),
    ("counts", ("i8", MOST_VISITS), "written: which draw each occasion is; -1 once lived"),
    ("known", ("i8", (SPANS, MARKET_COUNTS)), "what the market took up to last week, see market_counts.py"),
    ("taken", ("i8", MARKET_COUNTS), "written: what is taken this week"),
    ("effects", "i8", "written: EFFECT_* bits of the privileges kept on the order at hand"),
    ("room", ("f8", MOST_LEVELS), "chance to find room in a level this week, 0-1"),
    ("level_rank", ("f8", MOST_LEVELS), "rank of each level, by who held which last week, 0-1"),
    ("at", "i8", "row of the tally for the customer at hand"),
    ("tally", ("i8", (ROWS, WIDTH)), "written: columns of the chart by level and group"),
    ("own", ("i8", CUSTOMER_WIDTH), "written: the customer's totals"),
    ("part", "i8", "written: which part of a split order the one at hand is, 0 all of it"),
    ("split_of", "i8", "written: which occasion of the customer's week was split; -1 none"),
    ("delight", "f8", "written: quality that the gifts with the order at hand add, 0-1"),
    ("felt", "f8", "written: satisfaction with the order at hand, 0-1"),
    ("message", "i8", "written: the last message of the customer's week, see telling.message"),
    ("talk", ("i8", TALKS), "written: what the customer tells, see state.TALKS"),
    ("quick", "f8", "wait up to which a resolution counts as quick, minutes"),
    ("borne", "f8", "wait that annoys nobody, minutes"),
    ("staff_handling", "f8", "factor on handling time by the experience of staff"),
    ("staff_resolved", "f8", "share of cases resolved that it adds"),
    ("staff_quality", "f8", "quality of an order that the loyalty of staff adds"),
    ("staff_leaving", "f8", "factor on the turnover of own clerks by the same"),
    ("compensation", "f8", "paid for a failure of middling severity, minor units"),
    ("by_severity", "f8", "part of that which follows the severity, 0-1"),
    ("late", "f8", "share of the firm's orders that come late, 0-1"),
    ("late_days", "f8", "mean delay of those, days"),
    ("cases", "i8", "written: complaints"),
    ("case_arrival", ("f8", MOST_CASES), "minutes from the start of the week"),
    ("case_priority", ("i8", MOST_CASES), "class at the desk"),
    ("case_handling", ("f8", MOST_CASES), "minutes"),
    ("case_patience", ("f8", MOST_CASES), "minutes"),
    ("moves", "i8", "written: movements of points by month of issue"),
    ("move_issue", ("i8", MOST_MOVES), "index of the month of issue"),
    ("move_kind", ("i8", MOST_MOVES), "VINTAGE_*"),
    ("move_points", ("i8", MOST_MOVES), "points"),
)
PAGE_RECORD = record_type(PAGE)


@compiled
def open_page(world: Any, week: int) -> None:
    """Write the facts of a week on the page."""
    page = world.page[0]
    c = world.conditions[0]
    p = world.program[0]
    calendar = world.calendar
    at = week - c.first_week
    page.stream = c.stream
    page.week = week
    page.first_day = 7 * week
    first = 7 * week - c.first_day
    page.last_month = calendar.day_month[first - 7]
    month, day_of_year, year_later = page.month, page.day_of_year, page.year_later
    for day in range(7):
        month[day] = calendar.day_month[first + day]
        day_of_year[day] = calendar.day_of_year[first + day]
    for day in range(BACK + 8):
        year_later[day] = calendar.year_later[first + day - BACK]
    page.season = calendar.season[at]
    page.price = calendar.price[at]
    for rival in range(MOST_RIVALS):
        page.rival_price[rival] = c.rival_price[rival]
    page.issue = calendar.week_month[at] - c.vintage_origin
    open_advertising(page, p, world.numbers[0], c, calendar.people[at])
    page.after = 1 if c.retained_from <= week <= c.retained_to else 0
    page.first_half = 1 if week < c.run_half else 0
    if p.exists != 0:
        _open_program(world, week, at, first)
    open_service(page, p, world.numbers[0], c, world.books.known)


@compiled
def _open_program(world: Any, week: int, at: int, first: int) -> None:
    page = world.page[0]
    c = world.conditions[0]
    p = world.program[0]
    dated = world.dated
    calendar = world.calendar
    lot_issue, lot_last = page.lot_issue, page.lot_last
    lots, pending, origin = p.lot_weeks, p.pending_weeks, c.vintage_origin
    for back in range(lots):
        credit = at - back
        slot = (week - back) % lots
        lot_issue[slot] = calendar.week_month[credit - pending] - origin
        lot_last[slot] = dated.lot_expiry[credit]
    for ahead in range(pending + 1):
        earned = at + ahead - pending
        page.pending_issue[(week + ahead) % (pending + 1)] = calendar.week_month[earned] - origin
    page.expiring = dated.expiring[at]
    page.expiring_soon = 0
    for ahead in range(1, 9 + p.expiry_grace):
        if at + ahead < dated.expiring.shape[0] and dated.expiring[at + ahead] != 0:
            page.expiring_soon = 1
    if p.own_year != 0:
        page.year_next = dated.year_next[at]
        page.year_after = dated.year_next[min(at + 1, dated.year_next.shape[0] - 1)]
    known, before = page.known, world.books.known
    for span in range(SPANS):
        for count in range(MARKET_COUNTS):
            known[span, count] = before[span, count]
    _open_days(p, page, dated, first)
    if p.limits + p.scarce + p.ladders > 0:
        open_offer(p, page)
    if p.capped != 0:
        _tell_room(page, p)
    if p.levels > 1:
        open_ranks(p, world.numbers[0], page)


@compiled
def _open_days(p: Any, page: Any, dated: Any, first: int) -> None:
    points, status, percent, pull = page.day_points, page.day_status, page.day_percent, page.day_pull
    levels = p.standings
    for day in range(7):
        for kind in range(p.challenges):
            page.day_challenge[day, kind] = dated.challenge_end[first + day, kind]
    page.pull = 1 if p.birthday_days > 0 else 0
    page.open = 0
    for day in range(7):
        for level in range(levels):
            points[day, level] = dated.day_points[first + day, level]
            status[day, level] = dated.day_status[first + day, level]
            percent[day, level] = dated.day_percent[first + day, level]
            pull[day, level] = dated.day_pull[first + day, level]
            if pull[day, level] > 0.0:
                page.pull = 1
            page.limit[day, level] = -1
        page.open_percent[day] = dated.open_percent[first + day]
        page.open_pull[day] = dated.open_pull[first + day]
        page.limit[day, MOST_STANDINGS] = -1
        year = int(page.month[day]) // 12
        page.leap[day] = 1 if year % 4 == 0 and (year % 100 != 0 or year % 400 == 0) else 0
    if p.budgets > 0:
        open_budgets(p, page, dated.limited_days, first)
    for day in range(7):
        if page.open_pull[day] > 0.0:
            page.open = 1
            page.pull = 1
    if p.on_events != 0:
        _open_events(page, dated.day_event, first, levels)


@compiled
def _open_events(page: Any, day_event: Any, first: int, levels: int) -> None:
    for day in range(7):
        for level in range(levels):
            page.day_event[day, level] = day_event[first + day, level]


@compiled
def _tell_room(page: Any, p: Any) -> None:
    """Tell how much room levels for a share of members at most have, by what was known last week."""
    members = 0
    for level in range(p.levels):
        members += page.known[LAST_WEEK, LEVELS_AT + level]
    for level in range(p.levels):
        held = page.known[LAST_WEEK, LEVELS_AT + level]
        waiting = page.known[LAST_WEEK, WAITING_AT + level]
        page.room[level] = room_in_level(held, waiting, members, int(p.level_share[level]))


@compiled
def move_points(page: Any, issue: int, kind: int, points: int) -> None:
    """Note a movement of points by month of issue."""
    k = page.moves
    page.move_issue[k] = issue
    page.move_kind[k] = kind
    page.move_points[k] = points
    page.moves = k + 1


@compiled
def place(page: Any, s: Any, t: Any) -> None:
    """Turn to the row of a customer's level and group."""
    page.at = (1 + int(s.level)) * GROUP_COUNT + int(t.group) if s.member != 0 else int(t.group)


@compiled
def write_moves(page: Any, vintages: Any) -> None:
    """Add the noted movements of points to the vintage table, and clear them."""
    for k in range(page.moves):
        vintages[page.issue, page.move_issue[k], page.move_kind[k]] += page.move_points[k]
    page.moves = 0


@compiled
def write_own(page: Any, customers: Any, i: int) -> None:
    """Add the customer's totals to the books, and clear them."""
    for column in range(CUSTOMER_WIDTH):
        customers[i, column] += page.own[column]
        page.own[column] = 0


@compiled
def write_voice(page: Any, books: Any, i: int, region: int) -> None:
    """Add what the customer told others and the complaints to the books, and clear them.

    Called only where there is something: a tuple of arrays is dear to pass.
    """
    for column in range(TALKS):
        books.talk[region, column] += page.talk[column]
        page.talk[column] = 0
    for k in range(page.cases):
        place = books.case_count[region]
        books.case_count[region] = place + 1
        if place < books.case_customer.shape[1]:  # else the clock sees the count and stops the run
            books.case_customer[region, place] = i
            books.case_arrival[region, place] = page.case_arrival[k]
            books.case_priority[region, place] = page.case_priority[k]
            books.case_handling[region, place] = page.case_handling[k]
            books.case_patience[region, place] = page.case_patience[k]
    page.cases = 0


@compiled
def write_message(page: Any, told: Any, i: int) -> None:
    """Keep the customer's last message of the week for the neighbours, if there are any, and clear it."""
    if told.shape[0] > 0:
        told[i] = page.message
    page.message = 0


def write_tally(world: Any) -> None:
    """Add the page's tally (by level and group) and its market-wide counts to the books, and clear them."""
    world.books.taken[...] += world.page["taken"][0]
    world.page["taken"] = 0
    rows = world.books.tally.shape[0] * GROUP_COUNT
    world.books.tally[...] += world.page["tally"][0, :rows].reshape(world.books.tally.shape)
    world.page["tally"] = 0


def fresh_page() -> np.ndarray[Any, np.dtype[np.void]]:
    """Return an empty page."""
    return np.zeros(1, PAGE_RECORD)
