"""Deferred revenue: the published examples, a roll-forward that foots, and no look into the future."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulator.accounts import chart
from simulator.accounts.deferred_revenue import (
    LINES,
    SIGNS,
    AccountingView,
    Vintage,
    accounting_view,
    allocate,
    by_month,
    half_up,
    recognised,
)
from simulator.accounts.redemption import alike
from tests.accounts.books import Ints, Vintages, vintages

POINT = 1_000_000  # a point worth one minor unit, in millionths
OPENING, ISSUED, REDEEMED, EXPIRED, REVERSED, CHANGE, BREAKAGE, CLOSING = range(len(LINES))

tails = st.sampled_from([0.0, 0.3, 0.75, 1.0])


def view_of(drawn: Vintages, tail: float) -> AccountingView:
    return accounting_view(
        drawn.moved,
        drawn.opening,
        drawn.goods,
        np.full_like(drawn.goods, POINT),
        alike(tail, 1, 99),
        0,
        drawn.first,
    )


def test_example_52_of_ifrs_15() -> None:
    """10,000 points of 1 with sales of 100,000; 9,500 expected, later 9,700."""
    deferred = allocate(100_000, 100_000, 9_500)
    assert deferred == 8_676
    assert 100_000 - deferred == 91_324
    first = recognised(deferred, 4_500, 9_500)
    assert first == 4_110
    assert recognised(deferred, 8_500, 9_700) - first == 3_493


def test_example_of_a_rounded_allocation() -> None:
    """KPMG's Example 10A: 9,000 deferred and 97% of 10,000 expected, then 9,900, or else 9,200."""
    first = recognised(9_000, 4_500, 9_700)
    assert first == 4_175
    assert recognised(9_000, 8_500, 9_900) - first == 3_552
    assert recognised(9_000, 8_500, 9_200) - first == 4_140


def test_a_vintage_tells_example_52_line_by_line() -> None:
    vintage = Vintage()
    vintage.issue(10_000, 8_676, 9_500)
    at_price, residue, reversed_, change, breakage = vintage.move(4_500, 0, 0, share=5_000 / 5_500)
    assert (at_price, breakage) == (3_904, 206)  # 4,500 at .8676, and 4,110 in all
    assert (residue, reversed_, change) == (0, 0, 0)
    at_price, residue, reversed_, change, breakage = vintage.move(4_000, 0, 0, share=1_200 / 1_500)
    assert at_price + breakage - change == 3_493
    assert at_price + breakage == recognised(8_676, 4_000, 9_500)  # what the old estimate would give
    assert vintage.liability == 8_676 - 4_110 - 3_493
    assert vintage.move(0, 1_500, 0, share=0.8)[1] == 1_073  # the residue is released when the rest expires
    assert vintage.liability == 0


def test_points_taken_back_lower_what_is_deferred_in_proportion() -> None:
    vintage = Vintage()
    vintage.issue(1_000, 900, 800)
    vintage.move(200, 0, 0, share=0.75)
    assert vintage.liability == 675
    moved = vintage.move(0, 0, 500, share=200 / 300)  # half of the points; 400 of 500 expected as before
    assert moved == (0, 0, 450, 0, 0)
    assert vintage.liability == 450 - 225


def test_points_taken_back_are_no_change_of_the_estimate() -> None:
    """Half is taken back while a fifth is used: what is left is expected to be used as before."""
    vintage = Vintage()
    vintage.issue(1_000, 900, 800)
    assert vintage.move(200, 0, 500, share=200 / 300) == (180, 0, 450, 0, 45)
    assert vintage.liability == 450 - 225


@given(st.integers(0, 10**15), st.integers(0, 10**10), st.integers(1, 10**10))
def test_half_up_is_the_nearest_whole(amount: int, part: int, whole: int) -> None:
    answer = half_up(amount, part, whole)
    assert -whole < 2 * (answer * whole - amount * part) <= whole


