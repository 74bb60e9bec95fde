"""What winning customers costs, and what it brings: claims on acquiring against keeping, and growth.

Order of parts: what is spent on either side, acquiring against keeping, the yuan in a growing market, staff.
"""

from __future__ import annotations

import numpy as np

from simulator.accounts import chart
from simulator.accounts.profit import discounted, program_cost
from simulator.evidence.finding import Pair
from simulator.evidence.lives import Life
from simulator.evidence.money import EQUITY_RATE, advertised, contribution
from simulator.evidence.runs import Runs
from simulator.evidence.trials import YEAR

KEEPING = "points 2%"
SPAN = (0, 4 * YEAR)  # of acquiring and keeping


def _program_cost(life: Life) -> int:
    return int(program_cost(life.tally[slice(*SPAN)].sum(axis=(0, 1))))


def _attached(life: Life) -> int:
    return int(life.tally[SPAN[1] - 1, :, chart.ATTACHED].sum())


def won_over_kept(runs: Runs) -> Pair:
    """Return what a customer costs whom advertising brings, and a year of a member whom a program keeps."""
    won, kept = runs.life("advertised"), runs.life(KEEPING)
    a_customer = int(advertised(won)[slice(*SPAN)].sum()) / won.total("acquired", *SPAN)
    member_years = int(kept.after["member"][slice(*SPAN)].sum(dtype=np.int64)) / YEAR
    return a_customer, _program_cost(kept) / member_years


def one_more_won_over_kept(runs: Runs) -> Pair:
    """Return what another customer at the end costs by advertising, and by a program.

    Both as their parts: spending on one side times customers added on the other, so that a seed in which a
    program adds nobody is no division by nothing.
    """
    none, won, kept = (runs.life(name) for name in ("none", "advertised", KEEPING))
    added_won, added_kept = (_attached(life) - _attached(none) for life in (won, kept))
    return float(advertised(won)[slice(*SPAN)].sum()) * added_kept, float(_program_cost(kept)) * added_won


def yuan_in_a_growing_market(runs: Runs) -> Pair:
    """Return discounted contribution that advertising adds over six years, and what is spent on it."""
    base, more = runs.life("growing"), runs.life("growing, advertised")
    weeks = len(more.tally)
    added = discounted(contribution(more, weeks) - contribution(base, weeks), EQUITY_RATE)
    return float(added.sum()), float(discounted(advertised(more), EQUITY_RATE).sum())


def profit_of_staff(runs: Runs) -> float:
    """Return by how many percent two years' contribution rises where staff are a tenth more loyal."""
    usual, loyal = (int(contribution(runs.life(name), 2 * YEAR).sum()) for name in ("staff", "loyal staff"))
    return 100.0 * (loyal / usual - 1.0)
