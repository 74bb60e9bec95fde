"""What members get by every clause of the language agrees with sums by hand."""

from __future__ import annotations

import math
from typing import Any

import pytest

from simulator.audit import CHECKS, Kind, climbing, earning, giving
from tests.audit.make import bare, found, given, people

Tree = dict[str, Any]
BY_NUMBER = {check.number: check for check in CHECKS}
KEPT = 0.93  # 6% of orders come back, 1% are refused


# -- rewards without points

CARD: Tree = {"buy": 10, "worth": "40 CNY", "cost": "24 CNY"}


def test_stamps_are_worth_their_full_cards() -> None:
    """1,500 CNY are 10 orders, of which 9.3 give a stamp: .93 of a card a year, at 40 CNY, for 24 CNY."""
    card = given({"rewards": {"stamps": {**CARD, "funded": {"firm": "25%", "partner": "75%"}}}})["stamps"]
    assert (card.worth, card.cost, card.others) == pytest.approx((0.93 * 40, 0.93 * 6, 0.93 * 18))
    large = given({"rewards": {"stamps": {**CARD, "minimum_order": "150 CNY"}}})["stamps"]
    assert large.worth == pytest.approx(card.worth * people().orders_over(150))
    # Forty cards' worth of orders, of which two a year are allowed.
    most = given({"rewards": {"stamps": {**CARD, "at_most": "2 per year"}}}, 60_000)["stamps"]
    assert most.worth == pytest.approx(80)
    # Who orders ten times a year hardly fills a card in ten weeks.
    short = given({"rewards": {"stamps": {**CARD, "valid": "10 weeks"}}})["stamps"]
    assert short.worth < 0.01 * card.worth


def test_a_card_that_lapses_before_it_is_full_is_out_of_reach() -> None:
    """The usual member orders 7.2 times a year, 6.7 of them kept: eight stamps take 62 weeks."""
    card = {**CARD, "buy": 10, "endowed": 2}
    long, short = ({"stamps": {**card, "valid": f"{weeks} weeks"}} for weeks in (63, 62))
    assert found("B2", rewards=long).kind is Kind.GOOD
    flaw = found("B2", rewards=short)
    assert (flaw.kind, flaw.path) == (Kind.FLAW, ("rewards", "stamps", "buy"))
    assert flaw.value == pytest.approx(8 / (7.2 * KEPT) * 52)


def test_coupons_that_are_kept_in_mind_cut_one_order_each() -> None:
    """One a month; who shares data keeps a fifth of those chosen in mind, others keep 1 in 200."""
    coupon = {"amount": "20 CNY", "sent": "1 per month", "valid": "2 weeks"}
    sent = 52 * 12 / (365.25 / 7)
    chosen = given({"rewards": {"coupons": {"c": {**coupon, "targeted": True}}}})["c"]
    sharing = 1 / (1 + math.exp(-1))  # readiness 1 at middling trust
    kept = 0.005 + sharing * (0.2 - 0.005)
    assert (chosen.worth, chosen.cost) == pytest.approx((sent * kept * 20, sent * kept * 20))
    assert chosen.price
    alike = given({"rewards": {"coupons": {"c": coupon}}})["c"]
    assert alike.worth == pytest.approx(sent * 0.005 * 20)
    over = given({"rewards": {"coupons": {"c": {**coupon, "over": "200 CNY"}}}})["c"]
    assert over.worth == pytest.approx(alike.worth * people().orders_over(200))
    # What everybody gets is no benefit of members, but a price that the program cuts.
    public = bare(rewards={"coupons": {"c": {**coupon, "to": "everybody"}}})
    assert giving.benefits(public.program, public.buyers, "member", 1_500) == ()
    assert [one.name for one in public.public] == ["c"]


def test_gifts_are_counted_as_often_as_they_come() -> None:
    money = {"worth": "10 CNY", "cost": "4 CNY"}
    gifts = given(
        {
            "rewards": {
                "surprises": {"sweet": {**money, "chance": "20% of orders"}},
                "milestones": {"hello": {**money, "order": 1}},
                "lotteries": {"wheel": {**money, "entry": "login", "chance": "1%"}},
            }
        }
    )
    assert gifts["sweet"].worth == pytest.approx(9.3 * 0.2 * 10)
    assert gifts["hello"].worth == pytest.approx((1 - math.exp(-9.3)) * 10)
    assert gifts["wheel"].worth == pytest.approx(0.2 * 365.25 * 0.01 * 10)
    assert all(one.passing for one in gifts.values())
    assert [name for name, one in gifts.items() if one.told] == ["wheel"]  # surprises are told to nobody
    capped = given(
        {"rewards": {"surprises": {"sweet": {**money, "chance": "20% of orders", "at_most": "1 per year"}}}}
    )
    assert capped["sweet"].worth == 10


# -- privileges, people, places


def test_uses_of_the_new_kinds_of_privileges() -> None:
    money = {"cost": "5 CNY", "worth": "10 CNY"}
    calendar = {"week": {"from": "11-05", "to": "11-11", "percent": "5%"}}
    privileges = {
        "guarantee": {"kind": "guarantee", "use": "100% of failures", **money},
        "first_pick": {"kind": "access", "use": "50% of event orders", **money},
    }
    got = given({"calendar": calendar, "privileges": privileges})
    assert got["guarantee"].worth == pytest.approx(10 * (0.04 - people().complaints) * 10)
    assert got["first_pick"].worth == pytest.approx(10 * 7 / 365.25 * 0.5 * 10)
    assert got["week"].worth == pytest.approx(1_500 * 0.05 * 7 / 365.25)


