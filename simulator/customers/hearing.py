"""Step 2 of the week: contacts and talk, and what members know of their account."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from simulator import chance
from simulator.accounts import chart
from simulator.chance import uniform
from simulator.customers.awareness import exposure_chance, fatigue, whole_part
from simulator.customers.belonging import club_relevance, hear_of_clubs
from simulator.customers.bundling import visits_a_day
from simulator.customers.buying import OWN_PROGRAM_COST
from simulator.customers.contacting import contact_by_channels, contacts_a_month, grow_weary, remind
from simulator.customers.couponing import receive_coupons
from simulator.customers.page import place
from simulator.customers.ranking import look_on
from simulator.customers.referring import hear_referral
from simulator.customers.satisfaction import faded, kept_each_week
from simulator.customers.state import REFERRED, TELLERS, Records
from simulator.customers.talking import hear_neighbours, hear_region, heard_talk
from simulator.customers.world import World
from simulator.rule import compiled


class RegionPeople:
    """How many people each region has by the end of a week: who is yet to come tells and hears nothing."""

    def __init__(self, traits: Records) -> None:
        self._regions, self._entry = traits["region"].astype(np.int64), traits["entry"].astype(np.int64)
        self._last_day = int(self._entry.max())
        self._found: tuple[int, NDArray[np.int64]] = (-1, np.zeros(0, np.int64))  # until a day, people

    def of(self, week: int) -> NDArray[np.int64]:
        """Return the people of each region, at least 1, (regions,)."""
        until = min(7 * week + 7, self._last_day + 1)
        if self._found[0] != until:
            here = self._regions[self._entry < until]
            count = np.bincount(here, minlength=int(self._regions.max()) + 1)
            self._found = until, np.maximum(1, count).astype(np.int64)
        return self._found[1]


@compiled
def hear(world: World, people: NDArray[np.int64], week: int, region_people: NDArray[np.int64]) -> None:
    """Step 2: contacts and talk; what members know of their balance and of a point's worth."""
    p = world.program[0]
    b = world.numbers[0]
    state, traits, rivals, heard_of = world.state, world.traits, world.rivals, world.books.heard
    customers = world.books.customers
    page = world.page[0]
    ties = int(world.conditions[0].ties)
    fade = kept_each_week(b.satisfaction_half_life)
    for k in range(people.shape[0]):
        i = people[k]
        s = state[i]
        t = traits[i]
        if t.entry >= 7 * week + 7:
            continue
        key = s.key
        region = int(t.region)
        friends = 0.0  # referrals of last week that could come to the customer
        if ties != 0:
            if world.network.near[i] != 0:
                friends = hear_neighbours(t, s, p, b, page, world.network, i, ties) / ties
        else:
            share = 1.0 / region_people[region]
            tellers = heard_of[region, TELLERS]
            if tellers > 0 and heard_talk(t, b, key, week, tellers * share):
                hear_region(t, s, p, b, page, heard_of[region])
            friends = heard_of[region, REFERRED] * share
        _fade(s, b, week, fade)
        for j in range(rivals.shape[1]):
            _fade(rivals[i, j], b, week, fade)
        if p.exists == 0 or np.float64(t.reached) >= p.reach:
            continue
        customers[i, OWN_PROGRAM_COST] += _hear_of_program(t, s, p, b, page)
        if p.coupons > 0:
            receive_coupons(t, s, p, b, page, key)
        if p.referral != 0 and friends > 0.0:
            hear_referral(t, s, b, page, friends)
        if s.member != 0:
            _forget(s, b, key, week)


@compiled
def _fade(r: Any, b: Any, week: int, kept: float) -> None:
    """Let satisfaction with a seller fade; who ordered there last week has been in contact."""
    if r.last_week < week - 1:
        r.satisfaction = faded(np.float64(r.satisfaction), b.satisfaction_reference, kept)


@compiled
def _forget(s: Any, b: Any, key: Any, week: int) -> None:
    """Forget a point's worth or the own balance, each by itself."""
    if s.knows_value != 0 and uniform(key, week, chance.HEAR_FORGET_VALUE, 0) < b.forget:
        s.knows_value = 0
    if s.knows_balance != 0 and uniform(key, week, chance.HEAR_FORGET_BALANCE, 0) < b.forget:
        s.knows_balance = 0


@compiled
def _hear_of_program(t: Any, s: Any, p: Any, b: Any, page: Any) -> int:
    """Contact a customer in every way that the program has; return the cost, minor units."""
    key = s.key
    total, counts = 0, 1.0
    if p.often != 0:
        counts = fatigue(contacts_a_month(t, s, p, int(page.week)), b.contact_tolerance)
    heed = club_relevance(s, p) if s.clubs != 0 else 1.0
    if p.by_channels != 0:
        place(page, s, t)
        cost, told = contact_by_channels(t, s, p, b, page, _digital(t, s, p, b), counts, heed)
        total += cost
        if told:
            _take_in(t, s, p, b, page, key)
    contacts = whole_part(p.contacts, uniform(key, page.week, chance.HEAR_CAMPAIGN, 0))
    if contacts > 0:
        place(page, s, t)
        total += _contact(t, s, p, b, page, key, contacts, counts * heed)
        grow_weary(s, b, contacts, counts)
    if p.reminder_after > 0 and s.member != 0:
        place(page, s, t)
        total += remind(s, p, b, page, b.reminder_exposure * counts)
    return total


@compiled
def _digital(t: Any, s: Any, p: Any, b: Any) -> float:
    """Return the login rate against the mean."""
    rate = visits_a_day(t, p, b) if s.member != 0 else np.float64(t.digital)
    return float(rate / b.login_rate)


@compiled
def _contact(t: Any, s: Any, p: Any, b: Any, page: Any, key: Any, contacts: int, counts: float) -> int:
    """Contact a customer and return the cost; what is taken in tells of program and account."""
    cost = whole_part(contacts * (p.contact_cost / 1e6), uniform(key, page.week, chance.HEAR_CAMPAIGN, 1))
    page.tally[page.at, chart.COMMUNICATION_COST] += cost
    likely = exposure_chance(contacts, b.campaign_exposure * counts, _digital(t, s, p, b))
    if uniform(key, page.week, chance.HEAR_CAMPAIGN, 2) < likely:
        _take_in(t, s, p, b, page, key)
    return int(cost)


@compiled
def _take_in(t: Any, s: Any, p: Any, b: Any, page: Any, key: Any) -> None:
    """Learn of the program from a contact, and of account and clubs with it."""
    s.aware = 1
    if p.levels > 1 or s.member == 0:
        look_on(s, p, b, page)
    if s.member != 0:
        if uniform(key, page.week, chance.LEARN_VALUE, 100) < b.learn_value:
            s.knows_value = 1
        if uniform(key, page.week, chance.LEARN_BALANCE, 100) < b.learn_balance:
            s.knows_balance = 1
        if p.clubs != 0:
            hear_of_clubs(t, s, p, b, page)
