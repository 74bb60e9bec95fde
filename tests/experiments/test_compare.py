"""Intervals cover what they say, identical designs say so, and nothing vanishes from a mean."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulator.experiments.compare import mean_interval, paired, panels_of, percentile, spread
from simulator.experiments.verdict import (
    DEFINITIONS,
    FEW,
    HIGHER,
    IDENTICAL,
    LOWER,
    NO_VALUE,
    NOT_APART,
    TOO_SMALL,
    VERDICTS,
    matters,
    verdict,
)

STUDIES = 2_000
finite = st.floats(-1e12, 1e12)


def numbered(values: object) -> dict[int, float]:
    return dict(enumerate(np.asarray(values, dtype=float).tolist()))


@pytest.mark.parametrize("replications", [3, 10, 30])
def test_the_interval_of_the_mean_covers_the_truth_in_95_of_100_studies(replications: int) -> None:
    luck = np.random.default_rng(20)
    low, high = mean_interval(luck.normal(3.0, 2.0, (replications, STUDIES)))
    assert 0.93 <= np.mean((low <= 3.0) & (high >= 3.0)) <= 0.97


@pytest.mark.parametrize("replications", [3, 6, 7, 9, 30, 31])
@pytest.mark.parametrize("shared", [0.0, 1.0, 4.0])
def test_replications_that_share_panels_do_not_narrow_the_interval(replications: int, shared: float) -> None:
    luck = np.random.default_rng(24)
    panel = panels_of(range(replications), 6)
    of_panels = luck.normal(0.0, math.sqrt(shared), (6, STUDIES))[panel]
    values = 3.0 + of_panels + luck.normal(0.0, 1.0, (replications, STUDIES))
    low, high = mean_interval(values, panel)
    assert 0.93 <= np.mean((low <= 3.0) & (high >= 3.0)) <= 0.97


def test_the_interval_is_that_of_the_panels_means_where_panels_are_alike() -> None:
    values = np.random.default_rng(25).normal(0.0, 1.0, 30)
    difference = paired(numbered(values), numbered(np.zeros(30)), 30, panels=6)
    means = values.reshape(5, 6).mean(axis=0)
    reach = 2.5706 * means.std(ddof=1) / math.sqrt(6)  # Student's t with 5 degrees of freedom
    assert difference.low == pytest.approx(means.mean() - reach, abs=1e-4)
    assert difference.high == pytest.approx(means.mean() + reach, abs=1e-4)


def test_one_panel_tells_nothing_apart_however_many_replications() -> None:
    ours = {number: 9.0 + number / 100 for number in range(0, 30, 6)}
    difference = paired(ours, dict.fromkeys(ours, 1.0), 5, panels=6)
    assert math.isnan(difference.low)
    assert verdict(difference, "fixed", 0.1, identical=False) == NOT_APART


@pytest.mark.parametrize("replications", [30, 60])
def test_the_range_over_draws_holds_one_more_draw_in_95_of_100_studies(replications: int) -> None:
    luck = np.random.default_rng(21)
    draws = luck.lognormal(0.0, 1.0, (STUDIES, replications + 1))
    held = 0
    for row in draws:
        low, high = spread(row[:-1])
        held += low <= row[-1] <= high
    assert 0.93 <= held / STUDIES <= 0.97


def test_paired_luck_narrows_the_interval_and_keeps_the_effect() -> None:
    luck = np.random.default_rng(22)
    shared = luck.normal(100.0, 10.0, 30)
    base = shared + luck.normal(0.0, 0.5, 30)
    design = shared + 2.0 + luck.normal(0.0, 0.5, 30)
    with_luck = paired(numbered(design), numbered(base), 30)
    without = paired(numbered(luck.permutation(design)), numbered(base), 30)
    assert with_luck.low <= 2.0 <= with_luck.high
    assert with_luck.difference == pytest.approx(without.difference)
    assert with_luck.high - with_luck.low < (without.high - without.low) / 5


def test_a_false_winner_of_two_equal_designs_comes_at_the_nominal_rate() -> None:
    luck = np.random.default_rng(23)
    called = 0
    for _ in range(STUDIES):
        ours, theirs = luck.normal(0.0, 1.0, (2, 30))
        difference = paired(numbered(ours), numbered(theirs), 30)
        called += verdict(difference, "fixed", 0.0, identical=False) in (HIGHER, LOWER)
    assert 0.035 <= called / STUDIES <= 0.065


@given(st.lists(finite, min_size=1, max_size=40), st.sampled_from(["fixed", "uncertain"]))
def test_a_design_against_itself_is_identical_with_no_width(values: list[float], mode: str) -> None:
    difference = paired(numbered(values), numbered(values), len(values))
    assert difference.difference == 0.0
    assert verdict(difference, mode, 0.0, identical=True) == IDENTICAL
    if len(values) > 1:
        assert (difference.low, difference.high) == (0.0, 0.0)
        assert (difference.spread_low, difference.spread_high) == (0.0, 0.0)


@given(st.permutations(range(12)), st.lists(finite, min_size=12, max_size=12))
def test_the_order_of_replications_does_not_matter(order: list[int], values: list[float]) -> None:
    base = numbered(np.arange(12.0))
    shuffled = {number: values[number] for number in order}
    assert paired(shuffled, base, 12) == paired(numbered(values), base, 12)


@given(st.lists(st.tuples(finite, finite), min_size=2, max_size=40))
def test_turning_the_comparison_around_turns_the_signs(pairs: list[tuple[float, float]]) -> None:
    ours, theirs = (numbered(side) for side in zip(*pairs, strict=True))
    there, back = paired(ours, theirs, len(pairs)), paired(theirs, ours, len(pairs))
    assert (back.difference, back.low, back.high) == (-there.difference, -there.high, -there.low)
    assert back.spread_low == pytest.approx(-there.spread_high, rel=1e-12, abs=1e-3)


def test_a_constant_difference_is_a_difference() -> None:
    difference = paired({0: 5.1, 1: 7.1}, {0: 5.0, 1: 7.0}, 2)
    assert verdict(difference, "fixed", 0.0, identical=False) in (HIGHER, NOT_APART)
    exact = paired({0: 6.0, 1: 8.0}, {0: 5.0, 1: 7.0}, 2)
    assert (exact.low, exact.difference, exact.high) == (1.0, 1.0, 1.0)
    assert verdict(exact, "uncertain", 0.0, identical=False) == HIGHER


def test_a_missing_run_is_shown_and_the_pairs_that_are_there_are_compared() -> None:
    difference = paired({0: 2.0, 2: 4.0, 3: 9.0}, {0: 1.0, 1: 1.0, 2: 2.0}, 4)
    assert (difference.replications, difference.asked) == (2, 4)
    assert (difference.mean, difference.against_mean, difference.difference) == (3.0, 1.5, 1.5)


def test_a_run_without_a_value_does_not_vanish_from_the_mean() -> None:
    difference = paired({0: 30.0, 1: math.nan, 2: 40.0}, {0: 50.0, 1: 50.0, 2: 50.0}, 3)
    assert math.isnan(difference.mean)
    assert math.isnan(difference.difference)
    assert difference.replications == 2
    assert verdict(difference, "fixed", 1.0, identical=False) == NO_VALUE


def test_no_pair_at_all_is_not_comparable() -> None:
    nothing = paired({}, {0: 1.0}, 1)
    assert verdict(nothing, "fixed", 0.0, identical=False) == NO_VALUE
    assert (nothing.replications, nothing.asked) == (0, 1)


def test_one_replication_tells_nothing_apart() -> None:
    assert verdict(paired({0: 9.0}, {0: 1.0}, 1), "fixed", 0.1, identical=False) == NOT_APART


@pytest.mark.parametrize(
    ("shift", "threshold", "said"),
    [
        (2.0, 0.5, HIGHER),
        (-2.0, 0.5, LOWER),
        (0.0, 0.5, NOT_APART),
        (0.3, 0.5, TOO_SMALL),
        (0.3, 0.3, HIGHER),
    ],
)
@pytest.mark.parametrize("mode", ["fixed", "uncertain"])
def test_what_is_said_of_a_difference(shift: float, threshold: float, said: str, mode: str) -> None:
    differences = shift + 0.05 * np.linspace(-1.0, 1.0, 41)
    difference = paired(numbered(differences), numbered(np.zeros(41)), 41)
    assert verdict(difference, mode, threshold, identical=False) == said


def test_parameters_that_turn_the_sign_leave_designs_untold_apart() -> None:
    differences = np.linspace(-1.0, 9.0, 41)
    difference = paired(numbered(differences), numbered(np.zeros(41)), 41)
    assert verdict(difference, "fixed", 0.0, identical=False) == HIGHER
    assert verdict(difference, "uncertain", 0.0, identical=False) == NOT_APART


def test_a_metric_that_never_differs_is_identical_though_the_runs_are_not() -> None:
    same = numbered([3.0, 4.0, 5.0])
    assert verdict(paired(same, same, 3), "uncertain", 1.0, identical=False) == IDENTICAL
    for other in (numbered([3.0, 4.0, np.nextafter(5.0, 6.0)]), numbered([3.0, 4.0, math.nan])):
        assert verdict(paired(other, same, 3), "uncertain", 1.0, identical=False) != IDENTICAL
        assert verdict(paired(other, other, 3), "uncertain", 1.0, identical=False) in (IDENTICAL, NO_VALUE)
    assert verdict(paired({}, same, 3), "uncertain", 1.0, identical=False) == NO_VALUE


def test_money_is_weighed_by_gross_profit_and_the_rest_by_itself() -> None:
    assert matters(0.005, True, gross_profit=1_000.0, own=0.0) == 5.0
    assert matters(0.005, False, gross_profit=1_000.0, own=0.6) == pytest.approx(0.003)


def test_relative_to_nothing_is_not_a_number() -> None:
    assert math.isnan(paired({0: 1.0, 1: 2.0}, {0: 0.0, 1: 0.0}, 2).relative)
    assert paired({0: -1.0, 1: -1.0}, {0: -2.0, 1: -2.0}, 2).relative == 0.5


def test_a_percentile_is_one_of_the_values_and_leaves_the_infinite_at_the_end() -> None:
    values = [*range(1, 21), math.inf, math.inf]
    assert percentile(values, 0.05) == 2.0
    assert percentile(values, 0.95) == math.inf
    assert percentile(values, 0.5) == 11.0
    assert math.isnan(percentile([1.0, math.nan], 0.95))


def test_each_phrase_is_defined() -> None:
    explained = " ".join(DEFINITIONS)
    assert [phrase for phrase in VERDICTS if phrase not in explained] == []


def test_one_customer_more_in_each_of_a_few_draws_is_no_finding() -> None:
    def one_more(draws: int, mode: str, *, counted: bool) -> str:
        found = paired(dict.fromkeys(range(draws), 0.421), dict.fromkeys(range(draws), 0.420), draws)
        return verdict(found, mode, 0.0, identical=False, counted=counted)

    for mode in ("uncertain", "fixed"):
        assert one_more(2, mode, counted=True) == NOT_APART
        assert one_more(FEW - 1, mode, counted=True) == NOT_APART
        assert one_more(FEW, mode, counted=True) == HIGHER
        assert one_more(2, mode, counted=False) == HIGHER  # money that is booked alike in each draw
