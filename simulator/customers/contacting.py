"""Contacting: channels and how many contacts are borne, reminders before a sale, calls after it.

Order of parts: how much is borne, channels, reminders, calls.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from simulator import chance
from simulator.accounts import chart
from simulator.chance import customer_key, uniform
from simulator.customers.awareness import exposure_chance, whole_part
from simulator.customers.buying import OWN_PROGRAM_COST
from simulator.customers.leaving import heeds, return_to_firm
from simulator.customers.satisfaction import moved
from simulator.program.derived import WEEKS_A_MONTH
from simulator.program.table import APP_PUSH, CHANNELS, EMAIL, MAIL, PHONE, TO_MEMBERS, TO_OTHERS
from simulator.rule import compiled, rule

MOST_REMINDERS = 200
DRAWS = 4  # of one channel in one week


@compiled
def reaches(t: Any, s: Any, p: Any, channel: int) -> bool:
    """Tell whether a channel goes to a customer: for good, whatever the design and the replication."""
    to = p.channel_to[channel]
    if p.channel_contacts[channel] <= 0.0:
        return False
    if (to == TO_MEMBERS and s.member == 0) or (to == TO_OTHERS and s.member != 0):
        return False
    if p.channel_reach[channel] >= 1.0:
        return True
    # A trait of the person: keyed by who he is and by a trait that was drawn, not by the replication's luck.
    own = customer_key(np.uint64(np.float64(t.reached) * 4294967296.0), int(t.identity))
    return bool(uniform(own, 0, chance.TRAIT_CHANNEL, channel) < p.channel_reach[channel])


@compiled
def contacts_a_month(t: Any, s: Any, p: Any, week: int) -> float:
    """Return the contacts that a customer gets a month by all channels, reminders among them."""
    rate = np.float64(p.contacts)
    if p.by_channels != 0:
        for channel in range(len(CHANNELS)):
            if reaches(t, s, p, channel):
                rate += p.channel_contacts[channel]
    if p.reminder_again > 0 and s.member != 0 and week - int(s.last_week) >= p.reminder_after:
        rate += 1.0 / p.reminder_again
    return float(rate * WEEKS_A_MONTH)


@compiled
def grow_weary(s: Any, b: Any, contacts: int, counts: float) -> None:
    """Let contacts beyond what is borne cost a little satisfaction; `counts` is the part that is borne."""
    if counts < 1.0 and contacts > 0:
        level = np.float64(s.satisfaction)
        s.satisfaction = moved(level, level - b.contact_annoyance * contacts * (1.0 - counts), 1.0)


@compiled
def taken_in(b: Any, channel: int) -> float:
    """Return the chance that one contact by a channel is taken in."""
    if channel == APP_PUSH:
        return float(b.exposure_app_push)
    if channel == EMAIL:
        return float(b.exposure_email)
    if channel == MAIL:
        return float(b.exposure_mail)
    if channel == PHONE:
        return float(b.exposure_phone)
    return float(b.exposure_sms)


@compiled
def contact_by_channels(
    t: Any, s: Any, p: Any, b: Any, page: Any, digital: float, counts: float, heed: float
) -> tuple[int, bool]:
    """Contact a customer by each channel that goes to him; return the cost, and whether one is taken in.

    `digital` is the login rate against the mean; it bears on messages on a screen alone.
    `heed` multiplies the chance of each to be taken in, for what speaks of what concerns the customer.
    """
    key, week = s.key, page.week
    total, told, made = 0, False, 0
    for channel in range(len(CHANNELS)):
        if not reaches(t, s, p, channel):
            continue
        draw = DRAWS * channel
        contacts = whole_part(p.channel_contacts[channel], uniform(key, week, chance.HEAR_CHANNEL, draw))
        if contacts == 0:
            continue
        made += contacts
        cost = contacts * (p.channel_cost[channel] / 1e6)
        total += whole_part(cost, uniform(key, week, chance.HEAR_CHANNEL, draw + 1))
        here = digital if channel in (APP_PUSH, EMAIL) else 1.0
        likely = exposure_chance(contacts, taken_in(b, channel) * counts * heed, here)
        if uniform(key, week, chance.HEAR_CHANNEL, draw + 2) < likely:
            told = True
    page.tally[page.at, chart.COMMUNICATION_COST] += total
    grow_weary(s, b, made, counts)
    return int(total), told


@rule
def reminder_number(quiet: int, after: int, again: int) -> int:
    """Return which reminder of a silence falls into this week, 1 for the first, 0 for none.

    Units: whole weeks without an order; `again` 0 for a reminder that never comes again.
    Source: [derived] the contact clause of the program file.
    """
    if quiet == after:
        return 1
    if again <= 0 or quiet < after or (quiet - after) % again != 0:
        return 0
    return 1 + (quiet - after) // again


@rule
def reminder_pull(most: float, weeks: int, lasting: float, number: int) -> float:
    """Return the pull of a reminder `weeks` after it was taken in, logits, 0 to `most`.

    It fades in a straight line; the second of a silence pulls half as much, the third a third.

    Units: weeks; number is 1 for the first reminder of a silence.
    Source: [assumption] reminders work and wear out (promotion fatigue); form and sizes.
    """
    if weeks < 0 or weeks >= lasting:
        return 0.0
    return most * (1.0 - weeks / lasting) / max(1, number)


@rule
def heard_with_call(likely: float, hears: float) -> float:
    """Return the chance that a failure reaches the desk when the firm calls after the order, 0-1.

    Units: chances; `likely` without the call, `hears` that the call brings up what would stay silent.
    Source: [published in part] asked, more speak: TARP (sign); size an assumption.
    """
    return likely + (1.0 - likely) * min(1.0, hears)


@compiled
def nudge(s: Any, b: Any, week: int) -> float:
    """Return the pull of the last reminder on this week's choice, logits."""
    weeks = week - int(s.reminded_week)
    return float(reminder_pull(b.reminder_pull, weeks, b.reminder_weeks, int(s.reminders)))


