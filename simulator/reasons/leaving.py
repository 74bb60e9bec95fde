"""Why one customer left: the hazard of the week in which it was decided, and what would have kept him.

Order of parts: asking the rule, the hazard and its parts, what would have kept him.
The rule is asked itself, never copied: a customer alone decides anew in a world of his own, with one thing of
his record or of the numbers changed.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

import numpy as np

from simulator import chance
from simulator.chance import uniform
from simulator.customers.deciding import decide, stake
from simulator.customers.leaving import MOST, leaves_after, leaving_hazard
from simulator.customers.state import FAILURE_OF_DELIVERY, STAYS, Records
from simulator.customers.world import World
from simulator.reasons.watching import Week

NOBODY_ELSE = np.zeros(1, np.int64)
SURE_BASE = 0.5  # own hazard at which the bound lets nobody stay whose draw is small enough
SMALL = 0.05
STEP = 0.001  # feelings are told in such steps


# ---- asking the rule ------------------------------------------------------------------------------------


def alone(week: Week, customer: int) -> World:
    """Return a world of one: the customer as he stood at the end of a week."""
    world = week.world
    return world._replace(
        state=week.state.copy(),
        traits=world.traits[customer : customer + 1],
        numbers=world.numbers.copy(),
        page=world.page.copy(),
    )


def decides(world: World, week: int) -> float:
    """Let a customer alone decide at the end of a week; return the part of the next after which he leaves."""
    world.state["leaves_at"] = STAYS
    decide(world, NOBODY_ELSE, week)
    return float(world.state["leaves_at"][0])


def _small_draw(key: int, week: int) -> int:
    """Return a key, found from another one, whose draw is so small that the rule shows the hazard."""
    for step in range(100_000):
        found = (key + step) % 2**64
        if uniform(np.uint64(found), week, chance.DECIDE_LEAVE, 0) < SMALL:
            return found
    raise AssertionError("no small draw among a hundred thousand")


def pull_of(world: World, week: int) -> float:
    """Return what moves the hazard, in logs and within its bound, as the rule has it."""
    numbers, state, traits = world.numbers.copy(), world.state.copy(), world.traits
    own = float(np.float64(traits["hazard"][0]) * numbers["hazard_scale"][0])
    numbers["hazard_mean"] = SURE_BASE / own
    base = float(np.float64(traits["hazard"][0]) * (numbers["hazard_mean"][0] * numbers["hazard_scale"][0]))
    state["key"] = _small_draw(int(state["key"][0]), week)
    u = uniform(state["key"][0], week, chance.DECIDE_LEAVE, 0)
    after = decides(world._replace(numbers=numbers, state=state), week)
    return math.log(-math.log1p(-u) / after / base)


# ---- the hazard and its parts ---------------------------------------------------------------------------


class Hazard(NamedTuple):
    """The hazard of one customer at the end of one week. Parts in logs: above 0 they drive away."""

    week: int
    own: float  # a week, before anything moves it
    satisfaction: float
    trust: float
    failure: float
    held: float  # switching costs and ties, and whatever else holds
    value: float  # a week, all together
    draw: float
    after: float  # part of the next week after which he leaves, STAYS if he does not
    at_stake: float  # what leaving forfeits, minor units

    @property
    def pull(self) -> float:
        """Return all that moves the hazard, before its bound, in logs."""
        return self.satisfaction + self.trust + self.failure + self.held

    @property
    def leaves(self) -> bool:
        """Return whether he leaves in the next week."""
        return self.after < STAYS

    @property
    def pull_that_keeps(self) -> float:
        """Return the greatest pull at which the same draw lets him stay, in logs."""
        return math.log(-math.log1p(-self.draw) / self.own)

    @property
    def beyond_help(self) -> bool:
        """Return whether his own hazard is such that no feeling or tie could keep him in this week."""
        return self.pull_that_keeps < -math.log(MOST)


def hazard_of(week: Week, customer: int) -> Hazard | None:
    """Return the hazard at the end of a week; None of somebody who is not there to leave."""
    world = alone(week, customer)
    b, s, t = world.numbers[0], world.state[0], world.traits[0]
    own = float(np.float64(t["hazard"]) * (b["hazard_mean"] * b["hazard_scale"]))
    if not week.attached or own <= 0.0:
        return None
    feelings = {
        "satisfaction": float(b["hazard_satisfaction"] * (b["satisfaction_reference"] - week.satisfaction)),
        "trust": float(b["hazard_trust"] * (b["trust_reference"] - week.trust)),
        "failure": float(b["hazard_failure"]) if _failed(week) else 0.0,
    }
    held = _held(world, week.week)
    draw = float(uniform(s["key"], week.week, chance.DECIDE_LEAVE, 0))
    value = float(leaving_hazard(own, sum(feelings.values()) + held))
    member = week.fact("member") != 0
    forfeited = stake(t, s, world.program[0], b, world.page[0], week.week + 1) if member else 0.0
    after = float(np.float32(leaves_after(draw, value)))
    return Hazard(
        week.week, own, **feelings, held=held, value=value, draw=draw, after=after, at_stake=float(forfeited)
    )


def _failed(week: Week) -> bool:
    """Return whether an order failed in a week, not only its delivery."""
    failed = week.fact("failed_week") == week.week
    return failed and week.fact("failure_kind") != FAILURE_OF_DELIVERY


def _held(world: World, week: int) -> float:
    """Return what moves the hazard beside feelings and failures, in logs."""
    still = world.numbers.copy()
    for name in ("satisfaction", "trust", "failure"):
        still[f"hazard_{name}"] = 0.0
    return pull_of(world._replace(numbers=still), week)


def switching_cost(week: Week, customer: int) -> float:
    """Return what holds a customer at the end of a week, logits; not a number where nothing does.

    It is told by its part in the hazard: without that part it has no size.
    """
    world = alone(week, customer)
    weight = float(world.numbers["hazard_switching"][0])
    if not week.attached or weight <= 0.0 or world.traits["hazard"][0] <= 0.0:
        return math.nan
    return float(world.numbers["switching_reference"][0]) - _held(world, week.week) / weight


# ---- what would have kept him ---------------------------------------------------------------------------


class Remedy(NamedTuple):
    """One change that might have kept a customer.

    Attributes
    ----------
    kind
        satisfaction, trust, ties, level, failure, complaint.
    amount
        How much more (0-1 of feelings, logits of ties), the level, or the week of the failure or complaint.
    kept
        Whether he then stays.
    how
        rule: the week decided anew by the same rule; run: the whole run lived anew.
    until
        Of a run lived anew: the week in which he leaves after all, -1 if he does not; else -1.
    """

    kind: str
    amount: float
    kept: bool
    how: str
    until: int = -1


def remedies(week: Week, customer: int, hazard: Hazard, levels: int) -> list[Remedy]:
    """Return what would have kept a customer in the week after this one, by the rule alone."""
    needed = hazard.pull - hazard.pull_that_keeps
    if hazard.beyond_help or needed <= 0.0:
        return []
    b = week.world.numbers[0]
    found = []
    for kind, level in (("satisfaction", week.satisfaction), ("trust", week.trust)):
        if b[f"hazard_{kind}"] > 0.0 and (remedy := _higher(week, customer, kind, level)):
            found.append(remedy)
    weight = float(b["hazard_switching"])
    if weight > 0.0:
        more = STEP * math.ceil(needed / weight / STEP)
        after = leaves_after(hazard.draw, leaving_hazard(hazard.own, hazard.pull - weight * more))
        found.append(Remedy("ties", more, after == STAYS, "rule"))
    if hazard.failure > 0.0:
        found.append(Remedy("failure", week.week, _without_failure(week, customer), "rule"))
    return [*found, *_levels(week, customer, levels)]


def _asked(week: Week, customer: int, change: Callable[[Records], None]) -> bool:
    """Return whether a customer stays once his record is changed."""
    world = alone(week, customer)
    change(world.state)
    return decides(world, week.week) == STAYS


def _higher(week: Week, customer: int, kind: str, level: float) -> Remedy | None:
    """Return by how much at least a feeling would have had to be higher, None where nothing suffices.

    More of a feeling never drives away; trust also ties, so that the least is searched for.
    """

    def stays(steps: int) -> bool:
        def lift(state: Any) -> None:
            state[kind][0] = min(1.0, level + STEP * steps)

        return _asked(week, customer, lift)

    low, high = 0, math.floor((1.0 - level) / STEP)
    if high < 1 or not stays(high):
        return None
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if stays(middle) else (middle, high)
    return Remedy(kind, STEP * high, True, "rule")


def _without_failure(week: Week, customer: int) -> bool:
    """Return whether he stays with what the week's failures took given back, and their pull gone."""

    def undo(state: Any) -> None:
        for feeling in ("satisfaction", "trust"):
            back = float(state[feeling][0]) + float(state[f"lost_{feeling}"][0])
            state[feeling][0] = min(1.0, back)
        state["failed_week"] = week.week - 1

    return _asked(week, customer, undo)


def _levels(week: Week, customer: int, levels: int) -> Iterator[Remedy]:
    """Yield the lowest level above his own that would have kept a member, if any does."""
    if week.fact("member") == 0:
        return
    for level in range(week.fact("level") + 1, levels):

        def raised(state: Any, level: int = level) -> None:
            state["level"] = level

        if _asked(week, customer, raised):
            yield Remedy("level", level, True, "rule")
            return
