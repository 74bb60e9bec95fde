"""Random program files for property tests: every clause of the language.

Order of parts: one function a clause, then the program. What a draw holds is told in builders_reached.py.
"""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from tests.builders_catalogue import reward
from tests.builders_clubs import with_clubs
from tests.builders_earning import (
    capped_review,
    event_earning,
    goal_earning,
    order_earning,
    without_idle_minimums,
)
from tests.builders_further import with_further_ladders
from tests.builders_given import given_rewards
from tests.builders_ladder import furnish
from tests.builders_paid import with_household, with_paid
from tests.builders_partners import with_partners
from tests.builders_referral import with_referral

Tree = dict[str, Any]

WINDOWS = ("lifetime", "calendar", "anniversary", "tier_term", "rolling")
DOWNGRADES = ("by_balance", "one_level", "to_base")
LEVELS = ("base", "silver", "gold", "diamond")
FUNDINGS = ({"firm": "100%"}, {"seller": "100%"}, {"firm": "30%", "seller": "50%", "partner": "20%"})
PRIVILEGES: dict[str, tuple[str, ...]] = {
    "shipping": ("100% of orders", "40% of orders"),
    "service": ("4% of orders", "100% of cases"),
    "returns": ("100% of returns",),
    "gifts": ("2 per year", "1 per year"),
    "price": ("30% of orders",),
    "refunds": ("100% of returns",),
    "installation": ("4% of orders",),
    "guarantee": ("100% of failures",),
    "access": ("12 per year", "60% of event orders"),
    "community": ("24 per year",),
}


def maybe(draw: st.DrawFn, tree: Tree, key: str, *values: Any) -> None:
    """Set a key to one of some values, or leave it out."""
    chosen = draw(st.sampled_from([None, *values]))
    if chosen is not None:
        tree[key] = chosen


def _earning(draw: st.DrawFn, days: int) -> Tree:
    earn = order_earning(draw)
    maybe(draw, earn, "first_login_of_day", {"amount": 5}, {"amount": 5, "most_per_month": 8})
    maybe(draw, earn, "approved_review", {"amount": 20}, {"amount": 300}, capped_review(draw))
    maybe(draw, earn, "shopping_days_of_month", {"amount": 100, "days": days})
    return earn | event_earning(draw) | goal_earning(draw)


def _status(draw: st.DrawFn, days: int) -> Tree:
    status: Tree = {"name": "growth value", "earn": _earning(draw, days)}
    if "purchase" in status["earn"] and draw(st.booleans()):
        status["earn"]["purchase"]["times"] = "behaviour_rating"
        levels = draw(st.sampled_from([[0, 1, 1.1, 1.2, 1.3], [1, 1.5], [0.5, 1, 2]]))
        down = draw(st.sampled_from([[], ["refusal"], ["return"], ["refusal", "return"]]))
        rating = {"levels": levels, "start": 1, "visible": draw(st.booleans()), "down_on": down}
        maybe(draw, rating, "up_after", "1 order", "3 orders")
        status["rating"] = rating
    maybe(draw, status, "returns", "take_back", "keep")
    return status


def _points(draw: st.DrawFn, days: int) -> Tree:
    points: Tree = {"name": "beans", "earn": _earning(draw, days)}
    points["value"] = draw(st.sampled_from(["0.01 CNY", "0.01 CNY", "0.1 CNY", "0.005 CNY", "0.0033 CNY"]))
    maybe(draw, points, "pending", "1 days", "7 days", "15 days", "4 weeks")
    after = {"after": draw(st.sampled_from(["1 weeks", "8 weeks", "52 weeks", "104 weeks"]))}
    on = {"on": draw(st.sampled_from(["12-31", "06-30", "02-28", "01-01"]))}
    dated = [{**on, "year": year} for year in ("same", "next")]
    maybe(draw, points, "expiry", "never", after, after, *dated, {}, {})
    if "expiry" in points and points["expiry"] != "never":
        points["expiry"] = _expiry(draw, dict(points["expiry"]))
    maybe(draw, points, "on_redeemed", True, False)
    maybe(draw, points, "returns", "take_back", "keep")
    return points


