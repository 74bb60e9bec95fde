"""The closed forms agree with people drawn one by one, and with what hand arithmetic gives."""

from __future__ import annotations

import math

import numpy as np
import pytest

from simulator.audit import earning, giving, spending
from simulator.audit.reading import ladder
from tests.audit.make import case, people, program


@pytest.fixture(scope="module")
def spent() -> np.ndarray:
    """What each of many drawn people spends at the firm in a year, of those who buy at all."""
    luck, count, numbers = np.random.default_rng(20131015), 400_000, people().numbers
    taste = luck.normal(0, numbers["taste_sd"], count)
    share = 1 / (1 + np.exp(-taste - math.log(numbers["share_focal"] / (1 - numbers["share_focal"]))))
    share *= numbers["share_focal"] / share.mean()
    shape = numbers["need_shape"]
    orders = luck.poisson(luck.gamma(shape, numbers["orders_per_year"] / shape, count) * share)
    width = 1 / numbers["basket_between"] ** 2
    baskets = luck.gamma(width, numbers["basket_mean"] / width, count)
    return np.asarray((orders * baskets)[orders > 0])


@pytest.mark.parametrize("amount", [1_500, 3_000, 5_000, 10_000])
def test_shares_over_an_amount_are_near_those_of_drawn_people(spent: np.ndarray, amount: float) -> None:
    buyers, sales = people().shares_over(amount)
    over = spent >= amount
    assert buyers == pytest.approx(over.mean(), rel=0.2)
    assert sales == pytest.approx(spent[over].sum() / spent.sum(), rel=0.2)


def test_everybody_spends_nothing_or_more() -> None:
    assert people().shares_over(0) == (1.0, 1.0)
    assert people().shares_over(math.inf) == (0.0, 0.0)


def test_the_usual_customer_is_the_market_s_mean() -> None:
    usual = people().usual
    assert (usual.orders, usual.spend) == pytest.approx((18 * 0.4, 18 * 0.4 * 150))
    assert (people().margin, people().seller_margin) == pytest.approx((0.15, 0.10))


def test_the_spend_that_reaches_a_level_earns_its_threshold() -> None:
    """6,000 CNY in twelve months, of which 7% is returned or refused."""
    steps = case({}).steps
    assert [round(step.asks) for step in steps] == [
        0,
        *(round(amount / 0.93) for amount in (600, 2000, 6000)),
    ]


def test_flat_amounts_and_a_longer_count_lower_what_a_level_asks() -> None:
    """JD's gold: 10,000 over two years is 5,000 a year, of which logins give 0.2 x 365.25 x 5 = 365."""
    gold = next(step for step in case({}, "jd-2013").steps if step.name == "gold")
    assert 4_000 < gold.asks < (5_000 - 365) / 0.93
    only = {
        "status": {"earn": dict.fromkeys(("first_login_of_day", "approved_review", "shopping_days_of_month"))}
    }
    bare = next(step for step in case(only, "jd-2013").steps if step.name == "gold")
    assert bare.asks == pytest.approx(5_000 / 0.93, rel=0.002)  # few orders are under 10 CNY


@pytest.mark.parametrize(
    ("window", "years"),
    [
        ({"window": "calendar", "months": None}, 1),
        ({"window": "anniversary", "months": None}, 1),
        ({"window": "rolling", "months": 6}, 0.5),
        ({"window": "lifetime", "months": None, "downgrade": None}, 2),
    ],
)
def test_a_threshold_is_counted_over_its_window(window: dict[str, object], years: float) -> None:
    """6,000 CNY in all, 93% of what is bought counts; a count that nothing ends is given two years."""
    partner = case({"tiers": window}).steps[-1]
    assert partner.asks == pytest.approx(6_000 / 0.93 / years, rel=1e-6)


def test_what_is_excluded_earns_nothing() -> None:
    half = program({"exclusions": {"share": "50%", "levels": ["member"]}})
    assert earning.earning_share(half, people(), "member") == pytest.approx(0.93 / 2)
    assert earning.earning_share(half, people(), "friend") == pytest.approx(0.93)
    large = program({"exclusions": {"minimum_order": "79 CNY"}})
    assert earning.earning_share(large, people(), "friend") == pytest.approx(0.93 * people().orders_over(79))


def test_shares_of_levels_are_the_whole() -> None:
    for base in ("clear-steps", "jd-2013", "tmall-style"):
        steps = case({}, base).steps
        assert sum(step.share for step in steps) == pytest.approx(1)
        assert sum(step.sales for step in steps) == pytest.approx(1)
        assert sum(step.sales * people().mean_spend for step in steps) == pytest.approx(
            sum(step.share * step.buyer.spend for step in steps)
        )


def test_benefits_of_a_year_by_hand() -> None:
    """A partner with 15,000 CNY a year, 100 orders of 150 CNY, 6% returned, 7% earning nothing."""
    steps = case({}).steps
    there = case({}).at(steps[-1], 15_000)
    found = {benefit.name: benefit for benefit in there.benefits}
    assert found["return_guarantee"].worth == pytest.approx(100 * 0.06 * 5 * 0.97)
    assert (found["return_guarantee"].cost, found["return_guarantee"].others) == pytest.approx(
        (0, 100 * 0.06 * 3 * 0.97)
    )
    assert found["early_access"].worth == pytest.approx(100 * 0.1 * 2 * 0.98)
    assert found["birthday_gift"].worth == pytest.approx(30 * 0.97)
    earned = 15_000 * 0.93 * 1.5
    assert found["points"].worth == pytest.approx(earned * 0.7 * 0.01)
    assert found["points x1.3"].worth == pytest.approx(earned * 0.3 * 0.7 * 0.01)
    assert "fast_refund" in found
    assert "fast_refund" not in {b.name for b in giving.benefits(program({}), people(), "member", 15_000)}


def test_dated_prices_count_by_their_days() -> None:
    """Twelve days a year at 3%, and each pulls 15% of a week's need."""
    share = 12 / 365.25 + 0.15 * 12 / 52
    found = {b.name: b for b in giving.benefits(program({}, "tmall-style"), people(), "T3", 10_000)}
    assert found["privilege_day"].worth == pytest.approx(10_000 * 0.03 * share)
    assert found["privilege_day"].cost == pytest.approx(found["privilege_day"].worth * 0.3)


def test_points_that_reach_nothing_are_worth_nothing() -> None:
    dear = program({"rewards": {"checkout": {"minimum": "100000 points"}}})
    assert spending.usual_way(dear, people(), "member", 1_000, 1_000) is None
    assert {benefit.name for benefit in giving.benefits(dear, people(), "member", 1_000)} == {
        "hotline",
        "return_guarantee",
    }


def test_only_large_orders_use_what_has_a_floor() -> None:
    over = people().orders_over(79)
    assert 0.55 < over < 0.75
    assert people().orders_over(0) == 1.0
    assert people().orders_over(10_000) < 0.001


def test_a_level_that_time_alone_brings_is_judged_on_the_usual_buyer() -> None:
    """Everybody holds it in the end, so its spend says nothing; and the one below has nobody left."""
    telecom = program({}, "telecom-points")
    found = ladder(telecom, people(), 5.0).steps
    assert [step.name for step in found] == ["subscriber", "two_years", "five_years"]
    assert [step.asks for step in found] == [0, 0, 0]
    # Nobody gets in two years what five years bring.
    assert [step.asks for step in ladder(telecom, people(), 2.0).steps] == [0, 0, math.inf]
    assert [step.buyer.spend for step in found[:2]] == [people().usual.spend] * 2
    assert [step.share for step in found] == pytest.approx([0, 0, found[2].share])
