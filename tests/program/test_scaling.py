from __future__ import annotations

import datetime

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulator.program import program_table, scaled
from simulator.program.table import ProgramTable
from simulator.scenario import load

MONEY = {
    "point_value", "catalogue_worth", "catalogue_cost", "cash_back", "privilege_percent", "privilege_cost",
    "privilege_worth", "clerk_discount", "day_percent",
}  # fmt: skip


def tmall() -> ProgramTable:
    return program_table(load("tmall-style", "program").model, 52, 0, datetime.date(2014, 1, 6), 1_000)


def test_half_the_benefits_cost_and_give_half() -> None:
    half = scaled(tmall(), 0.5)
    assert half.point_value == 500_000
    assert half.catalogue_cost.tolist() == [500, 600, 2_250]
    assert half.privilege_worth.tolist() == [150, 150, 250]  # fast refund, priority, guarantee
    assert half.day_percent.max() == 15


@given(st.floats(0, 50))
def test_points_levels_and_upkeep_stay_as_they_are(factor: float) -> None:
    before, after = tmall(), scaled(tmall(), factor)
    changed = {
        name for name in before._fields if not np.array_equal(getattr(before, name), getattr(after, name))
    }
    assert changed <= MONEY
    assert after.day_percent.max() <= 1_000
    assert {type(after.point_value), type(after.cash_back)} == {int}


def test_member_prices_scale_too() -> None:
    jd = program_table(load("jd-2013/gold-perks", "program").model, 52, 0, datetime.date(2014, 1, 6), 1_000)
    assert (jd.privilege_percent.max(), scaled(jd, 1.5).privilege_percent.max()) == (20, 30)


def test_the_price_cut_of_an_own_clerk_scales_and_his_pay_does_not() -> None:
    begins = datetime.date(2014, 1, 6)
    clerk = program_table(load("nordstrom-clerk", "program").model, 52, 0, begins, 1_000)
    assert (clerk.clerk_discount, scaled(clerk, 1.5).clerk_discount) == (50, 75)
    assert scaled(clerk, 1.5).clerk_cost == clerk.clerk_cost == 2_000


def test_a_factor_of_one_changes_nothing() -> None:
    before, after = tmall(), scaled(tmall(), 1.0)
    assert all(np.array_equal(getattr(before, name), getattr(after, name)) for name in before._fields)


@pytest.mark.parametrize("factor", [-0.1, float("nan"), float("inf")])
def test_an_impossible_factor_is_refused(factor: float) -> None:
    with pytest.raises(ValueError, match="factor"):
        scaled(tmall(), factor)
