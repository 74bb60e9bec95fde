"""Whole measures on made-up lives: an effect that was put in is found, and only that."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from simulator.accounts import chart
from simulator.evidence import demotion, program_effects, recovery, repeat_buying
from simulator.evidence.comparing import quotient
from simulator.evidence.finding import mean_of
from simulator.evidence.lives import Life

PEOPLE = 4_000


class Lives:
    """Lives by name, as the runs of a seed hand them out."""

    def __init__(self, **lives: Life) -> None:
        self.lives = lives
        self.made: dict[Any, Any] = {}

    def life(self, name: str) -> Life:
        return self.lives[name.replace(" ", "_").replace("%", "")]

    def once(self, key: Any, make: Any) -> Any:
        return self.made.setdefault(key, make())


def life(
    orders: np.ndarray, traits: dict[str, Any], state: dict[str, Any] | None = None, **kept: Any
) -> Life:
    """Return a life from the orders of each week, (weeks, N)."""
    people = orders.shape[1]
    records = np.zeros(people, [(name, "f8") for name in ("basket", "need", "rate", "group")])
    records["basket"] = 1.0
    for name, values in traits.items():
        records[name] = values
    after = {"orders": np.cumsum(orders, axis=0), **{name: np.asarray(rows) for name, rows in kept.items()}}
    before = {name: np.zeros(people, rows.dtype) for name, rows in after.items()}
    tally = np.zeros((len(orders), len(chart.GROUPS), chart.WIDTH), np.int64)
    totals = np.zeros((1, people, 1), np.int64)
    world: Any = SimpleNamespace(state={name: np.asarray(rows) for name, rows in (state or {}).items()})
    return Life(records, before, after, tally, totals, world)


def test_a_lift_by_time_since_joining_is_found_at_its_time() -> None:
    generator = np.random.default_rng(1)
    joined = generator.integers(0, 100, PEOPLE)
    base = generator.poisson(0.5, (208, PEOPLE))
    since = np.arange(208)[:, None] - joined
    fresh = (since >= 1) & (since <= 16)
    stale = (since >= 46) & (since <= 58)
    more = base + fresh * generator.poisson(0.1, base.shape) + stale * generator.poisson(0.05, base.shape)
    state = {"joined_day": 7 * joined + 3, "member": np.ones(PEOPLE, int)}
    runs: Any = Lives(none=life(base, {}), points_4=life(more, {}, state))
    assert quotient(program_effects.since_joining(runs, "points 4%", (1, 17))) == pytest.approx(0.2, abs=0.01)
    left, early = program_effects.left_after_a_year(runs)
    assert left / early == pytest.approx(0.5, abs=0.05)
    assert program_effects.since_joining(runs, "points 4%", (20, 40))[0] == 0.0


def tiers(seed: int, kept: float) -> Any:
    """Return runs in which people whose rates differ by far lose a level by chance, and then order less."""
    generator = np.random.default_rng(seed)
    weeks = demotion.FIRST + 60
    rate = generator.gamma(0.8, 0.2, PEOPLE)
    fall = np.where(rate > 0.1, generator.integers(demotion.FIRST, weeks, PEOPLE), weeks + 1)
    fall = np.where(generator.random(PEOPLE) < 0.5, fall, weeks + 1)  # half of them never had it
    level = np.where(fall <= weeks, 1, 0) * (np.arange(weeks)[:, None] < fall)
    wanted = rate * np.where(np.arange(weeks)[:, None] >= fall, kept, 1.0)
    member = np.ones((weeks, PEOPLE), np.int64)
    own = life(generator.poisson(wanted), {"rate": rate}, level=level, member=member)
    return Lives(levels=own)


def test_what_a_lost_level_takes_is_found_against_people_alike() -> None:
    found = mean_of([demotion.demoted(tiers(seed, 0.8), 1) for seed in range(6)])
    assert found.low < 0.8 < found.high
    assert found.high < 0.95
    still = mean_of([demotion.demoted(tiers(seed, 1.0), 1) for seed in range(6)])
    assert still.low < 1.0 < still.high


def twins(seed: int, risen: float, fallen: float) -> Any:
    """Return runs in which the same people climb and fall in the same weeks, and feel it in one world."""
    generator = np.random.default_rng(seed)
    weeks = 156
    rate = generator.gamma(2.0, 0.2, PEOPLE)
    rise = generator.integers(20, 60, PEOPLE)
    fall = rise + generator.integers(30, 60, PEOPLE)
    week = np.arange(weeks)[:, None]
    level = ((week >= rise) & (week < fall)).astype(np.int64)
    wanted = np.where(week >= fall, fallen, np.where(week > rise, risen, 1.0))
    here, there = generator.poisson(rate * wanted), generator.poisson(np.broadcast_to(rate, wanted.shape))
    names = {demotion.UNFELT: there, demotion.UNFELT_FALLS: there, demotion.HELD: here}
    lives = {name: life(orders, {"rate": rate}, level=level.copy()) for name, orders in names.items()}
    return Lives(**{name.replace(" ", "_"): lived for name, lived in lives.items()})


def test_what_a_move_does_is_found_against_the_same_people_who_do_not_feel_it() -> None:
    felt, still = ([twins(seed, *effect) for seed in range(6)] for effect in ((1.1, 0.8), (1.0, 1.0)))
    lost = mean_of([demotion.after_demotion(runs) for runs in felt])
    assert lost.value == pytest.approx(0.8, abs=0.02)
    assert mean_of([demotion.loss_beyond_gain(runs) for runs in felt]).value == pytest.approx(0.08, abs=0.03)
    unmoved = mean_of([demotion.after_demotion(runs) for runs in still])
    assert unmoved.low < 1.0 < unmoved.high
    # A member who never falls in the other world, or in another week, tells nothing.
    alone = felt[0]
    alone.life(demotion.UNFELT).after["level"][:] = 0
    assert demotion.after_demotion(alone) == (0.0, 0.0)


def test_a_dirichlet_world_shows_double_jeopardy_and_duplication() -> None:
    # Goodhardt, Ehrenberg & Chatfield 1984: gamma needs, Dirichlet choice among six sellers of one category.
    generator = np.random.default_rng(2)
    need = generator.gamma(0.8, 4.5 / 0.8, 20_000)  # a quarter of 18 purchases a year
    shares = generator.dirichlet(np.array([0.4, 0.25, 0.15, 0.1, 0.06, 0.04]) * 1.2, 20_000)
    bought = generator.poisson(need[:, None] * shares)
    runs: Any = SimpleNamespace()
    pairs = [(bought[:, k], bought[:, k + 1], None) for k in (0, 2, 4)]
    original = repeat_buying._sellers
    repeat_buying._sellers = lambda _runs: pairs  # type: ignore[assignment, return-value]
    try:
        assert repeat_buying.double_jeopardy(runs) > 0.9
        assert repeat_buying.constant_of_frequency(runs) < 0.15
        assert repeat_buying.duplication(runs) > 0.8
    finally:
        repeat_buying._sellers = original


def test_who_orders_again_is_counted_from_the_week_of_the_failure_on() -> None:
    orders = np.zeros((120, 3), np.int64)
    orders[10] = 1  # everybody buys in week 10
    orders[10 + recovery.STAY, 0] = 1  # a year later, the last week that counts
    orders[11 + recovery.STAY, 1] = 1  # too late
    again = recovery.ordered_again(life(orders, {}), np.arange(3), np.full(3, 10))
    assert again.tolist() == [True, False, False]
