"""Points of one member: lots by the week of use, debts, expiry, and what an order gives back."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from tests.evaluator.reading import Rules


@dataclass
class Lot:
    """Points by the week in which they become usable."""

    week: int
    points: int
    last: int | None  # the last week in which they may be used


@dataclass
class Order:
    """What one kept order did to the member, so that a return can undo it."""

    day: date
    week: int
    used: int
    points: int
    status: int


@dataclass
class Points:
    """The points of one member under one program."""

    rules: Rules
    begins: date
    today: date
    lots: list[Lot] = field(default_factory=list)
    debt: int = 0
    sums: dict[str, int] = field(default_factory=dict)

    @property
    def week(self) -> int:
        return (self.today - self.begins).days // 7

    @property
    def usable(self) -> int:
        return sum(lot.points for lot in self.lots if lot.week <= self.week)

    def count(self, what: str, amount: int) -> None:
        self.sums[what] = self.sums.get(what, 0) + amount

    def expire(self) -> None:
        """Drop the lots whose last usable week is over; what was pending becomes usable by the date alone."""
        for lot in list(self.lots):
            if lot.last is not None and lot.last < self.week:
                self.count("expired", lot.points)
                self.lots.remove(lot)

    def receive(self, points: int, week: int) -> None:
        """Put points into the account: debts first, the rest into the lot of a week."""
        paid = min(points, self.debt)
        self.debt -= paid
        if points > paid:
            self.lots.append(Lot(week, points - paid, self.rules.last_week(week, self.begins)))

    def take_oldest(self, points: int) -> None:
        """Use points, oldest first."""
        for lot in sorted(self.lots, key=lambda one: one.week):
            taken = min(points, lot.points)
            lot.points -= taken
            points -= taken
        self.lots = [lot for lot in self.lots if lot.points]

    def take_back(self, order: Order) -> None:
        """Take back points: from the order's own week, then from the newest; what is missing is owed."""
        owed = order.points
        self.count("reversed", owed)
        for lot in sorted(self.lots, key=lambda one: (one.week == order.week, one.week), reverse=True):
            taken = min(owed, lot.points)
            lot.points -= taken
            owed -= taken
        self.lots = [lot for lot in self.lots if lot.points]
        self.debt += owed
