"""What a date holds: everybody's price event, a budget that is used up, and birthdays."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from simulator.accounts import chart
from simulator.engine.kernel import Kernel
from simulator.program.calendar import days_since_birthday
from tests.engine.worlds import Life, live, world_with

OPEN = {"from": "01-20", "to": "02-02", "percent": "10%", "pull": "20%", "everyone": True}
MONDAY_WEEKS = 8  # from 6 January 2014 on


def program(event: dict[str, Any], reach: str = "0%") -> dict[str, Any]:
    return {
        "title": "Dates",
        "currency": "CNY",
        "communication": {"reach": reach, "contacts": "8 per month"},
        "calendar": {"event": event},
    }


def lived(event: dict[str, Any], reach: str = "0%", weeks: int = MONDAY_WEEKS) -> Life:
    world = world_with(program(event, reach), weeks=weeks, customers=2000)
    return live(world, Kernel(world), weeks)


def cuts(life: Life) -> list[int]:
    """Return the price cuts by week, minor units."""
    total: list[int] = life.tally[:, :, :, chart.PRICE_DISCOUNT].sum(axis=(1, 2)).tolist()
    return total


def test_a_price_event_for_everyone_needs_no_members() -> None:
    found = cuts(lived(OPEN))
    inside = [week in (2, 3) for week in range(MONDAY_WEEKS)]
    assert [cut > 0 for cut in found] == inside
    members_only = cuts(lived({**OPEN, "everyone": False}))
    assert members_only == [0] * MONDAY_WEEKS


def test_a_price_event_brings_orders_and_borrows_them_from_later() -> None:
    with_it = lived(OPEN).tally[:, :, :, chart.ORDERS].sum(axis=(1, 2))
    without = lived({**OPEN, "percent": "0%", "pull": "0.001%"}).tally[:, :, :, chart.ORDERS].sum(axis=(1, 2))
    assert (with_it[:2] == without[:2]).all()
    assert with_it[2:4].sum() > 1.1 * without[2:4].sum()
    # The occasions that the stimulus borrowed are missing after it.
    assert with_it[4:].sum() < without[4:].sum()


def test_a_day_that_cuts_the_price_needs_no_knowledge_of_points() -> None:
    members = {**OPEN, "everyone": False}
    points = {
        "membership": {"join": "automatic"},
        "points": {"earn": {"purchase": {"rate": "1 per CNY"}}, "value": "0.01 CNY"},
        "rewards": {"checkout": {}},
    }
    for event, alike in ((members, True), ({**members, "percent": "0%", "points": "x2"}, False)):
        seen = []
        for known in (0.0, 1.0):
            values = {"uncomprehended": known, "points_weight": 0.0, "learn_value": 0.0}
            world = world_with(program(event, "100%") | points, values, weeks=MONDAY_WEEKS, customers=2000)
            seen.append(live(world, Kernel(world), MONDAY_WEEKS).digests)
        assert (seen[0] == seen[1]) is alike


def test_an_event_ends_the_week_after_its_budget_is_used_up() -> None:
    free = cuts(lived(OPEN))
    assert cuts(lived({**OPEN, "budget": "1000000 CNY"})) == free
    tight = cuts(lived({**OPEN, "budget": "1 CNY"}))
    # The first week runs before anybody knows what it costs; the second finds the budget used up.
    assert tight[:3] == free[:3]
    assert tight[3:] == [0] * (MONDAY_WEEKS - 3)


def test_a_budget_comes_back_with_the_new_year() -> None:
    found = cuts(lived({**OPEN, "budget": "1 CNY"}, weeks=58))
    assert [week for week, cut in enumerate(found) if cut] == [2, 54]


def test_a_birthday_is_once_a_year_and_for_members() -> None:
    event = {"birthday": "7 days", "percent": "20%", "pull": "40%"}
    assert sum(cuts(lived(event))) == 0
    shares = []
    for pull in ("0.001%", "40%"):
        world = world_with(program({**event, "pull": pull}, "100%"), weeks=60, customers=2000)
        life = live(world, Kernel(world), 60)
        shares.append(np.array(cuts(life)[8:]) / life.tally[8:, 1:, :, chart.GOODS].sum(axis=(1, 2)))
    # 20% off in about one week of 52, when the price sells some two fifths more, and drawn visits more still.
    assert shares[0].mean() == pytest.approx(1.4 * 0.2 / 52, rel=0.1)
    assert shares[1].mean() > 1.3 * shares[0].mean()
    assert (shares[1] > 0).mean() > 0.8


@pytest.mark.parametrize(
    ("day", "leap", "birthday", "since"),
    [(0, 0, 0, 0), (364, 0, 0, 364), (0, 0, 364, 1), (59, 1, 59, 0), (60, 1, 59, 0), (59, 0, 59, 0),
     (58, 1, 59, 364), (365, 1, 364, 0)],
)  # fmt: skip
def test_29_february_counts_as_1_march(day: int, leap: int, birthday: int, since: int) -> None:
    assert days_since_birthday(day, leap, birthday) == since
