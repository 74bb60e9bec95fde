"""What a customer is worth (L5, D21): against the formula, and how value answers to retention and margin.

Order of parts: people who are all alike, the market as it is, the patterns.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from simulator.accounts import chart
from simulator.accounts.lifetime_value import FIRST_AFTER_A_PERIOD, retention_elasticity, retention_value
from simulator.accounts.profit import discounted
from simulator.customers.population import draw_panel
from simulator.engine.clock import Clock
from simulator.engine.kernel import Kernel
from simulator.engine.setting import Span, build_world, regions_of
from simulator.engine.solve import EPOCH, effects_off
from simulator.evidence.finding import Kind, Pair, Pattern
from simulator.evidence.limits import alone, orders_alone
from simulator.evidence.lives import Ints, Life
from simulator.evidence.programs import table_of
from simulator.evidence.runs import SEED, Runs
from simulator.evidence.trials import YEAR

# ---- people who are all alike -----------------------------------------------------------------------------

VALUE_HAZARD, VALUE_WEEKS, VALUE_RATE, VALUE_CUSTOMERS = 0.02, YEAR + 1, 0.10, 40_000
COHORT_YEARS, COHORT_RATE = 24, 0.10


def _alike(runs: Runs, hazard: float, orders_a_week: float) -> Any:
    """Return numbers of people who are all alike: buying at one rate, leaving at one hazard."""
    numbers = effects_off(runs.laboratory.stated())
    alike = {"need_shape": 1e6, "hazard_shape": 1e6, "hazard_mean": hazard, "comeback": 0.0}
    return numbers._replace(**alike, orders_per_year=52.0 * orders_a_week)


def value_over_formula(runs: Runs) -> Pair:
    """Return the discounted orders of a cohort from its second week on, and what the formula says of them."""
    orders = orders_alone(runs, _alike(runs, VALUE_HAZARD, 1.0), VALUE_CUSTOMERS, VALUE_WEEKS)
    weekly = np.diff(orders.sum(axis=1))
    rate = VALUE_RATE / YEAR
    seen = float((weekly / (1.0 + rate) ** np.arange(len(weekly))).sum()) / VALUE_CUSTOMERS
    margin = -math.expm1(-VALUE_HAZARD) / VALUE_HAZARD  # a week's orders of who is there at its opening
    return seen, retention_value(margin, math.exp(-VALUE_HAZARD), rate, periods=len(weekly))


def _yearly_value(runs: Runs, retention: float) -> float:
    """Return the value of a cohort of which a year's margin comes at its end from who is still there."""
    numbers = _alike(runs, -math.log(retention) / YEAR, 0.0)
    customers, weeks = runs.laboratory.customers, COHORT_YEARS * YEAR + 1
    span = Span(0, weeks, EPOCH)
    traits = draw_panel(customers, numbers, SEED, runs.seed, 100, regions_of(customers))
    table = table_of("none", span, customers)
    world = build_world(traits, numbers, table, alone(runs.laboratory), span, runs.luck)
    there: list[float] = []

    def look(now: Any, week: int) -> None:
        if week > 0 and week % YEAR == 0:
            there.append(float(np.mean(now.state["attached"] == 1)))

    Clock(Kernel(world), 0, look).run(weeks)
    return math.fsum(share / (1.0 + COHORT_RATE) ** (year + 1) for year, share in enumerate(there))


def elasticity_over_formula(runs: Runs) -> Pair:
    """Return the elasticity of a cohort's value in its retention, and (1 + i) / (1 + i - r)."""
    retention, step = 0.8, 0.01
    low, high = (_yearly_value(runs, retention * math.exp(sign * step)) for sign in (-1.0, 1.0))
    formula = retention_elasticity(retention, COHORT_RATE, FIRST_AFTER_A_PERIOD)
    return math.log(high / low) / (2.0 * step), formula


# ---- the market as it is ----------------------------------------------------------------------------------

EQUITY_RATE = 0.10
COSTS = (
    chart.RETURNED_GOODS, chart.SELLER_PROCEEDS, chart.COST_OF_GOODS, chart.FULFILMENT, chart.RETURNS_COST,
    chart.DESK_COST, chart.RECOVERY_COST,
)  # fmt: skip


