"""The catalogue of a program, and what one member has had of it, by dates alone."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from tests.evaluator.reading import Tree, number


@dataclass(frozen=True)
class Reward:
    """One reward: its price in points, and how many a member may have."""

    points: int
    most: int | None = None
    within: str = "ever"


def read_reward(tree: Tree) -> Reward:
    """Read one reward of the catalogue."""
    limit = tree.get("at_most")
    return Reward(
        points=int(number(tree["points"])),
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
