"""The own clerk's price cut: whom it is for, and how much of the list price."""

from __future__ import annotations

from fractions import Fraction

from tests.evaluator.reading import Tree, number


def clerk_cut(clerk: Tree, level: str, price: int) -> Fraction:
    """Return the cut of an order that the own clerk serves, before it is rounded."""
    serves = number(clerk.get("served", 0)) > 0 and level in clerk.get("tiers", [level])
    return price * number(clerk.get("discount", 0)) if serves else Fraction(0)
