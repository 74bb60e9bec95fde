"""Step 11 of the week: who leaves the firm in the coming week, and who comes back."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from simulator import chance
from simulator.accounts import chart
from simulator.chance import uniform
from simulator.customers.activities import year_of_activities
from simulator.customers.belonging import CLUB_BITS, club_tie, group_order_worth, group_year_worth
from simulator.customers.bundling import held_by_login
from simulator.customers.climbing import believed_rate
from simulator.customers.leaving import MOST, heeds, leaves_after, leaving_hazard, return_to_firm
from simulator.customers.page import place
from simulator.customers.relating import tie
from simulator.customers.standing import FREE, standing
from simulator.customers.state import FAILURE_OF_DELIVERY
from simulator.customers.subscribing import fee_at_stake
from simulator.customers.switching import current_pace, financial_cost, procedural_cost, relational_cost
from simulator.customers.trust import counted_trust
from simulator.customers.vouchers import held_in_vouchers
from simulator.customers.world import World
from simulator.customers.worth_of_ladders import ladders_at_stake
from simulator.customers.worth_of_points import own_point_worth, redemption_belief
from simulator.customers.worth_of_stamps import card_at_stake
from simulator.customers.worth_of_tiers import WEEKS_A_YEAR, term_left, term_worth
from simulator.program.table import WINDOW_NONE
from simulator.rule import compiled


@compiled
def stake(t: Any, s: Any, p: Any, b: Any, page: Any, week: int) -> float:
    """Return what leaving would forfeit, minor units: points, vouchers and stamps known of, the level held.

    Of what every member has each year, a year counts: it is promised for good.
    """
    value = 0.0
    if s.knows_balance != 0:
        held = max(0, int(s.usable) + int(s.pending) - int(s.owed))
        value += held * own_point_worth(t, s, p, b) * redemption_belief(t, p, b)
        if p.vouchers != 0:
            value += held_in_vouchers(t, s, p, b, week)
        value *= b.points_weight
    if p.stamps_buy > 0:
        value += card_at_stake(s, p, b)
    value += p.level_year[0] * b.privilege_weight
    value += year_of_activities(t, p, b, int(s.knows_value))
    if s.paying != FREE:
        value += fee_at_stake(s, p, 7 * week)
    if int(s.clubs) & CLUB_BITS != 0:
        value += _clubs_at_stake(t, s, p, b, week)
    if p.ladders != 0 and s.clubs != 0:
        value += ladders_at_stake(t, s, p, b, page, week)
    if p.window != WINDOW_NONE and s.level > 0:
        left = term_left(s, p, week)
        rate = believed_rate(int(s.term_orders), week - int(s.term_week), np.float64(t.rate), b.tier_memory)
        own = standing(s, p)
        more = term_worth(t, s, p, b, page, own, rate)
        more -= term_worth(t, s, p, b, page, own - int(s.level), rate)
        value += left * more * b.tier_weight
    return float(value)


@compiled
def _clubs_at_stake(t: Any, s: Any, p: Any, b: Any, week: int) -> float:
    """Return a year of what the member's clubs give without any level, minor units."""
    rate = believed_rate(int(s.term_orders), week - int(s.term_week), np.float64(t.rate), b.tier_memory)
    base, clubs = standing(s, p) - int(s.level), int(s.clubs) & CLUB_BITS
    each = group_order_worth(t, p, b, base, clubs, p.event_share[base])
    return float((WEEKS_A_YEAR * rate * each + group_year_worth(p, base, clubs)) * b.privilege_weight)


@compiled
def decide(world: World, people: NDArray[np.int64], week: int) -> None:
    """Step 11: who leaves the firm in the coming week, and when; who comes back."""
    state, traits = world.state, world.traits
    p = world.program[0]
    b = world.numbers[0]
    page = world.page[0]
    scale = b.hazard_mean * b.hazard_scale
    for k in range(people.shape[0]):
        i = people[k]
        s = state[i]
        t = traits[i]
        if t.entry >= 7 * week + 7:
            continue
        key = s.key
        if s.attached == 0:
            _come_to_firm(t, s, b, page, key, week)
            continue
        base = np.float64(t.hazard) * scale
        u = uniform(key, week, chance.DECIDE_LEAVE, 0)
        if u >= base * MOST or base <= 0.0:
            continue
        trust = np.float64(s.trust)
        pull = b.hazard_satisfaction * (b.satisfaction_reference - np.float64(s.satisfaction))
        pull += b.hazard_trust * (b.trust_reference - trust)
        if b.hazard_switching > 0.0:
            held = procedural_cost(b.procedural, int(s.orders), b.procedural_orders)
            if p.platform != 0 and s.member != 0:
                held *= held_by_login(p, b)
            if s.orders > 0:
                relied = counted_trust(trust, b.trust_reference, b.trust_counts)
                held += relational_cost(b.relational, relied, week - int(s.first_week), b.relational_weeks)
            if p.ties != 0:
                held += tie(s, p, b)
            if s.member != 0:
                pace = current_pace(np.float64(s.pace), week - int(s.last_week))
                held += club_tie(s, b)
                at_stake = stake(t, s, p, b, page, week + 1)
                weight = b.price_weight * np.float64(t.price)
                held += financial_cost(weight, at_stake, np.float64(t.basket), 26.0 * pace)
            pull -= b.hazard_switching * (held - b.switching_reference)
        if s.failed_week == week and s.failure_kind != FAILURE_OF_DELIVERY:
            pull += b.hazard_failure
        s.leaves_at = leaves_after(u, leaving_hazard(base, pull))


@compiled
def _come_to_firm(t: Any, s: Any, b: Any, page: Any, key: Any, week: int) -> None:
    """Let somebody who does not consider the firm come to it by himself, or be won by advertising."""
    heed = heeds(s, b)
    if uniform(key, week, chance.DECIDE_RETURN, 0) < b.comeback * heed:
        column = chart.COMEBACKS
    elif page.advertised > 0.0 and uniform(key, week, chance.ADVERTISING_WINS, 0) < page.advertised * heed:
        column = chart.ACQUIRED
    else:
        return
    return_to_firm(s)
    place(page, s, t)
    page.tally[page.at, column] += 1
