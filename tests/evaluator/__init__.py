"""What a program means, worked out a second time: plain Python, dates and exact fractions, no numpy.

It imports nothing of the workbench, so that an error in the engine and an error here are two different
errors. `reading` reads the program, `points`, `ladder` and `member` are one member's account; here it lives
a whole history.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import date, timedelta

from tests.evaluator.member import Member, Summary
from tests.evaluator.partners import burn_at_partner, visit_partner
from tests.evaluator.reading import Rules, Tree, is_yes, number
from tests.evaluator.switching import first_week, switch

__all__ = ["Summary", "evaluate", "statements"]


def statements(program: Tree, begins: str, events: Iterable[Tree]) -> Iterator[Summary]:
    """Yield the statement of account after each event of one member, in the words of a case file."""
    opening = date.fromisoformat(str(begins))
    start = first_week(program, opening)
    before = program["migration"]["from"] if start is not None else program
    after, rules = Rules(program), Rules(before)
    member: Member | None = None
    for place, event in enumerate(events):
        day = date.fromisoformat(str(event["on"]))
        if start is not None and (day - opening).days // 7 >= start:
            if member:
                member.live_until(opening + timedelta(days=7 * start - 1))
                switch(member, before, program, after, start)
            rules, start = after, None
        member = member or Member(rules, opening, day)
        assert day >= member.today, f"{day} comes before {member.today}"
        member.live_until(day)
        if rules.exists:
            member.full = frozenset(event.get("full", ()))
            happen(member, event, str(event.get("id", f"#{place}")))
            member.full = frozenset()
        elif "buy" in event and not is_yes(event.get("refused")):
            member.count("paid", rules.money(event["buy"]))
        yield member.summary() if rules.exists else {**member.summary(), "tier": "none"}


def happen(member: Member, event: Tree, key: str) -> None:
    """Let one event happen to a member on a day whose week is open."""
    if "look" in event:
        return
    for kind, act in ACTS.items():
        if kind in event:
            act(member, event, key)
            break
    member.climb()


def _join(member: Member, event: Tree, _key: str) -> None:
    member.birthday = str(event.get("born", ""))


def _redeem(member: Member, event: Tree, _key: str) -> None:
    demand = number(event.get("demand", 1))
    member.redeem(str(event["redeem"]), is_yes(event.get("sold_out")), demand)


def _buy(member: Member, event: Tree, key: str) -> None:
    if is_yes(event.get("refused")):
        member.fault("refusal")
        return
    wish, at_member_price = int(number(event.get("use_points", 0))), is_yes(event.get("member_price"))
    if "by" in event:
        member.buy_for_household(key, member.rules.money(event["buy"]), at_member_price)
        return
    kinds = {what: str(event[what]) for what in ("category", "channel") if what in event}
    by_clerk = is_yes(event.get("clerk"))
    member.buy(
        key,
        member.rules.money(event["buy"]),
        wish,
        at_member_price,
        by_clerk,
        kinds,
        str(event.get("won", "")),
    )


# What each kind of event does to a member.
ACTS: dict[str, Callable[[Member, Tree, str], None]] = {
    "join": _join,
    "match": lambda member, _event, _key: member.match(),
    "login": lambda member, event, _key: member.log_in(str(event.get("won", ""))),
    "review": lambda member, _event, _key: member.earn_flat("approved_review"),
    "birthday": lambda member, _event, _key: member.earn_flat("birthday"),
    "event": lambda member, event, _key: member.earn_flat(str(event["event"])),
    "redeem": _redeem,
    "pay": lambda member, _event, _key: member.pay(),
    "cancel": lambda member, _event, _key: member.cancel(),
    "reinstate": lambda member, _event, _key: member.reinstate(),
    "coupon": lambda member, event, _key: member.wallet.receive(
        str(event["coupon"]), member.level_name, member.week
    ),
    "club": lambda member, event, _key: member.join_club(str(event["club"])),
    "leaves_club": lambda member, event, _key: member.clubs.discard(str(event["leaves_club"])),
    "return": lambda member, event, _key: member.give_back(str(event["return"])),
    "buy": _buy,
    "at_partner": lambda member, event, _key: visit_partner(member, event),
    "burn": lambda member, event, _key: burn_at_partner(member, event),
    "referred": lambda member, _event, _key: member.friends.join(member.today),
    "referral": lambda member, _event, _key: member.rewarded_for_friend(),
}


def evaluate(program: Tree, begins: str, events: Iterable[Tree]) -> Summary:
    """Return the statement of account after the last event."""
    return list(statements(program, begins, events))[-1]
