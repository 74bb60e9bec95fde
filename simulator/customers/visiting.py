"""Steps 3 to 10 of the week: occasions, one by one in day order, and leaving within the week."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from simulator import chance
from simulator.accounts import chart
from simulator.chance import normal_quantile, poisson_count, uniform
from simulator.customers.buying import OWN_FEES, points_that_end
from simulator.customers.dates import note_birthday, percent_of_row, pull_of_day
from simulator.customers.experiencing import SILENT_WEEKS
from simulator.customers.leaving import leaves_after
from simulator.customers.need import (
    drift_factor,
    drifted,
    expiry_strength,
    need_borrowed,
    need_repaid,
    stimulus_strength,
    used_up,
)
from simulator.customers.page import place, write_message, write_moves, write_own, write_voice
from simulator.customers.shopping import occasion, order_from_firm
from simulator.customers.splitting import UNSPLIT
from simulator.customers.standing import FREE, standing
from simulator.customers.state import CONDITIONS_MET, NEVER, REFERRED, STAYS, TELLERS
from simulator.customers.subscribing import leave_membership
from simulator.customers.world import World
from simulator.customers.worth_of_points import own_point_worth
from simulator.rule import compiled

MOST_OCCASIONS = 7
LOOK_WEEKS = 4  # between two looks of a member at the own account
ENTRY_COUNT = 14  # count of the draws of an order at entry, above those of occasions and stimuli


@compiled
def live(world: World, people: NDArray[np.int64], week: int) -> None:
    """Live through steps 3 to 10: occasions one by one in day order, and leaving within the week."""
    state, traits, rings, books = world.state, world.traits, world.rings, world.books
    rivals = world.rivals
    customers, told = books.customers, world.network.told
    p = world.program[0]
    b = world.numbers[0]
    c = world.conditions[0]
    page = world.page[0]
    for k in range(people.shape[0]):
        i = people[k]
        s = state[i]
        t = traits[i]
        first = 0.0
        if t.entry >= 7 * week:
            if t.entry >= 7 * week + 7:
                continue
            first = (int(t.entry) + 1 - 7 * week) / 7.0  # the first order ends its day: others come later
        key = s.key
        found = _draw_occasions(t, s, b, page, key, first)
        visits = 0
        if p.birthday_days > 0:
            note_birthday(p, page, int(t.birthday))
        salience = _salience_of_expiry(t, s, p, b, rings[i], page) if page.expiring_soon != 0 else 0.0
        stirred = page.pull != 0 and s.attached != 0 and (s.member != 0 or page.open != 0)
        if stirred or salience > 0.0:
            visits = _stimulated(t, s, p, b, page, key, found, salience)
        bought = t.entry >= 7 * week and _enter(t, s, p, b, c, rings[i], page, key)
        if found + visits > 0 and _shop(
            t, s, rivals[i], p, b, c, rings[i], page, key, found + visits, world.houses, i
        ):
            bought = True
        if s.leaves_at <= 1.0:
            _leave(t, s, p, b, page)
        if bought or page.own[OWN_FEES] != 0:
            if page.moves > 0:
                write_moves(page, books.vintages)
            write_own(page, customers, i)
            if page.talk[TELLERS] + page.talk[REFERRED] + page.talk[CONDITIONS_MET] + page.cases > 0:
                write_voice(page, books, i, int(t.region))
                write_message(page, told, i)


@compiled
def _draw_occasions(t: Any, s: Any, b: Any, page: Any, key: Any, first: float) -> int:
    """Draw the occasions of a week from `first` on (a part of the week) and their times; repay debt."""
    rate = np.float64(t.need)
    if b.drift_sd > 0.0:
        fresh = normal_quantile(uniform(key, page.week, chance.NEED_DRIFT, 0))
        s.drift = drifted(np.float64(s.drift), fresh, b.drift_half_life)
        rate *= drift_factor(np.float64(s.drift), b.drift_sd)
    debt = np.float64(s.debt)
    mean = rate * page.season
    if debt > 0.0:
        repaid = need_repaid(mean, debt, page.week - int(s.pull_week))
        s.debt = max(0.0, debt - repaid)
        mean -= repaid
    share = 1.0 - first
    u = uniform(key, page.week, chance.NEED_COUNT, 0)
    # A need comes after `steps` Poisson steps: 1 is a Poisson need itself, more make gaps regular (Erlang).
    steps = int(b.gap_shape)
    mean *= steps * share
    if u <= 1.0 - mean:  # exp(-m) >= 1 - m: no step comes
        return 0
    made = poisson_count(u, mean, MOST_OCCASIONS * steps)
    if steps > 1:
        made += int(s.gap_phase)
        s.gap_phase = made % steps
    found = min(MOST_OCCASIONS, made // steps)
    for n in range(found):
        page.times[n] = first + share * uniform(key, page.week, chance.NEED_DAY, n)
        page.counts[n] = n
    return found


@compiled
def _salience_of_expiry(t: Any, s: Any, p: Any, b: Any, ring: Any, page: Any) -> float:
    """Return the strength of points that will expire soon as a stimulus on who knows of them, or 0.

    A member looks at the account every four weeks: an end that is near is news only then.
    """
    if s.usable <= 0 or s.knows_balance == 0 or s.attached == 0 or b.expiry_pull <= 0.0:
        return 0.0
    if (page.week + int(t.identity)) % LOOK_WEEKS != 0 or np.float64(t.redeemer) < b.never_redeem:
        return 0.0
    worth = points_that_end(s, p, ring, page) * own_point_worth(t, s, p, b)
    return expiry_strength(b.expiry_pull, worth, np.float64(t.basket))


@compiled
def _stimulated(t: Any, s: Any, p: Any, b: Any, page: Any, key: Any, found: int, salience: float) -> int:
    """Add the visits of dated stimuli and of points that end, and borrow from the weeks after."""
    pull = salience
    best = 0
    known = 1.0 if s.knows_value != 0 else b.uncomprehended
    if s.member != 0:
        for day in range(7):
            here = pull_of_day(s, p, page, day)
            if here > pull:
                pull = here
                best = day
        if percent_of_row(p, page, best, standing(s, p)) > 0:  # a price cut needs no knowledge of points
            known = 1.0
    if page.open != 0:  # what is for everybody, everybody hears of
        for day in range(7):
            here = float(page.open_pull[day])
            if here > pull or (here == pull and here > 0.0):
                pull = here
                best = day
                known = 1.0
    if pull <= 0.0:
        return 0
    used = used_up(np.float64(s.pull_used), page.week - int(s.pull_week))
    strength = stimulus_strength(pull, used) * known * np.float64(t.deal) * b.pull_weight
    s.pull_used = max(used, pull)
    s.pull_week = page.week
    mean = np.float64(t.need) * strength
    u = uniform(key, page.week, chance.NEED_STIMULUS, 0)
    if u <= 1.0 - mean:
        return 0
    visits = poisson_count(u, mean, MOST_OCCASIONS)
    for n in range(visits):
        page.times[found + n] = (best + uniform(key, page.week, chance.NEED_STIMULUS_DAY, n)) / 7.0
        page.counts[found + n] = MOST_OCCASIONS + n
    return visits


@compiled
def _enter(t: Any, s: Any, p: Any, b: Any, c: Any, ring: Any, page: Any, key: Any) -> bool:
    """Enter the market; return whether with an order from the firm, by which a log knows of a customer.

    Then draw whether the customer leaves within the week. Who is new to the category knows no firm yet.
    """
    if c.growing != 0:
        place(page, s, t)
        page.tally[page.at, chart.NEWCOMERS] += 1
        return False
    s.attached = 1
    place(page, s, t)
    order_from_firm(t, s, p, b, c, ring, page, key, int(np.int64(t.entry)), ENTRY_COUNT)
    share = 1.0 - (int(t.entry) + 1 - page.first_day) / 7.0
    hazard = np.float64(t.hazard) * b.hazard_mean * b.hazard_scale * share
    after = leaves_after(uniform(key, page.week, chance.DECIDE_LEAVE_DAY, 0), hazard)
    drawn = STAYS if after > 1.0 else 1.0 - share + share * after
    s.leaves_at = min(np.float64(s.leaves_at), drawn)  # the first order may have been one too grave
    return True


@compiled
def _shop(
    t: Any,
    s: Any,
    r: Any,
    p: Any,
    b: Any,
    c: Any,
    ring: Any,
    page: Any,
    key: Any,
    total: int,
    houses: Any,
    i: int,
) -> bool:
    """Live through the week's occasions in the order of their times; return whether one went to the firm."""
    bought = False
    page.split_of = UNSPLIT
    for _ in range(total):
        place(page, s, t)
        best = -1
        for n in range(total):
            if page.counts[n] >= 0 and (best < 0 or page.times[n] < page.times[best]):
                best = n
        if s.attached != 0 and page.times[best] > np.float64(s.leaves_at):
            _leave(t, s, p, b, page)
        day = int(page.first_day) + min(6, int(page.times[best] * 7.0))
        count = int(page.counts[best])
        drawn = count >= MOST_OCCASIONS  # by a dated stimulus
        if occasion(t, s, r, p, b, c, ring, page, key, day, count, drawn, houses, i):
            bought = True
            if drawn:
                inside = b.share_focal + b.share_rival + b.share_rival_2 + b.share_rival_3
                s.debt = np.float64(s.debt) + need_borrowed(b.stimulus_debt, inside)
        page.counts[best] = -1
    return bought


@compiled
def _leave(t: Any, s: Any, p: Any, b: Any, page: Any) -> None:
    s.leaves_at = STAYS
    if s.attached != 0:
        s.attached = 0
        place(page, s, t)
        page.tally[page.at, chart.LAPSES] += 1
        if page.week - int(s.silent_week) <= SILENT_WEEKS:
            page.tally[page.at, chart.SILENT_LEFT] += 1
        s.silent_week = NEVER
        if s.paying != FREE:
            leave_membership(s, p, b, page)
