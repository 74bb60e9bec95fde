"""Stamp cards of one member: a stamp with an order, the reward of a full card, what lapses or is taken back.

`s` is the member's state record, `p` the program's, `page` the week's. The week and the worked cases both
post through these functions. The reward comes with the order that fills the card.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from simulator.accounts import chart
from simulator.customers.buying import post_benefit
from simulator.customers.choice import nearness_felt, usual_nearness
from simulator.customers.rewarding import effort_kept
from simulator.customers.state import NEVER
from simulator.program.stamps import card_lapsed
from simulator.rule import compiled


@compiled
def give_reward(page: Any, worth: int, cost: int, funding: Any) -> None:
    """Hand out a reward that no points were spent on."""
    page.tally[page.at, chart.REWARDS_GIVEN] += 1
    page.tally[page.at, chart.REWARDS_WORTH] += worth
    post_benefit(page, chart.PRIVILEGE_GIFTS, cost, funding)


@compiled
def cards_used_up(s: Any, p: Any, page: Any, day: int) -> bool:
    """Tell whether a member has had every reward of the calendar year, and gets no stamps until the next."""
    if p.stamps_at_most == 0 or s.card_year != page.month[day - page.first_day] // 12:
        return False
    return bool(s.cards_filled >= p.stamps_at_most)


@compiled
def last_of_year(s: Any, p: Any, page: Any, day: int) -> bool:
    """Tell whether the card at hand is the last one that a member may fill in the calendar year."""
    if p.stamps_at_most == 0:
        return False
    filled = int(s.cards_filled) if s.card_year == page.month[day - page.first_day] // 12 else 0
    return bool(filled == p.stamps_at_most - 1)


@compiled
def give_stamp(s: Any, p: Any, page: Any, day: int, price: int) -> int:
    """Give the stamp of an order; return the week in which its card began, NEVER when it gets none."""
    if p.stamps_buy == 0 or price < p.stamps_minimum or cards_used_up(s, p, page, day):
        return NEVER
    year = int(page.month[day - page.first_day]) // 12
    if s.card_year != year:
        s.card_year = year
        s.cards_filled = 0
    if s.card_week == NEVER:
        s.card_week = page.week
    begun = int(s.card_week)
    s.stamps = int(s.stamps) + 1
    page.tally[page.at, chart.STAMPS] += 1
    if s.stamps >= p.stamps_buy:
        s.cards_filled = min(250, int(s.cards_filled) + 1)
        _begin_card(s, 0)
        give_reward(page, int(p.stamps_worth), int(p.stamps_cost), p.stamps_funding)
    return begun


@compiled
def _begin_card(s: Any, stamps: int) -> None:
    """Put the card at hand away: the next one begins with its first order."""
    s.stamps = stamps
    s.card_week = NEVER
    s.first_card = 0


@compiled
def lapse_card(s: Any, p: Any, week: int) -> None:
    """Take away a card that is past its time at the opening of a week; what is owed stays owed."""
    if s.card_week != NEVER and card_lapsed(int(s.card_week), int(p.stamps_valid), week):
        _begin_card(s, min(0, int(s.stamps)))


@compiled
def take_back_stamp(s: Any, p: Any, page: Any, begun: int) -> None:
    """Take back the stamp of an order that is returned; where its card is full and gone, a stamp is owed.

    `begun` is what `give_stamp` returned. Past the time of its card there is nothing to take.
    """
    if begun != NEVER and not card_lapsed(begun, int(p.stamps_valid), int(page.week)):
        s.stamps = int(s.stamps) - 1


@compiled
def grow_used_to_card(s: Any, p: Any, b: Any) -> None:
    """Move the usual nearness to a full card, against which a later nearness is felt."""
    part = max(0, int(s.stamps)) / p.stamps_buy
    usual = np.float64(s.card_nearness)
    s.card_nearness = usual_nearness(usual, nearness_felt(part, usual, effort_kept(s, b)), b.goal_gain)
