"""What a level asks for, as the yearly spend that reaches it, and what a membership that is paid for asks."""

from __future__ import annotations

import math
from collections.abc import Callable

from simulator.audit.buyers import MONTHS_A_YEAR, WEEKS_A_YEAR, Buyers
from simulator.audit.earning import account_of, kept_share, status_a_year
from simulator.program import Program
from simulator.program.tiers import Level, Tiers

LARGEST_SPEND = 1e12  # a year; what asks for more is asked of nobody
HALVINGS = 60


def counting_years(program: Program, carried_years: float) -> float:
    """Return over how long the qualifying value adds up before it is judged."""
    tiers = program.tiers or Tiers()
    if tiers.window == "rolling":
        return (tiers.months or 1) / MONTHS_A_YEAR
    return 1.0 if tiers.window in ("calendar", "anniversary") else carried_years


def least_spend(reaches: Callable[[float], bool], halvings: int = HALVINGS) -> float:
    """Return the least yearly spend that reaches something, infinite where none does."""
    low, high = 0.0, LARGEST_SPEND
    if reaches(low):
        return low
    if not reaches(high):
        return math.inf
    for _ in range(halvings):
        middle = math.sqrt(low * high) if low > 1e-3 else high / 1e3
        low, high = (low, middle) if reaches(middle) else (middle, high)
    return high


def spend_for(program: Program, buyers: Buyers, name: str, level: Level, carried_years: float) -> float:
    """Return the yearly spend that reaches a level, infinite where no spend does.

    Value, spend and visits count in the window; orders and tenure never lapse. A level that asks for more to
    be kept than to be reached is asked for what keeps it: who has less loses it at the next review.
    """
    years, asked = counting_years(program, carried_years), level.asked()
    money, value = float(level.spend.size) if level.spend else 0.0, max(level.starts, level.keeps)

    def reaches(spend: float) -> bool:
        account, kept = account_of(program, buyers, spend, False), kept_share(buyers)
        there = {
            "from": lambda: status_a_year(program, buyers, name, spend) * years >= value,
            "orders": lambda: account.orders * kept * max(years, carried_years) >= level.orders - 1e-9,
            "spend": lambda: account.spend * kept * years >= money,
            "visits": lambda: account.orders * kept * years >= level.visits - 1e-9,
            "tenure": lambda: carried_years * WEEKS_A_YEAR >= asked["tenure"],
        }
        has = (there[what]() for what in asked)
        return any(has) if level.qualify == "any" else all(has)

    return least_spend(reaches)


def fee_a_year(program: Program, buyers: Buyers, level: str, spend: float, carried_years: float) -> float:
    """Return the fees of a year to who pays and spends so much; 0 where nobody pays."""
    paid = program.paid
    if paid is None:
        return 0.0
    fee = float(paid.fee.size)
    if paid.reduced:
        held = status_a_year(program, buyers, level, spend, True) * counting_years(program, carried_years)
        fee = float(paid.reduced.fee.size) if held >= paid.reduced.starts else fee
    return fee * WEEKS_A_YEAR / paid.period.weeks