@given(vintages(), tails)
def test_the_roll_forward_foots_every_month_for_every_issue_month(drawn: Vintages, tail: float) -> None:
    lines = view_of(drawn, tail).lines
    footed = (lines[..., :CLOSING] * np.array(SIGNS)).sum(axis=-1)
    assert (footed == lines[..., CLOSING]).all()
    assert (lines[drawn.first + 1 :, :, OPENING] == lines[drawn.first : -1, :, CLOSING]).all()


@given(vintages(), tails)
def test_what_is_deferred_is_released_once_and_no_more(drawn: Vintages, tail: float) -> None:
    view = view_of(drawn, tail)
    assert (view.lines[..., CLOSING] >= 0).all()
    gone = view.outstanding <= 0
    assert not view.lines[..., CLOSING][gone].any()
    assert (view.expected >= view.redeemed).all()
    set_aside = view.lines[drawn.first, :, OPENING] + view.lines[..., ISSUED].sum(axis=0)
    released = (view.lines[..., [REDEEMED, EXPIRED, REVERSED, BREAKAGE]]).sum(axis=(0, 2))
    assert (set_aside - released + view.lines[..., CHANGE].sum(axis=0) == view.lines[-1, :, CLOSING]).all()


@given(vintages(), tails, st.data())
def test_no_month_knows_a_later_one(drawn: Vintages, tail: float, data: st.DataObject) -> None:
    known = data.draw(st.integers(0, drawn.opening.shape[0] - 1))
    future = drawn.moved.copy()
    future[known + 1 :, :, chart.VINTAGE_REDEEMED] = 0
    future[known + 1 :, :, chart.VINTAGE_ISSUED] *= 3
    goods = drawn.goods.copy()
    goods[known + 1 :] = 1
    ours = view_of(drawn, tail)
    theirs = view_of(drawn._replace(moved=future, goods=goods), tail)
    for mine, other in zip(ours, theirs, strict=True):
        assert (mine[: known + 1] == other[: known + 1]).all()


def steady(months: int, hazard: float, life: int, issued: int) -> Ints:
    """Points issued every month, a constant share used a month, the rest gone after some months."""
    moved = np.zeros((months, months, chart.VINTAGE_KINDS), np.int64)
    for born in range(months):
        held = issued
        moved[born, born, chart.VINTAGE_ISSUED] = issued
        for month in range(born, min(born + life, months)):
            used = round(held * hazard)
            moved[month, born, chart.VINTAGE_REDEEMED] = used
            held -= used
        if born + life <= months:
            moved[born + life - 1, born, chart.VINTAGE_EXPIRED] = held
    return moved


def test_the_estimate_finds_the_breakage_of_a_constant_hazard() -> None:
    """With a share h used a month and expiry after E months, (1 - h)^E of the points are never used."""
    months, hazard, life, issued = 14, 0.12, 6, 1_000_000
    view = accounting_view(
        steady(months, hazard, life, issued),
        np.zeros(months, np.int64),
        np.full(months, 10**8),
        np.full(months, POINT),
        alike(0.2, 1, 99),
        0,
        0,
    )
    used = 1 - (1 - hazard) ** life
    youngest = view.expected[life:].diagonal(life) / issued
    assert youngest == pytest.approx(used, rel=0.002)
    closed = view.estimate_to_actual()
    assert np.isfinite(closed[: months - life + 1]).all()
    assert np.isnan(closed[months - life + 1 :]).all()
    assert closed[life : months - life + 1] == pytest.approx(1.0, rel=0.002)
    assert closed[0] < 0.6  # the tail of 20% was all that the first month knew: that is told, not hidden
    # In the steady state every line repeats: as much is released as is set aside, and little is corrected.
    table = view.table()
    assert table[-1, CLOSING] == pytest.approx(table[-2, CLOSING], rel=0.001)
    assert abs(table[-1, CHANGE]) <= 0.001 * table[-1, ISSUED]
    outstanding = view.expected_redemption()[-1]
    assert used > outstanding > hazard


