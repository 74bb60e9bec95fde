from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulator.program.earning import earning_base, points_on_purchase
from simulator.program.rewards import face_value, funded_part, points_to_use, price_cut
from simulator.program.status import rating_after_fault, rating_after_order, status_on_purchase
from simulator.program.table import DOWN_BY_BALANCE, DOWN_ONE_LEVEL, DOWN_TO_BASE
from simulator.program.tiers import balance_after_review, level_after_review, level_for

JD_FROM = np.array([0, 0, 2_000, 10_000, 30_000], np.int64)
JD_ORDERS = np.array([0, 1, 0, 0, 0], np.int64)
PER_CNY = 10_000  # 1 per CNY in millionths per fen

amounts = st.integers(0, 10_000_000)
rates = st.integers(0, 50_000)
multipliers = st.integers(0, 5_000)


@pytest.mark.parametrize(
    ("status", "level"),
    [
        (0, 1),
        (1_999, 1),
        (2_000, 2),
        (2_001, 2),
        (9_999, 2),
        (10_000, 3),
        (10_001, 3),
        (29_999, 3),
        (30_000, 4),
    ],
)
def test_a_level_is_reached_at_its_threshold_and_not_before(status: int, level: int) -> None:
    assert level_for(status, 1, JD_FROM, JD_ORDERS) == level


def test_a_level_asks_for_its_orders_besides() -> None:
    assert level_for(1_999, 0, JD_FROM, JD_ORDERS) == 0
    assert level_for(1_999, 1, JD_FROM, JD_ORDERS) == 1
    assert level_for(2_000, 0, JD_FROM, JD_ORDERS) == 2  # silver asks for no orders of its own


@given(st.integers(0, 40_000), st.integers(0, 40_000), st.integers(0, 3))
def test_more_status_never_means_a_lower_level(status: int, more: int, orders: int) -> None:
    assert level_for(status + more, orders, JD_FROM, JD_ORDERS) >= level_for(
        status, orders, JD_FROM, JD_ORDERS
    )


@pytest.mark.parametrize(
    ("level", "reached", "policy", "after"),
    [
        (3, 1, DOWN_BY_BALANCE, 1),
        (3, 1, DOWN_ONE_LEVEL, 2),
        (3, 2, DOWN_ONE_LEVEL, 2),
        (3, 1, DOWN_TO_BASE, 0),
        (3, 3, DOWN_TO_BASE, 3),
        (1, 3, DOWN_BY_BALANCE, 3),
        (1, 3, DOWN_ONE_LEVEL, 3),
        (1, 3, DOWN_TO_BASE, 3),
        (0, 0, DOWN_ONE_LEVEL, 0),
    ],
)
def test_where_a_review_leaves_a_member(level: int, reached: int, policy: int, after: int) -> None:
    assert level_after_review(level, reached, policy) == after


def test_the_yearly_deduction_makes_a_cliff_at_the_threshold() -> None:
    # A silver member at 9,999 keeps 8,999; one more and he is gold, keeps 6,000 and falls back to silver.
    assert balance_after_review(9_999, 1_000, 1) == 8_999
    assert balance_after_review(10_000, 4_000, 1) == 6_000
    assert level_for(6_000, 1, JD_FROM, JD_ORDERS) == 2
    assert balance_after_review(500, 1_000, 1) == 0
    assert balance_after_review(9_999, 0, 0) == 0


def test_points_are_rounded_down_once_a_purchase() -> None:
    assert points_on_purchase(9_999, PER_CNY, 1_000) == 99
    assert points_on_purchase(10_000, PER_CNY, 1_000) == 100
    assert points_on_purchase(9_999, PER_CNY, 2_000) == 199
    assert points_on_purchase(0, PER_CNY, 1_000) == 0


@given(amounts, amounts, rates, multipliers)
def test_a_larger_purchase_never_earns_less(base: int, more: int, rate: int, multiplier: int) -> None:
    assert points_on_purchase(base + more, rate, multiplier) >= points_on_purchase(base, rate, multiplier)


@given(st.lists(amounts, min_size=1, max_size=6), rates, multipliers)
def test_splitting_a_purchase_loses_at_most_a_point_a_part(
    parts: list[int], rate: int, multiplier: int
) -> None:
    whole = points_on_purchase(sum(parts), rate, multiplier)
    split = sum(points_on_purchase(part, rate, multiplier) for part in parts)
    assert 0 <= whole - split <= len(parts) - 1


