"""No point appears or vanishes unseen, and the error says where."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from simulator.accounts import chart
from simulator.accounts.ledger import (
    MAY_BE_NEGATIVE,
    LedgerError,
    check,
    check_vintages,
    roll_forward,
    usable,
)
from tests.accounts.books import FLOWS, Books, Vintages, books, vintages


@given(books())
def test_books_that_hold_pass_and_roll_forward(drawn: Books) -> None:
    check(drawn.tally, drawn.opening)
    rolled = roll_forward(drawn.tally, drawn.opening)
    assert rolled.opening[0] == drawn.opening[chart.POINTS_OUTSTANDING]
    assert (rolled.opening[1:] == rolled.closing[:-1]).all()
    change = rolled.issued - rolled.redeemed - rolled.expired - rolled.reversed
    assert (rolled.closing - rolled.opening == change).all()
    moved = drawn.tally[..., FLOWS].sum(axis=(0, 1, 2))
    assert [rolled.issued.sum(), rolled.redeemed.sum(), rolled.expired.sum()] == moved[:3].tolist()


@given(books(), st.data())
def test_one_point_too_many_or_too_few_is_found(drawn: Books, data: st.DataObject) -> None:
    weeks, rows, groups, _ = drawn.tally.shape
    week, row = data.draw(st.integers(0, weeks - 1)), data.draw(st.integers(1, rows - 1))
    group = data.draw(st.integers(0, groups - 1))
    column = data.draw(st.sampled_from([*FLOWS, chart.POINTS_OUTSTANDING]))
    drawn.tally[week, row, group, column] += 1
    with pytest.raises(LedgerError, match=f"week {week}, .*issued = redeemed") as caught:
        check(drawn.tally, drawn.opening)
    assert (caught.value.week, abs(caught.value.amount)) == (week, 1)


@given(books())
def test_a_point_that_moves_to_other_people_is_found(drawn: Books) -> None:
    assume(drawn.tally.shape[0] > 1)
    drawn.tally[-1, -1, 0, chart.POINTS_ISSUED] += 1
    drawn.tally[-1, -1, 1, chart.POINTS_OUTSTANDING] += 1
    with pytest.raises(LedgerError, match=r"light buyers: issued = .* by -1 points") as caught:
        check(drawn.tally, drawn.opening)
    assert caught.value.week == drawn.tally.shape[0] - 1


@given(books())
def test_a_minor_unit_that_nobody_funds_is_found(drawn: Books) -> None:
    week, row = drawn.tally.shape[0] - 1, drawn.tally.shape[1] - 1
    drawn.tally[week, row, 2, chart.CATALOGUE_COST] += 1
    with pytest.raises(LedgerError, match=r"heavy buyers: shares of .* by -1 minor units") as caught:
        check(drawn.tally, drawn.opening)
    assert (caught.value.week, caught.value.level) == (week, row)


@given(books())
def test_points_pending_beyond_those_held_are_found(drawn: Books) -> None:
    beyond = usable(drawn.tally[0, -1, 0]) + 1
    drawn.tally[0, -1, 0, chart.POINTS_PENDING] += beyond
    with pytest.raises(LedgerError, match=r"week 0, .*usable = .* by -1 points"):
        check(drawn.tally, drawn.opening)
    drawn.tally[0, -1, 0, chart.POINTS_PENDING] -= beyond
    drawn.opening[chart.POINTS_PENDING] = drawn.opening[chart.POINTS_OUTSTANDING] + 1
    with pytest.raises(LedgerError, match=r"the opening, .*usable"):
        check(drawn.tally, drawn.opening)


def test_a_line_may_not_be_paid_by_whom_the_total_does_not_name() -> None:
    tally = np.zeros((1, 2, 3, chart.WIDTH), np.int64)
    tally[0, 1, 0, [chart.CATALOGUE_COST, chart.CATALOGUE_COST_SELLER, chart.FUNDED_SELLER]] = 100
    check(tally, np.zeros(chart.WIDTH, np.int64))
    paid = tally[0, 1, 0]
    paid[chart.CATALOGUE_COST_SELLER], paid[chart.CATALOGUE_COST_PARTNER] = 90, 10
    with pytest.raises(LedgerError, match=r"funded_seller line by line = in all does not hold by -10 minor"):
        check(tally, np.zeros(chart.WIDTH, np.int64))
    paid[[chart.CATALOGUE_COST_SELLER, chart.CASH_BACK_SELLER]] = 90, 10
    paid[chart.CATALOGUE_COST_PARTNER] = 0
    with pytest.raises(LedgerError, match=r"the firm's part of cash_back at least 0 does not hold by -10"):
        check(tally, np.zeros(chart.WIDTH, np.int64))


@given(books(), st.integers(0, chart.WIDTH - 1))
def test_a_line_below_nothing_is_found(drawn: Books, column: int) -> None:
    assume(column not in MAY_BE_NEGATIVE)
    drawn.tally[0, 0, 0, column] = -7
    with pytest.raises(LedgerError, match=f"week 0, no member, light buyers: {chart.NAMES[column]} at least"):
        check(drawn.tally, drawn.opening)
    drawn.tally[0, 0, 0, column] = 0
    drawn.opening[column] = -1
    with pytest.raises(LedgerError, match="the opening"):
        check(drawn.tally, drawn.opening)


def test_vintages_tell_of_the_same_points_as_the_weeks() -> None:
    moved = np.zeros((2, 2, chart.VINTAGE_KINDS), np.int64)
    moved[0, 0] = [100, 20, 0, 5]
    moved[1, 0, chart.VINTAGE_EXPIRED] = 30
    held = np.array([40, 0])
    tally = np.zeros((1, 2, 3, chart.WIDTH), np.int64)
    tally[0, 1, 1, FLOWS] = [100, 20, 30, 5]
    opening = np.zeros(chart.WIDTH, np.int64)
    opening[chart.POINTS_OUTSTANDING] = 40
    check_vintages(moved, held, tally, opening)

    for kind in range(chart.VINTAGE_KINDS):
        wrong = moved.copy()
        wrong[0, 0, kind] -= 1
        with pytest.raises(LedgerError, match=f"{chart.NAMES[FLOWS[kind]]} of the vintages .* by -1 points"):
            check_vintages(wrong, held, tally, opening)
    with pytest.raises(LedgerError, match="of the opening does not hold by"):
        check_vintages(moved, held - 1, tally, opening)


@pytest.mark.parametrize(
    ("place", "kind", "law"),
    [
        ((0, 1), chart.VINTAGE_REDEEMED, "before its month of issue"),
        ((1, 0), chart.VINTAGE_ISSUED, "issued in their month"),
    ],
)
def test_points_cannot_move_in_the_wrong_month(place: tuple[int, int], kind: int, law: str) -> None:
    moved = np.zeros((2, 2, chart.VINTAGE_KINDS), np.int64)
    moved[*place, kind] = 9
    tally = np.zeros((1, 2, 3, chart.WIDTH), np.int64)
    tally[0, 1, 0, FLOWS[kind]] = 9
    with pytest.raises(LedgerError, match=law):
        check_vintages(moved, np.zeros(2, np.int64), tally, np.zeros(chart.WIDTH, np.int64))


@given(vintages())
def test_drawn_vintages_never_use_a_point_twice(drawn: Vintages) -> None:
    gone = drawn.moved[..., 1:].sum(axis=(0, 2))
    assert (drawn.opening + drawn.moved[..., chart.VINTAGE_ISSUED].sum(axis=0) >= gone).all()
