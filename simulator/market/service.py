"""The service of the market as a market file states it: who is at the desk when.

All of it may be left out: then each community's desk is one agent, open for a planned load.
Order of parts: the fields, checks, what the engine reads.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Annotated, Any, Literal, NamedTuple

from pydantic import Field

from simulator.fields import Clause, ClockTime, Fault, Name, Number, Path, Range, Switch, Whole
from simulator.market.stated import (
    AnyCost,
    AnyFactor,
    AnyShare,
    StatedShare,
    plain_cost,
    plain_factor,
    plain_share,
    range_faults,
)
from simulator.units import Share

MOST_AGENTS = 24
DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
SKILLS = ("quality", "money", "delay")
DAY_MINUTES = 1_440
WEEKS_A_YEAR = 52
WEEK_MINUTES = 7 * DAY_MINUTES
LAST_PRIORITY = 3  # the class of callers without any priority at the desk
USUAL_MONEY_LOSSES = 0.3
SAYING = ("firm", "rival", "recovery")  # clauses that may not be empty

Hours = tuple[tuple[int, int], ...]  # [from, to) in minutes of the week


class Shift(Clause):
    """Agents who work the same hours and can do the same."""

    days: list[Literal["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]] = Field(
        description="Days of the week on which it begins, by name."
    )
    opens: ClockTime = Field(description="When it begins, hours:minutes, e.g. '09:00'.")
    closes: ClockTime = Field(
        description="When it ends, hours:minutes; before `opens`: the day after. What was begun is finished."
    )
    agents: Annotated[Whole, Range(1, MOST_AGENTS)] = Field(
        description="Agents of each community's desk; a community has about 2,500 customers."
    )
    skills: list[Literal["quality", "money", "delay"]] | None = Field(
        default=None,
        description="Cases that they can serve: quality (bad orders), money (losses of money), delay (late "
        "orders); left out: all.",
    )
    priority: Switch = Field(
        default=False, description="yes: a lane for members with priority at the desk, and for nobody else."
    )

    def hours(self) -> Hours:
        """Return the hours of the week, a shift that goes on past Sunday's end parted in two."""
        found = []
        for day in self.days:
            start = DAYS.index(day) * DAY_MINUTES + self.opens
            end = start + (self.closes - self.opens) % DAY_MINUTES
            if self.closes - self.opens == DAY_MINUTES:
                end = start + DAY_MINUTES
            found.append((start, min(end, WEEK_MINUTES)))
            if end > WEEK_MINUTES:
                found.append((0, end - WEEK_MINUTES))
        return tuple(sorted(found))

    def serves(self, skill: str) -> bool:
        """Tell whether it serves cases of a kind."""
        return self.skills is None or skill in self.skills


class Desk(Clause):
    """The service desk of each community, by shifts."""

    shifts: dict[Name, Shift] = Field(description="Who works when, by name.")
    target_hours: Annotated[Number, Range(0.01, 1_000)] | None = Field(
        default=None,
        description="Hours within which a case is to be begun: up to it a resolution counts as quick and "
        "a wait annoys nobody. Left out: fast_minutes, and every wait annoys.",
    )
    money_losses: AnyShare | None = Field(
        default=None,
        description="Failures that are a loss of money, the gravest ones, in percent of all; left out: 30%.",
    )


class FirmOrders(Clause):
    """What goes wrong with orders from the firm, in place of the numbers of behaviour of the same meaning."""

    failures: AnyShare | None = Field(default=None, description="Orders that fail, percent (failure_rate).")
    delays: AnyShare | None = Field(
        default=None, description="Orders delivered late in any week, percent (delay_rate)."
    )
    returns: AnyShare | None = Field(default=None, description="Orders returned, percent (return_rate).")


class RivalOrders(Clause):
    """What goes wrong with orders from the rival."""

    failures: AnyShare | None = Field(
        default=None, description="Orders that fail, percent; left out: as many as at the firm."
    )
    delays: AnyShare | None = Field(
        default=None, description="Orders delivered late, percent (rival_delay_rate)."
    )


class Logistics(Clause):
    """What can be delivered in a week."""

    capacity: AnyFactor = Field(
        description="Orders that can be delivered in a week, as a multiple of a usual one without a program; "
        "what goes beyond is delivered late, and the week after has it as a backlog."
    )


class Recovery(Clause):
    """What a case that is resolved is compensated with."""

    compensation: AnyCost | None = Field(
        default=None,
        description="Money paid for a failure of middling severity; left out: what is usual (compensation).",
    )
    by_severity: AnyShare | None = Field(
        default=None,
        description="Part of it that follows the severity, percent: at 100% the gravest failure brings twice "
        "as much and the mildest nothing; left out: 0%, all alike.",
    )


class Staff(Clause):
    """Those who serve: how long they stay, and how much they are for the firm."""

    turnover: AnyShare = Field(description="Staff who leave in a year, percent of all; usual: 30%.")
    loyalty: Annotated[Number, Range(0, 1)] = Field(
        description="Loyalty of staff to the firm where nothing strains them, 0 to 1; usual: 0.6."
    )


