"""Rewarding: what a reward leaves behind: a lift that fades, effort that is kept, or a goal that was missed.

Order of parts: the lift, effort kept in the next cycle, goals missed.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from simulator.customers.limits import FAR
from simulator.customers.satisfaction import moved
from simulator.rule import compiled, rule

STEPS = 250.0  # in which the worth of a reward is kept
FORGOTTEN_WEEKS = 60  # after which a reward lifts nothing


# ---- the lift -------------------------------------------------------------------------------------------


@rule
def lift_of_reward(most: float, felt: float, weeks: int, fading: float) -> float:
    """Return the pull of a reward so many weeks after it, logits, 0 to `most`.

    Units: `felt` is its worth against a usual order, 0-1; weeks.
    Source: [published in part] rewarded behaviour, Taylor & Neslin 2005, Dorotic et al. 2014 (sign); form and
    size assumptions.
    """
    if weeks < 0 or weeks > FORGOTTEN_WEEKS:
        return 0.0
    return most * felt * math.exp(-weeks / fading)


@compiled
def note_reward(t: Any, s: Any, b: Any, worth: float, week: int) -> None:
    """Remember a reward, unless an earlier one is still felt more: of rewards, the one felt most counts."""
    new = min(1.0, worth / np.float64(t.basket))
    old = lift_of_reward(1.0, int(s.reward_felt) / STEPS, week - int(s.reward_week), b.rewarded_weeks)
    if worth > 0.0 and (new >= old or s.reward_felt == 0):
        s.reward_felt = max(1, int(new * STEPS + 0.5))
        s.reward_week = week


@compiled
def rewarded_pull(s: Any, b: Any, week: int) -> float:
    """Return the pull of rewards that are still felt, logits."""
    felt = int(s.reward_felt) / STEPS
    return float(lift_of_reward(b.rewarded_pull, felt, week - int(s.reward_week), b.rewarded_weeks))


# ---- effort kept ----------------------------------------------------------------------------------------


@compiled
def effort_kept(s: Any, b: Any) -> float:
    """Return the part of the effort near a reward that the next cycle keeps: none before the first reward."""
    return float(b.goal_kept) if s.reward_felt != 0 else 0.0


@compiled
def effort_gain(t: Any, b: Any) -> float:
    """Return the pull of having a goal at all, logits, at which the rate rises by the stated part.

    The rate of a customer rises by (1 - own share) for each logit.
    """
    if b.goal_lift <= 0.0:
        return 0.0
    share = np.float64(t.rate) / max(1e-12, np.float64(t.need))
    return float(b.goal_lift / max(0.1, 1.0 - share))


# ---- goals missed ---------------------------------------------------------------------------------------


@rule
def loss_of_goal(most: float, progress: float, rank: float) -> float:
    """Return what a goal that was missed takes from satisfaction and trust.

    Who was near it and who stands high feels it more.

    Units: 0-1; `most` is what a goal nearly reached takes from a member of middle rank; rank 0 at the base,
    1 at the highest level. Source: [published in part] failure lowers later buying, most at the top, Wang,
    Lewis, Cryder & Sprigg 2016 (sign); form and size assumptions.
    """
    return most * progress * (0.5 + rank)


@compiled
def miss_goal(s: Any, p: Any, b: Any, progress: float) -> None:
    """Feel that a goal that was known of was missed."""
    rank = int(s.level) / max(1, p.levels - 1) if p.levels > 1 else 0.5
    loss = loss_of_goal(b.goal_failure, progress, rank)
    level, trust = np.float64(s.satisfaction), np.float64(s.trust)
    s.satisfaction = moved(level, level - loss, 1.0)
    s.trust = moved(trust, trust - loss, 1.0)


@compiled
def miss_challenges(s: Any, p: Any, b: Any, ring: Any, page: Any) -> None:
    """Feel the challenges that were begun and missed, at the opening of the week after their window.

    They stand in the account: only who knows it feels them.
    """
    if s.knows_balance == 0:
        return
    for kind in range(p.challenges):
        at = int(p.counters_at + p.challenge_at[kind])
        end = int(ring[at]) - FAR
        done, goal = int(ring[at + 1]), int(p.challenge_goal[kind])
        if page.first_day - 7 <= end < page.first_day and 0 < done < goal and ring[at + 2] == 0:
            miss_goal(s, p, b, done / goal)
