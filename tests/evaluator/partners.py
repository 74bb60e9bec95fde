"""Partners of a program: what a visit earns there, and what points are worth when they are used there."""

from __future__ import annotations

from fractions import Fraction
from math import floor

from tests.evaluator.member import Member
from tests.evaluator.purchases import read_purchase
from tests.evaluator.reading import Tree, is_yes, number


def visit_partner(member: Member, event: Tree) -> None:
    """Earn what a visit brings; where the partner says so it qualifies too."""
    rules = member.rules
    earn = rules.partners[str(event["partner"])].get("earn")
    if earn:
        spent = rules.money(event["at_partner"])
        points = read_purchase({"purchase": {"rate": earn["rate"]}}, rules.minor).worth(
            spent, spent, Fraction(1)
        )
        member.earn(points, points if is_yes(earn.get("qualifies")) else 0)


def burn_at_partner(member: Member, event: Tree) -> None:
    """Use points: as many as are wished for and held, if the partner's minimum is held."""
    rules = member.rules
    burn = rules.partners[str(event["partner"])].get("burn")
    points = min(member.usable, int(number(event["burn"])))
    if burn and points and member.usable >= number(burn.get("minimum", 1)):
        member.take_oldest(points)
        member.count("redeemed", points)
        theirs = floor(points * number(burn.get("exchange", 1)))
        member.count("at_partners", floor(theirs * number(burn["worth"]) * rules.minor))