class Sellers(Clause):
    """Sellers on a marketplace, some of whom leave it with the bonds of their customers."""

    turnover: AnyShare = Field(description="Sellers who leave in a year, percent of all.")
    bound: AnyShare = Field(description="Customers who are bound to one seller, percent of all.")


class Service(Clause):
    """How customers are served."""

    firm: FirmOrders | None = Field(default=None, description="What goes wrong with the firm's orders.")
    rival: RivalOrders | None = Field(default=None, description="What goes wrong with the rival's orders.")
    logistics: Logistics | None = Field(
        default=None, description="What can be delivered in a week; left out: everything."
    )
    recovery: Recovery | None = Field(default=None, description="What a failure is made good with.")
    staff: Staff | None = Field(
        default=None, description="Those who serve; left out: as usual, whatever the load."
    )
    sellers: Sellers | None = Field(
        default=None, description="Sellers who leave a marketplace; left out: nobody is missed."
    )
    desk: Desk | None = Field(default=None, description="The service desk; left out: one for a planned load.")


class ServiceTable(NamedTuple):
    """The service as plain numbers."""

    agents: tuple[tuple[Hours, int, int], ...] = ()  # hours, skills as bits, last priority served
    target_minutes: float = 0.0  # 0: none is stated
    money_losses: float = USUAL_MONEY_LOSSES
    compensation: int = -1  # minor units for a failure of middling severity; -1: the usual
    turnover: float = -1.0  # staff who leave in a year, share; -1: nothing is stated
    loyalty: float = 0.0  # of staff, 0-1
    seller_leaves: float = 0.0  # chance a week that a customer's seller leaves
    seller_bound: float = 0.0  # share of customers bound to one
    by_severity: float = 0.0  # part of it that follows the severity, 0-1
    capacity: float = 0.0  # orders a week against a usual week; 0: everything can be delivered


class StatedNumber(NamedTuple):
    """A number of behaviour that the service states."""

    place: Path  # below `service`
    stated: Share | StatedShare
    per: str | None = None  # another number that it is divided by


# Numbers of behaviour that the service may state, by name: the clause, its field, what it is divided by.
NUMBERS: dict[str, tuple[str, str, str | None]] = {
    "failure_rate": ("firm", "failures", None),
    "delay_rate": ("firm", "delays", None),
    "return_rate": ("firm", "returns", None),
    "rival_failures": ("rival", "failures", "failure_rate"),
    "rival_delay_rate": ("rival", "delays", None),
}


# What else may be stated with its provenance: clause, field, unit (None: the file's currency).
FACTS: tuple[tuple[str, str, str | None], ...] = (
    ("logistics", "capacity", "times a usual week"),
    ("recovery", "compensation", None),
    ("recovery", "by_severity", "percent"),
    ("staff", "turnover", "percent a year"),
    ("staff", "loyalty", "0-1"),
    ("sellers", "turnover", "percent a year"),
    ("sellers", "bound", "percent"),
    ("desk", "target_hours", "hours"),
    ("desk", "money_losses", "percent"),
)


def stated_numbers(service: Service | None) -> dict[str, StatedNumber]:
    """Return the numbers of behaviour that a service states in place of `values`."""
    found = {}
    for name, (clause, field, per) in NUMBERS.items():
        stated = getattr(getattr(service, clause, None), field, None)
        if stated is not None:
            found[name] = StatedNumber((clause, field), stated, per)
    return found


NO_SERVICE = ServiceTable()


def check(
    service: Service, values: Collection[str], is_cohort: bool = False, path: Path = ("service",)
) -> Iterator[Fault]:
    """Check the service across its fields.

    `values` names the numbers of behaviour that the file states; a cohort's market has no usual week.
    """
    for place, clause in ((path, service), *(((*path, name), getattr(service, name)) for name in SAYING)):
        if clause is not None and not clause.model_fields_set:
            yield Fault(place, "says nothing: leave it out, or say what differs", at_key=True)
    for name, number in stated_numbers(service).items():
        place = (*path, *number.place)
        yield from range_faults(number.stated, place)
        if name in values:
            yield Fault(place, f"is stated in values.{name} too: state one of them", at_key=True)
    yield from _part_faults(service, path)
    if service.logistics is not None:
        yield from range_faults(service.logistics.capacity, (*path, "logistics", "capacity"))
        if is_cohort:
            text = "needs a usual week, which a market of new customers does not have"
            yield Fault((*path, "logistics"), text, at_key=True)
    if service.desk is not None:
        yield from _desk_faults(service.desk, values, (*path, "desk"))


