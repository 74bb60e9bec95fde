"""What is earned, asked and said by every clause of the language agrees with sums by hand."""

from __future__ import annotations

import math
from typing import Any

import pytest

from simulator.audit import CHECKS, Kind, earning, spending, talking
from simulator.audit.reading import things_to_know
from tests.audit.make import bare, found, given, people

Tree = dict[str, Any]
BY_NUMBER = {check.number: check for check in CHECKS}
RATE: Tree = {"purchase": {"rate": "1 per CNY"}}
CARD: Tree = {"buy": 10, "worth": "40 CNY", "cost": "24 CNY"}
KEPT = 0.93  # 6% of orders come back, 1% are refused
BASKET = 150.0


def earned(earn: Tree, spend: float = 1_500) -> float:
    case = bare(points={"earn": earn})
    return earning.points_a_year(case.program, case.buyers, "member", spend)


# -- earning


@pytest.mark.parametrize(
    ("earn", "points"),
    [
        ({"purchase": {"rate": "1 per CNY"}}, 1_500 * KEPT),
        # Half a step of 10 CNY is lost of each order of 150 CNY.
        ({"purchase": {"rate": "1 per 10 CNY"}}, 150 * KEPT * (1 - 5 / 150)),
        ({"purchase": {"rate": "1 per CNY", "most_per_order": 100}}, 1_000 * KEPT),
        ({"purchase": {"rate": "1 per CNY", "most_per_month": 50}}, 600),
        ({"order": {"amount": 20}}, 200 * KEPT),
        ({**RATE, "categories": {"fresh": {"share": "20% of orders", "times": "x2"}}}, 1_500 * KEPT * 1.2),
        ({**RATE, "channels": {"app": {"share": "50% of orders", "times": "x0"}}}, 1_500 * KEPT / 2),
        ({"birthday": {"amount": 125}}, 125),
        ({"survey": {"amount": 50, "use": "2 per year"}}, 50 * 2 * 52 / (365.25 / 7)),
        ({"other": {"visit": {"amount": 5, "use": "1 per week", "most_per_month": 10}}}, 120),
        (
            {"challenges": {"c": {"goal": "1 order", "amount": 10, "starts": "each_month"}}},
            120 * (1 - math.exp(-10 / 12)),
        ),
        (  # 300 CNY are two orders
            {"challenges": {"c": {"goal": "300 CNY", "amount": 10, "starts": "03-01", "within": "30 days"}}},
            10 * earning.at_least(2, 10 * 30 / 365.25),
        ),
    ],
)
def test_what_earns_by_hand(earn: Tree, points: float) -> None:
    assert earned(earn) == pytest.approx(points)


def test_runs_of_weeks_come_as_renewals_do() -> None:
    """With an order in every week there are 13 runs of four weeks a year; with none there is none."""
    streak = {"streak": {"weeks": 4, "amount": 100}}
    assert earned(streak, 1e7) == pytest.approx(1_300)
    assert earned(streak, 0) == 0
    once = {"streak": {"weeks": 4, "amount": 100, "repeats": False}}
    assert earned(once, 1e7) == pytest.approx(100)


def test_chances_of_so_many_are_poisson_s() -> None:
    assert earning.at_least(2, 1.5) == pytest.approx(1 - math.exp(-1.5) * 2.5)
    assert (earning.at_least(0, 0), earning.at_least(1, 0)) == (1, 0)


# -- levels


@pytest.mark.parametrize(
    ("asks", "spend"),
    [
        ({"spend": "2000 CNY"}, 2_000 / KEPT),
        ({"visits": 20}, 20 / KEPT * BASKET),
        ({"orders": 20}, 20 / KEPT / 2 * BASKET),  # never lapse: two years
        ({"from": 1000, "visits": 20}, 20 / KEPT * BASKET),
        ({"from": 1000, "visits": 20, "qualify": "any"}, 1_000 / KEPT),
        ({"from": 1000, "keep": 1500}, 1_500 / KEPT),
        ({"tenure": "104 weeks"}, 0),
        ({"tenure": "105 weeks"}, math.inf),
    ],
)
def test_what_a_level_asks_for_is_a_yearly_spend(asks: Tree, spend: float) -> None:
    status = {"earn": {"purchase": {"rate": "1 per CNY"}}}
    case = bare(status=status, tiers={"window": "calendar", "levels": {"base": {}, "gold": asks}})
    assert case.steps[1].asks == pytest.approx(spend, rel=1e-6)


