"""Every world that patterns and claims are measured in, by name."""

from __future__ import annotations

from collections.abc import Mapping

from simulator.evidence.runs import PROGRAM_EFFECTS, USUAL_SHARE, Trial
from simulator.market.service import ServiceTable

YEAR = 52
CARD_YEARS = 6  # so that slow members fill a card as well
SHARES = (0.2, USUAL_SHARE, 0.6)  # of the firm
OTHERS = tuple(share for share in SHARES if share != USUAL_SHARE)
RATES = ("1%", "2%", "4%")

FEELINGS = ("rival_orders", "satisfaction", "expectation", "trust", "attached", "failed_week", "lost_trust")
STAMPS = ("member", "stamps", "attached")
ACCOUNT = ("member", "joined_day")

NEWCOMERS = 250  # a year, thousandths: as in the market's variant `growing`
TURNOVER, LOYALTY = 0.3, 0.6  # of staff, the usual ones


def _at(share: float) -> str:
    return "" if share == USUAL_SHARE else f" at {share:.0%}"


def named(name: str, share: float) -> str:
    """Return the name of a world at a share of the firm."""
    return name + _at(share)


TRIALS: Mapping[str, Trial] = {
    "none": Trial("none", CARD_YEARS * YEAR, FEELINGS),
    "points 1%": Trial("points 1%", 4 * YEAR, ACCOUNT),
    "points 2%": Trial("points 2%", CARD_YEARS * YEAR, (*ACCOUNT, "usable", "pending")),
    "points 4%": Trial("points 4%", 4 * YEAR, ACCOUNT),
    "points 2%, a year": Trial("points 2%, a year", CARD_YEARS * YEAR, ACCOUNT),
    "card": Trial("card", 4 * YEAR, ACCOUNT),
    "near card": Trial("near card", 4 * YEAR, ACCOUNT),
    "far card": Trial("far card", 4 * YEAR, ACCOUNT),
    "large card": Trial("large card", CARD_YEARS * YEAR, STAMPS),
    "large card, no news": Trial("large card", CARD_YEARS * YEAR, STAMPS, off=("novelty",)),
    "empty card": Trial("empty card", CARD_YEARS * YEAR, STAMPS),
    "card of 8": Trial("card of 8", 2 * YEAR, STAMPS),
    "card of 10 with 2": Trial("card of 10 with 2", 2 * YEAR, STAMPS),
    "card of 10 with 2, uncommitted": Trial(
        "card of 10 with 2", 2 * YEAR, STAMPS, values={"endowed_commitment": 0.0}
    ),
    "levels": Trial("levels", CARD_YEARS * YEAR, (*ACCOUNT, "level")),
    "levels, no move felt": Trial("levels", CARD_YEARS * YEAR, ("level",), values={"status_bump": 0.0}),
    "levels, no fall felt": Trial("levels", CARD_YEARS * YEAR, ("level",), values={"demotion_ratio": 0.0}),
    "opt in": Trial("points 2%, opt in", 4 * YEAR, ACCOUNT),
    "opt in, effects off": Trial("points 2%, opt in", 4 * YEAR, ACCOUNT, off=PROGRAM_EFFECTS),
    "points 4%, effects off": Trial("points 4%", YEAR, off=PROGRAM_EFFECTS),
    "large card, effects off": Trial("large card", YEAR, off=PROGRAM_EFFECTS),
    "levels, effects off": Trial("levels", 2 * YEAR, off=PROGRAM_EFFECTS),
    "paid": Trial("paid", 4 * YEAR, (*ACCOUNT, "paying")),
    "paid, no sunk cost": Trial("paid", 4 * YEAR, (*ACCOUNT, "paying"), values={"sunk_cost": 0.0}),
    "cheaper": Trial("none", 13, price=0.96),
    "fewer leave": Trial("none", CARD_YEARS * YEAR, ("attached",), factors={"hazard_scale": 0.9}),
    "better": Trial("none", 4 * YEAR, ("satisfaction",), factors={"quality_mean": 1.05}),
    "no care": Trial(
        "none",
        2 * YEAR,
        ("attached",),
        values={"recovery_share": 0.0, "recovery_fast": 0.0, "recovery_slow": 0.0, "recovery_none": 0.0},
    ),
    # What becomes of failures, the same for everybody's complaints.
    "silent": Trial("none", 2 * YEAR, values={"complaint_base": -50.0}),
    "unresolved": Trial("none", 2 * YEAR, values={"recovery_share": 0.0}),
    "late": Trial("none", 2 * YEAR, values={"recovery_share": 1.0, "fast_minutes": -1.0}),
    "quick": Trial("none", 2 * YEAR, values={"recovery_share": 1.0, "fast_minutes": 1e9}),
    "watched": Trial("none", 4 * YEAR),
    # Grave losses are rare: here a tenth of all failures are, so that there are enough to count.
    "grave losses": Trial("none", 4 * YEAR, values={"grave_losses": 0.1}),
    "coupons": Trial("coupons", YEAR),
    "chosen coupons": Trial("chosen coupons", YEAR),
    "advertised": Trial("adverts", 4 * YEAR),
    "growing": Trial("none", CARD_YEARS * YEAR, growing=NEWCOMERS),
    "growing, advertised": Trial("adverts", CARD_YEARS * YEAR, growing=NEWCOMERS),
    "staff": Trial("none", 2 * YEAR, service=ServiceTable(turnover=TURNOVER, loyalty=LOYALTY)),
    "loyal staff": Trial("none", 2 * YEAR, service=ServiceTable(turnover=TURNOVER, loyalty=1.1 * LOYALTY)),
    "referral": Trial("referral", 4 * YEAR, (*ACCOUNT, "referrals")),
    **{f"none{_at(share)}": Trial("none", 4 * YEAR, ("rival_orders",), share=share) for share in OTHERS},
    **{
        f"points {rate}{_at(share)}": Trial(f"points {rate}", 4 * YEAR, ACCOUNT, share=share)
        for share in OTHERS
        for rate in RATES
    },
    **{f"opt in{_at(share)}": Trial("points 2%, opt in", 4 * YEAR, ACCOUNT, share=share) for share in OTHERS},
}
