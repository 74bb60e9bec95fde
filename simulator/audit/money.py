"""Checks of money: what benefits take of the margin, and whether the lift that they need is in reach."""

from __future__ import annotations

import math
from itertools import pairwise

from simulator.audit import reading
from simulator.audit.check import Case, Check, Judged, against, idle
from simulator.audit.wording import listed, money, number, percent


def unaffordable(case: Case) -> Judged:
    """Hold what benefits cost the firm, or sellers, against the margin of the orders that bring them."""
    buyers, found = case.buyers, []
    for step in case.steps:
        for payer, margin, cost in (
            ("the firm", buyers.kept_margin, step.cost),
            ("sellers", buyers.seller_margin, step.others),
        ):
            if cost > 0 and step.buyer.spend > 0:
                share = cost / (step.buyer.spend * margin) if margin > 0 else math.inf
                found.append((share, payer, step))
    if not found:
        return idle("benefits cost nothing")
    share, payer, step = max(found, key=lambda one: one[0])
    cost = step.cost if payer == "the firm" else step.others
    return against(
        share * 100 <= case.limits["cost_of_margin"],
        f"{step.name} takes more of the margin than {payer} can afford.",
        "Benefits leave most of the margin of every level.",
        f"{percent(share)} of the margin of {payer}: {money(cost / step.buyer.orders, buyers.currency)} "
        f"an order of {money(buyers.basket, buyers.currency)} at {step.name}",
        step.path or ("title",),
        share * 100,
    )


def equal_effort(case: Case) -> Judged:
    """Hold what a member with one order a year costs against the margin of that order."""
    spend = case.buyers.basket
    margin = spend * case.buyers.kept_margin
    level = max((step for step in case.steps if step.asks <= spend), key=lambda step: step.place)
    once = reading.step_at(case.program, case.buyers, level, spend)
    cost = once.cost + reading.contact_cost(case.program)
    share = cost / margin if margin > 0 else math.inf
    currency = case.buyers.currency
    return against(
        share * 100 <= case.limits["first_order_cost"],
        "Effort is spread on all alike: members who hardly buy cost more than they bring.",
        "A member who hardly buys costs little.",
        f"{percent(share)}: with one order a year a member costs {money(cost, currency)} and brings "
        f"{money(margin, currency)}",
        ("privileges",) if case.program.privileges else (),
        share * 100,
    )


def _lifts(case: Case, worth: float, cost: float) -> tuple[float, float, str]:
    """Return the lift to expect, the lift that is needed, and both in words; worth and cost by sales.

    Source: a benefit acts like a price cut of its worth; the firm's contribution margin pays for it.
    """
    margin, elasticity = case.buyers.kept_margin, case.buyers.elasticity
    expected = elasticity * worth
    needed = cost / (margin - cost) if cost < margin else math.inf
    needs = f"1/(m-c) = {number(1 / (margin - cost))}" if cost < margin else "a margin that is used up"
    words = (
        f"costs {percent(cost)} of sales, which {percent(needed)} more sales would pay for; being worth "
        f"{percent(worth)} of sales it promises {percent(expected)} ({number(expected / cost)} points of "
        f"lift per point of cost against {needs}; |e|(m-c) = {number(elasticity * (margin - cost))})"
    )
    return expected, needed, words


def tier_above_uplift(case: Case) -> Judged:
    """Hold what a level gives and costs above the one below against the lift that pays for it."""
    found = []
    for lower, upper in pairwise(case.steps):
        spend = upper.buyer.spend
        below = reading.step_at(case.program, case.buyers, lower, spend)
        worth, cost = (upper.worth - below.worth) / spend, (upper.cost - below.cost) / spend
        if cost > 1e-9 and math.isfinite(upper.asks):
            expected, needed, words = _lifts(case, worth, cost)
            found.append((expected / needed, f"{upper.name} {words}", upper))
    if not found:
        return idle("no level costs more than the one below")
    worst = min(found, key=lambda one: one[0])
    dear = [one for one in found if one[0] < case.limits["lift_ratio"]] or [worst]
    return against(
        worst[0] >= case.limits["lift_ratio"],
        f"The uplift of {listed(step.name for _, _, step in dear)} cannot bring what the level costs.",
        "Each level can bring what it costs.",
        "; ".join(words for _, words, _ in dear),
        dear[0][2].path,
        worst[0],
    )


def lift_out_of_reach(case: Case) -> Judged:
    """Hold the whole program's cost, running and contacts too, against the lift that pays for it."""
    usual = case.buyers.usual.spend
    if usual <= 0:
        return idle("nobody buys")
    weights = [step.sales / step.buyer.spend if step.buyer.spend > 0 else 0.0 for step in case.steps]
    worth = sum(weight * step.worth for weight, step in zip(weights, case.steps, strict=True))
    cost = sum(weight * step.cost for weight, step in zip(weights, case.steps, strict=True))
    cost += reading.overhead(case.program) / usual
    if cost <= 0:
        return idle("the program costs the firm nothing")
    expected, needed, words = _lifts(case, worth, cost)
    ratio = expected / needed
    return against(
        ratio >= case.limits["lift_ratio"],
        "The lift at which the program pays is out of reach.",
        "The lift at which the program pays is in reach.",
        f"the program {words}",
        (),
        ratio,
    )


CHECKS: tuple[Check, ...] = (
    Check(
        "A10",
        "unaffordable benefits",
        "What do benefits take of the margin of the orders that bring them?",
        "a trade article of 2013-14: the margin of retail is thin",
        "cost_of_margin",
        unaffordable,
    ),
    Check(
        "A15",
        "equal effort for all",
        "What does a member cost who hardly buys?",
        "a text on car service, and an essay on loyalty: customers without value are dear",
        "first_order_cost",
        equal_effort,
    ),
    Check(
        "B3",
        "tier above its uplift",
        "Can each level bring what it costs above the one below?",
        "a published check of tiers: cost of benefits against uplift",
        "lift_ratio",
        tier_above_uplift,
    ),
    Check(
        "B6",
        "break-even lift out of reach",
        "Can the program bring the lift at which it pays?",
        "arithmetic: lift per point of cost against 1/(m-c)",
        "lift_ratio",
        lift_out_of_reach,
    ),
)
