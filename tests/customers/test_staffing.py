"""Staff: experience, loyalty and load move what customers get; sellers and clerks take bonds along."""

from __future__ import annotations

import math
from functools import cache

import numpy as np
import pytest

from simulator.accounts import chart
from simulator.customers.staffing import (
    handling_factor,
    staff_experience,
    strain_after,
    strained_loyalty,
    turnover_factor,
)
from simulator.customers.tenure import tenure_share
from simulator.engine.kernel import Kernel
from simulator.market.behaviour import behaviour
from simulator.market.service import NO_SERVICE, ServiceTable
from tests.engine.worlds import MARKETPLACE, Life, live, world_with

NONE = {"title": "none"}
WEEKS = 26
BUSY = {"failure_rate": 0.3, "price_weight": 5.0, "patience_minutes": 500.0, "desk_load": 1.0}
USUAL = behaviour()
CLERKS = {
    "title": "Clerks", "currency": "CNY", "communication": {"reach": "100%"},
    "tiers": {"levels": {"base": {}}},
    "clerk": {"served": "60%", "turnover": "80%", "cost": "10 CNY"},
}  # fmt: skip


def staff(turnover: float, loyalty: float) -> ServiceTable:
    return NO_SERVICE._replace(turnover=turnover, loyalty=loyalty)


@cache
def of(service: ServiceTable, off: tuple[str, ...] = (), **values: float) -> Life:
    market = MARKETPLACE._replace(service=service)
    world = world_with(NONE, BUSY | values, off, market=market, customers=500)
    return live(world, Kernel(world), WEEKS)


def total(life: Life, column: int) -> int:
    return int(life.tally[..., column].sum())


def test_experience_is_the_mean_over_those_present() -> None:
    """By simulation of tenures: exponential with the turnover's rate."""
    tenures = np.random.default_rng(1).exponential(52.0 / 0.8, 400_000)
    assert staff_experience(0.8, 26.0) == pytest.approx(
        float(np.mean(1.0 - np.exp(-tenures / 26.0))), abs=2e-3
    )
    assert staff_experience(0.0, 26.0) == 1.0


def test_strain_by_hand() -> None:
    # A quarter of eight weeks' memory: 4 of 10 too late moves nothing to a twentieth.
    assert strain_after(0.0, 4, 10, 8.0) == pytest.approx(0.05)
    assert strain_after(0.4, 0, 0, 8.0) == pytest.approx(0.35)
    assert strained_loyalty(0.6, 0.3, 0.5) == pytest.approx(0.51)
    assert turnover_factor(0.6, 0.51, 1.0) == pytest.approx(math.exp(0.09))
    assert handling_factor(0.5, 0.5, 0.3) == 1.0
    assert tenure_share(78, 78.0) == pytest.approx(1.0 - math.exp(-1.0))


def test_usual_staff_without_strain_serves_as_if_nothing_were_stated() -> None:
    usual = of(staff(USUAL.staff_turnover, USUAL.staff_loyalty), staff_burnout=0.0)
    plain = of(NO_SERVICE, staff_burnout=0.0)
    assert {name for name in usual.digests if usual.digests[name] != plain.digests[name]} == {"known"}


def test_loyal_staff_resolves_more_sooner_and_pleases_more() -> None:
    good, bad = of(staff(0.05, 1.0)), of(staff(1.0, 0.0))
    resolved = [total(one, chart.CASES_RESOLVED) / total(one, chart.CASES_DECIDED) for one in (good, bad)]
    skilled = 2.0 / 2.05 - 2.0 / 3.0  # experience after 26 weeks' learning at a turnover of .05 and of 1
    assert resolved[0] - resolved[1] == pytest.approx(USUAL.staff_skill * skilled, abs=0.05)
    assert total(good, chart.WAIT_MINUTES) < total(bad, chart.WAIT_MINUTES)
    assert total(good, chart.SATISFACTION) > total(bad, chart.SATISFACTION)


def test_load_wears_staff_out() -> None:
    none, worn = of(staff(0.5, 0.8), staff_burnout=0.0), of(staff(0.5, 0.8), staff_burnout=1.0)
    assert total(worn, chart.SATISFACTION) < total(none, chart.SATISFACTION)


@pytest.mark.parametrize(
    "name",
    ["staff_speed", "staff_skill", "staff_quality", "staff_learning", "staff_exit", "staff_strain_weeks"],
)
def test_each_number_of_staff_moves_something(name: str) -> None:
    base = getattr(USUAL, name)
    bad = staff(1.0, 0.2)
    assert of(bad, **{name: 1.7 * base}).digests["state"] != of(bad).digests["state"]


def test_with_the_mechanism_off_staff_is_as_good_as_any_other() -> None:
    off, plain = of(staff(1.0, 0.0), ("staff",)), of(NO_SERVICE)
    assert {name for name in off.digests if off.digests[name] != plain.digests[name]} == {"known"}


def test_clerks_leave_sooner_where_staff_is_not_loyal() -> None:
    lost = []
    for service in (NO_SERVICE, staff(0.3, 0.0)):
        world = world_with(CLERKS, BUSY, market=MARKETPLACE._replace(service=service), customers=500)
        lost.append(total(live(world, Kernel(world), WEEKS), chart.CLERKS_LOST))
    # exp(0.6) times as many, for a loyalty of 0 against the usual of 0.6.
    assert lost[1] / lost[0] == pytest.approx(math.exp(0.6), rel=0.25)


def sellers(leaves: float, bound: float) -> ServiceTable:
    return NO_SERVICE._replace(seller_leaves=leaves, seller_bound=bound)


def test_sellers_who_leave_take_bonds_and_satisfaction_along() -> None:
    plain, some, more = of(NO_SERVICE), of(sellers(0.05, 0.5)), of(sellers(0.05, 1.0))
    assert total(more, chart.SELLERS_LOST) == pytest.approx(2 * total(some, chart.SELLERS_LOST), rel=0.2)
    for column in (chart.SATISFACTION, chart.TRUST):
        assert total(more, column) < total(some, column) < total(plain, column)
    off = of(sellers(0.05, 1.0), ("sellers",))
    assert off.digests == of(NO_SERVICE, ("sellers",)).digests
