"""Step 1 of the week: what its opening brings to members, and what comes back from the desk."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from simulator import chance
from simulator.accounts import chart
from simulator.chance import uniform
from simulator.customers.account import earn_points, earn_status, open_week
from simulator.customers.activities import live_activities
from simulator.customers.belonging import outgrow_clubs
from simulator.customers.bundling import visits_a_day
from simulator.customers.buying import OWN_CONTRIBUTION, OWN_PROGRAM_COST, line_column, post_benefit
from simulator.customers.complaining import (
    compensation_for,
    made_good,
    made_good_by,
    recoverable,
    stays_after_outcome,
)
from simulator.customers.disclosing import suffer_misuse
from simulator.customers.experiencing import (
    LATE_DRAWS,
    PRIVILEGES_ROOM,
    ask_for,
    live_with_loss,
    miss_promise,
)
from simulator.customers.expiring import feel_expiry, notice_cost
from simulator.customers.gifting import gifts_with_login
from simulator.customers.goals import advance_streak
from simulator.customers.level import climb
from simulator.customers.limits import earn_event
from simulator.customers.page import place, write_moves, write_own
from simulator.customers.partnering import visit_partners
from simulator.customers.ranking import feel_level
from simulator.customers.referring import learn_of_friends
from simulator.customers.relating import (
    belonging_after,
    enjoy_access,
    fade_belonging,
    keep_clerk,
    miss_seller,
)
from simulator.customers.rewarding import miss_challenges, miss_goal
from simulator.customers.satisfaction import moved
from simulator.customers.standing import FREE, enjoy_privilege, enjoys, standing
from simulator.customers.state import FAILURE_GRAVE, NEVER
from simulator.customers.subscribing import end_of_term
from simulator.customers.vouchers import lose_vouchers
from simulator.customers.world import World
from simulator.customers.worth_of_stamps import knows_card
from simulator.program.table import (
    BASIS_CASE,
    BASIS_YEAR,
    EFFECT_ACCESS,
    EFFECT_COMMUNITY,
    EVENT_LOGIN,
    PURSE_POINTS,
    PURSE_STATUS,
    SOURCE_LOGIN,
)
from simulator.rule import compiled, rule


@rule
def days_with_login(u: float, chance_a_day: float) -> int:
    """Return the days of a week with a login, 0 to 7.

    Units: chance of a login on a day, 0-1; u is a uniform. Source: [derived] binomial by inversion.
    """
    if chance_a_day >= 1.0:
        return 7
    without = 1.0 - chance_a_day
    term = without * without * without
    term = term * term * without
    total = term
    days = 0
    while u > total and days < 7:
        term = term * (7 - days) / (days + 1) * (chance_a_day / without)
        days += 1
        total += term
    return days


@compiled
def review(world: World, people: NDArray[np.int64], week: int) -> None:
    """Step 1: what the opening of a week brings to members, and what comes back from the desk."""
    state, traits, rings = world.state, world.traits, world.rings
    customers, vintages = world.books.customers, world.books.vintages
    heard, talk = world.books.heard, world.books.talk
    p = world.program[0]
    b = world.numbers[0]
    page = world.page[0]
    minor = int(world.conditions[0].minor)
    logs_in = p.status_event[EVENT_LOGIN] > 0 or p.points_event[EVENT_LOGIN] > 0
    logs_in = logs_in or p.login_gifts != 0
    logs_in = logs_in or p.streak_logins[PURSE_POINTS] + p.streak_logins[PURSE_STATUS] > 0
    missed = world.conditions[0].seller_leaves * b.seller_loss > 0.0
    seldom = p.vouchers != 0 or p.notice_weeks > 0 or p.community != 0  # one test where there is none
    for k in range(people.shape[0]):
        i = people[k]
        s = state[i]
        t = traits[i]
        if s.cases_served + s.cases_abandoned > 0:
            place(page, s, t)
            _learn_outcome(t, s, p, b, page, minor)
            write_own(page, customers, i)
        if missed and s.attached != 0 and s.orders > 0:
            miss_seller(t, s, b, world.conditions[0], page)
        if s.member == 0:
            continue
        place(page, s, t)
        ring = rings[i]
        if s.paying != FREE and s.paid_until <= page.first_day:
            end_of_term(t, s, p, b, page)
            write_own(page, customers, i)
        _turn_week(t, s, p, b, ring, page, week)
        if seldom:
            customers[i, OWN_PROGRAM_COST] += _live_seldom(t, s, p, b, ring, page)
        used = s.attached != 0 and _live_apart(t, s, p, b, ring, page, logs_in)
        lost = p.clerk != 0 and p.clerk_levels[s.level] != 0 and keep_clerk(s, p, b, page)
        brought = s.referrals != 0 and learn_of_friends(s, p, ring, page, heard, talk, int(t.region))
        if page.moves > 0:
            write_moves(page, vintages)
        if used or lost or brought:
            write_own(page, customers, i)


@compiled
def _turn_week(t: Any, s: Any, p: Any, b: Any, ring: Any, page: Any, week: int) -> None:
    """Open the account for a week, and feel what that brings: points lost, goals missed, another level."""
    stamps = int(s.stamps) if p.stamps_valid > 0 and s.card_week != NEVER else 0
    expired = open_week(s, p, ring, page)
    outgrow_clubs(s, p, week)
    place(page, s, t)  # the review may have moved the level
    if expired > 0:
        feel_expiry(t, s, p, b, page, expired)
    if stamps > 0 and s.card_week == NEVER and knows_card(s, p):
        miss_goal(s, p, b, stamps / p.stamps_buy)
    if p.challenges > 0:
        miss_challenges(s, p, b, ring, page)
    if s.level != s.felt_level:
        feel_level(s, p, b)
    if p.misuse != 0:
        suffer_misuse(t, s, p, b, page)


@compiled
def _live_seldom(t: Any, s: Any, p: Any, b: Any, ring: Any, page: Any) -> int:
    """Live what few programs have: vouchers, notices, a community that fades; return what it costs."""
    if p.vouchers != 0:
        lose_vouchers(t, s, p, b, int(page.week))
    cost = 0
    if p.notice_weeks > 0:
        cost = notice_cost(t, s, p, b, ring, page)
    if p.community != 0:
        fade_belonging(s, b)
    return cost


@compiled
def _live_apart(t: Any, s: Any, p: Any, b: Any, ring: Any, page: Any, logs_in: bool) -> bool:
    """Live what needs no order: privileges of a year, logins, other events, visits to partners.

    Return whether it moved money.
    """
    used = p.yearly != 0 and _yearly_privileges(t, s, p, b, page)
    if logs_in and _log_in(t, s, p, b, ring, page):
        used = True
    if p.events_earn != 0 and live_activities(t, s, p, b, ring, page):
        used = True
    if p.partners != 0 and visit_partners(t, s, p, b, ring, page):
        used = True
    return bool(used)


@compiled
def _learn_outcome(t: Any, s: Any, p: Any, b: Any, page: Any, minor: int) -> None:
    """Learn what became of last week's cases: compensation, and what of the loss is made good."""
    key = s.key
    served, decided = int(s.cases_served), int(s.cases_served) + int(s.cases_abandoned)
    wait = np.float64(s.case_wait)
    page.tally[page.at, chart.CASES_DECIDED] += decided
    page.tally[page.at, chart.CASES_ABANDONED] += decided - served
    page.tally[page.at, chart.WAIT_MINUTES] += int(wait * 100.0 + 0.5)
    page.tally[page.at, chart.CASES_IN_TIME] += decided if wait <= page.quick * decided else 0
    severity = int(s.case_severity) / 100.0
    paid = 0
    part = 1.0
    stays = 1.0
    for case in range(decided):
        able = b.recovery_share + page.staff_resolved
        resolved = case < served and uniform(key, page.week, chance.CASE_OUTCOME, case) < able
        if resolved:
            paid = int(compensation_for(page.compensation, page.by_severity, severity))
            page.tally[page.at, chart.CASES_RESOLVED] += 1
            page.tally[page.at, chart.RECOVERY_COST] += paid
            page.own[OWN_CONTRIBUTION] -= paid
        # Who was called did not have to wait to be heard.
        fast = wait <= page.quick * decided or s.called != 0
        good = made_good(resolved, fast, b.recovery_fast, b.recovery_slow, b.recovery_none)
        if resolved:
            usual = b.compensation * minor
            good = made_good_by(good, float(paid), usual, np.float64(t.basket), b.compensation_gain)
        part = min(part, good)  # of two cases the worse one stays in mind
        likely = stays_after_outcome(resolved, fast, b.stays_quick, b.stays_resolved, b.stays_unresolved)
        stays = min(stays, likely)
    gone = s.failure_kind == FAILURE_GRAVE and live_with_loss(s, stays, key, page.week, LATE_DRAWS)
    if gone and s.attached != 0:  # who has left meanwhile cannot leave again, nor once he is back
        s.leaves_at = 0.0  # before anything else of the week
    part *= recoverable(7 * (page.week - int(s.failed_week)), b.recovery_half_life)
    annoying = max(0.0, wait - page.borne * decided)
    annoyed = b.wait_weight * annoying / 60.0 * np.float64(t.time_cost)
    satisfaction = np.float64(s.satisfaction)
    trust = np.float64(s.trust)
    target = satisfaction + part * np.float64(s.lost_satisfaction) - annoyed
    s.satisfaction = moved(satisfaction, target, 1.0)
    s.trust = moved(trust, trust + part * np.float64(s.lost_trust) - annoyed, 1.0)
    s.lost_satisfaction = 0.0
    s.lost_trust = 0.0
    s.case_wait = 0.0
    s.cases_served = 0
    s.cases_abandoned = 0
    s.called = 0
    s.case_severity = 0
    if s.member != 0:
        for case in range(served):
            _case_privileges(s, p, b, page, case)


