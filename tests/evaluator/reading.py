"""A program file as exact numbers: the half of the second evaluator that reads, in plain Python.

It imports nothing of the workbench, so that a misreading there and one here are two different errors.
Order of parts: numbers and files, then the clauses of a program.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from math import ceil
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from tests.evaluator.purchases import Purchase, read_purchase

Tree = Mapping[str, Any]

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
WITHOUT_CENTS = ("JPY", "KRW", "VND")
# One of these, even an empty one, and there is a program.
CLAUSES = (
    "membership", "paid", "household", "status", "points", "rewards", "tiers", "privileges", "clubs",
    "ladders", "clerk",
    "platform", "partners", "referral", "calendar", "exclusions", "communication", "contact", "running_cost",
)  # fmt: skip


# ---- numbers and files ----------------------------------------------------------------------------------


def number(text: Any) -> Fraction:
    """Read the number at the start of a quantity: `1.1`, `x2`, `50%`, `2,000 CNY`, `1 per CNY`, `15 days`."""
    found = re.match(r"\s*x?(-?[\d,]*\.?\d+)\s*(%?)", str(text))
    assert found, f"not a number: {text!r}"
    value = Fraction(found[1].replace(",", ""))
    return value / 100 if found[2] else value


def is_yes(text: Any) -> bool:
    """Tell whether a switch is on."""
    return str(text).lower() in ("yes", "true", "on")


def minor_units(currency: str) -> int:
    """Return how many minor units make one unit of a currency."""
    return 1 if currency in WITHOUT_CENTS else 100


def weeks(span: Any) -> int:
    """Return a length of time in whole weeks, a begun week counting whole: 3 for `15 days`."""
    return ceil(number(span) if "week" in str(span) else number(span) / 7)


def merged(base: Tree, changes: Tree) -> dict[str, Any]:
    """Lay changes over a base, mapping by mapping; a null takes a key away."""
    result = dict(base)
    for key, value in changes.items():
        if value is None or value in ("null", "~", ""):
            result.pop(key, None)
        elif isinstance(value, Mapping) and isinstance(result.get(key), Mapping):
            result[key] = merged(result[key], value)
        else:
            result[key] = value
    return result


def read_program(path: Path, variant: str = "") -> dict[str, Any]:
    """Read a program file with everything that it extends, and one of its variants laid over it."""
    # The base loader leaves every scalar a text, so that 1.1 stays exactly 1.1.
    tree = YAML(typ="base", pure=True).load(path.read_text(encoding="utf-8")) or {}
    parent = tree.pop("extends", None)
    if parent:
        name, _, parent_variant = str(parent).removesuffix(".yaml").partition("/")
        tree = merged(read_program(path.with_name(name + ".yaml"), parent_variant), tree)
    variants = tree.pop("variants", None) or {}
    tree = merged(tree, variants[variant]) if variant else tree
    if "migration" in tree:
        name, _, other = str(tree["migration"]["from"]).removesuffix(".yaml").partition("/")
        before = read_program(path.with_name(name + ".yaml"), other)
        tree["migration"] = {**tree["migration"], "from": before}
    return tree


def read_cases(path: Path) -> tuple[dict[str, Any], dict[str, Any]]:
    """Read a case file: the program that it is about, and the file itself."""
    cases = YAML(typ="base", pure=True).load(path.read_text(encoding="utf-8"))
    name, _, variant = cases["program"].partition("/")
    return read_program(path.with_name(name.removesuffix(".yaml") + ".yaml"), variant), cases


# ---- the clauses of a program ---------------------------------------------------------------------------


@dataclass(frozen=True)
class Level:
    """One rung of the ladder."""

    name: str
    needs: int = 0
    orders: int = 0
    spend: int = 0  # minor units
    visits: int = 0
    tenure: int = 0  # weeks
    any_of: bool = False
    keep: int = 0
    capped: bool = False
    deduct: int = 0
    points: Fraction = Fraction(1)
    status: Fraction = Fraction(1)


@dataclass(frozen=True)
class Special:
    """A dated event, or a member price, which is an event of the order rather than of the day."""

    tree: Tree
    levels: tuple[str, ...] | None
    paid: bool = False

    def is_for(self, level: str, pays: bool) -> bool:
        """Tell whether it is for members of the level who pay, or do not."""
        return (self.levels is None or level in self.levels) and (pays or not self.paid)

    def holds(self, day: date, level: str, birthday: str, pays: bool) -> bool:
        """Tell whether it falls on the day, for a member with a birthday ("" if unknown)."""
        if not self.is_for(level, pays):
            return False
        when = self.tree
        if "birthday" in when:
            return bool(birthday) and days_since(birthday, day) < day_count(when["birthday"])
        if "from" in when:
            return within(str(when["from"]), str(when["to"]), day)
        return (
            day.strftime("%m-%d") in when.get("dates", ())
            or str(day) in {str(date) for date in when.get("dates", ())}
            or str(day.day) == str(when.get("day_of_month"))
            or WEEKDAYS[day.weekday()] == str(when.get("weekday")).lower()
        )


def day_count(span: Any) -> int:
    """Return a length of time in days."""
    return int(number(span)) * (7 if "week" in str(span) else 1)


def days_since(birthday: str, day: date) -> int:
    """Return the days since the last birthday, in years without 29 February: it counts as 1 March."""
    here = date(2001, 3, 1) if (day.month, day.day) == (2, 29) else date(2001, day.month, day.day)
    gap = (here - date.fromisoformat(f"2001-{birthday}")).days
    return gap if gap >= 0 else gap + 365


def within(first: str, last: str, day: date) -> bool:
    """Tell whether a day is in a window, both ends included; one without years may pass New Year."""
    if len(first) > len("11-11"):
        return first <= str(day) <= last
    here = day.strftime("%m-%d")
    return first <= here <= last if first <= last else here >= first or here <= last


def levels_of(tiers: Tree, minor: int) -> list[Level]:
    """Return the ladder, one level named member when the program has none."""
    if not tiers.get("levels"):
        return [Level("member")]
    return [
        Level(
            name,
            int(number(level.get("from", 0))),
            int(number(level.get("orders", 0))),
            int(number(level.get("spend", 0)) * minor),
            int(number(level.get("visits", 0))),
            weeks(level.get("tenure", 0)),
            level.get("qualify") == "any",
            int(number(level.get("keep", level.get("from", 0)))),
            number(level.get("at_most", "100%")) < 1,
            int(number((level.get("at_review") or {}).get("deduct", 0))),
            number(level.get("points", 1)),
            number(level.get("status", 1)),
        )
        for name, level in ((name, level or {}) for name, level in tiers["levels"].items())
    ]


def clause(tree: Tree, *path: str) -> Tree:
    """Return a clause, empty when the program leaves it out."""
    for key in path:
        tree = tree.get(key) or {}
    return tree


def terms_of(earn: Tree, event: str) -> Tree:
    """Return what is stated of an event, whether the language names it or the program does."""
    return clause(earn, event) or clause(earn, "other", event)


class Offer:
    """The paid clause of a program as exact numbers; a term of no days where there is none."""

    def __init__(self, program: Tree, minor: int) -> None:
        clause = program.get("paid") or {}
        self.exists = bool(clause)
        self.fee = int(number(clause.get("fee", 0)) * minor)
        self.days = 7 * weeks(clause.get("period", "0 weeks"))
        self.trial_days = 7 * weeks(clause["trial"]) if "trial" in clause else 0
        self.renews = str(clause.get("renewal", "automatic")) == "automatic"
        refund = clause.get("refund", "none")
        self.pro_rata = refund == "pro_rata"
        within = None if isinstance(refund, str) else refund.get("within")
        self.whole_days = 7 * weeks(within) if within else 0
        reduced = clause.get("reduced") or {}
        self.reduced = int(number(reduced["fee"]) * minor) if reduced else self.fee
        self.reduced_from = int(number(reduced["from"])) if reduced else None
        self.points, self.status = number(clause.get("points", 1)), number(clause.get("status", 1))


class Rules:
    """A program file turned into exact numbers."""

    def __init__(self, program: Tree) -> None:
        self.exists = not set(program).isdisjoint(CLAUSES)
        self.minor = minor_units(str(program.get("currency", "CNY")))
        self.offer = Offer(program, self.minor)
        self.shared = "household" in program
        self.shared_by_payers = is_yes(clause(program, "household").get("paid"))
        self.read_earning(program)
        self.read_status(program)
        self.read_rewards(program)
        tiers = clause(program, "tiers")
        self.levels = levels_of(tiers, self.minor)
        self.window = str(tiers.get("window", "lifetime"))
        self.year_starts = str(tiers.get("year_starts", "01-01"))
        match = tiers.get("match") or {}
        self.matched = str(match.get("level", ""))
        self.match_weeks = weeks(match.get("for", 0))
        self.grace_weeks = weeks(tiers.get("grace", 0))
        self.window_months = int(number(tiers.get("months", 1)))
        self.downgrade = str(tiers.get("downgrade", "by_balance"))
        if tiers.get("metric") == "spend":
            self.status_purchase = Purchase(Fraction(1, self.minor))
        self.days = [special(event) for event in clause(program, "calendar").values()]
        prices = [item for item in clause(program, "privileges").values() if item.get("kind") == "price"]
        self.clerk = clause(program, "clerk")
        self.clubs: dict[str, Tree] = {name: club or {} for name, club in clause(program, "clubs").items()}
        self.ladders = clause(program, "ladders")
        self.partners = clause(program, "partners")
        self.referral = clause(program, "referral")
        self.member_prices = [special(price) for price in prices]
        limits = clause(program, "exclusions")
        self.minimum_order = self.money(limits.get("minimum_order", 0))
        self.excluded_share = number(limits.get("share", 0))
        self.excluded_levels = limits.get("levels", [level.name for level in self.levels])

    def money(self, text: Any) -> int:
        """Read an amount of money in minor units."""
        return int(number(text) * self.minor)

    def read_earning(self, program: Tree) -> None:
        """Read what earns points, and how long they wait and live."""
        points = clause(program, "points")
        self.points_flat = clause(points, "earn")
        self.points_purchase = read_purchase(self.points_flat, self.minor)
        self.point_value = number(points.get("value", 0)) * self.minor
        self.pending_weeks = weeks(points.get("pending", 0))
        expiry = points.get("expiry", "never")
        self.expiry: Tree = expiry if isinstance(expiry, Mapping) else {}
        self.reinstate_fee = self.money(clause(self.expiry, "reinstate").get("fee", 0))
        # Without the clause nothing comes back, not even in the week in which it expired.
        self.reinstate_weeks = weeks(self.expiry["reinstate"]["within"]) if "reinstate" in self.expiry else -1
        self.on_redeemed = is_yes(points.get("on_redeemed", "no"))
        self.points_come_back = str(points.get("returns", "take_back")) == "take_back"

    def read_status(self, program: Tree) -> None:
        """Read what earns qualifying value, and the behaviour rating."""
        status = clause(program, "status")
        purchase = clause(status, "earn", "purchase")
        self.status_flat = clause(status, "earn")
        self.status_purchase = read_purchase(self.status_flat, self.minor)
        self.status_comes_back = str(status.get("returns", "take_back")) == "take_back"
        rating = clause(status, "rating")
        self.ratings = [number(step) for step in rating.get("levels", [1])]
        self.rating_start = self.ratings.index(number(rating.get("start", self.ratings[0])))
        self.rated = "times" in purchase
        self.rating_up = int(number(rating.get("up_after", 0)))
        self.rating_down = tuple(rating.get("down_on") or ())

    def read_rewards(self, program: Tree) -> None:
        """Read what points buy."""
        checkout = clause(program, "rewards", "checkout")
        self.checkout = bool(checkout)
        self.use_all = checkout.get("use") == "automatic"
        self.minimum = int(number(checkout.get("minimum", 0)))
        self.step = int(number(checkout.get("step", 1)))
        self.cap = number(checkout.get("at_most", 1))
        self.coupons = clause(program, "rewards", "coupons")
        kinds = ("surprises", "lotteries", "milestones")
        self.gifts = {name: one for kind in kinds for name, one in clause(program, "rewards", kind).items()}
        self.stamps = clause(program, "rewards", "stamps")
        catalogue = clause(program, "rewards", "catalogue")
        self.catalogue = {name: item or {} for name, item in catalogue.items()}

    def flat(self, earn: Tree, event: str) -> int:
        """Return the flat amount that an event earns."""
        return int(number(terms_of(earn, event).get("amount", 0)))

    def shopping_days(self, earn: Tree) -> int:
        """Return the distinct shopping days of a month that earn the flat amount; 0: never."""
        return int(number(clause(earn, "shopping_days_of_month").get("days", 0)))

    def strongest(
        self, day: date, level: str, birthday: str, pays: bool, what: str, default: int
    ) -> Fraction:
        """Return the strongest of the events of a day, the default when there is none."""
        on = [one for one in self.days if what in one.tree and one.holds(day, level, birthday, pays)]
        found = [number(one.tree[what]) for one in on]
        return max(found, default=Fraction(default))

    def longer(self, level: str) -> int:
        """Return the weeks that points live longer at a level."""
        return weeks((self.expiry.get("extension") or {}).get(level, "0 weeks"))

    def expiry_weeks(self, what: str) -> int:
        """Return a length of time of the expiry clause in weeks, 0 where it is left out."""
        return weeks(self.expiry.get(what, "0 weeks"))

    def last_week(self, week: int, begins: date) -> int | None:
        """Return the last week in which points credited in a week may be used, None for ever."""
        grace = self.expiry_weeks("grace")
        if "after" in self.expiry:
            return week + weeks(self.expiry["after"]) + grace
        if "on" not in self.expiry:
            return None
        opening = begins + timedelta(weeks=week)
        month, day = (int(part) for part in str(self.expiry["on"]).split("-"))
        end = date(opening.year, month, day)
        if end < opening:
            end = date(opening.year + 1, month, day)
        if self.expiry.get("year", "same") == "next":
            end = date(end.year + 1, month, day)
        return (end - begins).days // 7 + grace


def special(tree: Tree) -> Special:
    """Return a dated event or a member price with the levels that it is for."""
    levels = tree.get("tiers")
    return Special(tree, None if levels is None else tuple(levels), is_yes(tree.get("paid")))
