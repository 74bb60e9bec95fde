"""Questions to those who answer for the program: what no rule of it can tell, and what their file says to it.

An answer is quoted, never judged: a question that nobody has answered is no flaw.
"""

from __future__ import annotations

from collections.abc import Callable

from simulator.audit import reading
from simulator.audit.check import Case, Check, Judged, Kind, idle
from simulator.audit.wording import listed, money

LONG_WEEKS = 52  # a study this long tells more than the first response
LOYALTY = ("retained_12m", "active_end", "repeat_rate", "share_of_wallet")


def answered(case: Case, field: str, asks: str, measured: str = "the file does not say") -> Judged:
    """Return what the plan says to a question, or the question."""
    text: str | None = getattr(case.program.plan, field, None)
    if text:
        return Judged(Kind.GOOD, "The file answers.", f"“{text}”", ("plan", field))
    return Judged(Kind.QUESTION, f"{asks} State plan.{field}.", measured, ("plan",))


def _asked(field: str, asks: str) -> Callable[[Case], Judged]:
    """Return a check that only asks."""

    def judge(case: Case) -> Judged:
        return answered(case, field, asks)

    return judge


def me_too(case: Case) -> Judged:
    """Ask what sets the program apart; the library adds which known program is nearest."""
    told = f"its mechanisms: {listed(sorted(reading.mechanisms(case.program)))}"
    return answered(case, "difference", "What does it give that the programs of rivals do not?", told)


def no_impact_estimate(case: Case) -> Judged:
    """Ask for an estimate against no program over a horizon; a study of it is one."""
    if case.study and case.study.weeks >= LONG_WEEKS:
        words = f"“{case.study.title}” compares it with {case.study.baseline} over {case.study.weeks} weeks"
        return Judged(Kind.GOOD, "Its effect is estimated against a baseline.", words)
    return answered(
        case, "impact", "Against what, over how long and in which money was its effect estimated?"
    )


def acquisition_only(case: Case) -> Judged:
    """Ask how the budget is split; what is given for joining is told."""
    given = f"given for joining: {listed(reading.for_joining(case.program))}"
    asks = "How is the budget split between winning customers and keeping them?"
    return answered(case, "budget", asks, given)


def complaint_friction(case: Case) -> Judged:
    """Ask how members complain, unless every level has a way of its own to the desk."""
    for name, privilege in (case.program.privileges or {}).items():
        everybody = privilege.tiers is None and (not privilege.paid or reading.all_pay(case.program))
        if privilege.use.of == "cases" and everybody and privilege.use.size > 0:
            return Judged(
                Kind.GOOD,
                "Every member has a way to the service desk.",
                f"{name} is open to all levels",
                ("privileges", name),
            )
    return answered(case, "complaints", "How does a dissatisfied member complain, and in how many steps?")


def recovery_missing(case: Case) -> Judged:
    """Ask for the rule of compensation, unless failures are looked for or made good in themselves."""
    if efforts := reading.recovery(case.program):
        text = listed(what for what, _ in efforts)
        return Judged(Kind.GOOD, "Failures are looked for and made good.", text, efforts[0][1])
    given = money(case.buyers.numbers["compensation"], case.buyers.currency)
    asks = "What is a resolved complaint compensated with, by how grave it was?"
    return answered(case, "recovery", asks, f"the market takes {given} a case, however grave")


def data_ownership(case: Case) -> Judged:
    """Ask who holds the data of members where sellers could take them along."""
    if not case.buyers.marketplace:
        return idle("a retailer has no sellers who could take data along")
    return answered(case, "data", "Who holds the data of members, and what stays when a seller leaves?")


def staff_turnover(case: Case) -> Judged:
    """Ask how long those stay who keep the promises of service."""
    served = [name for name, one in (case.program.privileges or {}).items() if one.kind == "service"]
    clerk = case.program.clerk
    served += ["the tie to a clerk"] if clerk and clerk.served.size else []
    if not served:
        return idle("no promise is kept by staff")
    asks = f"Do staff stay long enough to keep {listed(served)}?"
    leave = f"{clerk.turnover} of clerks leave in a year" if clerk else "the file does not say"
    return answered(case, "staff", asks, leave)


def satisfaction_only(case: Case) -> Judged:
    """Ask what the program is judged by; a promise of a study about staying answers."""
    named = [metric for metric in LOYALTY if case.study and metric in case.study.promises]
    if named:
        return Judged(Kind.GOOD, "It is judged by loyalty.", f"the study promises {listed(named)}")
    return answered(
        case, "goal", "Is it judged by repeat purchase or staying, and not by satisfaction alone?"
    )


CHECKS: tuple[Check, ...] = (
    Check(
        "A11",
        "me too",
        "What sets the program apart from those of rivals?",
        "a trade article of 2013-14: programs are copied, and hard to tell apart",
        None,
        me_too,
    ),
    Check(
        "A12",
        "no impact estimate",
        "Was its effect estimated against a baseline, over a horizon, in money?",
        "the same: a plan must first estimate its effect on behaviour and on results",
        None,
        no_impact_estimate,
    ),
    Check(
        "A14",
        "acquisition only",
        "How is the budget split between winning and keeping customers?",
        "the same, and essays on loyalty: winning costs three to six times what keeping does",
        None,
        acquisition_only,
    ),
    Check(
        "A18",
        "complaint friction",
        "How does a dissatisfied member complain?",
        "an essay on retention online: who finds no channel gives up and never returns",
        None,
        complaint_friction,
    ),
    Check(
        "A19",
        "recovery missing",
        "Is there a rule of compensation, graded by severity?",
        "an essay on Taobao's customers: complaints need compensation",
        None,
        recovery_missing,
    ),
    Check(
        "A22",
        "data held by sellers",
        "Who holds the data of members?",
        "the same: sellers who leave take customers along",
        None,
        data_ownership,
    ),
    Check(
        "A23",
        "annoying survey",
        "Are surveys voluntary, and acted upon?",
        "a text on car service: surveys annoy when nothing follows",
        None,
        _asked("surveys", "Are surveys voluntary, and what is done with the answers?"),
    ),
    Check(
        "A24",
        "staff turnover",
        "Do staff stay long enough to keep the promises of service?",
        "essays on loyalty: loyal staff come before loyal customers",
        None,
        staff_turnover,
    ),
    Check(
        "A25",
        "privacy",
        "Which data do members give, and who gets them?",
        "essays on loyalty online: privacy kept is trust won",
        None,
        _asked("privacy", "Which data do members give, for what, and to whom are they passed on?"),
    ),
    Check(
        "A26",
        "satisfaction as the only goal",
        "Is it judged by repeat purchase or staying?",
        "an essay on loyalty: satisfaction passes, loyalty is the aim",
        None,
        satisfaction_only,
    ),
    Check(
        "A27",
        "tactical owner",
        "Do IT, service and finance take part?",
        "a trade article of 2013-14: programs are left to marketing alone",
        None,
        _asked("owners", "Who takes part: are IT, service and finance among them?"),
    ),
)
