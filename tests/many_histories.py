"""Many random histories of members: the engine against the second evaluator, to the point and cent.

`make histories` lives 100,000 of them, 20 under each of 5,000 random programs; all follow from the seed. It
takes some twenty minutes on two processors, and ends with status 1 where any two statements differ, or where
in so many something that can be drawn was never drawn.

Order of parts: one lot of histories, all lots.
"""

from __future__ import annotations

import argparse
import datetime
import json
import sys
import time
from collections.abc import Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from typing import Any, NamedTuple

from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st

from simulator.engine.cases import replay
from simulator.engine.setting import LOOK_BACK_WEEKS
from simulator.program import program_table
from simulator.scenario.happenings import events_of
from tests import builders
from tests.builders import Story
from tests.engine.worlds import program_of
from tests.evaluator import statements

PROGRAMS, EACH = 20, 20  # programs of a lot, histories under each
WEEKS = builders.LONGEST // 7 + 2
ENOUGH = 50_000  # in so many histories everything is drawn that can be
DESCRIBED = 10  # one history in so many is asked what it reached: that takes as long as living it


class Lot(NamedTuple):
    """What a lot of histories came to."""

    lived: int
    differing: list[str]  # each with its program, its events up to the first difference, and both statements
    reached: frozenset[str]


# ---- one lot --------------------------------------------------------------------------------------------


def drawn(strategy: st.SearchStrategy[Any], count: int, number: int) -> list[Any]:
    """Return random values of a strategy, the same each time for a number."""
    found: list[Any] = []
    checks = list(HealthCheck)

    @seed(number)
    @settings(
        max_examples=count, database=None, derandomize=False, phases=[Phase.generate], deadline=None,
        suppress_health_check=checks,
    )  # fmt: skip
    @given(strategy)
    def collect(one: Any) -> None:
        found.append(one)

    collect()
    return found


def differing(stories: Iterable[Story]) -> Iterator[str]:
    """Yield every history of one program that the two tell differently, up to the event where they part."""
    table = None
    for story in stories:
        program, begins = program_of(story.program), datetime.date.fromisoformat(story.begins)
        table = table or program_table(program, WEEKS, -LOOK_BACK_WEEKS, begins, 1_000)
        events = events_of(story.events, begins, program)
        expected = list(statements(story.program, story.begins, story.events))
        if replay(table, events, program.named_levels, begins) == expected[-1]:
            continue
        for count, told in enumerate(expected, start=1):
            found = replay(table, events[:count], program.named_levels, begins)
            if found != told:
                apart = {name: (found[name], told[name]) for name in told if found[name] != told[name]}
                yield json.dumps(
                    {"program": story.program, "begins": story.begins, "events": story.events[:count],
                     "engine and evaluator": apart}
                )  # fmt: skip
                break


def lot(number: int) -> Lot:
    """Draw and live one lot of histories."""
    reached: set[str] = set()
    differ: list[str] = []
    lived = 0
    for place, program in enumerate(drawn(builders.programs(), PROGRAMS, number)):
        of_program = number * PROGRAMS + place
        begins = drawn(builders.beginnings(), 1, of_program)[0]
        stories = drawn(builders.histories(program, begins), EACH, of_program)
        lived += len(stories)
        differ += differing(stories)
        reached |= builders.program_reached(program)
        for story in stories[::DESCRIBED]:
            reached |= builders.history_reached(story)
    return Lot(lived, differ, frozenset(reached))


# ---- all lots -------------------------------------------------------------------------------------------


def report(count: int, first: int, workers: int) -> Lot:
    """Live at least so many histories, tell how it goes, and return what they came to."""
    started = told = time.monotonic()
    total = Lot(0, [], frozenset())
    numbers = range(first, first + -(-count // (PROGRAMS * EACH)))
    with ProcessPoolExecutor(workers) as pool:
        for one in pool.map(lot, numbers):
            for told_apart in one.differing:
                print(told_apart, flush=True)
            total = Lot(total.lived + one.lived, total.differing + one.differing, total.reached | one.reached)
            if time.monotonic() - told > 10.0 or total.lived >= count:
                told = time.monotonic()
                differ, passed = len(total.differing), told - started
                print(f"{total.lived:,} of {count:,} histories, {differ} differ, {passed:.0f} s", flush=True)
    return total


def main() -> int:
    """Read what is wanted from the command line; return the exit status."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=100_000, help="histories, rounded up to whole lots")
    parser.add_argument("--seed", type=int, default=1, help="number of the first lot, of 400 histories")
    parser.add_argument("--workers", type=int, default=2, help="processes")
    wanted = parser.parse_args()
    total = report(wanted.count, wanted.seed, wanted.workers)
    missing = (builders.PROGRAM_KINDS | builders.HISTORY_KINDS) - total.reached
    print(f"never drawn: {', '.join(sorted(missing)) or 'nothing'}")
    return int(bool(total.differing or (missing and total.lived >= ENOUGH)))


if __name__ == "__main__":
    sys.exit(main())
