"""Experiencing: privileges kept or broken, quality, failure, complaint, and what it leaves in feelings."""

from __future__ import annotations

from typing import Any

import numpy as np

from simulator import chance
from simulator.accounts import chart
from simulator.chance import normal_quantile, uniform
from simulator.customers.buying import OWN_CONTRIBUTION, line_column, post_benefit, share_of
from simulator.customers.complaining import complaint_chance, exponential_time, is_grave, kind_of_failure
from simulator.customers.contacting import call_after, heard_with_call
from simulator.customers.delivering import lateness
from simulator.customers.market_counts import LAST_WEEK, PRIVILEGES_AT
from simulator.customers.page import MOST_CASES
from simulator.customers.satisfaction import experience_weight, missed_promise, moved, order_satisfaction
from simulator.customers.standing import enjoy_privilege, enjoys, standing
from simulator.customers.state import (
    FAILURE_GRAVE,
    FAILURE_LIVED_WITH,
    FAILURE_OF_DELIVERY,
    FAILURE_OF_ORDER,
    FAILURE_WRONGED,
)
from simulator.customers.tenure import eased, forgiven, tenure_share
from simulator.customers.trust import trust_after_breach, trust_after_kept
from simulator.program.privileges import kept_with_room
from simulator.program.table import (
    BASIS_FAILURE,
    EFFECT_ACCESS,
    EFFECT_GUARANTEE,
    EFFECT_INSTALLATION,
    EFFECT_REFUND,
)
from simulator.rule import compiled
from simulator.service import DELAY
from simulator.service.roster import case_class

SILENT_WEEKS = 13  # after an order that went wrong in silence, in which leaving is counted
LATE_DRAWS = 64  # count of the draws of a case about a delay, and of its outcome, above those of orders
LAST_CLASS = 3  # of the desk, for customers without a privilege there
PRIVILEGES_ROOM = 16  # draws of one order are told apart by privilege


@compiled
def ask_for(p: Any, page: Any, k: int) -> float:
    """Ask for a use of a privilege: return the share of such uses that are kept this week.

    What is scarce is counted for the whole market, and last week's demand decides how far it goes round.
    """
    kept: float = np.float64(p.privilege_kept[k])
    capacity = np.float64(p.privilege_capacity[k])
    if capacity > 0.0:
        page.taken[PRIVILEGES_AT + k] += 1
        kept = kept_with_room(kept, capacity, float(page.known[LAST_WEEK, PRIVILEGES_AT + k]))
    return float(kept)


@compiled
def use_privileges(
    s: Any, p: Any, page: Any, key: Any, count: int, basis: int, goods: int, price: int
) -> tuple[int, int, int]:
    """Use what the level promises on this order, return or case.

    Return (promises due, promises broken, price cut). Percentages are of the goods, together at most `price`.
    """
    held = standing(s, p)
    due = 0
    broken = 0
    cut = 0
    for k in range(p.privileges):
        if p.privilege_basis[k] != basis or not enjoys(s, p, held, k) or goods < p.privilege_over[k]:
            continue
        u = uniform(key, page.week, chance.EXPERIENCE_PRIVILEGE, count * PRIVILEGES_ROOM + k)
        share = p.privilege_share[k]
        if u >= share:
            continue
        due += 1
        if u >= share * ask_for(p, page, k):
            broken += 1
            continue
        page.effects |= p.privilege_effect[k]
        off = min(price - cut, share_of(goods, int(p.privilege_percent[k])))
        cut += off
        enjoy_privilege(s, p, k, off)
        cost = int(p.privilege_cost[k]) + off
        post_benefit(page, line_column(int(p.privilege_line[k])), cost, p.privilege_funding[k])
    page.tally[page.at, chart.PROMISES] += due
    page.tally[page.at, chart.PROMISES_BROKEN] += broken
    return due, broken, cut


