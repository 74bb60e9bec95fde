"""The second evaluator against sums done by hand: one small program a rule, its arithmetic in a line."""

from __future__ import annotations

import ast
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings

from tests.builders import Story, stories
from tests.evaluator import Summary, evaluate, statements
from tests.evaluator.reading import read_program

BEGINS = "2014-01-06"  # a Monday
LEDGER = ("issued", "redeemed", "expired", "reversed")

LADDER: dict[str, Any] = {
    "status": {"earn": {"purchase": {"rate": "1 per CNY"}}},
    "tiers": {"levels": {"base": {}, "silver": {"from": 2000}, "gold": {"from": 10000}}},
}
BEANS: dict[str, Any] = {"points": {"earn": {"purchase": {"rate": "1 per CNY"}}, "value": "0.01 CNY"}}


def told(program: dict[str, Any], *events: dict[str, Any]) -> Summary:
    return evaluate(program, BEGINS, events)


def on(day: str, **event: Any) -> dict[str, Any]:
    """Shorten an event of a year in the 2010s: `on("4-01-07", buy="20 CNY")`."""
    return {"on": f"201{day}", **{name.rstrip("_"): value for name, value in event.items()}}


def seen(summary: Summary, **wanted: int | str) -> None:
    assert {name: summary[name] for name in wanted} == wanted


@pytest.mark.parametrize(
    ("spend", "status", "tier"),
    [("1999.99", 1999, "base"), ("2000", 2000, "silver"), ("2001", 2001, "silver")],
)
def test_a_threshold_is_reached_by_the_last_whole_unit(spend: str, status: int, tier: str) -> None:
    seen(told(LADDER, on("4-01-07", buy=f"{spend} CNY")), status=status, tier=tier)


def test_a_level_may_ask_for_an_order_besides() -> None:
    program = {"tiers": {"levels": {"registered": {}, "bronze": {"from": 0, "orders": 1}}}}
    seen(told(program, on("4-01-07", join=True)), tier="registered")
    seen(told(program, on("4-01-07", buy="1 CNY", refused=True)), tier="registered", orders=0)
    seen(told(program, on("4-01-07", buy="1 CNY")), tier="bronze", orders=1)


def test_points_are_rounded_down_once_an_order() -> None:
    # 19.99 CNY x 1.25 = 24.98 points each: 24 + 24, not 49.
    program = {**BEANS, "tiers": {"levels": {"base": {"points": "x1.25"}}}}
    two = (on("4-01-07", buy="19.99 CNY"), on("4-01-07", buy="19.99 CNY"))
    seen(told(program, *two), points=48, issued=48, liability=48, paid=3998)


def test_the_order_that_climbs_earns_at_the_old_level() -> None:
    levels = {"base": {}, "silver": {"from": 100, "points": "x2"}}
    program = {**LADDER, **BEANS, "tiers": {"levels": levels}}
    # 100 at the base level, then 10 x 2.
    seen(told(program, on("4-01-07", buy="100 CNY"), on("4-01-07", buy="10 CNY")), points=120, tier="silver")


def test_special_days_do_not_add_up() -> None:
    calendar = {
        "double": {"dates": ["11-11"], "points": "x2", "percent": "5%"},
        "eleventh": {"day_of_month": 11, "points": "x1.5", "percent": "3%"},
        "tuesday": {"weekday": "tuesday", "points": "x3", "tiers": ["nobody"]},
    }
    # 11 November 2014 is a Tuesday. 5% of 10.10 CNY = 50.5 fen, up to 51; 959 fen x 2 = 19.18 points.
    seen(
        told({**BEANS, "calendar": calendar}, on("4-11-11", buy="10.10 CNY")),
        discount=51,
        paid=959,
        points=19,
    )
    # On 11 October 3% of 1,010 fen = 30.3, so 30; 980 fen x 1.5 = 14.7 points.
    seen(
        told({**BEANS, "calendar": calendar}, on("4-10-11", buy="10.10 CNY")),
        discount=30,
        paid=980,
        points=14,
    )


