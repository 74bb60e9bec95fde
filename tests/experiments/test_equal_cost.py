"""Designs scaled to equal cost."""

from __future__ import annotations

import math

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from simulator.accounts import chart
from simulator.experiments.equal_cost import HIGHEST, LOWEST, find_factor, target
from simulator.experiments.scaled_designs import costs
from tests.results.build import build_record


@given(
    level=st.floats(0.001, 0.05),
    power=st.floats(0.7, 1.3),
    fixed=st.floats(0.0, 0.001),
    aim=st.floats(0.002, 0.04),
)
def test_a_cost_that_rises_with_the_factor_is_met_in_few_runs(
    level: float, power: float, fixed: float, aim: float
) -> None:
    assume(aim > 1.5 * fixed)
    assume(LOWEST < ((aim - fixed) / level) ** (1 / power) < HIGHEST)
    found = find_factor(lambda factor: fixed + level * factor**power, aim)
    assert found.reached
    assert fixed + level * found.factor**power == found.cost_share
    assert abs(found.cost_share / aim - 1.0) <= 0.01
    assert found.runs <= 12


def test_a_design_that_costs_the_aim_already_stays_as_it_is() -> None:
    def never(factor: float) -> float:
        raise AssertionError(f"run at {factor} for nothing")

    found = find_factor(never, 0.02, known=0.02)
    assert (found.factor, found.reached, found.runs) == (1.0, True, 0)


def test_a_cost_in_steps_ends_with_the_closest_step() -> None:
    # Whole points: the cost jumps from 1.6% to 2.4% and never is 2%.
    found = find_factor(lambda factor: 0.008 * math.floor(2.0 * factor), 0.0201, most_runs=100)
    assert not found.reached
    assert found.cost_share in (0.016, 0.024)
    assert found.runs <= 20


@pytest.mark.parametrize(("share", "end"), [(0.05, LOWEST), (0.001, HIGHEST), (0.0, HIGHEST)])
def test_an_aim_out_of_reach_is_told_as_such(share: float, end: float) -> None:
    asked = []

    def cost(factor: float) -> float:
        asked.append(factor)
        return share

    found = find_factor(cost, 0.02)
    assert not found.reached
    assert found.cost_share == share
    assert end in asked


def test_no_aim_is_refused() -> None:
    with pytest.raises(ValueError, match="must be above 0"):
        find_factor(lambda factor: factor, 0.0)


def test_the_aim_is_the_middle_design_whatever_the_order() -> None:
    shares = {"none": 0.0, "jd": 0.01, "clear": 0.011, "tmall": 0.03}
    assert target(shares) == 0.011
    assert target(dict(reversed(shares.items()))) == 0.011
    assert target({"jd": 0.01, "tmall": 0.03}) == 0.01
    assert target({"none": 0.0}) == 0.0


def test_points_cost_when_they_are_earned_and_not_only_when_they_are_used() -> None:
    record = build_record("jd", 0, meta={"point_cost": 2 * 10**6, "expected_redemption": 0.5})
    total = record.tally.sum(axis=(0, 1, 2)).tolist()
    sales = total[chart.GOODS] - total[chart.RETURNED_GOODS]
    earned = total[chart.POINTS_ISSUED] - total[chart.POINTS_REVERSED]
    spent = total[chart.FUNDED_FIRM] + total[chart.RUNNING_COST]
    # Those used cost two fen each, which is taken out; those earned a fen each, since half will be used.
    cost, sold = costs(record)
    assert sold == sales
    assert cost == spent - 2 * total[chart.POINTS_REDEEMED] + earned
    assert cost != spent
