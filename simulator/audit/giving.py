"""What a member gets in a year, read from the clauses in closed form. Money is in whole units.

A new clause is made known to every check by adding what it gives to `benefits`. What everybody gets, member
or not, is in `public_offers`.

Order of parts: a benefit, dated events, privileges, points, rewards without points, ties, the sums.
"""

from __future__ import annotations

import datetime
import math
from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from simulator.audit.buyers import DAYS_A_YEAR, MONTHS_A_YEAR, WEEKS_A_YEAR, Buyer, Buyers
from simulator.audit.earning import (
    account_of,
    at_least,
    bought_a_year,
    kept_share,
    logins_a_day,
    points_a_year,
)
from simulator.audit.friends import rewards_of_friends
from simulator.audit.spending import usual_way
from simulator.fields import Path
from simulator.program import Program
from simulator.program.calendar import Event
from simulator.program.catalogue import PER_CUSTOMERS
from simulator.program.clause import Funding
from simulator.program.coupons import Coupon
from simulator.program.data import sharing_chance
from simulator.program.gifts import Gift, Lottery, Milestone, Surprise
from simulator.program.platform import bundle_share
from simulator.program.privileges import Privilege
from simulator.program.rewards import Rewards
from simulator.program.tiers import Level, Tiers

NO_LIMIT: Mapping[str, float] = {}
MIDDLING_TRUST = 0.5


class Benefit(NamedTuple):
    """One thing that a member of a level gets in a year."""

    name: str
    path: Path  # its key in the file
    worth: float  # to the member
    cost: float  # to the firm
    others: float  # to sellers and partners
    privilege: bool = False  # no money, and not open to those who are no members
    price: bool = False  # a price cut or money back with the order
    passing: bool = False  # dated, or by chance
    told: bool = True  # whether somebody has to tell of it: not of a surprise, nor of whom one meets


def _paid(funded: Funding, cost: float) -> tuple[float, float]:
    """Return what the firm and what others pay of a cost."""
    return cost * funded.firm.ratio, cost * (1.0 - funded.firm.ratio)


# ---- dated events -----------------------------------------------------------------------------------------


def days_of(event: Event) -> float:
    """Return on how many days of a year an event is."""
    if event.weekday:
        return WEEKS_A_YEAR
    if event.day_of_month:
        return MONTHS_A_YEAR
    if event.birthday:
        return float(event.birthday.days)
    if event.starts and event.ends:
        first, last = (
            datetime.date(one.year or 2001, one.month, min(one.day, 28) if one.month == 2 else one.day)
            for one in (event.starts, event.ends)
        )
        return float((last - first).days % 365 + 1)
    return float(len(event.dates or ()))


def event_share(event: Event) -> float:
    """Return the share of a year's orders that fall on an event's days."""
    days = days_of(event)
    return min(1.0, days / DAYS_A_YEAR + event.pull.ratio * days / WEEKS_A_YEAR)


def is_for(event: Event, step: str, paying: bool) -> bool:
    """Tell whether members of a level have an event."""
    return (event.tiers is None or step in event.tiers) and (paying or not event.paid)


def held_share(event: Event, buyers: Buyers) -> float:
    """Return the part of its days for which an event's budget lasts, if every customer has its price cut."""
    if event.budget is None:
        return 1.0
    whole = event.percent.ratio * event_share(event) * buyers.usual.spend
    return min(1.0, float(event.budget.size) / PER_CUSTOMERS / whole) if whole > 0 else 1.0


def stimulated_lift(event: Event, buyers: Buyers) -> float:
    """Return the share of sales that an event's stimulus adds and that later weeks do not lack."""
    added = event.pull.ratio * days_of(event) / WEEKS_A_YEAR * held_share(event, buyers)
    return added * (1.0 - buyers.numbers["stimulus_debt"])


# ---- privileges -------------------------------------------------------------------------------------------


def uses_a_year(privilege: Privilege, program: Program, buyers: Buyers, buyer: Buyer, step: str) -> float:
    """Return how often a member of a level asks for a privilege in a year."""
    over = buyers.orders_over(float(privilege.over.size)) if privilege.over else 1.0
    if privilege.use.of == "event orders":
        dated = sum(
            event_share(event) * held_share(event, buyers)
            for event in (program.calendar or {}).values()
            if is_for(event, step, True)
        )
        return privilege.use.amount * buyer.orders * min(1.0, dated)
    a_year = {
        "orders": buyer.orders * over,
        "returns": buyer.orders * buyers.numbers["return_rate"],
        "cases": buyer.orders * buyers.complaints,
        "failures": buyer.orders * max(0.0, buyers.numbers["failure_rate"] - buyers.complaints),
        "year": 1.0,
    }
    return privilege.use.amount * a_year[privilege.use.of]


