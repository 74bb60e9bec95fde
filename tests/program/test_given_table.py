"""Rewards without points in the table: who pays, at another cost, and how many there may be."""

from __future__ import annotations

import datetime
from typing import Any

import numpy as np
import pytest

from simulator.program import program_table, scaled
from simulator.program.packed import pack
from simulator.program.sizes import MOST_COUPONS, MOST_GIFTS
from simulator.program.table import ProgramTable
from tests.engine.worlds import program_of

Tree = dict[str, Any]
CARD: Tree = {"buy": 10, "worth": "25 CNY", "cost": "8 CNY"}
COUPON: Tree = {"percent": "40%", "sent": "1 per month", "valid": "2 weeks"}
GIFT: Tree = {"worth": "15 CNY", "cost": "5 CNY"}


def table(rewards: Tree) -> ProgramTable:
    program = program_of({"title": "A", "currency": "CNY", "rewards": rewards})
    return program_table(program, 4, 0, datetime.date(2014, 1, 6), 1_000)


def everything() -> ProgramTable:
    return table({
        "stamps": CARD,
        "coupons": {"a": COUPON, "b": {**COUPON, "percent": None, "amount": "20 CNY"}},
        "surprises": {"c": {**GIFT, "chance": "2% of orders"}},
        "lotteries": {"d": {**GIFT, "entry": "order", "chance": "0.1%"}},
    })  # fmt: skip


def test_rewards_without_points_scale_in_worth_and_cost_and_in_nothing_else() -> None:
    before, after = everything(), scaled(everything(), 3.0)
    assert (after.stamps_worth, after.stamps_cost) == (7_500, 2_400)
    assert after.coupon_percent.tolist() == [1_000, 0]  # no more than the price
    assert after.coupon_amount.tolist() == [0, 6_000]
    assert after.gift_worth.tolist() == [4_500, 4_500]
    assert after.gift_cost.tolist() == [1_500, 1_500]
    changed = {
        name for name in before._fields if not np.array_equal(getattr(before, name), getattr(after, name))
    }
    assert changed == {
        "stamps_worth", "stamps_cost", "coupon_percent", "coupon_amount", "gift_worth", "gift_cost",
    }  # fmt: skip


def test_a_coupon_a_month_is_a_chance_a_week_and_spans_are_whole_weeks() -> None:
    one = table({"coupons": {"a": {**COUPON, "valid": "10 days"}}})
    assert one.coupon_sent[0] == pytest.approx(12 * 7 / 365.25)
    assert one.coupon_valid.tolist() == [2]
    assert everything().gift_chance.tolist() == pytest.approx([0.02, 0.001])


@pytest.mark.parametrize(
    ("kind", "name", "tree"),
    [
        ("stamps", "stamps", CARD),
        ("coupons", "mine", COUPON),
        ("surprises", "mine", {**GIFT, "chance": "2% of orders"}),
        ("lotteries", "mine", {**GIFT, "entry": "login", "chance": "0.1%"}),
    ],
)
def test_what_sellers_pay_for_is_named(kind: str, name: str, tree: Tree) -> None:
    def payer(funded: Tree) -> str:
        reward = {**tree, "funded": funded}
        rewards = {kind: reward if kind == "stamps" else {"mine": reward}}
        return program_of({"title": "A", "currency": "CNY", "rewards": rewards}).paid_by_sellers()

    assert payer({"firm": "20%", "seller": "80%"}) == name
    assert payer({"firm": "100%"}) == ""


def test_the_most_that_the_language_takes_fits_the_engine() -> None:
    gifts = {f"gift {k}": {**GIFT, "entry": "order", "chance": "0.1%"} for k in range(MOST_GIFTS)}
    coupons = {f"coupon {k}": COUPON for k in range(MOST_COUPONS)}
    record = pack(table({"lotteries": gifts, "coupons": coupons}))[0][0]
    assert (record["gifts"], record["coupons"], record["login_gifts"]) == (MOST_GIFTS, MOST_COUPONS, 0)
