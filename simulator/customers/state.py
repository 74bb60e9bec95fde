"""What is known of each customer: traits drawn once, and the state that the weeks move.

Order of parts: traits, state, conditions and books of a run, fresh state.
One record a customer: an order touches most fields of one customer, so they lie together, and a rule's
caller passes one pointer. What a customer has lived with each rival is a record of its own.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from simulator.accounts.chart import CUSTOMER_WIDTH, GROUPS, VINTAGE_KINDS, WIDTH
from simulator.customers.market_counts import no_counts
from simulator.market.network import Ties
from simulator.program.counters import counters
from simulator.program.derived import counts_of_months
from simulator.program.sizes import MOST_GIFTS, MOST_ITEMS, MOST_LADDERS, MOST_VOUCHERS
from simulator.program.table import ProgramTable
from simulator.rule import record
from simulator.service.roster import MOST_AGENTS, MOST_WINDOWS

Halves = NDArray[np.int32]
Longs = NDArray[np.int64]
Floats = NDArray[np.float64]
Records = NDArray[np.void]
Messages = NDArray[np.uint8]

# A week or day before every run. Weeks, days and months are kept in 16 bits: a run of ten years after a long
# run of twenty-six reaches neither end.
NEVER = -(2**15)
MOST_RIVALS = 3
# Who sells on an occasion: the firm, a rival (RIVAL + its place), or somebody else or nobody.
FOCAL, RIVAL, OUTSIDE = 0, 1, 1 + MOST_RIVALS
# What a region's customers tell in a week: tellers, satisfaction told (1e-4), tellers who are members;
# friends referred, referred members who met the condition, referrals outstanding as the week opened; of the
# tellers those with something bad to tell, and what these told (1e-4).
TELLERS, TOLD, MEMBERS_TELLING, REFERRED, CONDITIONS_MET, OUTSTANDING, NEGATIVE, TOLD_NEGATIVE = range(8)
TALKS = 8
# What failed in the week of the last failure: an order, its delivery alone, or something so grave that it may
# drive away: not decided yet, lived with, or left over.
FAILURE_OF_ORDER, FAILURE_OF_DELIVERY, FAILURE_GRAVE, FAILURE_LIVED_WITH, FAILURE_WRONGED = range(5)
STAYS = 2.0  # leaves_at of a customer who stays through the coming week

# name, kind, meaning with unit
TRAITS: tuple[tuple[str, Any, str], ...] = (
    ("identity", "i8", "number in the panel, the key of the customer's luck"),
    ("need", "f4", "orders in the category a week"),
    ("basket", "f4", "usual order, minor units"),
    ("taste_focal", "f4", "normal score of the taste for the firm"),
    ("taste_rival", ("f4", MOST_RIVALS), "normal score of the taste for each rival"),
    ("price", "f4", "factor on price sensitivity, median 1"),
    ("status", "f4", "factor on the worth of status, mean 1"),
    ("deal", "f4", "factor on the pull of dated stimuli and on keeping coupons in mind, mean 1"),
    ("time_cost", "f4", "factor, mean 1: waiting and complaining"),
    ("mental_cost", "f4", "factor, mean 1: understanding and redeeming"),
    ("physical_cost", "f4", "factor, mean 1: enrolling"),
    ("sociability", "f4", "factor, mean 1: telling and hearing"),
    ("complaining", "f4", "logits, mean 0: readiness to complain"),
    ("digital", "f4", "chance of a login on a day, 0-1"),
    ("hazard", "f4", "own hazard of leaving a week, mean 1 before scaling"),
    ("dropout", "f4", "chance to leave after an order (BG/NBD mode only)"),
    ("redeeming", "f4", "normal score of readiness to redeem"),
    ("joiner", "f4", "uniform: never joins below the share of never-joiners"),
    ("redeemer", "f4", "uniform: never redeems below the share of never-redeemers"),
    ("reached", "f4", "uniform: hears of a program only below its reach"),
    ("rate", "f4", "expected focal orders a week from tastes alone: grouping and prior of beliefs"),
    ("birthday", "i4", "day of the year, 0-364"),
    ("region", "i4", "community with a desk of its own"),
    ("entry", "i4", "first day in the market"),
    ("group", "u1", "0 light, 1 moderate, 2 heavy buyer"),
    ("privacy", "u1", "uniform in 256 steps, concern: shares data while the chance to share lies above it"),
    ("variety", "u1", "uniform in 256 steps: seeks variety below the share of those who do"),
)

STATE: tuple[tuple[str, Any, str], ...] = (
    ("key", "u8", "key of the customer's luck in this replication"),
    ("satisfaction", "f4", "with the firm, 0-1"),
    ("expectation", "f4", "of the firm, 0-1"),
    ("trust", "f4", "in the firm, 0-1"),
    ("orders", "i4", "orders from the firm so far"),
    ("last_week", "i2", "week of the last order from the firm"),
    ("first_week", "i2", "week of the first order from the firm"),
    ("leaves_at", "f4", "part of the coming week after which the customer leaves; 2 = stays"),
    ("reference_price", "f4", "against the market's price"),
    ("pace", "f4", "own focal orders a week, smoothed over 26 weeks, as of the last order"),
    ("promised", "f4", "should-expectation: what promises have led the member to expect, 0-1"),
    ("failed_week", "i2", "week of the last failure"),
    ("debt", "f4", "orders borrowed from coming weeks by dated stimuli"),
    ("drift", "f4", "normal score of the slow drift of the need rate; 0 before the first draw"),
    ("pull_week", "i2", "week of the last dated stimulus met"),
    ("pull_used", "f4", "response to dated stimuli used up in that week, share of a week's need"),
    ("case_wait", "f4", "minutes waited by the cases decided last week"),
    ("lost_satisfaction", "f4", "taken from satisfaction by failures of the last failure's week, 0-1"),
    ("lost_trust", "f4", "taken from trust by the same, 0-1"),
    ("joined_day", "i2", "day of joining"),
    ("term_day", "i2", "end of the term of the level, or next anniversary"),
    ("match_day", "i2", "day on which a level granted on joining must be qualified for; NEVER without one"),
    ("grace_day", "i2", "day on which the grace after a missed review ends; NEVER without one"),
    ("term_week", "i2", "first week of the current term"),
    ("term_orders", "i4", "own orders this term"),
    ("kept_orders", "i4", "orders neither returned nor refused"),
    ("shopping_month", "i2", "month of the shopping days counted"),
    ("shopping_day", "i2", "last shopping day counted"),
    ("prompted_week", "i2", "week in which joining was last offered"),
    ("reminded_week", "i2", "week of the last reminder that was taken in"),
    ("paid_until", "i2", "day on which the paid term, or the trial, is over"),
    ("offered_week", "i2", "week in which the paid membership was last offered"),
    ("fee", "i4", "fee of the term at hand, minor units; 0 in a trial"),
    ("unearned", "i4", "part of it that is for days after the last week, minor units"),
    ("enjoyed", "f4", "worth of what paying brought in the term at hand, minor units"),
    ("nearness", "f4", "running mean of nearness to a threshold reward; -1 before the first order"),
    ("reward_week", "i2", "week of the reward that is felt most"),
    ("reward_felt", "u1", "what it was worth against a usual order, in 250 steps; 0 before the first"),
    ("felt_level", "u1", "level that the member has taken note of"),
    ("credited", "f4", "behaviour rating that the member expects orders to be credited with; -1 unknown"),
    ("card_week", "i2", "week of the first order of the stamp card at hand"),
    ("card_nearness", "f4", "running mean of nearness to a full card; -1 before the first stamp"),
    ("coupon_week", "i2", "last week in which the coupon kept in mind may be used"),
    ("gift_expected", "f4", "share of own orders that a gift is expected with, 0-1"),
    ("gift_year", "i2", "calendar year of the gifts counted"),
    ("card_year", "i2", "calendar year of the cards counted"),
    ("stamps", "i2", "stamps on the card at hand; below 0: owed after returns"),
    ("belonging", "f4", "sense of belonging to the firm's community, 0-1"),
    ("status", "i8", "qualifying balance"),
    ("year_spent", "i8", "money paid in the calendar year where clubs invite by it, minor units"),
    ("ladders", ("i4", MOST_LADDERS), "balances of further ladders, each in units of its metric"),
    ("spent", "i8", "money paid in the window where levels ask for it, minor units"),
    ("usable", "i4", "points usable now"),
    ("pending", "i4", "points not yet usable"),
    ("owed", "i4", "points owed after a reversal of used points"),
    ("kept_in_row", "i4", "kept orders since the rating last changed"),
    ("items_month", "i2", "absolute month in which a limited reward was last taken"),
    ("items_taken", ("u1", MOST_ITEMS), "limited rewards taken, each within the span of its limit"),
    ("visits", "u2", "days with a kept order in the window where levels ask for them"),
    ("clerk_orders", "i2", "orders served by the own clerk since that clerk came"),
    ("reminders", "u1", "which reminder of the silence that one was, 1 for the first"),
    ("called", "u1", "1 when a case of last week came up in a call after the sale"),
    ("voucher_last", ("i2", MOST_VOUCHERS), "last week in which each voucher may be used"),
    ("voucher_item", ("u1", MOST_VOUCHERS), "live vouchers: 1 + place of the reward, 0 for none"),
    ("gap_phase", "u1", "steps of the gap to the next need already made"),
    ("attached", "u1", "1 while the firm is considered"),
    ("last_choice", "u1", "0 the firm, 1 to 3 a rival, 4 elsewhere or not at all"),
    ("aware", "u1", "1 when the customer knows that the program exists"),
    ("member", "u1", "1 for a member"),
    ("level", "u1", "level held"),
    ("clubs", "u2", "clubs that the member is in and levels held on further ladders, one bit each"),
    ("kept", "u1", "level below which nobody falls for a time after a switch; 0 without one"),
    ("below", "u1", "levels by which reviews have left the member below the one so kept"),
    ("paying", "u1", "0 no paid membership, 1 in a trial, 2 in a paid term"),
    ("tried", "u1", "1 when the trial is used up"),
    ("cancelled", "u1", "1 when the paid membership will not be renewed"),
    ("rating", "u1", "index of the behaviour rating"),
    ("shopping_days", "u1", "distinct shopping days this month"),
    ("knows_value", "u1", "1 when the worth of a point is known"),
    ("knows_balance", "u1", "1 when the balance is known"),
    ("gifts", ("u1", MOST_GIFTS), "gifts by chance in that year, by surprise and lottery"),
    ("coupon", "u1", "number of the coupon kept in mind, from 1; 0 without one"),
    ("cards_filled", "u1", "cards filled in that year"),
    ("first_card", "u1", "1 while the first card, which may have endowed stamps, is at hand"),
    ("cases_served", "u1", "cases decided last week: served"),
    ("active_week", "i2", "week of the last order, or of the last points used"),
    ("lapsed_week", "i2", "week in which points last expired"),
    ("lapsed", "i4", "points that expired then and may be had back"),
    ("noticed", "u1", "1 when a notice of expiry was taken in since points last expired"),
    ("case_severity", "u1", "greatest severity of the cases that are not decided yet, hundredths"),
    ("silent_week", "i2", "week of the last order that went wrong without a complaint"),
    ("failure_kind", "u1", "what became of the last failure, a FAILURE_*"),
    ("cases_abandoned", "u1", "cases decided last week: abandoned"),
    ("referred", "u1", "1 while what a friend's referral promises is still to be had"),
    ("referrals", "u1", "friends referred whose condition is not known to be met yet"),
    ("referral_count", "u1", "friends rewarded in that year"),
    ("referral_year", "i2", "calendar year of the friends rewarded"),
)


def record_type(fields: tuple[tuple[str, Any, str], ...]) -> np.dtype[np.void]:
    """Return the record type of a list of fields, those that want the widest places first: none is wasted."""
    parts: list[Any] = []
    for name, kind, _ in fields:
        parts.append((name, *kind) if isinstance(kind, tuple) else (name, kind))
    parts.sort(key=lambda part: -np.dtype(part[1]).alignment)
    return record(np.dtype(parts, align=True))


RIVAL_STATE: tuple[tuple[str, Any, str], ...] = (
    ("satisfaction", "f4", "with the rival, 0-1"),
    ("expectation", "f4", "of the rival, 0-1"),
    ("trust", "f4", "in the rival, 0-1"),
    ("orders", "i4", "orders from the rival so far"),
    ("last_week", "i2", "week of the last order from the rival"),
)

TRAIT_RECORD = record_type(TRAITS)
STATE_RECORD = record_type(STATE)
RIVAL_RECORD = record_type(RIVAL_STATE)


# Facts of a run that every week reads: name, kind, meaning with unit.
CONDITIONS: tuple[tuple[str, Any, str], ...] = (
    ("stream", "u8", "key of the replication's luck"),
    ("first_week", "i8", "week of index 0 of the week arrays"),
    ("first_day", "i8", "day of index 0 of the day arrays"),
    ("run_start", "i8", "first week of the customers' totals"),
    ("run_half", "i8", "first week of the second half of the run"),
    ("retained_from", "i8", "first week of the second look of retention"),
    ("retained_to", "i8", "last week of the same"),
    ("margin", "i8", "share of goods that the firm keeps, margin or take rate, thousandths"),
    ("marketplace", "i8", "1: the rest is paid over to sellers"),
    ("seller_cost", "i8", "the sellers' cost of their goods, thousandths of goods"),
    ("fulfilment", "i8", "cost of delivering an order, minor units"),
    ("handling", "i8", "cost of a returned or refused order, minor units"),
    ("minutes_per_week", "f8", "service time of a desk a week"),
    ("minor", "i8", "minor units of one money unit"),
    ("vintage_origin", "i8", "absolute month of index 0 of the vintage table"),
    ("agents", "i8", "agents of each desk by shifts; 0: one agent, open for a planned load"),
    ("shift_starts", ("i8", (MOST_AGENTS, MOST_WINDOWS)), "when each comes on shift, minutes of the week"),
    ("shift_ends", ("i8", (MOST_AGENTS, MOST_WINDOWS)), "when each goes, minutes of the week"),
    ("shifts", ("i8", MOST_AGENTS), "shifts of each a week"),
    ("skills", ("i8", MOST_AGENTS), "kinds of case that each can serve, one bit each"),
    ("last_priority", ("i8", MOST_AGENTS), "last class of the desk that each serves"),
    ("target_minutes", "f8", "wait within which a case is to be begun, minutes; 0: none is stated"),
    ("logistics", "i8", "orders that can be delivered in a week; 0: all"),
    ("compensation", "i8", "paid for a failure of middling severity, minor units; -1: the usual"),
    ("by_severity", "f8", "part of that which follows the severity, 0-1"),
    ("turnover", "f8", "staff who leave in a year, share; -1: nothing is stated of staff"),
    ("loyalty", "f8", "of staff where nothing strains them, 0-1"),
    ("seller_leaves", "f8", "chance a week that a bound customer's seller leaves"),
    ("seller_bound", "f8", "share of customers bound to a seller"),
    ("money_losses", "f8", "share of failures that are a loss of money, the gravest ones"),
    ("verification", "i8", "1: the law of the log alone, every occasion is the firm's"),
    (
        "growing",
        "i8",
        "1: who enters is new to the category and knows no firm yet",
    ),
    ("rival_price", ("f8", MOST_RIVALS), "price of each rival in the week at hand against the market's"),
    ("ties", "i8", "mean number of people that a customer talks to; 0: to the region at large"),
)
CONDITION_RECORD = record_type(CONDITIONS)


class Calendar(NamedTuple):
    """Dates and seasons of a run, by day and week."""

    season: Floats  # (W,) factor on need
    price: Floats  # (W,) focal price against the market's
    people: Floats  # (W,) customers in the market by the end of the week
    week_month: Longs  # (W,) absolute month of the first day
    day_month: Longs  # (D,) year * 12 + month - 1
    day_of_year: Longs  # (D,) 0-365
    year_later: Longs  # (D,) the same calendar day one year later


class Books(NamedTuple):
    """What customers write in a week."""

    tally: Longs  # (levels + 1, groups, WIDTH) this week
    vintages: Longs  # (months, months, kinds)
    customers: Longs  # (N, CUSTOMER_WIDTH)
    talk: Longs  # (R, TALKS) this week: what customers told, see TELLERS
    heard: Longs  # (R, TALKS) the same of last week
    case_count: Longs  # (R,)
    case_customer: Longs  # (R, capacity)
    case_arrival: Floats  # (R, capacity) minutes from the start of the week
    case_priority: Longs  # (R, capacity)
    case_handling: Floats  # (R, capacity) minutes
    case_patience: Floats  # (R, capacity) minutes
    taken: Longs  # (MARKET_COUNTS,) this week, see market_counts.py
    known: Longs  # (SPANS, MARKET_COUNTS) up to last week: last week, this month, this year


class Network(NamedTuple):
    """Who talks to whom, and what was said; all of length 0 where customers talk to the region at large.

    A week reads what was told last week and writes what is told in it; see `telling.message` for a message.
    """

    offsets: Longs  # (N + 1,) where each customer's row of neighbours begins
    neighbours: NDArray[np.int32]  # both ways
    told: Messages  # (N,) what a customer tells this week: the last message, 0 for none
    heard: Messages  # (N,) the same of last week
    near: Messages  # (N,) 1 where somebody among the neighbours told anything last week


def fresh_network(ties: Ties, customers: int) -> Network:
    """Return a network in which nothing has been said yet."""
    told, heard, near = np.zeros((3, customers), np.uint8)
    return Network(ties.offsets, ties.neighbours, told, heard, near)


def fresh_state(customers: int, satisfaction: float, trust: float, rating: int) -> Records:
    """Return the state of people who have never met the firm or its program."""
    state = np.zeros(customers, STATE_RECORD)
    state["satisfaction"] = satisfaction
    state["expectation"] = satisfaction
    state["trust"] = trust
    for name in (
        "last_week", "first_week", "failed_week", "pull_week", "joined_day", "term_day", "term_week",
        "shopping_month", "shopping_day", "prompted_week", "active_week", "lapsed_week",
        "items_month", "grace_day", "match_day", "card_week", "reminded_week",
        "paid_until", "offered_week",
    ):  # fmt: skip
        state[name] = NEVER
    state["leaves_at"] = STAYS
    state["silent_week"] = NEVER
    state["reference_price"] = 1.0
    state["nearness"] = -1.0
    state["credited"] = -1.0
    state["card_nearness"] = -1.0
    state["attached"] = 1
    state["last_choice"] = OUTSIDE
    state["rating"] = rating
    return state


def fresh_rivals(customers: int, rivals: int, satisfaction: float, trust: float) -> Records:
    """Return what people who have never met the rivals have lived with each, (customers, rivals)."""
    lived = np.zeros((customers, rivals), RIVAL_RECORD)
    lived["satisfaction"] = satisfaction
    lived["expectation"] = satisfaction
    lived["trust"] = trust
    lived["last_week"] = NEVER
    return lived


class Lived(NamedTuple):
    """What people bring along from the weeks that they have lived."""

    state: Records  # (N,)
    rings: Halves  # (N, length of the program's rings)
    rivals: Records  # (N, rivals)
    accounts: Records = np.zeros((0, 0), STATE_RECORD)  # (rivals, N), where a rival has a program
    purses: Halves = np.zeros((0, 0, 0), np.int32)  # (rivals, N, length of its rings)


def fresh_rings(customers: int, program: ProgramTable) -> Halves:
    """Return empty balances by time for one program, one row a customer.

    A row holds usable points by week of credit, then points by the week in which they become usable, then
    qualifying value by calendar month (with a rolling window perhaps also spend and visits), then the
    counters of what it limits; the program's record tells where each part begins.
    """
    width = program.lot_weeks + program.pending_weeks + 1 + counts_of_months(program) + counters(program)
    return np.zeros((customers, width), np.int32)


def fresh_books(customers: int, regions: int, levels: int, months: int, capacity: int) -> Books:
    """Return empty books for a run, or for a chunk of its customers."""
    taken, known = no_counts()
    return Books(
        tally=np.zeros((levels + 1, len(GROUPS), WIDTH), np.int64),
        vintages=np.zeros((months, months, VINTAGE_KINDS), np.int64),
        customers=np.zeros((customers, CUSTOMER_WIDTH), np.int64),
        talk=np.zeros((regions, TALKS), np.int64),
        heard=np.zeros((regions, TALKS), np.int64),
        case_count=np.zeros(regions, np.int64),
        case_customer=np.zeros((regions, capacity), np.int64),
        case_arrival=np.zeros((regions, capacity), np.float64),
        case_priority=np.zeros((regions, capacity), np.int64),
        case_handling=np.zeros((regions, capacity), np.float64),
        case_patience=np.zeros((regions, capacity), np.float64),
        taken=taken,
        known=known,
    )
