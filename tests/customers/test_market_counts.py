"""What the market took is known when the next week opens, and starts again with each month and year."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pytest

from simulator.customers.market_counts import (
    LAST_WEEK,
    LEVELS_AT,
    THIS_MONTH,
    THIS_YEAR,
    no_counts,
    turn_counts,
)
from simulator.engine.kernel import Kernel
from simulator.program.sizes import MOST_LEVELS
from tests.engine.worlds import live, world_with

LADDER = {
    "title": "Two levels",
    "currency": "CNY",
    "membership": {"join": "automatic"},
    "tiers": {"metric": "spend", "window": "calendar", "levels": {"base": {}, "gold": {"from": 500}}},
    "communication": {"reach": "100%", "contacts": "4 per month"},
}


@pytest.mark.parametrize("chunks", [1, 2])
def test_members_of_each_level_are_counted_at_the_end_of_the_week(chunks: int) -> None:
    world = world_with(LADDER, weeks=12)
    live(world, Kernel(world, chunks), 12)
    members = world.state["member"] == 1
    held = np.bincount(world.state["level"][members], minlength=MOST_LEVELS)
    assert held[1] > 0
    assert (world.books.known[LAST_WEEK, LEVELS_AT : LEVELS_AT + MOST_LEVELS] == held).all()


def test_months_and_years_start_again_at_nothing() -> None:
    # Weeks that open in November, December, December, January.
    taken, known = no_counts()
    months = np.array([2014 * 12 + 10, 2014 * 12 + 11, 2014 * 12 + 11, 2015 * 12])
    world = SimpleNamespace(
        books=SimpleNamespace(taken=taken, known=known),
        calendar=SimpleNamespace(week_month=months),
        conditions={"first_week": np.array([-1]), "logistics": np.array([0]), "turnover": np.array([-1.0])},
    )
    seen = []
    for week, amount in enumerate((1, 10, 100, 1000), start=-1):
        taken[0] = amount
        turn_counts(world, week)
        seen.append(tuple(known[:, 0]))
    assert (LAST_WEEK, THIS_MONTH, THIS_YEAR) == (0, 1, 2)
    assert seen == [(1, 0, 1), (10, 10, 11), (100, 0, 0), (1000, 1000, 1000)]
    assert not taken.any()
