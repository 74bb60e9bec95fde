"""What becomes of points held: read from what points of each age did, and true of stocks it never saw."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given

from simulator.accounts import chart
from simulator.accounts.redemption import (
    MILLION,
    Triangle,
    alike,
    heard,
    later_shares,
    share_of_stock,
    told,
    used_of_oldest,
)
from tests.accounts.books import Ints, Vintages, vintages

ISSUED, REDEEMED, EXPIRED, REVERSED = range(chart.VINTAGE_KINDS)
JANUARY = 2014 * 12


def life_of_points(months: int, users: float, life: int, expires: int | None = None) -> Ints:
    """A million points a month; users use a quarter a month of theirs, the others nothing, till they expire.

    They expire after `life` months, or with the calendar month `expires` of the year after.
    """
    moved = np.zeros((months, months, chart.VINTAGE_KINDS), np.int64)
    for born in range(months):
        moved[born, born, ISSUED] = MILLION
        theirs, others = users * MILLION, (1.0 - users) * MILLION
        last = born + life if expires is None else (born // 12 + 1) * 12 + expires
        for month in range(born, min(last, months)):
            moved[month, born, REDEEMED] = round(theirs / 4.0)
            theirs -= moved[month, born, REDEEMED]
        if last < months:
            moved[last, born, EXPIRED] = round(theirs + others)
    return moved


def held_before(moved: Ints, month: int) -> Ints:
    past = moved[:month].sum(axis=0)
    held: Ints = past[:, ISSUED] - past[:, ISSUED + 1 :].sum(axis=1)
    return held


def test_a_stock_holds_what_others_left() -> None:
    """Half of the points issued are used in the end, and far fewer of those held: who uses points has few."""
    moved = life_of_points(60, users=0.5, life=12)
    later = later_shares(moved, 24, 40, 1, 16, 0.0, JANUARY)
    issued = int(later[0, 0]) / MILLION
    assert issued == pytest.approx(0.5 * (1.0 - 0.75**12), abs=1e-4)
    assert (np.diff(later[0, :13]) < 0).all()
    held = held_before(moved, 41)
    truth = moved[41:, :41, REDEEMED].sum() / held.sum()
    (opening,) = set(share_of_stock(moved * 0, held, later, JANUARY, 41, np.array([41]))[:1].tolist())
    assert opening == pytest.approx(truth, abs=1e-4)
    assert opening < 0.4 * issued


def test_points_that_expire_on_a_date_are_told_apart_by_their_month_of_issue() -> None:
    """All points of a year expire at the end of the next: in December few are left to use."""
    moved = life_of_points(96, users=0.5, life=0, expires=12)
    later = later_shares(moved, 48, 71, 12, 28, 0.0, JANUARY)
    for month in (72, 75, 78, 83):
        held = held_before(moved, month)
        truth = moved[month:, :month, REDEEMED].sum() / held.sum()
        stock = share_of_stock(moved * 0, held, later, JANUARY, month, np.array([month]))[0]
        assert stock == pytest.approx(truth, abs=1e-4), month


def test_the_share_of_a_stock_follows_its_months() -> None:
    moved = np.zeros((3, 3, chart.VINTAGE_KINDS), np.int64)
    moved[1, 1, ISSUED] = 100
    moved[1, 0, EXPIRED] = 60
    opening = np.array([100, 0, 0])
    later = np.array([[800_000, 500_000, 100_000]])
    weekly = share_of_stock(moved, opening, later, JANUARY, 1, np.array([1, 1, 2]))
    # Opening: all a month old. End of month 1: 40 two months old, 100 one. End of month 2: all past it.
    assert weekly.tolist() == [0.5, 54 / 140, 54 / 140, 0.1]
    nothing = share_of_stock(moved * 0, opening * 0, later, JANUARY, 1, np.array([1, 2]))
    assert nothing.tolist() == [0.8] * 3


def test_who_uses_the_oldest_first_uses_no_more_than_the_oldest() -> None:
    assert used_of_oldest(np.array([100, 100, 0]), np.array([300, 0, 50])) == 0.5
    assert used_of_oldest(np.zeros(2, np.int64), np.ones(2, np.int64)) == 0.0


def test_an_age_that_was_not_seen_has_the_stated_share() -> None:
    moved = np.zeros((4, 4, chart.VINTAGE_KINDS), np.int64)
    moved[0, 0, [ISSUED, REDEEMED]] = 100, 50
    stated = np.array([[900_000, 400_000, 200_000]])
    triangle = Triangle(moved, np.zeros(4, np.int64), stated, JANUARY)
    assert triangle.remaining().tolist() == [[0.9, 0.4, 0.2]]
    triangle.add(0)
    assert triangle.remaining().tolist() == [[0.5 + 0.5 * 0.4, 0.4, 0.2]]


@given(vintages())
def test_shares_are_shares_whatever_moved(drawn: Vintages) -> None:
    months = drawn.opening.shape[0]
    for classes in (1, 12):
        later = later_shares(drawn.moved, drawn.first, months - 1, classes, 5, 0.25, JANUARY)
        assert later.shape == (classes, 5)
        assert ((later >= 0) & (later <= MILLION)).all()
        assert (later[:, -1] == MILLION // 4).all()


def test_shares_are_told_and_heard() -> None:
    later = np.array([[1_000_000, 0], [3, 250_000]])
    assert told(later) == "1000000 0;3 250000"
    assert (heard(told(later)) == later).all()
    assert alike(0.7, 2, 2).tolist() == [[700_000] * 2] * 2
