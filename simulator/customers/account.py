"""One member's account: points and qualifying value, posted under the program's rules, and how it opens.

Order of parts: points, qualifying value, the opening of an account and of a week. The level is in level.py.
The week and the worked cases both post through these functions: there is no second set of books.
`s` is the member's state record, `p` the program's, `page` the week's; `ring` is the member's balances by
time: lots, then pending points from `p.pending_at` on, then months from `p.months_at` on.
"""

from __future__ import annotations

from typing import Any

from simulator.accounts.chart import (
    POINTS_EXPIRED,
    POINTS_ISSUED,
    POINTS_REDEEMED,
    POINTS_REVERSED,
    VINTAGE_EXPIRED,
    VINTAGE_ISSUED,
    VINTAGE_REDEEMED,
    VINTAGE_REVERSED,
)
from simulator.customers.belonging import renew_invitations
from simulator.customers.expiring import is_inactive, last_of_lot, note_lapsed
from simulator.customers.ladders import count_for_ladders, renew_ladders
from simulator.customers.level import begin_term, climb, review_level
from simulator.customers.page import move_points
from simulator.customers.stamping import lapse_card
from simulator.program.table import (
    EXPIRE_NEVER,
    LADDER_STATUS,
    WINDOW_ROLLING,
)
from simulator.rule import compiled


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
    if p.ladders != 0:
        count_for_ladders(s, p, LADDER_STATUS, amount)
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
def open_account(s: Any, p: Any, page: Any, day: int) -> None:
    """Make a customer a member of the base level on a day, with nothing on the account."""
    s.member = 1
    s.joined_day = day
    s.active_week = page.week
    s.level = 0
    s.felt_level = 0
    s.status = 0  # before joining it counts what an invitation takes
    s.rating = p.rating_start
    s.stamps = p.stamps_endowed
    s.first_card = 1 if p.stamps_endowed > 0 else 0
    begin_term(s, p, page, day)


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
    if p.invites + p.ladders != 0 and page.month[0] // 12 != page.last_month // 12:
        if p.invites != 0:
            renew_invitations(s, p)
        renew_ladders(s, p)
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
