"""Further ladders in a market: what their levels are worth, how they draw and hold, and who has them."""

from __future__ import annotations

import copy
from typing import Any

import numpy as np
import pytest

from simulator.accounts import chart
from simulator.customers.climbing import gain_of_order, gain_without_deadline
from simulator.customers.counting import ladders_obligation, status_obligation
from simulator.customers.ladders import step_on, with_step
from simulator.customers.worth_of_ladders import ladders_pull
from simulator.customers.worth_of_privileges import expected_cut
from simulator.customers.worth_of_tiers import tier_pull
from simulator.engine.kernel import Kernel
from tests.builders_program import Tree
from tests.customers.test_valuing import NUMBERS, SHIPPING, TIERS, WEEK, member
from tests.engine.worlds import Life, live, world_with

GIFT: Tree = {"kind": "gifts", "use": "1 per year", "cost": "5 CNY", "worth": "8 CNY"}
EVERYBODY: Tree = {"privileges": {"shipping": SHIPPING["shipping"], "gift": GIFT}}
MILLION = 1 << 4  # bits of the first and the second level of the first ladder
TWO_MILLION = 1 << 5


def ladder(window: str = "lifetime", metric: str = "orders", **levels: Any) -> Tree:
    return {"ladders": {"one": {"metric": metric, "window": window, "levels": levels}}}


def for_levels(*names: str) -> Tree:
    """Return the privileges, for the named levels."""
    return {"privileges": {key: {**one, "tiers": [*names]} for key, one in EVERYBODY["privileges"].items()}}


RUNG: Tree = {**ladder(million={"from": 1000}), **for_levels("million")}


def further_pull(one: Any, day: int = 7 * WEEK) -> float:
    world, scale = one.world, NUMBERS.price_weight
    return float(
        ladders_pull(
            world.traits[0], world.state[0], world.program[0], world.numbers[0], world.page[0], day, scale
        )
    )


def with_balance(tree: Tree, balance: int, **state: Any) -> Any:
    one = member(tree, **state)
    one.state.ladders[0] = balance
    return one


# ---- what a level is worth ------------------------------------------------------------------------------


def test_one_level_of_each_ladder_is_held() -> None:
    groups = with_step(with_step(0b1010, 0, 2), 1, 3)
    assert (step_on(groups, 0), step_on(groups, 1), groups & 0b1111) == (2, 3, 0b1010)
    assert step_on(with_step(groups, 0, 1), 0) == 1
    assert with_step(with_step(groups, 0, 0), 1, 0) == 0b1010


def test_a_level_is_worth_to_its_members_what_it_would_be_to_all() -> None:
    inside, outside, everybody = member(RUNG, clubs=MILLION), member(RUNG), member(EVERYBODY)
    assert inside.pull() == pytest.approx(everybody.pull())
    assert outside.pull() < 0.01 * inside.pull()  # a thousand orders away
    # 26 orders a year with 6 CNY each, and the gift of 8 CNY: promised for good.
    assert outside.stake() == 0.0
    assert inside.stake() == pytest.approx(26.0 * 600.0 + 800.0)


def test_who_has_a_privilege_by_two_ladders_has_it_once() -> None:
    tiers = {**TIERS, "window": "lifetime"}  # else gold would be less worth keeping
    both = {**ladder(million={"from": 1000}), **for_levels("gold", "million"), "tiers": tiers}
    one_of_them = {**for_levels("gold"), "tiers": tiers}
    gold = member(one_of_them, level=2, status=1500)
    assert member(both, level=2, status=1500, clubs=MILLION).pull() == pytest.approx(gold.pull(), rel=1e-6)
    assert member(both, clubs=MILLION).pull() > member(both).pull()


def test_points_of_a_level_draw_its_members() -> None:
    points: Tree = {
        "points": {"earn": {"purchase": {"rate": "1 per CNY"}}, "value": "0.01 CNY"},
        "rewards": {"checkout": {"use": "choice"}},
    }
    double = copy.deepcopy(points)
    double["points"]["earn"]["purchase"]["rate"] = "2 per CNY"
    tree = {**points, **ladder(million={"from": 1000, "points": "x2"})}
    assert member(tree, clubs=MILLION).pull() == pytest.approx(member(double).pull())
    assert member(tree, clubs=MILLION).stake() > member(tree).stake()


