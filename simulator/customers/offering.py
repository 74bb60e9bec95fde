"""Offering: what the catalogue offers in a week, to everybody and to one member.

Order of parts: the week's offer, a member's limits, the reward that a member saves for.
"""

from __future__ import annotations

from typing import Any

from simulator.customers.market_counts import ITEMS_AT, LAST_WEEK, THIS_YEAR, WISHES_AT
from simulator.program.catalogue import price_by_demand, served_share
from simulator.program.table import LIMIT_MONTH, LIMIT_YEAR, STOCK_WEEK
from simulator.rule import compiled, rule


@compiled
def open_offer(p: Any, page: Any) -> None:
    """Write the offer of a week into the program's record: what prices and stocks are, what to save for."""
    p.month = page.month[0]
    if p.scarce == 0:
        return
    p.first = -1
    for k in range(p.items):
        if p.catalogue_stock[k] >= 0:
            _open_stock(p, page, k)
        if p.catalogue_normal[k] > 0:
            wishes = 1_000 * int(page.known[LAST_WEEK, WISHES_AT + k])
            p.item_price[k] = priced(p, k, wishes, int(p.catalogue_normal[k]))
        if p.first < 0 or asked(p, k) < asked(p, int(p.first)):
            p.first = k


@compiled
def priced(p: Any, k: int, wishes: int, normal: int) -> int:
    """Return the dynamic price of a reward at so many wishes against the normal ones."""
    least, most = int(p.catalogue_least[k]), int(p.catalogue_dearest[k])
    return price_by_demand(int(p.catalogue_points[k]), wishes, normal, least, most)


@compiled
def _open_stock(p: Any, page: Any, k: int) -> None:
    """Write which share of the week's wishes is served, and which share members have come to expect."""
    left = int(p.catalogue_stock[k])
    span = int(p.catalogue_stock_span[k])
    if span != STOCK_WEEK:
        left -= int(page.known[span, ITEMS_AT + k])
    p.item_served[k] = served_share(left, int(page.known[LAST_WEEK, WISHES_AT + k]))
    p.item_believed[k] = believed_share(
        int(page.known[THIS_YEAR, ITEMS_AT + k]), int(page.known[THIS_YEAR, WISHES_AT + k])
    )


@rule
def believed_share(served: int, wishes: int) -> float:
    """Return the share of wishes for a scarce reward that members expect to be served, above 0 to 1.

    Units: rewards handed out and wishes in the whole market this calendar year, up to last week.
    Source: [assumption] what all members met so far this year with one wish that was served put in.
    """
    return (served + 1.0) / (wishes + 1.0)


@compiled
def asked(p: Any, k: int) -> float:
    """Return what a reward asks of those who save for it, points: the rarer it is served, the more."""
    return float(p.item_price[k] / p.item_believed[k])


# ---- a member's limits ----------------------------------------------------------------------------------


@compiled
def limit_is_over(s: Any, p: Any, k: int, month: int) -> bool:
    """Tell whether what a member took of a reward lies before the month or year of its limit."""
    span = p.catalogue_limit_span[k]
    last = int(s.items_month)
    return bool((span == LIMIT_MONTH and last < month) or (span == LIMIT_YEAR and last // 12 < month // 12))


@compiled
def limit_reached(s: Any, p: Any, k: int, month: int) -> bool:
    """Tell whether a member has taken all that the limit of a reward allows by a month."""
    limit = p.catalogue_limit[k]
    return bool(limit > 0 and s.items_taken[k] >= limit and not limit_is_over(s, p, k, month))


@compiled
def count_taken(s: Any, p: Any, k: int, month: int) -> None:
    """Count a reward against its limit; counts whose month or year is over start again."""
    if p.catalogue_limit[k] == 0:
        return
    for one in range(p.items):
        if limit_is_over(s, p, one, month):
            s.items_taken[one] = 0
    s.items_month = month
    s.items_taken[k] += 1


# ---- the reward that a member saves for -----------------------------------------------------------------


@compiled
def first_reward(s: Any, p: Any) -> int:
    """Return the reward that asks least of those that are open to a member, -1 when none is.

    What a limit has closed counts for nothing until its month or year is over.
    """
    if p.limits == 0:
        return int(p.first)
    best = -1
    for k in range(p.items):
        if not limit_reached(s, p, k, int(p.month)) and (best < 0 or asked(p, k) < asked(p, best)):
            best = k
    return best
