"""Words of the report: metrics, what it is not for, glossary; and the cleaning of foreign text."""

from __future__ import annotations

import math
import unicodedata
from functools import lru_cache
from typing import NamedTuple

from simulator.metrics import BESIDE, HEADLINES

LONGEST_TEXT = 2_000
"""Characters kept of any text that comes with the results."""


class Metric(NamedTuple):
    """How a metric is called and written.

    Attributes
    ----------
    label
        Its name on the page.
    kind
        How its value is written: share, money, week, count, ratio or minutes.
    better
        1 where more is better for the firm, -1 where less is, 0 where neither can be said.
    definition
        What it is; the results' own definition goes before this one.
    """

    label: str
    kind: str
    better: int
    definition: str


# Metrics of which more is better for the firm, and those of which less is; of others neither can be said.
MORE_IS_BETTER = frozenset(
    {
        "retained_12m",
        "retained_of_buyers",
        "active_end",
        "repeat_rate",
        "share_of_wallet",
        "revenue",
        "commission",
        "gross_profit",
        "profit",
        "incremental_profit",
        "lifetime_value",
        "return_on_cost",
        "residual_value",
        "promises_kept",
        "in_time_share",
        "resolved_share",
        "paying_end",
        "renewal_rate",
        "trials_kept",
        "talk_ratio",
        "fees_earned",
        "partner_income",
        "coming_again",
        "ahead_of_rival",
        "failure_tolerance",
        "stated_intent",
    }
)
LESS_IS_BETTER = frozenset(
    {
        "program_cost",
        "obligation",
        "payback_week",
        "wait_mean",
        "abandoned_share",
        "late_share",
        "silent_share",
        "silent_left",
        "price_sensitivity",
        "mean_doubt",
    }
)


def metric_of(name: str, title: str, unit: str, definition: str) -> Metric:
    """Return how a metric of the yardsticks is called and written on the page."""
    better = (name in MORE_IS_BETTER) - (name in LESS_IS_BETTER)
    return Metric(title[:1].upper() + title[1:], "money" if unit == "minor" else unit, better, definition)


METRICS: dict[str, Metric] = {
    entry.name: metric_of(entry.name, entry.title, entry.unit, entry.definition) for entry in HEADLINES
}
"""The headline metrics, in the order of the table of differences."""
BESIDE_METRICS: dict[str, Metric] = {
    entry.name: metric_of(entry.name, entry.title, entry.unit, entry.definition) for entry in BESIDE
}
COMPARED: tuple[str, ...] = (*METRICS, "seller_profit")
"""Metrics of the table of differences, in order: the headlines, then what a marketplace's sellers earn."""

NOT_FOR: tuple[str, ...] = (
    "A forecast of one firm's sales. Behaviour here rests on published ranges and on assumptions; only an "
    "experiment with real customers (a random group kept without the program) settles the size of an effect.",
    "Programs whose benefits are worth more than about 10% of spend, or prices and markets far from those "
    "stated: nothing here was checked there.",
    "Predicting what one customer will do, or deciding about one customer.",
    "Books of account. The accounting view shows how a liability would move; it is no audited figure and "
    "knows no tax and no law on unclaimed property.",
    "Reading the gap between members and others as an effect; that gap is shown only as a warning.",
)

RIVALS_CALM = (
    "What rivals would do in answer: the rivals of this market keep their prices and have no programs of "
    "their own."
)
"""Added to NOT_FOR where the market does not tell what rivals do."""

GLOSSARY: tuple[tuple[str, str], ...] = (
    (
        "Anyway share",
        "Part of the benefits that was paid on sales that would have happened without the program.",
    ),
    (
        "Baseline",
        "The design that the others are compared with: the same customers, with the same luck, under it.",
    ),
    ("Breakage", "Points that will never be redeemed."),
    ("Causal effect", "The difference between the same people with and without the program."),
    (
        "Draw",
        "One replication: one set of behaviour parameters drawn from their ranges, and one course of luck, "
        "the same for all designs.",
    ),
    (
        "Range over the draws",
        "The 2.5 to 97.5% range of the paired differences; with fewer than 39 draws, from the smallest to "
        "the largest.",
    ),
    ("Funder", "Who bears the cost of a benefit: the firm, the sellers on its marketplace, or a partner."),
    ("Naive gap", "What members spend over others; it holds who joins as well as what joining does."),
    ("Percentage points (pp)", "The difference between two shares."),
    ("Roll-forward", "How a balance gets from the opening to the closing of a period."),
)
"""Words of the page that the results do not define themselves."""

COST_LINES: dict[str, str] = {
    "price_discount": "price cuts",
    "checkout_redeemed": "points used at checkout",
    "cash_back": "cash back",
    "catalogue_cost": "catalogue rewards",
    "privilege_shipping": "free shipping",
    "privilege_service": "service privileges",
    "privilege_returns": "return guarantees",
    "privilege_gifts": "gifts and draws",
    "privilege_access": "lounges, early access and community",
    "privilege_guarantee": "extended guarantees",
    "communication_cost": "communication",
    "running_cost": "running and launch",
    "event_cost": "events that earn",
    "clerk_cost": "members' own clerks",
    "partner_settlement": "points used at partners",
    "enrolment_cost": "enrolments",
}


def cost_line(name: str) -> str:
    """Return the words for a cost line of the books."""
    return COST_LINES.get(name, name.replace("_", " "))


REPLACED = "�"


@lru_cache(maxsize=4096)  # a column of a table holds few texts, each many thousand times
def clean(text: str) -> str:
    """Make a text from outside safe to show: one line, no control, formatting or bidirectional characters.

    Parameters
    ----------
    text
        Any text, such as a title from a scenario file.

    Returns
    -------
    str
        The text with white space folded to single spaces, every character that could hide or reorder its
        neighbours replaced by U+FFFD, and no more than `LONGEST_TEXT` characters.
    """
    folded = " ".join(text.split())[:LONGEST_TEXT]
    return "".join(
        REPLACED if unicodedata.category(character) in {"Cc", "Cf", "Cs", "Co", "Cn"} else character
        for character in folded
    )


def missing(value: object) -> str:
    """Return a text, nothing for one that is absent."""
    return "" if value is None or (isinstance(value, float) and math.isnan(value)) else str(value)
