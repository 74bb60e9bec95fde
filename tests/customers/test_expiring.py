"""Points that expire: notice, inactivity, extension and the way back, as members live through them."""

from __future__ import annotations

from typing import Any

import numpy as np

from simulator.accounts import chart, ledger
from simulator.engine.kernel import Kernel
from tests.engine.worlds import Life, live, world_with

WEEKS = 40


def program(**expiry: Any) -> dict[str, Any]:
    return {
        "title": "Expiry",
        "currency": "CNY",
        "points": {"earn": {"purchase": {"rate": "1 per CNY"}}, "value": "0.05 CNY", "expiry": expiry},
        "rewards": {"checkout": {"use": "choice"}},
        "tiers": {"metric": "spend", "window": "lifetime", "levels": {"base": {}, "gold": {"from": 500}}},
        "communication": {"reach": "100%", "contacts": "4 per month", "cost_per_contact": "0.02 CNY"},
    }


def lived(tree: dict[str, Any], customers: int = 600, **values: float) -> Life:
    world = world_with(tree, values, weeks=WEEKS, customers=customers)
    return live(world, Kernel(world), WEEKS)


def total(life: Life, column: int) -> int:
    return int(life.tally[:, :, :, column].sum())


def test_points_expire_for_inactivity_alone() -> None:
    assert total(lived(program()), chart.POINTS_EXPIRED) == 0
    soon, late = (total(lived(program(inactive=f"{n} weeks")), chart.POINTS_EXPIRED) for n in (6, 20))
    assert soon > late > 0


def test_a_notice_costs_a_contact_and_is_taken_in() -> None:
    plain = lived(program(after="8 weeks"))
    told = lived(program(after="8 weeks", notice="4 weeks"))
    assert total(told, chart.COMMUNICATION_COST) > total(plain, chart.COMMUNICATION_COST)
    assert total(told, chart.KNOWS_BALANCE) > total(plain, chart.KNOWS_BALANCE)
    assert total(told, chart.POINTS_EXPIRED) < total(plain, chart.POINTS_EXPIRED)


def test_expired_points_that_were_announced_hurt_trust_less() -> None:
    tree = program(after="8 weeks", notice="4 weeks")
    spared, hurt = (total(lived(tree, expiry_noticed=part), chart.TRUST) for part in (0.0, 1.0))
    assert spared > hurt


def test_members_pay_to_have_points_back_when_it_is_worth_it() -> None:
    cheap, dear = (
        lived(program(after="8 weeks", reinstate={"within": "8 weeks", "fee": fee}))
        for fee in ("1 CNY", "900 CNY")
    )
    assert total(cheap, chart.FEES) > 0
    assert total(cheap, chart.FEES) % 100 == 0
    assert total(cheap, chart.POINTS_EXPIRED) < total(dear, chart.POINTS_EXPIRED)
    assert total(dear, chart.FEES) == 0


def test_the_books_hold_in_weeks_in_which_more_comes_back_than_expires() -> None:
    told = lived(program(after="8 weeks", reinstate={"within": "8 weeks", "fee": "1 CNY"}))
    assert told.tally[..., chart.POINTS_EXPIRED].min() < 0
    ledger.check(told.tally, np.zeros(chart.WIDTH, np.int64))
