"""A week of a small loyalty market, written once in numbers: numpy and mesa play it for comparison of speed.

A customer-week: a need arises (a ceiling thinned by satisfaction and talk); the need goes to the focal
firm, the competitor or nobody (logit of taste, price, satisfaction, trust, switching cost, tier benefit and
the pull of the next tier); a focal order has a lognormal basket in whole cents, earns points, redeems them
at 500, may fail, and moves satisfaction, trust and switching cost; tiers rise at once on the spend of four
quarters and fall at a quarter's end.

Source: assumptions, chosen so that 24% of customer-weeks have a need, 8.5% a focal order, 9.7% an order
with the competitor, and a customer spends 2.6 a week on average. It measures engines and explains nobody.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, TypedDict

WEEKS_PER_QUARTER: Final = 13
QUARTERS: Final = 4

# Customers: probability of a need in a week at full satisfaction, taste for the firm, price sensitivity.
NEED_CEILING: Final = (0.10, 0.506)
TASTE: Final = (0.0, 0.8)
PRICE_SENSITIVITY: Final = (0.5, 1.5)

# Need: share of the ceiling that always comes, that satisfaction brings, and that talk brings.
NEED_BASE, NEED_SATISFACTION, NEED_SOCIAL = 0.45, 0.45, 0.10

# Choice, in logit units; the value of no order is 0.
FOCAL_PRICE, FOCAL_DISCOUNT = 1.0, 0.05
COMPETITOR_VALUE: Final = 0.51
FOCAL_VALUE: Final = 0.46
SATISFACTION_WEIGHT, TRUST_WEIGHT, SWITCHING_WEIGHT = 0.8, 0.4, 0.3
TIER_BENEFIT: Final = (0.0, 0.1, 0.2, 0.35)
GOAL_PULL, GOAL_STEEPNESS = 0.3, 4.0

# Orders: basket in cents (median and log standard deviation), points by tier, redemption.
BASKET_MEDIAN_CENTS, BASKET_LOG_SD = 2610.0, 0.6
MARGIN_PERCENT: Final = 25
POINTS_PER_100_CENTS: Final = (5, 6, 8, 10)
POINTS_TO_REDEEM, REDEMPTION_CENTS = 500, 500
TIER_FROM_CENTS: Final = (0, 10_000, 30_000, 80_000)

# Experience: failure by tier; success and failure move satisfaction and trust by these shares.
FAILURE: Final = (0.06, 0.05, 0.04, 0.03)
SATISFACTION_UP, SATISFACTION_DOWN = 0.10, 0.28
TRUST_UP, TRUST_DOWN = 0.03, 0.30
SWITCHING_UP: Final = 0.05
SATISFACTION_HOME, SATISFACTION_DRIFT = 0.6, 0.01
SATISFACTION_START, TRUST_START = 0.6, 0.5


class Outcome(TypedDict):
    """What a run tells: money in currency and rates per customer-week, states at the end, and the speed."""

    revenue_per_customer_week: float
    margin_per_customer_week: float
    need_rate: float
    focal_rate: float
    competitor_rate: float
    failure_rate: float
    points_per_customer_week: float
    redemption_rate: float
    active_in_upper_tiers: float
    mean_satisfaction: float
    mean_trust: float
    mean_switching: float
    customer_weeks_per_second: float


class Tallies:
    """What an engine counts as the weeks go by: orders, whole cents and points, customers active by tier."""

    def __init__(self) -> None:
        self.needs = self.focal = self.competitor = self.failures = 0
        self.revenue = self.margin = self.issued = self.redeemed = 0
        self.active = [0] * len(TIER_FROM_CENTS)

    def outcome(self, weeks: int, seconds: float, states: Sequence[tuple[float, float, float]]) -> Outcome:
        """Return the run's averages and its speed, from each customer's satisfaction, trust and switching."""
        customer_weeks = len(states) * weeks
        satisfaction, trust, switching = (sum(column) / len(states) for column in zip(*states, strict=True))
        return Outcome(
            revenue_per_customer_week=self.revenue / 100 / customer_weeks,
            margin_per_customer_week=self.margin / 100 / customer_weeks,
            need_rate=self.needs / customer_weeks,
            focal_rate=self.focal / customer_weeks,
            competitor_rate=self.competitor / customer_weeks,
            failure_rate=self.failures / customer_weeks,
            points_per_customer_week=self.issued / customer_weeks,
            redemption_rate=self.redeemed / customer_weeks,
            active_in_upper_tiers=sum(self.active[1:]) / customer_weeks,
            mean_satisfaction=satisfaction,
            mean_trust=trust,
            mean_switching=switching,
            customer_weeks_per_second=customer_weeks / seconds,
        )
