"""The catalogue of a program, and what one member has had of it, by dates alone."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from math import ceil

from tests.evaluator.reading import Tree, number


@dataclass(frozen=True)
class Reward:
    """One reward: its price in points, and how many a member may have."""

    points: int
    least: int | None = None
    dearest: int | None = None
    most: int | None = None
    within: str = "ever"

    def price(self, demand: Fraction) -> int:
        """Return the points it costs at a demand against the normal one."""
        if self.least is None or self.dearest is None:
            return self.points
        return sorted((self.least, ceil(self.points * demand), self.dearest))[1]


def read_reward(tree: Tree, minor: int, point_value: Fraction) -> Reward:
    """Read one reward of the catalogue, given minor units of the currency and those that a point is worth."""
    limit = tree.get("at_most")
    in_cash = tree.get("price") == "cash"
    moves = tree.get("price") == "dynamic"
    return Reward(
        points=ceil(number(tree["worth"]) * minor / point_value) if in_cash else int(number(tree["points"])),
        least=int(number(tree["from"])) if moves else None,
        dearest=int(number(tree["to"])) if moves else None,
        most=None if limit is None else int(number(limit)),
        within="ever" if limit is None else str(limit).split()[-1],
    )


@dataclass
class Shelf:
    """The rewards that a member has had, by name, each with its day."""

    had: dict[str, list[date]] = field(default_factory=dict)

    def is_open(self, name: str, reward: Reward, today: date) -> bool:
        """Tell whether the member may have one more."""
        days = self.had.get(name, [])
        if reward.within == "year":
            days = [day for day in days if day.year == today.year]
        elif reward.within == "month":
            days = [day for day in days if (day.year, day.month) == (today.year, today.month)]
        return reward.most is None or len(days) < reward.most

    def take(self, name: str, today: date) -> None:
        """Note a reward that is handed out."""
        self.had.setdefault(name, []).append(today)