def test_a_member_price_needs_the_level_and_the_size() -> None:
    price = {"kind": "price", "percent": "10%", "tiers": ["silver"], "over": "50 CNY"}
    program = {**LADDER, "privileges": {"member_price": price}}
    climb = on("4-01-07", buy="2000 CNY", member_price=True)
    seen(told(program, climb), discount=0)
    seen(told(program, climb, on("4-01-08", buy="50 CNY", member_price=True)), discount=500, paid=204500)
    seen(told(program, climb, on("4-01-08", buy="49.99 CNY", member_price=True)), discount=0)
    seen(told(program, climb, on("4-01-08", buy="50 CNY")), discount=0)


def test_a_member_price_comes_on_top_of_the_day() -> None:
    price = {"kind": "price", "percent": "10%"}
    calendar = {"eleventh": {"day_of_month": 11, "percent": "3%"}}
    program = {**BEANS, "privileges": {"member_price": price}, "calendar": calendar}
    # 10% of 10.55 CNY = 105.5 fen, so 106; 3% = 31.65, so 32.
    seen(told(program, on("4-02-11", buy="10.55 CNY", member_price=True)), discount=138, paid=917)


def test_a_small_order_leaves_the_rating_alone() -> None:
    program = {**RATED, "exclusions": {"minimum_order": "10 CNY"}}
    order, small = on("4-01-07", buy="100 CNY"), on("4-01-07", buy="9 CNY")
    seen(told(program, order, small), rating=1000, orders=2)
    seen(told(program, order, small, order), rating=1100, orders=3, status=200)


def test_small_orders_and_excluded_shares_earn_nothing() -> None:
    program = {**LADDER, "exclusions": {"minimum_order": "10 CNY", "share": "50%", "levels": ["base"]}}
    seen(told(program, on("4-01-07", buy="9.99 CNY")), status=0, orders=1)
    seen(told(program, on("4-01-07", buy="10 CNY")), status=5)
    # 4,000 x 50% = 2,000 makes silver, where nothing is excluded: + 10.
    seen(told(program, on("4-01-07", buy="4000 CNY"), on("4-01-07", buy="10 CNY")), status=2010)


RATED: dict[str, Any] = {
    "status": {
        "earn": {"purchase": {"rate": "1 per CNY", "times": "behaviour_rating"}},
        "rating": {
            "levels": [0, 1, 1.1],
            "start": 1,
            "up_after": "2 orders",
            "down_on": ["refusal", "return"],
        },
    }
}


def test_a_rating_rises_after_kept_orders_in_a_row() -> None:
    orders = [on("4-01-07", buy="100 CNY", id=str(place)) for place in range(4)]
    # The second order completes the row and still earns 100; the third earns 110.
    seen(told(RATED, *orders[:2]), status=200, rating=1100)
    seen(told(RATED, *orders[:3]), status=310, rating=1100)
    # A refusal lowers it and starts the row again: one order later it has not risen.
    refused = on("4-01-07", buy="100 CNY", refused=True)
    seen(told(RATED, *orders[:2], refused, orders[2]), status=300, rating=1000, orders=3)
    seen(told(RATED, orders[0], refused), rating=0)
    seen(told(RATED, orders[0], refused, orders[1]), rating=0)
    # At rating 0 an order earns nothing, but two of them raise it again.
    seen(told(RATED, refused, *orders[:3]), status=100, rating=1000)


def test_a_return_takes_back_growth_rating_and_the_kept_order() -> None:
    orders = [on("4-01-07", buy="100 CNY", id=str(place)) for place in range(3)]
    seen(told(RATED, *orders, on("4-01-09", return_="2")), status=200, rating=1000, orders=2)
    kept = {"status": {**RATED["status"], "returns": "keep"}}
    seen(told(kept, *orders, on("4-01-09", return_="2")), status=310, rating=1000, orders=2)