def _part_faults(service: Service, path: Path) -> Iterator[Fault]:
    """Check recovery, staff and sellers."""
    parts = (("recovery", ("compensation", "by_severity")), ("staff", ("turnover",)))
    for clause, names in (*parts, ("sellers", ("turnover", "bound"))):
        for name in names:
            yield from range_faults(getattr(getattr(service, clause), name, None), (*path, clause, name))
    recovery = service.recovery
    if recovery and recovery.by_severity is not None and recovery.compensation is not None:
        paid = plain_cost(recovery.compensation)
        if paid is not None and paid.minor == 0:
            text = "does nothing where nothing is paid: remove it, or state a compensation"
            yield Fault((*path, "recovery", "by_severity"), text, at_key=True)
    if service.sellers is not None and not _leaving(service.sellers):
        yield Fault((*path, "sellers"), "moves nobody: turnover and bound must be above 0", at_key=True)


def _leaving(sellers: Sellers) -> tuple[float, float] | None:
    """Return the chance a week that a customer's seller leaves, and the share bound; None for nobody."""
    turnover, bound = plain_share(sellers.turnover), plain_share(sellers.bound)
    if turnover is None or bound is None or not turnover.size or not bound.size:
        return None
    return 1.0 - (1.0 - turnover.ratio) ** (1.0 / WEEKS_A_YEAR), bound.ratio


def _desk_faults(desk: Desk, values: Collection[str], path: Path) -> Iterator[Fault]:
    for name, shift in desk.shifts.items():
        yield from _shift_faults(shift, (*path, "shifts", name))
    ordinary = [shift for shift in desk.shifts.values() if not shift.priority]
    unserved = [skill for skill in SKILLS if not any(shift.serves(skill) for shift in ordinary)]
    if unserved:
        text = (
            f"serve no cases of {', '.join(unserved)} for customers without priority: nobody would take them"
        )
        yield Fault((*path, "shifts"), text, at_key=True)
    agents = sum(shift.agents for shift in desk.shifts.values())
    if agents > MOST_AGENTS:
        yield Fault((*path, "shifts"), f"have {agents} agents, may have {MOST_AGENTS} in all", at_key=True)
    yield from range_faults(desk.money_losses, (*path, "money_losses"))
    told_apart = any(shift.serves("money") != shift.serves("quality") for shift in desk.shifts.values())
    if desk.money_losses is not None and not told_apart:
        text = "does nothing, as every shift that serves quality serves money too: give shifts other skills"
        yield Fault((*path, "money_losses"), text, at_key=True)
    if "desk_load" in values:
        text = "has no desk to set the hours of: service.desk states them"
        yield Fault(("values", "desk_load"), text, at_key=True)
    if desk.target_hours is not None and "fast_minutes" in values:
        text = "is stated by service.desk.target_hours too: state one of them"
        yield Fault(("values", "fast_minutes"), text, at_key=True)


def _shift_faults(shift: Shift, path: Path) -> Iterator[Fault]:
    if not shift.days:
        yield Fault((*path, "days"), "names no day")
    if len(set(shift.days)) < len(shift.days):
        yield Fault((*path, "days"), "names a day twice")
    if shift.opens in (shift.closes, DAY_MINUTES):
        yield Fault((*path, "closes"), "leaves no time after opens; a whole day is '00:00' to '24:00'")
    if shift.skills is not None and not shift.skills:
        yield Fault((*path, "skills"), f"names none of {', '.join(SKILLS)}")


def service_table(service: Service | None) -> ServiceTable:
    """Return a checked service as plain numbers; free agents are given work in the order of the shifts.

    Who can do less goes first, so that those who can do more stay free.
    """
    parts: dict[str, Any] = {}
    if service is not None and service.desk is not None:
        parts |= _of_desk(service.desk)
    if service is not None and service.logistics is not None:
        capacity = plain_factor(service.logistics.capacity)
        parts["capacity"] = float(capacity.size) if capacity else 0.0
    if service is not None and service.staff is not None:
        turnover = plain_share(service.staff.turnover)
        parts |= {"turnover": turnover.ratio if turnover else 0.0, "loyalty": float(service.staff.loyalty)}
    if service is not None and service.sellers is not None and (chances := _leaving(service.sellers)):
        parts["seller_leaves"], parts["seller_bound"] = chances
    if service is not None and service.recovery is not None:
        paid, follows = plain_cost(service.recovery.compensation), plain_share(service.recovery.by_severity)
        parts["compensation"] = paid.minor if paid else -1
        parts["by_severity"] = follows.ratio if follows else 0.0
    return NO_SERVICE._replace(**parts)


def _of_desk(desk: Desk) -> dict[str, Any]:
    agents = []
    for shift in desk.shifts.values():
        skills = sum(1 << place for place, skill in enumerate(SKILLS) if shift.serves(skill))
        last = LAST_PRIORITY - 1 if shift.priority else LAST_PRIORITY
        agents += [(shift.hours(), skills, last)] * shift.agents
    losses = plain_share(desk.money_losses)
    return {
        "agents": tuple(sorted(agents, key=lambda agent: (agent[1].bit_count(), agent[2]))),
        "target_minutes": 60.0 * float(desk.target_hours or 0),
        "money_losses": float(losses.ratio) if losses else USUAL_MONEY_LOSSES,
    }
