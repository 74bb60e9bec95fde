"""What programs change: how much (D6), for whom (D5), for how long (D8), and what only seems so (D7)."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from simulator.evidence.comparing import goods_a_head, lift, quotient, share_of_wallet
from simulator.evidence.finding import ANY, Band, Kind, Pair, Pattern
from simulator.evidence.lives import Flags, Life
from simulator.evidence.runs import Runs
from simulator.evidence.trials import YEAR, named

SETTLED = (2 * YEAR, 4 * YEAR)  # weeks after the launch in which a program is no news any more
LIGHT, MODERATE, HEAVY = range(3)
EARLY, LATER, AFTER_A_YEAR = (1, 17), (18, 52), (46, 59)  # weeks since joining, the end not included
LAST_JOIN = 2 * YEAR
STATIC = "points 4%"  # the clearest of the linear programs


def members(life: Life, week: int) -> Flags:
    """Return who is a member at the opening of a week."""
    found: Flags = life.at("member", week) == 1
    return found


def lift_of(name: str) -> Callable[[Runs], Pair]:
    """Return the measure of a settled program's lift of sales over those of the same people without it."""
    return lambda runs: lift(runs.life(name), runs.life("none"), *SETTLED)


def _groups_lift(runs: Runs, name: str, base: str, *groups: int) -> Pair:
    life, none = runs.life(name), runs.life(base)
    people = np.isin(life.traits["group"], groups) & members(life, SETTLED[0])
    return lift(life, none, *SETTLED, people)


def light_over_heavy(name: str, base: str = "none") -> Callable[[Runs], Pair]:
    """Return the measure of the lift of light and moderate members over that of heavy ones."""

    def measure(runs: Runs) -> Pair:
        return (
            quotient(_groups_lift(runs, name, base, LIGHT, MODERATE)),
            quotient(_groups_lift(runs, name, base, HEAVY)),
        )

    return measure


def heavy_redeem(runs: Runs) -> Pair:
    """Return the rewards that heavy members took of a near card, and those that all took."""
    taken = runs.life("near card").sums("rewards_given", *SETTLED)
    return float(taken[HEAVY]), float(taken.sum())


def wallet_gained(name: str) -> Callable[[Runs], float]:
    """Return the measure of the points of share of wallet that a program adds over all people."""

    def measure(runs: Runs) -> float:
        life, none = runs.life(name), runs.life("none")
        everybody = np.ones(len(life.traits), np.bool_)
        return 100.0 * (
            share_of_wallet(life, *SETTLED, everybody) - share_of_wallet(none, *SETTLED, everybody)
        )

    return measure


def wallet_gained_by_members(name: str) -> Callable[[Runs], float]:
    """Return the measure of the points of share of wallet that a program adds among its members."""

    def measure(runs: Runs) -> float:
        life = runs.life(name)
        people = members(life, SETTLED[0])
        alone = share_of_wallet(runs.life("none"), *SETTLED, people)
        return 100.0 * (share_of_wallet(life, *SETTLED, people) - alone)

    return measure


def naive_over_causal_spend(runs: Runs) -> Pair:
    """Return how many times more members spend than others, and than themselves without the program."""
    life, none = runs.life("opt in"), runs.life("none")
    people = members(life, SETTLED[0])
    inside = goods_a_head(life, *SETTLED, people)
    return inside / goods_a_head(life, *SETTLED, ~people), inside / goods_a_head(none, *SETTLED, people)


def naive_over_causal_wallet(share: float) -> Callable[[Runs], Pair]:
    """Return the measure of members' share of wallet beyond others', and beyond their own without."""

    def measure(runs: Runs) -> Pair:
        life, none = runs.life(named("opt in", share)), runs.life(named("none", share))
        people = members(life, SETTLED[0])
        inside = share_of_wallet(life, *SETTLED, people)
        naive = inside - share_of_wallet(life, *SETTLED, ~people)
        return naive, inside - share_of_wallet(none, *SETTLED, people)

    return measure


def naive_without_effects(runs: Runs) -> Pair:
    """Return what members and others spend a head where the program moves nobody."""
    life = runs.life("opt in, effects off")
    people = members(life, SETTLED[0])
    return goods_a_head(life, *SETTLED, people), goods_a_head(life, *SETTLED, ~people)


def since_joining(runs: Runs, name: str, weeks: tuple[int, int]) -> Pair:
    """Return the lift of members in weeks since each of them joined, the end not included."""
    life, none = runs.life(name), runs.life("none")
    joined = life.world.state["joined_day"] // 7
    who = np.flatnonzero((life.world.state["member"] == 1) & (joined >= 0) & (joined < LAST_JOIN))
    first, last = joined[who] + weeks[0], joined[who] + weeks[1]
    basket = life.traits["basket"][who].astype(np.float64)

    def spent(of: Life) -> float:
        seen = of.after["orders"]
        return float(((seen[last - 1, who].astype(np.int64) - seen[first - 1, who]) * basket).sum())

    base = spent(none)
    return spent(life) - base, base


def early_over_later(runs: Runs) -> Pair:
    """Return the lift of the first four months since joining, and of the rest of the year."""
    early, later = (quotient(since_joining(runs, STATIC, weeks)) for weeks in (EARLY, LATER))
    return early, later


def left_after_a_year(runs: Runs) -> Pair:
    """Return the lift around a year after joining, and of the first four months."""
    left, early = (quotient(since_joining(runs, STATIC, weeks)) for weeks in (AFTER_A_YEAR, EARLY))
    return left, early


