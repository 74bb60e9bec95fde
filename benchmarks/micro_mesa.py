"""The micro-model in plain mesa: one agent a customer, Python's own random numbers, shuffled every week."""

from __future__ import annotations

import math
import time
from bisect import bisect_right

import mesa

from benchmarks import micro_model as model
from benchmarks.micro_model import Outcome, Tallies


class Customer(mesa.Agent):  # type: ignore[misc]  # mesa ships no types
    """One customer: three traits, and what the weeks leave behind."""

    def __init__(self, market: Market) -> None:
        super().__init__(market)
        self.need_ceiling = self.random.uniform(*model.NEED_CEILING)
        self.taste = self.random.gauss(*model.TASTE)
        self.price_sensitivity = self.random.uniform(*model.PRICE_SENSITIVITY)
        self.satisfaction = model.SATISFACTION_START
        self.trust = model.TRUST_START
        self.switching = 0.0
        self.quarters = [0] * model.QUARTERS
        self.points = 0
        self.tier = 0
        self.last_week = -model.WEEKS_PER_QUARTER

    def step(self) -> None:
        """Live one week."""
        market = self.model
        if market.quarter_begins:
            self.quarters[market.quarter] = 0
            self.tier = bisect_right(model.TIER_FROM_CENTS, sum(self.quarters)) - 1
        accept = model.NEED_BASE + model.NEED_SATISFACTION * self.satisfaction
        accept += model.NEED_SOCIAL * market.social
        if self.random.random() < self.need_ceiling * accept:
            market.tallies.needs += 1
            self.choose()
        self.satisfaction += model.SATISFACTION_DRIFT * (model.SATISFACTION_HOME - self.satisfaction)
        market.satisfaction += self.satisfaction
        if market.week - self.last_week < model.WEEKS_PER_QUARTER:
            market.tallies.active[self.tier] += 1

    def choose(self) -> None:
        """Take the need to the focal firm, to the competitor, or to nobody."""
        value = self.taste + model.FOCAL_VALUE + model.TIER_BENEFIT[self.tier]
        value += model.SATISFACTION_WEIGHT * self.satisfaction
        value += model.TRUST_WEIGHT * self.trust + model.SWITCHING_WEIGHT * self.switching
        value -= self.price_sensitivity * model.FOCAL_PRICE * (1 - model.FOCAL_DISCOUNT)
        following = model.TIER_FROM_CENTS[min(self.tier + 1, len(model.TIER_FROM_CENTS) - 1)]
        gap = 1 - sum(self.quarters) / following
        if gap > 0:
            value += model.GOAL_PULL * math.exp(-model.GOAL_STEEPNESS * gap)
        focal, competitor = math.exp(value), math.exp(model.COMPETITOR_VALUE)
        draw = self.random.random() * (focal + competitor + 1)
        if draw < focal:
            self.buy()
        elif draw < focal + competitor:
            self.model.tallies.competitor += 1

    def buy(self) -> None:
        """Order, earn, redeem, climb, and learn from what happened."""
        market, tally, tier = self.model, self.model.tallies, self.tier
        paid = round(model.BASKET_MEDIAN_CENTS * math.exp(model.BASKET_LOG_SD * self.random.gauss(0, 1)))
        earned = paid // 100 * model.POINTS_PER_100_CENTS[tier]
        self.points += earned
        if self.points >= model.POINTS_TO_REDEEM:
            self.points -= model.POINTS_TO_REDEEM
            paid = max(paid - model.REDEMPTION_CENTS, 0)
            tally.redeemed += 1
        self.quarters[market.quarter] += paid
        self.tier = max(tier, bisect_right(model.TIER_FROM_CENTS, sum(self.quarters)) - 1)
        self.last_week = market.week
        if self.random.random() < model.FAILURE[tier]:
            self.satisfaction -= model.SATISFACTION_DOWN * self.satisfaction
            self.trust -= model.TRUST_DOWN * self.trust
            tally.failures += 1
        else:
            self.satisfaction += model.SATISFACTION_UP * (1 - self.satisfaction)
            self.trust += model.TRUST_UP * (1 - self.trust)
        self.switching += model.SWITCHING_UP * (1 - self.switching)
        tally.focal += 1
        tally.revenue += paid
        tally.margin += paid * model.MARGIN_PERCENT // 100
        tally.issued += earned


class Market(mesa.Model):  # type: ignore[misc]  # mesa ships no types
    """All customers, what they share in a week, and the tallies of the run."""

    def __init__(self, customers: int, seed: int) -> None:
        super().__init__(seed=seed)
        self.week = self.quarter = 0
        self.quarter_begins = False
        self.social, self.satisfaction = model.SATISFACTION_START, 0.0
        self.tallies = Tallies()
        Customer.create_agents(self, customers)

    def step(self) -> None:
        """Live one week of everybody, in a new order each week."""
        self.quarter = self.week // model.WEEKS_PER_QUARTER % model.QUARTERS
        self.quarter_begins = self.week > 0 and self.week % model.WEEKS_PER_QUARTER == 0
        self.satisfaction = 0.0
        self.agents.shuffle_do("step")
        self.social = self.satisfaction / len(self.agents)
        self.week += 1


def run(customers: int, weeks: int, seed: int) -> Outcome:
    """Play the micro-model and return its rates and speed (making the customers is not timed)."""
    market = Market(customers, seed)
    start = time.perf_counter()
    for _ in range(weeks):
        market.step()
    seconds = time.perf_counter() - start
    states = [(customer.satisfaction, customer.trust, customer.switching) for customer in market.agents]
    return market.tallies.outcome(weeks, seconds, states)
