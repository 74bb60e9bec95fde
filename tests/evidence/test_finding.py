"""A finding says no more than its seeds: means, intervals, verdicts, and kinds that no result changes."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulator.evidence.finding import ANY, Claim, Estimate, Finding, Kind, Pattern, judge, mean_of, read

BAND = (1.0, 2.0)


def pattern(band: tuple[float, float] = BAND, kind: Kind = Kind.HOLD_OUT, *, open_: bool = False) -> Pattern:
    measure = None if open_ else lambda _runs: 1.0
    return Pattern("D0", "a pattern", kind, band, "ratio", "somebody 1990", "What.", measure, "Why.")


def found(value: float, half: float = 0.1, seeds: int = 20) -> Estimate:
    return Estimate(value, value - half, value + half, seeds)


# ---- means ----------------------------------------------------------------------------------------------


def test_the_interval_of_a_mean_is_students() -> None:
    # Mean 3, standard error sqrt(2.5 / 5), 2.776445 at four degrees of freedom.
    estimate = mean_of([1.0, 2.0, 3.0, 4.0, 5.0])
    assert estimate.value == pytest.approx(3.0)
    assert estimate.high - 3.0 == pytest.approx(2.776445 * math.sqrt(0.5), rel=1e-6)
    assert 3.0 - estimate.low == pytest.approx(estimate.high - 3.0)
    assert estimate.seeds == 5


def test_of_pairs_the_sums_are_divided() -> None:
    # A small seed with a wild quotient hardly counts.
    estimate = mean_of([(10.0, 100.0), (11.0, 100.0), (9.0, 100.0), (1.0, 1.0)])
    assert estimate.value == pytest.approx(31.0 / 301.0)
    assert estimate.low < 31.0 / 301.0 < estimate.high


@given(st.lists(st.floats(-1e3, 1e3), min_size=2, max_size=12), st.floats(0.1, 10.0))
def test_a_common_whole_makes_a_pair_a_plain_mean(parts: list[float], whole: float) -> None:
    plain, paired = mean_of([part / whole for part in parts]), mean_of([(part, whole) for part in parts])
    assert paired.value == pytest.approx(plain.value, abs=1e-6)
    assert paired.high - paired.low == pytest.approx(plain.high - plain.low, abs=1e-5)


def test_a_quotient_of_noisy_sums_is_covered_as_often_as_it_says() -> None:
    generator = np.random.default_rng(3)
    covered = 0
    for _ in range(400):
        wholes = generator.gamma(20.0, 1.0, 20)
        parts = 0.3 * wholes + generator.normal(0.0, 1.0, 20)
        estimate = mean_of(list(zip(parts.tolist(), wholes.tolist(), strict=True)))
        covered += estimate.low <= 0.3 <= estimate.high
    assert 0.92 <= covered / 400 <= 0.98


def test_what_a_seed_does_not_show_is_left_out_and_not_counted() -> None:
    estimate = mean_of([1.0, math.nan, 3.0, (2.0, 0.0), (math.inf, 1.0)])
    assert (estimate.value, estimate.seeds) == (2.0, 2)
    assert math.isnan(mean_of([math.nan]).value)


# ---- verdicts -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("estimate", "verdict"),
    [
        (found(1.5), "pass"),
        (found(1.05), "fail"),  # the interval crosses the end of the band
        (found(1.95), "fail"),
        (found(0.5), "fail"),
        (found(1.5, seeds=1), "not testable"),
        (None, "not testable"),
    ],
)
def test_the_whole_interval_must_lie_in_the_band(estimate: Estimate | None, verdict: str) -> None:
    assert judge(pattern(), estimate).verdict == verdict


def test_an_open_end_bounds_nothing() -> None:
    assert judge(pattern((1.0, ANY)), found(1e9)).verdict == "pass"
    assert judge(pattern((-ANY, 0.0)), found(1e9)).verdict == "fail"


def test_exactly_nothing_is_exactly_nothing() -> None:
    assert judge(pattern((0.0, 0.0)), mean_of([0.0, 0.0, 0.0])).verdict == "pass"
    assert judge(pattern((0.0, 0.0)), mean_of([0.0, 0.0, 1.0])).verdict == "fail"


def test_what_has_no_measure_stays_open_whatever_a_file_says() -> None:
    finding = judge(pattern(open_=True), found(1.5))
    assert finding.verdict == "not testable"
    assert finding.measured.endswith("Why.")


@given(st.sampled_from(list(Kind)), st.floats(-5.0, 5.0), st.floats(0.0, 3.0))
def test_no_result_changes_a_kind_or_a_band(kind: Kind, value: float, half: float) -> None:
    finding = judge(pattern(kind=kind), found(value, half))
    assert (finding.kind, finding.band) == (kind.value, BAND)


def claim(band: tuple[float, float] | None) -> Claim:
    return Claim("Q0", "a claim", "S000", band, "share", "What.", lambda _runs: 1.0)


@pytest.mark.parametrize(("value", "reading"), [(1.5, "reproduced"), (2.5, "contradicted")])
def test_a_claim_is_read_by_its_tolerance(value: float, reading: str) -> None:
    finding: Finding = read(claim(BAND), found(value, 5.0))
    assert (finding.verdict, finding.kind) == (reading, "")
    assert read(claim(None), found(value)).verdict == "not testable"