def _privilege(name: str, privilege: Privilege, uses: float, buyers: Buyers) -> Benefit:
    path: Path = ("privileges", name)
    if privilege.percent:
        worth = cost = uses * buyers.basket * privilege.percent.ratio
    else:
        worth, cost = (
            uses * float(money.size) if money else 0.0 for money in (privilege.worth, privilege.cost)
        )
    price = privilege.percent is not None
    return Benefit(name, path, worth, *_paid(privilege.funded, cost), not price, price)


def has_privilege(privilege: Privilege, step: str, paying: bool) -> bool:
    """Tell whether members of a level have a privilege."""
    return (privilege.tiers is None or step in privilege.tiers) and (paying or not privilege.paid)


# ---- points -----------------------------------------------------------------------------------------------


def _points(program: Program, buyers: Buyers, step: str, spend: float, paying: bool) -> Iterator[Benefit]:
    """Give points at the first level's rate, then what the level, paying and dated days add to them."""
    points, level = program.points, (program.tiers or Tiers()).levels.get(step, Level())
    if points is None:
        return
    earned = points_a_year(program, buyers, step, spend, paying)
    account = account_of(program, buyers, spend, paying)
    bought, factor = (
        bought_a_year(program, buyers, points.earn, step, account.spend),
        float(level.points.size),
    )
    times = float(program.paid.points.size) if program.paid and paying else 1.0
    dated = sum(
        event_share(event) * held_share(event, buyers) * (float(event.points.size) - 1.0)
        for event in (program.calendar or {}).values()
        if event.everyone or is_for(event, step, paying)
    )
    # A multiplier below one takes from the first part, which everybody has.
    less = bought * (factor * times - min(1.0, factor * times))
    own = min(less, bought * max(0.0, factor - 1.0))
    parts: tuple[tuple[str, Path, float, bool], ...] = (
        (points.name, ("points",), earned - bought * (1.0 - min(1.0, factor * times)), False),
        (f"{points.name} {level.points}", ("tiers", "levels", step, "points"), own, False),
        (f"{points.name} for who pays", ("paid", "points"), less - own, False),
        (f"{points.name} on dated days", ("calendar",), bought * factor * times * dated, True),
    )
    way = usual_way(program, buyers, step, spend, sum(amount for _, _, amount, _ in parts))
    if way is None:
        return
    used = buyers.numbers["redemption_belief"] * sum(amount for _, _, amount, _ in parts)
    part = buyers.numbers["redemption_belief"] * (min(1.0, way.most / used) if used > 0 else 1.0)
    for name, path, amount, passing in parts:
        if amount > 0:
            costs = _paid(way.funded, amount * part * way.cost)
            yield Benefit(name, path, amount * part * way.worth, *costs, passing=passing)


# ---- rewards without points -------------------------------------------------------------------------------


def stamps_a_year(program: Program, buyers: Buyers, orders: float) -> float:
    """Return the stamps that a member with so many orders gets in a year."""
    card = program.rewards.stamps if program.rewards else None
    if card is None:
        return 0.0
    least = float(card.minimum_order.size) if card.minimum_order else 0.0
    return orders * kept_share(buyers) * buyers.orders_over(least)


def _stamps(program: Program, buyers: Buyers, account: Buyer) -> Iterator[Benefit]:
    """Give the rewards of full cards; a card fills in time if so many more stamps come while it is valid."""
    card = program.rewards.stamps if program.rewards else None
    if card is None:
        return
    stamps = stamps_a_year(program, buyers, account.orders)
    in_time = at_least(card.buy - 1, stamps / WEEKS_A_YEAR * card.valid.weeks) if card.valid else 1.0
    cards = stamps / card.buy * in_time
    cards = min(cards, float(card.at_most.size)) if card.at_most else cards
    worth, cost = (cards * float(money.size) for money in (card.worth, card.cost))
    yield Benefit("stamps", ("rewards", "stamps"), worth, *_paid(card.funded, cost))


