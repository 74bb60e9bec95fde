"""What a program means, worked out a second time: plain Python, dates and exact fractions, no numpy.

It imports nothing of the workbench, so that an error in the engine and an error here are two different
errors. Order of parts: one member's account, then a whole history. The program is read next door.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from fractions import Fraction
from math import floor

from tests.evaluator_program import Level, Rules, Tree, is_yes, number

Summary = dict[str, int | str]


# ---- one member -----------------------------------------------------------------------------------------


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


def a_year_later(day: date) -> date:
    """Return the same calendar day of the next year, 28 February for 29 February."""
    leap_day = (day.month, day.day) == (2, 29)
    return day.replace(year=day.year + 1, day=28 if leap_day else day.day)


def month_of(day: date) -> int:
    """Count calendar months, so that two of them can be subtracted."""
    return day.year * 12 + day.month - 1


@dataclass
class Member:
    """The account of one member under one program."""

    rules: Rules
    begins: date
    today: date
    level: int = 0
    balance: dict[int, int] = field(default_factory=dict)  # by month under a rolling window, else under 0
    rating: int = 0
    in_a_row: int = 0
    kept: int = 0
    lots: list[Lot] = field(default_factory=list)
    debt: int = 0
    orders: dict[str, Order] = field(default_factory=dict)
    shopped: set[date] = field(default_factory=set)
    logged_in: set[date] = field(default_factory=set)
    sums: dict[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.rating = self.rules.rating_start
        self.review_on = a_year_later(self.today)

    @property
    def week(self) -> int:
        return (self.today - self.begins).days // 7

    @property
    def status(self) -> int:
        return sum(self.balance.values())

    @property
    def usable(self) -> int:
        return sum(lot.points for lot in self.lots if lot.week <= self.week)

    @property
    def level_name(self) -> str:
        return self.rules.levels[self.level].name

    def count(self, what: str, amount: int) -> None:
        self.sums[what] = self.sums.get(what, 0) + amount

    # -- the opening of a week

    def live_until(self, day: date) -> None:
        """Open every week up to the day's own."""
        while self.week < (day - self.begins).days // 7:
            before = self.begins + timedelta(weeks=self.week)
            self.today = before + timedelta(weeks=1)
            self.expire()
            self.review(before, self.today)
        self.today = day

    def expire(self) -> None:
        """Drop the lots whose last usable week is over; what was pending becomes usable by the date alone."""
        for lot in list(self.lots):
            if lot.last is not None and lot.last < self.week:
                self.count("expired", lot.points)
                self.lots.remove(lot)

    def review(self, before: date, opening: date) -> None:
        """Review the level at an opening, given the opening before."""
        window = self.rules.window
        if window == "calendar" and opening.year != before.year:
            self.fall_to(self.reached())
            self.balance.clear()
        elif window == "rolling" and month_of(opening) != month_of(before):
            oldest = month_of(opening) - self.rules.window_months + 1
            self.balance = {month: sum_ for month, sum_ in self.balance.items() if month >= oldest}
            self.fall_to(self.reached())
        elif window == "anniversary" and self.review_on <= opening:
            self.review_on = a_year_later(self.review_on)
            self.fall_to(self.reached())
            self.balance.clear()
        elif window == "tier_term" and self.review_on <= opening:
            held = self.rules.levels[self.level]
            if held.deduct or held.needs:
                self.review_on = a_year_later(self.review_on)
                self.balance[0] = max(0, self.status - held.deduct)
                self.fall_to(self.reached())

    def reached(self) -> int:
        """Return the highest level whose balance and kept orders the member has."""
        ladder = enumerate(self.rules.levels)
        return max(
            (index for index, one in ladder if one.needs <= self.status and one.orders <= self.kept),
            default=0,
        )

    def fall_to(self, reached: int) -> None:
        """Take the level that a review gives."""
        if reached < self.level and self.rules.downgrade == "one_level":
            reached = max(reached, self.level - 1)
        elif reached < self.level and self.rules.downgrade == "to_base":
            reached = 0
        self.level = reached

    def climb(self) -> None:
        """Move up at once; never down."""
        if self.reached() > self.level:
            self.level = self.reached()
            if self.rules.window == "tier_term":
                self.review_on = a_year_later(self.today)

    # -- earning

    def receive(self, points: int, week: int) -> None:
        """Put points into the account: debts first, the rest into the lot of a week."""
        paid = min(points, self.debt)
        self.debt -= paid
        if points > paid:
            self.lots.append(Lot(week, points - paid, self.rules.last_week(week, self.begins)))

    def earn(self, points: int, status: int) -> None:
        """Issue points, pending if the program says so, and add to the qualifying balance."""
        self.count("issued", points)
        self.receive(points, self.week + self.rules.pending_weeks)
        month = month_of(self.today) if self.rules.window == "rolling" else 0
        self.balance[month] = self.balance.get(month, 0) + status

    def earn_flat(self, event: str) -> None:
        """Earn the flat amounts of an event."""
        rules = self.rules
        self.earn(rules.flat(rules.points_flat, event), rules.flat(rules.status_flat, event))

    def log_in(self) -> None:
        """Only the first login of a day earns."""
        if self.today not in self.logged_in:
            self.logged_in.add(self.today)
            self.earn_flat("first_login_of_day")

    # -- orders

    def buy(self, key: str, price: int, wish: int, at_member_price: bool) -> None:
        """Buy at a list price in minor units, wishing to use so many points."""
        rules, level = self.rules, self.rules.levels[self.level]
        cut = self.price_cut(price, at_member_price)
        due = price - cut
        used = self.points_to_use(due, wish)
        face = floor(used * rules.point_value)
        self.count("redeemed", used)
        self.take_oldest(used)
        self.count("discount", cut)
        self.count("paid", due - face)
        base = due if rules.on_redeemed else due - face
        if level.name in rules.excluded_levels:
            base -= floor(base * rules.excluded_share)
        points = status = 0
        if due >= rules.minimum_order:
            points, status = self.worth(base, level)
            extra_points, extra_status = self.shop_today()
            points, status = points + extra_points, status + extra_status
            self.behave()
        self.kept += 1
        self.orders[key] = Order(self.today, self.week + rules.pending_weeks, used, points, status)
        self.earn(points, status)

    def behave(self) -> None:
        """Count an order towards the rating, which rises with the order that completes a row."""
        self.in_a_row += 1
        rises = self.rules.rating_up and self.in_a_row >= self.rules.rating_up
        if rises and self.rating < len(self.rules.ratings) - 1:
            self.rating += 1
            self.in_a_row = 0

    def price_cut(self, price: int, at_member_price: bool) -> int:
        """Return the cut of the day and each member price, each of the list price and rounded half up."""
        cuts = [price * self.rules.strongest(self.today, self.level_name, "percent", 0)]
        for one in self.rules.member_prices if at_member_price else ():
            mine = one.levels is None or self.level_name in one.levels
            if mine and price >= self.rules.money(one.tree.get("over", 0)):
                cuts.append(price * number(one.tree["percent"]))
        return min(price, sum(floor(cut + Fraction(1, 2)) for cut in cuts))

    def points_to_use(self, due: int, wish: int) -> int:
        """Return the points used on an order, given what is due and how many the member wishes to use."""
        rules = self.rules
        if not rules.checkout or rules.point_value == 0 or self.usable < rules.minimum:
            return 0
        most = min(self.usable, floor(rules.cap * due / rules.point_value))
        if not rules.use_all:
            most = min(most, wish)
        return most - most % rules.step

    def worth(self, base: int, level: Level) -> tuple[int, int]:
        """Return points and qualifying value of an earning base; multipliers count in whole thousandths."""
        rules = self.rules
        on_points = level.points * rules.strongest(self.today, level.name, "points", 1)
        on_status = level.status * rules.strongest(self.today, level.name, "status", 1)
        on_points = Fraction(floor(on_points * 1000), 1000)
        on_status = Fraction(floor(on_status * 1000), 1000)
        if rules.rated:
            on_status = Fraction(floor(on_status * rules.ratings[self.rating] * 1000), 1000)
        return floor(base * rules.points_rate * on_points), floor(base * rules.status_rate * on_status)

    def shop_today(self) -> tuple[int, int]:
        """Note the shopping day; return the flat amounts when the order makes the last day asked for."""
        rules, month = self.rules, month_of(self.today)
        if self.today in self.shopped:
            return 0, 0
        self.shopped.add(self.today)
        days = sum(month_of(day) == month for day in self.shopped)
        gains = [
            rules.flat(earn, "shopping_days_of_month") if days == rules.shopping_days(earn) else 0
            for earn in (rules.points_flat, rules.status_flat)
        ]
        return gains[0], gains[1]

    def take_oldest(self, points: int) -> None:
        """Use points, oldest first."""
        for lot in sorted(self.lots, key=lambda one: one.week):
            taken = min(points, lot.points)
            lot.points -= taken
            points -= taken
        self.lots = [lot for lot in self.lots if lot.points]

    def redeem(self, item: str) -> None:
        """Take a reward from the catalogue; nothing happens when the points do not suffice."""
        price = self.rules.catalogue[item]
        if self.usable >= price:
            self.take_oldest(price)
            self.count("redeemed", price)

    # -- returns and refusals

    def fault(self, kind: str) -> None:
        """Lower the rating where the program does, and start the row of kept orders again."""
        self.in_a_row = 0
        if kind in self.rules.rating_down:
            self.rating = max(0, self.rating - 1)

    def give_back(self, key: str) -> None:
        """Return an order in full: take back what it earned, then give back the points used on it."""
        order = self.orders.pop(key)
        if self.rules.points_come_back:
            self.take_back(order)
        if self.rules.status_comes_back:
            month = month_of(order.day) if self.rules.window == "rolling" else 0
            if month in self.balance:
                self.balance[month] = max(0, self.balance[month] - order.status)
        self.count("redeemed", -order.used)
        self.receive(order.used, self.week)
        self.kept -= 1
        self.fault("return")

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

    def summary(self) -> Summary:
        """Return what a statement of account would show, money in minor units, the rating in thousandths."""
        usable = self.usable
        pending = sum(lot.points for lot in self.lots) - usable
        sums = {name: self.sums.get(name, 0) for name in ("issued", "redeemed", "expired", "reversed")}
        return {
            "status": self.status,
            "tier": self.level_name,
            "points": usable,
            "pending": pending,
            "debt": self.debt,
            **sums,
            "liability": floor((usable + pending - self.debt) * self.rules.point_value),
            "rating": int(self.rules.ratings[self.rating] * 1000),
            "orders": self.kept,
            "discount": self.sums.get("discount", 0),
            "paid": self.sums.get("paid", 0),
        }


