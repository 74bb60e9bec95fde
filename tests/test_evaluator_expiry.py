"""The second evaluator against sums done by hand: inactivity, extension, grace, and points had back."""

from __future__ import annotations

from typing import Any

from tests.test_evaluator import LADDER, on, seen, told


def beans(**expiry: Any) -> dict[str, Any]:
    return {"points": {"earn": {"purchase": {"rate": "1 per CNY"}}, "value": "0.01 CNY", "expiry": expiry}}


ORDER = on("4-01-06", buy="100 CNY")  # week 0


def test_points_expire_after_inactivity_and_an_order_keeps_them() -> None:
    program = beans(inactive="4 weeks")
    # Week 4 opens on 3 February, four weeks without an order; in week 5 they are too many.
    seen(told(program, ORDER, on("4-02-09", look=True)), points=100, expired=0)
    seen(told(program, ORDER, on("4-02-10", look=True)), points=0, expired=100)
    seen(told(program, ORDER, on("4-02-09", buy="5 CNY"), on("4-03-09", look=True)), points=105)
    # Points used are activity too.
    used = {**program, "rewards": {"catalogue": {"mug": {"points": 10, "worth": "1 CNY", "cost": "1 CNY"}}}}
    seen(told(used, ORDER, on("4-02-09", redeem="mug"), on("4-03-09", look=True)), points=90)


def test_a_level_makes_points_live_longer() -> None:
    program = {**LADDER, **beans(after="1 weeks", extension={"silver": "2 weeks"})}
    seen(told(program, ORDER, on("4-01-19", look=True)), points=100)
    seen(told(program, ORDER, on("4-01-20", look=True)), points=0, expired=100)
    # With 2,000 CNY more the member is silver: three weeks.
    more = on("4-01-07", buy="2000 CNY")
    seen(told(program, ORDER, more, on("4-02-02", look=True)), points=2100)
    seen(told(program, ORDER, more, on("4-02-03", look=True)), points=0, expired=2100)


def test_grace_comes_on_top() -> None:
    program = beans(after="1 weeks", grace="2 weeks")
    seen(told(program, ORDER, on("4-02-02", look=True)), points=100)
    seen(told(program, ORDER, on("4-02-03", look=True)), points=0, expired=100)


def test_expired_points_come_back_in_time() -> None:
    program = beans(after="1 weeks", reinstate={"within": "2 weeks", "fee": "5 CNY"})
    # They expire on 20 January, in week 2; until week 4 they may be had back, and live a week again.
    seen(told(program, ORDER, on("4-02-09", reinstate=True)), points=100, expired=0)
    seen(told(program, ORDER, on("4-02-10", reinstate=True)), points=0, expired=100)
    seen(told(program, ORDER, on("4-01-21", reinstate=True), on("4-02-02", look=True)), points=100)
    seen(told(program, ORDER, on("4-01-21", reinstate=True), on("4-02-03", look=True)), points=0, expired=100)


def test_nothing_comes_back_where_the_program_says_nothing_of_it() -> None:
    # Not even in the week in which it expires: 20 to 26 January.
    seen(told(beans(after="1 weeks"), ORDER, on("4-01-21", reinstate=True)), points=0, expired=100)
