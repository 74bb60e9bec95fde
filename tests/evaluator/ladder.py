"""The ladder of one member: qualifying value, level, reviews, and what earns both points and value."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta

from tests.evaluator.goals import Goals
from tests.evaluator.ladders import further_ladders
from tests.evaluator.points import Points
from tests.evaluator.reading import number, terms_of


def a_year_later(day: date) -> date:
    """Return the same calendar day of the next year, 28 February for 29 February."""
    leap_day = (day.month, day.day) == (2, 29)
    return day.replace(year=day.year + 1, day=28 if leap_day else day.day)


def month_of(day: date) -> int:
    """Count calendar months, so that two of them can be subtracted."""
    return day.year * 12 + day.month - 1


@dataclass
class Ladder(Points):
    """Points and level of one member under one program."""

    level: int = 0
    balance: dict[int, int] = field(default_factory=dict)  # by month under a rolling window, else under 0
    rating: int = 0
    kept: int = 0
    earned: dict[tuple[str, str, str], int] = field(default_factory=dict)  # by day and by month, for caps
    spending: list[tuple[date, int]] = field(default_factory=list)  # orders and returns of the window
    full: frozenset[str] = frozenset()  # levels into which nobody can climb today
    clubs: set[str] = field(default_factory=set)
    year_spent: int = 0  # money paid in the calendar year
    matched_until: date | None = None
    grace_until: date | None = None
    visited: list[date] = field(default_factory=list)  # days with an order of the window
    kept_until: date | None = None  # a switch of programs promised the level until then
    kept_level: int = 0
    below: int = 0  # levels by which reviews have left the member below it

    def __post_init__(self) -> None:
        self.joined = self.today
        self.rating = self.rules.rating_start
        flats = {"points": self.rules.points_flat, "status": self.rules.status_flat}
        self.goals = {purse: Goals(earn, self.rules.minor) for purse, earn in flats.items()}
        self.ladders = further_ladders(self.rules.ladders, self.rules.minor)
        self.review_on = self.next_review(self.today)
        self.active = self.week

    @property
    def status(self) -> int:
        return sum(self.balance.values())

    @property
    def level_name(self) -> str:
        return self.rules.levels[self.level].name

    def invites(self, club: str) -> bool:
        """Tell whether the money paid this year is what a club asks for."""
        return self.year_spent >= self.rules.money(self.rules.clubs[club].get("invited_from", 0))

    def join_club(self, club: str) -> None:
        """Join a club that one may join."""
        if self.invites(club):
            self.clubs.add(club)

    def renew_clubs(self, before: date, opening: date) -> None:
        """At a new calendar year leave the clubs that the old year's money does not suffice for."""
        if opening.year != before.year:
            self.clubs = {club for club in self.clubs if self.invites(club)}
            self.year_spent = 0
            for ladder in self.ladders:
                ladder.new_year()

    def rungs(self) -> list[str]:
        """Return the levels held on further ladders."""
        return [name for ladder in self.ladders for name in ladder.names()]

    def held_for_life(self) -> int:
        """Return the level that a further ladder holds for life, 0 for none."""
        names = [level.name for level in self.rules.levels]
        held = {name for ladder in self.ladders for name in ladder.for_life()}
        return max((names.index(name) for name in held), default=0)

    def next_review(self, day: date) -> date:
        """Return when a term that begins on a day ends: in a year, or as the next membership year starts."""
        if self.rules.window != "calendar" or self.rules.year_starts == "01-01":
            return a_year_later(day)
        starts = date.fromisoformat(f"{day.year}-{self.rules.year_starts}")
        return starts if starts > day else starts.replace(year=day.year + 1)

    def live_until(self, day: date) -> None:
        """Open every week up to the day's own."""
        while self.week < (day - self.begins).days // 7:
            before = self.begins + timedelta(weeks=self.week)
            self.today = before + timedelta(weeks=1)
            self.settle()
            self.expire(self.level_name)
            self.renew_clubs(before, self.today)
            self.review(before, self.today)
            if any(level.tenure or level.capped for level in self.rules.levels):
                self.climb()
        self.today = day

    def settle(self) -> None:
        """Do at the opening of a week what a paid membership asks for; see Paying."""

    def review(self, before: date, opening: date) -> None:
        """Review the level at an opening, given the opening before."""
        if self.matched_until and self.matched_until <= opening:
            self.level, self.matched_until = self.reached(), None
        if self.kept_until and self.kept_until <= opening:
            self.end_promise()
        if self.is_due(before, opening) or self.grace_until:
            self.judge(opening)

    def end_promise(self) -> None:
        """Fall to what reviews left, or to what has been reached since."""
        left = self.level - self.below
        if self.below:
            self.level = min(self.level, max(left, self.reached(left)))
        self.kept_until, self.kept_level, self.below = None, 0, 0

    def is_due(self, before: date, opening: date) -> bool:
        """Tell whether a review falls on the opening, and set the next one."""
        window, held = self.rules.window, self.rules.levels[self.level]
        if window == "calendar" and self.rules.year_starts == "01-01":
            return opening.year != before.year
        if window == "rolling":
            oldest = month_of(opening) - self.rules.window_months + 1
            self.balance = {month: sum_ for month, sum_ in self.balance.items() if month >= oldest}
            self.spending = [one for one in self.spending if month_of(one[0]) >= oldest]
            self.visited = [day for day in self.visited if month_of(day) >= oldest]
            return month_of(opening) != month_of(before)
        lapses = held.deduct or held.needs or held.spend or held.visits
        if window == "lifetime" or (window == "tier_term" and not lapses) or self.review_on > opening:
            return False
        self.review_on = self.next_review(opening if window == "calendar" else self.review_on)
        return True

    def judge(self, opening: date) -> None:
        """Keep or lose the level; who misses it has a grace, if the program gives one, to bring the rest."""
        window, held = self.rules.window, self.rules.levels[self.level]
        left = max(0, self.status - held.deduct) if window == "tier_term" else self.status
        reached = self.reached(self.level, left)
        if self.matched_until:
            reached = max(reached, self.level)
        if reached < self.level and self.rules.grace_weeks:
            self.grace_until = self.grace_until or opening + timedelta(weeks=self.rules.grace_weeks)
            if opening < self.grace_until:
                return
        self.grace_until = None
        self.fall_to(reached)
        if window != "rolling":
            self.begin_window()
        if window == "tier_term":
            self.balance[0] = left

    def begin_window(self) -> None:
        """Start to count again at nothing."""
        self.balance.clear()
        self.spending.clear()
        self.visited.clear()

    def reached(self, holds: int = 0, status: int | None = None) -> int:
        """Return the highest level that the member has what it takes for: to keep up to the one held."""
        status = self.status if status is None else status
        return max(
            index for index in range(len(self.rules.levels)) if self.has(index, index <= holds, status)
        )

    def has(self, index: int, keeping: bool, status: int) -> bool:
        """Tell whether the member has what a level asks for, to keep it or to enter, with a balance."""
        if index <= self.held_for_life():
            return True
        one = self.rules.levels[index]
        spent = max(0, sum(amount for _, amount in self.spending))
        weeks_a_member = (self.today - self.joined).days // 7
        pairs = [
            (one.needs, status >= (one.keep if keeping else one.needs)),
            (one.orders, self.kept >= one.orders),
            (one.spend, spent >= one.spend),
            (one.visits, len(self.visited) >= one.visits),
            (one.tenure, weeks_a_member >= one.tenure),
        ]
        met = [holds for asked, holds in pairs if asked]
        return any(met) if one.any_of else all(met)

    def fall_to(self, reached: int) -> None:
        """Take the level that a review gives."""
        own = self.level - self.below
        if reached < own and self.rules.downgrade == "one_level":
            reached = max(reached, own - 1)
        elif reached < own and self.rules.downgrade == "to_base":
            reached = self.held_for_life()
        self.level = max(reached, self.kept_level)
        self.below = self.level - reached

    def match(self) -> None:
        """Hold the level of a status match for a time, where it has room."""
        if self.rules.matched not in self.full:
            self.level = [level.name for level in self.rules.levels].index(self.rules.matched)
            self.matched_until = self.today + timedelta(weeks=self.rules.match_weeks)

    def climb(self) -> None:
        """Move up at once, to the highest level that has room; never down."""
        for ladder in self.ladders:
            ladder.climb()
        if self.matched_until and self.reached() >= self.level:
            self.matched_until = None
            if self.rules.window == "tier_term":
                self.review_on = a_year_later(self.today)
        levels = range(self.level + 1, len(self.rules.levels))
        open_ = [index for index in levels if self.rules.levels[index].name not in self.full]
        higher = [index for index in open_ if self.has(index, False, self.status)]
        if higher:
            self.level = max(higher)
            self.below = 0
            if self.rules.window == "tier_term":
                self.review_on = a_year_later(self.today)
                self.grace_until = None

    def earn(self, points: int, status: int) -> None:
        """Issue points, pending if the program says so, and add to the qualifying balance."""
        self.count("issued", points)
        self.receive(points, self.week + self.rules.pending_weeks)
        month = month_of(self.today) if self.rules.window == "rolling" else 0
        self.balance[month] = self.balance.get(month, 0) + status
        for ladder in self.ladders:
            ladder.earn(status)

    def earn_flat(self, event: str) -> None:
        """Earn the flat amounts of an event."""
        rules = self.rules
        points = self.within_caps("points", event, rules.flat(rules.points_flat, event))
        self.earn(points, self.within_caps("status", event, rules.flat(rules.status_flat, event)))

    def within_caps(self, purse: str, what: str, amount: int) -> int:
        """Return what of an amount is earned today under the caps of what earns it, and note it."""
        caps = terms_of(self.rules.points_flat if purse == "points" else self.rules.status_flat, what)
        spans = {"most_per_day": str(self.today), "most_per_month": str(month_of(self.today))}
        for span, when in spans.items():
            if span in caps:
                left = int(number(caps[span])) - self.earned.get((purse, what, when), 0)
                amount = max(0, min(amount, left))
        for when in spans.values():
            self.earned[purse, what, when] = self.earned.get((purse, what, when), 0) + amount
        return amount
