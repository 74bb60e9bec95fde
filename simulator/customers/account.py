"""One member's account: points, qualifying value, rating and level, posted under the program's rules.

Order of parts: points, qualifying value, the level, the opening of a week.
The week and the worked cases both post through these functions: there is no second set of books.
`s` is the member's state record, `p` the program's, `page` the week's; `ring` is the member's balances by
time: lots, then pending points from `p.pending_at` on, then months from `p.months_at` on.
"""

from __future__ import annotations

from typing import Any

from simulator.accounts.chart import (
    DOWNGRADES,
    POINTS_EXPIRED,
    POINTS_ISSUED,
    POINTS_REDEEMED,
    POINTS_REVERSED,
    UPGRADES,
    VINTAGE_EXPIRED,
    VINTAGE_ISSUED,
    VINTAGE_REDEEMED,
    VINTAGE_REVERSED,
)
from simulator.customers.belonging import renew_invitations
from simulator.customers.expiring import is_inactive, last_of_lot, note_lapsed
from simulator.customers.page import BACK, move_points
from simulator.customers.qualifying import (
    end_keep,
    found_room,
    held_by_switch,
    leave_month,
    level_with_room,
    reached_level,
)
from simulator.customers.stamping import lapse_card
from simulator.customers.state import NEVER
from simulator.program.table import (
    EXPIRE_NEVER,
    THOUSAND,
    WINDOW_ANNIVERSARY,
    WINDOW_CALENDAR,
    WINDOW_ROLLING,
    WINDOW_TIER_TERM,
)
from simulator.program.tiers import balance_after_review, level_after_review
from simulator.rule import compiled, rule


@compiled
def earn_points(s: Any, p: Any, ring: Any, page: Any, points: int) -> None:
    """Issue points: they pay what is owed first, then wait for their week or are usable at once."""
    if points <= 0:
        return
    page.tally[page.at, POINTS_ISSUED] += points
    move_points(page, page.issue, VINTAGE_ISSUED, points)
    left = _after_debt(s, points)
    credit_week = page.week + p.pending_weeks
    if p.pending_weeks > 0:
        ring[p.pending_at + credit_week % (p.pending_weeks + 1)] += left
        s.pending = int(s.pending) + left
    else:
        ring[credit_week % p.lot_weeks] += left
        s.usable = int(s.usable) + left


@compiled
def _after_debt(s: Any, points: int) -> int:
    """Pay what is owed with points that come in; return how many are left."""
    paid = min(int(s.owed), points)
    s.owed = int(s.owed) - paid
    return points - paid


@compiled
def take_back_points(s: Any, p: Any, ring: Any, page: Any, points: int, earned_week: int) -> None:
    """Reverse the points of an order: from its own lot, then from the newest lots; the rest is owed."""
    page.tally[page.at, POINTS_REVERSED] += points
    credit_week = earned_week + p.pending_weeks
    if p.expiry_kind == EXPIRE_NEVER:  # its lot may have joined the oldest that is kept apart
        credit_week = max(credit_week, page.week - p.lot_weeks + 1)
    left = points
    if credit_week > page.week:
        left -= _from_pending(s, p, ring, page, credit_week, left)
    elif credit_week > page.week - p.lot_weeks:
        left -= _from_lot(s, p, ring, page, VINTAGE_REVERSED, credit_week, left)
    for back in range(p.pending_weeks):
        if left == 0 or s.pending == 0:
            break
        left -= _from_pending(s, p, ring, page, page.week + p.pending_weeks - back, left)
    for back in range(p.lot_weeks):
        if left == 0 or s.usable == 0:
            break
        left -= _from_lot(s, p, ring, page, VINTAGE_REVERSED, page.week - back, left)
    if left > 0:
        s.owed = int(s.owed) + left
        move_points(page, page.issue, VINTAGE_REVERSED, left)


@compiled
def _from_pending(s: Any, p: Any, ring: Any, page: Any, credit_week: int, most: int) -> int:
    slot = credit_week % (p.pending_weeks + 1)
    part = min(most, int(ring[p.pending_at + slot]))
    if part > 0:
        ring[p.pending_at + slot] -= part
        s.pending = int(s.pending) - part
        move_points(page, page.pending_issue[slot], VINTAGE_REVERSED, part)
    return part


@compiled
def _from_lot(s: Any, p: Any, ring: Any, page: Any, kind: int, credit_week: int, most: int) -> int:
    slot = credit_week % p.lot_weeks
    part = min(most, int(ring[slot]))
    if part > 0:
        ring[slot] -= part
        s.usable = int(s.usable) - part
        move_points(page, page.lot_issue[slot], kind, part)
    return part


@compiled
def use_points(s: Any, p: Any, ring: Any, page: Any, points: int) -> None:
    """Redeem points, oldest lot first."""
    page.tally[page.at, POINTS_REDEEMED] += points
    if points > 0:
        s.active_week = page.week
    left = points
    for ahead in range(p.lot_weeks):
        if left == 0:
            break
        left -= _from_lot(s, p, ring, page, VINTAGE_REDEEMED, page.week - p.lot_weeks + 1 + ahead, left)


