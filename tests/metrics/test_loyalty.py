"""The five signs of loyalty, counted by hand and held against what loyal people do."""

from __future__ import annotations

import math

import numpy as np
import pytest

from simulator.accounts import chart
from simulator.customers.choice import (
    acted_on,
    choice_elasticity,
    doubt,
    focal_share_inside,
    inside_share,
    smooth_step,
    stated_intent,
)
from simulator.engine.kernel import Kernel
from simulator.metrics import loyalty
from tests.engine.worlds import Life, live, world_with
from tests.metrics.runs import run

WEEKS = 60


def counted(**columns: int) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    total = np.zeros(chart.WIDTH, np.int64)
    for name, value in columns.items():
        total[chart.NAMES.index(name)] = value
    return total


def test_the_signs_are_ratios_of_what_was_counted() -> None:
    assert loyalty.coming_again(counted(buyers=40, again=30)) == 0.75
    assert loyalty.mean_doubt(counted(choices=4, doubt=20_000)) == 0.5
    assert loyalty.price_sensitivity(counted(chosen=5, elasticity=10_000)) == 2.0
    assert loyalty.ahead_of_rival(counted(choices=8, firm_ahead=6)) == 0.75
    assert loyalty.mean_intent(counted(asked_intent=2, intent=16_000)) == 0.8
    # Of 90 whole weeks 60 were followed by another, of 10 with a failure 5: three quarters as often.
    counts = counted(buyers=100, failed_buyers=10, again=65, again_after_failure=5)
    assert loyalty.tolerance(counts) == pytest.approx(0.75)


def test_nothing_counted_says_nothing() -> None:
    for measure in (*loyalty.SIGNS.values(), loyalty.mean_intent):
        assert measure(counted()) is None


def test_tolerance_by_week_is_of_the_thirteen_weeks_before() -> None:
    record = run(weeks=20)
    for column, value in ((chart.BUYERS, 100), (chart.FAILED_BUYERS, 10), (chart.AGAIN, 65)):
        record.tally[:, 1, 0, column] = value
    record.tally[:5, 1, 0, chart.AGAIN_AFTER_FAILURE] = 10
    record.tally[5:, 1, 0, chart.AGAIN_AFTER_FAILURE] = 5
    weekly = loyalty.TOLERANCE_WEEKLY.measure(record, record, 0.1)
    assert weekly[0] == pytest.approx((10 / 10) / (55 / 90))
    assert weekly[-1] == pytest.approx(0.75)
    assert weekly[0] > weekly[10] > weekly[-1]


# ---- what the choice notes ------------------------------------------------------------------------------


def test_a_choice_is_the_quicker_the_clearer_it_is() -> None:
    assert doubt(1.0, 1.0) == 0.0
    assert doubt(1 / 3, 2 / 3) == pytest.approx(2 / 3)
    assert doubt(0.9, 0.95) < doubt(0.6, 0.8)


def test_the_elasticity_is_the_slope_of_the_chance() -> None:
    weight, nest, focal, rival = 3.0, 0.7, 0.4, -0.2

    def chance(price: float) -> float:
        own = focal - weight * math.log(price)
        return inside_share(own, rival, nest, True) * focal_share_inside(own, rival, nest)

    slope = -(math.log(chance(1.0001)) - math.log(chance(0.9999))) / math.log(1.0001 / 0.9999)
    share, inside = focal_share_inside(focal, rival, nest), inside_share(focal, rival, nest, True)
    assert choice_elasticity(weight, share, inside, nest) == pytest.approx(slope, rel=1e-5)


def test_what_is_said_is_concave_and_what_is_done_convex() -> None:
    said = np.diff([stated_intent(level / 10, 0.0, 0.6) for level in range(1, 11)], 2)
    for power in (1.5, 2.0, 3.0):
        done = np.diff([acted_on(level / 10, power, 0.0, 0.6, 0.8) for level in range(1, 11)], 2)
        assert (done > 0.0).all()
    assert (said < 0.0).all()
    assert acted_on(0.7, 2.0, 0.0, 0.6, 0.8) == pytest.approx(0.49)
    assert acted_on(0.7, 2.0000001, 0.0, 0.6, 0.8) == pytest.approx(0.49, rel=1e-6)


def test_people_are_willing_before_they_act() -> None:
    between = acted_on(0.7, 2.0, 1.0, 0.6, 0.8)
    assert between == pytest.approx(1 / 3, abs=0.03)
    assert stated_intent(0.7, 1.0, 0.6) > 0.95 > 3 * acted_on(0.7, 2.0, 1.0, 0.6, 0.8) * 0.9
    assert acted_on(0.95, 2.0, 1.0, 0.6, 0.8) > 0.98
    assert smooth_step(0.6, 0.6) == 0.5


# ---- people ---------------------------------------------------------------------------------------------


def lived(values: dict[str, float]) -> Life:
    busy = {"orders_per_year": 60.0, "price_weight": 4.0, **values}
    world = world_with({"title": "No program"}, busy, customers=300, weeks=WEEKS)
    return live(world, Kernel(world), WEEKS)


def signs(life: Life) -> dict[str, float]:
    total = life.tally.sum(axis=(0, 1, 2))
    return {name: measure(total) or 0.0 for name, measure in loyalty.SIGNS.items()}


def test_habit_shows_in_every_sign_that_it_should() -> None:
    loose = signs(lived({"state_dependence": 0.2, "variety_share": 0.0}))
    bound = signs(lived({"state_dependence": 2.5, "variety_share": 0.0}))
    assert bound["coming_again"] > loose["coming_again"]
    assert bound["mean_doubt"] < loose["mean_doubt"]
    assert bound["price_sensitivity"] < loose["price_sensitivity"]


def test_failures_are_borne_the_better_the_less_they_drive_people_off() -> None:
    failing = {"failure_rate": 0.2, "hazard_mean": 0.03}
    hard = signs(lived({**failing, "hazard_failure": 3.0, "forgiveness": 0.0}))
    soft = signs(lived({**failing, "hazard_failure": 0.0, "forgiveness": 0.6}))
    assert hard["failure_tolerance"] < soft["failure_tolerance"] < 1.1


def test_every_choice_and_every_delivery_is_counted_once() -> None:
    total = lived({}).tally.sum(axis=(0, 1, 2))
    assert total[chart.CHOICES] <= total[chart.OCCASIONS]
    assert total[chart.CHOSEN] == total[chart.ORDERS]  # no dated stimuli without a program
    assert total[chart.ASKED_INTENT] == total[chart.ORDERS] - total[chart.REFUSALS]
    assert total[chart.AGAIN_AFTER_FAILURE] <= total[chart.FAILED_BUYERS] <= total[chart.BUYERS]
    assert total[chart.FAILED_BUYERS] <= total[chart.FAILURES]
