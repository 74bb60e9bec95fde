"""What stamps, gifts, vouchers and fees bring one member, in money by hand sums."""

from __future__ import annotations

from typing import Any

from simulator.engine.member import Habits, live_year
from simulator.engine.purse import Benefits
from simulator.program import Program
from simulator.scenario.happenings import Event
from tests.engine.test_member import NOTHING, POINTS, purse, year
from workbench.member import closing_lines

JOIN = Event(0, "join")


def told(lived: Any) -> str:
    return "\n".join([*closing_lines(lived), *(change for one in lived.periods for change in one.changes)])


def test_a_full_card_is_worth_its_reward_until_the_stamp_goes_back() -> None:
    card = {"stamps": {"buy": 2, "worth": "8 CNY", "cost": "3 CNY"}}
    orders = [Event(day, "buy", 10_000, day) for day in (0, 1, 2)]
    lived = purse({"rewards": card}, JOIN, *orders)
    assert lived.benefits() == NOTHING._replace(given=800)
    assert lived.steps[-1].figure("stamps") == 1


def test_the_gift_of_a_certain_order_comes_for_certain() -> None:
    gift = {"milestones": {"second": {"order": 2, "worth": "9 CNY", "cost": "5 CNY"}}}
    first, second, third = (Event(day, "buy", 10_000, day) for day in (0, 1, 2))
    assert purse({"rewards": gift}, JOIN, first).benefits() == NOTHING
    assert purse({"rewards": gift}, JOIN, first, second, third).benefits() == NOTHING._replace(given=900)


def test_a_voucher_is_worth_what_it_takes_off_and_once() -> None:
    voucher = {"points": 100, "worth": "20 CNY", "gives": "voucher", "valid": "8 weeks", "over": "50 CNY"}
    clauses = {"points": POINTS, "rewards": {"catalogue": {"off": voucher}}}
    bought = [JOIN, Event(0, "buy", 10_000, 0), Event(0, "redeem", item=0)]
    held = purse(clauses, *bought)
    assert held.benefits() == NOTHING._replace(vouchers=2_000)
    # 80 CNY are paid for the next order, and 80 points earned, which do not reach a voucher.
    used = purse(clauses, *bought, Event(1, "buy", 10_000, 1))
    assert (used.benefits(), used.paid) == (NOTHING._replace(vouchers=2_000), 18_000)
    # A return brings back the money, not the voucher.
    back = purse(clauses, *bought, Event(1, "buy", 10_000, 1), Event(2, "return", order=1))
    assert back.benefits() == NOTHING
    # Nine weeks later it has run out.
    assert purse(clauses, *bought, Event(7 * 9, "look")).benefits() == NOTHING


def test_a_reward_with_a_limit_is_taken_as_often_as_may_be() -> None:
    """1,200 points would buy twelve cups of 2 CNY; two a year are allowed, and no more are counted."""
    cup = {"points": 100, "worth": "2 CNY", "cost": "1 CNY", "at_most": "2 per year"}
    lived = year({"points": POINTS, "rewards": {"catalogue": {"cup": cup}}}, redeem="end", weeks=40)
    assert lived.benefits == NOTHING._replace(rewards=400, points_held=400)


PAID: dict[str, Any] = {
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


def test_who_pays_has_what_is_for_payers_less_the_fee() -> None:
    """12 orders with 10 CNY each, for 100 CNY."""
    assert year(PAID).benefits == NOTHING
    paying = year(PAID, pays=True)
    assert paying.benefits == NOTHING._replace(privileges=12_000, fees=-10_000)
    assert paying.benefits.worth == 2_000
    assert "Membership at the end: paid, 100.00 CNY of fees paid." in told(paying)
    assert "--pays tells of a member who pays" in told(year(PAID))
    assert "-100.00 CNY fees" in told(paying)


def test_where_all_members_pay_so_does_the_imagined_one() -> None:
    model = Program.model_validate({"title": "A", "currency": "CNY", **PAID, "membership": {"join": "paid"}})
    lived = live_year(model, "a", Habits(120_000, 12))
    assert lived.habits.pays
    assert lived.benefits.fees == -10_000


def test_orders_with_the_own_clerk_are_as_many_as_he_serves() -> None:
    """Half of 12 orders of 100 CNY are 5% cheaper."""
    lived = year({"clerk": {"served": "50%", "discount": "5%"}})
    assert lived.benefits == NOTHING._replace(price_cuts=6 * 500)


def test_stamps_and_rewards_are_told_with_their_days() -> None:
    lived = year({"rewards": {"stamps": {"buy": 5, "worth": "8 CNY", "cost": "3 CNY"}}})
    assert lived.benefits == Benefits(0, 0, 0, 0, 0, 0, given=1_600)
    assert "a reward worth 8.00 CNY received" in told(lived)
    assert "Stamps on the card: 2 of 5." in told(lived)
