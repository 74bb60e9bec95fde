"""The promise: a loyalty program, one file a clause, and the flat table that the engine reads.

Order of parts: the clauses, the whole program, checking, the table.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from types import ModuleType
from typing import Any

from pydantic import Field

from simulator.fields import Clause, Currency, Date, Fault, Name, Text, amounts, other_currencies
from simulator.program import (
    activities,
    advertising,
    calendar,
    caps,
    catalogue,
    clerk,
    clubs,
    communication,
    contact,
    coupons,
    data,
    earning,
    exclusions,
    expiry,
    gifts,
    goals,
    household,
    ladders,
    membership,
    migration,
    order_kinds,
    paid,
    partners,
    platform,
    privileges,
    purchases,
    referral,
    rewards,
    running,
    stamps,
    status,
    tiers,
)
from simulator.program.advertising import Advertising
from simulator.program.calendar import Event
from simulator.program.clause import Draft, Frame
from simulator.program.clerk import Clerk
from simulator.program.clubs import Club
from simulator.program.communication import Communication
from simulator.program.contact import Contact
from simulator.program.data import Data
from simulator.program.earning import PointsClause
from simulator.program.exclusions import Exclusions
from simulator.program.gifts import gifts_of
from simulator.program.household import Household
from simulator.program.ladders import FurtherLadder, largest_multiplier, rungs_of
from simulator.program.membership import Membership
from simulator.program.migration import Migration
from simulator.program.order_kinds import largest_times
from simulator.program.paid import Paid
from simulator.program.partners import Partner
from simulator.program.plan import Plan
from simulator.program.platform import Platform
from simulator.program.privileges import Privilege
from simulator.program.referral import Referral
from simulator.program.rewards import Rewards
from simulator.program.running import RunningCost
from simulator.program.scaling import scaled
from simulator.program.status import StatusClause
from simulator.program.table import THOUSAND, ProgramTable
from simulator.program.tiers import Tiers

__all__ = ["CLAUSES", "Draft", "Program", "checks", "mechanisms", "program_table", "scaled"]

# Each clause file gives `check` (faults across fields), `told` (its mechanisms in words, none where it is not
# used) and `table` (its part of the program's table).
CLAUSES: tuple[ModuleType, ...] = (
    membership,
    paid,
    household,
    status,
    earning,
    purchases,
    order_kinds,
    caps,
    activities,
    goals,
    expiry,
    rewards,
    catalogue,
    stamps,
    coupons,
    gifts,
    tiers,
    migration,
    privileges,
    clubs,
    ladders,
    clerk,
    platform,
    data,
    partners,
    referral,
    calendar,
    exclusions,
    communication,
    contact,
    running,
    advertising,
)

BASE_LEVEL = "member"
Notes = dict[Name, Text]


class Program(Clause):
    """A loyalty program as its file states it. A file with a title alone is no program at all."""

    title: Text = Field(description="What the program is called.")
    company: Text | None = Field(default=None, description="Whose program it is.")
    as_of: Date | None = Field(default=None, description="Date of the rules, year-month-day.")
    currency: Currency | None = Field(default=None, description="Currency of every amount, e.g. CNY.")
    sources: Notes = Field(default={}, description="Where rules were read, by name.")
    simplified: Notes = Field(default={}, description="What the real program has and this file leaves out.")
    assumed: Notes = Field(default={}, description="What no source states.")
    plan: Plan | None = Field(default=None, description="Answers to what no rule of the program tells.")
    membership: Membership | None = Field(default=None, description="How customers become members.")
    paid: Paid | None = Field(default=None, description="A membership that is paid for.")
    household: Household | None = Field(default=None, description="Others who order on a member's account.")
    status: StatusClause | None = Field(default=None, description="Qualifying value for tiers.")
    points: PointsClause | None = Field(default=None, description="Redeemable points.")
    rewards: Rewards | None = Field(default=None, description="What points and membership buy.")
    tiers: Tiers | None = Field(default=None, description="The ladder of levels.")
    privileges: dict[Name, Privilege] | None = Field(default=None, description="Privileges, by name.")
    clubs: dict[Name, Club] | None = Field(default=None, description="Clubs beside the ladder, by name.")
    ladders: dict[Name, FurtherLadder] | None = Field(
        default=None, description="Further ladders beside tiers, by name."
    )
    clerk: Clerk | None = Field(default=None, description="A clerk of one's own.")
    platform: Platform | None = Field(default=None, description="Services bundled with the shop.")
    data: Data | None = Field(default=None, description="What becomes of the data that members share.")
    partners: dict[Name, Partner] | None = Field(
        default=None, description="Other firms where points are earned or used, by name."
    )
    referral: Referral | None = Field(default=None, description="Members who bring friends.")
    calendar: dict[Name, Event] | None = Field(default=None, description="Dated events, by name.")
    exclusions: Exclusions | None = Field(default=None, description="What earns nothing.")
    communication: Communication | None = Field(default=None, description="How customers hear of it.")
    contact: Contact | None = Field(default=None, description="Contact with members about their sales.")
    running_cost: RunningCost | None = Field(default=None, description="What having it costs.")
    advertising: Advertising | None = Field(
        default=None, description="Advertising beside the program, to people who do not consider the firm."
    )
    migration: Migration | None = Field(default=None, description="The switch from a program before.")

    @property
    def exists(self) -> bool:
        """Whether there is a program: one clause is enough, and it may be empty; advertising is none."""
        return any(getattr(self, name) is not None for name in CLAUSE_NAMES if name != "advertising")

    @property
    def money(self) -> str:
        """The currency of the program's amounts; CNY where it states none and so has no amounts."""
        return self.currency or "CNY"

    @property
    def level_names(self) -> tuple[str, ...]:
        """Names of the levels in ascending order; one level without tiers."""
        return tuple(self.tiers.levels) if self.tiers and self.tiers.levels else (BASE_LEVEL,)

    @property
    def named_levels(self) -> tuple[str, ...]:
        """Names of the levels, then those of further ladders, as statements of account name them."""
        return (*self.level_names, *rungs_of(self))

    def shopping_days(self) -> int:
        """Return the distinct shopping days of a month that earn the flat amount, 0 when none do."""
        for clause in (self.status, self.points):
            if clause and clause.earn.shopping_days_of_month:
                return clause.earn.shopping_days_of_month.days
        return 0

    def paid_by_sellers(self) -> str:
        """Return the name of a benefit that sellers pay for in part, empty when there is none."""
        rewards = self.rewards or Rewards()
        benefits: dict[str, Any] = {"checkout": rewards.checkout, "cash_back": rewards.cash_back}
        benefits["stamps"] = rewards.stamps
        benefits |= rewards.coupons | gifts_of(rewards) | rewards.catalogue
        benefits |= (self.privileges or {}) | (self.calendar or {})
        benefits["clerk"] = self.clerk
        if self.referral:
            benefits |= {"referrer": self.referral.referrer, "referred": self.referral.referred}
        return next((name for name, one in benefits.items() if one and one.funded.seller.size), "")

    def largest_points_multiplier(self) -> int:
        """Return the largest of level, day, club or further ladder, kind of order on points, thousandths."""
        of_club = max([THOUSAND, *(club.points.thousandths for club in (self.clubs or {}).values())])
        of_club = max(of_club, largest_multiplier(self))
        largest = self._largest("points") * of_club // THOUSAND
        return largest * largest_times(self.points.earn if self.points else None) // THOUSAND

    def largest_status_multiplier(self) -> int:
        """Return the largest multiplier of all multipliers on qualifying value together, thousandths."""
        rating = self.status.rating.steps if self.status and self.status.rating else []
        largest = self._largest("status") * largest_times(self.status.earn if self.status else None)
        return largest // THOUSAND * max([THOUSAND, *rating]) // THOUSAND

    def _largest(self, what: str) -> int:
        levels, events = self.tiers.levels.values() if self.tiers else (), (self.calendar or {}).values()
        of_level: int = max([THOUSAND, *(getattr(level, what).thousandths for level in levels)])
        of_day: int = max([THOUSAND, *(getattr(event, what).thousandths for event in events)])
        of_paying: int = max(THOUSAND, getattr(self.paid, what).thousandths) if self.paid else THOUSAND
        return of_level * of_day // THOUSAND * of_paying // THOUSAND


