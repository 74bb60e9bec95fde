"""Paid membership (D24): what members spend beyond others, what of it the membership causes, and why."""

from __future__ import annotations

from simulator.evidence.comparing import goods_a_head, lift, quotient
from simulator.evidence.finding import ANY, Kind, Pair, Pattern
from simulator.evidence.lives import Flags
from simulator.evidence.runs import Runs
from simulator.evidence.trials import YEAR

SECOND_YEAR = (YEAR, 2 * YEAR)
FREE = 0


def paying(runs: Runs, name: str = "paid") -> Flags:
    """Return who is in a paid term or trial at the opening of the second year."""
    found: Flags = runs.life(name).at("paying", SECOND_YEAR[0]) != FREE
    return found


def paid_gap(runs: Runs) -> Pair:
    """Return what payers and others spend a head in the second year."""
    life, people = runs.life("paid"), paying(runs)
    others = ~people & (
        life.orders(*SECOND_YEAR) > 0
    )  # surveys ask customers: who bought nothing is not heard
    return goods_a_head(life, *SECOND_YEAR, people), goods_a_head(life, *SECOND_YEAR, others)


def paid_lift(runs: Runs) -> Pair:
    """Return what paying adds to the spend of payers, and what they would spend without."""
    return lift(runs.life("paid"), runs.life("none"), *SECOND_YEAR, paying(runs))


def lift_over_gap(runs: Runs) -> Pair:
    """Return the relative lift of payers, and their relative gap to others."""
    return quotient(paid_lift(runs)), quotient(paid_gap(runs)) - 1.0


def beyond_money(runs: Runs) -> Pair:
    """Return the part of the lift that a fee once paid adds, and the lift, of the same people."""
    people = paying(runs)
    whole = lift(runs.life("paid"), runs.life("none"), *SECOND_YEAR, people)[0]
    alone = lift(runs.life("paid, no sunk cost"), runs.life("none"), *SECOND_YEAR, people)[0]
    return whole - alone, whole


PATTERNS: tuple[Pattern, ...] = (
    Pattern(
        "D24",
        "members outspend others",
        Kind.EMERGENT,
        (1.7, 3.0),
        "ratio",
        "surveys of Amazon Prime: 1.7 (RBC 2014) to 2.4 (CIRP 2016)",
        "Goods a head of payers over those of others who bought in the second year, flat privileges for "
        "199 CNY a year.",
        paid_gap,
        note="The value test lets mostly heavy buyers pay (one person in six); the surveyed programs "
        "have far more payers.",
    ),
    Pattern(
        "D24",
        "the lift is under half of the gap",
        Kind.EMERGENT,
        (-ANY, 0.5),
        "share",
        "selection: who buys much pays (sign)",
        "The payers' lift over their own spend without it, over their gap to others.",
        lift_over_gap,
    ),
    Pattern(
        "D24",
        "part of the lift beyond what it brings",
        Kind.CALIBRATED,
        (0.4, 0.8),
        "share",
        "Iyengar, Park & Yu 2022 (two thirds)",
        "What of the payers' lift is gone where a fee once paid has no pull.",
        beyond_money,
    ),
)
