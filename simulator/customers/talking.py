"""Talk heard: what was told last week in one's region or by one's neighbours, and what it does to a listener.

Order of parts: telling of an order, hearing in the region, hearing from neighbours, what a message does.
What is told in a week is heard in the next, so that nobody reads another customer inside a week.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from simulator import chance
from simulator.accounts import chart
from simulator.chance import customer_key, uniform
from simulator.customers.leaving import heeds, return_to_firm
from simulator.customers.page import place
from simulator.customers.satisfaction import moved
from simulator.customers.state import MEMBERS_TELLING, NEGATIVE, TELLERS, TOLD, TOLD_NEGATIVE, Messages
from simulator.customers.telling import (
    FRIEND_REFERRED,
    MEMBER_TELLS,
    NEGATIVE_MESSAGE,
    TOLD_BITS,
    hearing_chance,
    message,
    negative_telling,
    neighbour_chance,
    positive_telling,
    quality_told,
    told_in,
)
from simulator.rule import compiled

SILENT_WEEKS = 13  # without an order: the customer may forget the firm over what is told of it
MOST_HEARD = 255  # messages of a week that a customer takes in


# ---- telling --------------------------------------------------------------------------------------------


@compiled
def tell_of_order(t: Any, s: Any, b: Any, page: Any, key: Any, count: int) -> None:
    """Tell others of an order or not: the good of the firm as it is known, or the bad of this order."""
    u = uniform(key, page.week, chance.TELL_TALK, count)
    felt, reference, sociability = page.felt, b.satisfaction_reference, np.float64(t.sociability)
    well = sociability * positive_telling(b.talk_rate, b.talk_delight, felt, reference)
    negative = 0
    told = np.float64(s.satisfaction)
    if u >= well:
        if felt >= reference:
            return
        badly = sociability * negative_telling(b.talk_rate, b.talk_delight, b.talk_anger, felt, reference)
        if u >= well + badly:
            return
        negative = 1
        told = felt
    page.tally[page.at, chart.TALKS] += 1
    page.tally[page.at, chart.TALKS_NEGATIVE] += negative
    worth = int(told * 10000.0 + 0.5)
    page.talk[TELLERS] += 1
    page.talk[TOLD] += worth
    page.talk[MEMBERS_TELLING] += s.member
    if negative != 0:
        page.talk[NEGATIVE] += 1
        page.talk[TOLD_NEGATIVE] += worth
    friend = int(page.message) & FRIEND_REFERRED
    page.message = message(told, negative, int(s.member)) | friend


@compiled
def pass_on(
    offsets: NDArray[np.int64], neighbours: NDArray[np.int32], told: Messages, heard: Messages, near: Messages
) -> None:
    """Turn the week: what was told may be heard, and whoever has a neighbour that told anything is marked.

    So only those look at their neighbours who may hear something: few people tell in a week.
    """
    near[:] = 0
    for i in range(told.shape[0]):
        heard[i] = told[i]
        if told[i] != 0:
            told[i] = 0
            for place_of in range(offsets[i], offsets[i + 1]):
                near[neighbours[place_of]] = 1


# ---- hearing in the region ------------------------------------------------------------------------------


@compiled
def heard_talk(t: Any, b: Any, key: Any, week: int, tellers: float) -> bool:
    """Tell whether a customer hears of last week's orders; `tellers` as a share of the community."""
    u = uniform(key, week, chance.HEAR_TALK, 0)
    mean = b.talk_reach * np.float64(t.sociability) * tellers
    return bool(u < mean and u < hearing_chance(mean))  # 1 - exp(-x) <= x: most hear nothing


@compiled
def hear_region(t: Any, s: Any, p: Any, b: Any, page: Any, voices: Any) -> None:
    """Take in one of the region's messages of last week, good or bad as they were; `voices` is its row."""
    tellers, negative = int(voices[TELLERS]), int(voices[NEGATIVE])
    told = int(voices[TOLD])
    is_negative = 0
    if negative > 0 and uniform(s.key, page.week, chance.HEAR_SIGN, 0) * tellers < negative:
        is_negative = 1
        told = int(voices[TOLD_NEGATIVE])
        level = told / (10000.0 * negative)
    else:
        level = (told - int(voices[TOLD_NEGATIVE])) / (10000.0 * max(1, tellers - negative))
    take_in(t, s, p, b, page, level, is_negative, voices[MEMBERS_TELLING] / tellers, 0)


# ---- hearing from neighbours ----------------------------------------------------------------------------


@compiled
def hear_neighbours(t: Any, s: Any, p: Any, b: Any, page: Any, network: Any, i: int, ties: int) -> int:
    """Take in what neighbours told last week, each with its own chance; return how many referred a friend.

    Each pair has a draw of its own: who else tells changes nothing between two people.
    """
    likely = neighbour_chance(b.talk_reach, np.float64(t.sociability), ties)
    taken, friends = 0, 0
    for place_of in range(network.offsets[i], network.offsets[i + 1]):
        other = int(network.neighbours[place_of])
        code = int(network.heard[other])
        if code & FRIEND_REFERRED != 0:
            friends += 1
        if code & TOLD_BITS == 0 or taken >= MOST_HEARD:
            continue
        pair = customer_key(s.key, other)
        if uniform(pair, page.week, chance.HEAR_NEIGHBOUR, 0) < likely:
            negative = 1 if code & NEGATIVE_MESSAGE != 0 else 0
            member = 1.0 if code & MEMBER_TELLS != 0 else 0.0
            take_in(t, s, p, b, page, told_in(code), negative, member, taken)
            taken += 1
    return friends


# ---- what a message does --------------------------------------------------------------------------------


@compiled
def take_in(
    t: Any, s: Any, p: Any, b: Any, page: Any, told: float, negative: int, member: float, count: int
) -> None:
    """Let a message move expectation, tell of the program, and bring back or drive away who is far from it.

    `member` is the chance that a member told it. Who is not in the market yet considers nothing.
    """
    key, week = s.key, page.week
    place(page, s, t)
    page.tally[page.at, chart.TALKS_HEARD] += 1
    weight = b.talk_weight * b.talk_negative if negative != 0 else b.talk_weight
    s.expectation = moved(np.float64(s.expectation), quality_told(told), min(1.0, weight))
    if s.member != 0:
        if uniform(key, week, chance.LEARN_VALUE, 101) < b.learn_value * member:
            s.knows_value = 1
    elif np.float64(t.reached) < p.reach and uniform(key, week, chance.HEAR_PROGRAM, count) < member:
        s.aware = 1
    if t.entry >= page.first_day:
        return
    if negative == 0:
        if s.attached == 0 and uniform(key, week, chance.TALK_RETURN, count) < b.consider_return * heeds(
            s, b
        ):
            return_to_firm(s)
            page.tally[page.at, chart.COMEBACKS] += 1
        return
    silent = s.orders == 0 or week - s.last_week > SILENT_WEEKS
    if s.attached != 0 and silent and uniform(key, week, chance.TALK_LOSS, count) < b.consider_loss:
        s.leaves_at = 0.0  # before anything else of the week
