"""What a program gives and asks, read from its clauses in closed form: only it and earning.py know them.

A new clause is made known to every check by adding it here: what members get to `benefits`, what is for one
group to `group_offers`, what may be held against them to `penalties`. Money is in whole units a year.

Order of parts: benefits and steps, what members get, the ladder, contact, what the program says of itself.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import NamedTuple

from pydantic import BaseModel

from simulator.audit.buyers import DAYS_A_YEAR, MONTHS_A_YEAR, WEEKS_A_YEAR, Buyer, Buyers
from simulator.audit.earning import earning_share, points_a_year, spend_for, usual_way, ways_to_use
from simulator.fields import Path
from simulator.program import Program
from simulator.program.calendar import Event
from simulator.program.clause import Funding
from simulator.program.privileges import Privilege
from simulator.program.rewards import Rewards
from simulator.program.tiers import Level, Tiers

NO_MECHANISM = frozenset({"communication", "running_cost", "membership", "rewards", "privileges", "plan"})
GROUPED = ("clubs", "segments")  # clauses that make an offer to one group of customers


class Benefit(NamedTuple):
    """One thing that a member of a level gets in a year."""

    name: str
    path: Path  # its key in the file
    worth: float  # to the member
    cost: float  # to the firm
    others: float  # to sellers and partners
    privilege: bool  # no money, and not open to those who are no members
    price: bool  # a price cut or money back with the order
    passing: bool  # dated, or by chance


class Step(NamedTuple):
    """One level of the ladder."""

    name: str
    path: Path
    place: int  # 0 is the first level
    asks: float  # yearly spend that reaches it; infinite where buying does not
    share: float  # of a year's buyers, who have it and no higher one
    sales: float  # share of the firm's sales, theirs
    buyer: Buyer  # the mean of them
    benefits: tuple[Benefit, ...]  # what that member gets

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


# ---- benefits ---------------------------------------------------------------------------------------------


def _paid(funded: Funding, cost: float) -> tuple[float, float]:
    """Return what the firm and what others pay of a cost."""
    return cost * funded.firm.ratio, cost * (1.0 - funded.firm.ratio)


def event_share(event: Event) -> float:
    """Return the share of a year's orders that fall on an event's days."""
    days = WEEKS_A_YEAR if event.weekday else MONTHS_A_YEAR if event.day_of_month else len(event.dates or ())
    return min(1.0, days / DAYS_A_YEAR + event.pull.ratio * days / WEEKS_A_YEAR)


def _privilege(name: str, privilege: Privilege, buyers: Buyers, buyer: Buyer) -> Benefit:
    path: Path = ("privileges", name)
    over = buyers.orders_over(float(privilege.over.size)) if privilege.over else 1.0
    a_year = {
        "orders": buyer.orders * over,
        "returns": buyer.orders * buyers.numbers["return_rate"],
        "cases": buyer.orders * buyers.complaints,
        "year": 1.0,
    }
    uses = privilege.use.amount * a_year[privilege.use.of] * privilege.kept.ratio
    if privilege.percent:
        worth = cost = uses * buyers.basket * privilege.percent.ratio
    else:
        worth, cost = (
            uses * float(money.size) if money else 0.0 for money in (privilege.worth, privilege.cost)
        )
    price = privilege.percent is not None
    return Benefit(name, path, worth, *_paid(privilege.funded, cost), not price, price, False)


def _points(program: Program, buyers: Buyers, step: str, spend: float) -> Iterator[Benefit]:
    """Give points at the first level's rate, then what the level and dated days add to them."""
    points, level = program.points, (program.tiers or Tiers()).levels.get(step, Level())
    if points is None:
        return
    earned = points_a_year(program, buyers, step, spend)
    rate = float(points.earn.purchase.rate.size) if points.earn.purchase else 0.0
    bought = rate * spend * earning_share(program, buyers, step)
    factor = float(level.points.size)
    dated = sum(
        event_share(event) * (float(event.points.size) - 1.0)
        for event in (program.calendar or {}).values()
        if event.tiers is None or step in event.tiers
    )
    parts: tuple[tuple[str, Path, float, bool], ...] = (
        (points.name, ("points",), earned, False),
        (
            f"{points.name} {level.points}",
            ("tiers", "levels", step, "points"),
            bought * (factor - 1.0),
            False,
        ),
        (f"{points.name} on dated days", ("calendar",), bought * factor * dated, True),
    )
    way = usual_way(program, sum(amount for _, _, amount, _ in parts))
    for name, path, amount, passing in parts:
        if way and amount:
            used = amount * buyers.numbers["redemption_belief"]
            yield Benefit(
                name, path, used * way.worth, *_paid(way.funded, used * way.cost), False, False, passing
            )


