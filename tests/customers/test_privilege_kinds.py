"""Kinds of privileges: what each does beside its worth, what it costs, and what is scarce."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from simulator.accounts import chart
from simulator.customers.market_counts import PRIVILEGES_AT
from simulator.customers.relating import belonging_after
from simulator.customers.world import World
from simulator.engine.kernel import Kernel
from simulator.program.privileges import kept_with_room
from tests.builders_program import Tree
from tests.engine.worlds import Life, live, world_with

WEEKS, CUSTOMERS = 40, 200
BUSY = {"orders_per_year": 40.0, "order_exposure": 1.0, "failure_rate": 0.2, "return_rate": 0.2}
BUSY |= {"community_bond": 0.5}
MONEY = {"cost": "1 CNY", "worth": "5 CNY"}
EVENT: Tree = {"day": {"weekday": "friday", "points": "x2"}}
POINTS: Tree = {"earn": {"purchase": {"rate": "1 per CNY"}}, "value": "0.01 CNY"}


def lived(
    privilege: Tree, off: tuple[str, ...] = (), hazard: float = 0.004, **more: Any
) -> tuple[World, Life]:
    tree = {"title": "A", "currency": "CNY", "privileges": {"it": {**MONEY, **privilege}}, **more}
    world = world_with(tree, {**BUSY, "hazard_mean": hazard}, off, customers=CUSTOMERS, weeks=WEEKS)
    return world, live(world, Kernel(world), WEEKS)


def total(life: Life, column: int) -> int:
    return int(life.tally[..., column].sum())


def feelings(world: World, name: str) -> float:
    members = world.state["member"] == 1
    return float(world.state[name][members].mean(dtype=np.float64))


# ---- no dead setting ------------------------------------------------------------------------------------

KINDS: dict[str, Tree] = {
    "refunds": {"use": "100% of returns"},
    "installation": {"use": "40% of orders"},
    "guarantee": {"use": "100% of failures"},
    "access": {"use": "20 per year"},
    "community": {"use": "20 per year"},
}
OTHERS: Tree = {
    "cost": "2 CNY",
    "kept": "50%",
    "capacity": "1 per week",
    "funded": {"partner": "100%"},
    "worth": "50 CNY",
}


@pytest.mark.parametrize("kind", KINDS)
def test_every_setting_of_every_kind_changes_what_a_run_leaves(kind: str) -> None:
    plain: Tree = {"kind": kind, **KINDS[kind]}
    changes = [{name: value} for name, value in OTHERS.items()] + [{"use": _half(plain["use"])}]
    # Many are about to leave here: what is worth something each year holds back from leaving alone.
    digests = [lived({**plain, **change}, hazard=0.05)[1].digests for change in [{}, *changes]]
    told = [(one["tally"], one["state"]) for one in digests]
    assert len(set(told)) == len(told)


def _half(use: str) -> str:
    size, rest = use.replace("%", "").split(" ", 1)
    return f"{int(size) // 2}{'%' if '%' in use else ''} {rest}"


# ---- effects --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "like", "use", "column"),
    [
        ("refunds", "returns", "100% of returns", chart.PRIVILEGE_RETURNS),
        ("installation", "service", "40% of orders", chart.PRIVILEGE_SERVICE),
    ],
)
def test_a_kept_privilege_makes_its_orders_better_as_they_are_felt(
    kind: str, like: str, use: str, column: int
) -> None:
    off = ("privilege_effects",)
    plain, without = lived({"kind": like, "use": use}), lived({"kind": kind, "use": use}, off)
    assert plain[1].digests == without[1].digests
    world, life = lived({"kind": kind, "use": use})
    assert feelings(world, "satisfaction") > feelings(plain[0], "satisfaction") + 0.0005
    assert total(life, column) == 100 * (total(life, chart.PROMISES) - total(life, chart.PROMISES_BROKEN)) > 0


def test_a_guarantee_is_claimed_for_every_failure_without_a_complaint_and_spares_most_of_its_harm() -> None:
    guarantee: Tree = {"kind": "guarantee", "use": "100% of failures", "funded": {"seller": "100%"}}
    world, life = lived(guarantee)
    members = life.tally[:, 1:]
    silent = members[..., chart.FAILURES].sum() - members[..., chart.COMPLAINTS].sum()
    assert total(life, chart.PROMISES) == silent > 20
    assert total(life, chart.PRIVILEGE_GUARANTEE) == total(life, chart.PRIVILEGE_GUARANTEE_SELLER)
    assert total(life, chart.PRIVILEGE_GUARANTEE) == total(life, chart.FUNDED_SELLER) == 100 * silent
    useless, _ = lived(guarantee, ("privilege_effects",))
    assert feelings(world, "trust") > feelings(useless, "trust") + 0.002
    assert feelings(world, "satisfaction") > feelings(useless, "satisfaction") + 0.002


def test_a_lounge_pleases_and_what_is_not_kept_does_not() -> None:
    lounge: Tree = {"kind": "access", "use": "50 per year"}
    pleased, life = lived(lounge)
    assert total(life, chart.PRIVILEGE_ACCESS) == 100 * total(life, chart.PROMISES) > 0
    flat, _ = lived(lounge, ("privilege_effects",))
    barred, _ = lived({**lounge, "kept": "0%"})
    assert (
        feelings(pleased, "satisfaction") > feelings(flat, "satisfaction") > feelings(barred, "satisfaction")
    )


def test_early_access_is_used_on_the_dated_events_of_its_levels_alone() -> None:
    early: Tree = {"kind": "access", "use": "100% of event orders"}
    _, on_fridays = lived(early, calendar=EVENT, points=POINTS)
    every_day = {f"d{day}": {"day_of_month": day, "points": "x2"} for day in range(1, 32)}
    _, always = lived(early, calendar=dict(list(every_day.items())[:16]), points=POINTS)
    kept = [
        int(life.tally[:, 1:, :, chart.ORDERS].sum() - life.tally[:, 1:, :, chart.REFUSALS].sum())
        for life in (on_fridays, always)
    ]
    assert total(on_fridays, chart.PROMISES) == pytest.approx(kept[0] / 7, rel=0.25)
    assert total(always, chart.PROMISES) == pytest.approx(kept[1] * 16 / 30.4, rel=0.15)


# ---- what is scarce -------------------------------------------------------------------------------------


def test_room_goes_round_as_far_as_it_does() -> None:
    assert kept_with_room(0.98, 50.0, 0.0) == kept_with_room(0.98, 50.0, 50.0) == 0.98
    assert kept_with_room(0.98, 50.0, 100.0) == pytest.approx(0.49)


def test_a_full_lounge_breaks_the_promises_that_it_has_no_room_for() -> None:
    # Some 200 members ask once in three weeks: room for 100 a week per 1,000 customers is for 20 of 60.
    lounge: Tree = {"kind": "access", "use": "17 per year"}
    full, life = lived({**lounge, "capacity": "100 per week"})
    roomy, other = lived({**lounge, "capacity": "1000 per week"})
    late = slice(WEEKS // 2, None)
    asked, broken = (
        life.tally[late, ..., column].sum() for column in (chart.PROMISES, chart.PROMISES_BROKEN)
    )
    assert broken / asked == pytest.approx(1 - 20 * (WEEKS // 2) / asked, abs=0.06)
    assert total(other, chart.PROMISES_BROKEN) == 0
    assert total(life, chart.PROMISES_BROKEN) > 100
    assert feelings(full, "trust") < feelings(roomy, "trust") - 0.02
    assert full.books.known[0, PRIVILEGES_AT] > 0  # counted for the whole market


# ---- community ------------------------------------------------------------------------------------------


def test_visits_bring_what_is_missing_of_belonging() -> None:
    assert belonging_after(0.0, 0.1) == pytest.approx(0.1)
    assert belonging_after(0.5, 0.1) == pytest.approx(0.55)
    assert belonging_after(1.0, 0.1) == 1.0


def test_a_community_ties_its_visitors_and_the_sociable_most() -> None:
    community: Tree = {"kind": "community", "use": "26 per year", "worth": "0 CNY"}
    world, life = lived(community)
    members = world.state["member"] == 1
    belonging = world.state["belonging"][members]
    assert 0.05 < belonging.mean() < 0.9
    sociable = world.traits["sociability"][members]
    assert np.corrcoef(belonging, sociable)[0, 1] > 0.4
    loose, other = lived(community, ("relations",))
    assert total(life, chart.ORDERS) > 1.01 * total(other, chart.ORDERS)
    assert (loose.state["belonging"][world.state["member"] == 0] == 0).all()
