"""Checks of what members get: privileges, differences between levels, and what kind of worth it is."""

from __future__ import annotations

from itertools import pairwise

from simulator.audit import climbing
from simulator.audit.check import Case, Check, Judged, against, idle
from simulator.audit.reading import Step
from simulator.audit.wording import counted, listed, money, percent
from simulator.fields import Path


def _names(step: Step) -> set[str]:
    return {benefit.name for benefit in step.benefits if benefit.worth > 0}


def _more(case: Case, upper: Step, lower: Step) -> list[str]:
    """Return what the buyer of a level gets there and would not get at a lower one."""
    there = case.at(lower, upper.buyer.spend)
    return sorted(_names(upper) - _names(there))


def thin_benefits(case: Case) -> Judged:
    """Find levels without a privilege: something other than money that those who are no members lack."""
    upper = case.given[1:] or case.steps
    bare = [step for step in upper if not any(b.privilege and b.worth > 0 for b in step.benefits)]
    if case.given[1:]:
        measured = f"{len(bare)} of {counted(len(upper), 'level')} above the first are without"
        measured += f": {listed(step.name for step in bare)}" if bare else ""
    else:
        measured = "no privilege at all" if bare else "the one level has a privilege"
    return against(
        len(bare) <= case.limits["bare_levels"] and len(bare) < len(upper),
        "Members have little sense of privilege: "
        + (f"{listed(s.name for s in bare)} give" if case.given[1:] else "the program gives")
        + " nothing but money, or nothing at all, that other customers lack.",
        "Each level above the first has a privilege that other customers lack.",
        measured,
        (bare or upper)[0].path or ("privileges",),
        len(bare),
    )


def indistinct_tiers(case: Case) -> Judged:
    """Find levels that add nothing to the one below, or fewer than one thing a step to the first."""
    payers, steps = case.ladder.payers, case.steps
    pairs = [(upper, lower) for lower, upper in pairwise(steps)]
    if payers:
        pairs.append((payers, next(step for step in steps if step.level == payers.level)))
    if not pairs:
        return idle("there is one level only")
    need = case.limits["new_benefits"]
    added = {upper.name: _more(case, upper, lower) for upper, lower in pairs}
    poor = [upper for upper, _ in pairs if len(added[upper.name]) < need]
    told, near = [], []
    for step in steps[1:]:
        more = _more(case, step, steps[0])
        if len(more) < need * step.place:
            near.append(step)
            steps_up = counted(step.place, "step")
            told.append(f"{step.name} ({steps_up} up) differs from {steps[0].name} by {listed(more)}")
    fewest = min(len(names) for names in added.values())
    measured = "; ".join(f"{name} adds {listed(names)}" for name, names in added.items())
    return against(
        not poor and not told,
        f"Levels hardly differ: {'; '.join(told)}." if told else "Levels hardly differ.",
        "Each level gives something that the one below does not.",
        measured,
        (poor or near or [upper for upper, _ in pairs])[0].path,
        fewest,
    )


def top_tier_not_special(case: Case) -> Judged:
    """Hold what the top level gives above the first against the spend that it takes to get there."""
    if not case.steps[1:]:
        return idle("there is one level only")
    top, spend = case.steps[-1], case.steps[-1].asks
    if not 0 < spend < climbing.LARGEST_SPEND:
        return idle("spend does not lead to the top level")
    there, first = (case.at(step, spend) for step in (top, case.steps[0]))
    more, currency = (there.worth - first.worth) / spend, case.buyers.currency
    return against(
        more * 100 >= case.limits["top_worth"],
        f"The top level is not special: {top.name} gets about what any member gets.",
        f"{top.name} gives what a member can notice above {first.name}.",
        f"{percent(more)} of spend: who just reaches {top.name} spends {money(spend, currency)} a year "
        f"and gets {money(there.worth - first.worth, currency)} more than as {first.name}",
        top.path,
        more * 100,
    )


def _share_of_worth(case: Case, kind: str) -> float | None:
    """Return the share that price cuts, or passing offers, are of all that people get, by sales.

    What everybody gets counts once for the market's mean customer.
    """
    usual = case.buyers.usual.spend
    total = sum(one.worth for one in case.public) / usual if usual > 0 else 0.0
    part = sum(one.worth for one in case.public if getattr(one, kind)) / usual if usual > 0 else 0.0
    for step in case.ladder.groups:
        weight = step.sales / step.buyer.spend if step.buyer.spend > 0 else 0.0
        total += weight * step.worth
        part += weight * sum(benefit.worth for benefit in step.benefits if getattr(benefit, kind))
    return part / total if total > 0 else None


def _dearest(case: Case, kind: str) -> Path:
    """Return the key of what is worth most of a kind, the calendar where there is none."""
    given = [one for step in case.ladder.groups for one in step.benefits] + list(case.public)
    of_kind = [one for one in given if getattr(one, kind)]
    return max(of_kind, key=lambda one: one.worth).path if of_kind else ("calendar",)


def price_only(case: Case) -> Judged:
    """Hold price cuts and money back against all that members get."""
    share = _share_of_worth(case, "price")
    if share is None:
        return idle("nobody gets anything of worth")
    return against(
        share * 100 <= case.limits["price_share"],
        "The program's lever is price: it draws those who hunt for deals, and loses them to the next one.",
        "Most of what members get is no price cut.",
        f"{percent(share)} of what members get are price cuts and money back",
        _dearest(case, "price"),
        share * 100,
    )


def short_lived(case: Case) -> Judged:
    """Hold dated offers and draws against all that members get."""
    share = _share_of_worth(case, "passing")
    if share is None:
        return idle("nobody gets anything of worth")
    return against(
        share * 100 <= case.limits["dated_share"],
        "What members get is short-lived: dated offers and draws bind only while they are new.",
        "Most of what members get is there all year.",
        f"{percent(share)} of what members get is bound to days or to chance",
        _dearest(case, "passing"),
        share * 100,
    )


CHECKS: tuple[Check, ...] = (
    Check(
        "A1",
        "thin benefits",
        "Does every level have a privilege: no money, and not open to those who are no members?",
        "a trade article of 2013-14 on JD: no sense of privilege",
        "bare_levels",
        thin_benefits,
    ),
    Check(
        "A2",
        "indistinct tiers",
        "Does each level give something that the one below does not?",
        "the same on JD: gold hardly differs from registered",
        "new_benefits",
        indistinct_tiers,
    ),
    Check(
        "A5",
        "top tier not special",
        "What does the top level give above the first, for the spend that it takes?",
        "the same on Tmall: the top level gets about what an ordinary member gets",
        "top_worth",
        top_tier_not_special,
    ),
    Check(
        "A13",
        "price as the only lever",
        "How much of what members get is a price cut?",
        "a text on car service: who comes for price has no loyalty at all",
        "price_share",
        price_only,
    ),
    Check(
        "A16",
        "short-lived stimuli",
        "How much of what members get is dated or left to chance?",
        "a trade article of 2013-14: draws and novelty are short-lived and weak",
        "dated_share",
        short_lived,
    ),
)
