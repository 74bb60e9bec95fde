"""The steps of a program's ladder with who is on each, and what the program asks and says of itself.

What a member of a step gets is read in giving.py, what he earns in earning.py, what points buy in
spending.py, what a level asks in climbing.py, how members are spoken to in talking.py. Money is in whole
units a year.

Order of parts: the ladder, what the program says of itself.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import NamedTuple

from pydantic import BaseModel

from simulator.audit.buyers import Buyer, Buyers
from simulator.audit.climbing import LARGEST_SPEND, fee_a_year, least_spend, spend_for
from simulator.audit.giving import Benefit, benefits, rooms
from simulator.audit.spending import ways_to_use
from simulator.fields import Path
from simulator.program import Program
from simulator.program.ladders import rungs_of
from simulator.program.privileges import Privilege
from simulator.program.rewards import Rewards
from simulator.program.tiers import Tiers

NO_MECHANISM = frozenset({"communication", "running_cost", "membership", "rewards", "privileges", "plan"})
FEE_HALVINGS = 40


class Step(NamedTuple):
    """One level of the ladder, or those of its members who pay for their membership."""

    name: str
    path: Path
    place: int  # 0 is the first level
    level: str  # the level of its members
    asks: float  # yearly spend that reaches it; infinite where buying does not
    share: float  # of a year's buyers (of members, where all of them pay), who have it and no higher one
    sales: float  # share of the firm's sales, theirs
    buyer: Buyer  # the mean of them
    benefits: tuple[Benefit, ...]  # what that member gets
    paying: bool = False
    fee: float = 0.0  # what that member pays for the membership
    room: Mapping[str, float] = {}  # share of asked uses that there is room for, of scarce privileges

    @property
    def worth(self) -> float:
        """Return what the member gets in a year."""
        return sum(benefit.worth for benefit in self.benefits)

    @property
    def cost(self) -> float:
        """Return what that costs the firm in a year."""
        return sum(benefit.cost for benefit in self.benefits)

    @property
    def others(self) -> float:
        """Return what that costs sellers and partners in a year."""
        return sum(benefit.others for benefit in self.benefits)

    @property
    def net_cost(self) -> float:
        """Return what the member costs the firm beyond the fee; below 0 where the fee is more."""
        return self.cost - self.fee


class Ladder(NamedTuple):
    """The levels, and who pays."""

    steps: tuple[Step, ...]  # the levels, the lowest first
    payers: Step | None  # members of a free ladder who pay on top of it; None where nobody could
    groups: tuple[Step, ...]  # all members: those of each level, parted by whether they pay


# ---- the ladder -------------------------------------------------------------------------------------------


class _Rung(NamedTuple):
    """A level before anything is given."""

    name: str
    asks: float
    share: float
    sales: float
    spend: float
    pays: float  # part of its members who pay
    paid_sales: float  # part of its sales, theirs


def _asks(program: Program, buyers: Buyers, carried_years: float) -> list[float]:
    levels, asks = (program.tiers or Tiers()).levels, [0.0]
    for name in program.level_names[1:]:
        asks.append(max(asks[-1], spend_for(program, buyers, name, levels[name], carried_years)))
    return asks


def _level_at(asks: list[float], spend: float) -> int:
    return max(place for place, asked in enumerate(asks) if asked <= spend)


def paying_from(program: Program, buyers: Buyers, asks: list[float], carried_years: float) -> float:
    """Return the yearly spend from which on paying is worth its fee, infinite where it never is.

    Source: assumption: who gains by paying pays, at the mean worth of everything and without the hassle.
    """
    if program.paid is None:
        return math.inf
    alone = all_pay(program)

    def gains(spend: float) -> bool:
        name = program.level_names[_level_at(asks, spend)]
        had = sum(one.worth for one in benefits(program, buyers, name, spend, True))
        had -= 0.0 if alone else sum(one.worth for one in benefits(program, buyers, name, spend))
        return spend > 0 and had > fee_a_year(program, buyers, name, spend, carried_years)

    return least_spend(gains, FEE_HALVINGS)


def all_pay(program: Program) -> bool:
    """Tell whether nobody is a member without paying."""
    return bool(program.paid and program.membership and program.membership.join == "paid")


def _rungs(program: Program, buyers: Buyers, asks: list[float], pays_from: float) -> list[_Rung]:
    """Return who is on each level; a level that is full leaves the others on the one below."""
    levels = (program.tiers or Tiers()).levels
    alone = all_pay(program)
    among = buyers.shares_over(pays_from) if alone else (1.0, 1.0)
    among = among if among[0] > 1e-9 else (1.0, 1.0)  # nobody gains by paying: as if all did
    floor = pays_from if alone and among[0] < 1.0 else 0.0
    over = [tuple(one / whole for one, whole in zip(buyers.shares_over(max(floor, ask)), among, strict=True))
            for ask in asks] + [(0.0, 0.0)]  # fmt: skip
    paid = [buyers.shares_over(max(pays_from, ask)) for ask in asks] + [(0.0, 0.0)]
    found: list[_Rung] = []
    spill = [0.0, 0.0]
    for place in reversed(range(len(asks))):
        name = program.level_names[place]
        share, sales = (over[place][part] - over[place + 1][part] for part in (0, 1))
        pays = tuple(paid[place][part] - paid[place + 1][part] for part in (0, 1))
        parts = [1.0 if alone else _part(one, whole) for one, whole in zip(pays, (share, sales), strict=True)]
        share, sales = share + spill[0], sales + spill[1]
        limit = levels[name].at_most if name in levels else None
        kept = min(1.0, limit.ratio / share) if limit and share > 0 else 1.0
        spill = [share * (1.0 - kept), sales * (1.0 - kept)]
        share, sales = share * kept, sales * kept
        mean = buyers.mean_spend * (among[1] / among[0] if alone else 1.0)
        spend = mean * sales / share if share > 1e-9 else asks[place]
        # A level that asks for no spend, or for what no spend brings, says nothing of what its holders buy.
        spend = spend if 0.0 < spend < math.inf else buyers.usual.spend
        found.append(_Rung(name, asks[place], share, sales, spend, *parts))
    return found[::-1]


def _part(one: float, whole: float) -> float:
    return min(1.0, one / whole) if whole > 1e-12 else 0.0


def ladder(program: Program, buyers: Buyers, carried_years: float) -> Ladder:
    """Return the ladder, the lowest level first, each with the mean of the buyers who have it."""
    asks = _asks(program, buyers, carried_years)
    pays_from = paying_from(program, buyers, asks, carried_years)
    rungs, alone = _rungs(program, buyers, asks, pays_from), all_pay(program)
    buying = buyers.usual.spend / buyers.mean_spend if buyers.mean_spend > 0 else 0.0
    members = buying * (buyers.shares_over(pays_from)[0] if alone and pays_from < LARGEST_SPEND else 1.0)
    room = rooms(
        program,
        buyers,
        [
            (rung.name, members * rung.share * part, rung.spend, paying)
            for rung in rungs
            for paying, part in ((False, 1.0 - rung.pays), (True, rung.pays))
        ],
    )
    path: Path = ("tiers", "levels") if (program.tiers or Tiers()).levels else ()

    def step(name: str, place: int, share: float, sales: float, spend: float, paying: bool) -> Step:
        one = Step(name, (*path, name) if path else (), place, name, asks[place], share, sales,
                   buyers.buyer(spend), (), paying, 0.0, room)  # fmt: skip
        return step_at(program, buyers, one, spend, carried_years)

    steps = tuple(
        step(rung.name, place, rung.share, rung.sales, rung.spend, alone) for place, rung in enumerate(rungs)
    )
    if program.paid is None or alone:
        return Ladder(steps, None, steps)
    groups = []
    for place, rung in enumerate(rungs):
        for paying, part, sales in (
            (False, 1.0 - rung.pays, 1.0 - rung.paid_sales),
            (True, rung.pays, rung.paid_sales),
        ):
            spend = rung.spend * sales / part if part > 1e-9 else rung.spend
            groups.append(step(rung.name, place, rung.share * part, rung.sales * sales, spend, paying))
    share, sales = buyers.shares_over(pays_from)
    spend = buyers.mean_spend * sales / share if share > 1e-9 else buyers.usual.spend
    level = _level_at(asks, spend)
    payers = step(program.level_names[level], level, share, sales, spend, True)
    payers = payers._replace(name="paying members", path=("paid",), asks=pays_from)
    return Ladder(steps, payers, tuple(groups))


def step_at(program: Program, buyers: Buyers, step: Step, spend: float, carried_years: float = 2.0) -> Step:
    """Return a step as a member with a yearly spend has it."""
    given = benefits(program, buyers, step.level, spend, step.paying, step.room)
    fee = fee_a_year(program, buyers, step.level, spend, carried_years) if step.paying else 0.0
    return step._replace(buyer=buyers.buyer(spend), benefits=given, fee=fee)


# ---- what the program says of itself -----------------------------------------------------------------------


def things_to_know(program: Program, buyers: Buyers, found: tuple[Step, ...]) -> tuple[str, ...]:
    """Return everything that a member may get, by name, at any level of any ladder: what contacts tell of.

    Surprises are told to nobody before, a clerk tells himself, and what everybody has is for no member.
    """
    given = (benefit for step in found for benefit in step.benefits if benefit.told)
    names = [one.name for one in given if one.worth > 0 and one.path[0] not in ("points", "calendar")]
    names += [way.name for way in ways_to_use(program, buyers)]
    events = [name for name, event in (program.calendar or {}).items() if not event.everyone]
    rungs = set(rungs_of(program))
    beside = [
        name
        for name, one in (program.privileges or {}).items()
        if not rungs.isdisjoint(one.tiers or ()) and _gives(one)
    ]
    return tuple(dict.fromkeys([*names, *beside, *events]))


def for_joining(program: Program) -> tuple[str, ...]:
    """Return what a program gives, or says, to those who are not members yet, or have just become so."""
    rewards, clause = program.rewards or Rewards(), program.communication
    found = [name for name, one in rewards.milestones.items() if one.order == 1]
    found += ["stamps on the first card"] if rewards.stamps and rewards.stamps.endowed else []
    found += ["a free trial"] if program.paid and program.paid.trial else []
    found += ["what a friend gets"] if program.referral and program.referral.referred else []
    found += ["a status match"] if program.tiers and program.tiers.match else []
    channels = clause.listed() if clause else {}
    return (*found, *(f"{name} to others" for name, one in channels.items() if one.to == "others"))


def recovery(program: Program) -> tuple[tuple[str, Path], ...]:
    """Return what is done about failures beyond waiting for a complaint, with its key."""
    found: list[tuple[str, Path]] = [
        (f"{name} makes failures good", ("privileges", name))
        for name, one in (program.privileges or {}).items()
        if one.kind == "guarantee" and one.use.size and _gives(one)
    ]
    if program.contact and program.contact.after_sale:
        share = program.contact.after_sale.share
        found.append((f"{share} of orders are followed by a call", ("contact", "after_sale")))
    return tuple(found)


def chosen_for_each(program: Program) -> tuple[tuple[str, Path], ...]:
    """Return what is chosen for each member by what is known of him, with its key."""
    rewards = program.rewards or Rewards()
    found: list[tuple[str, Path]] = [
        (f"{name} is chosen for each customer", ("rewards", "coupons", name, "targeted"))
        for name, one in rewards.coupons.items()
        if one.targeted
    ]
    if program.clerk and program.clerk.served.size:
        found.append((f"a clerk who knows the member serves {program.clerk.served} of orders", ("clerk",)))
    return tuple(found)


def penalties(program: Program) -> tuple[tuple[str, Path], ...]:
    """Return every rule that takes more than the order itself earned when a member uses a right."""
    rating = program.status.rating if program.status else None
    down_on = rating.down_on if rating and len(rating.levels) > 1 else []
    return tuple((f"a {what} lowers the rating", ("status", "rating", "down_on")) for what in down_on)


def hidden_factors(program: Program) -> tuple[tuple[str, Path], ...]:
    """Return every factor of a rule that members cannot see, with its key."""
    rating = program.status.rating if program.status else None
    if rating and not rating.visible:
        return (("the rating that multiplies what purchases earn", ("status", "rating", "visible")),)
    return ()


def group_offers(program: Program) -> tuple[str, ...]:
    """Return the offers to one group of customers."""
    return tuple(program.clubs or ())


def mechanisms(program: Program) -> frozenset[str]:
    """Return the mechanisms of a program as words: its clauses, and how the usual ones work."""
    told = {
        name
        for name in type(program).model_fields
        if isinstance(clause := getattr(program, name), BaseModel)
        or (isinstance(clause, dict) and any(isinstance(entry, BaseModel) for entry in clause.values()))
    }
    rewards, tiers = program.rewards or Rewards(), program.tiers
    told |= {f"reward: {name}" for name in type(rewards).model_fields if getattr(rewards, name)}
    told |= {f"privilege: {one.kind}" for one in (program.privileges or {}).values() if _gives(one)}
    if tiers:
        told |= {f"tiers on {tiers.metric}", f"review: {tiers.window}"}
    return frozenset(told - NO_MECHANISM)


def _gives(privilege: Privilege) -> bool:
    return privilege.percent is not None or bool(privilege.worth and privilege.worth.size)