@compiled
def experience_order(
    t: Any, s: Any, p: Any, b: Any, c: Any, page: Any, key: Any, count: int, due: int, broken: int
) -> None:
    """Live through the delivery of an order from the firm: quality, failure, complaint, feelings."""
    quality = b.quality_mean + b.quality_sd * normal_quantile(
        uniform(key, page.week, chance.EXPERIENCE_QUALITY, count)
    )
    quality += page.staff_quality
    if page.delight > 0.0:
        quality += page.delight
        page.delight = 0.0
    failed = uniform(key, page.week, chance.EXPERIENCE_FAILURE, count) < b.failure_rate
    harm = 0.0
    called = p.call_share > 0.0 and s.member != 0 and call_after(p, page, key, count)
    if failed:
        harm, asked, denied = _fail(t, s, p, b, c, page, key, count, called)
        due, broken = due + asked, broken + denied
    late = 0.0
    if page.late > 0.0:
        late = _come_late(t, s, p, b, c, page, key, count, called)
    if broken > 0:
        quality -= b.broken_promise_depth * broken / due
    if page.effects != 0:
        quality += _lift(b, int(page.effects))
    kept = 1.0 if due == 0 else 1.0 - b.promise_salience * broken / due
    trust: float = trust_after_kept(np.float64(s.trust), b.trust_gain, kept)
    spared = min(1.0, max(0.0, quality))  # what the order would have been without the failure
    if failed:
        quality -= b.failure_depth * harm
        hurt = trust_after_breach(np.float64(s.trust), b.trust_gain, b.trust_ratio, harm)
        _note_loss(s, page, trust - hurt)
        trust = hurt
    if late > 0.0:
        quality -= b.delay_depth * late
        trust = _resent_delay(s, b, page, trust, late)
    if broken > 0:
        trust = trust_after_breach(trust, b.trust_gain, b.trust_ratio, b.promise_salience * broken / due)
    s.trust = trust
    promised = np.float64(s.promised)
    if due > 0:
        promised = max(promised, b.promise_level)
    # A promise that is kept is met, whatever else the order was.
    missed = promised if due == 0 or broken > 0 else min(promised, 1.0, max(0.0, quality))
    felt = min(1.0, max(0.0, quality))
    if felt < spared:
        _note_loss_of_satisfaction(s, b, spared, felt, missed)
    page.felt = _feel(s, b, felt, missed)
    s.promised = promised * (1.0 - b.expectation_gain)


@compiled
def _fail(
    t: Any, s: Any, p: Any, b: Any, c: Any, page: Any, key: Any, count: int, called: bool
) -> tuple[float, int, int]:
    """Fail an order, which is complained of or not; return (harm 0-1, promises due, promises broken)."""
    severity = uniform(key, page.week, chance.EXPERIENCE_SEVERITY, count)
    page.tally[page.at, chart.FAILURES] += 1
    kind = kind_of_failure(severity, c.money_losses)
    grown = tenure_share(page.week - int(s.first_week), b.relational_weeks) if s.orders > 0 else 0.0
    harm: float = forgiven(0.3 + 0.7 * severity, b.forgiveness, np.float64(s.trust), grown)
    complains = _complain(t, s, p, b, c, page, key, count, severity, called, kind)
    due, broken = 0, 0
    if not complains and p.on_failures != 0 and s.member != 0:
        due, broken, _ = use_privileges(s, p, page, key, count, BASIS_FAILURE, 0, 0)
        if page.effects & EFFECT_GUARANTEE != 0:
            harm *= 1.0 - min(1.0, b.guarantee_relief)
            severity = 0.0  # what was lost is replaced
    grave = b.grave_losses if c.verification == 0 else 0.0  # people of a fitted log leave by its law alone
    _note_kind(s, b, page, key, count, is_grave(severity, grave), complains)
    return harm, due, broken


@compiled
def _note_kind(s: Any, b: Any, page: Any, key: Any, count: int, grave: bool, complains: bool) -> None:
    """Note what kind of failure it was; a grave loss that nobody is told of may be the last order."""
    if s.failure_kind == FAILURE_GRAVE:  # an earlier one is not decided yet, and counts more
        return
    s.failure_kind = FAILURE_OF_ORDER
    if not grave:
        return
    s.failure_kind = FAILURE_GRAVE
    if not complains and live_with_loss(s, b.stays_silent, key, page.week, count):
        s.leaves_at = 0.0


