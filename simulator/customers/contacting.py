"""Contacting: reminders before a sale and calls after it; what they cost and do."""

from __future__ import annotations

from typing import Any

from simulator import chance
from simulator.accounts import chart
from simulator.chance import uniform
from simulator.customers.awareness import whole_part
from simulator.customers.buying import OWN_PROGRAM_COST
from simulator.rule import compiled, rule

MOST_REMINDERS = 200


@rule
def reminder_number(quiet: int, after: int, again: int) -> int:
    """Return which reminder of a silence falls into this week, 1 for the first, 0 for none.

    Units: whole weeks without an order; `again` 0 for a reminder that never comes again.
    Source: the contact clause of the program file.
    """
    if quiet == after:
        return 1
    if again <= 0 or quiet < after or (quiet - after) % again != 0:
        return 0
    return 1 + (quiet - after) // again


@rule
def reminder_pull(most: float, weeks: int, lasting: float, number: int) -> float:
    """Return the pull of a reminder `weeks` after it was taken in, logits, 0 to `most`.

    It fades in a straight line; the second of a silence pulls half as much, the third a third.

    Units: weeks; number is 1 for the first reminder of a silence.
    Source: reminders work and wear out (promotion fatigue); form and size assumptions.
    """
    if weeks < 0 or weeks >= lasting:
        return 0.0
    return most * (1.0 - weeks / lasting) / max(1, number)


@rule
def heard_with_call(likely: float, hears: float) -> float:
    """Return the chance that a failure reaches the desk when the firm calls after the order, 0-1.

    Units: chances; `likely` without the call, `hears` that the call brings up what would stay silent.
    Source: asked, more speak: TARP (sign); size an assumption.
    """
    return likely + (1.0 - likely) * min(1.0, hears)


@compiled
def nudge(s: Any, b: Any, week: int) -> float:
    """Return the pull of the last reminder on this week's choice, logits."""
    weeks = week - int(s.reminded_week)
    return float(reminder_pull(b.reminder_pull, weeks, b.reminder_weeks, int(s.reminders)))


@compiled
def remind(s: Any, p: Any, b: Any, page: Any, taken_in: float) -> int:
    """Remind a member who has been quiet for so long; return the cost, minor units."""
    number = reminder_number(page.week - int(s.last_week[0]), int(p.reminder_after), int(p.reminder_again))
    if number == 0:
        return 0
    key, week = s.key, page.week
    cost = whole_part(p.reminder_cost / 1e6, uniform(key, week, chance.HEAR_REMINDER, 0))
    page.tally[page.at, chart.COMMUNICATION_COST] += cost
    page.tally[page.at, chart.REMINDERS] += 1
    if uniform(key, week, chance.HEAR_REMINDER, 1) < taken_in:
        s.reminded_week = week
        s.reminders = min(MOST_REMINDERS, number)
    return int(cost)


@compiled
def call_after(p: Any, page: Any, key: Any, count: int) -> bool:
    """Call a member after an order or not, and post the cost; return whether there is a call."""
    if uniform(key, page.week, chance.CALL_AFTER_SALE, 2 * count) >= p.call_share:
        return False
    cost = whole_part(p.call_cost / 1e6, uniform(key, page.week, chance.CALL_AFTER_SALE, 2 * count + 1))
    page.tally[page.at, chart.COMMUNICATION_COST] += cost
    page.tally[page.at, chart.CALLS] += 1
    page.own[OWN_PROGRAM_COST] += cost
    return True
