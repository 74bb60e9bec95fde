"""Reference limits: where the model must agree with a formula or a published fit that it contains.

Order of parts: people alone, counts of purchases, BG/NBD, steps to a reward, waits at the desk, the patterns.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import cache
from typing import Any

import numpy as np

from simulator import chance
from simulator.chance import customer_key, stream_key, uniform
from simulator.customers.choice import goal_step_value
from simulator.customers.population import draw_panel
from simulator.engine.cohort import follow_law, live_cohort, orders_by_week
from simulator.engine.diffusion import diffusion
from simulator.engine.setting import Span, build_world, regions_of
from simulator.engine.solve import EPOCH, effects_off
from simulator.evidence.finding import Kind, Pattern
from simulator.evidence.lives import Array, Floats, Ints
from simulator.evidence.programs import table_of
from simulator.evidence.runs import SEED, Laboratory, Runs
from simulator.market.behaviour import behaviour
from simulator.service.twin import new_desks, serve_week

YEAR = 52
CDNOW = {"r": 0.243, "alpha": 4.414, "a": 0.793, "b": 2.426}
CDNOW_WEEKS = 39
LARGE = 20_000
OTHERS = 100_000  # seeds up to so many have panels of their own
CHI_PANELS = 4
CELLS = 28  # classes of counts that are held against the law, the last open
INNOVATION, IMITATION = 0.003, 0.06  # p and q of the law of Bass, a week


def alone(laboratory: Laboratory) -> Any:
    """Return the market's facts where every occasion is the firm's."""
    return laboratory.facts._replace(verification=1)


def orders_alone(runs: Runs, numbers: Any, customers: int, weeks: int, panel: int = 0) -> Ints:
    """Return everybody's orders so far by week where nothing but need and leaving acts, (weeks, N).

    Another panel is other people: the seed's own are panel 0.
    """
    traits = draw_panel(customers, numbers, SEED, runs.seed + panel * OTHERS, 100, regions_of(customers))
    span = Span(0, weeks, EPOCH)
    table = table_of("none", span, customers)
    world = build_world(traits, numbers, table, alone(runs.laboratory), span, runs.luck)
    return orders_by_week(world, weeks).astype(np.int64)


# ---- counts of purchases ----------------------------------------------------------------------------------


def category_counts(runs: Runs) -> tuple[Ints, Ints]:
    """Return category purchases of two years, every effect off and nobody leaving."""

    def make() -> tuple[Ints, Ints]:
        numbers = effects_off(runs.laboratory.stated())._replace(hazard_mean=0.0)
        seen = orders_alone(runs, numbers, runs.laboratory.customers, 2 * YEAR)
        return seen[YEAR - 1], seen[-1] - seen[YEAR - 1]

    found: tuple[Ints, Ints] = runs.once("category counts", make)
    return found


def nbd_chi_square(runs: Runs) -> float:
    """Return chi-square a degree of freedom against the NBD of the known parameters, of four panels."""
    return float(np.mean([_chi_square(runs, panel) for panel in range(CHI_PANELS)]))


def _chi_square(runs: Runs, panel: int) -> float:
    from scipy.special import betainc

    stated = runs.laboratory.stated()
    numbers = effects_off(stated)._replace(hazard_mean=0.0)
    counts = orders_alone(runs, numbers, runs.laboratory.customers, YEAR, 1 + panel)[-1]
    shape, mean = stated.need_shape, stated.orders_per_year
    upto = betainc(shape, np.arange(CELLS - 1) + 1.0, shape / (shape + mean))
    expected = np.diff(np.concatenate([[0.0], upto, [1.0]])) * len(counts)
    seen = np.bincount(np.minimum(counts, CELLS - 1), minlength=CELLS)
    return float(((seen - expected) ** 2 / expected).sum() / (CELLS - 1))


# ---- BG/NBD -----------------------------------------------------------------------------------------------


class History:
    """Repeat purchases of a cohort whose first order was on the last day of week 0."""

    def __init__(self, orders: Ints) -> None:
        self.x = orders[-1] - 1
        weeks = np.argmax(orders == orders[-1][None, :], axis=0)
        self.t_x = np.where(self.x > 0, weeks - 0.5, 0.0)  # within its week, at the middle
        self.t_end = np.full(len(self.x), float(CDNOW_WEEKS))


def cdnow(runs: Runs) -> History:
    """Return a cohort that follows BG/NBD with the published parameters of CDNOW for 39 weeks."""

    def make() -> History:
        numbers = follow_law(behaviour(), "bg_nbd", CDNOW)
        weeks = CDNOW_WEEKS + 1
        table = table_of("none", Span(0, weeks, EPOCH), LARGE)
        entries = np.full(LARGE, 6, np.int64)
        luck = (SEED, runs.seed)
        facts = alone(runs.laboratory)
        return History(live_cohort(numbers, table, facts, entries, weeks, luck).astype(np.int64))

    found: History = runs.once("cdnow", make)
    return found


def _refit(runs: Runs) -> tuple[dict[str, float], float]:
    """Return the refitted parameters, and twice the log-likelihood that they gain over the true ones."""

    def make() -> tuple[dict[str, float], float]:
        from simulator.calibration import bg_nbd
        from simulator.calibration.fit import fit_purchases

        seen = cdnow(runs)
        fit = fit_purchases(bg_nbd, seen.x, seen.t_x, seen.t_end)
        true = float(bg_nbd.log_likelihood(tuple(CDNOW.values()), seen.x, seen.t_x, seen.t_end).sum())
        return dict(fit.parameters), 2.0 * (fit.log_likelihood - true)

    found: tuple[dict[str, float], float] = runs.once("refit", make)
    return found


def bass_gap(runs: Runs) -> float:
    """Return the largest distance of a launch's awareness from Bass's closed form, share of people."""
    return diffusion(INNOVATION, IMITATION, 2 * YEAR, runs.laboratory.customers, runs.seed).gap


def refitted_shape(runs: Runs) -> float:
    """Return the refitted r over the true one."""
    return _refit(runs)[0]["r"] / CDNOW["r"]


def refitted_dropout(runs: Runs) -> float:
    """Return the refitted mean chance of dropping out, a / (a + b), over the true one."""
    fit = _refit(runs)[0]
    return fit["a"] / (fit["a"] + fit["b"]) / (CDNOW["a"] / (CDNOW["a"] + CDNOW["b"]))


def likelihood_ratio(runs: Runs) -> float:
    """Return the likelihood ratio statistic of the refit against the truth: 4 on average, if they agree."""
    return _refit(runs)[1]


# ---- steps to a reward ------------------------------------------------------------------------------------

IMPATIENCE, NEEDED, REWARD = 0.01, 10, 20.0
LOGITS_PER_MONEY = 5.5 / 150.0
STEP_SHARES, STEP_RATES = (0.2, 0.4, 0.85), (0.1, 0.3, 1.0, 2.0)


def by_formula(rate: float) -> Floats:
    """Return the worth of each step of a card by the rule that members go by."""
    steps = [goal_step_value(REWARD, float(NEEDED), float(held), rate, IMPATIENCE) for held in range(NEEDED)]
    return np.array(steps)


def by_value_iteration(rate: float, share: float) -> Floats:
    """Return the worth of each step where the member chooses at every occasion, with renewal.

    Occasions come at rate / share; without a program the firm is taken with chance `share` (logit).
    """
    odds = math.log(share / (1.0 - share))
    left = (rate / share) / (rate / share + IMPATIENCE)
    worth: Floats = np.zeros(NEEDED)
    for _ in range(100_000):
        after = np.append(worth[1:], REWARD + worth[0])
        best = np.logaddexp(LOGITS_PER_MONEY * worth, odds + LOGITS_PER_MONEY * after) / LOGITS_PER_MONEY
        new = left * (best - math.log1p(math.exp(odds)) / LOGITS_PER_MONEY)
        done = float(np.max(np.abs(new - worth))) < 1e-10
        worth = new
        if done:
            break
    return np.append(worth[1:], REWARD + worth[0]) - worth


@cache
def _steps() -> tuple[tuple[Floats, Floats], ...]:
    """Return the steps by the rule and by value iteration for every share and rate."""
    return tuple(
        (by_formula(rate), by_value_iteration(rate, share)) for share in STEP_SHARES for rate in STEP_RATES
    )


def step_error(of: Callable[[Floats], Floats]) -> Callable[[Runs], float]:
    """Return the measure of the rule's largest relative error over shares and rates: no chance is in it."""
    return lambda _runs: max(float(np.max(np.abs(of(rule) / of(truth) - 1.0))) for rule, truth in _steps())