def test_a_level_that_is_full_leaves_the_others_below() -> None:
    """With 1,000 CNY a year a third of buyers would be gold, where one in twenty may be."""
    levels: Tree = {"base": {}, "gold": {"from": 1000}}
    free = bare(tiers={"metric": "spend", "window": "calendar", "levels": levels})
    full = bare(
        tiers={
            "metric": "spend",
            "window": "calendar",
            "levels": {**levels, "gold": {"from": 1000, "at_most": "5%"}},
        }
    )
    assert free.steps[1].share > 0.3
    assert (full.steps[0].share, full.steps[1].share) == pytest.approx((0.95, 0.05))
    assert full.steps[1].buyer.spend == pytest.approx(free.steps[1].buyer.spend)
    kinds = [BY_NUMBER["A6"].judge(case).kind for case in (free, full)]
    assert kinds == [Kind.FLAW, Kind.GOOD]


# -- what points buy, and how long they last

POINTS: Tree = {"earn": {"purchase": {"rate": "1 per CNY"}}, "value": "0.01 CNY"}


VOUCHER: Tree = {"points": 1000, "worth": "20 CNY", "gives": "voucher", "valid": "8 weeks", "over": "150 CNY"}


def ways(catalogue: Tree) -> dict[str, spending.Way]:
    case = bare(points=POINTS, rewards={"catalogue": catalogue})
    return {way.name: way for way in spending.ways_to_use(case.program, case.buyers)}


def test_every_price_of_the_catalogue_is_read() -> None:
    found_ways = ways(
        {
            "cup": {"points": 200, "worth": "3 CNY", "cost": "1 CNY", "at_most": "2 per year"},
            "trip": {"price": "dynamic", "points": 500, "from": 400, "to": 900, "normal": "1 per week",
                     "worth": "10 CNY", "cost": "5 CNY"},
            "book": {"price": "cash", "worth": "25 CNY", "cost": "20 CNY", "stock": "100 per year"},
            "off": VOUCHER,
        }
    )  # fmt: skip
    assert {name: way.points for name, way in found_ways.items()} == {
        "cup": 200, "trip": 500, "book": 2_500, "off": 1_000,
    }  # fmt: skip
    assert found_ways["cup"].most == 400
    assert found_ways["book"].most == pytest.approx(2_500 * 0.1 * 52 / (365.25 / 7))
    used = people().orders_over(150)
    assert (found_ways["off"].worth, found_ways["off"].cost) == pytest.approx((0.02 * used, 0.02 * used))


def test_points_beyond_a_limit_of_the_catalogue_are_worth_nothing() -> None:
    cup = {"points": 200, "worth": "4 CNY", "cost": "1 CNY", "at_most": "1 per year"}
    got = given({"points": POINTS, "rewards": {"catalogue": {"cup": cup}}})["points"]
    assert got.worth == pytest.approx(4)  # of 1,395 points 200 can be used


def test_points_live_longer_with_an_extension_and_a_grace() -> None:
    expiry = {"after": "10 weeks", "grace": "2 weeks", "extension": {"gold": "5 weeks"}}
    tiers = {"metric": "spend", "window": "calendar", "levels": {"base": {}, "gold": {"from": 500}}}
    case = bare(points={**POINTS, "expiry": expiry}, tiers=tiers)
    assert [spending.validity_weeks(case.program, level) for level in ("base", "gold")] == [12, 17]
    # The usual gap is 7.2 weeks: the usual member is gold, and 17 weeks are more than twice that.
    assert BY_NUMBER["B4"].judge(case).kind is Kind.GOOD
    assert found("B4", points={**POINTS, "expiry": {"after": "12 weeks"}}).kind is Kind.FLAW


@pytest.mark.parametrize(("weeks", "kind"), [(14, Kind.FLAW), (15, Kind.GOOD)])
def test_inactivity_is_held_against_the_usual_gap(weeks: int, kind: Kind) -> None:
    """Twice 52 / 7.2 = 7.22 weeks."""
    judged = found("B4", points={**POINTS, "expiry": {"inactive": f"{weeks} weeks"}})
    assert (judged.kind, judged.path) == (kind, ("points", "expiry"))
    assert "without an order" in judged.measured


# -- dates, contact


def test_what_a_further_ladder_gives_is_told_too() -> None:
    gift = {"kind": "gifts", "tiers": ["million"], "use": "1 per year", "cost": "2 CNY", "worth": "3 CNY"}
    ladders = {"one": {"metric": "spend", "window": "lifetime", "levels": {"million": {"from": 1000}}}}
    case = bare(ladders=ladders, privileges={"gift": gift})
    assert things_to_know(case.program, case.buyers, case.given) == ("gift",)


