"""One member's accounts through the engine's rules, against sums done by hand."""

from __future__ import annotations

import datetime
import os
import subprocess
import sys
from decimal import Decimal
from typing import Any

import pytest

from simulator.engine.cases import replay
from simulator.engine.setting import LOOK_BACK_WEEKS
from simulator.program import Program, program_table
from simulator.scenario.happenings import Event, events_of

BEGINS = datetime.date(2014, 1, 6)  # a Monday
WEEKS = 200
POINTS: dict[str, Any] = {"earn": {"purchase": {"rate": "1 per CNY"}}, "value": "0.01 CNY"}


def told(clauses: dict[str, Any], *events: dict[str, Any]) -> dict[str, int | str]:
    program = Program.model_validate({"title": "A", "currency": "CNY", **clauses})
    table = program_table(program, WEEKS, -LOOK_BACK_WEEKS, BEGINS, 1_000)
    return replay(table, events_of(events, BEGINS, program), program.named_levels, BEGINS)


def on(day: str, **event: Any) -> dict[str, Any]:
    """Shorten an event of the 2010s: `on("4-01-06", buy="20 CNY")`."""
    return {"on": f"201{day}", **{name.rstrip("_"): value for name, value in event.items()}}


def seen(statement: dict[str, int | str], **wanted: int | str) -> None:
    assert {name: statement[name] for name in wanted} == wanted


def mug(points: int) -> dict[str, Any]:
    return {"mug": {"points": points, "worth": "1 CNY", "cost": "1 CNY"}}


def test_points_given_back_pay_what_is_owed_first() -> None:
    rewards = {"checkout": {"use": "choice"}, "catalogue": mug(140)}
    events = [
        on("4-01-06", buy="200 CNY", id="a"),  # 200 points
        on("4-01-07", buy="50 CNY", use_points=100, id="b"),  # pays 49, earns 49: 149
        on("4-01-08", redeem="mug"),  # 9 left
        on("4-01-09", return_="a"),  # 200 taken back: 9, and 191 are owed
        on("4-01-10", return_="b"),  # 49 more are owed, 240, and 100 given back pay of them
    ]
    seen(told({"points": POINTS, "rewards": rewards}, *events), points=0, debt=140, redeemed=140, paid=24900)


def test_a_return_takes_pending_points_before_it_leaves_a_debt() -> None:
    program = {"points": {**POINTS, "pending": "7 days"}, "rewards": {"catalogue": mug(100)}}
    events = [
        on("4-01-06", buy="100 CNY", id="a"),
        on("4-01-20", redeem="mug"),
        on("4-01-21", buy="80 CNY"),
        on("4-01-22", return_="a"),
    ]
    seen(told(program, *events), points=0, pending=0, reversed=100, debt=20)


def test_a_very_old_order_is_taken_back_from_the_oldest_points() -> None:
    program = {"points": {**POINTS, "pending": "7 days"}}
    events = [on("4-01-06", buy="100 CNY", id="a"), on("7-09-04", buy="50 CNY"), on("7-09-04", return_="a")]
    seen(told(program, *events), points=0, pending=50, debt=0)


def test_a_refused_order_ends_a_row_of_kept_orders() -> None:
    rating = {"levels": [Decimal(1), Decimal("1.5")], "start": 1, "up_after": "2 orders"}
    purchase = {"rate": "1 per CNY", "times": "behaviour_rating"}
    tiers = {"window": "lifetime", "levels": {"base": {}}}
    program = {"status": {"earn": {"purchase": purchase}, "rating": rating}, "tiers": tiers}
    order, refused = on("4-01-06", buy="10 CNY"), on("4-01-06", buy="10 CNY", refused=True)
    seen(told(program, order, refused, order), rating=1000, orders=2)
    seen(told(program, order, refused, order, order), rating=1500, orders=3)


@pytest.mark.parametrize("window", ["tier_term", "anniversary"])
def test_a_term_that_ends_on_a_monday_is_reviewed_on_it(window: str) -> None:
    silver: dict[str, Any] = (
        {"from": 100, "at_review": {"deduct": 100}} if window == "tier_term" else {"from": 100}
    )
    tiers = {"metric": "spend", "window": window, "levels": {"base": {}, "silver": silver}}
    order = on("4-01-12", buy="199 CNY")  # a Sunday; 12 January 2015 is a Monday
    seen(told({"tiers": tiers}, order, on("5-01-11", look=True)), status=199, tier="silver")
    left, tier = (99, "base") if window == "tier_term" else (0, "silver")
    seen(told({"tiers": tiers}, order, on("5-01-12", look=True)), status=left, tier=tier)


def test_price_cuts_stop_at_the_price() -> None:
    program = {
        "calendar": {"day": {"dates": ["01-06"], "percent": "60%"}},
        "privileges": {name: {"kind": "price", "percent": "30%", "use": "1% of orders"} for name in "ab"},
    }
    seen(told(program, on("4-01-06", buy="10 CNY")), discount=600, paid=400)
    seen(told(program, on("4-01-07", buy="10 CNY", member_price=True)), discount=600, paid=400)
    seen(told(program, on("4-01-06", buy="10 CNY", member_price=True)), discount=1000, paid=0)


@pytest.mark.parametrize("days", [(3, 2), (-1,), (7 * WEEKS,)])
def test_events_stand_in_order_and_within_the_table(days: tuple[int, ...]) -> None:
    program = Program.model_validate({"title": "A", "points": {}})
    table = program_table(program, WEEKS, -LOOK_BACK_WEEKS, BEGINS, 1_000)
    with pytest.raises(ValueError, match=f"on day {days[-1]}: may be from day"):
        replay(table, [Event(day, "login") for day in days], ("member",), BEGINS)


@pytest.mark.skipif("NUMBA_DISABLE_JIT" in os.environ, reason="this is the run that the test below starts")
def test_plain_python_tells_the_same() -> None:
    plain = {**os.environ, "NUMBA_DISABLE_JIT": "1"}
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", __file__]
    run = subprocess.run(command, env=plain, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stdout