def test_a_privilege_of_a_club_for_a_level_takes_both() -> None:
    tree: Tree = {"clubs": {"mom": {}}, **ladder(million={"from": 1000})}
    tree["privileges"] = {"shipping": {**SHIPPING["shipping"], "tiers": ["million"], "clubs": ["mom"]}}
    far = member(tree).pull()
    assert member(tree, clubs=MILLION | 1).pull() > 100.0 * abs(far)
    assert member(tree, clubs=MILLION).pull() == pytest.approx(far, abs=1e-9)
    assert member(tree, clubs=1).pull() < 0.01 * member(tree, clubs=MILLION | 1).pull()


def test_a_privilege_for_payers_takes_a_fee_at_a_further_level_too() -> None:
    tree: Tree = {"paid": {"fee": "99 CNY", "period": "52 weeks"}, **ladder(million={"from": 1000})}
    tree["privileges"] = {"shipping": {**SHIPPING["shipping"], "tiers": ["million"], "paid": True}}
    assert member(tree, clubs=MILLION, paying=2).pull() > 0.0
    assert member(tree, clubs=MILLION).pull() == 0.0


def test_a_price_of_a_level_is_expected_by_its_members() -> None:
    price: Tree = {"kind": "price", "use": "20% of orders", "percent": "10%"}
    tree = {**ladder(million={"from": 1000}), "privileges": {"price": {**price, "tiers": ["million"]}}}
    cuts = [
        expected_cut(one.state, one.world.program[0], one.world.page[0], 7 * WEEK)
        for one in (member(tree, clubs=MILLION), member(tree), member({"privileges": {"price": price}}))
    ]
    assert cuts == pytest.approx([0.02, 0.0, 0.02])


# ---- how it draws and holds -----------------------------------------------------------------------------


def test_the_next_level_of_a_lifetime_draws_the_more_the_nearer_it_is() -> None:
    tree = {**ladder(million={"from": 40}), **for_levels("million")}
    pulls = [further_pull(with_balance(tree, balance)) for balance in (0, 20, 35, 39)]
    assert pulls == sorted(pulls)
    assert 0.0 < pulls[0] < 0.5 * pulls[3]
    # A step of one order at .5 a week: the gains are those of a goal without a deadline.
    gains = [gain_without_deadline(missing, 1.0, 0.5, NUMBERS.impatience) for missing in (40, 20, 5, 1)]
    assert np.array(pulls) / pulls[3] == pytest.approx(np.array(gains) / gains[3])


def test_a_years_level_draws_as_far_as_the_year_may_bring_it() -> None:
    tree = {**ladder("calendar", pearl={"from": 10}), **for_levels("pearl")}
    left = (365 - 7 * WEEK - 5) / 7.0  # week 20 begins on day 5 + 140 of 2014
    pulls = [further_pull(with_balance(tree, balance)) for balance in (0, 5, 9)]
    gains = [gain_of_order(missing, 1.0, 0.5 * left, NUMBERS.basket_within**2) for missing in (10, 5, 1)]
    assert np.array(pulls) / pulls[1] == pytest.approx(np.array(gains) / gains[1])
    assert further_pull(with_balance(tree, 0), 7 * WEEK) > 0.0


def test_money_counts_in_whole_units_and_value_as_it_is_earned() -> None:
    by_orders = {**ladder(million={"from": 10}), **for_levels("million")}
    by_money = {**ladder(metric="spend", million={"from": 1500}), **for_levels("million")}
    by_value = {
        **ladder(metric="status", million={"from": 3000}),
        **for_levels("million"),
        "status": {"earn": {"purchase": {"rate": "2 per CNY"}}},
    }
    # Orders of 150 CNY: nine of ten, 1,350 of 1,500 CNY and 2,700 of 3,000 of value lack one each.
    near = [with_balance(by_orders, 9), with_balance(by_money, 1350), with_balance(by_value, 2700)]
    assert further_pull(near[0]) > 0.0
    assert [further_pull(one) for one in near] == pytest.approx([further_pull(near[0])] * 3, rel=1e-6)


def test_a_years_level_is_worth_keeping_and_a_lifetimes_is_kept() -> None:
    yearly = {**ladder("calendar", pearl={"from": 10}), **for_levels("pearl")}
    lifetime = {**ladder(pearl={"from": 10}), **for_levels("pearl")}
    assert further_pull(with_balance(yearly, 6, clubs=MILLION)) > 0.0
    assert further_pull(with_balance(yearly, 10, clubs=MILLION)) == 0.0  # it is kept already
    assert further_pull(with_balance(lifetime, 6, clubs=MILLION)) == 0.0


