"""Taking a reward: which of the catalogue a member wants, and handing it out.

Order of parts: what a member may take, handing out, the wish with an order.
The week and the worked cases both hand out through `hand_out`.
"""

from __future__ import annotations

from typing import Any

from simulator.accounts import chart
from simulator.customers.account import use_points
from simulator.customers.buying import OWN_POINTS, post_benefit, redemption_wanted
from simulator.rule import compiled

AFTER_CHECKOUTS = 64  # count of the wish for a reward, apart from that to pay the same order with points


@compiled
def may_take(s: Any, p: Any, k: int) -> bool:
    """Tell whether a reward is open to a member: the usable points pay for it."""
    return bool(p.catalogue_points[k] <= s.usable)


@compiled
def dearest(s: Any, p: Any) -> int:
    """Return the dearest reward that is open to a member, -1 when none is."""
    best = -1
    for k in range(p.items):
        if may_take(s, p, k) and (best < 0 or p.catalogue_points[k] >= p.catalogue_points[best]):
            best = k
    return best


@compiled
def hand_out(s: Any, p: Any, ring: Any, page: Any, k: int) -> None:
    """Hand out a reward: its points are used and its cost is posted."""
    points = int(p.catalogue_points[k])
    use_points(s, p, ring, page, points)
    post_benefit(page, chart.CATALOGUE_COST, int(p.catalogue_cost[k]), p.catalogue_funding[k])
    page.tally[page.at, chart.REDEMPTIONS] += 1
    page.own[OWN_POINTS] += points


@compiled
def take_reward(t: Any, s: Any, p: Any, b: Any, ring: Any, page: Any, key: Any, count: int) -> None:
    """Take the dearest reward that is open, if the member wants one with this order."""
    k = dearest(s, p)
    if k < 0:
        return
    worth = float(p.catalogue_worth[k])
    if redemption_wanted(t, s, p, b, ring, page, key, count + AFTER_CHECKOUTS, worth):
        hand_out(s, p, ring, page, k)
