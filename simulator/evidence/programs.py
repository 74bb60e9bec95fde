"""The programs that patterns are tried on: as small as each pattern allows.

Order of parts: what all share, the programs by name, tables.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

from simulator.engine.setting import Span
from simulator.experiments.plan import AHEAD_WEEKS
from simulator.program import Program, program_table
from simulator.program.table import ProgramTable
from simulator.scenario import load

Tree = dict[str, Any]

CARD = 10  # stamps of the usual card
BASKET = "150 CNY"  # the mean order of the market: a reward of its size is a large one


def _program(title: str, join: str = "automatic", **clauses: Any) -> Tree:
    """Return a program with what all of them share: who hears of it, and how one joins."""
    return {
        "title": title,
        "currency": "CNY",
        "membership": {"join": join},
        "communication": {"reach": "80%", "contacts": "1 per month", "cost_per_contact": "0.02 CNY"},
        **clauses,
    }


def _points(value: str, expiry: Any = "never", join: str = "automatic") -> Tree:
    """Return linear points: one for each CNY, worth so much at checkout from 5 CNY on."""
    least = round(5 / float(value.partition(" ")[0]))
    return _program(
        f"Points of {value} for each CNY",
        join,
        points={
            "earn": {"purchase": {"rate": "1 per CNY"}},
            "value": value,
            "pending": "15 days",
            "expiry": expiry,
        },
        rewards={"checkout": {"minimum": f"{least} points", "step": "1 points", "at_most": "100%"}},
    )


def _stamps(
    buy: int, worth: str, endowed: int = 0, join: str = "automatic", at_most: str | None = None
) -> Tree:
    """Return a stamp card whose reward costs what it is worth."""
    card = {"buy": buy, "worth": worth, "cost": worth, "endowed": endowed}
    if at_most is not None:
        card["at_most"] = at_most
    return _program(f"{buy} stamps for {worth}", join, rewards={"stamps": card})


def _coupons(targeted: bool) -> Tree:
    coupon = {"percent": "10%", "sent": "1 per month", "valid": "8 weeks", "to": "everybody"}
    return _program("Coupons", rewards={"coupons": {"tenth": {**coupon, "targeted": targeted}}})


TREES: Mapping[str, Tree] = {
    "points 1%": _points("0.01 CNY"),
    "points 2%": _points("0.02 CNY"),
    "points 4%": _points("0.04 CNY"),
    "points 2%, a year": _points("0.02 CNY", {"after": "52 weeks"}),
    "points 2%, opt in": _points("0.02 CNY", join="opt_in"),
    # Two percent of ten usual orders, as frequency programs usually give.
    "card": _stamps(CARD, "30 CNY"),
    "large card": _stamps(CARD, BASKET),
    "large card, opt in": _stamps(CARD, BASKET, join="opt_in"),
    "empty card": _stamps(CARD, "0 CNY"),
    # One card is handed out, and no other after it for a year.
    "card of 8": _stamps(8, BASKET, at_most="1 per year"),
    "card of 10 with 2": _stamps(10, BASKET, endowed=2, at_most="1 per year"),
    # The same two percent, near and far.
    "near card": _stamps(4, "12 CNY"),
    "far card": _stamps(40, "120 CNY"),
    "levels": _program(
        "Three levels by the spend of a calendar year",
        tiers={
            "metric": "spend",
            "window": "calendar",
            "downgrade": "by_balance",
            "levels": {"base": {}, "silver": {"from": 500}, "gold": {"from": 1500}},
        },
        privileges={
            "silver_price": {"kind": "price", "tiers": ["silver"], "use": "100% of orders", "percent": "1%"},
            "gold_price": {"kind": "price", "tiers": ["gold"], "use": "100% of orders", "percent": "2%"},
            "hotline": {
                "kind": "service",
                "tiers": ["gold"],
                "use": "100% of cases",
                "priority": 1,
                "cost": "2 CNY",
                "worth": "3 CNY",
            },
        },
    ),
    # Two contacts a week with everybody in the market; about a half percent of the category's sales.
    "adverts": {"title": "Adverts", "currency": "CNY", "advertising": {"per_week": "100 CNY"}},
    "coupons": _coupons(False),
    "chosen coupons": _coupons(True),
}
# Shipped programs are tried as they are.
SHIPPED: Mapping[str, str] = {"none": "none", "paid": "prime-style", "referral": "ebay-referral"}


@cache
def program_of(name: str) -> Program:
    """Return a program by its name here."""
    if name in SHIPPED:
        program: Program = load(SHIPPED[name], "program").model
        return program
    return Program.model_validate(TREES[name])


@cache
def table_of(name: str, span: Span, customers: int) -> ProgramTable:
    """Return the table of a program over a span."""
    return program_table(program_of(name), span.weeks + AHEAD_WEEKS, span.origin, span.begins, customers)