CLAUSE_NAMES = (
    "membership", "paid", "household", "status", "points", "rewards", "tiers", "privileges", "clubs",
    "ladders", "clerk", "platform", "data", "partners", "referral", "calendar", "exclusions",
    "communication", "contact", "running_cost", "advertising",
)  # fmt: skip


def checks(draft: Draft) -> Iterator[Fault]:
    """Yield every fault that shows only across fields, over whichever clauses are valid."""
    program = draft.program
    if program.currency:
        yield from other_currencies(program, program.currency)
    elif "currency" not in draft.broken and any(amounts(program)):
        yield Fault((), "lacks currency, in which every amount is written, e.g. 'currency: CNY'")
    for clause in CLAUSES:
        yield from clause.check(draft)


def mechanisms(program: Program) -> dict[str, list[str]]:
    """Return what a program does, in the field's words, by the name of the clause file that tells it."""
    told = {clause.__name__.rpartition(".")[2]: clause.told(program) for clause in CLAUSES}
    return {name: words for name, words in told.items() if words}


def program_table(
    program: Program, weeks: int, first_week: int, begins: datetime.date, customers: int
) -> ProgramTable:
    """Return the flat table of a program for a run.

    Parameters
    ----------
    program
        A program without faults.
    weeks
        Weeks of the run from day 0 on.
    first_week
        First week that the calendar and the lots must cover, 0 or negative.
    begins
        The date of day 0.
    customers
        Customers in the market; the running cost is stated per 1,000 of them.
    """
    frame = Frame(weeks, first_week, begins, customers)
    parts: dict[str, Any] = {"exists": int(program.exists)}
    for clause in CLAUSES:
        parts |= clause.table(program, frame)
    return ProgramTable(**parts)
