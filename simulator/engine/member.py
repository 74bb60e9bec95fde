"""One imagined member's time under a program: what happens, the account by month or week, what it came to.

Order of parts: the habits, the events, living them, the periods.
Nothing is left to chance. The member joins on the first day; orders, reviews, logins and friends are spread
evenly: of n in D days the i-th falls on day (2i - 1) D / 2n, rounded down. What is spent is split evenly, to
the minor unit. Returned orders are spread evenly over all orders; each comes back a week after it was
bought, or on the last day. Orders for goods with a member price are as many as the program says that its
privilege is used on, and those with the own clerk as many as he serves. Coupons, surprises and prizes hang on
chance: none come.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from itertools import pairwise
from typing import Literal, NamedTuple

from simulator.engine.changes import (
    Reached,
    changes,
    reached_reward,
    reached_tiers,
    to_next_reward,
    to_next_tier,
)
from simulator.engine.purse import Benefits, Purse, Step, best_items
from simulator.engine.setting import LOOK_BACK_WEEKS
from simulator.program import Program, program_table
from simulator.program.table import JOIN_PAID, LINE_PRICE, REDEEM_NONE, THOUSAND, ProgramTable
from simulator.scenario.happenings import Event, Kind

Redeem = Literal["soon", "never", "end"]
REDEEM: tuple[Redeem, ...] = ("soon", "never", "end")
Every = Literal["month", "week"]
RETURNED_AFTER = 7  # days
ALL_POINTS = 1_000_000_000  # a wish for as many points as may be used
# What comes first on a day.
KINDS: tuple[Kind, ...] = (
    "join", "referred", "pay", "login", "buy", "review", "return", "referral", "look",
)  # fmt: skip


class Habits(NamedTuple):
    """What the member does in the whole time; money in minor units."""

    spend: int
    orders: int
    reviews: int = 0
    logins: int = 0
    returns: int = 0
    redeem: Redeem = "soon"
    weeks: int = 52
    begins: datetime.date = datetime.date(2026, 1, 5)
    pays: bool = False  # takes the paid membership when joining; all members do where there is no other
    friends: int = 0  # whom the member referred and who met the condition
    referred: bool = False  # joins as the friend of a member

    @property
    def days(self) -> int:
        """Length in days."""
        return 7 * self.weeks


class Period(NamedTuple):
    """A month or a week: what happened in it, and the account at its end."""

    begins: datetime.date
    orders: int
    returned: int
    spent: int  # list price of orders less that of returned ones, minor units
    earned: int  # points issued
    reversed: int
    expired: int
    redeemed: int
    pending: int
    usable: int
    status: int
    tier: str
    changes: tuple[str, ...]


class Year(NamedTuple):
    """One member under one program."""

    program: Program
    name: str
    habits: Habits
    periods: tuple[Period, ...]
    steps: tuple[Step, ...]
    benefits: Benefits
    bought: int  # list price of what was kept, minor units
    paid: int
    tiers: tuple[Reached, ...]  # every change of the level but the first
    reward: Reached | None  # when points first sufficed for a reward
    next_tier: str  # what the next level still asks for, empty at the top
    next_reward: str  # what the next reward still asks for, empty where one is at hand

    @property
    def reward_rate(self) -> float:
        """Worth of what the program brought as a share of the list price of what was kept, 0 or more."""
        return self.benefits.worth / self.bought if self.bought else 0.0


# ---- what happens ---------------------------------------------------------------------------------------


def spread(count: int, days: int) -> list[int]:
    """Return the days, from 0, on which so many things happen that are spread evenly."""
    return [(2 * place + 1) * days // (2 * count) for place in range(count)]


def parts(total: int, count: int) -> list[int]:
    """Return an amount in so many even parts, to the minor unit."""
    return [total * (place + 1) // count - total * place // count for place in range(count)]


def member_price_share(table: ProgramTable) -> int:
    """Return the share of orders that are for goods with a member price, thousandths."""
    shares = [
        round(THOUSAND * float(share))
        for share, line in zip(table.privilege_share, table.privilege_line, strict=True)
        if line == LINE_PRICE
    ]
    return max(shares, default=0)


def happenings(habits: Habits, price_share: int, clerk_share: int = 0) -> list[Event]:
    """Return what happens apart from rewards that are taken, in order of time.

    Parameters
    ----------
    habits
        What the member does.
    price_share
        Share of orders that are for goods with a member price, thousandths.
    clerk_share
        Share of orders that the own clerk serves, thousandths.
    """
    bought = spread(habits.orders, habits.days)
    joins = Event(0, "referred" if habits.referred else "join")
    events = [joins, *([Event(0, "pay")] if habits.pays else [])]
    for order, (day, amount) in enumerate(zip(bought, parts(habits.spend, habits.orders), strict=True)):
        dear, served = (
            (order + 1) * share // THOUSAND > order * share // THOUSAND
            for share in (price_share, clerk_share)
        )
        last = habits.redeem == "end" and order == habits.orders - 1
        wish = ALL_POINTS if habits.redeem == "soon" or last else 0
        events.append(Event(day, "buy", amount, order, wish, member_price=dear, clerk=served))
    for order in spread(habits.returns, habits.orders) if habits.returns else ():
        events.append(Event(min(bought[order] + RETURNED_AFTER, habits.days - 1), "return", order=order))
    events += [Event(day, "login") for day in spread(habits.logins, habits.days)]
    events += [Event(day, "review") for day in spread(habits.reviews, habits.days)]
    events += [Event(day, "referral") for day in spread(habits.friends, habits.days)]
    events.append(Event(habits.days - 1, "look"))
    return sorted(events, key=lambda event: (event.day, KINDS.index(event.kind), event.order))


# ---- living it ------------------------------------------------------------------------------------------


def live_year(program: Program, name: str, habits: Habits, every: Every = "month") -> Year:
    """Return one member's time under a program.

    Parameters
    ----------
    program
        A program without faults, or none.
    name
        What it is called.
    habits
        What the member does.
    every
        Length of a period.
    """
    table = program_table(program, habits.weeks, -LOOK_BACK_WEEKS, habits.begins, 1_000)
    purse = Purse(table, program.named_levels, habits.begins)
    habits = habits._replace(pays=table.fee_weeks > 0 and (habits.pays or table.join_kind == JOIN_PAID))
    served = round(THOUSAND * float(table.clerk_served)) if table.clerk_levels.any() else 0
    for event in happenings(habits, member_price_share(table), served):
        purse.live(event)
        if habits.redeem == "soon" and table.redeem_kind == REDEEM_NONE:
            take_rewards(purse, event.day)
    if habits.redeem == "end":
        take_rewards(purse, habits.days - 1)
    steps = tuple(purse.steps)
    return Year(
        program,
        name,
        habits,
        tuple(periods(program, table, habits, steps, every)),
        steps,
        purse.benefits(),
        purse.bought,
        purse.paid,
        reached_tiers(steps, habits.begins),
        reached_reward(table, steps, habits.begins),
        to_next_tier(program, table, steps[-1]),
        to_next_reward(table, steps[-1]),
    )


def take_rewards(purse: Purse, day: int) -> None:
    """Take rewards from the catalogue, those of most worth a point first, as long as the points suffice."""
    for item in best_items(purse.table):
        price = int(purse.table.catalogue_points[item])
        held = -1  # what is not handed out, by a limit or for lack of room, leaves the points as they were
        while price <= (points := purse.steps[-1].figure("points")) != held:
            held = points
            purse.live(Event(day, "redeem", item=item))


# ---- the periods ----------------------------------------------------------------------------------------


def date_of(habits: Habits, day: int) -> datetime.date:
    """Return the date of a day."""
    return habits.begins + datetime.timedelta(days=day)


def period_starts(habits: Habits, every: Every) -> list[int]:
    """Return the first day of each period."""
    if every == "week":
        return list(range(0, habits.days, 7))
    return [day for day in range(habits.days) if not day or date_of(habits, day).day == 1]


def _flows(before: Step | None, last: Step) -> tuple[int, int, int, int]:
    """Return points issued, taken back, expired and redeemed between two steps."""
    issued, back, expired, redeemed = (
        last.figure(name) - (before.figure(name) if before else 0)
        for name in ("issued", "reversed", "expired", "redeemed")
    )
    return issued, back, expired, redeemed


def periods(
    program: Program, table: ProgramTable, habits: Habits, steps: tuple[Step, ...], every: Every
) -> Iterator[Period]:
    """Yield the periods: flows as differences of the statements at their ends."""
    starts = [*period_starts(habits, every), habits.days]
    before: Step | None = None
    for start, end in pairwise(starts):
        inside = [step for step in steps if start <= step.day < end]
        last = inside[-1] if inside else before
        if last is None:
            continue
        bought = [step.event for step in inside if step.event and step.event.kind == "buy"]
        yield Period(
            date_of(habits, start),
            len(bought),
            sum(1 for step in inside if step.event and step.event.kind == "return"),
            last.bought - (before.bought if before else 0),
            *_flows(before, last),
            last.figure("pending"),
            last.figure("points"),
            last.figure("status"),
            str(last.told["tier"]),
            tuple(changes(program, table, habits.begins, before, inside)),
        )
        before = last
