"""What a drawn program holds of the language, in words, so that tests can see that everything is drawn."""

from __future__ import annotations

from tests.builders_catalogue import CATALOGUE_KINDS, catalogue_reached
from tests.builders_clubs import CLUB_KINDS, clubs_reached
from tests.builders_earning import EARNING_KINDS, earning_reached
from tests.builders_further import FURTHER_KINDS, further_reached
from tests.builders_given import GIVEN_KINDS, given_reached
from tests.builders_ladder import LADDER_KINDS, ladder_reached
from tests.builders_paid import PAID_KINDS, paid_reached
from tests.builders_partners import PARTNER_KINDS, partners_reached
from tests.builders_program import WINDOWS, Tree
from tests.builders_referral import REFERRAL_KINDS, referral_reached

# fmt: off
PROGRAM_KINDS = frozenset({
    "automatic", "opt_in", "invitation",
    "status", "spend", "no_tiers", "one_level", "rating", "rating_never_rises",
    "deduct", "orders_needed", "level_points", "level_status", "by_balance", "one_level_down", "to_base",
    "pending", "never", "after", "on_same", "on_next", "take_back", "keep", "on_redeemed",
    "checkout_choice", "checkout_automatic", "minimum", "catalogue", "cash_back", "shipping", "service",
    "returns", "gifts", "price", "refunds", "installation", "guarantee", "access", "community",
    "capacity", "event_orders", "priority", "day_of_month", "dates", "weekday", "percent", "double_points",
    "minimum_order", "excluded_share", "excluded_levels", "unreached", "reached", "running_cost",
    "shared_funding",
    "grace", "extension", "inactive", "notice", "reinstate",
    "from", "birthday", "budget", "everyone", "clerk", "platform", "passed_on", "breaches",
    "before_sale", "after_sale", "spoken_channels",
}) | frozenset(WINDOWS) | CATALOGUE_KINDS | EARNING_KINDS | LADDER_KINDS | GIVEN_KINDS
PROGRAM_KINDS |= PAID_KINDS | CLUB_KINDS | PARTNER_KINDS | FURTHER_KINDS
PROGRAM_KINDS |= REFERRAL_KINDS
# fmt: on


def program_reached(program: Tree) -> set[str]:
    """Name what a program has, in the words of PROGRAM_KINDS."""
    status, points = program.get("status", {}), program.get("points", {})
    tiers, rewards = program.get("tiers", {}), program.get("rewards", {})
    levels = list(tiers.get("levels", {}).values())
    checkout = rewards.get("checkout", {})
    privileges, events = program.get("privileges", {}).values(), program.get("calendar", {}).values()
    expiry = points.get("expiry", "never")
    limits = program.get("exclusions", {})
    told = ladder_reached(tiers) | {
        program["membership"]["join"],
        tiers.get("metric", "no_tiers"),
        tiers.get("window", "lifetime"),
    }
    told |= {privilege["kind"] for privilege in privileges} | {key for event in events for key in event} - {
        "paid"
    }
    down = tiers.get("downgrade", "by_balance")
    told.add("one_level_down" if down == "one_level" else down)
    told.add(f"on_{expiry['year']}" if "on" in expiry else "after" if "after" in expiry else "never")
    told |= {clause["returns"] for clause in (status, points) if "returns" in clause}
    told |= {"clerk"} & set(program)
    told |= set(program.get("data", {}))
    told |= {"platform"} & set(program) | set(program.get("contact", {}))
    told |= (
        {"catalogue", "cash_back"} & set(rewards)
        | {"minimum_order"} & set(limits)
        | {"pending"} & set(points)
    )
    flags = {
        **{name: name in expiry for name in ("grace", "extension", "inactive", "notice", "reinstate")},
        "one_level": len(levels) == 1,
        "rating": "rating" in status,
        "rating_never_rises": "rating" in status and "up_after" not in status["rating"],
        "deduct": any("at_review" in level for level in levels),
        "orders_needed": any("orders" in level for level in levels),
        "level_points": any("points" in level for level in levels),
        "level_status": any("status" in level for level in levels),
        "on_redeemed": bool(points.get("on_redeemed")),
        f"checkout_{checkout.get('use')}": bool(checkout),
        "minimum": "minimum" in checkout,
        "capacity": any("capacity" in privilege for privilege in privileges),
        "event_orders": any(privilege["use"].endswith("event orders") for privilege in privileges),
        "priority": any("priority" in privilege for privilege in privileges),
        "double_points": any("points" in event for event in events),
        "excluded_share": "share" in limits,
        "excluded_levels": "levels" in limits,
        "unreached": program["communication"]["reach"] == "0%",
        "reached": program["communication"]["reach"] == "100%",
        "running_cost": "running_cost" in program,
        "spoken_channels": bool(program["communication"].get("channels")),
        "shared_funding": any("partner" in privilege["funded"] for privilege in privileges),
    }
    told |= catalogue_reached(rewards.get("catalogue", {}))
    told |= partners_reached(program)
    told |= referral_reached(program)
    told |= earning_reached(program) | given_reached(rewards) | paid_reached(program)
    told |= clubs_reached(program) | further_reached(program)
    return told | {name for name, holds in flags.items() if holds}