# ---- a whole history ------------------------------------------------------------------------------------


def statements(program: Tree, begins: str, events: Iterable[Tree]) -> Iterator[Summary]:
    """Yield the statement of account after each event of one member, in the words of a case file."""
    rules, opening = Rules(program), date.fromisoformat(str(begins))
    member: Member | None = None
    for place, event in enumerate(events):
        day = date.fromisoformat(str(event["on"]))
        member = member or Member(rules, opening, day)
        assert day >= member.today, f"{day} comes before {member.today}"
        member.live_until(day)
        if rules.exists:
            happen(member, event, str(event.get("id", f"#{place}")))
        elif "buy" in event and not is_yes(event.get("refused")):
            member.count("paid", rules.money(event["buy"]))
        yield member.summary() if rules.exists else {**member.summary(), "tier": "none"}


def happen(member: Member, event: Tree, key: str) -> None:
    """Let one event happen to a member on a day whose week is open."""
    if "look" in event:
        return
    if "login" in event:
        member.log_in()
    elif "review" in event:
        member.earn_flat("approved_review")
    elif "redeem" in event:
        member.redeem(str(event["redeem"]))
    elif "return" in event:
        member.give_back(str(event["return"]))
    elif "buy" in event and is_yes(event.get("refused")):
        member.fault("refusal")
    elif "buy" in event:
        wish, at_member_price = int(number(event.get("use_points", 0))), is_yes(event.get("member_price"))
        member.buy(key, member.rules.money(event["buy"]), wish, at_member_price)
    member.climb()


def evaluate(program: Tree, begins: str, events: Iterable[Tree]) -> Summary:
    """Return the statement of account after the last event."""
    return list(statements(program, begins, events))[-1]
