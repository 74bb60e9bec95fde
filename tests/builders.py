"""Random programs, markets and histories for property tests, and what each of them reached.

Order of parts: markets, histories. Programs are drawn next door. A program is the tree of a program file;
a history is the `events` of a case file.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from hypothesis import strategies as st

from simulator.market.behaviour import FIELDS, MECHANISM_NAMES
from tests.builders_clubs import CLUB_HISTORY_KINDS, club_event, club_moves
from tests.builders_earning import events_of_program, kinds_of_orders
from tests.builders_further import FURTHER_HISTORY_KINDS, rung_moves
from tests.builders_given import GIVEN_HISTORY_KINDS, given_moves, winnings
from tests.builders_paid import PAID_HISTORY_KINDS, paid_moves
from tests.builders_partners import PARTNER_HISTORY_KINDS, at_partner, partner_moves
from tests.builders_program import Tree, maybe, programs
from tests.builders_reached import PROGRAM_KINDS, program_reached
from tests.builders_referral import REFERRAL_HISTORY_KINDS, brings_friend, joins_referred, referral_moves
from tests.evaluator import Summary, statements

__all__ = [
    "HISTORY_KINDS",
    "MARKET_KINDS",
    "PROGRAM_KINDS",
    "Market",
    "Story",
    "histories",
    "history_reached",
    "market_reached",
    "markets",
    "program_reached",
    "programs",
    "stories",
]


# ---- markets --------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Market:
    """Numbers of behaviour that differ from the defaults, by name, and the switches that are off."""

    values: dict[str, float]
    off: tuple[str, ...]


@st.composite
def markets(draw: st.DrawFn) -> Market:
    """Draw a market: some numbers anywhere in their ranges, the ends included, and some switches off."""
    ranged = [one for one in FIELDS if one.low < one.high]
    chosen = draw(st.lists(st.sampled_from(ranged), unique_by=lambda one: one.name, max_size=len(ranged)))
    values = {
        one.name: draw(st.sampled_from([one.low, one.high]) | st.floats(one.low, one.high)) for one in chosen
    }
    off = draw(st.lists(st.sampled_from(MECHANISM_NAMES), unique=True, max_size=3))
    return Market(values, tuple(sorted(off)))


MARKET_KINDS = frozenset({f"{name} off" for name in MECHANISM_NAMES}) | {
    "low end",
    "high end",
    "between",
    "plain",
}


def market_reached(market: Market) -> set[str]:
    """Name where a market's numbers lie in their ranges and which switches are off."""
    ends = {one.name: (one.low, one.high) for one in FIELDS}
    told = {f"{name} off" for name in market.off} | (set() if market.values else {"plain"})
    for name, value in market.values.items():
        low, high = ends[name]
        told.add("low end" if value == low else "high end" if value == high else "between")
    return told


# ---- histories ------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Story:
    """One member's history under a program: what a case file tells, without the answer."""

    program: Tree
    begins: str
    events: tuple[Tree, ...]


# Days between events: a brisk member is back within weeks, a slow one may stay away for years.
BRISK = (0, 0, 0, 1, 1, 2, 5, 7, 8, 14, 22, 29)
SLOW = (0, 1, 7, 31, 61, 183, 365, 366, 800)
EDGES = ("-01", "-11", "-31", "02-29", "12-31", "11-11")
LONGEST = 6 * 365
LAST_RETURN = timedelta(
    days=730
)  # the engine pools points older than three years, no order comes back so late
TEXTS = ("tier", "membership", "ladders")  # what a statement tells in words
HAPPENINGS = (
    "buy",
    "buy",
    "buy",
    "buy",
    "buy",
    "refused",
    "return",
    "return",
    "login",
    "review",
    "birthday",
    "event",
    "redeem",
    "redeem",
    "reinstate",
    "coupon",
    "club",
    "club",
    "look",
    "pay",
    "pay",
    "cancel",
    "referral",
)


def _may_happen(program: Tree) -> tuple[str, ...]:
    """Return what can happen under a program, so that histories are not taken up by what cannot."""
    rewards = program.get("rewards", {})
    lacking = {
        "club": "clubs" not in program,
        "coupon": "coupons" not in rewards,
        "redeem": "catalogue" not in rewards,
        "pay": "paid" not in program,
        "cancel": "paid" not in program,
        "referral": "referral" not in program,
    }
    return tuple(one for one in HAPPENINGS if not lacking.get(one, False))


def _prices(program: Tree) -> list[int]:
    """Return prices in fen that matter to the program: at its thresholds and limits, and plain ones."""
    edges = [level.get("from", 0) * 100 for level in program.get("tiers", {}).get("levels", {}).values()]
    edges += [1000, 7900, 9999]
    near = [edge + step for edge in edges for step in (-100, -1, 0, 1)]
    # Rewards of the catalogue take many points: without dear orders hardly anybody would come to one.
    dear = [50000, 250000] * (8 if program.get("rewards", {}).get("catalogue") else 1)
    return [price for price in near if price > 0] + [1, 12345, *dear]


