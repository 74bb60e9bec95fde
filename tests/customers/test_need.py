"""Need, stimuli, telling and hearing, joining and complaining: chances with the right signs and limits."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from simulator.customers.awareness import comprehension, exposure_chance, whole_part
from simulator.customers.complaining import complaint_chance, exponential_time, made_good, recoverable
from simulator.customers.joining import joining_chance
from simulator.customers.need import (
    drift_factor,
    drifted,
    need_borrowed,
    need_repaid,
    stimulus_strength,
    used_up,
)
from simulator.customers.opening import days_with_login
from simulator.customers.telling import hearing_chance
from simulator.engine.kernel import Kernel
from simulator.market.behaviour import behaviour
from tests.engine.worlds import RETAILER, live, world_with

NUMBERS = behaviour()
GRID = (np.arange(20_000) + 0.5) / 20_000


# ---- need -----------------------------------------------------------------------------------------------


@given(st.floats(0.01, 6.0), st.floats(0.0, 10.0), st.integers(0, 100))
def test_debt_takes_no_more_than_half_of_a_weeks_need(mean: float, debt: float, weeks: int) -> None:
    assert 0.0 <= need_repaid(mean, debt, weeks) <= min(debt, 0.5 * mean)


def test_what_a_stimulus_borrowed_is_paid_back_evenly_in_six_weeks() -> None:
    parts, debt = [], 0.4
    for week in range(1, 8):
        parts.append(need_repaid(0.35, debt, week))
        debt -= parts[-1]
    assert parts == pytest.approx([0.4 / 6] * 6 + [0.0])


def test_who_needs_little_pays_back_for_longer() -> None:
    debt = 1.0
    for week in range(1, 12):
        debt -= need_repaid(0.2, debt, week)
    assert debt == pytest.approx(0.0)  # ten weeks of a half of .2


def test_an_order_brought_forward_borrows_as_many_occasions_as_bring_one_order() -> None:
    assert need_borrowed(1.0, 0.7) * 0.7 == pytest.approx(1.0)
    assert need_borrowed(0.85, 0.7) * 0.7 == pytest.approx(0.85)
    assert need_borrowed(0.0, 0.7) == 0.0


def test_a_stimulus_counts_in_full_only_four_weeks_after_one_alike() -> None:
    strengths = [stimulus_strength(0.15, used_up(0.15, weeks)) for weeks in (0, 1, 2, 3, 4, 1_000_000)]
    assert strengths == pytest.approx([0.0, 0.0375, 0.075, 0.1125, 0.15, 0.15])


def test_a_weak_stimulus_takes_little_from_a_strong_one_and_a_strong_one_all_from_a_weak() -> None:
    assert stimulus_strength(0.15, used_up(0.05, 1)) == pytest.approx(0.15 - 0.05 * 0.75)
    assert stimulus_strength(0.05, used_up(0.15, 1)) == 0.0


def test_a_drift_keeps_its_spread_and_its_mean_rate() -> None:
    luck = np.random.Generator(np.random.PCG64(3)).standard_normal((40, 20_000))
    scores = np.zeros(20_000)
    for fresh in luck:
        scores = np.array([drifted(float(s), float(f), 10.0) for s, f in zip(scores, fresh, strict=True)])
    assert scores.std() == pytest.approx(1.0, abs=0.03)
    assert np.mean([drift_factor(float(score), 0.5) for score in scores]) == pytest.approx(1.0, abs=0.02)
    assert drifted(1.0, 0.0, 10.0) == pytest.approx(0.5**0.1)


def counts_of_needs(values: dict[str, float]) -> NDArray[np.float64]:
    """Return the needs of 104 weeks of 4,000 people with one rate, .35 a week, who go to one firm alone."""
    world = world_with(
        {"title": "A"},
        {**values, "hazard_mean": 0.0},
        customers=4_000,
        weeks=104,
        market=RETAILER._replace(verification=1),
    )
    world.traits["need"] = 0.35
    live(world, Kernel(world), 104)
    return world.state["orders"].astype(np.float64)


def test_needs_are_poisson_or_regular_or_drift_at_the_same_mean() -> None:
    poisson, regular = counts_of_needs({}), counts_of_needs({"gap_shape": 2.0})
    drifting = counts_of_needs({"drift_sd": 0.6, "drift_half_life": 26.0})
    for counts in (poisson, regular, drifting):
        assert counts.mean() == pytest.approx(36.4, rel=0.03)
    assert poisson.var() / poisson.mean() == pytest.approx(1.0, abs=0.08)
    assert regular.var() / regular.mean() == pytest.approx(0.5, abs=0.06)
    assert drifting.var() / drifting.mean() > 3.0


# ---- contacts and talk ----------------------------------------------------------------------------------


def test_what_is_not_understood_weighs_less_and_hidden_rules_less_again() -> None:
    assert comprehension(1, 0.3, 0.0) == 1.0
    assert comprehension(0, 0.3, 0.0) == 0.3
    assert comprehension(1, 0.3, 0.1) == pytest.approx(0.9)
    assert comprehension(0, 1.0, 0.0) == 1.0  # switched off: everybody weighs points in full


@given(st.floats(0.0, 30.0), st.floats(0.0, 1.0), st.floats(0.0, 5.0))
def test_an_exposure_is_a_chance(contacts: float, taken_in: float, digital: float) -> None:
    assert 0.0 <= exposure_chance(contacts, taken_in, digital) <= 1.0
    assert exposure_chance(0.23, 0.13, 1.0) == pytest.approx(0.23 * 0.13)


@pytest.mark.parametrize("amount", [0.0, 0.25, 1.0, 2.4])
def test_whole_contacts_are_right_on_average(amount: float) -> None:
    counts = np.array([whole_part(amount, float(u)) for u in GRID])
    assert counts.mean() == pytest.approx(amount, abs=1e-4)
    assert set(counts) <= {math.floor(amount), math.floor(amount) + 1}


@pytest.mark.parametrize("chance", [0.0, 0.2, 0.9, 1.0])
def test_days_with_a_login_are_binomial(chance: float) -> None:
    days = np.array([days_with_login(float(u), chance) for u in GRID])
    assert days.mean() == pytest.approx(7.0 * chance, abs=2e-3)
    assert days.var() == pytest.approx(7.0 * chance * (1.0 - chance), abs=0.01)


def test_more_tellings_are_heard_by_more_and_nobody_hears_silence() -> None:
    assert hearing_chance(0.0) == 0.0
    heard = [hearing_chance(mean) for mean in (0.001, 0.1, 1.0, 30.0)]
    assert heard == sorted(heard)
    assert heard[0] == pytest.approx(0.001, rel=0.001)  # rare tellings are each heard by somebody else
    assert heard[-1] <= 1.0


# ---- joining --------------------------------------------------------------------------------------------


def joins(rate: float = 6.0, value: float = 150.0, unfair: float = 0.0, basket: float = 15_000.0) -> float:
    return joining_chance(
        NUMBERS.join_base, NUMBERS.join_rate, rate, NUMBERS.join_value, value, basket, unfair
    )


def test_heavier_buyers_join_sooner_and_unfair_clauses_put_off() -> None:
    assert joins(2.0) < joins(6.0) < joins(30.0)
    assert joins(value=0.0) < joins(value=150.0) < joins(value=1500.0)
    assert joins(unfair=0.3) < joins()
    assert joins(rate=6.0, value=0.0) == pytest.approx(1.0 / (1.0 + math.exp(-NUMBERS.join_base)))
    assert joins(value=150.0) == pytest.approx(joins(value=1.5, basket=150.0))  # money is relative
    assert joins(basket=0.0) == 0.0


@given(st.floats(0.0, 1e6), st.floats(-1e9, 1e9), st.floats(0.0, 1e3))
def test_joining_is_a_chance(rate: float, value: float, unfair: float) -> None:
    assert 0.0 <= joins(rate, value, unfair) <= 1.0


# ---- complaints -----------------------------------------------------------------------------------------


def complains(severity: float, trust: float = 0.5, own: float = 0.0) -> float:
    return complaint_chance(
        NUMBERS.complaint_base, NUMBERS.complaint_severity, severity, NUMBERS.complaint_hassle,
        NUMBERS.complaint_trust, trust, own,
    )  # fmt: skip


def test_mild_failures_seldom_and_grave_ones_mostly_reach_the_desk() -> None:
    # 5-30% of mild and 50-75% of grave ones (TARP).
    assert 0.05 <= complains(0.0) <= 0.30
    assert 0.50 <= complains(1.0) <= 0.75
    assert complains(0.5, trust=0.9) > complains(0.5, trust=0.1)
    assert complains(0.5, own=1.0) > complains(0.5, own=-1.0)


def test_waiting_times_are_exponential() -> None:
    times = np.array([exponential_time(float(u), 12.0) for u in GRID])
    assert (times >= 0.0).all()
    assert times.mean() == pytest.approx(12.0, rel=1e-3)
    assert np.median(times) == pytest.approx(12.0 * math.log(2.0), rel=1e-3)


def test_outcomes_are_ordered_and_make_good_no_more_than_was_lost() -> None:
    outcomes = [made_good(False, True, 0.9, 0.6, 0.1), made_good(True, False, 0.9, 0.6, 0.1)]
    assert [*outcomes, made_good(True, True, 0.9, 0.6, 0.1)] == [0.1, 0.6, 0.9]
    assert made_good(True, True, 1.3, 1.2, 0.0) == 1.0


def test_less_can_be_made_good_the_longer_it_takes() -> None:
    assert recoverable(0, 130.0) == recoverable(-7, 130.0) == 1.0
    assert recoverable(130, 130.0) == pytest.approx(0.5)
