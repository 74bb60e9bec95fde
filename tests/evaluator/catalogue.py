"""The catalogue of a program, and what one member has had of it, by dates alone."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date
from fractions import Fraction
from math import ceil

from tests.evaluator.reading import Tree, number, weeks


@dataclass(frozen=True)
class Voucher:
    """Money off an order, as the catalogue tells it or as it is held."""

    worth: int
    over: int
    weeks: int
    last: int = 0  # last week in which one that is held may be used


@dataclass(frozen=True)
class Reward:
    """One reward: its price in points, and how many a member may have."""

    points: int
    least: int | None = None
    dearest: int | None = None
    most: int | None = None
    within: str = "ever"
    voucher: Voucher | None = None

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
        voucher=read_voucher(tree, minor) if "gives" in tree else None,
        least=int(number(tree["from"])) if moves else None,
        dearest=int(number(tree["to"])) if moves else None,
        most=None if limit is None else int(number(limit)),
        within="ever" if limit is None else str(limit).split()[-1],
    )


def read_voucher(tree: Tree, minor: int) -> Voucher:
    """Read what a voucher takes off, and when."""
    worth = int(number(tree["worth"]) * minor)
    return Voucher(worth, int(number(tree.get("over", tree["worth"])) * minor), weeks(tree["valid"]))


@dataclass
class Shelf:
    """The rewards that a member has had, by name, each with its day; and the vouchers held."""

    had: dict[str, list[date]] = field(default_factory=dict)
    held: list[Voucher] = field(default_factory=list)

    def live(self, week: int) -> list[Voucher]:
        """Return the vouchers that may be used in a week, in the order of their use."""
        held = [one for one in self.held if one.last >= week]
        return sorted(held, key=lambda one: (one.last, -one.worth, -one.over))

    def use(self, due: int, week: int) -> int:
        """Use a voucher with an order that is large enough; return what it takes off."""
        for one in self.live(week):
            if due >= one.over:
                self.held.remove(one)
                return one.worth
        return 0

    def is_open(self, name: str, reward: Reward, today: date, week: int) -> bool:
        """Tell whether the member may have one more; no more than two vouchers are held."""
        if reward.voucher and len(self.live(week)) == 2:
            return False
        days = self.had.get(name, [])
        if reward.within == "year":
            days = [day for day in days if day.year == today.year]
        elif reward.within == "month":
            days = [day for day in days if (day.year, day.month) == (today.year, today.month)]
        return reward.most is None or len(days) < reward.most

    def take(self, name: str, reward: Reward, today: date, week: int) -> None:
        """Note a reward that is handed out."""
        if reward.voucher:
            self.held.append(replace(reward.voucher, last=week + reward.voucher.weeks))
        self.had.setdefault(name, []).append(today)