@compiled
def live_with_loss(s: Any, stays: float, key: Any, week: int, count: int) -> bool:
    """Decide over a grave loss, once its outcome is known; return whether the customer leaves over it."""
    leaves = uniform(key, week, chance.LEAVE_OVER_LOSS, count) >= stays
    s.failure_kind = FAILURE_WRONGED if leaves else FAILURE_LIVED_WITH
    return bool(leaves)


@compiled
def _note_loss_of_satisfaction(s: Any, b: Any, spared: float, felt: float, promised: float) -> None:
    """Note what a failure or delay takes from satisfaction; `spared` is the quality without it."""
    loss = _judge(s, b, spared, promised) - _judge(s, b, felt, promised)
    weight = experience_weight(int(s.orders), b.satisfaction_step)
    s.lost_satisfaction = np.float64(s.lost_satisfaction) + weight * loss


@compiled
def _come_late(
    t: Any, s: Any, p: Any, b: Any, c: Any, page: Any, key: Any, count: int, called: bool
) -> float:
    """Come late or not, and complain of it or not; return what part of its greatest harm a delay does."""
    if uniform(key, page.week, chance.DELIVERY_LATE, count) >= page.late:
        return 0.0
    page.tally[page.at, chart.LATE] += 1
    days = exponential_time(uniform(key, page.week, chance.DELIVERY_DAYS, count), page.late_days)
    late = lateness(days, b.delay_patience)
    _complain(t, s, p, b, c, page, key, count + LATE_DRAWS, late, called, DELAY)
    return float(late)


@compiled
def _keep_silent(s: Any, page: Any) -> None:
    """Note that an order went wrong and nobody was told; count the customer once in 13 weeks."""
    if page.week - int(s.silent_week) > SILENT_WEEKS:
        page.tally[page.at, chart.SILENT] += 1
    s.silent_week = page.week


@compiled
def _resent_delay(s: Any, b: Any, page: Any, trust: float, late: float) -> float:
    """Return the trust that a delay leaves; it can be made good like a failure, but drives nobody away."""
    hurt = trust_after_breach(trust, b.trust_gain, b.trust_ratio, b.delay_trust * late)
    if s.failed_week != page.week and s.failure_kind != FAILURE_GRAVE:
        s.failure_kind = FAILURE_OF_DELIVERY
    _note_loss(s, page, trust - hurt)
    return float(hurt)


@compiled
def _lift(b: Any, effects: int) -> float:
    """Return how much better an order is for the privileges kept on it, beside their worth; 0-1."""
    lift = 0.0
    if effects & EFFECT_REFUND != 0:
        lift += b.refund_lift
    if effects & EFFECT_INSTALLATION != 0:
        lift += b.installation_lift
    if effects & EFFECT_ACCESS != 0:
        lift += b.access_lift
    return lift


@compiled
def _note_loss(s: Any, page: Any, trust: float) -> None:
    """Note what a failure takes from trust; what it takes from satisfaction is added by `_feel`."""
    if s.failed_week != page.week:
        page.tally[page.at, chart.FAILED_BUYERS] += 1
        s.lost_satisfaction = 0.0
        s.lost_trust = 0.0
    s.failed_week = page.week
    s.lost_trust = np.float64(s.lost_trust) + trust


@compiled
def _feel(r: Any, b: Any, quality: float, promised: float) -> float:
    """Judge an order of a quality from the seller whose record of feelings is `r`; return the judgement."""
    felt = _judge(r, b, quality, promised)
    weight = experience_weight(int(r.orders), b.satisfaction_step)
    r.satisfaction = moved(np.float64(r.satisfaction), felt, weight)
    r.expectation = moved(np.float64(r.expectation), quality, b.expectation_gain)
    return float(felt)


@compiled
def _judge(r: Any, b: Any, quality: float, promised: float) -> float:
    return order_satisfaction(
        quality,
        np.float64(r.expectation),
        promised,
        b.quality_weight,
        b.positive_disconfirmation,
        b.disconfirmation_ratio,
        b.promise_weight,
    )


