"""The scoreboard holds every pattern and claim of the lists, and its page says what its results say."""

from __future__ import annotations

import math
import re
import signal
import threading
import time
from pathlib import Path

import pytest

from docs.generate import scoreboard
from reports.scoreboard import OWN_STRENGTH, band, counts, figure, findings, interval, page, readings
from simulator.evidence import CLAIMS, PATTERNS, Estimate, Kind, Scoreboard, from_json, to_json
from simulator.evidence.finding import Sample
from simulator.evidence.lifts import ROWS
from simulator.evidence.runs import Runs
from simulator.evidence.scoreboard import lift_row, measured, measures_of

DOCS = Path(__file__).parents[2] / "docs"
# D4, D14, D16 and D22 are not on the list.
LISTED = {f"D{number}" for number in range(1, 25)} - {"D4", "D14", "D16", "D22"}


@pytest.fixture(scope="module")
def board() -> Scoreboard:
    return from_json((DOCS / "evidence.json").read_text(encoding="utf-8"))


# ---- the lists ------------------------------------------------------------------------------------------


def test_every_pattern_of_the_list_is_there_and_no_other() -> None:
    numbers = {pattern.number for pattern in PATTERNS}
    assert {number for number in numbers if number[0] == "D"} == LISTED
    assert {number for number in numbers if number[0] == "L"} == {f"L{number}" for number in range(1, 8)}


def test_every_claim_is_there() -> None:
    assert {claim.number for claim in CLAIMS} == {f"Q{number}" for number in range(1, 27)}


def test_no_two_go_by_one_name() -> None:
    names = [(one.number, one.name) for one in PATTERNS] + [(one.number, one.says) for one in CLAIMS]
    assert len(set(names)) == len(names)


def test_each_says_what_is_measured_or_why_nothing_can_be() -> None:
    for pattern in PATTERNS:
        assert bool(pattern.measure) != bool(pattern.open), pattern.name
        assert pattern.source and pattern.measured.endswith("."), pattern.name
        assert pattern.band[0] <= pattern.band[1], pattern.name
    for claim in CLAIMS:
        assert bool(claim.measure) != bool(claim.open), claim.says
        assert bool(claim.measure) == (claim.band is not None), claim.says


def test_patterns_that_echo_a_rule_are_called_so() -> None:
    kinds = {(one.number, one.name): one.kind for one in PATTERNS}
    for number in ("D10", "D11", "L1", "L2", "L3", "L4", "L5", "L6"):
        assert {kind for key, kind in kinds.items() if key[0] == number} == {Kind.IDENTITY}
    assert kinds["D17", "bad surprises move more than good ones"] is Kind.IDENTITY
    assert kinds["D3", "without commitment it hardly does"] is Kind.IDENTITY
    assert kinds["D3", "a head start fills more cards"] is Kind.CALIBRATED
    held_out = {number for (number, _), kind in kinds.items() if kind is Kind.HOLD_OUT}
    assert {"D5", "D8", "D9", "D18", "D19", "D21"} <= held_out


# ---- measuring ------------------------------------------------------------------------------------------


def test_an_interrupted_run_ends_with_the_measure_at_hand_and_says_so_at_once() -> None:
    told, later = threading.Event(), []

    def interrupts(_runs: Runs) -> Sample:
        time.sleep(0.2)  # until the main thread waits for the seeds
        signal.pthread_kill(threading.main_thread().ident or 0, signal.SIGINT)
        assert told.wait(20), "nothing is said while a measure is taken"
        return 1.0

    def is_never_taken(runs: Runs) -> Sample:
        later.append(runs.seed)
        return 1.0

    measures = {("D1", "first"): interrupts, ("D1", "second"): is_never_taken}
    before = signal.signal(signal.SIGINT, signal.default_int_handler)  # workers of a test run ignore it
    try:
        with pytest.raises(KeyboardInterrupt):
            measured(measures, seeds=3, customers=2, threads=1, stopping=told.set)
    finally:
        signal.signal(signal.SIGINT, before)
    assert told.is_set()
    assert later == []


# ---- what is kept ---------------------------------------------------------------------------------------


def test_the_kept_results_are_of_every_measure_over_twenty_seeds_and_more(board: Scoreboard) -> None:
    assert set(board.estimates) == set(measures_of(PATTERNS, CLAIMS, lifts=True))
    assert board.seeds >= 20
    assert [key for key, found in board.estimates.items() if found.seeds < 20] == []
    assert [key for key, found in board.estimates.items() if not math.isfinite(found.value)] == []


def test_page_and_figure_are_what_the_results_say() -> None:
    for name, text in scoreboard().items():
        assert (DOCS / name).read_text(encoding="utf-8") == text, "run: python -m docs.generate"


def test_results_come_back_from_their_file(board: Scoreboard) -> None:
    assert from_json(to_json(board)) == board
    odd = board._replace(estimates={("D1", "x"): Estimate(math.nan, -math.inf, math.inf, 1)})
    found = from_json(to_json(odd)).estimates["D1", "x"]
    assert math.isnan(found.value) and found.seeds == 1


# ---- the page -------------------------------------------------------------------------------------------


def test_nothing_is_dropped_because_it_fails(board: Scoreboard) -> None:
    text = page(board)
    lines = [line for line in text.splitlines() if line.startswith("| ")]
    for one in findings(board):
        rows = [line for line in lines if f"| {one.number} | {one.name} |" in line]
        assert len(rows) == 1, one.name
        assert (f"| {one.verdict} |" in rows[0]) or (f"| **{one.verdict}** |" in rows[0])
    for one in readings(board):
        assert sum(f"| {one.number} | {one.name} |" in line for line in lines) == 1, one.name
    assert sum(board.of(*lift_row(*row)) is not None for row in ROWS) == 36


def test_passes_are_counted_by_kind(board: Scoreboard) -> None:
    found = findings(board)
    own = [one for one in found if one.kind in ("emergent", "hold-out")]
    assert sum(counts(found, OWN_STRENGTH)) == len(own)
    assert sum(counts(found, Kind)) == len(found) == len(PATTERNS)
    passed = sum(one.verdict == "pass" for one in own)
    told = re.search(r"Emergent and hold-out patterns together: (\d+) pass", page(board))
    assert told and int(told[1]) == passed


def test_a_worse_result_moves_a_verdict_and_nothing_else(board: Scoreboard) -> None:
    before = findings(board)
    spoilt = board._replace(estimates={key: Estimate(1e9, 1e9 - 1, 1e9 + 1, 24) for key in board.estimates})
    after = findings(spoilt)
    assert [(one.number, one.name, one.kind, one.band) for one in after] == [
        (one.number, one.name, one.kind, one.band) for one in before
    ]
    assert sum(one.verdict == "pass" for one in after) < sum(one.verdict == "pass" for one in before)


@pytest.mark.parametrize(
    ("value", "text"),
    [(0.0, "0"), (0.03263, "0.0326"), (-1.5, "-1.5"), (12.3973, "12.4"), (237955.5, "237,956"), (1.0, "1")],
)
def test_numbers_have_three_digits_that_count(value: float, text: str) -> None:
    assert figure(value) == text


def test_bands_and_intervals_are_told_in_words() -> None:
    assert band((0.1, 0.25)) == "0.1 to 0.25"
    assert band((1.0, math.inf)) == "above 1"
    assert band((-math.inf, 0.5)) == "below 0.5"
    assert band((0.0, 0.0)) == "exactly 0"
    assert interval(Estimate(0.5, 0.4, 0.6, 20)) == "0.5 (0.4 to 0.6)"
    assert interval(Estimate(3.0, 3.0, 3.0, 20)) == "3"
