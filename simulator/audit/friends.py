"""Friends whom a member brings, read from the referral clause: how many in a year, and what they bring.

Which friends are new to the firm, and order what the condition asks for, hangs on the market and on how many
are members already: as if all did, so that worth and cost are the most that may be.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from simulator.audit.buyers import Buyers
from simulator.fields import Path
from simulator.program import Program
from simulator.program.clause import Funding
from simulator.units import Points


class Reward(NamedTuple):
    """What one side gets for the friends of a year."""

    name: str
    path: Path
    worth: float
    cost: float
    funded: Funding
    price: bool  # a price cut


def friends_a_year(program: Program, buyers: Buyers, orders: float) -> float:
    """Return the friends whom a satisfied member with so many orders refers in a year.

    Source: the rule of referring of the market's numbers, at mean satisfaction.
    """
    if program.referral is None:
        return 0.0
    numbers, half = buyers.numbers, buyers.numbers["refer_half"]
    worth = _worth_to_referrer(program) + numbers["refer_for_friend"] * _worth_to_referred(program, buyers)
    share = worth / buyers.basket if buyers.basket else 0.0
    lift = 1.0 + numbers["refer_bonus"] * share / (share + half)
    return orders * min(1.0, numbers["refer_rate"] * lift)


def rewarded_a_year(program: Program, buyers: Buyers, orders: float) -> float:
    """Return the friends of a year for whom the member is rewarded."""
    friends = friends_a_year(program, buyers, orders)
    limit = program.referral.at_most if program.referral else None
    return min(friends, float(limit.size)) if limit else friends


def points_of_friends(program: Program, buyers: Buyers, orders: float) -> float:
    """Return the points of a year for friends; those that friends get are theirs."""
    side = program.referral.referrer if program.referral else None
    return rewarded_a_year(program, buyers, orders) * float(side.points.size) if side and side.points else 0.0


def rewards_of_friends(program: Program, buyers: Buyers, orders: float) -> Iterator[Reward]:
    """Yield what is no points: the member's reward, and the price cut of who came as a friend.

    As many members came as friends as bring friends.
    """
    referral = program.referral
    if referral and referral.referrer and referral.referrer.worth:
        side, times = referral.referrer, rewarded_a_year(program, buyers, orders)
        worth, cost = (times * float(money.size) if money else 0.0 for money in (side.worth, side.cost))
        yield Reward("friends brought", ("referral", "referrer"), worth, cost, side.funded, False)
    if referral and referral.referred and referral.referred.points is None:
        cut = friends_a_year(program, buyers, orders) * _worth_to_referred(program, buyers)
        path: Path = ("referral", "referred")
        yield Reward("cut for a friend", path, cut, cut, referral.referred.funded, True)


def _worth_to_referrer(program: Program) -> float:
    side = program.referral.referrer if program.referral else None
    if side is None:
        return 0.0
    return float(side.worth.size) if side.worth else _in_money(program, side.points)


def _worth_to_referred(program: Program, buyers: Buyers) -> float:
    side = program.referral.referred if program.referral else None
    if side is None:
        return 0.0
    cut = float(side.amount.size) if side.amount else 0.0
    cut += side.percent.ratio * buyers.basket if side.percent else 0.0
    return min(cut, buyers.basket) + _in_money(program, side.points)


def _in_money(program: Program, points: Points | None) -> float:
    """Return what points are worth at checkout; nothing where they have no worth in money."""
    value = program.points.value if program.points else None
    return float(points.size) * float(value.size) if points and value else 0.0
