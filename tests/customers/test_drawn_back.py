"""What brings people who might stay away: points that end soon, a reminder after leaving, friends alike."""

from __future__ import annotations

import numpy as np
import pytest

from simulator.accounts import chart
from simulator.customers.contacting import win_back_chance
from simulator.customers.need import expiry_strength
from simulator.customers.referring import likeness
from simulator.customers.taking import liking
from simulator.engine.kernel import Kernel
from tests.builders_program import Tree
from tests.engine.worlds import Life, live, world_with

WEEKS, CUSTOMERS = 60, 300
BUSY = {"orders_per_year": 60.0, "price_weight": 4.0, "order_exposure": 1.0, "known_at_joining": 1.0}
POINTS: Tree = {
    "title": "A",
    "currency": "CNY",
    "communication": {"reach": "100%"},
    "points": {
        "earn": {"purchase": {"rate": "10 per CNY"}},
        "value": "0.01 CNY",
        "expiry": {"after": "12 weeks"},
    },
    "rewards": {"checkout": {}},
}
REMINDERS: Tree = {
    "title": "A",
    "communication": {"reach": "100%"},
    "contact": {"before_sale": {"after": "5 weeks", "again": "4 weeks"}},
}
FRIENDS: Tree = {
    "title": "A",
    "currency": "CNY",
    "communication": {"reach": "100%"},
    "membership": {"join": "opt_in"},
    "referral": {"referrer": {"worth": "20 CNY", "cost": "20 CNY"}, "referred": {"amount": "20 CNY"}},
}


def lived(tree: Tree, values: dict[str, float] | None = None, off: tuple[str, ...] = ()) -> Life:
    world = world_with(tree, {**BUSY, **(values or {})}, off, customers=CUSTOMERS, weeks=WEEKS)
    return live(world, Kernel(world), WEEKS)


def total(life: Life, column: int) -> int:
    return int(life.tally[..., column].sum())


def test_points_that_end_bring_their_owners_and_borrow_from_later() -> None:
    assert expiry_strength(0.15, 75.0, 150.0) == pytest.approx(0.075)
    assert expiry_strength(0.15, 900.0, 150.0) == 0.15
    still, drawn = (lived(POINTS, {"expiry_pull": pull, "redeem_base": -9.0}) for pull in (0.0, 0.4))
    assert still.digests == lived(POINTS, {"redeem_base": -9.0}, ("expiry_salience",)).digests
    assert total(drawn, chart.ORDERS) > total(still, chart.ORDERS)
    forever: Tree = {**POINTS, "points": {**POINTS["points"], "expiry": "never"}}
    assert lived(forever, {"expiry_pull": 0.4}).digests == lived(forever, {"expiry_pull": 0.0}).digests


def test_a_reminder_wins_back_the_strong_and_the_recent() -> None:
    assert win_back_chance(0.1, 0, 10, 19.0) == 0.0
    assert win_back_chance(0.1, 8, 0, 19.0) == pytest.approx(0.0632, abs=1e-4)
    assert win_back_chance(0.1, 8, 19, 19.0) == pytest.approx(win_back_chance(0.1, 8, 0, 19.0) / 2)
    leaving = {"hazard_mean": 0.05, "comeback": 0.0, "talk_rate": 0.0}  # nothing else brings anybody back
    back = [
        total(lived(REMINDERS, {**leaving, "win_back": chance}), chart.COMEBACKS) for chance in (0.0, 0.3)
    ]
    assert back[0] == 0 < back[1]


def test_friends_resemble_members() -> None:
    scores = np.random.Generator(np.random.PCG64(1)).normal(size=20_000)
    weights = np.array([likeness(0.2, score) for score in scores])
    assert weights.mean() == pytest.approx(1.0, abs=0.01)
    assert np.average(scores, weights=weights) == pytest.approx(0.2, abs=0.02)
    assert likeness(0.0, 3.0) == 1.0
    values = {"never_join": 1.0, "refer_rate": 0.2}  # nobody joins, so nobody refers either
    assert lived(FRIENDS, values).digests == lived(FRIENDS, {**values, "refer_alike": 0.5}).digests


def test_rewards_suit_some_people_and_not_others_and_always_the_same() -> None:
    world = world_with(POINTS, customers=CUSTOMERS)
    first = np.array([liking(t, 0) for t in world.traits])
    second = np.array([liking(t, 1) for t in world.traits])
    assert abs(first.mean()) < 0.2
    assert first.std() == pytest.approx(1.0, abs=0.15)
    assert abs(np.corrcoef(first, second)[0, 1]) < 0.2
    assert (first == [liking(t, 0) for t in world.traits]).all()


def test_small_balances_are_left_alone() -> None:
    used = [lived(POINTS, {"redeem_least": least, "never_redeem": 0.0}) for least in (0.0, 0.2)]
    times = [total(life, chart.REDEMPTIONS) for life in used]
    each = [total(life, chart.POINTS_REDEEMED) / n for life, n in zip(used, times, strict=True)]
    assert times[1] < times[0]
    assert each[1] > 1.5 * each[0]
