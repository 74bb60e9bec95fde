"""Failures (D18): who stays by what became of it, and whether a good recovery sells more than none."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from simulator import chance
from simulator.chance import uniform
from simulator.customers.state import FAILURE_GRAVE
from simulator.customers.world import World
from simulator.evidence.finding import ANY, Kind, Pair, Pattern
from simulator.evidence.lives import Array, Flags, Ints, Life, live
from simulator.evidence.runs import Runs
from simulator.evidence.trials import YEAR

WEEKS = 4 * YEAR
WAITS_FOR = 4  # weeks in which a case comes to its outcome
STAY = YEAR  # weeks in which who stays orders again
NO_COMPLAINT, UNRESOLVED, RESOLVED, FAST = range(4)
WORLDS = ("silent", "unresolved", "late", "quick")  # in which all complaints end alike
NAMES = ("no complaint", "unresolved", "resolved", "resolved quickly")


class Failures(NamedTuple):
    """Every failure of a run, a row each."""

    customer: Ints
    week: Ints
    grave: Flags
    outcome: Ints


class _Watch:
    """Notes failures as they come, and what the desk made of them."""

    def __init__(self, runs: Runs) -> None:
        self.numbers = runs.laboratory.numbers()
        self.rows: list[tuple[Array, int, Array]] = []
        self.decided: dict[int, dict[int, int]] = {}  # week -> customer -> outcome

    def look(self, world: World, week: int) -> None:
        """Note who failed in a week, whether gravely, and the cases that were decided in it."""
        state = world.state
        failed = np.flatnonzero(state["failed_week"] == week)
        self.rows.append((failed, week, state["failure_kind"][failed] >= FAILURE_GRAVE))
        cases = np.flatnonzero(state["cases_served"].astype(np.int64) + state["cases_abandoned"] > 0)
        self.decided[week] = {int(one): self._outcome(state[one], week + 1) for one in cases}

    def _outcome(self, s: np.void, week: int) -> int:
        """Return the outcome of a customer's case, which he learns at the opening of a week."""
        decided = int(s["cases_served"]) + int(s["cases_abandoned"])
        drawn = uniform(np.uint64(s["key"]), week, chance.CASE_OUTCOME, 0)
        if s["cases_served"] == 0 or drawn >= self.numbers.recovery_share:
            return UNRESOLVED
        return FAST if s["case_wait"] <= self.numbers.fast_minutes * decided else RESOLVED

    def failures(self) -> Failures:
        """Return every failure with its outcome, as far as it was there to see."""
        found: list[tuple[int, int, bool, int]] = []
        for customers, week, graves in self.rows:
            later = [self.decided.get(week + wait, {}) for wait in range(WAITS_FOR)]
            for customer, grave in zip(customers.tolist(), graves.tolist(), strict=True):
                known = next((cases[customer] for cases in later if customer in cases), NO_COMPLAINT)
                found.append((customer, week, grave, known))
        rows = np.array(found, np.int64).reshape(-1, 4)
        return Failures(rows[:, 0], rows[:, 1], rows[:, 2] != 0, rows[:, 3])


def watched(runs: Runs, name: str = "watched") -> tuple[Life, Failures]:
    """Return a life without a program and its failures."""

    def make() -> tuple[Life, Failures]:
        watch = _Watch(runs)
        life = live(runs.world(runs.trials[name]), WEEKS, (), watch.look)
        return life, watch.failures()

    found: tuple[Life, Failures] = runs.once(("watched", name), make)
    return found


def ordered_again(life: Life, customer: Ints, week: Ints) -> Flags:
    """Return who of them ordered within a year after a week."""
    seen = life.after["orders"]
    found: Flags = seen[week + STAY, customer] > seen[week, customer]
    return found


def stay_rate(outcome: int) -> Callable[[Runs], Pair]:
    """Return the measure of those who order again within a year, of those with a grave loss of an outcome."""

    def measure(runs: Runs) -> Pair:
        life, seen = watched(runs, "grave losses")
        chosen = seen.grave & (seen.outcome == outcome) & (seen.week < WEEKS - STAY)
        again = ordered_again(life, seen.customer[chosen], seen.week[chosen])
        return float(again.sum()), float(len(again))

    return measure


def step_up(worse: int, better: int) -> Callable[[Runs], Pair]:
    """Return the measure of how many more orders two years bring where all failures end better.

    The same people with the same luck, all of whose failures come to one outcome: who complains, and who is
    served quickly, is no matter then.
    """

    def measure(runs: Runs) -> Pair:
        orders = [runs.life(WORLDS[outcome]).total("orders", 0, 2 * YEAR) for outcome in (worse, better)]
        return float(orders[1] - orders[0]), float(orders[0])

    return measure


def recovery_over_none(runs: Runs) -> float:
    """Return how many points more order again after a quick resolution than after no failure."""
    life, seen = watched(runs)
    good = (seen.outcome == FAST) & (seen.week < WEEKS - STAY)
    orders = life.after["orders"]
    again = people = 0
    for week in range(1, WEEKS - STAY, 4):
        bought = np.flatnonzero(orders[week] > orders[week - 1])
        failed = seen.customer[seen.week == week]
        bought = np.setdiff1d(bought, failed)
        again += int(ordered_again(life, bought, np.full(len(bought), week)).sum())
        people += len(bought)
    after = ordered_again(life, seen.customer[good], seen.week[good])
    return 100.0 * (float(after.mean()) - again / people)


TARP = "TARP (stay rates after losses above 100 dollars; intentions, old)"
LEVELS = ((0.05, 0.20), (0.12, 0.30), (0.45, 0.65), (0.70, 0.90))
PATTERNS: tuple[Pattern, ...] = (
    *(
        Pattern(
            "D18",
            f"stays after a severe failure: {NAMES[outcome]}",
            Kind.IDENTITY,
            LEVELS[outcome],
            "share",
            TARP,
            f"Customers with a grave loss ({NAMES[outcome]}) who order again within a year, no program; a "
            "tenth of failures are grave here.",
            stay_rate(outcome),
        )
        for outcome in range(4)
    ),
    *(
        Pattern(
            "D18",
            f"order of outcomes: {NAMES[outcome + 1]} above {NAMES[outcome]}",
            Kind.CALIBRATED,
            (0.0, ANY),
            "share of orders",
            TARP,
            f"Orders of two years where every failure is {WORLDS[outcome + 1]} over those where every "
            f"failure is "
            f"{WORLDS[outcome]}, less 1, same people and luck.",
            step_up(outcome, outcome + 1),
        )
        for outcome in range(3)
    ),
    Pattern(
        "D18",
        "recovery sells no more than no failure",
        Kind.HOLD_OUT,
        (-ANY, 2.0),
        "points",
        "de Matos, Henrique & Rossi 2007",
        "Points by which more order again within a year after a quick resolution than after an order without "
        "failure.",
        recovery_over_none,
    ),
)
