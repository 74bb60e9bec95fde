"""Random rewards that no points are spent on, for the programs and histories next door."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

Tree = dict[str, Any]

SOME_FUNDINGS = ({"firm": "100%"}, {"seller": "60%", "partner": "40%"})


def _or_none(draw: st.DrawFn, tree: Tree, key: str, *values: Any) -> None:
    if draw(st.booleans()):
        tree[key] = draw(st.sampled_from(values))


def stamps(draw: st.DrawFn) -> Tree:
    """Draw a stamp card, short enough that histories fill it."""
    buy = draw(st.sampled_from([2, 3, 5]))
    card: Tree = {
        "buy": buy,
        "worth": "25 CNY",
        "cost": "8 CNY",
        "funded": draw(st.sampled_from(SOME_FUNDINGS)),
    }
    _or_none(draw, card, "minimum_order", "10 CNY", "99.99 CNY")
    _or_none(draw, card, "endowed", 1, buy - 1)
    _or_none(draw, card, "valid", "1 weeks", "26 weeks", "15 days")
    _or_none(draw, card, "at_most", "1 per year", "2 per year")
    return card


def coupon(draw: st.DrawFn, names: list[str]) -> Tree:
    """Draw a coupon, for some of the levels."""
    one: Tree = {
        "sent": draw(st.sampled_from(["1 per week", "1 per month"])),
        "valid": draw(st.sampled_from(["1 weeks", "3 weeks", "10 days"])),
        "targeted": draw(st.booleans()),
        "funded": draw(st.sampled_from(SOME_FUNDINGS)),
    }
    kind, size = draw(st.sampled_from([("percent", "12.5%"), ("percent", "100%"), ("amount", "20 CNY")]))
    one[kind] = size
    _or_none(draw, one, "over", "79 CNY", "100 CNY")
    if draw(st.integers(0, 2)) == 0:
        one["to"] = "everybody"
    elif draw(st.booleans()) and names:
        one["tiers"] = names[-1:]
    return one


def _gift(draw: st.DrawFn, names: list[str]) -> Tree:
    gift: Tree = {"worth": "30 CNY", "cost": "12 CNY", "funded": draw(st.sampled_from(SOME_FUNDINGS))}
    _or_none(draw, gift, "at_most", "1 per year", "2 per year")
    if draw(st.booleans()) and names:
        gift["tiers"] = names[-1:]
    return gift


def gifts(draw: st.DrawFn, names: list[str], with_points: bool) -> Tree:
    """Draw surprises and lotteries; points enter one only where something else says what they are worth."""
    rewards: Tree = {}
    if draw(st.booleans()):
        chance = draw(st.sampled_from(["2% of orders", "50% of orders"]))
        rewards["surprises"] = {"a_sweet": {"chance": chance, **_gift(draw, names)}}
    if draw(st.integers(0, 3)) == 0:
        rewards["milestones"] = {"welcome": {"order": draw(st.sampled_from([1, 2])), **_gift(draw, names)}}
    entries = ["order", "login", *(["50 points"] if with_points else [])]
    chosen = draw(st.lists(st.sampled_from(entries), unique=True))
    if chosen:
        rewards["lotteries"] = {
            f"draw_by_{entry.split()[-1]}": {"entry": entry, "chance": "10%", **_gift(draw, names)}
            for entry in chosen
        }
    return rewards


def winnings(rewards: Tree, happening: str) -> list[str]:
    """Return the names of what may come with an order or a login."""
    lotteries = rewards.get("lotteries", {})
    by_login = [name for name, one in lotteries.items() if one["entry"] == "login"]
    if happening == "login":
        return by_login
    others = (*rewards.get("surprises", {}), *rewards.get("milestones", {}))
    return [name for name in (*others, *lotteries) if name not in by_login]


def given_rewards(draw: st.DrawFn, names: list[str], rewards_for_points: Tree) -> Tree:
    """Draw rewards that are given without points, often none."""
    rewards: Tree = gifts(draw, names, bool({"checkout", "catalogue"} & set(rewards_for_points)))
    if draw(st.booleans()):
        rewards["stamps"] = stamps(draw)
    if draw(st.booleans()):
        rewards["coupons"] = {
            f"coupon_{place}": coupon(draw, names) for place in range(draw(st.integers(1, 2)))
        }
    return rewards


# fmt: off
GIVEN_KINDS = frozenset({
    "stamps", "endowed", "cards_lapse", "cards_limited", "stamps_minimum",
    "surprises", "milestones",
    "lottery_order", "lottery_login", "lottery_points", "gifts_limited", "gift_tiers",
    "coupons", "coupon_targeted", "coupon_public", "coupon_tiers", "coupon_amount",
})
# fmt: on


def given_reached(rewards: Tree) -> set[str]:
    """Name what a program gives without points, in the words of GIVEN_KINDS."""
    entries = {one["entry"] for one in rewards.get("lotteries", {}).values()}
    chanced = [
        *rewards.get("surprises", {}).values(),
        *rewards.get("milestones", {}).values(),
        *rewards.get("lotteries", {}).values(),
    ]
    card, coupons = rewards.get("stamps", {}), list(rewards.get("coupons", {}).values())
    flags = {
        "surprises": "surprises" in rewards,
        "milestones": "milestones" in rewards,
        "lottery_order": "order" in entries,
        "lottery_login": "login" in entries,
        "lottery_points": "50 points" in entries,
        "gifts_limited": any("at_most" in one for one in chanced),
        "gift_tiers": any("tiers" in one for one in chanced),
        "coupons": bool(coupons),
        "coupon_targeted": any(one["targeted"] for one in coupons),
        "coupon_public": any("to" in one for one in coupons),
        "coupon_tiers": any("tiers" in one for one in coupons),
        "coupon_amount": any("amount" in one for one in coupons),
        "stamps": bool(card),
        "endowed": "endowed" in card,
        "cards_lapse": "valid" in card,
        "cards_limited": "at_most" in card,
        "stamps_minimum": "minimum_order" in card,
    }
    return {name for name, holds in flags.items() if holds}


# fmt: off
GIVEN_HISTORY_KINDS = frozenset({
    "stamped", "card_filled", "card_lapsed", "stamp_taken_back", "stamp_owed", "prize", "prize_by_login",
    "prize_for_points", "nothing_won",
})
# fmt: on


def given_moves(event: Tree, change: dict[str, int], now: Tree) -> set[str]:
    """Name what an event did to rewards given without points, in the words of GIVEN_HISTORY_KINDS."""
    flags = {
        "stamped": "buy" in event and change["stamps"] > 0,
        "card_filled": "buy" in event and change["rewards"] > 0,
        "card_lapsed": "look" in event and change["stamps"] < 0,
        "stamp_taken_back": "return" in event and change["stamps"] < 0,
        "prize": "won" in event and change["rewards"] > 0,
        "prize_by_login": "login" in event and change["rewards"] > 0,
        "prize_for_points": event.get("won") == "draw_by_points" and change["redeemed"] >= 50,
        "nothing_won": "won" in event and change["rewards"] == 0,
        "stamp_owed": int(now["stamps"]) < 0,
    }
    return {name for name, holds in flags.items() if holds}
