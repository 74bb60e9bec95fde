"""What reaches feelings: promises, surprises, penalties, recovery, and hearing of a program."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from simulator.accounts import chart
from simulator.customers.experiencing import experience_order, miss_promise
from simulator.customers.page import open_page
from simulator.customers.world import World
from simulator.engine.kernel import Kernel
from simulator.market.behaviour import behaviour
from tests.builders_program import Tree
from tests.engine.worlds import Life, live, world_with

NUMBERS = behaviour()
WEEKS = 60
NO_LUCK = {"failure_rate": 0.0}
LADDER: Tree = {
    "metric": "status",
    "window": "lifetime",
    "levels": {"base": {}, "gold": {"from": 10_000_000}},
}


def lived(tree: Tree, values: dict[str, float] | None = None, customers: int = 1_000) -> tuple[World, Life]:
    world = world_with(tree, values, customers=customers, weeks=WEEKS)
    return world, live(world, Kernel(world), WEEKS)


def trust(world: World) -> float:
    return float(world.state["trust"][world.state["member"] == 1].mean(dtype=np.float64))


# ---- promises -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "privilege",
    [
        {"kind": "shipping", "use": "100% of orders", "cost": "1 CNY"},
        {"kind": "returns", "use": "100% of returns", "cost": "1 CNY"},
        {"kind": "service", "use": "100% of cases", "cost": "1 CNY"},
        {"kind": "gifts", "use": "4 per year", "cost": "1 CNY"},
    ],
)
def test_a_promise_that_is_not_kept_costs_trust_wherever_it_is_made(privilege: Tree) -> None:
    def with_kept(share: str) -> tuple[World, Life]:
        tree = {"title": "A", "currency": "CNY", "privileges": {"it": {**privilege, "kept": share}}}
        return lived(tree, {"return_rate": 0.2, "failure_rate": 0.08})

    (kept, life), (broken, other) = with_kept("100%"), with_kept("0%")
    assert life.tally[..., chart.PROMISES].sum() > 100
    assert life.tally[..., chart.PROMISES_BROKEN].sum() == 0
    assert other.tally[..., chart.PROMISES_BROKEN].sum() == other.tally[..., chart.PROMISES].sum()
    assert trust(broken) < trust(kept) - 0.004
    assert broken.state["satisfaction"].sum() < kept.state["satisfaction"].sum()


def test_a_privilege_for_part_of_the_cases_costs_its_part() -> None:
    def cost(use: str) -> int:
        desk = {"kind": "service", "use": use, "cost": "10 CNY"}
        _, life = lived({"title": "A", "currency": "CNY", "privileges": {"it": desk}}, {"failure_rate": 0.08})
        return int(life.tally[..., chart.PRIVILEGE_SERVICE].sum())

    whole, half = cost("100% of cases"), cost("50% of cases")
    assert whole > 100_000
    assert half == pytest.approx(whole / 2, rel=0.15)


def test_a_promise_once_made_is_still_expected_when_it_is_gone() -> None:
    # Free shipping was due on the last order and is not due on this one, which goes wrong.
    world = world_with(
        {"title": "A"}, {**NO_LUCK, "quality_mean": 0.4, "quality_sd": 0.0}, customers=2, regions=1
    )
    open_page(world, 20)
    found = []
    for promised in (0.0, NUMBERS.promise_level):
        one, page = world.state[0], world.page[0]
        one.satisfaction, one.expectation, one.promised = 0.75, 0.8, promised
        p, b, c = world.program[0], world.numbers[0], world.conditions[0]
        experience_order(world.traits[0], one, p, b, c, page, one.key, 0, 0, 0)
        found.append((float(one.satisfaction), float(one.promised)))
    assert found[1][0] < found[0][0]
    assert found[1][1] == pytest.approx(NUMBERS.promise_level * (1.0 - NUMBERS.expectation_gain))


def test_a_missed_promise_takes_from_trust_and_satisfaction() -> None:
    world = world_with({"title": "A"}, customers=2, regions=1)
    one = world.state[0]
    one.trust, one.satisfaction, one.orders = 0.8, 0.75, 100
    miss_promise(one, world.numbers[0])
    assert float(one.trust) == pytest.approx(0.8 - 0.03 * 4.0 * 0.8 * 0.5)
    assert float(one.satisfaction) == pytest.approx(0.75 - 0.1 * 0.15 * (0.5 + 0.3 * 2.0))


# ---- surprises and penalties ----------------------------------------------------------------------------


def rated(visible: str, down_on: list[str], start: float = 1, **more: Any) -> Tree:
    rating = {"levels": [0.5, 1], "start": start, "down_on": down_on, "visible": visible}
    earn = {"purchase": {"rate": "1 per CNY", "times": "behaviour_rating"}}
    return {
        "title": "A",
        "currency": "CNY",
        "status": {"earn": earn, "rating": rating},
        "tiers": LADDER,
        **more,
    }


@pytest.mark.parametrize(
    "known",
    [
        {"calendar": {"day": {"day_of_month": 11, "status": "x3"}}},
        {"exclusions": {"minimum_order": "120 CNY"}},
        {
            "points": {"earn": {"purchase": {"rate": "5 per CNY"}}, "value": "0.01 CNY"},
            "rewards": {"checkout": {"use": "automatic"}},
        },
    ],
)
def test_what_is_published_is_no_surprise_though_the_rating_is_hidden(known: Tree) -> None:
    # The rating never moves here: a hidden one that stands still is as good as one that is seen.
    (hidden, _), (seen, _) = (lived(rated(visible, [], **known), NO_LUCK) for visible in ("no", "yes"))
    assert (hidden.state["trust"] == seen.state["trust"]).all()


def test_a_hidden_fall_of_the_rating_is_felt_and_one_that_is_seen_is_not() -> None:
    values = {**NO_LUCK, "refusal_rate": 0.05, "penalty_salience": 0.0, "blamed_returns": 1.0}
    (hidden, _), (seen, _) = (lived(rated(visible, ["refusal"]), values) for visible in ("no", "yes"))
    assert trust(hidden) < trust(seen) - 0.002


@pytest.mark.parametrize("fault", ["refusal", "return"])
def test_a_right_that_costs_standing_costs_trust_seen_or_not(fault: str) -> None:
    values = {
        **NO_LUCK,
        "refusal_rate": 0.05,
        "return_rate": 0.1,
        "blamed_returns": 0.5,
        "uncomprehended": 1.0,
    }
    (punished, _), (free, _) = (lived(rated("yes", down_on), values) for down_on in ([fault], []))
    assert trust(punished) < trust(free) - 0.002


# ---- recovery -------------------------------------------------------------------------------------------


def recovered(fast: float, resolved: float) -> tuple[World, World]:
    """Return markets that differ by whether orders fail at all; every failure is brought to an empty desk."""
    values = {
        "recovery_fast": fast, "recovery_slow": fast, "recovery_share": resolved, "complaint_base": 20.0,
        "wait_weight": 0.0, "hazard_failure": 0.0, "recovery_half_life": 1e9, "patience_minutes": 1e9,
        "failure_rate": 0.08,
    }  # fmt: skip
    return lived({"title": "A"}, values)[0], lived({"title": "A"}, {**values, "failure_rate": 0.0})[0]


def test_even_a_perfect_recovery_leaves_nobody_happier_than_no_failure() -> None:
    failing, sound = recovered(1.0, 1.0)
    assert failing.state["trust"].mean() <= sound.state["trust"].mean() + 1e-6
    assert failing.state["satisfaction"].mean() < sound.state["satisfaction"].mean() + 0.002


def test_a_good_recovery_keeps_more_than_a_poor_one_and_that_more_than_none() -> None:
    trusts = [
        trust_of(recovered(fast, resolved)[0]) for fast, resolved in ((0.9, 1.0), (0.4, 1.0), (0.4, 0.0))
    ]
    assert trusts == sorted(trusts, reverse=True)
    assert trusts[0] > trusts[2] + 0.005


def trust_of(world: World) -> float:
    return float(world.state["trust"].mean(dtype=np.float64))


# ---- hearing of a program -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("contacts", "values"),
    [
        ("20 per month", {"order_exposure": 0.0, "talk_rate": 0.0}),
        (None, {"order_exposure": 0.3, "talk_rate": 0.0}),
    ],
)
def test_contacts_and_orders_let_people_hear_of_a_new_program(
    contacts: str | None, values: dict[str, float]
) -> None:
    communication = {"reach": "100%"} | ({"contacts": contacts} if contacts else {})
    world, life = lived({"title": "A", "communication": communication}, values)
    joins = life.tally[..., chart.JOINS].sum(axis=(1, 2))
    assert world.state["member"].sum() > 100
    assert joins[:4].sum() < 0.5 * joins.sum()  # it takes time
    assert (world.state["aware"] >= world.state["member"]).all()


def test_talk_spreads_a_program_that_is_not_told_of_otherwise() -> None:
    tree = {"title": "A", "membership": {}}
    world = world_with(tree, {"order_exposure": 0.0}, customers=1_000, weeks=WEEKS)
    world.state["aware"][:50] = 1
    live(world, Kernel(world), WEEKS)
    assert world.state["aware"].sum() > 100
    silent = world_with(tree, {"order_exposure": 0.0, "talk_rate": 0.0}, customers=1_000, weeks=WEEKS)
    silent.state["aware"][:50] = 1
    live(silent, Kernel(silent), WEEKS)
    assert silent.state["aware"].sum() == 50


# ---- terms and rows -------------------------------------------------------------------------------------


@pytest.mark.parametrize("window", ["calendar", "anniversary", "lifetime"])
def test_a_term_ends_with_the_year_or_a_year_after_it_began(window: str) -> None:
    levels = {"base": {}, "gold": {"from": 10_000_000}}
    tree = {
        "title": "A",
        "currency": "CNY",
        "tiers": {"metric": "spend", "window": window, "levels": levels},
    }
    world = world_with(tree, {"order_exposure": 1.0}, weeks=WEEKS)
    live(world, Kernel(world), 30)
    members = world.state[world.state["member"] == 1]
    assert len(members) > 50
    if window == "calendar":  # day 0 is 6 January 2014: 1 January 2015 is day 360
        assert (members["term_day"] == 360).all()
    else:
        assert (members["term_day"] == members["joined_day"] + 365).all()


def test_enrolments_are_counted_with_members() -> None:
    tree = {"title": "A", "currency": "CNY", "membership": {"enrolment_cost": "2 CNY"}}
    _, life = lived(tree)
    assert life.tally[:, 0, :, chart.JOINS].sum() == 0
    assert life.tally[:, 0, :, chart.ENROLMENT_COST].sum() == 0
    assert life.tally[:, 1, :, chart.ENROLMENT_COST].sum() == 200 * life.tally[..., chart.JOINS].sum() > 0


def test_cash_back_is_given_on_money_and_not_on_points() -> None:
    points = {"earn": {"purchase": {"rate": "30 per CNY"}}, "value": "0.01 CNY"}
    rewards = {"checkout": {"use": "automatic"}, "cash_back": {"rate": "10%"}}
    _, life = lived({"title": "A", "currency": "CNY", "points": points, "rewards": rewards})
    total = life.tally.sum(axis=(0, 1, 2))
    paid = total[chart.BENEFIT_SALES] - total[chart.RETURNED_GOODS] - total[chart.CHECKOUT_REDEEMED]
    assert total[chart.CASH_BACK] == pytest.approx(0.1 * paid, rel=0.01)
    assert total[chart.CHECKOUT_REDEEMED] > 0.1 * paid