def _purchase(draw: st.DrawFn, program: Tree, prices: list[int], key: str) -> Tree:
    fen = draw(st.sampled_from(prices) | st.sampled_from(prices) | st.integers(1, 500_000))
    event: Tree = {"buy": f"{fen // 100}.{fen % 100:02} CNY", "id": key}
    if draw(st.integers(0, 3)) == 0:
        event["member_price"] = True
    if draw(st.integers(0, 2)) == 0:
        event["clerk"] = True
    maybe(draw, event, "use_points", 1, 150, 1_000_000)
    maybe(draw, event, "category", *kinds_of_orders(program, "categories"))
    maybe(draw, event, "channel", *kinds_of_orders(program, "channels"))
    return event


def _order(draw: st.DrawFn, program: Tree, happening: str, order: Tree) -> Tree:
    """Make an order refused, or perhaps somebody else's of the household, who has nothing but the prices."""
    if happening == "refused":
        plain = {key: value for key, value in order.items() if key not in ("category", "channel")}
        return {**plain, "refused": True}
    if "household" in program and draw(st.integers(0, 2)) == 0:
        own = ("use_points", "category", "channel", "clerk")
        return {**{key: value for key, value in order.items() if key not in own}, "by": "household"}
    return order


def _won(draw: st.DrawFn, program: Tree, event: Tree, happening: str) -> Tree:
    """Draw what comes with an order or a login by chance."""
    if happening not in ("buy", "login") or "by" in event:
        return {}
    may_win = winnings(program.get("rewards", {}), happening)
    return {"won": draw(st.sampled_from(may_win))} if may_win and draw(st.integers(0, 2)) == 0 else {}


def _later(draw: st.DrawFn, gaps: tuple[int, ...], day: date, end: date) -> date:
    """Return a day some time later, or the next day at an edge of the calendar, not after the end."""
    if draw(st.integers(0, 7)):
        return min(day + timedelta(days=draw(st.sampled_from(gaps))), end)
    edge = draw(st.sampled_from(EDGES))
    while day < end and not str(day).endswith(edge):
        day += timedelta(days=1)
    return day


def _full(draw: st.DrawFn, program: Tree) -> Tree:
    """Draw levels into which nobody can climb with an event, among those for a share of members."""
    levels = program.get("tiers", {}).get("levels", {})
    capped = [name for name, one in levels.items() if "at_most" in one]
    full = draw(st.lists(st.sampled_from(capped), unique=True)) if capped else []
    return {"full": full} if full else {}


def _without_an_order(draw: st.DrawFn, program: Tree, happening: str) -> Tree:
    """Draw an event that is about no order; only time passes where the program has nothing of the kind."""
    catalogue = program.get("rewards", {}).get("catalogue", {})
    if happening == "redeem" and catalogue:
        event: Tree = {"redeem": draw(st.sampled_from(list(catalogue)))}
        if "stock" in catalogue[event["redeem"]] and draw(st.booleans()):
            event["sold_out"] = True
        if "from" in catalogue[event["redeem"]]:
            maybe(draw, event, "demand", "x0", "x0.333", "x1.5", "x2.001")
        return event
    if happening == "event" and (named := events_of_program(program)):
        return {"event": draw(st.sampled_from(named))}
    if happening == "coupon" and (coupons := list(program.get("rewards", {}).get("coupons", {}))):
        return {"coupon": draw(st.sampled_from(coupons))}
    if happening == "club" and "clubs" in program:
        return club_event(draw, program)
    if happening in ("login", "review", "reinstate") or (
        happening in ("pay", "cancel") and "paid" in program
    ):
        return {happening: True}
    return brings_friend(program) if happening == "referral" else at_partner(draw, program)


def beginnings() -> st.SearchStrategy[date]:
    """Draw day 0."""
    return st.integers(0, 1500).map(lambda days: date(2011, 12, 26) + timedelta(days=days))


