"""Where runs begin: the long run is one life, lived once and kept."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from simulator.accounts import chart
from simulator.accounts.redemption import MILLION, used_of_oldest
from simulator.customers.buying import OWN_POINTS
from simulator.customers.population import draw_panel
from simulator.customers.state import Lived, Records, fresh_rings
from simulator.engine import kept, start
from simulator.engine.run import points_by_month, walk
from simulator.engine.setting import Span, build_world
from simulator.engine.start import LUCK, Start, acquainted, long_run
from simulator.market.behaviour import behaviour
from tests.builders_program import Tree
from tests.engine.worlds import MINOR, RETAILER, bits, program_of, table_of

CUSTOMERS, END = 300, -26
BEGINS = datetime.date(2014, 1, 6)
NONE: Tree = {"title": "No program"}
POINTS: Tree = {
    "title": "Points",
    "currency": "CNY",
    "points": {"earn": {"purchase": {"rate": "2 per CNY"}}, "value": "0.01 CNY"},
    "rewards": {"checkout": {"use": "choice", "funded": {"firm": "40%", "seller": "60%"}}},
}
# Cases in the queue and talk of the last week do not travel between two lives.
QUIET = behaviour({"failure_rate": 0.0}, ["talk"])


@pytest.fixture(autouse=True)
def _short(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    for name, value in {"ALONE_WEEKS": 60, "TOGETHER_WEEKS": 80, "LOOK_WEEKS": 52}.items():
        monkeypatch.setattr(start, name, value)
    yield


def people() -> Records:
    return draw_panel(CUSTOMERS, QUIET, 1, 0, MINOR, 2)


def begun(tree: Tree, numbers: Any = QUIET) -> Start:
    return long_run(
        people(), numbers, lambda span: table_of(program_of(tree), span, CUSTOMERS),
        lambda span: table_of(program_of(NONE), span, CUSTOMERS), RETAILER, BEGINS, 1, 0, END,
    )  # fmt: skip


def test_without_a_program_the_long_run_is_one_life() -> None:
    first = END - 80 - 60
    span = Span(first, END, BEGINS)
    table = table_of(program_of(NONE), span, CUSTOMERS)
    known = acquainted(people(), QUIET, table, first)
    world = build_world(people(), QUIET, table, RETAILER, span, (1, LUCK), started=known)
    walk(world, first, 140)
    assert bits(begun(NONE).lived.state) == bits(world.state)


def test_members_know_the_firm_from_before_the_program() -> None:
    found = begun(POINTS)
    members = found.lived.state["member"] == 1
    assert members.sum() > CUSTOMERS // 2
    assert found.mix == (CUSTOMERS - members.sum(), members.sum())
    assert found.lived.state["joined_day"][members].min() >= 7 * (END - 80)
    assert (found.lived.state["first_week"][members] < END - 80).mean() > 0.5


def test_the_long_run_tells_what_is_redeemed_and_what_a_point_costs() -> None:
    found = begun(POINTS)
    assert 0.0 < found.redeemed_share < 1.0
    assert found.point_cost == pytest.approx(0.4, rel=1e-3)  # the firm's 40% of a fen, and what was rounded
    (later,) = found.redeemed_later
    # What is held is what those who use points leave: the older it is, the less of it will be used.
    assert found.redeemed_share * MILLION > later[3] > later[9] > 0
    alone = begun(NONE)
    assert np.isnan(alone.redeemed_share)
    assert np.isnan(alone.point_cost)


def test_a_point_costs_what_the_firm_paid_and_not_the_mean_of_what_it_might(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Sellers pay for the reward that is taken often, the firm for the one that is taken seldom."""
    coupon = {"points": 1_000, "worth": "10 CNY", "cost": "10 CNY", "funded": {"seller": "100%"}}
    kettle = {"points": 6_000, "worth": "100 CNY", "cost": "45 CNY"}
    tree = {**POINTS, "rewards": {"catalogue": {"coupon": coupon, "kettle": kettle}}}
    sums: list[Any] = []
    original = start._redemption

    def noted(found: Any) -> tuple[float, float, float]:
        sums.append(found)
        return original(found)

    monkeypatch.setattr(start, "_redemption", noted)
    begin = begun(tree)
    (found,) = sums
    taken, coupons = int(found[chart.CATALOGUE_COST]), int(found[chart.CATALOGUE_COST_SELLER])
    kettles = (taken - coupons) // 4_500
    assert coupons > taken - coupons == 4_500 * kettles > 0
    assert found[chart.POINTS_REDEEMED] == coupons + 6_000 * kettles
    assert begin.firm_share == 4_500 * kettles / taken
    assert begin.point_cost == 4_500 * kettles / (coupons + 6_000 * kettles)


def test_a_run_goes_on_with_the_points_of_its_start() -> None:
    found = begun(POINTS)
    span = Span(END, 20, BEGINS)
    table = table_of(program_of(POINTS), span, CUSTOMERS)
    world = build_world(people(), QUIET, table, RETAILER, span, (1, 5), started=found.lived)
    held = points_by_month(world, table, END - 1)
    assert held.sum() == found.lived.state["usable"].sum() > 0
    assert found.lived.state["usable"].sum() == found.lived.rings.sum()


def test_of_points_that_never_expire_what_is_used_long_after_is_known(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The oldest lot pools points of many months: its share is what members used of it, oldest first."""
    for name, value in {"TOGETHER_WEEKS": 240, "LONG_WEEKS": 60}.items():
        monkeypatch.setattr(start, name, value)
    found = begun(POINTS)
    first = END - 240
    before = first - 60
    table = table_of(program_of(POINTS), Span(first, END, BEGINS), CUSTOMERS)
    alone = table_of(program_of(NONE), Span(before, first, BEGINS), CUSTOMERS)
    known = acquainted(people(), QUIET, alone, before)
    world = build_world(
        people(), QUIET, alone, RETAILER, Span(before, first, BEGINS), (1, LUCK), started=known
    )
    walk(world, before, 60)
    state = world.state
    state["rating"] = table.rating_start
    rings = fresh_rings(CUSTOMERS, table)
    world = build_world(
        people(),
        QUIET,
        table,
        RETAILER,
        Span(first, END, BEGINS),
        (1, LUCK),
        started=Lived(state, rings, world.rivals),
    )
    walk(world, first, 181)
    used = world.books.customers[:, OWN_POINTS].copy()
    oldest = world.rings[:, (END - 59) % table.lot_weeks].astype(np.int64)
    assert oldest.sum() > 0
    walk(world, END - 59, 59)
    share = used_of_oldest(oldest, world.books.customers[:, OWN_POINTS] - used)
    assert found.redeemed_later[0][-1] == round(share * MILLION)
    assert 0.0 < share < found.redeemed_share


def test_a_long_run_is_lived_once_and_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    first = begun(POINTS)

    def never(*_: Any, **_named: Any) -> None:
        raise AssertionError("lived again")

    with monkeypatch.context() as patch:
        patch.setattr(start, "Clock", never)
        again = begun(POINTS)
        assert bits(again.lived.state) == bits(first.lived.state)
        assert (again.lived.rings == first.lived.rings).all()
        assert again[1:] == first[1:]
        with pytest.raises(AssertionError, match="lived again"):
            begun(POINTS, QUIET._replace(noticing=0.01))  # other numbers are another life


def test_a_damaged_file_is_lived_again() -> None:
    first = begun(POINTS)
    for path in kept.folder().glob("*.npz"):
        path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    assert bits(begun(POINTS).lived.state) == bits(first.lived.state)
