"""The laws over all forms hold under any switches: random sets of mechanisms off, in small worlds.

No program without its clauses, value entered once, money relative, states in range, books in balance, and an
order of customers that says nothing. What each law says: docs/model, design concepts.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from simulator.accounts import chart, ledger, profit
from simulator.customers.population import draw_panel
from simulator.customers.valuing import program_pull
from simulator.customers.world import World
from simulator.engine.kernel import Kernel
from simulator.evidence.runs import PROGRAM_EFFECTS
from simulator.market.behaviour import MECHANISM_NAMES, behaviour
from tests.builders_program import Tree
from tests.engine.test_laws import EMPTY, NONE, OWN_COLUMNS, OWN_STATE, differing_columns, differing_fields
from tests.engine.worlds import MINOR, Life, bits, live, world_with

WEEKS, CUSTOMERS, SETS = 40, 200, 8
BUSY = {"orders_per_year": 40.0, "price_weight": 4.0, "order_exposure": 1.0, "failure_rate": 0.1}


def _sets() -> list[tuple[str, ...]]:
    """Return sets of switches, the same each time: half of all, then the other half."""
    luck = np.random.Generator(np.random.PCG64(11))
    found = []
    for _ in range(SETS // 2):
        off = luck.random(len(MECHANISM_NAMES)) < 0.5
        found += [tuple(np.array(MECHANISM_NAMES)[chosen].tolist()) for chosen in (off, ~off)]
    return found


OFF = _sets()


def money(amount: float, scale: float) -> str:
    return f"{amount * scale:g} CNY"


def rich(scale: float = 1.0) -> Tree:
    """Return a program with most of what moves people, its money at a scale; no points, which are rounded."""
    tea = {"percent": "10%", "sent": "2 per month", "valid": "4 weeks", "targeted": True}
    card = {"buy": 6, "worth": money(40, scale), "cost": money(30, scale), "valid": "26 weeks", "endowed": 1}
    return {
        "title": "A",
        "currency": "CNY",
        "communication": {"reach": "100%", "contacts": "8 per month"},
        "status": {"earn": {"order": {"amount": 100}}},
        "tiers": {
            "metric": "status",
            "window": "rolling",
            "months": 3,
            "levels": {"base": {}, "silver": {"from": 300}, "gold": {"from": 900}},
        },
        "rewards": {"cash_back": {"rate": "1%"}, "stamps": card, "coupons": {"tea": tea}},
        "privileges": {
            "shipping": {
                "kind": "shipping",
                "tiers": ["silver", "gold"],
                "use": "100% of orders",
                "cost": money(6, scale),
                "worth": money(8, scale),
            }
        },
        "platform": {"services": 4},
        "data": {"passed_on": True},
        "contact": {"before_sale": {"after": "6 weeks", "again": "4 weeks"}},
        "calendar": {"day": {"day_of_month": 11, "percent": "5%", "pull": "20%"}},
    }


POINTS: Tree = {
    "points": {
        "earn": {"purchase": {"rate": "5 per CNY"}},
        "value": "0.01 CNY",
        "expiry": {"after": "16 weeks"},
    },
    "rewards": {"checkout": {}, **rich()["rewards"]},
}


def lived(world: World) -> Life:
    return live(world, Kernel(world), WEEKS)


def world(tree: Tree, off: tuple[str, ...], values: dict[str, float] | None = None, **more: Any) -> World:
    return world_with(tree, {**BUSY, **(values or {})}, off, customers=CUSTOMERS, weeks=WEEKS, **more)


def test_every_switch_is_off_in_one_set_and_on_in_another() -> None:
    for name in MECHANISM_NAMES:
        assert 0 < sum(name in off for off in OFF) < SETS


@pytest.mark.parametrize("off", OFF)
def test_no_program_does_nothing(off: tuple[str, ...]) -> None:
    with_it, without = world(EMPTY, off), world(NONE, off)
    life, other = lived(with_it), lived(without)
    assert with_it.state["member"].sum() > 0
    assert differing_fields(with_it, without) <= OWN_STATE
    assert differing_columns(life, other) <= OWN_COLUMNS


def test_a_program_whose_effects_are_all_off_moves_nobody() -> None:
    # Price cuts are still given and the desk still serves, but nobody is moved, and nobody waits otherwise.
    hotline = {
        "kind": "service",
        "tiers": ["silver", "gold"],
        "use": "100% of cases",
        "priority": 1,
        "cost": "2 CNY",
        "worth": "3 CNY",
    }
    cut = {"kind": "price", "tiers": ["silver", "gold"], "use": "100% of orders", "percent": "5%"}
    tree = {**rich(), **POINTS}
    tree["privileges"] = {**tree["privileges"], "cut": cut, "hotline": hotline}
    numbers = {"failure_rate": 0.3, "handling_minutes": 2_000.0}
    with_it, without = world(tree, PROGRAM_EFFECTS, numbers), world(NONE, PROGRAM_EFFECTS, numbers)
    life, other = lived(with_it), lived(without)
    assert life.tally[..., chart.PRICE_DISCOUNT].sum() > 0
    assert life.tally[..., chart.CASES_DECIDED].sum() > 0
    moved = ("orders", "last_week", "attached", "satisfaction", "trust", "reference_price", "expectation")
    for name in moved:
        assert (with_it.state[name] == without.state[name]).all(), name
    assert life.digests["waits"] == other.digests["waits"]
    assert (
        lived(world(tree, (), numbers)).digests["waits"] != lived(world(NONE, (), numbers)).digests["waits"]
    )


@pytest.mark.parametrize("off", OFF)
def test_books_balance_and_states_stay_in_their_range(off: tuple[str, ...]) -> None:
    one = world({**rich(), **POINTS}, off)
    life = lived(one)
    ledger.check(life.tally, np.zeros(chart.WIDTH, np.int64))
    total = life.tally.sum(axis=(0, 1, 2))
    funded = total[[chart.FUNDED_FIRM, chart.FUNDED_SELLER, chart.FUNDED_PARTNER]].sum()
    assert total[list(profit.BENEFITS)].sum() == funded > 0
    assert total[chart.OCCASIONS] >= total[chart.RIVAL_ORDERS] + total[chart.OUTSIDE_ORDERS]
    state = one.state
    for name in ("satisfaction", "expectation", "trust", "promised", "belonging"):
        assert (state[name] >= 0.0).all(), name
        assert (state[name] <= 1.0).all(), name
    for name in ("usable", "pending", "owed", "status", "debt", "pace"):
        assert (state[name] >= 0).all(), name
    for name in state.dtype.names or ():
        assert np.isfinite(state[name]).all(), name
    assert (state["level"] < 3).all()


@pytest.mark.parametrize("off", OFF)
def test_the_order_of_customers_says_nothing(off: tuple[str, ...]) -> None:
    traits = draw_panel(CUSTOMERS, behaviour(BUSY, off), 1, 0, MINOR, 2)
    mixed = np.random.Generator(np.random.PCG64(5)).permutation(CUSTOMERS)
    tree = {**rich(), **POINTS}
    straight, shuffled = (world(tree, off, traits=some) for some in (traits, traits[mixed].copy()))
    assert (lived(straight).tally == lived(shuffled).tally).all()
    assert bits(straight.state[mixed]) == bits(shuffled.state)


# What is kept in money.
# The reference price follows a price paid in whole minor units.
IN_MONEY = {"reference_price", "enjoyed", "fee", "unearned", "spent", "year_spent"}


@pytest.mark.parametrize("off", OFF)
def test_money_is_relative(off: tuple[str, ...]) -> None:
    # 64 is a power of two, so that not even a last bit is rounded another way. Prices paid are rounded: what
    # people hold later ones against would differ by that.
    lives = []
    for scale in (1.0, 64.0):
        numbers = {"basket_mean": 150.0 * scale, "case_cost": 8.0 * scale, "compensation": 10.0 * scale}
        numbers["reference_weight"] = 0.0
        one = world(rich(scale), off, numbers)
        lives.append((lived(one), one))
    (life, small), (other, large) = lives
    assert differing_fields(small, large) <= IN_MONEY
    counted = [i for i, (_, unit, _) in enumerate(chart.COLUMNS) if unit != "minor"]
    assert (life.tally[..., counted] == other.tally[..., counted]).all()
    goods = [int(each.tally[..., chart.GOODS].sum()) for each in (life, other)]
    assert goods[1] == pytest.approx(64 * goods[0], rel=1e-4)


@pytest.mark.parametrize("off", OFF)
def test_value_enters_the_choice_once(off: tuple[str, ...]) -> None:
    # One privilege of a worth and two of half of it are the same to everybody.
    whole, halves = rich(), rich()
    shipping = whole["privileges"]["shipping"] | {"cost": "0 CNY"}
    whole["privileges"] = {"a": shipping}
    half = shipping | {"worth": "4 CNY"}
    halves["privileges"] = {"a": half, "b": half}
    one, two = world(whole, off), world(halves, off)
    first, second = lived(one), lived(two)
    assert differing_fields(one, two) == set()
    assert differing_columns(first, second) <= {"promises", "promises_broken"}


@pytest.mark.parametrize("off", OFF)
def test_a_balance_does_not_pull_on_a_choice(off: tuple[str, ...]) -> None:
    one = world({**rich(), **POINTS}, off)
    lived(one)
    members = np.flatnonzero((one.state["member"] == 1) & (one.state["knows_balance"] == 1))[:20]
    t, s, p, b, page = one.traits, one.state, one.program[0], one.numbers[0], one.page[0]
    day = int(page.first_day)
    before = [program_pull(t[i], s[i], p, b, page, day) for i in members]
    for i in members:
        s[i].usable = 10_000_000
    assert [program_pull(t[i], s[i], p, b, page, day) for i in members] == before
    assert len(before) == 20
