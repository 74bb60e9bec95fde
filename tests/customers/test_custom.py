"""What long custom, habit and effort do to people with or without a program."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from simulator.accounts import chart
from simulator.customers.choice import habit_pull
from simulator.customers.effort import effort_of_order
from simulator.customers.tenure import breadth, eased, forgiven, tenure_share
from simulator.engine.clock import Clock
from simulator.engine.kernel import Kernel
from tests.builders_program import Tree
from tests.engine.worlds import Life, live, world_with

WEEKS, CUSTOMERS = 60, 300
NONE: Tree = {"title": "No program"}
# People who order often, so that few weeks tell much.
BUSY = {"orders_per_year": 60.0, "price_weight": 4.0, "hazard_mean": 0.01}


def lived(values: dict[str, float] | None = None, off: tuple[str, ...] = (), tree: Tree = NONE) -> Life:
    world = world_with(tree, {**BUSY, **(values or {})}, off, customers=CUSTOMERS, weeks=WEEKS)
    return live(world, Kernel(world), WEEKS)


def moves(values: dict[str, float]) -> int:
    """Return how often people's last choice is another one than the week before."""
    world = world_with(NONE, {**BUSY, **values}, customers=CUSTOMERS, weeks=WEEKS)
    seen: list[NDArray[np.uint8]] = []
    Clock(Kernel(world), 0, lambda now, _week: seen.append(now.state["last_choice"].copy())).run(WEEKS)
    return int((np.diff(np.array(seen, np.int64), axis=0) != 0).sum())


def total(life: Life, column: int) -> int:
    return int(life.tally[..., column].sum())


def test_custom_grows_with_the_weeks_and_begins_with_none() -> None:
    assert tenure_share(0, 78.0) == tenure_share(-5, 78.0) == 0.0
    assert tenure_share(78, 78.0) == pytest.approx(0.632, abs=1e-3)
    assert tenure_share(26, 78.0) < tenure_share(260, 78.0) < 1.0


def test_failures_weigh_less_on_who_trusts_and_has_long_been_there() -> None:
    assert forgiven(0.8, 0.3, 1.0, 1.0) == pytest.approx(0.56)
    assert forgiven(0.8, 0.3, 0.5, 0.0) == forgiven(0.8, 0.0, 0.9, 0.9) == 0.8
    failing = {"failure_rate": 0.3}
    with_it, without = lived({**failing, "forgiveness": 0.6}), lived({**failing, "forgiveness": 0.0})
    feelings = [total(life, chart.SATISFACTION) / total(life, chart.ATTACHED) for life in (with_it, without)]
    assert feelings[0] > feelings[1] + 10.0


def test_those_who_know_the_ways_cost_the_desk_less() -> None:
    assert eased(0.2, 0.0) == 1.0
    assert eased(0.2, 1.0) == pytest.approx(0.8)
    failing = {"failure_rate": 0.3}
    cases = [lived({**failing, "served_easier": part, "forgiveness": 0.0}) for part in (0.4, 0.0)]
    cost = [total(life, chart.DESK_COST) / total(life, chart.COMPLAINTS) for life in cases]
    assert 0.6 * cost[1] < cost[0] < 0.95 * cost[1]


def test_the_content_buy_more_at_once_and_the_others_less() -> None:
    assert breadth(0.2, 0.1, 1.0) == pytest.approx(1.02)
    assert breadth(0.2, -0.1, 1.0) == pytest.approx(0.98)
    assert breadth(0.2, 0.1, 0.0) == 1.0
    baskets = []
    for reference in (0.6, 0.9):
        life = lived({"cross_buying": 0.6, "satisfaction_reference": reference, "hazard_satisfaction": 0.0})
        baskets.append(total(life, chart.GOODS) / total(life, chart.ORDERS))
    assert baskets[0] > 1.02 * baskets[1]


def test_who_seeks_variety_is_drawn_away_from_the_last_seller() -> None:
    assert habit_pull(0.5, 0.3, False) == 0.5
    assert habit_pull(0.5, 0.3, True) == -0.3
    assert moves({"variety_share": 1.0, "variety_pull": 1.5}) > 1.2 * moves({"variety_share": 0.0})
    assert lived({"variety_share": 0.0}).digests == lived(off=("variety",)).digests


def test_effort_counts_as_money_and_only_where_sellers_differ() -> None:
    assert effort_of_order(0.01, 0.02, 0.0, 1.5, 0.5, 9.0) == pytest.approx(0.025)
    alike = lived({"cost_time_focal": 0.05, "cost_time_rival": 0.05})
    assert alike.digests == lived().digests
    dear = lived({"cost_time_focal": 0.1, "cost_mental_focal": 0.1, "cost_physical_focal": 0.1})
    assert total(dear, chart.ORDERS) < 0.8 * total(alike, chart.ORDERS)
    assert total(dear, chart.RIVAL_ORDERS) > total(alike, chart.RIVAL_ORDERS)


def test_a_platform_spares_a_part_of_what_an_order_costs_in_effort() -> None:
    platform: Tree = {"title": "A", "platform": {"services": 5}, "communication": {"reach": "100%"}}
    plain = lived({"cost_time_focal": 0.03, "cost_time_rival": 0.03}, tree=platform)
    nothing_to_spare = lived(
        dict.fromkeys(("cost_time_focal", "cost_time_rival", "cost_mental_focal", "cost_mental_rival"), 0.0),
        tree=platform,
    )
    assert total(plain, chart.ORDERS) > total(nothing_to_spare, chart.ORDERS)


def test_thresholds_are_an_option_that_moves_nothing_until_it_is_taken() -> None:
    assert lived({"satisfaction_willing": 0.3, "satisfaction_acting": 0.4}).digests == lived().digests
    assert lived({"satisfaction_steps": 0.5}).digests != lived().digests
