"""Checks of fairness: what members can work out, what is held against them, and whether promises are kept."""

from __future__ import annotations

from simulator.audit import reading
from simulator.audit.check import Case, Check, Judged, Kind, against, idle
from simulator.audit.wording import counted, listed, percent
from simulator.program.status import hidden_share

MOSTLY = 0.5  # a benefit that others pay this share of is theirs to keep


def opaque_rule(case: Case) -> Judged:
    """List the factors of earning and tier rules that members cannot see."""
    hidden = reading.hidden_factors(case.program)
    rating = case.program.status.rating if case.program.status else None
    measured = counted(len(hidden), "hidden factor")
    if hidden:
        measured += f", which leaves {percent(hidden_share(rating))} of qualifying value unforeseen"
    return against(
        len(hidden) <= case.limits["unpublished"],
        f"Members cannot work out what they earn: {listed(text for text, _ in hidden)} is not published.",
        "Members can work out all that they earn.",
        measured,
        hidden[0][1] if hidden else (),
        len(hidden),
    )


def seller_favouring(case: Case) -> Judged:
    """List the rules that take more than an order earned from who returns, refuses or complains."""
    rules = reading.penalties(case.program)
    return against(
        len(rules) <= case.limits["penalties"],
        f"Rules favour the seller: {listed(text for text, _ in rules)}, so who uses a right loses standing.",
        "Nobody loses standing by using a right.",
        counted(len(rules), "rule") + " against a right of the customer",
        rules[0][1] if rules else (),
        len(rules),
    )


def promise_gap(case: Case) -> Judged:
    """Find promises that are often broken, or that others have to keep while nothing is said of how often."""
    privileges = {
        name: one for name, one in (case.program.privileges or {}).items() if one.worth and one.worth.size
    }
    if not privileges:
        return idle("there is no promise that could be broken")
    room = case.steps[0].room
    kept_of = {name: float(one.kept.size) * room.get(name, 1.0) for name, one in privileges.items()}
    worst = min(kept_of, key=lambda name: kept_of[name])
    kept, scarce = kept_of[worst], room.get(worst, 1.0) < 1.0
    if kept < case.limits["kept"]:
        return Judged(
            Kind.FLAW,
            f"A promise is broken too often: {worst} "
            + (
                "has room for fewer uses than are asked for."
                if scarce
                else "depends on what the program does not control."
            ),
            f"{worst} is kept in {percent(kept / 100)} of uses",
            ("privileges", worst, "capacity" if scarce else "kept"),
            kept,
        )
    for name, one in privileges.items():
        if one.funded.firm.ratio < MOSTLY and one.kept.size == 100:
            return Judged(
                Kind.QUESTION,
                f"{name} is paid by others than the firm: how often do they keep it? State kept.",
                "kept in 100% of uses, as if it depended on nobody",
                ("privileges", name, "funded"),
            )
    return Judged(
        Kind.GOOD,
        "Promises are kept often enough, those of sellers and partners too.",
        f"the weakest, {worst}, is kept in {percent(kept / 100)} of uses",
        ("privileges", worst, "kept"),
        kept,
    )


CHECKS: tuple[Check, ...] = (
    Check(
        "A3",
        "opaque rule",
        "Is every factor of what members earn published, so that they can work it out?",
        "a trade article of 2013-14 on JD: a behaviour coefficient that the system computes",
        "unpublished",
        opaque_rule,
    ),
    Check(
        "A4",
        "seller-favouring rule",
        "Does a rule cut status or points of who returns, refuses or complains?",
        "the same on JD: such clauses deter from joining",
        "penalties",
        seller_favouring,
    ),
    Check(
        "A21",
        "promise gap",
        "Does a benefit depend on third parties whom the program does not control?",
        "an essay on Taobao's customers: sellers and carriers break what the platform promised",
        "kept",
        promise_gap,
    ),
)