def coupon_cuts(coupon: Coupon, buyers: Buyers, orders: float) -> float:
    """Return what a kind of coupon takes off the orders of a year: kept in mind, and used once each."""
    kept = buyers.numbers["coupon_generic"]
    if coupon.targeted:  # chosen for who shares data, of middling trust
        sharing = sharing_chance(buyers.numbers["sharing_base"], 0.0, 0.5, 0.0)
        kept += sharing * (buyers.numbers["coupon_targeted"] - kept)
    used = min(orders, WEEKS_A_YEAR * coupon.sent.per_week * kept)
    used *= buyers.orders_over(float(coupon.over.size) if coupon.over else 0.0)
    cut = float(coupon.amount.size) if coupon.amount else 0.0
    cut += coupon.percent.ratio * buyers.basket if coupon.percent else 0.0
    return used * min(cut, buyers.basket)


def _coupons(rewards: Rewards, buyers: Buyers, step: str, orders: float) -> Iterator[Benefit]:
    for name, coupon in rewards.coupons.items():
        if coupon.to == "members" and (coupon.tiers is None or step in coupon.tiers):
            money = coupon_cuts(coupon, buyers, orders)
            path: Path = ("rewards", "coupons", name)
            yield Benefit(name, path, money, *_paid(coupon.funded, money), price=True)


def _times(gift: Gift, program: Program, buyers: Buyers, orders: float) -> float:
    """Return how often a gift comes in a year, before any limit; entries for points are left out."""
    kept = orders * kept_share(buyers)
    if isinstance(gift, Surprise):
        return float(gift.chance.size) / 100 * kept
    if isinstance(gift, Milestone):
        return at_least(gift.order, kept)
    if not isinstance(gift, Lottery) or gift.entry not in ("order", "login"):
        return 0.0
    entries = kept if gift.entry == "order" else logins_a_day(program, buyers) * DAYS_A_YEAR
    return float(gift.chance.ratio) * entries


def _gifts(program: Program, buyers: Buyers, step: str, orders: float) -> Iterator[Benefit]:
    rewards = program.rewards or Rewards()
    for kind in ("surprises", "milestones", "lotteries"):
        gifts: Mapping[str, Gift] = getattr(rewards, kind)
        for name, gift in gifts.items():
            if gift.tiers is not None and step not in gift.tiers:
                continue
            times = _times(gift, program, buyers, orders)
            times = min(times, float(gift.at_most.size)) if gift.at_most else times
            worth, cost = (times * float(money.size) for money in (gift.worth, gift.cost))
            costs = _paid(gift.funded, cost)
            yield Benefit(
                name, ("rewards", kind, name), worth, *costs, passing=True, told=kind == "lotteries"
            )


# ---- ties -------------------------------------------------------------------------------------------------


def _bond(program: Program, buyers: Buyers, orders: float) -> float:
    """Return the strength of the tie to a clerk as the share of spend whose price cut weighs as much.

    The bond has grown since the clerk came, who leaves by chance.

    Source: the bond of the market's numbers at middling trust, over the weight of a price in a choice that
    has their elasticity, |e| / (1 - share); that a member values it like that price cut is an assumption.
    """
    clerk, numbers = program.clerk, buyers.numbers
    if clerk is None or not buyers.elasticity:
        return 0.0
    grows, leaves = (
        clerk.served.ratio * orders / numbers["clerk_scale"],
        -math.log(1.0 - clerk.turnover.ratio),
    )
    grown = grows / (grows + leaves) if grows > 0 else 0.0
    bond = numbers["clerk_bond"] * float(clerk.bond.size) * MIDDLING_TRUST * grown
    return bond * (1.0 - numbers["share_focal"]) / buyers.elasticity


def _ties(program: Program, buyers: Buyers, step: str, buyer: Buyer) -> Iterator[Benefit]:
    """Give a clerk of one's own with his price cut, and what a platform spares in time and mind."""
    clerk, platform, numbers = program.clerk, program.platform, buyers.numbers
    if clerk and clerk.served.size and (clerk.tiers is None or step in clerk.tiers):
        bond = _bond(program, buyers, buyer.orders) * buyer.spend
        cost = float(clerk.cost.size) if clerk.cost else 0.0
        yield Benefit("own clerk", ("clerk",), bond, cost, 0.0, privilege=True, told=False)
        money = clerk.discount.ratio * clerk.served.ratio * buyer.spend
        costs = _paid(clerk.funded, money)
        yield Benefit("cut by the own clerk", ("clerk", "discount"), money, *costs, price=True, told=False)
    if platform:
        spared = numbers["platform_time"] * numbers["cost_time_focal"]
        spared += numbers["platform_mental"] * numbers["cost_mental_focal"] * (platform.login == "single")
        worth = spared * bundle_share(platform.services) * buyer.spend
        yield Benefit("services in one place", ("platform",), worth, 0.0, 0.0, privilege=True)


