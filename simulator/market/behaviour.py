"""Every number of customers' behaviour: default, range, unit, tag and source, and the switches.

Order of parts: the fields (told in behaviour.csv), the tuple that rules read, the switches, uncertain draws.
Tags: published (read in the named source), derived (follows from others), assumption (a range to be tried).
"""

from __future__ import annotations

import csv
import math
import zlib
from collections import namedtuple
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, NamedTuple, TypeAlias

import numpy as np

from simulator.chance import PARAMETER, customer_key, stream_key, uniform


class Field(NamedTuple):
    """One number: default, range (low = high: taken as known), unit, tag, source and meaning."""

    kind: str  # stated | solved
    name: str
    default: float
    low: float
    high: float
    unit: str
    tag: str
    source: str
    meaning: str


def _read_fields() -> tuple[Field, ...]:
    with Path(__file__).with_suffix(".csv").open(newline="", encoding="utf-8") as lines:
        rows = list(csv.DictReader(lines))
    return tuple(
        Field(
            row["kind"],
            row["name"],
            float(row["default"]),
            float(row["low"]),
            float(row["high"]),
            row["unit"],
            row["tag"],
            row["source"],
            row["meaning"],
        )
        for row in rows
    )


_ALL = _read_fields()
FIELDS: tuple[Field, ...] = tuple(field for field in _ALL if field.kind == "stated")
# Numbers that are solved, not stated: they make the market hold its stated shares, elasticity and leaving.
SOLVED: tuple[Field, ...] = tuple(field for field in _ALL if field.kind == "solved")
NAMES: tuple[str, ...] = tuple(field.name for field in FIELDS)

# All numbers as floats, by name: what compiled rules read.
Behaviour: Any = namedtuple("Behaviour", [field.name for field in _ALL])  # type: ignore[misc]
Numbers: TypeAlias = Any

