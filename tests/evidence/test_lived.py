"""Measures on lived worlds: each measures, limits are reached at small size, no effect changes nothing."""

from __future__ import annotations

import math

import numpy as np
import pytest

from simulator.evidence import CLAIMS, PATTERNS, judge, limits
from simulator.evidence.finding import mean_of
from simulator.evidence.lifts import orders_changed
from simulator.evidence.money import elasticity_over_formula, value_over_formula
from simulator.evidence.runs import PROGRAM_EFFECTS, Laboratory, Runs, Trial, moved
from simulator.evidence.scoreboard import measures_of
from simulator.evidence.trials import TRIALS
from simulator.market.behaviour import BASELINE_MECHANISMS, MECHANISM_NAMES, behaviour

# With so few people nobody may have done these.
RARE = {"D15", "D17", "D18", "D21", "D23", "D24", "L7", "Q17"}


@pytest.fixture(scope="module")
def runs() -> Runs:
    return Runs(Laboratory(300), 0, TRIALS)


def test_every_world_that_is_asked_for_is_there_and_every_world_is_asked_for(runs: Runs) -> None:
    """And each measure measures: as seeds do, in turn, each world lived once."""
    asked: set[str] = set()
    world = runs.world

    def noted(trial: Trial) -> object:
        asked.update(name for name, one in TRIALS.items() if one is trial)
        return world(trial)

    runs.world = noted  # type: ignore[method-assign, assignment]
    shown = {key: measure(runs) for key, measure in measures_of(PATTERNS, CLAIMS, lifts=True).items()}
    runs.world = world  # type: ignore[method-assign]
    assert asked == set(TRIALS)
    parts = {key: found if isinstance(found, tuple) else (found,) for key, found in shown.items()}
    empty = {key[0] for key, found in parts.items() if not all(map(math.isfinite, found))}
    assert empty <= RARE


def test_with_every_effect_off_nothing_changes(runs: Runs) -> None:
    for name in ("points 4%, effects off", "opt in, effects off", "large card, effects off"):
        assert runs.life(name).world.state["member"].any()
        assert orders_changed(name)(runs) == 0.0
    assert orders_changed("points 4%")(runs) > 0.0


def test_every_mechanism_is_an_effect_of_programs_a_baseline_one_or_only_dampens() -> None:
    assert set(PROGRAM_EFFECTS) | set(BASELINE_MECHANISMS) | {
        "comprehension", "noticing", "other_cards", "redemption", "contact_fatigue",
    } == set(MECHANISM_NAMES)  # fmt: skip


def test_a_trial_moves_what_it_says_and_nothing_else() -> None:
    numbers = behaviour()
    trial = Trial("none", 1, values={"sunk_cost": 0.5}, factors={"hazard_scale": 0.9}, off=("novelty",))
    changed = moved(numbers, trial)
    differ = {name for name in numbers._fields if getattr(changed, name) != getattr(numbers, name)}
    assert differ == {"sunk_cost", "hazard_scale", "novelty"}
    assert (changed.sunk_cost, changed.hazard_scale, changed.novelty) == (
        0.5,
        0.9 * numbers.hazard_scale,
        0.0,
    )


def test_all_worlds_of_a_seed_have_the_same_people_and_the_same_past(runs: Runs) -> None:
    first, other = runs.life("none"), runs.life("points 4%")
    assert np.array_equal(first.traits, other.traits)
    assert np.array_equal(first.before["orders"], other.before["orders"])
    people = Runs(runs.laboratory, 1, TRIALS).people()
    assert not np.array_equal(people["need"], first.traits["need"])


# ---- limits ---------------------------------------------------------------------------------------------


def test_counts_are_nbd_with_the_known_parameters() -> None:
    laboratory = Laboratory(4_000)
    shown = [limits.nbd_chi_square(Runs(laboratory, seed, TRIALS)) for seed in range(4)]
    # 4 x 27 degrees of freedom: the mean of chi-square over them is 1, its 99.9% point 1.46.
    assert 0.6 < float(np.mean(shown)) < 1.46


def test_people_follow_bg_nbd_and_a_refit_finds_the_numbers() -> None:
    seed = Runs(Laboratory(100), 0, TRIALS)
    assert float(limits.cdnow(seed).x.mean()) == pytest.approx(1.20, abs=0.05)
    assert float(np.mean(limits.cdnow(seed).x == 0)) == pytest.approx(0.573, abs=0.012)
    assert limits.refitted_shape(seed) == pytest.approx(1.0, abs=0.15)
    assert limits.refitted_dropout(seed) == pytest.approx(1.0, abs=0.15)
    assert limits.likelihood_ratio(seed) < 18.47  # chi-square of four degrees of freedom, 99.9%


def test_value_and_its_elasticity_are_those_of_the_formula() -> None:
    laboratory = Laboratory(4_000)
    worth = mean_of([value_over_formula(Runs(laboratory, seed, TRIALS)) for seed in range(2)])
    assert worth.value == pytest.approx(1.0, abs=0.006)
    answers = mean_of([elasticity_over_formula(Runs(laboratory, seed, TRIALS)) for seed in range(4)])
    assert answers.value == pytest.approx(1.0, abs=0.12)


def test_steps_to_a_reward_err_as_little_as_the_page_says() -> None:
    level, slope = (one for one in PATTERNS if one.number == "L4")
    for pattern in (level, slope):
        assert pattern.measure is not None
        error = pattern.measure(Runs(Laboratory(1), 0, TRIALS))
        assert isinstance(error, float)
        assert error > 0.01  # no identity: light buyers' steps are a little too steep
        assert judge(pattern, mean_of([error, error])).verdict == "pass"
