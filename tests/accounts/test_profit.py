"""Profit adds up, is charged once for what is owed, and says when a program pays."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as npst

from simulator.accounts import chart, profit
from simulator.accounts.liability import economic_view
from tests.accounts.books import Books, books

POINT = 1_000_000  # a point that costs one minor unit, in millionths
SIGNS = {
    "goods": 1, "returned_goods": -1, "price_discount": -1, "cost_of_goods": -1, "seller_proceeds": -1,
    "fulfilment": -1, "returns_cost": -1, "checkout_redeemed": -1, "cash_back": -1, "catalogue_cost": -1,
    "privilege_shipping": -1, "privilege_service": -1, "privilege_returns": -1, "privilege_gifts": -1,
    "privilege_access": -1, "privilege_guarantee": -1,
    "desk_cost": -1, "recovery_cost": -1, "communication_cost": -1, "running_cost": -1,
    "event_cost": -1,
    "clerk_cost": -1, "partner_settlement": -1, "partner_income": 1, "enrolment_cost": -1,
    "fees": 1, "fees_refunded": -1,
    "funded_seller": 1, "funded_partner": 1,
}  # fmt: skip

rates = st.floats(0.0, 1.0)
series = npst.arrays(np.int64, st.integers(1, 30), elements=st.integers(-(10**9), 10**9))


def line(tally: profit.Ints, name: str) -> profit.Ints:
    column: profit.Ints = tally[..., chart.NAMES.index(name)]
    return column


@given(books(), rates)
def test_profit_of_weeks_levels_and_groups_is_the_profit_of_the_run(drawn: Books, share: float) -> None:
    owed = economic_view(drawn.tally, drawn.opening, POINT, share).total
    weekly = profit.weekly_profit(drawn.tally, owed)
    by_hand = sum(sign * int(line(drawn.tally, name).sum()) for name, sign in SIGNS.items())
    assert int(weekly.sum()) == by_hand - int(owed[-1]) + int(owed[0])
    operating = profit.operating_profit(drawn.tally)
    for axes in ((0, 1, 2), (1, 2), (0, 2), (0, 1)):
        parts = profit.operating_profit(drawn.tally.sum(axis=axes))
        assert (parts == operating.sum(axis=axes)).all()


@given(books())
def test_gross_profit_less_program_cost_is_the_operating_profit(drawn: Books) -> None:
    kept = line(drawn.tally, "fees") - line(drawn.tally, "fees_refunded")
    kept = kept + line(drawn.tally, "partner_income")
    steps = profit.gross_profit(drawn.tally) - profit.program_cost(drawn.tally) + kept
    assert (profit.operating_profit(drawn.tally) == steps).all()


@given(books(), rates, st.data())
def test_a_run_cut_in_two_owes_at_the_cut_what_it_owes_there(
    drawn: Books, share: float, data: st.DataObject
) -> None:
    cut = data.draw(st.integers(0, drawn.tally.shape[0] - 1))
    first, rest = drawn.tally[: cut + 1], drawn.tally[cut + 1 :]
    closing = first[-1].sum(axis=(0, 1))
    whole = economic_view(drawn.tally, drawn.opening, POINT, share).total
    before = economic_view(first, drawn.opening, POINT, share).total
    after = economic_view(rest, closing, POINT, share).total
    assert before[-1] == after[0]
    parts = profit.weekly_profit(first, before).sum() + profit.weekly_profit(rest, after).sum()
    assert parts == profit.weekly_profit(drawn.tally, whole).sum()


@given(books(), st.integers(1, 10**6), rates)
def test_points_at_checkout_and_cash_back_of_equal_value_give_equal_profit(
    drawn: Books, points: int, share: float
) -> None:
    """The points are earned and used in the run; each is worth and costs one minor unit."""
    checkout, cash = drawn.tally.copy(), drawn.tally.copy()
    cell = (0, -1, 0)
    for tally, column in ((checkout, chart.CHECKOUT_REDEEMED), (cash, chart.CASH_BACK)):
        tally[*cell, column] += points
        tally[*cell, chart.FUNDED_FIRM] += points
    checkout[*cell, chart.POINTS_ISSUED] += points
    checkout[*cell, chart.POINTS_REDEEMED] += points
    earned = [
        profit.weekly_profit(tally, economic_view(tally, drawn.opening, POINT, share).total)
        for tally in (checkout, cash)
    ]
    assert (earned[0] == earned[1]).all()


@given(books(), st.integers(1, 10**6), rates)
def test_points_earned_and_used_later_cost_their_value_once(drawn: Books, points: int, share: float) -> None:
    """Earned in the first week, used in the last: over the run the same as cash-back."""
    tally = drawn.tally.copy()
    tally[0, -1, 0, chart.POINTS_ISSUED] += points
    tally[:-1, -1, 0, chart.POINTS_OUTSTANDING] += points
    for column in (chart.POINTS_REDEEMED, chart.CHECKOUT_REDEEMED, chart.FUNDED_FIRM):
        tally[-1, -1, 0, column] += points
    plain = profit.weekly_profit(drawn.tally, economic_view(drawn.tally, drawn.opening, POINT, share).total)
    with_points = profit.weekly_profit(tally, economic_view(tally, drawn.opening, POINT, share).total)
    assert plain.sum() - with_points.sum() == points


@given(books(), st.integers(1, 10**6), rates)
def test_breakage_is_not_income_a_second_time(drawn: Books, points: int, share: float) -> None:
    """Points that are earned and expire leave the profit where it was, whatever was expected of them."""
    tally = drawn.tally.copy()
    tally[0, -1, 0, chart.POINTS_ISSUED] += points
    tally[:-1, -1, 0, chart.POINTS_OUTSTANDING] += points
    tally[-1, -1, 0, chart.POINTS_EXPIRED] += points
    plain = profit.weekly_profit(drawn.tally, economic_view(drawn.tally, drawn.opening, POINT, share).total)
    with_points = profit.weekly_profit(tally, economic_view(tally, drawn.opening, POINT, share).total)
    assert plain.sum() == with_points.sum()


@given(books())
def test_what_sellers_and_partners_fund_costs_the_firm_nothing(drawn: Books) -> None:
    tally = drawn.tally.copy()
    tally[0, 1, 0, [chart.PRIVILEGE_SHIPPING, chart.FUNDED_SELLER]] += 500
    tally[0, 1, 0, [chart.CATALOGUE_COST, chart.FUNDED_PARTNER]] += 300
    assert (profit.operating_profit(tally) == profit.operating_profit(drawn.tally)).all()
    assert profit.seller_profit(drawn.tally).sum() - profit.seller_profit(tally).sum() == 500


def test_an_obligation_of_the_wrong_length_is_refused() -> None:
    tally = np.zeros((3, 2, 3, chart.WIDTH), np.int64)
    with pytest.raises(ValueError, match="3 weeks need as many obligations and one"):
        profit.weekly_profit(tally, np.zeros(3, np.int64))


@pytest.mark.parametrize(
    ("cumulative", "week"),
    [
        ([-3.0, -1.0, 0.0, 2.0], 2),  # reaches 0 exactly and stays
        ([-3.0, 1.0, -1.0, 2.0], 3),  # an early gain that does not last does not count
        ([-3.0, 1.0, 2.0, -0.01], None),  # in the red at the end: not within the horizon
        ([-3.0, -2.0, -1.0], None),
        ([1.0, 2.0], 0),  # never in the red
        ([0.0, 0.0], 0),
        ([-1.0], None),
        ([], None),
    ],
)
def test_payback_is_the_first_week_that_lasts(cumulative: list[float], week: int | None) -> None:
    assert profit.payback_week(np.array(cumulative)) == week


@given(series, st.floats(0.0, 0.5))
def test_payback_stays_paid(weekly: profit.Ints, rate: float) -> None:
    total = profit.cumulative_incremental(weekly, np.zeros_like(weekly), rate)
    week = profit.payback_week(total)
    if week is None:
        assert total[-1] < 0
    else:
        assert (total[week:] >= 0).all()
        assert week == 0 or total[week - 1] < 0


@given(series, st.floats(0.0, 0.5))
def test_a_policy_against_itself_adds_nothing(weekly: profit.Ints, rate: float) -> None:
    assert not profit.cumulative_incremental(weekly, weekly, rate).any()


def test_money_is_discounted_from_the_second_week_on() -> None:
    worth = profit.discounted(np.array([1000, 1000, 1000]), 0.52)
    assert worth == pytest.approx([1000, 1000 / 1.01, 1000 / 1.01**2])
    assert profit.discounted(np.array([5, 5]), 0.0).tolist() == [5.0, 5.0]
    with pytest.raises(ValueError, match="discount rate"):
        profit.discounted(np.array([5, 5]), -0.1)


def test_runs_of_different_length_do_not_stand_against_each_other() -> None:
    with pytest.raises(ValueError, match="4 weeks of policy"):
        profit.cumulative_incremental(np.zeros(4, np.int64), np.zeros(5, np.int64), 0.1)


def test_return_on_a_program_that_costs_nothing_is_no_number() -> None:
    assert profit.return_on_cost(50, 200) == 0.25
    assert profit.return_on_cost(-50, 200) == -0.25
    assert profit.return_on_cost(50, 0) is None


@pytest.mark.parametrize(("margin", "lift"), [(0.10, 0.075), (0.20, 0.036)])
def test_a_rate_of_one_percent_used_at_seventy_needs_the_published_lift(margin: float, lift: float) -> None:
    assert float(profit.break_even_lift(0.007, margin)) == pytest.approx(lift, abs=0.0005)


def test_no_lift_pays_for_a_program_that_eats_the_margin() -> None:
    lifts = profit.break_even_lift(np.array([0.1, 0.2, 0.0, np.nan]), np.array([0.1, 0.1, 0.1, 0.1]))
    assert lifts[:3].tolist() == [math.inf, math.inf, 0.0]
    assert math.isnan(lifts[3])


@given(st.floats(0.0, 0.2), st.floats(0.01, 0.9))
def test_at_the_break_even_lift_the_gain_is_the_cost(cost: float, margin: float) -> None:
    lift = float(profit.break_even_lift(cost, margin))
    if math.isfinite(lift):
        assert margin * lift == pytest.approx(cost * (1 + lift), rel=1e-6, abs=1e-12)


def test_break_even_per_level_charges_points_when_they_are_earned() -> None:
    """100,000 sold at 20%: silver earns 1,000 points of which 70% will be used, gold used 700 at once."""
    tally = np.zeros((3, chart.WIDTH), np.int64)
    tally[:2, chart.GOODS] = 100_000
    tally[:2, chart.COST_OF_GOODS] = 80_000
    tally[:2, chart.POINTS_ISSUED] = 1_000
    tally[1, chart.POINTS_REDEEMED] = 700
    tally[1, chart.POINTS_EXPIRED] = 300
    tally[1, [chart.CHECKOUT_REDEEMED, chart.FUNDED_FIRM]] = 700
    lifts = profit.break_even(tally, POINT, 0.7)
    assert lifts[:2] == pytest.approx([0.007 / 0.193] * 2)
    assert math.isnan(lifts[2])


@given(books(), rates)
def test_a_point_costs_what_it_is_expected_to_cost_whenever_it_is_used_or_expires(
    drawn: Books, share: float
) -> None:
    """A point used later, or never, moves the cost of the run in which it was earned by nothing."""
    total = drawn.tally.sum(axis=(0, 1, 2))
    cost = int(profit.cost_after_breakage(total, POINT, share))
    total[chart.POINTS_EXPIRED] += 10_000
    assert profit.cost_after_breakage(total, POINT, share) == cost
    total[[chart.POINTS_REDEEMED, chart.CHECKOUT_REDEEMED, chart.FUNDED_FIRM]] += 500
    assert profit.cost_after_breakage(total, POINT, share) == cost
    total[chart.POINTS_ISSUED] += 1_000
    assert abs(int(profit.cost_after_breakage(total, POINT, share)) - cost - 1_000 * share) <= 1


def test_residual_value_is_that_of_a_geometric_future() -> None:
    """A customer worth 10 a week of whom 3% lapse: the margins after the run are m r / (1 + i - r)."""
    baseline = np.zeros((60, 2, 3, chart.WIDTH), np.int64)
    baseline[:, 0, 1, chart.ATTACHED] = 1000
    baseline[:, 0, 1, chart.LAPSES] = 30
    baseline[:, 0, 1, chart.GOODS] = 1_000_000
    tally = np.zeros_like(baseline)
    tally[-1, 1, 1, chart.ATTACHED] = 500
    worth = profit.residual_value(tally, baseline, 0.10)
    assert worth[[0, 2]].tolist() == [0, 0]
    assert worth[1] == pytest.approx(500 * 1000 * (313.855 - 10) / 10, rel=1e-5)
    with pytest.raises(ValueError, match="above 0"):
        profit.residual_value(tally, baseline, 0.0)