def test_what_is_left_of_a_years_level_is_at_stake() -> None:
    yearly = {**ladder("calendar", pearl={"from": 10}), **for_levels("pearl")}
    # Week 20 is in May: eight months of the year are left.
    assert member(yearly, clubs=MILLION).stake() == pytest.approx(8.0 / 12.0 * (26.0 * 600.0 + 800.0))


def test_two_levels_are_forfeited_once() -> None:
    tree: Tree = {"privileges": {"shipping": {**SHIPPING["shipping"], "tiers": ["million", "pearl"]}}}
    tree["ladders"] = {
        "a": {"metric": "orders", "window": "lifetime", "levels": {"million": {"from": 10}}},
        "b": {"metric": "orders", "window": "lifetime", "levels": {"pearl": {"from": 10}}},
    }
    one, both = member(tree, clubs=MILLION), member(tree, clubs=MILLION | 1 << 8)
    assert both.stake() == pytest.approx(one.stake()) == pytest.approx(26.0 * 600.0)


def test_what_is_off_weighs_nothing() -> None:
    tree = {**ladder("calendar", pearl={"from": 10}), **for_levels("pearl")}
    one = with_balance(tree, 9)
    one.world.numbers[0].tier_weight = 0.0
    assert further_pull(one) == 0.0
    assert member(tree).world.program[0].ladders == 1


# ---- what the firm owes ---------------------------------------------------------------------------------

OF_EVERY_KIND: Tree = {
    "shipping": SHIPPING["shipping"],
    "dear": {
        "kind": "shipping",
        "use": "50% of orders",
        "over": "100 CNY",
        "cost": "3 CNY",
        "worth": "3 CNY",
    },
    "back": {"kind": "returns", "use": "50% of returns", "cost": "7 CNY", "worth": "8 CNY"},
    "repair": {"kind": "guarantee", "use": "50% of failures", "cost": "20 CNY", "worth": "30 CNY"},
    "first": {"kind": "access", "use": "60% of event orders", "cost": "2 CNY", "worth": "4 CNY"},
    "price": {"kind": "price", "use": "20% of orders", "percent": "10%"},
    "gift": {**GIFT, "kept": "90%", "funded": {"seller": "40%"}},
}


def promised(tree: Tree, **state: Any) -> int:
    """Return what the firm owes a member by levels of any ladder, minor units."""
    one = member(tree, attached=1, **state)
    world = one.world
    told = (world.traits[0], world.state[0], world.program[0], world.numbers[0], WEEK)
    return int(status_obligation(*told)) + int(ladders_obligation(*told))


def each_for(*names: str, **clauses: Any) -> Tree:
    privileges = {key: {**one, "tiers": [*names]} for key, one in OF_EVERY_KIND.items()}
    return {"privileges": privileges, "calendar": {"day": {"dates": ["11-11"], "pull": "20%"}}, **clauses}


def test_a_level_for_life_promises_what_a_lifetime_level_does() -> None:
    """The same privileges cost the same, given by the one ladder or by the other."""
    tiers: Tree = {"tiers": {**TIERS, "window": "lifetime"}}
    owed = promised(each_for("gold", **tiers), level=2)
    beside = each_for("million", **tiers, **ladder(million={"from": 1000}))
    assert owed > 26 * 600
    assert promised(beside, clubs=MILLION) == pytest.approx(owed, abs=1)
    assert promised(beside) == 0


def test_a_years_level_promises_what_is_left_of_the_year() -> None:
    # Half an order a week is seen as such; week 20 is in May.
    yearly, lifetime = (
        promised({**ladder(window, million={"from": 10}), **for_levels("million")}, clubs=MILLION)
        for window in ("calendar", "lifetime")
    )
    assert yearly == pytest.approx(8 / 12 * lifetime, abs=1)


def test_what_a_level_of_tiers_gives_is_promised_once() -> None:
    tiers: Tree = {"tiers": {**TIERS, "window": "lifetime"}}
    both = each_for("gold", "million", **tiers, **ladder(million={"from": 1000}))
    assert promised(both, level=2, clubs=MILLION) == promised(each_for("gold", **tiers), level=2)


# ---- a level held for life ------------------------------------------------------------------------------


FOR_LIFE: Tree = {
    "tiers": {**TIERS, "levels": {"base": {}, "silver": {"from": 2500}, "gold": {"from": 6000}}},
    "privileges": {"shipping": {**SHIPPING["shipping"], "tiers": ["silver", "gold"]}},
    **ladder(million={"from": 40, "holds": "silver"}, two_million={"from": 80, "holds": "gold"}),
}