@compiled
def miss_promise(s: Any, b: Any) -> None:
    """Feel that a privilege was promised and not kept, apart from an order: at the desk, or of a year."""
    s.trust = trust_after_breach(np.float64(s.trust), b.trust_gain, b.trust_ratio, b.promise_salience)
    loss = missed_promise(
        b.broken_promise_depth, b.quality_weight, b.positive_disconfirmation, b.disconfirmation_ratio
    )
    level = np.float64(s.satisfaction)
    s.satisfaction = moved(level, level - loss, experience_weight(int(s.orders), b.satisfaction_step))


@compiled
def _complain(
    t: Any,
    s: Any,
    p: Any,
    b: Any,
    c: Any,
    page: Any,
    key: Any,
    count: int,
    severity: float,
    called: bool,
    kind: int,
) -> bool:
    """Bring a failure to the desk or not, perhaps in a call after the sale; return whether it is brought."""
    hassle = b.complaint_hassle * np.float64(t.time_cost)
    likely = complaint_chance(
        b.complaint_base, b.complaint_severity, severity, hassle, b.complaint_trust, np.float64(s.trust),
        np.float64(t.complaining),
    )  # fmt: skip
    if called:
        likely = heard_with_call(likely, b.call_hears)
    if uniform(key, page.week, chance.EXPERIENCE_COMPLAIN, count) >= likely or page.cases >= MOST_CASES:
        _keep_silent(s, page)
        return False
    if called and b.call_hears > 0.0:
        s.called = 1
    grown = tenure_share(page.week - int(s.first_week), b.relational_weeks) if s.orders > 0 else 0.0
    less = eased(b.served_easier, grown)
    s.case_severity = max(int(s.case_severity), int(100.0 * severity + 0.5))
    cost = int(b.case_cost * c.minor * less)
    page.tally[page.at, chart.COMPLAINTS] += 1
    page.tally[page.at, chart.DESK_COST] += cost
    page.own[OWN_CONTRIBUTION] -= cost
    case = page.cases
    page.cases = case + 1
    page.case_arrival[case] = uniform(key, page.week, chance.CASE_ARRIVAL, count) * c.minutes_per_week
    has_lane = s.member != 0 and b.service_lanes > 0.0
    priority = int(p.desk_priority[standing(s, p)]) if has_lane else LAST_CLASS
    page.case_priority[case] = case_class(priority, kind) if c.agents != 0 else priority
    handling = uniform(key, page.week, chance.CASE_HANDLING, count)
    page.case_handling[case] = exponential_time(handling, b.handling_minutes * less) * page.staff_handling
    patience = uniform(key, page.week, chance.CASE_PATIENCE, count)
    page.case_patience[case] = exponential_time(patience, b.patience_minutes)
    return True


@compiled
def experience_rival(r: Any, b: Any, page: Any, key: Any, count: int) -> None:
    """Live through an order from the rival: the same quality and failures, one uniform for both."""
    u = uniform(key, page.week, chance.EXPERIENCE_RIVAL, count)
    trust: float = np.float64(r.trust)
    rate = b.failure_rate * b.rival_failures
    if u < rate:
        severity = u / rate
        quality = b.quality_mean - b.failure_depth * (0.3 + 0.7 * severity)
        trust = trust_after_breach(trust, b.trust_gain, b.trust_ratio, 0.3 + 0.7 * severity)
    else:
        within = (u - rate) / (1.0 - rate)
        quality = b.quality_mean + b.quality_sd * normal_quantile(min(1.0 - 1e-12, max(1e-12, within)))
        trust = trust_after_kept(trust, b.trust_gain, 1.0)
    if b.rival_delay_rate * b.delay_weight > 0.0:
        late = _rival_late(b, uniform(key, page.week, chance.DELIVERY_RIVAL, count))
        quality -= b.delay_depth * late
        trust = trust_after_breach(trust, b.trust_gain, b.trust_ratio, b.delay_trust * late)
    r.trust = trust
    _feel(r, b, min(1.0, max(0.0, quality)), 0.0)


@compiled
def _rival_late(b: Any, u: float) -> float:
    """Return what part of its greatest harm a delay at the rival does, of a uniform; 0 in time."""
    rate = b.rival_delay_rate * b.delay_weight
    if u >= rate:
        return 0.0
    return float(lateness(exponential_time(u / rate * (1.0 - 1e-12), b.delay_days), b.delay_patience))
