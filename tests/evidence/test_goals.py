"""Gaps between stamps: what is put into made-up cards is found within members, and not over all of them."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from simulator.evidence import goals
from simulator.evidence.finding import mean_of
from simulator.evidence.goals import NEVER, completed, raw_shortening, reset_of, shortening, stamp_weeks

CARD = 10
THIRDS = slice(0, 3), slice(-3, None)
WEEKS = 312


PEOPLE = 3_000


def cards(
    seed: int, quicken: float = 0.0, carried: float = 0.0
) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """Return weeks of stamps (40, N) of people whose rates differ by far, and the rates.

    The rate of a card's gaps rises evenly to 1 + `quicken` at the last one; the first gap of a later card
    keeps `carried` of that.
    """
    generator = np.random.default_rng(seed)
    rates = generator.gamma(0.8, 0.2, PEOPLE)
    steps = np.tile(np.maximum(0, np.arange(-1, CARD - 1)) / (CARD - 2), 4)
    steps[CARD + 1 :: CARD] = carried
    gaps = generator.exponential(1.0, (4 * CARD, PEOPLE)) / rates / (1.0 + quicken * steps[:, None])
    times = np.cumsum(gaps, axis=0)
    return np.where(times < WEEKS, np.floor(times), NEVER).astype(np.int64), rates


def shortened(seed: int, quicken: float = 0.0) -> tuple[float, float]:
    weeks, rates = cards(seed, quicken)
    return shortening(completed(weeks, CARD, np.zeros(PEOPLE, np.int64)), rates, *THIRDS)


def test_weeks_of_stamps_go_on_over_full_cards_and_returns() -> None:
    # Two stamps in week 1, one taken back in week 2 and won again in week 4; the card of 5 is full in week 6,
    # and the stamp of week 7 goes back in week 8.
    held = np.array([[0], [2], [1], [1], [2], [4], [0], [1], [0]], np.int16)
    assert stamp_weeks(held, 5, 7)[:, 0].tolist() == [1, 1, 5, 5, 6, 7, NEVER]


def test_a_head_start_counts_as_stamps() -> None:
    held = np.array(
        [[2], [2], [3], [0]], np.int16
    )  # two given on joining in week 0, the fourth fills the card
    assert stamp_weeks(held, 4, 4)[:, 0].tolist() == [0, 0, 2, 3]


def test_cards_that_bring_nothing_do_not_quicken_within_members() -> None:
    estimate = mean_of([shortened(seed) for seed in range(12)])
    assert -0.02 < estimate.low < estimate.high < 0.02


def test_over_all_members_the_same_cards_seem_to_quicken_by_far() -> None:
    raw = mean_of([raw_shortening(cards(seed)[0], CARD, np.zeros(PEOPLE, np.int64)) for seed in range(8)])
    assert raw.low > 0.3  # who gets far is quick: the placebo's band of -.05 to .10 rejects this estimator


def test_a_quickening_that_is_put_in_is_found() -> None:
    # The k-th gap of nine is 1 / (1 + .25 k / 8) of the usual one.
    rates = 1.0 + 0.25 * np.arange(9) / 8.0
    expected = 1.0 - np.mean(1.0 / rates[-3:]) / np.mean(1.0 / rates[:3])
    estimate = mean_of([shortened(seed, 0.25) for seed in range(12)])
    assert estimate.low < expected < estimate.high
    assert estimate.low > 0.08


def test_a_partial_reset_that_is_put_in_is_found() -> None:
    found = []
    for seed in range(24):
        weeks, rates = cards(seed, 0.5, carried=0.4)
        reset = reset_of(completed(weeks, CARD, np.zeros(PEOPLE, np.int64)), rates)
        found.append((reset.again - reset.last, reset.first - reset.last))
    # Gaps 1, 1 / 1.2 and 1 / 1.5 of the usual one: half of the drop is gone.
    expected = (1 / 1.2 - 1 / 1.5) / (1 - 1 / 1.5)
    estimate = mean_of(found)
    assert estimate.value == pytest.approx(expected, abs=0.12)


def test_only_a_members_own_next_card_follows() -> None:
    gaps = np.arange(36.0).reshape(4, 9) + 1.0
    two = goals.Cards(gaps, np.array([7, 8, 9, 7]), np.array([0, 0, 1, 1]))
    assert reset_of(two, np.full(10, 0.5)) == (0.5 * gaps[0, 0], 0.5 * gaps[0, -1], 0.5 * gaps[3, 0])
