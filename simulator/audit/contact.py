"""Checks of contact: whether members can know the program, for whom it speaks, and whether it wearies."""

from __future__ import annotations

from simulator.audit import reading, talking
from simulator.audit.buyers import MONTHS_A_YEAR, WEEKS_A_YEAR
from simulator.audit.check import Case, Check, Judged, Kind, against, idle
from simulator.audit.wording import counted, listed, number, percent


def low_awareness(case: Case) -> Judged:
    """Hold the share of members who know a benefit, when each contact and order shows one, against a limit.

    Source: the market's chances to take in, learn and forget, in balance; that an exposure shows one benefit
    is an assumption.
    """
    things = reading.things_to_know(case.program, case.buyers, case.given)
    if not things:
        return idle("there is nothing to know")
    numbers, contacts = case.buyers.numbers, talking.contacts_a_year(case.program, case.buyers)
    shown = talking.shown_a_year(case.program, case.buyers)
    shown += case.buyers.usual.orders * numbers["order_exposure"]
    learnt = numbers["learn_value"] * shown / len(things)
    forgotten = numbers["forget"] * WEEKS_A_YEAR
    known = learnt / (learnt + forgotten) if learnt > 0 else 0.0
    return against(
        known * 100 >= case.limits["known_share"],
        "Members hardly know what they could get: contacts are too few for so many benefits.",
        "Contacts suffice for members to know the benefits.",
        f"{percent(known)} of usual members know a given benefit: {number(contacts)} contacts a year reach "
        f"{percent(talking.reach(case.program))} of customers and have to tell of "
        f"{counted(len(things), 'benefit')}",
        ("communication", "contacts"),
        known * 100,
    )


def no_clubs(case: Case) -> Judged:
    """Count the offers that are for one group of customers."""
    offers = reading.group_offers(case.program)
    return against(
        len(offers) >= case.limits["segment_offers"],
        "There is no club or offer for any group of customers: all are spoken to alike.",
        "Groups of customers have an offer of their own.",
        f"{counted(len(offers), 'offer')} for a group: {listed(offers)}",
        (),
        len(offers),
    )


def promotion_fatigue(case: Case) -> Judged:
    """Hold contacts and dated offers a month against what members bear."""
    contacts = talking.contacts_a_year(case.program, case.buyers) / MONTHS_A_YEAR
    dated = talking.dated_offers_a_year(case.program) / MONTHS_A_YEAR
    return against(
        contacts + dated <= case.limits["messages"],
        "Members meet so many messages and dated offers that they weary of them.",
        "Messages and dated offers are few enough.",
        f"{number(contacts + dated)} a month: {number(contacts)} contacts and {number(dated)} dated offers",
        ("communication", "contacts") if contacts >= dated else ("calendar",),
        contacts + dated,
    )


def no_personalisation(case: Case) -> Judged:
    """Ask whether what is known of members is used for them."""
    plan, offers = case.program.plan, reading.group_offers(case.program)
    if chosen := reading.chosen_for_each(case.program):
        return Judged(Kind.GOOD, "What is known of members is used for them.", *chosen[0])
    if offers:
        return Judged(
            Kind.GOOD, "Some offers are for one group of customers.", f"for a group: {listed(offers)}"
        )
    if plan and plan.personalisation:
        return Judged(
            Kind.GOOD, "The file answers.", f"“{plan.personalisation}”", ("plan", "personalisation")
        )
    return Judged(
        Kind.QUESTION,
        "Is what you know of members used for offers of their own? State plan.personalisation.",
        "the same offer for all",
        ("plan",),
    )


CHECKS: tuple[Check, ...] = (
    Check(
        "A7",
        "low awareness",
        "Do contacts suffice for members to know what they could get?",
        "a trade article of 2013-14 on Tmall: too little is made known",
        "known_share",
        low_awareness,
    ),
    Check(
        "A8",
        "no clubs",
        "Is there an offer for one group of customers?",
        "the same on Tmall; Amazon's club for mothers is the good case",
        "segment_offers",
        no_clubs,
    ),
    Check(
        "A17",
        "no personalisation",
        "Is the same offered to all while data on them exist?",
        "the same article; targeted coupons were redeemed 40 times as often at Tesco",
        None,
        no_personalisation,
    ),
    Check(
        "A20",
        "promotion fatigue",
        "How many messages and dated offers do members meet?",
        "an essay on retention online: too many promotions weary",
        "messages",
        promotion_fatigue,
    ),
)
