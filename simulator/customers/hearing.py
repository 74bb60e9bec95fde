"""Step 2 of the week: contacts and talk, and what members know of their account."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from simulator import chance
from simulator.accounts import chart
from simulator.chance import customer_key, uniform
from simulator.customers.awareness import exposure_chance
from simulator.customers.buying import OWN_PROGRAM_COST
from simulator.customers.page import place
from simulator.customers.satisfaction import faded, moved
from simulator.customers.telling import hearing_chance
from simulator.customers.world import World
from simulator.rule import compiled


@compiled
def hear(world: World, people: NDArray[np.int64], week: int, region_people: NDArray[np.int64]) -> None:
    """Step 2: contacts and talk; what members know of their balance and of a point's worth."""
    p = world.program[0]
    b = world.numbers[0]
    state, traits, heard_of = world.state, world.traits, world.books.heard
    customers = world.books.customers
    page = world.page[0]
    fade = math.exp(-0.6931471805599453 / b.satisfaction_half_life)
    for k in range(people.shape[0]):
        i = people[k]
        s = state[i]
        t = traits[i]
        key = customer_key(page.stream, int(t.identity))
        region = int(t.region)
        if heard_of[region, 0] > 0:
            likely = hearing_chance(
                int(heard_of[region, 0]), int(region_people[region]), b.talk_reach, np.float64(t.sociability)
            )
            if uniform(key, week, chance.HEAR_TALK, 0) < likely:
                told = heard_of[region, 1] / (10000.0 * heard_of[region, 0])
                s.expectation[0] = moved(np.float64(s.expectation[0]), told, b.talk_weight)
        s.satisfaction[0] = faded(np.float64(s.satisfaction[0]), b.satisfaction_reference, fade)
        s.satisfaction[1] = faded(np.float64(s.satisfaction[1]), b.satisfaction_reference, fade)
        if s.member == 0:
            continue
        u = uniform(key, week, chance.HEAR_CAMPAIGN, 0)
        if u < p.contacts:
            cost = int(p.contact_cost // 1_000_000)
            place(page, s, t)
            page.tally[page.at, chart.COMMUNICATION_COST] += cost
            customers[i, OWN_PROGRAM_COST] += cost
            if u < exposure_chance(p.contacts, b.campaign_exposure, np.float64(t.digital) / b.login_rate):
                if uniform(key, week, chance.LEARN_VALUE, 100) < b.learn_value:
                    s.knows_value = 1
                if uniform(key, week, chance.LEARN_BALANCE, 100) < b.learn_balance:
                    s.knows_balance = 1
        if s.knows_value != 0 and uniform(key, week, chance.HEAR_FORGET_VALUE, 0) < b.forget:
            s.knows_value = 0
        if s.knows_balance != 0 and uniform(key, week, chance.HEAR_FORGET_BALANCE, 0) < b.forget:
            s.knows_balance = 0