def test_what_is_scarce_is_kept_as_far_as_it_goes_round() -> None:
    """Twelve uses a year for each of those who buy, and room for 52 a week of 1,000 customers: 2.7 each."""
    lounge = {
        "kind": "access",
        "use": "12 per year",
        "cost": "5 CNY",
        "worth": "10 CNY",
        "capacity": "52 per week",
    }
    case = bare(privileges={"lounge": lounge})
    members = people().usual.spend / people().mean_spend
    room = 52 * 52 / 1_000 / (12 * members)
    assert case.steps[0].room["lounge"] == pytest.approx(room)
    assert case.steps[0].worth == pytest.approx(120 * room)
    flaw = BY_NUMBER["A21"].judge(case)
    assert (flaw.kind, flaw.path) == (Kind.FLAW, ("privileges", "lounge", "capacity"))
    wide = {**lounge, "capacity": "1000 per week"}
    assert found("A21", privileges={"lounge": wide}).kind is Kind.GOOD


def test_a_clerk_is_a_privilege_with_a_price_cut_of_his_own() -> None:
    clerk = {"served": "50%", "cost": "6 CNY", "discount": "4%", "turnover": "60%"}
    got = given({"clerk": clerk})
    assert (got["own clerk"].cost, got["own clerk"].privilege) == (6, True)
    assert got["cut by the own clerk"].worth == pytest.approx(1_500 * 0.5 * 0.04)
    stays = given({"clerk": {**clerk, "turnover": "5%"}})
    assert stays["own clerk"].worth > got["own clerk"].worth > 0
    # Full grown, half a logit at middling trust weighs as a price cut of .25 x .6 / 2.
    never = given({"clerk": {"served": "50%"}})
    assert never["own clerk"].worth == pytest.approx(1_500 * 0.25 * 0.6 / 2)
    assert found("A1", clerk=clerk).kind is Kind.GOOD
    assert found("A17", clerk=clerk).kind is Kind.GOOD
    assert "60%" in found("A24", clerk=clerk).measured


def test_a_platform_spares_time_and_with_one_login_effort() -> None:
    """Five services spare four fifths of .3% of spend in time, and as much in effort."""
    single, separate = (
        given({"platform": {"services": 5, "login": login}})["services in one place"].worth
        for login in ("single", "separate")
    )
    assert (single, separate) == pytest.approx((1_500 * 0.006 * 0.8, 1_500 * 0.003 * 0.8))


# -- who pays

PAID: Tree = {
    "paid": {"fee": "100 CNY", "period": "52 weeks"},
    "privileges": {
        "parcel": {
            "kind": "shipping",
            "paid": True,
            "use": "100% of orders",
            "cost": "6 CNY",
            "worth": "10 CNY",
        }
    },
}


def test_who_gains_by_paying_pays() -> None:
    """10 CNY an order pay for a fee of 100 CNY from ten orders on, which are 1,500 CNY."""
    case = bare(**PAID)
    payers = case.ladder.payers
    assert payers is not None
    assert payers.asks == pytest.approx(1_500, rel=1e-6)
    assert (payers.share, payers.sales) == pytest.approx(people().shares_over(payers.asks))
    assert payers.fee == 100
    assert sum(group.share for group in case.ladder.groups) == pytest.approx(1)
    assert [group.paying for group in case.ladder.groups] == [False, True]
    assert case.steps[0].worth == 0  # a free member has nothing of it
    assert not case.usual.paying  # with 7.2 orders
    assert BY_NUMBER["A1"].judge(case).kind is Kind.GOOD
    assert BY_NUMBER["A2"].judge(case).measured == "paying members adds parcel"


def test_where_all_pay_members_are_those_who_gain() -> None:
    case = bare(**PAID, membership={"join": "paid"})
    assert case.ladder.payers is None
    (only,) = case.steps
    share, sales = people().shares_over(1_500)
    assert only.share == pytest.approx(1)
    assert (only.paying, case.usual.paying) == (True, True)
    assert only.buyer.spend == pytest.approx(people().mean_spend * sales / share, rel=1e-5)
    assert found("A9", **PAID, membership={"join": "paid"}).kind is Kind.GOOD


def test_a_fee_that_nobody_gains_by_is_told() -> None:
    dear = {**PAID, "paid": {"fee": "100 CNY", "period": "52 weeks"}}
    dear["privileges"] = {
        "gift": {"kind": "gifts", "paid": True, "use": "1 per year", "cost": "6 CNY", "worth": "90 CNY"}
    }
    flaw = found("A9", **dear, membership={"join": "paid"})
    assert (flaw.kind, flaw.says) == (Kind.FLAW, "The fee is more than it brings.")


def test_a_lower_fee_for_a_score_is_taken_where_it_is_reached() -> None:
    reduced = {
        "status": {"earn": {"purchase": {"rate": "1 per CNY"}}},
        "tiers": {"metric": "status", "window": "calendar", "levels": {"member": {}}},
        "paid": {"fee": "1000 CNY", "period": "26 weeks", "reduced": {"fee": "10 CNY", "from": 1000}},
        "privileges": PAID["privileges"],
    }
    case = bare(**reduced)
    fees = [climbing.fee_a_year(case.program, case.buyers, "member", spend, 2) for spend in (1_070, 1_080)]
    assert fees == [2_000, 20]


def test_others_of_the_household_use_what_the_account_has() -> None:
    """Two in five share with three others, who order a quarter as often: 30% more on the mean account."""
    household = {"members": 4, "share": "40%", "orders": "25%"}
    free = {"privileges": {"parcel": {**PAID["privileges"]["parcel"], "paid": False}}}
    assert given({**free, "household": household})["parcel"].worth == pytest.approx(100 * 1.3)
    assert earning.shared_orders(bare(**PAID, household={**household, "paid": True}).program, False) == 0
