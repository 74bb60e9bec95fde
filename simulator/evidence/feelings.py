"""Satisfaction (D17): behaviour convex, intent concave, bad surprises beyond good ones."""

from __future__ import annotations

import numpy as np

from simulator.customers.choice import stated_intent
from simulator.evidence.finding import ANY, Kind, Pair, Pattern
from simulator.evidence.lives import Floats, Ints
from simulator.evidence.runs import Runs
from simulator.evidence.trials import YEAR

BINS = 12
LOOK = 13  # weeks in which a repurchase counts
EVERY = 26
LEAST = 20  # customers of a bin


def binned(level: Floats, outcome: Floats) -> tuple[Floats, Floats, Ints]:
    """Return middle, mean outcome and people of even bins of a level; sparse ones are left out."""
    edges = np.linspace(float(np.quantile(level, 0.005)), float(np.quantile(level, 0.995)), BINS + 1)
    place = np.clip(np.searchsorted(edges, level) - 1, 0, BINS - 1)
    people = np.bincount(place, minlength=BINS)
    total = np.bincount(place, outcome, minlength=BINS)
    kept = people >= LEAST
    middle = (edges[1:] + edges[:-1]) / 2.0
    return middle[kept], total[kept] / people[kept], people[kept]


def bend(level: Floats, outcome: Floats) -> float:
    """Return the coefficient of the square in a quadratic of outcome on level over bins, by people."""
    middle, mean, people = binned(level, outcome)
    if len(middle) < 4:
        return float("nan")
    return float(np.polyfit(middle - middle.mean(), mean, 2, w=np.sqrt(people))[0])


def repurchase_bend(runs: Runs) -> float:
    """Return the bend of the chance to order again within 13 weeks over satisfaction."""
    life = runs.life("none")
    levels, outcomes = [], []
    for week in range(YEAR, len(life.after["orders"]) - LOOK, EVERY):
        recent = life.orders(week - EVERY, week) > 0
        levels.append(life.at("satisfaction", week)[recent].astype(np.float64))
        outcomes.append((life.orders(week, week + LOOK) > 0)[recent].astype(np.float64))
    return bend(np.concatenate(levels), np.concatenate(outcomes))


def intent_bend(runs: Runs) -> float:
    """Return the bend of the intent that these people would state over satisfaction."""
    life, b = runs.life("none"), runs.laboratory.numbers()
    level = life.at("satisfaction", YEAR)[life.orders(YEAR - EVERY, YEAR) > 0].astype(np.float64)
    steps, willing = b.satisfaction_steps, b.satisfaction_willing
    return bend(level, np.array([stated_intent(float(one), steps, willing) for one in level]))


def surprises(runs: Runs) -> tuple[float, float]:
    """Return how satisfaction with an order falls below, and rises above expectation, a unit of surprise.

    Both are read from what single orders left: expectation moves by a known part of the surprise and
    satisfaction by a known weight of what was felt.
    """
    life, b = runs.life("none"), runs.laboratory.numbers()
    slopes = []
    gaps, felts = [], []
    for week in range(1, len(life.after["orders"]), 4):
        one = np.flatnonzero(life.orders(week, week + 1) == 1)
        before = life.at("orders", week)[one]
        weight = np.maximum(b.satisfaction_step, 1.0 / (2.0 + before))
        was, now = (life.at("satisfaction", at)[one].astype(np.float64) for at in (week, week + 1))
        expected, later = (life.at("expectation", at)[one].astype(np.float64) for at in (week, week + 1))
        surprise = (later - expected) / b.expectation_gain
        felt = was + (now - was) / weight - b.quality_weight * expected
        recent = life.orders(week - 1, week)[one] > 0  # nothing has faded since
        gaps.append(surprise[recent])
        felts.append(felt[recent])
    gap, felt = np.concatenate(gaps), np.concatenate(felts)
    inside = (np.abs(gap) > 1e-3) & (np.abs(gap) < 0.4)
    for sign in (-1.0, 1.0):
        side = inside & (sign * gap > 0.0)
        slopes.append(float(np.polyfit(gap[side], felt[side], 1)[0]))
    return slopes[0], slopes[1]


def bad_over_good(runs: Runs) -> Pair:
    """Return the slopes of satisfaction below and above expectation."""
    return surprises(runs)


PATTERNS: tuple[Pattern, ...] = (
    Pattern(
        "D17",
        "repurchase is convex in satisfaction",
        Kind.CALIBRATED,
        (0.0, ANY),
        "bend",
        "Mittal & Kamakura 2001",
        "Coefficient of the square of the chance to order again within 13 weeks over satisfaction, "
        "people in bins, "
        "no program.",
        repurchase_bend,
    ),
    Pattern(
        "D17",
        "stated intent is concave in satisfaction",
        Kind.CALIBRATED,
        (-ANY, 0.0),
        "bend",
        "Mittal & Kamakura 2001",
        "The same of the intent that these people would state.",
        intent_bend,
    ),
    Pattern(
        "D17",
        "bad surprises move more than good ones",
        Kind.IDENTITY,
        (1.0, ANY),
        "ratio",
        "Anderson & Sullivan 1993",
        "Slope of satisfaction with single orders below expectation over that above, as people show it.",
        bad_over_good,
    ),
)
