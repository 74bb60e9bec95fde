"""How near people are to the log that they were fitted to: `python -m benchmarks.cohort [COHORTS]`.

Order of parts: the market and its log, people who follow a law alone, people with effects, what is printed.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable
from importlib.resources import files
from itertools import pairwise
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from simulator.calibration import Calibration, calibrate, continuous_time_cohort
from simulator.engine import cohort
from simulator.engine.setting import Market, Span
from simulator.engine.solve import EPOCH, Solved
from simulator.market.behaviour import behaviour
from simulator.market.business import business_table
from simulator.market.file import ranges
from simulator.program import Program, program_table
from simulator.program.table import ProgramTable
from simulator.scenario import load

COHORTS, AT_ONCE = 200, 20
LAST_DAYS = (272, 545)  # of weeks 1-39 and 40-78
MODES = ("bg_nbd", "pareto_nbd")
WEEKS = 104
SEED = 19970101
Floats = NDArray[np.float64]


class People(NamedTuple):
    """The cdnow market as runs read it, and the log behind it."""

    log: Calibration
    numbers: Any  # central ones, none of them solved
    market: Market
    entries: NDArray[np.int64]  # day of each customer's first order
    share: float  # of the firm, at which the market states orders a year


def cdnow() -> People:
    """Return the shipped market with its log."""
    log = calibrate(str(files("scenarios") / "data" / "cdnow.csv"), currency="USD")
    model = load("cdnow", "market").model
    values = {name: value for name, (value, _, _) in ranges(model).items()}
    fit = log.fits["pareto_nbd"].parameters
    share = cohort.WEEKS_A_YEAR * fit["r"] / fit["alpha"] / values["orders_per_year"]
    table = business_table(model.business)
    facts = Market(*table, minor=100)
    return People(log, behaviour(values), facts, log.holdout.histories.entry_day, share)


def none_table(weeks: int, customers: int) -> ProgramTable:
    """Return the table of no program over weeks from week 0."""
    span = Span(0, weeks, EPOCH)
    program = Program.model_validate({"title": "No program"})
    return program_table(program, weeks + 60, span.origin, span.begins, customers)


# ---- the law alone --------------------------------------------------------------------------------------


class Period(NamedTuple):
    """One period of one mode: people beside the continuous-time simulation; shares, and orders a cohort."""

    zero_share: float
    zero_share_error: float
    total: float
    total_error: float
    expected_zero_share: float
    expected_total: float


def periods(people: People, mode: str, cohorts: int, drawn: int = 4000) -> tuple[Period, ...]:
    """Let cohorts follow a fitted law and return each period beside the same fit in continuous time."""
    fit = people.log.fits[mode]
    numbers = cohort.follow_law(people.numbers, mode, fit.parameters)
    market = people.market._replace(verification=1)
    ends = [(day + 1) // 7 - 1 for day in LAST_DAYS]
    zeros, totals = [], []
    for panel in range(-(-cohorts // AT_ONCE)):
        entries = np.tile(people.entries, AT_ONCE)
        table = none_table(ends[-1] + 1, len(entries))
        orders = cohort.live_cohort(numbers, table, market, entries, ends[-1] + 1, (SEED, panel))
        so_far = orders[ends].astype(np.int64).reshape(len(ends), AT_ONCE, -1)
        in_period = np.diff(so_far, axis=0, prepend=1)
        zeros.append((in_period == 0).mean(axis=2))
        totals.append(in_period.sum(axis=2))
    zero, total = np.concatenate(zeros, axis=1), np.concatenate(totals, axis=1)
    root = np.sqrt(zero.shape[1])
    reference = continuous_time_cohort(fit, people.entries, LAST_DAYS, SEED, drawn)
    return tuple(
        Period(
            float(zero[k].mean()),
            float(zero[k].std() / root),
            float(total[k].mean()),
            float(total[k].std() / root),
            reference[k].zero_share,
            reference[k].total,
        )
        for k in range(len(ends))
    )


# ---- effects on -----------------------------------------------------------------------------------------


class Course(NamedTuple):
    """What cohorts do: orders of a cohort by week, first ones included, and the figures of the law."""

    weekly: Floats
    figures: Floats


def whole_weeks(people: People) -> NDArray[np.int64]:
    """Return first days moved to the end of their week, so that weeks since the first order are whole."""
    return people.entries // 7 * 7 + 6


def expected(people: People, law: cohort.Law) -> Course:
    """Return what the law expects of a cohort."""
    each = np.diff(cohort.law_orders(law, range(WEEKS + 1)), prepend=0.0)
    newcomers = np.bincount(whole_weeks(people) // 7, minlength=WEEKS)
    weekly = newcomers + np.convolve(newcomers, each)[:WEEKS]
    return Course(weekly, cohort.law_figures(law))


def lived(people: People, numbers: Any, market: Market, cohorts: int) -> Course:
    """Return what people do, as a mean over cohorts."""
    entries = np.tile(whole_weeks(people), AT_ONCE)
    last = int(entries.max()) // 7
    weeks = max(WEEKS, last + cohort.SALES_WEEKS[-1] + 1)
    table = none_table(weeks, len(entries))
    weekly, figures = [], []
    for panel in range(-(-cohorts // AT_ONCE)):
        orders = cohort.live_cohort(numbers, table, market, entries, weeks, (SEED, panel))
        so_far = orders[:WEEKS].sum(axis=1, dtype=np.int64)
        weekly.append(np.diff(so_far, prepend=0) / AT_ONCE)
        figures.append(cohort.cohort_figures(orders, entries))
    return Course(np.mean(weekly, axis=0), np.mean(figures, axis=0))


def solved(people: People) -> Any:
    """Return the central numbers, re-solved with effects on."""
    table = none_table(cohort.WEEKS, cohort.CUSTOMERS)
    return cohort.neutral(people.numbers, table, people.market, people.share, cohort.CAREFUL_TURNS)


def by_blocks(weekly: Floats, weeks: int) -> Floats:
    """Return sums over blocks of weeks."""
    return np.asarray(weekly[: len(weekly) // weeks * weeks].reshape(-1, weeks).sum(axis=1))


# ---- print ----------------------------------------------------------------------------------------------

NAMES = (
    *(f"repeat orders, weeks {a + 1}-{b}" for a, b in pairwise(cohort.SALES_WEEKS)),
    *(f"came back within {weeks} weeks" for weeks in cohort.RETURN_WEEKS),
    *(f"no order in weeks {a + 1}-{b}" for a, b in cohort.SILENT_WEEKS),
)  # fmt: skip


def print_law(people: People, cohorts: int) -> None:
    """Print people who follow a law alone beside its simulation in continuous time and what happened."""
    holdout = people.log.holdout
    actual = (
        (float(np.mean(holdout.histories.x == 0)), int(holdout.histories.x.sum())),
        (float(np.mean(holdout.actual == 0)), int(holdout.actual.sum())),
    )
    print(
        f"Effects off: {cohorts} cohorts of {len(people.entries):,} people beside the fit in continuous time"
    )
    print(
        "mode        period        zero share +- error  in time  actual      total +- error  in time  actual"
    )
    for mode in MODES:
        found = periods(people, mode, cohorts)
        for words, one, (zero, total) in zip(("weeks 1-39", "weeks 40-78"), found, actual, strict=True):
            print(
                f"{mode:<12}{words:<12}{one.zero_share:>12.4f} +- {one.zero_share_error:.4f}"
                f"{one.expected_zero_share:>9.4f}{zero:>8.4f}{one.total:>11.1f} +- {one.total_error:<5.1f}"
                f"{one.expected_total:>8.1f}{total:>8}{'':4}{one.total / one.expected_total - 1:+.2%} of it, "
                f"{one.total / total - 1:+.1%} of actual"
            )


def print_effects(people: People, cohorts: int) -> None:
    """Print people with effects on, numbers re-solved, beside the law and people with effects off."""
    on = solved(people)
    law = cohort.firm_law(people.numbers, people.share)
    wanted = expected(people, law)
    off_numbers = cohort.follow_law(people.numbers, "pareto_nbd", people.log.fits["pareto_nbd"].parameters)
    off = lived(people, off_numbers, people.market._replace(verification=1), cohorts)
    found = lived(people, on, people.market, cohorts)
    print(f"\nEffects on, program none: {cohorts} cohorts; solved:")
    print("  " + ", ".join(f"{name} {getattr(on, name):.3f}" for name in Solved._fields))
    print(f"{'':32}{'law':>9}{'off':>9}{'on':>9}{'on/law':>9}{'on/off':>9}")
    rows: list[tuple[str, Iterable[float]]] = list(
        zip(NAMES, zip(wanted.figures, off.figures, found.figures, strict=True), strict=True)
    )
    quarters = zip(*(by_blocks(course.weekly, 13) for course in (wanted, off, found)), strict=True)
    rows += [(f"sales, weeks {13 * k + 1}-{13 * k + 13}", row) for k, row in enumerate(quarters)]
    for name, (law_says, without, effects) in rows:
        print(
            f"{name:<32}{law_says:>9.4g}{without:>9.4g}{effects:>9.4g}"
            f"{effects / law_says - 1:>+9.2%}{effects / without - 1:>+9.2%}"
        )
    for weeks in (1, 4, 13):
        blocks = [by_blocks(course.weekly, weeks) for course in (wanted, off, found)]
        luck, gap, pair = (
            float(np.abs(a / b - 1).max())
            for a, b in ((blocks[1], blocks[0]), (blocks[2], blocks[0]), (blocks[2], blocks[1]))
        )
        print(
            f"largest gap of sales by {weeks:>2} weeks: on/law {gap:.2%}, on/off {pair:.2%}; luck {luck:.2%}"
        )


if __name__ == "__main__":
    asked = int(sys.argv[1]) if len(sys.argv) > 1 else COHORTS
    market = cdnow()
    print_law(market, asked)
    print_effects(market, asked)
