"""Friends of one member and whose friend he is, worked out a second time: the condition and both sides."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from math import floor
from typing import Any

from tests.evaluator.reading import clause, day_count, number


@dataclass
class Friends:
    """What `referral` gives to a member, as who was referred and as who refers."""

    tree: Mapping[str, Any]
    minor: int
    joined: date | None = None  # of a member who was referred, while the condition is not met
    met_by: str = ""  # the order that met it
    joined_before: date | None = None
    rewarded: dict[int, int] = field(default_factory=dict)  # friends by calendar year
    worth: int = 0  # of rewards that are no points, minor units

    def join(self, day: date) -> None:
        """Join as somebody whom a friend referred."""
        self.joined = day if self.tree else None

    def counts(self, day: date, price: int) -> bool:
        """Tell whether an order at a price after price cuts meets the condition."""
        if self.joined is None or price < number(self.tree.get("minimum_order", 0)) * self.minor:
            return False
        return "within" not in self.tree or (day - self.joined).days <= day_count(self.tree["within"])

    def cut(self, price: int, left: int) -> int:
        """Return the price cut of that order, of a list price of which other cuts leave a rest."""
        side = clause(self.tree, "referred")
        by_share = floor(price * number(side.get("percent", 0)) + Fraction(1, 2))
        return min(left, by_share + int(number(side.get("amount", 0)) * self.minor))

    def meet(self, key: str) -> int:
        """Meet the condition with an order; return the points that it brings."""
        self.joined_before, self.joined, self.met_by = self.joined, None, key
        return int(number(clause(self.tree, "referred").get("points", 0)))

    def give_back(self, key: str) -> None:
        """Let the order come back: it has not met the condition."""
        if key == self.met_by:
            self.joined, self.met_by = self.joined_before, ""

    def reward(self, year: int) -> int:
        """Reward the member for a friend within the limit of the year; return the points."""
        side = clause(self.tree, "referrer")
        if not side:
            return 0
        taken = self.rewarded.get(year, 0)
        if "at_most" in self.tree and taken >= number(self.tree["at_most"]):
            return 0
        self.rewarded[year] = taken + 1
        self.worth += int(number(side.get("worth", 0)) * self.minor)
        return int(number(side.get("points", 0)))