def test_while_nothing_is_known_the_stated_share_is_used() -> None:
    moved = np.zeros((3, 3, chart.VINTAGE_KINDS), np.int64)
    moved[1, 1] = [1000, 100, 0, 0]
    moved[1, 0, chart.VINTAGE_REDEEMED] = 50
    opening = np.array([200, 0, 0])
    view = accounting_view(
        moved, opening, np.full(3, 20_000), np.full(3, 500_000), alike(0.6, 1, 99), 0, first_month=1
    )
    assert not view.lines[0].any()
    assert view.lines[1, 0, OPENING] == 60  # 200 points at .6 of half a unit
    assert view.lines[1, 1, ISSUED] == allocate(20_000, 20_000, 300)
    # Past the age of a month nothing was seen: there the stated share is used.
    assert view.expected[1, 0] == 50 + 150 * 0.6
    # At the age of a month a quarter was used: a new point's chance is .25 + .75 x .6.
    assert view.expected[1, 1] == 100 + 900 * 0.7


def test_points_of_the_opening_are_taken_in_at_the_share_of_their_age() -> None:
    """And what is known of an age stays true of it until a month of the run tells otherwise."""
    moved = np.zeros((3, 3, chart.VINTAGE_KINDS), np.int64)
    moved[2, 0, chart.VINTAGE_REDEEMED] = 25
    stated = np.array([[800_000, 500_000, 250_000, 0]])
    view = accounting_view(
        moved, np.array([100, 1_000, 0]), np.ones(3, np.int64), np.full(3, POINT), stated, 0, 2
    )
    assert view.lines[2, :, OPENING].tolist() == [25, 500, 0]
    # At the end of the month none of the older is expected to be used yet; of the younger, none was in it.
    assert view.expected[2].tolist() == [25, 250, 0]


def test_a_month_sets_aside_at_its_own_price_of_a_point_and_nothing_where_the_firm_earned_nothing() -> None:
    moved = np.zeros((4, 4, chart.VINTAGE_KINDS), np.int64)
    moved[np.arange(4), np.arange(4), chart.VINTAGE_ISSUED] = 1_000
    price = np.array([20_000, 20_000, 0, -50])
    half, whole = POINT // 2, POINT
    view = accounting_view(
        moved, moved[0, :, 1], price, np.array([half, whole, whole, whole]), alike(0.6, 1, 99), 0, 0
    )
    assert view.lines[np.arange(4), np.arange(4), ISSUED].tolist() == [
        allocate(20_000, 20_000, 300), allocate(20_000, 20_000, 600), 0, 0,
    ]  # fmt: skip


def test_without_points_there_is_nothing_to_defer() -> None:
    none = np.zeros((4, 4, 4), np.int64)
    view = accounting_view(none, none[0, 0], np.full(4, 10**6), none[0, 0], alike(0.7, 1, 99), 0, 1)
    assert not view.lines.any()
    assert np.isnan(view.expected_redemption()).all()
    assert np.isnan(view.estimate_to_actual()).all()


def test_a_weeks_money_is_shared_out_over_the_months_of_its_days() -> None:
    """The week of 27 January 2014 has five days in January and two in February."""
    origin = 2014 * 12
    monthly = by_month(np.array([700, 701]), date(2014, 1, 27), origin, 3)
    assert monthly.tolist() == [500, 200 + 701, 0]
    with pytest.raises(ValueError, match="2014-02-01 is outside the 1 months"):
        by_month(np.array([700]), date(2014, 1, 27), origin, 1)
    with pytest.raises(ValueError, match="2014-01-27 is outside"):
        by_month(np.array([700]), date(2014, 1, 27), origin + 1, 3)


@given(
    st.lists(st.integers(0, 10**12), max_size=60),
    st.dates(min_value=date(2000, 1, 1), max_value=date(2030, 1, 1)),
)
def test_no_unit_is_lost_between_weeks_and_months(weekly: list[int], begins: date) -> None:
    months = by_month(np.array(weekly, np.int64), begins, begins.year * 12 + begins.month - 1, 20)
    assert int(months.sum()) == sum(weekly)
