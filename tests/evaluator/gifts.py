"""Surprises and prizes of one member, worked out a second time: what the history says was won."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from tests.evaluator.reading import number


@dataclass
class Gifts:
    """What came without points, or by lottery, under `rewards`."""

    stated: Mapping[str, Any]  # by name, whatever the kind
    minor: int
    taken: dict[tuple[str, int], int] = field(default_factory=dict)  # by name and calendar year
    worth: int = 0  # of what came without points, minor units

    def price(self, name: str) -> int:
        """Return the points that an entry costs."""
        entry = str(self.stated[name].get("entry", ""))
        return int(number(entry)) if "point" in entry else 0

    def is_open(self, name: str, level: str, year: int, order: int) -> bool:
        """Tell whether a member of a level may get it in a year, with the order of this number."""
        gift = self.stated[name]
        if "order" in gift and int(number(gift["order"])) != order:
            return False
        limit = number(gift["at_most"]) if "at_most" in gift else None
        within = limit is None or self.taken.get((name, year), 0) < limit
        return level in gift.get("tiers", [level]) and within

    def hand_out(self, name: str, year: int) -> None:
        """Count a gift, and its worth where no points were spent on it."""
        self.taken[name, year] = self.taken.get((name, year), 0) + 1
        if not self.price(name):
            self.worth += int(number(self.stated[name]["worth"]) * self.minor)
