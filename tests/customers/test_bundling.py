"""A platform: what services under one login spare, how they hold, and that one service alone is none."""

from __future__ import annotations

import pytest

from simulator.accounts import chart
from simulator.customers.bundling import spared_effort
from simulator.engine.kernel import Kernel
from simulator.program.platform import bundle_share
from tests.builders_program import Tree
from tests.engine.worlds import Life, live, world_with

WEEKS, CUSTOMERS = 52, 300
BUSY = {"orders_per_year": 40.0, "order_exposure": 1.0, "hazard_mean": 0.02}
LOGINS: Tree = {"status": {"earn": {"first_login_of_day": {"amount": 5}}}}


def lived(platform: Tree | None, values: dict[str, float] | None = None, **more: Tree) -> Life:
    tree: Tree = {"title": "A", "currency": "CNY", "membership": {}, **more}
    if platform is not None:
        tree["platform"] = platform
    world = world_with(tree, {**BUSY, **(values or {})}, customers=CUSTOMERS, weeks=WEEKS)
    return live(world, Kernel(world), WEEKS)


def total(life: Life, column: int) -> int:
    return int(life.tally[..., column].sum())


def test_a_bundle_spares_the_ways_between_its_services() -> None:
    assert [bundle_share(services) for services in (0, 1, 2, 4)] == [0.0, 0.0, 0.5, 0.75]
    assert spared_effort(0.004, 0.006, 0.5) == pytest.approx(0.005)


@pytest.mark.parametrize("services", [0, 1])
def test_one_service_alone_is_no_bundle(services: int) -> None:
    assert lived({"services": services}, **LOGINS).digests == lived(None, **LOGINS).digests


def test_more_services_and_one_login_bring_more_orders_and_more_visits() -> None:
    without, two, five = (lived(tree, **LOGINS) for tree in (None, {"services": 2}, {"services": 5}))
    orders = [total(life, chart.ORDERS) for life in (without, two, five)]
    assert orders[0] < orders[1] < orders[2]
    separate = lived({"services": 5, "login": "separate"}, **LOGINS)
    assert orders[0] < total(separate, chart.ORDERS) < orders[2]
    visits = [total(life, chart.LOGINS) for life in (without, five)]
    assert visits[1] > 1.15 * visits[0]


def test_each_part_of_the_effect_moves_something_and_none_is_nothing() -> None:
    parts = ("platform_time", "platform_mental", "platform_hold", "platform_visits")
    none = dict.fromkeys(parts, 0.0)
    still = lived({"services": 5}, none, **LOGINS)
    assert still.digests == lived(None, **LOGINS).digests
    for part in parts:
        alone = {**none, part: 1.0}
        assert lived({"services": 5}, alone, **LOGINS).digests != still.digests, part