@compiled
def give_back_points(s: Any, p: Any, ring: Any, page: Any, points: int) -> None:
    """Give back points used on an order that came back: debts first, the rest as a lot of this week."""
    page.tally[page.at, POINTS_REDEEMED] -= points
    slot = page.week % p.lot_weeks
    move_points(page, page.lot_issue[slot], VINTAGE_REDEEMED, -points)
    left = _after_debt(s, points)
    ring[slot] += left
    s.usable = int(s.usable) + left


@compiled
def earn_status(s: Any, p: Any, ring: Any, amount: int, month: int) -> None:
    """Add qualifying value, under a rolling window also to its calendar month."""
    s.status = int(s.status) + amount
    if p.window == WINDOW_ROLLING:
        ring[p.months_at + month % p.month_slots] += amount


@compiled
def take_back_status(s: Any, p: Any, ring: Any, page: Any, amount: int, month: int) -> None:
    """Take back the qualifying value of an order; the balance stays at 0 or above.

    Under a rolling window no more than its month still holds: what left the window has left the balance.
    """
    part = amount
    if p.window == WINDOW_ROLLING:
        slot = p.months_at + month % p.month_slots
        part = min(amount, int(ring[slot])) if month > page.month[0] - p.window_months else 0
        ring[slot] -= part
    s.status = max(0, int(s.status) - part)


@compiled
def climb(s: Any, p: Any, page: Any, day: int) -> bool:
    """Upgrade at once when all that is asked suffices; never down. Return whether the level rose."""
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

    Units: days. Source: Gregorian calendar.
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
def open_account(s: Any, p: Any, page: Any, day: int) -> None:
    """Make a customer a member of the base level on a day, with nothing on the account."""
    s.member = 1
    s.joined_day = day
    s.active_week = page.week
    s.level = 0
    s.status = 0  # before joining it counts what an invitation takes
    s.rating = p.rating_start
    s.stamps = p.stamps_endowed
    s.first_card = 1 if p.stamps_endowed > 0 else 0
    begin_term(s, p, page, day)


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
def open_week(s: Any, p: Any, ring: Any, page: Any) -> int:
    """Credit what is due, expire what is past, then review the level. Return the points expired."""
    if p.expiry_kind == EXPIRE_NEVER:
        _pool_oldest(p, ring, page.week)
    if s.pending > 0:
        slot = p.pending_at + page.week % (p.pending_weeks + 1)
        due = int(ring[slot])
        ring[slot] = 0
        s.pending = int(s.pending) - due
        s.usable = int(s.usable) + due
        ring[page.week % p.lot_weeks] += due
    if p.stamps_valid > 0:
        lapse_card(s, p, int(page.week))
    expired = 0
    if s.usable > 0 and is_inactive(page.week - int(s.active_week), int(p.inactive_weeks)):
        expired = _expire(s, p, ring, page, True)
    elif s.usable > 0 and page.expiring != 0:
        expired = _expire(s, p, ring, page, False)
    if expired > 0 and p.reinstate_weeks > 0:
        note_lapsed(s, p, page, expired)
    if p.invites != 0 and page.month[0] // 12 != page.last_month // 12:
        renew_invitations(s, p)
    review_level(s, p, ring, page)
    if p.asks_tenure != 0 or p.capped != 0:
        climb(s, p, page, int(page.first_day))
    return expired


@compiled
def _pool_oldest(p: Any, ring: Any, week: int) -> None:
    """Points that never expire and would lose their slot join the next oldest lot."""
    if p.lot_weeks > 1:
        slot = week % p.lot_weeks
        if ring[slot] > 0:
            ring[(week + 1) % p.lot_weeks] += ring[slot]
            ring[slot] = 0


@compiled
def _expire(s: Any, p: Any, ring: Any, page: Any, everything: bool) -> int:
    """Expire the lots whose time is over, or everything that is usable; return the points."""
    total = 0
    longer = int(p.expiry_extension[s.level])
    for back in range(0 if everything else 1, p.lot_weeks):
        slot = (page.week - back) % p.lot_weeks
        over = everything or last_of_lot(int(page.lot_last[slot]), longer) < page.week
        if over and ring[slot] > 0:
            total += _from_lot(s, p, ring, page, VINTAGE_EXPIRED, page.week - back, int(s.usable))
    page.tally[page.at, POINTS_EXPIRED] += total
    return total


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
    if after > s.level:
        after = level_with_room(s, p, page, after, int(page.first_day))
    if s.kept != 0:
        after = held_by_switch(s, after)
    if after < s.level:
        page.tally[page.at, DOWNGRADES] += 1
    elif after > s.level:
        page.tally[page.at, UPGRADES] += 1
    s.level = after