def test_flat_amounts_come_once_a_day_and_once_a_month() -> None:
    earn = {
        "first_login_of_day": {"amount": 5},
        "approved_review": {"amount": 20},
        "shopping_days_of_month": {"amount": 100, "days": 3},
    }
    program = {"status": {"earn": earn}, "exclusions": {"minimum_order": "10 CNY"}}
    logins = [on("4-01-07", login=True), on("4-01-07", login=True), on("4-01-08", login=True)]
    seen(told(program, *logins, on("4-01-08", review=True), on("4-01-08", review=True)), status=50)
    days = [on(f"4-01-{day:02}", buy="20 CNY", id=str(day)) for day in (7, 7, 8, 9, 10)]
    seen(told(program, *days[:3]), status=0)
    seen(told(program, *days), status=100)
    # The third day is the 9th: its order gave the 100, so its return takes them.
    seen(told(program, *days, on("4-01-11", return_="9")), status=0)
    # Orders that are too small to earn, or refused, make no shopping day.
    small = {**days[3], "buy": "9 CNY"}
    seen(told(program, *days[:3], small), status=0)
    seen(told(program, *days[:3], small, days[4]), status=100)
    seen(told(program, *days[:3], {**days[3], "refused": True}, days[4]), status=100)
    # February counts anew.
    seen(told(program, *days[:3], on("4-02-01", buy="20 CNY")), status=0)


def test_pending_points_wait_for_whole_weeks() -> None:
    program = {"points": {**BEANS["points"], "pending": "15 days"}}
    # 15 days are 3 weeks: bought in the week of 6 January, usable from Monday 27 January.
    order = on("4-01-12", buy="100 CNY")
    seen(told(program, order, on("4-01-26", look=True)), points=0, pending=100, liability=100)
    seen(told(program, order, on("4-01-27", look=True)), points=100, pending=0, liability=100)


def test_points_live_through_their_last_week() -> None:
    program = {"points": {**BEANS["points"], "expiry": {"after": "4 weeks"}}}
    order = on("4-01-07", buy="100 CNY")
    # Credited in week 0, usable through week 4 (3 to 9 February).
    seen(told(program, order, on("4-02-09", look=True)), points=100, expired=0)
    seen(told(program, order, on("4-02-10", look=True)), points=0, expired=100, liability=0)


@pytest.mark.parametrize(
    ("year", "last", "gone"), [("same", "4-12-31", "5-01-05"), ("next", "5-12-31", "6-01-04")]
)
def test_points_live_to_a_date(year: str, last: str, gone: str) -> None:
    program = {"points": {**BEANS["points"], "expiry": {"on": "12-31", "year": year}}}
    order = on("4-01-07", buy="100 CNY")
    seen(told(program, order, on(last, look=True)), points=100)
    seen(told(program, order, on(gone, look=True)), points=0, expired=100)


def test_checkout_keeps_minimum_step_and_cap() -> None:
    checkout = {"minimum": "500 points", "step": "100 points", "at_most": "50%", "use": "choice"}
    program = {**BEANS, "rewards": {"checkout": checkout}}
    start = on("4-01-07", buy="499 CNY")
    seen(told(program, start, on("4-01-08", buy="100 CNY", use_points=400)), redeemed=0, points=599)
    start = on("4-01-07", buy="790 CNY")
    # 650 wished for: 600 by the step; 6 CNY off; the 94 CNY paid in money earn 94.
    seen(
        told(program, start, on("4-01-08", buy="100 CNY", use_points=650)),
        redeemed=600,
        points=284,
        paid=88400,
    )
    # Half of 7.99 CNY is 3.99 CNY: 399 points, 300 by the step; 4.99 CNY earn 4.
    seen(told(program, start, on("4-01-08", buy="7.99 CNY", use_points=650)), redeemed=300, points=494)
    every = {**BEANS, "rewards": {"checkout": {**checkout, "use": "automatic"}}}
    seen(told(every, start, on("4-01-08", buy="100 CNY")), redeemed=700, points=183)


def test_the_part_paid_with_points_earns_only_where_the_program_says_so() -> None:
    program = {"points": {**BEANS["points"], "on_redeemed": "yes"}, "rewards": {"checkout": {"step": 1}}}
    events = on("4-01-07", buy="500 CNY"), on("4-01-08", buy="10 CNY", use_points=500)
    seen(told(program, *events), points=10, paid=50500)
    program["points"] = BEANS["points"]
    seen(told(program, *events), points=5, paid=50500)


def test_the_oldest_points_are_used_first() -> None:
    points = {**BEANS["points"], "expiry": {"after": "1 weeks"}}
    program = {"points": points, "rewards": {"catalogue": {"mug": {"points": 100}}}}
    # 100 of week 0 and 70 of week 1; the mug takes the 100, so only 70 are left to expire, and later.
    events = [on("4-01-07", buy="100 CNY"), on("4-01-14", buy="70 CNY"), on("4-01-15", redeem="mug")]
    seen(told(program, *events, on("4-01-20", look=True)), points=70, expired=0)
    seen(told(program, *events, on("4-01-27", look=True)), points=0, expired=70)


