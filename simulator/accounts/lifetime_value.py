"""The value of a customer: by the retention formula, and as a run's discounted profit per customer.

Both conventions of timing are here because they differ by the first margin; the product uses FIRST_NOW.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from simulator.accounts.profit import discounted

Ints = NDArray[np.int64]

FIRST_NOW = "the first margin comes now: m (1 + i) / (1 + i - r)"
FIRST_AFTER_A_PERIOD = "the first margin comes after a period, if the customer stays: m r / (1 + i - r)"


def retention_value(
    margin: float, retention: float, rate: float, timing: str = FIRST_NOW, periods: int | None = None
) -> float:
    """Return the discounted margin of a customer who stays with a constant chance.

    Parameters
    ----------
    margin
        Margin a period, money.
    retention
        Chance of staying for the next period, 0 to 1; below 1 + rate.
    rate
        Discount rate a period, a share.
    timing
        FIRST_NOW or FIRST_AFTER_A_PERIOD.
    periods
        Margins counted; None: for ever.

    Source: sum of m r^t / (1 + i)^t from t = 0 or t = 1, a geometric series; Gupta, Lehmann & Stuart
    (2004), Journal of Marketing Research 41, 7-18. 10 a week at .97 and .10/52: 313.855, FIRST_NOW.
    """
    kept = retention / (1.0 + rate)
    if not 0.0 <= kept < 1.0:
        raise ValueError(f"retention {retention} at a rate of {rate}: the sum has no end")
    first = 1.0 if _is_now(timing) else kept
    last = kept**periods if periods is not None else 0.0
    return margin * first * (1.0 - last) / (1.0 - kept)


def retention_elasticity(retention: float, rate: float, timing: str = FIRST_NOW) -> float:
    """Return the relative change of `retention_value` (for ever) per relative change of retention.

    (1 + i) / (1 + i - r) when the first margin comes after a period, r / (1 + i - r) when it comes now.

    Source: derivative of the logarithm of `retention_value`.
    """
    return (retention if _is_now(timing) else 1.0 + rate) / (1.0 + rate - retention)


def _is_now(timing: str) -> bool:
    if timing not in {FIRST_NOW, FIRST_AFTER_A_PERIOD}:
        raise ValueError(f"timing {timing!r}: it may be FIRST_NOW or FIRST_AFTER_A_PERIOD")
    return timing == FIRST_NOW


def simulated_value(weekly_profit: Ints, customers: int, annual_rate: float) -> float:
    """Return the discounted profit per customer over the weeks of a run, and nothing beyond them.

    Parameters
    ----------
    weekly_profit : (weeks,)
        Profit of all customers together by week, minor units; week 0 is not discounted (FIRST_NOW).
    customers
        Customers at the start, those who left since included.
    annual_rate
        Discount rate, a share a year.
    """
    if customers < 1:
        raise ValueError("a value per customer needs at least one customer")
    return float(discounted(weekly_profit, annual_rate).sum()) / customers