@st.composite
def histories(draw: st.DrawFn, program: Tree, begins: date | None = None) -> Story:
    """Draw what happens to one member: in date order, with gaps from hours to years."""
    begins = begins or draw(beginnings())
    end = begins + timedelta(days=LONGEST)
    gaps = draw(st.sampled_from([BRISK, BRISK, SLOW, BRISK + SLOW]))
    day = _later(draw, gaps, begins, end)
    prices = _prices(program)
    kept: dict[str, date] = {}
    birthdays: set[int] = set()
    happenings = _may_happen(program)
    events: list[Tree] = [{"on": str(day), "join": True}] if draw(st.booleans()) else []
    if events:
        maybe(draw, events[0], "born", "01-02", "02-27", "03-01", "11-08", "12-31")
        if "match" in program.get("tiers", {}):
            events = [{"on": str(day), "match": True}]
        elif joins_referred(draw, program):
            events = [{"on": str(day), "referred": True}]
    for place in range(draw(st.integers(1, 25))):
        day = _later(draw, gaps, day, end)
        # Nearness matters: what has been taken is mostly used with an order soon after.
        after_taking = bool(events) and "redeem" in events[-1] and draw(st.booleans())
        happening = "buy" if after_taking else draw(st.sampled_from(happenings))
        event: Tree = {"look": True}
        if happening in ("buy", "refused"):
            event = _order(draw, program, happening, _purchase(draw, program, prices, f"order_{place}"))
            if happening == "buy":
                kept[event["id"]] = day
        elif happening == "return" and (
            recent := [key for key, on in kept.items() if day - on <= LAST_RETURN]
        ):
            event = {"return": draw(st.sampled_from(recent))}
            del kept[event["return"]]
        elif happening == "birthday":
            if day.year not in birthdays:
                event = {"birthday": True}
            birthdays.add(day.year)
        elif happening != "return":
            event = _without_an_order(draw, program, happening)
        event |= _won(draw, program, event, happening) | _full(draw, program)
        events.append({"on": str(day), **event})
    if silence := draw(st.sampled_from([0, 400, 400, 800])):
        events.append({"on": str(min(day + timedelta(days=silence), end)), "look": True})
    return Story(program, str(begins), tuple(events))


def stories() -> st.SearchStrategy[Story]:
    """Draw a program and a history of one of its members."""
    return programs().flatmap(histories)


# fmt: off
HISTORY_KINDS = frozenset({
    "join", "buy", "refused", "return", "login", "review", "redeem", "look", "use_points", "member_price",
    "reinstate",
    "category", "channel",
    "birthday", "event",
    "coupon",
    "clerk", "same_day", "years_later", "upgrade", "downgrade", "deducted", "emptied",
    "rating_up", "rating_down",
    "credited", "expired", "debt", "debt_paid", "given_back", "used_at_checkout", "taken_from_catalogue",
    "price_cut", "nothing_earned", "leap_day", "born", "full", "match",
    "sold_out", "demand", "voucher_held", "voucher_used", "voucher_lost",
}) | GIVEN_HISTORY_KINDS | PAID_HISTORY_KINDS | CLUB_HISTORY_KINDS | PARTNER_HISTORY_KINDS
HISTORY_KINDS |= REFERRAL_HISTORY_KINDS
HISTORY_KINDS |= FURTHER_HISTORY_KINDS
# fmt: on


def history_reached(story: Story) -> set[str]:
    """Name what happened in a history, in the words of HISTORY_KINDS, as the evaluator tells it."""
    told: set[str] = set()
    order = list(story.program.get("tiers", {}).get("levels", {"member": {}}))
    before: Summary = {}
    last = story.begins
    for event, now in zip(story.events, statements(story.program, story.begins, story.events), strict=True):
        told |= set(event) - {"on", "id"}
        gap = (date.fromisoformat(event["on"]) - date.fromisoformat(last)).days
        told |= {"same_day"} if gap == 0 else {"years_later"} if gap > 365 else set()
        told |= {"leap_day"} if event["on"].endswith("02-29") else set()
        if before:
            told |= _moves(event, before, now, order) | paid_moves(event, before, now)
        before, last = now, event["on"]
    return told


def _moves(event: Tree, before: Summary, now: Summary, order: list[str]) -> set[str]:
    change = {name: int(now[name]) - int(before[name]) for name in now if name not in TEXTS}
    climbed = order.index(str(now["tier"])) - order.index(str(before["tier"]))
    passive = not {"return", "buy", "login", "review", "birthday", "event", "pay", "cancel"} & set(event)
    flags = {
        "upgrade": climbed > 0,
        "downgrade": climbed < 0,
        "deducted": passive and change["status"] < 0 < int(now["status"]),
        "emptied": passive and change["status"] < 0 == int(now["status"]),
        "rating_up": change["rating"] > 0,
        "rating_down": change["rating"] < 0,
        "credited": passive and change["pending"] < 0 < change["points"],
        "expired": change["expired"] > 0,
        "debt": change["debt"] > 0,
        "debt_paid": change["debt"] < 0,
        "given_back": change["redeemed"] < 0,
        "used_at_checkout": "buy" in event and change["redeemed"] > 0,
        "taken_from_catalogue": "redeem" in event and change["redeemed"] > 0,
        "price_cut": change["discount"] > 0,
        "voucher_held": change["vouchers"] > 0,
        "voucher_used": change["voucher_cuts"] > 0,
        "voucher_lost": "buy" not in event and change["vouchers"] < 0,
        "nothing_earned": "buy" in event and change["orders"] == 1 and change["issued"] == 0,
    }
    told = {name for name, holds in flags.items() if holds}
    return (
        told
        | given_moves(event, change, now)
        | club_moves(event, change)
        | rung_moves(before, now)
        | partner_moves(event, change)
        | referral_moves(event, change)
    )
