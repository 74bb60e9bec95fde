"""Words for one customer's week: what he ordered, met, got and lost, and how he then feels."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from reports.numbers import Writer
from reports.words import clean
from simulator.accounts import chart

if TYPE_CHECKING:
    from simulator.reasons.journey import Journeys, Life
    from simulator.reasons.watching import Week


def plural(count: int, one: str, many: str = "") -> str:
    """Return a number with its noun."""
    return f"{count:,} {one if count == 1 else many or one + 's'}"


@dataclass(frozen=True)
class Words:
    """Writes what happened in the study's money."""

    write: Writer

    @classmethod
    def of(cls, told: Journeys) -> Words:
        """Return the words of some stories."""
        plan = told.plan
        return cls(Writer(plan.market.currency, plan.minor, plan.weeks))

    def money(self, minor: float, *, signed: bool = False) -> str:
        """Write an amount of minor units."""
        return self.write.money(minor, signed=signed)

    @staticmethod
    def clean(text: str) -> str:
        """Return a text from outside, safe to show."""
        return clean(text)

    def feelings(self, life: Life, at: int) -> str:
        """Return how a customer stands at the end of a week."""
        week = life.weeks[at]
        told = [f"satisfaction {week.satisfaction:.3f}", f"trust {week.trust:.3f}"]
        if math.isfinite(life.holds[at]):
            told.append(f"switching cost {life.holds[at]:.2f}")
        if week.fact("member"):
            if level := life.level(week):
                told.append(clean(level))
            points = week.fact("usable") + week.fact("pending") - week.fact("owed")
            if points or week.count(chart.POINTS_OUTSTANDING):
                told.append(f"{points:,} points")
        return ", ".join(told)


def events(words: Words, life: Life, at: int) -> list[str]:
    """Return what happened to a customer in a week, in the order of a week; nothing of the opening."""
    week = life.weeks[at]
    if at == 0:
        return [_opening(life, week)]
    before = life.weeks[at - 1]
    return [
        text
        for part in (_coming, _case, _orders, _trouble, _benefits, _points, _membership, _standing, _talk)
        for text in part(words, life, before, week)
    ]


def _opening(life: Life, week: Week) -> str:
    if life.comes >= 0:
        return f"not in the market yet; comes in week {life.comes}"
    if not week.attached:
        return "has left the firm before"
    if not week.fact("member"):
        return "no member"
    return "member" + (f", {clean(life.level(week))}" if len(life.levels_in(week)) > 1 else "")


def _coming(_words: Words, _life: Life, _before: Week, week: Week) -> Iterator[str]:
    if week.count(chart.NEWCOMERS):
        yield "comes to the category, and knows no firm yet"


def _case(words: Words, _life: Life, _before: Week, week: Week) -> Iterator[str]:
    """Tell what became of last week's cases at the desk."""
    decided = week.count(chart.CASES_DECIDED)
    if not decided:
        return
    gone = week.count(chart.CASES_ABANDONED)
    minutes = week.count(chart.WAIT_MINUTES) / 100 / decided
    solved = week.count(chart.CASES_RESOLVED)
    said = f"after {minutes:.0f} minutes at the desk "
    if solved:
        paid = week.count(chart.RECOVERY_COST)
        yield said + "the complaint is resolved" + (f", with {words.money(paid)}" if paid else "")
    if decided - gone > solved:
        yield said + "the complaint is not resolved"
    if gone:
        yield said + "he gives up waiting"


def _orders(words: Words, _life: Life, _before: Week, week: Week) -> Iterator[str]:
    orders = week.count(chart.ORDERS)
    if orders:
        cut = week.count(chart.PRICE_DISCOUNT) + week.count(chart.CASH_BACK)
        goods = f"{plural(orders, 'order')}, {words.money(week.count(chart.GOODS))}"
        yield goods + (f", {words.money(cut)} off" if cut else "")
    if rival := week.count(chart.RIVAL_ORDERS):
        yield f"{plural(rival, 'order')} at the rival"
    if outside := week.count(chart.OUTSIDE_ORDERS):
        yield f"{plural(outside, 'need')} met elsewhere or not at all"


def _trouble(_words: Words, _life: Life, _before: Week, week: Week) -> Iterator[str]:
    if refused := week.count(chart.REFUSALS):
        yield f"{plural(refused, 'order')} refused at the door"
    if returned := week.count(chart.RETURNS):
        yield f"{plural(returned, 'order')} returned"
    if failed := week.count(chart.FAILURES):
        complains = week.count(chart.COMPLAINTS)
        said = "complains" if complains else "says nothing"
        yield f"{plural(failed, 'order')} failed, and he {said}"
    if broken := week.count(chart.PROMISES_BROKEN):
        yield f"{broken:,} of {plural(week.count(chart.PROMISES), 'promise')} broken"


def _benefits(words: Words, _life: Life, _before: Week, week: Week) -> Iterator[str]:
    if kept := week.count(chart.PROMISES) - week.count(chart.PROMISES_BROKEN):
        yield f"{plural(kept, 'privilege')} used"
    if rewards := week.count(chart.REWARDS_GIVEN):
        yield f"{plural(rewards, 'gift')} worth {words.money(week.count(chart.REWARDS_WORTH))}"
    if sent := week.count(chart.COUPONS_SENT):
        yield f"{plural(sent, 'coupon')} sent"
    if used := week.count(chart.COUPONS_USED):
        yield f"{plural(used, 'coupon')} used"


def _points(_words: Words, _life: Life, _before: Week, week: Week) -> Iterator[str]:
    for column, said in (
        (chart.POINTS_ISSUED, "earned"),
        (chart.POINTS_REVERSED, "taken back"),
        (chart.POINTS_REDEEMED, "used"),
        (chart.POINTS_EXPIRED, "expired"),
    ):
        if points := week.count(column):
            yield f"{points:,} points {said}"


def _membership(words: Words, _life: Life, _before: Week, week: Week) -> Iterator[str]:
    if week.count(chart.JOINS):
        yield "joins the program"
    if week.count(chart.TRIALS):
        yield "begins a trial of the paid membership"
    if fees := week.count(chart.FEES):
        yield f"pays {words.money(fees)} for the paid membership"
    if back := week.count(chart.FEES_REFUNDED):
        yield f"gets {words.money(back)} of the fee back"
    if week.count(chart.REMINDERS):
        yield "is reminded of the firm"
    if week.count(chart.CALLS):
        yield "is called after an order"


def _standing(_words: Words, life: Life, before: Week, week: Week) -> Iterator[str]:
    """Tell moves between levels, leaving, and coming: new to the category, to the firm, or back to it."""
    level, held, name = week.fact("level"), before.fact("level"), clean(life.level(week))
    if week.world.rings is not before.world.rings:
        yield "is switched to the new program" + (f", as {name}" if name else "")
    elif level != held and name:
        yield ("rises to " if level > held else "falls to ") + name
    if week.count(chart.LAPSES):
        yield "LEAVES the firm"
    back = life.knew(week.week)
    if week.count(chart.COMEBACKS):
        yield "comes back to the firm" if back else "comes to the firm for the first time"
    if week.count(chart.ACQUIRED):
        yield "is won back by advertising" if back else "is won by advertising"


def _talk(_words: Words, _life: Life, _before: Week, week: Week) -> Iterator[str]:
    if week.count(chart.TALKS):
        yield "tells others of the firm"
    if friends := week.count(chart.REFERRALS):
        yield f"refers {plural(friends, 'friend')}"