# ---- the sums ---------------------------------------------------------------------------------------------


def benefits(
    program: Program,
    buyers: Buyers,
    step: str,
    spend: float,
    paying: bool = False,
    room: Mapping[str, float] = NO_LIMIT,
) -> tuple[Benefit, ...]:
    """Return what a member of a level with a yearly spend gets in a year.

    Parameters
    ----------
    program, buyers
        The program and the market's buyers.
    step
        Name of the level.
    spend
        Own spend a year.
    paying
        Whether the member pays for the membership.
    room
        Share of the uses asked for that there is room for, of privileges that are scarce.
    """
    buyer, rewards = buyers.buyer(spend), program.rewards or Rewards()
    account = account_of(program, buyers, spend, paying)
    found = list(_points(program, buyers, step, spend, paying))
    if back := rewards.cash_back:
        money = back.rate.ratio * spend
        path: Path = ("rewards", "cash_back")
        found.append(Benefit("cash back", path, money, *_paid(back.funded, money), price=True))
    found += _stamps(program, buyers, buyer)
    found += _coupons(rewards, buyers, step, buyer.orders)
    found += _gifts(program, buyers, step, buyer.orders)
    for name, privilege in (program.privileges or {}).items():
        if has_privilege(privilege, step, paying):
            uses = uses_a_year(privilege, program, buyers, account, step)
            uses *= privilege.kept.ratio * room.get(name, 1.0)
            found.append(_privilege(name, privilege, uses, buyers))
    for one in rewards_of_friends(program, buyers, buyer.orders):
        costs = _paid(one.funded, one.cost)
        found.append(Benefit(one.name, one.path, one.worth, *costs, price=one.price, passing=one.price))
    found += _ties(program, buyers, step, buyer)
    for name, event in (program.calendar or {}).items():
        if event.percent.size and not event.everyone and is_for(event, step, paying):
            found.append(_cut(name, event, buyers, account.spend))
    return tuple(benefit for benefit in found if benefit.worth > 0 or benefit.cost > 0)


def _cut(name: str, event: Event, buyers: Buyers, spend: float) -> Benefit:
    money = event.percent.ratio * event_share(event) * held_share(event, buyers) * spend
    return Benefit(name, ("calendar", name), money, *_paid(event.funded, money), price=True, passing=True)


def public_offers(program: Program, buyers: Buyers) -> tuple[Benefit, ...]:
    """Return what the market's mean customer gets in a year without being a member of anything."""
    usual, rewards = buyers.usual, program.rewards or Rewards()
    reached = program.communication.reach.ratio if program.communication else 1.0
    found = [
        _cut(name, event, buyers, usual.spend)
        for name, event in (program.calendar or {}).items()
        if event.everyone and event.percent.size
    ]
    for name, coupon in rewards.coupons.items():
        if coupon.to == "everybody":
            money = reached * coupon_cuts(coupon, buyers, usual.orders)
            path: Path = ("rewards", "coupons", name)
            found.append(Benefit(name, path, money, *_paid(coupon.funded, money), price=True))
    return tuple(benefit for benefit in found if benefit.worth > 0)


def rooms(
    program: Program, buyers: Buyers, holders: Iterable[tuple[str, float, float, bool]]
) -> dict[str, float]:
    """Return the share of asked uses that there is room for, of privileges that are scarce.

    Parameters
    ----------
    program, buyers
        The program and the market's buyers.
    holders
        Level, share of the market's customers, yearly spend, whether they pay.
    """
    people, found = list(holders), {}
    for name, privilege in (program.privileges or {}).items():
        if privilege.capacity is None:
            continue
        asked = sum(
            share * uses_a_year(privilege, program, buyers, account_of(program, buyers, spend, paying), step)
            for step, share, spend, paying in people
            if has_privilege(privilege, step, paying)
        )
        room = privilege.capacity.per_week * WEEKS_A_YEAR / PER_CUSTOMERS
        found[name] = min(1.0, room / asked) if asked > 0 else 1.0
    return found
