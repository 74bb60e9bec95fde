"""What happens to a member in a worked example: dated events, their checks, and the same as plain numbers.

Amounts of a plain event are in minor units; days count from the file's `begins`.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Annotated, Any, Literal, get_args

from pydantic import Field

from simulator.fields import Clause, Cost, Date, Fault, Name, Range, Switch, Whole
from simulator.fields import Path as Keys
from simulator.program import Program
from simulator.program.calendar import DayOfYear
from simulator.program.caps import activities_named
from simulator.program.catalogue import in_order
from simulator.program.clubs import club_names
from simulator.program.gifts import gift_names
from simulator.program.order_kinds import What, kinds_named
from simulator.program.partners import partner_names
from simulator.units import Factor, did_you_mean

Kind = Literal[
    "join", "buy", "return", "login", "review", "birthday", "event", "redeem", "reinstate", "coupon",
    "match", "club", "leaves_club", "pay", "cancel", "at_partner", "burn", "referred", "referral", "look",
]  # fmt: skip
KINDS: tuple[Kind, ...] = get_args(Kind)
NOBODY = -1  # no order, no item

Count = Annotated[Whole, Range(0, 1_000_000_000)]


class Happening(Clause):
    """One thing that happens to the member on a day."""

    on: Date = Field(description="The day, year-month-day.")
    join: Switch | None = Field(default=None, description="The member joins.")
    born: DayOfYear | None = Field(
        default=None, description="With join: the member's birthday, month-day; left out: not known."
    )
    match: Switch | None = Field(
        default=None, description="The member joins and is granted the level of the status match."
    )
    buy: Cost | None = Field(default=None, description="An order at this list price, in money.")
    by: Literal["household"] | None = Field(
        default=None, description="household: somebody else orders on the member's account."
    )
    refused: Switch = Field(default=False, description="The order is refused at the door.")
    member_price: Switch = Field(default=False, description="The order is for goods with a member price.")
    category: Name | None = Field(default=None, description="Category of the order's goods.")
    channel: Name | None = Field(default=None, description="Channel that the order comes through.")
    clerk: Switch = Field(default=False, description="The order is served by the member's own clerk.")
    use_points: Count = Field(default=0, description="Points that the member wishes to use on the order.")
    id: Name | None = Field(default=None, description="A name for the order, so that it can be returned.")
    returns: Name | None = Field(
        default=None, alias="return", description="The order of this id is returned."
    )
    login: Switch | None = Field(default=None, description="The member logs in.")
    review: Switch | None = Field(default=None, description="A review of the member is approved.")
    birthday: Switch | None = Field(default=None, description="The member's birthday, once a year.")
    event: Name | None = Field(
        default=None, description="An event of this name that earns: survey, recycling, app_use or another."
    )
    redeem: Name | None = Field(default=None, description="A reward is taken from the catalogue.")
    reinstate: Switch | None = Field(default=None, description="The member has expired points back.")
    sold_out: Switch = Field(default=False, description="Nothing is left of the reward.")
    demand: Annotated[Factor, Range(0, 1_000)] = Field(
        default=Factor(Decimal(1)), description="Last week's wishes for the reward against the normal ones."
    )
    won: Name | None = Field(
        default=None, description="With buy or login: a surprise of this name comes, or a lottery is won."
    )
    coupon: Name | None = Field(default=None, description="A coupon is received and kept in mind.")
    club: Name | None = Field(
        default=None, description="The member joins a club, if invited where that is asked."
    )
    leaves_club: Name | None = Field(
        default=None, description="The member leaves a club: the stage of life is over."
    )
    full: list[Name] = Field(default=[], description="Levels into which nobody can climb with this event.")
    pay: Switch | None = Field(
        default=None, description="The paid membership is bought: the trial, once, where there is one."
    )
    cancel: Switch | None = Field(default=None, description="The paid membership is cancelled.")
    at_partner: Cost | None = Field(default=None, description="A visit to a partner at this price, in money.")
    burn: Count | None = Field(
        default=None, description="Points that the member wishes to use at a partner: at most what is held."
    )
    partner: Name | None = Field(default=None, description="With at_partner or burn: the partner's name.")
    referred: Switch | None = Field(default=None, description="The member joins, referred by a friend.")
    referral: Switch | None = Field(
        default=None, description="A friend whom the member referred meets the condition."
    )
    look: Switch | None = Field(default=None, description="Nothing happens but the time that passes.")

    def kinds(self) -> list[Kind]:
        """Return what happens: one kind in a good file."""
        values = {**{kind: getattr(self, kind, None) for kind in KINDS}, "return": self.returns}
        return [kind for kind in KINDS if values[kind] not in (None, False)]


# ---- checks ---------------------------------------------------------------------------------------------


# What belongs to some kinds of events alone, and what an order that is refused cannot have.
BELONGS_TO: dict[str, tuple[Kind, ...]] = {
    **dict.fromkeys(
        ("refused", "member_price", "clerk", "category", "channel", "use_points", "id", "by"), ("buy",)
    ),
    "born": ("join",),
    "sold_out": ("redeem",),
    "demand": ("redeem",),
    "won": ("buy", "login"),
    "partner": ("at_partner", "burn"),
}  # fmt: skip
NOT_REFUSED = ("use_points", "category", "channel", "won")
NOT_OF_HOUSEHOLD = ("refused", "use_points", "clerk", "category", "channel", "won")


def event_faults(event: Happening, path: Keys) -> Iterator[Fault]:
    """Tell when not exactly one thing happens, and what has no effect on it."""
    kinds = event.kinds()
    if len(kinds) != 1:
        have = " and ".join(kinds) or "nothing that happens"
        yield Fault(path, f"has {have}, needs exactly one of {', '.join(KINDS)}")
    for name, owners in BELONGS_TO.items():
        if name in event.model_fields_set and kinds and not set(owners) & set(kinds):
            text = f"has no effect: it is for an event with {' or '.join(owners)}"
            yield Fault((*path, name), text, at_key=True)
    for name in NOT_REFUSED:
        if event.refused and getattr(event, name):
            yield Fault((*path, name), "has no effect on an order that is refused")
    born = event.born
    if born is not None and (born.year or (born.month, born.day) == (2, 29)):
        yield Fault((*path, "born"), f"is '{born}', may be a date of every year, e.g. 03-08")


def reward_faults(event: Happening, program: Program, path: Keys) -> Iterator[Fault]:
    """Tell of a reward that the catalogue does not have, and of what has no effect on it."""
    if event.redeem is None:
        return
    items = in_order(program)
    item = items.get(event.redeem)
    if item is None:
        near = did_you_mean(event.redeem, items) or "."
        text = f"'{event.redeem}' is not in the catalogue{near} May be: {', '.join(items) or 'nothing'}"
        yield Fault((*path, "redeem"), text)
    elif event.sold_out and item.stock is None:
        yield Fault((*path, "sold_out"), f"has no effect: '{event.redeem}' has no stock", at_key=True)
    elif "demand" in event.model_fields_set and item.price != "dynamic":
        text = f"has no effect: the price of '{event.redeem}' is not dynamic"
        yield Fault((*path, "demand"), text, at_key=True)


def club_faults(event: Happening, program: Program, path: Keys) -> Iterator[Fault]:
    """Tell of a club that the program does not have."""
    names = club_names(program)
    for key, club in (("club", event.club), ("leaves_club", event.leaves_club)):
        if club and club not in names:
            may_be = ", ".join(names) or "nothing"
            yield Fault((*path, key), f"'{club}' is no club{did_you_mean(club, names)}: may be {may_be}")


def partner_faults(event: Happening, program: Program, path: Keys) -> Iterator[Fault]:
    """Tell when the partner of a visit is none, or has nothing of the kind."""
    kind = next((one for one in ("at_partner", "burn") if one in event.kinds()), None)
    if kind is None or not program.exists:
        return
    partners = program.partners or {}
    may_be = ", ".join(partners) or "nothing"
    if event.partner is None:
        yield Fault((*path, kind), f"lacks partner, which may be {may_be}", at_key=True)
    elif event.partner not in partners:
        near = did_you_mean(event.partner, partners)
        yield Fault((*path, "partner"), f"'{event.partner}' is no partner{near}: may be {may_be}")
    elif (partners[event.partner].earn if kind == "at_partner" else partners[event.partner].burn) is None:
        what = "earned" if kind == "at_partner" else "used"
        text = f"has no effect: no points are {what} at '{event.partner}'"
        yield Fault((*path, kind), text, at_key=True)


def referral_faults(event: Happening, program: Program, place: int, path: Keys) -> Iterator[Fault]:
    """Tell of referrals that the program does not know, and of who joins after other events."""
    if event.referral and program.exists and not (program.referral and program.referral.referrer):
        yield Fault(
            (*path, "referral"), "has no effect: the program gives nothing to who refers", at_key=True
        )
    if event.referred and program.exists and program.referral is None:
        yield Fault((*path, "referred"), "has no effect: the program has no referral", at_key=True)
    if event.referred and place:
        yield Fault((*path, "referred"), "is not the first event: who is referred joins by it")


def order_faults(events: Sequence[Happening], path: Keys) -> Iterator[Fault]:
    """Tell of names of orders used twice, not known, or of no order to return; and of a second birthday."""
    known: dict[str, str] = {}
    birthdays: set[int] = set()
    for position, event in enumerate(events):
        if event.birthday:
            if event.on.year in birthdays:
                text = f"is the second of {event.on.year}, it comes once a year"
                yield Fault((*path, position, "birthday"), text)
            birthdays.add(event.on.year)
        if event.id:
            if event.id in known:
                yield Fault((*path, position, "id"), f"'{event.id}' is used twice")
            known[event.id] = "refused" if event.refused else "kept"
        if event.returns:
            state = known.get(event.returns, "not bought before")
            if state != "kept":
                near = did_you_mean(event.returns, known) if event.returns not in known else ""
                yield Fault(
                    (*path, position, "return"), f"'{event.returns}' is {state}, cannot be returned{near}"
                )
            else:
                known[event.returns] = "returned already"


# ---- plain events ---------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Event:
    """One event as the engine takes it.

    Parameters
    ----------
    day
        Days since `begins`.
    kind
        What happens; `look` is nothing but the time that passes.
    amount
        List price of an order, minor units; 0 otherwise.
    order
        Number of the order that is bought or returned, from 0 in the order of buying; -1 otherwise.
    points
        Points that the member wishes to use on the order.
    member_price, refused, clerk
        Of an order: whether a member price holds for it, whether it is refused, whether the own clerk
        serves it.
    club
        Club joined or left: its index in the program's table; -1 otherwise.
    full
        Levels into which nobody can climb with it, by index.
    household
        Of an order: whether somebody else orders on the member's account.
    partner
        Of a visit or use of points: the partner's index in the table; -1 otherwise.
    item
        Reward taken or coupon received: its index in the program's table; -1 otherwise.
    born
        Of joining: day of a common year, 0 to 364; -1 where it is not known.
    sold_out
        Of a reward: whether nothing is left of it.
    demand
        Of a reward with a dynamic price: wishes for it against the normal ones, thousandths.
    category, channel
        Of an order: its kinds among those that the program names; -1 otherwise.
    activity
        Of an event: which it is among those that the program names; -1 otherwise.
    won
        Surprise or prize that comes with an order or a login: its index in the table; -1 otherwise.
    """

    day: int
    kind: Kind
    amount: int = 0
    order: int = NOBODY
    points: int = 0
    member_price: bool = False
    refused: bool = False
    item: int = NOBODY
    born: int = NOBODY
    sold_out: bool = False
    demand: int = 1_000
    category: int = NOBODY
    channel: int = NOBODY
    activity: int = NOBODY
    clerk: bool = False
    club: int = NOBODY
    full: tuple[int, ...] = ()
    won: int = NOBODY
    household: bool = False
    partner: int = NOBODY


def in_force(program: Program, on: datetime.date, begins: datetime.date) -> Program:
    """Return the program that holds on a day: before a switch to it, the one before."""
    migration = program.migration
    if migration is None or (on - begins).days // 7 >= migration.week(begins):
        return program
    return migration.before


def item_names(program: Program) -> tuple[str, ...]:
    """Return the names of a program's rewards in the order of its table."""
    return tuple(in_order(program))