def contribution(life: Life, weeks: int) -> Ints:
    """Return the firm's weekly contribution of all customers without a program, minor units."""
    signs = {chart.GOODS: 1, **dict.fromkeys(COSTS, -1)}
    found: Ints = sum(sign * life.tally[:weeks, :, column].sum(axis=1) for column, sign in signs.items())
    return found


def advertised(life: Life) -> Ints:
    """Return what is spent on advertising by week, minor units; no customer's week posts it."""
    weekly = int(life.world.program["advertising"][0])
    return np.full(len(life.tally), weekly, np.int64)


def _equity(life: Life) -> float:
    return float(discounted(contribution(life, len(life.tally)), EQUITY_RATE).sum())


def stay(life: Life) -> float:
    """Return the yearly retention: who considers the firm at a year's opening and all through to its end."""
    attached = life.after["attached"]
    years = len(attached) // YEAR
    there = kept = 0
    for year in range(years):
        before = life.at("attached", year * YEAR) == 1
        there += int(before.sum())
        kept += int((before & (attached[year * YEAR : (year + 1) * YEAR] == 1).all(axis=0)).sum())
    return kept / there


def equity_in_retention(runs: Runs) -> Pair:
    """Return the change of log equity and that of log retention where fewer customers leave."""
    more, base = runs.life("fewer leave"), runs.life("none")
    return math.log(_equity(more) / _equity(base)), math.log(stay(more) / stay(base))


def equity_in_margin(runs: Runs) -> float:
    """Return the relative change of equity per relative change of the contribution margin, by the books."""
    life = runs.life("none")
    goods = life.tally[:, :, chart.GOODS].sum(axis=1) - life.tally[:, :, chart.RETURNED_GOODS].sum(axis=1)
    kept = goods - life.tally[:, :, chart.SELLER_PROCEEDS].sum(axis=1)
    return float(discounted(kept, EQUITY_RATE).sum()) / _equity(life)


def equity_in_acquisition(runs: Runs) -> float:
    """Return the relative change of equity per relative change of the cost of acquisition, by the books."""
    life = runs.life("growing, advertised")
    spent = float(discounted(advertised(life), EQUITY_RATE).sum())
    earned = _equity(life)
    return -spent / (earned - spent)


GUPTA = "Gupta, Lehmann & Stuart 2004"
PATTERNS: tuple[Pattern, ...] = (
    Pattern(
        "L5",
        "customer value is the formula's",
        Kind.IDENTITY,
        (0.998, 1.002),
        "ratio",
        GUPTA,
        "Discounted orders of a year of 40,000 customers who are all alike and leave at 2% a week, over "
        "the formula.",
        value_over_formula,
    ),
    Pattern(
        "D21",
        "elasticity of a cohort's value in retention",
        Kind.IDENTITY,
        (0.95, 1.05),
        "ratio",
        GUPTA,
        "Elasticity of value in yearly retention .8 at 10%, people who are all alike, over (1 + i) / (1 "
        "+ i - r).",
        elasticity_over_formula,
    ),
    Pattern(
        "D21",
        "customer equity: retention",
        Kind.HOLD_OUT,
        (2.0, 7.0),
        "elasticity",
        GUPTA,
        "Relative change of discounted contribution over six years per relative change of yearly "
        "retention, all "
        "hazards of leaving down by a tenth, customers coming back as ever.",
        equity_in_retention,
        note="Who has left comes back at 1% a week, so leaving costs less than in the formula: without "
        "coming back the elasticity is near 3 (4 seeds).",
    ),
    Pattern(
        "D21",
        "customer equity: margin",
        Kind.HOLD_OUT,
        (0.8, 1.2),
        "elasticity",
        GUPTA,
        "Relative change of the same per relative change of the contribution margin.",
        equity_in_margin,
    ),
    Pattern(
        "D21",
        "customer equity: cost of acquisition",
        Kind.HOLD_OUT,
        (-0.3, -0.02),
        "elasticity",
        GUPTA,
        "Relative change of the same, less advertising, per relative change of the cost of acquisition, in a "
        "market that a quarter more people come to each year; what is spent is put in: 100 CNY a week for "
        "1,000 of those who will have come.",
        equity_in_acquisition,
    ),
)