def test_a_catalogue_reward_needs_its_price() -> None:
    program = {**BEANS, "rewards": {"catalogue": {"mug": {"points": 100}}}}
    for spend, left, used in (("99", 99, 0), ("100", 0, 100)):
        seen(
            told(program, on("4-01-07", buy=f"{spend} CNY"), on("4-01-07", redeem="mug")),
            points=left,
            redeemed=used,
        )


def test_a_return_after_the_points_are_spent_leaves_a_debt_that_later_earnings_pay() -> None:
    program = {**BEANS, "rewards": {"catalogue": {"mug": {"points": 100}}}}
    events = [on("4-01-07", buy="120 CNY", id="a"), on("4-01-08", redeem="mug"), on("4-01-09", return_="a")]
    seen(told(program, *events), points=0, debt=100, reversed=120, liability=-100)
    seen(told(program, *events, on("4-01-10", buy="130 CNY")), points=30, debt=0, issued=250, reversed=120)


def test_a_return_gives_used_points_back_with_a_new_life() -> None:
    program = {
        "points": {**BEANS["points"], "expiry": {"after": "1 weeks"}},
        "rewards": {"checkout": {"step": 1}},
    }
    events = [on("4-01-07", buy="100 CNY"), on("4-01-14", buy="20 CNY", use_points=100, id="a")]
    # 19 earned in week 1; the return in week 2 takes them and gives 100 back, usable through week 3.
    events.append(on("4-01-20", return_="a"))
    seen(told(program, *events), points=100, redeemed=0, reversed=19, issued=119)
    seen(told(program, *events, on("4-02-02", look=True)), points=100)
    seen(told(program, *events, on("4-02-03", look=True)), expired=100, points=0)


def test_a_return_takes_its_own_points_before_others() -> None:
    program = {"points": {**BEANS["points"], "expiry": {"after": "2 weeks"}}}
    events = [on("4-01-07", buy="10 CNY", id="a"), on("4-01-14", buy="7 CNY"), on("4-01-15", return_="a")]
    # The 7 of week 1 are left: they live through week 3 (to 2 February), not week 2.
    seen(told(program, *events, on("4-02-02", look=True)), points=7, reversed=10)
    seen(told(program, *events, on("4-02-03", look=True)), points=0, expired=7)


JD: dict[str, Any] = {
    "status": LADDER["status"],
    "tiers": {
        "window": "tier_term",
        "levels": {
            "registered": {},
            "silver": {"from": 2000, "at_review": {"deduct": 1000}},
            "gold": {"from": 10000, "at_review": {"deduct": 4000}},
        },
    },
}


@pytest.mark.parametrize(
    ("spend", "status", "tier"), [(2999, 1999, "registered"), (3000, 2000, "silver"), (9999, 8999, "silver"),
                                  (10000, 6000, "silver"), (13999, 9999, "silver"), (14000, 10000, "gold")]
)  # fmt: skip
def test_a_term_ends_with_its_deduction(spend: int, status: int, tier: str) -> None:
    order = on("4-01-08", buy=f"{spend} CNY")
    # The term ends on 8 January 2015, so the review is at the opening on Monday the 12th.
    assert told(JD, order, on("5-01-11", look=True))["status"] == spend
    seen(told(JD, order, on("5-01-12", look=True)), status=status, tier=tier)


def test_an_upgrade_starts_a_new_term() -> None:
    orders = on("4-01-08", buy="5000 CNY"), on("4-06-10", buy="5000 CNY")
    seen(told(JD, *orders, on("5-06-14", look=True)), status=10000, tier="gold")
    seen(told(JD, *orders, on("5-06-15", look=True)), status=6000, tier="silver")
    # The next term ends a year after the one before, on 10 June 2016, not a year after the review.
    seen(told(JD, *orders, on("6-06-12", look=True)), status=6000)
    seen(told(JD, *orders, on("6-06-13", look=True)), status=5000)


