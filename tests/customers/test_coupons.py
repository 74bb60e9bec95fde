"""Coupons: how many are kept in mind, what one draws, whom it reaches, and what its use costs."""

from __future__ import annotations

import math

import pytest

from simulator.accounts import chart, ledger
from simulator.customers.choice import noticed
from simulator.customers.couponing import coupon_pull, coupon_share, kept_in_mind, use_coupon
from simulator.customers.valuing import offered_worth
from simulator.engine.clock import Clock
from simulator.engine.kernel import Kernel
from tests.builders_program import Tree
from tests.customers.test_valuing import NUMBERS, WEEK, Member, member
from tests.engine.worlds import live, world_with

TENTH: Tree = {"percent": "10%", "sent": "1 per week", "valid": "2 weeks"}


def holding(more: Tree | None = None, values: dict[str, float] | None = None, **state: float) -> Member:
    coupons = {"one": {**TENTH, **(more or {})}}
    return member({"rewards": {"coupons": coupons}}, values, **{"coupon": 1, "coupon_week": WEEK, **state})


def pull(one: Member) -> float:
    world = one.world
    t, s, p, b = world.traits[0], world.state[0], world.program[0], world.numbers[0]
    return float(coupon_pull(t, b, coupon_share(t, s, p, b, WEEK)))


def test_a_coupon_at_hand_draws_by_what_it_takes_off() -> None:
    tenth = NUMBERS.price_weight * noticed(1_500.0, 15_000.0, NUMBERS.noticing) / 15_000.0
    assert pull(holding()) == pytest.approx(tenth)
    assert pull(holding({"percent": None, "amount": "15 CNY"})) == pytest.approx(tenth)
    assert holding().pull() == 0.0  # it counts once, beside what the program adds to every choice


def test_no_coupon_and_one_that_is_past_draw_nothing() -> None:
    assert pull(holding(coupon=0)) == 0.0
    assert pull(holding(coupon_week=WEEK - 1)) == 0.0
    assert pull(holding(values={"privilege_weight": 0.0})) == 0.0


def test_a_smallest_order_weakens_it_as_often_as_baskets_fall_short() -> None:
    # Half of the baskets reach 150 CNY x exp(-.4^2 / 2) = 138.47 CNY.
    half = NUMBERS.price_weight * noticed(750.0, 15_000.0, NUMBERS.noticing) / 15_000.0
    assert pull(holding({"over": f"{150 * math.exp(-0.08):.2f} CNY"})) == pytest.approx(half, rel=1e-3)


def test_far_more_of_what_was_chosen_for_the_customer_is_kept_in_mind() -> None:
    generic = kept_in_mind(0, NUMBERS.coupon_generic, NUMBERS.coupon_targeted, 1.0)
    targeted = kept_in_mind(1, NUMBERS.coupon_generic, NUMBERS.coupon_targeted, 1.0)
    assert targeted / generic == pytest.approx(40.0)
    assert kept_in_mind(1, 0.005, 0.2, 9.0) == 1.0


def test_a_use_is_a_price_cut_that_its_funders_share() -> None:
    one = holding({"funded": {"firm": "40%", "seller": "60%"}})
    page = one.world.page[0]
    assert use_coupon(one.state, one.world.program[0], page, 15_000, 15_000) == 1_500
    assert use_coupon(one.state, one.world.program[0], page, 15_000, 15_000) == 0
    sums = page.tally.sum(axis=0)
    assert (sums[chart.PRICE_DISCOUNT], sums[chart.PRICE_DISCOUNT_SELLER]) == (1_500, 900)
    assert (sums[chart.FUNDED_FIRM], sums[chart.COUPONS_USED]) == (600, 1)


def test_members_only_coupons_are_a_reason_to_join() -> None:
    def offered(coupon: Tree) -> float:
        world = holding(coupon).world
        return float(offered_worth(world.traits[0], world.program[0], world.numbers[0], 26.0))

    # 52 x .2 = 10.4 are kept in mind a year; one in 2.5 of 26 orders takes 15 CNY off.
    worth = noticed(52 * 0.2 / 26 * 1_500.0, 15_000.0, NUMBERS.noticing)
    one = holding({"targeted": True})
    one.traits.deal = 1.0
    assert float(
        offered_worth(one.traits, one.world.program[0], one.world.numbers[0], 26.0)
    ) == pytest.approx(worth)
    assert offered({"to": "everybody"}) == 0.0


@pytest.mark.parametrize("to", ["members", "everybody"])
def test_coupons_reach_whom_they_are_for_and_the_books_hold(to: str) -> None:
    coupons = {"one": {**TENTH, "targeted": True, "to": to, "funded": {"firm": "50%", "partner": "50%"}}}
    program: Tree = {
        "title": "A",
        "currency": "CNY",
        "membership": {"join": "opt_in", "hassle": "2 CNY"},
        "rewards": {"coupons": coupons},
    }
    world = world_with(program, {"need_shape": 1.5}, customers=150, weeks=30)
    tally = live(world, Kernel(world), 30).tally
    ledger.check(tally, tally[0, 0, 0] * 0)
    outside, inside = tally[:, 0].sum(axis=(0, 1)), tally[:, 1:].sum(axis=(0, 1, 2))
    assert inside[chart.COUPONS_SENT] > inside[chart.COUPONS_USED] > 0
    assert (outside[chart.COUPONS_SENT] > 0) == (outside[chart.COUPONS_USED] > 0) == (to == "everybody")
    used = outside[chart.COUPONS_USED] + inside[chart.COUPONS_USED]
    assert outside[chart.PRICE_DISCOUNT] + inside[chart.PRICE_DISCOUNT] > 0.05 * 10_000 * used


def test_a_coupon_brings_orders_forward() -> None:
    def orders(percent: str) -> int:
        coupons = {"one": {**TENTH, "percent": percent, "targeted": True}}
        program = {"title": "A", "currency": "CNY", "rewards": {"coupons": coupons}}
        world = world_with(program, {"coupon_targeted": 1.0}, customers=200, weeks=26)
        sums: list[int] = []
        Clock(
            Kernel(world), 0, lambda now, _: sums.append(int(now.books.tally[..., chart.ORDERS].sum()))
        ).run(26)
        return sum(sums)

    assert orders("30%") > 1.1 * orders("0.1%")
