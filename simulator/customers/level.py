"""The level of one member: the climb, the term that it is held for, a granted level, and the review.

Order of parts: the climb, the term, a granted level, the review at the opening of a week.
Records are named as in account.py.
"""

from __future__ import annotations

from typing import Any

from simulator.accounts.chart import DOWNGRADES, UPGRADES
from simulator.customers.ladders import climb_ladders, held_for_life
from simulator.customers.page import BACK
from simulator.customers.qualifying import (
    end_keep,
    found_room,
    held_by_switch,
    leave_month,
    level_with_room,
    reached_level,
)
from simulator.customers.state import NEVER
from simulator.program.table import (
    THOUSAND,
    WINDOW_ANNIVERSARY,
    WINDOW_CALENDAR,
    WINDOW_ROLLING,
    WINDOW_TIER_TERM,
)
from simulator.program.tiers import balance_after_review, level_after_review
from simulator.rule import compiled, rule


@compiled
def climb(s: Any, p: Any, page: Any, day: int) -> bool:
    """Upgrade at once when all that is asked suffices; never down. Return whether the level rose."""
    if p.ladders != 0:
        climb_ladders(s, p)
    reached = reached_level(s, p, int(s.status), day, 0)
    if p.match_level != 0 and s.match_day != NEVER and reached >= s.level:
        _earn_match(s, p, page, day)
    if reached > s.level:
        reached = level_with_room(s, p, page, reached, day)
    if reached <= s.level:
        return False
    s.level = reached
    s.below = 0
    page.tally[page.at, UPGRADES] += 1
    if p.window == WINDOW_TIER_TERM:
        s.grace_day = NEVER
        begin_term(s, p, page, day)
    return True


@rule
def year_length(year: int) -> int:
    """Return the days of a year, 365 or 366.

    Units: days. Source: [derived] Gregorian calendar.
    """
    leap = year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
    return 366 if leap else 365


@compiled
def begin_term(s: Any, p: Any, page: Any, begins: int) -> None:
    """Begin a term on a day: it ends a year later, under a calendar window with the year or its own."""
    if p.own_year != 0:
        s.term_day = page.year_next if begins < page.year_next else page.year_after
    elif p.window == WINDOW_CALENDAR:
        place = begins - page.first_day
        s.term_day = begins - page.day_of_year[place] + year_length(int(page.month[place]) // 12)
    else:
        s.term_day = page.year_later[begins - page.first_day + BACK]
    s.term_week = page.week
    s.term_orders = 0


@compiled
def match_level(s: Any, p: Any, page: Any, day: int) -> None:
    """Grant a new member the level of a status match, where there is room."""
    level = int(p.match_level)
    if p.level_share[level] < THOUSAND and not found_room(s, page, level):
        return
    s.level = level
    s.match_day = day + p.match_days


@compiled
def _earn_match(s: Any, p: Any, page: Any, day: int) -> None:
    """Let a granted level become the member's own, now that he has what it asks for."""
    s.match_day = NEVER
    if p.window == WINDOW_TIER_TERM:
        begin_term(s, p, page, day)


@compiled
def _end_match(s: Any, p: Any, page: Any) -> None:
    """Take a granted level from a member who has not qualified for it: he falls to what he has reached."""
    s.match_day = NEVER
    s.level = reached_level(s, p, int(s.status), int(page.first_day), 0)
    page.tally[page.at, DOWNGRADES] += 1


@compiled
def review_level(s: Any, p: Any, ring: Any, page: Any) -> None:
    """Review the level at the opening of a week, judged on the week's first day."""
    day = page.first_day
    if p.match_level != 0 and s.match_day != NEVER and s.match_day <= day:
        _end_match(s, p, page)
    if s.kept != 0 and p.keep_until <= day:
        end_keep(s, p, page)
    pending = p.grace != 0 and s.grace_day != NEVER
    if pending and p.window != WINDOW_ROLLING:
        _review_balance(s, p, page)
    if p.window == WINDOW_TIER_TERM:
        if s.term_day <= day:
            begins = int(s.term_day)
            # A level that asks for nothing that lapses has no review: nothing could be missed.
            if p.reviewed[s.level] != 0:
                _review_balance(s, p, page)
            begin_term(s, p, page, begins)
    elif p.window == WINDOW_ANNIVERSARY:
        if s.term_day <= day:
            begins = int(s.term_day)
            _review_balance(s, p, page)
            begin_term(s, p, page, begins)
    elif p.window == WINDOW_CALENDAR:
        if _new_year(s, p, page):
            _review_balance(s, p, page)
            begin_term(s, p, page, day)
    else:
        _count_months(s, p, ring, page, pending)


@compiled
def _new_year(s: Any, p: Any, page: Any) -> bool:
    """Tell whether a new year of the calendar, or of the program's own, has begun."""
    if p.own_year != 0:
        return bool(s.term_day <= page.first_day)
    return bool(page.month[0] // 12 != page.last_month // 12)


@compiled
def _count_months(s: Any, p: Any, ring: Any, page: Any, pending: bool) -> None:
    """Let a month leave a rolling window, and review the level; no review hangs on the term."""
    if s.term_day <= page.first_day:  # members count their own pace by years
        begin_term(s, p, page, int(s.term_day))
    months_on = p.window == WINDOW_ROLLING and page.month[0] != page.last_month
    if months_on:
        slot = (page.month[0] + 1) % p.month_slots
        s.status = max(0, int(s.status) - int(ring[p.months_at + slot]))
        ring[p.months_at + slot] = 0
        if p.asks_besides != 0:
            leave_month(s, p, ring, slot)
    if (months_on or pending) and not _held_by_grace(s, p, page, int(s.status)):
        _fall(s, p, page)


@compiled
def _held_by_grace(s: Any, p: Any, page: Any, balance: int) -> bool:
    """Tell whether a review that a balance would miss is put off until it is enough or the grace over."""
    if p.grace == 0 or s.match_day != NEVER:  # no review takes a granted level
        return False
    day = int(page.first_day)
    if reached_level(s, p, balance, day, int(s.level)) < s.level:
        if s.grace_day == NEVER:
            s.grace_day = day + p.grace
        if s.grace_day > day:
            return True
    s.grace_day = NEVER
    return False


@compiled
def _review_balance(s: Any, p: Any, page: Any) -> None:
    """Judge the level: a carried balance less its deduction, else the full balance, which restarts at 0."""
    after = balance_after_review(int(s.status), int(p.level_deduct[s.level]), int(p.carried))
    if _held_by_grace(s, p, page, after if p.carried != 0 else int(s.status)):
        return
    if p.carried != 0:
        s.status = after
    _fall(s, p, page)
    s.status = after
    if p.asks_besides != 0:
        s.spent = 0
        s.visits = 0


@compiled
def _fall(s: Any, p: Any, page: Any) -> None:
    reached = reached_level(s, p, int(s.status), int(page.first_day), int(s.level))
    after = level_after_review(int(s.level) - int(s.below), reached, int(p.downgrade))
    if p.match_level != 0 and s.match_day != NEVER:
        after = max(after, int(s.level))
    if p.lasting != 0:
        after = max(after, held_for_life(s, p))
    if after > s.level:
        after = level_with_room(s, p, page, after, int(page.first_day))
    if s.kept != 0:
        after = held_by_switch(s, after)
    if after < s.level:
        page.tally[page.at, DOWNGRADES] += 1
    elif after > s.level:
        page.tally[page.at, UPGRADES] += 1
    s.level = after
