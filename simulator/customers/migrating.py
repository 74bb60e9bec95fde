"""Migrating: the account of a member is switched from one program to another at the opening of a week.

Order of parts: the terms, points, qualifying value, what else there is, the member, everybody.
`p` and `old` are the program and the balances by time before, `q` and `ring` after. What both programs state
alike runs on; what they do not begins anew.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from simulator import chance
from simulator.accounts import chart
from simulator.chance import uniform
from simulator.customers.awareness import chance_told, exposure_chance, whole_part
from simulator.customers.belonging import CLUB_BITS
from simulator.customers.buying import OWN_PROGRAM_COST
from simulator.customers.couponing import coupons_at
from simulator.customers.expiring import last_of_lot
from simulator.customers.gifting import lotteries_at
from simulator.customers.ladders import held_for_life, leave_ladders
from simulator.customers.level import begin_term
from simulator.customers.page import move_points, open_page, place, write_moves, write_own
from simulator.customers.qualifying import reached_level
from simulator.customers.standing import standing
from simulator.customers.state import NEVER, record_type
from simulator.customers.switching import current_pace
from simulator.customers.trust import trust_after_breach
from simulator.customers.world import World
from simulator.customers.worth_of_points import own_point_worth, redemption_belief
from simulator.customers.worth_of_stamps import stamp_worth
from simulator.customers.worth_of_tiers import term_worth
from simulator.program.ladders import balance_with
from simulator.program.sizes import MOST_GIFTS, MOST_ITEMS, MOST_LEVELS, MOST_VOUCHERS
from simulator.program.table import EXPIRE_NEVER, LADDER_STATUS, WINDOW_ROLLING
from simulator.rule import compiled, rule

BY_BALANCE = -1
OWN_LEVEL = chart.CUSTOMER_COLUMNS.index("level_switch")
OWN_CHANGE = chart.CUSTOMER_COLUMNS.index("worth_change")

# The terms of a switch: name, kind, meaning with unit.
TERMS: tuple[tuple[str, Any, str], ...] = (
    ("points_new", "i8", "new points for so many old ones"),
    ("points_old", "i8", "the old ones"),
    ("status_new", "i8", "new qualifying value for so much old"),
    ("status_old", "i8", "the old"),
    ("level", ("i8", MOST_LEVELS), "new level by old level, BY_BALANCE where the balance tells"),
    ("told_weeks", "i8", "weeks in which members are told before the switch"),
    ("same_term", "i8", "1 where the ladders are reviewed at the same times: terms run on"),
    ("same_rating", "i8", "1 where behaviour ratings are the same"),
    ("same_stamps", "i8", "1 where stamp cards are the same"),
    ("same_coupons", "i8", "1 where coupons are the same"),
    ("same_clubs", "i8", "1 where the clubs are the same: members stay in them"),
    ("same_ladders", "i8", "1 where the further ladders are the same: balances and levels run on"),
    ("same_gifts", "i8", "1 where surprises and lotteries are the same"),
    ("same_items", "i8", "1 where the catalogues are the same: vouchers and limits run on"),
    ("same_referral", "i8", "1 where referrals are the same: those outstanding run on"),
    ("same_counters", "i8", "1 where caps, streaks and challenges are the same"),
)
TERMS_RECORD = record_type(TERMS)


@rule
def exchanged(amount: int, new: int, old: int) -> int:
    """Return what an amount becomes at so many new for so many old, rounded down.

    Units: points, or qualifying value. Source: [derived] the exchange of the program file.
    """
    return amount * new // old


# ---- points ---------------------------------------------------------------------------------------------


@compiled
def _exchange_points(
    s: Any, p: Any, q: Any, m: Any, old: Any, ring: Any, before: Any, page: Any, longer: int
) -> None:
    """Exchange every lot, oldest first; what the rate adds is earned in the week of the switch.

    Points keep the week they were earned in, and wait and live from there as the new rules say. What would
    be over by these alone is taken back and issued anew. `longer` is the old extension of their life.
    """
    new, per = int(m.points_new), int(m.points_old)
    held = given = anew = 0
    s.usable = 0
    s.pending = 0
    for back in range(p.lot_weeks + p.pending_weeks):
        credit = page.week - p.lot_weeks + back
        if credit < page.week:
            slot = credit % p.lot_weeks
            amount, issue = int(old[slot]), int(before.lot_issue[slot])
            over = last_of_lot(int(before.lot_last[slot]), longer) < page.week
        else:
            slot = credit % (p.pending_weeks + 1)
            amount, issue, over = int(old[p.pending_at + slot]), int(before.pending_issue[slot]), False
        if amount == 0:
            continue
        held += amount
        part = amount
        if new < per:
            part = exchanged(held, new, per) - given
            given += part
        if not _put(s, q, ring, page, credit - p.pending_weeks, part, over):
            anew += part
            part = 0
        if part < amount:
            page.tally[page.at, chart.POINTS_REVERSED] += amount - part
            move_points(page, issue, chart.VINTAGE_REVERSED, amount - part)
    if new > per:
        anew += exchanged(held, new, per) - held
    _exchange_debt(s, m, page)
    if anew > 0:
        page.tally[page.at, chart.POINTS_ISSUED] += anew
        move_points(page, page.issue, chart.VINTAGE_ISSUED, anew)
        ring[q.pending_at + (page.week + q.pending_weeks) % (q.pending_weeks + 1)] += anew
        s.pending = int(s.pending) + anew


@compiled
def _put(s: Any, q: Any, ring: Any, page: Any, earned: int, points: int, over: bool) -> bool:
    """Put exchanged points where the new rules have those of a week of earning; False where they are over."""
    credit = earned + q.pending_weeks
    if credit >= page.week:
        ring[q.pending_at + credit % (q.pending_weeks + 1)] += points
        s.pending = int(s.pending) + points
        return True
    if q.expiry_kind == EXPIRE_NEVER:
        credit = max(credit, page.week - q.lot_weeks)
    elif over:  # by the old rules too: the opening of the week lets it go
        credit = max(credit, page.week - q.lot_weeks + 1)
    elif credit <= page.week - q.lot_weeks:
        return False
    else:
        last = last_of_lot(int(page.lot_last[credit % q.lot_weeks]), int(q.expiry_extension[s.level]))
        if last < page.week:
            return False
    ring[credit % q.lot_weeks] += points
    s.usable = int(s.usable) + points
    return True


@compiled
def _exchange_debt(s: Any, m: Any, page: Any) -> None:
    """Exchange what is owed; the difference is posted, for it changes what is outstanding."""
    owed = int(s.owed)
    after = exchanged(owed, int(m.points_new), int(m.points_old))
    if after < owed:
        page.tally[page.at, chart.POINTS_ISSUED] += owed - after
        move_points(page, page.issue, chart.VINTAGE_ISSUED, owed - after)
    elif after > owed:
        page.tally[page.at, chart.POINTS_REVERSED] += after - owed
        move_points(page, page.issue, chart.VINTAGE_REVERSED, after - owed)
    s.owed = after


# ---- qualifying value -----------------------------------------------------------------------------------


@compiled
def _exchange_status(s: Any, p: Any, q: Any, m: Any, old: Any, ring: Any, page: Any) -> None:
    """Exchange the balance, and lay all that levels ask for into the months of a rolling window."""
    new, per = int(m.status_new), int(m.status_old)
    s.status = exchanged(int(s.status), new, per)
    if q.window == WINDOW_ROLLING:
        was_at, at, total = int(p.months_at), int(q.months_at), int(s.status)
        s.status = _lay_months(p, q, old, ring, page, was_at, at, total, new, per)
    if q.asks_besides == 0:
        s.spent = 0
        s.visits = 0
    elif q.window == WINDOW_ROLLING:
        at = int(p.spend_at) if p.asks_besides != 0 else -1
        s.spent = _lay_months(p, q, old, ring, page, at, int(q.spend_at), int(s.spent), 1, 1)
        at = int(p.visits_at) if p.asks_besides != 0 else -1
        s.visits = _lay_months(p, q, old, ring, page, at, int(q.visits_at), int(s.visits), 1, 1)


@compiled
def _lay_months(
    p: Any, q: Any, old: Any, ring: Any, page: Any, was_at: int, at: int, total: int, new: int, per: int
) -> int:
    """Lay a total into the months of a rolling window; return what of it the window holds.

    What had its months keeps them as far as the window reaches; what had none is spread evenly over it.
    """
    last, slots = int(page.last_month), int(q.month_slots)
    if p.window != WINDOW_ROLLING or was_at < 0:
        laid = 0
        for month in range(q.window_months):
            part = total * (month + 1) // q.window_months - laid
            laid += part
            ring[at + (page.month[0] - q.window_months + 1 + month) % slots] += part
        return total
    held = laid = kept = 0
    for back in range(p.window_months + 1):
        month = last + 2 - int(p.month_slots) + back
        amount = int(old[was_at + month % p.month_slots])
        held += amount
        part = exchanged(held, new, per) - laid
        laid += part
        if month > last - q.window_months:
            ring[at + month % slots] += part
            kept += part
    return total - laid + kept


# ---- what else there is ---------------------------------------------------------------------------------


@compiled
def _begin_anew(s: Any, q: Any, m: Any) -> None:
    """Let go of what the new program does not state as the old one did."""
    if m.same_rating == 0:
        s.rating = q.rating_start
        s.kept_in_row = 0
        s.credited = -1.0
    if m.same_stamps == 0:
        s.stamps = 0
        s.first_card = 0
        s.card_week = NEVER
        s.card_nearness = -1.0
        s.cards_filled = 0
    if m.same_coupons == 0:
        s.coupon = 0
        s.coupon_week = NEVER
    if m.same_clubs == 0:
        s.clubs = int(s.clubs) & ~CLUB_BITS
        s.year_spent = 0
    if m.same_gifts == 0:
        s.gift_expected = 0.0
        for k in range(MOST_GIFTS):
            s.gifts[k] = 0
    if m.same_items == 0:
        s.nearness = -1.0
        s.items_month = NEVER
        for k in range(MOST_ITEMS):
            s.items_taken[k] = 0
        for k in range(MOST_VOUCHERS):
            s.voucher_item[k] = 0
    if m.points_new != m.points_old:
        s.lapsed = 0
    if q.clerk == 0:
        s.clerk_orders = 0


@compiled
def _forget_referrals(s: Any, m: Any) -> None:
    """Let go of friends who were referred under other terms, and of what a friend's referral promised."""
    if m.same_referral == 0:
        s.referred = 0
        s.referrals = 0
        s.referral_count = 0