# ---- waits at the desk ------------------------------------------------------------------------------------

WAIT_CASES, WAIT_AGENTS, WAIT_RATE, WAIT_WEEK = 40_000, 2, 1.0, 2_000.0


def erlang_wait(rate: float, agents: int) -> float:
    """Return the mean wait of an M/M/c queue, handling of mean 1.

    Source: Erlang C, C / (c - rate).
    """
    terms = [rate**k / math.factorial(k) for k in range(agents)]
    last = rate**agents / math.factorial(agents) * agents / (agents - rate)
    return last / (math.fsum(terms) + last) / (agents - rate)


def mean_wait(runs: Runs) -> tuple[float, float]:
    """Return the mean wait of Poisson cases with exponential handling at the desk, and Erlang's."""
    stream = np.uint64(stream_key(SEED, runs.seed))
    drawn = np.array(
        [
            [uniform(key, 0, decision, 0) for decision in (chance.CASE_ARRIVAL, chance.CASE_HANDLING)]
            for key in (np.uint64(customer_key(stream, case)) for case in range(WAIT_CASES))
        ]
    )
    arrival, handling = np.cumsum(-np.log(drawn[:, 0]) / WAIT_RATE), -np.log(drawn[:, 1])
    room = WAIT_CASES
    state = new_desks(1, WAIT_AGENTS, room)
    out = (np.zeros(room, np.int64), np.zeros(room), np.zeros(room, np.int64))
    waited, decided, week, first = 0.0, 0, 0, 0
    while first < WAIT_CASES or state.count[0]:
        last = int(np.searchsorted(arrival, (week + 1) * WAIT_WEEK))
        here = slice(first, last)
        zeros: Array = np.zeros(last - first, np.int64)
        cases = (arrival[here], zeros, zeros, handling[here], np.full(last - first, np.inf))
        done = serve_week(state, 0, week, WAIT_WEEK, last - first, *cases, *out)
        waited += float(out[1][:done].sum())
        decided, week, first = decided + done, week + 1, last
    return waited / decided, erlang_wait(WAIT_RATE, WAIT_AGENTS)


