"""The five observable signs of loyalty, and what customers would say: of a run, and of any part of it.

Coming again, the time to choose, sensitivity to the price, attitude to the rival, tolerance of failures.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from simulator.accounts import chart
from simulator.metrics.definitions import Floats, Ints, Metric, Record, Series, alone, ratio, weekly_mean

FIXED_POINT = 10_000.0  # chances and feelings are summed in units of 1e-4
THOUSANDTHS = 1_000.0


def coming_again(total: Ints) -> float | None:
    """Return the share of weeks with an order that came within 13 weeks of the last one."""
    return ratio(int(total[chart.AGAIN]), int(total[chart.BUYERS]))


def mean_doubt(total: Ints) -> float | None:
    """Return the mean chance that a choice made again would fall otherwise."""
    mean = ratio(int(total[chart.DOUBT]), int(total[chart.CHOICES]))
    return mean / FIXED_POINT if mean is not None else None


def price_sensitivity(total: Ints) -> float | None:
    """Return the mean elasticity of the choices that fell on the firm, as an absolute number."""
    mean = ratio(int(total[chart.ELASTICITY]), int(total[chart.CHOSEN]))
    return mean / THOUSANDTHS if mean is not None else None


def ahead_of_rival(total: Ints) -> float | None:
    """Return the share of choices at which the firm was likelier than the rival."""
    return ratio(int(total[chart.FIRM_AHEAD]), int(total[chart.CHOICES]))


def tolerance(total: Ints) -> float | None:
    """Return the rate of coming again after a week with a failure over that after any other week."""
    failed, again = int(total[chart.FAILED_BUYERS]), int(total[chart.AGAIN])
    after_failure = int(total[chart.AGAIN_AFTER_FAILURE])
    other = ratio(again - after_failure, int(total[chart.BUYERS]) - failed)
    own = ratio(after_failure, failed)
    return own / other if own is not None and other else None


def mean_intent(total: Ints) -> float | None:
    """Return the mean intent to order again that would be stated at a delivered order, 0-1."""
    mean = ratio(int(total[chart.INTENT]), int(total[chart.ASKED_INTENT]))
    return mean / FIXED_POINT if mean is not None else None


# name -> its measure of sums over columns of the chart, for any part of the people or weeks.
SIGNS: dict[str, Callable[[Ints], float | None]] = {
    "coming_again": coming_again,
    "mean_doubt": mean_doubt,
    "price_sensitivity": price_sensitivity,
    "ahead_of_rival": ahead_of_rival,
    "failure_tolerance": tolerance,
}


def _of_run(measure: Callable[[Ints], float | None]) -> Callable[[Record, Record, float], float | None]:
    return alone(lambda record: measure(record.tally.sum(axis=(0, 1, 2))))


def _tolerance_weekly(record: Record, baseline: Record, annual_rate: float) -> Floats:
    """Return tolerance over the 13 weeks that end with each: single weeks have few failures."""
    sums = np.cumsum(record.tally.sum(axis=(1, 2)), axis=0)
    sums[13:] = sums[13:] - sums[:-13]
    found = [tolerance(one) for one in sums]
    return np.array([np.nan if value is None else value for value in found])


COMING_AGAIN = Metric(
    "coming_again",
    "coming again",
    "share",
    "Weeks of customers with an order from the firm that came within 13 weeks of the order before, of all "
    "their weeks with an order.",
    _of_run(coming_again),
)
DOUBT = Metric(
    "mean_doubt",
    "doubt at the choice",
    "share",
    "Mean chance that the same choice between firm, rival and neither would fall otherwise if it were made "
    "again, over occasions of customers who consider the firm; it stands for the time to choose.",
    _of_run(mean_doubt),
)
PRICE_SENSITIVITY = Metric(
    "price_sensitivity",
    "price sensitivity of buyers",
    "ratio",
    "By how many percent the chance of the firm would fall if its price rose by one percent, as a mean over "
    "the choices that fell on it.",
    _of_run(price_sensitivity),
)
AHEAD = Metric(
    "ahead_of_rival",
    "ahead of the rival",
    "share",
    "Occasions of customers who consider the firm at which it was likelier to be chosen than the rival.",
    _of_run(ahead_of_rival),
)
TOLERANCE = Metric(
    "failure_tolerance",
    "tolerance of failures",
    "ratio",
    "How often customers came again within 13 weeks of a week with a failed order, over how often they did "
    "after any other week with an order: about 1.015 where failures change nothing, as who orders more in a "
    "week meets more of them.",
    _of_run(tolerance),
)
INTENT = Metric(
    "stated_intent",
    "stated intent",
    "share",
    "Mean intent to order again, 0 to 1, that customers would state at a delivered order; it is concave in "
    "satisfaction where what they do is convex, so that it overstates loyalty.",
    _of_run(mean_intent),
)

COMING_AGAIN_WEEKLY = Series(
    "coming_again",
    "coming again",
    "share",
    "Customers with an order in the week who had one in the 13 weeks before, of all with an order.",
    weekly_mean(chart.AGAIN, chart.BUYERS),
)
DOUBT_WEEKLY = Series(
    "mean_doubt",
    "doubt at the choice",
    "share",
    "Mean chance that the week's choices would fall otherwise if they were made again.",
    weekly_mean(chart.DOUBT, chart.CHOICES, FIXED_POINT),
)
PRICE_SENSITIVITY_WEEKLY = Series(
    "price_sensitivity",
    "price sensitivity of buyers",
    "ratio",
    "Mean elasticity of the week's choices that fell on the firm, as an absolute number.",
    weekly_mean(chart.ELASTICITY, chart.CHOSEN, THOUSANDTHS),
)
AHEAD_WEEKLY = Series(
    "ahead_of_rival",
    "ahead of the rival",
    "share",
    "The week's occasions at which the firm was likelier to be chosen than the rival.",
    weekly_mean(chart.FIRM_AHEAD, chart.CHOICES),
)
TOLERANCE_WEEKLY = Series(
    "failure_tolerance",
    "tolerance of failures",
    "ratio",
    "Tolerance of failures over the 13 weeks that end with the week.",
    _tolerance_weekly,
)