@pytest.mark.parametrize(
    ("downgrade", "tier"), [("by_balance", "base"), ("one_level", "silver"), ("to_base", "base")]
)
def test_a_calendar_year_judges_and_empties_the_balance(downgrade: str, tier: str) -> None:
    program = {**LADDER, "tiers": {**LADDER["tiers"], "window": "calendar", "downgrade": downgrade}}
    climb = on("4-01-07", buy="10000 CNY")
    seen(told(program, climb, on("5-01-04", look=True)), status=10000, tier="gold")
    seen(told(program, climb, on("5-01-05", look=True)), status=0, tier="gold")
    # 2015 brings nothing, so the opening of 4 January 2016 takes gold away.
    seen(told(program, climb, on("6-01-04", look=True)), status=0, tier=tier)


def test_an_anniversary_judges_at_the_next_opening() -> None:
    program = {**LADDER, "tiers": {**LADDER["tiers"], "window": "anniversary"}}
    events = on("4-02-05", join=True), on("4-03-01", buy="2500 CNY")
    seen(told(program, *events, on("5-02-08", look=True)), status=2500)
    seen(told(program, *events, on("5-02-09", look=True)), status=0, tier="silver")
    seen(told(program, *events, on("6-02-07", look=True)), tier="silver")
    seen(told(program, *events, on("6-02-08", look=True)), tier="base")


def test_a_rolling_window_forgets_whole_months() -> None:
    program = {**LADDER, "tiers": {**LADDER["tiers"], "window": "rolling", "months": 3}}
    events = on("4-01-31", buy="2000 CNY"), on("4-02-01", buy="100 CNY")
    # January is one of the three months until the first opening of April, Monday the 7th.
    seen(told(program, *events, on("4-04-06", look=True)), status=2100, tier="silver")
    seen(told(program, *events, on("4-04-07", look=True)), status=100, tier="base")


def test_a_lifetime_balance_is_never_judged() -> None:
    program = {**LADDER, "tiers": {**LADDER["tiers"], "window": "lifetime"}}
    seen(told(program, on("4-01-07", buy="2000 CNY"), on("9-01-07", look=True)), status=2000, tier="silver")


def test_nobody_is_a_member_of_no_program() -> None:
    summary = told({"title": "No program"}, on("4-01-07", buy="100 CNY"), on("4-01-07", login=True))
    nothing = {name: 0 for name in summary if name not in ("tier", "paid", "rating", "membership", "ladders")}
    seen(summary, tier="none", paid=10000, ladders="", **nothing)


def test_a_program_is_its_parent_with_changes(tmp_path: Path) -> None:
    (tmp_path / "parent.yaml").write_text(
        "title: A\ncurrency: CNY\npoints: {value: 0.01 CNY, pending: 15 days}\nvariants: {x: {title: X}}\n"
    )
    (tmp_path / "child.yaml").write_text(
        "extends: parent\npoints: {pending: null}\nvariants: {cheap: {points: {value: 0.005 CNY}}}\n"
    )
    assert read_program(tmp_path / "child.yaml") == {
        "title": "A",
        "currency": "CNY",
        "points": {"value": "0.01 CNY"},
    }
    assert read_program(tmp_path / "child.yaml", "cheap")["points"] == {"value": "0.005 CNY"}


@settings(max_examples=300)
@given(stories())
def test_the_books_balance_after_every_event(story: Story) -> None:
    for summary in statements(story.program, story.begins, story.events):
        issued, redeemed, expired, reversed_ = (int(summary[name]) for name in LEDGER)
        held, debt = int(summary["points"]) + int(summary["pending"]), int(summary["debt"])
        assert issued == redeemed + expired + reversed_ + held - debt
        assert min(held, debt) == 0, "points and a debt at once"
        assert all(
            int(summary[name]) >= 0 for name in (*LEDGER, "status", "points", "pending", "debt", "orders")
        )


def test_the_evaluator_shares_nothing_with_what_it_checks() -> None:
    allowed = {"__future__", "collections", "dataclasses", "datetime", "fractions", "itertools", "math",
               "pathlib", "re", "ruamel", "tests", "typing"}  # fmt: skip
    used = set()
    for path in (Path(__file__).parent / "evaluator").glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                used |= {alias.name.split(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom):
                used.add((node.module or "").split(".")[0])
    assert used <= allowed
