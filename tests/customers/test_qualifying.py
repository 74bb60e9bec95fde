"""How a ladder that asks for several things draws its members: towards what is missing, and only then."""

from __future__ import annotations

from typing import Any

import pytest

from tests.builders_program import Tree
from tests.customers.test_valuing import SHIPPING, member

SILVER_ONLY: Tree = {"shipping": {**SHIPPING["shipping"], "tiers": ["silver"]}}


def pull(silver: Tree, window: str = "calendar", level: int = 0, **state: Any) -> float:
    """Return the pull of silver, or of keeping it, on a member of half an order of 150 CNY a week."""
    tiers: Tree = {"window": window, "levels": {"base": {}, "silver": silver}}
    clauses = {"status": {"earn": {"purchase": {"rate": "1 per CNY"}}}, "privileges": SILVER_ONLY}
    drawn = member({**clauses, "tiers": tiers}, {"novelty": 0.0}, level=level, **state).pull()
    if level == 0:
        return drawn
    # What the level's privileges add to the choice is not the pull of keeping it.
    safe = {
        **clauses,
        "tiers": {**tiers, "window": "lifetime", "levels": {"base": {}, "silver": {"from": 1}}},
    }
    return drawn - member(safe, {"novelty": 0.0}, level=level, status=10**6).pull()


def test_what_is_missing_most_decides_where_all_is_asked() -> None:
    # 23 weeks are left at half an order a week: visits draw as much as the same value.
    by_value = pull({"from": 3000}, status=1500)
    by_visits = pull({"from": 500, "visits": 20}, status=1500, visits=10)
    both = pull({"from": 3000, "visits": 20}, status=1500, visits=10)
    assert by_value > 0.0
    assert by_visits == pytest.approx(by_value)
    assert both == pytest.approx(by_value)
    assert pull({"from": 3000, "visits": 40}, status=1500, visits=10) < 0.1 * by_value


def test_the_nearest_way_decides_where_any_is_asked() -> None:
    near = pull({"from": 3000}, status=1500)
    far = pull({"from": 30_000}, status=1500)
    either = pull({"from": 30_000, "visits": 20, "qualify": "any"}, status=1500, visits=10)
    assert far < 0.01 * near
    assert either == pytest.approx(near)


def test_spend_draws_as_value_does() -> None:
    by_value = pull({"from": 3000}, status=1500)
    assert pull({"from": 500, "spend": "3000 CNY"}, status=1500, spent=150_000) == pytest.approx(by_value)


def test_an_order_is_of_no_use_while_tenure_is_waited_for() -> None:
    asked = {"from": 3000, "tenure": "60 weeks"}
    assert pull(asked, status=1500) == 0.0  # the year ends before
    assert pull({**asked, "tenure": "30 weeks"}, status=1500) == pytest.approx(
        pull({"from": 3000}, status=1500)
    )
    assert pull({"tenure": "60 weeks"}, window="lifetime") == 0.0


def test_what_time_brings_anyway_is_worth_the_time_until_then() -> None:
    by_value = pull({"from": 3000}, window="lifetime", status=1500)
    either = pull({"from": 3000, "tenure": "46 weeks", "qualify": "any"}, window="lifetime", status=1500)
    # Joined in week 0, now it is week 20: 26 weeks until the tenure, half of the year that a level is worth.
    assert either == pytest.approx(0.5 * by_value)


def test_keeping_draws_by_what_keeps() -> None:
    missing_900 = pull({"from": 3000}, level=1, status=2100)
    assert missing_900 > 0.0
    assert pull({"from": 3000, "keep": 2100}, level=1, status=1200) == pytest.approx(missing_900)
    assert pull({"from": 3000, "keep": 2100}, level=1, status=2100) == pytest.approx(0.0)  # it is safe


def test_nobody_works_to_keep_what_tenure_keeps() -> None:
    asked = {"from": 3000, "tenure": "10 weeks", "qualify": "any"}
    assert pull(asked, level=1, status=2100) == pytest.approx(0.0)


def test_a_grace_gives_time_to_keep() -> None:
    clauses: Tree = {
        "status": {"earn": {"purchase": {"rate": "1 per CNY"}}},
        "privileges": SILVER_ONLY,
        "tiers": {"window": "calendar", "levels": {"base": {}, "silver": {"from": 3000}}},
    }

    far = {**clauses, "tiers": {**clauses["tiers"], "levels": {"base": {}, "silver": {"from": 6000}}}}

    def kept(weeks: int, **state: Any) -> float:
        grace = {**far, "tiers": {**far["tiers"], **({"grace": f"{weeks} weeks"} if weeks else {})}}
        safe = member(grace, {"novelty": 0.0}, level=1, **{**state, "status": 10**6}).pull()
        return member(grace, {"novelty": 0.0}, level=1, **state).pull() - safe

    # 6,000 CNY are missing, 40 orders: out of reach in 32 weeks, in 51 more they are not.
    assert kept(0) < 0.01 * kept(51)
    # Within the grace its end is the deadline, as if the year ended then.
    ends = 7 * 20 + 7 * 10
    late = member({**clauses, "tiers": {**clauses["tiers"], "window": "anniversary"}}, {"novelty": 0.0},
                  level=1, status=2500, term_day=ends).pull()  # fmt: skip
    put_off = member({**clauses, "tiers": {**clauses["tiers"], "grace": "26 weeks"}}, {"novelty": 0.0},
                     level=1, status=2500, grace_day=ends).pull()  # fmt: skip
    assert put_off == pytest.approx(late)


def test_a_full_level_draws_nobody() -> None:
    clauses: Tree = {
        "tiers": {
            "metric": "spend",
            "window": "calendar",
            "levels": {"base": {}, "silver": {"from": 3000, "at_most": "5%"}},
        },
        "privileges": SILVER_ONLY,
    }
    one = member(clauses, {"novelty": 0.0}, status=1500)
    assert one.pull() > 0.0
    one.world.page[0].room[1] = 0.0
    assert one.pull() == 0.0


def test_a_granted_level_draws_towards_what_enters_it_until_it_ends() -> None:
    tiers: Tree = {
        "metric": "spend",
        "window": "anniversary",
        "levels": {"base": {}, "silver": {"from": 3000}},
    }
    match = {"level": "silver", "share": "5%", "for": "26 weeks"}
    milder = {"base": {}, "silver": {"from": 3000, "keep": 100}}
    clauses: Tree = {"privileges": SILVER_ONLY}
    ends = 7 * 20 + 70
    reviewed = member({**clauses, "tiers": tiers}, {"novelty": 0.0}, level=1, status=2500, term_day=ends)
    granted = member({**clauses, "tiers": {**tiers, "match": match, "levels": milder}}, {"novelty": 0.0},
                     level=1, status=2500, match_day=ends)  # fmt: skip
    assert granted.pull() == pytest.approx(reviewed.pull())
    assert granted.stake() == pytest.approx(reviewed.stake())
