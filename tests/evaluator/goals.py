"""Streaks and challenges of one member, worked out a second time from the whole list of what counted."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from fractions import Fraction
from typing import Any

from tests.evaluator.purchases import number

Tree = Mapping[str, Any]
Window = tuple[date, date]


def is_no(text: Any) -> bool:
    """Tell whether a switch is off."""
    return str(text).lower() in ("no", "false", "off")


@dataclass
class Row:
    """A streak: the weeks that counted since the last time that it was earned."""

    terms: Tree
    weeks: set[int] = field(default_factory=set)
    earned: bool = False
    counted: set[int] = field(default_factory=set)

    def week_counts(self, week: int) -> int:
        """Let a week count, and return what that earns."""
        if week in self.counted or (self.earned and is_no(self.terms.get("repeats", "yes"))):
            return 0
        self.counted.add(week)
        self.weeks.add(week)
        asked = int(number(self.terms["weeks"]))
        if not all(week - back in self.weeks for back in range(asked)):
            return 0
        self.weeks.clear()
        self.earned = True
        return int(number(self.terms["amount"]))


@dataclass
class Challenge:
    """A challenge: every order that counted, and the windows in which it was earned."""

    terms: Tree
    minor: int
    orders: list[tuple[date, int]] = field(default_factory=list)
    earned: list[Window] = field(default_factory=list)

    def starts_of(self, year: int) -> list[date]:
        """Return the starts of windows in a year."""
        starts = str(self.terms["starts"])
        if starts in ("each_month", "each_quarter"):
            return [date(year, month, 1) for month in range(1, 13, 1 if starts == "each_month" else 3)]
        parts = [int(part) for part in starts.split("-")]
        if len(parts) == 3 and parts[0] != year:
            return []
        leap = year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
        return [] if parts[-2:] == [2, 29] and not leap else [date(year, parts[-2], parts[-1])]

    def window(self, today: date) -> Window | None:
        """Return the window that a day lies in."""
        near = [start for year in (-1, 0, 1) for start in self.starts_of(today.year + year)]
        for at, start in enumerate(near):
            if "within" in self.terms:
                span = str(self.terms["within"])
                end = start + timedelta(days=int(number(span)) * (7 if "week" in span else 1) - 1)
            else:
                following = near[at + 1] if at + 1 < len(near) else start  # the last one lies ahead
                end = following - timedelta(days=1)
            if start <= today <= end:
                return start, end
        return None

    def order(self, today: date, price: int) -> int:
        """Let an order count, and return what that earns."""
        window = self.window(today)
        if window is None:
            return 0
        self.orders.append((today, price))
        once = self.earned and str(self.terms.get("once", "no")).lower() in ("yes", "true", "on")
        if window in self.earned or once:
            return 0
        prices = [price for day, price in self.orders if window[0] <= day <= window[1]]
        by_orders = "order" in str(self.terms["goal"])
        goal = number(self.terms["goal"]) * (1 if by_orders else self.minor)
        reached: Fraction | int = len(prices) if by_orders else sum(prices)
        if reached < goal:
            return 0
        self.earned.append(window)
        return int(number(self.terms["amount"]))


class Goals:
    """The streak and the challenges of one thing that is earned."""

    def __init__(self, earn: Tree, minor: int) -> None:
        self.streak = Row(earn["streak"]) if earn.get("streak") else None
        self.challenges = [Challenge(terms, minor) for terms in (earn.get("challenges") or {}).values()]

    def week_counts(self, what: str, week: int) -> int:
        """Let `orders` or `logins` of a week count."""
        if self.streak is None or str(self.streak.terms.get("by", "orders")) != what:
            return 0
        return self.streak.week_counts(week)

    def order(self, week: int, today: date, price: int) -> int:
        """Return what an order earns by goals."""
        return self.week_counts("orders", week) + sum(one.order(today, price) for one in self.challenges)
