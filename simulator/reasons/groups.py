"""The groups of mechanisms that an effect is shared out to: the players of the game.

A group is switched off as a whole, by the values of its mechanisms in `market/behaviour.py`. A mechanism that
no group names is a group of its own. How often points are used belongs to what a program gives away, not to
what customers do because of it: it stays as it is, so that the costs of points do.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable
from typing import NamedTuple

from simulator.experiments.plan import Plan
from simulator.market.behaviour import BASELINE_MECHANISMS, MECHANISMS
from simulator.market.file import Market, switched_off


class Group(NamedTuple):
    """Mechanisms that are switched together.

    Attributes
    ----------
    name
        Key in tables.
    title
        For people.
    off
        What holds while it is off.
    mechanisms
        Names of its switches.
    """

    name: str
    title: str
    off: str
    mechanisms: tuple[str, ...]


GROUPS: tuple[Group, ...] = (
    Group(
        "points", "worth of points", "points have no pull, and those that end bring and anger nobody",
        ("points_value", "expiry_salience", "expiry_anger"),
    ),
    Group(
        "privileges",
        "worth of privileges and cuts",
        "privileges and price cuts have no pull, and do nothing beside",
        ("privilege_value", "privilege_effects", "promises"),
    ),
    Group(
        "levels",
        "levels and status",
        "levels have no pull, and nobody minds rising, falling, company, penalties or a switch",
        ("tier_pressure", "status_feelings", "status_crowding", "penalties", "switch_anger"),
    ),
    Group(
        "goals",
        "goals, rewards had and novelty",
        "nearness, head starts, rewards had or missed and newness do nothing",
        ("goal_gradient", "novelty", "goal_learning", "rewarded_behaviour", "delight"),
    ),
    Group("days", "dated events", "dated events draw nobody", ("member_days",)),
    Group(
        "contact",
        "contact and data",
        "contacts, reminders, calls and offers for oneself move and tire nobody",
        ("sales_contact", "contact_fatigue", "win_back", "personalisation", "privacy"),
    ),
    Group(
        "perception",
        "noticing and understanding",
        "everybody notices and weighs everything in full, nothing is hidden, and no other card distracts",
        ("comprehension", "noticing", "other_cards", "hidden_rules"),
    ),
    Group(
        "satisfaction",
        "satisfaction and service",
        "satisfaction moves nothing, no order fails or comes late, and who serves is like any other",
        ("satisfaction", "satisfaction_steps", "failures", "grave_losses", "delays", "compensation", "staff"),
    ),
    Group("trust", "trust", "trust moves nothing", ("trust",)),
    Group(
        "bonds",
        "switching costs and ties",
        "nothing but taste and feeling holds anybody, and long custom changes nothing",
        ("switching_cost", "relations", "platform", "sellers", "tenure", "cross_buying"),
    ),
    Group(
        "habit",
        "habit, effort and reference price",
        "the last choice, the effort of an order and earlier prices have no pull",
        ("state_dependence", "variety", "buying_effort", "reference_price"),
    ),
    Group(
        "talk", "word of mouth and referral", "nobody tells or refers",
        ("talk", "referral", "friends_alike"),
    ),
    Group("advertising", "advertising", "advertising wins nobody", ("advertising",)),
    Group("fee", "fees once paid", "a fee once paid has no pull of its own", ("sunk_cost",)),
)  # fmt: skip
RULES_OF_GIVING = ("redemption", "small_balances", "reward_taste")


def players_of(market: Market) -> tuple[Group, ...]:
    """Return the groups of a market: those of which it has not switched off everything."""
    named = {name for group in GROUPS for name in group.mechanisms} | set(RULES_OF_GIVING)
    alone = tuple(Group(name, name.replace("_", " "), off, (name,)) for name, off, _ in MECHANISMS
                  if name not in named)  # fmt: skip
    still = set(switched_off(market))
    known = {name for name, _, _ in MECHANISMS}
    return tuple(
        group for group in (*GROUPS, *alone) if any(name in known - still for name in group.mechanisms)
    )


def without(plan: Plan, groups: Iterable[Group]) -> Plan:
    """Return a plan of which some groups are switched off, beside what its market has switched off."""
    off = {name: False for group in groups for name in group.mechanisms}
    mechanisms = {**plan.market.mechanisms, **off}
    return dataclasses.replace(plan, market=plan.market.model_copy(update={"mechanisms": mechanisms}))


def acts_alone(group: Group) -> bool:
    """Tell whether anything of a group also acts where there is no program."""
    return any(name in BASELINE_MECHANISMS for name in group.mechanisms)


def alone_part(group: Group) -> Group:
    """Return a group with those of its mechanisms that also act where there is no program."""
    return group._replace(mechanisms=tuple(name for name in group.mechanisms if name in BASELINE_MECHANISMS))
