"""What may not change a run, and what must: laws that hold to the last bit."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from simulator.accounts import chart, profit
from simulator.accounts.liability import economic_view
from simulator.customers.population import draw_panel
from simulator.customers.world import World
from simulator.engine.kernel import Kernel
from simulator.evidence.runs import PROGRAM_EFFECTS
from simulator.market.behaviour import BASELINE_MECHANISMS, MECHANISM_NAMES, behaviour
from tests.builders import markets, programs
from tests.builders_program import Tree
from tests.engine.worlds import MARKETPLACE, MINOR, SERVICE, Life, bits, drawn, live, world_with

WEEKS = 40
NONE: Tree = {"title": "No program"}
CLAUSES = (
    "membership", "status", "points", "rewards", "tiers", "privileges", "clubs", "ladders", "clerk",
    "platform", "data",
    "calendar", "exclusions",
    "communication", "contact", "running_cost",
)  # fmt: skip
EMPTY: Tree = {"title": "Nothing in it", "currency": "CNY", **{clause: {} for clause in CLAUSES}}

# What only members have, and what is counted of members only: a program's own, even of an empty one.
OWN_STATE = {
    "aware", "member", "joined_day", "level", "rating", "term_day", "term_week", "term_orders", "kept_orders",
    "kept_in_row", "shopping_month", "shopping_day", "shopping_days", "prompted_week", "knows_value",
    "knows_balance", "nearness", "credited", "status", "usable", "pending", "owed", "active_week",
}  # fmt: skip
OWN_COLUMNS = {"aware", "knows_value", "knows_balance", "joins", "reviews", "benefit_sales"}

MARKETS = drawn(markets(), 40)[::4]


def lived(world: World) -> Life:
    return live(world, Kernel(world), WEEKS)


def differing_fields(world: World, other: World) -> set[str]:
    names = world.state.dtype.names or ()
    return {name for name in names if world.state[name].tobytes() != other.state[name].tobytes()}


def differing_columns(life: Life, other: Life) -> set[str]:
    """Return the columns whose sums over levels differ in any week or group."""
    ours, theirs = life.tally.sum(axis=1), other.tally.sum(axis=1)
    return {chart.NAMES[column] for column in np.flatnonzero((ours != theirs).any(axis=(0, 1)))}


# ---- programs without an effect -------------------------------------------------------------------------


@pytest.mark.parametrize("market", MARKETS)
@pytest.mark.parametrize("join", ["automatic", "opt_in"])
def test_a_program_with_nothing_in_it_is_none(market: Any, join: str) -> None:
    empty = {**EMPTY, "membership": {"join": join}}
    with_it, without = (world_with(tree, market.values, market.off) for tree in (empty, NONE))
    life, other = lived(with_it), lived(without)
    assert with_it.state["member"].sum() > 0
    assert differing_fields(with_it, without) <= OWN_STATE
    assert differing_columns(life, other) <= OWN_COLUMNS
    for name in ("customers", "waits", "backlog"):
        assert life.digests[name] == other.digests[name]


def test_without_a_program_its_mechanisms_move_nothing() -> None:
    assert MECHANISM_NAMES[: len(BASELINE_MECHANISMS)] == BASELINE_MECHANISMS
    switches = MECHANISM_NAMES[len(BASELINE_MECHANISMS) :]
    as_is = lived(world_with(NONE)).digests
    assert [lived(world_with(NONE, off=[name])).digests for name in switches] == [as_is] * len(switches)


# Prices never move without a program, orders cost the same effort at both sellers, thresholds are an option.
STILL = {"reference_price", "buying_effort", "satisfaction_steps"}


def test_each_baseline_mechanism_moves_something() -> None:
    values = {"price_weight": 5.0, "delay_rate": 0.1, "grave_losses": 0.2}
    market = MARKETPLACE._replace(service=SERVICE)  # of what is not stated nothing can stand still
    as_is = lived(world_with(NONE, values, market=market)).digests
    for name in set(BASELINE_MECHANISMS) - STILL:
        assert lived(world_with(NONE, values, [name], market=market)).digests != as_is, name


# What is felt of a program, and what follows; what a member holds is kept as ever.
FELT = ("orders", "last_week", "attached", "satisfaction", "expectation", "trust", "reference_price")


@pytest.mark.parametrize("tree", drawn(programs(), 120)[::8])
def test_with_every_effect_off_a_program_moves_nobody(tree: Tree) -> None:
    values = {"orders_per_year": 40.0, "price_weight": 4.0, "order_exposure": 1.0}
    heard = {**tree, "communication": {**tree["communication"], "reach": "100%"}}
    with_it, without = (world_with(one, values, PROGRAM_EFFECTS) for one in (heard, NONE))
    life, other = lived(with_it), lived(without)
    assert with_it.state["aware"].sum() > 0
    for name in FELT:
        assert (with_it.state[name] == without.state[name]).all(), name
    assert bits(with_it.rivals) == bits(without.rivals)
    assert life.digests["waits"] == other.digests["waits"]


@pytest.mark.parametrize("tree", drawn(programs(), 60)[::4])
def test_a_program_that_nobody_hears_of_changes_nothing(tree: Tree) -> None:
    unheard = {**tree, "communication": {**tree["communication"], "reach": "0%"}}
    # What is for everyone is advertised to everyone.
    unheard["calendar"] = {
        name: {key: value for key, value in one.items() if key != "everyone"}
        for name, one in tree.get("calendar", {}).items()
    }
    with_it, without = world_with(unheard), world_with(NONE)
    life, other = lived(with_it), lived(without)
    assert differing_fields(with_it, without) <= {"rating"}  # where the behaviour rating would start
    assert (life.tally[:, 0] == other.tally[:, 0]).all()
    assert not life.tally[:, 1:].any()
    assert not with_it.rings.any()
    for name in ("customers", "waits", "backlog"):
        assert life.digests[name] == other.digests[name]


@pytest.mark.parametrize("reach", [30, 100])
def test_who_orders_and_can_be_reached_is_a_member_and_nobody_else(reach: int) -> None:
    # Every order tells of the program here; where only some do, people join later but nobody else joins.
    worlds = [
        world_with({"title": "A", "communication": {"reach": f"{reach}%"}}, {"order_exposure": exposure})
        for exposure in (1.0, 0.2)
    ]
    for world in worlds:
        lived(world)
    within = worlds[0].traits["reached"] < reach / 100.0
    bought = within & (worlds[0].state["orders"] > 0)
    assert (worlds[0].state["member"] == bought).all()
    assert not (worlds[1].state["member"] > bought).any()
    assert 0 < worlds[1].state["member"].sum() < bought.sum()


def test_programs_that_differ_from_a_week_on_agree_before_it() -> None:
    points = {"earn": {"purchase": {"rate": "1 per CNY"}}, "value": "0.01 CNY"}
    base = {"title": "A", "currency": "CNY", "points": points, "rewards": {"checkout": {}}}
    # Day 0 is 6 January: 30 June opens week 25.
    event = {"dates": ["06-30"], "points": "x3", "percent": "10%", "pull": "40%"}
    plain, dated = lived(world_with(base)), lived(world_with({**base, "calendar": {"day": event}}))
    differs = np.flatnonzero((plain.tally != dated.tally).any(axis=(1, 2, 3)))
    assert differs[0] == 25


# ---- money ----------------------------------------------------------------------------------------------


def cash_back(percent: float) -> Tree:
    return {"title": "Cash-back", "currency": "CNY", "rewards": {"cash_back": {"rate": f"{percent:g}%"}}}


def checkout_points(percent: float) -> Tree:
    """Return a program whose points are worth the same share of every price, one fen each."""
    return {
        "title": "Points used at the next checkout",
        "currency": "CNY",
        "points": {
            "earn": {"purchase": {"rate": f"{percent:g} per CNY"}},
            "value": "0.01 CNY",
            "on_redeemed": True,
        },
        "rewards": {"checkout": {"use": "automatic"}},
    }


def weekly_profit(life: Life) -> NDArray[np.int64]:
    """Return the economic profit by week; every point is expected to be used, and costs its fen."""
    opening = np.zeros(chart.WIDTH, np.int64)
    view = economic_view(life.tally, opening, point_cost=1_000_000, expected_redemption=1.0)
    return profit.weekly_profit(life.tally, view.total)


def test_cash_back_of_everything_is_ruinous() -> None:
    without, ruin = lived(world_with(NONE)), lived(world_with(cash_back(100)))
    sales = int(profit.sales(without.tally).sum())
    assert weekly_profit(without).sum() > 0
    assert weekly_profit(ruin).sum() < -sales // 2


@pytest.mark.parametrize("percent", [0.5, 1, 2.5, 30])
@pytest.mark.parametrize("market", [None, MARKETPLACE])
def test_checkout_points_and_cash_back_of_one_value_are_worth_the_same(percent: float, market: Any) -> None:
    # A balance holds members back from leaving and cash does not: switching costs stand still in both.
    business = {} if market is None else {"market": market}
    points, cash = (
        lived(world_with(tree(percent), off=["switching_cost"], **business))
        for tree in (checkout_points, cash_back)
    )
    assert points.tally[..., chart.CHECKOUT_REDEEMED].sum() > 0 < cash.tally[..., chart.CASH_BACK].sum()
    assert (weekly_profit(points) == weekly_profit(cash)).all()
    assert differing_columns(points, cash) == {
        "checkout_redeemed", "cash_back", "funded_firm", "points_issued", "points_redeemed",
        "points_reversed", "points_outstanding", "redemptions",
    }  # fmt: skip


def test_a_balance_keeps_members_whom_cash_back_lets_go() -> None:
    many = draw_panel(4_000, behaviour(), 1, 0, MINOR, 2)
    lapses = [
        int(lived(world_with(tree(5), traits=many)).tally[..., chart.LAPSES].sum())
        for tree in (checkout_points, cash_back)
    ]
    assert lapses[0] < lapses[1]


@pytest.mark.parametrize("window", ["lifetime", "rolling"])
def test_the_obligation_of_a_level_does_not_fade_with_membership(window: str) -> None:
    tiers: Tree = {"metric": "spend", "window": window, "levels": {"base": {}, "gold": {"from": 300}}}
    if window == "rolling":
        tiers["months"] = 12
    shipping = {
        "kind": "shipping",
        "tiers": ["gold"],
        "use": "100% of orders",
        "cost": "6 CNY",
        "worth": "6 CNY",
    }
    tree = {"title": "A", "currency": "CNY", "tiers": tiers, "privileges": {"shipping": shipping}}
    world = world_with(tree, weeks=156)
    gold = live(world, Kernel(world), 156).tally[:, 2].sum(axis=1)
    each = gold[:, chart.STATUS_OBLIGATION] / np.maximum(1, gold[:, chart.CUSTOMERS])
    second, third = each[52:104].mean(), each[104:].mean()
    assert third == pytest.approx(second, rel=0.25)
    assert second > 0.0


# ---- people ---------------------------------------------------------------------------------------------

RICH = [tree for tree in drawn(programs(), 200) if "points" in tree and "tiers" in tree][::6][:8]


@pytest.mark.parametrize("tree", RICH)
def test_the_order_in_which_customers_are_stored_changes_nobody(tree: Tree) -> None:
    numbers = behaviour()
    traits = draw_panel(300, numbers, 1, 0, MINOR, 3)
    mixed = np.random.Generator(np.random.PCG64(5)).permutation(300)
    straight, shuffled = world_with(tree, traits=traits), world_with(tree, traits=traits[mixed].copy())
    life, other = lived(straight), lived(shuffled)
    assert (life.tally == other.tally).all()
    assert bits(straight.state[mixed]) == bits(shuffled.state)
    assert straight.rings[mixed].tobytes() == shuffled.rings.tobytes()
    assert (straight.books.customers[mixed] == shuffled.books.customers).all()
    assert (straight.books.vintages == shuffled.books.vintages).all()


# What is scarce goes round among the whole market.
SCARCE = {"capacity", "budget", "stock"}
BY_DEMAND = {"price", "from", "to", "normal"}


def without_scarcity(tree: Tree) -> Tree:
    """Return a program in which there is enough of everything for everybody, at fixed prices."""
    plenty: Tree = {}
    for key, one in tree.items():
        if isinstance(one, dict):
            by_demand = one.get("price") == "dynamic"
            plenty[key] = without_scarcity(
                {k: v for k, v in one.items() if k not in BY_DEMAND or not by_demand}
            )
        elif key not in SCARCE:
            plenty[key] = one
    return plenty


@pytest.mark.parametrize("tree", RICH)
def test_a_smaller_market_is_the_first_part_of_a_larger_one(tree: Tree) -> None:
    # A desk's hours and the groups of buyers are set for the whole market, so nothing fails here.
    plenty = without_scarcity(tree)
    for level in plenty["tiers"]["levels"].values():
        level.pop("at_most", None)
    small, large = (
        world_with(plenty, {"failure_rate": 0.0}, customers=size, regions=size // 100) for size in (300, 600)
    )
    lived(small)
    lived(large)
    assert bits(small.state) == bits(large.state[:300])
    assert small.rings.tobytes() == large.rings[:300].tobytes()
    assert (small.books.customers == large.books.customers[:300]).all()


def test_customers_leave_at_their_own_hazard() -> None:
    # Tastes alone decide, so that nothing moves the hazard.
    off = ["satisfaction", "trust", "switching_cost", "failures", "talk"]
    world = world_with(NONE, {"hazard_mean": 0.1, "comeback": 0.0}, off, customers=60_000, weeks=6)
    lapses = live(world, Kernel(world), 6).tally[..., chart.LAPSES].sum(axis=(1, 2))
    hazard = 0.1 * world.traits["hazard"].astype(np.float64)
    stay = np.array([np.exp(-week * hazard).sum() for week in range(6)])
    assert lapses[0] == 0  # it is decided a week before who leaves in a week
    assert (np.abs(lapses[1:] - -np.diff(stay)) < 4.0 * np.sqrt(-np.diff(stay))).all()