@compiled
def _switch_ladders(s: Any, q: Any, m: Any) -> None:
    """Let further ladders run on, those on qualifying value at its rate of exchange, or begin anew."""
    if m.same_ladders == 0:
        leave_ladders(s)
        return
    for ladder in range(q.ladders):
        if q.ladder_metric[ladder] == LADDER_STATUS:
            s.ladders[ladder] = balance_with(
                exchanged(int(s.ladders[ladder]), int(m.status_new), int(m.status_old)), 0
            )


@compiled
def _switch_level(s: Any, q: Any, m: Any, page: Any) -> None:
    """Give the level of the new ladder, and begin a term of it where the old one does not run on."""
    day = int(page.first_day)
    level, before = int(m.level[s.level]), int(s.level)
    s.level = level if level != BY_BALANCE else reached_level(s, q, int(s.status), day, 0)
    if q.lasting != 0:
        s.level = max(int(s.level), held_for_life(s, q))
    if s.felt_level == before:  # what a switch takes is felt as such; what is not felt yet stays so
        s.felt_level = s.level
    s.below = 0
    s.kept = s.level if q.keep_until > day else 0
    if q.match_level == 0:
        s.match_day = NEVER
    if m.same_term == 0:
        begin_term(s, q, page, day)
        s.grace_day = NEVER
    elif q.grace == 0:
        s.grace_day = NEVER


