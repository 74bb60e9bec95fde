"""Paying for a membership: its terms on one member's account, posted under the program's rules.

The week and the worked cases both post through these functions; records are named as in account.py.
"""

from __future__ import annotations

from typing import Any

from simulator.accounts import chart
from simulator.customers.buying import OWN_FEES
from simulator.customers.standing import FREE, IN_PAID_TERM, IN_TRIAL
from simulator.program.paid import fee_due, refund_due, unearned_fee
from simulator.rule import compiled


@compiled
def next_fee(s: Any, p: Any) -> int:
    """Return the fee of a term that would begin now, minor units."""
    return int(fee_due(int(s.status), int(p.fee), int(p.fee_reduced), int(p.fee_reduced_from)))


@compiled
def trial_is_offered(s: Any, p: Any) -> bool:
    """Tell whether the member would begin with weeks without a fee."""
    return bool(p.fee_trial_weeks > 0 and s.tried == 0)


@compiled
def start_paying(s: Any, p: Any, page: Any, day: int) -> None:
    """Begin a paid membership on a day: with the trial, once, else with the first term."""
    s.cancelled = 0
    if trial_is_offered(s, p):
        s.tried = 1
        s.paying = IN_TRIAL
        s.paid_until = day + 7 * p.fee_trial_weeks
        s.enjoyed = 0.0
        page.tally[page.at, chart.TRIALS] += 1
        return
    page.tally[page.at, chart.TERMS_BOUGHT] += 1
    _begin_term(s, p, page, day)


@compiled
def _begin_term(s: Any, p: Any, page: Any, begins: int) -> None:
    """Charge the fee of a term that begins on a day."""
    s.paying = IN_PAID_TERM
    s.fee = next_fee(s, p)
    s.unearned = s.fee
    s.paid_until = begins + 7 * p.fee_weeks
    s.enjoyed = 0.0
    page.tally[page.at, chart.FEES] += int(s.fee)


@compiled
def _earn_fee(page: Any, amount: int) -> None:
    page.tally[page.at, chart.FEES_EARNED] += amount
    page.own[OWN_FEES] += amount


@compiled
def _stop(s: Any, page: Any, refund: int) -> None:
    """End a term: what was not yet earned of its fee is, less what is given back."""
    _earn_fee(page, int(s.unearned) - refund)
    page.tally[page.at, chart.FEES_REFUNDED] += refund
    s.paying = FREE
    s.fee = 0
    s.unearned = 0


@compiled
def close_term(s: Any, p: Any, page: Any, renewed: bool) -> None:
    """Close a term or trial that is over, and begin the next on the same day where it is renewed."""
    kind = int(s.paying)
    ended = chart.TRIALS_ENDED if kind == IN_TRIAL else chart.TERMS_ENDED
    kept = chart.TRIALS_KEPT if kind == IN_TRIAL else chart.TERMS_RENEWED
    page.tally[page.at, ended] += 1
    _stop(s, page, 0)
    if renewed:
        page.tally[page.at, kept] += 1
        _begin_term(s, p, page, int(s.paid_until))


@compiled
def renews_itself(s: Any, p: Any) -> bool:
    """Tell whether the next term follows of itself."""
    return bool(p.fee_automatic != 0 and s.cancelled == 0)


@compiled
def refundable(s: Any, p: Any, day: int) -> int:
    """Return what a member would get back who cancels on a day, minor units."""
    if s.paying != IN_PAID_TERM:
        return 0
    left = int(s.paid_until) - day
    return int(refund_due(int(p.fee_refund), int(s.fee), left, 7 * p.fee_weeks, 7 * p.fee_refund_weeks))


@compiled
def cancel(s: Any, p: Any, page: Any, day: int) -> None:
    """Cancel on a day: with a refund the membership ends at once, else it runs to its end unrenewed."""
    if s.paying == FREE:
        return
    refund = refundable(s, p, day)
    if refund > 0:
        _stop(s, page, refund)
    else:
        s.cancelled = 1


@compiled
def unearned_on(s: Any, p: Any, day: int) -> int:
    """Return the part of the fee that is for the days from one on, minor units."""
    if s.paying != IN_PAID_TERM:
        return 0
    return int(unearned_fee(int(s.fee), int(s.paid_until) - day, 7 * p.fee_weeks))


@compiled
def count_paying(s: Any, p: Any, page: Any) -> None:
    """Count a paying member at the end of a week, and recognise the fee of its days."""
    row = page.tally[page.at]
    if s.paying == IN_TRIAL:
        row[chart.IN_TRIAL] += 1
        return
    left = unearned_on(s, p, int(page.first_day) + 7)
    row[chart.PAYING] += 1
    _earn_fee(page, int(s.unearned) - left)
    row[chart.FEES_UNEARNED] += left
    s.unearned = left