def test_a_level_held_for_life_is_at_stake_for_a_year() -> None:
    held = member(FOR_LIFE, level=1, clubs=MILLION).stake()
    # 26 orders with 6 CNY and half of .3% of 150 CNY of standing, however near the review is.
    assert held == pytest.approx(26.0 * (600.0 + 22.5))
    assert member(FOR_LIFE, level=1).stake() < held


def test_a_level_held_for_life_is_not_feared_for() -> None:
    def pull_of_tiers(one: Any) -> float:
        world = one.world
        return tier_pull(
            world.traits[0], world.state[0], world.program[0], world.numbers[0], world.page[0], 7 * WEEK, 1.0
        )

    # 15 orders are to come this year and 17 needed; gold draws nobody, as silver has all that it gives.
    assert pull_of_tiers(member(FOR_LIFE, level=1)) > 0.01
    assert pull_of_tiers(member(FOR_LIFE, level=1, clubs=MILLION)) < 0.001


def test_a_level_that_would_be_held_for_life_draws() -> None:
    gold_only = copy.deepcopy(FOR_LIFE)
    gold_only["privileges"]["shipping"]["tiers"] = ["gold"]
    near, far = with_balance(gold_only, 79, clubs=MILLION), with_balance(gold_only, 41, clubs=MILLION)
    assert further_pull(near) > further_pull(far) > 0.0
    # Who has gold by himself is drawn by nothing more.
    assert further_pull(with_balance(gold_only, 79, level=2, clubs=MILLION)) == 0.0


# ---- a market -------------------------------------------------------------------------------------------

WEEKS, CUSTOMERS = 60, 120
PROGRAM: Tree = {
    "title": "Further ladders",
    "currency": "CNY",
    "membership": {"join": "automatic"},
    "points": {"earn": {"purchase": {"rate": "1 per CNY"}}, "value": "0.01 CNY"},
    "rewards": {"checkout": {"use": "automatic"}},
    "tiers": {"metric": "spend", "window": "calendar", "levels": {"base": {}, "gold": {"from": 2500}}},
    "privileges": {"gift": {**GIFT, "use": "6 per year", "tiers": ["pearl"]}},
    "ladders": {
        "million": {
            "metric": "spend",
            "window": "lifetime",
            "levels": {"million": {"from": 1500, "holds": "gold"}},
        },
        "yearly": {
            "metric": "orders",
            "window": "calendar",
            "levels": {"pearl": {"from": 8}, "ruby": {"from": 14, "points": "x2"}},
        },
    },
    "communication": {"reach": "100%", "contacts": "4 per month"},
}
PEARL, RUBY = 1 << 8, 1 << 9


def lived(tree: Tree, weeks: int = WEEKS) -> tuple[Any, Life]:
    world = world_with(tree, {"orders_per_year": 25.0}, customers=CUSTOMERS, weeks=weeks)
    return world, live(world, Kernel(world), weeks)


def test_whoever_has_what_a_level_asks_for_has_it() -> None:
    world, life = lived(PROGRAM, 52)  # 2014, up to the opening of its last week
    state = world.state
    held = state["clubs"]
    orders = state["ladders"][:, 1]
    assert (held & PEARL > 0).sum() > 0 < (held & RUBY > 0).sum()
    member = state["member"] == 1
    assert (held[member & (orders >= 14)] & RUBY > 0).all()
    # A return may have taken an order back since.
    assert (orders[held & RUBY > 0] >= 10).all()
    assert not (held[~member]).any()
    assert life.tally[..., chart.PRIVILEGE_GIFTS].sum() > 0


def test_nobody_with_a_level_for_life_is_below_it() -> None:
    world, _ = lived(PROGRAM)
    million = world.state["clubs"] & MILLION > 0
    assert million.sum() > 0
    assert (world.state["level"][million] == 1).all()
    assert (world.state["level"][~million] == 0).any()


def test_the_new_year_takes_a_years_level_from_those_who_did_not_reach_it() -> None:
    before, after = (lived(PROGRAM, weeks)[0].state for weeks in (104, 105))  # week 104 opens 2016
    orders = before["ladders"][:, 1]
    reached = np.where(orders >= 14, RUBY, np.where(orders >= 8, PEARL, 0))
    assert (after["clubs"] & (PEARL | RUBY) == reached).all()
    assert (before["clubs"] & (PEARL | RUBY) > reached).any()  # somebody lost one
    assert after["ladders"][:, 1].max() < 8
    assert (after["ladders"][:, 0] >= before["ladders"][:, 0] - 500).all()  # returns aside
