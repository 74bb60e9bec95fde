"""The week of every customer, in one place.

 0  conditions   season, prices, last week's waits and talk are fixed before anybody moves
 1  review       what is due is credited, lots expire, levels are reviewed, waits come back from the desk
 2  hear         contacts and talk move awareness and expectation
 3  need         how many occasions; dated stimuli and their debt
 4  choose       firm, rival or elsewhere, one occasion after the other in day order
 5  buy          join, basket, price cuts, points used
 6  earn         points and qualifying value, pending until the return window is over
 7  experience   delivery, failure, privileges kept or broken, returns, complaint to the desk
 8  feel         expectation, satisfaction, trust
 9  climb        upgrade at once, nearness to rewards
10  tell         orders told to others, heard next week
11  decide       leave or come back

Steps 1, 2, 3, 11 and the count at the end walk over all customers of a list; 4 to 10 run for each
occasion. Nobody reads another customer inside a week, so any order, list, thread or driver gives the
same bits.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from simulator.customers.counting import count_people
from simulator.customers.deciding import decide
from simulator.customers.hearing import hear
from simulator.customers.opening import review
from simulator.customers.visiting import live
from simulator.customers.world import World
from simulator.rule import compiled_owning

BLOCK = 1_000  # customers who walk through all steps together: their records stay in the processor's cache


@compiled_owning
def live_week(world: World, people: NDArray[np.int64], week: int, region_people: NDArray[np.int64]) -> None:
    """Live one week of the listed customers: the same call for a chunk of many and for an agent of one.

    The page must have been opened for the week.
    """
    for begin in range(0, people.shape[0], BLOCK):
        block = people[begin : begin + BLOCK]
        review(world, block, week)
        hear(world, block, week, region_people)
        live(world, block, week)
        decide(world, block, week)
        count_people(world, block, week)


# The phases by name, for drivers that replace one: each takes world, people, week; `hear` also region_people.
PHASES = ("review", "hear", "live", "decide", "count_people")