@compiled
def _case_privileges(s: Any, p: Any, b: Any, page: Any, case: int) -> None:
    """Use what the level promises at the desk on a case that was served."""
    held = standing(s, p)
    for k in range(p.privileges):
        if p.privilege_basis[k] != BASIS_CASE or p.privilege_levels[k, held] == 0:
            continue
        u = uniform(s.key, page.week, chance.CASE_PRIVILEGE, case * PRIVILEGES_ROOM + k)
        if u < p.privilege_share[k]:
            keep_promise(s, p, b, page, k, u < p.privilege_share[k] * ask_for(p, page, k))


@compiled
def _yearly_privileges(t: Any, s: Any, p: Any, b: Any, page: Any) -> bool:
    """Use the privileges that come so often a year; return whether one was used.

    Who is sociable comes to a community more often.
    """
    any_used = False
    key = s.key
    held = standing(s, p)
    since = (page.day_of_year[0] - int(t.birthday)) % 365
    for k in range(p.privileges):
        if p.privilege_basis[k] != BASIS_YEAR or not enjoys(s, p, held, k):
            continue
        if p.privilege_effect[k] == EFFECT_COMMUNITY:
            visits = p.privilege_share[k] * np.float64(t.sociability)
            used = uniform(key, page.week, chance.YEARLY_PRIVILEGE, k) < visits / 52.0
        elif p.privilege_share[k] == 1.0:
            used = since < 7
        else:
            used = uniform(key, page.week, chance.YEARLY_PRIVILEGE, k) < p.privilege_share[k] / 52.0
        if used:
            any_used = True
            kept = uniform(key, page.week, chance.YEARLY_PRIVILEGE, 64 + k) < ask_for(p, page, k)
            keep_promise(s, p, b, page, k, kept)
    return any_used