def kind_at(program: Program, what: What, name: str | None) -> int:
    """Return which of the program's categories or channels a name is, -1 for none."""
    return NOBODY if name is None else kinds_named(program, what).index(name)


def coupon_names(program: Program) -> tuple[str, ...]:
    """Return the names of a program's coupons in the order of its table."""
    return tuple(program.rewards.coupons) if program.rewards else ()


def plain_events(
    happenings: Iterable[Happening], begins: datetime.date, program: Program
) -> tuple[Event, ...]:
    """Return the events of a checked example as the engine takes them."""
    orders, events = dict[str, int](), []
    bought, after = 0, program
    for happening in happenings:
        program = in_force(after, happening.on, begins)
        items = list(in_order(program))
        kind, day = happening.kinds()[0], (happening.on - begins).days
        won = gift_names(program).index(happening.won) if happening.won else NOBODY
        if kind == "buy" and happening.buy:
            if happening.id:
                orders[happening.id] = bought
            event = Event(
                day,
                kind,
                happening.buy.minor,
                bought,
                happening.use_points,
                happening.member_price,
                happening.refused,
                category=kind_at(program, "categories", happening.category),
                channel=kind_at(program, "channels", happening.channel),
                clerk=happening.clerk,
                won=won,
                household=happening.by == "household",
            )
            bought += 1
        elif happening.returns:
            event = Event(day, kind, order=orders[happening.returns])
        elif happening.born:
            event = Event(day, kind, born=happening.born.day_of_common_year)
        elif happening.event:
            event = Event(day, kind, activity=activities_named(program).index(happening.event))
        elif happening.redeem:
            place, demand = items.index(happening.redeem), happening.demand.thousandths
            event = Event(day, kind, item=place, sold_out=happening.sold_out, demand=demand)
        elif happening.partner:
            spent, points = happening.at_partner, happening.burn or 0
            place = partner_names(program).index(happening.partner)
            event = Event(day, kind, spent.minor if spent else 0, points=points, partner=place)
        elif happening.coupon:
            event = Event(day, kind, item=coupon_names(program).index(happening.coupon))
        elif named := happening.club or happening.leaves_club:
            event = Event(day, kind, club=club_names(program).index(named))
        else:
            event = Event(day, kind, won=won)
        if happening.full:
            event = replace(event, full=tuple(program.level_names.index(name) for name in happening.full))
        events.append(event)
    return tuple(events)


def events_of(
    tree: Iterable[Mapping[str, Any]], begins: datetime.date, program: Program
) -> tuple[Event, ...]:
    """Return plain events from the plain values of a case's `events`, which must be valid."""
    return plain_events((Happening.model_validate(one) for one in tree), begins, program)
