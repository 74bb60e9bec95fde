"""The ladder: levels on a qualifying balance, when it is reviewed, and where those fall who miss it."""

from __future__ import annotations

from simulator.program.table import DOWN_BY_BALANCE, DOWN_ONE_LEVEL, Ints
from simulator.rule import compiled, rule


@compiled
def level_for(status: int, orders: int, level_from: Ints, level_orders: Ints) -> int:
    """Return the highest level that a balance and a number of kept orders reach, 0 or more.

    Parameters
    ----------
    status
        Qualifying balance, 0 or more.
    orders
        Kept orders so far, 0 or more.
    level_from, level_orders
        Balance and kept orders that each level asks for, (K,); level 0 asks for nothing.

    Source: the thresholds of the program file.
    """
    level = 0
    for candidate in range(1, len(level_from)):
        if level_from[candidate] <= status and level_orders[candidate] <= orders:
            level = candidate
    return level


@rule
def level_after_review(level: int, reached: int, policy: int) -> int:
    """Return the level held after a review.

    Parameters
    ----------
    level
        Level held before, 0 or more.
    reached
        Level that the balance after the review reaches, 0 or more.
    policy
        DOWN_BY_BALANCE, DOWN_ONE_LEVEL or DOWN_TO_BASE.

    Source: the downgrade policies of published loyalty products (by balance, one level down, to base).
    """
    if reached >= level or policy == DOWN_BY_BALANCE:
        return reached
    if policy == DOWN_ONE_LEVEL:
        return max(reached, level - 1)
    return 0


@rule
def balance_after_review(balance: int, deduct: int, carried: int) -> int:
    """Return the qualifying balance after a review, 0 or more.

    Parameters
    ----------
    balance
        Balance before, 0 or more.
    deduct
        What the review takes off, 0 or more.
    carried
        1 when the balance is carried past the review less the deduction, 0 when it starts again at 0.

    Source: JD's yearly deduction of 1,000, 4,000 or 10,000 growth (shandonghong.com, o15.net).
    """
    if carried == 0:
        return 0
    return max(balance - deduct, 0)
