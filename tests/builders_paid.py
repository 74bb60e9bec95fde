"""Random paid memberships: the clause, what is for paying members alone, and what a draw holds of it."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

Tree = dict[str, Any]

PAID_KINDS = frozenset(
    {"paid", "trial", "renewal_automatic", "renewal_asked", "refund_none", "refund_pro_rata", "refund_within",
     "reduced", "paid_points", "paid_status", "paid_privilege", "paid_event", "join_paid",
     "household", "household_paid"}
)  # fmt: skip
PAID_HISTORY_KINDS = frozenset(
    {"by", "pay", "cancel", "trial_begun", "fee_paid", "fee_returned", "renewed", "membership_ended"}
)


def with_household(draw: st.DrawFn, program: Tree) -> Tree:
    """Let others order on the account in one program in three."""
    if draw(st.integers(0, 2)):
        return program
    household: Tree = {"members": draw(st.sampled_from([2, 4])), "share": "50%", "orders": "40%"}
    if "paid" in program and draw(st.booleans()):
        household["paid"] = True
    return {**program, "household": household}


def with_paid(draw: st.DrawFn, program: Tree) -> Tree:
    """Add a paid membership to one program in two; its benefits are marked where they stand."""
    if draw(st.booleans()):
        return program
    fee = draw(st.sampled_from(["149 CNY", "88.88 CNY", "888 CNY", "0.03 CNY"]))
    paid: Tree = {"fee": fee, "period": draw(st.sampled_from(["52 weeks", "52 weeks", "4 weeks", "30 days"]))}
    for key, values in (
        ("trial", (None, "4 weeks", "10 days")),
        ("renewal", (None, "automatic", "asked")),
        ("refund", (None, "none", "pro_rata", {"within": "2 weeks"}, {"within": "3 days"})),
        ("hassle", (None, "5 CNY")),
    ):
        value = draw(st.sampled_from(values))
        if value is not None:
            paid[key] = value
    if "tiers" in program:
        if draw(st.booleans()):
            lower = draw(st.sampled_from(["0.01 CNY", "0 CNY"]))
            paid["reduced"] = {"fee": lower, "from": draw(st.sampled_from([100, 1000]))}
        if draw(st.booleans()):
            paid["status"] = draw(st.sampled_from(["x2", "x1.255"]))
    if "points" in program and draw(st.booleans()):
        paid["points"] = draw(st.sampled_from(["x2", "x1.333", "x0.5"]))
    marked = [*program.get("privileges", {}).values(), *program.get("calendar", {}).values()]
    for one in marked:
        if "everyone" not in one and draw(st.booleans()):
            one["paid"] = True
    if not any("paid" in one for one in marked) and not {"points", "status"} & set(paid):
        gift = {"kind": "gifts", "use": "1 per year", "cost": "5 CNY", "worth": "9 CNY", "paid": True}
        program.setdefault("privileges", {})["welcome"] = gift | {"funded": {"firm": "100%"}}
    if draw(st.integers(0, 3)) == 0:
        program["membership"]["join"] = "paid"
        program["membership"].pop("hassle", None)
        program["membership"].pop("invite", None)
    return {**program, "paid": paid}


def paid_reached(program: Tree) -> set[str]:
    """Name what a program has of PAID_KINDS."""
    paid = program.get("paid")
    household = program.get("household", {})
    shared = {"household"} if household else set()
    shared |= {"household_paid"} if "paid" in household else set()
    if paid is None:
        return shared
    refund = paid.get("refund", "none")
    told = {"paid", "renewal_" + paid.get("renewal", "automatic")} | {"trial", "reduced"} & set(paid)
    told.add("refund_" + (refund if isinstance(refund, str) else "within"))
    told |= {f"paid_{key}" for key in ("points", "status") if key in paid}
    for clause, word in (("privileges", "paid_privilege"), ("calendar", "paid_event")):
        told |= {word for one in program.get(clause, {}).values() if "paid" in one}
    return shared | told | ({"join_paid"} if program["membership"]["join"] == "paid" else set())


def paid_moves(event: Tree, before: Tree, now: Tree) -> set[str]:
    """Name what happened to a paid membership between two statements, in the words of PAID_HISTORY_KINDS."""
    change = int(now["fees"]) - int(before["fees"])
    flags = {
        "trial_begun": now["membership"] == "trial" != before["membership"],
        "fee_paid": "pay" in event and change > 0,
        "fee_returned": change < 0,
        "renewed": "pay" not in event and change > 0 and before["membership"] == "paid",
        "membership_ended": now["membership"] == "free" != before["membership"],
    }
    return {name for name, holds in flags.items() if holds}
