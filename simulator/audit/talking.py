"""How a program speaks to its members, and what having it costs beside what members get.

Contacts are those of a mean member within reach; money is in whole units a year.
"""

from __future__ import annotations

import math
from typing import NamedTuple

from simulator.audit.buyers import DAYS_A_YEAR, WEEKS_A_YEAR, Buyers
from simulator.audit.giving import days_of
from simulator.program import Program
from simulator.program.activities import Activity
from simulator.program.caps import activities_of
from simulator.program.clause import purses


class Talk(NamedTuple):
    """One way in which members are spoken to."""

    name: str
    a_year: float  # with a mean member in reach
    seen: float  # chance that one of them is taken in and shows a benefit
    cost: float  # of one of them


def talks(program: Program, buyers: Buyers) -> tuple[Talk, ...]:
    """Return the ways in which members within reach are spoken to, with the usual member's orders."""
    clause, contact, numbers, found = program.communication, program.contact, buyers.numbers, []
    if clause:
        dear = float(clause.cost_per_contact.size) if clause.cost_per_contact else 0.0
        a_year = clause.contacts.per_week * DAYS_A_YEAR / 7
        found.append(Talk("contacts", a_year, numbers["campaign_exposure"], dear))
        for name, channel in clause.listed().items():
            if channel.to != "others":
                a_year = channel.contacts.per_week * DAYS_A_YEAR / 7 * channel.reach.ratio
                dear = float(channel.cost_per_contact.size) if channel.cost_per_contact else 0.0
                found.append(Talk(name, a_year, numbers[f"exposure_{name}"], dear))
    orders = buyers.usual.orders
    # Reminders and calls are about an order: they show no benefit.
    if contact and contact.before_sale and orders > 0:
        before = contact.before_sale
        dear = float(before.cost_per_reminder.size) if before.cost_per_reminder else 0.0
        a_week = orders / WEEKS_A_YEAR
        first = math.exp(-a_week * before.after.weeks)
        again = math.exp(-a_week * before.again.weeks) if before.again else 0.0
        found.append(Talk("reminders", orders * first / (1.0 - again), 0.0, dear))
    if contact and contact.after_sale:
        after = contact.after_sale
        dear = float(after.cost_per_call.size) if after.cost_per_call else 0.0
        found.append(Talk("calls after an order", orders * after.share.ratio, 0.0, dear))
    return tuple(talk for talk in found if talk.a_year > 0)


def contacts_a_year(program: Program, buyers: Buyers) -> float:
    """Return the contacts of a year with a member in reach, reminders and calls among them."""
    return sum(talk.a_year for talk in talks(program, buyers))


def reach(program: Program) -> float:
    """Return the share of customers whom contacts can reach; without the clause nobody is contacted."""
    return program.communication.reach.ratio if program.communication else 0.0


def shown_a_year(program: Program, buyers: Buyers) -> float:
    """Return how often contacts of a year show a benefit to a member."""
    return reach(program) * sum(talk.a_year * talk.seen for talk in talks(program, buyers))


def reminded_lift(program: Program, buyers: Buyers) -> float:
    """Return the share of sales that reminders bring, as far as they are taken in.

    Source: the pull of the market's numbers, which fades evenly, on who had not chosen the firm.
    """
    numbers = buyers.numbers
    reminders = sum(talk.a_year for talk in talks(program, buyers) if talk.name == "reminders")
    weeks = reminders * reach(program) * numbers["reminder_exposure"] * numbers["reminder_weeks"]
    pull = numbers["reminder_pull"] / 2 * (1.0 - numbers["share_focal"])
    return min(1.0, weeks / WEEKS_A_YEAR) * pull


def contact_cost(program: Program, buyers: Buyers) -> float:
    """Return what contacts with a customer cost in a year; calls after an order need no reach."""
    everywhere = ("calls after an order",)
    return sum(
        talk.a_year * talk.cost * (1.0 if talk.name in everywhere else reach(program))
        for talk in talks(program, buyers)
    )


def overhead(program: Program, buyers: Buyers) -> float:
    """Return what having the program costs a customer and year: running it, contacts, events that earn."""
    clause = program.running_cost
    events: dict[str, Activity] = {}
    running = float(clause.per_week.size) / 1_000 * WEEKS_A_YEAR if clause and clause.per_week else 0.0
    for _, earn in purses(program):
        events |= {name: one for name, (_, one) in activities_of(earn).items()}
    held = sum(one.use.per_week * WEEKS_A_YEAR * float(one.cost.size) for one in events.values() if one.cost)
    return running + contact_cost(program, buyers) + held


def dated_offers_a_year(program: Program) -> float:
    """Return how often in a year the program calls with a dated offer; a window or a birthday is one."""
    return sum(
        1.0 if event.birthday or event.starts else days_of(event)
        for event in (program.calendar or {}).values()
    )