def test_the_rating_multiplies_status() -> None:
    assert [status_on_purchase(20_000, PER_CNY, 1_000, step) for step in (0, 1_000, 1_100, 1_300)] == [
        0,
        200,
        220,
        260,
    ]
    assert status_on_purchase(20_000, PER_CNY, 1_500, 1_100) == 330


@given(amounts, rates, multipliers, st.integers(0, 2_000), st.integers(0, 2_000))
def test_a_better_rating_never_earns_less(
    base: int, rate: int, multiplier: int, rating: int, better: int
) -> None:
    assert status_on_purchase(base, rate, multiplier, rating + better) >= status_on_purchase(
        base, rate, multiplier, rating
    )


@pytest.mark.parametrize(("row", "after"), [(9, 1), (10, 2), (11, 2)])
def test_the_rating_rises_with_the_tenth_kept_order_in_a_row(row: int, after: int) -> None:
    assert rating_after_order(1, row, 10, 4) == after


def test_the_rating_keeps_within_its_steps() -> None:
    assert rating_after_order(4, 50, 10, 4) == 4
    assert rating_after_order(1, 50, 0, 4) == 1
    assert rating_after_fault(0, 1) == 0
    assert rating_after_fault(3, 1) == 2
    assert rating_after_fault(3, 0) == 3


def test_what_earns_is_what_is_paid_less_what_is_excluded() -> None:
    assert earning_base(10_000, 500, 0, 50, 0, 0, 10_500) == 10_000
    assert earning_base(10_000, 500, 1, 50, 0, 0, 10_500) == 10_500
    assert earning_base(10_000, 500, 1, 50, 1, 0, 10_500) == 9_975
    assert earning_base(333, 0, 0, 50, 1, 0, 333) == 317  # 16.65 fen excluded: 16, for the member


@pytest.mark.parametrize(("price", "earns"), [(999, 0), (1_000, 1_000), (1_001, 1_001)])
def test_an_order_below_the_minimum_earns_nothing(price: int, earns: int) -> None:
    assert earning_base(price, 0, 0, 0, 0, 1_000, price) == earns


@pytest.mark.parametrize(("usable", "used"), [(499, 0), (500, 500), (501, 500), (599, 500), (600, 600)])
def test_points_are_used_from_the_minimum_on_and_in_steps(usable: int, used: int) -> None:
    assert points_to_use(usable, 500, 100, 500, 100_000, 1_000_000) == used


@given(
    st.integers(0, 10**7),
    st.integers(0, 1_000),
    st.integers(1, 500),
    st.integers(1, 1_000),
    amounts,
    st.integers(1, 10**8),
)
def test_points_never_pay_more_than_their_share_of_the_price(
    usable: int, minimum: int, step: int, cap: int, price: int, value: int
) -> None:
    used = points_to_use(usable, minimum, step, cap, price, value)
    assert 0 <= used <= usable
    assert used % step == 0
    assert face_value(used, value) * 1_000 <= cap * price
    if usable >= minimum and used + step <= usable:
        assert (used + step) * value > cap * price * 1_000  # one step more would not fit


def test_worthless_points_pay_for_nothing() -> None:
    assert points_to_use(1_000, 0, 1, 1_000, 100_000, 0) == 0


@pytest.mark.parametrize(("price", "cut"), [(10, 1), (9, 0), (150, 8), (149, 7), (10_000, 500)])
def test_a_price_cut_is_rounded_half_up(price: int, cut: int) -> None:
    assert price_cut(price, 50) == cut


@given(amounts, st.integers(0, 1_000))
def test_a_price_cut_is_a_part_of_the_price(price: int, percent: int) -> None:
    assert 0 <= price_cut(price, percent) <= price
    assert price_cut(price, 1_000) == price


@given(amounts, st.integers(0, 1_000), st.integers(0, 1_000))
def test_funders_never_pay_more_than_the_benefit(amount: int, seller: int, partner: int) -> None:
    if seller + partner <= 1_000:
        firm = amount - funded_part(amount, seller) - funded_part(amount, partner)
        assert 0 <= firm - amount * (1_000 - seller - partner) // 1_000 <= 2