def test_an_event_for_everybody_is_no_benefit_of_members() -> None:
    day = {"sale": {"dates": ["11-11"], "percent": "20%", "everyone": True, "funded": {"firm": "100%"}}}
    case = bare(calendar=day)
    assert case.steps[0].benefits == ()
    assert things_to_know(case.program, case.buyers, case.given) == ()
    assert case.public[0].worth == pytest.approx(people().usual.spend * 0.2 / 365.25)
    assert {number for number in ("A13", "A16") if found(number, calendar=day).kind is Kind.FLAW} == {
        "A13",
        "A16",
    }


def test_a_budget_ends_an_event() -> None:
    """5% off in one week of a year is 1.03 CNY a customer: 515 CNY for 1,000 customers last half of it."""
    week: Tree = {"from": "11-05", "to": "11-11", "percent": "5%"}
    whole = people().usual.spend * 0.05 * 7 / 365.25
    half = {**week, "budget": f"{whole * 500:.2f} CNY"}
    free, held = (given({"calendar": {"week": one}})["week"].worth for one in (week, half))
    assert held == pytest.approx(free / 2, rel=1e-4)


def test_a_birthday_is_so_many_days() -> None:
    got = given({"calendar": {"mine": {"birthday": "7 days", "percent": "10%"}}})
    assert got["mine"].worth == pytest.approx(1_500 * 0.1 * 7 / 365.25)
    assert (
        talking.dated_offers_a_year(bare(calendar={"mine": {"birthday": "7 days", "percent": "10%"}}).program)
        == 1
    )


def test_channels_reminders_and_calls_are_contacts() -> None:
    """A letter a month to half, and after 13 weeks without an order a reminder: 7.2 e^(-7.2/4) a year."""
    mail = {"contacts": "1 per month", "reach": "50%", "cost_per_contact": "2 CNY"}
    communication = {"channels": {"mail": mail, "sms": {"contacts": "9 per month", "to": "others"}}}
    contact = {"before_sale": {"after": "13 weeks"}, "after_sale": {"share": "25%", "cost_per_call": "3 CNY"}}
    case = bare(communication=communication, contact=contact)
    a_year = {talk.name: talk.a_year for talk in talking.talks(case.program, case.buyers)}
    assert a_year == pytest.approx(
        {"mail": 6, "reminders": 7.2 * math.exp(-1.8), "calls after an order": 1.8}
    )
    assert talking.contact_cost(case.program, case.buyers) == pytest.approx(12 + 5.4)
    assert found("A19", contact=contact).kind is Kind.GOOD
    assert "sms to others" in found("A14", communication=communication).measured


def test_too_many_messages_by_channel_weary() -> None:
    def channels(often: int) -> Tree:
        return {"channels": {"email": {"contacts": f"{often} per month"}, "sms": {"contacts": "3 per month"}}}

    assert [found("A20", communication=channels(often)).kind for often in (5, 6)] == [Kind.GOOD, Kind.FLAW]


def test_what_is_given_for_joining_is_told_with_the_question() -> None:
    rewards = {
        "milestones": {"hello": {"order": 1, "worth": "9 CNY", "cost": "5 CNY"}},
        "stamps": {**CARD, "endowed": 2},
    }
    judged = found("A14", rewards=rewards)
    assert (judged.kind, judged.measured) == (
        Kind.QUESTION,
        "given for joining: hello and stamps on the first card",
    )


def test_who_is_invited_has_bought_before() -> None:
    """A gift of 30 CNY is more than half of one order's 22.50 CNY, and less than half of three orders'."""
    gift = {"gift": {"kind": "gifts", "use": "1 per year", "cost": "30 CNY", "worth": "40 CNY"}}
    assert found("A15", privileges=gift).kind is Kind.FLAW
    invited = {"join": "invitation", "invite": {"orders": 3, "within": "52 weeks"}}
    assert found("A15", privileges=gift, membership=invited).kind is Kind.GOOD


def test_a_smallest_order_for_a_stamp_is_a_threshold() -> None:
    """40 CNY for ten stamps are 4 CNY an order: a tenth of 40 CNY."""
    kinds = [
        found("B5", rewards={"stamps": {**CARD, "minimum_order": f"{least} CNY"}}).kind for least in (39, 40)
    ]
    assert kinds == [Kind.FLAW, Kind.GOOD]
