"""The statement of account of one member: what dated events leave, in the words of a case file."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from simulator.accounts import chart
from simulator.customers.belonging import CLUB_BITS
from simulator.customers.paying import unearned_on
from simulator.customers.vouchers import is_live
from simulator.program.rewards import face_value
from simulator.program.sizes import MOST_CLUBS, MOST_STEPS, MOST_VOUCHERS
from simulator.scenario.cases import NO_TIER

if TYPE_CHECKING:
    from simulator.engine.cases import Life

MEMBERSHIPS = ("free", "trial", "paid")  # by FREE, IN_TRIAL, IN_PAID_TERM


def statement_of(life: Life, level_names: tuple[str, ...]) -> dict[str, int | str]:
    """Return every figure of `scenario.cases.Statement`: money in minor units, the rating in thousandths."""
    s, sums = life.state, life.page.tally.sum(axis=0)
    held = int(s.usable) + int(s.pending) - int(s.owed)
    return {
        "status": int(s.status),
        "tier": level_names[s.level] if life.table.exists else NO_TIER,
        "points": int(s.usable),
        "pending": int(s.pending),
        "debt": int(s.owed),
        "issued": int(sums[chart.POINTS_ISSUED]),
        "redeemed": int(sums[chart.POINTS_REDEEMED]),
        "expired": int(sums[chart.POINTS_EXPIRED]),
        "reversed": int(sums[chart.POINTS_REVERSED]),
        "liability": face_value(held, life.table.point_value),
        "rating": int(life.table.rating_levels[s.rating]),
        "orders": int(s.kept_orders),
        "discount": int(sums[chart.PRICE_DISCOUNT]),
        "paid": life.paid,
        "stamps": int(s.stamps),
        "rewards": int(sums[chart.REWARDS_WORTH]),
        "vouchers": sum(is_live(s, slot, life.opened) for slot in range(MOST_VOUCHERS)),
        "voucher_cuts": life.voucher_cuts,
        "clubs": (int(s.clubs) & CLUB_BITS).bit_count(),
        "ladders": _rungs(life, level_names),
        "at_partners": life.at_partners,
        "fees": int(sums[chart.FEES] - sums[chart.FEES_REFUNDED]),
        "unearned": unearned_on(s, life.program, life.day),
        "membership": MEMBERSHIPS[s.paying],
    }


def _rungs(life: Life, level_names: tuple[str, ...]) -> str:
    """Return the names of the levels held on further ladders, in the order of the alphabet."""
    bits = [
        MOST_CLUBS + MOST_STEPS * int(ladder) + int(step)
        for ladder, step in np.argwhere(np.asarray(life.table.ladder_from) > 0)
    ]
    named = level_names[len(life.table.level_from) :]
    held = (name for name, bit in zip(named, bits, strict=True) if int(life.state.clubs) >> bit & 1)
    return ", ".join(sorted(held))
