"""Checks of the ladder: whether there is a next step for most, and whether its steps are cliffs."""

from __future__ import annotations

import math
from collections.abc import Iterator
from itertools import pairwise

from simulator.audit.check import Case, Check, Judged, against, idle
from simulator.audit.wording import counted, money, percent
from simulator.fields import Path


def too_few_tiers(case: Case) -> Judged:
    """Hold the share of a year's buyers who reach the top level against what leaves others a goal."""
    if not case.steps[1:]:
        return idle("there is one level only")
    top = case.steps[-1]
    reached = f"spend the {money(top.asks, case.buyers.currency)} a year that reach"
    if math.isinf(top.asks):
        reached = "reach, as spend alone does not lead to it,"
    limit = case.program.tiers.levels[top.name].at_most if case.program.tiers else None
    if limit and top.share >= limit.ratio * (1 - 1e-9):
        reached += f" or, as no more than {limit} may, wait for"
    return against(
        top.share * 100 <= case.limits["top_share"],
        f"The ladder is too short: many reach {top.name} easily and have no next goal.",
        f"Most members have a next goal below {top.name}.",
        f"{percent(top.share)} of a year's buyers {reached} the top of {counted(len(case.steps), 'level')}",
        (*top.path, "from"),
        top.share * 100,
    )


def _jumps(case: Case) -> Iterator[tuple[float, str, Path]]:
    """Find what each threshold gives or costs at once, as a share of what must be spent to pass it."""
    for lower, upper in pairwise(case.steps):
        if 0 < upper.asks < math.inf:
            at = [case.at(one, upper.asks) for one in (lower, upper)]
            jump = max(at[1].worth - at[0].worth, at[1].cost - at[0].cost)
            yield jump / upper.asks, f"reaching {upper.name}", upper.path
    for name, privilege in (case.program.privileges or {}).items():
        if privilege.over and privilege.over.size and privilege.use.of == "orders":
            largest = max((float(one.size) for one in (privilege.worth, privilege.cost) if one), default=0.0)
            jump = privilege.use.amount * largest
            yield (
                jump / float(privilege.over.size),
                f"an order over {privilege.over}",
                ("privileges", name, "over"),
            )
    card = case.program.rewards.stamps if case.program.rewards else None
    if card and card.minimum_order and card.minimum_order.size:
        stamp = max(float(card.worth.size), float(card.cost.size)) / card.buy
        least: Path = ("rewards", "stamps", "minimum_order")
        yield stamp / float(card.minimum_order.size), f"an order over {card.minimum_order}", least


def growth_cliffs(case: Case) -> Judged:
    """Find a threshold where what members get, or what they cost, jumps."""
    jumps = sorted(_jumps(case), key=lambda jump: -jump[0])
    if not jumps:
        return idle("there is no threshold")
    size, where, path = jumps[0]
    return against(
        size * 100 <= case.limits["jump"],
        f"There is a cliff: {where} gives at once what pays for gaming the threshold.",
        "No threshold gives so much at once that gaming it pays.",
        f"{where} is worth or costs {percent(size)} of what must be spent to pass it",
        path,
        size * 100,
    )


CHECKS: tuple[Check, ...] = (
    Check(
        "A6",
        "too few tiers",
        "How many members are in the top level, without a next goal?",
        "a trade article of 2013-14 on Tmall: three levels, and many easily reach the highest",
        "top_share",
        too_few_tiers,
    ),
    Check(
        "B5",
        "growth cliff",
        "Does cost or benefit jump at a threshold?",
        "loyalty engines warn of gaming at thresholds; an assumption",
        "jump",
        growth_cliffs,
    ),
)
