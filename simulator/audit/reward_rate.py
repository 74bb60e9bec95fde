"""Checks of the reward: whether it is large enough to be noticed, and whether the first one is in reach."""

from __future__ import annotations

from simulator.audit import earning
from simulator.audit.buyers import WEEKS_A_YEAR
from simulator.audit.check import Case, Check, Judged, Kind, against, idle
from simulator.audit.wording import money, number, percent
from simulator.program.rewards import Rewards


def reward_below_threshold(case: Case) -> Judged:
    """Hold what the usual member gets back, in points and money or in privileges, against a benchmark."""
    usual, program, spend = case.usual, case.program, case.buyers.usual.spend
    if spend <= 0:
        return idle("nobody buys")
    earned = earning.points_a_year(program, case.buyers, usual.name, spend)
    ways = earning.ways_in_reach(program, earned)
    back = (program.rewards or Rewards()).cash_back
    rewards = max((way.worth for way in ways), default=0.0) * earned + (
        back.rate.ratio * spend if back else 0.0
    )
    privileges = sum(benefit.worth for benefit in usual.benefits if benefit.privilege)
    share = max(rewards, privileges) / spend
    what = "points and money back" if rewards >= privileges else "privileges"
    rate = ("points", "earn", "purchase", "rate") if program.points else ("rewards",)
    return against(
        share * 100 >= case.limits["reward_rate"],
        "The reward is too small to steer anybody.",
        "The usual member gets a reward that can be noticed.",
        f"{percent(share)} of spend: the usual member ({usual.name}, "
        f"{money(spend, case.buyers.currency)} a year) "
        + (
            f"gets {money(share * spend, case.buyers.currency)} a year back in {what}"
            if share
            else "gets nothing back"
        ),
        rate,
        share * 100,
    )


def unreachable_first_reward(case: Case) -> Judged:
    """Hold the time to the first reward against patience, and against the time until points expire."""
    program = case.program
    if program.points is None:
        return idle("there are no points")
    ways = list(earning.ways_to_use(program))
    if not ways:
        return Judged(Kind.FLAW, "Points buy nothing.", "no way to use points", ("points",))
    first = min(ways, key=lambda way: way.points)
    path = (*first.path, "minimum") if first.path == earning.CHECKOUT else first.path
    spend = case.buyers.usual.spend
    earned = earning.points_a_year(program, case.buyers, case.usual.name, spend) / WEEKS_A_YEAR
    weeks = first.points / earned + earning.pending_weeks(program) if earned > 0 else float("inf")
    expires = earning.validity_weeks(program)
    lasts = (
        f"points last at most {number(expires)} weeks" if expires < float("inf") else "points never expire"
    )
    return against(
        weeks <= min(case.limits["first_reward"], expires + earning.pending_weeks(program)),
        "The first reward is out of the usual member's reach.",
        "The usual member reaches a first reward in time.",
        f"{number(weeks) if weeks < float('inf') else 'no number of'} weeks to {first.name} "
        f"({number(first.points)} points); {lasts}",
        path,
        weeks,
    )


CHECKS: tuple[Check, ...] = (
    Check(
        "A9",
        "reward below threshold",
        "Is what the usual member gets back large enough to be noticed?",
        "a trade article of 2013-14: telecom gives 3-5%, airlines above 5%, e-commerce next to nothing",
        "reward_rate",
        reward_below_threshold,
    ),
    Check(
        "B2",
        "unreachable first reward",
        "How long does the usual member take to the first reward?",
        "a published rule of thumb: a first rung within one or two orders",
        "first_reward",
        unreachable_first_reward,
    ),
)
