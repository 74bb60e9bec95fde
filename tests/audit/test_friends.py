"""What members get for friends, and what it costs, agrees with sums by hand."""

from __future__ import annotations

from typing import Any

import pytest

from simulator.audit import Kind
from tests.audit.make import found, given, people

Tree = dict[str, Any]
POINTS: Tree = {"earn": {"purchase": {"rate": "1 per CNY"}}, "value": "0.01 CNY"}
CHECKOUT: Tree = {"checkout": {"use": "choice"}}


def referred(worth: float, orders: float = 10) -> float:
    """Return the friends of so many orders by hand: one of 50 orders, up to twice that for a large reward."""
    share = worth / 150
    return orders * 0.02 * (1 + share / (share + 0.1))


def test_members_are_rewarded_for_their_friends_and_friends_have_their_cut() -> None:
    """1,500 CNY are 10 orders of 150; the friend's 30 CNY counts half in the mind of who refers."""
    sides: Tree = {
        "referrer": {"worth": "20 CNY", "cost": "12 CNY", "funded": {"firm": "25%", "partner": "75%"}},
        "referred": {"amount": "30 CNY", "funded": {"seller": "100%"}},
    }
    both, friends = given({"referral": sides}), referred(20 + 0.5 * 30)
    mine, theirs = both["friends brought"], both["cut for a friend"]
    assert (mine.worth, mine.cost, mine.others) == pytest.approx((friends * 20, friends * 3, friends * 9))
    assert (theirs.worth, theirs.cost, theirs.others) == pytest.approx((friends * 30, 0, friends * 30))
    percent = given({"referral": {"referred": {"percent": "20%"}}})["cut for a friend"]
    assert percent.worth == pytest.approx(referred(0.5 * 30) * 30)


def test_no_more_friends_are_rewarded_than_the_limit_of_a_year() -> None:
    side: Tree = {"referrer": {"worth": "20 CNY", "cost": "20 CNY"}, "at_most": "2 per year"}
    many = given({"referral": side}, 60_000)["friends brought"]  # 400 orders refer more than a dozen
    assert many.worth == pytest.approx(40)


def test_points_for_friends_are_points_of_the_year() -> None:
    """1,500 for purchases, of which 93% is kept, and 300 for each friend."""
    assert people().basket == 150
    tree: Tree = {"points": POINTS, "rewards": CHECKOUT}
    referral: Tree = {"referral": {"referrer": {"points": "300 points"}}}
    few, more = given(tree)["points"].worth, given(tree | referral)["points"].worth
    assert more / few == pytest.approx((1_395 + 300 * referred(3)) / 1_395, rel=1e-6)


def test_a_large_reward_for_friends_is_noticed() -> None:
    thin, large = (
        found("A9", referral={"referrer": {"worth": worth, "cost": "1 CNY"}})
        for worth in ("20 CNY", "60 CNY")
    )
    assert (thin.kind, large.kind) == (Kind.FLAW, Kind.GOOD)
    told = found("B6", referral={"referrer": {"worth": "20 CNY", "cost": "20 CNY"}})
    assert told.measured.endswith("what friends who are new buy is not counted")
