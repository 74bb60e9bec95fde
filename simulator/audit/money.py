"""Checks of money: what benefits take of the margin, and whether the lift that they need is in reach."""

from __future__ import annotations

import math
from itertools import pairwise

from simulator.audit import giving, talking
from simulator.audit.check import Case, Check, Judged, against, idle
from simulator.audit.wording import listed, money, number, percent


def unaffordable(case: Case) -> Judged:
    """Hold what benefits cost the firm, or sellers, against the margin of the orders that bring them."""
    buyers, found = case.buyers, []
    everybody = sum(one.cost for one in case.public), sum(one.others for one in case.public)
    costs = [(step.name, step.path, step.buyer, step.net_cost, step.others) for step in case.given]
    costs.append(("everybody", ("calendar",), buyers.usual, *everybody))
    for name, path, buyer, own, others in costs:
        for payer, margin, cost in (
            ("the firm", buyers.kept_margin, own),
            ("sellers", buyers.seller_margin, others),
        ):
            if cost > 0 and buyer.spend > 0:
                share = cost / (buyer.spend * margin) if margin > 0 else math.inf
                found.append((share, payer, name, path, cost / buyer.orders))
    if not found:
        return idle("benefits cost nothing")
    share, payer, name, path, cost = max(found, key=lambda one: one[0])
    return against(
        share * 100 <= case.limits["cost_of_margin"],
        f"{name} takes more of the margin than {payer} can afford.",
        "Benefits leave most of the margin of every level.",
        f"{percent(share)} of the margin of {payer}: {money(cost, buyers.currency)} "
        f"an order of {money(buyers.basket, buyers.currency)} at {name}",
        path or ("title",),
        share * 100,
    )


def equal_effort(case: Case) -> Judged:
    """Hold what a member with one order a year costs against the margin of that order.

    Where members are invited, one who has just done what that takes.
    """
    spend = case.buyers.basket
    orders = "one order"
    membership = case.program.membership
    if membership and (invite := membership.invite):
        asked = float(invite.spend.size) if invite.spend else (invite.orders or 1) * spend
        spend = max(spend, asked)
        orders = f"the {money(spend, case.buyers.currency)} that an invitation takes"
    margin = spend * case.buyers.kept_margin
    level = max((step for step in case.steps if step.asks <= spend), key=lambda step: step.place)
    cost = max(0.0, case.at(level, spend).net_cost + talking.contact_cost(case.program, case.buyers))
    share = cost / margin if margin > 0 else math.inf
    currency = case.buyers.currency
    return against(
        share * 100 <= case.limits["first_order_cost"],
        "Effort is spread on all alike: members who hardly buy cost more than they bring.",
        "A member who hardly buys costs little.",
        f"{percent(share)}: with {orders} a year a member costs {money(cost, currency)} and brings "
        f"{money(margin, currency)}",
        ("privileges",) if case.program.privileges else ("clerk",) if case.program.clerk else (),
        share * 100,
    )


def _lifts(case: Case, worth: float, cost: float, beside: float = 0.0) -> tuple[float, float, str]:
    """Return the lift to expect, the lift that is needed, and both in words; worth and cost by sales.

    `beside` is what reminders and dated stimuli bring beside what anything is worth.

    Source: a benefit acts like a price cut of its worth; the firm's contribution margin pays for it.
    """
    margin, elasticity = case.buyers.kept_margin, case.buyers.elasticity
    expected = elasticity * worth + beside
    needed = cost / (margin - cost) if cost < margin else math.inf
    needs = f"1/(m-c) = {number(1 / (margin - cost))}" if cost < margin else "a margin that is used up"
    words = (
        f"costs {percent(cost)} of sales, which {percent(needed)} more sales would pay for; being worth "
        f"{percent(worth)} of sales it promises {percent(expected)} ({number(expected / cost)} points of "
        f"lift per point of cost against {needs}; |e|(m-c) = {number(elasticity * (margin - cost))})"
    )
    if beside:
        words += f"; reminders and dated stimuli are {percent(beside)} of that"
    return expected, needed, words


def _beside(case: Case) -> float:
    """Return the share of sales that reminders and dated stimuli bring."""
    lift = talking.reminded_lift(case.program, case.buyers)
    for event in (case.program.calendar or {}).values():
        have = sum(
            group.sales
            for group in case.ladder.groups
            if event.everyone or giving.is_for(event, group.level, group.paying)
        )
        lift += have * giving.stimulated_lift(event, case.buyers)
    return lift


def tier_above_uplift(case: Case) -> Judged:
    """Hold what a level gives and costs above the one below against the lift that pays for it."""
    found, payers = [], case.ladder.payers
    pairs = [(lower, upper) for lower, upper in pairwise(case.steps) if math.isfinite(upper.asks)]
    if payers and math.isfinite(payers.asks):
        pairs.append((next(step for step in case.steps if step.level == payers.level), payers))
    for lower, upper in pairs:
        spend = upper.buyer.spend
        below = case.at(lower, spend)
        fee = upper.fee - below.fee
        worth, cost = upper.worth - below.worth - fee, upper.cost - below.cost - fee
        if spend > 0 and cost / spend > 1e-9:
            expected, needed, words = _lifts(case, worth / spend, cost / spend)
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
    worth = cost = 0.0
    for step in case.ladder.groups:
        weight = step.sales / step.buyer.spend if step.buyer.spend > 0 else 0.0
        worth += weight * (step.worth - step.fee)
        cost += weight * step.net_cost
    worth += sum(one.worth for one in case.public) / usual
    cost += (talking.overhead(case.program, case.buyers) + sum(one.cost for one in case.public)) / usual
    if cost <= 0:
        return idle("the program costs the firm nothing, or fees pay for it")
    expected, needed, words = _lifts(case, worth, cost, _beside(case))
    ratio = expected / needed
    unknown = "; what friends who are new buy is not counted" if case.program.referral else ""
    return against(
        ratio >= case.limits["lift_ratio"],
        "The lift at which the program pays is out of reach.",
        "The lift at which the program pays is in reach.",
        f"the program {words}{unknown}",
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
