"""One imagined member's year: spread evenly, posted as worked cases are, and told in money by hand sums."""

from __future__ import annotations

import datetime
from decimal import Decimal
from typing import Any

import pytest

from simulator.engine.member import Habits, Year, happenings, live_year, parts, spread
from simulator.engine.purse import Benefits, Purse, worth_of_points
from simulator.engine.setting import LOOK_BACK_WEEKS
from simulator.program import Program, program_table
from simulator.program.catalogue import in_order
from simulator.scenario import load, source_of
from simulator.scenario.happenings import Event
from tests.evaluator import evaluate

BEGINS = datetime.date(2026, 1, 5)
POINTS: dict[str, Any] = {"earn": {"purchase": {"rate": "1 per CNY"}}, "value": "0.01 CNY"}
NOTHING = Benefits(0, 0, 0, 0, 0, 0)


def program(**clauses: Any) -> Program:
    return Program.model_validate({"title": "A", "currency": "CNY", **clauses})


def year(clauses: dict[str, Any], **habits: Any) -> Year:
    told = {"spend": 120_000, "orders": 12, **habits}
    return live_year(program(**clauses), "a", Habits(**told))


def purse(clauses: dict[str, Any], *events: Event) -> Purse:
    one = program(**clauses)
    lived = Purse(program_table(one, 60, -LOOK_BACK_WEEKS, BEGINS, 1_000), one.named_levels, BEGINS)
    for event in events:
        lived.live(event)
    return lived


def test_things_are_spread_evenly_and_amounts_split_to_the_fen() -> None:
    assert spread(4, 364) == [45, 136, 227, 318]
    assert spread(1, 7) == [3]
    assert parts(100, 3) == [33, 33, 34]
    events = happenings(Habits(100, 3, reviews=1, returns=1, weeks=3), 0)
    assert [(event.day, event.kind, event.amount) for event in events] == [
        (0, "join", 0), (3, "buy", 33), (10, "buy", 33), (10, "review", 0), (17, "buy", 34),
        (17, "return", 0), (20, "look", 0),
    ]  # fmt: skip
    assert next(event.order for event in events if event.kind == "return") == 1


def test_orders_at_a_member_price_are_as_many_as_the_program_says() -> None:
    events = happenings(Habits(1_000, 10), 200)
    assert [event.order for event in events if event.member_price] == [4, 9]


def as_written(event: Event, names: tuple[str, ...]) -> dict[str, Any]:
    """Return an event in the words of a case file."""
    on: dict[str, Any] = {"on": str(BEGINS + datetime.timedelta(days=event.day))}
    if event.kind == "buy":
        price = {"member_price": True} if event.member_price else {}
        amount = f"{Decimal(event.amount) / 100} CNY"
        return on | {"buy": amount, "id": f"o{event.order}", "use_points": event.points} | price
    if event.kind == "return":
        return on | {"return": f"o{event.order}"}
    return on | {event.kind: names[event.item] if event.kind == "redeem" else True}


@pytest.mark.parametrize("name", ["jd-2013", "jd-2013/gold-perks", "tmall-style"])
@pytest.mark.parametrize("redeem", ["soon", "never", "end"])
def test_the_second_evaluator_tells_the_same_account(name: str, redeem: Any) -> None:
    model = load(name, "program").model
    habits = Habits(1_500_000, 40, reviews=5, logins=60, returns=3, redeem=redeem, weeks=78, begins=BEGINS)
    lived = live_year(model, name, habits)
    written = [as_written(step.event, tuple(in_order(model))) for step in lived.steps if step.event]
    assert lived.steps[-1].told == evaluate(source_of(name, "program").own.tree(), str(BEGINS), written)


