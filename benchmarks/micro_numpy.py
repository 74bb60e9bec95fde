"""The micro-model in numpy: float32 columns, masked subsets, one fast generator."""

from __future__ import annotations

import time
from typing import Any

import numpy as np
from numpy.typing import NDArray

from benchmarks import micro_model as model
from benchmarks.micro_model import Outcome, Tallies

_TIER_BENEFIT = np.array(model.TIER_BENEFIT, dtype=np.float32)
_TIER_FROM = np.array(model.TIER_FROM_CENTS, dtype=np.int32)
_NEXT_TIER = np.array((*model.TIER_FROM_CENTS[1:], model.TIER_FROM_CENTS[-1]), dtype=np.float32)
_POINTS = np.array(model.POINTS_PER_100_CENTS, dtype=np.int32)
_FAILURE = np.array(model.FAILURE, dtype=np.float32)

Column = NDArray[Any]


class _Market:
    """Columns of all customers, and the tallies of the run."""

    def __init__(self, customers: int, seed: int) -> None:
        self.generator = np.random.Generator(np.random.SFC64(seed))
        draw = self.generator
        self.need_ceiling = draw.uniform(*model.NEED_CEILING, customers).astype(np.float32)
        self.taste = draw.normal(*model.TASTE, customers).astype(np.float32)
        self.price_sensitivity = draw.uniform(*model.PRICE_SENSITIVITY, customers).astype(np.float32)
        self.satisfaction = np.full(customers, model.SATISFACTION_START, dtype=np.float32)
        self.trust = np.full(customers, model.TRUST_START, dtype=np.float32)
        self.switching = np.zeros(customers, dtype=np.float32)
        self.quarters = np.zeros((model.QUARTERS, customers), dtype=np.int32)
        self.points = np.zeros(customers, dtype=np.int32)
        self.tier = np.zeros(customers, dtype=np.uint8)
        self.last_week = np.full(customers, -model.WEEKS_PER_QUARTER, dtype=np.int16)
        self.social = model.SATISFACTION_START
        self.tallies = Tallies()

    def step(self, week: int) -> None:
        """Live one week of everybody."""
        if week and week % model.WEEKS_PER_QUARTER == 0:
            self.quarters[week // model.WEEKS_PER_QUARTER % model.QUARTERS] = 0
            self.tier[:] = np.searchsorted(_TIER_FROM, self.quarters.sum(axis=0), side="right") - 1
        accept = model.NEED_BASE + model.NEED_SATISFACTION * self.satisfaction
        accept += np.float32(model.NEED_SOCIAL * self.social)
        draws = self.generator.random(self.satisfaction.size, dtype=np.float32)
        needing = np.flatnonzero(draws < self.need_ceiling * accept)
        self.tallies.needs += needing.size
        buying = self.choose(needing)
        self.buy(buying, week)
        self.satisfaction += model.SATISFACTION_DRIFT * (model.SATISFACTION_HOME - self.satisfaction)
        self.social = float(self.satisfaction.mean())
        active = np.bincount(self.tier[week - self.last_week < model.WEEKS_PER_QUARTER], minlength=4)
        self.tallies.active = [sum(pair) for pair in zip(self.tallies.active, active.tolist(), strict=True)]

    def choose(self, needing: Column) -> Column:
        """Return who orders from the focal firm."""
        tier = self.tier[needing]
        spent = self.quarters[:, needing].sum(axis=0)
        gap = np.maximum(1 - spent / _NEXT_TIER[tier], 0).astype(np.float32)
        value = self.taste[needing] + model.FOCAL_VALUE + _TIER_BENEFIT[tier]
        value += model.SATISFACTION_WEIGHT * self.satisfaction[needing]
        value += model.TRUST_WEIGHT * self.trust[needing] + model.SWITCHING_WEIGHT * self.switching[needing]
        value -= self.price_sensitivity[needing] * (model.FOCAL_PRICE * (1 - model.FOCAL_DISCOUNT))
        value += np.where(gap > 0, model.GOAL_PULL * np.exp(-model.GOAL_STEEPNESS * gap), 0)
        focal, competitor = np.exp(value), np.float32(np.exp(model.COMPETITOR_VALUE))
        draws = self.generator.random(needing.size, dtype=np.float32) * (focal + competitor + 1)
        self.tallies.competitor += int(np.count_nonzero((draws >= focal) & (draws < focal + competitor)))
        buying: Column = needing[draws < focal]
        self.tallies.focal += buying.size
        return buying

    def buy(self, buying: Column, week: int) -> None:
        """Order, earn, redeem, climb, and learn from what happened."""
        tier = self.tier[buying]
        normal = self.generator.standard_normal(buying.size, dtype=np.float32)
        cents = np.rint(model.BASKET_MEDIAN_CENTS * np.exp(model.BASKET_LOG_SD * normal)).astype(np.int32)
        earned = cents // 100 * _POINTS[tier]
        held = self.points[buying] + earned
        redeems = held >= model.POINTS_TO_REDEEM
        self.points[buying] = held - redeems * np.int32(model.POINTS_TO_REDEEM)
        paid = np.maximum(cents - redeems * np.int32(model.REDEMPTION_CENTS), 0)
        self.quarters[week // model.WEEKS_PER_QUARTER % model.QUARTERS, buying] += paid
        reached = np.searchsorted(_TIER_FROM, self.quarters[:, buying].sum(axis=0), side="right") - 1
        self.tier[buying] = np.maximum(tier, reached)
        self.last_week[buying] = week
        fails = self.generator.random(buying.size, dtype=np.float32) < _FAILURE[tier]
        for column, up, down in (
            (self.satisfaction, model.SATISFACTION_UP, model.SATISFACTION_DOWN),
            (self.trust, model.TRUST_UP, model.TRUST_DOWN),
        ):
            before = column[buying]
            column[buying] = np.where(fails, before - down * before, before + up * (1 - before))
        self.switching[buying] += model.SWITCHING_UP * (1 - self.switching[buying])
        revenue = int(paid.sum(dtype=np.int64))
        self.tallies.revenue += revenue
        self.tallies.margin += revenue * model.MARGIN_PERCENT // 100
        self.tallies.issued += int(earned.sum(dtype=np.int64))
        self.tallies.redeemed += int(np.count_nonzero(redeems))
        self.tallies.failures += int(np.count_nonzero(fails))


def run(customers: int, weeks: int, seed: int) -> Outcome:
    """Play the micro-model and return its rates and speed (making the customers is not timed)."""
    market = _Market(customers, seed)
    start = time.perf_counter()
    for week in range(weeks):
        market.step(week)
    seconds = time.perf_counter() - start
    columns = (market.satisfaction, market.trust, market.switching)
    states = list(zip(*(column.tolist() for column in columns), strict=True))
    return market.tallies.outcome(weeks, seconds, states)