LINEAR: Band = (0.005, 0.05)
FREQUENCY: Band = (0.01, 0.08)
RATIO_WITHIN: Band = (3.0, ANY)

D5_SOURCE = "Liu 2007; Lal & Bell 2003"
D6_SOURCE = "Nastasoiu et al. 2021 (1.74% of sales); Verhoef 2003 (rather small)"
D7_SOURCE = "Leenheer, van Heerde, Bijmolt & Smidts 2007 (the naive effect is seven times the true one)"
D8_SOURCE = "Meyer-Waarden & Benavent 2009 (erodes in 6-9 months), against Liu 2007"

HALF_UNSEEN = (
    "Twice the rate brings twice as much, and a card of the same 2%, which shows what is on it, over twice "
    "as much: half of what points are worth is not known to members."
)

PATTERNS: tuple[Pattern, ...] = (
    Pattern(
        "D5",
        "light and moderate members gain more than heavy ones",
        Kind.HOLD_OUT,
        (1.2, ANY),
        "ratio",
        D5_SOURCE,
        "Lift of light and moderate members over that of heavy ones, stamp card of 4 for 12 CNY (2%), "
        "years 3-4.",
        light_over_heavy("near card"),
    ),
    Pattern(
        "D5",
        "heavy members take most of the rewards",
        Kind.HOLD_OUT,
        (0.5, 1.0),
        "share",
        D5_SOURCE,
        "Part of all rewards of the same card that goes to the heavy third, years 3-4.",
        heavy_redeem,
    ),
    Pattern(
        "D5",
        "beyond light buyers' reach the order vanishes or turns",
        Kind.HOLD_OUT,
        (-ANY, 1.0),
        "ratio",
        D5_SOURCE,
        "The same ratio of lifts where the 2% come for 40 stamps.",
        light_over_heavy("far card"),
    ),
    *(
        Pattern(
            "D6",
            f"sales lift of linear points, {rate}",
            Kind.CALIBRATED,
            LINEAR,
            "share",
            D6_SOURCE,
            "Sales in years 3-4 after the launch over those of the same people without a program, less 1.",
            lift_of(f"points {rate}"),
        )
        for rate in ("1%", "2%")
    ),
    Pattern(
        "D6",
        "sales lift of a frequency program",
        Kind.CALIBRATED,
        FREQUENCY,
        "share",
        D6_SOURCE,
        "The same for 10 stamps that bring 30 CNY (2%).",
        lift_of("card"),
    ),
    Pattern(
        "D6",
        "sales lift of a program with levels",
        Kind.CALIBRATED,
        FREQUENCY,
        "share",
        D6_SOURCE,
        "The same for three levels by a year's spend with price cuts of 1% and 2%.",
        lift_of("levels"),
    ),
    Pattern(
        "D6",
        "share of wallet gained, linear points",
        Kind.CALIBRATED,
        (1.0, 6.0),
        "points",
        "Leenheer et al. 2007 (about 4 points)",
        "Points of share of wallet that 2% add over all people, years 3-4.",
        wallet_gained("points 2%"),
        note="At a share of wallet near .31 a lift of 1% of sales is .31 points: one point asks for a lift "
        "of 3% from 2%, and of twice that from 4%, where D6 ends at 5%.",
    ),
    *(
        Pattern(
            "D6",
            f"share of wallet gained, {told}, by members",
            Kind.CALIBRATED,
            (1.0, 6.0),
            "points",
            "Leenheer et al. 2007 (about 4 points)",
            f"Points of share of wallet that {gives} among members, years 3-4.",
            wallet_gained_by_members(name),
            note=note,
        )
        for told, gives, name, note in (
            ("linear points of 2%", "linear points of 2% add", "points 2%", HALF_UNSEEN),
            ("linear points of 4%", "linear points of 4% add", "points 4%", ""),
            ("frequency program", "10 stamps for 30 CNY add", "card", ""),
        )
    ),
    Pattern(
        "D7",
        "members outspend others by more than the effect",
        Kind.EMERGENT,
        (1.0, ANY),
        "ratio",
        D7_SOURCE,
        "Members' spend over others', over members' spend over their own without the program; 2%, by choice.",
        naive_over_causal_spend,
    ),
    Pattern(
        "D7",
        "share of wallet, naive over causal",
        Kind.EMERGENT,
        RATIO_WITHIN,
        "ratio",
        D7_SOURCE,
        "Members' share of wallet beyond others', over what the program adds to it.",
        naive_over_causal_wallet(0.4),
    ),
    Pattern(
        "D7",
        "members outspend others with every effect off",
        Kind.EMERGENT,
        (1.5, 4.0),
        "ratio",
        D7_SOURCE,
        "Spend a head of who joined over that of others where the program moves nobody.",
        naive_without_effects,
    ),
    Pattern(
        "D8",
        "the lift is largest in the first months",
        Kind.HOLD_OUT,
        (1.0, ANY),
        "ratio",
        D8_SOURCE,
        "Lift of weeks 1-16 since joining over that of weeks 18-51, points of 4%.",
        early_over_later,
    ),
    Pattern(
        "D8",
        "part of it is left after a year",
        Kind.HOLD_OUT,
        (0.15, 0.7),
        "share",
        D8_SOURCE,
        "Lift of weeks 46-58 since joining over that of weeks 1-16, points of 4%.",
        left_after_a_year,
    ),
)