def test_points_are_used_as_soon_as_may_be_never_or_at_the_end() -> None:
    clauses = {"points": POINTS, "rewards": {"checkout": {"minimum": "300 points", "step": "100 points"}}}
    # 100 CNY earn 100 points each. Soon: the 4th order uses 300 (3 CNY) and earns 97; the 8th holds 397, uses
    # 300, earns 97; the 11th holds 394, uses 300, earns 97. Left: 94 + 97 + 100 = 291, too few to be used.
    soon = year(clauses, redeem="soon")
    assert (soon.benefits, soon.paid) == (NOTHING._replace(points_paid=900), 119_100)
    assert [period.redeemed for period in soon.periods if period.redeemed] == [300, 300, 300]
    assert (soon.steps[-1].figure("points"), soon.next_reward) == (291, "9 points")
    assert soon.reward is not None
    assert (soon.reward.on, soon.reward.spent) == (
        BEGINS + datetime.timedelta(days=spread(12, 364)[2]),
        30_000,
    )
    assert soon.reward_rate == pytest.approx(900 / 120_000)
    never = year(clauses, redeem="never")
    changes = [change for period in never.periods for change in period.changes]
    assert changes == ["2026-03-21: enough points for a reward, 300"]
    assert never.benefits == NOTHING._replace(points_held=1_200)
    # The last order: 1,100 points pay 11 CNY, and 89 are earned on the rest.
    end = year(clauses, redeem="end")
    assert (end.benefits, end.steps[-1].figure("points")) == (NOTHING._replace(points_paid=1_100), 89)
    assert end.next_reward == "211 points"


def test_without_a_checkout_rewards_are_taken_that_are_worth_most_a_point() -> None:
    catalogue = {
        "cup": {"points": 200, "worth": "3 CNY", "cost": "1 CNY"},
        "mug": {"points": 500, "worth": "10 CNY", "cost": "1 CNY"},
    }
    clauses = {"points": POINTS, "rewards": {"catalogue": catalogue}}
    # A cup with every second order, for a mug is never in reach; 2 mugs and a cup at the end.
    soon = year(clauses, redeem="soon")
    assert soon.benefits == NOTHING._replace(rewards=6 * 300)
    end = year(clauses, redeem="end")
    assert end.benefits == NOTHING._replace(rewards=2 * 1_000 + 300)
    assert "mug taken for 500 points" in end.periods[-1].changes[-2]


def test_what_points_would_buy() -> None:
    catalogue = {
        "cup": {"points": 200, "worth": "3 CNY", "cost": "1 CNY"},
        "mug": {"points": 500, "worth": "10 CNY", "cost": "1 CNY"},
    }
    checkout = {"minimum": "100 points", "step": "50 points"}
    one = program(points=POINTS, rewards={"checkout": checkout, "catalogue": catalogue})
    table = program_table(one, 2, -LOOK_BACK_WEEKS, BEGINS, 1_000)
    # 980 = a mug (10 CNY), two cups (6 CNY), and 80 too few for checkout.
    assert worth_of_points(table, 980) == 1_600
    # 850 = a mug and a cup; of the other 150 at checkout 1.50 CNY.
    assert worth_of_points(table, 850) == 1_450
    assert (worth_of_points(table, 99), worth_of_points(table, 149)) == (0, 100)
    assert worth_of_points(table, -500) == -1_000  # a debt at the most that a point can be worth


def test_a_return_takes_back_price_cuts_cash_back_and_points() -> None:
    clauses = {
        "points": POINTS,
        "rewards": {"checkout": {}, "cash_back": {"rate": "2%"}},
        "calendar": {"monday": {"weekday": "monday", "percent": "10%"}},
    }
    join, buy = Event(0, "join"), Event(0, "buy", 10_000, 0)
    # 100 CNY less 10%: 90 points, and 1.80 CNY of the 90 CNY back.
    kept = NOTHING._replace(price_cuts=1_000, cash_back=180, points_held=90)
    assert purse(clauses, join, buy).benefits() == kept
    second = Event(7, "buy", 10_000, 1, 90)  # 89.10 CNY paid, 89 points, 1.78 CNY back
    both = purse(clauses, join, buy, second)
    assert both.benefits() == Benefits(2_000, 90, 0, 180 + 178, 0, 89)
    assert (both.bought, both.paid) == (20_000, 9_000 + 8_910)
    both.live(Event(8, "return", order=1))
    assert both.benefits() == kept
    assert (both.bought, both.paid) == (10_000, 9_000)