@compiled
def remind(s: Any, p: Any, b: Any, page: Any, taken_in: float) -> int:
    """Remind a member who has been quiet for so long; return the cost, minor units."""
    number = reminder_number(page.week - int(s.last_week), int(p.reminder_after), int(p.reminder_again))
    if number == 0:
        return 0
    key, week = s.key, page.week
    cost = whole_part(p.reminder_cost / 1e6, uniform(key, week, chance.HEAR_REMINDER, 0))
    page.tally[page.at, chart.COMMUNICATION_COST] += cost
    page.tally[page.at, chart.REMINDERS] += 1
    if uniform(key, week, chance.HEAR_REMINDER, 1) < taken_in:
        s.reminded_week = week
        s.reminders = min(MOST_REMINDERS, number)
        if s.attached == 0:
            _win_back(s, b, page)
    return int(cost)


@rule
def win_back_chance(most: float, orders: int, quiet: int, half_life: float) -> float:
    """Return the chance that a reminder that is taken in brings back who has left the firm, 0 to `most`.

    Units: own orders before; whole weeks without an order. Source: [published in part] who was a stronger
    customer comes back more readily, Thomas, Blattberg & Fox 2004, Kumar, Bhagwat & Zhang 2015 (sign); the
    chance halves with the silence; form and sizes assumptions.
    """
    return most * (1.0 - math.exp(-orders / 8.0)) * math.exp(-0.6931471805599453 * quiet / half_life)


@compiled
def _win_back(s: Any, b: Any, page: Any) -> None:
    """Win back who has left, by a reminder that was taken in, or not."""
    quiet = page.week - int(s.last_week)
    likely = win_back_chance(b.win_back, int(s.orders), quiet, b.win_back_half_life) * heeds(s, b)
    if uniform(s.key, page.week, chance.WIN_BACK, 0) < likely:
        return_to_firm(s)
        page.tally[page.at, chart.COMEBACKS] += 1


@compiled
def call_after(p: Any, page: Any, key: Any, count: int) -> bool:
    """Call a member after an order or not, and post the cost; return whether there is a call."""
    if uniform(key, page.week, chance.CALL_AFTER_SALE, 2 * count) >= p.call_share:
        return False
    cost = whole_part(p.call_cost / 1e6, uniform(key, page.week, chance.CALL_AFTER_SALE, 2 * count + 1))
    page.tally[page.at, chart.COMMUNICATION_COST] += cost
    page.tally[page.at, chart.CALLS] += 1
    page.own[OWN_PROGRAM_COST] += cost
    return True
