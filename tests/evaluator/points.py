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
    paid: int
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
    active: int = 0  # week of the last order, or of the last points used
    lapsed: int = 0  # points that may be had back
    lapsed_in: int = -(10**6)
    sums: dict[str, int] = field(default_factory=dict)

    @property
    def week(self) -> int:
        return (self.today - self.begins).days // 7

    @property
    def usable(self) -> int:
        return sum(lot.points for lot in self.lots if lot.week <= self.week)

    def count(self, what: str, amount: int) -> None:
        self.sums[what] = self.sums.get(what, 0) + amount

    def expire(self, level: str) -> None:
        """Drop what is over for a member of a level; what was pending becomes usable by the date alone."""
        inactive = self.rules.expiry_weeks("inactive")
        idle = bool(inactive) and self.week - self.active > inactive
        gone = 0
        for lot in list(self.lots):
            if lot.week > self.week:
                continue
            if idle or (lot.last is not None and lot.last + self.rules.longer(level) < self.week):
                gone += lot.points
                self.lots.remove(lot)
        self.count("expired", gone)
        if gone:
            recent = self.week - self.lapsed_in <= self.rules.reinstate_weeks
            self.lapsed = gone + (self.lapsed if recent else 0)
            self.lapsed_in = self.week

    def reinstate(self) -> None:
        """Have back what expired in time."""
        if self.lapsed and self.week - self.lapsed_in <= self.rules.reinstate_weeks:
            self.count("expired", -self.lapsed)
            self.count("fees", self.rules.reinstate_fee)
            self.receive(self.lapsed, self.week)
            self.lapsed = 0
            self.active = self.week

    def receive(self, points: int, week: int) -> None:
        """Put points into the account: debts first, the rest into the lot of a week."""
        paid = min(points, self.debt)
        self.debt -= paid
        if points > paid:
            self.lots.append(Lot(week, points - paid, self.rules.last_week(week, self.begins)))

    def take_oldest(self, points: int) -> None:
        """Use points, oldest first."""
        if points:
            self.active = self.week
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
