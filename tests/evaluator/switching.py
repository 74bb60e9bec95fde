"""A switch to another program, worked out a second time: one member's account from the old to the new."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from fractions import Fraction
from itertools import pairwise
from math import floor
from typing import Any

from tests.evaluator.catalogue import Shelf
from tests.evaluator.coupons import Wallet
from tests.evaluator.gifts import Gifts
from tests.evaluator.goals import Goals
from tests.evaluator.ladder import month_of
from tests.evaluator.ladders import further_ladders
from tests.evaluator.member import Member
from tests.evaluator.points import Lot
from tests.evaluator.reading import Rules, Tree, weeks
from tests.evaluator.referral import Friends
from tests.evaluator.stamps import Cards

NEVER_LIVES = 160  # points that never expire are told apart for so many weeks


def first_week(program: Tree, begins: date) -> int | None:
    """Return the first week under a program that members are switched to; None where they are not."""
    terms = program.get("migration")
    if terms is None:
        return None
    at = str(terms.get("at", "week 0"))
    if at.startswith("week "):
        return int(at.removeprefix("week "))
    return -((begins - date.fromisoformat(at)).days // 7)


def rate(terms: Tree, what: str, both_have: bool) -> Fraction:
    """Return the rate of exchange of points or status, 0 where one of the programs has none of it."""
    new, old = str((terms.get("exchange") or {}).get(what, "1 for 1")).split(" for ")
    return Fraction(int(new), int(old)) if both_have else Fraction(0)


def has_value(program: Tree) -> bool:
    """Tell whether members have qualifying value."""
    return "status" in program or (program.get("tiers") or {}).get("metric") == "spend"


def even_parts(total: int, count: int) -> list[int]:
    """Lay a total evenly into so many parts, each step rounded down."""
    return [total * (place + 1) // count - total * place // count for place in range(count)]


def in_turn(amounts: list[int], times: Fraction) -> list[int]:
    """Exchange amounts one after the other so that the sum so far is always the exchanged sum."""
    sums = [floor(sum(amounts[:place]) * times) for place in range(len(amounts) + 1)]
    return [later - sooner for sooner, later in pairwise(sums)]


def switch(member: Member, before: Tree, after: Tree, rules: Rules, week: int) -> None:
    """Switch a member at the opening of a week, all weeks before which have been lived."""
    terms, old = after["migration"], member.rules
    opening = member.begins + timedelta(weeks=week)
    points = rate(terms, "points", "points" in before and "points" in after)
    status = rate(terms, "status", has_value(before) and has_value(after))
    longer, level_before = old.longer(member.level_name), member.level_name
    member.rules = rules
    member.today = opening
    exchange_value(member, old, rules, status, opening)
    switch_ladders(member, rules, status)
    levels = [level.name for level in rules.levels]
    if "levels" in terms:
        member.level = levels.index(terms["levels"][level_before])
    else:
        member.level = member.reached()
    member.level = max(member.level, member.held_for_life())
    member.below = 0
    member.kept_until = opening + timedelta(weeks=weeks(terms["keep"])) if "keep" in terms else None
    member.kept_level = member.level if member.kept_until else 0
    exchange_points(member, old, rules, points, week, longer)
    let_go(member, before, after, old, rules, points)
    if (old.window, old.year_starts) != (rules.window, rules.year_starts):
        member.review_on = member.next_review(opening)
        member.grace_until = None
    # A level without a review has let its years go by.
    while member.review_on <= opening - timedelta(weeks=1):
        member.review_on = member.next_review(member.review_on)
    if not rules.grace_weeks:
        member.grace_until = None
    if not rules.matched:
        member.matched_until = None
    for order in member.orders.values():
        order.points, order.used = floor(order.points * points), floor(order.used * points)
        order.status = floor(order.status * status)
        order.week += rules.pending_weeks - old.pending_weeks
    member.today = opening - timedelta(days=1)


def exchange_value(member: Member, old: Rules, rules: Rules, times: Fraction, opening: date) -> None:
    """Exchange the balance, and lay what had no months evenly into those of a rolling window."""
    total = floor(member.status * times)
    month, last = month_of(opening), month_of(opening - timedelta(weeks=1))
    window = [month - rules.window_months + 1 + place for place in range(rules.window_months)]
    rolls, rolled = rules.window == "rolling", old.window == "rolling"
    if not rolls:
        member.balance = {0: total}
    elif not rolled:
        member.balance = dict(zip(window, even_parts(total, len(window)), strict=True))
    else:
        months = sorted(member.balance)
        parts = in_turn([member.balance[one] for one in months], times)
        held = zip(months, parts, strict=True)
        member.balance = {one: part for one, part in held if one > last - rules.window_months}
    counts, counted = asks_besides(rules), asks_besides(old)
    if not counts or not counted:
        member.spending, member.visited = [], []
    elif rolls and not rolled:
        firsts = [date(one // 12, one % 12 + 1, 1) for one in window]
        spent = max(0, sum(amount for _, amount in member.spending))
        parts = even_parts(spent, len(window))
        visits = even_parts(len(member.visited), len(window))
        member.spending = list(zip(firsts, parts, strict=True))
        member.visited = [day for day, count in zip(firsts, visits, strict=True) for _ in range(count)]
    elif rolls:
        oldest = last - rules.window_months
        member.spending = [one for one in member.spending if month_of(one[0]) > oldest]
        member.visited = [day for day in member.visited if month_of(day) > oldest]


def switch_ladders(member: Member, rules: Rules, times: Fraction) -> None:
    """Let further ladders run on where all are judged on the same, else begin them anew."""
    old, new = member.ladders, further_ladders(rules.ladders, rules.minor)
    member.ladders = new
    if len(old) != len(new) or not all(one.same_as(other) for one, other in zip(old, new, strict=True)):
        return
    for one, other in zip(old, new, strict=True):
        other.held = one.held
        other.balance = floor(one.balance * times) if one.metric == "status" else one.balance


def asks_besides(rules: Rules) -> bool:
    """Tell whether a level asks for more than value and orders."""
    return any(level.spend or level.visits or level.tenure or level.any_of for level in rules.levels)


def exchange_points(
    member: Member, old: Rules, rules: Rules, times: Fraction, week: int, longer: int
) -> None:
    """Exchange every lot: it keeps the week in which it was earned, and the new rules hold from there."""
    lots = sorted(member.lots, key=lambda lot: lot.week)
    amounts = [lot.points for lot in lots]
    parts = in_turn(amounts, times) if times < 1 else amounts
    anew = floor(sum(amounts) * times) - sum(amounts) if times > 1 else 0
    member.lots = []
    longer_now = rules.longer(member.level_name)
    for lot, part in zip(lots, parts, strict=True):
        member.count("reversed", lot.points - part)
        credit = lot.week - old.pending_weeks + rules.pending_weeks
        last = rules.last_week(credit, member.begins)
        was_over = lot.week < week and lot.last is not None and lot.last + longer < week
        is_over = credit < week and last is not None and last + longer_now < week
        if is_over and not was_over:
            member.count("reversed", part)
            anew += part
        elif part:
            member.lots.append(Lot(max(credit, week - NEVER_LIVES) if last is None else credit, part, last))
    member.count("issued", anew)
    if anew:
        credit = week + rules.pending_weeks
        member.lots.append(Lot(credit, anew, rules.last_week(credit, member.begins)))
    debt = floor(member.debt * times)
    member.count("issued" if debt < member.debt else "reversed", abs(member.debt - debt))
    member.debt = debt


def let_go(member: Member, before: Tree, after: Tree, old: Rules, rules: Rules, points: Fraction) -> None:
    """Begin anew what the new program does not state as the old one did."""
    if (old.ratings, old.rating_start) != (rules.ratings, rules.rating_start):
        member.rating, member.in_a_row = rules.rating_start, 0
    if plain(old.stamps) != plain(rules.stamps):
        worth = member.cards.worth
        member.cards = Cards(rules.stamps, rules.minor)
        member.cards.card.stamps = 0
        member.cards.worth = worth
    if plain(old.coupons) != plain(rules.coupons):
        member.wallet = Wallet(rules.coupons, rules.minor)
    if old.clubs != rules.clubs:
        member.clubs, member.year_spent = set(), 0
    if plain(old.gifts) != plain(rules.gifts):
        worth = member.gifts.worth
        member.gifts = Gifts(rules.gifts, rules.minor)
        member.gifts.worth = worth
    if plain(old.catalogue) != plain(rules.catalogue):
        member.shelf = Shelf()
    if plain(old.referral) != plain(rules.referral):
        member.friends = Friends(rules.referral, rules.minor, worth=member.friends.worth)
    member.friends.tree = rules.referral
    if counted(before) != counted(after):
        flats = {"points": rules.points_flat, "status": rules.status_flat}
        member.goals = {purse: Goals(earn, rules.minor) for purse, earn in flats.items()}
        member.earned = {}
    if points != 1:
        member.lapsed = 0


def plain(part: Any) -> Any:
    """Return a clause without who pays for it and whom it is for, which no account depends on."""
    if isinstance(part, Mapping):
        return {key: plain(one) for key, one in part.items() if key not in ("funded", "tiers")}
    return [plain(one) for one in part] if isinstance(part, list) else part


def counted(program: Tree) -> Any:
    """Return all that counts what a member earns in days, months, weeks or windows."""
    found = []
    for purse in ("points", "status"):
        earn = (program.get(purse) or {}).get("earn") or {}
        found.append(_counters(earn))
    return found


def _counters(part: Tree) -> Any:
    kept: dict[str, Any] = {}
    for key, one in part.items():
        if key in ("streak", "challenges", "most_per_day", "most_per_month"):
            kept[key] = one
        elif isinstance(one, Mapping) and (inside := _counters(one)):
            kept[key] = inside
    return kept