BGNBD = "Fader, Hardie & Lee 2005 (CDNOW)"
STEPS = "value iteration with renewal and the customer's choice, shares .2/.4/.85, .1 to 2 orders a week"
PATTERNS: tuple[Pattern, ...] = (
    Pattern(
        "L1",
        "NBD counts with known parameters",
        Kind.IDENTITY,
        (0.8, 1.2),
        "chi-square a degree",
        "Ehrenberg 1959, 1988",
        "Chi-square of a year's category purchases over its degrees of freedom, every effect off, "
        "nothing fitted; mean of four panels.",
        nbd_chi_square,
    ),
    Pattern(
        "D11",
        "BG/NBD: repeat purchases in 39 weeks",
        Kind.IDENTITY,
        (1.15, 1.25),
        "orders",
        BGNBD,
        "Mean repeat purchases of 20,000 new customers by week 39, parameters of CDNOW.",
        lambda runs: float(cdnow(runs).x.mean()),
    ),
    Pattern(
        "D11",
        "BG/NBD: nobody comes back",
        Kind.IDENTITY,
        (0.563, 0.583),
        "share",
        BGNBD,
        "Share of the same without a repeat purchase.",
        lambda runs: float(np.mean(cdnow(runs).x == 0)),
    ),
    Pattern(
        "D11",
        "BG/NBD refitted: r",
        Kind.IDENTITY,
        (0.85, 1.15),
        "ratio",
        BGNBD,
        "Refitted r over the true one, 20,000 customers.",
        refitted_shape,
    ),
    Pattern(
        "D11",
        "BG/NBD refitted: a / (a + b)",
        Kind.IDENTITY,
        (0.85, 1.15),
        "ratio",
        BGNBD,
        "Refitted mean chance of dropping out over the true one.",
        refitted_dropout,
    ),
    Pattern(
        "L2",
        "BG/NBD refitted: a and b",
        Kind.IDENTITY,
        (2.0, 7.0),
        "likelihood ratio",
        BGNBD,
        "Twice the log-likelihood that the four refitted parameters gain over the true ones: 4 on average "
        "where both agree.",
        likelihood_ratio,
    ),
    Pattern(
        "L3",
        "awareness under mean-field talk follows Bass",
        Kind.IDENTITY,
        (0.0, 0.05),
        "share",
        "Bass 1969",
        "Largest distance of the awareness curve of a launch of two years from the closed form, p .003 and q "
        ".06 a week; nothing that is told moves a feeling.",
        bass_gap,
    ),
    Pattern(
        "L4",
        "points pressure: level of the steps",
        Kind.IDENTITY,
        (0.0, 0.05),
        "relative error",
        STEPS,
        "Largest error of the worth of any one step; that of their mean is 0 whatever the rule, as all steps "
        "of a reward that renews itself add up to it.",
        step_error(lambda steps: steps),
    ),
    Pattern(
        "L4",
        "points pressure: slope of the steps",
        Kind.IDENTITY,
        (0.0, 0.05),
        "relative error",
        STEPS,
        "Largest error of the last step's worth over the first's.",
        step_error(lambda steps: steps[-1:] / steps[:1]),
    ),
    Pattern(
        "L6",
        "waits at the desk are Erlang's",
        Kind.IDENTITY,
        (0.97, 1.03),
        "ratio",
        "Erlang C (M/M/c)",
        "Mean wait of 40,000 cases at two agents under a load of a half, over the formula.",
        mean_wait,
    ),
)
