"""What an order earns: full steps, rounding, smallest orders, a flat amount; to the point and in choices."""

from __future__ import annotations

from fractions import Fraction
from math import ceil, floor
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulator.program.purchases import StepRate, whole_amount
from simulator.program.table import ROUND_DOWN, ROUND_NEAREST, ROUND_UP
from simulator.units import UnitError
from tests.customers.test_valuing import POINTS, member


@given(st.integers(0, 9 * 10**18))
def test_an_amount_is_rounded_as_on_paper(amount: int) -> None:
    exact = Fraction(amount, 10**9)
    assert whole_amount(amount, ROUND_DOWN) == floor(exact)
    assert whole_amount(amount, ROUND_NEAREST) == floor(exact + Fraction(1, 2))
    assert whole_amount(amount, ROUND_UP) == ceil(exact)


def test_a_rate_for_full_steps_counts_its_steps() -> None:
    rate = StepRate.parse("3 per 10 CNY")
    assert (rate.step, rate.millionths, str(rate)) == (1_000, 3_000_000, "3 per 10 CNY")
    assert float(rate.per_unit) == 0.3
    plain = StepRate.parse("1 per CNY")
    assert (plain.step, plain.millionths, str(plain)) == (1, 10_000, "1 per CNY")
    assert StepRate.parse("1 per 1 CNY").step == 100
    for text in ("1 per 0 CNY", "1 per 0.001 CNY", "1 per -5 CNY", "1 per 10"):
        with pytest.raises(UnitError):
            StepRate.parse(text)


def pull(earn: dict[str, Any], **clauses: Any) -> float:
    """Return the pull of points earned so, for somebody whose usual order is 150 CNY."""
    points = {**POINTS, "earn": earn}
    return member({"points": points, "rewards": {"checkout": {"use": "choice"}}, **clauses}).pull()


PLAIN = pull({"purchase": {"rate": "1 per CNY"}})


def test_members_choose_by_what_their_usual_order_earns() -> None:
    # 150 CNY: fourteen full 10 CNY would be 140 points, fifteen are 150; one full 100 CNY is 100 points.
    assert pull({"purchase": {"rate": "10 per 10 CNY"}}) == PLAIN
    assert pull({"purchase": {"rate": "100 per 100 CNY"}}) == pull({"purchase": {"rate": "100 per 150 CNY"}})
    assert pull({"purchase": {"rate": "100 per 100 CNY"}}) < PLAIN
    assert pull({"purchase": {"rate": "200 per 200 CNY"}}) == 0.0
    assert pull({"purchase": {"rate": "1 per CNY", "minimum_order": "150 CNY"}}) == PLAIN
    assert pull({"purchase": {"rate": "1 per CNY", "minimum_order": "150.01 CNY"}}) == 0.0


def test_a_flat_amount_counts_as_points_that_every_order_earns() -> None:
    flat = {"amount": 150}
    assert pull({"order": flat}) == PLAIN
    assert pull({"order": flat}, exclusions={"minimum_order": "200 CNY"}) == 0.0
    assert pull({"order": {**flat, "minimum_order": "151 CNY"}}) == 0.0
    day = {"day": {"weekday": "monday", "points": "x2"}}
    assert pull({"order": flat}, calendar=day) == PLAIN  # no multiplier holds
    assert pull({"purchase": {"rate": "1 per CNY"}}, calendar=day) > PLAIN


def test_coarse_points_are_worth_more_where_they_are_rounded_up() -> None:
    found = [
        pull({"purchase": {"rate": "0.5 per CNY", "rounding": rounding}})
        for rounding in ("down", "nearest", "up")
    ]
    assert found == sorted(found)
    assert len(set(found)) == 3


@pytest.mark.parametrize(
    "earn",
    [
        {"purchase": {"rate": "1 per 100 CNY"}},
        {"purchase": {"rate": "1 per CNY"}, "order": {"amount": 75}},
        {"purchase": {"rate": "0.01 per CNY", "rounding": "up"}},
        {"purchase": {"rate": "1 per CNY", "minimum_order": "200 CNY"}},
    ],
)
def test_what_orders_earn_towards_a_level_moves_its_pull(earn: dict[str, Any]) -> None:
    def tier_pull(earned: dict[str, Any]) -> float:
        levels = {"base": {}, "silver": {"from": 900}, "gold": {"from": 5000}}
        clauses = {"status": {"earn": earned}, "tiers": {"window": "calendar", "levels": levels}}
        return member(clauses, status=700).pull()

    assert tier_pull(earn) != tier_pull({"purchase": {"rate": "1 per CNY"}})


def test_a_double_day_doubles_the_purchase_and_not_the_amount_of_the_order() -> None:
    def tier_pull(earned: dict[str, Any], times: str) -> float:
        tiers = {"window": "lifetime", "levels": {"base": {}, "silver": {"from": 900}}}
        calendar = {"day": {"weekday": "monday", "status": times, "pull": "1%"}}
        clauses = {"status": {"earn": earned}, "tiers": tiers, "calendar": calendar}
        return member({**clauses, "tiers": {**tiers, "window": "calendar"}}, status=650).pull()

    assert tier_pull({"order": {"amount": 150}}, "x2") == tier_pull({"order": {"amount": 150}}, "x1")
    both = {"order": {"amount": 75}, "purchase": {"rate": "0.5 per CNY"}}
    assert tier_pull(both, "x2") > tier_pull(both, "x1")
