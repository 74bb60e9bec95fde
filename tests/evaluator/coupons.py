"""The coupon of one member, worked out a second time: the last one received, while it is good."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from math import floor
from typing import Any

from tests.evaluator.reading import number, weeks


@dataclass
class Wallet:
    """The coupon at hand under `rewards: {coupons: ...}`, and the last week in which it is good."""

    tree: Mapping[str, Any]
    minor: int
    name: str = ""
    last: int = -1

    def receive(self, name: str, level: str, week: int) -> None:
        """Put a coupon in the place of any other, when it is for members of the level."""
        coupon = self.tree[name]
        if level in coupon.get("tiers", [level]):
            self.name, self.last = name, week + weeks(coupon["valid"])

    def spend(self, price: int, left: int, week: int) -> int:
        """Return what the coupon takes off a list price in minor units, of which other cuts leave a rest."""
        if not self.name or week > self.last:
            return 0
        coupon = self.tree[self.name]
        if price < number(coupon.get("over", 0)) * self.minor:
            return 0
        by_share = floor(price * number(coupon.get("percent", 0)) + Fraction(1, 2))
        off = min(left, by_share + int(number(coupon.get("amount", 0)) * self.minor))
        if off:
            self.name = ""
        return off
