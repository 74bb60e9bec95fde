"""Checks of the reward: whether it is large enough to be noticed, and whether the first one is in reach."""

from __future__ import annotations

from simulator.audit import earning, giving, spending
from simulator.audit.buyers import WEEKS_A_YEAR
from simulator.audit.check import Case, Check, Judged, Kind, against, idle
from simulator.audit.spending import Way
from simulator.audit.wording import money, number, percent
from simulator.fields import Path

# Rewards that come for doing one's part, and not by chance.
LIKE_MONEY: tuple[Path, ...] = (("rewards", "stamps"), ("referral", "referrer"))


def reward_below_threshold(case: Case) -> Judged:
    """Hold what the usual member gets back, in points, rewards and money or in privileges, to a benchmark."""
    usual, program = case.usual, case.program
    spend = usual.buyer.spend
    if spend <= 0:
        return idle("nobody buys")
    earned = earning.points_a_year(program, case.buyers, usual.level, spend, usual.paying)
    ways = spending.ways_in_reach(program, case.buyers, usual.level, spend, earned)
    rewards = max((way.worth * min(earned, way.most) for way in ways), default=0.0)
    money_like = (one for one in usual.benefits if one.price or one.path[:2] in LIKE_MONEY)
    rewards += sum(one.worth for one in money_like if not one.passing)
    privileges = sum(benefit.worth for benefit in usual.benefits if benefit.privilege)
    share = max(rewards, privileges) / spend
    if usual.paying and usual.fee >= usual.worth:
        share = min(share, 0.0)  # nobody gains by paying
    what = "points, rewards and price cuts" if rewards >= privileges else "privileges"
    fee = f" for a fee of {money(usual.fee, case.buyers.currency)}" if usual.fee else ""
    rate = ("points", "earn", "purchase", "rate") if program.points else ("rewards",)
    return against(
        share * 100 >= case.limits["reward_rate"],
        "The reward is too small to steer anybody."
        if share or not fee
        else "The fee is more than it brings.",
        "The usual member gets a reward that can be noticed.",
        f"{percent(share)} of spend: the usual member ({usual.name}, "
        f"{money(spend, case.buyers.currency)} a year) "
        + (
            f"gets {money(share * spend, case.buyers.currency)} a year in {what}{fee}"
            if share
            else f"gets nothing back{fee}"
        ),
        rate,
        share * 100,
    )


def unreachable_first_reward(case: Case) -> Judged:
    """Hold the time to the first reward against patience, and against the time until points expire."""
    program, spend = case.program, case.usual.buyer.spend
    found = []  # weeks, in words, key
    if program.points is not None:
        ways = list(spending.ways_to_use(program, case.buyers))
        if not ways:
            return Judged(Kind.FLAW, "Points buy nothing.", "no way to use points", ("points",))
        found.append(_first_with_points(case, min(ways, key=lambda way: way.points), spend))
    card = program.rewards.stamps if program.rewards else None
    if card:
        a_week = giving.stamps_a_year(program, case.buyers, case.usual.buyer.orders) / WEEKS_A_YEAR
        weeks = (card.buy - card.endowed) / a_week if a_week > 0 else float("inf")
        lasts = float(card.valid.weeks) if card.valid else float("inf")
        words = f"a full card ({card.buy - card.endowed} stamps); " + (
            f"a card lasts {number(lasts)} weeks" if card.valid else "cards never lapse"
        )
        found.append((weeks, lasts, words, ("rewards", "stamps", "buy")))
    if not found:
        return idle("there are no points and no stamps")
    patience = case.limits["first_reward"]
    weeks, lasts, words, path = min(found, key=lambda one: (one[0] > min(patience, one[1]), one[0]))
    return against(
        weeks <= min(patience, lasts),
        "The first reward is out of the usual member's reach.",
        "The usual member reaches a first reward in time.",
        f"{number(weeks) if weeks < float('inf') else 'no number of'} weeks to {words}",
        path,
        weeks,
    )


def _first_with_points(case: Case, first: Way, spend: float) -> tuple[float, float, str, Path]:
    """Return the weeks to the first reward, how long points last, both in words, and the key."""
    program, level = case.program, case.usual.level
    path = (*first.path, "minimum") if first.path == spending.CHECKOUT else first.path
    earned = earning.points_a_year(program, case.buyers, level, spend, case.usual.paying) / WEEKS_A_YEAR
    pending = spending.pending_weeks(program)
    weeks = first.points / earned + pending if earned > 0 else float("inf")
    expires = spending.saving_weeks(program, level, case.usual.buyer.orders)
    lasts = "points never expire"
    if expires < float("inf"):
        lasts = f"points last at most {number(expires)} weeks"
        if (
            program.points
            and program.points.expiry.inactive
            and expires != spending.validity_weeks(program, level)
        ):
            lasts = f"a gap that costs all points comes every {number(expires)} weeks"
    return weeks, expires + pending, f"{first.name} ({number(first.points)} points); {lasts}", path


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
