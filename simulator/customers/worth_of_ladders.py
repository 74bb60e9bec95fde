"""Worth of further ladders: the pull of the next level of each and of the one held, and what is at stake.

The same laws as those of the main ladder (worth_of_tiers.py), on each ladder's own balance.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from simulator.customers.awareness import comprehension
from simulator.customers.choice import noticed
from simulator.customers.climbing import believed_rate, gain_of_order, gain_without_deadline
from simulator.customers.dates import status_times
from simulator.customers.ladders import step_on, step_reached, with_step, years_left
from simulator.customers.standing import standing
from simulator.customers.worth_of_tiers import LEAST_PULL, WEEKS_A_YEAR, status_forecast, term_worth_with
from simulator.program.sizes import MOST_STEPS
from simulator.program.table import LADDER_SPEND, LADDER_STATUS
from simulator.rule import compiled


@compiled
def _worth_at(t: Any, s: Any, p: Any, b: Any, page: Any, ladder: int, step: int, rate: float) -> float:
    """Return what a year is worth with a level of a further ladder, and the level of tiers that it holds."""
    level = int(s.level)
    held = int(p.ladder_holds[ladder, step - 1]) if step > 0 else 0
    own = standing(s, p) + max(0, held - level)
    return float(term_worth_with(t, p, b, page, own, rate, int(with_step(int(s.clubs), ladder, step))))


@compiled
def _gain_of_order(
    p: Any, b: Any, ladder: int, missing: float, each: float, today: float, weekly: float, rate: float,
    left: float, within: float,
) -> float:  # fmt: skip
    """Return how much one more order helps to a balance of a further ladder, 0 to 1.

    Units: in the ladder's metric what is missing, what a usual order, this one and a week without any bring;
    orders a week, weeks left of the year, and `within` as in `chance_to_reach`.
    """
    if each <= 0.0:
        return 0.0
    if p.ladder_yearly[ladder] == 0:
        return float(gain_without_deadline(missing, each + weekly / rate, rate, b.impatience))
    return float(gain_of_order((missing - weekly * left) / each, today / each, rate * left, within))


@compiled
def ladders_pull(t: Any, s: Any, p: Any, b: Any, page: Any, day: int, scale: float) -> float:
    """Return the pull of the next level of each further ladder and of keeping the one held, logits."""
    basket = np.float64(t.basket)
    rate = believed_rate(int(s.term_orders), page.week - int(s.term_week), np.float64(t.rate), b.tier_memory)
    times = status_times(s, p, page, day - page.first_day) / 1000.0
    of_status = status_forecast(t, s, p, b, basket, rate, times)
    left = float(max(0.0, (365 - page.day_of_year[day - page.first_day]) / 7.0))
    within = b.basket_within * b.basket_within
    spend = rate * WEEKS_A_YEAR * basket
    value = 0.0
    for ladder in range(p.ladders):
        each, today, weekly = 1.0, 1.0, 0.0
        if p.ladder_metric[ladder] == LADDER_STATUS:
            each, today, weekly = of_status
        elif p.ladder_metric[ladder] == LADDER_SPEND:
            each = today = basket / p.ladder_unit
        step, had = step_on(int(s.clubs), ladder), float(int(s.ladders[ladder]))
        held = _worth_at(t, s, p, b, page, ladder, step, rate)
        if step < MOST_STEPS and p.ladder_from[ladder, step] > 0:
            up = noticed(_worth_at(t, s, p, b, page, ladder, step + 1, rate) - held, spend, b.noticing)
            if scale * up >= LEAST_PULL * basket:
                missing = p.ladder_from[ladder, step] - had
                value += up * _gain_of_order(p, b, ladder, missing, each, today, weekly, rate, left, within)
        if step > 0 and p.ladder_yearly[ladder] != 0:
            fallen = min(step - 1, step_reached(s, p, ladder))
            keep = noticed(held - _worth_at(t, s, p, b, page, ladder, fallen, rate), spend, b.noticing)
            if scale * keep >= LEAST_PULL * basket:
                missing = p.ladder_from[ladder, step - 1] - had
                value += keep * _gain_of_order(p, b, ladder, missing, each, today, weekly, rate, left, within)
    seen = comprehension(int(s.knows_balance), b.uncomprehended, b.hidden_weight * p.hidden)
    return float(scale * value * seen / basket * b.tier_weight)


@compiled
def ladders_at_stake(t: Any, s: Any, p: Any, b: Any, page: Any, week: int) -> float:
    """Return what the levels of further ladders give, as far as they are promised, minor units.

    A year of a level for life counts, and of a calendar year's level what is left of the year, to a month.
    """
    rate = believed_rate(int(s.term_orders), week - int(s.term_week), np.float64(t.rate), b.tier_memory)
    base, groups = standing(s, p) - int(s.level), int(s.clubs)
    worth = term_worth_with(t, p, b, page, base, rate, groups)
    value = 0.0
    for ladder in range(p.ladders):
        if step_on(groups, ladder) == 0:
            continue
        left = years_left(p, groups & ~int(with_step(groups, ladder, 0)))
        groups = int(with_step(groups, ladder, 0))
        without = term_worth_with(t, p, b, page, base, rate, groups)
        value += left * (worth - without) * b.tier_weight
        worth = without
    return float(value)
