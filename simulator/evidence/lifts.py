"""The lift from all loops together: one set of numbers, three shares of the firm, three reward rates.

Order of parts: one lift, the table, the patterns.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from simulator.accounts.chart import GROUPS
from simulator.evidence.comparing import lift, quotient
from simulator.evidence.finding import ANY, Kind, Pair, Pattern
from simulator.evidence.program_effects import (
    D6_SOURCE,
    D7_SOURCE,
    LINEAR,
    RATIO_WITHIN,
    SETTLED,
    light_over_heavy,
    members,
    naive_over_causal_wallet,
)
from simulator.evidence.runs import Runs
from simulator.evidence.trials import RATES, SHARES, named

EVERYBODY = "all"
ROWS: tuple[tuple[float, str, str], ...] = tuple(
    (share, rate, group) for share in SHARES for rate in RATES for group in (EVERYBODY, *GROUPS)
)


def lift_at(share: float, rate: str, group: str = EVERYBODY) -> Callable[[Runs], Pair]:
    """Return the measure of the lift of linear points, over all people or the members of a third."""

    def measure(runs: Runs) -> Pair:
        life, none = runs.life(named(f"points {rate}", share)), runs.life(named("none", share))
        if group == EVERYBODY:
            return lift(life, none, *SETTLED)
        third = life.traits["group"] == GROUPS.index(group)
        return lift(life, none, *SETTLED, third & members(life, SETTLED[0]))

    return measure


def least_step(share: float) -> Callable[[Runs], float]:
    """Return the measure of the smallest rise of the lift from one reward rate to the next."""

    def measure(runs: Runs) -> float:
        return float(np.diff([quotient(lift_at(share, rate)(runs)) for rate in RATES]).min())

    return measure


def orders_changed(name: str) -> Callable[[Runs], float]:
    """Return the measure of the orders that differ from those without a program, by customer and week."""

    def measure(runs: Runs) -> float:
        mine, none = runs.life(name).after["orders"], runs.life("none").after["orders"]
        return float(np.count_nonzero(mine != none[: len(mine)]))

    return measure


FEW_ORDERS = (
    "A small firm has few orders, and these seeds cannot tell: 160 others give 1.32 (1.26 to 1.37), in the "
    "band."
)

PATTERNS: tuple[Pattern, ...] = (
    *(
        Pattern(
            "L7",
            f"lift of {rate} at a share of {share:.0%}",
            Kind.CALIBRATED,
            LINEAR,
            "share",
            D6_SOURCE,
            "Sales in years 3-4 over those of the same people without the program, less 1; linear points.",
            lift_at(share, rate),
        )
        for share in SHARES
        for rate in RATES
    ),
    *(
        Pattern(
            "L7",
            f"lift rises with the rate at a share of {share:.0%}",
            Kind.EMERGENT,
            (0.0, ANY),
            "share",
            "monotone: a richer reward sells no less",
            "The smaller of the two rises of the lift from 1% to 2% and from 2% to 4%.",
            least_step(share),
        )
        for share in SHARES
    ),
    *(
        Pattern(
            "L7",
            f"light and moderate over heavy at a share of {share:.0%}",
            Kind.HOLD_OUT,
            (1.2, ANY),
            "ratio",
            "Liu 2007; Lal & Bell 2003",
            "Lift of light and moderate members over that of heavy ones, linear points of 2%.",
            light_over_heavy(named("points 2%", share), named("none", share)),
            note=FEW_ORDERS if share == SHARES[0] else "",
        )
        for share in SHARES
    ),
    *(
        Pattern(
            "L7",
            f"share of wallet, naive over causal, at a share of {share:.0%}",
            Kind.EMERGENT,
            RATIO_WITHIN,
            "ratio",
            D7_SOURCE,
            "Members' share of wallet beyond others', over what the program adds to it; 2%, by choice.",
            naive_over_causal_wallet(share),
        )
        for share in SHARES
    ),
    *(
        Pattern(
            "L7",
            f"nothing with every effect off: {told}",
            Kind.IDENTITY,
            (0.0, 0.0),
            "orders",
            "the same people with the same luck",
            "Orders that differ from those without a program, customer by customer and week by week.",
            orders_changed(name),
        )
        for told, name in (
            ("points of 4%", "points 4%, effects off"),
            ("points of 2%, by choice", "opt in, effects off"),
            ("a card for a usual order", "large card, effects off"),
            ("levels with price cuts", "levels, effects off"),
        )
    ),
)
