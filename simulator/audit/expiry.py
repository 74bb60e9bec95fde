"""Checks of what becomes of points: after a return, and when they expire."""

from __future__ import annotations

from simulator.audit import spending
from simulator.audit.buyers import WEEKS_A_YEAR
from simulator.audit.check import Case, Check, Judged, against, idle
from simulator.audit.wording import listed, number


def kept_after_refund(case: Case) -> Judged:
    """Find points or qualifying value that a returned order leaves behind."""
    clauses = {"points": case.program.points, "status": case.program.status}
    held = {name: clause for name, clause in clauses.items() if clause}
    if not held:
        return idle("nothing is earned")
    kept = [name for name, clause in held.items() if clause.returns == "keep"]
    return against(
        100.0 * bool(kept) <= case.limits["kept_after_return"],
        f"Who buys and returns keeps {listed(kept)}: a hole that pays for nothing.",
        "A return takes back what its order earned.",
        f"a returned order leaves {'all' if kept else 'nothing'} of the {listed(kept or held)} it earned",
        ((kept or list(held))[0], "returns"),
        100.0 * bool(kept),
    )


def short_expiry(case: Case) -> Judged:
    """Hold the life of a point against the usual gap between two orders."""
    if case.program.points is None:
        return idle("there are no points")
    orders = case.buyers.usual.orders
    weeks = spending.mean_validity_weeks(case.program, case.usual.level)
    if orders <= 0:
        return idle("nobody buys")
    gap = WEEKS_A_YEAR / orders
    never, silent = weeks == float("inf"), case.program.points.expiry.inactive
    lasts = f"a point lasts {number(weeks)} weeks on average"
    if silent and silent.weeks <= weeks:
        lasts = f"points last {number(weeks)} weeks without an order"
    return against(
        weeks >= case.limits["expiry_gaps"] * gap,
        "Points expire before the usual member has come back.",
        "Points outlast the usual gap between orders.",
        ("points never expire" if never else lasts) + f"; the usual gap is {number(gap)} weeks",
        ("points", "expiry"),
        None if never else weeks / gap,
    )


CHECKS: tuple[Check, ...] = (
    Check(
        "B1",
        "points kept after a refund",
        "Does a returned order leave points or status behind?",
        "a known exploit: buy, earn, return",
        "kept_after_return",
        kept_after_refund,
    ),
    Check(
        "B4",
        "expiry shorter than the purchase gap",
        "Do points last until the usual member comes back?",
        "a published rule of thumb: expiry from the median gap between purchases",
        "expiry_gaps",
        short_expiry,
    ),
)