def test_privileges_are_worth_what_is_used_and_kept() -> None:
    clauses = {
        "tiers": {"metric": "spend", "window": "lifetime", "levels": {"base": {}, "gold": {"from": 150}}},
        "privileges": {
            "shipping": {
                "kind": "shipping", "tiers": ["gold"], "use": "100% of orders", "over": "79 CNY",
                "cost": "6 CNY", "worth": "6 CNY", "kept": "50%",
            },
            "gift": {"kind": "gifts", "use": "2 per year", "cost": "1 CNY", "worth": "13 CNY"},
            "refund": {"kind": "returns", "use": "100% of returns", "cost": "1 CNY", "worth": "5 CNY"},
        },
    }  # fmt: skip
    buys = [Event(day, "buy", amount, order) for order, (day, amount) in enumerate(
        [(0, 10_000), (1, 10_000), (2, 7_900), (3, 7_899)]
    )]  # fmt: skip
    # Gold with the second order; the third is just large enough to be shipped (6 x 50%), the fourth is not; a
    # week of gifts is 26 / 52.
    lived = purse(clauses, Event(0, "join"), *buys)
    assert lived.benefits() == NOTHING._replace(privileges=300 + 50)
    lived.live(Event(6, "return", order=2))
    assert lived.benefits() == NOTHING._replace(privileges=50 + 500)
    lived.live(Event(7 * 51, "look"))
    assert lived.benefits() == NOTHING._replace(privileges=2_600 + 500)


def test_levels_are_told_with_their_day_what_they_bring_and_what_the_next_asks_for() -> None:
    clauses = {
        "status": {"name": "miles", "earn": {"purchase": {"rate": "2 per CNY"}}},
        "tiers": {
            "window": "rolling",
            "months": 1,
            "levels": {"base": {}, "silver": {"from": 400}, "gold": {"from": 2400, "status": "x2"}},
        },
        "privileges": {
            "lounge": {"kind": "gifts", "tiers": ["silver"], "use": "1 per year", "cost": "1 CNY",
                       "worth": "1 CNY"},
        },
    }  # fmt: skip
    lived = year(clauses, spend=130_000, orders=13)
    # An order of 200 miles every 28 days from 19 January on: two fall into August, on the 3rd and the 31st.
    # The first Monday of September is the 7th; the last order is of 21 December.
    told = [(one.what, str(one.on), one.spent) for one in lived.tiers]
    assert told == [("silver", "2026-08-31", 90_000), ("base", "2026-09-07", 90_000)]
    assert [change for period in lived.periods for change in period.changes] == [
        "2026-08-31: up to silver, brings lounge",
        "2026-09-07: down to base, takes lounge",
    ]
    assert lived.next_tier == "silver: 200 miles (about 100.00 CNY of orders)"


def test_points_that_expire_are_told_with_their_worth() -> None:
    lived = year(
        {"points": {**POINTS, "expiry": {"after": "26 weeks"}}, "rewards": {"checkout": {}}}, redeem="never"
    )
    # The first order is of 20 January: week 2, usable up to week 28, gone when week 29 opens.
    assert lived.periods[6].changes == ("2026-07-27: 100 points expired, 1.00 CNY",)
    assert sum(period.expired for period in lived.periods) == 600


def test_no_program_brings_nothing() -> None:
    lived = live_year(Program.model_validate({"title": "No"}), "none", Habits(120_000, 12, returns=2))
    assert lived.benefits == NOTHING
    assert (lived.bought, lived.paid, lived.tiers, lived.reward) == (100_000, 100_000, (), None)


def test_friends_are_spread_evenly_and_rewarded_within_the_limit_of_a_year() -> None:
    events = happenings(Habits(100, 1, friends=2, referred=True, weeks=2), 0)
    assert [(event.day, event.kind) for event in events] == [
        (0, "referred"), (3, "referral"), (7, "buy"), (10, "referral"), (13, "look"),
    ]  # fmt: skip
    sides = {"referrer": {"worth": "20 CNY", "cost": "15 CNY"}, "referred": {"amount": "10 CNY"}}
    brought = year({"referral": {**sides, "at_most": "3 per year"}}, friends=5, referred=True)
    assert brought.benefits == NOTHING._replace(given=6_000, price_cuts=1_000)
    alone = year({"referral": sides})
    assert alone.benefits == NOTHING


def test_the_second_evaluator_tells_the_same_of_friends() -> None:
    model = load("ebay-referral", "program").model
    habits = Habits(300_000, 24, friends=12, referred=True, begins=BEGINS)
    lived = live_year(model, "ebay-referral", habits)
    written = [as_written(step.event, ()) for step in lived.steps if step.event]
    told = evaluate(source_of("ebay-referral", "program").own.tree(), str(BEGINS), written)
    assert lived.steps[-1].told == told
    assert told["rewards"] == 20_000