@compiled
def keep_promise(s: Any, p: Any, b: Any, page: Any, k: int, kept: bool) -> None:
    """Keep a privilege that fell due, and post what it costs; or break it, which is felt."""
    page.tally[page.at, chart.PROMISES] += 1
    if not kept:
        page.tally[page.at, chart.PROMISES_BROKEN] += 1
        miss_promise(s, b)
        return
    enjoy_privilege(s, p, k, 0)
    line = line_column(int(p.privilege_line[k]))
    post_benefit(page, line, int(p.privilege_cost[k]), p.privilege_funding[k])
    if p.privilege_effect[k] == EFFECT_ACCESS:
        enjoy_access(s, b)
    elif p.privilege_effect[k] == EFFECT_COMMUNITY:
        s.belonging = belonging_after(np.float64(s.belonging), b.belonging_gain)


@compiled
def _log_in(t: Any, s: Any, p: Any, b: Any, ring: Any, page: Any) -> bool:
    """Log in on some days of the week; return whether the member won something that is drawn by login."""
    key = s.key
    days = days_with_login(uniform(key, page.week, chance.EARN_LOGINS, 0), visits_a_day(t, p, b))
    if days == 0:
        return False
    page.tally[page.at, chart.LOGINS] += days
    day, month = int(page.first_day), int(page.month[0])
    if p.points_event[EVENT_LOGIN] + p.streak_logins[PURSE_POINTS] > 0:
        earned = earn_event(p, ring, PURSE_POINTS, EVENT_LOGIN, SOURCE_LOGIN, days, day, month)
        earn_points(s, p, ring, page, earned + advance_streak(p, ring, page, PURSE_POINTS, 1))
    if p.status_event[EVENT_LOGIN] + p.streak_logins[PURSE_STATUS] > 0:
        earned = earn_event(p, ring, PURSE_STATUS, EVENT_LOGIN, SOURCE_LOGIN, days, day, month)
        earn_status(s, p, ring, earned + advance_streak(p, ring, page, PURSE_STATUS, 1), month)
    climb(s, p, page, day)
    return bool(p.login_gifts != 0 and gifts_with_login(t, s, p, b, page, key, days))