@compiled
def switch_account(
    t: Any, s: Any, p: Any, q: Any, m: Any, old: Any, ring: Any, before: Any, page: Any
) -> None:
    """Switch a member's account; `before` is the page of the last week under the old program."""
    longer = int(p.expiry_extension[s.level])
    _exchange_status(s, p, q, m, old, ring, page)
    _switch_ladders(s, q, m)
    _switch_level(s, q, m, page)
    place(page, s, t)
    _exchange_points(s, p, q, m, old, ring, before, page, longer)
    _begin_anew(s, q, m)
    _forget_referrals(s, m)
    if m.same_counters != 0:
        for k in range(old.shape[0] - p.counters_at):
            ring[q.counters_at + k] = old[p.counters_at + k]


# ---- the member -----------------------------------------------------------------------------------------


@compiled
def worth_of_year(t: Any, s: Any, p: Any, b: Any, page: Any, rate: float) -> float:
    """Return what a year of the program is worth to a member who orders `rate` times a week, minor units."""
    basket, held = np.float64(t.basket), standing(s, p)
    orders = 52.0 * rate
    each = basket * p.standing_cut[held] * b.privilege_weight
    each += basket * p.cash_back / 1e6 * b.points_weight
    each += coupons_at(t, p, b, int(s.level), orders) * b.privilege_weight
    each += lotteries_at(p, b, int(s.level))
    if p.stamps_buy > 0:
        each += stamp_worth(t, p, b) * b.points_weight
    return float(term_worth(t, s, p, b, page, held, rate) + orders * each)