def _expiry(draw: st.DrawFn, expiry: Tree) -> Tree | str:
    """Add what makes points live longer or shorter to an expiry."""
    if expiry:
        maybe(draw, expiry, "grace", "2 weeks")
        maybe(draw, expiry, "extension", {"silver": "3 weeks", "gold": "26 weeks"})
    maybe(draw, expiry, "inactive", "6 weeks", "26 weeks", "27 weeks")
    if expiry:
        maybe(draw, expiry, "notice", "1 weeks")
        maybe(
            draw,
            expiry,
            "reinstate",
            {"within": "8 weeks", "fee": "0 CNY"},
            {"within": "20 weeks", "fee": "5 CNY"},
        )
    return expiry or "never"


def _rewards(draw: st.DrawFn) -> Tree:
    rewards: Tree = {}
    funding = st.sampled_from(FUNDINGS)
    if draw(st.integers(0, 2)):
        checkout: Tree = {"use": draw(st.sampled_from(["choice", "automatic"])), "funded": draw(funding)}
        maybe(draw, checkout, "minimum", "1 points", "500 points")
        maybe(draw, checkout, "step", "1 points", "100 points")
        maybe(draw, checkout, "at_most", "50%", "100%", "12.5%")
        rewards["checkout"] = checkout
    if draw(st.integers(0, 2)):
        prices = draw(st.lists(st.sampled_from([50, 200, 2000]), min_size=1, max_size=3, unique=True))
        rewards["catalogue"] = {f"gift_{price}": reward(draw, price, draw(funding)) for price in prices}
    maybe(draw, rewards, "cash_back", {"rate": "1%", "funded": {"firm": "100%"}})
    return rewards


