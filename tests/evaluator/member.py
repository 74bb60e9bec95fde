"""One member: orders, rewards, returns and refusals on the account, and the statement of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from math import floor

from tests.evaluator.catalogue import Shelf, read_reward
from tests.evaluator.clerk import clerk_cut
from tests.evaluator.coupons import Wallet
from tests.evaluator.gifts import Gifts
from tests.evaluator.ladder import month_of
from tests.evaluator.paying import Paying
from tests.evaluator.points import Order
from tests.evaluator.reading import Level, number
from tests.evaluator.referral import Friends
from tests.evaluator.stamps import Cards

Summary = dict[str, int | str]


@dataclass
class Member(Paying):
    """The account of one member under one program."""

    in_a_row: int = 0
    birthday: str = ""
    orders: dict[str, Order] = field(default_factory=dict)
    shopped: set[date] = field(default_factory=set)
    logged_in: set[date] = field(default_factory=set)
    shelf: Shelf = field(default_factory=Shelf)

    def __post_init__(self) -> None:
        super().__post_init__()
        self.cards = Cards(self.rules.stamps, self.rules.minor)
        self.wallet = Wallet(self.rules.coupons, self.rules.minor)
        self.gifts = Gifts(self.rules.gifts, self.rules.minor)
        self.friends = Friends(self.rules.referral, self.rules.minor)

    def expire(self, level: str) -> None:
        """Let points and stamp cards lapse at the opening of a week."""
        super().expire(level)
        self.cards.open_week(self.week)

    def log_in(self, won: str) -> None:
        """Only the first login of a day earns, and may win."""
        if self.today not in self.logged_in:
            self.logged_in.add(self.today)
            self.earn_flat("first_login_of_day")
            gains = [self.goals[purse].week_counts("logins", self.week) for purse in ("points", "status")]
            self.earn(gains[0], gains[1])
            self.win(won)

    def win(self, name: str) -> None:
        """Receive a surprise or a prize, where the level, the year and the points of an entry allow it."""
        if name and self.gifts.is_open(name, self.level_name, self.today.year, self.kept + 1):
            price = self.gifts.price(name)
            if price <= self.usable:
                self.take_oldest(price)
                self.count("redeemed", price)
                self.gifts.hand_out(name, self.today.year)

    def buy(
        self,
        key: str,
        price: int,
        wish: int,
        at_member_price: bool,
        by_clerk: bool,
        kinds: dict[str, str],
        won: str,
        own: bool = True,
    ) -> None:
        """Buy at a list price in minor units, wishing to use so many points.

        kinds: category and channel; won: what comes with the order; own: nobody else's of the household.
        """
        rules, level = self.rules, self.rules.levels[self.level]
        cut = self.price_cut(price, at_member_price, by_clerk)
        cut += self.wallet.spend(price, price - cut, self.week) if own else 0
        brought = own and self.friends.counts(self.today, price - cut)
        cut += self.friends.cut(price, price - cut) if brought else 0
        due = price - cut
        off = self.shelf.use(due, self.week) if own else 0
        self.count("voucher_cuts", off)
        due -= off
        used = self.points_to_use(due, wish) if own else 0
        face = floor(used * rules.point_value)
        self.count("redeemed", used)
        self.take_oldest(used)
        self.count("discount", cut)
        self.count("paid", due - face if own else 0)
        self.win(won)
        base = due if rules.on_redeemed else due - face
        if level.name in rules.excluded_levels:
            base -= floor(base * rules.excluded_share)
        points = status = 0
        if due >= rules.minimum_order:
            points, status = self.worth(base, due, level, kinds)
            extra_points, extra_status = self.shop_today()
            points, status = points + extra_points, status + extra_status
            self.behave()
        points += self.friends.meet(key) if brought else 0
        self.kept += 1
        self.active = self.week
        self.orders[key] = Order(
            self.today, self.week + rules.pending_weeks, used, due - face, points, status
        )
        self.spending.append((self.today, due - face))
        self.year_spent += due - face
        for ladder in self.ladders:
            ladder.order(due - face)
        self.earn(points, status)
        if own:
            self.cards.order(key, due, self.week, self.today.year)

    def rewarded_for_friend(self) -> None:
        """Be rewarded for a friend who met the condition of a referral."""
        self.earn(self.friends.reward(self.today.year), 0)

    def buy_for_household(self, key: str, price: int, at_member_price: bool) -> None:
        """Let somebody else of the household order on the account, if the program lets them now."""
        if self.rules.shared and (self.pays or not self.rules.shared_by_payers):
            self.buy(key, price, 0, at_member_price, False, {}, "", own=False)

    def behave(self) -> None:
        """Count an order towards the rating, which rises with the order that completes a row."""
        self.in_a_row += 1
        rises = self.rules.rating_up and self.in_a_row >= self.rules.rating_up
        if rises and self.rating < len(self.rules.ratings) - 1:
            self.rating += 1
            self.in_a_row = 0

    def price_cut(self, price: int, at_member_price: bool, by_clerk: bool) -> int:
        """Return the cuts of day, member prices and clerk, each of the list price and rounded half up."""
        cuts = [
            price * self.rules.strongest(self.today, self.level_name, self.birthday, self.pays, "percent", 0)
        ]
        for one in self.rules.member_prices if at_member_price else ():
            mine = any(one.is_for(level, self.pays) for level in (self.level_name, *self.rungs()))
            mine = mine and ("clubs" not in one.tree or bool(self.clubs & set(one.tree["clubs"])))
            if mine and price >= self.rules.money(one.tree.get("over", 0)):
                cuts.append(price * number(one.tree["percent"]))
        if by_clerk:
            cuts.append(clerk_cut(self.rules.clerk, self.level_name, price))
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

    def worth(self, base: int, due: int, level: Level, kinds: dict[str, str]) -> tuple[int, int]:
        """Return points and qualifying value of an order; multipliers count in whole thousandths."""
        rules = self.rules
        on_points = self.times(level.points, rules.offer.points)
        on_points *= rules.strongest(self.today, level.name, self.birthday, self.pays, "points", 1)
        on_points = Fraction(floor(on_points * 1000), 1000) * self.times_of_clubs()
        on_status = self.times(level.status, rules.offer.status)
        on_status *= rules.strongest(self.today, level.name, self.birthday, self.pays, "status", 1)
        on_points = rules.points_purchase.times(on_points, kinds)
        on_status = rules.status_purchase.times(on_status, kinds)
        if rules.rated:
            on_status = Fraction(floor(on_status * rules.ratings[self.rating] * 1000), 1000)
        points, status = rules.points_purchase, rules.status_purchase
        gains = []
        for purse, orders, times in (("points", points, on_points), ("status", status, on_status)):
            gain = self.within_caps(purse, "purchase", orders.worth(base, due, times))
            gain += self.goals[purse].order(self.week, self.today, due) if due >= rules.minimum_order else 0
            gains.append(gain + self.within_caps(purse, "order", orders.flat(due)))
        return gains[0], gains[1]

    def times_of_clubs(self) -> Fraction:
        """Return the largest multiplier of the clubs and further ladders on points."""
        of_clubs = [number(self.rules.clubs[club].get("points", 1)) for club in self.clubs]
        return max([Fraction(1), *of_clubs, *(ladder.multiplier() for ladder in self.ladders)])

    def shop_today(self) -> tuple[int, int]:
        """Note the shopping day; return the flat amounts when the order makes the last day asked for."""
        rules, month = self.rules, month_of(self.today)
        if self.today in self.shopped:
            return 0, 0
        self.shopped.add(self.today)
        self.visited.append(self.today)
        days = sum(month_of(day) == month for day in self.shopped)
        gains = [
            rules.flat(earn, "shopping_days_of_month") if days == rules.shopping_days(earn) else 0
            for earn in (rules.points_flat, rules.status_flat)
        ]
        return gains[0], gains[1]

    def redeem(self, item: str, sold_out: bool, demand: Fraction) -> None:
        """Take a reward; nothing happens when it is sold out, or points or its limit do not suffice."""
        reward = read_reward(self.rules.catalogue[item], self.rules.minor, self.rules.point_value)
        price = reward.price(demand)
        if not sold_out and self.usable >= price and self.shelf.is_open(item, reward, self.today, self.week):
            self.take_oldest(price)
            self.count("redeemed", price)
            self.shelf.take(item, reward, self.today, self.week)

    def fault(self, kind: str) -> None:
        """Lower the rating where the program does, and start the row of kept orders again."""
        self.in_a_row = 0
        if kind in self.rules.rating_down:
            self.rating = max(0, self.rating - 1)

    def give_back(self, key: str) -> None:
        """Return an order in full: take back what it earned, then give back the points used on it."""
        order = self.orders.pop(key, None)
        if order is None:
            return
        if self.rules.points_come_back:
            self.take_back(order)
        if self.rules.status_comes_back:
            month = month_of(order.day) if self.rules.window == "rolling" else 0
            if month in self.balance:
                self.balance[month] = max(0, self.balance[month] - order.status)
        self.spend_less(order)
        self.count("redeemed", -order.used)
        self.receive(order.used, self.week)
        self.kept -= 1
        self.fault("return")
        self.cards.give_back(key, self.week)
        self.friends.give_back(key)

    def spend_less(self, order: Order) -> None:
        """Take the money of an order that came back from the spend of its window, down to nothing."""
        this_year = order.day.year == self.today.year
        for ladder in self.ladders:
            ladder.give_back(order.paid, order.status if self.rules.status_comes_back else 0, this_year)
        if this_year:
            self.year_spent = max(0, self.year_spent - order.paid)
        if self.rules.window == "rolling":
            if (order.day, order.paid) in self.spending:
                self.spending.remove((order.day, order.paid))
            return
        spent = sum(amount for _, amount in self.spending)
        self.spending.append((self.today, -min(spent, order.paid)))

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
            "stamps": self.cards.card.stamps,
            "rewards": self.cards.worth + self.gifts.worth + self.friends.worth,
            "vouchers": len(self.shelf.live(self.week)),
            "voucher_cuts": self.sums.get("voucher_cuts", 0),
            "clubs": len(self.clubs),
            "ladders": ", ".join(sorted(self.rungs())),
            "at_partners": self.sums.get("at_partners", 0),
            "fees": self.sums.get("fees", 0),
            "unearned": self.unearned(),
            "membership": self.membership,
        }