@compiled
def worth_of_points_held(t: Any, s: Any, p: Any, b: Any) -> float:
    """Return what a member expects of the points held, minor units."""
    held = max(0, int(s.usable) + int(s.pending) - int(s.owed))
    return float(held * own_point_worth(t, s, p, b) * redemption_belief(t, p, b) * b.points_weight)


@rule
def switch_salience(lost: float, basket: float) -> float:
    """Return how much of trust a loss by a switch touches, 0-1.

    Units: what is lost in a year and of points held, and a usual order, in minor units. Source: [assumption]
    the measure of expired points, at its whole with two orders' worth; who wins gains no trust.
    """
    return min(1.0, 0.5 * lost / basket) if lost > 0.0 else 0.0


@compiled
def _tell(t: Any, s: Any, p: Any, b: Any, m: Any, page: Any) -> bool:
    """Tell a member of the switch, a message a week, and return whether one was taken in."""
    if m.told_weeks == 0 or np.float64(t.reached) >= p.reach:
        return False
    spent = m.told_weeks * p.contact_cost / 1e6
    cost = whole_part(spent, uniform(s.key, page.week, chance.SWITCH_COST, 0))
    page.tally[page.at, chart.COMMUNICATION_COST] += cost
    page.own[OWN_PROGRAM_COST] += cost
    each = exposure_chance(1.0, b.notice_exposure, np.float64(t.digital) / b.login_rate)
    return bool(uniform(s.key, page.week, chance.HEAR_SWITCH, 0) < chance_told(each, int(m.told_weeks)))


@compiled
def _feel_loss(t: Any, s: Any, b: Any, lost: float, told: bool) -> None:
    """Lose trust over what the switch takes, once: less where it had been announced."""
    salience = switch_salience(lost, np.float64(t.basket)) * b.switch_anger
    if told:
        salience *= b.switch_told
    s.trust = trust_after_breach(np.float64(s.trust), b.trust_gain, b.trust_ratio, salience)


# ---- everybody ------------------------------------------------------------------------------------------


@compiled
def migrate(before: World, after: World, terms: Any, week: int) -> None:
    """Switch every member at the opening of a week; both worlds are of the same people in the same state.

    Who is no member keeps what counts towards an invitation, and meets the new program as he is.
    """
    open_page(before, week - 1)
    open_page(after, week)
    p, q, m, b = before.program[0], after.program[0], terms[0], after.numbers[0]
    last, page, customers = before.page[0], after.page[0], after.books.customers
    for i in range(after.state.shape[0]):
        s, t = after.state[i], after.traits[i]
        if s.member == 0:
            if m.same_rating == 0:
                s.rating = q.rating_start
            _forget_referrals(s, m)
            continue
        rate = current_pace(np.float64(s.pace), week - int(s.last_week))
        knows = s.level > 0 or s.knows_value != 0 or s.knows_balance != 0
        worth = worth_of_year(t, s, p, b, last, rate) + worth_of_points_held(t, s, p, b)
        customers[i, OWN_LEVEL] = 1 + int(s.level)
        switch_account(t, s, p, q, m, before.rings[i], after.rings[i], last, page)
        change = worth_of_year(t, s, q, b, page, rate) + worth_of_points_held(t, s, q, b) - worth
        customers[i, OWN_CHANGE] = math.floor(change + 0.5)
        told = _tell(t, s, p, b, m, page)
        if s.attached != 0 and (told or knows):
            _feel_loss(t, s, b, -change, told)
        write_moves(page, after.books.vintages)
        write_own(page, customers, i)
