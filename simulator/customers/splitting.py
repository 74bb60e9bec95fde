"""Splitting orders: who ships free with any order buys the same in smaller orders and oftener."""

from __future__ import annotations

from typing import Any

import numpy as np

from simulator import chance
from simulator.chance import uniform
from simulator.customers.standing import enjoys, standing
from simulator.program.table import LINE_SHIPPING
from simulator.rule import compiled, rule

WHOLE, FIRST_PART, SECOND_PART = range(3)
SECOND_COUNT = 15  # count of the draws of a second part: above those of occasions, stimuli and an entry
UNSPLIT = -1


@rule
def part_of_basket(goods: int, part: int) -> int:
    """Return what of a basket one order holds: all of it, or one half and the rest.

    Units: minor units; WHOLE, FIRST_PART or SECOND_PART. Source: [assumption] halves, so that what is bought
    stays the same to the unit.
    """
    if part == WHOLE:
        return goods
    return goods - goods // 2 if part == FIRST_PART else goods // 2


@compiled
def splits_order(s: Any, p: Any, b: Any, page: Any, key: Any, count: int) -> bool:
    """Tell whether a member parts the order at hand in two: one a week, where any order ships free."""
    if p.ships_free == 0 or s.member == 0 or b.order_splitting <= 0.0 or page.split_of != UNSPLIT:
        return False
    held = standing(s, p)
    free = 0.0
    for k in range(p.privileges):
        if p.privilege_line[k] == LINE_SHIPPING and p.privilege_over[k] == 0 and enjoys(s, p, held, k):
            free = max(free, np.float64(p.privilege_share[k]))
    return bool(uniform(key, page.week, chance.SPLIT_ORDER, count) < b.order_splitting * free)