def _tiers(draw: st.DrawFn, metric: str) -> Tree:
    window = draw(st.sampled_from([*WINDOWS, "tier_term"]))
    tiers: Tree = {"metric": metric, "window": window}
    if window == "rolling":
        tiers["months"] = draw(st.sampled_from([1, 2, 3, 12, 24]))
    if window != "lifetime":
        maybe(draw, tiers, "downgrade", *DOWNGRADES)
    names = LEVELS[: draw(st.integers(1, len(LEVELS)))]
    steps = draw(st.lists(st.sampled_from([100, 500, 2000]), min_size=len(names), max_size=len(names)))
    needs = 0
    tiers["levels"] = {}
    for place, (name, step) in enumerate(zip(names, steps, strict=True)):
        level: Tree = {}
        if place:
            # The second level may ask for an order alone, unless it is the only one that a review can judge.
            by_order = place == 1 and (window != "tier_term" or len(names) > 2)
            needs += draw(st.sampled_from([0, step])) if by_order else step
            level["from"] = needs
            if needs == 0:
                level["orders"] = draw(st.sampled_from([1, 3]))
            else:
                maybe(draw, level, "orders", 2)
            if window == "tier_term" and needs:
                maybe(draw, level, "at_review", {"deduct": needs // 2}, {"deduct": needs})
        maybe(draw, level, "points", "x1.2", "x2")
        maybe(draw, level, "status", "x1.25", "x0.5")
        tiers["levels"][name] = level
    if window == "tier_term" and len(names) > 1:  # or nobody would ever fall
        level.setdefault("at_review", {"deduct": 1})
    furnish(draw, tiers)
    return tiers


def _some_levels(draw: st.DrawFn, tree: Tree, key: str, names: list[str]) -> None:
    chosen = draw(st.lists(st.sampled_from(names), unique=True)) if names else []
    if chosen:
        tree[key] = [name for name in names if name in chosen]


def _privileges(draw: st.DrawFn, names: list[str]) -> Tree:
    privileges = {}
    for kind in draw(st.lists(st.sampled_from(sorted(PRIVILEGES)), unique=True)):
        use = draw(st.sampled_from(PRIVILEGES[kind]))
        privilege: Tree = {"kind": kind, "use": use, "funded": draw(st.sampled_from(FUNDINGS))}
        if kind == "price":
            privilege["percent"] = draw(st.sampled_from(["3%", "12.5%"]))
        else:
            privilege |= {"cost": "6 CNY", "worth": draw(st.sampled_from(["6 CNY", "20 CNY", "0 CNY"]))}
            maybe(draw, privilege, "kept", "98%", "100%")
            maybe(draw, privilege, "capacity", "5 per week", "1000 per week")
        if kind in ("shipping", "price"):
            maybe(draw, privilege, "over", "79 CNY")
        if kind == "service" and use.endswith("cases"):
            privilege["priority"] = draw(st.integers(0, 2))
        _some_levels(draw, privilege, "tiers", names)
        privileges[f"{kind}_privilege"] = privilege
    return privileges


def _whose(draw: st.DrawFn, event: Tree, names: list[str]) -> None:
    """Draw whom an event is for, and whether it has a budget."""
    if "birthday" not in event:
        if "percent" in event:
            maybe(draw, event, "budget", "20 CNY")
        if ("percent" in event or event["pull"] != "0%") and draw(st.booleans()):
            event["everyone"] = True
    if "everyone" not in event:
        _some_levels(draw, event, "tiers", names)


def _clerk(draw: st.DrawFn, names: list[str]) -> Tree:
    clerk: Tree = {"served": draw(st.sampled_from(["30%", "100%"]))}
    maybe(draw, clerk, "bond", "x0.5", "x2")
    maybe(draw, clerk, "turnover", "30%", "95%")
    maybe(draw, clerk, "cost", "60 CNY")
    maybe(draw, clerk, "discount", "5%", "12.5%", "100%")
    if "discount" in clerk:
        clerk["funded"] = draw(st.sampled_from(FUNDINGS))
    _some_levels(draw, clerk, "tiers", names)
    return clerk


def _calendar(draw: st.DrawFn, names: list[str]) -> Tree:
    calendar = {}
    whens: list[Tree] = [
        {"day_of_month": 11},
        {"day_of_month": 31},
        {"dates": ["03-08", "11-11"]},
        {"dates": ["2014-11-11", "02-29"]},
        {"weekday": "friday"},
        {"from": "10-30", "to": "11-11"},
        {"from": "12-28", "to": "01-03"},
        {"from": "2014-02-20", "to": "2014-03-20"},
        {"birthday": "7 days"},
    ]
    for place in draw(st.lists(st.integers(0, len(whens) - 1), unique=True, max_size=4)):
        event = dict(whens[place])
        maybe(draw, event, "percent", "5%", "2.5%")
        maybe(draw, event, "points", "x2", "x1.5")
        maybe(draw, event, "status", "x2")
        event["pull"] = draw(st.sampled_from(["0%", "15%"]))
        if "percent" in event:
            event["funded"] = {"firm": "100%"}
        _whose(draw, event, names)
        calendar[f"event_{place}"] = event
    return calendar


def _channels(draw: st.DrawFn) -> Tree:
    names = draw(st.lists(st.sampled_from(["app_push", "email", "mail", "phone", "sms"]), unique=True))
    channels = {}
    for name in names:
        channel: Tree = {"contacts": draw(st.sampled_from(["1 per month", "2 per week"]))}
        maybe(draw, channel, "reach", "40%", "100%")
        maybe(draw, channel, "cost_per_contact", "0.01 CNY")
        maybe(draw, channel, "to", "members", "others", "everybody")
        channels[name] = channel
    return channels


def _meets_event(program: Tree, privilege: Tree) -> bool:
    """Tell whether one dated event is for a level of the privilege."""
    names = set(program.get("tiers", {}).get("levels", {"member": {}}))
    events = program.get("calendar", {}).values()
    return any(set(privilege.get("tiers", names)) & set(event.get("tiers", names)) for event in events)


def _without_idle(program: Tree) -> Tree:
    """Take out what the other clauses leave without an effect, which the language refuses."""
    levels = program.get("tiers", {}).get("levels", {}).values()
    for part in (*levels, *program.get("calendar", {}).values()):
        if "points" not in program:
            part.pop("points", None)
    for name, privilege in list(program.get("privileges", {}).items()):
        if privilege["use"].endswith("event orders") and not _meets_event(program, privilege):
            del program["privileges"][name]
    for event in program.get("calendar", {}).values():
        if "tiers" not in program:
            event.pop("status", None)
        if event["pull"] == "0%" and not {"percent", "points", "status"} & event.keys():
            event["pull"] = "15%"
    levels_named = program.get("tiers", {}).get("levels", {})
    expiry = program.get("points", {}).get("expiry")
    if isinstance(expiry, dict) and "extension" in expiry:
        expiry["extension"] = {
            name: span for name, span in expiry["extension"].items() if name in levels_named
        }
        if not expiry["extension"]:
            del expiry["extension"]
    without_idle_minimums(program)
    if "share" not in program.get("exclusions", {}):
        program.get("exclusions", {}).pop("levels", None)
    if program["communication"].get("contacts") == "0 per month":
        del program["communication"]["cost_per_contact"]
    return program


def _membership(draw: st.DrawFn) -> Tree:
    join: Tree = {
        "join": draw(st.sampled_from(["automatic", "opt_in", "invitation"])),
        "enrolment_cost": "2 CNY",
    }
    if join["join"] == "invitation":
        join["invite"] = {
            **draw(st.sampled_from([{"orders": 2}, {"spend": "300 CNY"}])),
            "within": "30 weeks",
        }
    if join["join"] != "automatic":
        join["hassle"] = draw(st.sampled_from(["0 CNY", "5 CNY"]))
    return join


@st.composite
def programs(draw: st.DrawFn) -> Tree:
    """Draw the tree of a program file that the language takes."""
    days = draw(st.sampled_from([2, 3]))
    program: Tree = {"title": "A program by chance", "currency": "CNY", "membership": _membership(draw)}
    metric = draw(st.sampled_from(["status", "status", "spend", "none"]))
    if metric == "status":
        program["status"] = _status(draw, days)
    if draw(st.integers(0, 3)):
        program["points"] = _points(draw, days)
        if rewards := _rewards(draw):
            program["rewards"] = rewards
    names: list[str] = []
    if metric != "none":
        program["tiers"] = _tiers(draw, metric)
        names = list(program["tiers"]["levels"])
    if given := given_rewards(draw, names, program.get("rewards", {})):
        program["rewards"] = program.get("rewards", {}) | given
    if draw(st.integers(0, 2)) == 0:
        program["clerk"] = _clerk(draw, names)
    for clause, drawn in (("privileges", _privileges(draw, names)), ("calendar", _calendar(draw, names))):
        if drawn:
            program[clause] = drawn
    maybe(draw, program, "data", {"passed_on": True}, {"breaches": "3 per year"})
    maybe(draw, program, "platform", {"services": 5}, {"services": 3, "login": "separate"})
    before = {"before_sale": {"after": "8 weeks", "again": "30 days", "cost_per_reminder": "0.5 CNY"}}
    after = {"after_sale": {"share": "30%", "cost_per_call": "2 CNY"}}
    maybe(draw, program, "contact", before, after, before | after)
    if draw(st.booleans()):
        exclusions: Tree = {}
        maybe(draw, exclusions, "minimum_order", "10 CNY", "99.99 CNY")
        maybe(draw, exclusions, "share", "5%", "100%")
        _some_levels(draw, exclusions, "levels", names)
        program["exclusions"] = exclusions
    reach = draw(st.sampled_from(["0%", "60%", "100%"]))
    contacts = draw(st.sampled_from(["0 per month", "2 per month"]))
    program["communication"] = {"reach": reach, "contacts": contacts, "cost_per_contact": "0.02 CNY"}
    if draw(st.integers(0, 2)) == 0:
        program["communication"] = {"reach": reach, "channels": _channels(draw)}
    maybe(draw, program, "running_cost", {"per_week": "500 CNY", "launch": "2000 CNY"})
    program = with_clubs(draw, with_partners(draw, _without_idle(program)))
    program = with_further_ladders(draw, program)
    return with_household(draw, with_referral(draw, with_paid(draw, program)))
