"""A stated service in whole runs: the desk by shifts, and that what is not stated changes nothing."""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np
import pytest

from simulator.accounts import chart
from simulator.customers.complaining import compensation_for, kind_of_failure, made_good_by
from simulator.engine.kernel import Kernel
from simulator.market.service import NO_SERVICE, ServiceTable
from tests.engine.worlds import RETAILER, SERVICE, Life, live, world_with

NONE = {"title": "none"}
WEEKS = 26
BUSY: dict[str, float] = {
    "hazard_mean": 0.02,
    "failure_rate": 0.3,
    "price_weight": 5.0,
    "patience_minutes": 9_000.0,
}
ALL_WEEK = ((0, 10_080),)


def lived(
    service: ServiceTable = NO_SERVICE, values: Any = None, desk: str = "compiled", **parts: Any
) -> Life:
    world = world_with(NONE, BUSY | (values or {}), market=RETAILER._replace(service=service), **parts)
    return live(world, Kernel(world), WEEKS, desk)


@cache
def of(service: ServiceTable) -> Life:
    return lived(service)


def total(life: Life, column: int) -> int:
    return int(life.tally[..., column].sum())


def agents(count: int, hours: Any = ALL_WEEK, skills: int = 0b111, last: int = 3) -> ServiceTable:
    return ServiceTable(agents=((hours, skills, last),) * count)


def test_both_desks_tell_customers_the_same() -> None:
    assert lived(SERVICE, desk="simpy").digests == of(SERVICE).digests
    assert total(of(SERVICE), chart.CASES_ABANDONED) > 0


def test_each_field_of_the_desk_moves_waits_or_what_they_do() -> None:
    nine_to_one = SERVICE.agents[0]
    changed = [
        SERVICE._replace(agents=(nine_to_one,) * 3),
        SERVICE._replace(agents=tuple((hours, 0b111, last) for hours, _, last in SERVICE.agents)),
        SERVICE._replace(agents=tuple((hours, skills, 3) for hours, skills, _ in SERVICE.agents)),
        SERVICE._replace(agents=tuple((hours[:1], skills, last) for hours, skills, last in SERVICE.agents)),
        SERVICE._replace(money_losses=0.9),
    ]
    waits = [of(service).digests["waits"] for service in [SERVICE, *changed]]
    # Nobody has priority without a program: the lane's agent is idle, so opening it to all moves waits.
    assert len(set(waits)) == len(waits)
    tighter = of(SERVICE._replace(target_minutes=5.0))
    assert tighter.digests["state"] != of(SERVICE).digests["state"]


def test_a_desk_that_is_open_longer_or_has_more_agents_keeps_fewer_waiting() -> None:
    def wait(service: ServiceTable) -> float:
        return total(of(service), chart.WAIT_MINUTES) / total(of(service), chart.CASES_DECIDED)

    short = tuple((1_440 * day + 600, 1_440 * day + 615) for day in range(5))
    longer = tuple((start, end + 60) for start, end in short)
    assert wait(agents(1, short)) > 2 * wait(agents(1, longer))
    assert wait(agents(1, short)) > 1.5 * wait(agents(3, short))


def test_nobody_waits_at_a_desk_with_an_agent_for_each() -> None:
    assert total(of(agents(24)), chart.WAIT_MINUTES) == 0
    assert total(of(agents(24)), chart.CASES_DECIDED) > 100


def test_the_gravest_failures_are_losses_of_money() -> None:
    severities = np.linspace(0.0, 1.0, 101)[:-1]
    kinds = np.array([kind_of_failure(float(severity), 0.3) for severity in severities])
    assert kinds.sum() == 30
    assert (np.diff(kinds) >= 0).all()


def test_compensation_by_hand() -> None:
    assert compensation_for(2_000.0, 0.0, 0.9) == 2_000.0
    assert compensation_for(2_000.0, 0.5, 1.0) == 3_000.0
    assert compensation_for(2_000.0, 1.0, 0.25) == 1_000.0
    # A case resolved late makes .6 good with the usual 10; half an order more adds half of the gain of .5.
    assert made_good_by(0.6, 8_500.0, 1_000.0, 15_000.0, 0.5) == pytest.approx(0.85)
    assert made_good_by(0.6, 1_000.0, 1_000.0, 15_000.0, 0.5) == 0.6
    assert made_good_by(0.9, 30_000.0, 1_000.0, 15_000.0, 0.5) == 1.0  # never more than the harm
    assert made_good_by(0.6, 0.0, 1_000.0, 15_000.0, 0.5) < 0.6


def test_generous_compensation_costs_more_and_keeps_more_satisfaction() -> None:
    usual, generous = of(NO_SERVICE), of(NO_SERVICE._replace(compensation=10_000))
    assert total(generous, chart.RECOVERY_COST) > 8 * total(usual, chart.RECOVERY_COST)
    assert total(generous, chart.SATISFACTION) > total(usual, chart.SATISFACTION)
    graded = of(NO_SERVICE._replace(compensation=10_000, by_severity=1.0))
    # Who complains had it worse than the middling: graded, the same money is more.
    assert total(graded, chart.RECOVERY_COST) > total(generous, chart.RECOVERY_COST)
    assert of(NO_SERVICE._replace(compensation=1_000)).digests == usual.digests  # the usual, stated


def test_with_the_mechanism_off_compensation_buys_nothing() -> None:
    with_off, without = (
        live(world, Kernel(world), WEEKS)
        for world in (
            world_with(NONE, BUSY, ["compensation"], market=RETAILER._replace(service=service))
            for service in (NO_SERVICE._replace(compensation=10_000), NO_SERVICE)
        )
    )
    assert with_off.digests["state"] == without.digests["state"]


def test_the_silent_are_counted_and_some_leave() -> None:
    life = of(NO_SERVICE)
    failures, complaints = total(life, chart.FAILURES), total(life, chart.COMPLAINTS)
    assert 0 < total(life, chart.SILENT_LEFT) < total(life, chart.SILENT) <= failures - complaints
    assert total(life, chart.CASES_RESOLVED) < total(life, chart.CASES_DECIDED)
    ready = lived(values={"complaint_base": 20.0})
    assert total(ready, chart.SILENT) == total(ready, chart.SILENT_LEFT) == 0