def benefits(program: Program, buyers: Buyers, step: str, spend: float) -> tuple[Benefit, ...]:
    """Return what a member of a level with a yearly spend gets in a year."""
    buyer, rewards = buyers.buyer(spend), program.rewards or Rewards()
    found = list(_points(program, buyers, step, spend))
    if back := rewards.cash_back:
        money = back.rate.ratio * spend
        path: Path = ("rewards", "cash_back")
        found.append(Benefit("cash back", path, money, *_paid(back.funded, money), False, True, False))
    for name, privilege in (program.privileges or {}).items():
        if privilege.tiers is None or step in privilege.tiers:
            found.append(_privilege(name, privilege, buyers, buyer))
    for name, event in (program.calendar or {}).items():
        if event.percent.size and (event.tiers is None or step in event.tiers):
            money = event.percent.ratio * event_share(event) * spend
            path = ("calendar", name)
            found.append(Benefit(name, path, money, *_paid(event.funded, money), False, True, True))
    return tuple(benefit for benefit in found if benefit.worth > 0 or benefit.cost > 0)


# ---- the steps together -----------------------------------------------------------------------------------


def steps(program: Program, buyers: Buyers, carried_years: float) -> tuple[Step, ...]:
    """Return the ladder, the lowest level first, each with the mean of the buyers who have it."""
    levels = (program.tiers or Tiers()).levels
    names = program.level_names
    asks = [0.0]
    for name in names[1:]:
        asks.append(max(asks[-1], spend_for(program, buyers, name, levels[name], carried_years)))
    over = [*(buyers.shares_over(spend) for spend in asks), (0.0, 0.0)]
    found = []
    for place, name in enumerate(names):
        share, sales = (over[place][part] - over[place + 1][part] for part in (0, 1))
        spend = buyers.mean_spend * sales / share if share > 1e-9 else asks[place]
        # A level that asks for no spend, or for what no spend brings, says nothing of what its holders buy.
        spend = spend if 0.0 < spend < math.inf else buyers.usual.spend
        path: Path = ("tiers", "levels", name) if levels else ()
        found.append(
            Step(
                name,
                path,
                place,
                asks[place],
                share,
                sales,
                buyers.buyer(spend),
                benefits(program, buyers, name, spend),
            )
        )
    return tuple(found)


def step_at(program: Program, buyers: Buyers, step: Step, spend: float) -> Step:
    """Return a step as a member with a yearly spend has it."""
    return step._replace(buyer=buyers.buyer(spend), benefits=benefits(program, buyers, step.name, spend))


# ---- contact, and what the program says of itself ---------------------------------------------------------


def contacts_a_year(program: Program) -> float:
    """Return the contacts of a year with a customer in reach."""
    return program.communication.contacts.per_week * DAYS_A_YEAR / 7 if program.communication else 0.0


def reach(program: Program) -> float:
    """Return the share of customers whom contacts can reach; without the clause nobody is contacted."""
    return program.communication.reach.ratio if program.communication else 0.0


def contact_cost(program: Program) -> float:
    """Return what contacts with a customer cost in a year."""
    clause = program.communication
    if clause is None or clause.cost_per_contact is None:
        return 0.0
    return float(clause.cost_per_contact.size) * contacts_a_year(program) * reach(program)


def overhead(program: Program) -> float:
    """Return what having the program costs a customer and year: running it, and contacts."""
    clause = program.running_cost
    running = float(clause.per_week.size) / 1_000 * WEEKS_A_YEAR if clause and clause.per_week else 0.0
    return running + contact_cost(program)


def dated_offers_a_year(program: Program) -> float:
    """Return on how many days of a year the program calls."""
    return sum(
        WEEKS_A_YEAR if event.weekday else MONTHS_A_YEAR if event.day_of_month else len(event.dates or ())
        for event in (program.calendar or {}).values()
    )


def things_to_know(program: Program, found: tuple[Step, ...]) -> tuple[str, ...]:
    """Return everything that a member may get, by name, at any level: what contacts have to tell of."""
    given = (benefit for step in found for benefit in step.benefits)
    names = [one.name for one in given if one.worth > 0 and one.path[0] not in ("points", "calendar")]
    names += [way.name for way in ways_to_use(program)]
    return tuple(dict.fromkeys([*names, *(program.calendar or {})]))


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


def group_offers(program: Program) -> tuple[str, ...] | None:
    """Return the offers to one group of customers; None where the language has no clause for any."""
    known = [name for name in GROUPED if name in type(program).model_fields]
    named = [
        tuple(clause) if isinstance(clause, dict) else (name,)
        for name in known
        if (clause := getattr(program, name))
    ]
    return tuple(name for names in named for name in names) if known else None


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