# Switches: (name, what stands still when it is off, the values that make it stand still).
MECHANISMS: tuple[tuple[str, str, Mapping[str, float]], ...] = (
    ("satisfaction", "satisfaction moves nothing", {"satisfaction_weight": 0.0, "hazard_satisfaction": 0.0}),
    (
        "trust",
        "trust moves neither choice nor leaving",
        {"trust_moderation": 0.0, "hazard_trust": 0.0, "trust_counts": 0.0},
    ),
    ("state_dependence", "the last choice has no pull", {"state_dependence": 0.0}),
    (
        "switching_cost",
        "switching costs have no pull",
        {"procedural": 0.0, "relational": 0.0, "switching_damping": 0.0, "hazard_switching": 0.0},
    ),
    ("failures", "no order fails", {"failure_rate": 0.0, "hazard_failure": 0.0}),
    ("grave_losses", "no failure is so grave that it drives away at once", {"grave_losses": 0.0}),
    ("delays", "every order comes in time", {"delay_weight": 0.0}),
    ("compensation", "what is paid for a failure makes no more good", {"compensation_gain": 0.0}),
    (
        "staff",
        "who serves is as good as any other",
        {"staff_speed": 0.0, "staff_skill": 0.0, "staff_quality": 0.0, "staff_exit": 0.0},
    ),
    ("sellers", "no customer misses a seller who leaves", {"seller_loss": 0.0}),
    ("reference_price", "prices are judged against the market only", {"reference_weight": 0.0}),
    ("talk", "nobody tells or hears", {"talk_rate": 0.0}),
    ("satisfaction_steps", "no threshold of satisfaction is felt", {"satisfaction_steps": 0.0}),
    ("variety", "nobody seeks variety", {"variety_share": 0.0}),
    (
        "buying_effort",
        "an order costs no time and no effort, so that nothing spares any",
        {
            "cost_time_focal": 0.0,
            "cost_time_rival": 0.0,
            "cost_mental_focal": 0.0,
            "cost_mental_rival": 0.0,
            "cost_physical_focal": 0.0,
            "cost_physical_rival": 0.0,
        },
    ),
    (
        "tenure",
        "long custom neither forgives nor is served more easily",
        {"forgiveness": 0.0, "served_easier": 0.0},
    ),
    ("cross_buying", "satisfaction widens no order", {"cross_buying": 0.0}),
    ("comprehension", "everybody weighs points in full", {"uncomprehended": 1.0, "redeem_unknown": 1.0}),
    ("noticing", "small rewards are noticed in full", {"noticing": 0.0}),
    (
        "other_cards",
        "cards of sellers that are not simulated take nothing from a program",
        {"card_crowding": 0.0},
    ),
    ("points_value", "points have no pull", {"points_weight": 0.0}),
    ("privilege_value", "privileges have no pull", {"privilege_weight": 0.0, "top_up": 0.0}),
    ("order_splitting", "free shipping makes no order smaller", {"order_splitting": 0.0}),
    (
        "privilege_effects",
        "privileges are worth their money and no more",
        {
            "refund_lift": 0.0,
            "installation_lift": 0.0,
            "access_lift": 0.0,
            "guarantee_relief": 0.0,
            "service_lanes": 0.0,
        },
    ),
    (
        "relations",
        "no tie to people at the firm holds anybody",
        {"community_bond": 0.0, "club_bond": 0.0, "clerk_bond": 0.0, "clerk_loss": 0.0},
    ),
    (
        "platform",
        "services in one place spare and hold nobody",
        {"platform_time": 0.0, "platform_mental": 0.0, "platform_hold": 0.0, "platform_visits": 0.0},
    ),
    (
        "sales_contact",
        "reminders and calls after a sale move nobody",
        {"reminder_pull": 0.0, "call_hears": 0.0},
    ),
    ("win_back", "no reminder brings back who has left", {"win_back": 0.0}),
    ("contact_fatigue", "any number of contacts is borne", {"contact_tolerance": 1000.0}),
    ("tier_pressure", "levels have no pull, and no weight in staying", {"tier_weight": 0.0}),
    (
        "goal_gradient",
        "nearness to a reward, or a head start, has no pull",
        {"goal_gradient": 0.0, "endowed_commitment": 0.0, "goal_lift": 0.0},
    ),
    (
        "goal_learning",
        "a reward had or missed changes no later effort",
        {"goal_kept": 0.0, "goal_failure": 0.0},
    ),
    ("rewarded_behaviour", "a reward lifts no later choice", {"rewarded_pull": 0.0}),
    (
        "status_feelings",
        "nobody minds rising, falling or looking on",
        {"status_bump": 0.0, "bystander_loss": 0.0},
    ),
    ("status_crowding", "a rank is the same however many hold it", {"status_crowding": 0.0}),
    ("expiry_salience", "points that end soon bring nobody", {"expiry_pull": 0.0}),
    ("reward_taste", "every reward suits everybody", {"redeem_fit": 0.0}),
    ("small_balances", "no balance is too small to be used", {"redeem_least": 0.0}),
    ("novelty", "a new program weighs no more", {"novelty": 0.0}),
    (
        "promises",
        "a privilege that is kept or broken is its worth and no more",
        {"promise_weight": 0.0, "broken_promise_depth": 0.0, "promise_salience": 0.0},
    ),
    ("expiry_anger", "nobody minds what expires", {"expiry_anger": 0.0}),
    ("penalties", "nobody minds that a right which was used costs standing", {"penalty_salience": 0.0}),
    ("switch_anger", "nobody minds a switch to another program", {"switch_anger": 0.0}),
    (
        "delight",
        "gifts and rewards please no more than they are worth",
        {"gift_delight": 0.0, "experience_bump": 0.0},
    ),
    ("hidden_rules", "hidden factors do not dampen or surprise", {"hidden_weight": 0.0}),
    ("member_days", "dated stimuli have no pull", {"pull_weight": 0.0}),
    ("redemption", "nobody redeems", {"never_redeem": 1.0}),
    ("sunk_cost", "a fee once paid has no pull of its own", {"sunk_cost": 0.0}),
    ("personalisation", "no offer makes anybody feel known", {"personal_warmth": 0.0}),
    (
        "privacy",
        "everybody shares data, and no misuse is felt",
        {"sharing_base": 1000.0, "sharing_trust": 0.0, "sharing_onward": 0.0, "misuse_salience": 0.0},
    ),
    ("referral", "nobody refers a friend", {"refer_rate": 0.0}),
    ("advertising", "advertising wins nobody", {"ad_wins": 0.0}),
    ("friends_alike", "friends are like anybody", {"refer_alike": 0.0}),
)
MECHANISM_NAMES: tuple[str, ...] = tuple(name for name, _, _ in MECHANISMS)
# Mechanisms that also act without a program: neutral against re-solved numbers.
BASELINE_MECHANISMS: tuple[str, ...] = MECHANISM_NAMES[: MECHANISM_NAMES.index("comprehension")]


def behaviour(values: Mapping[str, float] | None = None, off: Iterable[str] = ()) -> Numbers:
    """Return the tuple of all numbers: defaults, then `values` by name, then the switches in `off`.

    Raises KeyError for a name that is no field or switch.
    """
    numbers = {field.name: field.default for field in _ALL}
    for name, value in (values or {}).items():
        if name not in numbers:
            raise KeyError(name)
        numbers[name] = float(value)
    neutral = {name: standstill for name, _, standstill in MECHANISMS}
    for name in off:
        numbers.update(neutral[name])
    return Behaviour(**{name: float(value) for name, value in numbers.items()})


def drawn(ranges: Mapping[str, tuple[float, float, float]], seed: int, replication: int) -> dict[str, float]:
    """Draw one set of uncertain numbers: each from a triangle over its range, peaked at its default.

    Parameters
    ----------
    ranges
        name -> (default, low, high); low = high is taken as known.
    seed, replication
        The draw is keyed by them and by the name, so that a new number disturbs no other.

    Source: triangular distribution by inversion; the shape is an assumption.
    """
    stream = np.uint64(stream_key(seed, replication))
    values = {}
    for name, (peak, low, high) in ranges.items():
        if high <= low:
            values[name] = peak
            continue
        key = np.uint64(customer_key(stream, zlib.crc32(name.encode())))
        u = uniform(key, 0, PARAMETER, 0)
        turn = (peak - low) / (high - low)
        if u < turn:
            values[name] = low + math.sqrt(u * (high - low) * (peak - low))
        else:
            values[name] = high - math.sqrt((1.0 - u) * (high - low) * (high - peak))
    return values
