"""Random earning clauses: what orders and events earn, and what a draw holds of it."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

Tree = dict[str, Any]


def perhaps(draw: st.DrawFn, tree: Tree, key: str, *values: Any) -> None:
    """Set a key to one of some values, or leave it out."""
    tree |= draw(st.sampled_from([{}, *({key: value} for value in values)]))


def order_earning(draw: st.DrawFn) -> Tree:
    """Draw what orders earn: of some programs in one way alone, at a plain rate."""
    earn: Tree = {}
    rates = [
        None,
        "0 per CNY",
        "0.1 per CNY",
        *["1 per CNY"] * 4,
        "2.5 per CNY",
        "1 per 10 CNY",
        "7 per 99.5 CNY",
    ]
    rate = draw(st.sampled_from(rates))
    if rate is not None:
        earn["purchase"] = {"rate": rate}
    if draw(st.integers(0, 2)) == 0:
        if rate not in (None, "0 per CNY"):
            perhaps(draw, earn["purchase"], "rounding", "down", "nearest", "up")
            perhaps(draw, earn["purchase"], "minimum_order", "20 CNY", "99.99 CNY")
            perhaps(draw, earn["purchase"], "most_per_order", 50, 300)
            perhaps(draw, earn["purchase"], "most_per_day", 301)
            perhaps(draw, earn["purchase"], "most_per_month", 400, 1000)
        if draw(st.booleans()):
            earn["order"] = {"amount": draw(st.sampled_from([1, 20]))}
            perhaps(draw, earn["order"], "minimum_order", "79 CNY")
            perhaps(draw, earn["order"], "most_per_day", 30)
            perhaps(draw, earn["order"], "most_per_month", 45)
        if rate not in (None, "0 per CNY"):
            fresh = {"share": "20% of orders", "times": draw(st.sampled_from(["x2", "x1.333"]))}
            gift_cards = {"share": "12.5% of orders", "times": "x0"}
            perhaps(draw, earn, "categories", {"fresh": fresh}, {"gift cards": gift_cards, "fresh": fresh})
            perhaps(draw, earn, "channels", {"app": {"share": "60% of orders", "times": "x1.5"}})
    return earn


def capped_review(draw: st.DrawFn) -> Tree:
    """Draw an amount for reviews that a day or a month caps."""
    review: Tree = {"amount": 20, "most_per_month": 70}
    perhaps(draw, review, "most_per_day", 30)
    return review


def event_earning(draw: st.DrawFn) -> Tree:
    """Draw what birthdays and other events earn; most programs have none."""
    earn: Tree = {}
    if draw(st.integers(0, 3)):
        return earn
    perhaps(draw, earn, "birthday", {"amount": 50})
    survey: Tree = {"amount": 25, "use": "6 per year", "cost": "2 CNY"}
    perhaps(draw, earn, "survey", survey, {**survey, "most_per_month": 40})
    perhaps(draw, earn, "recycling", {"amount": 10, "use": "1 per month"})
    app: Tree = {"amount": 1, "use": "5 per week"}
    perhaps(draw, earn, "app_use", app, {**app, "most_per_day": 2, "most_per_month": 3})
    visit: Tree = {"store visit": {"amount": 7, "use": "1 per week", "cost": "0.5 CNY", "most_per_day": 7}}
    perhaps(draw, earn, "other", visit)
    return earn


def goal_earning(draw: st.DrawFn) -> Tree:
    """Draw streaks and challenges; most programs have none."""
    earn: Tree = {}
    if draw(st.integers(0, 3)):
        return earn
    streak: Tree = {"weeks": draw(st.sampled_from([2, 3])), "amount": 60}
    perhaps(draw, streak, "by", "orders", "logins")
    perhaps(draw, streak, "repeats", True, False)
    perhaps(draw, earn, "streak", streak)
    challenge: Tree = {"goal": draw(st.sampled_from(["1 order", "2 orders", "99.99 CNY", "900 CNY"]))}
    challenge |= {"amount": 40, "starts": draw(st.sampled_from(["each_month", "each_quarter"]))}
    perhaps(draw, challenge, "once", True)
    perhaps(draw, challenge, "within", "10 days", "4 weeks")
    dated: Tree = {"goal": "2 orders", "amount": 30, "within": draw(st.sampled_from(["60 days", "20 weeks"]))}
    dated["starts"] = draw(st.sampled_from(["02-29", "03-01", "12-01", "2014-05-05"]))
    perhaps(draw, earn, "challenges", {"often": challenge}, {"often": challenge, "season": dated})
    return earn


def events_of_program(program: Tree) -> list[str]:
    """Return the events that a history of the program may hold."""
    earns = [program.get(name, {}).get("earn", {}) for name in ("points", "status")]
    plain = {name for earn in earns for name in ("survey", "recycling", "app_use") if name in earn}
    return sorted(plain | {name for earn in earns for name in earn.get("other", {})})


def parts_of_orders(program: Tree) -> list[Tree]:
    """Return every part of the earning clauses that may state a smallest order."""
    earns = [program.get(name, {}).get("earn", {}) for name in ("points", "status")]
    return [earn[part] for earn in earns for part in ("purchase", "order") if part in earn]


def without_idle_minimums(program: Tree) -> None:
    """Take out smallest orders that the exclusions ask for anyway, which the language refuses."""
    general = program.get("exclusions", {}).get("minimum_order", "0 CNY")
    for part in parts_of_orders(program):
        if float(part.get("minimum_order", "1000 CNY").split()[0]) <= float(general.split()[0]):
            del part["minimum_order"]


def kinds_of_orders(program: Tree, what: str) -> list[str]:
    """Return the categories or channels that a program names."""
    earns = [program.get(name, {}).get("earn", {}) for name in ("points", "status")]
    return sorted({name for earn in earns for name in earn.get(what, {})})


EARNING_KINDS = frozenset(
    {
        "streak",
        "challenge",
        "birthday",
        "survey",
        "recycling",
        "app_use",
        "other",
        "most_per_order",
        "most_per_day",
        "most_per_month",
        "categories",
        "channels",
        "full_steps",
        "nearest",
        "up",
        "own_minimum",
        "amount_of_order",
    }
)


def earning_reached(program: Tree) -> set[str]:
    """Name what the earning clauses have, in the words of EARNING_KINDS."""
    earns = [program.get(name, {}).get("earn", {}) for name in ("points", "status")]
    purchases = [earn["purchase"] for earn in earns if "purchase" in earn]
    told = {kind for earn in earns for kind in ("categories", "channels") if kind in earn}
    told |= {key for purchase in purchases for key in purchase if key.startswith("most_")}
    told |= {purchase["rounding"] for purchase in purchases if "rounding" in purchase} - {"down"}
    told |= {name for earn in earns for name in ("birthday", "other") if name in earn}
    told |= {"streak" for earn in earns if "streak" in earn}
    told |= {"challenge" for earn in earns if "challenges" in earn}
    told |= set(events_of_program(program)) - {"store visit"}
    flags = {
        "full_steps": any(len(purchase["rate"].split()) == 4 for purchase in purchases),
        "own_minimum": any("minimum_order" in part for part in parts_of_orders(program)),
        "amount_of_order": any("order" in earn for earn in earns),
    }
    return told | {name for name, holds in flags.items() if holds}
